#!/bin/sh
# The nightly pipeline on the generated lake: the sums are exactly those the generator kept, with any number
# of threads, and a second run overwrites the first.
. "$(dirname "$0")/lib.sh"
[ -x "$root/build/lake" ] || fail "no build/lake: run make build/lake"
"$root/build/lake" lake 2026-07-01 3000 || fail "the generator failed"
tail -n +2 lake/esperado/2026-07-01.csv | awk '{
    line = $0; cents = line; sub(/.*,/, "", cents); sub(/,[0-9]*,[0-9]*$/, "", line)
    printf "%s,%d.%02d\n", line, cents / 100, cents % 100 }' | sort >wanted
for threads in 1 2 4; do
    lote 0 run "$root/notebooks/ventas_por_categoria.lua" -p lake=lake -p date=2026-07-01 --threads $threads
    has out "Aggregate #"
    lote 0 view lake/resultados/2026-07-01/ventas_por_categoria.parquet --format csv
    tail -n +2 out | awk '{ cents = $0; sub(/.*,/, "", cents); line = $0; sub(/,[^,]*$/, "", line)
        printf "%s,%.2f\n", line, cents }' | sort >got
    same got <wanted
done
lote 0 run "$root/notebooks/ventas_por_categoria.lua" -p lake=lake --date 2026-07-02 --threads 2
lote 1 run "$root/notebooks/ventas_por_categoria.lua" -p lake=lake -p date=2026-08-01
has err "2026-0"
no_leftovers lake
