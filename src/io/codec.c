#include "io/codec.h"

#include "io/codec_zstd.h"

#include <string.h>

static const lt_codec_ops *const codecs[] = {
    &lt_codec_none,       &lt_codec_snappy, &lt_codec_gzip,    &lt_codec_brotli,
    &lt_codec_lz4_hadoop, &lt_codec_zstd,   &lt_codec_lz4_raw,
};
enum { COUNT = sizeof(codecs) / sizeof(codecs[0]) };

const lt_codec_ops *lt_codec_find_parquet(int parquet_id)
{
    for (int i = 0; i < COUNT; i++)
        if (codecs[i]->parquet_id == parquet_id && parquet_id >= 0) return codecs[i];
    return NULL;
}

void lt_codec_ctx_clear(lt_codec_ctx *ctx) { lt_codec_zstd_clear(ctx); }

/* ---- none ---- */

static size_t copy_bound(size_t len) { return len; }

static lt_status copy_in(size_t *out_len, lt_codec_ctx *ctx, const uint8_t *in, size_t len,
                         uint8_t *out, size_t cap, lt_error *err)
{
    (void)ctx;
    if (cap < len) return LT_FAIL(err, LT_EINVAL, "%zu bytes do not fit in %zu", len, cap);
    if (len) memcpy(out, in, len);
    *out_len = len;
    return LT_OK;
}

static lt_status copy_out(lt_codec_ctx *ctx, const uint8_t *in, size_t len, uint8_t *out,
                          size_t out_len, lt_error *err)
{
    (void)ctx;
    if (len != out_len)
        return LT_FAIL(err, LT_EPARSE, "a stored block of %zu bytes, not the declared %zu", len,
                       out_len);
    if (len) memcpy(out, in, len);
    return LT_OK;
}

const lt_codec_ops lt_codec_none = {
    .name = "none",
    .parquet_id = 0,
    .compress_bound = copy_bound,
    .compress = copy_in,
    .decompress = copy_out,
};
