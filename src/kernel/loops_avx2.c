/* loops_avx2.c — comparisons four rows at a time, and selections eight rows at a time by a table
 * of where the ones of a byte are. */
#include "kernel/loops.h"

#if defined(__x86_64__)

#include "kernel/ones.h"

#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* What four comparisons say, as four bits. */
WIDE static inline uint64_t four(__m256d mask) { return (uint64_t)_mm256_movemask_pd(mask); }

WIDE static inline __m256d eq_i(__m256i x, __m256i y)
{
    return _mm256_castsi256_pd(_mm256_cmpeq_epi64(x, y));
}
WIDE static inline __m256d lt_i(__m256i x, __m256i y)
{
    return _mm256_castsi256_pd(_mm256_cmpgt_epi64(y, x));
}

/* flip: all ones for a comparison that is the negation of test's. */
#define COMPARE_I(name, test, flip)                                                             \
    WIDE static void name(uint64_t *bits, const int64_t *a, const int64_t *b, int32_t b_stride, \
                          int32_t n)                                                            \
    {                                                                                           \
        __m256i y = _mm256_set1_epi64x(b[0]);                                                   \
        for (int32_t at = 0; at < n; at += 64) {                                                \
            uint64_t word = 0;                                                                  \
            for (int32_t k = 0; k < 64; k += 4) {                                               \
                __m256i x = _mm256_loadu_si256((const void *)(a + at + k));                     \
                if (b_stride) y = _mm256_loadu_si256((const void *)(b + at + k));               \
                word |= four(test) << k;                                                        \
            }                                                                                   \
            bits[at >> 6] = word ^ (flip);                                                      \
        }                                                                                       \
    }

COMPARE_I(eq_i64, eq_i(x, y), 0)
COMPARE_I(lt_i64, lt_i(x, y), 0)
COMPARE_I(le_i64, lt_i(y, x), ~UINT64_C(0))

/* NaN equals itself and is above all. */
WIDE static inline __m256d eq_f(__m256d x, __m256d y)
{
    __m256d nans =
        _mm256_and_pd(_mm256_cmp_pd(x, x, _CMP_UNORD_Q), _mm256_cmp_pd(y, y, _CMP_UNORD_Q));
    return _mm256_or_pd(_mm256_cmp_pd(x, y, _CMP_EQ_OQ), nans);
}
WIDE static inline __m256d lt_f(__m256d x, __m256d y)
{
    __m256d last =
        _mm256_and_pd(_mm256_cmp_pd(x, x, _CMP_ORD_Q), _mm256_cmp_pd(y, y, _CMP_UNORD_Q));
    return _mm256_or_pd(_mm256_cmp_pd(x, y, _CMP_LT_OQ), last);
}
WIDE static inline __m256d le_f(__m256d x, __m256d y)
{
    return _mm256_or_pd(_mm256_cmp_pd(x, y, _CMP_LE_OQ), _mm256_cmp_pd(y, y, _CMP_UNORD_Q));
}

#define COMPARE_F(name, test)                                                                 \
    WIDE static void name(uint64_t *bits, const double *a, const double *b, int32_t b_stride, \
                          int32_t n)                                                          \
    {                                                                                         \
        __m256d y = _mm256_set1_pd(b[0]);                                                     \
        for (int32_t at = 0; at < n; at += 64) {                                              \
            uint64_t word = 0;                                                                \
            for (int32_t k = 0; k < 64; k += 4) {                                             \
                __m256d x = _mm256_loadu_pd(a + at + k);                                      \
                if (b_stride) y = _mm256_loadu_pd(b + at + k);                                \
                word |= four(test) << k;                                                      \
            }                                                                                 \
            bits[at >> 6] = word;                                                             \
        }                                                                                     \
    }

COMPARE_F(eq_f64, eq_f(x, y))
COMPARE_F(lt_f64, lt_f(x, y))
COMPARE_F(le_f64, le_f(x, y))

static void words_i64(uint64_t *bits, const int64_t *a, const int64_t *b, int32_t b_stride, int op,
                      int32_t n)
{
    (op == 0 ? eq_i64 : op == 1 ? lt_i64 : le_i64)(bits, a, b, b_stride, n);
}

static void words_f64(uint64_t *bits, const double *a, const double *b, int32_t b_stride, int op,
                      int32_t n)
{
    (op == 0 ? eq_f64 : op == 1 ? lt_f64 : le_f64)(bits, a, b, b_stride, n);
}

LT_LOOP_COMPARE(compare_i64, int64_t, words_i64)
LT_LOOP_COMPARE(compare_f64, double, words_f64)

/* Eight rows are stored whatever a byte has: see lt_loop_select_few. */
WIDE static int32_t select_words(int32_t *rows, const uint64_t *bits, const uint64_t *valid,
                                 int32_t n)
{
    int32_t count = 0;
    for (int32_t at = 0; at < n; at += 64) {
        uint64_t word = bits[at >> 6] & (valid ? valid[at >> 6] : ~UINT64_C(0));
        if (__builtin_popcountll(word) < LT_LOOP_FEW) {
            count += lt_loop_select_few(rows + count, word, at);
            continue;
        }
        for (int32_t k = at; word; k += 8, word >>= 8) {
            uint64_t ones = lt_ones_of_byte[word & 0xFF];
            __m256i  lane = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)ones));
            _mm256_storeu_si256((void *)(rows + count),
                                _mm256_add_epi32(lane, _mm256_set1_epi32(k)));
            count += __builtin_popcount((unsigned)word & 0xFF);
        }
    }
    return count;
}

static int32_t select_bits(int32_t *rows, const uint64_t *bits, const uint64_t *valid, int32_t n)
{
    int32_t m = lt_loop_whole(n), count = m ? select_words(rows, bits, valid, m) : 0;
    return m == n ? count : lt_loop_select_rest(rows, count, bits, valid, n);
}

WIDE static inline __m256i lower(__m256i x, __m256i y)
{
    return _mm256_blendv_epi8(x, y, _mm256_cmpgt_epi64(x, y));
}
WIDE static inline __m256i higher(__m256i x, __m256i y)
{
    return _mm256_blendv_epi8(y, x, _mm256_cmpgt_epi64(x, y));
}

/* Eight at a time; fewer are left to the scalar loop. */
WIDE static void extremes_i64(int64_t ends[2], const int64_t *values, int32_t n)
{
    int64_t lows[8], highs[8];
    __m256i a = _mm256_set1_epi64x(values[0]), low_a = a, low_b = a, high_a = a, high_b = a, b;
    int32_t i = 0;
    for (; i + 8 <= n; i += 8) {
        a = _mm256_loadu_si256((const void *)(values + i));
        b = _mm256_loadu_si256((const void *)(values + i + 4));
        low_a = lower(low_a, a), high_a = higher(high_a, a);
        low_b = lower(low_b, b), high_b = higher(high_b, b);
    }
    _mm256_storeu_si256((void *)lows, low_a), _mm256_storeu_si256((void *)(lows + 4), low_b);
    _mm256_storeu_si256((void *)highs, high_a), _mm256_storeu_si256((void *)(highs + 4), high_b);
    lt_loop_extremes_rest(ends, lows, highs, 8, values, i, n);
}

WIDE static uint32_t largest_u32(const uint32_t *values, int64_t n)
{
    uint32_t lanes[8];
    __m256i  a = _mm256_setzero_si256(), b = a;
    int64_t  i = 0;
    for (; i + 16 <= n; i += 16) {
        a = _mm256_max_epu32(a, _mm256_loadu_si256((const void *)(values + i)));
        b = _mm256_max_epu32(b, _mm256_loadu_si256((const void *)(values + i + 8)));
    }
    _mm256_storeu_si256((void *)lanes, _mm256_max_epu32(a, b));
    uint32_t most = lt_loops_scalar.largest_u32(lanes, 8);
    uint32_t rest = lt_loops_scalar.largest_u32(values + i, n - i);
    return most > rest ? most : rest;
}

WIDE static int64_t unpack_u32(uint32_t *out, int64_t count, int width, const uint8_t *bytes,
                               int64_t len)
{
    lt_loop_unpack u = lt_loop_unpack_plan(count, width, len);
    __m256i        which = _mm256_loadu_si256((const void *)u.bytes);
    __m256i        shift = _mm256_loadu_si256((const void *)u.shifts);
    __m256i        mask = _mm256_set1_epi32((1 << width) - 1);
    for (int64_t g = 0; g < u.groups; g++, bytes += width) {
        __m256i v =
            _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const void *)bytes)),
                                    _mm_loadu_si128((const void *)(bytes + width / 2)), 1);
        v = _mm256_srlv_epi32(_mm256_shuffle_epi8(v, which), shift);
        _mm256_storeu_si256((void *)(out + 8 * g), _mm256_and_si256(v, mask));
    }
    return 8 * u.groups;
}

const lt_loops lt_loops_avx2 = {
    .hash_64 = lt_loop_hash_64,
    .hash_32 = lt_loop_hash_32,
    .select_bits = select_bits,
    .compare_i64 = compare_i64,
    .compare_f64 = compare_f64,
    .extremes_i64 = extremes_i64,
    .largest_u32 = largest_u32,
    .unpack_u32 = unpack_u32,
    .fix_f64 = lt_loop_fix_f64,
};

#else
const lt_loops lt_loops_avx2 = {0};
#endif
