/* plain.h — a notebook as a stream of lines, for screen readers and dumb terminals: no cursor is
 * moved, nothing is drawn over, every line says all it means.
 *
 *     cell 3 of 7, code "load", done in 0.2 s, stale: edited since it ran.
 *     tx = read_csv("sales.csv")
 *     output: table tx, 1,204 rows, 3 columns.
 *     columns: city string, amount double.
 *     row 1: city Madrid, amount 12.5.
 *
 * plain.c         cells and outputs as text
 * plain_engine.c  the engine: asking and waiting
 * cmd_read.c      the conversation
 *
 * Threads  one owner
 */
#ifndef LT_TUI_PLAIN_H
#define LT_TUI_PLAIN_H

#include "tui/book/doc.h"
#include "tui/out.h"
#include "tui/view/outcome.h"

typedef struct tui_plain {
    lt_mem      *mem;
    tui_doc     *doc;
    const char  *path;
    tui_client  *client; /* NULL: none yet */
    tui_outcomes outcomes;
    tui_out     *out;
    lt_cancel   *cancel; /* set by Ctrl-C */
    /* waiting */
    uint64_t number, waits_for; /* of a request; of a cell whose run is waited for */
    uint64_t shown;             /* the cell that ran last */
    bool     is_synced, is_answered, has_ended;
    char     trouble[600]; /* why the engine went, or refused */
    lt_error failure;      /* of the request waited for */
    lt_buf   window;       /* text of the rows that came */
    int64_t  window_total;
    int32_t  window_rows;
    bool     window_is_exact;
} tui_plain;

/* ---- text, appended to out ---- */

/* "cell 3 of 7, code, stale: …", then its source. Errors of all: LT_ENOMEM. */
LT_MUST_USE lt_status tui_plain_cell(lt_buf *out, const tui_plain *p, size_t index, lt_error *err);
/* What it gave; nothing where it never ran. */
LT_MUST_USE lt_status tui_plain_output(lt_buf *out, const tui_plain *p, size_t index,
                                       lt_error *err);
/* Rows of a window, one a line. */
LT_MUST_USE lt_status tui_plain_rows(lt_buf *out, const tui_column *heads,
                                     const tui_window_cell *cells, int64_t first, int32_t rows,
                                     int32_t columns, lt_error *err);
/* The last table of a cell, NULL none. */
const tui_item *tui_plain_table(const tui_plain *p, size_t index);

/* ---- the engine ---- */

/* Attaches; starts one where there is none and `start`. *has: there is one now. What is already
 * known is waited for. Errors: LT_ENOMEM, LT_EIO. */
LT_MUST_USE lt_status tui_plain_attach(tui_plain *p, bool start, bool *has, lt_error *err);
void                  tui_plain_leave(tui_plain *p);
/* Runs a cell and waits for its end; Ctrl-C interrupts it. Errors: LT_EIO (the engine ended). How
 * the run went is in its outcome. */
LT_MUST_USE lt_status tui_plain_run(tui_plain *p, size_t index, lt_error *err);
/* Asks which cells are stale. */
LT_MUST_USE lt_status tui_plain_ask_stale(tui_plain *p, lt_error *err);
/* Rows [row, row + rows) of a result as text in p->window. */
LT_MUST_USE lt_status tui_plain_page(tui_plain *p, uint64_t result, int64_t row, int32_t rows,
                                     int32_t columns, lt_error *err);

#endif
