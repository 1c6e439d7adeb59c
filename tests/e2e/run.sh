#!/bin/sh
# lote run and lote plan: the nightly notebook, parameters, JSON, logs, exit codes.
. "$(dirname "$0")/lib.sh"

mkdir -p lake/transacciones/2026-06-30
cat >lake/transacciones/2026-06-30/transacciones.csv <<'END'
id,categoria_producto,precio_venta
1,Hogar,10.50
2,Libros,4.25
1,Hogar,10.50
3,Hogar,0.25
4,"Ropa, calzado",7.00
END
cp "$root/notebooks/ventas_por_categoria.lua" ventas.lua

# ---- the answer, and what is written ----
lote 0 run ventas.lua --date 2026-07-01 -p lake=lake
has out "Hogar              │             10.75"
has out " 3 rows"
empty err
[ -f lake/resultados/2026-06-30/ventas_por_categoria.parquet ] || fail "no parquet file"
lote 0 view lake/resultados/2026-06-30/ventas_por_categoria.parquet -f csv --sort categoria_producto
same out <<'END'
categoria_producto,sum(precio_venta)
Hogar,10.75
Libros,4.25
"Ropa, calzado",7.0
END
no_leftovers lake

# The same with the day as a parameter; a second run replaces the first.
lote 0 run ventas.lua -p lake=lake --param=date=2026-06-30 --threads 1 --memory 256MB
has out " 3 rows"

# ---- parameters ----
lote 2 run ventas.lua -p lak=lake
has err "the notebook has no parameter lak"
has err "date, lake"
lote 2 run ventas.lua -p lake
has err '--param takes NAME=VALUE, not "lake"'
lote 2 run ventas.lua -p date=yesterday
has err "is not a date"
lote 2 run ventas.lua --date 2026-02-30
has err "2026-02-30"

# ---- narration ----
lote 0 run ventas.lua --date 2026-07-01 -p lake=lake --cells
has err "[4/6] Transform: done in "
has err ", 3 rows"
has err "written: lake/resultados/2026-06-30/ventas_por_categoria.parquet (3 rows)"
lote 0 run ventas.lua --date 2026-07-01 -p lake=lake --log jsonl --json
mv out events
mv err log
has events '"event":"cell_begin"'
has events '"columns":[{"name":"categoria_producto","type":"string"},{"name":"sum(precio_venta)","type":"float64"}]'
has events '["Hogar",10.75]'
has events '"event":"written"'
tail -n 1 events | grep -q '^{"event":"end","exit":0,' || fail "no end event"
has log '"path":"lake/resultados/2026-06-30/ventas_por_categoria.parquet"'

# Each line of both is one JSON object: nothing but strings and punctuation may be left.
cat >json.lua <<'END'
for line in io.lines() do
  local rest = line:gsub('\\["\\]', ""):gsub('"[^"]*"', "s")
  rest = rest:gsub("true", "s"):gsub("false", "s"):gsub("null", "s"):gsub("%-?%d+%.?%d*[eE]?[+-]?%d*", "s")
  repeat
    local before = rest
    rest = rest:gsub("{s:s[,s:]*}", "s"):gsub("{}", "s"):gsub("%[s?[,s]*%]", "s")
  until rest == before
  if rest ~= "s" then print("not JSON: " .. line) os.exit(1) end
end
END
if command -v lua5.4 >home/which; then
    lua5.4 json.lua <events || fail "events are not JSON"
    lua5.4 json.lua <log || fail "the log is not JSON"
fi

# ---- the plan runs nothing ----
rm -r lake/resultados
lote 0 plan ventas.lua --date 2026-07-01 -p lake=lake
has out "Aggregate"
has out "(planned, not run)"
[ ! -e lake/resultados ] || fail "plan wrote"
echo 'print(range(3):count())' >count.lua
lote 1 plan count.lua
has err "count() needs the rows"

# ---- what a script prints is safe, and in order ----
printf 'print("a\\tb\\27[31m")\nshow(range(1))\nlog("told\\nthis")\nprint("last")\n' >print.lua
lote 0 run print.lua
first out "$(printf 'a\tb␛[31m')"
[ "$(tail -n 1 out)" = last ] || fail "last line"
has err "told"
[ "$(wc -l <err)" -eq 1 ] || fail "a log record is one line"

# ---- exit codes ----
echo 'error("boom")' >fails.lua
lote 1 run fails.lua
has err "boom"
has err "line 1"
lote 1 run fails.lua --json
has out '"event":"error","kind":"error in the notebook"'
has out '"event":"end","exit":1'
printf 'range(3):filter("no_such = 1"):count()\n' >typo.lua
lote 1 run typo.lua
has err no_such
echo 'x = = 1' >syntax.lua
lote 1 run syntax.lua
has err "line 1"

# ---- standard output that cannot be written ----
printf 'for i = 1, 100000 do print(i) end\n' >many.lua
if [ -w /dev/full ]; then
    said="lote run many.lua >/dev/full"
    "$LOTE" run many.lua >/dev/full 2>err
    [ $? -eq 1 ] || fail "a full disk is not an error"
    has err "No space left on device"
fi
said="lote run many.lua | head -n 1"
{ "$LOTE" run many.lua 2>err; echo $? >code; } | head -n 1 >out
same out <<'END'
1
END
empty err

# ---- lists: arrays in JSON; a file that cannot hold them is not begun ----
notebook lists.lua <<'END'
local f = from_rows{{k = 1, tags = {"a", "b\""}, n = {1, nil, 2.5}}, {k = 2, tags = {}}}
show(f)
f:write_csv("lists.csv")
END
lote 1 run lists.lua --json
has out '{"name":"tags","type":"list<string>"}'
has out '[1,[1.0,null,2.5],["a","b\""]],[2,null,[]]'
has out 'column \"n\" is a list<float64>, and CSV cannot hold lists'
[ ! -e lists.csv ] || fail "lists.csv was begun"
no_leftovers .
notebook schema.lua <<'END'
read_csv("ventas.lua", {schema = "a int, b array<int>"})
END
lote 1 run schema.lua
has err 'column "b" is a list<int32>, and CSV cannot hold lists'
