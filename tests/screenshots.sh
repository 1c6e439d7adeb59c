#!/bin/sh
# tests/screenshots.sh   writes screenshots/*.png: the terminal notebook typed into by key scripts at 80x24 and
# 200x50. Needs tmux and rsvg-convert, and a program built before. Nothing of the user's is touched.
here=$(cd "$(dirname "$0")/.." && pwd) || exit 1
for tool in tmux rsvg-convert; do
    command -v $tool >/dev/null || { echo "screenshots: needs $tool"; exit 1; }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/lote-shots.XXXXXX") || exit 1
lote=$here/build/lote server=lote-shots-$$
export HOME="$work" XDG_STATE_HOME="$work/state" XDG_RUNTIME_DIR="$work/r" TZ=UTC LC_ALL=C.UTF-8 EDITOR=false
unset TMUX NO_COLOR LOTE_ASCII
mkdir -p "$work/r" && chmod 700 "$work/r"
finish() {
    tmux -L $server kill-server 2>/dev/null
    "$lote" ls --json | sed -n 's/.*"pid":\([0-9]*\).*/\1/p' | xargs -r kill
    rm -rf "$work"
}
trap finish EXIT
day=2026-07-01
make --no-print-directory -C "$here" build/lake >/dev/null
"$here/build/lake" "$work/datalake" $day >/dev/null
cd "$work" || exit 1

# shot NAME NOTEBOOK, the script on standard input; its last dump is shot.svg
shot() {
    cat >"$work/keys"
    cp "$2" "$work/kept.lua"
    for size in 80x24 200x50; do
        cp "$work/kept.lua" "$2"
        rm -f shot.svg
        tmux -L $server -f /dev/null new-session -d -x ${size%x*} -y ${size#*x} \
            "LOTE_SCRIPT=$work/keys $lote open --date $day $2 2>$work/said; echo \$? >$work/code; tmux -L $server wait-for -S done"
        tmux -L $server wait-for done
        [ -s shot.svg ] || { echo "screenshots: $1 at $size: $(cat "$work/said")"; exit 1; }
        rsvg-convert -o "$here/screenshots/$1_$size.png" shot.svg
        "$lote" ls --json | sed -n 's/.*"pid":\([0-9]*\).*/\1/p' | xargs -r kill
        rm -rf "$work/state"
        sleep 0.3
    done
}

cp "$here/notebooks/ventas_por_categoria.lua" ventas.lua
sed -i 's/yesterday()            /"'$day'"            /' ventas.lua
shot notebook ventas.lua <<'K'
A
wait idle
gg
jjj
wait idle
dump shot.svg
quit
K
shot completion ventas.lua <<'K'
A
wait idle
ggjjj
<Enter>
<C-End><Enter>
"by_cat:"
<Tab>
wait "collect"
dump shot.svg
quit
K
shot palette ventas.lua <<'K'
:
"run"
wait "run-stale"
dump shot.svg
quit
K
cat >error.lua <<'N'
-- %% Extract id="x1"
tx = read_csv("datalake/transacciones/2026-07-01/transacciones.csv")
-- %% Transform id="t1"
big = tx:filter("cantidad > 7 and precio_vents > 100")
show(big:group_by("metodo_pago"):count())
N
shot error error.lua <<'K'
A
wait idle
dump shot.svg
quit
K
cat >busy.lua <<'N'
-- %% Busy id="b1"
-- Two billion numbers in a thousand groups.
s = range(2000000000):with_column("k", "id % 1000"):group_by("k"):count()
show(s)
-- %% After id="b2"
s:count()
N
shot progress busy.lua <<'K'
A
wait "2."
dump shot.svg
<C-c>
wait "interrupted"
quit
K
cat >merge.lua <<'N'
-- %% Extract id="x1"
<<<<<<< HEAD
tx = read_csv("datalake/2026-07-01.csv")
=======
tx = read_csv("datalake/2026-07-02.csv", { mode = "failfast" })
>>>>>>> theirs
-- %% Transform id="t1"
show(tx:group_by("metodo_pago"):count())
N
shot merge merge.lua <<'K'
wait "MERGE"
dump shot.svg
quit
K
cat >table.lua <<'N'
-- %% id="x1"
show(read_csv("datalake/transacciones/2026-07-01/transacciones.csv"))
N
shot table table.lua <<'K'
A
wait idle
<Tab>
wait "row 1"
llllD
wait "mean"
dump shot.svg
quit
K
ls -l "$here"/screenshots/*.png
