#!/bin/sh
# Random queries by lote and by DuckDB, value by value (tests/duckdb.lua says what is asked and what is
# known to differ). DuckDB is what is found: its shell, Python's module, or the library that
# tests/bench installs. DUCKDB_SEED and DUCKDB_COUNT ask for others than the usual ones.
. "$(dirname "$0")/lib.sh"

module="$root/build/lote.so"
[ "$LOTE" = "$root/build/lote" ] && [ -f "$module" ] || skip "the module is part of the release build"
command -v lua5.4 >/dev/null || skip "no lua5.4"
peers=${BENCH_PEERS:-${BENCH_DATA:-${TMPDIR:-/tmp}/lote-bench}/peers}
library=$(ls "$peers"/node_modules/@duckdb/node-bindings-*/libduckdb.so 2>/dev/null | head -n 1)

if command -v duckdb >/dev/null; then
    ask() { duckdb -bail <"$1"; }
elif python3 -c 'import duckdb' 2>/dev/null; then
    ask() { python3 -c 'import duckdb, sys; duckdb.connect().execute(open(sys.argv[1]).read())' "$1"; }
elif [ -x "$peers/sqlbench" ] && [ -f "$library" ]; then
    ask() { "$peers/sqlbench" duckdb "$library" "$1"; }
else
    skip "no DuckDB: neither its shell, nor Python's module duckdb, nor $peers (see tests/bench/run.sh)"
fi

LUA_CPATH="$root/build/?.so"
export LUA_CPATH
seed=${DUCKDB_SEED:-20261122}
count=${DUCKDB_COUNT:-400}
said="$count queries of seed $seed"
lua5.4 "$root/tests/duckdb.lua" make "$work" "$seed" "$count" >out 2>err || fail "the queries are not made"
for file in "$work"/queries*.sql; do
    ask "$file" >out 2>err || fail "DuckDB does not run the queries"
done
for threads in 1 4; do
    LOTE_THREADS=$threads lua5.4 "$root/tests/duckdb.lua" compare "$work" "$seed" "$count" >out 2>err ||
        fail "answers differ with $threads threads"
done
