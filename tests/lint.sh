#!/bin/sh
# tests/lint.sh FILE…   layers, banned calls, lengths, formatting. Prints what is wrong.
bad=0
awk -f tests/layers.awk "$@" || bad=1
banned='\b(sprintf|vsprintf|strcpy|strcat|strncat|strtok|gets|atoi|atol|alloca)[[:space:]]*\('
grep -nE "$banned" "$@" && { echo "lint: banned calls above"; bad=1; }
raw='\b(malloc|calloc|realloc)[[:space:]]*\('
for f in "$@"; do
    case $f in
    src/core/mem.c | tests/* | tui/*) ;;
    *) grep -nHE "$raw" "$f" && { echo "lint: $f: memory comes from lt_mem"; bad=1; } ;;
    esac
done
grep -nE '\bTODO\b|\bFIXME\b|\bXXX:' "$@" && { echo "lint: unfinished business above"; bad=1; }
[ "$(wc -l < Makefile)" -le 150 ] || { echo "lint: the Makefile has more than 150 lines"; bad=1; }
for f in "$@"; do
    case $f in tests/*) most=650 ;; *) most=500 ;; esac
    [ "$(wc -l < "$f")" -le $most ] || { echo "lint: $f has more than $most lines"; bad=1; }
done
clang-format --dry-run -Werror "$@" || bad=1
exit $bad
