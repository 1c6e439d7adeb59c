#!/bin/sh
# engine.sh — engines as processes: started behind a client, found, followed, killed, outlived.
. "$(dirname "$0")/lib.sh"
export XDG_RUNTIME_DIR="$work/run"
mkdir -m 700 run
started=
trap 'for p in $started; do kill -9 "$p" 2>/dev/null; done; chmod -R u+rwX "$work"; rm -rf "$work"' EXIT

# nothing runs
lote 0 ls
has err "no engine runs"
lote 1 attach
has err "no engine runs"
lote 1 kill

# a folder that others may enter is refused
chmod 755 run/lote
lote 1 ls
has err "nobody else may enter"
chmod 700 run/lote

notebook n.lua <<'LUA'
-- %% One id="c1"
print("hello")
LUA
"$LOTE" engine --idle 600 --threads 1 n.lua >/dev/null 2>&1 &
started="$!"
pid=$!
tries=0
until [ -S "$(echo run/lote/*.sock)" ]; do
    tries=$((tries + 1))
    [ $tries -lt 500 ] || fail "no socket came"
    sleep 0.01
done
[ "$(stat -c %a run/lote)" = 700 ] || fail "the folder's mode"
[ "$(stat -c %a run/lote/*.sock)" = 600 ] || fail "the socket's mode"

lote 0 ls --json
has out '"state":"waits"'
has out "\"notebook\":\"$work/n.lua\""
lote 0 ls
has out "n.lua"

# one engine a notebook
lote 3 engine n.lua

lote 0 attach --text
lote 0 kill n.lua
wait "$pid"
[ $? -eq 0 ] || fail "the engine's exit code"
lote 0 ls
empty out
[ -z "$(ls run/lote)" ] || fail "left behind: $(ls run/lote)"

# what a killed engine leaves is swept
"$LOTE" engine --idle 600 --threads 1 n.lua >/dev/null 2>&1 &
started="$!"
until [ -S "$(echo run/lote/*.sock)" ]; do sleep 0.01; done
kill -9 "$started"
wait "$started" 2>/dev/null
lote 0 ls
has err "no engine runs"
[ -z "$(ls run/lote)" ] || fail "not swept: $(ls run/lote)"

# SIGTERM ends it in order; nobody else's names
"$LOTE" engine --idle 600 --threads 1 n.lua >/dev/null 2>&1 &
started="$!"
until [ -S "$(echo run/lote/*.sock)" ]; do sleep 0.01; done
kill -TERM "$started"
wait "$started"
[ $? -eq 0 ] || fail "SIGTERM"
[ -z "$(ls run/lote)" ] || fail "left behind: $(ls run/lote)"
exit 0
