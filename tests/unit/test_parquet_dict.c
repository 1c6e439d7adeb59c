#include "tests/helper.h"

#include "format/parquet_write.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = 1;
static uint64_t rnd(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 20;
}

enum { MOST = 20000 };

/* Texts of every length up to 40, of `variety` kinds. */
static void make_texts(lt_view *out, char (*room)[48], int n, uint64_t variety)
{
    for (int i = 0; i < n; i++) {
        unsigned long long k = rnd() % variety;
        int                len = snprintf(room[i], 48, "%llu-%0*d", k, (int)(k % 30), 0);
        out[i] = lt_view_of(room[i], k % 11 ? len : 0);
    }
}

static bool same(const lt_pq_layout *l, const void *a, const void *b)
{
    if (l->dense == LT_PQ_DENSE_VIEW) return lt_view_same(a, b);
    return memcmp(a, b, (size_t)l->width) == 0;
}

/* Codes count first appearances and stand for the values. */
static void check_dict(const lt_pq_dict *d, const void *values, int n)
{
    const uint32_t *codes = (const uint32_t *)d->codes.data;
    size_t          width = (size_t)d->layout->width;
    uint32_t        seen = 0;
    assert_int_equal(d->codes.len / sizeof(*codes), n);
    assert_int_equal(d->values.len, d->count * width);
    for (int i = 0; i < n; i++) {
        assert_true(codes[i] <= seen);
        if (codes[i] == seen) seen++;
        assert_true(same(d->layout, d->values.data + codes[i] * width,
                         (const uint8_t *)values + (size_t)i * width));
    }
    assert_int_equal(seen, d->count);
    for (uint32_t a = 0; a < d->count && d->count < 600; a++)
        for (uint32_t b = 0; b < a; b++)
            assert_false(same(d->layout, d->values.data + a * width, d->values.data + b * width));
}

static bool add_all(lt_pq_dict *d, const void *values, int n, int step)
{
    bool     fits = true;
    lt_error err;
    for (int at = 0; at < n && fits; at += step) {
        const uint8_t *from = (const uint8_t *)values + (size_t)at * (size_t)d->layout->width;
        CHECK_OK(lt_pq_dict_add(&fits, d, from, n - at < step ? n - at : step, &err), &err);
    }
    return fits;
}

static void codes_stand_for_the_values_in_the_order_they_came(void **state)
{
    static const uint8_t  kinds[] = {LT_I32, LT_I64, LT_F64, LT_DECIMAL, LT_STRING, LT_BINARY};
    static const uint64_t varieties[] = {1, 2, 100, 500, 5000};
    static lt_i128        values[MOST];
    static char           room[MOST][48];
    lt_pq_dict            d = {.mem = lt_mem_default()};
    lt_error              err;
    (void)state;
    for (size_t k = 0; k < sizeof(kinds) * 5; k++) {
        lt_type      type = {.id = kinds[k / 5], .precision = kinds[k / 5] == LT_DECIMAL ? 38 : 0};
        lt_pq_layout l = lt_pq_layout_of(type);
        uint64_t     variety = varieties[k % 5];
        int64_t      low = -(int64_t)(variety / 2);
        if (l.dense == LT_PQ_DENSE_VIEW) make_texts((lt_view *)(void *)values, room, MOST, variety);
        for (int i = 0; l.dense != LT_PQ_DENSE_VIEW && i < MOST; i++) {
            lt_i128 v = (lt_i128)low + (lt_i128)(rnd() % variety);
            memcpy((uint8_t *)values + (size_t)i * (size_t)l.width, &v, (size_t)l.width);
        }
        for (int round = 0; round < 3; round++) {
            lt_pq_dict_start(&d, lt_mem_default(), &l);
            if (round == 1)
                CHECK_OK(lt_pq_dict_expect(&d, low, low + (int64_t)variety - 1, MOST, &err), &err);
            assert_true(add_all(&d, values, MOST, round == 2 ? 77 : 4096));
            check_dict(&d, values, MOST);
        }
    }
    lt_pq_dict_clear(&d);
}

static void what_hardly_repeats_is_given_up_at_the_same_place(void **state)
{
    static int64_t values[MOST];
    lt_pq_layout   l = lt_pq_layout_of(LT_TYPE(I64));
    lt_pq_dict     d = {.mem = lt_mem_default()};
    uint64_t       before = 0;
    (void)state;
    for (int i = 0; i < MOST; i++) values[i] = (int64_t)rnd();
    for (int step = 7; step < MOST; step *= 7) {
        lt_pq_dict_start(&d, lt_mem_default(), &l);
        assert_false(add_all(&d, values, MOST, step));
        assert_true(!before || before == d.codes.len);
        before = d.codes.len;
    }
    lt_pq_dict_clear(&d);
}

static void wide_ranges_are_not_looked_up_by_value(void **state)
{
    lt_pq_layout l = lt_pq_layout_of(LT_TYPE(I64));
    lt_pq_dict   d = {.mem = lt_mem_default()};
    lt_error     err;
    (void)state;
    lt_pq_dict_start(&d, lt_mem_default(), &l);
    CHECK_OK(lt_pq_dict_expect(&d, INT64_MIN, INT64_MAX, 1000, &err), &err);
    assert_false(d.direct);
    CHECK_OK(lt_pq_dict_expect(&d, INT64_MAX - 5, INT64_MAX, 1000, &err), &err);
    assert_true(d.direct);
    int64_t values[] = {INT64_MAX, INT64_MAX - 5, INT64_MAX};
    assert_true(add_all(&d, values, 3, 3));
    check_dict(&d, values, 3);
    lt_pq_dict_clear(&d);
}

static void a_refused_allocation_is_told(void **state)
{
    static int64_t values[3000];
    lt_pq_layout   l = lt_pq_layout_of(LT_TYPE(I64));
    (void)state;
    for (int i = 0; i < 3000; i++) values[i] = (int64_t)(rnd() % 2000 * 977);
    EACH_FAULT (mem) {
        lt_pq_dict d = {.mem = mem};
        lt_error   err;
        bool       fits;
        lt_pq_dict_start(&d, mem, &l);
        lt_status status = lt_pq_dict_add(&fits, &d, values, 3000, &err);
        assert_true(status == LT_OK || status == LT_ENOMEM);
        lt_pq_dict_clear(&d);
    }
}

int main(void)
{
    return RUN(test(codes_stand_for_the_values_in_the_order_they_came),
               test(what_hardly_repeats_is_given_up_at_the_same_place),
               test(wide_ranges_are_not_looked_up_by_value), test(a_refused_allocation_is_told));
}
