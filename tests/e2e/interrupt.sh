#!/bin/sh
# Signals end a run within two seconds, with the right code, and leave nothing half done.
. "$(dirname "$0")/lib.sh"
command -v timeout >home/which || skip "timeout(1) is not installed"
env --default-signal=INT true 2>home/which || skip "env cannot restore signals"

# stop SIGNAL CODE ARGS…: runs lote, sends the signal after 0.7 s, waits 2 s at most.
stop() {
    signal=$1 want=$2
    shift 2
    said="lote $* and SIG$signal"
    env --default-signal=INT,TERM timeout --foreground --preserve-status -s "$signal" -k 2 0.7 \
        "$LOTE" "$@" >out 2>err </dev/null
    code=$?
    [ $code -ne 137 ] || fail "still there two seconds after SIG$signal"
    [ $code -eq "$want" ] || fail "ended with $code, not $want"
}

notebook native.lua <<'END'
-- %% Counting
print(range(1000000000000):filter("id % 7 = 8"):count())
END
notebook loop.lua <<'END'
-- %% Spinning
while true do pcall(function() for i = 1, 1e9 do end end) end
END
notebook strings.lua <<'END'
-- %% Matching
local s = string.rep("a", 40)
while true do pcall(string.find, s, string.rep("a?", 40) .. string.rep("a", 41)) end
END
notebook group.lua <<'END'
-- %% Grouping
show(range(100000000000):group_by("id"):agg{"count(*) as n"})
END
notebook sort.lua <<'END'
-- %% Sorting
show(range(100000000000):sort("-id"))
END

stop INT 130 run native.lua
has err "interrupted"
has err "cell Counting"
has err "nothing had been written before"
stop TERM 6 run native.lua
stop HUP 6 run native.lua
stop INT 130 run loop.lua
has err "cell Spinning"
stop INT 130 run strings.lua
stop INT 130 run group.lua --memory 8GB
stop INT 130 run sort.lua --memory 8GB
stop INT 130 run native.lua --json
has out '"event":"error","kind":"cancelled"'
tail -n 1 out | grep -q '^{"event":"end","exit":130,' || fail "no end event"

# ---- what was written before stays, the interrupted write leaves nothing ----
notebook write.lua <<'END'
-- %% First
from_rows({{a=1}}):write_csv("first.csv", {mode="overwrite"})
-- %% Endless
range(100000000000):write_csv("endless.csv", {mode="overwrite"})
END
echo old >endless.csv
stop INT 130 run write.lua
has err "cell Endless"
has err "written before:"
has err "first.csv (1 row)"
same endless.csv <<'END'
old
END
no_leftovers
rm endless.csv
stop TERM 6 run write.lua
[ ! -e endless.csv ] || fail "half an output"
no_leftovers

# ---- a reader that goes away ends the run quietly ----
notebook many.lua <<'END'
while true do print("y") end
END
said="lote run many.lua | head -n 1"
start=$(date +%s)
env --default-signal=PIPE timeout -k 2 10 "$LOTE" run many.lua 2>err | head -n 1 >out
[ $(($(date +%s) - start)) -le 5 ] || fail "went on without a reader"
empty err
same out <<'END'
y
END

# ---- a signal that was ignored at the start stays ignored (nohup) ----
said="lote run short.lua with SIGINT ignored"
printf 'for i = 1, 2e8 do end print("done")\n' >short.lua
(
    trap '' INT
    "$LOTE" run short.lua >out 2>err &
    pid=$!
    sleep 0.1
    kill -INT $pid
    wait $pid
) || fail "ended by a signal that it should ignore"
has out done
