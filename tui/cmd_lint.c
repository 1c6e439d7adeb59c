/* cmd_lint.c — lote lint: what looks wrong in notebooks, without running them. */
#include "tui/main.h"

#include "core/escape.h"
#include "io/sys.h"
#include "lua/lint.h"
#include "tui/out.h"
#include "tui/rows.h"

#include <string.h>

static const tui_option options[] = {
    {"json", 0, TUI_ARG_FLAG, NULL, "one JSON object a line for each finding"},
    {"quiet", 'q', TUI_ARG_FLAG, NULL, "without notes"},
};

typedef struct desk {
    lt_session *session;
    tui_out     out;
    bool        json, quiet;
    int64_t     findings; /* errors and warnings */
} desk;

static lt_status put_json(desk *d, const char *path, const lt_finding *f, lt_error *err)
{
    lt_buf *out = &d->out.text;
    LT_TRY(lt_buf_text(out, "{\"file\":", err));
    LT_TRY(tui_json_text(out, path, err));
    LT_TRY(lt_buf_printf(out, err, ",\"line\":%lld,\"severity\":\"%s\",\"rule\":\"%s\",\"text\":",
                         (long long)f->line, lt_severity_word(f->severity), f->rule));
    LT_TRY(tui_json_text(out, f->text, err));
    if (f->hint[0]) {
        LT_TRY(lt_buf_text(out, ",\"hint\":", err));
        LT_TRY(tui_json_text(out, f->hint, err));
    }
    return lt_buf_text(out, "}\n", err);
}

/* file:12: warning: text (rule), and the hint below it. */
static lt_status put_line(desk *d, const char *path, const lt_finding *f, lt_error *err)
{
    lt_buf *out = &d->out.text;
    LT_TRY(lt_escape(out, path, strlen(path), LT_ESCAPE_LINE, err));
    LT_TRY(
        lt_buf_printf(out, err, ":%lld: %s: ", (long long)f->line, lt_severity_word(f->severity)));
    LT_TRY(lt_escape(out, f->text, strlen(f->text), LT_ESCAPE_LINE, err));
    LT_TRY(lt_buf_printf(out, err, " (%s)\n", f->rule));
    if (!f->hint[0]) return LT_OK;
    LT_TRY(lt_buf_text(out, "  hint: ", err));
    LT_TRY(lt_escape(out, f->hint, strlen(f->hint), LT_ESCAPE_LINE, err));
    return lt_buf_text(out, "\n", err);
}

static lt_status put_all(desk *d, const char *path, const lt_buf *found, lt_error *err)
{
    const lt_finding *list = (const lt_finding *)(const void *)found->data;
    for (size_t i = 0; i < found->len / sizeof(*list); i++) {
        bool is_note = list[i].severity == LT_LINT_NOTE;
        d->findings += !is_note;
        if (is_note && d->quiet) continue;
        LT_TRY((d->json ? put_json : put_line)(d, path, list + i, err));
    }
    tui_out_drain(&d->out);
    return LT_OK;
}

static lt_status look_at(desk *d, const char *path, lt_error *err)
{
    lt_notebook *nb;
    struct stat  st;
    lt_buf       found = {.mem = lt_mem_default()};
    LT_TRY(lt_sys_stat(&st, path, err));
    LT_TRY(lt_notebook_read(&nb, lt_mem_default(), path, err));
    lt_status status = lt_session_lint(&found, d->session, nb, err);
    if (!status) status = put_all(d, path, &found, err);
    lt_buf_clear(&found);
    lt_notebook_close(nb);
    return status;
}

static void ignore_event(void *arg, const lt_event *event) { (void)arg, (void)event; }

static int run(const tui_args *args)
{
    lt_error           err;
    lt_cancel          cancel = {0};
    const char        *path;
    lt_session_options opt = {.context = {.threads = 1}, .plan_only = true};
    desk d = {.json = tui_args_has(args, "json"), .quiet = tui_args_has(args, "quiet")};
    tui_out_open(&d.out, lt_mem_default(), NULL);
    lt_status status = lt_session_open(&d.session, &opt, &cancel, ignore_event, NULL, &err);
    int       code = lt_status_exit(status);
    if (status) tui_complain_error(&err);
    for (size_t i = 0; !status && (path = tui_args_operand(args, i)); i++) {
        if (look_at(&d, path, &err) == LT_OK) continue;
        tui_out_flush(&d.out);
        tui_complain_error(&err);
        code = lt_status_exit(err.code);
    }
    lt_session_close(d.session);
    return tui_out_close(&d.out, code ? code : d.findings > 0);
}

const tui_command tui_cmd_lint = {
    .name = "lint",
    .summary = "tells what looks wrong in notebooks, without running them",
    .operands = "FILE",
    .least = 1,
    .most = 10000,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes = "Errors: syntax, undefined-global. Warnings: unused-parameter, unknown-option,\n"
             "write-without-mode, absolute-path, unknown-cell-option, unknown-tag, marker. Notes:\n"
             "bare-expression. Ends with 1 when there are errors or warnings.\n\n"
             "example\n"
             "  lote lint notebooks/*.lua --json\n",
    .run = run,
};
