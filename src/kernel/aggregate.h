/* aggregate.h — aggregate functions over groups.
 *
 * A state is a fixed run of bytes per group inside the caller's array (zeroed memory is the
 * empty state); what does not fit (long strings, wide sums) lives in the lt_agg_heap shared
 * by the states of one array. Results do not depend on how rows are spread over arrays:
 * sums of doubles are exact (rounded once, at the end), first and last compare ordinals.
 */
#ifndef LT_KERNEL_AGGREGATE_H
#define LT_KERNEL_AGGREGATE_H

#include "column/column.h"
#include "core/cancel.h"

typedef struct lt_agg_heap lt_agg_heap; /* memory behind the states of one array */
LT_MUST_USE lt_status      lt_agg_heap_open(lt_agg_heap **out, lt_mem *mem, lt_error *err);
void                       lt_agg_heap_close(lt_agg_heap *h);

typedef struct lt_agg_input {
    const lt_column *arg;    /* FLAT, CONST or DICT; NULL for count(*) */
    const int32_t   *groups; /* group of each row; NULL: all rows are of group 0 */
    int32_t          rows;
    int64_t          ordinal;  /* of row 0; row i has ordinal + i … */
    const int64_t   *ordinals; /* … unless this lists them */
} lt_agg_input;

typedef struct lt_agg_ops {
    const char *name;
    /* Bytes of a state, a multiple of 8, for an argument type. */
    size_t (*bytes)(lt_type arg);
    /* states: first state; stride: bytes from one group's state to the next. */
    lt_status (*update)(void *states, size_t stride, lt_agg_heap *heap, const lt_agg_input *in,
                        lt_error *err);
    /* into[groups[i]] absorbs from[i], i < n; from's heap stays alive until the end. */
    lt_status (*merge)(void *into, size_t stride, lt_agg_heap *heap, const void *from,
                       size_t from_stride, const int32_t *groups, int32_t n, lt_type arg,
                       lt_error *err);
    /* The results of n states in the order given by which (NULL: 0..n-1), as a FLAT column. */
    lt_status (*finish)(lt_column **out, lt_mem *mem, const void *states, size_t stride,
                        const int32_t *which, int32_t n, lt_type arg, lt_type result,
                        lt_error *err);
} lt_agg_ops;

/* The implementation for an argument type: count, count_star, count_if, sum, min, max, avg, first,
 * last, first_ignore_nulls, last_ignore_nulls, any_value (first). NULL where there is none. Columns
 * passed to update are of that type exactly. */
const lt_agg_ops *lt_agg_find(const char *name, lt_type arg);

#endif
