#!/bin/sh
# lote view: filters, selections, orders, and each output form.
. "$(dirname "$0")/lib.sh"

cat >c.csv <<'END'
city,n,note
Lima,3,"a, b"
Quito,1,
São Paulo,2,"say ""hi"" | x"
Asunción,,"two
lines"
END

lote 0 view c.csv
same out <<'END'
 city      │     n │ note        
 string    │ int32 │ string      
───────────┼───────┼─────────────
 Lima      │     3 │ a, b        
 Quito     │     1 │ ∅           
 São Paulo │     2 │ say "hi" | x
 Asunción  │     ∅ │ two␊lines   
 4 rows
END
lote 0 view c.csv --limit 2
has out " the first 2 of 4 rows (--limit 100 shows more)"
lote 0 view c.csv --limit 0
hasnt out Lima
lote 0 view c.csv --limit all
has out " 4 rows"
lote 2 view c.csv --limit few
has err "--limit takes a number of rows or all"

# ---- forms ----
lote 0 view c.csv --format csv
cmp -s out c.csv || fail "CSV does not come back as it was"
lote 0 view c.csv --format jsonl
same out <<'END'
{"city":"Lima","n":3,"note":"a, b"}
{"city":"Quito","n":1,"note":null}
{"city":"São Paulo","n":2,"note":"say \"hi\" | x"}
{"city":"Asunción","n":null,"note":"two\nlines"}
END
cp out by_format
lote 0 view c.csv --json
cmp -s out by_format || fail "--json is not --format jsonl"
lote 0 view c.csv --format json --select n --limit 2
same out <<'END'
[
{"n":3},
{"n":1}
]
END
lote 0 view c.csv --format json --filter "n > 100"
same out <<'END'
[
]
END
lote 0 view c.csv -f md
same out <<'END'
| city | n | note |
| --- | ---: | --- |
| Lima | 3 | a, b |
| Quito | 1 |  |
| São Paulo | 2 | say "hi" \| x |
| Asunción |  | two<br>lines |
END

# ---- filter, select, sort ----
lote 0 view c.csv -f csv --filter "n >= 2" --filter "city like 'S%'"
same out <<'END'
city,n,note
São Paulo,2,"say ""hi"" | x"
END
lote 0 view c.csv -f csv --select "upper(city) as c, n * 2 as d" --sort -d --limit 2
same out <<'END'
c,d
LIMA,6
SÃO PAULO,4
END
lote 0 view c.csv -f csv --select "concat(city, ',', 'x') as t" --select n --filter "n = 1"
same out <<'END'
t,n
"Quito,x",1
END
# A key that only the input has.
lote 0 view c.csv -f csv --select city --sort "n desc nulls last"
same out <<'END'
city
Lima
São Paulo
Quito
Asunción
END
lote 0 view c.csv -f csv --sort "n desc nulls first, city" --select city --limit 1
same out <<'END'
city
Asunción
END

# ---- many files, other suffixes, options of the reader ----
mkdir -p days
printf 'k,v\na,1\n' >days/1.csv
printf 'k,v\nb,2\n' >days/2.csv
for data in days 'days/*.csv'; do
    lote 0 view "$data" -f csv
    same out <<'END'
k,v
a,1
b,2
END
done
lote 0 view days/1.csv days/2.csv -f csv
has out "b,2"
cp c.csv c.txt
lote 0 view c.txt --as csv
has out " 4 rows"
printf 'a;b\n1;2\n' >semi.csv
lote 0 view semi.csv -o delimiter=';' -f csv
same out <<'END'
a,b
1,2
END
lote 2 view semi.csv -o delimiter
has err "--option takes NAME=VALUE"

# ---- numbers keep their digits, escapes do not reach the screen ----
printf 'i,f,t\n9223372036854775807,0.1,2026-07-01 02:03:04\n-1,1e300,\n' >types.csv
lote 0 view types.csv --json
same out <<'END'
{"i":9223372036854775807,"f":0.1,"t":"2026-07-01 02:03:04"}
{"i":-1,"f":1e+300,"t":null}
END
printf 'x\n\033[31mred\n' >escape.csv
lote 0 view escape.csv
has out "␛[31mred"
lote 0 view escape.csv --json
has out '\u001b[31mred'

# ---- mistakes ----
lote 1 view c.csv --filter "citty = 'Lima'"
has err citty
has err city
lote 1 view c.csv --filter "city = "
has err "^"
lote 1 view c.csv --select "city,,n"
lote 1 view c.csv --sort nope --select city
has err nope

# ---- other questions than the first rows ----
lote 0 view c.csv --count
same out <<'END'
4
END
lote 0 view c.csv --count --json --filter "n > 1"
same out <<'END'
{"count":2}
END
lote 0 view c.csv --schema -f csv
same out <<'END'
column,type,nullable
city,string,yes
n,int32,yes
note,string,yes
END
lote 0 view c.csv --stats -f csv
same out <<'END'
column,type,rows,nulls,min,max,mean
city,string,4,0,Asunción,São Paulo,
n,int32,4,1,1,3,2.0
note,string,4,1,"a, b","two
lines",
END
lote 0 view c.csv --offset 3 -f csv --select city
same out <<'END'
city
Asunción
END
lote 0 view c.csv --tail 2 --select city
has out "São Paulo"
has out " the last 2 of 4 rows"
lote 0 view c.csv --tail 9 --select city
has out " 4 rows"
lote 0 view c.csv --sample 2 --seed 7 -f csv
cp out sample
[ "$(wc -l <sample)" -ge 3 ] || fail "no sample"
lote 0 view c.csv --sample 2 --seed 7 -f csv
cmp -s out sample || fail "the same seed gives another sample"
lote 0 view c.csv --sample 2
has out " a random 2 of 4 rows"
lote 2 view c.csv --tail 2 --count
has err "view does not take --count and --tail together"
lote 0 view c.csv --width 24
has out "columns do not fit"
lote 0 view c.csv --width 0
hasnt out "do not fit"

# ---- standard input ----
piped() {
    want=$1
    shift
    said="… | lote $*"
    "$LOTE" "$@" >out 2>err <"$data"
    code=$?
    [ $code -eq "$want" ] || fail "ended with $code, not $want"
}
data=c.csv
piped 0 view - --count
same out <<'END'
4
END
piped 1 view - --filter "citty = 1"
has err citty
piped 2 view - -
has err "only once"
"$LOTE" convert c.csv c.parquet 2>/dev/null || fail "no Parquet file"
data=c.parquet
piped 0 view - -f csv --select city --limit 1
same out <<'END'
city
Lima
END
printf 'a\n1\n"2\n' >open.csv
data=open.csv
piped 1 view - -o mode=failfast
hasnt err /proc/self

# ---- a type that widens after many rows were read: nothing of the narrow one is written ----
awk 'BEGIN { print "k,v"; for (i = 0; i < 200000; i++) print i "," (i == 199000 ? "x" : "007") }' >late.csv
lote 0 view late.csv -f csv
cmp -s out late.csv || fail "a late text changes what was before"
lote 0 view late.csv --stats -f csv
has out "v,string,200000,0,007,x,"
"$LOTE" view late.csv -f csv | head -n 2 >some
same some <<'END'
k,v
0,007
END

# ---- limits of the environment; flags before them ----
LOTE_THREADS=many
export LOTE_THREADS
lote 2 view c.csv
has err 'LOTE_THREADS is not a whole number from 1: "many"'
LOTE_THREADS=1000
lote 2 view c.csv
has err "LOTE_THREADS takes at most 256"
lote 0 view c.csv --threads 2
unset LOTE_THREADS
LOTE_MEMORY=1000
export LOTE_MEMORY
lote 1 view c.csv
has err "of the budget of 1000 bytes"
lote 0 view c.csv --memory 256MB
unset LOTE_MEMORY
