#include "tui/view/completion.h"

#include "tui/view/completion_list.h"

#include <string.h>

typedef struct popup {
    tui_view               view;
    lt_mem                *mem;
    tui_completion_list    list;
    tui_completion_choose *choose;
    void                  *arg;
    size_t                 from;
    int                    row, word_col;
    char                   before[64]; /* "options." of the name that is asked about */
    bool                   is_method;  /* a colon stands before the word */
    char                   name[128];  /* asked about last */
    uint64_t               asked;
} popup;

static void draw(tui_view *v, tui_canvas *area)
{
    popup *p = (popup *)v;
    tui_completion_draw(&p->list, area, p->row, p->word_col);
}

/* ---- what the chosen one is ---- */

static void inspect(popup *p)
{
    const tui_completion_row *row = tui_completion_chosen(&p->list);
    tui_client               *client = tui_app_client(p->view.app);
    if (!row || p->list.is_path || !client || !tui_client_is_alive(client)) return;
    size_t before = strlen(p->before), n = strlen(row->text);
    if (p->is_method) {
        /* the engine knows values by name, and a method by what it belongs to: the note tells */
        tui_completion_about(&p->list, row->note, strlen(row->note), row->text);
        return;
    }
    while (n && (row->text[n - 1] == '(' || row->text[n - 1] == '{')) n--;
    if (before + n >= sizeof(p->name)) return;
    memcpy(p->name, p->before, before);
    memcpy(p->name + before, row->text, n);
    p->name[before + n] = 0;
    p->asked = tui_client_inspect(client, p->name, before + n);
}

static void told(tui_view *v, const tui_event_told *t)
{
    popup *p = (popup *)v;
    if (t->kind != TUI_TELL_INSPECTED || t->number != p->asked || !p->asked) return;
    const char *last = strrchr(p->name, '.');
    tui_completion_about(&p->list, t->bytes.p, t->bytes.len, last ? last + 1 : p->name);
    tui_app_dirty(v->app);
}

/* The dotted names right before the word. */
static void name_before(popup *p, const char *text, size_t from)
{
    size_t at = from;
    while (at > 0 && from - at < sizeof(p->before) - 1) {
        char c = text[at - 1];
        bool is_name = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!is_name && !(c >= '0' && c <= '9') && c != '_' && c != '.') break;
        at--;
    }
    for (size_t i = at; i < from; i++) p->before[i - at] = text[i];
    p->before[from - at] = 0;
    p->is_method = from > 0 && text[from - 1] == ':';
}

/* ---- keys ---- */

static void put(popup *p)
{
    p->choose(p->arg, p->from, (const char *)p->list.word.data, p->list.word.len);
}

/* True: the event was used. The view may be gone after it. */
static bool answer(popup *p, tui_completion_answer a)
{
    tui_app *app = p->view.app;
    if (a == TUI_COMPLETION_PUT || a == TUI_COMPLETION_DONE) put(p);
    if (a == TUI_COMPLETION_USED) inspect(p);
    if (a == TUI_COMPLETION_LEAVE || a == TUI_COMPLETION_DONE || a == TUI_COMPLETION_CLOSE)
        tui_app_pop(app, &p->view);
    tui_app_dirty(app);
    return a != TUI_COMPLETION_PASS && a != TUI_COMPLETION_LEAVE;
}

static bool event(tui_view *v, const tui_event *e)
{
    popup *p = (popup *)v;
    bool   wheel = e->kind == TUI_EVENT_MOUSE && e->action >= TUI_MOUSE_WHEEL_UP;
    if (e->kind == TUI_EVENT_KEY) return answer(p, tui_completion_key(&p->list, e));
    if (e->kind == TUI_EVENT_MOUSE && e->action == TUI_MOUSE_PRESS)
        return answer(p, tui_completion_click(&p->list, e->row, e->col));
    if (wheel || e->kind == TUI_EVENT_PASTE || e->kind == TUI_EVENT_RESIZE)
        return answer(p, TUI_COMPLETION_LEAVE);
    return false;
}

static void close_view(tui_view *v)
{
    popup *p = (popup *)v;
    tui_completion_list_close(&p->list);
    lt_mem_free(p->mem, p, sizeof(*p));
}

static const tui_view_ops ops = {.word = "COMPLETE",
                                 .mode = TUI_ON_LIST,
                                 .is_overlay = true,
                                 .draw = draw,
                                 .event = event,
                                 .told = told,
                                 .close = close_view};

void tui_completion_close(tui_app *app)
{
    tui_view *v = tui_app_top(app);
    while (v && v->ops != &ops) v = v->below;
    if (v) tui_app_pop(app, v);
}

void tui_completion_open(tui_app *app, const tui_completion_place *at, const tui_completions *c,
                         tui_completion_choose *choose, void *arg)
{
    lt_mem  *mem = tui_app_mem(app);
    lt_error err;
    tui_completion_close(app);
    if (c->count == 1) {
        choose(arg, at->from, c->items[0].text, strlen(c->items[0].text));
        return;
    }
    popup *p = lt_mem_zeroed(mem, 1, sizeof(*p));
    if (!p) {
        tui_app_say(app, "no memory for completions");
        return;
    }
    p->view = (tui_view){.ops = &ops, .app = app};
    p->mem = mem;
    p->choose = choose;
    p->arg = arg;
    p->from = at->from;
    p->row = at->row;
    p->word_col = at->col - tui_columns(at->word, at->len);
    name_before(p, at->word - at->from, at->from);
    if (tui_completion_list_open(&p->list, mem, c, at->word, at->len, &err)) {
        tui_app_fail(app, &err);
        lt_mem_free(mem, p, sizeof(*p));
        return;
    }
    tui_app_push(app, &p->view);
    tui_app_dirty(app);
}
