#include "io/codec_zstd.h"

#include <brotli/decode.h>

static lt_status decompress(lt_codec_ctx *ctx, const uint8_t *in, size_t len, uint8_t *out,
                            size_t out_len, lt_error *err)
{
    BrotliDecoderState *state =
        BrotliDecoderCreateInstance(lt_codec_alloc, lt_codec_free, ctx->mem);
    if (!state) return lt_mem_refused(ctx->mem, 0, "brotli", err);
    size_t                 room = out_len, left = len;
    uint8_t               *at = out;
    BrotliDecoderResult    r = BrotliDecoderDecompressStream(state, &left, &in, &room, &at, NULL);
    BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(state);
    BrotliDecoderDestroyInstance(state);
    if (r == BROTLI_DECODER_RESULT_SUCCESS && room == 0 && left == 0) return LT_OK;
    if (code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
        code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES)
        return lt_mem_refused(ctx->mem, 0, "brotli", err);
    if (r == BROTLI_DECODER_RESULT_ERROR || r == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
        return LT_FAIL(err, LT_EPARSE, "damaged brotli block");
    return LT_FAIL(err, LT_EPARSE, "brotli block of another size than the declared %zu bytes",
                   out_len);
}

/* Read only: zstd compresses as well and decompresses several times as fast. */
const lt_codec_ops lt_codec_brotli = {
    .name = "brotli",
    .parquet_id = 4,
    .decompress = decompress,
};
