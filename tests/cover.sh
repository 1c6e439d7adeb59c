#!/bin/sh
# tests/cover.sh FOLDER   merges the profiles in FOLDER and prints line coverage of src, lua and tui.
set -e
llvm-profdata merge -sparse -o "$1/all.profdata" "$1"/*.profraw
objects=
for t in "$1"/tests/unit/test_* "$1/lote"; do
    case $t in *.o | *.d) ;; *) objects="$objects -object $t" ;; esac
done
llvm-cov report $objects -instr-profile="$1/all.profdata" src lua tui
