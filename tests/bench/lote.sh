#!/bin/sh
# tests/bench/lote.sh WORKLOAD   one workload with lote, for the runner of tests/bench/run.sh. Environment:
# LOTE (the binary), BENCH_DATA, IN, OUT, CODEC, THREADS, MEM, as the other engines get them.
in="$BENCH_DATA/$IN"
memory=${LOTE_MEMORY:+--memory $LOTE_MEMORY}
run() { # Lua text on standard input
    cat > "$OUT.lua"
    "$LOTE" run "$OUT.lua" --threads "${THREADS:-2}" $memory
    code=$?
    rm -f "$OUT.lua"
    exit $code
}
case $1 in
etl) run <<E2
read_csv("$in"):drop_duplicates():group_by("categoria_producto"):agg{ "sum(precio_venta) as total" }
    :write_parquet("$OUT.parquet", { mode = "overwrite", compression = "$CODEC" })
E2
    ;;
etl_limited) LOTE_MEMORY=$MEM exec sh "$0" etl ;;
dedup) run <<E2
read_csv("$in"):drop_duplicates():write_parquet("$OUT.parquet", { mode = "overwrite", compression = "$CODEC" })
E2
    ;;
csv2parquet) run <<E2
read_csv("$in"):write_parquet("$OUT.parquet", { mode = "overwrite", compression = "$CODEC" })
E2
    ;;
parquet2csv) run <<E2
read_parquet("$BENCH_DATA/transactions_10m.zstd.parquet"):write_csv("$OUT.csv", { mode = "overwrite" })
E2
    ;;
filter_count) run <<E2
print(read_csv("$in"):filter "cantidad > 6 and precio_venta > 50":count())
E2
    ;;
brc) run <<E2
read_csv("$BENCH_DATA/measurements.txt", { delimiter = ";", header = false, schema = "station string, t double" })
    :group_by("station"):agg{ "min(t) as low", "avg(t) as mean", "max(t) as high" }:sort("station")
    :write_csv("$OUT.csv", { mode = "overwrite" })
E2
    ;;
tiny) run <<E2
show(read_csv("$BENCH_DATA/tiny.csv"):group_by("categoria_producto"):agg{ "sum(precio_venta) as total" })
E2
    ;;
groupby | sort)
    exec "$(dirname "$LOTE")/queries" "$BENCH_DATA/G1_1e7_1e2_0_0.csv" "${THREADS:-2}" 3 "$OUT.parquet" "$1" ;;
*)
    shape=$(dirname "$0")/shapes/$1.lua
    [ -f "$shape" ] || { echo "lote.sh: no workload $1" >&2; exit 2; }
    { printf 'tx, g1, out = "%s", "%s", "%s"\n' "$in" "$BENCH_DATA/G1_1e7_1e2_0_0.csv" "$OUT.parquet"; cat "$shape"; } | run
    ;;
esac
