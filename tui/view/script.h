/* script.h — keys from a file in place of a person: LOTE_SCRIPT, for tests and screenshots.
 *
 *     # a comment
 *     a                        keys by their names: "a", "<C-j>", "dd", "<lt>", "<Space>"
 *     "show(range(3))"         a text that is typed, with \n \t \" \\
 *     paste "two\nlines"       a paste
 *     wait idle                until nothing runs, waits or is asked for
 *     wait "3 rows"            until the screen shows a text
 *     dump screen.txt          the screen: .txt text, .golden text and roles, .ansi, .svg a picture
 *
 * A line that is none of these, or a wait of more than 20 seconds, ends the program with 2 and says
 * which line.
 */
#ifndef TUI_VIEW_SCRIPT_H
#define TUI_VIEW_SCRIPT_H

#include "tui/view/app.h"

typedef struct tui_script tui_script;

/* Errors: LT_ENOTFOUND, LT_EIO, LT_ENOMEM, LT_EUSAGE naming the line. */
LT_MUST_USE lt_status tui_script_open(tui_script **out, tui_app *app, const char *path,
                                      lt_error *err);
void                  tui_script_close(tui_script *s); /* NULL is allowed */
/* Begins, once the loop runs. When it is over the program goes on, and leaves at its end where
 * the last line is "quit". */
void tui_script_start(tui_script *s);
/* What went wrong, LT_OK: nothing. */
lt_status tui_script_result(const tui_script *s, lt_error *err);

#endif
