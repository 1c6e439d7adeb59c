read_csv(g1):group_by("id1", "id4"):agg{ "min(v1) as low", "max(v2) as high", "avg(v3) as mean", "count(distinct id5) as kinds" }
    :write_parquet(out, { mode = "overwrite" })
