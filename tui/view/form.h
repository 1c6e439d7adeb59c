/* form.h — the notebook's parameters, to be given other values for the next run. */
#ifndef TUI_VIEW_FORM_H
#define TUI_VIEW_FORM_H

#include "tui/view/app.h"

/* Opens the form; its rows come when the engine has answered. */
void tui_form_open(tui_app *app);

#endif
