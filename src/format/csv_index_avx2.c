/* The loops of csv_index.h with AVX2 and carry-less multiplication. */
#include "format/csv_index_step.h"
#include "format/csv_utf8.h"
#include "format/csv_values.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,pclmul,bmi,popcnt")))

TARGET LT_CSV_INLINE uint64_t mask_of(__m256i a, __m256i b, __m256i what)
{
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, what));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, what));
    return (uint64_t)high << 32 | low;
}

TARGET LT_CSV_INLINE lt_csv_masks masks(const uint8_t *p, const lt_csv_dialect *d)
{
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    return (lt_csv_masks){
        .quote = mask_of(a, b, _mm256_set1_epi8((char)d->quote)),
        .delimiter = mask_of(a, b, _mm256_set1_epi8((char)d->delimiter)),
        .newline = mask_of(a, b, _mm256_set1_epi8('\n')),
        .cr = mask_of(a, b, _mm256_set1_epi8('\r')),
    };
}

TARGET LT_CSV_INLINE uint64_t prefix(uint64_t q)
{
    __m128i ones = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)q), ones, 0));
}

/* Eight at a time without asking: what is written too much is overwritten by the next. */
TARGET LT_CSV_INLINE void store(uint32_t *out, uint64_t seps, uint32_t base)
{
    int count = __builtin_popcountll(seps);
    for (int i = 0; i < count; i += 8)
        for (int k = 0; k < 8; k++) {
            out[i + k] = base + (uint32_t)_tzcnt_u64(seps);
            seps = _blsr_u64(seps);
        }
}

TARGET static bool index_avx2(const uint8_t *p, size_t n, uint32_t base, const lt_csv_dialect *d,
                              lt_csv_state *state, lt_csv_marks *m)
{
    return lt_csv_frame(p, n, base, d, state, m, masks, prefix, store);
}

/* ---- UTF-8 ---- */

TARGET LT_CSV_INLINE __m256i table(const uint8_t of[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)of));
}

TARGET LT_CSV_INLINE __m256i before(__m256i now, __m256i last, int n)
{
    __m256i joined = _mm256_permute2x128_si256(last, now, 0x21);
    return n == 1   ? _mm256_alignr_epi8(now, joined, 15)
           : n == 2 ? _mm256_alignr_epi8(now, joined, 14)
                    : _mm256_alignr_epi8(now, joined, 13);
}

TARGET LT_CSV_INLINE __m256i pair_errors(__m256i now, __m256i one)
{
    __m256i low = _mm256_set1_epi8(15);
    __m256i a =
        _mm256_shuffle_epi8(table(lt_csv_high_1), _mm256_and_si256(_mm256_srli_epi16(one, 4), low));
    __m256i b = _mm256_shuffle_epi8(table(lt_csv_low_1), _mm256_and_si256(one, low));
    __m256i c =
        _mm256_shuffle_epi8(table(lt_csv_high_2), _mm256_and_si256(_mm256_srli_epi16(now, 4), low));
    return _mm256_and_si256(_mm256_and_si256(a, b), c);
}

TARGET LT_CSV_INLINE __m256i errors_of(__m256i now, __m256i last)
{
    __m256i pairs = pair_errors(now, before(now, last, 1));
    __m256i third = _mm256_subs_epu8(before(now, last, 2), _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth = _mm256_subs_epu8(before(now, last, 3), _mm256_set1_epi8(0xF0 - 0x80));
    __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(must, pairs);
}

/* The rest of fewer than 32 bytes is checked with zeros behind it: a cut sequence is an error. */
TARGET static bool utf8_avx2(const uint8_t *p, size_t n)
{
    __m256i last = _mm256_setzero_si256(), errors = last;
    bool    ascii = true; /* the block before was */
    size_t  i = 0;
    for (; i + 32 <= n; i += 32) {
        __m256i now = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
        bool    plain = _mm256_movemask_epi8(now) == 0;
        if (!plain || !ascii) errors = _mm256_or_si256(errors, errors_of(now, last));
        ascii = plain;
        last = now;
    }
    uint8_t rest[32] = {0};
    for (size_t k = 0; i + k < n; k++) rest[k] = p[i + k];
    __m256i now = _mm256_loadu_si256((const __m256i *)(const void *)rest);
    errors = _mm256_or_si256(errors, errors_of(now, last));
    /* n a multiple of 32 leaves a block of zeros here; a rest that ends inside a sequence in its
     * last byte cannot be, as fewer than 32 bytes leave a zero behind them. */
    return _mm256_testz_si256(errors, errors) != 0;
}

const lt_csv_loops lt_csv_avx2 = {index_avx2, utf8_avx2, &lt_csv_values_avx2};

#else
const lt_csv_loops lt_csv_avx2 = {NULL, NULL, NULL};
#endif
