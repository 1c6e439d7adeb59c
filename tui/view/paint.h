/* paint.h — Lua text in colours: a role for every byte. */
#ifndef TUI_VIEW_PAINT_H
#define TUI_VIEW_PAINT_H

#include "core/buf.h"
#include "tui/term/canvas.h"

/* out becomes len bytes, each a tui_role: KEYWORD, STRING, NUMBER, COMMENT, FUNCTION (a name that
 * is called), TEXT. What does not lex (an open string) is painted as far as it goes. Errors:
 * LT_ENOMEM; out is then empty. */
LT_MUST_USE lt_status tui_paint_lua(lt_buf *out, const char *text, size_t len, lt_error *err);

/* Puts p[0, n) with a role a byte (NULL: all TEXT) as tui_put does. */
int tui_put_painted(tui_canvas *c, int row, int col, int max_cols, const char *p,
                    const uint8_t *roles, size_t n);

#endif
