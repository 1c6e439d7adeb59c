/* cmd_convert.c — lote convert: data files from one format to another, published as a whole. */
#include "tui/main.h"

#include "column/show.h"
#include "core/clock.h"
#include "core/escape.h"
#include "core/options.h"
#include "tui/interrupt.h"
#include "tui/progress.h"
#include "tui/query.h"
#include "tui/rows.h"

#include <stdio.h>
#include <string.h>

static lt_cancel cancel; /* a signal handler sets it: it outlives the run */

static const tui_option options[] = {
    TUI_QUERY_OPTIONS,
    {"limit", 'n', TUI_ARG_TEXT, "N", "at most N rows"},
    {"offset", 0, TUI_ARG_TEXT, "N", "without the first N rows"},
    {"to", 0, TUI_ARG_CHOICE, "csv|parquet", "format of OUT; else by its suffix"},
    {"mode", 'm', TUI_ARG_CHOICE, "error|overwrite|append|ignore",
     "what to do when OUT exists; else error"},
    {"write", 'O', TUI_ARG_LIST, "NAME=VALUE", "option of the writer: compression=snappy"},
    {"json", 0, TUI_ARG_FLAG, NULL, "what was written as a JSON object on stdout"},
    TUI_LIMIT_OPTIONS,
};

typedef struct conversion {
    const tui_args *args;
    tui_query       query;
    tui_out         out;
    tui_progress    progress;
    const char     *target;
    int32_t         inputs;
    int64_t         start_ns;
    lt_written      written;
} conversion;

static void show_progress(void *arg, const lt_progress *now) { tui_progress_show(arg, now); }

static lt_status write_plan(conversion *c, lt_plan *p, lt_error *err)
{
    lt_option   pairs[TUI_MAX_OPTIONS + 1];
    int32_t     count;
    lt_buf      names = {.mem = lt_mem_default()};
    const char *mode = tui_args_text(c->args, "mode");
    lt_query    query = {.cancel = &cancel, .progress = show_progress, .arg = &c->progress};
    lt_status   status = tui_query_options(pairs, &count, &names, c->args, "write", err);
    if (!status && mode) pairs[count++] = (lt_option){"mode", mode};
    if (!status)
        status = lt_write(&c->written, c->query.ctx, p, tui_args_text(c->args, "to"), c->target,
                          pairs, count, &query, err);
    lt_buf_clear(&names);
    if (status && status != LT_EUSAGE) lt_error_hint(err, "nothing was written to %s", c->target);
    return status;
}

static lt_status find_target(conversion *c, lt_error *err)
{
    while (tui_args_operand(c->args, (size_t)c->inputs + 1)) c->inputs++;
    c->target = tui_args_operand(c->args, (size_t)c->inputs);
    if (strcmp(c->target, "-") != 0) return LT_OK;
    lt_fail(err, LT_EUSAGE, LT_HERE, "convert publishes files and does not write to stdout");
    lt_error_hint(err, "lote view IN --format csv (or json, jsonl, md) writes to stdout");
    return LT_EUSAGE;
}

static lt_status convert(conversion *c, lt_error *err)
{
    lt_plan *p;
    int64_t  limit, offset;
    LT_TRY(find_target(c, err));
    LT_TRY(tui_query_rows(&limit, c->args, "limit", -1, err));
    LT_TRY(tui_query_rows(&offset, c->args, "offset", 0, err));
    LT_TRY(tui_query_open(&c->query, c->args, &cancel, err));
    LT_TRY(tui_query_plan(&p, &c->query, c->inputs, err));
    lt_status status = tui_query_limit(&p, limit, offset < 0 ? 0 : offset, err);
    if (!status) status = write_plan(c, p, err);
    lt_plan_release(p);
    return status;
}

/* ---- what came of it ---- */

static lt_status tell_json(conversion *c, lt_error *err)
{
    const lt_written *w = &c->written;
    LT_TRY(lt_buf_text(&c->out.text, "{\"path\":", err));
    LT_TRY(tui_json_text(&c->out.text, c->target, err));
    return lt_buf_printf(&c->out.text, err,
                         ",\"rows\":%lld,\"bytes\":%lld,\"files\":%lld,\"skipped\":%s,"
                         "\"padded\":%lld,\"cut\":%lld,\"dropped\":%lld,\"replaced\":%lld,"
                         "\"elapsed_ns\":%lld}\n",
                         (long long)w->rows, (long long)w->bytes, (long long)w->files,
                         w->skipped ? "true" : "false", (long long)w->padded, (long long)w->cut,
                         (long long)w->dropped, (long long)w->replaced,
                         (long long)(lt_clock_monotonic_ns() - c->start_ns));
}

/* "out.parquet: 1,204 rows, 12.3 KiB, 0.012 s" */
static lt_status tell_line(const conversion *c, lt_buf *line, lt_error *err)
{
    char              rows[32], size[LT_SIZE_TEXT];
    const lt_written *w = &c->written;
    double            seconds = (double)(lt_clock_monotonic_ns() - c->start_ns) / 1e9;
    LT_TRY(lt_escape(line, c->target, strlen(c->target), LT_ESCAPE_LINE, err));
    if (w->skipped) return lt_buf_text(line, " is there already and was kept as it was\n", err);
    lt_print_size(size, w->bytes);
    LT_TRY(lt_buf_printf(line, err, ": %s %s, %s", lt_show_count(rows, w->rows),
                         w->rows == 1 ? "row" : "rows", size));
    if (w->files > 1) LT_TRY(lt_buf_printf(line, err, " in %lld files", (long long)w->files));
    return lt_buf_printf(line, err, ", %.3f s\n", seconds);
}

static lt_status tell(conversion *c, lt_error *err)
{
    const lt_written *w = &c->written;
    lt_buf            line = {.mem = lt_mem_default()};
    bool              json = tui_args_has(c->args, "json");
    lt_status         status = json ? tell_json(c, err) : tell_line(c, &line, err);
    if (!status && line.len) tui_complain((const char *)line.data, line.len);
    lt_buf_clear(&line);
    if (!status) tui_complain_mended((int64_t[]){w->padded, w->cut, w->dropped, w->replaced});
    return status;
}

static int run(const tui_args *args)
{
    lt_error   err;
    conversion c = {
        .args = args, .query.input = TUI_SPOOL_NONE, .start_ns = lt_clock_monotonic_ns()};
    tui_out_open(&c.out, lt_mem_default(), &cancel);
    tui_interrupt_watch(&cancel);
    tui_progress_open(&c.progress);
    tui_progress_begin(&c.progress, tui_args_operand(args, 0));
    lt_status status = convert(&c, &err);
    tui_progress_hide(&c.progress);
    if (!status) status = tell(&c, &err);
    int code = lt_status_exit(status), number = tui_interrupt_signal();
    if (status == LT_ECANCELLED && number) code = tui_interrupt_exit(number);
    if (status) tui_query_explain(&c.query, &err);
    if (status) tui_complain_error(&err);
    tui_query_close(&c.query);
    return tui_out_close(&c.out, code);
}

const tui_command tui_cmd_convert = {
    .name = "convert",
    .summary = "writes data files in another format",
    .operands = "IN OUT",
    .least = 2,
    .most = 10000,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes = "IN is as in lote view; several may stand before OUT. The formats are told by the\n"
             "suffixes. An OUT that ends in a suffix is one file, any other is a folder of parts;\n"
             "it appears whole or not at all.\n\n"
             "examples\n"
             "  lote convert sales.csv sales.parquet\n"
             "  lote convert 'days/*.csv' all.parquet --mode overwrite -O compression=snappy\n"
             "  lote convert sales.parquet lima.csv --filter \"city = 'Lima'\" -O delimiter=';'\n",
    .run = run,
};
