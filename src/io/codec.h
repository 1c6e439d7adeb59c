/* codec.h — compression of blocks: one table a codec.
 *
 * Decompression fills exactly the size that the container declared, or fails: the
 * caller caps that size before it allocates. Errors: LT_EPARSE for a damaged block or one of
 * another size, LT_ENOMEM, LT_EUNSUPPORTED for a codec that cannot do it.
 *
 * Threads  an lt_codec_ctx belongs to one thread at a time; the tables are constant
 * Source   parquet-format Compression.md
 */
#ifndef LT_IO_CODEC_H
#define LT_IO_CODEC_H

#include "core/mem.h"

#include <stdint.h>

/* Working memory kept between calls (zstd's contexts are worth 10 us a call). */
typedef struct lt_codec_ctx {
    lt_mem *mem;
    int     level;              /* 0: the codec's default */
    void   *zstd_in, *zstd_out; /* made on first use */
} lt_codec_ctx;

/* {.mem = m} is an empty one. Gives back what was kept; the context can be used again. */
void lt_codec_ctx_clear(lt_codec_ctx *ctx);

typedef struct lt_codec_ops {
    const char *name;       /* "zstd" */
    int         parquet_id; /* parquet.thrift CompressionCodec; -1: not in Parquet */
    /* The most bytes that compress may need; 0 where len is too much for the codec. */
    size_t (*compress_bound)(size_t len);
    /* NULL: read only. cap must be compress_bound(len) at least. */
    lt_status (*compress)(size_t *out_len, lt_codec_ctx *ctx, const uint8_t *in, size_t len,
                          uint8_t *out, size_t cap, lt_error *err);
    lt_status (*decompress)(lt_codec_ctx *ctx, const uint8_t *in, size_t len, uint8_t *out,
                            size_t out_len, lt_error *err);
} lt_codec_ops;

extern const lt_codec_ops lt_codec_none, lt_codec_snappy, lt_codec_gzip, lt_codec_brotli,
    lt_codec_lz4_hadoop, lt_codec_zstd, lt_codec_lz4_raw;

/* NULL where there is none. */
const lt_codec_ops *lt_codec_find_parquet(int parquet_id);

#endif
