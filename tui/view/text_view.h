/* text_view.h — the view of a page of text (pager.h) in the app: outputs, plans, differences,
 * help, values.
 *
 * Keys     tui_text_actions, in mode TUI_ON_TEXT
 */
#ifndef TUI_VIEW_TEXT_VIEW_H
#define TUI_VIEW_TEXT_VIEW_H

#include "tui/view/actions.h"
#include "tui/view/pager.h"

/* Puts a text, which is copied, on top. What goes wrong here and below is said. */
void tui_text_view_open(tui_app *app, const char *title, const char *text, size_t len);
void tui_text_view_open_as(tui_app *app, const char *title, const char *text, size_t len,
                           tui_page_kind kind);
/* What a cell printed; kept: bytes that the engine holds, as FLOOD told. */
void tui_text_view_output(tui_app *app, uint64_t cell, int64_t kept);
/* The plan of a result; its text comes when the engine has made it. */
void tui_text_view_plan(tui_app *app, uint64_t result);
/* What differs from the saved file. */
void tui_text_view_changes(tui_app *app);

/* The page on top, NULL where there is none. */
tui_pager *tui_pager_of(const tui_app *app);

extern const tui_action tui_text_actions[]; /* ended by a row without a name */

#endif
