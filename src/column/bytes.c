#include "column/bytes.h"

/* Readers that work in words may look past the end by this much. */
enum { SLACK = 64 };

lt_status lt_bytes_open(lt_bytes **out, lt_mem *mem, size_t cap, lt_error *err)
{
    if (cap > SIZE_MAX / 2) return lt_mem_refused(mem, cap, "bytes", err);
    lt_bytes *b = lt_mem_resize(mem, NULL, 0, sizeof(*b));
    if (!b) return lt_mem_refused(mem, sizeof(*b), "bytes", err);
    *b = (lt_bytes){.refs = 1, .mem = mem, .cap = cap};
    b->data = lt_mem_resize(mem, NULL, 0, cap + SLACK);
    if (!b->data) {
        lt_mem_free(mem, b, sizeof(*b));
        return lt_mem_refused(mem, cap, "bytes", err);
    }
    *out = b;
    return LT_OK;
}

lt_bytes *lt_bytes_retain(lt_bytes *b)
{
    atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
    return b;
}

void lt_bytes_free(lt_bytes *b)
{
    lt_mem_free(b->mem, b->data, b->cap + SLACK);
    lt_mem_free(b->mem, b, sizeof(*b));
}

void lt_bytes_release(lt_bytes *b)
{
    if (!b || atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) != 1) return;
    if (b->recycle)
        b->recycle(b->arg, b);
    else
        lt_bytes_free(b);
}
