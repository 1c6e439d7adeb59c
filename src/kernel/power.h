/* power.h — exact sums of powers and products of doubles: n, Σx, Σx² …; Σx, Σy, Σx², Σxy, Σy².
 *
 * Moments about the mean are differences of such sums that nearly cancel. Here the sums are whole
 * numbers without any rounding, so the differences are exact, too: a moment is rounded once, when
 * it is read, and neither order nor partition of the rows shows in it.
 *
 * Shapes   a sum of degree d is a two's complement number of 2d + 1 words in units of 2^-64d, as
 *          long as every value is 0 or has all its bits between 2^-64 and 2^61; others go to wide
 *          sums of 33d + 1 words in units of 2^-1074d, which hold every double. Sums of degrees 1
 *          and 2 of one variable lie in the state; those of longer lists lie in the heap once there
 *          is a fraction, and terms of small whole numbers wait in one word a sum: a state is
 *          short where there are many groups.
 * Limits   2^60 rows
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
    uint64_t  tally; /* rows * 4 | flags: an x (a y) was not finite and is in no sum */
    uint64_t *wide;  /* NULL until needed; in the heap */
} lt_power_state;

/* Of lt_powers_2. */
typedef struct lt_power_near {
    lt_power_state head;
    uint64_t       words[8]; /* the sums */
} lt_power_near;

/* Of the other lists. */
typedef struct lt_power_apart {
    lt_power_state head;
    uint64_t      *words;   /* the sums; NULL until needed; in the heap */
    uint64_t       waiting; /* rows in the terms */
    int64_t        terms[]; /* one a sum */
} lt_power_apart;

size_t lt_power_bytes(const lt_power_list *list);

static inline uint64_t lt_power_count(const lt_power_state *s) { return s->tally >> 2; }

/* Rows of a block, n <= LT_BLOCK. */
typedef struct lt_power_rows {
    const double  *x, *y;  /* y NULL: there is none */
    const int32_t *groups; /* NULL: all are of group 0 */
    int32_t        n;
} lt_power_rows;

/* y: 0 where there is none. Errors: LT_ENOMEM; the state is then as it was. */
LT_MUST_USE lt_status lt_power_add(lt_power_state *s, const lt_power_list *list, double x, double y,
                                   lt_agg_heap *heap, lt_error *err);
/* Adds each row to the state of its group, states being the first. Errors: LT_ENOMEM; some rows are
 * then missing. */
LT_MUST_USE lt_status lt_power_add_rows(void *states, size_t stride, const lt_power_list *list,
                                        const lt_power_rows *rows, lt_agg_heap *heap,
                                        lt_error *err);
/* Takes over from's sums in the heap where `into` has none. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_power_merge(lt_power_state *into, const lt_power_state *from,
                                     const lt_power_list *list, lt_agg_heap *heap, lt_error *err);

/* ---- what both files need ---- */

static inline int lt_power_degree(const lt_power_list *list, int i)
{
    return list->x[i] + list->y[i];
}
static inline int lt_power_narrow_words(int degree) { return 2 * degree + 1; }
static inline int lt_power_wide_words(int degree) { return 33 * degree + 1; }
/* Words of the sums before the i-th; of all for i == list->count. */
int                lt_power_words_before(const lt_power_list *list, int i, bool wide);
static inline bool lt_power_is_near(const lt_power_list *list) { return list == &lt_powers_2; }
/* Adds a whole number to the narrow sum w. */
void lt_power_add_term(uint64_t *w, int degree, int64_t term);

/* ---- reading (power_read.c) ---- */

/* Of a state with rows; NaN where a value that counts was not finite. */
double lt_power_mean(const lt_power_state *s, const lt_power_list *list, int i); /* of sum i */
/* Σ(x - mean)^degree, 2 to 4, of the lists of one variable. */
double lt_power_moment(const lt_power_state *s, const lt_power_list *list, int degree);
/* Σ(a - mean of a)(b - mean of b) of the pair list; a, b: 0 for x, 1 for y. */
double lt_power_comoment(const lt_power_state *s, int a, int b);

#endif
