#include "kernel/agg_list.h"

#include <string.h>

enum { FIRST_ITEMS = 4, FEW_ITEMS = 64, MOST_ITEMS = 1 << 14, POLL = 1 << 16 };

/* The last chunk is to be followed by another. */
static void leave_last(lt_agg_list *l, size_t width)
{
    if (l->last) l->last->count = (int32_t)lt_agg_list_items(l, l->last, width);
}

lt_status lt_agg_list_grow(lt_agg_list *l, size_t width, lt_agg_heap *heap, lt_error *err)
{
    int32_t cap = l->last ? 2 * l->last->cap : FIRST_ITEMS;
    void   *made;
    if (cap > MOST_ITEMS) cap = MOST_ITEMS;
    LT_TRY(lt_agg_get(&made, heap, sizeof(lt_agg_chunk) + (size_t)cap * width, err));
    lt_agg_chunk *c = made;
    c->cap = cap;
    leave_last(l, width);
    if (l->last)
        l->last->next = c;
    else
        l->first = c;
    l->last = c;
    l->free = c->items;
    l->end = c->items + (size_t)cap * width;
    return LT_OK;
}

lt_status lt_agg_list_append(lt_agg_list *l, const lt_agg_list *from, size_t width,
                             lt_agg_heap *heap, lt_error *err)
{
    if (!l->last) {
        *l = *from;
        return LT_OK;
    }
    if (from->count > FEW_ITEMS) {
        leave_last(l, width);
        l->last->next = from->first;
        l->last = from->last;
        l->free = from->free;
        l->end = from->end;
        l->count += from->count;
        return LT_OK;
    }
    for (const lt_agg_chunk *c = from->first; c; c = c->next)
        for (int64_t i = 0; i < lt_agg_list_items(from, c, width); i++) {
            void *to;
            LT_TRY(lt_agg_list_add(&to, l, width, heap, err));
            memcpy(to, c->items + (size_t)i * width, width);
        }
    return LT_OK;
}

void lt_agg_list_gather(void *to, const lt_agg_list *l, size_t width)
{
    uint8_t *at = to;
    for (const lt_agg_chunk *c = l->first; c; c = c->next) {
        size_t bytes = (size_t)lt_agg_list_items(l, c, width) * width;
        memcpy(at, c->items, bytes);
        at += bytes;
    }
}

void lt_agg_list_point(const void **to, const lt_agg_list *l, size_t width)
{
    for (const lt_agg_chunk *c = l->first; c; c = c->next)
        for (int64_t i = 0; i < lt_agg_list_items(l, c, width); i++)
            *to++ = c->items + (size_t)i * width;
}

/* ---- sorting: runs that are there are merged, two by two ---- */

typedef struct sorting {
    lt_agg_order    *order;
    const void      *context;
    const lt_cancel *cancel;
    lt_error        *err;
} sorting;

/* The end of the run that begins at start. */
static int64_t run_end(const sorting *s, const void **items, int64_t start, int64_t n)
{
    int64_t end = start + 1;
    while (end < n && s->order(items[end - 1], items[end], s->context) <= 0) end++;
    return end < n ? end : n;
}

static lt_status merge_runs(const sorting *s, const void **to, const void **from, int64_t middle,
                            int64_t end)
{
    int64_t a = 0, b = middle;
    for (int64_t i = 0; i < end; i++) {
        if (i % POLL == 0) LT_TRY(lt_cancel_check(s->cancel, s->err));
        bool left = b >= end || (a < middle && s->order(from[a], from[b], s->context) <= 0);
        to[i] = left ? from[a++] : from[b++];
    }
    return LT_OK;
}

/* One pass; *runs: how many are left. */
static lt_status pass(const sorting *s, const void **to, const void **from, int64_t n,
                      int64_t *runs)
{
    *runs = 0;
    for (int64_t start = 0; start < n; ++*runs) {
        int64_t middle = run_end(s, from, start, n);
        int64_t end = middle < n ? run_end(s, from, middle, n) : n;
        LT_TRY(merge_runs(s, to + start, from + start, middle - start, end - start));
        start = end;
    }
    return LT_OK;
}

lt_status lt_agg_sort(const void **items, int64_t n, lt_agg_order *order, const void *context,
                      lt_mem *mem, const lt_cancel *cancel, lt_error *err)
{
    sorting      s = {order, context, cancel, err};
    size_t       bytes = (size_t)n * sizeof(*items);
    const void **from = items, **to;
    int64_t      runs = 2;
    if (n < 2 || run_end(&s, items, 0, n) == n) return LT_OK;
    const void **room = lt_mem_resize(mem, NULL, 0, bytes);
    if (!room) return lt_mem_refused(mem, bytes, "sorting a group", err);
    lt_status status = LT_OK;
    for (to = room; !status && runs > 1;) {
        status = pass(&s, to, from, n, &runs);
        const void **swap = from;
        from = to;
        to = swap;
    }
    if (from != items) memcpy(items, from, bytes);
    lt_mem_free(mem, room, bytes);
    return status;
}
