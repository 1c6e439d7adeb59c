/* parquet_values.c — the values of a page, whatever their encoding.
 *
 * A decoder is set up on the first value: a page of nulls alone may have no bytes at all. PLAIN,
 * RLE, dictionary codes and deltas are read as far as asked; the encodings of strings by lengths
 * and the split streams are made plain for the page as a whole.
 */
#include "format/parquet_read.h"

#include <string.h>

static lt_status wrong_encoding(const lt_pq_reader *r, lt_error *err)
{
    return LT_FAIL(err, LT_EUNSUPPORTED, "%s values are encoded as %s",
                   lt_pq_type_name(r->type->physical), lt_pq_encoding_name(r->page.encoding));
}

/* ---- setting up ---- */

/* From here on the page's values are the len bytes of r->made. Its own bytes stay: levels are read
 * from them. */
static void made_plain(lt_pq_reader *r, size_t len)
{
    r->page.values = r->made->data;
    r->page.bytes = len;
    r->page.encoding = LT_PQ_PLAIN;
    r->page.is_made = true;
}

static lt_status open_split(lt_pq_reader *r, lt_error *err)
{
    int32_t width = r->type->width;
    if (width <= 0) return wrong_encoding(r, err);
    size_t len = r->page.bytes - r->page.bytes % (size_t)width;
    LT_TRY(lt_pq_bytes_room(&r->made, r->mem, len, err));
    LT_TRY(lt_pq_split_fixed(r->made->data, (int64_t)(len / (size_t)width), width, r->page.values,
                             len, err));
    made_plain(r, len);
    return LT_OK;
}

/* How many strings the page says to have; the rows bound it. */
static lt_status strings_room(lt_pq_reader *r, lt_error *err)
{
    lt_pq_delta counts;
    LT_TRY(lt_pq_delta_open(&counts, r->page.values, r->page.bytes, err));
    if (counts.total < 0 || counts.total > r->page.left)
        return LT_FAIL(err, LT_EPARSE, "it has %lld strings for %d rows", (long long)counts.total,
                       r->page.left);
    r->page.string_count = counts.total;
    r->strings.len = 0;
    return lt_buf_reserve(&r->strings, (size_t)counts.total * sizeof(lt_pq_bytes), err);
}

/* Strings lie in the page or in r->store: both move to bytes that columns may keep. */
static lt_status strings_move(lt_pq_reader *r, lt_error *err)
{
    lt_pq_bytes *strings = (lt_pq_bytes *)r->strings.data;
    uintptr_t    page = (uintptr_t)r->page.values, store = (uintptr_t)r->store.data;
    size_t       len = r->page.bytes;
    LT_TRY(lt_pq_bytes_room(&r->made, r->mem, len + r->store.len, err));
    if (len) memcpy(r->made->data, r->page.values, len);
    if (r->store.len) memcpy(r->made->data + len, r->store.data, r->store.len);
    for (int64_t i = 0; i < r->page.string_count; i++) {
        uintptr_t at = (uintptr_t)strings[i].at;
        bool      in_page = at >= page && at - page <= len;
        strings[i].at = r->made->data + (in_page ? at - page : at - store + len);
    }
    r->page.is_made = true;
    return LT_OK;
}

/* Strings of one length in a FIXED column become PLAIN values. */
static lt_status strings_to_fixed(lt_pq_reader *r, lt_error *err)
{
    const lt_pq_bytes *strings = (const lt_pq_bytes *)r->strings.data;
    size_t             width = (size_t)r->type->width, n = (size_t)r->page.string_count;
    LT_TRY(lt_pq_bytes_room(&r->made, r->mem, n * width, err));
    for (size_t i = 0; i < n; i++) {
        if (strings[i].len != width)
            return LT_FAIL(err, LT_EPARSE, "a value has %u bytes, not %zu", strings[i].len, width);
        memcpy(r->made->data + i * width, strings[i].at, width);
    }
    made_plain(r, n * width);
    return LT_OK;
}

static lt_status open_strings(lt_pq_reader *r, lt_error *err)
{
    bool is_fixed = r->type->physical == LT_PQ_FIXED;
    if (!is_fixed && r->type->physical != LT_PQ_BYTE_ARRAY) return wrong_encoding(r, err);
    LT_TRY(strings_room(r, err));
    lt_pq_bytes *strings = (lt_pq_bytes *)r->strings.data;
    if (r->page.encoding == LT_PQ_DELTA_LENGTH_BYTE_ARRAY) {
        LT_TRY(lt_pq_delta_length_strings(strings, NULL, r->page.string_count, r->page.values,
                                          r->page.bytes, err));
    } else {
        size_t most = lt_mem_budget(r->mem);
        LT_TRY(lt_pq_delta_strings(strings, &r->store, most < INT32_MAX ? most : INT32_MAX,
                                   r->page.string_count, r->page.values, r->page.bytes, err));
        if (!is_fixed) LT_TRY(strings_move(r, err));
    }
    return is_fixed ? strings_to_fixed(r, err) : LT_OK;
}

static lt_status open_values(lt_pq_reader *r, lt_error *err)
{
    lt_pq_page_in *p = &r->page;
    int32_t        physical = r->type->physical;
    p->is_open = true;
    switch (p->encoding) {
    case LT_PQ_PLAIN: return LT_OK;
    case LT_PQ_PLAIN_DICTIONARY:
    case LT_PQ_RLE_DICTIONARY:
        if (!r->dict)
            return LT_FAIL(err, LT_EPARSE, "it refers to a dictionary, and there is none");
        return lt_pq_rle_open_ids(&p->ids, p->values, p->bytes, err);
    case LT_PQ_RLE:
        if (physical != LT_PQ_BOOLEAN) return wrong_encoding(r, err);
        return lt_pq_rle_open_levels(&p->ids, &(size_t){0}, p->values, p->bytes, 1, err);
    case LT_PQ_DELTA_BINARY_PACKED:
        if (physical != LT_PQ_INT32 && physical != LT_PQ_INT64) return wrong_encoding(r, err);
        return lt_pq_delta_open(&p->delta, p->values, p->bytes, err);
    case LT_PQ_DELTA_LENGTH_BYTE_ARRAY:
    case LT_PQ_DELTA_BYTE_ARRAY: return open_strings(r, err);
    case LT_PQ_BYTE_STREAM_SPLIT: return open_split(r, err);
    default: return wrong_encoding(r, err);
    }
}

/* ---- taking ---- */

static lt_status scratch_room(lt_pq_reader *r, size_t bytes, lt_error *err)
{
    r->scratch.len = 0;
    return lt_buf_reserve(&r->scratch, bytes, err);
}

static lt_status next_bools(const void **src, lt_pq_reader *r, int64_t n, lt_error *err)
{
    lt_pq_page_in *p = &r->page;
    LT_TRY(scratch_room(r, (size_t)n, err));
    *src = r->scratch.data;
    if (p->encoding == LT_PQ_RLE) return lt_pq_rle_bools(r->scratch.data, n, &p->ids, err);
    LT_TRY(lt_pq_plain_bools(r->scratch.data, p->bool_at, n, p->values, p->bytes, err));
    p->bool_at += n;
    return LT_OK;
}

static lt_status next_deltas(const void **src, lt_pq_reader *r, int64_t n, lt_error *err)
{
    LT_TRY(scratch_room(r, (size_t)n * 8, err));
    *src = r->scratch.data;
    if (r->type->physical == LT_PQ_INT32)
        return lt_pq_delta_next32((int32_t *)r->scratch.data, n, &r->page.delta, err);
    return lt_pq_delta_next64((int64_t *)r->scratch.data, n, &r->page.delta, err);
}

static lt_status next_plain_strings(const void **src, lt_pq_reader *r, int64_t n, lt_error *err)
{
    lt_pq_page_in *p = &r->page;
    size_t         used;
    if ((size_t)n > p->bytes / 4) return LT_FAIL(err, LT_EPARSE, "its values end too early");
    LT_TRY(scratch_room(r, (size_t)n * sizeof(lt_pq_bytes), err));
    *src = r->scratch.data;
    LT_TRY(lt_pq_plain_strings((lt_pq_bytes *)r->scratch.data, &used, n, p->values, p->bytes, err));
    p->values += used;
    p->bytes -= used;
    return LT_OK;
}

static lt_status next_fixed(const void **src, lt_pq_reader *r, int64_t n, lt_error *err)
{
    lt_pq_page_in *p = &r->page;
    size_t         width = (size_t)r->type->width;
    if ((size_t)n > p->bytes / width) return LT_FAIL(err, LT_EPARSE, "its values end too early");
    *src = p->values;
    p->values += (size_t)n * width;
    p->bytes -= (size_t)n * width;
    return LT_OK;
}

static lt_status next_strings(const void **src, lt_pq_reader *r, int64_t n, lt_error *err)
{
    lt_pq_page_in *p = &r->page;
    if (n > p->string_count - p->string_at)
        return LT_FAIL(err, LT_EPARSE, "its values end too early");
    *src = (const lt_pq_bytes *)r->strings.data + p->string_at;
    p->string_at += n;
    return LT_OK;
}

lt_status lt_pq_values_next(const void **src, lt_pq_reader *r, int64_t n, lt_error *err)
{
    if (!r->page.is_open) LT_TRY(open_values(r, err));
    if (r->type->physical == LT_PQ_BOOLEAN) return next_bools(src, r, n, err);
    switch (r->page.encoding) {
    case LT_PQ_DELTA_BINARY_PACKED: return next_deltas(src, r, n, err);
    case LT_PQ_DELTA_LENGTH_BYTE_ARRAY:
    case LT_PQ_DELTA_BYTE_ARRAY: return next_strings(src, r, n, err);
    default:
        return r->type->width > 0 ? next_fixed(src, r, n, err) : next_plain_strings(src, r, n, err);
    }
}

lt_status lt_pq_codes_next(uint32_t *out, lt_pq_reader *r, int64_t n, lt_error *err)
{
    if (!r->page.is_open) LT_TRY(open_values(r, err));
    return lt_pq_rle_ids(out, n, (uint32_t)r->dict->rows, &r->page.ids, err);
}

/* ---- dictionaries ---- */

static lt_status dictionary_fill(lt_column *c, lt_pq_reader *r, int32_t count, lt_error *err)
{
    const void *src = NULL;
    bool        points = false;
    r->page.encoding = LT_PQ_PLAIN;
    r->page.is_open = true;
    r->page.values = r->bytes->data;
    r->page.bytes = r->bytes->len;
    if (count) LT_TRY(lt_pq_values_next(&src, r, count, err));
    if (count) LT_TRY(lt_pq_convert(c->values, &points, r->type, src, count, err));
    return points ? lt_column_keep(c, r->bytes, err) : LT_OK;
}

lt_status lt_pq_dictionary_load(lt_pq_reader *r, int32_t count, lt_error *err)
{
    lt_column *c;
    int32_t    least = r->type->width > 0 ? r->type->width : 4;
    if (r->type->conv == LT_PQ_BITS)
        return LT_FAIL(err, LT_EPARSE, "it is a dictionary of booleans");
    if ((size_t)count > r->bytes->len / (size_t)least)
        return LT_FAIL(err, LT_EPARSE, "%zu bytes are too few for a dictionary of %d values",
                       r->bytes->len, count);
    LT_TRY(lt_column_open(&c, r->mem, r->type->type, count, err));
    lt_status status = dictionary_fill(c, r, count, err);
    r->page.encoding = 0;
    if (status) {
        lt_column_release(c);
        return status;
    }
    r->dict = c;
    return LT_OK;
}
