#include "format/parquet_encoding.h"

#include "format/parquet_meta.h"

#include <string.h>

static lt_status too_few(int64_t count, size_t len, lt_error *err)
{
    return LT_FAIL(err, LT_EPARSE, "the page's %zu bytes hold fewer than %lld values", len,
                   (long long)count);
}

int32_t lt_pq_plain_width(int32_t type, int32_t type_length)
{
    switch (type) {
    case LT_PQ_INT32:
    case LT_PQ_FLOAT: return 4;
    case LT_PQ_INT64:
    case LT_PQ_DOUBLE: return 8;
    case LT_PQ_INT96: return 12;
    case LT_PQ_FIXED: return type_length;
    default: return 0;
    }
}

lt_status lt_pq_plain_bools(uint8_t *out, int64_t from, int64_t count, const uint8_t *bytes,
                            size_t len, lt_error *err)
{
    uint64_t bits = len > UINT64_MAX / 8 ? UINT64_MAX : (uint64_t)len * 8;
    if (from < 0 || count < 0 || (uint64_t)from > bits || (uint64_t)count > bits - (uint64_t)from)
        return too_few(count, len, err);
    for (int64_t i = 0; i < count; i++) out[i] = bytes[(from + i) >> 3] >> ((from + i) & 7) & 1;
    return LT_OK;
}

lt_status lt_pq_plain_strings(lt_pq_bytes *out, size_t *used, int64_t count, const uint8_t *bytes,
                              size_t len, lt_error *err)
{
    size_t at = 0;
    for (int64_t i = 0; i < count; i++) {
        if (len - at < 4) return too_few(count, len, err);
        uint32_t n = lt_pq_u32(bytes + at);
        at += 4;
        if (n > len - at)
            return LT_FAIL(err, LT_EPARSE, "text of %u bytes at byte %zu of a page of %zu", n, at,
                           len);
        out[i] = (lt_pq_bytes){.at = bytes + at, .len = n};
        at += n;
    }
    if (used) *used = at;
    return LT_OK;
}

/* ---- BYTE_STREAM_SPLIT: all first bytes, all second bytes, … ---- */

static inline __attribute__((always_inline)) void join(uint8_t *out, int64_t count, int32_t width,
                                                       const uint8_t *bytes, size_t stride)
{
    for (int64_t i = 0; i < count; i++)
        for (int32_t b = 0; b < width; b++)
            out[i * width + b] = bytes[(size_t)b * stride + (size_t)i];
}

lt_status lt_pq_split_fixed(void *out, int64_t count, int32_t width, const uint8_t *bytes,
                            size_t len, lt_error *err)
{
    if (width <= 0 || len % (size_t)width != 0)
        return LT_FAIL(err, LT_EPARSE, "a page of %zu bytes for values of %d", len, width);
    size_t holds = len / (size_t)width;
    if (count < 0 || (uint64_t)count > holds) return too_few(count, len, err);
    if (width == 4)
        join(out, count, 4, bytes, holds);
    else if (width == 8)
        join(out, count, 8, bytes, holds);
    else
        join(out, count, width, bytes, holds);
    return LT_OK;
}

/* ---- encoders ---- */

lt_status lt_pq_put_string(lt_buf *out, const void *bytes, uint32_t len, lt_error *err)
{
    uint8_t head[4] = {(uint8_t)len, (uint8_t)(len >> 8), (uint8_t)(len >> 16),
                       (uint8_t)(len >> 24)};
    LT_TRY(lt_buf_reserve(out, (size_t)len + sizeof(head), err));
    lt_buf_push(out, head, sizeof(head));
    lt_buf_push(out, bytes, len);
    return LT_OK;
}

lt_status lt_pq_put_bools(lt_buf *out, const uint8_t *values, int64_t count, lt_error *err)
{
    size_t n = ((size_t)count + 7) / 8;
    LT_TRY(lt_buf_reserve(out, n, err));
    uint8_t *to = out->data + out->len;
    if (n) memset(to, 0, n);
    for (int64_t i = 0; i < count; i++)
        to[i >> 3] = (uint8_t)(to[i >> 3] | (values[i] & 1) << (i & 7));
    out->len += n;
    return LT_OK;
}
