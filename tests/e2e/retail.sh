#!/bin/sh
# A real web shop's revenue of two months, exact to the cent, as the folder's README states it.
. "$(dirname "$0")/lib.sh"
days="${LOTE_TEST_DATA:-$root/../shared/data}/retail-online/by-day"
[ -d "$days" ] || skip "no third-party data at $days"
for threads in 1 4; do
    lote 0 run "$root/notebooks/retail_revenue.lua" -p days="$days" --json --threads $threads
    has out '"rows":[["2010-12",42481,748957.020],["2011-12",25525,433668.010]]'
done
