/* cmd_view.c — lote view: rows of data files, filtered, sorted and in any text form; or what there
 * is to say about them.
 */
#include "tui/main.h"

#include "column/show.h"
#include "core/clock.h"
#include "lote.h"
#include "tui/interrupt.h"
#include "tui/progress.h"
#include "tui/query.h"
#include "tui/stream_rows.h"
#include "tui/term.h"
#include "tui/view_facts.h"

#include <string.h>
#include <sys/stat.h>

enum { TABLE_ROWS = 20, SMALL_BYTES = 16 << 20 };

static lt_cancel cancel; /* a signal handler sets it: it outlives the run */

static const tui_option options[] = {
    TUI_QUERY_OPTIONS,
    {"limit", 'n', TUI_ARG_TEXT, "N", "at most N rows, or all; else 20 in a table"},
    {"offset", 0, TUI_ARG_TEXT, "N", "without the first N rows"},
    {"tail", 0, TUI_ARG_TEXT, "N", "the last N rows"},
    {"sample", 0, TUI_ARG_TEXT, "N", "N random rows, in the order of the data"},
    {"seed", 0, TUI_ARG_INT, "N", "of --sample: the same seed, the same rows"},
    {"schema", 0, TUI_ARG_FLAG, NULL, "names and types of the columns; runs nothing"},
    {"stats", 0, TUI_ARG_FLAG, NULL, "rows, nulls, min, max and mean of each column"},
    {"count", 0, TUI_ARG_FLAG, NULL, "the number of rows"},
    {"format", 'f', TUI_ARG_CHOICE, "table|csv|json|jsonl|md", "how it is written; else table"},
    {"json", 0, TUI_ARG_FLAG, NULL, "the same as --format jsonl"},
    {"width", 0, TUI_ARG_TEXT, "N", "columns of a table; 0: as wide as it is; else the terminal's"},
    TUI_LIMIT_OPTIONS,
};

typedef struct view {
    const tui_args *args;
    tui_query       query;
    const tui_rows *rows; /* NULL: a table for people */
    int64_t         limit, offset, width;
    tui_out         out;
    tui_progress    progress;
    lt_query_stats  stats;
} view;

/* ---- running ---- */

static void show_progress(void *arg, const lt_progress *now) { tui_progress_show(arg, now); }

static lt_query running(view *v)
{
    return (lt_query){
        .cancel = &cancel, .progress = show_progress, .arg = &v->progress, .stats = &v->stats};
}

/* Where the rest is cheap to count, a table says how many rows there are in all. */
static bool is_cheap(const view *v)
{
    struct stat st;
    int64_t     bytes = 0;
    const char *path;
    for (size_t i = 0; (path = tui_args_operand(v->args, i)); i++) {
        if (strcmp(path, "-") == 0) path = v->query.input.path;
        if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) return false;
        bytes += st.st_size;
    }
    return bytes <= SMALL_BYTES;
}

/* 0: not known. An error of the rest of the data is not this command's business. */
static int64_t total_of(view *v, lt_plan *p)
{
    int64_t        total = 0;
    lt_query_stats unused;
    lt_query       query = running(v);
    query.stats = &unused;
    if (!is_cheap(v) || lt_count(&total, v->query.ctx, p, &query, NULL) != LT_OK) return 0;
    return total;
}

/* ---- out ---- */

static lt_status put_table(view *v, const lt_table *t, int64_t total, const char *which,
                           lt_error *err)
{
    const struct lt_zone *zone = lt_context_zone(v->query.ctx);
    bool                  head = !which && v->offset == 0;
    lt_show               how = {.width = (int32_t)v->width,
                                 .zone = zone,
                                 .total = total,
                                 .which = which,
                                 .more_hint = head ? "--limit 100 shows more" : NULL};
    if (!v->rows) return lt_show_table(&v->out.text, t, &how, err);
    LT_TRY(tui_stream_table(&v->out, v->rows, t, zone, err));
    tui_complain_mended((int64_t[]){t->padded, t->cut, t->dropped, t->replaced});
    return LT_OK;
}

/* Consumes t. */
static lt_status put_and_release(view *v, lt_table *t, int64_t total, const char *which,
                                 lt_error *err)
{
    tui_progress_hide(&v->progress);
    lt_status status = put_table(v, t, total, which, err);
    lt_table_release(t);
    return status;
}

/* ---- what can be asked ---- */

static lt_status show_count(view *v, lt_plan *p, lt_error *err)
{
    int64_t   n;
    lt_table *t;
    lt_query  query = running(v);
    LT_TRY(lt_count(&n, v->query.ctx, p, &query, err));
    tui_progress_hide(&v->progress);
    if (!v->rows) return lt_buf_printf(&v->out.text, err, "%lld\n", (long long)n);
    LT_TRY(tui_facts_count(&t, n, err));
    return put_and_release(v, t, 0, NULL, err);
}

static lt_status show_stats(view *v, lt_plan *p, lt_error *err)
{
    lt_table *t;
    lt_query  query = running(v);
    LT_TRY(tui_facts_stats(&t, v->query.ctx, p, &query, err));
    return put_and_release(v, t, 0, NULL, err);
}

static lt_status show_schema(view *v, lt_plan *p, lt_error *err)
{
    lt_table *t;
    LT_TRY(tui_facts_schema(&t, v->query.ctx, p, v->rows == NULL, err));
    return put_and_release(v, t, 0, NULL, err);
}

static lt_status show_sample(view *v, lt_plan *p, lt_error *err)
{
    lt_table  *t;
    lt_query   query = running(v);
    tui_sample asked = {.seed = (uint64_t)tui_args_int(v->args, "seed", lt_clock_monotonic_ns())};
    LT_TRY(tui_query_rows(&asked.rows, v->args, "sample", 0, err));
    if (asked.rows < 0) asked.rows = INT64_MAX;
    LT_TRY(tui_facts_sample(&t, &asked, v->query.ctx, p, &query, err));
    return put_and_release(v, t, asked.total, "a random", err);
}

static lt_status show_tail(view *v, lt_plan *p, lt_error *err)
{
    lt_table *t;
    int64_t   n, total;
    lt_query  query = running(v);
    LT_TRY(tui_query_rows(&n, v->args, "tail", 0, err));
    LT_TRY(lt_count(&total, v->query.ctx, p, &query, err));
    lt_plan  *last = lt_plan_retain(p);
    lt_status status = tui_query_limit(&last, -1, n < 0 || n > total ? 0 : total - n, err);
    if (!status) status = lt_collect(&t, v->query.ctx, last, &query, err);
    lt_plan_release(last);
    return status ? status : put_and_release(v, t, total, "the last", err);
}

static lt_status show_rows(view *v, lt_plan *p, lt_error *err)
{
    lt_table *t;
    lt_query  query = running(v);
    bool      all = v->limit < 0;
    if (all && v->rows) {
        LT_TRY(tui_stream_plan(&v->out, v->rows, v->query.ctx, p, &query, err));
        tui_progress_hide(&v->progress);
        tui_complain_mended(
            (int64_t[]){v->stats.padded, v->stats.cut, v->stats.dropped, v->stats.replaced});
        return LT_OK;
    }
    LT_TRY(all ? lt_collect(&t, v->query.ctx, p, &query, err)
               : lt_head(&t, v->query.ctx, p, v->limit, &query, err));
    return put_and_release(v, t, t->partial && !v->rows ? total_of(v, p) : 0, NULL, err);
}

/* ---- the command ---- */

typedef lt_status ask(view *v, lt_plan *p, lt_error *err);

static const struct {
    const char *name;
    ask        *answer;
} questions[] = {{"count", show_count},   {"stats", show_stats}, {"schema", show_schema},
                 {"sample", show_sample}, {"tail", show_tail},   {"limit", show_rows}};
enum { QUESTIONS = sizeof(questions) / sizeof(*questions) };

/* The one that was asked; rows where none was. */
static lt_status find_question(ask **out, const tui_args *args, lt_error *err)
{
    const char *found = NULL;
    *out = show_rows;
    for (size_t i = 0; i < QUESTIONS; i++) {
        if (!tui_args_has(args, questions[i].name)) continue;
        if (found)
            return LT_FAIL(err, LT_EUSAGE, "view does not take --%s and --%s together", found,
                           questions[i].name);
        found = questions[i].name;
        *out = questions[i].answer;
    }
    return LT_OK;
}

static lt_status prepare(view *v, lt_error *err)
{
    const char *format = tui_args_text(v->args, "format");
    if (!format) format = tui_args_has(v->args, "json") ? "jsonl" : "table";
    v->rows = tui_rows_find(format);
    if (v->rows && v->out.is_terminal) v->progress.enabled = false; /* both write on it */
    LT_TRY(tui_query_rows(&v->limit, v->args, "limit", v->rows ? -1 : TABLE_ROWS, err));
    LT_TRY(tui_query_rows(&v->offset, v->args, "offset", 0, err));
    LT_TRY(tui_query_rows(&v->width, v->args, "width", tui_term_width(v->out.fd), err));
    if (v->width < 0 || v->width > 100000) v->width = 0;
    return LT_OK;
}

static lt_status view_data(view *v, lt_error *err)
{
    lt_plan *p;
    ask     *answer;
    int32_t  operands = 0;
    while (tui_args_operand(v->args, (size_t)operands)) operands++;
    LT_TRY(find_question(&answer, v->args, err));
    LT_TRY(prepare(v, err));
    LT_TRY(tui_query_open(&v->query, v->args, &cancel, err));
    LT_TRY(tui_query_plan(&p, &v->query, operands, err));
    lt_status status = tui_query_limit(&p, -1, v->offset, err);
    if (!status) status = answer(v, p, err);
    lt_plan_release(p);
    return status;
}

static int run(const tui_args *args)
{
    lt_error err;
    view     v = {.args = args, .query.input = TUI_SPOOL_NONE};
    tui_out_open(&v.out, lt_mem_default(), &cancel);
    tui_interrupt_watch(&cancel);
    tui_progress_open(&v.progress);
    tui_progress_begin(&v.progress, tui_args_operand(args, 0));
    lt_status status = view_data(&v, &err);
    int       code = lt_status_exit(status), number = tui_interrupt_signal();
    tui_progress_hide(&v.progress);
    tui_out_flush(&v.out);
    if (status == LT_ECANCELLED && number) code = tui_interrupt_exit(number);
    if (status) tui_query_explain(&v.query, &err);
    if (status && !v.out.pipe_closed) tui_complain_error(&err);
    tui_query_close(&v.query);
    return tui_out_close(&v.out, code);
}

const tui_command tui_cmd_view = {
    .name = "view",
    .summary = "shows rows of CSV or Parquet files",
    .operands = "DATA",
    .least = 1,
    .most = 10000,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes =
        "DATA is a file, a folder, a pattern such as 'sales/2026-*.csv' or - for standard input;\n"
        "several are one table. Expressions are Spark SQL's. csv, json, jsonl and md have all "
        "rows\n"
        "unless --limit is given; they are written as they are read.\n\n"
        "examples\n"
        "  lote view sales.csv --filter \"amount > 100 and city is not null\" --sort -amount\n"
        "  lote view sales.parquet --select \"city, upper(name) as name\" --format csv\n"
        "  lote view sales.csv --stats\n"
        "  zcat sales.csv.gz | lote view - --tail 5\n",
    .run = run,
};
