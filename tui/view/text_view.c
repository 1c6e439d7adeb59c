#include "tui/view/text_view.h"

#include "tui/view/prompt_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct text_view {
    tui_view  view; /* first */
    tui_pager pager;
    uint64_t  plan; /* the request whose answer is the text; 0 none */
} text_view;

static void draw(tui_view *v, tui_canvas *area) { tui_pager_draw(&((text_view *)v)->pager, area); }
static void status(tui_view *v, char out[128]) { tui_pager_status(&((text_view *)v)->pager, out); }

static bool event(tui_view *v, const tui_event *e)
{
    return e->kind == TUI_EVENT_MOUSE && tui_pager_mouse(&((text_view *)v)->pager, e);
}

static void take_plan(text_view *v, const tui_event_told *e)
{
    lt_error   err;
    char       title[256];
    tui_pager *p = &v->pager;
    tui_host   host = p->host;
    v->plan = 0;
    if (e->kind == TUI_TELL_FAILED) {
        host.fail(host.arg, &e->error);
        tui_app_pop(v->view.app, &v->view);
        return;
    }
    memcpy(title, p->title, sizeof(title));
    tui_pager_close(p);
    if (tui_pager_open(p, &host, title, e->bytes.p, e->bytes.len, TUI_PAGE_PLAIN, &err))
        host.fail(host.arg, &err);
    p->wraps = false;
    host.dirty(host.arg);
}

static void told(tui_view *v, const tui_event_told *e)
{
    text_view *t = (text_view *)v;
    bool       is_plan = t->plan && e->number == t->plan;
    if (is_plan && (e->kind == TUI_TELL_PLAN_TEXT || e->kind == TUI_TELL_FAILED))
        take_plan(t, e);
    else
        tui_pager_told(&t->pager, e);
}

static void close_view(tui_view *v)
{
    text_view *t = (text_view *)v;
    lt_mem    *mem = t->pager.host.mem;
    tui_pager_close(&t->pager);
    lt_mem_free(mem, t, sizeof(*t));
}

static const tui_view_ops ops = {.word = "TEXT",
                                 .mode = TUI_ON_TEXT,
                                 .draw = draw,
                                 .event = event,
                                 .told = told,
                                 .status = status,
                                 .close = close_view};

/* ---- opening ---- */

static text_view *make(tui_app *app)
{
    lt_error   err;
    lt_mem    *mem = tui_app_mem(app);
    text_view *v = lt_mem_zeroed(mem, 1, sizeof(*v));
    if (!v) {
        lt_mem_tell(mem, sizeof(*v), "a page of text", &err);
        tui_app_fail(app, &err);
        return NULL;
    }
    v->pager.host.mem = mem;
    v->view.ops = &ops;
    v->view.app = app;
    return v;
}

/* On top, unless the pager could not be opened. */
static void settle(tui_app *app, text_view *v, lt_status status, const lt_error *err)
{
    if (status) {
        tui_app_fail(app, err);
        close_view(&v->view);
    } else {
        tui_app_push(app, &v->view);
    }
}

void tui_text_view_open_as(tui_app *app, const char *title, const char *text, size_t len,
                           tui_page_kind kind)
{
    lt_error   err;
    tui_host   host = tui_host_of(app);
    text_view *v = make(app);
    if (v) settle(app, v, tui_pager_open(&v->pager, &host, title, text, len, kind, &err), &err);
}

void tui_text_view_open(tui_app *app, const char *title, const char *text, size_t len)
{
    tui_text_view_open_as(app, title, text, len, TUI_PAGE_PLAIN);
}

void tui_text_view_output(tui_app *app, uint64_t cell, int64_t kept)
{
    char       title[64];
    lt_error   err;
    tui_doc   *doc = tui_app_doc(app);
    tui_host   host = tui_host_of(app);
    text_view *v = make(app);
    size_t     at = doc ? tui_doc_find(doc, cell) : SIZE_MAX;
    if (!v) return;
    if (at == SIZE_MAX)
        snprintf(title, sizeof(title), "output");
    else
        snprintf(title, sizeof(title), "output of cell %zu", at + 1);
    settle(app, v, tui_pager_open_output(&v->pager, &host, title, cell, kept, &err), &err);
}

void tui_text_view_plan(tui_app *app, uint64_t result)
{
    static const char waits[] = "the engine is asked for the plan…";
    lt_error          err;
    tui_plan_ask      ask = {.result = result, .name = "", .mode = ""};
    tui_host          host = tui_host_of(app);
    uint64_t          number = host.client ? tui_client_plan(host.client, &ask) : 0;
    text_view        *v = number ? make(app) : NULL;
    if (!number) tui_app_say(app, "there is no engine to ask for a plan");
    if (!v) return;
    v->plan = number;
    settle(app, v,
           tui_pager_open(&v->pager, &host, "plan", waits, sizeof(waits) - 1, TUI_PAGE_PLAIN, &err),
           &err);
}

void tui_text_view_changes(tui_app *app)
{
    lt_error err;
    lt_buf   text = {.mem = tui_app_mem(app)};
    if (tui_doc_diff(&text, tui_app_doc(app), &err))
        tui_app_fail(app, &err);
    else if (text.len)
        tui_text_view_open_as(app, "changes since the file was saved", (const char *)text.data,
                              text.len, TUI_PAGE_DIFF);
    else
        tui_app_say(app, "nothing differs from the saved file");
    lt_buf_clear(&text);
}

tui_pager *tui_pager_of(const tui_app *app)
{
    for (tui_view *v = tui_app_top(app); v; v = v->below)
        if (v->ops == &ops) return &((text_view *)v)->pager;
    return NULL;
}

/* ---- actions ---- */

static const char *no_page(const tui_app *app)
{
    return tui_pager_of(app) ? NULL : "no page of text is open";
}

static const char *no_quest(const tui_app *app)
{
    const tui_pager *p = tui_pager_of(app);
    return p && p->quest ? NULL : "nothing is searched for now";
}

static const char *no_growth(const tui_app *app)
{
    const tui_pager *p = tui_pager_of(app);
    return p && p->cell ? NULL : "only the output of a cell grows";
}

#define ACTION(name, what)                          \
    static void name(tui_app *app, const char *arg) \
    {                                               \
        tui_pager *p = tui_pager_of(app);           \
        (void)arg;                                  \
        if (!p) return;                             \
        what;                                       \
        tui_app_dirty(app);                         \
    }

ACTION(down, tui_pager_down(p, 1))
ACTION(up, tui_pager_down(p, -1))
ACTION(page_down, tui_pager_page(p, 2))
ACTION(page_up, tui_pager_page(p, -2))
ACTION(half_down, tui_pager_page(p, 1))
ACTION(half_up, tui_pager_page(p, -1))
ACTION(top, tui_pager_top(p))
ACTION(bottom, tui_pager_end(p))
ACTION(left, tui_pager_right(p, -1))
ACTION(right, tui_pager_right(p, 1))
ACTION(wrap, tui_pager_wrap(p))
ACTION(numbers, tui_pager_numbers(p))
ACTION(follow, tui_pager_follow(p))
ACTION(next_match, tui_pager_find_next(p, false))
ACTION(previous_match, tui_pager_find_next(p, true))
ACTION(copy_line, tui_pager_copy(p, false))
ACTION(copy_all, tui_pager_copy(p, true))
ACTION(stop, (void)tui_pager_stop(p))

static void leave(tui_app *app, const char *arg)
{
    (void)arg;
    for (tui_view *v = tui_app_top(app); v; v = v->below)
        if (v->ops == &ops) {
            tui_app_pop(app, v);
            break;
        }
    tui_app_dirty(app);
}

static void accept_find(void *app, const char *text)
{
    tui_pager *p = tui_pager_of(app);
    if (p) tui_pager_find(p, text, false);
}

static void accept_find_up(void *app, const char *text)
{
    tui_pager *p = tui_pager_of(app);
    if (p) tui_pager_find(p, text, true);
}

static void accept_line(void *app, const char *text)
{
    char      *end;
    tui_pager *p = tui_pager_of(app);
    long long  line = strtoll(text, &end, 10);
    if (p && line > 0 && !*end)
        tui_pager_go(p, line);
    else
        tui_app_say(app, "goto needs the number of a line, from 1 on");
}

/* By what was typed behind the name, else by what a prompt is given. */
static void ask(tui_app *app, const char *arg, const char *kind, const char *label,
                void (*accept)(void *app, const char *text))
{
    tui_pager         *p = tui_pager_of(app);
    bool               again = p && p->pattern.len && strcmp(kind, "search") == 0;
    tui_prompt_options opt = {.kind = kind,
                              .label = label,
                              .initial = again ? (const char *)p->pattern.data : NULL,
                              .is_fresh = true,
                              .arg = app,
                              .accept = accept};
    if (*arg)
        accept(app, arg);
    else
        tui_prompt_view_open(app, &opt);
}

static void find(tui_app *app, const char *arg) { ask(app, arg, "search", "/", accept_find); }
static void find_up(tui_app *app, const char *arg)
{
    ask(app, arg, "search", "search up: ", accept_find_up);
}
static void go_to(tui_app *app, const char *arg) { ask(app, arg, "row", "line: ", accept_line); }

#define T TUI_ON_TEXT
const tui_action tui_text_actions[] = {
    {"text-page-down", "<Space> <PageDown> <C-f>", T, 1, "page", "a screen down", page_down,
     no_page},
    {"text-page-up", "b <PageUp> <C-b>", T, 2, "page up", "a screen up", page_up, no_page},
    {"text-search", "/", T, 3, "find", "searches down; capitals count where there are any", find,
     no_page},
    {"text-next", "n", T, 4, "next", "the next line with the text", next_match, no_page},
    {"text-wrap", "w", T, 5, "wrap", "wraps long lines or cuts them at the edge", wrap, no_page},
    {"text-numbers", "#", T, 6, "numbers", "line numbers", numbers, no_page},
    {"text-follow", "F", T, 7, "follow", "the end stays in sight while more comes", follow,
     no_growth},
    {"text-copy", "y", T, 8, "copy", "copies the line found last, else the first in sight",
     copy_line, no_page},
    {"text-close", "<Esc> q", T, 9, "close", "closes the page", leave, NULL},
    {"text-down", "j <Down> <Enter>", T, 0, "down", "one row down", down, no_page},
    {"text-up", "k <Up>", T, 0, "up", "one row up", up, no_page},
    {"text-left", "h <Left>", T, 0, "left", "to the left, where lines are not wrapped", left,
     no_page},
    {"text-right", "l <Right>", T, 0, "right", "to the right, where lines are not wrapped", right,
     no_page},
    {"text-half-down", "<C-d>", T, 0, "half page", "half a screen down", half_down, no_page},
    {"text-half-up", "<C-u>", T, 0, "half up", "half a screen up", half_up, no_page},
    {"text-top", "gg <Home>", T, 0, "top", "the beginning", top, no_page},
    {"text-bottom", "G <End>", T, 0, "end", "the end", bottom, no_page},
    {"goto-line", "gl", T, 0, "line", "a line by its number", go_to, no_page},
    {"text-search-up", "g?", T, 0, "find up", "searches up", find_up, no_page},
    {"text-previous", "N", T, 0, "previous", "the line with the text before", previous_match,
     no_page},
    {"text-copy-all", "Y", T, 0, "copy all", "copies the whole text", copy_all, no_page},
    {"text-stop", "<C-c>", T, 0, "stop", "stops a search", stop, no_quest},
    {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
