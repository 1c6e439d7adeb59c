/* outcome_draw.h — what a cell gave, as rows under it. */
#ifndef TUI_VIEW_OUTCOME_DRAW_H
#define TUI_VIEW_OUTCOME_DRAW_H

#include "tui/term/canvas.h"
#include "tui/view/outcome.h"

/* How many rows the outcome takes, drawn on c from its first row on (NULL: counted only). stale: a
 * sentence to show, "" none. Long texts are folded to their first and last lines. */
int tui_outcome_draw(const tui_outcome *o, tui_canvas *c, int cols, const char *stale);

/* The item on a row of that drawing, NULL where there is none: for clicks and Enter. */
const tui_item *tui_outcome_item_at(const tui_outcome *o, int cols, const char *stale, int row);

/* A folded outcome in one line: "12 lines, 2 tables, 1,204 rows". */
void tui_outcome_summary(const tui_outcome *o, char out[128]);

#endif
