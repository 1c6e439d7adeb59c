/* app.h — the terminal notebook as a whole: what is open, the stack of views, the one loop.
 *
 * A view draws on the area between the title line and the key bar, takes events, and is told what
 * the engine says. The topmost view that takes events has the focus; an overlay (a prompt, the
 * palette, a popup) leaves what is below in sight. Nothing draws outside of draw: events change
 * state and mark the picture dirty (tui_app_dirty).
 *
 * Keys     from the top down: an overlay gets an event first, then the actions of its mode have a
 *          look, and what neither uses goes to what lies below; of other views the actions
 *          (actions.h) come first, then the view. While an overlay takes text (takes_text) no
 * action of another view is run by a key. Threads  the UI thread alone
 */
#ifndef TUI_VIEW_APP_H
#define TUI_VIEW_APP_H

#include "tui/book/doc.h"
#include "tui/engine/client.h"
#include "tui/term/loop.h"

typedef struct tui_app  tui_app;
typedef struct tui_view tui_view;

/* Modes of keys: what an action's keys are for. */
enum {
    TUI_ON_COMMAND = 1, /* the notebook, a cell is selected */
    TUI_ON_EDIT = 2,    /* inside a cell */
    TUI_ON_TABLE = 4,
    TUI_ON_TEXT = 8, /* a page of text: output, plan, difference */
    TUI_ON_MERGE = 16,
    TUI_ON_FORM = 32,
    TUI_ON_LIST = 64, /* palette, completion */
    TUI_ON_PROMPT = 128,
    TUI_ON_HELP = 256,
    TUI_ON_ALL = 511
};

typedef struct tui_view_ops {
    const char *word; /* "COMMAND", "TABLE": in the status line */
    unsigned    mode;
    bool        is_overlay, takes_text;
    void (*draw)(tui_view *v, tui_canvas *area);
    bool (*event)(tui_view *v, const tui_event *event); /* true: used */
    void (*told)(tui_view *v, const tui_event_told *told);
    /* The right end of the status line: "cell 4 of 7". */
    void (*status)(tui_view *v, char out[128]);
    void (*close)(tui_view *v); /* frees v */
} tui_view_ops;

struct tui_view {
    const tui_view_ops *ops;
    tui_app            *app;
    tui_view           *below;
};

/* Puts a view on top (owned from now on) and takes one off. */
void      tui_app_push(tui_app *app, tui_view *v);
void      tui_app_pop(tui_app *app, tui_view *v); /* and what lies on it; not the lowest */
tui_view *tui_app_top(const tui_app *app);
/* The mode of keys now: that of the view on top. */
unsigned tui_app_mode(const tui_app *app);

void tui_app_dirty(tui_app *app);

/* One sentence in the status line until the next key; an error with its hint, in BAD. */
void tui_app_say(tui_app *app, const char *fmt, ...) LT_PRINTF(2, 3);
void tui_app_fail(tui_app *app, const lt_error *err);

/* What the parts of the program share. */
lt_mem     *tui_app_mem(const tui_app *app);
tui_doc    *tui_app_doc(const tui_app *app);
tui_client *tui_app_client(const tui_app *app); /* NULL: no engine could be had */
tui_screen *tui_app_screen(const tui_app *app); /* NULL in tests */
tui_loop   *tui_app_loop(const tui_app *app);

/* Copies text: through the terminal, else $LOTE_COPY, else a file; says which. */
void tui_app_copy(tui_app *app, const char *p, size_t n, const char *what);

/* The file changed on disk since it was loaded: opens the merge of both. */
void tui_app_merge(tui_app *app);

/* Asks to leave: what is unsaved or running is asked about first. */
void tui_app_quit(tui_app *app);

#endif
