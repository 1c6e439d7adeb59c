/* agg_list.h — what aggregates that keep their values share: lists in the heap, and their order.
 *
 * Shapes   a list is a chain of chunks that double in size: nothing is copied when it grows
 * Limits   a list at most 2^62 items
 */
#ifndef LT_KERNEL_AGG_LIST_H
#define LT_KERNEL_AGG_LIST_H

#include "kernel/agg.h"

typedef struct lt_agg_chunk {
    struct lt_agg_chunk *next;
    int32_t              count, cap;
    uint8_t              items[];
} lt_agg_chunk;

typedef struct lt_agg_list {
    lt_agg_chunk *first, *last;
    int64_t       count;
} lt_agg_list;

/* *out: a new item of width bytes (a multiple of 8) at the end, zeros. Errors: LT_ENOMEM; the list
 * is then as it was. */
LT_MUST_USE lt_status lt_agg_list_add(void **out, lt_agg_list *l, size_t width, lt_agg_heap *heap,
                                      lt_error *err);
/* Puts from's items behind those of l: a few are copied, many taken over with their chunks. */
LT_MUST_USE lt_status lt_agg_list_append(lt_agg_list *l, const lt_agg_list *from, size_t width,
                                         lt_agg_heap *heap, lt_error *err);
/* All items side by side; a pointer to each. */
void lt_agg_list_gather(void *to, const lt_agg_list *l, size_t width);
void lt_agg_list_point(const void **to, const lt_agg_list *l, size_t width);

/* Negative, 0, positive; never 0 for two items that may not change places. */
typedef int lt_agg_order(const void *a, const void *b, const void *context);

/* Sorts items[0, n); what is sorted already, or made of a few sorted runs, takes little.
 * Errors: LT_ENOMEM (room for n more), and why cancel ends it. */
LT_MUST_USE lt_status lt_agg_sort(const void **items, int64_t n, lt_agg_order *order,
                                  const void *context, lt_mem *mem, const lt_cancel *cancel,
                                  lt_error *err);

#endif
