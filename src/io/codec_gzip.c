#include "io/codec_zstd.h"

#include <limits.h>
#include <zlib.h>

enum { GZIP = 16, ANY_HEADER = 32, DEFAULT_LEVEL = 6 };

static voidpf take(voidpf opaque, uInt items, uInt size)
{
    return lt_codec_alloc(opaque, (size_t)items * size);
}

static void give(voidpf opaque, voidpf block) { lt_codec_free(opaque, block); }

static z_stream stream_of(lt_codec_ctx *ctx)
{
    return (z_stream){.zalloc = take, .zfree = give, .opaque = ctx->mem};
}

/* zlib's own bound for a gzip stream of one piece. */
static size_t bound(size_t len)
{
    return len > UINT_MAX / 2 ? 0 : len + (len >> 12) + (len >> 14) + (len >> 25) + 32 + len / 8;
}

static lt_status compress_gzip(size_t *out_len, lt_codec_ctx *ctx, const uint8_t *in, size_t len,
                               uint8_t *out, size_t cap, lt_error *err)
{
    z_stream z = stream_of(ctx);
    if (!bound(len) || cap < bound(len))
        return LT_FAIL(err, LT_EINVAL, "%zu bytes may not fit in %zu compressed", len, cap);
    int level = ctx->level ? ctx->level : DEFAULT_LEVEL;
    if (deflateInit2(&z, level, Z_DEFLATED, MAX_WBITS + GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return lt_mem_refused(ctx->mem, 0, "gzip", err);
    z.next_in = (Bytef *)in;
    z.avail_in = (uInt)len;
    z.next_out = out;
    z.avail_out = cap > UINT_MAX ? UINT_MAX : (uInt)cap;
    int r = deflate(&z, Z_FINISH);
    *out_len = (size_t)(z.next_out - out);
    deflateEnd(&z);
    return r == Z_STREAM_END ? LT_OK : LT_FAIL(err, LT_EINVAL, "gzip refused %zu bytes", len);
}

static uInt at_most(size_t n) { return n > UINT_MAX ? UINT_MAX : (uInt)n; }

/* One member, from the streams' places on. zlib moves at most 4 GiB a call. */
static int inflate_member(z_stream *z, const uint8_t *in_end, const uint8_t *out_end)
{
    int r = Z_OK;
    while (r == Z_OK) {
        const uint8_t *in = z->next_in, *out = z->next_out;
        z->avail_in = at_most((size_t)(in_end - in));
        z->avail_out = at_most((size_t)(out_end - out));
        r = inflate(z, Z_NO_FLUSH);
        if (r == Z_OK && z->next_in == in && z->next_out == out) return Z_BUF_ERROR;
    }
    return r;
}

/* Members follow each other until the input or the declared output ends; zlib-wrapped blocks, which
 * some writers made, are read too. */
static lt_status decompress(lt_codec_ctx *ctx, const uint8_t *in, size_t len, uint8_t *out,
                            size_t out_len, lt_error *err)
{
    z_stream z = stream_of(ctx);
    uint8_t  none;
    if (!out_len) out = &none;
    if (inflateInit2(&z, MAX_WBITS + ANY_HEADER) != Z_OK)
        return lt_mem_refused(ctx->mem, 0, "gzip", err);
    z.next_in = (Bytef *)in;
    z.next_out = out;
    int r;
    do r = inflate_member(&z, in + len, out + out_len);
    while (r == Z_STREAM_END && z.next_in < in + len && inflateReset(&z) == Z_OK);
    size_t got = (size_t)(z.next_out - out);
    inflateEnd(&z);
    if (r == Z_MEM_ERROR) return lt_mem_refused(ctx->mem, 0, "gzip", err);
    if (r == Z_BUF_ERROR && got == out_len)
        return LT_FAIL(err, LT_EPARSE, "gzip block longer than the declared %zu bytes, or cut",
                       out_len);
    if (r != Z_STREAM_END) return LT_FAIL(err, LT_EPARSE, "damaged gzip block");
    if (got != out_len)
        return LT_FAIL(err, LT_EPARSE, "gzip block of %zu bytes, not the declared %zu", got,
                       out_len);
    return LT_OK;
}

const lt_codec_ops lt_codec_gzip = {
    .name = "gzip",
    .parquet_id = 2,
    .compress_bound = bound,
    .compress = compress_gzip,
    .decompress = decompress,
};
