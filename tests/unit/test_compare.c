#include "tests/kernels.h"

#include <stdio.h>
#include <string.h>

#define BOOL LT_TYPE(BOOL)
#define I32  LT_TYPE(I32)
#define F64  LT_TYPE(F64)

static void nan_equals_itself_and_is_largest(void **state)
{
    (void)state;
    lt_column *a = COLUMN(F64, "NaN", "NaN", "1", "-0.0", "Infinity", NULL);
    lt_column *b = COLUMN(F64, "NaN", "1", "NaN", "0.0", "NaN", "1");
    CHECK_COLUMN(call_kernel(lt_kernel_eq, BOOL, 2, a, b), "true|false|false|true|false|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_lt, BOOL, 2, a, b), "false|false|true|false|true|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_ge, BOOL, 2, a, b), "true|true|false|true|false|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_isnan, BOOL, 1, a), "true|true|false|false|false|false");
}

static void null_safe_equality_is_never_null(void **state)
{
    (void)state;
    lt_column *a = COLUMN(I32, NULL, NULL, "1", "1"), *b = COLUMN(I32, NULL, "1", "1", "2");
    CHECK_COLUMN(call_lenient(lt_kernel_same, BOOL, 2, a, b), "true|false|true|false");
    CHECK_COLUMN(call_lenient(lt_kernel_same, BOOL, 2, a, constant(I32, 4, NULL)),
                 "true|true|false|false");
    CHECK_COLUMN(call_lenient(lt_kernel_isnull, BOOL, 1, a), "true|true|false|false");
    CHECK_COLUMN(call_lenient(lt_kernel_isnotnull, BOOL, 1, a), "false|false|true|true");
}

/* Every type, operator and shape against lt_value_compare. */
static void agrees_with_the_order_of_values(void **state)
{
    (void)state;
    enum { N = 1100 };
    static lt_kernel *const kernels[] = {lt_kernel_eq, lt_kernel_ne, lt_kernel_lt,
                                         lt_kernel_le, lt_kernel_gt, lt_kernel_ge};
    for (int id = LT_BOOL; id < LT_SCALAR_COUNT; id++) {
        lt_type t = id == LT_DECIMAL ? lt_decimal(12, 1) : (lt_type){.id = (uint8_t)id};
        for (int shape = 0; shape < 3; shape++) {
            lt_column *a = random_column(t, N), *b = random_column(t, N), *one;
            lt_value   v = {.type = t};
            for (int32_t i = 0; i < N && (i == 0 || v.null); i++) v = lt_column_value(b, i);
            CHECK_OK(lt_column_constant(&one, lt_mem_default(), v, N, &kernel_error),
                     &kernel_error);
            lt_column *x = shape == 2 ? one : a, *y = shape == 1 ? one : b;
            for (int k = 0; k < 6; k++) {
                lt_column *r = call_kernel(kernels[k], BOOL, 2, x, y);
                for (int32_t i = 0; i < N; i++) {
                    lt_value u = lt_column_value(x, i), w = lt_column_value(y, i);
                    int      order = lt_value_compare(u, w);
                    bool     want = k == 0   ? order == 0
                                    : k == 1 ? order != 0
                                    : k == 2 ? order < 0
                                    : k == 3 ? order <= 0
                                    : k == 4 ? order > 0
                                             : order >= 0;
                    lt_value got = lt_column_value(r, i);
                    assert_int_equal(got.null, u.null || w.null);
                    if (!got.null) assert_int_equal(got.b, want);
                }
            }
            lt_column_release(one);
        }
    }
}

static void in_is_three_valued(void **state)
{
    (void)state;
    lt_column *v = COLUMN(I32, "1", "2", NULL);
    CHECK_COLUMN(
        call_lenient(lt_kernel_in, BOOL, 3, v, constant(I32, 3, "1"), constant(I32, 3, "3")),
        "true|false|NULL");
    CHECK_COLUMN(
        call_lenient(lt_kernel_in, BOOL, 3, v, constant(I32, 3, "1"), constant(I32, 3, NULL)),
        "true|NULL|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_in, BOOL, 2, v, COLUMN(I32, "2", "2", "2")),
                 "false|true|NULL");
    lt_column *s = STRINGS("lima", "quito", "a long name that lies outside");
    CHECK_COLUMN(call_lenient(lt_kernel_in, BOOL, 2, s,
                              constant(LT_TYPE(STRING), 3, "a long name that lies outside")),
                 "false|false|true");
}

static void long_lists_are_searched(void **state)
{
    (void)state;
    const lt_column *args[31];
    char             text[8];
    args[0] = COLUMN(I32, "0", "1", "58", "59", NULL, "-4");
    for (int i = 1; i < 31; i++) {
        snprintf(text, sizeof(text), "%d", 2 * ((i * 7) % 30));
        args[i] = constant(I32, 6, text);
    }
    lt_column *out;
    CHECK_OK(call_status(&out, lt_kernel_in, lt_mem_default(), BOOL, args, 31, false),
             &kernel_error);
    CHECK_COLUMN(out, "true|false|true|false|NULL|false");
    lt_column_release(out);
    args[30] = constant(I32, 6, NULL);
    EACH_FAULT (mem) {
        if (call_status(&out, lt_kernel_in, mem, BOOL, args, 31, false) == LT_OK)
            CHECK_COLUMN(out, "NULL|NULL|true|NULL|NULL|NULL");
        lt_column_release(out);
    }
}

static void greatest_skips_nulls(void **state)
{
    (void)state;
    lt_column *a = COLUMN(F64, "1", NULL, "NaN", NULL), *b = COLUMN(F64, "2", "3", "1", NULL);
    CHECK_COLUMN(call_lenient(lt_kernel_greatest, F64, 2, a, b), "2.0|3.0|NaN|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_least, F64, 2, a, b), "1.0|3.0|1.0|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_greatest, LT_TYPE(STRING), 2,
                              STRINGS("a string longer than a view", "b"), STRINGS("a", "c")),
                 "a string longer than a view|c");
}

static void refuses_different_types(void **state)
{
    (void)state;
    CHECK_REFUSED(call_kernel(lt_kernel_eq, BOOL, 2, COLUMN(I32, "1"), STRINGS("1")),
                  "int32 cannot be compared with string");
}

int main(void)
{
    return RUN(kernel_test(nan_equals_itself_and_is_largest),
               kernel_test(null_safe_equality_is_never_null),
               kernel_test(agrees_with_the_order_of_values), kernel_test(in_is_three_valued),
               kernel_test(long_lists_are_searched), kernel_test(greatest_skips_nulls),
               kernel_test(refuses_different_types));
}
