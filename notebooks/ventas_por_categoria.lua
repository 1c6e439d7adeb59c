-- ---
-- lote: {format: 1, title: "Ventas por categoría"}
-- ---

-- %% [markdown] id="m1"
-- # Sales by category
-- Yesterday's transactions, without duplicates, summed by product category.

-- %% Parameters id="p0" tags=["parameters"]
date = yesterday()            --@ date: day to process
lake = "datalake"             --@ root of the lake

-- %% Extract id="x1"
tx = read_csv(lake .. "/transacciones/" .. date .. "/transacciones.csv")

-- %% Transform id="t1"
clean  = tx:drop_duplicates()
by_cat = clean:group_by("categoria_producto"):agg{ precio_venta = "sum" }
show(by_cat)

-- %% Plan id="e1"
explain(by_cat)

-- %% Load id="l1"
by_cat:write_parquet(lake .. "/resultados/" .. date .. "/ventas_por_categoria.parquet", { mode = "overwrite" })
