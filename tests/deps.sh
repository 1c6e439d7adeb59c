#!/bin/sh
# tests/deps.sh build|test|lint|neon…   installs what is missing for these, by apt (with sudo when not root).
build="gcc make pkg-config libc6-dev liblua5.4-dev libcsv-dev libncurses-dev libreadline-dev libzstd-dev liblz4-dev libsnappy-dev zlib1g-dev libbrotli-dev libxxhash-dev libutf8proc-dev libpcre2-dev tzdata"
test="libcmocka-dev libvterm-dev lua5.4 tmux"
lint="clang clang-format clang-tidy libclang-rt-14-dev llvm"
neon="gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
wanted=
for set in "$@"; do
    case $set in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    lint) wanted="$wanted $lint" ;;
    neon) wanted="$wanted $neon" ;;
    esac
done
if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    [ -z "${LOTE_DEPS_QUIET:-}" ] || exit 0
    # Not Debian: what counts is whether the tools and libraries answer.
    if command -v gcc >/dev/null && pkg-config --exists lua5.4 libzstd liblz4 snappy zlib libbrotlidec libxxhash libutf8proc libpcre2-8 2>/dev/null; then exit 0; fi
    echo "This system has no apt. Please install what these Debian packages hold, then run make again:" >&2
    echo " $wanted" >&2
    exit 1
fi
missing=
for p in $wanted; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "Installing:$missing"
sudo=
if [ "$(id -u)" != 0 ]; then
    sudo=sudo
    command -v sudo >/dev/null || { echo "Not root and no sudo: run as root  apt-get install$missing" >&2; exit 1; }
fi
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    { echo "apt could not install:$missing" >&2; exit 1; }
