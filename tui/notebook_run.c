#include "tui/notebook_run.h"

#include "core/clock.h"
#include "core/escape.h"
#include "io/sys.h"
#include "lua/session.h"
#include "tui/interrupt.h"
#include "tui/report.h"
#include "tui/term.h"
#include "tui/trust.h"

#include <string.h>

static lt_cancel cancel; /* a signal handler sets it: it outlives every run */

/* ---- before the run ---- */

/* A path that is not there is told with the nearest one that is. */
static lt_status read_notebook(lt_notebook **out, const char *path, lt_error *err)
{
    struct stat st;
    LT_TRY(lt_sys_stat(&st, path, err));
    return lt_notebook_read(out, lt_mem_default(), path, err);
}

static lt_status set_param(lt_session *s, const char *pair, lt_error *err)
{
    char        name[256];
    const char *equals = strchr(pair, '=');
    size_t      len = equals ? (size_t)(equals - pair) : 0;
    if (len == 0 || len >= sizeof(name)) {
        lt_fail(err, LT_EUSAGE, LT_HERE, "--param takes NAME=VALUE, not \"%s\"", pair);
        return LT_EUSAGE;
    }
    memcpy(name, pair, len);
    name[len] = 0;
    return lt_session_set_param(s, name, equals + 1, err);
}

lt_status tui_notebook_params(lt_session *s, const tui_args *args, lt_error *err)
{
    const char *pair;
    for (size_t at = 0; (pair = tui_args_next(args, "param", &at));)
        LT_TRY(set_param(s, pair, err));
    return LT_OK;
}

/* The folder part of path into the caller's buffer, NUL-ended. */
static lt_status folder_of(lt_buf *out, const char *path, lt_error *err)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        LT_TRY(lt_buf_text(out, ".", err));
    else
        LT_TRY(lt_buf_add(out, path, slash == path ? 1 : (size_t)(slash - path), err));
    return lt_buf_terminate(out, err);
}

/* What a trusted workspace allows the notebooks of the folder. */
lt_status tui_notebook_allow(lt_session_options *opt, lt_buf *names, lt_arena *arena, lt_error *err)
{
    const char *untrusted;
    lt_buf      note = {.mem = lt_mem_default()};
    LT_TRY(tui_trust_allow(names, &untrusted, arena, opt->folder, err));
    opt->allow = (const char *const *)(const void *)names->data;
    opt->allow_count = names->len / sizeof(char *);
    if (!untrusted) return LT_OK;
    lt_status status = lt_buf_text(&note, "note: ", err);
    if (!status) status = lt_escape(&note, untrusted, strlen(untrusted), LT_ESCAPE_LINE, err);
    if (!status)
        status = lt_buf_text(&note, " is not trusted: what it allows is off (lote trust)\n", err);
    if (!status) tui_complain((const char *)note.data, note.len);
    lt_buf_clear(&note);
    return status;
}

/* ---- the run ---- */

static lt_status run_session(tui_report *r, const tui_args *args, const lt_notebook *nb,
                             const lt_session_options *opt, lt_error *err)
{
    lt_session *s;
    LT_TRY(lt_session_open(&s, opt, &cancel, tui_report_event, r, err));
    r->zone = lt_context_zone(lt_session_context(s));
    lt_status status = tui_notebook_params(s, args, err);
    if (!status) status = lt_session_run(s, nb, err);
    r->zone = NULL;
    lt_session_close(s);
    return status;
}

/* A locale that is not named may be any: most terminals speak UTF-8. */
static lt_explain_options plan_options(const tui_args *args, bool plan_only)
{
    const char        *named = NULL, *mode;
    lt_explain_options how = {.mode = LT_EXPLAIN_RULES};
    how.ascii = !tui_term_is_utf8(&named) && named;
    if (!plan_only) return how;
    how.json = tui_args_has(args, "json");
    if ((mode = tui_args_text(args, "mode"))) lt_explain_mode_find(mode, &how.mode);
    if (tui_args_has(args, "analyze")) how.mode = LT_EXPLAIN_ANALYZE;
    return how;
}

static lt_status run_file(tui_report *r, const tui_args *args, bool plan_only, lt_error *err)
{
    const char        *path = tui_args_operand(args, 0);
    lt_arena           arena = {.mem = lt_mem_default()};
    lt_buf             folder = {.mem = arena.mem}, names = {.mem = arena.mem};
    lt_notebook       *nb = NULL;
    lt_session_options opt = {.date = tui_args_text(args, "date"), .plan_only = plan_only};
    opt.plan = plan_options(args, plan_only);
    lt_status status = tui_limits_read(&opt.context, args, err);
    if (!status) status = read_notebook(&nb, path, err);
    if (!status) status = folder_of(&folder, path, err);
    opt.folder = (const char *)folder.data;
    if (!status) status = tui_notebook_allow(&opt, &names, &arena, err);
    if (!status) status = run_session(r, args, nb, &opt, err);
    lt_notebook_close(nb);
    lt_buf_clear(&folder);
    lt_buf_clear(&names);
    lt_arena_clear(&arena);
    return status;
}

/* The cause that the user should hear of when the cancel flag ended the run. */
static void explain_cancel(const tui_report *r, lt_error *err)
{
    if (err->code != LT_ECANCELLED) return;
    if (r->error.code)
        *err = r->error;
    else
        lt_error_hint(err, "an output that was being written is as it was before");
}

static int exit_code_of(const lt_error *err)
{
    int number = tui_interrupt_signal();
    if (err->code == LT_ECANCELLED && number) return tui_interrupt_exit(number);
    return lt_status_exit(err->code);
}

int tui_notebook_run(const tui_args *args, bool plan_only)
{
    lt_error           err = {0};
    tui_out            out;
    tui_report         report;
    int64_t            start = lt_clock_monotonic_ns();
    tui_report_options opt = {.json = tui_args_has(args, "json"),
                              .cells = tui_args_has(args, "cells"),
                              .log = tui_args_text(args, "log")};
    tui_out_open(&out, lt_mem_default(), &cancel);
    tui_interrupt_watch(&cancel);
    lt_status status = tui_report_open(&report, &opt, &out, &cancel, &err);
    if (!status) status = run_file(&report, args, plan_only, &err);
    if (!status && report.error.code) err = report.error, status = err.code;
    if (!status) err.code = LT_OK;
    explain_cancel(&report, &err);
    int code = exit_code_of(&err);
    if (status && !out.pipe_closed) tui_report_failure(&report, &err);
    tui_report_end(&report, code, lt_clock_monotonic_ns() - start);
    tui_report_close(&report);
    return tui_out_close(&out, code);
}
