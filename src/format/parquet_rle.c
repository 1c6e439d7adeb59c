#include "format/parquet_encoding.h"

#include "kernel/kernel.h"

#include <string.h>

/* Values are converted to narrower types by pieces of this many. */
enum { PIECE = 512 };

static lt_status ended(lt_error *err)
{
    return LT_FAIL(err, LT_EPARSE, "the runs end before the last value");
}

lt_status lt_pq_rle_open(lt_pq_rle *r, const uint8_t *bytes, size_t len, int width, lt_error *err)
{
    if (width < 0 || width > 32) return LT_FAIL(err, LT_EPARSE, "runs of values of %d bits", width);
    *r = (lt_pq_rle){.at = bytes, .end = len ? bytes + len : bytes, .width = width};
    return LT_OK;
}

lt_status lt_pq_rle_open_levels(lt_pq_rle *r, size_t *used, const uint8_t *bytes, size_t len,
                                int width, lt_error *err)
{
    if (len < 4) return LT_FAIL(err, LT_EPARSE, "a page of %zu bytes without room for levels", len);
    uint32_t n =
        bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    if (n > len - 4) return LT_FAIL(err, LT_EPARSE, "levels of %u bytes in a page of %zu", n, len);
    if (used) *used = (size_t)n + 4;
    return lt_pq_rle_open(r, bytes + 4, n, width, err);
}

lt_status lt_pq_rle_open_ids(lt_pq_rle *r, const uint8_t *bytes, size_t len, lt_error *err)
{
    if (!len) return LT_FAIL(err, LT_EPARSE, "a page of dictionary ids without their width");
    return lt_pq_rle_open(r, bytes + 1, len - 1, bytes[0], err);
}

static lt_status header(uint32_t *out, lt_pq_rle *r, lt_error *err)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
        if (r->at == r->end) return ended(err);
        uint8_t byte = *r->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte & 0x80) continue;
        if (value > UINT32_MAX) break;
        *out = (uint32_t)value;
        return LT_OK;
    }
    return LT_FAIL(err, LT_EPARSE, "a run of over 2^32 values");
}

/* Writers may cut the padding of the last packed run: only whole values at hand count. */
static void begin_packed(lt_pq_rle *r, uint32_t groups)
{
    size_t  left = (size_t)(r->end - r->at);
    int64_t values = (int64_t)groups * 8;
    if (r->width && (uint64_t)groups * (uint64_t)r->width > left)
        values = (int64_t)(left * 8 / (size_t)r->width);
    else
        left = (size_t)groups * (size_t)r->width;
    r->run = r->at;
    r->packed = values;
    r->packed_at = 0;
    r->at += left;
}

/* Makes a run with values current; empty runs are passed over. */
static lt_status next_run(lt_pq_rle *r, lt_error *err)
{
    uint32_t head;
    size_t   n = (size_t)(r->width + 7) / 8;
    while (!r->repeat && !r->packed) {
        if (r->width == 0) {
            r->value = 0;
            r->repeat = INT64_MAX;
            return LT_OK;
        }
        LT_TRY(header(&head, r, err));
        if (head & 1) {
            begin_packed(r, head >> 1);
            continue;
        }
        if ((size_t)(r->end - r->at) < n) return ended(err);
        r->value = 0;
        for (size_t i = 0; i < n; i++) r->value |= (uint32_t)r->at[i] << (8 * i);
        r->at += n;
        r->repeat = head >> 1;
    }
    return LT_OK;
}

/* count <= packed. A start inside a byte group is first brought to its end. */
static void take_packed(uint32_t *out, int64_t count, lt_pq_rle *r)
{
    int64_t inside = r->packed_at & 7;
    if (inside) {
        uint32_t group[8];
        int64_t  whole = r->packed + inside < 8 ? r->packed + inside : 8;
        int64_t  n = whole - inside < count ? whole - inside : count;
        lt_pq_unpack32(group, whole, r->width, r->run + (r->packed_at - inside) * r->width / 8);
        memcpy(out, group + inside, (size_t)n * sizeof(*out));
        r->packed_at += n;
        r->packed -= n;
        out += n;
        count -= n;
    }
    if (!count) return;
    lt_pq_unpack32(out, count, r->width, r->run + r->packed_at * r->width / 8);
    r->packed_at += count;
    r->packed -= count;
}

lt_status lt_pq_rle_next(uint32_t *out, int64_t count, lt_pq_rle *r, lt_error *err)
{
    while (count > 0) {
        LT_TRY(next_run(r, err));
        int64_t have = r->repeat ? r->repeat : r->packed;
        int64_t n = count < have ? count : have;
        if (r->repeat) {
            for (int64_t i = 0; i < n; i++) out[i] = r->value;
            r->repeat -= n;
        } else {
            take_packed(out, n, r);
        }
        out += n;
        count -= n;
    }
    return LT_OK;
}

int64_t lt_pq_rle_run(uint32_t *value, int64_t max, lt_pq_rle *r)
{
    if (max <= 0 || next_run(r, NULL) != LT_OK || !r->repeat) return 0;
    int64_t n = max < r->repeat ? max : r->repeat;
    *value = r->value;
    r->repeat -= n;
    return n;
}

/* The next levels: a repeated run, or a piece of packed ones. *n: at most, then how many. */
static lt_status some_levels(uint32_t *most, int16_t *out, int64_t *n, lt_pq_rle *r, lt_error *err)
{
    uint32_t piece[PIECE];
    int64_t  run = lt_pq_rle_run(most, *n, r);
    if (run) {
        for (int64_t i = 0; i < run; i++) out[i] = (int16_t)*most;
        *n = run;
        return LT_OK;
    }
    *n = *n < PIECE ? *n : PIECE;
    if (r->packed && r->packed < *n) *n = r->packed;
    LT_TRY(lt_pq_rle_next(piece, *n, r, err));
    *most = 0;
    for (int64_t i = 0; i < *n; i++) {
        *most = piece[i] > *most ? piece[i] : *most;
        out[i] = (int16_t)piece[i];
    }
    return LT_OK;
}

lt_status lt_pq_rle_levels(int16_t *out, int64_t count, int16_t max, lt_pq_rle *r, lt_error *err)
{
    uint32_t most = 0;
    for (int64_t n; count > 0; out += n, count -= n) {
        n = count;
        LT_TRY(some_levels(&most, out, &n, r, err));
        if (most > (uint32_t)max)
            return LT_FAIL(err, LT_EPARSE, "level %u, where %d is the most", most, max);
    }
    return LT_OK;
}

lt_status lt_pq_rle_bools(uint8_t *out, int64_t count, lt_pq_rle *r, lt_error *err)
{
    uint32_t piece[PIECE];
    while (count > 0) {
        int64_t n = count < PIECE ? count : PIECE;
        LT_TRY(lt_pq_rle_next(piece, n, r, err));
        for (int64_t i = 0; i < n; i++) out[i] = (uint8_t)(piece[i] & 1);
        out += n;
        count -= n;
    }
    return LT_OK;
}

lt_status lt_pq_rle_ids(uint32_t *out, int64_t count, uint32_t entries, lt_pq_rle *r, lt_error *err)
{
    LT_TRY(lt_pq_rle_next(out, count, r, err));
    uint32_t most = lt_loops_get()->largest_u32(out, count);
    if (count > 0 && most >= entries)
        return LT_FAIL(err, LT_EPARSE, "dictionary id %u of a dictionary of %u", most, entries);
    return LT_OK;
}
