#!/bin/sh
# Nothing typed is lost: the screen is killed, the engine is killed, the file changes, the folder is
# read-only; undo reaches back over a restart.
. "$(dirname "$0")/screen/lib.sh"

pid_of() { pgrep -f -x "$1" | head -n 1; }

printf -- '-- %%%%\nx = 1\n' >a.lua
begin 80 24 exec_name=ui "$LOTE" a.lua
sees "1 cell"
keys Enter
sees "EDIT"
keys C-e
type ' -- typed'
sees "typed"
sleep 1.2 # what is typed reaches the journal within a second
kill -9 "$(pid_of "$LOTE a.lua")"
sees "left 137"
hasnt a.lua typed
begin 80 24 "$LOTE" a.lua
sees "recovered"
sees "x = 1 -- typed"
keys Enter
sees COMMAND
keys s
sees "saved"
finish
has a.lua "x = 1 -- typed"
begin 80 24 "$LOTE" a.lua
sees "typed"
keys z
gone "typed"
keys Z
sees "typed"
finish

# the engine is killed while a cell runs
printf -- '-- %%%%\nwhile true do end\n-- %%%%\nprint(7 * 6)\n' >b.lua
begin 80 24 "$LOTE" b.lua
sees "2 cells"
keys C-j
sees "▶"
"$LOTE" ls --json >out
kill -9 "$(sed -n 's/.*b\.lua.*"pid":\([0-9]*\).*/\1/p' out)"
gone "▶"
sees "engine"
keys j
keys C-j
sees "42"
finish

# the file is another one now: nothing is written over it
printf -- '-- %%%% id="one"\nx = 1\n-- %%%% id="two"\ny = 1\n' >c.lua
begin 100 30 "$LOTE" c.lua
sees "2 cells"
keys Enter
sees "EDIT"
keys C-e
type '1'
sees "x = 11"
keys Escape
sees "COMMAND"
printf -- '-- %%%% id="one"\nx = 1\n-- %%%% id="two"\ny = 2\n' >c.lua
keys s
sees "merge"
has c.lua "y = 2"

# a read-only folder
mkdir ro
printf -- '-- %%%%\nx = 1\n' >ro/d.lua
chmod 555 ro
chmod 444 ro/d.lua
begin 80 24 "$LOTE" ro/d.lua
sees "1 cell"
keys C-j
sees "1✓"
finish
chmod 755 ro
