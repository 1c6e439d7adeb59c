#!/bin/sh
# make install and uninstall; the manual and the completions know every command and option.
. "$(dirname "$0")/lib.sh"

page="$root/tui/lote.1"
"$LOTE" help | sed -n 's/^  lote \([a-z]*\) .*/\1/p' | grep -v '^help$' >commands
[ "$(wc -l <commands)" -ge 11 ] || fail "no commands"
while read -r c; do
    grep -q "^\.Ss lote $c\$" "$page" || fail "the manual has no lote $c"
    sed -n "/^\.Ss lote $c\$/,/^\.S[sh] /p" "$page" | tail -n +2 >section
    lote 0 help "$c"
    sed -n 's/^ .*--\([a-z-]*\).*/\1/p' out | grep -v '^help$' | sort -u >options
    sed -n '/^options$/,/^$/s/^  .*--\([a-z-]*\)\( .*\)*$/\1/p' out | grep -v '^help$' >options
    while read -r o; do
        grep -qE "Fl -$o( |\$)" section || fail "the manual has no lote $c --$o"
    done <options
done <commands
if command -v mandoc >/dev/null; then
    mandoc -Tlint -W warning "$page" >out 2>/dev/null || fail "mandoc does not like the manual"
fi

lote 2 completion fish
has err "bash and zsh"
lote 0 completion zsh
first out "#compdef lote"
command -v zsh >/dev/null && { zsh -n out || fail "zsh does not read its completion"; }
lote 0 completion bash
cp out bash-completion
if command -v bash >/dev/null; then
    cat >ask.sh <<'END'
. ./bash-completion
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_lote
echo "${COMPREPLY[*]}"
END
    ask() { said="completing: $*"; bash ask.sh "$@" >out 2>err; empty err; }
    ask lote conv && first out convert
    ask lote view --forma && first out --format
    ask lote view x -f '' && first out "table csv json jsonl md"
    ask lote view '' && first out ""
    ask lote help lin && first out lint
fi

[ "$LOTE" = "$root/build/lote" ] || exit 0 # what is installed is the release build
command -v make >/dev/null || exit 0
put() { make -s --no-print-directory -C "$root" "$1" DESTDIR="$work/dest" PREFIX=/usr >out 2>err || fail "make $1"; }
put install
for f in bin/lote lib/lua/5.4/lote.so share/man/man1/lote.1 share/bash-completion/completions/lote \
    share/zsh/site-functions/_lote share/doc/lote/LICENSE; do
    [ -s "dest/usr/$f" ] || fail "$f is not installed"
done
dest/usr/bin/lote version >out || fail "what is installed does not run"
put uninstall
[ -z "$(find dest -type f)" ] || fail "uninstall leaves $(find dest -type f)"
