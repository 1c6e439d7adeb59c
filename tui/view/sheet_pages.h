/* sheet_pages.h — pieces of tables that the engine has sent, as long as there is room for them.
 *
 * A page is TUI_PAGE_ROWS by TUI_PAGE_COLUMNS cells of a result, at a multiple of both. What a
 * window brings is cut into pages; a page may hold fewer rows than it could, as long as the engine
 * has no more. The pages looked at last stay.
 *
 * Limits   256 pages, 8 MiB
 * Threads  one owner
 */
#ifndef TUI_VIEW_SHEET_PAGES_H
#define TUI_VIEW_SHEET_PAGES_H

#include "core/buf.h"
#include "tui/engine/messages.h"

enum { TUI_PAGE_ROWS = 64, TUI_PAGE_COLUMNS = 16, TUI_PAGES_MOST = 256 };
#define TUI_PAGES_BYTES ((size_t)8 << 20)

typedef struct tui_page {
    uint64_t         result;
    int64_t          row;
    int32_t          column, rows, columns; /* those that are there */
    uint64_t         stamp;                 /* of the owner: when it was asked for */
    uint64_t         used;
    size_t           bytes; /* of the block */
    tui_window_cell *cells;
} tui_page;

/* {.list.mem = m} is empty. */
typedef struct tui_pages {
    lt_buf    list; /* tui_page * */
    size_t    bytes;
    uint64_t  clock;
    tui_page *last; /* found last */
} tui_pages;

void tui_pages_clear(tui_pages *p);
/* The pages of a result go. */
void tui_pages_forget(tui_pages *p, uint64_t result);

/* Keeps what is in the window. Errors: LT_ENOMEM; some of it may be kept then. */
LT_MUST_USE lt_status tui_pages_put(tui_pages *p, const tui_window *w, uint64_t stamp,
                                    lt_error *err);

/* The page that holds (or would hold) the cell; NULL: not there. */
const tui_page *tui_pages_find(tui_pages *p, uint64_t result, int64_t row, int32_t column);
/* The cell; NULL: not there yet. */
const tui_window_cell *tui_pages_cell(tui_pages *p, uint64_t result, int64_t row, int32_t column);

static inline int64_t tui_page_row(int64_t row) { return row - row % TUI_PAGE_ROWS; }
static inline int32_t tui_page_column(int32_t column) { return column - column % TUI_PAGE_COLUMNS; }

#endif
