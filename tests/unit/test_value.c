#include "tests/helper.h"

#include "column/value.h"
#include "core/zone.h"

#include <math.h>
#include <string.h>

static lt_value integer(lt_type_id id, int64_t i)
{
    return (lt_value){.type = {.id = (uint8_t)id}, .i = i};
}
static lt_value number(double f) { return (lt_value){.type = LT_TYPE(F64), .f = f}; }
static lt_value text(const char *s)
{
    lt_value v = {.type = LT_TYPE(STRING)};
    v.s.bytes = (const uint8_t *)s;
    v.s.len = (int32_t)strlen(s);
    return v;
}

static void is_text(lt_value v, const char *want)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_value_text(&b, v, NULL, &err), &err);
    CHECK_OK(lt_buf_terminate(&b, &err), &err);
    CHECK_TEXT((char *)b.data, want);
    lt_buf_clear(&b);
}

static void values_are_texts_as_spark_casts_them(void **state)
{
    (void)state;
    is_text((lt_value){.type = LT_TYPE(VOID), .null = true}, "NULL");
    is_text((lt_value){.type = LT_TYPE(STRING), .null = true}, "NULL");
    is_text((lt_value){.type = LT_TYPE(BOOL), .b = true}, "true");
    is_text(integer(LT_I8, -128), "-128");
    is_text(integer(LT_I64, INT64_MIN), "-9223372036854775808");
    is_text(number(1.0), "1.0");
    is_text(number(1e20), "1.0E20");
    is_text(number((double)NAN), "NaN");
    is_text(number((double)-INFINITY), "-Infinity");
    is_text((lt_value){.type = LT_TYPE(F32), .f = (double)0.1f}, "0.1");
    is_text((lt_value){.type = lt_decimal(20, 2), .d = -5}, "-0.05");
    is_text((lt_value){.type = lt_decimal(38, 0), .d = (lt_i128)INT64_MAX * 10},
            "92233720368547758070");
    is_text(text(""), "");
    is_text(text("as is \t"), "as is \t");
    is_text(integer(LT_DATE, 0), "1970-01-01");
    is_text(integer(LT_DATE, -719529), "-0001-12-31");
    is_text(integer(LT_TIMESTAMP_NTZ, 1500000), "1970-01-01 00:00:01.5");
    is_text(integer(LT_TIMESTAMP, -1), "1969-12-31 23:59:59.999999");
}

static void values_are_ordered_null_first_and_nan_last(void **state)
{
    (void)state;
    const lt_value rising[] = {{.type = LT_TYPE(F64), .null = true},
                               number((double)-INFINITY),
                               number(-1),
                               number(0),
                               number(5),
                               number((double)INFINITY),
                               number((double)NAN)};
    for (int i = 0; i < 7; i++)
        for (int k = 0; k < 7; k++)
            assert_int_equal(lt_value_compare(rising[i], rising[k]), (i > k) - (i < k));
    assert_int_equal(lt_value_compare(number(0.0), number(-0.0)), 0);
    assert_int_equal(lt_value_compare(text("b"), text("a text that is long")), 1);
    assert_int_equal(lt_value_compare(integer(LT_I64, INT64_MIN), integer(LT_I64, INT64_MAX)), -1);
    lt_value big = {.type = lt_decimal(38, 0), .d = (lt_i128)1 << 100}, small = big;
    small.d = -big.d;
    assert_int_equal(lt_value_compare(big, small), 1);
    lt_value yes = {.type = LT_TYPE(BOOL), .b = true}, no = {.type = LT_TYPE(BOOL)};
    assert_int_equal(lt_value_compare(no, yes), -1);
}

static void a_constant_is_its_value_in_every_row(void **state)
{
    (void)state;
    const lt_value values[] = {integer(LT_I8, -7),
                               integer(LT_DATE, 20000),
                               number(2.5),
                               text("a text of more than twelve bytes"),
                               text("short"),
                               {.type = lt_decimal(9, 3), .d = 1234},
                               {.type = LT_TYPE(BOOL), .b = true},
                               {.type = LT_TYPE(I16), .null = true}};
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        EACH_FAULT (mem) {
            lt_error   err;
            lt_column *c;
            if (lt_column_constant(&c, mem, values[i], 9, &err)) continue;
            assert_int_equal(c->encoding, LT_CONST);
            assert_int_equal(c->rows, 9);
            assert_int_equal(lt_value_compare(lt_column_value(c, 8), values[i]), 0);
            lt_column_release(c);
        }
}

int main(void)
{
    return RUN(test(values_are_texts_as_spark_casts_them),
               test(values_are_ordered_null_first_and_nan_last),
               test(a_constant_is_its_value_in_every_row));
}
