#!/bin/sh
# lote repl: fed by a pipe, and typed into a terminal (tmux).
. "$(dirname "$0")/lib.sh"
export XDG_STATE_HOME="$work/state"

feed() {
    want=$1
    shift
    said="… | lote repl $*"
    "$LOTE" repl "$@" >out 2>err
    code=$?
    [ $code -eq "$want" ] || fail "ended with $code, not $want"
}

printf 'city,n\nLima,3\nQuito,1\n' >c.csv

feed 0 <<'END'
x = 20
x + 1
_ * 2
nil
{ 1, a = "q" }
"tab\tquote\""
for i = 1, 2 do
  print(i)
end
tx = read_csv("c.csv")
tx
:frames
tx:filter("n > 1"):count()
END
same out <<'END'
21
42
nil
{ 1, a = "q" }
"tab	quote\""
1
2
 city   │     n
 string │ int32
────────┼──────
 Lima   │     3
 Quito  │     1
 2 rows
tx: city, n
1
END
empty err
[ ! -e state ] || fail "a pipe leaves a history"

# The first error ends it; the escape of data does not reach the output; parameters; a last line
# that is not ended; the whole statement is told.
feed 1 <<'END'
print("\27[31m")
if true then error("no") end
print("never")
END
has out "␛[31m"
hasnt out never
has err "error: no"
printf 'param("p", 1) + 1' >half
feed 0 -p p=41 <half
first out 42
printf 'for i = 1, 3 do\n' >half
feed 1 <half
has err "'end' expected"
printf 'x = 5\n-- %%%%\nprint(x)\n' >nb.lua
printf 'x + 1\n' >half
feed 0 nb.lua <half
same out <<'END'
5
6
END
feed 2 -p p <half
printf ':nope\n' >half
feed 2 <half
has err ":help lists the commands"
feed 0 <<'END'
:help
:help limit
:time 1
END
has out ":frames"
has out "frame:limit(n[, offset]) -> frame"
has err " s"
hasnt err error
# Downstream may leave.
yes 'print(("x"):rep(1000))' | head -n 20000 | "$LOTE" repl 2>err | head -n 1 >out
[ -s out ] || fail "nothing came through the pipe"

command -v tmux >/dev/null || exit 0
# ---- a terminal ----
unset TMUX
export TERM=xterm
printf 'set bell-style none\n$if lote\n"\\C-xg": "inputrc"\n$endif\n' >"$HOME/.inputrc"
pane="tmux -L lote-e2e-$$ -f /dev/null"
trap '$pane kill-server 2>/dev/null; rm -rf "$work"' EXIT
$pane new-session -d -x 90 -y 40 "'$LOTE' repl; echo ended with \$?; sleep 60" || skip "tmux does not start"
screen() { $pane capture-pane -p >out; }
# Waits until the screen holds a text.
sees() {
    tries=0
    until screen && grep -qF -e "$1" out; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || fail "the screen never shows: $1"
        sleep 0.1
    done
}
type() {
    said="typed: $*"
    $pane send-keys "$@"
}
# Waits for a prompt without anything behind it: what is typed before may be lost with a Ctrl-C.
ready() {
    tries=0
    until screen && [ "$(grep -v '^$' out | tail -n 1)" = "lote>" ]; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || fail "there is no prompt"
        sleep 0.1
    done
}
ready
type 'tx = read_csv("c.c' Tab
sees 'read_csv("c.csv'
type '")' Enter
ready
type 'tx:filter("ci' Tab
sees 'tx:filter("city'
type " = 'Lima'\"):coun" Tab
sees "= 'Lima'\"):count"
type '()' Enter
ready
type 'tx:group_by("city"):a' Tab Tab
sees "grouped:agg{…}"
type C-c
ready
sees "^C"
type 'read_csv("c.csv", { del' Tab
sees '{ delimiter'
type C-c
ready
# Two lines of one statement, an interrupt, what was typed before, the user's own keys.
type 'for i = 1, 2 do' Enter
sees "  ..."
type 'print("line " .. i) end' Enter
sees "line 2"
ready
type 'while true do end' Enter
sleep 0.5
type C-c
sees "error: interrupted"
ready
hasnt out "lote> ^C"
type 'print("al" .. "ive")' Enter
sees "alive"
ready
type Up
sees 'lote> print("al" .. "ive")'
type Enter
ready
type C-x g
sees "lote> inputrc"
type C-c
ready
type C-d
sees "ended with 0"
$pane kill-server
kept=state/lote/history/repl
[ "$(stat -c %a $kept)" = 600 ] || fail "others may read what was typed"
has $kept 'for i = 1, 2 do\nprint("line " .. i) end'
[ "$(grep -c alive $kept)" = 0 ] || fail "a text that was not typed is in the history"
[ "$(grep -c '"al" .. "ive"' $kept)" = 1 ] || fail "a line typed twice is kept twice"
