#include "tui/plain.h"

#include "core/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { HELLO_MS = 5000, ANSWER_MS = 60000, ROWS_MS = 3000, SLOT = 1 };

/* ---- what is told ---- */

static void take_window(tui_plain *p, const tui_window *w)
{
    p->window.len = 0;
    if (tui_plain_rows(&p->window, w->heads, w->cells, w->row, w->rows, w->columns, NULL))
        p->window.len = 0;
    p->window_total = w->total;
    p->window_is_exact = w->is_exact;
    p->window_rows = w->rows;
}

static void told(void *arg, const tui_event_told *e)
{
    tui_plain *p = arg;
    (void)tui_outcomes_told(&p->outcomes, e, p->client);
    if (e->kind == TUI_TELL_SYNCED) p->is_synced = true;
    if (e->kind == TUI_TELL_ENDED || e->kind == TUI_TELL_REFUSED) {
        p->has_ended = true;
        snprintf(p->trouble, sizeof(p->trouble), "%.400s", e->said.text ? e->said.text : "");
    }
    if (e->kind == TUI_TELL_WINDOW && e->window.slot == SLOT) take_window(p, &e->window);
    if (e->kind == TUI_TELL_CELL_DONE && e->done.cell == p->waits_for) p->waits_for = 0;
    if (!p->number || e->number != p->number) return;
    p->is_answered = true;
    if (e->kind == TUI_TELL_FAILED) p->failure = e->error;
    if (e->kind == TUI_TELL_FAILED) p->waits_for = 0;
}

/* ---- waiting ---- */

/* Lets the engine speak once, for at most `ms`. */
static void listen(tui_plain *p, int ms)
{
    struct pollfd one = {.fd = tui_client_fd(p->client), .events = tui_client_wants(p->client)};
    int           due = tui_client_timeout(p->client);
    if (due >= 0 && due < ms) ms = due;
    int n = poll(&one, one.fd >= 0, ms);
    if (n <= 0) one.revents = 0;
    tui_client_work(p->client, one.revents);
}

static bool is_synced(const tui_plain *p) { return p->is_synced; }
static bool is_answered(const tui_plain *p) { return p->is_answered; }
static bool is_done(const tui_plain *p) { return !p->waits_for; }

/* The first rows of the cell's tables were asked for and come behind its end. */
static bool has_rows(const tui_plain *p)
{
    const tui_outcome *o = tui_outcome_of(&p->outcomes, p->shown);
    for (size_t k = 0; o && k < tui_outcome_count(o); k++) {
        const tui_item *i = tui_outcome_item(o, k);
        if (i->kind == TUI_ITEM_TABLE && i->result && !i->has_window) return false;
    }
    return true;
}

/* Until it is done; most_ms 0: as long as it takes. */
static lt_status wait_until(tui_plain *p, bool (*done)(const tui_plain *p), int64_t most_ms,
                            lt_error *err)
{
    int64_t end = lt_clock_monotonic_ns() + most_ms * 1000000;
    while (!done(p)) {
        if (p->has_ended || !tui_client_is_alive(p->client))
            return LT_FAIL(err, LT_EIO, "%s", *p->trouble ? p->trouble : "the engine has ended");
        if (lt_cancelled(p->cancel)) {
            lt_cancel_reset(p->cancel);
            if (!p->waits_for) return LT_FAIL(err, LT_ECANCELLED, "interrupted");
            (void)tui_client_interrupt(p->client, 0);
        }
        if (most_ms && lt_clock_monotonic_ns() > end)
            return LT_FAIL(err, LT_ETIMEOUT, "the engine does not answer");
        listen(p, 100);
    }
    return LT_OK;
}

/* ---- attaching ---- */

static lt_status open_client(tui_plain *p, bool follow, lt_error *err)
{
    tui_client_options opt = {.notebook = p->path, .follow = follow};
    p->is_synced = p->has_ended = false;
    LT_TRY(tui_client_open(&p->client, p->mem, &opt, told, p, err));
    lt_status status = wait_until(p, is_synced, HELLO_MS, err);
    if (status) tui_plain_leave(p);
    return status;
}

void tui_plain_leave(tui_plain *p)
{
    tui_client_close(p->client);
    p->client = NULL;
}

lt_status tui_plain_attach(tui_plain *p, bool start, bool *has, lt_error *err)
{
    *has = p->client && tui_client_is_alive(p->client) && !p->has_ended;
    if (*has && (!start || !tui_client_is_reader(p->client))) return LT_OK;
    tui_plain_leave(p);
    lt_status status = open_client(p, !start, err);
    *has = status == LT_OK;
    return status == LT_EBUSY && !start ? LT_OK : status;
}

/* ---- asking ---- */

static lt_status await(tui_plain *p, uint64_t number, lt_error *err)
{
    p->number = number;
    p->is_answered = false;
    p->failure = (lt_error){0};
    if (!number) return LT_FAIL(err, LT_EIO, "there is no engine to ask");
    lt_status status = wait_until(p, is_answered, ANSWER_MS, err);
    p->number = 0;
    if (!status && p->failure.code) {
        *err = p->failure;
        return p->failure.code;
    }
    return status;
}

static bool is_tagged(const tui_book_cell *c, const char *tag)
{
    for (size_t k = 0; k < c->option_count; k++)
        if (strcmp(c->options[k].key, "tags") == 0) return strstr(c->options[k].value, tag) != NULL;
    return false;
}

lt_status tui_plain_run(tui_plain *p, size_t index, lt_error *err)
{
    const tui_book_cell *c = tui_doc_cell(p->doc, index);
    if (!c || c->kind == LT_CELL_MARKDOWN) return LT_OK;
    tui_execute ask = {.cell = c->uid,
                       .id = c->id,
                       .title = c->title,
                       .lang = c->lang,
                       .text = tui_text_bytes(c->text),
                       .len = c->text->bytes.len,
                       .line = tui_doc_line(p->doc, index),
                       .parameters = is_tagged(c, "\"parameters\"")};
    p->failure = (lt_error){0};
    p->waits_for = c->uid;
    p->number = tui_client_execute(p->client, &ask);
    lt_status status = p->number ? wait_until(p, is_done, 0, err)
                                 : LT_FAIL(err, LT_EIO, "there is no engine to run it");
    p->number = p->waits_for = 0;
    if (!status && p->failure.code) {
        *err = p->failure;
        return p->failure.code;
    }
    p->shown = c->uid;
    if (!status) status = wait_until(p, has_rows, ROWS_MS, err);
    return status == LT_ETIMEOUT ? LT_OK : status; /* then without them */
}

lt_status tui_plain_ask_stale(tui_plain *p, lt_error *err)
{
    lt_buf    cells = {.mem = p->mem};
    lt_status status = LT_OK;
    size_t    n = 0;
    for (size_t k = 0; !status && k < tui_doc_count(p->doc); k++) {
        const tui_book_cell *c = tui_doc_cell(p->doc, k);
        tui_source           s = {c->uid, tui_text_bytes(c->text), c->text->bytes.len};
        if (c->kind != LT_CELL_LUA) continue;
        status = lt_buf_add(&cells, &s, sizeof(s), err);
        n++;
    }
    if (!status && n)
        status = await(p, tui_client_stale(p->client, (tui_source *)(void *)cells.data, n), err);
    lt_buf_clear(&cells);
    return status;
}

lt_status tui_plain_page(tui_plain *p, uint64_t result, int64_t row, int32_t rows, int32_t columns,
                         lt_error *err)
{
    tui_window_ask ask = {
        .result = result, .slot = SLOT, .row = row, .rows = rows, .columns = columns};
    p->window.mem = p->mem;
    p->window.len = 0;
    return await(p, tui_client_window(p->client, &ask), err);
}
