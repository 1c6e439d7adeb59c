-- duckdb.lua — random queries whose answers two engines must agree on (e2e/duckdb.sh).
--
--   lua5.4 duckdb.lua make FOLDER SEED COUNT      rows.csv, queries000.sql … for DuckDB
--   lua5.4 duckdb.lua compare FOLDER SEED COUNT   the same queries by lote against q1.csv, q2.csv …
--
-- Both calls draw the same queries from SEED. A query is a list of frame calls and the SQL that means
-- the same; where both engines write an expression alike it stands once, else as {lote, duckdb}.
--
-- What is Spark's meaning and not DuckDB's, and so is not asked or is written in another way:
--   overflow, division by zero     an error here, null or infinity there: no operand gets there
--   avg, / of decimals             a decimal here, a double there: compared as numbers
--   cast(1.5 as int)               cut here, rounded there; cast of reals to text has another form
--   concat, ||                     concat skips nulls there; || is null in both
--   dayofweek                      from 1 here, from 0 there
--   first, last, mode, collect_*   an arbitrary choice there
--   skewness, kurtosis             of the population here, of a sample there
--   bit_count of negative numbers  64 bits here, the type's there
--   order of nulls                 first ascending here, last there: always said
--   regexp_replace                 every match here, the first there without 'g'
--   levenshtein                    characters here, bytes there: asked of ASCII only
--   corr, regr_* without a spread  null here, NaN there
--   count_if of nothing            0 here, null there
--   substring before the start     "" + what is left here; not asked

local what, folder, seed, count = arg[1], arg[2], tonumber(arg[3]), tonumber(arg[4])

-- ---- chance: the same on every machine ----

local state = seed
local function below(n)
  state = (state * 6364136223846793005 + 1442695040888963407)
  local x = state ~ (state >> 29)
  x = x * -7046029254386353131
  return math.ult(0, n) and ((x >> 33) % n) or 0
end
local function pick(list) return list[below(#list) + 1] end
local function chance(n) return below(n) == 0 end

-- ---- rows ----

local ROWS = 700
local FILE = 200 -- queries in a file
local schema = "i int, l bigint, d double, r double, m decimal(12,2), s string, c string, b boolean, day date, ts timestamp_ntz"
local duck_types = "{'i': 'INTEGER', 'l': 'BIGINT', 'd': 'DOUBLE', 'r': 'DOUBLE', 'm': 'DECIMAL(12,2)', 's': 'VARCHAR', "
  .. "'c': 'VARCHAR', 'b': 'BOOLEAN', 'day': 'DATE', 'ts': 'TIMESTAMP'}"

local odd = { "NaN", "0.0", "-0.0", "Infinity", "-Infinity", "1.5", "-1.5" }
local words = { "", "a", "Lima", "lima", " two words ", 'say ""hi""', "one,two", "line\nbreak", "ñandú é", "x",
  "a longer text than a view holds", "a longer text than a view holder" }
local few = { "north", "south", "north", "", "east of the old town" }

local makers = {
  function() return tostring(below(chance(3) and 101 or 7) - (chance(2) and 3 or 0)) end,
  function() return tostring((below(2000000) - 1000000) * (chance(3) and 1000 or 1)) end,
  function() return ("%.2f"):format((below(8001) - 4000) / 4) end,
  function() return chance(2) and pick(odd) or ("%.2f"):format(below(9) / 4) end,
  function() return ("%d.%02d"):format(below(3000), below(100)) end,
  function() return '"' .. pick(words) .. '"' end,
  function() return '"' .. pick(few) .. '"' end,
  function() return chance(3) and "true" or "false" end,
  function() return ("%04d-%02d-%02d"):format(1969 + below(60), 1 + below(12), 1 + below(28)) end,
  function()
    return ("%04d-%02d-%02d %02d:%02d:%02d%s"):format(1969 + below(60), 1 + below(12), 1 + below(28), below(24), below(60),
      below(60), chance(4) and (".%06d"):format(below(1000000)) or "")
  end,
}

local function rows()
  local out = { "i,l,d,r,m,s,c,b,day,ts\n" }
  for _ = 1, ROWS do
    local cells = {}
    for c, make in ipairs(makers) do cells[c] = chance(9) and "" or make() end
    out[#out + 1] = table.concat(cells, ",") .. "\n"
  end
  return table.concat(out)
end

-- ---- expressions: {lote's text, DuckDB's text} ----

local function pair(x) return type(x) == "table" and x or { x, x } end

-- %1, %2 … in a form are its parts; a form is one text or {lote, duckdb}.
local function fill(form, parts)
  local f, out = pair(form), {}
  for side = 1, 2 do
    out[side] = f[side]:gsub("%%(%d)", function(n) return parts[tonumber(n)][side] end)
  end
  return out
end

-- Each row: a form and the kinds of its parts.
local forms = {
  int = {
    { "i" }, { "l" }, { "i" }, { "%1 + %2", "int", "int" }, { "%1 - %2", "int", "int" }, { "i * 3" }, { "l * i" },
    { "%1 %% 7", "int" }, { { "%1 div 7", "%1 // 7" }, "int" }, { "abs(%1)", "int" }, { "-%1", "int" },
    { "length(%1)", "text" }, { "instr(%1, 'o')", "text" }, { "ascii(%1)", "text" }, { "levenshtein(c, 'south')" },
    { "year(%1)", "date" }, { "month(%1)", "date" }, { "day(%1)", "date" }, { "quarter(%1)", "date" },
    { { "dayofweek(%1)", "dayofweek(%1) + 1" }, "date" }, { "dayofyear(%1)", "date" },
    { { "weekofyear(%1)", "week(%1)" }, "date" }, { { "datediff(%1, %2)", "date_diff('day', %2, %1)" }, "date", "date" },
    { "hour(%1)", "time" }, { "minute(%1)", "time" }, { "second(%1)", "time" },
    { { "cast(%1 as int)", "cast(%1 as integer)" }, "truth" }, { "coalesce(%1, %2)", "int", "int" },
    { "nullif(%1, 2)", "int" }, { "case when %1 then %2 else %3 end", "truth", "int", "int" },
    { "case when %1 then %2 when %3 then i end", "truth", "int", "truth" }, { "greatest(%1, %2, i)", "int", "int" },
    { "least(%1, 5, l)", "int" }, { "%1 & 12", "int" }, { "%1 | 5", "int" },
    { { "%1 ^ %2", "xor(cast(%1 as bigint), cast(%2 as bigint))" }, "int", "int" }, { { "floor(%1)", "cast(floor(%1) as bigint)" }, "real" },
    { { "ceil(%1)", "cast(ceil(%1) as bigint)" }, "real" }, { { "try_cast(%1 as int)", "try_cast(%1 as integer)" }, "name" },
    { { "if(%1, 1, null)", "case when %1 then 1 end" }, "truth" }, { { "octet_length(%1)", "octet_length(encode(%1))" }, "text" },
    { { "size(split(%1, ' '))", "len(string_split(%1, ' '))" }, "text" }, { { "timestampdiff(HOUR, ts, %1)", "date_sub('hour', ts, %1)" }, "time" },
    { { "timestampdiff(MONTH, ts, %1)", "date_sub('month', ts, %1)" }, "time" },
    { { "regexp_count(%1, '[aeo]')", "len(regexp_extract_all(%1, '[aeo]'))" }, "text" }, { { "locate('a', %1)", "instr(%1, 'a')" }, "text" },
    { "position('o' in %1)", "text" }, { "bit_count(abs(%1))", "int" }, { { "pmod(%1, 5)", "((%1 %% 5) + 5) %% 5" }, "int" },
    { { "extract(dow from %1)", "extract(dow from %1) + 1" }, "date" }, { "extract(week from day)" }, { "extract(year from %1)", "time" },
    { { "round(%1, -1)", "cast(round(cast(%1 as decimal(18,0)), -1) as bigint)" }, "int" },
  },
  real = {
    { "d" }, { "d" }, { "%1 + d", "real" }, { "%1 - %2", "real", "real" }, { "d * 0.5e0" }, { "%1 / (abs(%2) + 1)", "real", "real" },
    { "%1 / 4", "int" }, { "sqrt(abs(%1))", "real" }, { "exp(d / 1000)" }, { "ln(abs(%1) + 1)", "real" }, { "log10(abs(%1) + 1)", "real" },
    { "log2(abs(d) + 1)" }, { "power(d, 2)" }, { "sin(d)" }, { "cos(d)" }, { "atan2(d, 2e0)" }, { "degrees(d)" }, { "cbrt(d)" },
    { "round(d, 1)" }, { "coalesce(%1, 0e0)", "real" }, { "greatest(%1, %2)", "real", "real" }, { "cast(%1 as double)", "int" },
    { "case when %1 then %2 else d end", "truth", "real" }, { "abs(%1)", "real" }, { "-%1", "real" }, { "cast(m as double)" },
    { "sign(%1)", "real" }, { { "hypot(d, i)", "sqrt(d * d + i * i)" } }, { { "try_divide(d, i)", "d / nullif(i, 0)" } }, { "tan(d)" },
    { "round(d)" }, { { "pi() * d + e()", "pi() * d + exp(1)" } }, { { "try_cast(%1 as double)", "try_cast(%1 as double)" }, "name" },
  },
  odd = { { "r" }, { { "nanvl(r, %1)", "case when isnan(r) then %1 else r end" }, "real" }, { "nullif(r, 0)" }, { "greatest(r, %1)", "real" }, { "least(r, %1)", "real" }, { "-r" }, { "abs(r)" }, { "r * 2" },
    { "coalesce(r, %1)", "real" }, { "case when %1 then r end", "truth" }, { "r + %1", "real" } },
  money = { { "m" }, { "m + 1" }, { "m - m" }, { "m * 2" }, { "m + m" }, { "m * m" }, { "round(m, 1)" }, { "abs(m)" }, { "-m" },
    { "coalesce(m, 0)" }, { "greatest(m, 7)" }, { "cast(m as decimal(14,3))" }, { "cast(i as decimal(8,2)) + m" },
    { "case when %1 then m else 0.5 end", "truth" }, { "m %% 7" },
    { "cast(d as decimal(10,1))" }, { "floor(m)" }, { "ceil(m)" }, { "round(m, -1)" }, { "nullif(m, m)" }, { "greatest(m, i)" } },
  name = { { "c" }, { "'7'" }, { { "cast(i as string)", "cast(i as varchar)" } } },
  text = {
    { "s" }, { "c" }, { "s" }, { "upper(%1)", "text" }, { "lower(%1)", "text" }, { "trim(%1)", "text" }, { "ltrim(%1)", "text" },
    { "rtrim(%1)", "text" }, { "substring(%1, 2, 3)", "text" }, { "substring(%1, 3)", "text" }, { "left(%1, 3)", "text" },
    { "right(%1, 2)", "text" }, { "reverse(%1)", "text" }, { "lpad(%1, 6, '*-')", "text" }, { "rpad(%1, 4, '.')", "text" },
    { "replace(%1, 'o', 'xyz')", "text" }, { "%1 || %2", "text", "text" }, { "concat_ws('-', %1, %2, c)", "text", "text" },
    { "repeat(%1, 2)", "text" }, { "coalesce(%1, %2)", "text", "text" }, { "translate(%1, 'aoi', '01')", "text" },
    { "split_part(%1, ' ', 2)", "text" }, { "md5(%1)", "text" }, { "nullif(%1, 'north')", "text" },
    { { "cast(%1 as string)", "cast(%1 as varchar)" }, "int" }, { { "cast(%1 as string)", "cast(%1 as varchar)" }, "date" },
    { { "cast(%1 as string)", "cast(%1 as varchar)" }, "truth" },
    { { "regexp_replace(%1, '[aeiou]+', '_')", "regexp_replace(%1, '[aeiou]+', '_', 'g')" }, "text" },
    { "regexp_extract(%1, '([a-z]+) ?([a-z]*)', 2)", "text" }, { "hex(%1)", "text" },
    { { "base64(%1)", "base64(encode(%1))" }, "text" }, { "greatest(%1, %2)", "text", "text" },
    { { "sha2(%1, 256)", "sha256(%1)" }, "text" }, { { "date_format(%1, 'yyyy/MM/dd')", "strftime(%1, '%%Y/%%m/%%d')" }, "date" },
    { { "date_format(%1, 'HH:mm:ss')", "strftime(%1, '%%H:%%M:%%S')" }, "time" }, { { "date_format(%1, 'EEEE MMM')", "strftime(%1, '%%A %%b')" }, "date" },
    { { "substring_index(%1, ' ', 1)", "split_part(%1, ' ', 1)" }, "text" }, { { "concat(%1, %2)", "%1 || %2" }, "text", "text" },
    { { "array_join(split(%1, '[ ,]'), '+')", "array_to_string(string_split_regex(%1, '[ ,]'), '+')" }, "text" },
    { { "element_at(split(%1, 'o'), -1)", "string_split(%1, 'o')[-1]" }, "text" },
    { { "char(65 + abs(i) %% 26)", "chr(65 + abs(i) %% 26)" } }, { "bin(abs(%1))", "int" }, { { "cast(m as string)", "cast(m as varchar)" } },
    { { "nvl2(%1, c, 'none')", "case when %1 is not null then c else 'none' end" }, "date" }, { { "trim(both 'nh' from %1)", "trim(%1, 'nh')" }, "text" },
    { { "cast(%1 as string)", "cast(%1 as varchar)" }, "time" }, { { "locate('o', %1) || c", "instr(%1, 'o') || c" }, "text" },
    { "case when %1 then %2 else 'no' end", "truth", "text" }, { "case c when 'north' then 'N' when '' then 'none' end" },
  },
  truth = {
    { "b" }, { "%1 > %2", "int", "int" }, { "%1 <= %2", "real", "real" }, { "r >= %1", "odd" }, { "r = %1", "odd" },
    { "%1 = %2", "text", "text" }, { "%1 < %2", "text", "text" }, { "%1 <> 'north'", "text" }, { "%1 > %2", "date", "date" },
    { "(%1) and (%2)", "truth", "truth" }, { "(%1) or (%2)", "truth", "truth" }, { "not (%1)", "truth" }, { "%1 is null", "text" },
    { "%1 is not null", "int" }, { "%1 in (1, 2, 3)", "int" }, { "i not in (1, null)" }, { "%1 in ('north', 'Lima', '')", "text" },
    { "%1 between 0 and 4", "int" }, { "%1 not between 'a' and 'p'", "text" }, { "%1 like '%%o%%'", "text" }, { "%1 like '_i%%'", "text" },
    { "%1 ilike 'L%%'", "text" }, { { "%1 <=> %2", "%1 is not distinct from %2" }, "int", "int" },
    { { "%1 <=> %2", "%1 is not distinct from %2" }, "text", "text" }, { { "%1 <=> r", "%1 is not distinct from r" }, "odd" },
    { { "%1 rlike '[a-z]{4}'", "regexp_matches(%1, '[a-z]{4}')" }, "text" }, { { "startswith(%1, 'a')", "starts_with(%1, 'a')" }, "text" },
    { { "endswith(%1, 'h')", "ends_with(%1, 'h')" }, "text" }, { "contains(%1, 'or')", "text" }, { { "isnan(r)", "coalesce(isnan(r), false)" } },
    { "m > 100" }, { "m * 2 < %1", "int" }, { "%1 <> m", "real" }, { "ts > timestamp '2000-01-01 12:00:00'" },
    { "b is true" }, { "(%1) is not false", "truth" }, { "%1 is distinct from c", "text" }, { "day = cast(ts as date)" },
    { "%1 < date '1999-12-31'", "date" }, { { "array_contains(split(%1, ' '), 'words')", "list_contains(string_split(%1, ' '), 'words')" }, "text" },
    { "%1 like 'a#_%%' escape '#'", "text" }, { "m = cast(m as double)" }, { "i = cast(i as double)" }, { "%1 = %2", "time", "time" }, { "%1 in (d, 1.5, i)", "real" },
    { "m in (0.5, 12, i)" }, { "day between date '1980-01-01' and %1", "date" },
    { { "cast(day as timestamp_ntz) <= ts", "cast(day as timestamp) <= ts" } }, { "day <= ts" },
  },
  date = {
    { "day" }, { "day" }, { { "date_add(%1, 40)", "(%1 + 40)" }, "date" }, { { "date_sub(%1, i)", "(%1 - i)" }, "date" }, { "last_day(%1)", "date" },
    { { "add_months(%1, 13)", "cast(%1 + interval 13 month as date)" }, "date" },
    { { "add_months(%1, -1)", "cast(%1 - interval 1 month as date)" }, "date" },
    { { "trunc(%1, 'MM')", "cast(date_trunc('month', %1) as date)" }, "date" },
    { { "trunc(%1, 'YEAR')", "cast(date_trunc('year', %1) as date)" }, "date" },
    { { "trunc(%1, 'WEEK')", "cast(date_trunc('week', %1) as date)" }, "date" },
    { { "trunc(%1, 'QUARTER')", "cast(date_trunc('quarter', %1) as date)" }, "date" },
    { { "to_date(date_format(%1, 'ddMMyyyy'), 'ddMMyyyy')", "cast(strptime(strftime(%1, '%%d%%m%%Y'), '%%d%%m%%Y') as date)" }, "date" },
    { { "next_day(%1, 'Mon')", "(%1 + cast(8 - isodow(%1) as integer))" }, "date" }, { { "try_cast(%1 as date)", "try_cast(%1 as date)" }, "name" },
    { "make_date(year(%1), month(%1), 1)", "date" }, { "cast(%1 as date)", "time" }, { "coalesce(%1, day)", "date" }, { "greatest(%1, day)", "date" },
    { "make_date(2020 + abs(i) %% 9, 1 + abs(i) %% 12, 28)" }, { "case when %1 then day end", "truth" },
  },
  time = { { "ts" }, { "ts" }, { "date_trunc('HOUR', %1)", "time" }, { "date_trunc('DAY', ts)" }, { "date_trunc('MONTH', %1)", "time" },
    { "coalesce(%1, ts)", "time" }, { "ts + interval 3 day" }, { "ts - interval 90 minute" }, { "least(ts, %1)", "time" },
    { "date_trunc('SECOND', ts)" }, { "date_trunc('MINUTE', ts)" }, { "date_trunc('WEEK', %1)", "time" }, { "date_trunc('QUARTER', %1)", "time" },
    { "ts + interval 2 month" }, { "ts - interval 1 year" }, { { "cast(%1 as timestamp_ntz)", "cast(%1 as timestamp)" }, "date" },
    { "case when %1 then ts end", "truth" } },
}

local function expression(kind, depth)
  local form
  repeat form = pick(forms[kind]) until depth > 0 or not form[2]
  local parts = {}
  for n = 2, #form do parts[n - 1] = expression(form[n], depth - 1) end
  for _, part in ipairs(parts) do
    for side = 1, 2 do if part[side]:find("[^%w_]") then part[side] = "(" .. part[side] .. ")" end end
  end
  local f = pair(form[1])
  local out = fill({ f[1]:gsub("%%%%", "\1"), (f[2]:gsub("%%%%", "\1")) }, parts)
  return { (out[1]:gsub("\1", "%%")), (out[2]:gsub("\1", "%%")) }
end

local kinds = { "int", "real", "odd", "money", "text", "truth", "date", "time" }

-- ---- aggregates ----

local aggregates = {
  { "count(*)" }, { "count(%1)", "any" }, { "count(distinct %1)", "any" }, { "sum(%1)", "int" }, { "sum(%1)", "real" }, { "sum(%1)", "money" },
  { "avg(%1)", "int" }, { "avg(%1)", "real" }, { "avg(m)" }, { "min(%1)", "any" }, { "max(%1)", "any" }, { "min(%1)", "text" },
  { "max(%1)", "odd" }, { "min(%1)", "odd" }, { "stddev(%1)", "real" }, { "stddev_pop(%1)", "real" }, { "var_samp(%1)", "int" },
  { "var_pop(%1)", "real" }, { { "corr(d, %1)", "nullif(corr(d, %1), 'nan')" }, "int" }, { "covar_samp(d, i)" }, { "covar_pop(%1, d)", "int" }, { "bool_and(%1)", "truth" },
  { "bool_or(%1)", "truth" }, { { "every(%1)", "bool_and(%1)" }, "truth" }, { "median(%1)", "real" },
  { { "percentile(%1, 0.25)", "quantile_cont(%1, 0.25)" }, "real" }, { { "percentile(%1, 0.9)", "quantile_cont(cast(%1 as double), 0.9)" }, "int" },
  { { "count_if(%1)", "coalesce(count_if(%1), 0)" }, "truth" }, { "sum(distinct i)" }, { "bit_and(i)" }, { "bit_or(l)" }, { "bit_xor(l)" },
  { { "regr_slope(d, i)", "nullif(regr_slope(d, i), 'nan')" } }, { { "regr_intercept(d, i)", "nullif(regr_intercept(d, i), 'nan')" } }, { "regr_count(d, %1)", "int" }, { { "regr_r2(d, i)", "nullif(regr_r2(d, i), 'nan')" } }, { "regr_avgx(d, i)" },
  { "sum(%1) filter (where %2)", "int", "truth" }, { "count(*) filter (where %1)", "truth" }, { "max(%1) filter (where %2)", "text", "truth" },
  { "avg(distinct i)" }, { "sum(%1) + count(*)", "int" }, { "max(%1) - min(%1)", "int" }, { "round(sum(m), 1)" },
  { "sum(%1)", "odd" }, { "avg(%1)", "odd" }, { "count(distinct %1)", "odd" }, { { "size(collect_set(%1))", "count(distinct %1)" }, "any" },
  { { "array_join(sort_array(collect_list(%1)), ',')", "coalesce(string_agg(%1, ',' order by %1), '')" }, "text" },
  { { "listagg(%1, ';') within group (order by %1)", "string_agg(%1, ';' order by %1)" }, "text" },
  { "percentile_cont(0.5) within group (order by %1)", "real" }, { "percentile_disc(0.5) within group (order by %1)", "real" },
  { { "try_sum(%1)", "sum(%1)" }, "int" },
  { { "count(distinct c, b)", "count(distinct (c, b)) filter (where c is not null and b is not null)" } }, { "sum(distinct m)" },
  { "count(distinct %1) filter (where %2)", "text", "truth" }, { "avg(%1) filter (where %2)", "real", "truth" },
  { { "array_join(array_sort(collect_set(cast(i as string))), ' ')", "coalesce(string_agg(distinct cast(i as varchar), ' ' order by cast(i as varchar)), '')" } },
}

local function aggregate()
  local form, parts = pick(aggregates), {}
  for n = 2, #form do parts[n - 1] = expression(form[n] == "any" and pick(kinds) or form[n], below(2)) end
  return fill(form[1], parts)
end

-- ---- queries ----

local function quoted(text) return ("%q"):format(text) end

-- {code = lote's calls, sql = DuckDB's, ordered}
local function columns_of(n, depth)
  local lote, duck = {}, {}
  for c = 1, n do
    local e = expression(pick(kinds), depth)
    lote[c], duck[c] = quoted(e[1] .. " as x" .. c), e[2] .. " as x" .. c
  end
  return table.concat(lote, ", "), table.concat(duck, ", "), n
end

local function filtered()
  local code, sql = "t", "t"
  if not chance(3) then
    local e = expression("truth", 2)
    code, sql = ("t:filter(%s)"):format(quoted(e[1])), ("(select * from t where %s)"):format(e[2])
  end
  return code, sql
end

local function derived()
  local code, sql = filtered()
  local a, b, n = columns_of(2 + below(3), 3)
  return ("%s:select{%s}"):format(code, a), ("select %s from %s"):format(b, sql), n
end

local function grouped()
  local code, sql = filtered()
  local keys, lote, shown, by = {}, {}, {}, {}
  for k = 1, below(3) do
    local key = chance(2) and pair(pick { "c", "b", "i", "r", "day" })
      or expression(pick { "text", "int", "odd", "truth", "date", "money" }, 1)
    keys[k] = ("expr(%s)"):format(quoted(key[1] .. " as k" .. k))
    shown[k], by[k] = key[2] .. " as k" .. k, tostring(k)
  end
  for a = 1, 1 + below(3) do
    local e = aggregate()
    lote[a], shown[#shown + 1] = quoted(e[1] .. " as a" .. a), e[2] .. " as a" .. a
  end
  local some = #keys > 0
  code = ("%s%s:agg{%s}"):format(code, some and (":group_by(%s)"):format(table.concat(keys, ", ")) or "", table.concat(lote, ", "))
  sql = ("select %s from %s%s"):format(table.concat(shown, ", "), sql, some and " group by " .. table.concat(by, ", ") or "")
  return code, sql
end

local function distinct()
  local code, sql = derived()
  return code .. ":distinct()", (sql:gsub("^select ", "select distinct "))
end

local function set_operation()
  local keep = pick { "c, b", "r", "i, c", "day", "s, b", "m", "r, c" }
  local list = {}
  for name in keep:gmatch("%w+") do list[#list + 1] = quoted(name) end
  local a, b = expression("truth", 1), expression("truth", 1)
  local op = pick { { "union", "union all" }, { "intersect", "intersect" }, { "intersect_all", "intersect all" },
    { "except", "except" }, { "except_all", "except all" } }
  local select = ("select{%s}"):format(table.concat(list, ", "))
  return ("t:filter(%s):%s:%s(t:filter(%s):%s)"):format(quoted(a[1]), select, op[1], quoted(b[1]), select),
    ("select %s from t where %s %s select %s from t where %s"):format(keep, a[2], op[2], keep, b[2])
end

local function sorted()
  local code, sql, n = derived()
  local lote, duck = {}, {}
  for c = 1, n do
    local how = pick { " asc nulls first", " asc nulls last", " desc nulls first", " desc nulls last" }
    lote[c], duck[c] = quoted("x" .. c .. how), "x" .. c .. how
  end
  code = ("%s:sort(%s)"):format(code, table.concat(lote, ", "))
  sql = ("select * from (%s) order by %s"):format(sql, table.concat(duck, ", "))
  if chance(2) then
    local most, from = 1 + below(90), below(40)
    code, sql = ("%s:limit(%d, %d)"):format(code, most, from), ("%s limit %d offset %d"):format(sql, most, from)
  end
  return code, sql, n, true
end

local function query()
  local make = pick { derived, derived, grouped, grouped, grouped, distinct, set_operation, sorted, sorted }
  local code, sql, _, ordered = make()
  return { code = code, sql = sql, ordered = ordered }
end

local text = rows()
local queries = {}
for n = 1, count do queries[n] = query() end

if what == "make" then
  local data = assert(io.open(folder .. "/rows.csv", "w"))
  data:write(text)
  data:close()
  local sql
  for n, q in ipairs(queries) do
    if n % FILE == 1 then
      if sql then sql:close() end
      sql = assert(io.open(("%s/queries%03d.sql"):format(folder, n // FILE), "w"))
      sql:write("-- name: t\ncreate table t as select * from read_csv('", folder, "/rows.csv', header = true, delim = ',', ",
        "quote = '\"', escape = '\"', allow_quoted_nulls = false, nullstr = '', columns = ", duck_types, ");\n",
        "-- name: parquet\ncopy t to '", folder, "/rows.parquet' (format parquet);\n")
    end
    sql:write("-- name: q", n, "\ncopy (", q.sql, ") to '", folder, "/q", n,
      ".csv' (format csv, header false, nullstr '\\N', quote '\"', escape '\"', force_quote *);\n")
  end
  sql:close()
  return
end

-- ---- comparing ----

-- Rows of cells; null is false.
local function read_csv(path)
  local file = io.open(path, "rb")
  if not file then return end
  local all, at, out, row = file:read("a"), 1, {}, {}
  file:close()
  while at <= #all do
    local cell
    if all:sub(at, at) == '"' then
      local parts, stop = {}, nil
      repeat
        stop = assert(all:find('"', at + 1, true))
        parts[#parts + 1] = all:sub(at + 1, stop - 1)
        at = stop + 1
      until all:sub(at, at) ~= '"'
      cell = table.concat(parts, '"')
    else
      local stop = assert(all:find("[,\n]", at))
      assert(all:sub(at, stop - 1) == "\\N", path .. ": a cell without quotes")
      cell, at = false, stop
    end
    row[#row + 1] = cell
    if all:sub(at, at) == "\n" then out[#out + 1], row = row, {} end
    at = at + 1
  end
  return out
end

local special = { nan = "NaN", inf = "Infinity", ["-inf"] = "-Infinity", ["-nan"] = "NaN" }

-- A cell in one form for both engines: numbers by their value.
local function plain(cell, kind)
  if not cell then return "\0" end
  if kind:find("^float") or kind:find("^decimal") or kind:find("^int") then
    cell = special[cell] or cell
    local n = math.tointeger(cell) or tonumber(cell)
    if not n or cell:find("[Nn]") then return cell end
    return n == 0 and "0" or ("%.9g"):format(n)
  end
  if kind:find("^timestamp") then return (cell:gsub("(%.%d-)0*$", "%1"):gsub("%.$", "")) end
  return cell
end

-- Also where %.9g falls on two sides of an edge.
local function same_cell(a, b, kind)
  if a == b then return true end
  if not kind:find("^float") and not kind:find("^decimal") then return false end
  local x, y = tonumber(a), tonumber(b)
  return x and y and math.abs(x - y) <= 1e-6 * math.max(1, math.abs(x)) or false
end

local function plain_rows(list, types, ordered)
  local out = {}
  for r, row in ipairs(list) do
    local cells = {}
    for c, kind in ipairs(types) do cells[c] = plain(row[c], kind) end
    out[r] = cells
  end
  if not ordered then
    table.sort(out, function(a, b)
      for c = 1, #types do if a[c] ~= b[c] then return a[c] < b[c] end end
      return false
    end)
  end
  return out
end

local function difference(got, want, types)
  if #got ~= #want then return ("%d rows, not %d"):format(#got, #want) end
  for r = 1, #got do
    for c, kind in ipairs(types) do
      if not same_cell(got[r][c], want[r][c], kind) then
        return ("row %d column %d (%s): %q, not %q"):format(r, c, kind, got[r][c], want[r][c])
      end
    end
  end
end

local lote = require "lote"
local shown
lote.on_event(function(e) if e.kind == "table" then shown = e end end)

local sources = { lote.read_csv(folder .. "/rows.csv", { schema = schema }), lote.read_parquet(folder .. "/rows.parquet") }

local function run(q, source)
  local env = setmetatable({ t = source }, { __index = lote })
  local f = assert(load("return (" .. q.code .. ")", "=query", "t", env))
  shown = nil
  f():show(1000000)
  return shown
end

local failed = 0
for n, q in ipairs(queries) do
  local want = read_csv(folder .. "/q" .. n .. ".csv")
  if not want then
    failed = failed + 1
    print(("%d: DuckDB gave nothing\n  %s"):format(n, q.sql))
  end
  for s, source in ipairs(sources) do
    local ok, table_or_why = pcall(run, q, source)
    local why = not ok and tostring(table_or_why)
    if ok and want then
      local types = {}
      for c, column in ipairs(table_or_why.columns) do types[c] = column[2] end
      why = difference(plain_rows(table_or_why.rows, types, q.ordered), plain_rows(want, types, q.ordered), types)
    end
    if why then
      failed = failed + 1
      print(("%d (%s): %s\n  %s\n  %s"):format(n, s == 1 and "csv" or "parquet", why, q.code, q.sql))
      break
    end
  end
end
print(("%d queries, %d differ"):format(count, failed))
os.exit(failed == 0)
