#include "tests/kernels.h"

#include "kernel/functions_number.h"

#include <math.h>
#include <string.h>

#define F64 LT_TYPE(F64)
#define I64 LT_TYPE(I64)
#define I32 LT_TYPE(I32)

enum { N = 5000 };

/* One column of a kernel whose last argument is the seed; rows at the positions given. */
static lt_column *draw(lt_kernel *k, lt_type type, int64_t ordinal, const int32_t *positions,
                       int32_t rows)
{
    const lt_column *args[3] = {constant(type, rows, "10"), constant(type, rows, "20"),
                                constant(I64, rows, "42")};
    bool             alone = k != lt_kernel_uniform;
    lt_call          call = {.mem = lt_mem_default(),
                             .args = alone ? args + 2 : args,
                             .arg_count = alone ? 1 : 3,
                             .rows = rows,
                             .result = type,
                             .ordinal = ordinal,
                             .positions = positions};
    lt_column       *made;
    CHECK_OK(k(&call, &made, &kernel_error), &kernel_error);
    return made;
}

/* Whole, in pieces, or by a selection: a row has the same number. */
static void numbers_belong_to_rows(void **state)
{
    (void)state;
    lt_column *whole = draw(lt_kernel_rand, F64, 100, NULL, N);
    int32_t    picked[] = {3, 17, 4999};
    lt_column *some = draw(lt_kernel_rand, F64, 100, picked, 3);
    for (int k = 0; k < 3; k++)
        assert_true(((double *)some->values)[k] == ((double *)whole->values)[picked[k]]);
    lt_column *piece = draw(lt_kernel_rand, F64, 107, NULL, 7);
    assert_memory_equal(piece->values, (double *)whole->values + 7, 7 * sizeof(double));
    lt_column_release(whole);
    lt_column_release(some);
    lt_column_release(piece);
}

static void rand_spreads_evenly(void **state)
{
    (void)state;
    int        buckets[10] = {0};
    lt_column *c = draw(lt_kernel_rand, F64, 0, NULL, N);
    for (int i = 0; i < N; i++) {
        double v = ((double *)c->values)[i];
        assert_true(v >= 0 && v < 1);
        buckets[(int)(v * 10)]++;
    }
    for (int i = 0; i < 10; i++) assert_in_range(buckets[i], 400, 600);
    lt_column_release(c);
}

static void randn_has_mean_0_and_deviation_1(void **state)
{
    (void)state;
    double     sum = 0, squares = 0;
    lt_column *c = draw(lt_kernel_randn, F64, 0, NULL, N);
    for (int i = 0; i < N; i++) {
        double v = ((double *)c->values)[i];
        assert_true(isfinite(v));
        sum += v;
        squares += v * v;
    }
    assert_true(fabs(sum / N) < 0.06);
    assert_true(fabs(squares / N - 1) < 0.08);
    lt_column_release(c);
}

static void uniform_reaches_all_but_the_end(void **state)
{
    (void)state;
    int        seen[10] = {0};
    lt_column *c = draw(lt_kernel_uniform, I32, 0, NULL, N);
    for (int i = 0; i < N; i++) {
        int32_t v = ((int32_t *)c->values)[i];
        assert_in_range(v, 10, 19);
        seen[v - 10]++;
    }
    for (int i = 0; i < 10; i++) assert_in_range(seen[i], 400, 600);
    lt_column_release(c);
}

static void seeds_differ(void **state)
{
    (void)state;
    assert_true(lt_random_seed() != lt_random_seed());
}

int main(void)
{
    return RUN(kernel_test(numbers_belong_to_rows), kernel_test(rand_spreads_evenly),
               kernel_test(randn_has_mean_0_and_deviation_1),
               kernel_test(uniform_reaches_all_but_the_end), kernel_test(seeds_differ));
}
