/* loops_scalar.c — the hot loops in plain C: the reference that every other table must equal. */
#include "kernel/loops.h"

#include "column/bitmap.h"
#include "kernel/fold.h"

#include <string.h>

void lt_loop_hash_64(uint64_t *hashes, const uint64_t *values, int32_t n, bool first)
{
    if (first)
        for (int32_t i = 0; i < n; i++) hashes[i] = lt_mix_0(0, values[i]);
    else
        for (int32_t i = 0; i < n; i++) hashes[i] = lt_mix_0(hashes[i], values[i]);
}

/* A value is hashed as the int64 it widens to, as blocks with nulls are. */
void lt_loop_hash_32(uint64_t *hashes, const uint32_t *values, int32_t n, bool first)
{
    const int32_t *v = (const int32_t *)values;
    if (first)
        for (int32_t i = 0; i < n; i++) hashes[i] = lt_mix_0(0, (uint64_t)(int64_t)v[i]);
    else
        for (int32_t i = 0; i < n; i++) hashes[i] = lt_mix_0(hashes[i], (uint64_t)(int64_t)v[i]);
}

static int32_t select_bits(int32_t *rows, const uint64_t *bits, const uint64_t *valid, int32_t n)
{
    int32_t count = 0;
    for (int32_t at = 0; at < n; at += 64) {
        uint64_t word = bits[at >> 6] & (valid ? valid[at >> 6] : ~UINT64_C(0));
        if (n - at < 64) word &= (UINT64_C(1) << (n - at)) - 1;
        for (; word; word &= word - 1) rows[count++] = at + __builtin_ctzll(word);
    }
    return count;
}

#define EQ_I(x, y) ((x) == (y))
#define LT_I(x, y) ((x) < (y))
#define LE_I(x, y) ((x) <= (y))
/* NaN equals itself and is above all. */
#define EQ_F(x, y) (((x) == (y)) | (((x) != (x)) & ((y) != (y))))
#define LT_F(x, y) (((x) < (y)) | (((x) == (x)) & ((y) != (y))))
#define LE_F(x, y) (((x) <= (y)) | ((y) != (y)))

#define COMPARE(TEST)                                                                            \
    for (int32_t at = 0; at < n; at += 64) {                                                     \
        int32_t  m = n - at < 64 ? n - at : 64;                                                  \
        uint64_t word = 0;                                                                       \
        if (b_stride)                                                                            \
            for (int32_t k = 0; k < m; k++) word |= (uint64_t)(TEST(a[at + k], b[at + k])) << k; \
        else                                                                                     \
            for (int32_t k = 0; k < m; k++) word |= (uint64_t)(TEST(a[at + k], b[0])) << k;      \
        bits[at >> 6] = word;                                                                    \
    }

static void compare_i64(uint64_t *bits, const int64_t *a, const int64_t *b, int32_t b_stride,
                        int op, int32_t n)
{
    switch (op) {
    case 0: COMPARE(EQ_I) break;
    case 1: COMPARE(LT_I) break;
    default: COMPARE(LE_I)
    }
}

static void compare_f64(uint64_t *bits, const double *a, const double *b, int32_t b_stride, int op,
                        int32_t n)
{
    switch (op) {
    case 0: COMPARE(EQ_F) break;
    case 1: COMPARE(LT_F) break;
    default: COMPARE(LE_F)
    }
}

/* Two chains of comparisons, as each waits for the one before. */
static void extremes_i64(int64_t ends[2], const int64_t *values, int32_t n)
{
    int64_t low = values[0], high = low, low_2 = low, high_2 = low;
    int32_t i = n & 1;
    for (; i < n; i += 2) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
        low_2 = values[i + 1] < low_2 ? values[i + 1] : low_2;
        high_2 = values[i + 1] > high_2 ? values[i + 1] : high_2;
    }
    ends[0] = low < low_2 ? low : low_2;
    ends[1] = high > high_2 ? high : high_2;
}

static uint32_t largest_u32(const uint32_t *values, int64_t n)
{
    uint32_t most = 0;
    for (int64_t i = 0; i < n; i++) most = values[i] > most ? values[i] : most;
    return most;
}

/* The reader's own loops, one a width, are as good. */
static int64_t unpack_u32(uint32_t *out, int64_t count, int width, const uint8_t *bytes,
                          int64_t len)
{
    (void)out, (void)count, (void)width, (void)bytes, (void)len;
    return 0;
}

bool lt_loop_fix_f64(uint64_t *low, uint64_t *high, const double *v, int32_t n)
{
    bool fit = true;
    for (int32_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &v[i], sizeof(bits));
        uint32_t shift = (uint32_t)(bits >> 52 & 0x7FF) - 1011;
        bool     zero = bits << 1 == 0;
        uint64_t mantissa = zero ? 0 : (bits & 0xFFFFFFFFFFFFF) | UINT64_C(1) << 52;
        uint64_t minus = -(bits >> 63);
        fit &= zero | (shift <= 62);
        unsigned __int128 size = (unsigned __int128)mantissa << (shift & 63);
        size = (size ^ ((unsigned __int128)minus << 64 | minus)) + (minus & 1);
        low[i] = (uint64_t)size;
        high[i] = (uint64_t)(size >> 64);
    }
    return fit;
}

const lt_loops lt_loops_scalar = {
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
