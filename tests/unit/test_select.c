/* Ranks against sorting, for values of many shapes. */
#include "kernel/select.h"

#include "tests/kernels.h"

#include <stdlib.h>
#include <string.h>

static int by_long(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Of which values: all over, few, equal, rising, falling, the ends of the range. */
static int64_t value_of(int shape, int64_t i, int64_t n)
{
    switch (shape) {
    case 0: return (int64_t)random_bits();
    case 1: return random_below(3);
    case 2: return 7;
    case 3: return i;
    case 4: return n - i;
    case 5: return random_below(2) ? INT64_MIN : INT64_MAX;
    default: return random_below(10) ? 5 : (int64_t)random_bits() >> random_below(64);
    }
}

static lt_agg_list list_of(const void *values, int64_t n, size_t width, lt_agg_heap *heap)
{
    lt_agg_list list = {0};
    for (int64_t i = 0; i < n; i++) {
        void *to = NULL;
        CHECK_OK(lt_agg_list_add(&to, &list, width, heap, &kernel_error), &kernel_error);
        memcpy(to, (const uint8_t *)values + (size_t)i * width, width);
    }
    return list;
}

static void check_ranks(const int64_t *values, int64_t n, lt_agg_heap *heap)
{
    lt_agg_list list = list_of(values, n, sizeof(*values), heap);
    lt_select   s;
    int64_t    *sorted = malloc((size_t)n * sizeof(*sorted));
    memcpy(sorted, values, (size_t)n * sizeof(*sorted));
    qsort(sorted, (size_t)n, sizeof(*sorted), by_long);
    CHECK_OK(lt_select_open(&s, &list, sizeof(*values), lt_mem_default(), NULL, &kernel_error),
             &kernel_error);
    for (int round = 0; round < 6; round++) { /* the values serve more than once */
        int64_t k = round == 0 ? 0 : round == 1 ? n - 1 : random_below((int32_t)n), got[2];
        CHECK_OK(lt_select_pair(got, &s, k, &kernel_error), &kernel_error);
        assert_int_equal(got[0], sorted[k]);
        if (k + 1 < n) assert_int_equal(got[1], sorted[k + 1]);
    }
    lt_select_close(&s);
    free(sorted);
}

static void ranks_are_those_of_sorted_values(void **state)
{
    (void)state;
    for (int round = 0; round < 400; round++) {
        lt_agg_heap *heap;
        int64_t      n = 1 + random_below(round % 50 ? 900 : 50000);
        int64_t     *values = malloc((size_t)n * sizeof(*values));
        for (int64_t i = 0; i < n; i++) values[i] = value_of(round % 7, i, n);
        CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
        check_ranks(values, n, heap);
        lt_agg_heap_close(heap);
        free(values);
    }
}

static int by_wide(const void *a, const void *b)
{
    lt_i128 x, y;
    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return (x > y) - (x < y);
}

static void ranks_of_wide_values(void **state)
{
    enum { MOST = 500 };
    (void)state;
    for (int round = 0; round < 200; round++) {
        lt_agg_heap *heap;
        lt_i128      values[MOST], got;
        int64_t      n = 1 + random_below(MOST), k = random_below((int32_t)n);
        for (int64_t i = 0; i < n; i++)
            values[i] = (lt_i128)value_of(round % 7, i, n) * (INT64_C(1) << random_below(60));
        CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
        lt_agg_list list = list_of(values, n, sizeof(*values), heap);
        lt_select   s;
        CHECK_OK(lt_select_open(&s, &list, 16, lt_mem_default(), NULL, &kernel_error),
                 &kernel_error);
        CHECK_OK(lt_select_wide(&got, &s, k, &kernel_error), &kernel_error);
        qsort(values, (size_t)n, sizeof(*values), by_wide);
        assert_true(got == values[k]);
        lt_select_close(&s);
        lt_agg_heap_close(heap);
    }
}

/* Lists joined in any way have every item once. */
static void joined_lists_keep_every_item(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        lt_agg_heap *heap;
        lt_agg_list  all = {0};
        int64_t      next = 0, got[4096];
        CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
        for (int part = 0; part < 5; part++) {
            int64_t values[200], n = random_below(part % 2 ? 200 : 20);
            for (int64_t i = 0; i < n; i++) values[i] = next++;
            lt_agg_list more = list_of(values, n, sizeof(*values), heap);
            if (!more.count) continue;
            CHECK_OK(lt_agg_list_append(&all, &more, 8, heap, &kernel_error), &kernel_error);
            for (int64_t i = 0; i < part; i++) {
                void *to = NULL;
                CHECK_OK(lt_agg_list_add(&to, &all, 8, heap, &kernel_error), &kernel_error);
                memcpy(to, &next, sizeof(next));
                next++;
            }
        }
        assert_int_equal(all.count, next);
        lt_agg_list_gather(got, &all, 8);
        for (int64_t i = 0; i < next; i++) assert_int_equal(got[i], i);
        lt_agg_heap_close(heap);
    }
}

static void a_refused_copy_is_an_error(void **state)
{
    (void)state;
    lt_agg_heap *heap;
    int64_t      values[100] = {0};
    CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
    lt_agg_list list = list_of(values, 100, 8, heap);
    EACH_FAULT (mem) {
        lt_select s;
        lt_status status = lt_select_open(&s, &list, 8, mem, NULL, &kernel_error);
        if (status)
            assert_int_equal(status, LT_ENOMEM);
        else
            lt_select_close(&s);
    }
    lt_agg_heap_close(heap);
}

int main(void)
{
    return RUN(kernel_test(ranks_are_those_of_sorted_values), kernel_test(ranks_of_wide_values),
               kernel_test(joined_lists_keep_every_item), kernel_test(a_refused_copy_is_an_error));
}
