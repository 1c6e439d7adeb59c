/* The loops of csv_index.h with AVX-512: one comparison a mask, and positions by compression. */
#include "format/csv_index_step.h"
#include "format/csv_utf8.h"
#include "format/csv_values.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,pclmul,bmi,popcnt")))

TARGET LT_CSV_INLINE lt_csv_masks masks(const uint8_t *p, const lt_csv_dialect *d)
{
    __m512i a = _mm512_loadu_si512(p);
    return (lt_csv_masks){
        .quote = _mm512_cmpeq_epi8_mask(a, _mm512_set1_epi8((char)d->quote)),
        .delimiter = _mm512_cmpeq_epi8_mask(a, _mm512_set1_epi8((char)d->delimiter)),
        .newline = _mm512_cmpeq_epi8_mask(a, _mm512_set1_epi8('\n')),
        .cr = _mm512_cmpeq_epi8_mask(a, _mm512_set1_epi8('\r')),
    };
}

TARGET LT_CSV_INLINE uint64_t prefix(uint64_t q)
{
    __m128i ones = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)q), ones, 0));
}

static const uint8_t count_up[64] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

/* Sixteen at a time; most blocks of 64 bytes have fewer. */
TARGET LT_CSV_INLINE void store(uint32_t *out, uint64_t seps, uint32_t base)
{
    __m512i at = _mm512_maskz_compress_epi8(seps, _mm512_loadu_si512(count_up));
    __m512i from = _mm512_set1_epi32((int)base);
    int     count = __builtin_popcountll(seps);
    _mm512_storeu_si512(out,
                        _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(at))));
    if (count <= 16) return;
    _mm512_storeu_si512(
        out + 16, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(at, 1))));
    if (count <= 32) return;
    _mm512_storeu_si512(
        out + 32, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(at, 2))));
    _mm512_storeu_si512(
        out + 48, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(at, 3))));
}

TARGET static bool index_avx512(const uint8_t *p, size_t n, uint32_t base, const lt_csv_dialect *d,
                                lt_csv_state *state, lt_csv_marks *m)
{
    return lt_csv_frame(p, n, base, d, state, m, masks, prefix, store);
}

/* ---- UTF-8 ---- */

TARGET LT_CSV_INLINE __m512i table(const uint8_t of[16])
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)of));
}

TARGET LT_CSV_INLINE __m512i errors_of(__m512i now, __m512i last)
{
    __m512i low = _mm512_set1_epi8(15), joined = _mm512_alignr_epi32(now, last, 12);
    __m512i one = _mm512_alignr_epi8(now, joined, 15);
    __m512i a =
        _mm512_shuffle_epi8(table(lt_csv_high_1), _mm512_and_si512(_mm512_srli_epi16(one, 4), low));
    __m512i b = _mm512_shuffle_epi8(table(lt_csv_low_1), _mm512_and_si512(one, low));
    __m512i c =
        _mm512_shuffle_epi8(table(lt_csv_high_2), _mm512_and_si512(_mm512_srli_epi16(now, 4), low));
    __m512i third =
        _mm512_subs_epu8(_mm512_alignr_epi8(now, joined, 14), _mm512_set1_epi8(0xE0 - 0x80));
    __m512i fourth =
        _mm512_subs_epu8(_mm512_alignr_epi8(now, joined, 13), _mm512_set1_epi8(0xF0 - 0x80));
    __m512i must = _mm512_and_si512(_mm512_or_si512(third, fourth), _mm512_set1_epi8((char)0x80));
    return _mm512_xor_si512(must, _mm512_and_si512(_mm512_and_si512(a, b), c));
}

enum { AT_ONCE = 4 };

/* 256 bytes a turn: they are looked at closer unless all are ASCII, and so were those before. The
 * rest is checked with zeros behind it: a cut sequence is an error. */
TARGET static bool utf8_avx512(const uint8_t *p, size_t n)
{
    __m512i last = _mm512_setzero_si512(), errors = last;
    bool    ascii = true;
    for (; n >= 64 * AT_ONCE; p += 64 * AT_ONCE, n -= 64 * AT_ONCE) {
        __m512i b[AT_ONCE], any = _mm512_setzero_si512();
        for (int k = 0; k < AT_ONCE; k++) {
            b[k] = _mm512_loadu_si512(p + 64 * k);
            any = _mm512_or_si512(any, b[k]);
        }
        bool plain = _mm512_movepi8_mask(any) == 0;
        if (!plain || !ascii)
            for (int k = 0; k < AT_ONCE; k++)
                errors = _mm512_or_si512(errors, errors_of(b[k], k ? b[k - 1] : last));
        ascii = plain;
        last = b[AT_ONCE - 1];
    }
    for (;; p += 64, n -= 64) {
        __mmask64 there = n >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
        __m512i   now = _mm512_maskz_loadu_epi8(there, p);
        errors = _mm512_or_si512(errors, errors_of(now, last));
        last = now;
        if (n < 64) break;
    }
    return _mm512_test_epi8_mask(errors, errors) == 0;
}

const lt_csv_loops lt_csv_avx512 = {index_avx512, utf8_avx512, &lt_csv_values_avx2};

#else
const lt_csv_loops lt_csv_avx512 = {NULL, NULL, NULL};
#endif
