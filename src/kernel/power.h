/* power.h — exact sums of powers and products of doubles: n, Σx, Σx² …; Σx, Σy, Σx², Σxy, Σy².
 *
 * Moments about the mean are differences of such sums that nearly cancel. Here the sums are whole
 * numbers without any rounding, so the differences are exact, too: a moment is rounded once, when
 * it is read, and neither order nor partition of the rows shows in it.
 *
 * Shapes   a sum of degree d is a two's complement number of 2d + 1 words in units of 2^-64d, as
 *          long as every value is 0 or has all its bits between 2^-64 and 2^61; others go to wide
 *          sums of 33d + 1 words in units of 2^-1074d, which hold every double. Terms of small
 * whole numbers wait in one word a sum. Limits   2^60 rows
 */
#ifndef LT_KERNEL_POWER_H
#define LT_KERNEL_POWER_H

#include "kernel/agg.h"

enum { LT_POWER_SUMS = 5, LT_POWER_BAD_X = 1, LT_POWER_BAD_Y = 2, LT_POWER_FLAGS = 3 };

/* Which sums: of x^x[i] y^y[i]. */
typedef struct lt_power_list {
    int     count;
    uint8_t x[LT_POWER_SUMS], y[LT_POWER_SUMS];
} lt_power_list;

extern const lt_power_list lt_powers_2; /* x, x² */
extern const lt_power_list lt_powers_3;
extern const lt_power_list lt_powers_4;
extern const lt_power_list lt_powers_pair; /* x, y, x², xy, y² */

typedef struct lt_power_state {
    uint64_t  tally;   /* rows * 4 | flags: an x (a y) was not finite and is in no sum */
    uint64_t *wide;    /* NULL until needed; in the heap */
    uint64_t  waiting; /* rows in the waiting terms */
    uint64_t  words[]; /* the sums, then the waiting terms, int64_t a sum */
} lt_power_state;

size_t lt_power_bytes(const lt_power_list *list);

static inline uint64_t lt_power_rows(const lt_power_state *s) { return s->tally >> 2; }

/* y: 0 where there is none. Errors: LT_ENOMEM; the state is then as it was. */
LT_MUST_USE lt_status lt_power_add(lt_power_state *s, const lt_power_list *list, double x, double y,
                                   lt_agg_heap *heap, lt_error *err);
/* Takes over from's wide sums where `into` has none. */
void lt_power_merge(lt_power_state *into, const lt_power_state *from, const lt_power_list *list);

/* Of a state with rows; NaN where a value that counts was not finite. */
double lt_power_mean(const lt_power_state *s, const lt_power_list *list, int i); /* of sum i */
/* Σ(x - mean)^degree, 2 to 4, of the lists of one variable. */
double lt_power_moment(const lt_power_state *s, const lt_power_list *list, int degree);
/* Σ(a - mean of a)(b - mean of b) of the pair list; a, b: 0 for x, 1 for y. */
double lt_power_comoment(const lt_power_state *s, int a, int b);

#endif
