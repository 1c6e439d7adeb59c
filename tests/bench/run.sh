#!/bin/sh
# tests/bench/run.sh [WORKLOAD…]   lote beside every installed engine: wall, CPU, peak memory and the ratio to the
# best of them, all from one run. Needs the folder of runners and generators in BENCH (default
# ../shared/bench) and room in BENCH_DATA (about 2.5 GB for the default workloads). RUNS (3) of each, the
# median is shown. It judges nothing.
here=$(cd "$(dirname "$0")/../.." && pwd)
: "${BENCH:=$here/../shared/bench}" "${BENCH_DATA:=${TMPDIR:-/tmp}/lote-bench}" "${RUNS:=3}" "${THREADS:=2}"
: "${BENCH_PEERS:=$BENCH_DATA/peers}"
export BENCH_DATA BENCH_PEERS THREADS LOTE="$here/build/lote"
[ -x "$BENCH/run.sh" ] || { echo "bench: no runners in $BENCH: set BENCH"; exit 0; }
[ -x /usr/bin/time ] || { echo "bench: needs /usr/bin/time (Debian package time)"; exit 1; }
[ $# -gt 0 ] || set -- etl csv2parquet dedup filter_count tiny clients pairs days ids wide brc sort groupby
mkdir -p "$BENCH_DATA"
[ -x "$BENCH_DATA/gen" ] || ${CC:-cc} -O2 -o "$BENCH_DATA/gen" "$BENCH/gen.c" || exit 1
make_data() { # file, generator arguments
    f=$BENCH_DATA/$1; shift
    [ -s "$f" ] || { echo "making $f"; "$BENCH_DATA/gen" "$@" > "$f.tmp" 2> "$f.expected" && mv "$f.tmp" "$f"; }
}
make_data tiny.csv tiny
make_data transactions_10m.csv transactions 10000000
make_data G1_1e7_1e2_0_0.csv g1 1e7 1e2
case " $* " in *" brc "*) make_data measurements.txt brc 5e7 ;; esac
peers=
for p in duckdb:@duckdb chdb:@chdb polars:nodejs-polars; do
    [ -e "$BENCH_PEERS/node_modules/${p#*:}" ] && peers="$peers ${p%%:*}"
done
command -v Rscript > /dev/null && peers="$peers datatable"
[ -n "$peers" ] || echo "bench: no other engine in $BENCH_PEERS (sh $BENCH/setup.sh installs them)"
# Once an engine: every step timed inside the process, medians of three.
steps() { # workload
    rm -f "$tmp".*
    for p in lote $peers; do
        [ "$1 $p" = "sort datatable" ] && continue # it has no Parquet
        [ "$p" = lote ] && who="cmd:$here/tests/bench/lote.sh" || who=$p
        SHOW=1 WARMUP=0 "$BENCH/run.sh" "$who" "$1" 1 > "$tmp.$p" 2>&1 || continue
        awk -F, -v p="$p" '$2 ~ /^[0-9]+$/ { n[$1]++; v[$1, n[$1]] = $3 + 0; if (n[$1] == 1) order[++k] = $1 }
            END { for (i = 1; i <= k; i++) { q = order[i]; a = v[q, 1]; b = v[q, 2]; c = v[q, 3]
                if (n[q] < 3) m = a; else m = a > b ? (b > c ? b : a > c ? c : a) : (a > c ? a : b > c ? c : b)
                print q, p, m } }' "$tmp.$p" >> "$tmp.all"
    done
    awk -v w="$1" '$1 !~ /load/ { if (!($1 in seen)) { seen[$1] = ++k; name[k] = $1 } t[$1, $2] = $3; if (!($2 in col)) { col[$2] = ++c; eng[c] = $2 } }
        END { printf "%-14s", w; for (i = 1; i <= c; i++) printf " %12s", eng[i]; print "   lote / best"
            for (i = 1; i <= k; i++) { q = name[i]; if (!((q, "lote") in t)) { printf "%-14s %12s\n", q, "-"; continue }
                best = 0; printf "%-14s", q
                for (j = 1; j <= c; j++) { x = t[q, eng[j]]; printf " %10.1f ms", x * 1000; if (j > 1 && x && (!best || x < best)) best = x }
                if (best) printf "   %.2f", t[q, "lote"] / best; print ""; sum += t[q, "lote"]; bests += best }
            if (bests) printf "%-14s %10.1f ms; the best of each %.1f ms: %.2f\n", "together", sum * 1000, bests * 1000, sum / bests }' "$tmp.all"
}
tmp=$(mktemp)
trap 'rm -f "$tmp" "$tmp".*' EXIT
printf '%-14s %-10s %9s %9s %10s   %s\n' workload engine wall cpu peak "lote / engine: wall cpu peak"
for w in "$@"; do
    case $w in sort | groupby) steps "$w"; continue ;; esac
    cat "$BENCH_DATA/transactions_10m.csv" "$BENCH_DATA/G1_1e7_1e2_0_0.csv" > /dev/null
    out=$("$BENCH/run.sh" "cmd:$here/tests/bench/lote.sh" "$w" "$RUNS")
    others=$peers
    [ -f "$here/tests/bench/shapes/$w.sql" ] && others=$(echo "$peers" | grep -o duckdb)
    for p in lote $others; do
        who=$p
        [ -f "$here/tests/bench/shapes/$w.sql" ] && who="cmd:$here/tests/bench/duckdb.sh"
        [ "$p" = lote ] && line=$out || line=$("$BENCH/run.sh" "$who" "$w" "$RUNS" 2>&1)
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
