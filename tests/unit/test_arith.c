#include "tests/kernels.h"

#include "kernel/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define I32 LT_TYPE(I32)
#define I64 LT_TYPE(I64)
#define F64 LT_TYPE(F64)

static void adds_and_skips_nulls(void **state)
{
    (void)state;
    lt_column *a = COLUMN(I32, "1", NULL, "-5", "2147483647"), *b = COLUMN(I32, "2", "7", "5", "0");
    CHECK_COLUMN(call_kernel(lt_kernel_add, I32, 2, a, b), "3|NULL|0|2147483647");
    CHECK_COLUMN(call_kernel(lt_kernel_subtract, I32, 2, a, b), "-1|NULL|-10|2147483647");
    CHECK_COLUMN(call_kernel(lt_kernel_multiply, I32, 2, a, b), "2|NULL|-25|0");
    lt_column *c = constant(I32, 4, "-1");
    CHECK_COLUMN(call_kernel(lt_kernel_add, I32, 2, a, c), "0|NULL|-6|2147483646");
    CHECK_COLUMN(call_kernel(lt_kernel_add, I32, 2, c, a), "0|NULL|-6|2147483646");
    CHECK_COLUMN(call_kernel(lt_kernel_subtract, I32, 2, c, c), "0|0|0|0");
}

static void refuses_overflow_and_names_the_values(void **state)
{
    (void)state;
    lt_column *a = COLUMN(I32, "1", "2147483647"), *one = constant(I32, 2, "1");
    CHECK_REFUSED(call_kernel(lt_kernel_add, I32, 2, a, one),
                  "2147483647 + 1 is out of range for int32");
    kernel_try = true;
    CHECK_COLUMN(call_kernel(lt_kernel_add, I32, 2, a, one), "2|NULL");
    kernel_try = false;
    lt_column *l = COLUMN(I64, "-9223372036854775808");
    CHECK_REFUSED(call_kernel(lt_kernel_negative, I64, 1, l), "out of range for int64");
    CHECK_REFUSED(call_kernel(lt_kernel_abs, I64, 1, l), "abs(-9223372036854775808)");
    CHECK_REFUSED(call_kernel(lt_kernel_div, I64, 2, l, constant(I64, 1, "-1")), "out of range");
}

static void divides_as_spark(void **state)
{
    (void)state;
    CHECK_COLUMN(call_kernel(lt_kernel_divide, F64, 2, COLUMN(F64, "3"), COLUMN(F64, "2")), "1.5");
    CHECK_REFUSED(call_kernel(lt_kernel_divide, F64, 2, COLUMN(F64, "3"), COLUMN(F64, "0")),
                  "3.0 / 0.0: division by zero");
    CHECK_HAS(kernel_error.hint, "try_divide");
    lt_column *a = COLUMN(I32, "-7", "7", "-7", "7"), *b = COLUMN(I32, "3", "-3", "-3", "3");
    CHECK_COLUMN(call_kernel(lt_kernel_mod, I32, 2, a, b), "-1|1|-1|1");
    CHECK_COLUMN(call_kernel(lt_kernel_pmod, I32, 2, a, b), "2|1|-1|1");
    CHECK_COLUMN(call_kernel(lt_kernel_div, I64, 2, a, b), "-2|-2|2|2");
    CHECK_REFUSED(call_kernel(lt_kernel_mod, I32, 2, a, constant(I32, 4, "0")), "division by zero");
    CHECK_COLUMN(call_kernel(lt_kernel_mod, LT_TYPE(I8), 2, COLUMN(LT_TYPE(I8), "-128"),
                             COLUMN(LT_TYPE(I8), "-1")),
                 "0");
    CHECK_COLUMN(call_kernel(lt_kernel_pmod, F64, 2, COLUMN(F64, "-7.5"), COLUMN(F64, "2")), "0.5");
}

static void a_null_row_cannot_fail(void **state)
{
    (void)state;
    lt_column *a = COLUMN(I32, "2147483647", "1"), *b = COLUMN(I32, NULL, "1");
    ((int32_t *)b->values)[0] = 1;
    CHECK_COLUMN(call_kernel(lt_kernel_add, I32, 2, a, b), "NULL|2");
    ((int32_t *)b->values)[0] = 0;
    CHECK_COLUMN(call_kernel(lt_kernel_mod, I32, 2, a, b), "NULL|0");
}

/* Every int type and loop shape against 128-bit arithmetic. */
static void ints_agree_with_wide_arithmetic(void **state)
{
    (void)state;
    static lt_kernel *const kernels[] = {lt_kernel_add, lt_kernel_subtract, lt_kernel_multiply};
    kernel_try = true;
    for (int id = LT_I8; id <= LT_I64; id++)
        for (int k = 0; k < 3; k++) {
            lt_type    t = {.id = (uint8_t)id};
            lt_column *a = random_column(t, 700), *b = random_column(t, 700);
            lt_column *r = call_kernel(kernels[k], t, 2, a, b);
            lt_i128    top = (lt_i128)1 << (8 * lt_type_bytes(t) - 1);
            for (int32_t i = 0; i < 700; i++) {
                lt_value x = lt_column_value(a, i), y = lt_column_value(b, i);
                lt_value got = lt_column_value(r, i);
                lt_i128  u = x.i, v = y.i, want = k == 0 ? u + v : k == 1 ? u - v : u * v;
                bool     null = x.null || y.null || want >= top || want < -top;
                assert_int_equal(got.null, null);
                if (!null) assert_true(got.i == want);
            }
        }
}

static void decimals_keep_spark_scales(void **state)
{
    (void)state;
    lt_column *a = COLUMN(lt_decimal(10, 2), "1.25", "-3.10", "99999999.99");
    lt_column *b = COLUMN(lt_decimal(5, 3), "0.005", "2.000", "99.999");
    CHECK_COLUMN(call_kernel(lt_kernel_add, lt_decimal(12, 3), 2, a, b),
                 "1.255|-1.100|100000099.989");
    CHECK_COLUMN(call_kernel(lt_kernel_subtract, lt_decimal(12, 3), 2, a, b),
                 "1.245|-5.100|99999899.991");
    CHECK_COLUMN(call_kernel(lt_kernel_multiply, lt_decimal(16, 5), 2, a, b),
                 "0.00625|-6.20000|9999899999.00001");
    CHECK_COLUMN(call_kernel(lt_kernel_divide, lt_decimal(19, 8), 2, a, b),
                 "250.00000000|-1.55000000|1000010.00000000");
    CHECK_COLUMN(call_kernel(lt_kernel_mod, lt_decimal(5, 3), 2, a, b), "0.000|-1.100|0.000");
    CHECK_COLUMN(call_kernel(lt_kernel_pmod, lt_decimal(5, 3), 2, a, b), "0.000|0.900|0.000");
    CHECK_COLUMN(call_kernel(lt_kernel_div, I64, 2, a, b), "250|-1|1000010");
}

static void decimals_of_38_digits_round_once(void **state)
{
    (void)state;
    const char *nines = "99999999999999999999999999999999999999";
    lt_type     most = lt_decimal(38, 0);
    lt_column  *a = column(most, 1, &nines);
    CHECK_REFUSED(call_kernel(lt_kernel_add, most, 2, a, a), "out of range for decimal(38,0)");
    CHECK_COLUMN(call_kernel(lt_kernel_divide, lt_decimal(38, 6), 2, a, a), "1.000000");
    CHECK_COLUMN(call_kernel(lt_kernel_subtract, most, 2, a, a), "0");
    lt_column *small = COLUMN(lt_decimal(38, 37), "0.0000000000000000000000000000000000005");
    CHECK_COLUMN(
        call_kernel(lt_kernel_multiply, lt_decimal(38, 6), 2, a,
                    COLUMN(lt_decimal(38, 38), "0.00000000000000000000000000000000000005")),
        "5.000000");
    CHECK_COLUMN(call_kernel(lt_kernel_multiply, lt_decimal(38, 37), 2, small, small),
                 "0.0000000000000000000000000000000000000");
    CHECK_REFUSED(
        call_kernel(lt_kernel_divide, lt_decimal(38, 6), 2, a, COLUMN(lt_decimal(38, 38), "0.1")),
        "out of range");
}

static void random_decimals_agree_with_long_division(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        int     up = random_below(20);
        lt_i128 a = (lt_i128)(int64_t)random_bits(), b = (int32_t)random_bits(), q;
        if (b == 0) continue;
        lt_decimal_shape s = {0, 0, 38, up};
        if (!lt_decimal_divide(&q, a, b, &s)) continue;
        /* |a * 10^up - q * b| <= |b| / 2, halves away from zero */
        lt_i128 rest = a * lt_pow10[up > 18 ? 18 : up];
        if (up > 18) continue;
        rest -= q * b;
        lt_i128 size = rest < 0 ? -rest : rest, half = b < 0 ? -b : b;
        assert_true(2 * size <= half);
        if (2 * size == half)
            assert_true((q < 0 ? -q : q) * half > (a < 0 ? -a : a) * lt_pow10[up]);
    }
}

static void rounds_as_spark(void **state)
{
    (void)state;
    lt_column *two = constant(I32, 4, "2"), *a = COLUMN(F64, "2.675", "-2.675", "1.005", "NaN");
    CHECK_COLUMN(call_kernel(lt_kernel_round, F64, 2, a, two), "2.68|-2.68|1.01|NaN");
    CHECK_COLUMN(call_kernel(lt_kernel_bround, F64, 1, COLUMN(F64, "2.5", "3.5", "-0.5")),
                 "2.0|4.0|0.0");
    CHECK_COLUMN(call_kernel(lt_kernel_round, I32, 2, COLUMN(I32, "25", "-25", "14", "15"),
                             constant(I32, 4, "-1")),
                 "30|-30|10|20");
    CHECK_COLUMN(call_kernel(lt_kernel_round, lt_decimal(4, 1), 2,
                             COLUMN(lt_decimal(5, 3), "2.345", "-9.950"), constant(I32, 2, "1")),
                 "2.3|-10.0");
    CHECK_COLUMN(
        call_kernel(lt_kernel_round, F64, 2, COLUMN(F64, "1234567.891"), constant(I32, 1, "-3")),
        "1235000.0");
    CHECK_COLUMN(call_kernel(lt_kernel_ceil, I64, 1, COLUMN(F64, "-0.1", "5", "1.2")), "0|5|2");
    CHECK_COLUMN(call_kernel(lt_kernel_floor, I64, 1, COLUMN(F64, "-0.1", "5", "1.2")), "-1|5|1");
    CHECK_COLUMN(
        call_kernel(lt_kernel_ceil, lt_decimal(3, 0), 1, COLUMN(lt_decimal(4, 2), "1.01", "-1.99")),
        "2|-1");
}

static void quick_rounding_equals_the_text(void **state)
{
    (void)state;
    for (int i = 0; i < 3000; i++) {
        char text[40], want[40];
        int  cents = random_below(2000000) - 1000000, rest = random_below(1000);
        snprintf(text, sizeof(text), "%s%d.%02d%03d", cents < 0 ? "-" : "", abs(cents) / 100,
                 abs(cents) % 100, rest);
        int64_t up = abs(cents) + (rest >= 500);
        snprintf(want, sizeof(want), "%s%lld.%02lld", cents < 0 ? "-" : "", (long long)(up / 100),
                 (long long)(up % 100));
        const char *cell = text, *expect = want;
        lt_column  *got =
            call_kernel(lt_kernel_round, F64, 2, column(F64, 1, &cell), constant(I32, 1, "2"));
        lt_column *exact = column(F64, 1, &expect);
        assert_true(((double *)got->values)[0] == ((double *)exact->values)[0]);
        if (i % 300 == 299) release_all(NULL);
    }
}

static void logarithms_of_nothing_are_null(void **state)
{
    (void)state;
    lt_column *x = COLUMN(F64, "1", "0", "-1", NULL);
    CHECK_COLUMN(call_kernel(lt_kernel_ln, F64, 1, x), "0.0|NULL|NULL|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_sqrt, F64, 1, COLUMN(F64, "9", "-1")), "3.0|NaN");
    CHECK_COLUMN(call_kernel(lt_kernel_pow, F64, 2, COLUMN(F64, "2"), COLUMN(F64, "10")), "1024.0");
    CHECK_COLUMN(call_kernel(lt_kernel_sign, F64, 1, COLUMN(F64, "-3.5", "0", "2")),
                 "-1.0|0.0|1.0");
    CHECK_COLUMN(
        call_kernel(lt_kernel_negative, lt_decimal(3, 1), 1, COLUMN(lt_decimal(3, 1), "1.5")),
        "-1.5");
    CHECK_COLUMN(call_kernel(lt_kernel_abs, I32, 1, COLUMN(I32, "-5", "5", NULL)), "5|5|NULL");
}

static void survives_refused_memory(void **state)
{
    (void)state;
    kernel_try = true;
    const lt_column *args[] = {COLUMN(I32, "1", NULL, "2147483647"), constant(I32, 3, "1")};
    EACH_FAULT (mem) {
        lt_column *out;
        lt_status  status = call_status(&out, lt_kernel_add, mem, I32, args, 2, true);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
    }
}

int main(void)
{
    return RUN(kernel_test(adds_and_skips_nulls),
               kernel_test(refuses_overflow_and_names_the_values), kernel_test(divides_as_spark),
               kernel_test(a_null_row_cannot_fail), kernel_test(ints_agree_with_wide_arithmetic),
               kernel_test(decimals_keep_spark_scales),
               kernel_test(decimals_of_38_digits_round_once),
               kernel_test(random_decimals_agree_with_long_division), kernel_test(rounds_as_spark),
               kernel_test(quick_rounding_equals_the_text),
               kernel_test(logarithms_of_nothing_are_null), kernel_test(survives_refused_memory));
}
