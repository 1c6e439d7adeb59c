-- ---
-- lote: {format: 1, title: "Revenue of a web shop, month by month"}
-- ---

-- %% [markdown] id="m1"
-- # Revenue of a web shop
-- A folder of daily files, one header each; exact to the cent because money is decimal.

-- %% Parameters id="p0" tags=["parameters"]
days = "../shared/data/retail-online/by-day"   --@ folder of the daily files

-- %% Extract id="x1"
lines = read_csv(days .. "/*.csv")

-- %% Transform id="t1"
revenue = lines
    :with_column("month", "substring(cast(InvoiceDate as string), 1, 7)")
    :with_column("amount", "cast(Quantity as decimal(12,0)) * cast(UnitPrice as decimal(12,3))")
    :group_by("month")
    :agg{ "count(*) as rows", "sum(amount) as revenue" }
    :sort("month")

-- %% Show id="s1"
show(revenue)
