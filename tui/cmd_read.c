/* cmd_read.c — lote read: a notebook as a stream of lines, read and run at a prompt. */
#include "tui/main.h"

#include "io/sys.h"
#include "tui/interrupt.h"
#include "tui/plain.h"
#include "tui/plain_edit.h"
#include "tui/prompt.h"
#include "tui/state_folder.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_NS INT64_C(5000000000)

enum { PAGE_ROWS = 20, PAGE_COLUMNS = 40 };

static lt_cancel cancel; /* a signal handler sets it */

typedef struct reading {
    tui_plain  plain;
    tui_out    out;
    tui_prompt prompt;
    size_t     at;       /* the cell */
    int64_t    next_row; /* of its table */
    bool       is_over, told_unsaved;
    int        code;
} reading;

/* ---- saying ---- */

static void fail(reading *r, const lt_error *err)
{
    tui_out_flush(&r->out);
    tui_complain_error(err);
    if (r->prompt.is_interactive) return;
    r->is_over = true;
    r->code = lt_status_exit(err->code);
}

static void settle(reading *r, lt_status status, const lt_error *err)
{
    if (status) fail(r, err);
    tui_out_flush(&r->out);
    if (r->out.failed) r->is_over = true;
}

static void say(reading *r, const char *text)
{
    lt_error err;
    settle(r, lt_buf_printf(&r->out.text, &err, "%s\n", text), &err);
}

static void tell_cell(reading *r, bool with_output)
{
    lt_error  err;
    lt_status status = tui_plain_cell(&r->out.text, &r->plain, r->at, &err);
    if (!status && with_output) status = tui_plain_output(&r->out.text, &r->plain, r->at, &err);
    settle(r, status, &err);
}

static void tell_all(reading *r)
{
    size_t at = r->at, n = tui_doc_count(r->plain.doc);
    for (r->at = 0; r->at < n && !r->is_over; r->at++) {
        tell_cell(r, true);
        if (r->at + 1 < n) say(r, "");
    }
    r->at = at;
    if (n == 0) say(r, "the notebook has no cells.");
}

static void go(reading *r, size_t at)
{
    r->at = at;
    r->next_row = 0;
    tell_cell(r, false);
}

/* ---- running ---- */

static lt_status need_engine(reading *r, lt_error *err)
{
    bool has;
    return tui_plain_attach(&r->plain, true, &has, err);
}

static lt_status run_cell(reading *r, lt_error *err)
{
    LT_TRY(tui_doc_sync(r->plain.doc, err));
    LT_TRY(tui_plain_run(&r->plain, r->at, err));
    r->next_row = 0;
    tell_cell(r, true);
    return LT_OK;
}

static bool is_good(const reading *r)
{
    const tui_book_cell *c = tui_doc_cell(r->plain.doc, r->at);
    const tui_outcome   *o = tui_outcome_of(&r->plain.outcomes, c->uid);
    return c->kind == LT_CELL_MARKDOWN || (o && o->state == TUI_RUN_GOOD);
}

static bool is_to_run(const reading *r, const tui_book_cell *c, bool only_stale)
{
    const tui_outcome *o = tui_outcome_of(&r->plain.outcomes, c->uid);
    if (c->kind == LT_CELL_MARKDOWN) return false;
    return !only_stale || !o || o->state == TUI_RUN_NEVER || o->stale != TUI_FRESH;
}

/* All cells, or those that are stale or never ran, in order; a failed one ends it. */
static void run_many(reading *r, bool only_stale)
{
    lt_error  err;
    size_t    at = r->at, ran = 0, n = tui_doc_count(r->plain.doc);
    lt_status status = need_engine(r, &err);
    if (!status && only_stale) status = tui_plain_ask_stale(&r->plain, &err);
    for (r->at = 0; !status && r->at < n && !r->is_over; r->at++) {
        if (!is_to_run(r, tui_doc_cell(r->plain.doc, r->at), only_stale)) continue;
        status = run_cell(r, &err);
        ran++;
        if (status || !is_good(r)) break;
    }
    if (r->at >= n) r->at = at;
    if (!status && !ran) say(r, only_stale ? "nothing is stale." : "there is nothing to run.");
    if (!status && ran && !is_good(r)) r->code = 1;
    settle(r, status, &err);
}

/* ---- commands ---- */

static void do_next(reading *r, const char *rest)
{
    (void)rest;
    if (r->at + 1 < tui_doc_count(r->plain.doc))
        go(r, r->at + 1);
    else
        say(r, "this is the last cell.");
}

static void do_previous(reading *r, const char *rest)
{
    (void)rest;
    if (r->at > 0)
        go(r, r->at - 1);
    else
        say(r, "this is the first cell.");
}

static void do_go(reading *r, const char *rest)
{
    char    *end;
    lt_error err;
    long     n = strtol(rest, &end, 10);
    if (end == rest || n < 1 || (size_t)n > tui_doc_count(r->plain.doc))
        settle(r,
               LT_FAIL(&err, LT_EUSAGE, "g needs the number of a cell, 1 to %zu",
                       tui_doc_count(r->plain.doc)),
               &err);
    else
        go(r, (size_t)n - 1);
}

static void do_run(reading *r, const char *rest)
{
    lt_error err;
    (void)rest;
    lt_status status = need_engine(r, &err);
    if (!status) status = run_cell(r, &err);
    if (!status && !is_good(r)) r->code = 1;
    settle(r, status, &err);
}

static void do_run_stale(reading *r, const char *rest)
{
    (void)rest;
    run_many(r, true);
}

static void do_run_all(reading *r, const char *rest)
{
    (void)rest;
    run_many(r, false);
}

static void do_edit(reading *r, const char *rest)
{
    lt_error err;
    bool     changed = false;
    (void)rest;
    if (tui_plain_edit(r->plain.doc, r->plain.mem, r->at, &changed, &err))
        fail(r, &err);
    else if (changed)
        tell_cell(r, false);
    else
        say(r, "nothing was changed.");
}

static void do_output(reading *r, const char *rest)
{
    lt_error err;
    size_t   before = r->out.text.len;
    (void)rest;
    lt_status status = tui_plain_output(&r->out.text, &r->plain, r->at, &err);
    if (!status && r->out.text.len == before)
        status = lt_buf_text(&r->out.text, "no output.\n", &err);
    settle(r, status, &err);
}

/* The next rows of the cell's table, or those from a row on. */
static void do_table(reading *r, const char *rest)
{
    lt_error        err;
    char           *end;
    bool            has = false;
    long long       from = strtoll(rest, &end, 10);
    const tui_item *i = tui_plain_table(&r->plain, r->at);
    if (!i || !i->result) {
        say(r, "the cell shows no table, or its engine is gone: r runs it.");
        return;
    }
    if (end != rest && from > 0) r->next_row = from - 1;
    int32_t   columns = i->all_columns < PAGE_COLUMNS ? i->all_columns : PAGE_COLUMNS;
    lt_status status = tui_plain_attach(&r->plain, false, &has, &err);
    if (!status)
        status = tui_plain_page(&r->plain, i->result, r->next_row, PAGE_ROWS, columns, &err);
    if (!status) status = lt_buf_add(&r->out.text, r->plain.window.data, r->plain.window.len, &err);
    if (!status) r->next_row += r->plain.window_rows;
    bool is_end = r->plain.window_is_exact && r->next_row >= r->plain.window_total;
    if (!status && is_end) {
        status = lt_buf_text(&r->out.text, "these are the last rows.\n", &err);
        r->next_row = 0;
    }
    settle(r, status, &err);
}

static void do_save(reading *r, const char *rest)
{
    char      line[320];
    lt_error  err;
    tui_saved saved;
    lt_status status = tui_doc_save(r->plain.doc, *rest ? rest : NULL, false, &saved, &err);
    if (status == LT_ECONFLICT)
        lt_error_hint(&err, "the file was changed by another program: lote %s merges both",
                      r->plain.path);
    if (!status) {
        snprintf(line, sizeof(line), "saved, %zu bytes. %s", saved.bytes, saved.note);
        say(r, line);
    }
    settle(r, status, &err);
}

static void do_all(reading *r, const char *rest)
{
    (void)rest;
    tell_all(r);
}

static void do_quit(reading *r, const char *rest)
{
    (void)rest;
    bool keeps = r->prompt.is_interactive && !r->told_unsaved;
    if (keeps && tui_doc_modified(r->plain.doc)) {
        say(r, "there are changes that are not saved: s saves them, q again keeps them for the "
               "next time.");
        r->told_unsaved = true;
        return;
    }
    r->is_over = true;
}

static void do_help(reading *r, const char *rest);

static const struct {
    const char *word, *rest, *help;
    void (*run)(reading *r, const char *rest);
} commands[] = {
    {"n", "", "next cell (so does an empty line)", do_next},
    {"p", "", "previous cell", do_previous},
    {"g", "NUMBER", "go to a cell", do_go},
    {"r", "", "run this cell", do_run},
    {"R", "", "run what is stale or never ran, in order", do_run_stale},
    {"a", "", "run all cells", do_run_all},
    {"e", "", "edit this cell with $VISUAL or $EDITOR", do_edit},
    {"o", "", "output of this cell", do_output},
    {"t", "[ROW]", "more rows of its table, or those from a row on", do_table},
    {"d", "", "the whole document", do_all},
    {"s", "[FILE]", "save", do_save},
    {"?", "", "this help", do_help},
    {"q", "", "quit", do_quit},
};
enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

static void do_help(reading *r, const char *rest)
{
    char line[160];
    (void)rest;
    for (size_t i = 0; i < COMMANDS; i++) {
        snprintf(line, sizeof(line), "%s %s%s%s.", commands[i].word, commands[i].rest,
                 *commands[i].rest ? ": " : "", commands[i].help);
        say(r, line);
    }
}

/* "g 4", "g4", "run" is r. */
static void obey(reading *r, const char *line)
{
    lt_error err;
    while (isspace((unsigned char)*line)) line++;
    if (!*line) line = "n";
    if (*line != 'q') r->told_unsaved = false;
    for (size_t i = 0; i < COMMANDS; i++) {
        const char *rest = line + 1;
        if (*line != *commands[i].word) continue;
        if (isalpha((unsigned char)*rest)) break;
        while (isspace((unsigned char)*rest)) rest++;
        commands[i].run(r, rest);
        return;
    }
    lt_fail(&err, LT_EUSAGE, LT_HERE, "there is no command \"%.40s\"", line);
    lt_error_hint(&err, "? lists the commands");
    fail(r, &err);
}

/* ---- the conversation ---- */

/* Without a terminal and without a line on standard input the whole document is told. */
static void converse(reading *r)
{
    lt_buf line = {.mem = lt_mem_default()};
    lt_buf none = {.mem = lt_mem_default()};
    for (bool is_first = true; !r->is_over; is_first = false) {
        lt_error          err;
        const char       *trouble;
        tui_prompt_answer answer = TUI_PROMPT_END;
        lt_status status = tui_prompt_read(&answer, &r->prompt, &line, "lote read> ", &none, &err);
        (void)tui_doc_tick(r->plain.doc, &trouble);
        if (!status) status = lt_buf_terminate(&line, &err);
        if (status) {
            fail(r, &err);
            r->is_over = true;
        } else if (answer == TUI_PROMPT_GIVEN_UP) {
            tui_interrupt_forget(PATIENCE_NS);
            lt_cancel_reset(&cancel);
        } else if (answer == TUI_PROMPT_END) {
            if (is_first && !r->prompt.is_interactive) tell_all(r);
            r->is_over = true;
        } else {
            tui_interrupt_forget(PATIENCE_NS);
            lt_cancel_reset(&cancel);
            obey(r, (const char *)line.data);
        }
    }
    lt_buf_clear(&line);
    lt_buf_clear(&none);
}

static void greet(reading *r)
{
    char line[400];
    if (!r->prompt.is_interactive) return;
    snprintf(line, sizeof(line), "%.300s, %zu cells. ? lists the commands.", r->plain.path,
             tui_doc_count(r->plain.doc));
    say(r, line);
    if (*tui_doc_notice(r->plain.doc)) say(r, tui_doc_notice(r->plain.doc));
    if (tui_doc_count(r->plain.doc)) tell_cell(r, false);
}

static lt_status set_up(reading *r, const char *path, lt_error *err)
{
    bool            has;
    struct stat     st;
    lt_buf          folder = {.mem = r->plain.mem};
    bool            keeps = tui_state_folder(&folder, "journal", true, NULL) == LT_OK;
    tui_doc_options opt = {.mem = r->plain.mem, .path = path};
    opt.journal_folder = keeps && isatty(STDIN_FILENO) == 1 ? (const char *)folder.data : NULL;
    lt_status status = lt_sys_stat(&st, path, err);
    if (!status) status = tui_doc_open(&r->plain.doc, &opt, err);
    lt_buf_clear(&folder);
    if (status) return status;
    LT_TRY(tui_prompt_open(&r->prompt, r->plain.mem, NULL, "read", err));
    /* what an engine has of it is shown; that there is none is no matter */
    if (tui_plain_attach(&r->plain, false, &has, err) == LT_ENOMEM) return LT_ENOMEM;
    return has ? tui_plain_ask_stale(&r->plain, err) : LT_OK;
}

int tui_read_notebook(const char *path)
{
    lt_error err;
    lt_mem  *mem = lt_mem_default();
    reading  r = {.plain = {.mem = mem,
                            .path = path,
                            .cancel = &cancel,
                            .outcomes = {.mem = mem, .list.mem = mem}},
                  .prompt = {.wake = {-1, -1}, .mem = mem}};
    r.prompt.history.mem = mem;
    tui_out_open(&r.out, mem, NULL);
    r.plain.out = &r.out;
    tui_interrupt_watch(&cancel);
    lt_status status = set_up(&r, path, &err);
    if (status) {
        tui_complain_error(&err);
        r.code = lt_status_exit(status);
    } else {
        greet(&r);
        converse(&r);
    }
    tui_prompt_close(&r.prompt);
    tui_plain_leave(&r.plain);
    tui_outcomes_clear(&r.plain.outcomes);
    lt_buf_clear(&r.plain.window);
    if (r.plain.doc) tui_doc_close(r.plain.doc);
    return tui_out_close(&r.out, r.code);
}

static int run(const tui_args *args) { return tui_read_notebook(tui_args_operand(args, 0)); }

const tui_command tui_cmd_read = {
    .name = "read",
    .summary = "a notebook as lines of text, read and run at a prompt",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .notes =
        "For screen readers and dumb terminals: nothing is drawn, every line says all it means.\n"
        "At the prompt: n next, p previous, g NUMBER, r run, R run what is stale, a run all,\n"
        "e edit, o output, t rows of the table, d the whole document, s save, q quit, ? help.\n"
        "Commands may come from a pipe; from an empty one the whole document is told, with the\n"
        "outputs that its engine has. LOTE_PLAIN=1 makes lote FILE do the same.\n\n"
        "examples\n"
        "  lote read ventas.lua\n"
        "  lote read ventas.lua </dev/null\n"
        "  echo a | lote read ventas.lua\n",
    .run = run,
};
