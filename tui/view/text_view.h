/* text_view.h — the view of a page of text (pager.h) in the app: outputs, plans, differences,
 * help, values.
 *
 * Keys     tui_text_actions, in mode TUI_ON_TEXT
 */
#ifndef TUI_VIEW_TEXT_VIEW_H
#define TUI_VIEW_TEXT_VIEW_H

#include "tui/view/actions.h"
#include "tui/view/pager.h"

/* Puts a text, which is copied, on top. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_text_view_open(tui_app *app, const char *title, const char *text,
                                         size_t len, tui_page_kind kind, lt_error *err);
/* What a cell printed; kept: bytes that the engine holds, as FLOOD told. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_text_view_output(tui_app *app, const char *title, uint64_t cell,
                                           int64_t kept, lt_error *err);
/* The plan of a result, or of a global where result is 0; its view opens when it comes. What the
 * engine says against it is told. mode: "" the rules. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_text_view_plan(tui_app *app, const char *title, uint64_t result,
                                         const char *name, const char *mode, lt_error *err);

/* The page on top, NULL where there is none. */
tui_pager *tui_pager_of(const tui_app *app);

extern const tui_action tui_text_actions[]; /* ended by a row without a name */

#endif
