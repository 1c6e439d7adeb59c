#!/bin/sh
# lote lint: what is found, where, and what is not.
. "$(dirname "$0")/lib.sh"

notebook good.lua <<'END'
-- %% Parameters id="p" tags=["parameters"]
lake = "lake"
-- %% Load id="l"
tx = read_csv(lake .. "/a.csv", { header = true })
local function twice(n, ...) local m <const> = n; return m * 2, ... end
for i, v in ipairs({ 1, k = 2, [3] = 4 }) do print(i, v, twice(i)) end
repeat local done = true until done
goto out
::out::
t = { f = function(self) return self end }
function t.g(a) return a end
function t:h() return self.f end
tx:write_csv(lake .. "/b.csv", { mode = "overwrite" })
END
lote 0 lint good.lua
empty out
for nb in "$root"/notebooks/*.lua; do lote 0 lint "$nb"; done

notebook bad.lua <<'END'
-- %% Parameters id="p" tags=["parametrs"]
lake = "lake"
-- %% More id="m" tags=["parameters"] titel="x"
unused = 3
-- %% Load id="l"
tx = read_csv("/abs/a.csv", { headr = true })
local hidden = 1
txx:filter("n > 1")
print(hidden, lake)
tx:write_parquet("b.parquet")
-- %% Broken id="m"
x = = 2
-- %% Last id="z"
tx:count() + 1
END
lote 1 lint bad.lua
for finding in "1: warning: the tag parametrs has no effect" "did you mean parameters?" \
    "3: warning: lote does nothing with the cell option titel" \
    "4: warning: the parameter unused is never read" \
    "6: warning: \"/abs/a.csv\" is there on this machine only" \
    "6: warning: read_csv has no option headr" "did you mean header?" \
    "8: error: nothing defines txx" "did you mean tx?" \
    "10: warning: write_parquet without a mode" \
    "11: warning: the id m is used by an earlier cell too" \
    "12: error: unexpected symbol near '='" "14: note: a bare expression"; do
    has out "$finding"
done
hasnt out hidden
[ "$(grep -c undefined-global out)" = 1 ] || fail "a name that is defined is called undefined"
lote 1 lint --json bad.lua
has out '{"file":"bad.lua","line":8,"severity":"error","rule":"undefined-global","text":"nothing defines txx","hint":"did you mean tx?"}'
lote 1 lint -q bad.lua
hasnt out note:

# Notes alone are no findings.
printf '1 + 1\n' >note.lua
lote 0 lint note.lua
has out "note.lua:1: note:"
lote 1 lint nope.lua
has err nope.lua
