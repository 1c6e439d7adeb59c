/* select.h — the value of a rank among many, without sorting them.
 *
 * Cost     about two passes over the values for the first rank, less for more of them
 * Threads  one at a time
 */
#ifndef LT_KERNEL_SELECT_H
#define LT_KERNEL_SELECT_H

#include "kernel/agg_list.h"

typedef struct lt_select {
    lt_mem          *mem;
    void            *values; /* n, in any order; behind them room for as many */
    int64_t          n;
    size_t           bytes;
    const lt_cancel *cancel;
} lt_select;

/* A copy of the list's items, whole numbers of 8 or 16 bytes. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_select_open(lt_select *s, const lt_agg_list *list, size_t width,
                                     lt_mem *mem, const lt_cancel *cancel, lt_error *err);
void                  lt_select_close(lt_select *s);

/* Of values of 8 bytes: out[0] has rank k of [0, n), out[1] the next one, if there is one.
 * Errors: why cancel ends it. */
LT_MUST_USE lt_status lt_select_pair(int64_t out[2], lt_select *s, int64_t k, lt_error *err);
/* Of values of 16 bytes. */
LT_MUST_USE lt_status lt_select_wide(lt_i128 *out, lt_select *s, int64_t k, lt_error *err);

#endif
