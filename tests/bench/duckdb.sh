#!/bin/sh
# tests/bench/duckdb.sh SHAPE   one of shapes/*.sql with DuckDB, for the runner of tests/bench/run.sh.
here=$(cd "$(dirname "$0")" && pwd)
sql=$OUT.sql
{
    printf -- '-- setup\nSET threads=%s;\n-- name: %s\nCOPY (\n' "$THREADS" "$1"
    sed "s|TX|read_csv('$BENCH_DATA/$IN')|; s|G1|read_csv('$BENCH_DATA/G1_1e7_1e2_0_0.csv')|" "$here/shapes/$1.sql"
    printf ") TO '%s.parquet' (FORMAT parquet, COMPRESSION zstd)\n" "$OUT"
} > "$sql"
"$BENCH_PEERS/sqlbench" duckdb "$BENCH_PEERS/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so" "$sql"
