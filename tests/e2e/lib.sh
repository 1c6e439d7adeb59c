# lib.sh — sourced by every end-to-end script: a private folder to work in, and checks that say what
# is wrong. A script prints nothing when all is well. LOTE is the program.
#
#   lote CODE ARGS…     runs it: standard output in ./out, standard error in ./err, CODE must be its end
#   has FILE TEXT       FILE holds TEXT; hasnt FILE TEXT; first FILE TEXT: its first line is TEXT
#   same FILE           FILE is what stands on standard input
#   empty FILE          FILE has no bytes
#   notebook FILE       standard input as a notebook

here=$(cd "$(dirname "$0")" && pwd) || exit 1
root=$(cd "$here/../.." && pwd) || exit 1
LOTE=${LOTE:-$root/build/lote}
[ -x "$LOTE" ] || { echo "no program at $LOTE: run make, or set LOTE"; exit 1; }
work=$(mktemp -d "${TMPDIR:-/tmp}/lote-e2e.XXXXXX") || exit 1
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
export HOME="$work/home" TZ=UTC LC_ALL=C.UTF-8
mkdir home
said="(nothing ran yet)"

fail() {
    echo "$(basename "$0"): $*"
    echo "  after: $said"
    [ -s out ] && { echo "  standard output:"; head -n 20 out | sed 's/^/    /'; }
    [ -s err ] && { echo "  standard error:"; head -n 20 err | sed 's/^/    /'; }
    exit 1
}
skip() { echo "$*"; exit 77; }

lote() {
    want=$1
    shift
    said="lote $*"
    "$LOTE" "$@" >out 2>err </dev/null
    code=$?
    [ $code -eq "$want" ] || fail "ended with $code, not $want"
}

has() { grep -qF -e "$2" "$1" || fail "$1 does not hold: $2"; }
hasnt() { ! grep -qF -e "$2" "$1" || fail "$1 holds: $2"; }
first() { [ "$(head -n 1 "$1")" = "$2" ] || fail "the first line of $1 is not: $2"; }
empty() { [ ! -s "$1" ] || fail "$1 is not empty"; }
same() {
    cat >"$work/home/wanted"
    cmp -s "$1" "$work/home/wanted" || { diff "$1" "$work/home/wanted"; fail "$1 is not as wanted"; }
}
notebook() { cat >"$1"; }
no_leftovers() {
    left=$(find "${1:-.}" -name '.lote-*' | head -n 3)
    [ -z "$left" ] || fail "left behind: $left"
}
