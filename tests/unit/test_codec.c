#include "io/codec.h"
#include "tests/helper.h"

#include <stdlib.h>
#include <string.h>

/* Those that can compress. */
static const lt_codec_ops *const codecs[] = {&lt_codec_none,    &lt_codec_snappy,
                                             &lt_codec_gzip,    &lt_codec_lz4_hadoop,
                                             &lt_codec_lz4_raw, &lt_codec_zstd};
enum { CODECS = sizeof(codecs) / sizeof(codecs[0]), SIZE = 100000 };

/* Half runs, half noise. */
static uint8_t *sample(size_t len)
{
    uint8_t *bytes = malloc(len ? len : 1);
    uint32_t seed = 1;
    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++) {
        seed = seed * 1664525u + 1013904223u;
        bytes[i] = i / 1000 % 2 ? (uint8_t)(seed >> 24) : (uint8_t)(i / 100);
    }
    return bytes;
}

static void every_codec_gives_back_what_it_got(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 17, 4096, SIZE};
    lt_codec_ctx        ctx = {.mem = lt_mem_default()};
    lt_error            err;
    for (int c = 0; c < CODECS; c++) {
        const lt_codec_ops *codec = codecs[c];
        assert_ptr_equal(lt_codec_find_parquet(codec->parquet_id), codec);
        for (int s = 0; s < 5; s++) {
            size_t   n = sizes[s], cap = codec->compress_bound(n), len = 0;
            uint8_t *in = sample(n), *packed = malloc(cap ? cap : 1), *out = malloc(n ? n : 1);
            CHECK_OK(codec->compress(&len, &ctx, in, n, packed, cap, &err), &err);
            CHECK_OK(codec->decompress(&ctx, packed, len, out, n, &err), &err);
            assert_memory_equal(in, out, n);
            if (n == SIZE && c) assert_true(len < n);
            free(in), free(packed), free(out);
        }
    }
    lt_codec_ctx_clear(&ctx);
}

static void another_size_than_declared_is_refused(void **state)
{
    (void)state;
    lt_codec_ctx ctx = {.mem = lt_mem_default()};
    lt_error     err;
    uint8_t     *in = sample(1000), packed[3000], out[1001];
    for (int c = 0; c < CODECS; c++) {
        const lt_codec_ops *codec = codecs[c];
        size_t              len;
        CHECK_OK(codec->compress(&len, &ctx, in, 1000, packed, sizeof(packed), &err), &err);
        CHECK_FAILS(codec->decompress(&ctx, packed, len, out, 999, &err), LT_EPARSE, &err);
        CHECK_FAILS(codec->decompress(&ctx, packed, len, out, 1001, &err), LT_EPARSE, &err);
        CHECK_FAILS(codec->decompress(&ctx, packed, len - 1, out, 1000, &err), LT_EPARSE, &err);
        CHECK_FAILS(codec->compress(&len, &ctx, in, 1000, packed, 10, &err), LT_EINVAL, &err);
    }
    free(in);
    lt_codec_ctx_clear(&ctx);
}

static void damage_is_an_answer(void **state)
{
    (void)state;
    lt_codec_ctx ctx = {.mem = lt_mem_default()};
    lt_error     err;
    uint8_t     *noise = sample(4000), out[500];
    for (int c = 1; c <= CODECS; c++) {
        const lt_codec_ops *codec = c < CODECS ? codecs[c] : &lt_codec_brotli;
        for (size_t from = 1000; from < 1900; from++) {
            size_t n = from % 90;
            CHECK_FAILS(codec->decompress(&ctx, noise + from, n, out, 500, &err), LT_EPARSE, &err);
        }
    }
    free(noise);
    lt_codec_ctx_clear(&ctx);
}

static void gzip_members_follow_each_other(void **state)
{
    (void)state;
    lt_codec_ctx ctx = {.mem = lt_mem_default()};
    lt_error     err;
    uint8_t      packed[500], out[10];
    size_t       one, two;
    CHECK_OK(lt_codec_gzip.compress(&one, &ctx, (const uint8_t *)"hello", 5, packed, 250, &err),
             &err);
    CHECK_OK(
        lt_codec_gzip.compress(&two, &ctx, (const uint8_t *)"world", 5, packed + one, 250, &err),
        &err);
    CHECK_OK(lt_codec_gzip.decompress(&ctx, packed, one + two, out, 10, &err), &err);
    assert_memory_equal(out, "helloworld", 10);
    CHECK_FAILS(lt_codec_gzip.decompress(&ctx, packed, one + two, out, 5, &err), LT_EPARSE, &err);
}

static void zstd_frames_follow_each_other(void **state)
{
    (void)state;
    lt_codec_ctx ctx = {.mem = lt_mem_default()};
    lt_error     err;
    uint8_t      packed[500], out[10];
    size_t       one, two;
    CHECK_OK(lt_codec_zstd.compress(&one, &ctx, (const uint8_t *)"hello", 5, packed, 250, &err),
             &err);
    CHECK_OK(
        lt_codec_zstd.compress(&two, &ctx, (const uint8_t *)"world", 5, packed + one, 250, &err),
        &err);
    CHECK_OK(lt_codec_zstd.decompress(&ctx, packed, one + two, out, 10, &err), &err);
    assert_memory_equal(out, "helloworld", 10);
    lt_codec_ctx_clear(&ctx);
}

static void lz4_is_read_with_and_without_frames(void **state)
{
    (void)state;
    lt_codec_ctx ctx = {.mem = lt_mem_default()};
    lt_error     err;
    uint8_t      packed[500], out[10];
    size_t       one, two;
    CHECK_OK(
        lt_codec_lz4_raw.compress(&one, &ctx, (const uint8_t *)"helloworld", 10, packed, 250, &err),
        &err);
    CHECK_OK(lt_codec_lz4_hadoop.decompress(&ctx, packed, one, out, 10, &err), &err);
    CHECK_OK(
        lt_codec_lz4_hadoop.compress(&one, &ctx, (const uint8_t *)"hello", 5, packed, 250, &err),
        &err);
    CHECK_OK(lt_codec_lz4_hadoop.compress(&two, &ctx, (const uint8_t *)"world", 5, packed + one,
                                          250, &err),
             &err);
    CHECK_OK(lt_codec_lz4_hadoop.decompress(&ctx, packed, one + two, out, 10, &err), &err);
    assert_memory_equal(out, "helloworld", 10);
}

static void brotli_is_read_only(void **state)
{
    (void)state;
    static const uint8_t packed[] = {0x0b, 0x02, 0x80, 'h', 'e', 'l', 'l', 'o', 0x03};
    lt_codec_ctx         ctx = {.mem = lt_mem_default()};
    lt_error             err;
    uint8_t              out[5];
    assert_null(lt_codec_brotli.compress);
    CHECK_OK(lt_codec_brotli.decompress(&ctx, packed, sizeof(packed), out, 5, &err), &err);
    assert_memory_equal(out, "hello", 5);
    CHECK_FAILS(lt_codec_brotli.decompress(&ctx, packed, sizeof(packed), out, 4, &err), LT_EPARSE,
                &err);
    assert_null(lt_codec_find_parquet(3));
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    static const lt_codec_ops *const asking[] = {&lt_codec_zstd, &lt_codec_gzip};
    uint8_t                         *in = sample(1000), packed[3000], out[1000];
    lt_error                         err;
    for (int c = 0; c < 2; c++) {
        const lt_codec_ops *codec = asking[c];
        EACH_FAULT (mem) {
            lt_codec_ctx ctx = {.mem = mem};
            size_t       len;
            lt_status status = codec->compress(&len, &ctx, in, 1000, packed, sizeof(packed), &err);
            if (status == LT_OK) status = codec->decompress(&ctx, packed, len, out, 1000, &err);
            if (status) assert_int_equal(status, LT_ENOMEM);
            lt_codec_ctx_clear(&ctx);
        }
    }
    free(in);
}

int main(void)
{
    return RUN(test(every_codec_gives_back_what_it_got),
               test(another_size_than_declared_is_refused), test(damage_is_an_answer),
               test(gzip_members_follow_each_other), test(zstd_frames_follow_each_other),
               test(lz4_is_read_with_and_without_frames), test(brotli_is_read_only),
               test(memory_may_run_out_anywhere));
}
