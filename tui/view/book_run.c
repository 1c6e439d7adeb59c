#include "tui/view/book_view.h"

#include "core/clock.h"

#include <string.h>

enum { STALE_MS = 250 };

static tui_client *engine_of(tui_book_view *v)
{
    tui_client *c = tui_app_client(v->view.app);
    lt_error    err;
    if (!c) {
        tui_app_say(v->view.app, "no engine: lote doctor says why");
        return NULL;
    }
    if (!tui_client_is_alive(c) && tui_client_again(c, &err)) {
        tui_app_fail(v->view.app, &err);
        return NULL;
    }
    return c;
}

static bool is_tagged(const tui_book_cell *c, const char *tag)
{
    for (size_t k = 0; k < c->option_count; k++)
        if (strcmp(c->options[k].key, "tags") == 0 && strstr(c->options[k].value, tag)) return true;
    return false;
}

static bool execute(tui_book_view *v, tui_client *client, size_t index)
{
    tui_doc             *d = tui_app_doc(v->view.app);
    const tui_book_cell *c = tui_doc_cell(d, index);
    if (c->kind == LT_CELL_MARKDOWN) return false;
    tui_execute ask = {.cell = c->uid,
                       .id = c->id,
                       .title = c->title,
                       .lang = c->lang,
                       .text = tui_text_bytes(c->text),
                       .len = c->text->bytes.len,
                       .line = tui_doc_line(d, index),
                       .parameters = is_tagged(c, "\"parameters\"")};
    if (!tui_client_execute(client, &ask)) return false;
    /* Seen at once; the engine's queue says the same soon. */
    tui_outcome *o = tui_outcome_make(&v->outcomes, c->uid);
    if (o && o->state != TUI_RUN_RUNS) {
        o->state = TUI_RUN_WAITS;
        o->version++;
    }
    return true;
}

void tui_book_run(tui_book_view *v, size_t from, size_t to)
{
    tui_doc    *d = tui_app_doc(v->view.app);
    tui_client *client = engine_of(v);
    size_t      asked = 0;
    lt_error    err;
    if (!client) return;
    if (tui_client_is_reader(client)) {
        tui_app_say(v->view.app, "another screen has this notebook: this one only follows");
        return;
    }
    tui_doc_pause(d);
    if (!tui_doc_read_only(d) && tui_doc_sync(d, &err)) tui_app_fail(v->view.app, &err);
    for (size_t k = from; k <= to && k < tui_doc_count(d); k++) asked += execute(v, client, k);
    if (asked > 1) tui_app_say(v->view.app, "%zu cells run, one after the other", asked);
    if (asked == 0 && from == to) tui_app_say(v->view.app, "a text cell: nothing to run");
    v->follows = asked > 1;
    tui_app_dirty(v->view.app);
}

/* The stale ones up to the selected cell and itself: what it depends on first. */
void tui_book_run_stale(tui_book_view *v)
{
    tui_doc    *d = tui_app_doc(v->view.app);
    tui_client *client = engine_of(v);
    size_t      asked = 0, last = tui_book_selected(v);
    if (!client) return;
    for (size_t k = 0; k <= last && k < tui_doc_count(d); k++) {
        const tui_outcome *o = tui_outcome_of(&v->outcomes, tui_doc_cell(d, k)->uid);
        bool               never = !o || o->state == TUI_RUN_NEVER;
        if (never || tui_outcome_is_stale(o)) asked += execute(v, client, k);
    }
    if (asked == 0)
        tui_app_say(v->view.app, "nothing is stale up to here");
    else
        tui_app_say(v->view.app, "%zu stale cell%s run", asked, asked == 1 ? "" : "s");
}

void tui_book_interrupt(tui_book_view *v)
{
    tui_client *c = tui_app_client(v->view.app);
    if (!v->outcomes.running || !c) {
        tui_app_say(v->view.app, "nothing runs; :q leaves");
        return;
    }
    tui_client_unqueue(c, 0);
    tui_client_interrupt(c, 0);
    tui_app_say(v->view.app, "interrupting; 0 0 restarts the engine if it does not end");
}

/* ---- staleness ---- */

static void ask_now(void *arg)
{
    tui_book_view *v = arg;
    tui_doc       *d = tui_app_doc(v->view.app);
    tui_client    *c = tui_app_client(v->view.app);
    size_t         count = tui_doc_count(d), n = 0;
    lt_buf         list = {.mem = v->looks.mem};
    v->stale_timer = -1;
    if (!c || !tui_client_is_alive(c) ||
        lt_buf_reserve(&list, (count + 1) * sizeof(tui_source), NULL))
        return;
    tui_source *sources = (tui_source *)(void *)list.data;
    for (size_t k = 0; k < count; k++) {
        const tui_book_cell *cell = tui_doc_cell(d, k);
        if (cell->kind == LT_CELL_MARKDOWN) continue;
        sources[n++] = (tui_source){cell->uid, tui_text_bytes(cell->text), cell->text->bytes.len};
    }
    if (tui_client_stale(c, sources, n)) v->asked_stale = 1;
    lt_buf_clear(&list);
}

void tui_book_ask_stale(tui_book_view *v)
{
    tui_loop *loop = tui_app_loop(v->view.app);
    if (!loop || v->stale_timer >= 0) return;
    v->stale_timer = tui_loop_after(loop, STALE_MS, ask_now, v);
}
