/* readline_keys.h — the user's ~/.inputrc for the cell editor.
 *
 * readline reads the file (application name lote) as it does for every program; then each key of
 * the editor's keymap is looked up in it, and the command of the same name is bound to it. What
 * readline binds to something the editor does not know stays as it was.
 */
#ifndef LT_TUI_READLINE_KEYS_H
#define LT_TUI_READLINE_KEYS_H

#include "tui/book/edit_keymap.h"

/* Fills map; without readline with its own bindings. */
void tui_readline_keymap(tui_keymap *map);

#endif
