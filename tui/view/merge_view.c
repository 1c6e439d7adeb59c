#include "tui/view/merge_view.h"

#include "core/clock.h"
#include "tui/view/external.h"
#include "tui/view/prompt_view.h"
#include "tui/view/text_view.h"
#include "tui/view/texts.h"

#include <stdio.h>
#include <string.h>

typedef struct merge_view {
    tui_view       view; /* first */
    tui_merge_pane pane;
    bool           is_conflicted; /* of a file with conflict markers */
} merge_view;

static void draw(tui_view *v, tui_canvas *area)
{
    tui_merge_pane_draw(&((merge_view *)v)->pane, area);
}

static bool event(tui_view *v, const tui_event *e)
{
    tui_merge_pane *p = &((merge_view *)v)->pane;
    if (e->kind != TUI_EVENT_MOUSE) return false;
    if (e->action == TUI_MOUSE_WHEEL_DOWN) return tui_merge_pane_scroll(p, 3), true;
    if (e->action == TUI_MOUSE_WHEEL_UP) return tui_merge_pane_scroll(p, -3), true;
    return false;
}

static void status(tui_view *v, char out[128])
{
    const tui_merge_pane *p = &((merge_view *)v)->pane;
    snprintf(out, 128, "conflict %zu/%zu  %zu to choose", p->chosen + 1, tui_merge_count(p->merge),
             tui_merge_left(p->merge));
}

static void close_view(tui_view *v)
{
    merge_view *m = (merge_view *)v;
    lt_mem     *mem = tui_app_mem(v->app);
    tui_merge_pane_close(&m->pane);
    lt_mem_free(mem, m, sizeof(*m));
}

static const tui_view_ops ops = {.word = "MERGE",
                                 .mode = TUI_ON_MERGE,
                                 .draw = draw,
                                 .event = event,
                                 .status = status,
                                 .close = close_view};

static merge_view *view_of(const tui_app *app)
{
    for (tui_view *v = tui_app_top(app); v; v = v->below)
        if (v->ops == &ops) return (merge_view *)v;
    return NULL;
}

tui_merge_pane *tui_merge_pane_of(const tui_app *app)
{
    merge_view *v = view_of(app);
    return v ? &v->pane : NULL;
}

/* ---- opening ---- */

/* Takes m. */
static void push(tui_app *app, tui_merge *m, bool is_conflicted)
{
    lt_error    err;
    lt_mem     *mem = tui_app_mem(app);
    merge_view *v = lt_mem_zeroed(mem, 1, sizeof(*v));
    if (!v) {
        tui_merge_close(m);
        lt_mem_tell(mem, sizeof(*v), "the merge", &err);
        tui_app_fail(app, &err);
        return;
    }
    v->view.ops = &ops;
    v->view.app = app;
    v->is_conflicted = is_conflicted;
    if (tui_merge_pane_open(&v->pane, mem, m, is_conflicted ? "theirs" : "on disk", &err)) {
        lt_mem_free(mem, v, sizeof(*v));
        tui_app_fail(app, &err);
        return;
    }
    tui_app_push(app, &v->view);
    tui_app_dirty(app);
}

void tui_merge_view_open(tui_app *app)
{
    lt_error   err;
    tui_merge *m;
    tui_doc   *doc = tui_app_doc(app);
    if (tui_merge_open_disk(&m, doc, &err)) {
        tui_app_fail(app, &err);
        return;
    }
    if (tui_merge_count(m)) {
        push(app, m, false);
        return;
    }
    tui_merge_counts t = tui_merge_taken(m);
    if (tui_merge_apply(m, doc, &err))
        tui_app_fail(app, &err);
    else
        tui_app_say(app,
                    "merged with the file, which had changed (%zu cells changed, %zu added, "
                    "%zu deleted); saving writes it",
                    t.changed, t.added, t.deleted);
    tui_merge_close(m);
    tui_app_dirty(app);
}

bool tui_merge_view_open_conflicted(tui_app *app)
{
    lt_error   err;
    tui_merge *m = NULL;
    lt_buf     bytes = {.mem = tui_app_mem(app)};
    lt_status  st = tui_doc_write(&bytes, tui_app_doc(app), &err);
    if (!st)
        st = tui_merge_open_conflicted(&m, tui_app_mem(app), (const char *)bytes.data, bytes.len,
                                       &err);
    lt_buf_clear(&bytes);
    if (st) tui_app_fail(app, &err);
    if (st || !m) return false;
    push(app, m, true);
    return true;
}

/* ---- recovery ---- */

static void answer(void *arg, const char *text)
{
    lt_error err;
    tui_app *app = arg;
    tui_doc *doc = tui_app_doc(app);
    if (*text == 'd') {
        tui_text_view_changes(app);
        tui_app_say(app, ":recovery asks again");
    } else if (*text == 'x') {
        if (tui_doc_discard(doc, &err))
            tui_app_fail(app, &err);
        else
            tui_app_say(app, "discarded; redo has it");
    } else {
        tui_doc_accept(doc);
        tui_app_say(app, "kept; saving writes it");
    }
    tui_app_dirty(app);
}

void tui_recovery_ask(tui_app *app)
{
    char         when[TUI_SHORT_TEXT], label[256];
    tui_recovery r;
    if (!tui_doc_recovered(tui_app_doc(app), &r)) {
        tui_app_say(app, "nothing was recovered");
        return;
    }
    tui_time_of_day(when, r.last_us, lt_clock_now_us());
    snprintf(label, sizeof(label),
             "recovered %zu edit%s from %s%s: d difference, Enter keep, x discard: ", r.steps,
             r.steps == 1 ? "" : "s", when, r.file_changed ? ", and the file changed since" : "");
    tui_prompt_options opt = {.label = label, .arg = app, .accept = answer};
    tui_prompt_view_open(app, &opt);
}

/* ---- actions ---- */

static const char *no_merge(const tui_app *app)
{
    return tui_merge_pane_of(app) ? NULL : "no merge is open";
}

static const char *not_chosen(const tui_app *app)
{
    const tui_merge_pane *p = tui_merge_pane_of(app);
    if (!p) return "no merge is open";
    return tui_merge_left(p->merge) ? "conflicts are left to choose" : NULL;
}

static void choose(tui_app *app, tui_choice choice)
{
    lt_error        err;
    tui_merge_pane *p = tui_merge_pane_of(app);
    if (p && tui_merge_pane_choose(p, choice, NULL, 0, &err)) tui_app_fail(app, &err);
    tui_app_dirty(app);
}

#define ACTION(name, what)                          \
    static void name(tui_app *app, const char *arg) \
    {                                               \
        tui_merge_pane *p = tui_merge_pane_of(app); \
        (void)arg;                                  \
        if (!p) return;                             \
        what;                                       \
        tui_app_dirty(app);                         \
    }

ACTION(ours, choose(app, TUI_CHOICE_OURS))
ACTION(theirs, choose(app, TUI_CHOICE_THEIRS))
ACTION(both, choose(app, TUI_CHOICE_BOTH))
ACTION(next, tui_merge_pane_next(p, false))
ACTION(previous, tui_merge_pane_next(p, true))
ACTION(down, tui_merge_pane_scroll(p, 1))
ACTION(up, tui_merge_pane_scroll(p, -1))
ACTION(page_down, tui_merge_pane_scroll(p, p->rows / 2))
ACTION(page_up, tui_merge_pane_scroll(p, -p->rows / 2))

static void edit(tui_app *app, const char *arg)
{
    lt_error        err;
    bool            changed = false;
    tui_merge_pane *p = tui_merge_pane_of(app);
    lt_buf          text = {.mem = tui_app_mem(app)};
    (void)arg;
    if (!p) return;
    lt_status st = tui_merge_pane_text(&text, p, &err);
    if (!st) st = tui_external_edit(app, &text, "lua", p->chosen + 1, 1, &changed, &err);
    if (!st && changed)
        st = tui_merge_pane_choose(p, TUI_CHOICE_EDITED, (const char *)text.data, text.len, &err);
    lt_buf_clear(&text);
    if (st) tui_app_fail(app, &err);
    tui_app_dirty(app);
}

/* A file with markers becomes the merged text; its base on disk stays what it is. */
static lt_status apply_conflicted(tui_app *app, tui_merge *m, lt_error *err)
{
    lt_buf    bytes = {.mem = tui_app_mem(app)};
    lt_status st = tui_merge_write(&bytes, m, err);
    if (!st) st = tui_doc_replace(tui_app_doc(app), bytes.data, bytes.len, err);
    lt_buf_clear(&bytes);
    return st;
}

static void apply(tui_app *app, const char *arg)
{
    lt_error    err;
    merge_view *v = view_of(app);
    (void)arg;
    if (!v) return;
    tui_doc_pause(tui_app_doc(app));
    lt_status st = v->is_conflicted ? apply_conflicted(app, v->pane.merge, &err)
                                    : tui_merge_apply(v->pane.merge, tui_app_doc(app), &err);
    if (st) {
        tui_app_fail(app, &err);
        return;
    }
    tui_app_pop(app, &v->view);
    tui_app_say(app, "merged; saving writes it, undo takes it back");
    tui_app_dirty(app);
}

static void give_up(tui_app *app, const char *arg)
{
    merge_view *v = view_of(app);
    (void)arg;
    if (!v) return;
    tui_app_pop(app, &v->view);
    tui_app_say(app, "nothing was merged; the notebook is as it was");
    tui_app_dirty(app);
}

static void recovery(tui_app *app, const char *arg)
{
    (void)arg;
    tui_recovery_ask(app);
}

static void conflicts(tui_app *app, const char *arg)
{
    (void)arg;
    if (!tui_merge_view_open_conflicted(app)) tui_app_say(app, "there are no conflict markers");
}

static void changes(tui_app *app, const char *arg)
{
    (void)arg;
    tui_text_view_changes(app);
}

#define M TUI_ON_MERGE
const tui_action tui_merge_actions[] = {
    {"choose-ours", "1", M, 1, "ours", "takes what the notebook here has", ours, no_merge},
    {"choose-theirs", "2", M, 2, "theirs", "takes what the other has", theirs, no_merge},
    {"choose-both", "3", M, 3, "both", "takes both, ours first", both, no_merge},
    {"choose-edited", "e", M, 4, "edit", "writes the cell with $EDITOR", edit, no_merge},
    {"conflict-next", "n <Tab>", M, 5, "next", "the next conflict", next, no_merge},
    {"conflict-previous", "p N <S-Tab>", M, 6, "previous", "the conflict before", previous,
     no_merge},
    {"merge-apply", "<Enter>", M, 7, "apply", "makes the notebook the merged one", apply,
     not_chosen},
    {"merge-give-up", "<Esc> q", M, 8, "give up", "leaves everything as it was", give_up, NULL},
    {"merge-down", "j <Down>", M, 0, "down", "scrolls the texts down", down, no_merge},
    {"merge-up", "k <Up>", M, 0, "up", "scrolls the texts up", up, no_merge},
    {"merge-page-down", "<PageDown> <Space> <C-d>", M, 0, "page", "half a screen down", page_down,
     no_merge},
    {"merge-page-up", "<PageUp> b <C-u>", M, 0, "page up", "half a screen up", page_up, no_merge},
    {"recovery", "", TUI_ON_COMMAND, 0, "recovery", "keep or discard what was recovered", recovery,
     NULL},
    {"conflicts", "", TUI_ON_COMMAND, 0, "conflicts",
     "chooses between the sides of conflict markers", conflicts, NULL},
    {"changes", "", TUI_ON_COMMAND, 0, "changes", "what differs from the saved file", changes,
     NULL},
    {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
