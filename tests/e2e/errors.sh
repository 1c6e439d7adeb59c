#!/bin/sh
# Bad input and failing disks: one clear error that names the place, or a result that says what was
# mended; never half an output.
. "$(dirname "$0")/lib.sh"

# ---- names ----
printf 'a,b\n1,2\n' >data.csv
lote 1 view dta.csv
has err "dta.csv"
has err "did you mean data.csv?"
empty out
lote 1 view nowhere/data.csv
has err "there is no folder nowhere"
lote 1 view 'x*.csv'
has err "nothing matches x*.csv"
mkdir hollow
lote 1 view hollow
has err "hollow"
lote 1 run ran.lua
has err "ran.lua"
notebook nb.lua <<'END'
-- %% Names
t = read_csv("data.csv")
show(t)
show(t:select("bb"))
END
lote 1 run nb.lua
has err "bb"
has err "line 4"
has err "cell Names"
has err "b"
has out "1 row"
lote 1 run nb.laa
has err "did you mean nb.lua?"
printf 'read_csv("dat.csv"):count()\n' >path.lua
lote 1 run path.lua
has err "did you mean data.csv?"
has err "line 1"

# ---- types ----
lote 1 view data.csv --filter "a > 'x' + 1"
has err '"x"'
has err "^"
lote 1 view data.csv --filter "a"
has err "a"
printf 'n\n1\nx\n' >word.csv
lote 0 view word.csv
has out "string"
lote 1 view word.csv --select "cast(n as int)"
has err '"x" is not an int32'
lote 1 view word.csv -o "schema=n int" -o mode=failfast
has err "word.csv:3"
lote 0 view word.csv -o "schema=n int"
has out "values replaced"
lote 2 view word.csv --zone Europe/Madird
has err "did you mean Europe/Madrid?"
lote 2 view word.csv -o headr=true
has err "headr"

# ---- ragged rows, an open quote, text that is not UTF-8 ----
printf 'a,b\n1,2\n3\n4,5,6\n' >ragged.csv
lote 0 view ragged.csv -f csv
same out <<'END'
a,b
1,2
3,
4,5
END
has err "rows padded with nulls: 1"
has err "rows cut to the header's columns: 1"
lote 0 view ragged.csv -o mode=dropmalformed
has out "malformed rows dropped: 2"
lote 1 view ragged.csv -o mode=failfast
has err "ragged.csv:3: "
empty out
printf 'a,b\n1,"x\n2,y\n' >quote.csv
lote 0 view quote.csv
has out "1 row"
has out " ! "
lote 1 view quote.csv -o mode=failfast
has err "quote.csv:2: "
has err "quote"
printf 'a\nok\n\377\376\n' >bytes.csv
lote 0 view bytes.csv --json
has out '{"a":"ok"}'
has err "values replaced"
lote 1 view bytes.csv -o mode=failfast
has err "bytes.csv:3"

# ---- nothing, or next to nothing ----
: >empty.csv
lote 0 view empty.csv
has out "0 rows"
lote 0 view empty.csv -f csv
empty out
printf 'a,b\n' >header.csv
lote 0 view header.csv -f csv
same out <<'END'
a,b
END
printf '\357\273\277a\n1\n' >bom.csv
lote 0 view bom.csv --json
same out <<'END'
{"a":1}
END
printf 'a,a,b\n1,2,3\n' >equal.csv
lote 0 view equal.csv -f csv
same out <<'END'
a0,a1,b
1,2,3
END

# ---- what is no Parquet ----
cp data.csv data.parquet
lote 1 view data.parquet
has err "data.parquet: not a Parquet file"
printf 'from_rows({{a=1},{a=2}}):write_parquet("good.parquet")\n' >make.lua
lote 0 run make.lua
head -c 20 good.parquet >cut.parquet
lote 1 view cut.parquet
has err "cut.parquet"
lote 1 run make.lua
has err "good.parquet"
has err "already exists"

# ---- disks ----
notebook write.lua <<'END'
-- %% Before
from_rows({{a=1}}):write_csv("before.csv", {mode="overwrite"})
-- %% Large
range(200000):write_csv("large.csv", {mode="overwrite"})
END
echo old >large.csv
export LOTE_IO_FAULT
for fault in write:1:ENOSPC write:1:EIO:sticky sync:2:EIO rename:1:EIO; do
    LOTE_IO_FAULT=$fault
    lote 1 run write.lua
    has err "large.csv"
    same large.csv <<'END'
old
END
    no_leftovers
done
LOTE_IO_FAULT=write:1:ENOSPC
lote 1 run write.lua
has err "No space left on device"
has err "make room"

# A process that dies at its n-th change of a disk leaves the old data or the new, never half.
unset LOTE_IO_FAULT
lote 0 run write.lua
cp large.csv whole.csv
n=0
while [ $n -lt 20 ]; do
    echo old >large.csv
    said="LOTE_IO_FAULT=crash:$n lote run write.lua"
    LOTE_IO_FAULT=crash:$n "$LOTE" run write.lua >out 2>err
    code=$?
    if ! cmp -s large.csv whole.csv; then
        same large.csv <<'END'
old
END
    fi
    [ $code -eq 137 ] || break
    n=$((n + 1))
done
[ $code -eq 0 ] || fail "ended with $code"
[ $n -ge 4 ] || fail "only $n changes of a disk"
# The next run sweeps what the dead ones left.
lote 0 run write.lua
no_leftovers

# kill -9 while an overwrite is under way.
notebook endless.lua <<'END'
range(100000000000):write_csv("large.csv", {mode="overwrite"})
END
echo old >large.csv
said="kill -9 of lote run endless.lua"
"$LOTE" run endless.lua >out 2>err &
pid=$!
tries=0
until [ -n "$(find . -name '.lote-tmp*' -size +0 | head -n 1)" ] || [ $tries -ge 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
kill -9 $pid
wait $pid 2>home/wait
[ $tries -lt 100 ] || fail "nothing was being written"
same large.csv <<'END'
old
END
lote 0 run write.lua
no_leftovers

# ---- a folder that may not be written (root may write anywhere) ----
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked
    chmod 555 locked
    printf 'range(3):write_csv("locked/x.csv")\n' >locked.lua
    lote 1 run locked.lua
    has err "locked"
    has err "mode 0555"
fi
