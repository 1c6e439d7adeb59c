/* help_view.h — the help over what is there: keys of this place, then all commands; typing filters.
 */
#ifndef TUI_VIEW_HELP_VIEW_H
#define TUI_VIEW_HELP_VIEW_H

#include "tui/view/app.h"

void tui_help_open(tui_app *app);

#endif
