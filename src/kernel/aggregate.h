/* aggregate.h — aggregate functions over groups.
 *
 * A state is a fixed run of bytes per group inside the caller's array (zeroed memory is the
 * empty state); what does not fit (long strings, wide sums) lives in the lt_agg_heap shared
 * by the states of one array. Results do not depend on how rows are spread over arrays:
 * sums of doubles are exact (rounded once, at the end), first and last compare ordinals, lists
 * are sorted when they are read.
 *
 * An aggregate of two columns, or with constants, keeps what it must know later in its states: a
 * pointer to the lt_agg_params that came with the rows.
 */
#ifndef LT_KERNEL_AGGREGATE_H
#define LT_KERNEL_AGGREGATE_H

#include "column/column.h"
#include "column/value.h"
#include "core/cancel.h"

typedef struct lt_agg_heap lt_agg_heap; /* memory behind the states of one array */
LT_MUST_USE lt_status      lt_agg_heap_open(lt_agg_heap **out, lt_mem *mem, lt_error *err);
void                       lt_agg_heap_close(lt_agg_heap *h);

/* What a call says beside its first column; outlives the states it was given to. */
typedef struct lt_agg_params {
    lt_type  second;         /* type of the second column */
    lt_value constant[3];    /* percentage, delimiter, …, in their order; type VOID: not said */
    const lt_cancel *cancel; /* polled in long loops; NULL: never */
} lt_agg_params;

typedef struct lt_agg_input {
    const lt_column     *arg;    /* FLAT, CONST or DICT; NULL for count(*) */
    const lt_column     *second; /* of those that have two columns */
    const lt_agg_params *params; /* for those that have two columns, constants or long loops */
    const int32_t       *groups; /* group of each row; NULL: all rows are of group 0 */
    int32_t              rows;
    int64_t              ordinal;  /* of row 0; row i has ordinal + i … */
    const int64_t       *ordinals; /* … unless this lists them */
    bool                 far;      /* states are so many that they are worth asking for ahead */
} lt_agg_input;

typedef struct lt_agg_ops {
    const char *name;
    /* Bytes of a state, a multiple of 8, for an argument type. */
    size_t (*bytes)(lt_type arg);
    /* states: first state; stride: bytes from one group's state to the next. */
    lt_status (*update)(void *states, size_t stride, lt_agg_heap *heap, const lt_agg_input *in,
                        lt_error *err);
    /* into[groups[i]] absorbs from[i], i < n; from's heap stays alive until the end, and `into`
     * may take over what lies there: from's states are of no use afterwards. */
    lt_status (*merge)(void *into, size_t stride, lt_agg_heap *heap, const void *from,
                       size_t from_stride, const int32_t *groups, int32_t n, lt_type arg,
                       lt_error *err);
    /* The results of n states in the order given by which (NULL: 0..n-1), as a FLAT column. */
    lt_status (*finish)(lt_column **out, lt_mem *mem, const void *states, size_t stride,
                        const int32_t *which, int32_t n, lt_type arg, lt_type result,
                        lt_error *err);
} lt_agg_ops;

/* The implementation for the type of the first column; NULL where there is none. Columns passed to
 * update are of that type exactly. x: any type.
 *
 *   count count_star count_if     sum avg try_sum try_avg     min max
 *   first last first_ignore_nulls last_ignore_nulls any_value (first)
 *   var_pop var_samp stddev_pop stddev_samp skewness kurtosis     float64
 *   covar_pop covar_samp corr regr_slope regr_intercept regr_r2 regr_sxx regr_sxy regr_syy
 *                                 float64 y, float64 x
 *   median; percentile            float64; float64[, second: int64 frequency], constant percentage
 *                                 or list of them: a list
 *   percentile_approx             x, constant percentage or list of them: an element, or a list
 *   mode                          x, constant lowest
 *   max_by min_by                 x, second: by
 *   max_by_top min_by_top         x, second: by, constant how many: a list
 *   bool_and bool_or              bool       bit_and bit_or bit_xor   ints
 *   approx_count_distinct         x, constant relative error
 *   collect_list collect_set      x; the caller passes the distinct values of a set
 *   listagg                       text[, second: the order], constant delimiter[, descending,
 *                                 nulls first] */
const lt_agg_ops *lt_agg_find(const char *name, lt_type arg);

#endif
