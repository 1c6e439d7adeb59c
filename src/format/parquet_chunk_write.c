/* parquet_chunk_write.c — one column of one row group as pages.
 *
 * The values become dictionary codes first; when the dictionary grows too large or would not pay,
 * they are gathered again as PLAIN: a chunk never mixes the two. Pages are v1, which every reader
 * takes: levels as RLE after their length, then the values, compressed together, with a CRC-32 of
 * what lies in the file.
 *
 * Limits   page_rows rows or about LT_PQ_PAGE_BYTES a page
 * Source   parquet-format README "Data Pages", Encodings.md
 */
#include "format/parquet_encoding.h"
#include "format/parquet_write.h"

#include "core/crc.h"

#include <string.h>

/* Levels are kept from the first null on; until then every row's is 1. */
static lt_status levels_add(lt_pq_chunk_out *c, const lt_pq_block *b, lt_error *err)
{
    int64_t from = c->rows;
    c->rows += b->rows;
    if (b->count == b->rows && !c->levels.len) return LT_OK;
    size_t  before = c->levels.len ? 0 : (size_t)from;
    int16_t one = 1;
    LT_TRY(lt_buf_reserve(&c->levels, (before + (size_t)b->rows) * sizeof(one), err));
    for (size_t i = 0; i < before; i++) lt_buf_push(&c->levels, &one, sizeof(one));
    if (b->count < b->rows) lt_buf_push(&c->levels, b->levels, (size_t)b->rows * sizeof(one));
    for (int32_t i = 0; b->count == b->rows && i < b->rows; i++)
        lt_buf_push(&c->levels, &one, sizeof(one));
    return LT_OK;
}

static lt_status dense_add(lt_pq_chunk_out *c, lt_pq_block *b, lt_error *err)
{
    size_t bytes = (size_t)b->count * (size_t)c->layout->width;
    LT_TRY(lt_buf_reserve(&c->dense, bytes, err));
    if (bytes) lt_pq_block_values(c->dense.data + c->dense.len, c->layout, b);
    c->dense.len += bytes;
    return LT_OK;
}

static bool is_text(const lt_pq_chunk_out *c) { return c->layout->dense == LT_PQ_DENSE_VIEW; }

/* Levels of every row; of texts codes for as long as the dictionary fits, of others the values. */
static lt_status gather(lt_pq_chunk_out *c, lt_pq_block *b, lt_pq_cursor cursor, lt_error *err)
{
    while (lt_pq_block_next(b, &cursor)) {
        LT_TRY(lt_cancel_check(c->cancel, err));
        LT_TRY(levels_add(c, b, err));
        if (is_text(c) && c->has_dict && b->count)
            LT_TRY(lt_pq_dict_add_block(&c->has_dict, &c->dict, b, err));
        if (!is_text(c)) LT_TRY(dense_add(c, b, err));
    }
    return LT_OK;
}

/* Codes of the values gathered. */
static lt_status find_codes(lt_pq_chunk_out *c, lt_error *err)
{
    enum { PIECE = 8192 };
    size_t      width = (size_t)c->layout->width;
    int64_t     n = (int64_t)(c->dense.len / width);
    lt_pq_range r = {0};
    if (!n) return LT_OK;
    if (c->layout->dense == LT_PQ_DENSE_I32 || c->layout->dense == LT_PQ_DENSE_I64) {
        lt_pq_range_add(&r, c->layout->dense, c->dense.data, n);
        LT_TRY(lt_pq_dict_expect(&c->dict, r.min.i, r.max.i, n, err));
    }
    for (int64_t at = 0; at < n && c->has_dict; at += PIECE) {
        int32_t here = n - at < PIECE ? (int32_t)(n - at) : PIECE;
        LT_TRY(lt_cancel_check(c->cancel, err));
        LT_TRY(
            lt_pq_dict_add(&c->has_dict, &c->dict, c->dense.data + (size_t)at * width, here, err));
    }
    return LT_OK;
}

/* Texts that no dictionary has. */
static lt_status gather_dense(lt_pq_chunk_out *c, lt_pq_block *b, lt_pq_cursor cursor,
                              lt_error *err)
{
    while (lt_pq_block_next(b, &cursor)) {
        LT_TRY(lt_cancel_check(c->cancel, err));
        LT_TRY(dense_add(c, b, err));
    }
    return LT_OK;
}

static lt_status take_values(lt_pq_chunk_out *c, lt_pq_block *b, lt_pq_cursor cursor, lt_error *err)
{
    c->has_dict = c->opt->dictionary && c->layout->dense != LT_PQ_DENSE_BOOL &&
                  c->layout->dense != LT_PQ_DENSE_NONE;
    lt_pq_dict_start(&c->dict, c->mem, c->layout);
    LT_TRY(gather(c, b, cursor, err));
    if (!is_text(c) && c->has_dict) LT_TRY(find_codes(c, err));
    c->has_dict = c->has_dict && lt_pq_dict_pays(&c->dict);
    return is_text(c) && !c->has_dict ? gather_dense(c, b, cursor, err) : LT_OK;
}

/* ---- values of a page ---- */

/* A short view is its length and its bytes, then zeros: just what PLAIN has, and some more. */
static lt_status put_views(lt_buf *out, const lt_view *v, int64_t n, lt_error *err)
{
    size_t bytes = sizeof(*v);
    for (int64_t i = 0; i < n; i++) bytes += 4 + (size_t)v[i].len;
    LT_TRY(lt_buf_reserve(out, bytes, err));
    uint8_t *at = out->data + out->len;
    for (int64_t i = 0; i < n; i++) {
        memcpy(at, &v[i], sizeof(*v));
        if (v[i].len > 12) memcpy(at + 4, v[i].at, (size_t)v[i].len);
        at += 4 + v[i].len;
    }
    out->len = (size_t)(at - out->data);
    return LT_OK;
}

static lt_status put_wide(lt_buf *out, const lt_i128 *v, int64_t n, int32_t width, lt_error *err)
{
    LT_TRY(lt_buf_reserve(out, (size_t)n * (size_t)width, err));
    for (int64_t i = 0; i < n; i++) {
        lt_i128  d = v[i];
        uint8_t *bytes = out->data + out->len;
        for (int32_t k = width - 1; k >= 0; k--, d >>= 8) bytes[k] = (uint8_t)d;
        out->len += (size_t)width;
    }
    return LT_OK;
}

static lt_status put_plain(lt_buf *out, const lt_pq_layout *layout, const void *values, int64_t n,
                           lt_error *err)
{
    switch (layout->dense) {
    case LT_PQ_DENSE_NONE: return LT_OK;
    case LT_PQ_DENSE_BOOL: return lt_pq_put_bools(out, values, n, err);
    case LT_PQ_DENSE_VIEW: return put_views(out, values, n, err);
    case LT_PQ_DENSE_I128: return put_wide(out, values, n, layout->file_width, err);
    default: return lt_buf_add(out, values, (size_t)n * (size_t)layout->width, err);
    }
}

/* Codes of a dictionary of one take a bit too: not every reader knows runs of no bits. */
static lt_status put_codes(lt_pq_chunk_out *c, int64_t from, int64_t n, lt_error *err)
{
    const uint32_t *codes = (const uint32_t *)c->dict.codes.data;
    uint8_t         bits = (uint8_t)lt_pq_bits(c->dict.count > 2 ? c->dict.count - 1 : 1);
    LT_TRY(lt_buf_add(&c->page, &bits, 1, err));
    return lt_pq_put_rle(&c->page, n ? codes + from : codes, n, bits, err);
}

/* ---- statistics of a page ---- */

/* Of texts with a dictionary: each code is looked at once a page. */
static void range_of_codes(lt_pq_chunk_out *c, lt_pq_range *r, int64_t from, int64_t n,
                           uint32_t mark)
{
    const uint32_t *codes = (const uint32_t *)c->dict.codes.data;
    uint32_t       *marks = (uint32_t *)c->marks.data;
    for (int64_t i = from; i < from + n; i++) {
        uint32_t code = codes[i];
        if (marks[code] == mark) continue;
        marks[code] = mark;
        lt_pq_range_add(r, c->layout->dense, (const lt_view *)c->dict.values.data + code, 1);
    }
}

/* ---- pages into the file ---- */

/* c->page, compressed, behind its header. */
static lt_status page_emit(lt_pq_chunk_out *c, lt_pq_page_header *h, lt_error *err)
{
    const lt_codec_ops *codec = c->opt->codec;
    const uint8_t      *bytes = c->page.data;
    size_t              len = c->page.len, before = c->out->len, bound;
    if (codec != &lt_codec_none) {
        bound = codec->compress_bound(len);
        if (!bound)
            return LT_FAIL(err, LT_ELIMIT, "a page of %zu bytes is too large for %s", len,
                           codec->name);
        c->packed.len = 0;
        LT_TRY(lt_buf_reserve(&c->packed, bound, err));
        LT_TRY(codec->compress(&len, c->codec, bytes, c->page.len, c->packed.data, bound, err));
        bytes = c->packed.data;
    }
    if (len > INT32_MAX || c->page.len > INT32_MAX)
        return LT_FAIL(err, LT_ELIMIT, "a Parquet page of %zu bytes is past 2 GiB", c->page.len);
    h->bytes = (int32_t)c->page.len;
    h->compressed_bytes = (int32_t)len;
    h->crc = (int32_t)lt_crc32(bytes, len);
    h->has |= 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4;
    LT_TRY(lt_thrift_write(c->out, &lt_pq_page_header_shape, h, err));
    c->raw_bytes += (int64_t)(c->out->len - before + c->page.len);
    return lt_buf_add(c->out, bytes, len, err);
}

static lt_status dictionary_page(lt_pq_chunk_out *c, lt_error *err)
{
    lt_pq_page_header h = {.type = LT_PQ_DICTIONARY_PAGE,
                           .has = 1u << 7,
                           .dictionary = {.has = 1u << 1 | 1u << 2,
                                          .values = (int32_t)c->dict.count,
                                          .encoding = LT_PQ_PLAIN}};
    c->page.len = 0;
    LT_TRY(put_plain(&c->page, c->layout, c->dict.values.data, c->dict.count, err));
    return page_emit(c, &h, err);
}

static lt_status values_put(lt_pq_chunk_out *c, lt_pq_range *r, int64_t from, int64_t n,
                            uint32_t mark, lt_error *err)
{
    const uint8_t *values = c->dense.data + (size_t)from * (size_t)c->layout->width;
    if (n && is_text(c) && c->has_dict)
        range_of_codes(c, r, from, n, mark);
    else if (n)
        lt_pq_range_add(r, c->layout->dense, values, n);
    if (c->has_dict) return put_codes(c, from, n, err);
    return n ? put_plain(&c->page, c->layout, values, n, err) : LT_OK;
}

static lt_status levels_put(lt_pq_chunk_out *c, int64_t row, int64_t rows, lt_error *err)
{
    const int16_t *levels = (const int16_t *)c->levels.data + row;
    if (c->levels.len) return lt_pq_put_levels_v1(&c->page, levels, rows, 1, err);
    return lt_pq_put_same_levels_v1(&c->page, 1, rows, 1, err);
}

/* Rows [row, row + rows), whose `count` values start at value `from`. */
static lt_status data_page(lt_pq_chunk_out *c, int64_t row, int64_t rows, int64_t from,
                           int64_t count, lt_error *err)
{
    lt_pq_page_note   note = {.at = (int64_t)c->out->len, .first_row = row, .is_null = count == 0};
    uint32_t          mark = (uint32_t)(c->pages.len / sizeof(note)) + 1;
    lt_pq_page_header h = {.type = LT_PQ_DATA_PAGE,
                           .has = 1u << 5,
                           .data = {.has = 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4,
                                    .values = (int32_t)rows,
                                    .encoding = c->has_dict ? LT_PQ_RLE_DICTIONARY : LT_PQ_PLAIN,
                                    .def_encoding = LT_PQ_RLE,
                                    .rep_encoding = LT_PQ_RLE}};
    note.range.nulls = rows - count;
    c->page.len = 0;
    LT_TRY(levels_put(c, row, rows, err));
    LT_TRY(values_put(c, &note.range, from, count, mark, err));
    LT_TRY(page_emit(c, &h, err));
    note.bytes = (int64_t)c->out->len - note.at;
    lt_pq_range_merge(&c->all, c->layout->dense, &note.range);
    return lt_buf_add(&c->pages, &note, sizeof(note), err);
}

/* How many rows from `row` make a page, and how many values they have. */
static int64_t page_rows(const lt_pq_chunk_out *c, int64_t row, int64_t from, int64_t *count)
{
    const int16_t *levels = c->levels.len ? (const int16_t *)c->levels.data : NULL;
    const lt_view *views = (const lt_view *)c->dense.data;
    bool           by_bytes = is_text(c) && !c->has_dict;
    int64_t        end = c->rows, i, bytes = 0;
    if (end - row > c->opt->page_rows) end = row + c->opt->page_rows;
    *count = end - row;
    if (!levels && !by_bytes) return end - row;
    *count = 0;
    for (i = row; i < end && bytes < LT_PQ_PAGE_BYTES; i++) {
        int16_t level = levels ? levels[i] : 1;
        if (by_bytes && level) bytes += 4 + (int64_t)views[from + *count].len;
        *count += level;
    }
    return i - row;
}

static lt_status pages_write(lt_pq_chunk_out *c, lt_error *err)
{
    int64_t row = 0, from = 0, count;
    if (c->has_dict) {
        size_t bytes = is_text(c) ? c->dict.count * sizeof(uint32_t) : 0;
        LT_TRY(lt_buf_reserve(&c->marks, bytes, err));
        if (bytes) memset(c->marks.data, 0, bytes);
        LT_TRY(dictionary_page(c, err));
    }
    while (row < c->rows) {
        LT_TRY(lt_cancel_check(c->cancel, err));
        int64_t n = page_rows(c, row, from, &count);
        LT_TRY(data_page(c, row, n, from, count, err));
        row += n;
        from += count;
    }
    return LT_OK;
}

lt_status lt_pq_chunk_write(lt_pq_chunk_result *out, lt_pq_chunk_out *c, lt_pq_cursor cursor,
                            lt_error *err)
{
    lt_pq_block *b = lt_mem_resize(c->mem, NULL, 0, sizeof(*b));
    if (!b) return lt_mem_refused(c->mem, sizeof(*b), "rows to write", err);
    c->levels.len = c->dense.len = c->pages.len = 0;
    c->all = (lt_pq_range){0};
    c->start = (int64_t)c->out->len;
    c->rows = c->raw_bytes = 0;

    lt_status status = take_values(c, b, cursor, err);
    lt_mem_free(c->mem, b, sizeof(*b));
    if (!status) status = pages_write(c, err);
    if (!status) status = lt_pq_chunk_finish(out, c, c->rows, err);
    return status;
}

void lt_pq_chunk_out_clear(lt_pq_chunk_out *c)
{
    lt_buf *const bufs[] = {&c->levels, &c->dense, &c->page, &c->packed, &c->pages, &c->marks};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++) lt_buf_clear(bufs[i]);
    lt_pq_dict_clear(&c->dict);
}
