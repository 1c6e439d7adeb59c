/* kill_ring.h — what was cut, shared by all cells: the newest is yanked first.
 *
 * Limits   60 pieces, 16 MiB in all (the newest always stays)
 */
#ifndef LT_TUI_BOOK_KILL_RING_H
#define LT_TUI_BOOK_KILL_RING_H

#include "core/buf.h"

#include <stdbool.h>

enum { TUI_KILL_MOST = 60 };

/* {.mem = m} is an empty ring. */
typedef struct tui_kill_ring {
    lt_mem *mem;
    lt_buf  piece[TUI_KILL_MOST]; /* [0] the newest */
    size_t  count;
} tui_kill_ring;

/* A new piece; with join it is put behind (or, backward, before) the newest instead.
 * Errors: LT_ENOMEM; the ring is as it was. */
LT_MUST_USE lt_status tui_kill_push(tui_kill_ring *r, const char *p, size_t n, bool join,
                                    bool backward, lt_error *err);
/* The k-th newest, around the ring; NULL: there is none. */
const lt_buf *tui_kill_at(const tui_kill_ring *r, size_t k);
void          tui_kill_clear(tui_kill_ring *r);

#endif
