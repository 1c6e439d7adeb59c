/* Exact moments against whole numbers and 113-bit floats. */
#include "kernel/power.h"

#include "kernel/big.h"
#include "tests/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef __float128 quad;

static lt_power_state *state_of(const lt_power_list *list, lt_agg_heap *heap, const double *x,
                                const double *y, int n)
{
    lt_power_state *s = calloc(1, lt_power_bytes(list));
    for (int i = 0; i < n; i++)
        CHECK_OK(lt_power_add(s, list, x[i], y ? y[i] : 0, heap, &kernel_error), &kernel_error);
    return s;
}

static void bigs_agree_with_small_ones(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        int64_t  a = (int64_t)random_bits() >> random_below(60);
        int64_t  b = (int64_t)random_bits() >> random_below(60);
        int64_t  m = (int64_t)random_bits() >> (34 + random_below(29));
        uint64_t d = 1 + random_bits() % 1000;
        lt_big   x, y, p;
        lt_big_read(&x, (uint64_t *)&a, 1);
        lt_big_read(&y, (uint64_t *)&b, 1);
        lt_big_multiply(&p, &x, &y);
        __int128 want = (__int128)a * b;
        assert_true(lt_big_quotient(&p, 1, 1, 0) == (double)want);
        lt_big_add(&x, &y);
        lt_big_scale(&x, m);
        want = ((__int128)a + b) * m;
        lt_big sum = x;
        assert_true(lt_big_quotient(&sum, 1, 1, -3) == (double)want / 8);
        lt_big_shift(&x, 200);
        double quotient = lt_big_quotient(&x, d, 2, -200), exact = (double)((quad)want / d / d);
        assert_true(quotient == exact);
    }
}

/* Values a mean apart that would cancel everything in doubles. */
static void moments_survive_cancellation(void **state)
{
    (void)state;
    lt_agg_heap *heap;
    CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
    static const double means[] = {0, 1e9, 1e15, -4503599627370496.0, 1e-100, 0.1};
    for (size_t k = 0; k < sizeof(means) / sizeof(*means); k++) {
        double           unit = means[k] == 0 ? 1 : fabs(means[k]) / 1e9, x[5], y[5];
        static const int steps[] = {-2, -1, 0, 1, 2};
        unit = exp2(ceil(log2(unit)));
        for (int i = 0; i < 5; i++) {
            x[i] = means[k] + steps[i] * unit;
            y[i] = steps[i];
        }
        quad mean = 0, m2 = 0, m3 = 0, m4 = 0, xy = 0;
        for (int i = 0; i < 5; i++) mean += (quad)x[i] / 5;
        for (int i = 0; i < 5; i++) {
            quad e = ((quad)x[i] - mean) / unit;
            m2 += e * e, m3 += e * e * e, m4 += e * e * e * e, xy += e * steps[i];
        }
        lt_power_state *s = state_of(&lt_powers_4, heap, x, NULL, 5);
        lt_power_state *p = state_of(&lt_powers_pair, heap, x, y, 5);
        assert_true(fabs(lt_power_moment(s, &lt_powers_4, 2) / unit / unit - (double)m2) < 1e-14);
        assert_true(fabs(lt_power_comoment(p, 0, 1) / unit - (double)xy) < 1e-14);
        if (unit > 1e-60)
            assert_true(fabs(lt_power_moment(s, &lt_powers_4, 4) / pow(unit, 4) - (double)m4) <
                        1e-13);
        if (unit > 1e-100)
            assert_true(fabs(lt_power_moment(s, &lt_powers_4, 3) / pow(unit, 3) - (double)m3) <
                        1e-13);
        assert_true(lt_power_mean(p, &lt_powers_pair, 1) == 0);
        free(s);
        free(p);
    }
    lt_agg_heap_close(heap);
}

static void order_and_partition_do_not_show(void **state)
{
    (void)state;
    enum { N = 120, SPLITS = 5 };
    const lt_power_list *list = &lt_powers_4;
    for (int round = 0; round < 60; round++) {
        lt_agg_heap *heap;
        double       x[N], want[3] = {0};
        int          span = round % 3 == 0 ? 2000 : round % 3 == 1 ? 150 : 30;
        CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
        for (int i = 0; i < N; i++)
            x[i] = ldexp((double)(int64_t)random_bits(), random_below(span) - span / 2 - 63);
        for (int split = 0; split < SPLITS; split++) {
            int             at = split ? random_below(N) : N;
            lt_power_state *s = state_of(list, heap, x, NULL, at);
            lt_power_state *t = state_of(list, heap, x + at, NULL, N - at);
            if (split % 2) {
                CHECK_OK(lt_power_merge(t, s, list, heap, &kernel_error), &kernel_error);
                memcpy(s, t, lt_power_bytes(list));
            } else {
                CHECK_OK(lt_power_merge(s, t, list, heap, &kernel_error), &kernel_error);
            }
            assert_int_equal(lt_power_count(s), N);
            for (int d = 2; d <= 4; d++) {
                double got = lt_power_moment(s, list, d);
                if (!split) want[d - 2] = got;
                assert_memory_equal(&got, &want[d - 2], sizeof(got));
            }
            free(s);
            free(t);
            for (int i = N - 1; i > 0; i--) {
                int    j = random_below(i + 1);
                double swap = x[i];
                x[i] = x[j];
                x[j] = swap;
            }
        }
        lt_agg_heap_close(heap);
    }
}

/* Whole numbers small enough for an exact reference in 128 bits. */
static void moments_are_rounded_once(void **state)
{
    (void)state;
    lt_agg_heap *heap;
    CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
    for (int round = 0; round < 500; round++) {
        double   x[30], y[30];
        int      n = 1 + random_below(30);
        __int128 sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (int i = 0; i < n; i++) {
            int64_t a = (int64_t)random_bits() >> (20 + random_below(40));
            int64_t b = (int64_t)random_bits() >> (20 + random_below(40));
            x[i] = (double)(a >>= 4);
            y[i] = (double)(b >>= 4);
            sx += a, sy += b, sxx += (__int128)a * a, sxy += (__int128)a * b;
        }
        lt_power_state *s = state_of(&lt_powers_pair, heap, x, y, n);
        double          xx = (double)((quad)(n * sxx - sx * sx) / n);
        double          xy = (double)((quad)(n * sxy - sx * sy) / n);
        assert_true(lt_power_comoment(s, 0, 0) == xx);
        assert_true(lt_power_comoment(s, 0, 1) == xy);
        assert_true(lt_power_mean(s, &lt_powers_pair, 0) == (double)((quad)sx / n));
        free(s);
    }
    lt_agg_heap_close(heap);
}

static void what_is_not_finite_spoils_only_its_variable(void **state)
{
    (void)state;
    lt_agg_heap *heap;
    double       x[] = {1, (double)INFINITY, 3}, y[] = {1, 2, 4};
    CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
    lt_power_state *s = state_of(&lt_powers_pair, heap, x, y, 3);
    assert_true(isnan(lt_power_comoment(s, 0, 0)));
    assert_true(isnan(lt_power_comoment(s, 0, 1)));
    assert_true(isnan(lt_power_mean(s, &lt_powers_pair, 0)));
    assert_true(fabs(lt_power_comoment(s, 1, 1) - 14.0 / 3) < 1e-15);
    free(s);
    lt_agg_heap_close(heap);
}

/* Terms of small whole numbers wait for millions of rows; a fraction now and then does not. */
static void terms_that_waited_long_are_in_the_sums(void **state)
{
    enum { ROWS = (1 << 22) + 4321, EVERY = 1000003 };
    (void)state;
    lt_agg_heap *heap;
    CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
    lt_power_state *s = calloc(1, lt_power_bytes(&lt_powers_pair));
    __int128        sx = 0, sy = 0, sxx = 0, sxy = 0; /* in halves, quarters */
    for (int64_t i = 0; i < ROWS; i++) {
        int64_t x = i % EVERY == 5 ? 7 : 2 * (1048575 - i % 3), y = -2 * (1000000 + i % 5);
        CHECK_OK(
            lt_power_add(s, &lt_powers_pair, (double)x / 2, (double)y / 2, heap, &kernel_error),
            &kernel_error);
        sx += x, sy += y, sxx += (__int128)x * x, sxy += (__int128)x * y;
    }
    assert_int_equal(lt_power_count(s), ROWS);
    assert_true(lt_power_mean(s, &lt_powers_pair, 0) == (double)((quad)sx / 2 / ROWS));
    assert_true(lt_power_mean(s, &lt_powers_pair, 1) == (double)((quad)sy / 2 / ROWS));
    quad xx = (quad)(ROWS * sxx - sx * sx) / 4 / ROWS, xy = (quad)(ROWS * sxy - sx * sy) / 4 / ROWS;
    assert_true(lt_power_comoment(s, 0, 0) == (double)xx);
    assert_true(lt_power_comoment(s, 0, 1) == (double)xy);
    free(s);
    lt_agg_heap_close(heap);
}

/* A value of one of many shapes: whole, short, anywhere, huge, tiny, none. */
static double any_value(int shape)
{
    switch (random_below(shape)) {
    case 0: return random_below(2000) - 1000;
    case 1: return (double)(random_below(2000000) - 1000000) / 1000;
    case 2: return ldexp((double)(int64_t)random_bits(), random_below(70) - 70);
    case 3: return random_below(2) ? 0.0 : -0.0;
    case 4: return ldexp((double)(int64_t)random_bits(), random_below(140) - 133);
    default: return ldexp((double)(int64_t)random_bits(), random_below(1900) - 960);
    }
}

static bool same_reading(const lt_power_state *a, const lt_power_state *b,
                         const lt_power_list *list)
{
    bool pair = list == &lt_powers_pair;
    for (int d = 0; d < (pair ? 3 : list->count - 1); d++) {
        double x = pair ? lt_power_comoment(a, d > 1, d > 0) : lt_power_moment(a, list, d + 2);
        double y = pair ? lt_power_comoment(b, d > 1, d > 0) : lt_power_moment(b, list, d + 2);
        if (memcmp(&x, &y, sizeof(x)) != 0) return false;
    }
    double x = lt_power_mean(a, list, 0), y = lt_power_mean(b, list, 0);
    return memcmp(&x, &y, sizeof(x)) == 0;
}

/* Blocks of rows of many groups give what row by row in another order gives. */
static void blocks_are_their_rows(void **state)
{
    enum { N = 300, GROUPS = 7 };
    static const lt_power_list *const lists[] = {&lt_powers_2, &lt_powers_3, &lt_powers_4,
                                                 &lt_powers_pair};
    (void)state;
    for (int round = 0; round < 240; round++) {
        const lt_power_list *list = lists[round % 4];
        lt_agg_heap         *heap;
        size_t               bytes = lt_power_bytes(list), stride = bytes + 8;
        uint8_t             *block = calloc(GROUPS, stride), *single = calloc(GROUPS, stride);
        double               x[N], y[N];
        int32_t              groups[N];
        CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
        for (int i = 0; i < N; i++) {
            x[i] = any_value(1 + round % 6);
            y[i] = list == &lt_powers_pair ? any_value(1 + round % 5) : 0;
            groups[i] = random_below(GROUPS);
        }
        lt_power_rows rows = {.x = x, .y = y, .groups = groups, .n = N};
        CHECK_OK(lt_power_add_rows(block, stride, list, &rows, heap, &kernel_error), &kernel_error);
        for (int i = N - 1; i >= 0; i--)
            CHECK_OK(lt_power_add((lt_power_state *)(void *)(single + (size_t)groups[i] * stride),
                                  list, x[i], y[i], heap, &kernel_error),
                     &kernel_error);
        for (size_t g = 0; g < GROUPS; g++) {
            const lt_power_state *a = (void *)(block + g * stride);
            const lt_power_state *b = (void *)(single + g * stride);
            assert_int_equal(a->tally, b->tally);
            if (lt_power_count(a)) assert_true(same_reading(a, b, list));
        }
        free(block);
        free(single);
        lt_agg_heap_close(heap);
    }
}

/* Fractions of both signs whose sums fit 113 bits. */
static void sums_of_fractions_are_exact(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        lt_agg_heap *heap;
        double       x[20], y[20];
        int          n = 1 + random_below(20), down = random_below(30);
        __int128     sx = 0, sxx = 0, sxy = 0, sy = 0;
        CHECK_OK(lt_agg_heap_open(&heap, lt_mem_default(), &kernel_error), &kernel_error);
        for (int i = 0; i < n; i++) {
            int64_t a = (int64_t)random_bits() >> (20 + random_below(40));
            int64_t b = (int64_t)random_bits() >> (20 + random_below(40));
            x[i] = ldexp((double)(a >>= 3), -down);
            y[i] = ldexp((double)(b >>= 3), -down);
            sx += a, sy += b, sxx += (__int128)a * a, sxy += (__int128)a * b;
        }
        lt_power_state *p = state_of(&lt_powers_pair, heap, x, y, n);
        lt_power_state *s = state_of(&lt_powers_2, heap, x, NULL, n);
        double          xx = ldexp((double)((quad)(n * sxx - sx * sx) / n), -2 * down);
        double          xy = ldexp((double)((quad)(n * sxy - sx * sy) / n), -2 * down);
        assert_true(lt_power_comoment(p, 0, 0) == xx);
        assert_true(lt_power_moment(s, &lt_powers_2, 2) == xx);
        assert_true(lt_power_comoment(p, 0, 1) == xy);
        assert_true(lt_power_mean(s, &lt_powers_2, 0) == ldexp((double)((quad)sx / n), -down));
        free(p);
        free(s);
        lt_agg_heap_close(heap);
    }
}

int main(void)
{
    return RUN(kernel_test(bigs_agree_with_small_ones), kernel_test(moments_survive_cancellation),
               kernel_test(order_and_partition_do_not_show), kernel_test(moments_are_rounded_once),
               kernel_test(what_is_not_finite_spoils_only_its_variable),
               kernel_test(terms_that_waited_long_are_in_the_sums),
               kernel_test(blocks_are_their_rows), kernel_test(sums_of_fractions_are_exact));
}
