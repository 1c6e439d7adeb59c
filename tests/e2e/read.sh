#!/bin/sh
# lote read: a notebook as lines, told, run and edited from a pipe.
. "$(dirname "$0")/lib.sh"
export XDG_RUNTIME_DIR="$work/run" XDG_STATE_HOME="$work/state"
mkdir -m 700 run
trap '"$LOTE" kill nb.lua >/dev/null 2>&1; chmod -R u+rwX "$work"; rm -rf "$work"' EXIT

# commands CODE TEXT: what lote read does with the text on its standard input
commands() {
    said="lote read nb.lua, told: $2"
    printf "$2" | "$LOTE" read nb.lua >out 2>err
    [ $? -eq "$1" ] || fail "it did not end with $1"
}

notebook nb.lua <<'END'
-- %% [markdown]
-- # Sales

-- %% Load
tx = from_rows({{1, "a"}, {2, "b"}}, {"n", "s"})
show(tx)

-- %% Bad
print("hi")
error("boom")
END

# Nothing on standard input: the whole document; no engine is started for that.
lote 0 read nb.lua </dev/null
same out <<'END'
cell 1 of 3, text.
# Sales

cell 2 of 3, code "Load", not run yet.
tx = from_rows({{1, "a"}, {2, "b"}}, {"n", "s"})
show(tx)

cell 3 of 3, code "Bad", not run yet.
print("hi")
error("boom")
END
"$LOTE" ls >list 2>&1
hasnt list nb.lua

# Cells run, their outputs are told; a cell that fails is told by the exit code.
commands 0 'g 2\nr\nt 2\n'
has out 'cell 2 of 3, code "Load", done'
has out 'columns: n int32, s string.'
has out 'row 1: n 1, s a.'
has out 'these are the last rows.'
commands 1 'a\n'
has out 'error: boom'

# What the engine holds is there without running anything.
lote 0 read nb.lua </dev/null
has out 'row 2: n 2, s b.'
has out 'error: boom'

# An editor of the user's, then saving.
export EDITOR='sed -i s/boom/bang/'
commands 0 'g 3\ne\ns\n'
has nb.lua 'error("bang")'
has out 'saved, '

commands 2 'x\n'
has err 'there is no command "x"'
lote 1 read missing/nb.lua </dev/null
