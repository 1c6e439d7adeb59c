# MODE=neon: the loops of AArch64 and their tests, for qemu; of the engine what needs no library but libc's.
neon  = -O2 -g -ffunction-sections -Itests/neon -idirafter /usr/include
SRC  := $(wildcard src/core/*.c src/kernel/loops*.c src/kernel/ones.c src/format/csv_index*.c) \
        $(addprefix src/format/,csv_slow.c parquet_delta.c parquet_plain.c parquet_rle.c parquet_rle_put.c \
        parquet_unpack.c)
KIT  := tests/helper.c tests/guard.c tests/neon/cmocka.c
UNIT := $(patsubst %,$B/tests/unit/test_%,cpu loops csv_index parquet_encoding)
TUI   =
LUAOBJ =
CMOCKA =
PKG_L := -static -Wl,--gc-sections -lm -pthread
