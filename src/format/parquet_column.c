/* parquet_column.c — rows of a column: levels, values, nulls in between.
 *
 * Strings whose pages hold dictionary codes come as DICT columns that share the chunk's
 * dictionary; where a batch meets a page without codes, what it has so far is made flat. Other
 * types are looked up in the dictionary at once: their values are no larger than codes.
 *
 * Values are decoded without gaps to the front of their rows and then moved apart from the end.
 */
#include "format/parquet_read.h"

#include <string.h>

/* How many of the page's next n rows have a value; *levels: NULL when all or none do. */
static lt_status levels_next(const int16_t **levels, int32_t *count, lt_pq_reader *r, int32_t n,
                             lt_error *err)
{
    lt_pq_page_in *p = &r->page;
    uint32_t       level;
    *levels = NULL;
    *count = n;
    if (!r->type->is_optional) return LT_OK;
    if (p->has_old_levels) {
        *levels = (const int16_t *)r->old_levels.data + p->level_at;
        p->level_at += n;
    } else {
        lt_pq_rle ahead = p->levels;
        if (lt_pq_rle_run(&level, n, &ahead) == n && level <= 1) {
            p->levels = ahead;
            *count = level ? n : 0;
            return LT_OK;
        }
        r->levels.len = 0;
        LT_TRY(lt_buf_reserve(&r->levels, (size_t)n * sizeof(int16_t), err));
        LT_TRY(lt_pq_rle_levels((int16_t *)r->levels.data, n, 1, &p->levels, err));
        *levels = (const int16_t *)r->levels.data;
    }
    *count = 0;
    for (int32_t i = 0; i < n; i++) *count += (*levels)[i];
    if (*count == n || *count == 0) *levels = NULL;
    return LT_OK;
}

static lt_status mark_nulls(lt_column *c, int32_t at, const int16_t *levels, int32_t n,
                            lt_error *err)
{
    LT_TRY(lt_column_nullable(c, err));
    for (int32_t i = 0; i < n; i++)
        if (!levels || !levels[i]) lt_bit_clear(c->valid, at + i);
    return LT_OK;
}

#define SPREAD(name, T)                                                                         \
    static void spread_##name(T *v, const int16_t *levels, int32_t n, int32_t count)            \
    {                                                                                           \
        for (int32_t i = n - 1, k = count - 1; i >= 0; i--) v[i] = levels[i] ? v[k--] : (T){0}; \
    }
SPREAD(1, uint8_t)
SPREAD(2, uint16_t)
SPREAD(4, uint32_t)
SPREAD(8, uint64_t)
SPREAD(16, lt_view)

/* values[0, count) move to the rows whose level is 1; the others become zero. */
static void spread(void *values, size_t width, const int16_t *levels, int32_t n, int32_t count)
{
    switch (width) {
    case 1: spread_1(values, levels, n, count); break;
    case 2: spread_2(values, levels, n, count); break;
    case 4: spread_4(values, levels, n, count); break;
    case 8: spread_8(values, levels, n, count); break;
    default: spread_16(values, levels, n, count); break;
    }
}

#define LOOK_UP(T)                                                    \
    do {                                                              \
        const T *from_ = dict->values;                                \
        T       *to_ = out;                                           \
        for (int32_t i = 0; i < count; i++) to_[i] = from_[codes[i]]; \
    } while (0)

static void look_up(void *out, const lt_column *dict, const uint32_t *codes, int32_t count)
{
    switch (lt_type_bytes(dict->type)) {
    case 1: LOOK_UP(uint8_t); break;
    case 2: LOOK_UP(uint16_t); break;
    case 4: LOOK_UP(uint32_t); break;
    case 8: LOOK_UP(uint64_t); break;
    default: LOOK_UP(lt_view); break;
    }
}

static lt_status flat_values(lt_column *c, void *out, lt_pq_reader *r, int32_t count, lt_error *err)
{
    const void *src;
    bool        points;
    if (r->page.is_dict) {
        r->scratch.len = 0;
        LT_TRY(lt_buf_reserve(&r->scratch, (size_t)count * sizeof(uint32_t), err));
        LT_TRY(lt_pq_codes_next((uint32_t *)r->scratch.data, r, count, err));
        look_up(out, r->dict, (const uint32_t *)r->scratch.data, count);
        return lt_column_keep_all(c, r->dict, err);
    }
    LT_TRY(lt_pq_values_next(&src, r, count, err));
    LT_TRY(lt_pq_convert(out, &points, r->type, src, count, err));
    return points ? lt_column_keep(c, r->page.is_made ? r->made : r->bytes, err) : LT_OK;
}

static lt_status fill_bools(lt_column *c, int32_t at, lt_pq_reader *r, const int16_t *levels,
                            int32_t n, int32_t count, lt_error *err)
{
    const void *src = NULL;
    int32_t     k = 0;
    if (r->page.is_dict) return LT_FAIL(err, LT_EPARSE, "booleans have no dictionary");
    if (count) LT_TRY(lt_pq_values_next(&src, r, count, err));
    const uint8_t *bools = src;
    for (int32_t i = 0; i < n && count; i++)
        if (!levels || levels[i]) lt_bit_put(c->values, at + i, bools[k++]);
    return LT_OK;
}

/* Rows [at, at + n) of c from the current page. */
static lt_status fill(lt_column *c, int32_t at, lt_pq_reader *r, int32_t n, lt_error *err)
{
    const int16_t *levels;
    int32_t        count;
    LT_TRY(levels_next(&levels, &count, r, n, err));
    if (count < n) LT_TRY(mark_nulls(c, at, levels, n, err));
    if (c->type.id == LT_BOOL) return fill_bools(c, at, r, levels, n, count, err);
    if (c->type.id == LT_VOID) return LT_OK;

    size_t   width = c->encoding == LT_DICT ? sizeof(int32_t) : lt_type_bytes(c->type);
    uint8_t *values = (uint8_t *)c->values + (size_t)at * width;
    if (!count) {
        memset(values, 0, (size_t)n * width);
        return LT_OK;
    }
    if (c->encoding == LT_DICT)
        LT_TRY(lt_pq_codes_next((uint32_t *)values, r, count, err));
    else
        LT_TRY(flat_values(c, values, r, count, err));
    if (levels) spread(values, width, levels, n, count);
    return LT_OK;
}

/* c's rows [0, done) are codes; what follows will not be. */
static lt_status give_up_codes(lt_column **c, int32_t done, lt_error *err)
{
    lt_column *flat;
    int32_t   *codes = (*c)->values;
    memset(codes + done, 0, (size_t)((*c)->rows - done) * sizeof(*codes));
    LT_TRY(lt_column_flat(&flat, *c, err));
    lt_column_release(*c);
    *c = flat;
    return LT_OK;
}

static lt_status column_start(lt_column **out, lt_pq_reader *r, int32_t rows, lt_error *err)
{
    bool is_dict = lt_type_is_text(r->type->type) && r->page.is_dict && r->dict;
    LT_TRY(lt_column_open_as(out, r->mem, r->type->type, is_dict ? LT_DICT : LT_FLAT, rows, err));
    if (is_dict) (*out)->dict = lt_column_retain(r->dict);
    return LT_OK;
}

static lt_status column_fill(lt_column **c, lt_pq_reader *r, int32_t rows, lt_error *err)
{
    for (int32_t done = 0, n; done < rows; done += n) {
        if (r->page.left == 0) LT_TRY(lt_pq_page_load(r, err));
        if (!*c) LT_TRY(column_start(c, r, rows, err));
        if ((*c)->encoding == LT_DICT && !r->page.is_dict) LT_TRY(give_up_codes(c, done, err));
        n = rows - done < r->page.left ? rows - done : r->page.left;
        LT_TRY(fill(*c, done, r, n, err));
        r->page.left -= n;
    }
    return LT_OK;
}

lt_status lt_pq_column_read(lt_column **out, lt_pq_reader *r, int32_t rows, lt_error *err)
{
    lt_column *c = NULL;
    lt_status  status =
        rows ? column_fill(&c, r, rows, err) : lt_column_open(&c, r->mem, r->type->type, 0, err);
    if (status) {
        lt_column_release(c);
        if (status != LT_ENOMEM) lt_error_prefix(err, "page at byte %lld", (long long)r->page.at);
        return status;
    }
    *out = c;
    return LT_OK;
}
