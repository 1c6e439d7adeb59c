/* Blocks of doubles in exact sums against one by one; the loops that fix them against each other.
 */
#include "kernel/exact.h"

#include "kernel/kernel.h"
#include "kernel/loops.h"
#include "tests/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS = 5 };

/* 0: short fractions and whole numbers, 1: near the unit and the bound, 2: beyond them, 3: none. */
static double any_double(int shape)
{
    switch (random_below(shape + 1)) {
    case 0: return (double)(random_below(2000001) - 1000000) / 1000;
    case 1: return ldexp((double)(int64_t)random_bits(), random_below(66) - 78);
    case 2: return ldexp((double)(int64_t)random_bits(), random_below(1900) - 960);
    default: {
        static const double odd[] = {0.0, -0.0, (double)INFINITY, -(double)INFINITY, (double)NAN};
        return odd[random_below(5)];
    }
    }
}

static void the_loops_agree(void **state)
{
    (void)state;
    for (int round = 0; round < 4000; round++) {
        double   v[40];
        uint64_t a[2][40], b[2][40];
        int32_t  n = 1 + random_below(40);
        for (int32_t i = 0; i < n; i++) v[i] = any_double(round % 4);
        bool fit = lt_loops_scalar.fix_f64(a[0], a[1], v, n);
        for (int tier = 0; tier < LT_CPU_TIERS; tier++) {
            const lt_loops *loops = lt_loops_of((lt_cpu)tier);
            if (!loops) continue;
            assert_int_equal(loops->fix_f64(b[0], b[1], v, n), fit);
            if (!fit) continue;
            assert_memory_equal(a[0], b[0], (size_t)n * sizeof(uint64_t));
            assert_memory_equal(a[1], b[1], (size_t)n * sizeof(uint64_t));
        }
    }
}

static void same_sums(const uint8_t *a, const uint8_t *b, size_t stride)
{
    for (size_t g = 0; g < GROUPS; g++) {
        const lt_exact_sum *x = (const void *)(a + g * stride), *y = (const void *)(b + g * stride);
        double              p = lt_exact_read(x), q = lt_exact_read(y);
        assert_int_equal(x->tally, y->tally);
        assert_true(memcmp(&p, &q, sizeof(p)) == 0 || (p != p && q != q));
    }
}

/* start: what the sums hold before, so that blocks also meet sums that are all but full. */
static void check_block(int shape, double start, bool grouped, bool far)
{
    enum { STRIDE = sizeof(lt_exact_sum) + 24 };
    uint8_t     *block = calloc(GROUPS, STRIDE), *single = calloc(GROUPS, STRIDE);
    lt_agg_heap *heap;
    double       x[LT_BLOCK];
    int32_t      groups[LT_BLOCK], n = 1 + random_below(LT_BLOCK);
    CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
    for (int32_t g = 0; g < GROUPS; g++) {
        lt_exact_sum *a = (void *)(block + g * STRIDE), *b = (void *)(single + g * STRIDE);
        CHECK_OK(lt_exact_add(a, start, heap, &kernel_error), &kernel_error);
        CHECK_OK(lt_exact_add(b, start, heap, &kernel_error), &kernel_error);
    }
    for (int32_t i = 0; i < n; i++) {
        x[i] = start > 1 ? ldexp(1.0 + random_below(100), 40) : any_double(shape);
        groups[i] = random_below(GROUPS);
    }
    for (int times = 0; times < 3; times++) {
        CHECK_OK(lt_exact_add_rows(block, STRIDE, grouped ? groups : NULL, x, n, far, heap,
                                   &kernel_error),
                 &kernel_error);
        for (int32_t i = n - 1; i >= 0; i--) {
            lt_exact_sum *s = (void *)(single + (size_t)(grouped ? groups[i] : 0) * STRIDE);
            CHECK_OK(lt_exact_add(s, x[i], heap, &kernel_error), &kernel_error);
            s->tally += LT_SUM_ONE;
        }
    }
    same_sums(block, single, STRIDE);
    free(block);
    free(single);
    lt_agg_heap_close(heap);
}

static void blocks_are_their_rows(void **state)
{
    (void)state;
    for (int round = 0; round < 600; round++) check_block(round % 4, 0, round % 3 != 0, round % 2);
}

/* 2^61 and more of 2^46: the limit of the short sum is crossed within a block. */
static void full_sums_settle(void **state)
{
    (void)state;
    for (int round = 0; round < 60; round++)
        check_block(0, ldexp(1, 61) - ldexp(1, 45 + round % 8), round % 3 != 0, round % 2);
}

int main(void)
{
    return RUN(kernel_test(the_loops_agree), kernel_test(blocks_are_their_rows),
               kernel_test(full_sums_settle));
}
