/* doctor_build.c — this build: its version, its libraries and what it runs on.
 *
 * Snappy has no function that tells its version: that it packs and unpacks is what is said.
 */
#include "core/cpu.h"
#include "lote.h"
#include "tui/doctor.h"
#include "tui/readline_lib.h"

#include <brotli/decode.h>
#include <csv.h>
#include <lua.h>
#include <lz4.h>
#include <snappy-c.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>
#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

/* major * 10000 + minor * 100 + patch, as xxHash counts */
static void print_decimal_version(char out[32], unsigned version)
{
    snprintf(out, 32, "%u.%u.%u", version / 10000, version / 100 % 100, version % 100);
}

static void print_brotli_version(char out[32])
{
    uint32_t v = BrotliDecoderVersion(); /* major 8 bits, minor 12, patch 12 */
    snprintf(out, 32, "%u.%u.%u", v >> 24, v >> 12 & 0xFFFu, v & 0xFFFu);
}

static bool snappy_works(void)
{
    char   packed[64], back[16];
    size_t packed_len = sizeof(packed), back_len = sizeof(back);
    return snappy_compress("lotelotelote", 12, packed, &packed_len) == SNAPPY_OK &&
           snappy_uncompress(packed, packed_len, back, &back_len) == SNAPPY_OK && back_len == 12 &&
           memcmp(back, "lotelotelote", 12) == 0;
}

static lt_status add_readline(tui_doctor *d, lt_error *err)
{
    const char *why = NULL;
    if (tui_readline_load(&why))
        return tui_doctor_add(d, TUI_OK, "readline", "found: lote repl edits lines", NULL, err);
    return tui_doctor_add(d, TUI_WARN, "readline", why,
                          "install libreadline8 for history and Tab in lote repl", err);
}

static lt_status add_libraries(tui_doctor *d, lt_error *err)
{
    char xxhash[32], brotli[32];
    print_decimal_version(xxhash, XXH_versionNumber());
    print_brotli_version(brotli);
    const struct {
        const char *name, *version;
    } libraries[] = {
        {"lua", LUA_VERSION_MAJOR "." LUA_VERSION_MINOR "." LUA_VERSION_RELEASE},
        {"zstd", ZSTD_versionString()},
        {"lz4", LZ4_versionString()},
        {"zlib", zlibVersion()},
        {"brotli", brotli},
        {"xxhash", xxhash},
        {"utf8proc", utf8proc_version()},
    };
    for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++)
        LT_TRY(tui_doctor_add(d, TUI_OK, libraries[i].name, libraries[i].version, NULL, err));
    char csv[32];
    snprintf(csv, sizeof(csv), "%d.%d.%d", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
    LT_TRY(tui_doctor_add(d, TUI_OK, "libcsv", csv, NULL, err));
    LT_TRY(add_readline(d, err));
    if (snappy_works()) return tui_doctor_add(d, TUI_OK, "snappy", "packs and unpacks", NULL, err);
    return tui_doctor_add(d, TUI_PROBLEM, "snappy", "a round trip gives other bytes",
                          "install the distribution's libsnappy again", err);
}

/* "avx512, of scalar avx2 avx512" */
static void print_tiers(char out[128])
{
    size_t n = (size_t)snprintf(out, 128, "%s, of", lt_cpu_name(lt_cpu_get()));
    for (int t = 0; t < LT_CPU_TIERS; t++)
        if (lt_cpu_has((lt_cpu)t))
            n += (size_t)snprintf(out + n, 128 - n, " %s", lt_cpu_name((lt_cpu)t));
}

static lt_status add_loops(tui_doctor *d, lt_error *err)
{
    char        tiers[128], why[256];
    const char *refused = lt_cpu_refused();
    print_tiers(tiers);
    if (!refused) return tui_doctor_add(d, TUI_OK, "loops", tiers, NULL, err);
    snprintf(why, sizeof(why), "%s; LOTE_LOOPS=%.64s is none of them", tiers, refused);
    return tui_doctor_add(d, TUI_WARN, "loops", why, "unset LOTE_LOOPS, or name one of them", err);
}

lt_status tui_doctor_build(tui_doctor *d, lt_error *err)
{
    LT_TRY(tui_doctor_add(d, TUI_OK, "lote", LOTE_VERSION, NULL, err));
    LT_TRY(add_libraries(d, err));
    return add_loops(d, err);
}
