#define ZSTD_STATIC_LINKING_ONLY /* for contexts in accounted memory */
#include "io/codec_zstd.h"

#include <zstd.h>
#include <zstd_errors.h>

enum { DEFAULT_LEVEL = 1, HEADER = 16 };

void *lt_codec_alloc(void *opaque, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) return NULL;
    uint8_t *block = lt_mem_resize(opaque, NULL, 0, bytes + HEADER);
    if (!block) return NULL;
    *(size_t *)(void *)block = bytes + HEADER;
    return block + HEADER;
}

void lt_codec_free(void *opaque, void *block)
{
    if (!block) return;
    uint8_t *start = (uint8_t *)block - HEADER;
    lt_mem_free(opaque, start, *(size_t *)(void *)start);
}

void lt_codec_zstd_clear(lt_codec_ctx *ctx)
{
    ZSTD_freeCCtx(ctx->zstd_in);
    ZSTD_freeDCtx(ctx->zstd_out);
    ctx->zstd_in = ctx->zstd_out = NULL;
}

static ZSTD_customMem memory_of(lt_codec_ctx *ctx)
{
    return (ZSTD_customMem){
        .customAlloc = lt_codec_alloc, .customFree = lt_codec_free, .opaque = ctx->mem};
}

static lt_status refused(size_t code, const lt_codec_ctx *ctx, lt_error *err)
{
    if (ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation)
        return lt_mem_refused(ctx->mem, 0, "zstd", err);
    return LT_FAIL(err, LT_EPARSE, "damaged zstd block: %s", ZSTD_getErrorName(code));
}

static size_t bound(size_t len)
{
    size_t most = ZSTD_compressBound(len);
    return ZSTD_isError(most) ? 0 : most;
}

static lt_status compress(size_t *out_len, lt_codec_ctx *ctx, const uint8_t *in, size_t len,
                          uint8_t *out, size_t cap, lt_error *err)
{
    if (!ctx->zstd_in) ctx->zstd_in = ZSTD_createCCtx_advanced(memory_of(ctx));
    if (!ctx->zstd_in) return lt_mem_refused(ctx->mem, 0, "zstd", err);
    size_t n =
        ZSTD_compressCCtx(ctx->zstd_in, out, cap, in, len, ctx->level ? ctx->level : DEFAULT_LEVEL);
    if (ZSTD_isError(n) && ZSTD_getErrorCode(n) == ZSTD_error_dstSize_tooSmall)
        return LT_FAIL(err, LT_EINVAL, "%zu bytes may not fit in %zu compressed", len, cap);
    if (ZSTD_isError(n)) return refused(n, ctx, err);
    *out_len = n;
    return LT_OK;
}

/* Several frames one after the other are one block, as the format allows. */
static lt_status decompress(lt_codec_ctx *ctx, const uint8_t *in, size_t len, uint8_t *out,
                            size_t out_len, lt_error *err)
{
    if (!ctx->zstd_out) ctx->zstd_out = ZSTD_createDCtx_advanced(memory_of(ctx));
    if (!ctx->zstd_out) return lt_mem_refused(ctx->mem, 0, "zstd", err);
    size_t n = ZSTD_decompressDCtx(ctx->zstd_out, out, out_len, in, len);
    if (ZSTD_isError(n)) return refused(n, ctx, err);
    if (n != out_len)
        return LT_FAIL(err, LT_EPARSE, "zstd block of %zu bytes, not the declared %zu", n, out_len);
    return LT_OK;
}

const lt_codec_ops lt_codec_zstd = {
    .name = "zstd",
    .parquet_id = 6,
    .compress_bound = bound,
    .compress = compress,
    .decompress = decompress,
};
