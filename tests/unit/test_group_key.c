#include "exec/group_key.h"

#include "column/value.h"
#include "tests/helper.h"

#include <math.h>

enum { ROWS = 6 };

/* A column with these values, then a null: the value may not be taken for the null. */
static lt_column *column_of(lt_mem *mem, lt_type type, const lt_value *values)
{
    lt_error   err;
    lt_column *c;
    lt_heap    heap = {.mem = mem};
    CHECK_OK(lt_column_open(&c, mem, type, ROWS, &err), &err);
    if (c->values_bytes) memset(c->values, 0, c->values_bytes);
    for (int i = 0; i < ROWS - 1; i++) {
        const lt_value *v = &values[i];
        switch ((lt_type_id)type.id) {
        case LT_BOOL: lt_bit_put(c->values, i, v->i & 1); break;
        case LT_I8: ((int8_t *)c->values)[i] = (int8_t)v->i; break;
        case LT_I16: ((int16_t *)c->values)[i] = (int16_t)v->i; break;
        case LT_I32:
        case LT_DATE: ((int32_t *)c->values)[i] = (int32_t)v->i; break;
        case LT_F32: ((float *)c->values)[i] = (float)v->f; break;
        case LT_F64: ((double *)c->values)[i] = v->f; break;
        case LT_DECIMAL: ((lt_i128 *)c->values)[i] = v->d; break;
        case LT_STRING:
        case LT_BINARY:
            CHECK_OK(
                lt_heap_add((lt_view *)c->values + i, &heap, v->s.bytes, (size_t)v->s.len, &err),
                &err);
            break;
        default: ((int64_t *)c->values)[i] = v->i;
        }
    }
    CHECK_OK(lt_column_nullable(c, &err), &err);
    lt_bit_clear(c->valid, ROWS - 1);
    CHECK_OK(lt_heap_give(&heap, c, &err), &err);
    lt_heap_clear(&heap);
    return c;
}

/* Encoded and decoded again, every row is what it was, and only equal rows have equal keys. */
static void check_type(lt_type type, const lt_value *values)
{
    lt_error        err;
    lt_mem         *mem = lt_mem_open(NULL, 0);
    lt_key_layout   layout;
    lt_column      *c = column_of(mem, type, values), *back;
    lt_heap         heap = {.mem = mem};
    uint64_t        words[ROWS * 4];
    const uint64_t *keys[ROWS];
    CHECK_OK(lt_key_layout_open(&layout, mem, &type, 1, false, &err), &err);
    assert_in_range(layout.words, 1, 4);
    lt_key_encode(&layout, words, &c, 0, ROWS);
    for (int i = 0; i < ROWS; i++) {
        uint64_t *key = words + i * layout.words;
        CHECK_OK(lt_key_keep(&layout, key, &heap, &err), &err);
        keys[i] = key;
    }
    CHECK_OK(lt_key_decode(&layout, &back, mem, keys, ROWS, 0, &err), &err);
    for (int a = 0; a < ROWS; a++)
        for (int b = 0; b < ROWS; b++) {
            lt_value x = lt_column_value(c, a), y = lt_column_value(back, b);
            bool     same = x.null == y.null && (x.null || lt_value_compare(x, y) == 0);
            assert_int_equal(lt_key_same(&layout, layout.words, keys[a], keys[b]), same);
        }
    lt_column_release(c);
    lt_column_release(back);
    lt_heap_clear(&heap);
    lt_key_layout_close(&layout);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
}

#define INTS(...) ((const lt_value[ROWS]){__VA_ARGS__})
#define INT(x)   \
    {            \
        .i = (x) \
    }

static void ints_of_every_width_and_their_extremes(void **state)
{
    (void)state;
    check_type(LT_TYPE(BOOL), INTS(INT(0), INT(1), INT(0), INT(1), INT(0)));
    check_type(LT_TYPE(I8), INTS(INT(INT8_MIN), INT(-1), INT(0), INT(1), INT(INT8_MAX)));
    check_type(LT_TYPE(I16), INTS(INT(INT16_MIN), INT(-1), INT(0), INT(1), INT(INT16_MAX)));
    check_type(LT_TYPE(I32), INTS(INT(INT32_MIN), INT(-1), INT(0), INT(1), INT(INT32_MAX)));
    check_type(LT_TYPE(DATE), INTS(INT(INT32_MIN), INT(-1), INT(0), INT(1), INT(INT32_MAX)));
    check_type(LT_TYPE(I64), INTS(INT(INT64_MIN), INT(-1), INT(0), INT(1), INT(INT64_MAX)));
    check_type(LT_TYPE(TIMESTAMP), INTS(INT(INT64_MIN), INT(-1), INT(0), INT(1), INT(INT64_MAX)));
}

#define FLOAT(x) \
    {            \
        .f = (x) \
    }

static void floats_have_one_zero_and_one_nan(void **state)
{
    (void)state;
    check_type(LT_TYPE(F64),
               INTS(FLOAT(-INFINITY), FLOAT(-0.0), FLOAT(0.0), FLOAT(NAN), FLOAT(-NAN)));
    check_type(LT_TYPE(F64), INTS(FLOAT(5e-324), FLOAT(-5e-324), FLOAT(1.7976931348623157e308),
                                  FLOAT(0.1), FLOAT(INFINITY)));
    check_type(LT_TYPE(F32), INTS(FLOAT(-0.0), FLOAT(0.0), FLOAT(NAN), FLOAT(1.5), FLOAT(-1.5)));
}

static void decimals_up_to_both_ends(void **state)
{
    (void)state;
    lt_i128 most = 1;
    for (int i = 0; i < 38; i++) most *= 10;
    most--;
    check_type(lt_decimal(38, 2),
               INTS({.d = -most}, {.d = most}, {.d = 0}, {.d = -1}, {.d = (lt_i128)1 << 64}));
}

#define TEXT(x)                                              \
    {                                                        \
        .s = {(const uint8_t *)(x), (int32_t)sizeof(x) - 1 } \
    }

static void texts_short_and_long(void **state)
{
    (void)state;
    check_type(LT_TYPE(STRING), INTS(TEXT(""), TEXT("twelve bytes"), TEXT("thirteen byte"),
                                     TEXT("thirteen bytE"), TEXT("thirteen byte")));
    check_type(LT_TYPE(BINARY), INTS(TEXT("\0"), TEXT("\0\0"), TEXT("\xff\xff\xff\xff"), TEXT("a"),
                                     TEXT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ints_of_every_width_and_their_extremes),
        cmocka_unit_test(floats_have_one_zero_and_one_nan),
        cmocka_unit_test(decimals_up_to_both_ends),
        cmocka_unit_test(texts_short_and_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
