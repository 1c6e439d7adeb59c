/* book_cells.h — what is done with cells as a whole; each is one step of undo. */
#ifndef TUI_VIEW_BOOK_CELLS_H
#define TUI_VIEW_BOOK_CELLS_H

#include "tui/view/book_view.h"

/* A new cell above or below the selected one, which is selected then. */
void tui_book_insert(tui_book_view *v, bool below, bool edit);
void tui_book_delete(tui_book_view *v, bool cut);
void tui_book_copy_cells(tui_book_view *v);
void tui_book_paste_cells(tui_book_view *v, bool below);
void tui_book_move(tui_book_view *v, int by);
void tui_book_extend(tui_book_view *v, int by); /* the selection of cells */
void tui_book_split(tui_book_view *v);
void tui_book_merge_next(tui_book_view *v);
void tui_book_toggle_kind(tui_book_view *v);
void tui_book_undo(tui_book_view *v, bool redo);
/* Saves; path "" its own. */
void tui_book_save(tui_book_view *v, const char *path);
/* $VISUAL or $EDITOR on the selected cell. */
void tui_book_editor(tui_book_view *v);
/* Copies the source of the selected cells, or what the selected one printed. */
void tui_book_copy_source(tui_book_view *v);
void tui_book_copy_output(tui_book_view *v);

/* Opens the cell's last table, else its text; the plan of its last table. Actions. */
void tui_book_browse(tui_app *app, const char *arg);
void tui_book_plan(tui_app *app, const char *arg);

#endif
