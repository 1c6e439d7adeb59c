#include "core/arena.h"

#include "tests/helper.h"

#include <string.h>

static void gives_aligned_zeroed_blocks(void **state)
{
    (void)state;
    lt_arena a = {.mem = lt_mem_default()};
    for (size_t bytes = 0; bytes < 9000; bytes += 37) {
        uint8_t *block = lt_arena_get(&a, bytes);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % 16, 0);
        for (size_t i = 0; i < bytes; i++) assert_int_equal(block[i], 0);
        memset(block, 0xAA, bytes);
    }
    lt_arena_clear(&a);
    assert_null(a.chunks);
}

static void copies_text_with_a_nul(void **state)
{
    (void)state;
    lt_arena a = {.mem = lt_mem_default()};
    char    *one = lt_arena_text(&a, "Lisbon and more", 6);
    char    *two = lt_arena_text(&a, NULL, 0);
    CHECK_TEXT(one, "Lisbon");
    CHECK_TEXT(two, "");
    lt_arena_clear(&a);
}

static void refuses_absurd_sizes(void **state)
{
    (void)state;
    lt_arena a = {.mem = lt_mem_default()};
    assert_null(lt_arena_get(&a, SIZE_MAX));
    assert_null(lt_arena_get(&a, SIZE_MAX / 2 + 1));
    lt_arena_clear(&a);
}

static void leaks_nothing_when_memory_runs_out(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_arena a = {.mem = mem};
        for (int i = 0; i < 20; i++)
            if (!lt_arena_get(&a, 1500)) break;
        lt_arena_clear(&a);
    }
}

int main(void)
{
    return RUN(test(gives_aligned_zeroed_blocks), test(copies_text_with_a_nul),
               test(refuses_absurd_sizes), test(leaks_nothing_when_memory_runs_out));
}
