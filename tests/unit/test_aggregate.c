#include "tests/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define I32 LT_TYPE(I32)
#define I64 LT_TYPE(I64)
#define F64 LT_TYPE(F64)

/* Runs an aggregate over c: rows[k] of parts, each part with its own states, then merged. */
static lt_status aggregate(lt_column **out, lt_mem *mem, const char *name, lt_column *c,
                           lt_type result, const int32_t *groups, int32_t group_count,
                           int32_t parts)
{
    const lt_agg_ops *ops = lt_agg_find(name, c->type);
    lt_agg_heap      *heaps[8] = {0};
    size_t            stride = ops->bytes(c->type) + 8; /* states may lie apart */
    uint8_t          *states[8] = {0};
    lt_status         status = LT_OK;
    int32_t           size = (c->rows + parts - 1) / parts, order[64];
    *out = NULL;
    for (int32_t i = 0; i < group_count; i++) order[i] = i;
    for (int32_t p = 0; p < parts && !status; p++) {
        int32_t first = p * size, n = c->rows - first < size ? c->rows - first : size;
        int32_t rows[4096];
        if (n < 0) n = 0;
        for (int32_t i = 0; i < n; i++) rows[i] = first + i;
        states[p] = calloc((size_t)group_count, stride);
        if ((status = lt_agg_heap_open(&heaps[p], mem, &kernel_error))) break;
        lt_column *slice;
        if ((status = lt_column_take(&slice, c, rows, n, &kernel_error))) break;
        lt_agg_input in = {.arg = slice,
                           .groups = groups ? groups + first : NULL,
                           .rows = n,
                           .ordinal = 100 + first};
        status = ops->update(states[p], stride, heaps[p], &in, &kernel_error);
        lt_column_release(slice);
    }
    /* the last part absorbs the others, so that order must come from ordinals */
    for (int32_t p = 0; p + 1 < parts && !status; p++)
        status = ops->merge(states[parts - 1], stride, heaps[parts - 1], states[p], stride, order,
                            group_count, c->type, &kernel_error);
    if (!status)
        status = ops->finish(out, mem, states[parts - 1], stride, NULL, group_count, c->type,
                             result, &kernel_error);
    for (int32_t p = 0; p < parts; p++) {
        lt_agg_heap_close(heaps[p]);
        free(states[p]);
    }
    return status;
}

static const char *run(const char *name, lt_column *c, lt_type result)
{
    static char text[3][256];
    for (int32_t parts = 1; parts <= 3; parts++) {
        lt_column *out;
        CHECK_OK(aggregate(&out, lt_mem_default(), name, c, result, NULL, 1, parts), &kernel_error);
        strncpy(text[parts - 1], column_text(out), sizeof(text[0]) - 1);
        lt_column_release(out);
        assert_string_equal(text[parts - 1], text[0]);
    }
    return text[0];
}

static void skips_nulls_and_is_null_of_nothing(void **state)
{
    (void)state;
    lt_column *c = COLUMN(I32, "1", NULL, "3", "-7", NULL), *none = COLUMN(I32, NULL, NULL);
    CHECK_TEXT(run("count", c, I64), "3");
    CHECK_TEXT(run("count_star", c, I64), "5");
    CHECK_TEXT(run("sum", c, I64), "-3");
    CHECK_TEXT(run("avg", c, F64), "-1.0");
    CHECK_TEXT(run("min", c, I32), "-7");
    CHECK_TEXT(run("max", c, I32), "3");
    CHECK_TEXT(run("first", c, I32), "1");
    CHECK_TEXT(run("last", c, I32), "NULL");
    CHECK_TEXT(run("last_ignore_nulls", c, I32), "-7");
    CHECK_TEXT(run("count", none, I64), "0");
    CHECK_TEXT(run("sum", none, I64), "NULL");
    CHECK_TEXT(run("avg", none, F64), "NULL");
    CHECK_TEXT(run("min", none, I32), "NULL");
    CHECK_TEXT(run("first_ignore_nulls", none, I32), "NULL");
}

static void long_sums_overflow_only_at_the_end(void **state)
{
    (void)state;
    const char *most = "9223372036854775807";
    lt_column  *out;
    CHECK_TEXT(run("sum", COLUMN(I64, most, most, "-9223372036854775807"), I64), most);
    CHECK_FAILS(aggregate(&out, lt_mem_default(), "sum", COLUMN(I64, most, "1"), I64, NULL, 1, 1),
                LT_EOVERFLOW, &kernel_error);
    CHECK_HAS(kernel_error.text, "int64");
    CHECK_TEXT(run("avg", COLUMN(I64, most, most), F64), "9.223372036854776E18");
}

static void decimal_sums_are_exact(void **state)
{
    (void)state;
    const char *nines = "99999999999999999999999999999999999999";
    lt_column  *out;
    CHECK_TEXT(run("sum", COLUMN(lt_decimal(5, 2), "0.10", "0.20", NULL), lt_decimal(15, 2)),
               "0.30");
    CHECK_TEXT(run("avg", COLUMN(lt_decimal(5, 2), "0.10", "0.20", "0.20"), lt_decimal(9, 6)),
               "0.166667");
    CHECK_TEXT(run("avg", COLUMN(lt_decimal(5, 2), "-0.10", "-0.20", "-0.20"), lt_decimal(9, 6)),
               "-0.166667");
    lt_column *big = COLUMN(lt_decimal(38, 0), nines, nines, nines, "-1",
                            "-99999999999999999999999999999999999999",
                            "-99999999999999999999999999999999999999");
    CHECK_TEXT(run("sum", big, lt_decimal(38, 0)), "99999999999999999999999999999999999998");
    CHECK_FAILS(aggregate(&out, lt_mem_default(), "sum", COLUMN(lt_decimal(38, 0), nines, "1"),
                          lt_decimal(38, 0), NULL, 1, 1),
                LT_EOVERFLOW, &kernel_error);
}

static void double_sums_are_exact(void **state)
{
    (void)state;
    CHECK_TEXT(run("sum", COLUMN(F64, "1e308", "1e308", "-1e308", "-1e308", "1e-300"), F64),
               "1.0E-300");
    CHECK_TEXT(run("sum", COLUMN(F64, "0.1", "0.2", "0.3", "-0.6"), F64), "2.7755575615628914E-17");
    CHECK_TEXT(run("sum", COLUMN(F64, "5e-324", "5e-324", "1", "-1"), F64), "9.9E-324");
    CHECK_TEXT(run("sum", COLUMN(F64, "1e308", "1e308"), F64), "Infinity");
    CHECK_TEXT(run("sum", COLUMN(F64, "-0.0", "0.0"), F64), "0.0");
    CHECK_TEXT(run("sum", COLUMN(F64, "1", "Infinity", "2"), F64), "Infinity");
    CHECK_TEXT(run("sum", COLUMN(F64, "-Infinity", "Infinity"), F64), "NaN");
    CHECK_TEXT(run("sum", COLUMN(F64, "NaN", "1"), F64), "NaN");
    CHECK_TEXT(run("sum", COLUMN(F64, "1e16", "1", "1e-30"), F64), "1.0000000000000002E16");
    CHECK_TEXT(run("sum", COLUMN(F64, "1e16", "1"), F64), "1.0E16"); /* a tie goes to even */
    CHECK_TEXT(run("sum", COLUMN(LT_TYPE(F32), "0.1"), F64), "0.10000000149011612");
}

/* Doubles of every exponent in random order and partition: one answer, and when everything is
 * cancelled, nothing is left. */
static void double_sums_do_not_depend_on_order(void **state)
{
    (void)state;
    enum { N = 400 };
    for (int round = 0; round < 40; round++) {
        lt_column *c = NULL;
        double     want = 0;
        CHECK_OK(lt_column_open(&c, lt_mem_default(), F64, N, &kernel_error), &kernel_error);
        double *v = c->values;
        for (int i = 0; i < N; i++) {
            int span = round % 4 == 0 ? 2090 : round % 4 == 1 ? 200 : 40;
            v[i] = ldexp((double)(int64_t)random_bits(), random_below(span) - span / 2 - 60);
            if (round % 2 && i % 2) v[i] = -v[i - 1];
            if (!isfinite(v[i])) v[i] = 1;
        }
        for (int k = 0; k < 6; k++) {
            lt_column *out;
            CHECK_OK(aggregate(&out, lt_mem_default(), "sum", c, F64, NULL, 1, 1 + k % 5),
                     &kernel_error);
            double got = *(double *)out->values;
            lt_column_release(out);
            if (k == 0) want = got;
            assert_memory_equal(&got, &want, sizeof(got));
            if (round % 2) assert_true(got == 0);
            for (int i = N - 1; i > 0; i--) {
                int    j = random_below(i + 1);
                double x = v[i];
                v[i] = v[j];
                v[j] = x;
            }
        }
        lt_column_release(c);
    }
}

static void double_sums_equal_long_double_where_that_is_exact(void **state)
{
    (void)state;
    for (int round = 0; round < 200; round++) {
        lt_column *c, *out;
        __int128   exact = 0;
        CHECK_OK(lt_column_open(&c, lt_mem_default(), F64, 50, &kernel_error), &kernel_error);
        for (int i = 0; i < 50; i++) {
            int64_t m = (int64_t)random_bits() >> (11 + random_below(40));
            int     up = random_below(40);
            ((double *)c->values)[i] = ldexp((double)m, up - 70);
            exact += (__int128)m * ((__int128)1 << up);
        }
        CHECK_OK(aggregate(&out, lt_mem_default(), "sum", c, F64, NULL, 1, 2), &kernel_error);
        assert_true(*(double *)out->values == ldexp((double)exact, -70));
        lt_column_release(out);
        lt_column_release(c);
    }
}

static void extremes_order_nan_last(void **state)
{
    (void)state;
    lt_column *c = COLUMN(F64, "1", "NaN", "-Infinity", "Infinity", NULL);
    CHECK_TEXT(run("min", c, F64), "-Infinity");
    CHECK_TEXT(run("max", c, F64), "NaN");
    CHECK_TEXT(run("max", COLUMN(F64, "-0.0", "0.0"), F64), "0.0");
    CHECK_TEXT(run("max", COLUMN(F64, "0.0", "-0.0"), F64), "0.0");
    CHECK_TEXT(run("min", COLUMN(LT_TYPE(BOOL), "true", "false"), LT_TYPE(BOOL)), "false");
    CHECK_TEXT(run("max", COLUMN(LT_TYPE(DATE), "2024-02-29", "2023-01-01"), LT_TYPE(DATE)),
               "2024-02-29");
    CHECK_TEXT(run("min", COLUMN(lt_decimal(38, 2), "1.00", "-2.00"), lt_decimal(38, 2)), "-2.00");
    CHECK_TEXT(
        run("max", STRINGS("b", "a longer string, longer than a view", "", NULL), LT_TYPE(STRING)),
        "b");
    CHECK_TEXT(run("max", STRINGS("b is longer than it was", "b is longer than it was not", "c"),
                   LT_TYPE(STRING)),
               "c");
    CHECK_TEXT(run("min",
                   STRINGS("a longer string, longer than b", "a longer string, longer than a"),
                   LT_TYPE(STRING)),
               "a longer string, longer than a");
}

/* Every type, encoding and grouping against a plain loop over values. */
static void groups_agree_with_a_plain_loop(void **state)
{
    (void)state;
    enum { N = 1500, GROUPS = 7 };
    static const lt_type types[] = {
        {.id = LT_BOOL}, {.id = LT_I8},
        {.id = LT_I64},  {.id = LT_F32},
        {.id = LT_F64},  {.id = LT_STRING},
        {.id = LT_DATE}, {.id = LT_DECIMAL, .precision = 20, .scale = 2}};
    int32_t groups[N];
    for (int i = 0; i < N; i++) groups[i] = random_below(GROUPS);
    for (size_t t = 0; t < sizeof(types) / sizeof(*types); t++)
        for (int shape = 0; shape < 2; shape++) {
            lt_column  *c = random_column(types[t], N), *out[4];
            lt_column  *in = shape ? as_dict(c) : c;
            const char *names[] = {"min", "max", "first", "last"};
            for (int k = 0; k < 4; k++)
                CHECK_OK(aggregate(&out[k], lt_mem_default(), names[k], in, types[t], groups,
                                   GROUPS, 1 + k % 3),
                         &kernel_error);
            for (int32_t g = 0; g < GROUPS; g++) {
                lt_value want[4] = {{.null = true}, {.null = true}};
                bool     seen = false;
                for (int32_t i = 0; i < N; i++) {
                    if (groups[i] != g) continue;
                    lt_value v = lt_column_value(c, i);
                    if (!seen) want[2] = v;
                    want[3] = v;
                    seen = true;
                    if (v.null) continue;
                    if (want[0].null || lt_value_compare(v, want[0]) < 0) want[0] = v;
                    if (want[1].null || lt_value_compare(v, want[1]) > 0) want[1] = v;
                }
                for (int k = 0; k < 4; k++)
                    assert_int_equal(lt_value_compare(lt_column_value(out[k], g), want[k]), 0);
            }
            for (int k = 0; k < 4; k++) lt_column_release(out[k]);
        }
}

static void constants_count_for_every_row(void **state)
{
    (void)state;
    lt_column *c = constant(I32, 1000, "3"),
              *s = constant(LT_TYPE(STRING), 1000, "a constant string");
    CHECK_TEXT(run("sum", c, I64), "3000");
    CHECK_TEXT(run("count", constant(I32, 1000, NULL), I64), "0");
    CHECK_TEXT(run("max", s, LT_TYPE(STRING)), "a constant string");
}

static void counts_what_is_true(void **state)
{
    (void)state;
    lt_column *c = COLUMN(LT_TYPE(BOOL), "true", NULL, "false", "true", "false");
    CHECK_TEXT(run("count_if", c, I64), "2");
    CHECK_TEXT(run("count_if", constant(LT_TYPE(BOOL), 5, NULL), I64), "0");
    assert_null(lt_agg_find("count_if", I32));
    /* a scale cut to 38 digits */
    CHECK_TEXT(run("avg", COLUMN(lt_decimal(38, 2), "1.00", "2.01"), lt_decimal(38, 1)), "1.5");
}

static void has_no_sum_of_strings(void **state)
{
    (void)state;
    assert_null(lt_agg_find("sum", LT_TYPE(STRING)));
    assert_null(lt_agg_find("avg", LT_TYPE(DATE)));
    assert_null(lt_agg_find("median", LT_TYPE(STRING)));
    assert_null(lt_agg_find("bit_and", F64));
    assert_null(lt_agg_find("bool_xor", LT_TYPE(BOOL)));
    assert_null(lt_agg_find("listagg", I64));
    assert_null(lt_agg_find("percentile_approx", LT_TYPE(STRING)));
    assert_null(lt_agg_find("no such thing", F64));
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_column *f = COLUMN(F64, "1e300", "1e-300", NULL);
    lt_column *s =
        STRINGS("a string that lies in the heap", "b string that lies in the heap", NULL);
    EACH_FAULT (mem) {
        lt_column *out;
        lt_status  status = aggregate(&out, mem, "sum", f, F64, NULL, 1, 2);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
        status = aggregate(&out, mem, "max", s, LT_TYPE(STRING), NULL, 1, 2);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
        status = aggregate(&out, mem, "last", s, LT_TYPE(STRING), NULL, 1, 3);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
    }
}

int main(void)
{
    return RUN(kernel_test(skips_nulls_and_is_null_of_nothing),
               kernel_test(long_sums_overflow_only_at_the_end), kernel_test(decimal_sums_are_exact),
               kernel_test(double_sums_are_exact), kernel_test(double_sums_do_not_depend_on_order),
               kernel_test(double_sums_equal_long_double_where_that_is_exact),
               kernel_test(extremes_order_nan_last), kernel_test(groups_agree_with_a_plain_loop),
               kernel_test(constants_count_for_every_row), kernel_test(counts_what_is_true),
               kernel_test(has_no_sum_of_strings), kernel_test(survives_refused_memory));
}
