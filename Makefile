# make          build/lote, optimised             make demo   install, build, run the nightly pipeline
# make test     install, then every fast test     make lint   layers, banned calls, format, clang-tidy
# make test-all the tests under ASan+UBSan and TSan, the fuzz corpora     make fuzz   60 s a target
# make bench    beside other engines              make cover  make fmt  make deps  make (un)install  make clean
# make neon-check   the loops of AArch64 and their tests under qemu     make functions  each and what tests it
# MODE=release|asan|tsan|cover|fuzz chooses the build; each has its own folder below build/; V=1 shows commands
MODE   ?= release
CC     := $(if $(filter fuzz cover,$(MODE)),clang,$(if $(filter default,$(origin CC)),gcc,$(CC)))
PREFIX ?= /usr/local
B      := build/$(MODE)
BIN    := $(if $(filter release,$(MODE)),build/lote,$B/lote)
,      := ,
Q      := $(if $(V),,@)

PKGS   := lua5.4 libzstd liblz4 snappy zlib libbrotlienc libbrotlidec libxxhash libutf8proc libpcre2-8
PKG_C  := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_L  := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -lncursesw -ltinfo -lm -pthread
harden  = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIC -fvisibility=hidden
release = -O2 -g $(harden)
asan    = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
tsan    = -O1 -g -fsanitize=thread -fno-omit-frame-pointer
cover   = -O0 -g -fprofile-instr-generate -fcoverage-mapping
fuzz    = -O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion \
          -Wno-sign-conversion -Werror
override CFLAGS += -std=gnu11 -D_GNU_SOURCE -Isrc -I. -pthread -MMD -MP $(WARN) $(PKG_C) $($(MODE))
override LDFLAGS += $(filter -fsanitize% -fprofile%,$($(MODE))) \
          $(if $(filter release,$(MODE)),-pie -Wl$(,)-z$(,)relro$(,)-z$(,)now)

SRC    := $(wildcard src/*/*.c)
LUA    := $(wildcard lua/*.c)
TUI    := $(wildcard tui/*.c tui/*/*.c)
NOMAIN  = $(filter-out $B/tui/main.o,$(TUI:%.c=$B/%.o))
LIB    := $B/liblote.a
MODULE := $(if $(filter release,$(MODE)),build/lote.so)
LUAOBJ := $(LUA:%.c=$B/%.o) $B/lua/prelude_data.o
# TSan's shadow stack overflows on Lua's thousands of longjmps, so that one program is left out there.
UNIT   := $(patsubst %.c,$B/%,$(filter-out $(if $(filter tsan,$(MODE)),%/test_sandbox.c),\
          $(wildcard tests/unit/test_*.c tests/fault/test_*.c tests/tui/test_*.c)))
KIT    := $(wildcard tests/*.c)
CMOCKA := -lcmocka -lvterm
-include tests/$(MODE)/mode.mk
E2E    := $(filter-out %/lib.sh,$(wildcard tests/e2e/*.sh))
FUZZ   := $(patsubst tests/fuzz/%.c,build/fuzz/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
ALLC   := $(wildcard src/*.h src/*/*.[ch] lua/*.[ch] tui/*.[ch] tui/*/*.[ch] tests/*.[ch] tests/*/*.[ch])
JOBS   ?= 2

all: $(BIN) $(MODULE)
$(BIN): $(TUI:%.c=$B/%.o) $(LUAOBJ) $(LIB)
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_L)
# The same objects as a module for a stock Lua, which brings Lua's own functions.
build/lote.so: $(LUAOBJ) $(LIB)
	@echo '  LD  $@'
	$(Q)$(CC) -shared -Wl,-z,relro,-z,now -o $@ $^ $(filter-out -llua%,$(PKG_L))
$(LIB): $(SRC:%.c=$B/%.o)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^
# Loops over columns are worth vectorising.
$B/src/kernel/%.o: override CFLAGS += $(if $(filter release neon,$(MODE)),-O3)
$B/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC  $<'
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<
$B/lua/prelude_data.c: $(wildcard lua/lote/*.lua) lua/embed.sh
	@mkdir -p $(@D)
	$(Q)sh lua/embed.sh $(wildcard lua/lote/*.lua) > $@
$B/lua/prelude_data.o: $B/lua/prelude_data.c
	@echo '  CC  $<'
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<
build/lake: tests/data/lake.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -Wall -Wextra -o $@ $<
# Unit tests may use everything but the program's main.
$B/tests/%: $B/tests/%.o $(KIT:%.c=$B/%.o) $(NOMAIN) $(LUAOBJ) $(LIB)
	@echo '  LD  $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_L) $(CMOCKA)
build/fuzz/fuzz/%: tests/fuzz/%.c $(if $(filter fuzz,$(MODE)),$(NOMAIN) $(LUAOBJ) $(LIB))
	@mkdir -p $(@D)
	@echo '  LD  $@'
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $< $(wildcard tests/events.c) $(NOMAIN) $(LUAOBJ) $(LIB) $(PKG_L)

deps:
	@sh tests/deps.sh build test
demo:
	@sh tests/deps.sh build
	@$(MAKE) --no-print-directory -j$(JOBS) all build/lake
	@sh tests/demo.sh
test:
	@sh tests/deps.sh build test
	@$(MAKE) --no-print-directory -j$(JOBS) check
check: all build/lake $(UNIT) $B/functions
	@$B/functions >$B/functions.txt && LOTE=$(CURDIR)/$(BIN) UNITS=$(CURDIR)/$B/tests/unit tests/run -j $(JOBS) $(UNIT) $(E2E)
units: $(UNIT)
neon-check: ; @sh tests/deps.sh build neon && sh tests/e2e/neon.sh
test-all:
	@sh tests/deps.sh build test lint
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=asan check
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=tsan check
	@$(MAKE) --no-print-directory fuzz SECONDS_EACH=10
lint:
	@sh tests/deps.sh build test lint
	@sh tests/lint.sh $(ALLC)
	@printf '%s\n' $(SRC) $(LUA) $(TUI) | xargs -P $(JOBS) -I FILE \
	    clang-tidy --quiet FILE -- $(filter-out -MMD -MP -D_FORTIFY_SOURCE=2,$(CFLAGS))
fmt: ; clang-format -i $(ALLC)
SECONDS_EACH ?= 60
fuzz:
	@sh tests/deps.sh build lint
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=fuzz fuzzers
	@SECONDS_EACH=$(SECONDS_EACH) sh tests/fuzz/run.sh $(FUZZ)
fuzzers: $(FUZZ)
build/queries: tests/bench/queries.c $(LIB)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) $(PKG_L)
$B/functions: $B/tests/tools/functions.o $(LIB); $(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_L)
functions: $B/functions; @$<
build/screen: tests/bench/screen.c; $(Q)$(CC) $(CFLAGS) -o $@ $< -lutil
bench: all build/queries build/screen
	@sh tests/bench/run.sh; build/screen $(BIN)
screenshots: all; @sh tests/screenshots.sh
cover:
	@sh tests/deps.sh build test lint
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=cover all build/lake
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=cover LLVM_PROFILE_FILE=$(CURDIR)/build/cover/%p.profraw check
	@sh tests/cover.sh build/cover
export LLVM_PROFILE_FILE
DEST   := $(DESTDIR)$(PREFIX)
LUALIB ?= $(DEST)/lib/lua/5.4
PLACES := bin/lote share/man/man1/lote.1 share/doc/lote/LICENSE \
          share/bash-completion/completions/lote share/zsh/site-functions/_lote
install: all install-module
	install -D -m 755 build/lote $(DEST)/bin/lote
	install -D -m 644 tui/lote.1 $(DEST)/share/man/man1/lote.1
	install -D -m 644 LICENSE $(DEST)/share/doc/lote/LICENSE
	install -d $(DEST)/share/bash-completion/completions $(DEST)/share/zsh/site-functions
	build/lote completion bash >$(DEST)/share/bash-completion/completions/lote
	build/lote completion zsh >$(DEST)/share/zsh/site-functions/_lote
install-module: build/lote.so
	install -D -m 755 build/lote.so $(LUALIB)/lote.so
uninstall:
	rm -f $(PLACES:%=$(DEST)/%) $(LUALIB)/lote.so
clean:
	rm -rf build

.PHONY: all deps demo test check units neon-check test-all lint fmt fuzz fuzzers functions bench screenshots cover install \
        install-module uninstall clean
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
