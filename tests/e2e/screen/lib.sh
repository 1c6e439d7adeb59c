# screen/lib.sh — sourced by the scripts that type into the terminal notebook through tmux. It waits for
# what it wants to see and never for a time.
#
#   begin COLS ROWS COMMAND…   a terminal of that size that runs COMMAND; the shell stays behind it
#   keys KEY…                  keys by tmux's names: Enter, C-j, Escape, a
#   type TEXT                  text as it stands
#   sees TEXT                  the screen shows TEXT within 20 seconds
#   gone TEXT                  it does not show TEXT (any more)
#   resize COLS ROWS
#   shown                      the screen's text
#   finish                     leaves command mode by q; the shell says "left CODE"

. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || skip "tmux is not installed"
unset TMUX NO_COLOR LOTE_ASCII LOTE_SCRIPT LOTE_PLAIN
export XDG_STATE_HOME="$work/state" XDG_RUNTIME_DIR="$work/r" SHELL=/bin/sh EDITOR=false VISUAL=
mkdir -p "$work/r" && chmod 700 "$work/r"
# What ncurses and readline keep of terminals until the end is no leak of ours.
printf 'leak:libtinfo.so\nleak:libncursesw.so\nleak:libreadline.so\n' >"$work/lsan"
export LSAN_OPTIONS="suppressions=$work/lsan:print_suppressions=0"
server=none begun=0
tm() { tmux -L "$server" -f /dev/null "$@"; }
end_screen() {
    tm kill-server 2>/dev/null
    "$LOTE" ls --json 2>/dev/null | tr ',{' '\n\n' | sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' | while read -r p; do
        kill "$p" 2>/dev/null
    done
    chmod -R u+rwX "$work"
    rm -rf "$work"
}
trap end_screen EXIT

begin() {
    cols=$1 rows=$2
    shift 2
    said="$*"
    tm kill-server 2>/dev/null
    begun=$((begun + 1)) server="lote-$$-$begun" # a server that is going takes no new session
    tm new-session -d -x "$cols" -y "$rows" "cd '$work'; $*; echo left \$?; exec sh"
}
keys() { tm send-keys "$@"; }
type() { tm send-keys -l "$1"; }
shown() { tm capture-pane -p; }
resize() { tm resize-window -x "$1" -y "$2"; }
sees() {
    n=0
    while ! shown 2>/dev/null | grep -qF -e "$1"; do
        n=$((n + 1))
        [ $n -lt 400 ] || { shown >out; : >err; fail "the screen does not show: $1"; }
        sleep 0.05
    done
}
gone() {
    n=0
    while shown | grep -qF -e "$1"; do
        n=$((n + 1))
        [ $n -lt 400 ] || { shown >out; : >err; fail "the screen still shows: $1"; }
        sleep 0.05
    done
}
finish() {
    keys q
    sees "left 0"
}
