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
has out " the first 2 rows; there are more (--limit 100 shows more)"
lote 0 view c.csv --limit 0
hasnt out Lima
lote 0 view c.csv --limit all
has out " 4 rows"
lote 2 view c.csv --limit few
has err "--limit takes a number of rows or all"

# ---- forms ----
lote 0 view c.csv --format csv
cmp -s out c.csv || fail "CSV does not come back as it was"
lote 0 view c.csv --format json
same out <<'END'
{"city":"Lima","n":3,"note":"a, b"}
{"city":"Quito","n":1,"note":null}
{"city":"São Paulo","n":2,"note":"say \"hi\" | x"}
{"city":"Asunción","n":null,"note":"two\nlines"}
END
cp out by_format
lote 0 view c.csv --json
cmp -s out by_format || fail "--json is not --format json"
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
