read_csv(tx):with_column("day", "to_date(fecha)"):group_by("day", "metodo_pago")
    :agg{ "sum(cantidad) as items", "avg(precio_venta) as price" }:write_parquet(out, { mode = "overwrite" })
