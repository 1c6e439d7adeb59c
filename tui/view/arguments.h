/* arguments.h — Tab behind a command's name: settings of `set`, file names of the others. */
#ifndef TUI_VIEW_ARGUMENTS_H
#define TUI_VIEW_ARGUMENTS_H

#include "tui/view/app.h"
#include "tui/view/line_edit.h"

/* Completes the argument that begins at `from` as far as it is certain; says what could follow. */
void tui_argument_complete(tui_app *app, tui_line *line, const char *action, size_t from);

/* What could stand for text[0, len): the longest common beginning of all candidates into out, the
 * candidates' count; `said` lists the first ones. Of files a folder ends in "/". Errors: LT_ENOMEM.
 */
LT_MUST_USE lt_status tui_argument_find(lt_buf *out, lt_buf *said, size_t *count,
                                        const char *action, const char *text, size_t len,
                                        lt_error *err);

#endif
