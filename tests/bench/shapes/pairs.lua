read_csv(tx):select("cliente_id", "producto"):distinct():group_by("producto"):agg{ "count(*) as clients" }
    :write_parquet(out, { mode = "overwrite" })
