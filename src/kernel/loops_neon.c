/* loops_neon.c — comparisons two rows at a time, and selections eight rows at a time by a table
 * of where the ones of a byte are. */
#include "kernel/loops.h"

#if defined(__aarch64__)

#include "kernel/ones.h"

#include <arm_neon.h>

/* The masks of eight rows, four pairs, as eight bits. */
static inline uint64_t eight(uint64x2_t a, uint64x2_t b, uint64x2_t c, uint64x2_t d)
{
    static const uint8_t weights[8] = {1, 2, 4, 8, 16, 32, 64, 128};
    uint32x4_t           low = vcombine_u32(vmovn_u64(a), vmovn_u64(b));
    uint32x4_t           high = vcombine_u32(vmovn_u64(c), vmovn_u64(d));
    uint8x8_t            bytes = vmovn_u16(vcombine_u16(vmovn_u32(low), vmovn_u32(high)));
    return vaddv_u8(vand_u8(bytes, vld1_u8(weights)));
}

#define COMPARE(name, T, V, load, splat, test)                                                    \
    static inline uint64x2_t name##_pair(const T *a, const T *b, V y, int32_t b_stride)           \
    {                                                                                             \
        V x = load(a);                                                                            \
        if (b_stride) y = load(b);                                                                \
        return test(x, y);                                                                        \
    }                                                                                             \
    static void name(uint64_t *bits, const T *a, const T *b, int32_t b_stride, int32_t n)         \
    {                                                                                             \
        V y = splat(b[0]);                                                                        \
        for (int32_t at = 0; at < n; at += 64) {                                                  \
            uint64_t word = 0;                                                                    \
            for (int32_t k = 0; k < 64; k += 8) {                                                 \
                const T *p = a + at + k, *q = b_stride ? b + at + k : b;                          \
                int32_t  s = b_stride ? 2 : 0;                                                    \
                word |=                                                                           \
                    eight(name##_pair(p, q, y, b_stride), name##_pair(p + 2, q + s, y, b_stride), \
                          name##_pair(p + 4, q + 2 * s, y, b_stride),                             \
                          name##_pair(p + 6, q + 3 * s, y, b_stride))                             \
                    << k;                                                                         \
            }                                                                                     \
            bits[at >> 6] = word;                                                                 \
        }                                                                                         \
    }

COMPARE(eq_i64, int64_t, int64x2_t, vld1q_s64, vdupq_n_s64, vceqq_s64)
COMPARE(lt_i64, int64_t, int64x2_t, vld1q_s64, vdupq_n_s64, vcltq_s64)
COMPARE(le_i64, int64_t, int64x2_t, vld1q_s64, vdupq_n_s64, vcleq_s64)

/* NaN equals itself and is above all: x == x is false for it alone. */
static inline uint64x2_t eq_f(float64x2_t x, float64x2_t y)
{
    uint64x2_t numbers = vorrq_u64(vceqq_f64(x, x), vceqq_f64(y, y));
    return vornq_u64(vceqq_f64(x, y), numbers);
}
static inline uint64x2_t lt_f(float64x2_t x, float64x2_t y)
{
    return vorrq_u64(vcltq_f64(x, y), vbicq_u64(vceqq_f64(x, x), vceqq_f64(y, y)));
}
static inline uint64x2_t le_f(float64x2_t x, float64x2_t y)
{
    return vornq_u64(vcleq_f64(x, y), vceqq_f64(y, y));
}

COMPARE(eq_f64, double, float64x2_t, vld1q_f64, vdupq_n_f64, eq_f)
COMPARE(lt_f64, double, float64x2_t, vld1q_f64, vdupq_n_f64, lt_f)
COMPARE(le_f64, double, float64x2_t, vld1q_f64, vdupq_n_f64, le_f)

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
static int32_t select_words(int32_t *rows, const uint64_t *bits, const uint64_t *valid, int32_t n)
{
    int32_t count = 0;
    for (int32_t at = 0; at < n; at += 64) {
        uint64_t word = bits[at >> 6] & (valid ? valid[at >> 6] : ~UINT64_C(0));
        if (__builtin_popcountll(word) < LT_LOOP_FEW) {
            count += lt_loop_select_few(rows + count, word, at);
            continue;
        }
        for (int32_t k = at; word; k += 8, word >>= 8) {
            uint16x8_t lane = vmovl_u8(vcreate_u8(lt_ones_of_byte[word & 0xFF]));
            int32x4_t  from = vdupq_n_s32(k);
            int32x4_t  low = vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(lane)));
            int32x4_t  high = vreinterpretq_s32_u32(vmovl_u16(vget_high_u16(lane)));
            vst1q_s32(rows + count, vaddq_s32(low, from));
            vst1q_s32(rows + count + 4, vaddq_s32(high, from));
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

/* Four at a time; fewer are left to the scalar loop. */
static void extremes_i64(int64_t ends[2], const int64_t *values, int32_t n)
{
    int64_t   lows[4], highs[4];
    int64x2_t a = vdupq_n_s64(values[0]), low_a = a, low_b = a, high_a = a, high_b = a, b;
    int32_t   i = 0;
    for (; i + 4 <= n; i += 4) {
        a = vld1q_s64(values + i);
        b = vld1q_s64(values + i + 2);
        low_a = vbslq_s64(vcltq_s64(a, low_a), a, low_a);
        low_b = vbslq_s64(vcltq_s64(b, low_b), b, low_b);
        high_a = vbslq_s64(vcgtq_s64(a, high_a), a, high_a);
        high_b = vbslq_s64(vcgtq_s64(b, high_b), b, high_b);
    }
    vst1q_s64(lows, low_a), vst1q_s64(lows + 2, low_b);
    vst1q_s64(highs, high_a), vst1q_s64(highs + 2, high_b);
    lt_loop_extremes_rest(ends, lows, highs, 4, values, i, n);
}

static uint32_t largest_u32(const uint32_t *values, int64_t n)
{
    uint32x4_t a = vdupq_n_u32(0), b = a;
    int64_t    i = 0;
    for (; i + 8 <= n; i += 8) {
        a = vmaxq_u32(a, vld1q_u32(values + i));
        b = vmaxq_u32(b, vld1q_u32(values + i + 4));
    }
    uint32_t most = vmaxvq_u32(vmaxq_u32(a, b));
    uint32_t rest = lt_loops_scalar.largest_u32(values + i, n - i);
    return most > rest ? most : rest;
}

static int64_t unpack_u32(uint32_t *out, int64_t count, int width, const uint8_t *bytes,
                          int64_t len)
{
    lt_loop_unpack u = lt_loop_unpack_plan(count, width, len);
    uint8x16_t     low = vld1q_u8(u.bytes), high = vld1q_u8(u.bytes + 16);
    int32x4_t      low_shift = vnegq_s32(vreinterpretq_s32_u32(vld1q_u32(u.shifts)));
    int32x4_t      high_shift = vnegq_s32(vreinterpretq_s32_u32(vld1q_u32(u.shifts + 4)));
    uint32x4_t     mask = vdupq_n_u32((1u << width) - 1);
    for (int64_t g = 0; g < u.groups; g++, bytes += width) {
        uint32x4_t a = vreinterpretq_u32_u8(vqtbl1q_u8(vld1q_u8(bytes), low));
        uint32x4_t b = vreinterpretq_u32_u8(vqtbl1q_u8(vld1q_u8(bytes + width / 2), high));
        vst1q_u32(out + 8 * g, vandq_u32(vshlq_u32(a, low_shift), mask));
        vst1q_u32(out + 8 * g + 4, vandq_u32(vshlq_u32(b, high_shift), mask));
    }
    return 8 * u.groups;
}

const lt_loops lt_loops_neon = {
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
const lt_loops lt_loops_neon = {0};
#endif
