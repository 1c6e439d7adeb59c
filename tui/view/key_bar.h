/* key_bar.h — the line of keys that work now, each with its word; it can be clicked.
 *
 * Rows of actions.h with a place in the bar, in that order. What cannot be done now is dim: its key
 * says why. Entries that have no room are left out whole; help always has room.
 */
#ifndef TUI_VIEW_KEY_BAR_H
#define TUI_VIEW_KEY_BAR_H

#include "tui/view/actions.h"

enum { TUI_KEY_BAR_MOST = 40 };

/* What stands where, as drawn last. */
typedef struct tui_key_bar {
    struct {
        const tui_action *action;
        int               col, cols;
    } places[TUI_KEY_BAR_MOST];
    int count;
} tui_key_bar;

/* Draws on the first row of `line`; app may be NULL where no reason asks it. */
void tui_key_bar_draw(tui_key_bar *bar, tui_canvas *line, const tui_app *app, unsigned mode);

/* The action at a column; NULL: none. Run it with tui_action_run. */
const tui_action *tui_key_bar_at(const tui_key_bar *bar, int col);

#endif
