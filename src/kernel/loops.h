/* loops.h — the tables of hot loops that this build has, one a tier of core/cpu.h.
 *
 * Shapes   rows whose number is no multiple of 64 end with the scalar loops; nothing is read past
 *          the last row or the last word of a bitmap
 */
#ifndef LT_KERNEL_LOOPS_H
#define LT_KERNEL_LOOPS_H

#include "core/cpu.h"
#include "kernel/kernel.h"

extern const lt_loops lt_loops_scalar;

/* Those of other CPUs than this build's have no functions. */
extern const lt_loops lt_loops_neon, lt_loops_avx2, lt_loops_avx512;

/* NULL where the machine lacks what the table needs. */
const lt_loops *lt_loops_of(lt_cpu tier);

/* A folded multiplication needs the high half of a 64-bit product, which no tier multiplies by
 * vectors: one loop for all. */
void lt_loop_hash_64(uint64_t *hashes, const uint64_t *values, int32_t n, bool first);
void lt_loop_hash_32(uint64_t *hashes, const uint32_t *values, int32_t n, bool first);

/* For tiers whose vectors do not pay: lt_loops.fix_f64. */
bool lt_loop_fix_f64(uint64_t *low, uint64_t *high, const double *v, int32_t n);

/* Rows at the start that fill words of 64. */
static inline int32_t lt_loop_whole(int32_t n) { return n & ~63; }

/* Words with fewer ones than this are walked one by one, which is then faster. */
enum { LT_LOOP_FEW = 12 };

/* The rows of a word whose first is `at`; answers how many. Others may store more rows than a word
 * has: as many were selected as were seen at most, so that whole words leave room behind them. */
static inline __attribute__((always_inline)) int32_t lt_loop_select_few(int32_t *rows,
                                                                        uint64_t word, int32_t at)
{
    int32_t count = 0;
    for (; word; word &= word - 1) rows[count++] = at + __builtin_ctzll(word);
    return count;
}

/* The rows behind whole words, whose rows are already there, by the scalar loop; answers all. */
static inline int32_t lt_loop_select_rest(int32_t *rows, int32_t count, const uint64_t *bits,
                                          const uint64_t *valid, int32_t n)
{
    int32_t done = lt_loop_whole(n);
    int32_t more = lt_loops_scalar.select_bits(rows + count, bits + (done >> 6),
                                               valid ? valid + (done >> 6) : NULL, n - done);
    for (int32_t i = 0; i < more; i++) rows[count + i] += done;
    return count + more;
}

/* What the scalar loop says of the values behind `done`, and of lanes of vectors that hold the
 * smallest and the largest of those before. */
static inline void lt_loop_extremes_rest(int64_t ends[2], const int64_t *lows, const int64_t *highs,
                                         int32_t lanes, const int64_t *values, int32_t done,
                                         int32_t n)
{
    int64_t low[2], high[2], rest[2];
    lt_loops_scalar.extremes_i64(low, lows, lanes);
    lt_loops_scalar.extremes_i64(high, highs, lanes);
    ends[0] = low[0];
    ends[1] = high[1];
    if (done == n) return;
    lt_loops_scalar.extremes_i64(rest, values + done, n - done);
    if (rest[0] < ends[0]) ends[0] = rest[0];
    if (rest[1] > ends[1]) ends[1] = rest[1];
}

/* How eight values of some width, which fill `width` bytes, are taken out of two registers of 16
 * bytes, the second loaded width / 2 bytes further on: the four bytes of each value, and the bits
 * below it. */
typedef struct lt_loop_unpack {
    uint8_t  bytes[32];
    uint32_t shifts[8];
    int64_t  groups; /* of eight values whose loads lie within the bytes there are */
} lt_loop_unpack;

static inline lt_loop_unpack lt_loop_unpack_plan(int64_t count, int width, int64_t len)
{
    lt_loop_unpack u = {.groups = 0};
    int64_t        load = 16 + width / 2;
    for (int i = 0; i < 8; i++) {
        int bit = i * width - (i < 4 ? 0 : width / 2 * 8);
        for (int k = 0; k < 4; k++) u.bytes[4 * i + k] = (uint8_t)((bit >> 3) + k);
        u.shifts[i] = (uint32_t)bit & 7;
    }
    if (len >= load) u.groups = (len - load) / width + 1;
    if (u.groups > count / 8) u.groups = count / 8;
    return u;
}

/* Comparisons of a table: `words` does whole words of 64 rows. */
#define LT_LOOP_COMPARE(name, T, words)                                                           \
    static void name(uint64_t *bits, const T *a, const T *b, int32_t b_stride, int op, int32_t n) \
    {                                                                                             \
        int32_t m = lt_loop_whole(n);                                                             \
        if (m) words(bits, a, b, b_stride, op, m);                                                \
        if (m < n)                                                                                \
            lt_loops_scalar.name(bits + (m >> 6), a + m, b_stride ? b + m : b, b_stride, op,      \
                                 n - m);                                                          \
    }

#endif
