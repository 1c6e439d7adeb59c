/* view.c — string views and the heap their bytes live in. */
#include "column/column.h"

#include <string.h>

bool lt_view_same(const lt_view *a, const lt_view *b)
{
    uint64_t x[2], y[2];
    memcpy(x, a, sizeof(x));
    memcpy(y, b, sizeof(y));
    if (x[0] != y[0]) return false; /* length or first four bytes differ */
    if (a->len <= 12) return x[1] == y[1];
    return a->at == b->at || memcmp(a->at + 4, b->at + 4, (size_t)a->len - 4) == 0;
}

int lt_view_compare(const lt_view *a, const lt_view *b)
{
    uint32_t x, y;
    memcpy(&x, a->prefix, 4);
    memcpy(&y, b->prefix, 4);
    if (x != y) { /* bytes past a short end are zero; a tie with a real NUL goes on below */
        x = __builtin_bswap32(x);
        y = __builtin_bswap32(y);
        return x < y ? -1 : 1;
    }
    int32_t n = a->len < b->len ? a->len : b->len;
    int     order = n > 4 ? memcmp(lt_view_bytes(a) + 4, lt_view_bytes(b) + 4, (size_t)n - 4) : 0;
    if (order) return order < 0 ? -1 : 1;
    return a->len < b->len ? -1 : a->len > b->len;
}

enum { FIRST_CHUNK = 1 << 12, LAST_CHUNK = 1 << 20 };

static lt_status retire(lt_heap *h, lt_error *err)
{
    if (h->full_count == h->full_cap) {
        int32_t cap = h->full_cap ? 2 * h->full_cap : 4;
        void   *moved = lt_mem_resize(h->mem, h->full, (size_t)h->full_cap * sizeof(*h->full),
                                      (size_t)cap * sizeof(*h->full));
        if (!moved) return lt_mem_refused(h->mem, (size_t)cap * sizeof(*h->full), "strings", err);
        h->full = moved;
        h->full_cap = cap;
    }
    h->full[h->full_count++] = h->chunk;
    h->chunk = NULL;
    return LT_OK;
}

lt_status lt_heap_room(uint8_t **out, lt_heap *h, size_t n, lt_error *err)
{
    if (n > INT32_MAX)
        return LT_FAIL(err, LT_ELIMIT, "a string of %zu bytes: the limit is %d", n, INT32_MAX);
    if (!h->chunk || h->chunk->cap - h->chunk->len < n) {
        size_t cap = h->chunk ? 2 * h->chunk->cap : FIRST_CHUNK;
        if (cap > LAST_CHUNK) cap = LAST_CHUNK;
        if (h->chunk) LT_TRY(retire(h, err));
        LT_TRY(lt_bytes_open(&h->chunk, h->mem, cap > n ? cap : n, err));
    }
    *out = h->chunk->data + h->chunk->len;
    return LT_OK;
}

void lt_heap_use(lt_heap *h, size_t n) { h->chunk->len += n; }

lt_status lt_heap_add(lt_view *out, lt_heap *h, const void *p, size_t n, lt_error *err)
{
    uint8_t *room;
    if (n <= 12) {
        *out = lt_view_of(p, (int32_t)n);
        return LT_OK;
    }
    LT_TRY(lt_heap_room(&room, h, n, err));
    memcpy(room, p, n);
    lt_heap_use(h, n);
    *out = lt_view_of(room, (int32_t)n);
    return LT_OK;
}

lt_status lt_heap_give(lt_heap *h, lt_column *c, lt_error *err)
{
    while (c->child) c = c->child;
    for (int32_t i = 0; i < h->full_count; i++) LT_TRY(lt_column_keep(c, h->full[i], err));
    return h->chunk ? lt_column_keep(c, h->chunk, err) : LT_OK;
}

void lt_heap_clear(lt_heap *h)
{
    for (int32_t i = 0; i < h->full_count; i++) lt_bytes_release(h->full[i]);
    lt_mem_free(h->mem, h->full, (size_t)h->full_cap * sizeof(*h->full));
    lt_bytes_release(h->chunk);
    *h = (lt_heap){.mem = h->mem};
}
