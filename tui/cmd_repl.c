/* cmd_repl.c — lote repl: Lua and frames at a prompt, or from a pipe. */
#include "tui/main.h"

#include "column/show.h"
#include "core/clock.h"
#include "io/sys.h"
#include "notebook/notebook.h"
#include "tui/interrupt.h"
#include "tui/notebook_run.h"
#include "tui/prompt.h"
#include "tui/report.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define PATIENCE_NS INT64_C(5000000000)

static lt_cancel cancel; /* a signal handler sets it: it outlives the session */

static const tui_option options[] = {
    {"param", 'p', TUI_ARG_LIST, "NAME=VALUE", "give a parameter a value; repeat for more"},
    {"date", 0, TUI_ARG_TEXT, "DAY", "logical date that today() answers, as 2026-07-01"},
    {"rows", 'n', TUI_ARG_INT, "N", "rows that a frame is shown with; else 20"},
    {"no-history", 0, TUI_ARG_FLAG, NULL, "do not read or keep what is typed"},
    TUI_LIMIT_OPTIONS,
};

typedef struct repl {
    lt_session *session;
    tui_prompt  prompt;
    tui_out     out;
    tui_report  report;
    lt_buf      text; /* the statement so far */
    bool        is_over, told_locals;
    int         code;
} repl;

/* ---- running ---- */

/* What a failed statement means: at a prompt it is told and forgotten, in a script it is the end.
 */
static void fail(repl *r, const lt_error *err)
{
    tui_progress_hide(&r->report.progress);
    tui_out_flush(&r->out);
    if (!r->out.pipe_closed) tui_complain_error(err);
    int number = tui_interrupt_signal();
    if (r->prompt.is_interactive && (!number || number == SIGINT)) {
        tui_interrupt_forget(PATIENCE_NS); /* it is answered: not the next line's too */
        return;
    }
    r->is_over = true;
    r->code = err->code == LT_ECANCELLED && number ? tui_interrupt_exit(number)
                                                   : lt_status_exit(err->code);
}

static void ready(repl *r, const char *label)
{
    if (r->prompt.is_interactive) {
        tui_interrupt_forget(PATIENCE_NS);
        lt_cancel_reset(&cancel);
    }
    r->report.error.code = LT_OK;
    tui_progress_begin(&r->report.progress, label);
}

static void settle(repl *r, lt_status status, lt_error *err)
{
    tui_progress_hide(&r->report.progress);
    tui_out_flush(&r->out);
    if (status && r->report.error.code) *err = r->report.error;
    if (status) fail(r, err);
    if (r->out.failed) r->is_over = true;
}

static void run_lua(repl *r, const char *text, size_t len)
{
    lt_error err;
    ready(r, "running");
    settle(r, lt_session_run_text(r->session, text, len, "prompt", 1, &err), &err);
}

/* ---- commands ---- */

static void say(repl *r, const char *text)
{
    lt_error err;
    settle(r, lt_buf_text(&r->out.text, text, &err), &err);
}

static void command_help(repl *r, const char *name);

static void command_quit(repl *r, const char *rest)
{
    (void)rest;
    r->is_over = true;
}

static void command_frames(repl *r, const char *rest)
{
    static const char lua[] =
        "local names = {}\n"
        "for k, v in pairs(_G) do if type(v) == 'userdata' and tostring(v):find('^frame') and k ~= "
        "'_' then names[#names + 1] = k end end\n"
        "table.sort(names)\n"
        "for _, k in ipairs(names) do print(k .. ': ' .. table.concat(_G[k]:columns(), ', ')) end\n"
        "if #names == 0 then print('no frames yet: tx = read_csv(\"file.csv\")') end\n"
        "return";
    (void)rest;
    run_lua(r, lua, sizeof(lua) - 1);
}

static void command_time(repl *r, const char *rest)
{
    char    line[64];
    int64_t start = lt_clock_monotonic_ns();
    run_lua(r, rest, strlen(rest));
    int n =
        snprintf(line, sizeof(line), "%.3f s\n", (double)(lt_clock_monotonic_ns() - start) / 1e9);
    tui_complain(line, (size_t)n);
}

static void command_load(repl *r, const char *path)
{
    lt_notebook *nb = NULL;
    struct stat  st;
    lt_error     err;
    ready(r, path);
    lt_status status = *path ? lt_sys_stat(&st, path, &err)
                             : LT_FAIL(&err, LT_EUSAGE, ":load needs the path of a notebook");
    if (!status) status = lt_notebook_read(&nb, lt_mem_default(), path, &err);
    if (!status) status = lt_session_run(r->session, nb, &err);
    lt_notebook_close(nb);
    settle(r, status, &err);
}

static const struct {
    const char *name, *rest, *help;
    void (*run)(repl *r, const char *rest);
} commands[] = {
    {":help", "[NAME]", "this, or what NAME does", command_help},
    {":frames", "", "the frames that have names, and their columns", command_frames},
    {":time", "CODE", "runs CODE and says how long it took", command_time},
    {":load", "FILE", "runs a notebook here: its names stay", command_load},
    {":quit", "", "ends (so does Ctrl-D)", command_quit},
};
enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

static void command_help(repl *r, const char *name)
{
    char line[600];
    if (*name) {
        int n = snprintf(line, sizeof(line), "help [==[%.256s]==]", name);
        run_lua(r, line, (size_t)n);
        return;
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        snprintf(line, sizeof(line), "%-8s %-8s%s\n", commands[i].name, commands[i].rest,
                 commands[i].help);
        say(r, line);
    }
    say(r,
        "A value or a call shows what it gives; _ is the last value. Tab completes names, "
        "methods,\n"
        "columns inside texts, options and files. Ctrl-C ends what runs, or gives a line up.\n\n");
    run_lua(r, "help()", 6);
}

static void run_command(repl *r, const char *line)
{
    lt_error err;
    size_t   n = strcspn(line, " \t");
    for (size_t i = 0; i < COMMANDS; i++)
        if (n > 1 && strncmp(commands[i].name, line, n) == 0) {
            commands[i].run(r, line + n + strspn(line + n, " \t"));
            return;
        }
    lt_fail(&err, LT_EUSAGE, LT_HERE, "there is no command %.*s", (int)n, line);
    lt_error_hint(&err, ":help lists the commands");
    fail(r, &err);
}

/* ---- statements ---- */

/* A local is gone when its statement has run: whoever comes from a file wonders. */
static void warn_of_locals(repl *r, const char *text)
{
    static const char note[] = "note: a local ends with its statement here; leave `local` out\n";
    if (r->told_locals || !r->prompt.is_interactive || strncmp(text, "local ", 6) != 0) return;
    r->told_locals = true;
    tui_complain(note, sizeof(note) - 1);
}

static void run_statement(repl *r)
{
    while (r->text.len && isspace(r->text.data[r->text.len - 1])) r->text.len--;
    lt_error  err;
    lt_status status = lt_buf_terminate(&r->text, &err);
    if (status) {
        fail(r, &err);
        return;
    }
    const char *text = (const char *)r->text.data;
    if (r->text.len) tui_prompt_remember(&r->prompt, text);
    if (*text == ':')
        run_command(r, text);
    else if (r->text.len)
        run_lua(r, text, r->text.len);
    if (r->text.len) warn_of_locals(r, text);
    r->text.len = 0;
}

/* Whether more lines must come before the statement can run. */
static bool goes_on(repl *r)
{
    if (r->text.len && r->text.data[0] == ':') return false;
    return lt_session_is_begun(r->session, (const char *)r->text.data, r->text.len);
}

static void take_line(repl *r, const lt_buf *line)
{
    lt_error  err;
    lt_status status = lt_buf_add(&r->text, line->data, line->len, &err);
    if (!status) status = lt_buf_text(&r->text, "\n", &err);
    if (status)
        fail(r, &err);
    else if (!goes_on(r))
        run_statement(r);
}

static void converse(repl *r)
{
    lt_buf line = {.mem = lt_mem_default()};
    while (!r->is_over) {
        lt_error          err;
        tui_prompt_answer answer;
        const char       *sign = r->text.len ? "  ... " : "lote> ";
        lt_status status = tui_prompt_read(&answer, &r->prompt, &line, sign, &r->text, &err);
        if (status) {
            fail(r, &err);
            r->is_over = true;
            r->code = lt_status_exit(status);
        } else if (answer == TUI_PROMPT_GIVEN_UP) {
            r->text.len = 0;
            tui_interrupt_forget(PATIENCE_NS);
            lt_cancel_reset(&cancel);
        } else if (answer == TUI_PROMPT_END) {
            if (r->text.len && !r->prompt.is_interactive) run_statement(r);
            r->is_over = true;
        } else {
            take_line(r, &line);
        }
    }
    lt_buf_clear(&line);
}

/* ---- the command ---- */

static void greet(const repl *r)
{
    static const char hello[] =
        "lote " LOTE_VERSION " — :help lists what there is, Tab completes, Ctrl-D ends\n";
    if (r->prompt.is_interactive) tui_complain(hello, sizeof(hello) - 1);
}

static lt_status open_session(repl *r, lt_session_options *opt, lt_error *err)
{
    lt_arena arena = {.mem = lt_mem_default()};
    lt_buf   names = {.mem = arena.mem};
    opt->folder = ".";
    lt_status status = tui_notebook_allow(opt, &names, &arena, err);
    if (!status)
        status = lt_session_open(&r->session, opt, &cancel, tui_report_event, &r->report, err);
    lt_buf_clear(&names);
    lt_arena_clear(&arena);
    return status;
}

static lt_status set_up(repl *r, const tui_args *args, lt_error *err)
{
    tui_report_options shown = {.json = false};
    lt_session_options opt = {.date = tui_args_text(args, "date"),
                              .show_rows = tui_args_int(args, "rows", 20),
                              .keeps_results = true};
    LT_TRY(tui_report_open(&r->report, &shown, &r->out, &cancel, err));
    LT_TRY(tui_limits_read(&opt.context, args, err));
    LT_TRY(open_session(r, &opt, err));
    r->report.zone = lt_context_zone(lt_session_context(r->session));
    LT_TRY(tui_notebook_params(r->session, args, err));
    return tui_prompt_open(&r->prompt, lt_mem_default(), r->session,
                           tui_args_has(args, "no-history") ? NULL : "repl", err);
}

static int run(const tui_args *args)
{
    lt_error    err;
    lt_mem     *mem = lt_mem_default();
    const char *path = tui_args_operand(args, 0);
    repl        r = {.text.mem = mem, .prompt = {.wake = {-1, -1}, .mem = mem}};
    r.prompt.history.mem = mem;
    tui_out_open(&r.out, mem, &cancel);
    tui_interrupt_watch(&cancel);
    lt_status status = set_up(&r, args, &err);
    if (status) {
        tui_complain_error(&err);
        r.code = lt_status_exit(status);
    } else {
        greet(&r);
        if (path) command_load(&r, path);
        converse(&r);
        int number = tui_interrupt_signal();
        if (!r.code && number && number != SIGINT) r.code = tui_interrupt_exit(number);
    }
    tui_prompt_close(&r.prompt);
    r.report.zone = NULL;
    lt_session_close(r.session);
    tui_report_close(&r.report);
    lt_buf_clear(&r.text);
    return tui_out_close(&r.out, r.code);
}

const tui_command tui_cmd_repl = {
    .name = "repl",
    .summary = "Lua and frames at a prompt",
    .operands = "[FILE]",
    .least = 0,
    .most = 1,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes =
        "FILE is a notebook that is run first; its names stay. A value or a call shows what it\n"
        "gives. From a pipe there is no prompt, and the first error ends the run.\n\n"
        "examples\n"
        "  lote repl ventas.lua -p date=2026-07-01\n"
        "  echo 'read_csv(\"sales.csv\"):group_by(\"city\"):count()' | lote repl\n",
    .run = run,
};
