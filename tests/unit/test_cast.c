#include "tests/kernels.h"

#include "core/zone.h"

#include <string.h>

#define BOOL   LT_TYPE(BOOL)
#define I8     LT_TYPE(I8)
#define I32    LT_TYPE(I32)
#define I64    LT_TYPE(I64)
#define F32    LT_TYPE(F32)
#define F64    LT_TYPE(F64)
#define STRING LT_TYPE(STRING)
#define DATE   LT_TYPE(DATE)
#define TS     LT_TYPE(TIMESTAMP)
#define NTZ    LT_TYPE(TIMESTAMP_NTZ)

static lt_column *cast(lt_column *c, lt_type to) { return call_kernel(lt_kernel_cast, to, 1, c); }

static void strings_become_numbers_when_they_are(void **state)
{
    (void)state;
    CHECK_COLUMN(cast(STRINGS(" 42 ", "-7", "+3", NULL, "\t1\n"), I32), "42|-7|3|NULL|1");
    CHECK_REFUSED(cast(STRINGS("1.5"), I32), "\"1.5\" is not an int32");
    CHECK_REFUSED(cast(STRINGS("12,5"), F64), "\"12,5\" is not a float64");
    CHECK_HAS(kernel_error.hint, "try_cast");
    CHECK_REFUSED(cast(STRINGS(""), I64), "\"\" is not an int64");
    CHECK_REFUSED(cast(STRINGS("128"), I8), "\"128\" is not an int8");
    CHECK_COLUMN(cast(STRINGS("1e3", "nan", "-INFINITY", "inf", ".5", "5.", "1d"), F64),
                 "1000.0|NaN|-Infinity|Infinity|0.5|5.0|1.0");
    CHECK_COLUMN(cast(STRINGS("1.005", "-1e2", "0.0049"), lt_decimal(6, 2)), "1.01|-100.00|0.00");
    CHECK_REFUSED(cast(STRINGS("99999.995"), lt_decimal(7, 2)), "is not a decimal(7,2)");
    CHECK_COLUMN(
        cast(STRINGS("0.12345678901234567890123456789012345678901234567890"), lt_decimal(4, 3)),
        "0.123");
    CHECK_COLUMN(cast(STRINGS("t", "False", "YES", "0", " n "), BOOL),
                 "true|false|true|false|false");
    CHECK_REFUSED(cast(STRINGS("maybe"), BOOL), "\"maybe\" is not a bool");
}

static void try_gives_null(void **state)
{
    (void)state;
    kernel_try = true;
    CHECK_COLUMN(cast(STRINGS("1", "x", NULL, "99999999999"), I32), "1|NULL|NULL|NULL");
    CHECK_COLUMN(cast(COLUMN(F64, "1.9", "NaN", "1e10"), I32), "1|NULL|NULL");
    CHECK_COLUMN(cast(constant(STRING, 2, "x"), I32), "NULL|NULL");
}

static void numbers_are_truncated_or_refused(void **state)
{
    (void)state;
    CHECK_COLUMN(cast(COLUMN(F64, "1.9", "-1.9", "-2147483648.9", "0"), I32), "1|-1|-2147483648|0");
    CHECK_REFUSED(cast(COLUMN(F64, "2147483648"), I32), "2.147483648E9 is out of range for int32");
    CHECK_REFUSED(cast(COLUMN(F64, "NaN"), I64), "NaN is out of range");
    CHECK_REFUSED(cast(COLUMN(F64, "9223372036854775808"), I64), "out of range for int64");
    CHECK_COLUMN(cast(COLUMN(I32, "127", "-128"), I8), "127|-128");
    CHECK_REFUSED(cast(COLUMN(I32, "128"), I8), "128 is out of range for int8");
    CHECK_COLUMN(cast(COLUMN(I32, "5", "0"), BOOL), "true|false");
    CHECK_COLUMN(cast(COLUMN(BOOL, "true", "false"), F64), "1.0|0.0");
    CHECK_COLUMN(cast(COLUMN(BOOL, "true"), lt_decimal(3, 1)), "1.0");
    CHECK_COLUMN(cast(COLUMN(F64, "0.1"), F32), "0.1");
}

static void decimals_round_half_up(void **state)
{
    (void)state;
    CHECK_COLUMN(cast(COLUMN(lt_decimal(5, 3), "1.005", "-1.005", "1.004"), lt_decimal(4, 2)),
                 "1.01|-1.01|1.00");
    CHECK_REFUSED(cast(COLUMN(lt_decimal(5, 1), "1000.0"), lt_decimal(3, 0)),
                  "1000.0 is out of range");
    CHECK_COLUMN(cast(COLUMN(F64, "2.675", "1e-30", "123.456"), lt_decimal(5, 2)),
                 "2.68|0.00|123.46");
    CHECK_COLUMN(cast(COLUMN(F64, "1.2345e-25"), lt_decimal(38, 38)),
                 "0.00000000000000000000000012345000000000");
    CHECK_REFUSED(cast(COLUMN(F64, "1e5"), lt_decimal(5, 1)), "out of range for decimal(5,1)");
    CHECK_COLUMN(cast(COLUMN(lt_decimal(5, 2), "1.99", "-1.99"), I32), "1|-1");
    CHECK_COLUMN(cast(COLUMN(lt_decimal(5, 2), "1.10"), F64), "1.1");
    CHECK_COLUMN(cast(COLUMN(lt_decimal(38, 30), "0.333333333333333333333333333333"), F64),
                 "0.3333333333333333");
    CHECK_COLUMN(cast(COLUMN(I32, "7"), lt_decimal(3, 2)), "7.00");
    CHECK_REFUSED(cast(COLUMN(I32, "10"), lt_decimal(3, 2)), "10 is out of range");
}

static void values_print_as_in_java(void **state)
{
    (void)state;
    CHECK_COLUMN(cast(COLUMN(F64, "1e10", "1", "NaN", "0.001"), STRING), "1.0E10|1.0|NaN|0.001");
    CHECK_COLUMN(cast(COLUMN(F32, "0.1"), STRING), "0.1");
    CHECK_COLUMN(cast(COLUMN(lt_decimal(5, 2), "1.5"), STRING), "1.50");
    CHECK_COLUMN(cast(COLUMN(DATE, "2024-02-29"), STRING), "2024-02-29");
    CHECK_COLUMN(cast(COLUMN(BOOL, "true", NULL), STRING), "true|NULL");
}

static void times_move_between_zones(void **state)
{
    (void)state;
    lt_zone *lisbon;
    CHECK_COLUMN(cast(COLUMN(TS, "2024-07-01 23:30:00"), DATE), "2024-07-01");
    CHECK_COLUMN(cast(COLUMN(DATE, "2024-07-01"), NTZ), "2024-07-01 00:00:00");
    CHECK_OK(lt_zone_open(&lisbon, lt_mem_default(), "+02:00", 6, &kernel_error), &kernel_error);
    kernel_zone = lisbon;
    lt_column *ts = COLUMN(TS, "2024-07-01 23:30:00", "2024-07-01T23:30:00Z");
    CHECK_COLUMN(cast(ts, I64), "1719869400|1719876600");
    CHECK_COLUMN(cast(ts, NTZ), "2024-07-01 23:30:00|2024-07-02 01:30:00");
    CHECK_COLUMN(cast(ts, DATE), "2024-07-01|2024-07-02");
    CHECK_COLUMN(cast(ts, STRING), "2024-07-01 23:30:00|2024-07-02 01:30:00");
    CHECK_COLUMN(cast(cast(COLUMN(NTZ, "2024-07-01 00:00:00"), TS), I64), "1719784800");
    CHECK_COLUMN(cast(COLUMN(F64, "1.5"), TS), "1970-01-01 02:00:01.5");
    kernel_zone = NULL;
    lt_zone_close(lisbon);
    CHECK_REFUSED(cast(STRINGS("2023-02-29"), DATE), "\"2023-02-29\" is not a date");
    CHECK_REFUSED(cast(STRINGS("noon"), TS), "\"noon\" is not a timestamp");
}

static void constants_stay_constant(void **state)
{
    (void)state;
    lt_column *c = cast(constant(STRING, 5, "12"), I32);
    assert_int_equal(c->encoding, LT_CONST);
    CHECK_COLUMN(c, "12|12|12|12|12");
    CHECK_COLUMN(cast(constant(I32, 2, NULL), STRING), "NULL|NULL");
    lt_column *s = cast(constant(F64, 2, "0.12345678901"), STRING);
    CHECK_COLUMN(s, "0.12345678901|0.12345678901");
}

static void knows_what_spark_refuses(void **state)
{
    (void)state;
    assert_false(lt_cast_allowed(DATE, I32));
    assert_false(lt_cast_allowed(BOOL, DATE));
    assert_false(lt_cast_allowed(I32, LT_TYPE(BINARY)));
    assert_true(lt_cast_allowed(LT_TYPE(VOID), DATE));
    assert_true(lt_cast_allowed(lt_decimal(4, 2), lt_decimal(6, 3)));
    CHECK_REFUSED(cast(COLUMN(DATE, "2024-01-01"), I32), "date cannot be cast to int32");
}

/* What prints must read back the same, for every type. */
static void text_round_trips(void **state)
{
    (void)state;
    for (int id = LT_BOOL; id < LT_SCALAR_COUNT; id++) {
        lt_type    t = id == LT_DECIMAL ? lt_decimal(12, 1) : (lt_type){.id = (uint8_t)id};
        lt_column *a;
        if (id == LT_BINARY) continue;
        a = random_column(t, 600);
        lt_column *b = cast(cast(a, STRING), t);
        for (int32_t i = 0; i < 600; i++)
            assert_int_equal(lt_value_compare(lt_column_value(a, i), lt_column_value(b, i)), 0);
    }
}

static void binary_must_be_utf8_to_be_text(void **state)
{
    (void)state;
    lt_column *b = COLUMN(LT_TYPE(BINARY), "ol\xC3\xA1", "a text that is longer than a view");
    CHECK_COLUMN(cast(b, STRING), "ol\xC3\xA1|a text that is longer than a view");
    CHECK_REFUSED(cast(COLUMN(LT_TYPE(BINARY), "\xFF"), STRING), "is not a string");
}

static void survives_refused_memory(void **state)
{
    (void)state;
    const lt_column *number = COLUMN(F64, "0.1234567890123", NULL, "1.2345678901234e-200");
    const lt_column *text = STRINGS("1", "x", NULL);
    kernel_try = true;
    EACH_FAULT (mem) {
        lt_column *out;
        lt_status  status = call_status(&out, lt_kernel_cast, mem, STRING, &number, 1, true);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
        status = call_status(&out, lt_kernel_cast, mem, I32, &text, 1, true);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
    }
}

int main(void)
{
    return RUN(kernel_test(strings_become_numbers_when_they_are), kernel_test(try_gives_null),
               kernel_test(numbers_are_truncated_or_refused), kernel_test(decimals_round_half_up),
               kernel_test(values_print_as_in_java), kernel_test(times_move_between_zones),
               kernel_test(constants_stay_constant), kernel_test(knows_what_spark_refuses),
               kernel_test(text_round_trips), kernel_test(binary_must_be_utf8_to_be_text),
               kernel_test(survives_refused_memory));
}
