/* parquet_page.c — the pages of a column chunk, one after the other.
 *
 * The chunk is read through a window of about WINDOW_BYTES. A page is checked against the chunk's
 * end before it is read, its CRC before it is unpacked, its unpacked size before memory is
 * asked for.
 *
 * Limits   an unpacked page past FREE_BYTES may be at most MAX_RATIO times its packed size
 * Source   parquet-format README "Data Pages", "Checksumming"
 */
#include "format/parquet_read.h"

#include "core/crc.h"

#include <string.h>

enum {
    WINDOW_BYTES = 1 << 20,
    HEADER_BYTES = 1 << 10,
    HEADER_MOST = 16 << 20,
    FREE_BYTES = 64 << 20,
    MAX_RATIO = 4096
};

lt_status lt_pq_reader_open(lt_pq_reader *r, const lt_pq_chunk *chunk, int64_t rows, lt_error *err)
{
    uint64_t      bytes;
    lt_buf *const bufs[] = {&r->window,  &r->old_levels, &r->levels,
                            &r->scratch, &r->strings,    &r->store};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++) bufs[i]->mem = r->mem;
    r->header.mem = r->mem;
    if (lt_pq_is_encrypted(chunk)) return LT_FAIL(err, LT_EUNSUPPORTED, "it is encrypted");
    if (!chunk->meta) return LT_FAIL(err, LT_EPARSE, "the footer does not describe it");
    if (lt_pq_has(chunk, 1) && chunk->file_path.len)
        return LT_FAIL(err, LT_EUNSUPPORTED, "its data lies in another file, %s",
                       (const char *)chunk->file_path.at);
    r->meta = chunk->meta;
    r->codec = lt_codec_find_parquet(r->meta->codec);
    if (!r->codec)
        return LT_FAIL(err, LT_EUNSUPPORTED, "it is packed with codec %d, which is not known",
                       r->meta->codec);
    if (r->meta->type != r->type->physical)
        return LT_FAIL(err, LT_EPARSE, "it holds %s, the schema says %s",
                       lt_pq_type_name(r->meta->type), lt_pq_type_name(r->type->physical));
    if (r->meta->values != rows)
        return LT_FAIL(err, LT_EPARSE, "it has %lld values in a row group of %lld rows",
                       (long long)r->meta->values, (long long)rows);
    lt_pq_chunk_range(&r->at, &bytes, r->meta);
    r->end = r->at + bytes;
    r->rows_left = rows;
    r->page = (lt_pq_page_in){.at = (int64_t)r->at};
    return LT_OK;
}

void lt_pq_reader_close(lt_pq_reader *r)
{
    lt_buf *const bufs[] = {&r->window,  &r->old_levels, &r->levels,
                            &r->scratch, &r->strings,    &r->store};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++) lt_buf_clear(bufs[i]);
    lt_arena_clear(&r->header);
    lt_column_release(r->dict);
    lt_bytes_release(r->bytes);
    lt_bytes_release(r->made);
    r->dict = NULL;
    r->bytes = r->made = NULL;
}

/* Makes the file's bytes [r->at, r->at + len) available; the chunk has them. */
static lt_status window_get(const uint8_t **out, lt_pq_reader *r, size_t len, lt_error *err)
{
    lt_buf  *w = &r->window;
    uint64_t from = r->at - r->window_at;
    if (from > w->len) from = w->len;
    size_t kept = w->len - (size_t)from;
    if (kept < len) {
        uint64_t left = r->end - r->at;
        size_t want = len > WINDOW_BYTES ? len : left < WINDOW_BYTES ? (size_t)left : WINDOW_BYTES;
        if (kept) memmove(w->data, w->data + from, kept);
        w->len = kept;
        r->window_at = r->at;
        LT_TRY(lt_buf_reserve(w, want - kept, err));
        LT_TRY(lt_file_pread(r->file, r->at + kept, want - kept, w->data + kept, err));
        w->len = want;
    }
    *out = w->data + (r->at - r->window_at);
    return LT_OK;
}

static lt_status header_read(lt_pq_page_header *h, lt_pq_reader *r, lt_error *err)
{
    uint64_t       left = r->end - r->at;
    size_t         used, try = HEADER_BYTES;
    const uint8_t *bytes;
    for (;; try *= 8) {
        size_t len = left < try ? (size_t)left : try;
        LT_TRY(window_get(&bytes, r, len, err));
        lt_arena_clear(&r->header);
        lt_status status = lt_pq_page_header_parse(h, &used, &r->header, bytes, len, err);
        if (status == LT_OK) break;
        if (status != LT_ELIMIT) return status;
        if (len == left)
            return LT_FAIL(err, LT_EPARSE, "the column chunk ends inside a page header");
        if (len >= HEADER_MOST)
            return LT_FAIL(err, LT_EPARSE, "a page header is longer than %d bytes", HEADER_MOST);
    }
    r->at += used;
    if ((uint64_t)h->compressed_bytes > r->end - r->at)
        return LT_FAIL(err, LT_EPARSE, "it says %d bytes, the column chunk has %llu left",
                       h->compressed_bytes, (unsigned long long)(r->end - r->at));
    return LT_OK;
}

static lt_status checksum_check(const lt_pq_page_header *h, const uint8_t *bytes, lt_error *err)
{
    if (!lt_pq_has(h, 4)) return LT_OK;
    uint32_t want = (uint32_t)h->crc;
    uint32_t got = lt_crc32(bytes, (size_t)h->compressed_bytes);
    if (got == want) return LT_OK;
    return LT_FAIL(err, LT_EPARSE, "the checksum is %08x, the file says %08x", got, want);
}

lt_status lt_pq_bytes_room(lt_bytes **b, lt_mem *mem, size_t len, lt_error *err)
{
    bool is_mine = *b && atomic_load(&(*b)->refs) == 1 && (*b)->cap >= len;
    if (!is_mine) {
        lt_bytes_release(*b);
        *b = NULL;
        LT_TRY(lt_bytes_open(b, mem, len, err));
    }
    (*b)->len = len;
    return LT_OK;
}

/* in[0, len) becomes out_len bytes after the first `plain` ones, which are copied as they are. */
static lt_status unpack(lt_pq_reader *r, const uint8_t *in, size_t len, size_t out_len,
                        size_t plain, bool is_packed, lt_error *err)
{
    if (plain > len || plain > out_len)
        return LT_FAIL(err, LT_EPARSE, "its levels are longer than the page");
    size_t packed = len - plain, unpacked = out_len - plain;
    if (unpacked > FREE_BYTES && unpacked / MAX_RATIO > packed)
        return LT_FAIL(err, LT_ELIMIT, "%zu bytes say that they unpack to %zu", packed, unpacked);
    if (!is_packed && packed != unpacked)
        return LT_FAIL(err, LT_EPARSE, "it has %zu bytes, not %zu", packed, unpacked);
    LT_TRY(lt_pq_bytes_room(&r->bytes, r->mem, out_len, err));
    if (plain) memcpy(r->bytes->data, in, plain);
    if (!is_packed) {
        if (packed) memcpy(r->bytes->data + plain, in + plain, packed);
        return LT_OK;
    }
    if (!unpacked) return LT_OK;
    return r->codec->decompress(r->codec_ctx, in + plain, packed, r->bytes->data + plain, unpacked,
                                err);
}

static lt_status dictionary_page(lt_pq_reader *r, const lt_pq_page_header *h, const uint8_t *in,
                                 lt_error *err)
{
    int32_t encoding = h->dictionary.encoding;
    if (r->dict) return LT_FAIL(err, LT_EPARSE, "it is a second dictionary");
    if (encoding != LT_PQ_PLAIN && encoding != LT_PQ_PLAIN_DICTIONARY)
        return LT_FAIL(err, LT_EUNSUPPORTED, "it is a dictionary encoded as %s",
                       lt_pq_encoding_name(encoding));
    LT_TRY(unpack(r, in, (size_t)h->compressed_bytes, (size_t)h->bytes, 0,
                  r->codec != &lt_codec_none, err));
    return lt_pq_dictionary_load(r, h->dictionary.values, err);
}

static lt_status levels_v1(lt_pq_reader *r, const lt_pq_data_header *h, size_t *used, lt_error *err)
{
    const uint8_t *bytes = r->bytes->data;
    size_t         len = r->bytes->len, room = (size_t)h->values * sizeof(int16_t);
    *used = 0;
    if (!r->type->is_optional) return LT_OK;
    if (h->def_encoding == LT_PQ_RLE)
        return lt_pq_rle_open_levels(&r->page.levels, used, bytes, len, 1, err);
    if (h->def_encoding != LT_PQ_BIT_PACKED)
        return LT_FAIL(err, LT_EUNSUPPORTED, "its levels are encoded as %s",
                       lt_pq_encoding_name(h->def_encoding));
    if ((size_t)h->values / 8 > len)
        return LT_FAIL(err, LT_EPARSE, "it has %zu bytes for the levels of %d rows", len,
                       h->values);
    r->page.has_old_levels = true;
    r->old_levels.len = 0;
    LT_TRY(lt_buf_reserve(&r->old_levels, room, err));
    return lt_pq_bit_packed_levels((int16_t *)r->old_levels.data, used, h->values, 1, bytes, len,
                                   err);
}

static lt_status page_v1(lt_pq_reader *r, const lt_pq_page_header *h, const uint8_t *in,
                         lt_error *err)
{
    size_t used;
    LT_TRY(unpack(r, in, (size_t)h->compressed_bytes, (size_t)h->bytes, 0,
                  r->codec != &lt_codec_none, err));
    LT_TRY(levels_v1(r, &h->data, &used, err));
    r->page.encoding = h->data.encoding;
    r->page.values = r->bytes->data + used;
    r->page.bytes = r->bytes->len - used;
    r->page.left = h->data.values;
    return LT_OK;
}

static lt_status page_v2(lt_pq_reader *r, const lt_pq_page_header *h, const uint8_t *in,
                         lt_error *err)
{
    const lt_pq_data_header_v2 *v2 = &h->data_v2;
    size_t                      levels = (size_t)v2->def_bytes + (size_t)v2->rep_bytes;
    bool                        may_be_packed = !lt_pq_has(v2, 7) || v2->is_compressed;
    bool                        is_packed = may_be_packed && r->codec != &lt_codec_none;
    if (v2->rows != v2->values)
        return LT_FAIL(err, LT_EPARSE, "it has %d values in %d rows", v2->values, v2->rows);
    LT_TRY(unpack(r, in, (size_t)h->compressed_bytes, (size_t)h->bytes, levels, is_packed, err));
    if (r->type->is_optional)
        LT_TRY(lt_pq_rle_open(&r->page.levels, r->bytes->data + v2->rep_bytes,
                              (size_t)v2->def_bytes, 1, err));
    r->page.encoding = v2->encoding;
    r->page.values = r->bytes->data + levels;
    r->page.bytes = r->bytes->len - levels;
    r->page.left = v2->values;
    return LT_OK;
}

static lt_status page_read(lt_pq_reader *r, lt_error *err)
{
    lt_pq_page_header h;
    const uint8_t    *in;
    r->page = (lt_pq_page_in){.at = (int64_t)r->at};
    LT_TRY(header_read(&h, r, err));
    LT_TRY(window_get(&in, r, (size_t)h.compressed_bytes, err));
    LT_TRY(checksum_check(&h, in, err));
    lt_status status = LT_OK; /* other kinds of pages are passed over */
    if (h.type == LT_PQ_DICTIONARY_PAGE) status = dictionary_page(r, &h, in, err);
    if (h.type == LT_PQ_DATA_PAGE) status = page_v1(r, &h, in, err);
    if (h.type == LT_PQ_DATA_PAGE_V2) status = page_v2(r, &h, in, err);
    r->at += (uint64_t)h.compressed_bytes;
    r->page.is_dict =
        r->page.encoding == LT_PQ_RLE_DICTIONARY || r->page.encoding == LT_PQ_PLAIN_DICTIONARY;
    return status;
}

lt_status lt_pq_page_load(lt_pq_reader *r, lt_error *err)
{
    do {
        if (r->at >= r->end) {
            r->page.at = (int64_t)r->at;
            return LT_FAIL(err, LT_EPARSE, "the column chunk ends %lld rows too early",
                           (long long)r->rows_left);
        }
        LT_TRY(page_read(r, err));
    } while (r->page.left == 0);

    if (r->page.left > r->rows_left)
        return LT_FAIL(err, LT_EPARSE, "it has %d rows, the row group %lld left", r->page.left,
                       (long long)r->rows_left);
    r->rows_left -= r->page.left;
    return LT_OK;
}
