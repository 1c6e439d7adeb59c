#!/bin/sh
# require "lote" from a stock Lua 5.4: the cases give the same, errors and exits are as a module's.
. "$(dirname "$0")/lib.sh"

module="$root/build/lote.so"
[ "$LOTE" = "$root/build/lote" ] && [ -f "$module" ] || skip "the module is part of the release build"
command -v lua5.4 >/dev/null || skip "no lua5.4"
LUA_CPATH="$root/build/?.so"
export LUA_CPATH

lua() {
    want=$1
    shift
    said="lua5.4 $*"
    lua5.4 "$@" >out 2>err
    code=$?
    [ $code -eq "$want" ] || fail "ended with $code, not $want"
}

cat >a.lua <<'END'
local lote = require "lote"
lote.from_rows({ { city = "Lima", n = 1 }, { city = "Quito", n = 2 } }):sort("-n"):show()
print(lote.range(5):count(), lote.lote == nil, package.loaded.lote == lote)
local ok, e = pcall(lote.read_csv, "nope.csv")
print(ok, e.kind, tostring(e))
local seen
lote.on_event(function(event) seen = event end)
coroutine.wrap(function() lote.range(2):show() end)()
print(seen.kind, seen.columns[1][1], seen.columns[1][2], seen.rows[2][1])
lote.on_event(nil)
lote.print("again")
END
lua 0 a.lua
same out <<'END'
 city   │     n
 string │ int32
────────┼──────
 Quito  │     2
 Lima   │     1
 2 rows
5	true	true
false	not found	open nope.csv: No such file or directory
table	id	int64	1
again
END
lua 1 -e 'require("lote").read_csv("nope.csv")'
has err "nope.csv"
LOTE_THREADS=no lua5.4 -e 'require "lote"' >out 2>err && fail "a wrong LOTE_THREADS is taken"
has err 'LOTE_THREADS is not right: "no"'

cd "$root" || exit 1
for threads in 1 4; do
    LOTE_THREADS=$threads lua5.4 tests/module_cases.lua tests/cases/*.case >"$work/out" 2>"$work/err" ||
        { cd "$work" && said="the cases with $threads threads" && fail "some cases differ"; }
done
