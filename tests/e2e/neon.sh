#!/bin/sh
# The loops of AArch64 and their tests, built by a cross compiler and run by qemu. make neon-check
# installs both.
cd "$(dirname "$0")/../.." || exit 1
compiler=aarch64-linux-gnu-gcc
for tool in $compiler qemu-aarch64; do
    command -v $tool >/dev/null || { echo "no $tool: make neon-check installs it"; exit 77; }
done
# Not what the make that runs this was told: it is about another machine.
unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS LDFLAGS V
make -s MODE=neon CC=$compiler units || exit 1
for program in build/neon/tests/unit/test_*[!.]?; do
    case $program in *.o | *.d) continue ;; esac
    qemu-aarch64 "$program" || { echo "$program under qemu ends with $?"; exit 1; }
done
