/* codec_zstd.h — private to the codecs: what a context holds for zstd, and its allocator. */
#ifndef LT_IO_CODEC_ZSTD_H
#define LT_IO_CODEC_ZSTD_H

#include "io/codec.h"

void lt_codec_zstd_clear(lt_codec_ctx *ctx);

/* Allocation for libraries that free without telling the size: it stands before the block.
 * opaque is an lt_mem. */
void *lt_codec_alloc(void *opaque, size_t bytes);
void  lt_codec_free(void *opaque, void *block);

#endif
