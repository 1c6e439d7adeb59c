#!/bin/sh
# lote trust: what a workspace allows counts once it is trusted, until it changes.
. "$(dirname "$0")/lib.sh"
export XDG_STATE_HOME="$work/state"

mkdir -p ws/sub
echo 'allow = { "os.getenv" }' >ws/.lote.lua
notebook ws/sub/nb.lua <<'END'
print(os.getenv and os.getenv("GREETING"), io, os.execute)
END
GREETING=hello
export GREETING
lote 0 run ws/sub/nb.lua
first out "nil	nil	nil"
has err "ws/.lote.lua is not trusted"
lote 0 trust --list
empty out

lote 0 trust ws
has out "its notebooks may use os.getenv"
[ "$(stat -c %a state/lote/trust)" = 600 ] || fail "others may read the list"
lote 0 run ws/sub/nb.lua
first out "hello	nil	nil"
empty err
lote 0 trust --list
has out "trusted  "
(cd ws/sub && printf 'os.getenv("GREETING")\n' | "$LOTE" repl) >out 2>err
first out '"hello"'

# One byte more, and it is another file.
echo 'allow = { "os.getenv", "os.execute", "io.open" }' >ws/.lote.lua
lote 0 run ws/sub/nb.lua
first out "nil	nil	nil"
has err "is not trusted"
lote 0 trust --list --json
has out '"state":"changed"}'
lote 0 trust ws
lote 0 run ws/sub/nb.lua
has out hello
hasnt out "hello	nil"
lote 0 trust --revoke ws/sub/..
lote 0 run ws/sub/nb.lua
first out "nil	nil	nil"
lote 1 trust --revoke ws
has err "was not trusted"

# The file is data and says nothing that does not exist.
echo 'allow = { "os.exec" }' >ws/.lote.lua
lote 2 trust ws
has err "did you mean os.execute?"
echo 'alow = {}' >ws/.lote.lua
lote 2 trust ws
has err 'there is no setting "alow"'
echo 'print("ran")' >ws/.lote.lua
lote 1 trust ws
hasnt out ran
echo 'allow = { "debug.getregistry" }' >ws/.lote.lua
lote 2 trust ws
rm ws/.lote.lua
lote 1 trust ws
has err "ws has no .lote.lua"
lote 2 trust
lote 0 run ws/sub/nb.lua
empty err
