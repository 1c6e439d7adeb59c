#include "tests/server_kit.h"

#include "core/clock.h"
#include "tests/helper.h"
#include "tui/engine/place.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool anyone(void *arg, int fd)
{
    (void)arg, (void)fd;
    return true;
}

static void *serve(void *server)
{
    tui_server_run(server);
    return NULL;
}

lt_status kit_open_in(kit_engine *e, lt_mem *mem, const tui_server_options *more, lt_error *err)
{
    static int         number;
    tui_engine_place   p = {.id = "x"};
    tui_server_options opt = more ? *more : (tui_server_options){.limits = {.threads = 2}};
    snprintf(p.socket, sizeof(p.socket), "/tmp/lote-kit.%d.%d", (int)getpid(), number++);
    snprintf(e->socket, sizeof(e->socket), "%s", p.socket);
    opt.notebook = "/tmp/notebook.lua";
    opt.folder = "/tmp";
    opt.first_fd = -1;
    if (!opt.may_enter) opt.may_enter = anyone;
    opt.limits.zone = "UTC";
    CHECK_OK(tui_place_listen(&opt.listen_fd, &p, err), err);
    lt_status status = tui_server_open(&e->server, mem, &opt, err);
    if (!status) assert_int_equal(pthread_create(&e->thread, NULL, serve, e->server), 0);
    if (status) unlink(e->socket);
    return status;
}

void kit_open(kit_engine *e, const tui_server_options *more)
{
    lt_error err;
    CHECK_OK(kit_open_in(e, lt_mem_default(), more, &err), &err);
}

void kit_close(kit_engine *e)
{
    tui_server_stop(e->server);
    pthread_join(e->thread, NULL);
    tui_server_close(e->server);
    unlink(e->socket);
}

/* ---- a screen ---- */

static void keep_names(char *out, size_t size, const tui_name *list, int32_t n)
{
    size_t at = 0;
    out[0] = 0;
    for (int32_t i = 0; i < n && at < size; i++)
        at += (size_t)snprintf(out + at, size - at, "%s ", list[i].name);
}

static void keep_window(kit_screen *s, const tui_window *w)
{
    s->window = *w;
    s->rows = w->total;
    s->is_exact = w->is_exact;
    for (int32_t i = 0; i < w->rows * w->columns && i < 64; i++) {
        snprintf(s->cells[i], sizeof(s->cells[i]), "%.*s", (int)w->cells[i].text.len,
                 w->cells[i].text.p);
        s->nulls[i] = w->cells[i].is_null;
    }
}

static void keep_bytes(kit_screen *s, tui_bytes b)
{
    lt_error err;
    s->bytes.len = 0;
    CHECK_OK(lt_buf_add(&s->bytes, b.p, b.len, &err), &err);
    CHECK_OK(lt_buf_terminate(&s->bytes, &err), &err);
}

static void keep_stale(kit_screen *s, const tui_event_told *e)
{
    s->stale_count = e->stale.count;
    for (int32_t i = 0; i < e->stale.count && i < 16; i++) {
        s->stale[i] = e->stale.items[i];
        snprintf(s->stale_names[i], 32, "%s", e->stale.items[i].name);
    }
}

static void keep_list(kit_screen *s, const tui_event_told *e)
{
    size_t at = 0;
    s->names[0] = 0;
    int32_t n = e->kind == TUI_TELL_VARIABLES     ? e->variables.count
                : e->kind == TUI_TELL_COMPLETIONS ? e->completions.count
                                                  : e->params.count;
    for (int32_t i = 0; i < n && at < sizeof(s->names); i++) {
        const char *name = e->kind == TUI_TELL_VARIABLES     ? e->variables.items[i].name
                           : e->kind == TUI_TELL_COMPLETIONS ? e->completions.items[i].text
                                                             : e->params.items[i].name;
        at += (size_t)snprintf(s->names + at, sizeof(s->names) - at, "%s ", name);
    }
}

static void keep(kit_screen *s, const tui_event_told *e)
{
    lt_error err;
    switch (e->kind) {
    case TUI_TELL_TEXT:
        CHECK_OK(lt_buf_add(&s->text, e->text.bytes.p, e->text.bytes.len, &err), &err);
        break;
    case TUI_TELL_FLOOD:
        s->flood_bytes = e->flood.bytes;
        s->flood_lines = e->flood.lines;
        keep_bytes(s, e->flood.tail);
        break;
    case TUI_TELL_RESULT:
    case TUI_TELL_DERIVED:
        s->result = e->result.result;
        snprintf(s->result_name, sizeof(s->result_name), "%s", e->result.name);
        s->rows = e->result.rows;
        s->is_exact = e->result.is_exact;
        break;
    case TUI_TELL_FAILED: s->error = e->error; break;
    case TUI_TELL_CELL_DONE:
        s->has_error = e->done.has_error;
        if (s->has_error) s->error = e->done.error;
        s->elapsed_ns = e->done.elapsed_ns;
        keep_names(s->reads, sizeof(s->reads), e->done.reads, e->done.read_count);
        keep_names(s->writes, sizeof(s->writes), e->done.writes, e->done.write_count);
        break;
    case TUI_TELL_WINDOW: keep_window(s, &e->window); break;
    case TUI_TELL_INSPECTED:
    case TUI_TELL_VALUE:
    case TUI_TELL_COPIED:
    case TUI_TELL_PLAN_TEXT: keep_bytes(s, e->bytes); break;
    case TUI_TELL_OUTPUT: keep_bytes(s, e->output.text); break;
    case TUI_TELL_VARIABLES:
    case TUI_TELL_COMPLETIONS:
    case TUI_TELL_PARAMS: keep_list(s, e); break;
    case TUI_TELL_STALE: keep_stale(s, e); break;
    case TUI_TELL_STATISTICS: s->statistics = e->statistics; break;
    case TUI_TELL_FOUND: s->found = e->found; break;
    case TUI_TELL_PROGRESS:
        if (e->progress.op_count > s->most_ops) s->most_ops = e->progress.op_count;
        break;
    case TUI_TELL_REFUSED:
    case TUI_TELL_ENDED: snprintf(s->said, sizeof(s->said), "%s", e->said.text); break;
    default: break;
    }
}

static void told(void *arg, const tui_event_told *e)
{
    kit_screen *s = arg;
    keep(s, e);
    s->counts[e->kind]++;
    s->last_number[e->kind] = e->number;
}

void kit_attach(kit_screen *s, const kit_engine *e, bool follow)
{
    lt_error           err;
    tui_client_options opt = {.notebook = "", .socket = e->socket, .follow = follow};
    *s = (kit_screen){.text.mem = lt_mem_default(), .bytes.mem = lt_mem_default()};
    CHECK_OK(tui_client_open(&s->client, lt_mem_default(), &opt, told, s, &err), &err);
}

void kit_leave(kit_screen *s)
{
    tui_client_close(s->client);
    lt_buf_clear(&s->text);
    lt_buf_clear(&s->bytes);
}

static void turn(kit_screen *s)
{
    struct pollfd p = {.fd = tui_client_fd(s->client), .events = tui_client_wants(s->client)};
    if (poll(&p, 1, 100) > 0) tui_client_work(s->client, p.revents);
}

enum { PATIENCE_S = 20 };

void kit_wait(kit_screen *s, tui_tell_kind kind, int count)
{
    int64_t until = lt_clock_monotonic_ns() + PATIENCE_S * INT64_C(1000000000);
    while (s->counts[kind] < count) {
        if (lt_clock_monotonic_ns() > until) fail_msg("nothing of kind %d was told", kind);
        if (!tui_client_is_alive(s->client)) fail_msg("the engine ended: %s", s->said);
        turn(s);
    }
}

tui_tell_kind kit_answer(kit_screen *s, uint64_t number)
{
    int64_t until = lt_clock_monotonic_ns() + PATIENCE_S * INT64_C(1000000000);
    assert_int_not_equal(number, 0);
    for (;;) {
        for (int k = TUI_TELL_HELLO; k < TUI_TELL_LAST; k++)
            if (s->last_number[k] == number) return (tui_tell_kind)k;
        if (lt_clock_monotonic_ns() > until) fail_msg("request %d has no answer", (int)number);
        turn(s);
    }
}

uint64_t kit_execute(kit_screen *s, uint64_t cell, const char *text)
{
    tui_execute e = {
        .cell = cell, .id = "x", .title = "Cell", .text = text, .len = strlen(text), .line = 10};
    return tui_client_execute(s->client, &e);
}

void kit_run(kit_screen *s, uint64_t cell, const char *text)
{
    int done = s->counts[TUI_TELL_CELL_DONE];
    s->text.len = 0;
    kit_execute(s, cell, text);
    kit_wait(s, TUI_TELL_CELL_DONE, done + 1);
    lt_error err;
    CHECK_OK(lt_buf_terminate(&s->text, &err), &err);
}

void kit_stale(kit_screen *s, const char *const *texts, size_t n)
{
    tui_source cells[16];
    for (size_t i = 0; i < n; i++) cells[i] = (tui_source){i + 1, texts[i], strlen(texts[i])};
    assert_int_equal(kit_answer(s, tui_client_stale(s->client, cells, n)), TUI_TELL_STALE);
}
