#include "io/codec.h"

#include <snappy-c.h>

/* The format's own limit is 2^32 - 1 bytes. */
static size_t bound(size_t len) { return len > UINT32_MAX ? 0 : snappy_max_compressed_length(len); }

static lt_status compress(size_t *out_len, lt_codec_ctx *ctx, const uint8_t *in, size_t len,
                          uint8_t *out, size_t cap, lt_error *err)
{
    (void)ctx;
    size_t need = bound(len);
    if (!need || cap < need)
        return LT_FAIL(err, LT_EINVAL, "%zu bytes may not fit in %zu compressed", len, cap);
    *out_len = cap;
    if (snappy_compress((const char *)in, len, (char *)out, out_len) != SNAPPY_OK)
        return LT_FAIL(err, LT_EINVAL, "snappy refused %zu bytes", len);
    return LT_OK;
}

static lt_status decompress(lt_codec_ctx *ctx, const uint8_t *in, size_t len, uint8_t *out,
                            size_t out_len, lt_error *err)
{
    (void)ctx;
    size_t holds = 0;
    if (snappy_uncompressed_length((const char *)in, len, &holds) != SNAPPY_OK)
        return LT_FAIL(err, LT_EPARSE, "damaged snappy block");
    if (holds != out_len)
        return LT_FAIL(err, LT_EPARSE, "snappy block of %zu bytes, not the declared %zu", holds,
                       out_len);
    /* An empty output may have no address, which the library would dereference. */
    char  none;
    char *into = out_len ? (char *)out : &none;
    if (snappy_uncompress((const char *)in, len, into, &holds) != SNAPPY_OK || holds != out_len)
        return LT_FAIL(err, LT_EPARSE, "damaged snappy block");
    return LT_OK;
}

const lt_codec_ops lt_codec_snappy = {
    .name = "snappy",
    .parquet_id = 1,
    .compress_bound = bound,
    .compress = compress,
    .decompress = decompress,
};
