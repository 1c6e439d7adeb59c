/* packed_take.c — rows of bytes back into columns. */
#include "exec/packed_rows.h"
#include "kernel/pack.h"

#include <string.h>

/* Of a value of another width than the column's. */
static int64_t load_int(const uint8_t *at, int32_t width)
{
    int8_t  i8;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    switch (width) {
    case 1: memcpy(&i8, at, sizeof(i8)); return i8;
    case 2: memcpy(&i16, at, sizeof(i16)); return i16;
    case 4: memcpy(&i32, at, sizeof(i32)); return i32;
    default: memcpy(&i64, at, sizeof(i64)); return i64;
    }
}

/* A constant width makes each of the loops a load and a store. */
#define TAKE_FROM(T, F)                           \
    for (int32_t i = 0; i < n; i++) {             \
        F narrow;                                 \
        memcpy(&narrow, rows[i] + at, sizeof(F)); \
        ((T *)out->values)[i] = (T)narrow;        \
    }
#define TAKE(T)                            \
    switch (width) {                       \
    case 1: TAKE_FROM(T, int8_t); break;   \
    case 2: TAKE_FROM(T, int16_t); break;  \
    case 4: TAKE_FROM(T, int32_t); break;  \
    default: TAKE_FROM(T, int64_t); break; \
    }

static void take_ints(lt_column *out, const uint8_t *const *rows, int32_t n, int32_t at,
                      int32_t width)
{
    switch (lt_type_bytes(out->type)) {
    case 1: TAKE(int8_t); break;
    case 2: TAKE(int16_t); break;
    case 4: TAKE(int32_t); break;
    case 8: TAKE(int64_t); break;
    default:
        for (int32_t i = 0; out->type.id == LT_BOOL && i < n; i++)
            lt_bit_put(out->values, i, load_int(rows[i] + at, width) == 1);
    }
}

static void take_floats(lt_column *out, const uint8_t *const *rows, int32_t n, int32_t at)
{
    if (out->type.id == LT_F32) {
        TAKE_FROM(float, double);
    } else {
        TAKE_FROM(double, double);
    }
}

static void take_pairs(lt_column *out, const uint8_t *const *rows, int32_t n, int32_t at)
{
    uint8_t *to = out->values;
    for (int32_t i = 0; i < n; i++) memcpy(to + (size_t)i * 16, rows[i] + at, 16);
}

/* A view out of a length and width - 1 bytes: what is behind them belongs to others. */
static lt_view short_text(const uint8_t *at, uint64_t first, uint32_t second)
{
    lt_view  v = {.len = at[0], .rest = {0}};
    uint64_t low;
    uint32_t high;
    memcpy(&low, at + 1, sizeof(low));
    memcpy(&high, at + 9, sizeof(high));
    low &= first;
    high &= second;
    memcpy((uint8_t *)&v + 4, &low, sizeof(low));
    memcpy((uint8_t *)&v + 12, &high, sizeof(high));
    return v;
}

static void take_short(lt_view *out, const uint8_t *const *rows, int32_t n, int32_t at,
                       int32_t width)
{
    uint64_t first = width > 8 ? UINT64_MAX : (UINT64_C(1) << (8 * (width - 1))) - 1;
    uint32_t second = width > 12 ? UINT32_MAX : width > 9 ? (1u << (8 * (width - 9))) - 1 : 0;
    for (int32_t i = 0; i < n; i++) out[i] = short_text(rows[i] + at, first, second);
}

/* As they are in the rows: longer ones still lie in the stores' memory. */
static void take_views(lt_view *out, const lt_packed_column *k, const uint8_t *const *rows,
                       int32_t n)
{
    if (k->width < (int32_t)sizeof(*out)) {
        take_short(out, rows, n, k->at, k->width);
        return;
    }
    for (int32_t i = 0; i < n; i++) memcpy(&out[i], rows[i] + k->at, sizeof(*out));
}

static lt_status take_texts(lt_column *out, const lt_packed_column *k, const uint8_t *const *rows,
                            int32_t n, lt_error *err)
{
    lt_heap   heap = {.mem = out->mem};
    lt_view  *views = out->values;
    lt_status status = LT_OK;
    take_views(views, k, rows, n);
    for (int32_t i = 0; k->width == sizeof(*views) && !status && i < n; i++)
        if (views[i].len > 12)
            status = lt_heap_add(&views[i], &heap, views[i].at, (size_t)views[i].len, err);
    if (!status) status = lt_heap_give(&heap, out, err);
    lt_heap_clear(&heap);
    return status;
}

static bool is_null(const lt_packed *s, const uint8_t *row, int32_t c)
{
    return row[s->null_at + c / 8] >> (c % 8) & 1;
}

static lt_status take_lists(const lt_packed *s, lt_column *out, const uint8_t *const *rows,
                            int32_t n, int32_t c, lt_error *err)
{
    lt_heap   heap = {.mem = out->mem};
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < n; i++) {
        lt_view v;
        if (is_null(s, rows[i], c)) continue;
        take_views(&v, &s->columns[c], &rows[i], 1);
        status = lt_unpack_list(out, i, lt_view_bytes(&v), &heap, err);
    }
    if (!status) status = lt_heap_give(&heap, out, err);
    lt_heap_clear(&heap);
    return status;
}

/* A null text is an empty one. */
static lt_status take_nulls(const lt_packed *s, lt_column *out, const uint8_t *const *rows,
                            int32_t n, int32_t c, lt_error *err)
{
    for (int32_t i = 0; i < n; i++) {
        if (!is_null(s, rows[i], c)) continue;
        LT_TRY(lt_column_nullable(out, err));
        lt_bit_clear(out->valid, i);
        if (lt_type_is_text(out->type))
            ((lt_view *)out->values)[i] = (lt_view){.len = 0, .rest = {0}};
    }
    return LT_OK;
}

lt_status lt_packed_take(const lt_packed *s, lt_column **out, lt_mem *mem,
                         const uint8_t *const *rows, int32_t n, int32_t c, bool nulls,
                         lt_error *err)
{
    const lt_packed_column *k = &s->columns[c];
    lt_column              *made;
    lt_status               status = LT_OK;
    LT_TRY(lt_column_open(&made, mem, k->type, n, err));
    switch (k->kind) {
    case LT_KIND_F64: take_floats(made, rows, n, k->at); break;
    case LT_KIND_I64: take_ints(made, rows, n, k->at, k->width); break;
    case LT_KIND_I128: take_pairs(made, rows, n, k->at); break;
    case LT_KIND_VIEW:
        status = lt_type_is_list(k->type) ? take_lists(s, made, rows, n, c, err)
                                          : take_texts(made, k, rows, n, err);
        break;
    case LT_KIND_LIST: break;
    }
    if (!status && nulls) status = take_nulls(s, made, rows, n, c, err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}
