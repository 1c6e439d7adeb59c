#include "tui/view/app.h"

#include "core/error_print.h"
#include "tui/view/actions.h"
#include "tui/view/app_state.h"
#include "tui/view/book_view.h"
#include "tui/view/completion.h"
#include "tui/view/key_bar.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- what is shared ---- */

lt_mem     *tui_app_mem(const tui_app *app) { return app->mem; }
tui_doc    *tui_app_doc(const tui_app *app) { return app->doc; }
tui_client *tui_app_client(const tui_app *app) { return app->client; }
tui_screen *tui_app_screen(const tui_app *app) { return app->screen; }
tui_loop   *tui_app_loop(const tui_app *app) { return app->loop; }
tui_view   *tui_app_top(const tui_app *app) { return app->top; }
unsigned    tui_app_mode(const tui_app *app) { return tui_view_mode(app->top); }

unsigned tui_view_mode(const tui_view *v)
{
    bool editing = v->ops->mode == TUI_ON_COMMAND && ((const tui_book_view *)v)->is_editing;
    return editing ? TUI_ON_EDIT : v->ops->mode;
}

void tui_app_dirty(tui_app *app)
{
    if (app->loop) tui_loop_dirty(app->loop);
}

/* ---- the stack ---- */

void tui_app_push(tui_app *app, tui_view *v)
{
    v->app = app;
    v->below = app->top;
    app->top = v;
    app->chord.count = 0;
    tui_app_dirty(app);
}

void tui_app_pop(tui_app *app, tui_view *v)
{
    bool there = false;
    for (tui_view *at = app->top; at; at = at->below) there |= at == v;
    while (there && app->top->below) {
        tui_view *gone = app->top;
        app->top = gone->below;
        bool last = gone == v;
        gone->ops->close(gone);
        if (last) break;
    }
    app->chord.count = 0;
    tui_app_dirty(app);
}

/* ---- what is said ---- */

void tui_app_say(tui_app *app, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(app->said, sizeof(app->said), fmt, args);
    va_end(args);
    app->said_is_bad = false;
    tui_app_dirty(app);
}

void tui_app_fail(tui_app *app, const lt_error *err)
{
    lt_buf line = {.mem = app->mem};
    if (lt_error_line(&line, err, NULL) || lt_buf_terminate(&line, NULL))
        tui_app_say(app, "%s", err->text);
    else
        tui_app_say(app, "%s%s%s", (const char *)line.data, *err->hint ? "; " : "", err->hint);
    lt_buf_clear(&line);
    app->said_is_bad = true;
}

/* ---- drawing ---- */

static void draw_status(tui_app *app, tui_canvas *line)
{
    char        right[128] = "", keys[TUI_CHORD_MOST * TUI_KEY_NAME];
    int         wide;
    tui_view   *v = app->top;
    const char *word = tui_app_mode(app) == TUI_ON_EDIT ? "EDIT" : v->ops->word;
    int         col = 1 + tui_puts(line, 0, 1, TUI_BOLD_STYLE(KEY), word) + 2;
    if (v->ops->status) v->ops->status(v, right);
    tui_chord_text(&app->chord, keys);
    wide = tui_columns(right, strlen(right));
    int room = line->cols - col - (wide ? wide + 2 : 0);
    if (app->chord.count)
        tui_puts(line, 0, col, TUI_STYLE(WARN), keys);
    else if (room > 0)
        tui_put_fit(line, 0, col, room, app->said_is_bad ? TUI_BOLD_STYLE(BAD) : TUI_STYLE(TEXT),
                    app->said, strlen(app->said));
    if (wide) tui_put_right(line, 0, 0, line->cols - 1, TUI_STYLE(DIM), right, strlen(right));
}

/* Overlays lie on what is below them. */
static void draw_views(tui_view *v, tui_canvas *area)
{
    if (v->ops->is_overlay && v->below) draw_views(v->below, area);
    v->ops->draw(v, area);
}

void tui_app_draw(void *data, tui_canvas *canvas)
{
    tui_app *app = data;
    int      rows = canvas->rows, cols = canvas->cols;
    if (rows < 4 || cols < 20) {
        tui_puts(canvas, 0, 0, TUI_STYLE(TEXT), "too small");
        return;
    }
    tui_canvas title = tui_part(canvas, (tui_rect){0, 0, 1, cols});
    tui_canvas area = tui_part(canvas, (tui_rect){1, 0, rows - 3, cols});
    tui_canvas bar = tui_part(canvas, (tui_rect){rows - 2, 0, 1, cols});
    tui_canvas status = tui_part(canvas, (tui_rect){rows - 1, 0, 1, cols});
    tui_book_title(tui_book_of(app), &title);
    tui_restyle(&title, (tui_rect){0, 0, 1, cols}, TUI_ROLE_HEADER, 0);
    tui_key_bar_draw(&app->key_bar, &bar, app, tui_app_mode(app));
    draw_status(app, &status);
    draw_views(app->top, &area);
}

/* ---- events ---- */

static bool run_chord(tui_app *app, unsigned mode, const tui_event *e)
{
    bool pending = false;
    if (e->kind != TUI_EVENT_KEY) return false;
    const tui_action *a = tui_chord_add(&app->chord, mode, e->key, e->mods, &pending);
    if (!a) return pending;
    tui_action_run(a, app, "");
    return true;
}

/* An overlay may go by an event that it leaves to what lies below. */
static bool stands(const tui_app *app, const tui_view *v)
{
    const tui_view *at = app->top;
    while (at && at != v) at = at->below;
    return at != NULL;
}

static bool take(tui_app *app, tui_view *v, const tui_event *e)
{
    unsigned mode = tui_view_mode(v);
    if (!v->ops->is_overlay)
        return run_chord(app, mode, e) || (v->ops->event && v->ops->event(v, e));
    if (v->ops->event && v->ops->event(v, e)) return true;
    return stands(app, v) && run_chord(app, mode, e);
}

static void offer(tui_app *app, const tui_event *e)
{
    for (tui_view *v = app->top, *below; v; v = below) {
        below = v->below;
        bool overlay = v->ops->is_overlay, text = v->ops->takes_text;
        if (take(app, v, e) || !overlay || (text && e->kind == TUI_EVENT_KEY)) return;
    }
}

/* A click on the key bar is that key's action; other places are given in the views' rows. */
static void take_mouse(tui_app *app, tui_event e)
{
    int32_t rows, cols;
    if (!app->screen) return;
    tui_screen_size(app->screen, &rows, &cols);
    if (e.row == rows - 2 && e.action == TUI_MOUSE_PRESS) {
        const tui_action *a = tui_key_bar_at(&app->key_bar, e.col);
        if (a) tui_action_run(a, app, "");
        return;
    }
    e.row -= 1;
    offer(app, &e);
}

void tui_app_event(void *data, const tui_event *e)
{
    tui_app *app = data;
    if (e->kind == TUI_EVENT_REPLY) {
        if (app->screen && tui_screen_answer(app->screen, e)) tui_app_dirty(app);
        return;
    }
    if (e->kind == TUI_EVENT_KEY || e->kind == TUI_EVENT_PASTE) app->said[0] = 0;
    if (e->kind == TUI_EVENT_MOUSE)
        take_mouse(app, *e);
    else
        offer(app, e);
    tui_app_dirty(app);
}
