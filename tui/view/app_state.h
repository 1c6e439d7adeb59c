/* app_state.h — what app.h hides: used by app*.c alone. */
#ifndef TUI_VIEW_APP_STATE_H
#define TUI_VIEW_APP_STATE_H

#include "tui/view/actions.h"
#include "tui/view/key_bar.h"
#include "tui/view/script.h"

struct tui_app {
    lt_mem     *mem;
    tui_doc    *doc;
    tui_client *client;
    tui_screen *screen;
    tui_loop   *loop;
    tui_view   *top;
    tui_chord   chord;
    char        said[512];
    bool        said_is_bad;
    int         watched_fd; /* of the engine; -1 none */
    short       watched_for;
    int64_t     client_timer, journal_timer;
    bool        is_synced; /* the engine told all there was before */
    tui_key_bar key_bar;
    tui_script *script; /* LOTE_SCRIPT; NULL none */
};

/* The loop's calls (tui_loop_calls). */
void tui_app_draw(void *data, tui_canvas *canvas);
void tui_app_event(void *data, const tui_event *event);

/* The mode of keys on a view: that of the notebook depends on what it is at. */
unsigned tui_view_mode(const tui_view *v);

#endif
