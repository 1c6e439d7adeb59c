/* app_run.h — opens a notebook in the terminal and stays until the user leaves. */
#ifndef TUI_VIEW_APP_RUN_H
#define TUI_VIEW_APP_RUN_H

#include "tui/view/app.h"

typedef struct tui_app_options {
    const char        *path;   /* of the notebook; NULL: untitled */
    const char        *socket; /* attach to this engine; NULL: the notebook's own */
    bool               follow; /* look on only */
    bool               read_only;
    lt_context_options limits;
    const char        *date;
    tui_screen_options screen;
    const char        *script; /* LOTE_SCRIPT; NULL none */
} tui_app_options;

/* *leave_note: what to print once the terminal is back ("" none); static or in the app's buffer
 * given. Errors: LT_EUNSUPPORTED: no terminal, or a dumb one; those of opening the notebook. */
LT_MUST_USE lt_status tui_app_run(const tui_app_options *opt, char leave_note[512], lt_error *err);

#endif
