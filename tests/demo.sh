#!/bin/sh
# tests/demo.sh — the nightly pipeline on a small data lake that it makes: what `make demo` runs.
set -e
lake=build/demo/datalake
day=$(date -d yesterday +%F)
if [ ! -e "$lake/transacciones/$day/transacciones.csv" ]; then
    echo "Making $lake: seven days of transactions up to $day, 20,000 rows each"
    build/lake "$lake" "$day"
fi
echo
echo "\$ build/lote run notebooks/ventas_por_categoria.lua -p lake=$lake"
build/lote run notebooks/ventas_por_categoria.lua -p lake="$lake" -p date="$day" --cells
[ -e build/demo/ventas_por_categoria.lua ] || cp notebooks/ventas_por_categoria.lua build/demo/
out="$lake/resultados/$day/ventas_por_categoria.parquet"
echo
echo "The result is $out. What to type next:"
echo "  (cd build/demo && ../lote ventas_por_categoria.lua)     the notebook in the terminal: A runs it, ? helps, q leaves"
echo "  build/lote view $out"
echo "  build/lote view $lake/transacciones/$day/transacciones.csv --filter \"cantidad > 7\" --sort -precio_venta"
echo "  build/lote plan notebooks/ventas_por_categoria.lua -p lake=$lake"
echo "  build/lote run --help"
