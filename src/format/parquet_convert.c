/* parquet_convert.c — values of a file become values of a column, without nulls.
 *
 * Source bytes are not aligned: every load is a memcpy. Little-endian machines only, as the
 * format is.
 */
#include "format/parquet_read.h"

#include <string.h>

#define EACH(to, from, ...)                                     \
    do {                                                        \
        to            *out_ = out;                              \
        const uint8_t *in_ = src;                               \
        for (int64_t i = 0; i < n; i++) {                       \
            from v;                                             \
            memcpy(&v, in_ + (size_t)i * sizeof(v), sizeof(v)); \
            __VA_ARGS__;                                        \
        }                                                       \
        return LT_OK;                                           \
    } while (0)

static lt_status out_of_range(int64_t v, lt_type type, lt_error *err)
{
    lt_type_text name;
    return LT_FAIL(err, LT_EPARSE, "%lld is not a value of %s", (long long)v,
                   lt_type_name(name, type));
}

static lt_status narrow(void *out, const lt_pq_read_type *t, const void *src, int64_t n,
                        lt_error *err)
{
    if (t->conv == LT_PQ_I8_OF_I32)
        EACH(int8_t, int32_t, if ((out_[i] = (int8_t)v) != v) return out_of_range(v, t->type, err));
    EACH(int16_t, int32_t, if ((out_[i] = (int16_t)v) != v) return out_of_range(v, t->type, err));
}

/* Writers extend small unsigned values with zeros or with the sign: the low bits count. */
static lt_status widen(void *out, const lt_pq_read_type *t, const void *src, int64_t n)
{
    if (t->conv == LT_PQ_I16_OF_U8) EACH(int16_t, uint32_t, out_[i] = (int16_t)(v & 0xFF));
    if (t->conv == LT_PQ_I32_OF_U16) EACH(int32_t, uint32_t, out_[i] = (int32_t)(v & 0xFFFF));
    EACH(int64_t, uint32_t, out_[i] = (int64_t)v);
}

/* ---- decimals ---- */

static lt_i128 power_of_ten(int digits)
{
    lt_i128 p = 1;
    while (digits-- > 0) p *= 10;
    return p;
}

static lt_status too_many_digits(lt_type type, lt_error *err)
{
    lt_type_text name;
    return LT_FAIL(err, LT_EPARSE, "a value has more digits than %s", lt_type_name(name, type));
}

static lt_status check_digits(const lt_i128 *v, int64_t n, lt_type type, lt_error *err)
{
    lt_i128 limit = power_of_ten(type.precision);
    for (int64_t i = 0; i < n; i++)
        if (v[i] >= limit || v[i] <= -limit) return too_many_digits(type, err);
    return LT_OK;
}

static uint64_t big_endian(const uint8_t *bytes)
{
    uint64_t v;
    memcpy(&v, bytes, sizeof(v));
    return __builtin_bswap64(v);
}

/* Big-endian two's complement of any length; false when it does not fit 128 bits. */
static bool wide_integer(lt_i128 *out, const uint8_t *bytes, size_t len)
{
    uint8_t sign = len && bytes[0] & 0x80 ? 0xFF : 0, whole[16];
    while (len > 16) {
        if (*bytes != sign) return false;
        bytes++, len--;
        if (len == 16 && ((*bytes ^ sign) & 0x80)) return false;
    }
    memset(whole, sign, sizeof(whole));
    if (len) memcpy(whole + sizeof(whole) - len, bytes, len);
    *out = (lt_i128)((unsigned __int128)big_endian(whole) << 64 | big_endian(whole + 8));
    return true;
}

static lt_status decimals_of_integers(lt_i128 *out, const lt_pq_read_type *t, const void *src,
                                      int64_t n)
{
    if (t->conv == LT_PQ_DECIMAL_OF_U64) EACH(lt_i128, uint64_t, out_[i] = (lt_i128)v);
    if (t->conv == LT_PQ_DECIMAL_OF_I32) EACH(lt_i128, int32_t, out_[i] = v);
    EACH(lt_i128, int64_t, out_[i] = v);
}

static lt_status decimals(lt_i128 *out, const lt_pq_read_type *t, const void *src, int64_t n,
                          lt_error *err)
{
    const lt_pq_bytes *slices = src;
    const uint8_t     *fixed = src;
    for (int64_t i = 0; i < n; i++) {
        bool           is_fixed = t->conv == LT_PQ_DECIMAL_OF_FIXED;
        size_t         len = is_fixed ? (size_t)t->width : slices[i].len;
        const uint8_t *bytes = is_fixed ? fixed + (size_t)i * len : slices[i].at;
        if (!wide_integer(&out[i], bytes, len)) return too_many_digits(t->type, err);
    }
    return LT_OK;
}

/* ---- times ---- */

static int64_t floor_thousand(int64_t v) { return v / 1000 - (v % 1000 < 0); }

static lt_status no_micros(lt_error *err)
{
    return LT_FAIL(err, LT_EOVERFLOW, "a timestamp is too far away for 64 bits of microseconds");
}

static lt_status micros_of_millis(void *out, const void *src, int64_t n, lt_error *err)
{
    EACH(int64_t, int64_t,
         if (__builtin_mul_overflow(v, INT64_C(1000), &out_[i])) return no_micros(err));
}

typedef struct int96 {
    int64_t nanos; /* of the day */
    int32_t day;   /* Julian */
} __attribute__((packed)) int96;

/* Wraps at 64 bits as Spark does, both when it writes and when it reads: years from about 285,000
 * on come back right only so. */
static lt_status micros_of_int96(int64_t *out, const uint8_t *src, int64_t n)
{
    const uint64_t epoch_day = 2440588, day_us = UINT64_C(86400) * 1000000;
    for (int64_t i = 0; i < n; i++) {
        int96 v;
        memcpy(&v, src + (size_t)i * sizeof(v), sizeof(v));
        uint64_t days = (uint64_t)(int64_t)v.day - epoch_day;
        out[i] = (int64_t)(days * day_us + (uint64_t)floor_thousand(v.nanos));
    }
    return LT_OK;
}

static lt_status times(void *out, const lt_pq_read_type *t, const void *src, int64_t n,
                       lt_error *err)
{
    if (t->conv == LT_PQ_MICROS_OF_MILLIS) return micros_of_millis(out, src, n, err);
    if (t->conv == LT_PQ_MICROS_OF_INT96) return micros_of_int96(out, src, n);
    if (t->conv == LT_PQ_MICROS_OF_MILLIS32) EACH(int64_t, int32_t, out_[i] = (int64_t)v * 1000);
    EACH(int64_t, int64_t, out_[i] = floor_thousand(v));
}

/* ---- the rest ---- */

static float float_of_half(uint16_t h)
{
    uint32_t sign = (uint32_t)(h >> 15) << 31, exponent = h >> 10 & 31, fraction = h & 1023;
    union {
        uint32_t u;
        float    f;
    } v;
    if (exponent == 0) { /* zero or subnormal: fraction / 2^24 */
        v.f = (float)fraction / 16777216.0f;
        v.u |= sign;
    } else {
        v.u = sign | (exponent == 31 ? 255 : exponent + 112) << 23 | fraction << 13;
    }
    return v.f;
}

static lt_status halves(void *out, const void *src, int64_t n)
{
    EACH(float, uint16_t, out_[i] = float_of_half(v));
}

static lt_status views(lt_view *out, bool *points, const lt_pq_read_type *t, const void *src,
                       int64_t n, lt_error *err)
{
    const lt_pq_bytes *slices = src;
    const uint8_t     *fixed = src;
    if (t->conv == LT_PQ_VIEW_OF_FIXED) {
        for (int64_t i = 0; i < n; i++)
            out[i] = lt_view_of(fixed + (size_t)i * (size_t)t->width, t->width);
        *points = t->width > 12;
        return LT_OK;
    }
    uint32_t longest = 0;
    for (int64_t i = 0; i < n; i++) {
        uint32_t len = slices[i].len;
        if (len > INT32_MAX) return LT_FAIL(err, LT_EPARSE, "a string of %u bytes", len);
        if (len > longest) longest = len;
        out[i] = lt_view_of(slices[i].at, (int32_t)len);
    }
    *points = longest > 12;
    return LT_OK;
}

lt_status lt_pq_convert(void *out, bool *points, const lt_pq_read_type *t, const void *src,
                        int64_t n, lt_error *err)
{
    *points = false;
    switch (t->conv) {
    case LT_PQ_AS_IS: memcpy(out, src, (size_t)n * (size_t)t->width); return LT_OK;
    case LT_PQ_I8_OF_I32:
    case LT_PQ_I16_OF_I32: return narrow(out, t, src, n, err);
    case LT_PQ_I16_OF_U8:
    case LT_PQ_I32_OF_U16:
    case LT_PQ_I64_OF_U32: return widen(out, t, src, n);
    case LT_PQ_DECIMAL_OF_U64:
    case LT_PQ_DECIMAL_OF_I32:
    case LT_PQ_DECIMAL_OF_I64:
        LT_TRY(decimals_of_integers(out, t, src, n));
        return check_digits(out, n, t->type, err);
    case LT_PQ_DECIMAL_OF_FIXED:
    case LT_PQ_DECIMAL_OF_BYTES:
        LT_TRY(decimals(out, t, src, n, err));
        return check_digits(out, n, t->type, err);
    case LT_PQ_F32_OF_HALF: return halves(out, src, n);
    case LT_PQ_VIEW_OF_FIXED:
    case LT_PQ_VIEW_OF_BYTES: return views(out, points, t, src, n, err);
    case LT_PQ_BITS:
    case LT_PQ_NOTHING: return LT_OK;
    default: return times(out, t, src, n, err);
    }
}
