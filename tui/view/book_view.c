#include "tui/view/book_view.h"

#include <stdio.h>
#include <string.h>

enum { TICK_MS = 200 };

tui_book_view *tui_book_of(const tui_app *app)
{
    tui_view *v = tui_app_top(app);
    while (v && v->below) v = v->below;
    return (tui_book_view *)v;
}

/* ---- events ---- */

/* A click selects a cell; in the cell that is edited it places the cursor. */
static void click(tui_book_view *v, const tui_event *e)
{
    int    in_cell;
    size_t index = tui_book_at(v, e->row, &in_cell);
    if (index == SIZE_MAX || e->button != 1) return;
    const tui_book_cell *c = tui_doc_cell(tui_app_doc(v->view.app), index);
    const tui_look      *l = tui_book_look(v, c->uid);
    bool same = c->uid == v->selected, in_source = l && in_cell < l->title_rows + l->source_rows;
    if (v->is_editing && !same) tui_book_edit_end(v);
    v->anchor = 0;
    tui_book_select(v, index);
    if (v->is_editing && same && in_source)
        tui_edit_place(&v->edit,
                       tui_book_byte_at(v, c, in_cell - l->title_rows, e->col - TUI_GUTTER),
                       e->action == TUI_MOUSE_DRAG);
    v->must_show = v->is_editing;
}

static bool take_mouse(tui_book_view *v, const tui_event *e)
{
    switch ((tui_mouse_action)e->action) {
    case TUI_MOUSE_WHEEL_UP: tui_book_scroll(v, -3); return true;
    case TUI_MOUSE_WHEEL_DOWN: tui_book_scroll(v, 3); return true;
    case TUI_MOUSE_PRESS: click(v, e); return true;
    case TUI_MOUSE_DRAG:
        if (v->is_editing && e->button == 1) click(v, e);
        return true;
    default: return false;
    }
}

static bool take_event(tui_view *view, const tui_event *e)
{
    tui_book_view *v = (tui_book_view *)view;
    if (e->kind == TUI_EVENT_MOUSE) return take_mouse(v, e);
    if (e->kind == TUI_EVENT_RESIZE) return v->must_show = true;
    if (v->is_editing) return tui_book_edit_event(v, e);
    if (e->kind == TUI_EVENT_PASTE)
        tui_app_say(view->app, "Enter first: text is pasted into a cell");
    return false;
}

/* ---- what the engine tells ---- */

/* While several cells run the one that runs stays in sight, unless the user went elsewhere. */
static void follow(tui_book_view *v, uint64_t cell)
{
    size_t at = tui_doc_find(tui_app_doc(v->view.app), cell);
    if (v->follows && !v->is_editing && at != SIZE_MAX) tui_book_select(v, at);
}

/* The time a cell takes is seen to pass. */
static void tick(void *arg)
{
    tui_book_view *v = arg;
    v->clock_timer = -1;
    if (!v->outcomes.running) return;
    tui_app_dirty(v->view.app);
    v->clock_timer = tui_loop_after(tui_app_loop(v->view.app), TICK_MS, tick, v);
}

/* A cell that fails takes all that wait out of the queue. */
static void say_stopped(tui_book_view *v, const tui_cell_done *done, int32_t waiting)
{
    int number = tui_book_number(v, done->cell);
    v->follows = false;
    if (waiting > 0)
        tui_app_say(v->view.app, "cell %d failed: %d cell%s behind it did not run", number, waiting,
                    waiting == 1 ? "" : "s");
}

static void take_told(tui_view *view, const tui_event_told *t)
{
    tui_book_view *v = (tui_book_view *)view;
    int32_t        waiting = v->outcomes.waiting;
    if (tui_outcomes_told(&v->outcomes, t, tui_app_client(view->app))) tui_app_dirty(view->app);
    switch (t->kind) {
    case TUI_TELL_CELL_BEGIN:
        follow(v, t->begin.cell);
        if (v->clock_timer < 0 && tui_app_loop(view->app)) tick(v);
        break;
    case TUI_TELL_CELL_DONE:
        if (t->done.has_error) say_stopped(v, &t->done, waiting);
        if (t->done.cell == v->selected && !v->is_editing) v->must_show = true;
        tui_book_ask_stale(v);
        break;
    case TUI_TELL_SYNCED: tui_book_ask_stale(v); break;
    case TUI_TELL_STALE: v->asked_stale = 0; break;
    case TUI_TELL_ENDED:
        v->asked_stale = 0;
        v->completing = 0;
        break;
    case TUI_TELL_COMPLETIONS: tui_book_take_completions(v, t->number, &t->completions); break;
    default: break;
    }
}

/* ---- the rest ---- */

static void status(tui_view *view, char out[128])
{
    tui_book_view *v = (tui_book_view *)view;
    size_t         count = tui_doc_count(tui_app_doc(view->app)), first, last;
    if (count == 0) return;
    tui_book_selection(v, &first, &last);
    if (v->is_editing) {
        size_t line = tui_text_line_of(v->edit.text, v->edit.cursor);
        snprintf(out, 128, "%s%scell %zu  line %zu of %zu  col %d", v->edit.hint,
                 *v->edit.hint ? "  " : "", tui_book_selected(v) + 1, line + 1,
                 tui_text_lines(v->edit.text), tui_text_column(v->edit.text, v->edit.cursor) + 1);
    } else if (first != last) {
        snprintf(out, 128, "cells %zu to %zu of %zu", first + 1, last + 1, count);
    } else {
        snprintf(out, 128, "cell %zu of %zu", first + 1, count);
    }
}

static void close_view(tui_view *view)
{
    tui_book_view *v = (tui_book_view *)view;
    lt_mem        *mem = v->looks.mem;
    if (v->is_editing) tui_edit_close(&v->edit);
    tui_look **looks = (tui_look **)(void *)v->looks.data;
    for (size_t k = 0; k < v->looks.len / sizeof(*looks); k++) {
        lt_buf_clear(&looks[k]->roles);
        lt_mem_free(mem, looks[k], sizeof(**looks));
    }
    tui_outcomes_clear(&v->outcomes);
    tui_kill_clear(&v->kills);
    lt_buf_clear(&v->looks);
    lt_buf_clear(&v->clip);
    tui_search_clear(&v->search);
    lt_mem_free(mem, v, sizeof(*v));
}

tui_book_view *tui_book_view_open(tui_app *app)
{
    static const tui_view_ops ops = {.word = "COMMAND",
                                     .mode = TUI_ON_COMMAND,
                                     .draw = tui_book_draw,
                                     .event = take_event,
                                     .told = take_told,
                                     .status = status,
                                     .close = close_view};
    lt_mem                   *mem = tui_app_mem(app);
    tui_book_view            *v = lt_mem_zeroed(mem, 1, sizeof(*v));
    if (!v) return NULL;
    v->view = (tui_view){.ops = &ops, .app = app};
    v->outcomes = (tui_outcomes){.mem = mem, .list.mem = mem};
    v->looks.mem = v->clip.mem = v->kills.mem = v->search.pattern.mem = mem;
    v->stale_timer = v->clock_timer = -1;
    const tui_book_cell *first = tui_doc_cell(tui_app_doc(app), 0);
    v->selected = first ? first->uid : 0;
    return v;
}
