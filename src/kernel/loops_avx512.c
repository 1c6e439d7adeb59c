/* loops_avx512.c — comparisons that give masks, and selections by compression. */
#include "kernel/loops.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,popcnt")))

#define COMPARE_I(name, predicate)                                                              \
    WIDE static void name(uint64_t *bits, const int64_t *a, const int64_t *b, int32_t b_stride, \
                          int32_t n)                                                            \
    {                                                                                           \
        __m512i y = _mm512_set1_epi64(b[0]);                                                    \
        for (int32_t at = 0; at < n; at += 64) {                                                \
            uint64_t word = 0;                                                                  \
            for (int32_t k = 0; k < 64; k += 8) {                                               \
                if (b_stride) y = _mm512_loadu_si512(b + at + k);                               \
                uint64_t m = predicate(_mm512_loadu_si512(a + at + k), y);                      \
                word |= m << k;                                                                 \
            }                                                                                   \
            bits[at >> 6] = word;                                                               \
        }                                                                                       \
    }

COMPARE_I(eq_i64, _mm512_cmpeq_epi64_mask)
COMPARE_I(lt_i64, _mm512_cmplt_epi64_mask)
COMPARE_I(le_i64, _mm512_cmple_epi64_mask)

/* ~(x > y) and the like: the unordered forms of a predicate count NaN in, then what NaN must not
 * do is taken out. */
WIDE static inline uint64_t eq_mask(__m512d x, __m512d y)
{
    uint64_t nan_x = _mm512_cmp_pd_mask(x, x, _CMP_UNORD_Q);
    uint64_t nan_y = _mm512_cmp_pd_mask(y, y, _CMP_UNORD_Q);
    return _mm512_cmp_pd_mask(x, y, _CMP_EQ_OQ) | (nan_x & nan_y);
}
WIDE static inline uint64_t lt_mask(__m512d x, __m512d y)
{
    uint64_t num_x = _mm512_cmp_pd_mask(x, x, _CMP_ORD_Q);
    uint64_t nan_y = _mm512_cmp_pd_mask(y, y, _CMP_UNORD_Q);
    return _mm512_cmp_pd_mask(x, y, _CMP_LT_OQ) | (num_x & nan_y);
}
WIDE static inline uint64_t le_mask(__m512d x, __m512d y)
{
    uint64_t nan_y = _mm512_cmp_pd_mask(y, y, _CMP_UNORD_Q);
    return _mm512_cmp_pd_mask(x, y, _CMP_LE_OQ) | nan_y;
}

#define COMPARE_F(name, predicate)                                                            \
    WIDE static void name(uint64_t *bits, const double *a, const double *b, int32_t b_stride, \
                          int32_t n)                                                          \
    {                                                                                         \
        __m512d y = _mm512_set1_pd(b[0]);                                                     \
        for (int32_t at = 0; at < n; at += 64) {                                              \
            uint64_t word = 0;                                                                \
            for (int32_t k = 0; k < 64; k += 8) {                                             \
                if (b_stride) y = _mm512_loadu_pd(b + at + k);                                \
                word |= predicate(_mm512_loadu_pd(a + at + k), y) << k;                       \
            }                                                                                 \
            bits[at >> 6] = word;                                                             \
        }                                                                                     \
    }

COMPARE_F(eq_f64, eq_mask)
COMPARE_F(lt_f64, lt_mask)
COMPARE_F(le_f64, le_mask)

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

/* Sixteen rows are stored whatever a mask has, which lt_loop_select_few's comment allows: Zen 4
 * takes a hundred cycles to compress into memory. */
WIDE static int32_t select_words(int32_t *rows, const uint64_t *bits, const uint64_t *valid,
                                 int32_t n)
{
    int32_t count = 0;
    __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (int32_t at = 0; at < n; at += 64) {
        uint64_t word = bits[at >> 6] & (valid ? valid[at >> 6] : ~UINT64_C(0));
        if (__builtin_popcountll(word) < LT_LOOP_FEW) {
            count += lt_loop_select_few(rows + count, word, at);
            continue;
        }
        for (int32_t k = at; word; k += 16, word >>= 16) {
            __mmask16 mask = (__mmask16)word;
            __m512i   row = _mm512_add_epi32(lane, _mm512_set1_epi32(k));
            _mm512_storeu_si512(rows + count, _mm512_maskz_compress_epi32(mask, row));
            count += __builtin_popcount(mask);
        }
    }
    return count;
}

static int32_t select_bits(int32_t *rows, const uint64_t *bits, const uint64_t *valid, int32_t n)
{
    int32_t m = lt_loop_whole(n), count = m ? select_words(rows, bits, valid, m) : 0;
    return m == n ? count : lt_loop_select_rest(rows, count, bits, valid, n);
}

/* Sixteen at a time; fewer are left to the scalar loop. */
WIDE static void extremes_i64(int64_t ends[2], const int64_t *values, int32_t n)
{
    int64_t lows[8], highs[8];
    __m512i a = _mm512_set1_epi64(values[0]), low = a, high = a, low_b = a, high_b = a, b;
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) {
        a = _mm512_loadu_si512(values + i);
        b = _mm512_loadu_si512(values + i + 8);
        low = _mm512_min_epi64(low, a), high = _mm512_max_epi64(high, a);
        low_b = _mm512_min_epi64(low_b, b), high_b = _mm512_max_epi64(high_b, b);
    }
    _mm512_storeu_si512(lows, _mm512_min_epi64(low, low_b));
    _mm512_storeu_si512(highs, _mm512_max_epi64(high, high_b));
    lt_loop_extremes_rest(ends, lows, highs, 8, values, i, n);
}

/* Registers twice as wide make no difference here. */
static uint32_t largest_u32(const uint32_t *values, int64_t n)
{
    return lt_loops_avx2.largest_u32(values, n);
}

static int64_t unpack_u32(uint32_t *out, int64_t count, int width, const uint8_t *bytes,
                          int64_t len)
{
    return lt_loops_avx2.unpack_u32(out, count, width, bytes, len);
}

/* Eight doubles; rows: which of them there are. */
WIDE static inline bool fix_eight(uint64_t *low, uint64_t *high, const double *v, __mmask8 rows)
{
    const __m512i fraction = _mm512_set1_epi64(0xFFFFFFFFFFFFF);
    __m512i       bits = _mm512_maskz_loadu_epi64(rows, v);
    __m512i       biased = _mm512_and_si512(_mm512_srli_epi64(bits, 52), _mm512_set1_epi64(0x7FF));
    __m512i       shift = _mm512_sub_epi64(biased, _mm512_set1_epi64(1011));
    __mmask8      some = _mm512_test_epi64_mask(bits, _mm512_set1_epi64(INT64_MAX));
    __mmask8      bad = _mm512_cmpgt_epu64_mask(shift, _mm512_set1_epi64(62));
    __m512i       size = _mm512_maskz_or_epi64(some, _mm512_and_si512(bits, fraction),
                                               _mm512_set1_epi64(INT64_C(1) << 52));
    __m512i       l = _mm512_sllv_epi64(size, shift);
    __m512i       h = _mm512_srlv_epi64(size, _mm512_sub_epi64(_mm512_set1_epi64(64), shift));
    __m512i       minus = _mm512_srai_epi64(bits, 63);
    __mmask8      carry = _mm512_movepi64_mask(minus) & (__mmask8)~_mm512_test_epi64_mask(l, l);
    l = _mm512_sub_epi64(_mm512_xor_si512(l, minus), minus);
    h = _mm512_xor_si512(h, minus);
    h = _mm512_mask_add_epi64(h, carry, h, _mm512_set1_epi64(1));
    _mm512_mask_storeu_epi64(low, rows, l);
    _mm512_mask_storeu_epi64(high, rows, h);
    return (bad & some) == 0;
}

WIDE static bool fix_f64(uint64_t *low, uint64_t *high, const double *v, int32_t n)
{
    bool    fit = true;
    int32_t i = 0;
    for (; i + 8 <= n; i += 8) fit &= fix_eight(low + i, high + i, v + i, 0xFF);
    if (i < n) fit &= fix_eight(low + i, high + i, v + i, (__mmask8)((1U << (n - i)) - 1));
    return fit;
}

const lt_loops lt_loops_avx512 = {
    .hash_64 = lt_loop_hash_64,
    .hash_32 = lt_loop_hash_32,
    .select_bits = select_bits,
    .compare_i64 = compare_i64,
    .compare_f64 = compare_f64,
    .extremes_i64 = extremes_i64,
    .largest_u32 = largest_u32,
    .unpack_u32 = unpack_u32,
    .fix_f64 = fix_f64,
};

#else
const lt_loops lt_loops_avx512 = {0};
#endif
