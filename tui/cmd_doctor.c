/* cmd_doctor.c — lote doctor: what this build and this machine have, and what to do about it. */
#include "core/escape.h"
#include "lote.h"
#include "tui/doctor.h"
#include "tui/main.h"
#include "tui/out.h"
#include "tui/rows.h"

#include <string.h>

static const tui_option options[] = {
    {"json", 0, TUI_ARG_FLAG, NULL, "one JSON object"},
};

static const char *const words[] = {
    [TUI_OK] = "ok", [TUI_WARN] = "warn", [TUI_PROBLEM] = "problem"};

static lt_status add_json(tui_doctor *d, tui_health health, const char *name, const char *text,
                          const char *advice, lt_error *err)
{
    LT_TRY(lt_buf_printf(d->out, err, "%s{\"state\":\"%s\",\"name\":", d->findings ? "," : "",
                         words[health]));
    LT_TRY(tui_json_text(d->out, name, err));
    LT_TRY(lt_buf_text(d->out, ",\"text\":", err));
    LT_TRY(tui_json_text(d->out, text, err));
    if (advice && *advice) {
        LT_TRY(lt_buf_text(d->out, ",\"advice\":", err));
        LT_TRY(tui_json_text(d->out, advice, err));
    }
    return lt_buf_text(d->out, "}", err);
}

static lt_status add_line(tui_doctor *d, tui_health health, const char *name, const char *text,
                          const char *advice, lt_error *err)
{
    LT_TRY(lt_buf_printf(d->out, err, "%-8s %-11s ", words[health], name));
    LT_TRY(lt_escape(d->out, text, strlen(text), LT_ESCAPE_LINE, err));
    LT_TRY(lt_buf_text(d->out, "\n", err));
    if (!advice || !*advice) return LT_OK;
    LT_TRY(lt_buf_printf(d->out, err, "%21s> ", ""));
    LT_TRY(lt_escape(d->out, advice, strlen(advice), LT_ESCAPE_LINE, err));
    return lt_buf_text(d->out, "\n", err);
}

lt_status tui_doctor_add(tui_doctor *d, tui_health health, const char *name, const char *text,
                         const char *advice, lt_error *err)
{
    LT_TRY((d->json ? add_json : add_line)(d, health, name, text, advice, err));
    d->findings++;
    d->warnings += health == TUI_WARN;
    d->problems += health == TUI_PROBLEM;
    return LT_OK;
}

static lt_status examine(tui_doctor *d, lt_error *err)
{
    if (d->json) LT_TRY(lt_buf_text(d->out, "{\"checks\":[", err));
    LT_TRY(tui_doctor_build(d, err));
    LT_TRY(tui_doctor_machine(d, err));
    LT_TRY(tui_doctor_terminal(d, err));
    LT_TRY(tui_doctor_folders(d, err));
    const char *end =
        d->json ? "],\"warnings\":%d,\"problems\":%d}\n" : "\n%d warnings, %d problems\n";
    return lt_buf_printf(d->out, err, end, d->warnings, d->problems);
}

static int run(const tui_args *args)
{
    lt_error err;
    tui_out  out;
    tui_out_open(&out, lt_mem_default(), NULL);
    tui_doctor d = {.out = &out.text, .json = tui_args_has(args, "json")};
    lt_status  status = examine(&d, &err);
    int        code = status ? lt_status_exit(status) : d.problems > 0;
    if (status) tui_complain_error(&err);
    return tui_out_close(&out, code);
}

const tui_command tui_cmd_doctor = {
    .name = "doctor",
    .summary = "what this build and machine have, and what to do about it",
    .operands = "",
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes = "Ends with 1 when there is a problem, with 0 when there are warnings at most.\n",
    .run = run,
};
