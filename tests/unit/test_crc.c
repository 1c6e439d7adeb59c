/* Checksums by every tier against zlib's and against published values. */
#include "tests/guard.h"
#include "tests/helper.h"

#include "core/cpu.h"
#include "core/crc.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST = 700, LARGE = 100003 };

static void known_checksums(void **state)
{
    uint8_t zeros[32] = {0};
    (void)state;
    assert_int_equal(lt_crc32("123456789", 9), 0xCBF43926);
    assert_int_equal(lt_crc32(zeros, sizeof(zeros)), 0x190A55AD);
    assert_int_equal(lt_crc32(NULL, 0), 0);
}

static void check(const uint8_t *p, size_t n)
{
    assert_int_equal(lt_crc32(p, n), crc32_z(0, p, n));
}

static void every_tier_gives_zlibs_checksum_of_any_length(void **state)
{
    lt_cpu was = lt_cpu_get();
    guard  g = guard_open(LARGE);
    (void)state;
    for (size_t i = 0; i < g.bytes; i++) g.pages[i] = (uint8_t)(i * i * 31 >> 5 ^ i);
    for (int t = 0; t < LT_CPU_TIERS; t++) {
        if (!lt_cpu_use((lt_cpu)t)) continue;
        for (size_t n = 0; n <= MOST; n++) {
            check(guard_end(&g, n), n);
            check(g.pages + n % 67, n);
        }
        for (size_t n = LARGE - 130; n <= LARGE; n++) check(guard_end(&g, n), n);
    }
    assert_true(lt_cpu_use(was));
    guard_close(&g);
}

static void a_single_bit_changes_it(void **state)
{
    uint8_t  block[MOST] = {0};
    uint32_t clean = lt_crc32(block, MOST);
    (void)state;
    for (size_t bit = 0; bit < 8 * MOST; bit++) {
        block[bit / 8] = (uint8_t)(1 << bit % 8);
        assert_int_not_equal(lt_crc32(block, MOST), clean);
        block[bit / 8] = 0;
    }
}

int main(void)
{
    return RUN(test(known_checksums), test(every_tier_gives_zlibs_checksum_of_any_length),
               test(a_single_bit_changes_it));
}
