read_csv(g1):select("id3", "id6"):distinct():write_parquet(out, { mode = "overwrite" })
