#include "format/parquet_encoding.h"

#include <string.h>

enum { PIECE = 256, MAX_BLOCK = 1 << 24 };

static lt_status cut(lt_error *err)
{
    return LT_FAIL(err, LT_EPARSE, "the deltas end before the last value");
}

static lt_status varint(uint64_t *out, lt_pq_delta *d, lt_error *err)
{
    *out = 0;
    for (int shift = 0; shift < 70; shift += 7) {
        if (d->at == d->end) return cut(err);
        uint8_t byte = *d->at++;
        *out |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) return LT_OK;
    }
    return LT_FAIL(err, LT_EPARSE, "a number of over 64 bits in a page of deltas");
}

static lt_status zigzag(uint64_t *out, lt_pq_delta *d, lt_error *err)
{
    uint64_t raw;
    LT_TRY(varint(&raw, d, err));
    *out = raw >> 1 ^ -(raw & 1);
    return LT_OK;
}

lt_status lt_pq_delta_open(lt_pq_delta *d, const uint8_t *bytes, size_t len, lt_error *err)
{
    uint64_t block, minis, total;
    *d = (lt_pq_delta){.at = bytes, .end = len ? bytes + len : bytes, .is_first = true};
    LT_TRY(varint(&block, d, err));
    LT_TRY(varint(&minis, d, err));
    LT_TRY(varint(&total, d, err));
    LT_TRY(zigzag(&d->last, d, err));
    bool good = block && block <= MAX_BLOCK && minis && minis <= block && block % minis == 0 &&
                block / minis % 8 == 0 && total <= INT32_MAX;
    if (!good)
        return LT_FAIL(err, LT_EPARSE, "deltas in blocks of %llu in %llu parts, %llu values",
                       (unsigned long long)block, (unsigned long long)minis,
                       (unsigned long long)total);
    d->block_values = (int32_t)block;
    d->miniblocks = d->miniblock = (int32_t)minis;
    d->miniblock_values = (int32_t)(block / minis);
    d->total = d->left = (int64_t)total;
    return LT_OK;
}

static int width_of(const lt_pq_delta *d) { return d->widths[d->miniblock - 1]; }

/* Makes a miniblock with deltas current. Those not needed at the end have widths but no bytes. */
static lt_status next_miniblock(lt_pq_delta *d, lt_error *err)
{
    if (d->miniblock == d->miniblocks) {
        LT_TRY(zigzag(&d->min_delta, d, err));
        if (d->end - d->at < d->miniblocks) return cut(err);
        d->widths = d->at;
        d->at += d->miniblocks;
        d->miniblock = 0;
    }
    int width = d->widths[d->miniblock++];
    if (width > 64) return LT_FAIL(err, LT_EPARSE, "deltas of %d bits", width);
    int64_t bytes = (int64_t)width * d->miniblock_values / 8;
    if (d->end - d->at < bytes) return cut(err);
    d->packed = d->at;
    d->at += bytes;
    d->miniblock_left = d->miniblock_values;
    return LT_OK;
}

/* Up to PIECE deltas, without min_delta: *n in, how many are wanted; out, how many there are. */
static lt_status some_deltas(uint64_t *out, int64_t *n, lt_pq_delta *d, lt_error *err)
{
    uint32_t narrow[PIECE + 8];
    uint64_t wide[PIECE + 8];
    if (!d->miniblock_left) LT_TRY(next_miniblock(d, err));
    int     width = width_of(d);
    int64_t at = d->miniblock_values - d->miniblock_left, inside = at & 7;
    if (*n > PIECE) *n = PIECE;
    if (*n > d->miniblock_left) *n = d->miniblock_left;
    const uint8_t *from = d->packed + (at - inside) / 8 * width;
    if (width <= 32) {
        lt_pq_unpack32(narrow, *n + inside, width, from);
        for (int64_t i = 0; i < *n; i++) out[i] = narrow[i + inside];
    } else {
        lt_pq_unpack64(wide, *n + inside, width, from);
        memcpy(out, wide + inside, (size_t)*n * sizeof(*out));
    }
    d->miniblock_left -= (int32_t)*n;
    return LT_OK;
}

/* The next values, at most PIECE, at least one. */
static lt_status some_values(uint64_t *out, int64_t *n, lt_pq_delta *d, lt_error *err)
{
    if (d->is_first) {
        out[0] = d->last;
        d->is_first = false;
        *n = 1;
    } else {
        uint64_t last = d->last;
        LT_TRY(some_deltas(out, n, d, err));
        for (int64_t i = 0; i < *n; i++) out[i] = last += out[i] + d->min_delta;
        d->last = last;
    }
    d->left -= *n;
    return LT_OK;
}

static lt_status check_left(int64_t count, const lt_pq_delta *d, lt_error *err)
{
    if (count >= 0 && count <= d->left) return LT_OK;
    return LT_FAIL(err, LT_EPARSE, "%lld values wanted of a page of deltas with %lld",
                   (long long)count, (long long)d->left);
}

lt_status lt_pq_delta_next64(int64_t *out, int64_t count, lt_pq_delta *d, lt_error *err)
{
    uint64_t piece[PIECE];
    LT_TRY(check_left(count, d, err));
    while (count > 0) {
        int64_t n = count;
        LT_TRY(some_values(piece, &n, d, err));
        memcpy(out, piece, (size_t)n * sizeof(*out));
        out += n;
        count -= n;
    }
    return LT_OK;
}

lt_status lt_pq_delta_next32(int32_t *out, int64_t count, lt_pq_delta *d, lt_error *err)
{
    uint64_t piece[PIECE];
    LT_TRY(check_left(count, d, err));
    while (count > 0) {
        int64_t n = count;
        LT_TRY(some_values(piece, &n, d, err));
        for (int64_t i = 0; i < n; i++) out[i] = (int32_t)(uint32_t)piece[i];
        out += n;
        count -= n;
    }
    return LT_OK;
}

lt_status lt_pq_delta_finish(size_t *used, lt_pq_delta *d, const uint8_t *bytes, lt_error *err)
{
    if (d->is_first && d->left) {
        d->is_first = false;
        d->left--;
    }
    while (d->left) {
        if (!d->miniblock_left) LT_TRY(next_miniblock(d, err));
        int64_t n = d->left < d->miniblock_left ? d->left : d->miniblock_left;
        d->left -= n;
        d->miniblock_left -= (int32_t)n;
    }
    *used = (size_t)(d->at - bytes);
    return LT_OK;
}

/* ---- strings ---- */

lt_status lt_pq_delta_length_strings(lt_pq_bytes *out, size_t *used, int64_t count,
                                     const uint8_t *bytes, size_t len, lt_error *err)
{
    lt_pq_delta d;
    int32_t     lengths[PIECE] = {0};
    size_t      at;
    LT_TRY(lt_pq_delta_open(&d, bytes, len, err));
    lt_pq_delta ahead = d;
    LT_TRY(check_left(count, &d, err));
    LT_TRY(lt_pq_delta_finish(&at, &ahead, bytes, err));
    for (int64_t done = 0, n; done < count; done += n) {
        n = count - done < PIECE ? count - done : PIECE;
        LT_TRY(lt_pq_delta_next32(lengths, n, &d, err));
        for (int64_t i = 0; i < n; i++) {
            if (lengths[i] < 0 || (size_t)lengths[i] > len - at)
                return LT_FAIL(err, LT_EPARSE, "text of %d bytes at byte %zu of a page of %zu",
                               lengths[i], at, len);
            out[done + i] = (lt_pq_bytes){.at = bytes + at, .len = (uint32_t)lengths[i]};
            at += (size_t)lengths[i];
        }
    }
    if (used) *used = at;
    return LT_OK;
}

/* Whether the value is built in the store; else it is a slice of the page or the one before. */
static bool is_built(uint32_t prefix, const lt_pq_bytes *suffix, uint32_t before)
{
    return prefix && !(suffix->len == 0 && prefix == before);
}

typedef struct fronts { /* where the prefix lengths come from */
    lt_pq_delta d;
    int32_t     piece[PIECE];
    int64_t     have, at, left;
} fronts;

static lt_status next_prefix(uint32_t *out, fronts *f, uint32_t before, lt_error *err)
{
    if (f->at == f->have) {
        f->have = f->left < PIECE ? f->left : PIECE;
        f->at = 0;
        f->left -= f->have;
        LT_TRY(lt_pq_delta_next32(f->piece, f->have, &f->d, err));
    }
    int32_t n = f->piece[f->at++];
    if (n < 0 || (uint32_t)n > before)
        return LT_FAIL(err, LT_EPARSE, "a prefix of %d bytes of a text of %u", n, before);
    *out = (uint32_t)n;
    return LT_OK;
}

/* How many bytes the store needs: known before anything is built, so that slices stay where they
 * are. out holds the suffixes. */
static lt_status measure(size_t *total, fronts f, const lt_pq_bytes *out, int64_t count,
                         size_t max_bytes, lt_error *err)
{
    uint32_t before = 0, prefix;
    *total = 0;
    for (int64_t i = 0; i < count; i++) {
        LT_TRY(next_prefix(&prefix, &f, before, err));
        uint64_t whole = (uint64_t)prefix + out[i].len;
        if (whole > INT32_MAX) return LT_FAIL(err, LT_ELIMIT, "a text of over 2 GiB");
        if (is_built(prefix, &out[i], before)) *total += whole;
        if (*total > max_bytes)
            return LT_FAIL(err, LT_ELIMIT, "texts of a page take over %zu bytes", max_bytes);
        before = (uint32_t)whole;
    }
    return LT_OK;
}

lt_status lt_pq_delta_strings(lt_pq_bytes *out, lt_buf *store, size_t max_bytes, int64_t count,
                              const uint8_t *bytes, size_t len, lt_error *err)
{
    fronts f = {.left = count};
    size_t at, total;
    store->len = 0;
    LT_TRY(lt_pq_delta_open(&f.d, bytes, len, err));
    lt_pq_delta ahead = f.d;
    LT_TRY(check_left(count, &f.d, err));
    LT_TRY(lt_pq_delta_finish(&at, &ahead, bytes, err));
    LT_TRY(lt_pq_delta_length_strings(out, NULL, count, bytes + at, len - at, err));
    LT_TRY(measure(&total, f, out, count, max_bytes, err));
    LT_TRY(lt_buf_reserve(store, total, err));

    lt_pq_bytes before = {.at = bytes};
    for (int64_t i = 0; i < count; i++) {
        uint32_t prefix;
        LT_TRY(next_prefix(&prefix, &f, before.len, err));
        if (is_built(prefix, &out[i], before.len)) {
            const uint8_t *start = store->data + store->len;
            lt_buf_push(store, before.at, prefix);
            lt_buf_push(store, out[i].at, out[i].len);
            out[i] = (lt_pq_bytes){.at = start, .len = prefix + out[i].len};
        } else if (prefix) {
            out[i] = before;
        }
        before = out[i];
    }
    return LT_OK;
}
