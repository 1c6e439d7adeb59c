#include "tui/book/kill_ring.h"

#include <string.h>

enum { MOST_BYTES = 16 << 20 };

/* Pieces past the limits go, the oldest first. */
static void trim(tui_kill_ring *r)
{
    size_t total = 0, keep = 0;
    while (keep < r->count && (keep == 0 || total + r->piece[keep].len <= MOST_BYTES))
        total += r->piece[keep++].len;
    while (r->count > keep) lt_buf_clear(&r->piece[--r->count]);
}

static lt_status join_newest(lt_buf *b, const char *p, size_t n, bool backward, lt_error *err)
{
    LT_TRY(lt_buf_reserve(b, n, err));
    if (backward) {
        memmove(b->data + n, b->data, b->len);
        memcpy(b->data, p, n);
    } else {
        memcpy(b->data + b->len, p, n);
    }
    b->len += n;
    return LT_OK;
}

lt_status tui_kill_push(tui_kill_ring *r, const char *p, size_t n, bool join, bool backward,
                        lt_error *err)
{
    lt_buf fresh = {.mem = r->mem};
    if (!n) return LT_OK;
    if (join && r->count) return join_newest(&r->piece[0], p, n, backward, err);
    LT_TRY(lt_buf_add(&fresh, p, n, err));
    if (r->count == TUI_KILL_MOST) lt_buf_clear(&r->piece[--r->count]);
    memmove(r->piece + 1, r->piece, r->count * sizeof(fresh));
    r->piece[0] = fresh;
    r->count++;
    trim(r);
    return LT_OK;
}

const lt_buf *tui_kill_at(const tui_kill_ring *r, size_t k)
{
    return r->count ? &r->piece[k % r->count] : NULL;
}

void tui_kill_clear(tui_kill_ring *r)
{
    for (size_t i = 0; i < r->count; i++) lt_buf_clear(&r->piece[i]);
    r->count = 0;
}
