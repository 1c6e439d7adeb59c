#!/bin/sh
# The terminal notebook opens anywhere: sizes, terminals, locales; it leaves the terminal as it was.
. "$(dirname "$0")/screen/lib.sh"

notebook a.lua <<'END'
-- %% [markdown]
-- # Títulos
-- Some **text**.

-- %% First
x = 1
print("x is", x)

-- %%
show(range(3))
END
cp a.lua kept.lua

begin 80 24 "$LOTE" a.lua
sees "a.lua  3 cells"
sees "Títulos"
sees "Enter edit"
sees "cell 1 of 3"
keys j
sees "cell 2 of 3"
finish
gone "COMMAND"
cmp -s a.lua kept.lua || fail "opening and leaving changed the file"

# every size, and back again
begin 200 50 "$LOTE" open a.lua
sees "cell 1 of 3"
for size in "40 10" "20 4" "9 3" "3 1" "120 40" "80 24"; do
    # shellcheck disable=SC2086
    resize $size
done
sees "Enter edit"
sees "cell 1 of 3"
finish

# a terminal nobody knows; a vt100; no colours; ASCII
begin 80 24 TERM=xterm-nobody "$LOTE" a.lua
sees "xterm-nobody"
finish
begin 80 24 TERM=vt100 "$LOTE" a.lua
sees "cell 1 of 3"
finish
begin 80 24 NO_COLOR=1 LC_ALL=C "$LOTE" a.lua
sees "cell 1 of 3"
shown >out
LC_ALL=C grep -q '[^ -~]' out && fail "an ASCII locale shows other characters"
finish

# no terminal: a sentence and 2
begin 80 24 TERM=dumb "$LOTE" a.lua
sees "left 2"
lote 2 a.lua
has err "terminal"

# a new file, an untitled one, one that is no file
begin 80 24 "$LOTE" new.lua
sees "An empty notebook."
keys a
sees "EDIT"
type 'print(6 * 7)'
keys C-j
sees "42"
keys Escape
sees "COMMAND"
keys s
sees "saved"
finish
has new.lua "print(6 * 7)"
begin 80 24 "$LOTE"
sees "untitled"
finish
mkdir folder.lua
begin 80 24 "$LOTE" folder.lua
sees "left 1"

# an engine that ran nothing ends soon after its screen; the one that did stays
n=0
while "$LOTE" ls | grep -q "a\.lua"; do
    n=$((n + 1))
    [ $n -lt 200 ] || fail "the engine of a notebook in which nothing ran stays"
    sleep 0.1
done
"$LOTE" ls >out
has out new.lua
