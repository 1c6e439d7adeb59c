#!/bin/sh
# Cells run in the engine: results under them, errors with a caret, interrupts, staleness, floods.
. "$(dirname "$0")/screen/lib.sh"

notebook a.lua <<'END'
-- %%
n = 2
-- %%
t = range(5):with_column("twice", "id * 2")
show(t)
print("n is", n)
-- %%
for i = 1, 5000 do print("line " .. i) end
-- %%
t:filter("idd > 2"):count()
-- %%
print("never " .. "here")
END
begin 80 60 "$LOTE" a.lua
sees "5 cells"
keys A
sees 'error: no column "idd"'
sees "^~~"
sees 'did you mean "id"?'
sees "cell 4 failed: 1 cell behind it did not run"
gone "never here"
sees "line 5000"
keys g g
sees "cell 1 of 5"
sees "lines more"
sees "5 rows"
sees "twice"
sees "n is"

# what a cell reads was changed: it is stale, and R runs it
keys Enter
sees "EDIT"
keys C-e
type "00"
keys C-j
sees "stale: cell 1 changed"
keys Escape
sees COMMAND
keys j
sees "cell 2 of 5"
keys R
gone "stale:"
sees "n is    200"
keys s
sees "saved"
finish

# Ctrl-C: in an operator, in a loop, in a loop that catches errors; the engine stays
notebook b.lua <<'END'
-- %%
range(100000000000):agg{ "sum(id) as s" }:collect()
-- %%
while true do end
-- %%
while true do pcall(function() while true do end end) end
-- %%
coroutine.wrap(function() while true do end end)()
-- %%
print("still " .. "here")
END
begin 80 30 "$LOTE" b.lua
sees "5 cells"
for cell in 1 2 3 4; do
    keys C-j
    sees "▶"
    keys C-c
    sees "interrupted after"
    gone "▶"
    keys d d
    sees "$((5 - cell)) cell"
done
keys C-j
sees "still here"
keys z
sees "2 cells"
keys q
sees "unsaved changes"
keys d Enter
sees "left 0"

# the screen goes while a cell runs: attaching finds what it gave
notebook c.lua <<'END'
-- %%
print("begun")
s = range(300000000):agg{ "sum(id) as s" }:collect()
print("all " .. "done")
END
begin 80 24 "$LOTE" c.lua
sees "1 cell"
keys C-j
sees "begun"
keys q
sees "still runs in the engine"
said="lote ls"
"$LOTE" ls >out 2>err || fail "lote ls fails"
has out "c.lua"
begin 80 24 "$LOTE" attach "$(sed -n 's/ *\([0-9a-f]*\) .*c\.lua.*/\1/p' out)"
sees "begun"
sees "all done"
finish

# a filtered and sorted table is written as code into a new cell, which runs
notebook d.lua <<'END'
-- %%
t = range(10):with_column("odd", "id % 2")
show(t)
END
begin 90 30 "$LOTE" d.lua
sees "1 cell"
keys C-j
sees "10 rows"
keys Tab
sees "row 1/10"
keys l
sees "col 2/2"
keys ,
sees "row 1/5"
keys =
sees "as code"
keys q
sees "2 cells"
keys G
sees ':filter("odd = 0")'
keys C-j
sees "5 rows"

# the cell in $EDITOR; an editor that fails changes nothing
keys q
sees "unsaved changes"
keys d Enter
sees "left 0"
printf '#!/bin/sh\nprintf "print(7 * 6)\n" >"$2"\n' >ed
chmod +x ed
begin 80 24 EDITOR="$work/ed" "$LOTE" d.lua
sees "1 cell"
keys e
sees "print(7 * 6)"
keys C-j
sees "42"
keys z
sees "range(10)"
finish
