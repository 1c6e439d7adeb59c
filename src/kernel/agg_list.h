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
    int32_t              count, cap; /* count: of chunks before the last one */
    uint8_t              items[];
} lt_agg_chunk;

typedef struct lt_agg_list {
    lt_agg_chunk *first, *last;
    uint8_t      *free, *end; /* of the last chunk: an item is added without a look at it */
    int64_t       count;
} lt_agg_list;

/* Puts a chunk with room behind the others. Errors: LT_ENOMEM; the list is then as it was. */
LT_MUST_USE lt_status lt_agg_list_grow(lt_agg_list *l, size_t width, lt_agg_heap *heap,
                                       lt_error *err);

/* *out: a new item of width bytes (a multiple of 8) at the end, zeros. Errors: LT_ENOMEM; the list
 * is then as it was. */
static inline LT_MUST_USE lt_status lt_agg_list_add(void **out, lt_agg_list *l, size_t width,
                                                    lt_agg_heap *heap, lt_error *err)
{
    if (l->free == l->end) LT_TRY(lt_agg_list_grow(l, width, heap, err));
    *out = l->free;
    l->free += width;
    l->count++;
    return LT_OK;
}
/* How many items chunk c of l holds. */
static inline int64_t lt_agg_list_items(const lt_agg_list *l, const lt_agg_chunk *c, size_t width)
{
    return c == l->last ? (int64_t)((size_t)(l->free - c->items) / width) : c->count;
}
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
