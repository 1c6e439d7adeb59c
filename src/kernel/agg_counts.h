/* agg_counts.h — how often each value of a group occurred: a small hash table in a state.
 *
 * Shapes   entries in order of arrival, 8 bytes of hash, 16 of value (see lt_agg_put_cell), 8 of
 *          count; slots hold entry numbers + 1, at most half of them taken
 * Limits   2^30 values
 */
#ifndef LT_KERNEL_AGG_COUNTS_H
#define LT_KERNEL_AGG_COUNTS_H

#include "kernel/agg.h"

typedef struct lt_agg_count {
    uint64_t hash;
    uint64_t value[2];
    int64_t  count;
} lt_agg_count;

typedef struct lt_agg_counts {
    lt_agg_count *entries;
    uint32_t     *slots; /* 2 * cap */
    uint32_t      count, cap;
} lt_agg_counts;

/* A value of a type (any float as double) occurred `times` more. Floats must be plain: no -0.0, one
 * NaN. Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status lt_agg_counts_add(lt_agg_counts *c, const void *value, int64_t times,
                                        lt_type type, lt_agg_heap *heap, lt_error *err);
/* -0.0 and NaN as the plain ones. */
static inline double lt_agg_plain(double x) { return x != x ? __builtin_nan("") : x == 0 ? 0 : x; }

#endif
