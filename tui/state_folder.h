/* state_folder.h — where lote keeps what it has to remember: $XDG_STATE_HOME/lote, else
 * ~/.local/state/lote. Private: 0700.
 */
#ifndef LT_TUI_STATE_FOLDER_H
#define LT_TUI_STATE_FOLDER_H

#include "core/buf.h"

#include <stdbool.h>

/* Appends the path of the folder, of `below` in it where that is not NULL, NUL-ended. With make it
 * is there afterwards, with its parents. Errors: LT_ENOTFOUND without a home; LT_EIO; LT_ENOMEM. */
LT_MUST_USE lt_status tui_state_folder(lt_buf *out, const char *below, bool make, lt_error *err);

#endif
