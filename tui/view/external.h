/* external.h — other programs in the terminal: the user's editor, a shell command. */
#ifndef TUI_VIEW_EXTERNAL_H
#define TUI_VIEW_EXTERNAL_H

#include "tui/view/app.h"

/* $VISUAL, $EDITOR or vi on text, in a private file "cell-<number>.<suffix>", at a line. *changed:
 * text holds what was saved. An editor that fails changes nothing.
 * Errors: LT_EIO, LT_ENOTFOUND, LT_ENOMEM, LT_EUNSUPPORTED without a terminal. */
LT_MUST_USE lt_status tui_external_edit(tui_app *app, lt_buf *text, const char *suffix,
                                        size_t number, size_t line, bool *changed, lt_error *err);

/* $SHELL -c command, its output kept on the screen until Enter. Errors as above. */
LT_MUST_USE lt_status tui_external_shell(tui_app *app, const char *command, lt_error *err);

#endif
