#!/bin/sh
# tests/fuzz/run.sh FUZZER…   each for SECONDS_EACH (60) from its corpus in tests/fuzz/corpus/<name>, new
# inputs below build/fuzz/corpus; a crash leaves its input in build/fuzz and fails.
bad=0
for f in "$@"; do
    name=$(basename "$f")
    work=build/fuzz/corpus/$name
    mkdir -p "$work"
    seeds=tests/fuzz/corpus/$name
    [ -d "$seeds" ] || seeds=
    echo "$name for ${SECONDS_EACH:-60} s"
    "$f" -max_total_time="${SECONDS_EACH:-60}" -rss_limit_mb=2048 -timeout=10 -print_final_stats=0 \
        -verbosity=0 -artifact_prefix="build/fuzz/$name-" "$work" $seeds > "build/fuzz/$name.log" 2>&1 ||
        { echo "FAILED: $name"; tail -n 30 "build/fuzz/$name.log"; bad=1; }
done
exit $bad
