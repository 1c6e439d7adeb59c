/* palette.h — the command line: one typed line with every fitting action above it. */
#ifndef TUI_VIEW_PALETTE_H
#define TUI_VIEW_PALETTE_H

#include "tui/view/app.h"

/* Opens over the view on top; initial: what stands there already, NULL: nothing. */
void tui_palette_open(tui_app *app, const char *initial);

#endif
