/* exact.h — sums of doubles without any rounding until they are read.
 *
 * A sum is a 128-bit integer of 2^-64 as long as the values fit (normal amounts do: 53 bits
 * from 2^60 down to 2^-12, and shorter ones below); the others go to a wide sum that holds
 * every double's bits. So the result does not depend on the order of additions.
 *
 * Limits   2^60 additions
 * Source   the idea: U. Kulisch, "Computer Arithmetic and Validity" (exact dot product)
 */
#ifndef LT_KERNEL_EXACT_H
#define LT_KERNEL_EXACT_H

#include "kernel/agg.h"

#include <string.h>

enum {
    LT_WIDE_WORDS = 34, /* bit 0 is 2^-1074; 78 bits above the largest double's */
    LT_SUM_NAN = 1,
    LT_SUM_PLUS = 2, /* saw +Infinity */
    LT_SUM_MINUS = 4,
    LT_SUM_FLAGS = 7,
    LT_SUM_ONE = 8 /* one value, in tally */
};

typedef struct lt_wide_sum {
    uint64_t words[LT_WIDE_WORDS]; /* two's complement */
} lt_wide_sum;

typedef struct lt_exact_sum {
    uint64_t     low, high; /* two's complement, in units of 2^-64, within ±2^126 */
    uint64_t     tally;     /* values * LT_SUM_ONE | flags */
    lt_wide_sum *wide;      /* NULL until needed; in the heap */
} lt_exact_sum;

/* The values that the inline path does not take. Errors: LT_ENOMEM; the sum is unchanged. */
LT_MUST_USE lt_status lt_exact_add_slow(lt_exact_sum *s, double x, lt_agg_heap *heap,
                                        lt_error *err);

/* Adds x but not to the tally. */
static inline lt_status lt_exact_add(lt_exact_sum *s, double x, lt_agg_heap *heap, lt_error *err)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    uint32_t shift = (uint32_t)(bits >> 52 & 0x7FF) - 1011;
    if (__builtin_expect(shift > 72, 0)) return lt_exact_add_slow(s, x, heap, err);

    uint64_t          mantissa = (bits & 0xFFFFFFFFFFFFF) | UINT64_C(1) << 52;
    unsigned __int128 size = (unsigned __int128)mantissa << shift;
    unsigned __int128 minus = (unsigned __int128)((__int128)(int64_t)bits >> 127);
    unsigned __int128 sum = ((unsigned __int128)s->high << 64 | s->low) + ((size ^ minus) - minus);
    uint64_t          high = (uint64_t)(sum >> 64);
    if (__builtin_expect((high ^ high << 1) >> 63, 0)) return lt_exact_add_slow(s, x, heap, err);
    s->low = (uint64_t)sum;
    s->high = high;
    return LT_OK;
}

/* Adds x[i], i < n <= LT_BLOCK, to the sum of group groups[i] (NULL: of group 0) and one to its
 * tally; sums lie stride bytes apart. far: they are many (lt_agg_input). Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_exact_add_rows(void *sums, size_t stride, const int32_t *groups,
                                        const double *x, int32_t n, bool far, lt_agg_heap *heap,
                                        lt_error *err);

/* Brings a sum that 127 bits hold back within its limits. Errors: LT_ENOMEM; it is unchanged. */
LT_MUST_USE lt_status lt_exact_settle(lt_exact_sum *s, lt_agg_heap *heap, lt_error *err);

LT_MUST_USE lt_status lt_exact_merge(lt_exact_sum *into, const lt_exact_sum *from,
                                     lt_agg_heap *heap, lt_error *err);
double                lt_exact_read(const lt_exact_sum *s); /* rounded to nearest even, once */

#endif
