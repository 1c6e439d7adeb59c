#!/bin/sh
# The program's own words: help, version, what is no command, options and operands, doctor.
. "$(dirname "$0")/lib.sh"

lote 0 --version
grep -qE '^lote [0-9]+\.[0-9]+\.[0-9]+$' out || fail "no version"
for tier in scalar "$(sed -n 's/^loops: //p' out)"; do
    LOTE_LOOPS=$tier lote 0 version
    has out "loops: $tier"
    LOTE_LOOPS=$tier lote 0 version --json
    has out "\"loops\":\"$tier\""
    LOTE_LOOPS=$tier lote 0 doctor
    has out "$tier, of scalar"
done
LOTE_LOOPS=abacus lote 0 doctor
has out "LOTE_LOOPS=abacus is none of them"
for verb in run repl view convert plan fmt lint trust doctor completion version; do
    lote 0 --help
    has out "lote $verb"
    lote 0 help $verb
    has out "options"
    cp out by_help
    lote 0 $verb --help
    cmp -s out by_help || fail "help $verb and $verb --help differ"
    empty err
done

lote 2
has err "lote run"
lote 2 runn
has err 'lote has no command "runn"'
has err "did you mean lote run?"
empty out
lote 2 help vieww
has err "did you mean lote view?"
lote 2 frobnicate
has err "lote --help"
lote 2 sales.lua
has err "lote run FILE runs it"
echo a >data.csv
lote 2 data.csv
has err "lote view data.csv"

lote 2 run
has err "run needs FILE"
lote 2 run a.lua b.lua
has err 'run does not take "b.lua"'
lote 2 run a.lua --jsn
has err "run has no option --jsn"
has err "did you mean --json?"
lote 2 run a.lua -z
has err "run has no option -z"
lote 2 run a.lua --json=yes
has err "--json takes no value"
lote 2 run a.lua --threads
has err "--threads needs a value (N)"
lote 2 run a.lua --threads many
has err '--threads takes a whole number from 1, not "many"'
lote 2 run a.lua --threads 0
lote 2 run a.lua --threads 100000
lote 2 run a.lua --memory lots
has err "512MB"
lote 2 run a.lua --log xml
has err "--log takes one of jsonl|text"
lote 2 view data.csv --format yaml
has err "table|csv|json|jsonl|md"

# A name that begins with a dash stands behind --.
echo 'print("dashed")' >-p.lua
lote 0 run -- -p.lua
has out dashed

lote 0 doctor
has out "lua"
has out "zstd"
has out " problems"
lote 0 doctor --json
has out '"problems":0'
mkdir -p "$HOME/.local/state/lote"
chmod 755 "$HOME/.local/state/lote"
lote 0 doctor
has out "chmod 700"
rmdir "$HOME/.local/state/lote"
: >"$HOME/.local/state/lote"
lote 1 doctor
has out "it is no folder"
