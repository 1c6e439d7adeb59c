/* parquet_stats.c — smallest and largest values of pages and chunks, as readers may trust them.
 *
 * NaN is never a bound (it is counted); a zero bound of a float is written -0.0 as minimum and
 * +0.0 as maximum, because the format does not order the two. Long strings are cut to
 * LT_PQ_STAT_BYTES: a minimum to its beginning, a maximum to the next text above it, both at the
 * border of a character, and both marked as not exact.
 *
 * Source   parquet.thrift, Statistics and ColumnOrder
 */
#include "format/parquet_write.h"

#include <math.h>
#include <string.h>

int lt_pq_cell_compare(lt_pq_dense kind, const lt_pq_cell *a, const lt_pq_cell *b)
{
    switch (kind) {
    case LT_PQ_DENSE_F32:
    case LT_PQ_DENSE_F64: return (a->f > b->f) - (a->f < b->f);
    case LT_PQ_DENSE_I128: return (a->d > b->d) - (a->d < b->d);
    case LT_PQ_DENSE_VIEW: return lt_view_compare(&a->v, &b->v);
    default: return (a->i > b->i) - (a->i < b->i);
    }
}

static void take(lt_pq_range *r, lt_pq_dense kind, const lt_pq_cell *low, const lt_pq_cell *high)
{
    if (!r->any || lt_pq_cell_compare(kind, low, &r->min) < 0) r->min = *low;
    if (!r->any || lt_pq_cell_compare(kind, high, &r->max) > 0) r->max = *high;
    r->any = true;
}

#define RANGE(name, type, member)                                                      \
    static void add_##name(lt_pq_range *r, lt_pq_dense kind, const type *v, int64_t n) \
    {                                                                                  \
        type low = v[0], high = v[0];                                                  \
        for (int64_t i = 1; i < n; i++) {                                              \
            low = v[i] < low ? v[i] : low;                                             \
            high = v[i] > high ? v[i] : high;                                          \
        }                                                                              \
        take(r, kind, &(lt_pq_cell){.member = low}, &(lt_pq_cell){.member = high});    \
    }
RANGE(bool, uint8_t, i)
RANGE(i32, int32_t, i)
RANGE(i64, int64_t, i)
RANGE(i128, lt_i128, d)

/* v != v is NaN, which no bound may be. */
#define RANGE_OF_FLOATS(name, type)                                                    \
    static void add_##name(lt_pq_range *r, lt_pq_dense kind, const type *v, int64_t n) \
    {                                                                                  \
        type    low = INFINITY, high = -INFINITY;                                      \
        int64_t seen = 0;                                                              \
        for (int64_t i = 0; i < n; i++) {                                              \
            low = v[i] < low ? v[i] : low;                                             \
            high = v[i] > high ? v[i] : high;                                          \
            seen += v[i] == v[i];                                                      \
        }                                                                              \
        r->nans += n - seen;                                                           \
        lt_pq_cell least = {.f = low}, most = {.f = high};                             \
        if (seen) take(r, kind, &least, &most);                                        \
    }
RANGE_OF_FLOATS(f32, float)
RANGE_OF_FLOATS(f64, double)

/* Texts of at most 12 bytes, which lie in their views, in order: bytes that memcmp would compare,
 * then the length. */
static unsigned __int128 short_text(const lt_view *v)
{
    uint64_t first;
    uint32_t second;
    memcpy(&first, (const uint8_t *)v + 4, sizeof(first));
    memcpy(&second, (const uint8_t *)v + 12, sizeof(second));
    uint64_t low = (uint64_t)__builtin_bswap32(second) << 32 | (uint32_t)v->len;
    return (unsigned __int128)__builtin_bswap64(first) << 64 | low;
}

static bool is_less(const lt_view *a, const lt_view *b)
{
    if (a->len <= 12 && b->len <= 12) return short_text(a) < short_text(b);
    return lt_view_compare(a, b) < 0;
}

static void add_views(lt_pq_range *r, const lt_view *v, int64_t n)
{
    if (!r->any) r->min.v = r->max.v = v[0];
    r->any = true;
    for (int64_t i = 0; i < n; i++) {
        if (is_less(&v[i], &r->min.v)) r->min.v = v[i];
        if (is_less(&r->max.v, &v[i])) r->max.v = v[i];
    }
}

void lt_pq_range_add(lt_pq_range *r, lt_pq_dense kind, const void *values, int64_t n)
{
    if (!n) return;
    switch (kind) {
    case LT_PQ_DENSE_BOOL: add_bool(r, kind, values, n); break;
    case LT_PQ_DENSE_I32: add_i32(r, kind, values, n); break;
    case LT_PQ_DENSE_I64: add_i64(r, kind, values, n); break;
    case LT_PQ_DENSE_F32: add_f32(r, kind, values, n); break;
    case LT_PQ_DENSE_F64: add_f64(r, kind, values, n); break;
    case LT_PQ_DENSE_I128: add_i128(r, kind, values, n); break;
    case LT_PQ_DENSE_VIEW: add_views(r, values, n); break;
    default: break;
    }
}

void lt_pq_range_merge(lt_pq_range *into, lt_pq_dense kind, const lt_pq_range *from)
{
    into->nulls += from->nulls;
    into->nans += from->nans;
    if (from->any) take(into, kind, &from->min, &from->max);
}

/* ---- as bytes ---- */

static lt_status keep(lt_pq_bytes *out, lt_arena *arena, const void *bytes, size_t len,
                      lt_error *err)
{
    char *copy = lt_arena_text(arena, bytes, len);
    if (!copy) return LT_FAIL(err, LT_ENOMEM, "no memory for the statistics of a Parquet file");
    *out = (lt_pq_bytes){(const uint8_t *)copy, (uint32_t)len};
    return LT_OK;
}

/* The border of a character at or before `at`. */
static size_t char_border(const uint8_t *p, size_t at)
{
    size_t border = at;
    while (border > 0 && at - border < 4 && (p[border] & 0xC0) == 0x80) border--;
    return (p[border] & 0xC0) == 0x80 ? at : border;
}

/* Makes bytes[0, *len) the least of its length or shorter above everything that starts with it.
 * False: there is none. */
static bool raise_bytes(uint8_t *bytes, size_t *len)
{
    while (*len > 0 && bytes[*len - 1] == 0xFF) --*len;
    if (*len == 0) return false;
    bytes[*len - 1]++;
    return true;
}

/* Raises byte `at` of a character; false past the last code point. Surrogates are stepped over. */
static bool raise_continuation(uint8_t *character, size_t at)
{
    character[at]++;
    if (character[0] == 0xED && character[1] >= 0xA0)
        character[0] = 0xEE, character[1] = character[2] = 0x80;
    return character[0] != 0xF4 || character[1] < 0x90;
}

/* The same in whole characters: the last one that can go up without growing does. A letter goes to
 * the next code point; ends of ranges (0x7F, 0x7FF, surrogates …) are dropped with what follows. */
static bool raise_text(uint8_t *bytes, size_t *len)
{
    while (*len > 0) {
        size_t start = *len - 1;
        while (start > 0 && (bytes[start] & 0xC0) == 0x80) start--;
        size_t last = *len - 1;
        if (last == start && bytes[last] < 0x7F) {
            bytes[last]++;
            return true;
        }
        /* A continuation byte below 0xBF can be raised: the result is the next code point. */
        while (last > start && bytes[last] == 0xBF) bytes[last--] = 0x80;
        if (last > start && raise_continuation(bytes + start, last - start)) return true;
        *len = start;
    }
    return false;
}

static lt_status text_bound(lt_pq_bound *out, lt_arena *arena, const lt_pq_layout *layout,
                            const lt_view *v, bool is_max, lt_error *err)
{
    uint8_t        cut[LT_PQ_STAT_BYTES];
    const uint8_t *bytes = lt_view_bytes(v);
    size_t         len = (size_t)v->len;
    out->is_exact = len <= LT_PQ_STAT_BYTES;
    if (out->is_exact) return keep(&out->bytes, arena, len ? (const void *)bytes : "", len, err);

    bool is_text = layout->type.id == LT_STRING;
    len = is_text ? char_border(bytes, LT_PQ_STAT_BYTES) : LT_PQ_STAT_BYTES;
    memcpy(cut, bytes, len);
    if (is_max) out->is_there = is_text ? raise_text(cut, &len) : raise_bytes(cut, &len);
    return out->is_there ? keep(&out->bytes, arena, cut, len, err) : LT_OK;
}

static lt_status float_bound(lt_pq_bytes *out, lt_arena *arena, lt_pq_dense kind, double f,
                             bool is_max, lt_error *err)
{
    if (f == 0) f = is_max ? 0.0 : -0.0;
    float narrow = (float)f;
    if (kind == LT_PQ_DENSE_F32) return keep(out, arena, &narrow, sizeof(narrow), err);
    return keep(out, arena, &f, sizeof(f), err);
}

static lt_status wide_bound(lt_pq_bytes *out, lt_arena *arena, lt_i128 d, int32_t width,
                            lt_error *err)
{
    uint8_t bytes[16];
    for (int32_t i = width - 1; i >= 0; i--, d >>= 8) bytes[i] = (uint8_t)d;
    return keep(out, arena, bytes, (size_t)width, err);
}

lt_status lt_pq_bound_make(lt_pq_bound *out, lt_arena *arena, const lt_pq_layout *layout,
                           const lt_pq_cell *cell, bool is_max, lt_error *err)
{
    *out = (lt_pq_bound){{(const uint8_t *)"", 0}, true, true};
    switch (layout->dense) {
    case LT_PQ_DENSE_VIEW: return text_bound(out, arena, layout, &cell->v, is_max, err);
    case LT_PQ_DENSE_F32:
    case LT_PQ_DENSE_F64:
        return float_bound(&out->bytes, arena, layout->dense, cell->f, is_max, err);
    case LT_PQ_DENSE_I128: return wide_bound(&out->bytes, arena, cell->d, layout->file_width, err);
    case LT_PQ_DENSE_BOOL: return keep(&out->bytes, arena, &(uint8_t){(uint8_t)cell->i}, 1, err);
    default: return keep(&out->bytes, arena, &cell->i, (size_t)layout->width, err);
    }
}
