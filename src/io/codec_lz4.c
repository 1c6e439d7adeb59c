#include "io/codec.h"

#include <limits.h>
#include <lz4.h>
#include <stdbool.h>
#include <string.h>

/* Hadoop's frame: blocks of {bytes, compressed bytes: both big-endian} and the raw data. */
enum { FRAME = 8 };

static size_t bound_raw(size_t len)
{
    return len > LZ4_MAX_INPUT_SIZE ? 0 : (size_t)LZ4_COMPRESSBOUND(len);
}

static size_t bound_hadoop(size_t len) { return bound_raw(len) ? bound_raw(len) + FRAME : 0; }

static lt_status compress_raw(size_t *out_len, lt_codec_ctx *ctx, const uint8_t *in, size_t len,
                              uint8_t *out, size_t cap, lt_error *err)
{
    int room = cap > INT_MAX ? INT_MAX : (int)cap;
    if (!bound_raw(len) || cap < bound_raw(len))
        return LT_FAIL(err, LT_EINVAL, "%zu bytes may not fit in %zu compressed", len, cap);
    int acceleration = ctx->level < 0 ? -ctx->level : 1;
    int n = LZ4_compress_fast((const char *)in, (char *)out, (int)len, room, acceleration);
    if (n <= 0) return LT_FAIL(err, LT_EINVAL, "lz4 refused %zu bytes", len);
    *out_len = (size_t)n;
    return LT_OK;
}

static bool fits(const uint8_t *in, size_t len, uint8_t *out, size_t out_len)
{
    if (len > INT_MAX || out_len > INT_MAX) return false;
    uint8_t none;
    int     n = LZ4_decompress_safe((const char *)in, (char *)(out_len ? out : &none), (int)len,
                                    (int)out_len);
    return n >= 0 && (size_t)n == out_len;
}

static lt_status decompress_raw(lt_codec_ctx *ctx, const uint8_t *in, size_t len, uint8_t *out,
                                size_t out_len, lt_error *err)
{
    (void)ctx;
    if (fits(in, len, out, out_len)) return LT_OK;
    return LT_FAIL(err, LT_EPARSE, "damaged lz4 block, or one of other than %zu bytes", out_len);
}

static uint32_t big_endian(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void put_big_endian(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static lt_status compress_hadoop(size_t *out_len, lt_codec_ctx *ctx, const uint8_t *in, size_t len,
                                 uint8_t *out, size_t cap, lt_error *err)
{
    size_t n = 0;
    if (cap < FRAME) return LT_FAIL(err, LT_EINVAL, "%zu bytes do not fit in %zu", len, cap);
    LT_TRY(compress_raw(&n, ctx, in, len, out + FRAME, cap - FRAME, err));
    put_big_endian(out, (uint32_t)len);
    put_big_endian(out + 4, (uint32_t)n);
    *out_len = n + FRAME;
    return LT_OK;
}

static bool unframe(const uint8_t *in, size_t len, uint8_t *out, size_t out_len)
{
    while (len >= FRAME) {
        size_t whole = big_endian(in), packed = big_endian(in + 4);
        in += FRAME;
        len -= FRAME;
        if (packed > len || whole > out_len || !fits(in, packed, out, whole)) return false;
        in += packed;
        len -= packed;
        if (whole) out += whole;
        out_len -= whole;
    }
    return len == 0 && out_len == 0;
}

/* "LZ4" of Parquet was never specified: most files have Hadoop's frames, some a raw block. */
static lt_status decompress_hadoop(lt_codec_ctx *ctx, const uint8_t *in, size_t len, uint8_t *out,
                                   size_t out_len, lt_error *err)
{
    return unframe(in, len, out, out_len) ? LT_OK : decompress_raw(ctx, in, len, out, out_len, err);
}

const lt_codec_ops lt_codec_lz4_hadoop = {
    .name = "lz4",
    .parquet_id = 5,
    .compress_bound = bound_hadoop,
    .compress = compress_hadoop,
    .decompress = decompress_hadoop,
};

const lt_codec_ops lt_codec_lz4_raw = {
    .name = "lz4_raw",
    .parquet_id = 7,
    .compress_bound = bound_raw,
    .compress = compress_raw,
    .decompress = decompress_raw,
};
