#!/bin/sh
# lote convert: formats, modes, options, what it tells.
. "$(dirname "$0")/lib.sh"

cat >c.csv <<'END'
city,n
Lima,3
Quito,1
São Paulo,2
END

lote 0 convert c.csv c.parquet
empty out
has err "c.parquet: 3 rows, "
lote 0 convert c.parquet back.csv
cmp -s c.csv back.csv || fail "the rows do not come back as they were"
no_leftovers

# ---- modes ----
lote 1 convert c.csv c.parquet
has err "c.parquet already exists"
has err "overwrite"
lote 0 convert c.csv c.parquet --mode ignore
has err "c.parquet is there already and was kept as it was"
lote 0 convert c.csv c.parquet --mode overwrite --filter "n > 1" --json
empty err
has out '{"path":"c.parquet","rows":2,"bytes":'
has out '"skipped":false'
lote 2 convert c.csv c.parquet --mode maybe
lote 0 convert c.csv parts --to csv
lote 0 convert c.csv parts --to csv --mode append
lote 0 view parts/*.csv --count
same out <<'END'
6
END

# ---- the query, the options of reader and writer ----
lote 0 convert c.csv few.csv --select "upper(city) as c, n" --sort -n --limit 2 -O delimiter=';'
same few.csv <<'END'
c;n
LIMA;3
SÃO PAULO;2
END
lote 0 convert few.csv again.csv -o delimiter=';' --offset 1 -O header=false
same again.csv <<'END'
SÃO PAULO,2
END
lote 0 convert c.csv again.csv both.csv -o header=false
has err "both.csv: 5 rows"
lote 2 convert c.csv x.parquet -O compresion=zstd
has err "compression"
[ ! -e x.parquet ] || fail "a refused write left a file"

# ---- mistakes ----
lote 2 convert c.csv
has err "convert needs IN OUT"
lote 2 convert c.csv -
has err "does not write to stdout"
lote 1 convert c.csv c.xyz
has err "the name tells no format"
lote 1 convert nope.csv out.parquet
has err "nope.csv"
printf 'a,b\n1\n2,3\n' >ragged.csv
lote 0 convert ragged.csv ragged.parquet
has err "rows padded with nulls: 1"
lote 1 convert ragged.csv r.parquet -o mode=failfast
has err "ragged.csv:2"
[ ! -e r.parquet ] || fail "a failed write left a file"
no_leftovers
