/* cmd_attach.c — `lote attach`: back to a running engine, or beside who works in it.
 *
 * Where there is no screen for it, what the cells put out and have put out is told as text.
 */
#include "core/escape.h"
#include "tui/engines.h"
#include "tui/interrupt.h"
#include "tui/main.h"
#include "tui/out.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

static lt_cancel cancel; /* a signal handler sets it */

typedef struct following {
    tui_out out;
    bool    is_over, is_synced, stays;
    int     code;
} following;

static void say(following *f, const char *text)
{
    if (lt_escape(&f->out.text, text, strlen(text), LT_ESCAPE_LINE, NULL)) f->is_over = true;
}

static void put(following *f, const char *text)
{
    if (lt_buf_text(&f->out.text, text, NULL)) f->is_over = true;
}

static void begin(following *f, const tui_cell_begin *b)
{
    put(f, "── ");
    say(f, *b->title ? b->title : *b->id ? b->id : "cell");
    put(f, "\n");
}

static void done(following *f, const tui_cell_done *d)
{
    if (!d->has_error) return;
    put(f, "error: ");
    say(f, d->error.text);
    put(f, "\n");
}

static void result(following *f, const tui_result *r)
{
    if (lt_buf_printf(&f->out.text, NULL, "   %s%lld rows, %d columns\n",
                      r->is_exact ? "" : "more than ", (long long)r->rows, r->column_count))
        f->is_over = true;
}

static void end(following *f, const tui_event_told *e)
{
    lt_error err;
    lt_fail(&err, LT_EBUSY, LT_HERE, "%s", e->said.text);
    f->is_over = true;
    if (e->kind == TUI_TELL_REFUSED) {
        lt_error_hint(&err, "%s", e->said.hint);
        tui_complain_error(&err);
        f->code = lt_status_exit(LT_EBUSY);
    }
}

static void told(void *arg, const tui_event_told *e)
{
    following *f = arg;
    switch (e->kind) {
    case TUI_TELL_CELL_BEGIN: begin(f, &e->begin); break;
    case TUI_TELL_TEXT:
        if (lt_escape(&f->out.text, e->text.bytes.p, e->text.bytes.len,
                      LT_ESCAPE_KEEP_NEWLINE | LT_ESCAPE_KEEP_TAB, NULL))
            f->is_over = true;
        break;
    case TUI_TELL_RESULT: result(f, &e->result); break;
    case TUI_TELL_CELL_DONE: done(f, &e->done); break;
    case TUI_TELL_SYNCED: f->is_over = f->is_over || !f->stays; break;
    case TUI_TELL_ENDED:
    case TUI_TELL_REFUSED: end(f, e); break;
    default: break;
    }
    tui_out_flush(&f->out);
    if (f->out.failed || f->out.pipe_closed) f->is_over = true;
}

static int follow(const tui_client_options *opt, bool stays)
{
    lt_error    err;
    tui_client *c;
    following   f = {.stays = stays};
    tui_out_open(&f.out, lt_mem_default(), &cancel);
    tui_interrupt_watch(&cancel);
    if (tui_client_open(&c, lt_mem_default(), opt, told, &f, &err)) {
        tui_complain_error(&err);
        return tui_out_close(&f.out, lt_status_exit(err.code));
    }
    while (!f.is_over && !lt_cancelled(&cancel) && tui_client_is_alive(c)) {
        struct pollfd p = {.fd = tui_client_fd(c), .events = tui_client_wants(c)};
        int           n = poll(&p, 1, 200);
        if (n > 0 || (n < 0 && errno == EINTR)) tui_client_work(c, p.revents);
    }
    tui_client_close(c);
    return tui_out_close(&f.out, lt_cancelled(&cancel) ? 0 : f.code);
}

static int run(const tui_args *args)
{
    lt_error         err;
    tui_engine_row   row;
    tui_engine_place place = {.notebook.mem = lt_mem_default()};
    int              code = 0;
    lt_arena         arena = {.mem = lt_mem_default()};
    lt_status        status = tui_engines_find(&row, &arena, tui_args_operand(args, 0), &err);
    if (!status) status = tui_place_of(&place, arena.mem, row.id, &err);
    tui_client_options opt = {.notebook = status ? "" : row.notebook,
                              .socket = place.socket,
                              .follow = tui_args_has(args, "follow")};
    bool               plain = tui_args_has(args, "text");
    if (!status && (plain || !tui_attach_screen(&code, &opt))) {
        bool stays = opt.follow;
        opt.follow = true; /* text cannot write */
        code = follow(&opt, stays);
    }
    if (status) {
        tui_complain_error(&err);
        code = lt_status_exit(status);
    }
    tui_place_clear(&place);
    lt_arena_clear(&arena);
    return code;
}

static const tui_option options[] = {
    {"follow", 0, TUI_ARG_FLAG, NULL, "read only: watch what another screen does"},
    {"text", 0, TUI_ARG_FLAG, NULL, "what was put out, as text on standard output"}};

const tui_command tui_cmd_attach = {
    .name = "attach",
    .summary = "return to a notebook whose engine runs",
    .operands = "[ID|NOTEBOOK]",
    .least = 0,
    .most = 1,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes =
        "Without an operand the only engine that runs is meant; lote ls lists them. With --text\n"
        "and --follow the text goes on until the engine ends.\n",
    .run = run};
