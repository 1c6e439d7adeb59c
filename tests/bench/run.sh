#!/bin/sh
# tests/bench/run.sh [WORKLOAD…]   lote beside every installed engine: wall, CPU, peak memory and the ratio to the
# best of them, all from one run. Needs the folder of runners and generators in BENCH (default
# ../shared/bench) and room in BENCH_DATA (about 1 GB for the default workloads). RUNS (3) of each, the
# median is shown. It judges nothing.
here=$(cd "$(dirname "$0")/../.." && pwd)
: "${BENCH:=$here/../shared/bench}" "${BENCH_DATA:=${TMPDIR:-/tmp}/lote-bench}" "${RUNS:=3}" "${THREADS:=2}"
: "${BENCH_PEERS:=$BENCH_DATA/peers}"
export BENCH_DATA BENCH_PEERS THREADS LOTE="$here/build/lote"
[ -x "$BENCH/run.sh" ] || { echo "bench: no runners in $BENCH: set BENCH"; exit 0; }
[ -x /usr/bin/time ] || { echo "bench: needs /usr/bin/time (Debian package time)"; exit 1; }
[ $# -gt 0 ] || set -- etl csv2parquet dedup filter_count tiny
mkdir -p "$BENCH_DATA"
[ -x "$BENCH_DATA/gen" ] || ${CC:-cc} -O2 -o "$BENCH_DATA/gen" "$BENCH/gen.c" || exit 1
make_data() { # file, generator arguments
    f=$BENCH_DATA/$1; shift
    [ -s "$f" ] || { echo "making $f"; "$BENCH_DATA/gen" "$@" > "$f.tmp" 2> "$f.expected" && mv "$f.tmp" "$f"; }
}
make_data tiny.csv tiny
make_data transactions_10m.csv transactions 10000000
cat "$BENCH_DATA/transactions_10m.csv" > /dev/null
peers=
for p in duckdb:@duckdb chdb:@chdb polars:nodejs-polars; do
    [ -e "$BENCH_PEERS/node_modules/${p#*:}" ] && peers="$peers ${p%%:*}"
done
command -v Rscript > /dev/null && peers="$peers datatable"
[ -n "$peers" ] || echo "bench: no other engine in $BENCH_PEERS (sh $BENCH/setup.sh installs them)"
printf '%-14s %-10s %9s %9s %10s   %s\n' workload engine wall cpu peak "lote / engine: wall cpu peak"
for w in "$@"; do
    out=$("$BENCH/run.sh" "cmd:$here/tests/bench/lote.sh" "$w" "$RUNS")
    case $w in brc) make_data measurements.txt brc 5e7 ;; esac
    for p in lote $peers; do
        [ "$p" = lote ] && line=$out || line=$("$BENCH/run.sh" "$p" "$w" "$RUNS" 2>&1)
        printf '%s\n%s\n' "$out" "$line" | awk -v w="$w" -v p="$p" '
            function field(name,  v) { v = $0; if (!sub(".* " name "=", "", v)) return 0; return v + 0 }
            NR == 1 { a = field("wall"); b = field("cpu"); c = field("rss") }
            { e = field("wall"); f = field("cpu"); g = field("rss"); text = $0 }
            END { if (text !~ /wall=/) { printf "%-14s %-10s %s\n", w, p, text; exit }
                printf "%-14s %-10s %7.2f s %7.2f s %6d MiB", w, p, e, f, g
                if (p != "lote" && e && f && g) printf "   %.2f %.2f %.2f", a / e, b / f, c / g
                print "" }'
    done
done
