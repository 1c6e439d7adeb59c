#include "core/mem.h"
#include "core/pages.h"
#include "tests/helper.h"

#include <stdint.h>
#include <string.h>

enum { MIB = 1 << 20 };

static void fill(uint8_t *p, size_t from, size_t to)
{
    for (size_t i = from; i < to; i += 1021) p[i] = (uint8_t)(i / 1021 + 1);
}

static void check(const uint8_t *p, size_t from, size_t to)
{
    for (size_t i = from; i < to; i += 1021) assert_int_equal(p[i], (uint8_t)(i / 1021 + 1));
}

static void blocks_start_as_zeros_on_a_huge_page(void **state)
{
    (void)state;
    uint8_t *p = lt_pages_open(5 * MIB + 3);
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % (2 * MIB), 0);
    for (size_t i = 0; i < 5 * MIB + 3; i++) assert_int_equal(p[i], 0);
    lt_pages_close(p, 5 * MIB + 3);
}

static void what_a_block_holds_survives_growing_and_shrinking(void **state)
{
    (void)state;
    size_t   size = 2 * MIB;
    uint8_t *p = lt_pages_open(size);
    fill(p, 0, size);
    for (size_t next = 3 * MIB + 7; next < 300 * MIB; next = 2 * next + 12345) {
        p = lt_pages_resize(p, size, next);
        assert_non_null(p);
        check(p, 0, size / 1021 * 1021);
        fill(p, 0, next);
        size = next;
    }
    p = lt_pages_resize(p, size, 2 * MIB);
    check(p, 0, 2 * MIB);
    p = lt_pages_resize(p, 2 * MIB, 4 * MIB);
    for (size_t i = 3 * MIB; i < 4 * MIB; i++) assert_int_equal(p[i], 0); /* given back, then new */
    lt_pages_close(p, 4 * MIB);
}

static void impossible_sizes_are_refused(void **state)
{
    (void)state;
    uint8_t *p = lt_pages_open(2 * MIB);
    p[7] = 7;
    assert_null(lt_pages_open(SIZE_MAX));
    assert_null(lt_pages_open(SIZE_MAX / 2));
    assert_null(lt_pages_resize(p, 2 * MIB, SIZE_MAX - MIB));
    assert_int_equal(p[7], 7);
    lt_pages_close(p, 2 * MIB);
}

/* Blocks of lt_mem move between the C library's memory and whole pages as they grow and shrink. */
static void accounted_blocks_cross_the_border_both_ways(void **state)
{
    (void)state;
    lt_mem  *mem = lt_mem_open(NULL, 0);
    size_t   sizes[] = {100, LT_PAGES_BIG - 1, LT_PAGES_BIG, 9 * MIB, LT_PAGES_BIG, 5000, 3 * MIB};
    uint8_t *p = NULL;
    for (size_t i = 0, before = 0; i < sizeof(sizes) / sizeof(*sizes); before = sizes[i++]) {
        p = lt_mem_resize(mem, p, before, sizes[i]);
        assert_non_null(p);
        check(p, 0, before < sizes[i] ? before : sizes[i]);
        fill(p, 0, sizes[i]);
        assert_int_equal(lt_mem_in_use(mem), sizes[i]);
    }
    lt_mem_free(mem, p, 3 * MIB);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_start_as_zeros_on_a_huge_page),
        cmocka_unit_test(what_a_block_holds_survives_growing_and_shrinking),
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(accounted_blocks_cross_the_border_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
