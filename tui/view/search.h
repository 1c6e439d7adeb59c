/* search.h — a pattern and where it stands in texts; over the cells of the notebook by
 * search_book.c.
 *
 * A plain text. Without a capital letter in it, letters of either case fit (smart case).
 * Matches do not overlap. Invalid UTF-8 fits only itself.
 */
#ifndef TUI_VIEW_SEARCH_H
#define TUI_VIEW_SEARCH_H

#include "core/buf.h"
#include "tui/term/canvas.h"
#include "tui/view/wrap.h"

struct tui_app;

typedef struct tui_search {
    lt_buf   pattern; /* NUL-ended; empty: nothing is sought */
    bool     any_case, is_backwards;
    uint64_t cell; /* the match that is at the cursor; 0: none */
    size_t   at;
    int64_t  index, count; /* its number (1-based; 0 none) among how many */
    /* while the pattern is typed: where the cursor was */
    uint64_t origin;
    size_t   origin_at;
} tui_search;

/* {.pattern.mem = m} is an empty search. Errors: LT_ENOMEM; s is then as it was. */
LT_MUST_USE lt_status tui_search_set(tui_search *s, const char *pattern, lt_error *err);
void                  tui_search_clear(tui_search *s);

/* The first match in text[0, len) at or after `from`. */
bool tui_search_next(const tui_search *s, const char *text, size_t len, size_t from, size_t *at,
                     size_t *n);

/* Lays MATCH below the matches on a row of a wrapped text that was drawn at row, col of c. */
void tui_search_restyle(const tui_search *s, tui_canvas *c, int row, int col, const tui_wrap *w);

/* ---- search_book.c: the notebook of an app ---- */

/* Asks for a pattern; the cursor goes with it while it is typed, Esc brings it back. */
void tui_search_ask(struct tui_app *app, bool is_backwards);
/* To the next match in the direction of the search, or against it; goes round. */
void tui_search_step(struct tui_app *app, bool reverse);

#endif
