/* table_view.h — the view of a table (sheet.h) in the app.
 *
 *     tui_table_view_open(app, item->result, item->name);
 *
 * Keys     tui_table_actions, in mode TUI_ON_TABLE
 */
#ifndef TUI_VIEW_TABLE_VIEW_H
#define TUI_VIEW_TABLE_VIEW_H

#include "tui/view/actions.h"
#include "tui/view/sheet.h"

typedef struct tui_table_source {
    uint64_t    cell; /* uid of the cell that shows it; 0 none */
    uint64_t    result;
    const char *name; /* "" none */
    int32_t     columns;
    int64_t     rows;
    bool        is_exact;
} tui_table_source;

/* Puts the view of a result that a cell of the notebook shows on top; what goes wrong is said. */
void tui_table_view_open(tui_app *app, uint64_t result, const char *name);
/* Of a result of which this is known. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_table_view_open_source(tui_app *app, const tui_table_source *source,
                                                 lt_error *err);

/* The table of the topmost table view, NULL where none is open. */
tui_sheet *tui_table_of(const tui_app *app);

/* The cell that it was opened from. */
uint64_t tui_table_cell(const tui_app *app);
/* One level up: the form, then the last derived result, then the view. */
void tui_table_leave(tui_app *app);

extern const tui_action tui_table_actions[]; /* ended by a row without a name */

#endif
