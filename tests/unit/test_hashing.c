#include "tests/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 1300 };
static uint64_t x[N], y[N];

static void equal_keys_have_equal_hashes(void **state)
{
    (void)state;
    for (int id = LT_BOOL; id < LT_SCALAR_COUNT; id++) {
        lt_type    t = id == LT_DECIMAL ? lt_decimal(12, 1) : (lt_type){.id = (uint8_t)id};
        lt_column *a = random_column(t, N);
        lt_hash_column(x, a, N, true);
        for (int32_t i = 0; i < N; i += 7)
            for (int32_t j = 0; j < N; j++) assert_int_equal(lt_same_row(a, i, a, j), x[i] == x[j]);
    }
}

static void encodings_do_not_matter(void **state)
{
    (void)state;
    for (int id = LT_BOOL; id < LT_SCALAR_COUNT; id++) {
        lt_type    t = id == LT_DECIMAL ? lt_decimal(12, 1) : (lt_type){.id = (uint8_t)id};
        lt_column *a = random_column(t, N), *d = as_dict(a);
        lt_hash_column(x, a, N, true);
        lt_hash_column(y, d, N, true);
        assert_memory_equal(x, y, sizeof(x));
        for (int32_t i = 0; i < N; i++) assert_true(lt_same_row(a, i, d, i));
        lt_value   v = lt_column_value(a, 3);
        lt_column *c;
        v.type = t;
        CHECK_OK(lt_column_constant(&c, lt_mem_default(), v, 2, &kernel_error), &kernel_error);
        lt_hash_column(y, c, 2, true);
        assert_true(y[0] == x[3] && y[1] == x[3]);
        lt_column_release(c);
    }
    /* small dictionaries take a path of their own */
    const char *cells[600];
    for (int i = 0; i < 600; i++) cells[i] = i % 3 ? i % 3 == 1 ? "one of the words" : "two" : NULL;
    lt_column *flat = column(LT_TYPE(STRING), 600, cells), *dict = as_dict(flat);
    lt_column *two = STRINGS("one of the words", "two");
    for (int i = 0; i < 600; i++) ((int32_t *)dict->values)[i] = i % 3 == 2;
    lt_column_release(dict->dict);
    dict->dict = lt_column_retain(two);
    lt_hash_column(x, flat, 600, true);
    lt_hash_column(y, dict, 600, true);
    assert_memory_equal(x, y, 600 * 8);
}

static void zeros_and_nans_are_one(void **state)
{
    (void)state;
    lt_column *a = COLUMN(LT_TYPE(F64), "0.0", "-0.0", "NaN", "NaN", "1");
    ((uint64_t *)a->values)[3] ^= UINT64_C(1) << 63 | 1;
    lt_hash_column(x, a, 5, true);
    assert_true(x[0] == x[1] && x[2] == x[3] && x[0] != x[4]);
    assert_true(lt_same_row(a, 0, a, 1) && lt_same_row(a, 2, a, 3));
}

static void order_of_columns_counts(void **state)
{
    (void)state;
    lt_column *a = COLUMN(LT_TYPE(I32), "1", "2"), *b = COLUMN(LT_TYPE(I32), "2", "1");
    lt_hash_column(x, a, 2, true);
    lt_hash_column(x, b, 2, false);
    assert_true(x[0] != x[1]);
}

static int compare_hashes(const void *p, const void *q)
{
    const uint64_t *a = p, *b = q;
    return a[0] != b[0] ? (a[0] < b[0] ? -1 : 1) : 0;
}

/* A million close numbers and strings: no 64-bit hash twice, and low and high bits evenly spread.
 */
static void close_keys_spread(void **state)
{
    (void)state;
    enum { MANY = 1 << 20 };
    lt_column *c, *s;
    uint64_t  *lo = malloc(8 * MANY);
    for (int kind = 0; kind < 2; kind++) {
        CHECK_OK(lt_column_open(&c, lt_mem_default(), LT_TYPE(I64), MANY, &kernel_error),
                 &kernel_error);
        CHECK_OK(lt_column_open(&s, lt_mem_default(), LT_TYPE(STRING), MANY, &kernel_error),
                 &kernel_error);
        for (int i = 0; i < MANY; i++) {
            char text[16];
            ((int64_t *)c->values)[i] = i;
            snprintf(text, sizeof(text), "k%d", i);
            ((lt_view *)s->values)[i] = lt_view_of(text, (int32_t)strlen(text));
        }
        lt_hash_column(lo, kind ? s : c, MANY, true);
        static int32_t low[256], high[256], mid[256];
        memset(low, 0, sizeof(low)), memset(high, 0, sizeof(high)), memset(mid, 0, sizeof(mid));
        for (int i = 0; i < MANY; i++)
            low[lo[i] & 255]++, high[lo[i] >> 56]++, mid[lo[i] >> 30 & 255]++;
        for (int k = 0; k < 256; k++) {
            assert_in_range(low[k], 3600, 4600);
            assert_in_range(mid[k], 3600, 4600);
            assert_in_range(high[k], 3600, 4600);
        }
        qsort(lo, MANY, 8, compare_hashes);
        for (int i = 1; i < MANY; i++) assert_true(lo[i] != lo[i - 1]);
        lt_column_release(c);
        lt_column_release(s);
    }
    free(lo);
}

static void long_strings_differ_in_any_byte(void **state)
{
    (void)state;
    for (int len = 1; len < 80; len++) {
        char        text[80];
        const char *cell = text;
        memset(text, 'a', sizeof(text));
        text[len] = 0;
        lt_hash_column(x, column(LT_TYPE(STRING), 1, &cell), 1, true);
        for (int i = 0; i < len; i++) {
            text[i] = 'b';
            lt_hash_column(x + 1 + i, column(LT_TYPE(STRING), 1, &cell), 1, true);
            text[i] = 'a';
        }
        for (int i = 0; i <= len; i++)
            for (int j = 0; j < i; j++) assert_true(x[i] != x[j]);
        release_all(NULL);
    }
}

int main(void)
{
    return RUN(kernel_test(equal_keys_have_equal_hashes), kernel_test(encodings_do_not_matter),
               kernel_test(zeros_and_nans_are_one), kernel_test(order_of_columns_counts),
               kernel_test(close_keys_spread), kernel_test(long_strings_differ_in_any_byte));
}
