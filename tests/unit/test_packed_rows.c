#include "exec/packed_rows.h"

#include "column/list.h"
#include "exec/sort_keys.h"
#include "tests/helper.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = 1;
static uint64_t rnd(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 20;
}

enum { COLUMNS = 12, BATCH = 700 };

static lt_type types[COLUMNS];

static void make_types(void)
{
    lt_error err;
    types[0] = LT_TYPE(I64), types[1] = LT_TYPE(STRING), types[2] = LT_TYPE(F64);
    types[3] = LT_TYPE(BOOL), types[4] = LT_TYPE(I8), types[5] = LT_TYPE(I32);
    types[6] = lt_decimal(38, 2), types[7] = LT_TYPE(F32), types[8] = LT_TYPE(BINARY);
    types[9] = LT_TYPE(TIMESTAMP), types[10] = LT_TYPE(VOID);
    CHECK_OK(lt_type_list(&types[11], LT_TYPE(I32), &err), &err);
}

/* wide: bits that numbers have, letters that texts have */
static void put(lt_column *c, lt_heap *heap, int32_t i, int wide)
{
    int64_t  v = (int64_t)(rnd() << 30 ^ rnd()) >> (64 - wide);
    char     text[80];
    int      n = (int)(rnd() % (uint64_t)(wide + 1));
    double   f = rnd() % 9 == 0 ? NAN : rnd() % 7 == 0 ? -0.0 : (double)v / 4;
    lt_error err;
    for (int k = 0; k < n; k++) text[k] = (char)(rnd() % 4 ? 'a' + rnd() % 3 : 0);
    switch ((lt_type_id)c->type.id) {
    case LT_BOOL: lt_bit_put(c->values, i, v & 1); break;
    case LT_I8: ((int8_t *)c->values)[i] = (int8_t)v; break;
    case LT_I32: ((int32_t *)c->values)[i] = (int32_t)v; break;
    case LT_I64:
    case LT_TIMESTAMP: ((int64_t *)c->values)[i] = v; break;
    case LT_F32: ((float *)c->values)[i] = (float)f; break;
    case LT_F64: ((double *)c->values)[i] = f; break;
    case LT_DECIMAL: ((lt_i128 *)c->values)[i] = (lt_i128)v * (1 << wide / 4); break;
    case LT_LIST:
        CHECK_OK(lt_column_grow(c->child, 1, &err), &err);
        ((int32_t *)c->child->values)[c->child->rows - 1] = (int32_t)v;
        ((lt_span *)c->values)[i] = (lt_span){c->child->rows - 1, (int32_t)(rnd() % 2)};
        break;
    case LT_STRING:
    case LT_BINARY:
        CHECK_OK(lt_heap_add((lt_view *)c->values + i, heap, text, (size_t)n, &err), &err);
        break;
    default: break;
    }
}

static lt_column *make_column(lt_type type, int32_t rows, int wide, int nulls)
{
    lt_mem    *mem = lt_mem_default();
    lt_column *c;
    lt_heap    heap = {.mem = mem};
    lt_error   err;
    CHECK_OK(lt_column_open(&c, mem, type, rows, &err), &err);
    if (nulls || type.id == LT_VOID) CHECK_OK(lt_column_nullable(c, &err), &err);
    for (int32_t i = 0; i < rows; i++) {
        bool null = type.id == LT_VOID || rnd() % 100 < (uint64_t)nulls;
        if (lt_type_is_text(type)) ((lt_view *)c->values)[i] = (lt_view){.len = 0, .rest = {0}};
        if (null) {
            lt_bit_clear(c->valid, i);
            if (!lt_type_is_text(type) && lt_type_bytes(type))
                memset((uint8_t *)c->values + (size_t)i * lt_type_bytes(type), 0,
                       lt_type_bytes(type));
        } else {
            put(c, &heap, i, wide);
        }
    }
    CHECK_OK(lt_heap_give(&heap, c, &err), &err);
    lt_heap_clear(&heap);
    return c;
}

static void make_columns(lt_column **out, int32_t rows, int wide, int nulls)
{
    for (int c = 0; c < COLUMNS; c++) out[c] = make_column(types[c], rows, wide, nulls);
}

static void release(lt_column **columns, int n)
{
    for (int c = 0; c < n; c++) lt_column_release(columns[c]);
}

static bool same_bits(const lt_column *a, int32_t i, const lt_column *b, int32_t j)
{
    bool x = a->type.id != LT_VOID && lt_column_valid(a, i);
    bool y = b->type.id != LT_VOID && lt_column_valid(b, j);
    if (x != y || !x) return x == y;
    if (a->type.id == LT_BOOL) return lt_bit(a->values, i) == lt_bit(b->values, j);
    if (lt_type_is_text(a->type))
        return lt_view_same((lt_view *)a->values + i, (lt_view *)b->values + j);
    if (a->type.id == LT_LIST) {
        lt_span s = lt_list_at(a, i), t = lt_list_at(b, j);
        return s.len == t.len && (!s.len || ((int32_t *)a->child->values)[s.start] ==
                                                ((int32_t *)b->child->values)[t.start]);
    }
    size_t width = lt_type_bytes(a->type);
    return memcmp((uint8_t *)a->values + (size_t)i * width,
                  (uint8_t *)b->values + (size_t)j * width, width) == 0;
}

/* Rows `from` to `from + n` of the store are rows rows[0, n) of columns. */
static void check_rows(const lt_packed *s, int64_t from, lt_column *const *columns,
                       const int32_t *rows, int32_t n)
{
    const uint8_t *at[BATCH];
    lt_error       err;
    for (int32_t i = 0; i < n; i++) at[i] = lt_packed_row(s, from + i);
    for (int c = 0; c < COLUMNS; c++) {
        lt_column *got;
        CHECK_OK(lt_packed_take(s, &got, lt_mem_default(), at, n, c, s->columns[c].nulls, &err),
                 &err);
        for (int32_t i = 0; i < n; i++)
            if (!same_bits(got, i, columns[c], rows[i])) fail_msg("column %d, row %d", c, (int)i);
        lt_column_release(got);
    }
}

/* Some of the rows, in their order. */
static int32_t choose(int32_t *rows, int32_t all, bool some)
{
    int32_t n = 0;
    for (int32_t i = 0; i < all; i++)
        if (!some || rnd() % 3) rows[n++] = i;
    return n;
}

static void rows_come_back_however_wide_the_next_ones_are(void **state)
{
    static const int wides[][4] = {
        {3, 3, 3, 3}, {3, 60, 4, 64}, {7, 8, 15, 33}, {20, 5, 40, 5}, {64, 1, 1, 1}};
    lt_mem *mem = lt_mem_open(NULL, 0);
    (void)state;
    make_types();
    for (size_t w = 0; w < sizeof(wides) / sizeof(*wides); w++) {
        lt_packed  s;
        lt_column *columns[4][COLUMNS];
        int32_t    rows[4][BATCH], counts[4];
        lt_error   err;
        CHECK_OK(lt_packed_open(&s, mem, types, COLUMNS, &err), &err);
        for (int b = 0; b < 4; b++) {
            make_columns(columns[b], BATCH, wides[w][b], b % 2 ? 30 : 0);
            counts[b] = choose(rows[b], BATCH, b > 1);
            CHECK_OK(lt_packed_add(&s, columns[b], rows[b], counts[b], BATCH, &err), &err);
        }
        int64_t at = 0;
        for (int b = 0; b < 4; at += counts[b++])
            check_rows(&s, at, columns[b], rows[b], counts[b]);
        assert_int_equal(s.rows, at);
        for (int b = 0; b < 4; b++) release(columns[b], COLUMNS);
        lt_packed_close(&s);
        assert_int_equal(lt_mem_in_use(mem), 0);
    }
    lt_mem_close(mem);
}

static void stores_agree_on_the_wider_of_their_columns(void **state)
{
    lt_packed  s, t, u;
    lt_column *narrow[COLUMNS], *wide[COLUMNS];
    int32_t    rows[BATCH], n = choose(rows, BATCH, false);
    lt_mem    *mem = lt_mem_default();
    lt_error   err;
    (void)state;
    make_types();
    make_columns(narrow, BATCH, 6, 10);
    make_columns(wide, BATCH, 40, 0);
    CHECK_OK(lt_packed_open(&s, mem, types, COLUMNS, &err), &err);
    CHECK_OK(lt_packed_open(&t, mem, types, COLUMNS, &err), &err);
    CHECK_OK(lt_packed_add(&s, narrow, rows, n, BATCH, &err), &err);
    CHECK_OK(lt_packed_add(&t, wide, rows, n, BATCH, &err), &err);
    assert_true(s.stride < t.stride);
    CHECK_OK(lt_packed_agree(&s, &t, &err), &err);
    assert_int_equal(s.stride, t.stride);
    for (int c = 0; c < COLUMNS; c++) assert_int_equal(s.columns[c].at, t.columns[c].at);
    check_rows(&s, 0, narrow, rows, n);
    check_rows(&t, 0, wide, rows, n);
    CHECK_OK(lt_packed_open_like(&u, &t, &err), &err);
    for (int32_t i = 0; i < n; i++) CHECK_OK(lt_packed_copy(&u, &t, i, &err), &err);
    check_rows(&u, 0, wide, rows, n);
    lt_packed_close(&s), lt_packed_close(&t), lt_packed_close(&u);
    release(narrow, COLUMNS), release(wide, COLUMNS);
}

static void rows_without_columns_are_counted(void **state)
{
    lt_packed s;
    lt_error  err;
    (void)state;
    CHECK_OK(lt_packed_open(&s, lt_mem_default(), NULL, 0, &err), &err);
    CHECK_OK(lt_packed_add(&s, NULL, (int32_t[]){0, 1, 4}, 3, 5, &err), &err);
    assert_int_equal(s.rows, 3);
    lt_packed_close(&s);
}

static void a_refused_allocation_leaves_a_store_to_be_closed(void **state)
{
    lt_column *narrow[COLUMNS], *wide[COLUMNS];
    int32_t    rows[BATCH], n = choose(rows, BATCH, true);
    (void)state;
    make_types();
    make_columns(narrow, BATCH, 6, 10);
    make_columns(wide, BATCH, 40, 0);
    EACH_FAULT (mem) {
        lt_packed s, t = {0};
        lt_error  err;
        lt_status status = lt_packed_open(&s, mem, types, COLUMNS, &err);
        if (!status) status = lt_packed_add(&s, narrow, rows, n, BATCH, &err);
        if (!status) status = lt_packed_add(&s, wide, rows, n, BATCH, &err);
        if (!status) status = lt_packed_open(&t, mem, types, COLUMNS, &err);
        if (!status) status = lt_packed_add(&t, narrow, rows, n, BATCH, &err);
        if (!status) status = lt_packed_agree(&t, &s, &err);
        if (!status) check_rows(&t, 0, narrow, rows, n);
        assert_true(status == LT_OK || status == LT_ENOMEM);
        lt_packed_close(&s), lt_packed_close(&t);
    }
    release(narrow, COLUMNS), release(wide, COLUMNS);
}

/* ---- keys of the same columns ---- */

static int compare(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    return order < 0 ? -1 : order > 0;
}

/* As keys that were made a value at a time say. */
static void check_keys(const lt_sort_keys *keys, int32_t n)
{
    lt_buf   made = {.mem = lt_mem_default()}, room = made, slow = made;
    size_t   ends[LT_BLOCK + 1] = {0}, slow_ends[LT_BLOCK + 1] = {0};
    lt_error err;
    CHECK_OK(lt_sort_keys_add(&made, ends + 1, keys, 0, n, &room, &err), &err);
    for (int32_t i = 0; i < n; i++) {
        for (int32_t k = 0; k < keys->count; k++)
            CHECK_OK(lt_sort_key_add(&slow, keys->columns[k], i, keys->orders[k], &err), &err);
        slow_ends[i + 1] = slow.len;
        size_t stride = lt_sort_keys_stride(keys);
        if (stride) assert_int_equal(ends[i + 1] - ends[i], stride);
    }
    for (int round = 0; round < 3000; round++) {
        size_t i = rnd() % (uint64_t)n, j = rnd() % (uint64_t)n;
        int    got = compare(made.data + ends[i], ends[i + 1] - ends[i], made.data + ends[j],
                             ends[j + 1] - ends[j]);
        int    want = compare(slow.data + slow_ends[i], slow_ends[i + 1] - slow_ends[i],
                              slow.data + slow_ends[j], slow_ends[j + 1] - slow_ends[j]);
        assert_int_equal(got, want);
    }
    lt_buf_clear(&made), lt_buf_clear(&room), lt_buf_clear(&slow);
}

static void keys_are_in_the_order_of_those_made_one_by_one(void **state)
{
    (void)state;
    make_types();
    for (int round = 0; round < 60; round++) {
        lt_column    *columns[3];
        lt_sort_order orders[3];
        for (int k = 0; k < 3; k++) {
            columns[k] = make_column(types[rnd() % COLUMNS], LT_BLOCK, round % 2 ? 3 : 40, 20);
            orders[k] = (lt_sort_order){rnd() % 2, rnd() % 2};
        }
        check_keys(&(lt_sort_keys){columns, orders, 1 + round % 3}, LT_BLOCK - round);
        release(columns, 3);
    }
}

int main(void)
{
    return RUN(test(rows_come_back_however_wide_the_next_ones_are),
               test(stores_agree_on_the_wider_of_their_columns),
               test(rows_without_columns_are_counted),
               test(a_refused_allocation_leaves_a_store_to_be_closed),
               test(keys_are_in_the_order_of_those_made_one_by_one));
}
