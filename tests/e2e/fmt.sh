#!/bin/sh
# lote fmt: one form of markers and blank lines, code byte for byte.
. "$(dirname "$0")/lib.sh"

printf -- '-- a header\n\n\n--  %%%%   Load   data [md]   id="a"   \n-- text   \n--\n\n\n\n-- %%%%\nx = [[  \n  kept   \n]]   \n\n\n--%%%% Last tags=["parameters"]  id="c"\n\ny = 1' >nb.lua
cp nb.lua before.lua
lote 1 fmt --check nb.lua
same out <<'END'
nb.lua
END
cmp -s nb.lua before.lua || fail "--check changed the file"
lote 0 fmt nb.lua
same out <<'END'
nb.lua
END
printf -- '-- a header\n\n-- %%%% Load   data [markdown] id="a"\n-- text\n--\n\n-- %%%%\nx = [[  \n  kept   \n]]   \n\n-- %%%% Last tags=["parameters"] id="c"\ny = 1\n' | same nb.lua
lote 0 fmt --check nb.lua
empty out
lote 0 fmt nb.lua
empty out

# The line ends of the file stay; the mode stays; what is in form is not written.
printf -- '-- %%%%  A\r\nx = 1\r\n\r\n\r\n-- %%%% B\r\ny = 2' >crlf.lua
chmod 640 crlf.lua
lote 0 fmt crlf.lua
printf -- '-- %%%% A\r\nx = 1\r\n\r\n-- %%%% B\r\ny = 2\r\n' | same crlf.lua
[ "$(stat -c %a crlf.lua)" = 640 ] || fail "the mode changed"
: >empty.lua
lote 0 fmt empty.lua nb.lua
empty out
empty empty.lua
for nb in "$root"/notebooks/*.lua; do lote 0 fmt --check "$nb"; done
lote 1 fmt nope.lua nb.lua
has err nope.lua
lote 2 fmt
