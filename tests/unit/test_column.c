#include "tests/helper.h"

#include "column/batch.h"
#include "column/value.h"

#include <stdio.h>
#include <string.h>

/* Rows at the edges of a bitmap's words. */
static const int32_t sizes[] = {0, 1, 7, 63, 64, 65, 127, 128, 129, 200};

static lt_type type_of(int id)
{
    return id == LT_DECIMAL ? lt_decimal(20, 2) : (lt_type){.id = (uint8_t)id};
}

/* The value that row `row` of a test column has; every seventh is null. */
static lt_value value_at(lt_type type, int32_t row, char text[64])
{
    lt_value v = {.type = type, .null = row % 7 == 3 || type.id == LT_VOID};
    switch ((lt_type_id)type.id) {
    case LT_BOOL: v.b = row % 3 == 0; break;
    case LT_F32:
    case LT_F64: v.f = row / 4.0; break;
    case LT_DECIMAL: v.d = (lt_i128)row * 1000000007 * 1000000007; break;
    case LT_STRING:
    case LT_BINARY:
        v.s.len = snprintf(text, 64, row % 2 ? "s%d" : "a string longer than twelve %d", row);
        v.s.bytes = (const uint8_t *)text;
        break;
    default: v.i = row % 100; break;
    }
    return v;
}

static lt_status put(lt_column *c, int32_t i, lt_value v, lt_heap *heap, lt_error *err)
{
    uint8_t *at = (uint8_t *)c->values + (size_t)i * lt_type_bytes(c->type);
    float    f = (float)v.f;
    if (v.null && c->type.id != LT_VOID) lt_bit_clear(c->valid, i);
    if (c->type.id == LT_BOOL)
        lt_bit_put(c->values, i, v.b && !v.null);
    else if (lt_type_is_text(c->type) && v.null)
        ((lt_view *)c->values)[i] = (lt_view){0};
    else if (lt_type_is_text(c->type))
        return lt_heap_add((lt_view *)c->values + i, heap, v.s.bytes, (size_t)v.s.len, err);
    else if (c->type.id != LT_VOID)
        memcpy(at, c->type.id == LT_F32 ? (void *)&f : (void *)&v.i, lt_type_bytes(c->type));
    return LT_OK;
}

static lt_status make_flat(lt_column **out, lt_mem *mem, lt_type type, int32_t rows, lt_error *err)
{
    char      text[64];
    lt_heap   heap = {.mem = mem};
    lt_status status = lt_column_open(out, mem, type, rows, err);
    if (status) return status;
    if (type.id != LT_VOID) status = lt_column_nullable(*out, err);
    for (int32_t i = 0; !status && i < rows; i++)
        status = put(*out, i, value_at(type, i, text), &heap, err);
    if (!status) status = lt_heap_give(&heap, *out, err);
    lt_heap_clear(&heap);
    if (status) lt_column_release(*out);
    return status;
}

/* rows rows that stand for base's rows 0, 2, 4, … modulo its size. */
static lt_status make_dict(lt_column **out, lt_mem *mem, lt_type type, int32_t rows, lt_error *err)
{
    lt_column *base;
    LT_TRY(make_flat(&base, mem, type, 3, err)); /* rows 0 to 2: no null among them */
    lt_status status = lt_column_open_as(out, mem, type, LT_DICT, rows, err);
    if (status) {
        lt_column_release(base);
        return status;
    }
    (*out)->dict = base;
    for (int32_t i = 0; i < rows; i++) ((int32_t *)(*out)->values)[i] = i % 3;
    if (!(status = lt_column_nullable(*out, err)))
        for (int32_t i = 3; i < rows; i += 7) lt_bit_clear((*out)->valid, i);
    if (status) lt_column_release(*out);
    return status;
}

static void same_value(lt_value got, lt_value want, const char *what, int32_t row)
{
    bool same = got.null == want.null;
    if (same && !got.null) {
        same =
            lt_type_is_text(want.type)
                ? got.s.len == want.s.len && !memcmp(got.s.bytes, want.s.bytes, (size_t)want.s.len)
                : lt_value_compare(got, want) == 0;
    }
    if (!same) fail_msg("%s, type %d, row %d", what, want.type.id, row);
}

typedef enum shape { FLAT, CONSTANT, DICT, SHAPES } shape;

static lt_status make(lt_column **out, lt_mem *mem, shape s, lt_type type, int32_t rows,
                      lt_error *err)
{
    char text[64];
    if (s == FLAT) return make_flat(out, mem, type, rows, err);
    if (s == DICT) return make_dict(out, mem, type, rows, err);
    return lt_column_constant(out, mem, value_at(type, 2, text), rows, err);
}

static lt_value want_at(shape s, lt_type type, int32_t row, char text[64])
{
    lt_value v;
    if (s == FLAT) return value_at(type, row, text);
    if (s == CONSTANT) return value_at(type, 2, text);
    v = value_at(type, row % 3, text);
    v.null = v.null || row % 7 == 3;
    return v;
}

/* c's row i must be what the shape says of rows[i] (rows NULL: i). */
static void check(const lt_column *c, shape s, const int32_t *rows, const char *what)
{
    char text[64];
    for (int32_t i = 0; i < c->rows; i++)
        same_value(lt_column_value(c, i), want_at(s, c->type, rows ? rows[i] : i, text), what, i);
}

static void check_all_ways(lt_column *c, shape s)
{
    lt_error   err;
    lt_column *made, *again;
    int32_t    some[300], n = 0;
    for (int32_t i = c->rows - 1; i >= 0; i -= 2) some[n++] = i;
    check(c, s, NULL, "as made");

    CHECK_OK(lt_column_take(&made, c, some, n, &err), &err);
    assert_int_equal(made->rows, n);
    assert_int_equal(made->encoding, c->encoding);
    check(made, s, some, "take");
    CHECK_OK(lt_column_flat(&again, made, &err), &err);
    assert_int_equal(again->encoding, LT_FLAT);
    check(again, s, some, "flat of take");
    lt_column_release(again);
    lt_column_release(made);

    for (int32_t k = 0; k <= c->rows; k += c->rows / 3 + 1) {
        CHECK_OK(lt_column_take(&made, c, NULL, k, &err), &err);
        assert_int_equal(made->rows, k);
        check(made, s, NULL, "first rows");
        lt_column_release(made);
    }
    CHECK_OK(lt_column_take(&made, c, NULL, c->rows, &err), &err);
    assert_ptr_equal(made, c);
    lt_column_release(made);

    lt_mem *own = lt_mem_open(NULL, 0);
    CHECK_OK(lt_column_compact(&made, c, own, &err), &err);
    assert_int_equal(made->encoding, LT_FLAT);
    assert_int_equal(lt_column_null_count(made), lt_column_null_count(c));
    assert_true(lt_column_bytes(made) >= sizeof(*made));
    lt_column_release(c); /* the compact one stands alone */
    check(made, s, NULL, "compact");
    lt_column_release(made);
    assert_int_equal(lt_mem_in_use(own), 0);
    lt_mem_close(own);
}

static void every_encoding_keeps_its_values(void **state)
{
    (void)state;
    for (int id = 0; id < LT_SCALAR_COUNT; id++)
        for (shape s = FLAT; s < SHAPES; s++)
            for (size_t k = 0; k < sizeof(sizes) / sizeof(*sizes); k++) {
                lt_error   err;
                lt_column *c;
                if (s == DICT && id == LT_VOID) continue;
                CHECK_OK(make(&c, lt_mem_default(), s, type_of(id), sizes[k], &err), &err);
                check_all_ways(c, s);
            }
}

static void refused_memory_leaks_nothing(void **state)
{
    (void)state;
    static const int ids[] = {LT_BOOL, LT_I32, LT_STRING};
    for (int k = 0; k < 9; k++)
        EACH_FAULT (mem) {
            lt_error   err;
            lt_column *c, *a, *b;
            if (make(&c, mem, (shape)(k % 3), type_of(ids[k / 3]), 100, &err)) continue;
            if (!lt_column_take(&a, c, (int32_t[]){5, 3, 3}, 3, &err)) {
                if (!lt_column_flat(&b, a, &err)) lt_column_release(b);
                if (!lt_column_compact(&b, a, mem, &err)) lt_column_release(b);
                lt_column_release(a);
            }
            lt_column_release(c);
        }
}

static void nulls_are_one_null_for_every_row(void **state)
{
    (void)state;
    for (int id = 0; id < LT_SCALAR_COUNT; id++) {
        lt_error   err;
        lt_column *c, *flat;
        CHECK_OK(lt_column_nulls(&c, lt_mem_default(), type_of(id), 70, &err), &err);
        assert_int_equal(lt_column_null_count(c), 70);
        CHECK_OK(lt_column_flat(&flat, c, &err), &err);
        for (int32_t i = 0; i < 70; i++) assert_true(lt_column_value(flat, i).null);
        assert_int_equal(lt_column_null_count(flat), 70);
        lt_column_release(flat);
        lt_column_release(c);
    }
}

static void an_empty_dictionary_is_all_nulls(void **state)
{
    (void)state;
    lt_error   err;
    lt_column *c, *flat;
    CHECK_OK(lt_column_open_as(&c, lt_mem_default(), LT_TYPE(STRING), LT_DICT, 5, &err), &err);
    CHECK_OK(lt_column_open(&c->dict, lt_mem_default(), LT_TYPE(STRING), 0, &err), &err);
    CHECK_OK(lt_column_nullable(c, &err), &err);
    memset(c->values, 0, c->values_bytes);
    lt_bits_fill(c->valid, 5, false);
    CHECK_OK(lt_column_flat(&flat, c, &err), &err);
    for (int32_t i = 0; i < 5; i++) {
        assert_true(lt_column_value(c, i).null);
        assert_int_equal(((lt_view *)flat->values)[i].len, 0);
    }
    lt_column_release(flat);
    lt_column_release(c);
}

/* ---- batches ---- */

static lt_status make_batch(lt_batch **out, lt_mem *mem, lt_error *err)
{
    LT_TRY(lt_batch_open(out, mem, 100, 2, err));
    lt_status status = make_flat((*out)->columns, mem, LT_TYPE(STRING), 100, err);
    if (status) (*out)->columns[0] = NULL;
    if (!status && (status = make_dict((*out)->columns + 1, mem, LT_TYPE(I64), 100, err)))
        (*out)->columns[1] = NULL;
    if (status) lt_batch_close(*out);
    return status;
}

static void a_selection_becomes_dense_rows(void **state)
{
    (void)state;
    static const int32_t rows[] = {0, 3, 64, 99};
    EACH_FAULT (mem) {
        lt_error  err;
        lt_batch *b;
        if (make_batch(&b, mem, &err)) continue;
        if (!lt_batch_select(b, rows, 4, &err)) {
            assert_int_equal(lt_batch_count(b), 4);
            if (lt_batch_dense(b, &err)) {
                assert_int_equal(lt_batch_count(b), 4);
                assert_int_equal(b->rows, 100);
            } else {
                assert_null(b->sel);
                check(b->columns[0], FLAT, rows, "dense");
                check(b->columns[1], DICT, rows, "dense");
            }
        }
        lt_batch_close(b);
    }
}

static void selections_of_none_and_of_all_are_dense_too(void **state)
{
    (void)state;
    int32_t all[100];
    for (int32_t i = 0; i < 100; i++) all[i] = i;
    for (int32_t n = 0; n <= 100; n += 100) {
        lt_error  err;
        lt_batch *b;
        CHECK_OK(make_batch(&b, lt_mem_default(), &err), &err);
        CHECK_OK(lt_batch_select(b, all, n, &err), &err);
        CHECK_OK(lt_batch_dense(b, &err), &err);
        assert_int_equal(b->rows, n);
        check(b->columns[0], FLAT, all, "dense");
        assert_true(lt_batch_bytes(b) > 0);
        lt_batch_close(b);
    }
}

int main(void)
{
    return RUN(test(every_encoding_keeps_its_values), test(refused_memory_leaks_nothing),
               test(nulls_are_one_null_for_every_row), test(an_empty_dictionary_is_all_nulls),
               test(a_selection_becomes_dense_rows),
               test(selections_of_none_and_of_all_are_dense_too));
}
