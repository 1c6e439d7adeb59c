/* help_page.h — the keys as text on a page: those that work here in columns, then all there are.
 *
 * Made anew for a width and a filter from the actions, so it cannot be out of date.
 */
#ifndef TUI_VIEW_HELP_PAGE_H
#define TUI_VIEW_HELP_PAGE_H

#include "tui/view/actions.h"

/* A piece of a row: a heading (action NULL), or a key with its help. */
typedef struct tui_help_piece {
    int32_t           row, col, cols;
    const tui_action *action;
    const char       *title;
    const char       *why;     /* it cannot be done now; NULL: it can */
    bool              is_line; /* of the list of all: name and all keys, on the whole width */
} tui_help_piece;

typedef struct tui_help_page {
    lt_buf pieces; /* by row */
    int    rows;
} tui_help_page;

/* {.pieces.mem = m} is an empty page. filter: words that name, key or help must hold. Errors:
 * LT_ENOMEM. */
LT_MUST_USE lt_status tui_help_make(tui_help_page *page, int cols, unsigned mode,
                                    const char *filter, const tui_app *app, lt_error *err);
void                  tui_help_clear(tui_help_page *page);

/* Draws rows from `first` on. */
void tui_help_draw(const tui_help_page *page, tui_canvas *c, int first);

#endif
