-- help.lua — help(name): signature, text, example and errors of every name of the API.
-- The functions of the expression registry describe themselves (functions()).
local api, functions, keep = ...

local pages = {}
local order = {}
local function page(name, signature, text, example, errors)
  pages[name] = { signature = signature, text = text, example = example, errors = errors }
  order[#order + 1] = name
end

page("read_csv", "read_csv(path | {paths}, {options}) -> frame",
  "A frame over CSV files: a path, a list, a glob or a folder. The header and the types are found in the files; the types are those of the whole file.\nOptions: delimiter, quote, escape, header, infer, schema (\"a int, b decimal(12,2)\"), mode (permissive, failfast, dropmalformed), null_value, comment, max_record.",
  'tx = read_csv("in/2026-07-*.csv", { delimiter = ";" })',
  "a missing path (names the nearest), an unknown option, malformed rows with mode = \"failfast\" (file, line, column, value)")
page("read_parquet", "read_parquet(path | {paths}) -> frame",
  "A frame over Parquet files. Only the columns and row groups that are needed are read.",
  'daily = read_parquet("out/daily.parquet")',
  "a file that is cut, encrypted or not Parquet; a wrong checksum (file, row group, column)")
page("read", "read(path | {paths}, {options}) -> frame", "As read_csv or read_parquet, by the suffix of the name.",
  'read("in/prices.csv")', "a suffix that no format has")
page("from_rows", "from_rows({rows}, {names}) -> frame",
  "A frame from Lua tables, for tests and small lists. Columns stand in the order of names, else by name; nil is null, an array is a list.",
  'from_rows({ { city = "Lima", n = 1 }, { city = "Quito" } }, { "city", "n" })',
  "values of two types in one column (row and column)")
page("range", "range(stop) | range(start, stop[, step]) -> frame", "The numbers from start up to, without, stop, as column id.",
  "range(1, 1000001):agg{ 'sum(id) as total' }", "a step of 0")
page("select", "frame:select(expression, …) -> frame", "Only these columns: names, Spark SQL expressions (\"price * quantity as total\") or expression objects; \"*\" is all of them, \"* except (a, b)\" all but some. select_expr is the same.",
  'tx:select("id", "upper(city) as city", col.price * 2)', "an unknown column (names the nearest, with the line)")
page("select_expr", "frame:select_expr(expression, …) -> frame", "As select.", 'tx:select_expr("price * 2 as twice")')
page("filter", "frame:filter(condition) -> frame", "The rows for which the condition is true (not false, not null). It may name a column that a select just before left out, as in Spark. where is the same.",
  'tx:filter "price > 0 and city is not null"', "a condition that is not boolean")
page("where", "frame:where(condition) -> frame", "As filter.", 'tx:where "price > 0"')
page("with_column", "frame:with_column(name, expression) -> frame", "One more column, or another one in the place of the one so named.",
  'tx:with_column("total", "price * quantity")')
page("with_columns", "frame:with_columns{name = expression, …} -> frame", "Several columns at once, new ones in name order; each sees the columns as they were before.",
  'tx:with_columns{ total = "price * quantity", day = "to_date(at)" }')
page("cast", "frame:cast{name = type, …} -> frame", "Columns as other types: bool, int8 to int64, float32, float64, decimal(p,s), string, binary, date, timestamp, timestamp_ntz, list<type>.",
  'tx:cast{ price = "decimal(12,2)" }', "a value that does not fit the type (ANSI); expressions have try_cast")
page("drop", "frame:drop(name, …) -> frame", "Without these columns; unknown names are no error, as in Spark.", 'tx:drop("note")')
page("rename", "frame:rename{old = \"new\", …} -> frame", "Other names for columns.", 'tx:rename{ precio_venta = "price" }')
page("with_column_renamed", "frame:with_column_renamed(old, new) -> frame", "As rename; an unknown old name does nothing.", 'tx:with_column_renamed("precio_venta", "price")')
page("with_columns_renamed", "frame:with_columns_renamed{old = \"new\", …} -> frame", "As rename.", 'tx:with_columns_renamed{ precio_venta = "price" }')
page("to_df", "frame:to_df(name, …) -> frame", "New names for all columns, in order.", 'tx:to_df("id", "city", "price")', "another number of names than columns")
page("limit", "frame:limit(n[, offset]) -> frame", "The first n rows, after the first offset rows.", "tx:limit(100)")
page("offset", "frame:offset(n) -> frame", "All rows but the first n.", "tx:offset(10)")
page("sample", "frame:sample(fraction[, seed[, with_replacement]]) | frame:sample{fraction =, seed =, with_replacement =} -> frame",
  "About this part of the rows (0 to 1), in order. Which ones depends on the seed (0 unless given) and on each row's place, on nothing else: the same rows come every time. With replacement a row comes fraction times on average.",
  "tx:sample(0.01, 42)", "a fraction outside 0 to 1 (with replacement: 0 to 1000)")
page("random_split", "frame:random_split({weights}[, seed]) -> list of frames", "Shares the rows out by weight; every row goes to one of the frames.",
  'local train, test = table.unpack(tx:random_split({ 8, 2 }, 7))')
page("fill_nulls", "frame:fill_nulls(value[, columns]) | frame:fill_nulls{column = value, …} -> frame",
  "A value where there is null; NaN counts as null. A number is for columns of numbers, a text for texts, a boolean for booleans (others are left as they are) and becomes the column's type: 7.9 is 7 in a column of integers. fillna is the same.",
  'tx:fill_nulls(0):fill_nulls("unknown", { "city" })  tx:fill_nulls{ price = 0, city = "?" }', "an unknown column; a value that is no number, text or boolean")
page("fillna", "frame:fillna(value[, columns])", "As fill_nulls.", "tx:fillna(0)")
page("drop_nulls", "frame:drop_nulls([how[, columns]]) | frame:drop_nulls{columns} | frame:drop_nulls{how =, thresh =, subset =} -> frame",
  "Without the rows that have a null or NaN in any column (how = \"any\") or in all (\"all\"); in the columns given, else in every one. thresh keeps the rows with at least that many values. dropna is the same.",
  'tx:drop_nulls()  tx:drop_nulls{ "price", "city" }  tx:drop_nulls{ thresh = 2 }', "an unknown column; another word than any or all")
page("dropna", "frame:dropna(…)", "As drop_nulls.", "tx:dropna()")
page("replace", "frame:replace({[old] = new, …}[, columns]) | frame:replace(old, new[, columns]) -> frame",
  "New values for old ones, in all columns of their kind (numbers, texts, booleans) or in those given. Old and new are of one kind; lit(nil) as a new value is null. In expressions replace(text, old, new) works inside texts.",
  'tx:replace({ ["N/A"] = lit(nil), Lma = "Lima" }, { "city" })', "values of two kinds; an unknown column")
page("transform", "frame:transform(f, …) -> what f returns", "f(frame, …): for steps of one's own in a chain.", 'tx:transform(clean, "price"):show()')
page("drop_duplicates", "frame:drop_duplicates([name, …]) -> frame", "One row of each set of equal ones: equal in every column, or in those named. The first in input order stays.",
  'tx:drop_duplicates("id")')
page("distinct", "frame:distinct() -> frame", "As drop_duplicates over every column.", "tx:distinct()")
page("sort", "frame:sort(key, …) -> frame", "Rows in order: \"name\", \"-name\" (descending), \"name desc nulls last\", col.name:desc(). Nulls come first ascending, last descending; equal rows keep their order. A key may be a column that a select just before left out. order_by is the same.",
  'tx:sort("-total", "city")')
page("order_by", "frame:order_by(key, …) -> frame", "As sort.", 'tx:order_by("city")')
page("union", "frame:union(other) -> frame", "The rows of both, columns by position; duplicates stay.", "monday:union(tuesday)", "different numbers of columns, types without a common one")
page("union_all", "frame:union_all(other) -> frame", "As union.", "monday:union_all(tuesday)")
page("union_by_name", "frame:union_by_name(other[, {allow_missing = true}]) -> frame", "As union, columns by name.", "a:union_by_name(b)")
page("intersect", "frame:intersect(other) -> frame", "The rows that the other frame has too, once each, in order; columns by position. Nulls equal nulls, NaN equals NaN.", "monday:intersect(tuesday)", "different numbers of columns, types without a common one")
page("intersect_all", "frame:intersect_all(other) -> frame", "As intersect, each row as often as both have it.", "a:intersect_all(b)")
page("except", "frame:except(other) -> frame", "The rows that the other frame has not, once each, in order; columns by position. subtract is the same.", "today_ids:except(known_ids)", "different numbers of columns, types without a common one")
page("subtract", "frame:subtract(other) -> frame", "As except.", "a:subtract(b)")
page("except_all", "frame:except_all(other) -> frame", "As except, but each row of the other takes away one equal row only, the first.", "a:except_all(b)")
page("describe", "frame:describe([column, …]) -> frame", "count, mean, stddev, min and max of the columns of numbers and texts (or of those given), as texts: a row each.", 'tx:describe("price"):show()', "an unknown column")
page("summary", "frame:summary([statistic, …]) -> frame", "As describe for all columns, with 25%, 50% and 75%; or with these statistics: count, count_distinct, mean, stddev, min, max, any percentile such as \"90%\".", 'tx:summary("count", "min", "90%", "max"):show()', "an unknown statistic (names the nearest)")
page("explode", "frame:explode(name) -> frame", "A row for each element of a list column, which the element replaces; rows of empty and null lists go.",
  'orders:explode("items")', "a column that is no list")
page("explode_outer", "frame:explode_outer(name) -> frame", "As explode; rows of empty and null lists stay, with null.", 'orders:explode_outer("items")')
page("posexplode", "frame:posexplode(name) -> frame", "As explode, with the places of the elements, from 0, in a column pos.", 'orders:posexplode("items")',
  "a column pos that is there already")
page("posexplode_outer", "frame:posexplode_outer(name) -> frame", "As posexplode; rows of empty and null lists stay, with null.", 'orders:posexplode_outer("items")')
page("group_by", "frame:group_by(key, …) -> grouped rows",
  "Groups of rows with equal keys (null is one group); an aggregate must follow: :agg{…}, :count(), :sum(\"a\", …), :avg, :min, :max, :first.",
  'tx:group_by("city"):agg{ "sum(price) as total", "count(*) as n" }',
  "an unknown column; a column in agg that is neither a key nor inside an aggregate")
page("agg", "grouped:agg{…} | frame:agg{…} -> frame",
  "Aggregates of each group (of all rows, for a frame). A list of expressions keeps its order; name = \"sum\" is Spark's dictionary form, result sum(name); name = expression gives the result that name. sum(x) filter (where c) sees only the rows where c is true.",
  'tx:group_by("city"):agg{ price = "sum" }')
page("show", "show(frame[, rows]) | frame:show([rows])", "Runs what is needed for the first rows (20) and shows them. A Lua table is shown with its contents (the first 100 of each), other values as text.", "show(by_city)")
page("display", "display(frame[, rows])", "As show.", "display(by_city)")
page("count", "frame:count() -> integer", "Runs the plan and counts its rows. In expressions count is the aggregate.", "n = tx:count()")
page("collect", "frame:collect() -> list of rows", "Runs the plan; every row becomes a Lua table by column name. Decimals, dates and timestamps are texts, lists are arrays.", "for _, r in ipairs(by_city:collect()) do print(r.city) end",
  "more rows than the notebook's memory holds")
page("first", "frame:first() -> row", "The first row as a Lua table; nothing when there is none.", "print(by_city:first().total)")
page("take", "frame:take(n) -> list of rows", "The first n rows as Lua tables.", "top = by_city:take(3)")
page("head", "frame:head([n]) -> row | list of rows", "The first row, as first; with n the first n rows, as take.", "top = by_city:head(3)")
page("tail", "frame:tail(n) -> list of rows", "The last n rows as Lua tables, in order. All rows are read, n of them are held.", "by_city:tail(3)")
page("is_empty", "frame:is_empty() -> boolean", "Whether the frame has no row; reads no more than it needs for that.", "if tx:is_empty() then print(\"nothing today\") end")
page("columns", "frame:columns() -> list of names", "Names of the columns, without running.", "print(#tx:columns())")
page("schema", "frame:schema() -> list of {name, type}", "Columns and types, without running.", "show(tx:schema()[1].type)")
page("dtypes", "frame:dtypes() -> list of {name, type}", "Columns with Spark's words for their types (int, bigint, double), without running.", "show(tx:dtypes())")
page("print_schema", "frame:print_schema()", "Shows columns and types as Spark's tree, without running.", "tx:print_schema()")
page("explain", "frame:explain([mode | {mode =, analyze =, json =}])", "Shows the plan as written, as optimised, and which rules fired and why. Modes: rules (this), simple (optimised alone), extended (also resolved; explain(true) as in Spark), cost (with the rows expected), analyze (runs it: rows, bytes, time, memory of each operator), json.", "by_city:explain 'analyze'", "a mode that does not exist")
page("write_csv", "frame:write_csv(path, {options}) -> rows", "Writes CSV. Options: mode (error, overwrite, append, ignore), delimiter, header, null_value, quote_all, guard_formulas. Publication is atomic.",
  'by_city:write_csv("out/city.csv", { mode = "overwrite" })', "a target that exists (mode error), a folder that cannot be written, a full disk: nothing is left half-written")
page("write_parquet", "frame:write_parquet(path, {options}) -> rows", "Writes Parquet. Options: mode (error, overwrite, append, ignore), compression (zstd, snappy, gzip, lz4, none), level, row_group_rows. Publication is atomic: a reader sees the old data or the new.",
  'by_city:write_parquet("out/city.parquet", { mode = "overwrite" })', "as write_csv")
page("write", "frame:write(path, {options}) -> rows", "As write_csv or write_parquet, by the suffix of the name.", 'by_city:write("out/city.csv")')
page("col", "col.name | col(\"any name\") -> expression", "A column. Operators: + - * / % // .. & | ~ and unary -; comparisons are methods: eq ne lt le gt ge between isin like is_null is_not_null; also alias cast try_cast asc desc, and every function: col.city:upper(). col.tags[0] is an element of a list.",
  'tx:filter(col.price:gt(0) & col.city:eq("Lima"))')
page("lit", "lit(value) -> expression", "A constant; {1, 2, 3} is a list.", "tx:with_column(\"one\", lit(1))")
page("expr", "expr(text) -> expression", "Spark SQL text as an expression object.", 'expr "case when price > 10 then 1 else 0 end"')
page("fn", "fn.name(…) -> expression", "Every function by name, also those whose names are Lua's or ours. A text as first argument names a column.", 'fn.upper(col.city)  fn.count("*")')
page("is_expression", "is_expression(value) -> boolean", "Whether a value is an expression object.", "is_expression(col.price)")
page("param", "param(name[, default]) -> value", "The value given with -p name=value, read as the default's type, else the default.", 'date = param("date", yesterday())')
page("today", "today() -> \"2026-07-02\"", "The logical date of the run: that of the job, else the clock's.", "today()")
page("yesterday", "yesterday() -> \"2026-07-01\"", "The day before today().", "date = yesterday()")
page("print", "print(…)", "Values as text, on standard output.", "print(tx:count())")
page("log", "log(text)", "A line in the run's log.", 'log("prices checked")')
page("help", "help([name])", "This.", 'help "group_by"')
page("frame", "frame:method(…)", "A lazy, immutable plan: methods make new frames; show, count, collect, first, take, write_* run it.\nMethods: select filter where with_column with_columns cast drop rename to_df limit offset sample random_split fill_nulls drop_nulls replace distinct drop_duplicates sort order_by union union_by_name intersect intersect_all except except_all group_by agg describe summary transform show count collect first take head tail is_empty columns schema dtypes print_schema explain write write_csv write_parquet.",
  'read_csv("a.csv"):filter "n > 0":show()')

keep(pages)

-- as_function: the function of expressions that has the same name, such as replace.
local function show_page(name, p, as_function)
  local out = { p.signature, "", p.text }
  if as_function then
    out[#out + 1] = "\nIn expressions\n  " .. as_function.signature .. "\n  " .. as_function.help
  end
  if p.example then out[#out + 1] = "\nExample\n  " .. p.example end
  if p.errors then out[#out + 1] = "\nErrors\n  " .. p.errors end
  api.show(table.concat(out, "\n"))
end

local function overview()
  local groups, names = {}, {}
  for _, f in ipairs(functions()) do
    if not groups[f.group] then
      groups[f.group] = {}
      names[#names + 1] = f.group
    end
    local g = groups[f.group]
    g[#g + 1] = f.name
  end
  table.sort(names)
  local out = { "help \"name\" tells more.", "", "API: " .. table.concat(order, " ") }
  for _, g in ipairs(names) do out[#out + 1] = "\n" .. g .. " functions: " .. table.concat(groups[g], " ") end
  api.show(table.concat(out, "\n"))
end

function api.help(name)
  if name == nil then return overview() end
  if type(name) ~= "string" then
    name = tostring(name):find("^frame") and "frame" or "help"
  end
  local p, as_function = pages[name], nil
  for _, f in ipairs(functions()) do
    if f.name == name:lower() then as_function = f end
  end
  if p then return show_page(name, p, as_function) end
  local f = as_function
  if f then return show_page(name, { signature = f.signature, text = f.help, example = f.example }) end
  error("help: nothing is called \"" .. name .. "\"; help() lists the names", 2)
end
