read_csv(tx):group_by("cliente_id"):agg{ "count(*) as n", "sum(precio_venta) as total", "max(fecha) as last" }
    :write_parquet(out, { mode = "overwrite" })
