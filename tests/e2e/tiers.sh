#!/bin/sh
# The tests of files, once with every other tier of loops that this CPU has: they ran with the best.
cd "$(dirname "$0")/../.." || exit 1
: "${UNITS:=$PWD/build/release/tests/unit}"
best=$("$LOTE" version | sed -n 's/^loops: //p')
tiers=$("$LOTE" doctor | sed -n 's/.*loops .*, of //p')
[ -n "$best" ] && [ -n "$tiers" ] || { echo "lote names no tiers"; exit 1; }
for tier in $tiers; do
    [ "$tier" != "$best" ] || continue
    for name in csv_corpus csv_read parquet_files parquet_read parquet_page compare; do
        LOTE_LOOPS=$tier "$UNITS/test_$name" 2>&1 ||
            { echo "LOTE_LOOPS=$tier test_$name fails"; exit 1; }
    done
done
