#include "tui/view/form.h"

#include "notebook/param.h"
#include "tui/view/actions.h"
#include "tui/view/form_list.h"
#include "tui/view/prompt_view.h"

#include <stdio.h>
#include <string.h>

typedef struct form {
    tui_view      view;
    tui_form_list list;
    uint64_t      asked;           /* for the parameters; 0: not */
    uint64_t      set;             /* the value given last */
    size_t        set_row, edited; /* its row; the row in the prompt */
} form;

/* ---- values ---- */

/* Whether the notebook takes the value: its own rules say, before the engine is bothered. */
static lt_status judge(form *f, const tui_form_row *row, const char *value, lt_error *err)
{
    lt_notebook *nb = NULL;
    lt_buf       lua = {.mem = f->list.rows.mem};
    lt_status    status = tui_doc_notebook(&nb, tui_app_doc(f->view.app), err);
    if (!status) status = lt_notebook_override(&lua, nb, &row->name, &value, 1, err);
    if (nb) lt_notebook_close(nb);
    lt_buf_clear(&lua);
    return status;
}

static void refuse(form *f, tui_form_row *row, const lt_error *err)
{
    snprintf(row->wrong, sizeof(row->wrong), "%.199s", err->text);
    tui_app_fail(f->view.app, err);
}

static void give(form *f, tui_form_row *row, const char *value)
{
    tui_client *client = tui_app_client(f->view.app);
    lt_error    err;
    if (judge(f, row, value, &err) || tui_form_set(&f->list, row, value, &err)) {
        refuse(f, row, &err);
        return;
    }
    f->set = client ? tui_client_set_param(client, row->name, row->value) : 0;
    f->set_row = (size_t)(row - tui_form_at(&f->list, 0));
    if (f->set == 0) tui_app_say(f->view.app, "no engine takes the value");
    tui_app_dirty(f->view.app);
}

static void typed(void *arg, const char *text)
{
    form         *f = arg;
    tui_form_row *row = tui_form_at(&f->list, f->edited);
    if (row) give(f, row, text);
}

static void edit(form *f)
{
    tui_form_row *row = tui_form_chosen(&f->list);
    char          label[48];
    if (!row) return;
    snprintf(label, sizeof(label), "%.44s: ", row->name);
    f->edited = f->list.chosen;
    bool is_computed = row->is_expression && !row->is_given;
    tui_prompt_view_open(f->view.app,
                         &(tui_prompt_options){.kind = "parameter",
                                               .label = label,
                                               .initial = is_computed ? "" : row->value,
                                               .is_fresh = true,
                                               .arg = f,
                                               .accept = typed});
}

static void turn(form *f, int by)
{
    tui_form_row *row = tui_form_chosen(&f->list);
    const char   *value = row ? tui_form_turn(row, by) : NULL;
    if (value) give(f, row, value);
}

static void run(form *f)
{
    tui_app          *app = f->view.app;
    const tui_action *all = tui_action_find("run-all", 7);
    for (size_t k = 0; k < tui_form_count(&f->list); k++) {
        if (!tui_form_at(&f->list, k)->wrong[0]) continue;
        f->list.chosen = k;
        tui_app_say(app, "%s: %s", tui_form_at(&f->list, k)->name, tui_form_at(&f->list, k)->wrong);
        return;
    }
    tui_app_pop(app, &f->view);
    if (all) tui_action_run(all, app, "");
}

/* ---- the view ---- */

static bool key(form *f, const tui_event *e)
{
    if (e->mods) return false;
    switch (e->key) {
    case TUI_KEY_UP:
    case 'k': tui_form_move(&f->list, -1); return true;
    case TUI_KEY_DOWN:
    case 'j': tui_form_move(&f->list, 1); return true;
    case TUI_KEY_HOME: tui_form_move(&f->list, -100000); return true;
    case TUI_KEY_END: tui_form_move(&f->list, 100000); return true;
    case TUI_KEY_LEFT: turn(f, -1); return true;
    case TUI_KEY_RIGHT: turn(f, 1); return true;
    case TUI_KEY_ENTER: edit(f); return true;
    case 'r': run(f); return true;
    case 'q':
    case TUI_KEY_ESCAPE: tui_app_pop(f->view.app, &f->view); return true;
    default: return false;
    }
}

static bool mouse(form *f, const tui_event *e)
{
    size_t row = tui_form_row_at(&f->list, e->row);
    if (e->action == TUI_MOUSE_WHEEL_UP || e->action == TUI_MOUSE_WHEEL_DOWN)
        tui_form_move(&f->list, e->action == TUI_MOUSE_WHEEL_UP ? -1 : 1);
    if (e->action != TUI_MOUSE_PRESS || row == SIZE_MAX) return true;
    bool again = row == f->list.chosen;
    f->list.chosen = row;
    if (again) edit(f);
    return true;
}

static bool event(tui_view *v, const tui_event *e)
{
    form *f = (form *)v;
    tui_app_dirty(v->app);
    if (e->kind == TUI_EVENT_KEY) return key(f, e);
    return e->kind == TUI_EVENT_MOUSE && mouse(f, e);
}

static void draw(tui_view *v, tui_canvas *area) { tui_form_draw(&((form *)v)->list, area); }

static void told(tui_view *v, const tui_event_told *t)
{
    form    *f = (form *)v;
    lt_error err;
    bool     is_own = t->number && t->number == f->asked, is_set = t->number && t->number == f->set;
    if (t->kind == TUI_TELL_PARAMS && is_own) {
        if (tui_form_fill(&f->list, t->params.items, t->params.count, &err))
            tui_app_fail(v->app, &err);
    } else if (t->kind == TUI_TELL_FAILED && is_own) {
        tui_app_fail(v->app, &t->error);
    } else if (t->kind == TUI_TELL_FAILED && is_set && tui_form_at(&f->list, f->set_row)) {
        refuse(f, tui_form_at(&f->list, f->set_row), &t->error);
    }
    tui_app_dirty(v->app);
}

static void status(tui_view *v, char out[128])
{
    const tui_form_list *list = &((form *)v)->list;
    size_t               n = tui_form_count(list);
    out[0] = 0;
    if (n) snprintf(out, 128, "parameter %zu of %zu", list->chosen + 1, n);
}

static void close_view(tui_view *v)
{
    form   *f = (form *)v;
    lt_mem *mem = f->list.rows.mem;
    tui_form_clear(&f->list);
    lt_mem_free(mem, f, sizeof(*f));
}

static const tui_view_ops ops = {.word = "FORM",
                                 .mode = TUI_ON_FORM,
                                 .draw = draw,
                                 .event = event,
                                 .told = told,
                                 .status = status,
                                 .close = close_view};

/* Asks for the parameters of what is in the editor, saved or not. */
static lt_status ask(form *f, lt_error *err)
{
    tui_app    *app = f->view.app;
    tui_client *client = tui_app_client(app);
    lt_buf      text = {.mem = f->list.rows.mem};
    lt_status   status = tui_doc_write(&text, tui_app_doc(app), err);
    if (!status && client && tui_client_is_alive(client))
        f->asked = tui_client_params(client, text.len ? (const char *)text.data : "", text.len);
    lt_buf_clear(&text);
    if (status || f->asked) return status;
    return LT_FAIL(err, LT_EUNSUPPORTED, "no engine runs that could take parameters");
}

void tui_form_open(tui_app *app)
{
    lt_mem  *mem = tui_app_mem(app);
    lt_error err;
    form    *f = lt_mem_zeroed(mem, 1, sizeof(*f));
    if (!f) {
        tui_app_say(app, "no memory for the form");
        return;
    }
    f->view = (tui_view){.ops = &ops, .app = app};
    f->list.rows.mem = f->list.arena.mem = mem;
    if (ask(f, &err)) {
        tui_app_fail(app, &err);
        lt_mem_free(mem, f, sizeof(*f));
        return;
    }
    tui_app_push(app, &f->view);
    tui_app_dirty(app);
}
