/* cmd_view.c — lote view: rows of data files, filtered, sorted and in any text form.
 *
 * The order of work is filter, select, sort: a sort key may name a new column. A key that only the
 * input has is sorted by before the selection.
 */
#include "tui/main.h"

#include "column/show.h"
#include "core/number.h"
#include "lote.h"
#include "tui/interrupt.h"
#include "tui/limits.h"
#include "tui/list.h"
#include "tui/out.h"
#include "tui/progress.h"
#include "tui/rows.h"
#include "tui/term.h"

#include <stdio.h>
#include <string.h>

enum { TABLE_ROWS = 20, MAX_OPTIONS = 24 };

static lt_cancel cancel; /* a signal handler sets it: it outlives the run */

static const tui_option options[] = {
    {"filter", 'w', TUI_ARG_LIST, "EXPR", "keep rows where EXPR is true; repeat for more"},
    {"select", 's', TUI_ARG_LIST, "LIST", "columns and expressions: \"a, b * 2 as c\""},
    {"sort", 0, TUI_ARG_LIST, "KEY", "\"amount\", \"-amount\", \"a desc nulls last, b\""},
    {"limit", 'n', TUI_ARG_TEXT, "N", "at most N rows, or all; else 20 in a table"},
    {"format", 'f', TUI_ARG_CHOICE, "table|csv|json|md", "how rows are written; else table"},
    {"json", 0, TUI_ARG_FLAG, NULL, "the same as --format json"},
    {"as", 0, TUI_ARG_CHOICE, "csv|parquet", "format of DATA; else by its suffix"},
    {"option", 'o', TUI_ARG_LIST, "NAME=VALUE",
     "option of the reader: header=false, mode=failfast"},
    TUI_LIMIT_OPTIONS,
};

typedef struct view {
    const tui_args *args;
    lt_mem         *mem;
    lt_context     *ctx;
    const tui_rows *rows;  /* NULL: a table for people */
    int64_t         limit; /* -1: all */
    tui_out         out;
    tui_progress    progress;
} view;

/* ---- lists of expressions ---- */

typedef lt_status parse_fn(lt_expr **out, const char *text, size_t len, int32_t line,
                           lt_error *err);

static void release_all(lt_buf *exprs)
{
    lt_expr **list = (lt_expr **)(void *)exprs->data;
    for (size_t i = 0; i < exprs->len / sizeof(*list); i++) lt_expr_release(list[i]);
    lt_buf_clear(exprs);
}

static lt_status parse_items(lt_buf *exprs, const char *text, parse_fn *parse, lt_error *err)
{
    const char *item;
    size_t      len;
    for (const char *at = text; tui_list_next(&at, &item, &len);) {
        lt_expr *e;
        LT_TRY(lt_buf_reserve(exprs, sizeof(e), err));
        LT_TRY(parse(&e, item, len, 0, err));
        lt_buf_push(exprs, &e, sizeof(e));
    }
    return LT_OK;
}

/* Every item of every --name into exprs, which the caller releases. */
static lt_status parse_option(lt_buf *exprs, const view *v, const char *name, parse_fn *parse,
                              lt_error *err)
{
    const char *text;
    for (size_t at = 0; (text = tui_args_next(v->args, name, &at));)
        LT_TRY(parse_items(exprs, text, parse, err));
    return LT_OK;
}

typedef lt_plan *build_fn(lt_plan *in, lt_expr *const *exprs, int32_t count);

/* Adds select or sort by the option of that name, or nothing without it. Consumes *p and fills
 * it again; NULL after an error. */
static lt_status add_list(lt_plan **p, const view *v, const char *name, parse_fn *parse,
                          build_fn *build, lt_error *err)
{
    lt_buf    exprs = {.mem = v->mem};
    lt_status status = parse_option(&exprs, v, name, parse, err);
    if (status) {
        lt_plan_release(*p);
        *p = NULL;
    } else if (exprs.len) {
        *p = build(*p, (lt_expr *const *)(void *)exprs.data,
                   (int32_t)(exprs.len / sizeof(lt_expr *)));
        exprs.len = 0; /* consumed */
    }
    release_all(&exprs);
    return status;
}

static lt_status add_select(lt_plan **p, const view *v, lt_error *err)
{
    return add_list(p, v, "select", lt_expr_parse, lt_select, err);
}

static lt_status add_sort(lt_plan **p, const view *v, lt_error *err)
{
    return add_list(p, v, "sort", lt_expr_parse_sort, lt_sort, err);
}

/* ---- the plan ---- */

/* name=value pairs, cut in names, which is the memory of their names. */
static lt_status read_options(lt_option *out, int32_t *count, lt_buf *names, const view *v,
                              lt_error *err)
{
    size_t      starts[MAX_OPTIONS];
    const char *pair;
    *count = 0;
    for (size_t at = 0; (pair = tui_args_next(v->args, "option", &at)); ++*count) {
        const char *equals = strchr(pair, '=');
        if (!equals || equals == pair)
            return LT_FAIL(err, LT_EUSAGE, "--option takes NAME=VALUE, not \"%s\"", pair);
        if (*count == MAX_OPTIONS)
            return LT_FAIL(err, LT_EUSAGE, "more than %d options", MAX_OPTIONS);
        starts[*count] = names->len;
        LT_TRY(lt_buf_add(names, pair, (size_t)(equals - pair), err));
        LT_TRY(lt_buf_add(names, "", 1, err));
        out[*count].value = equals + 1;
    }
    for (int32_t i = 0; i < *count; i++) out[i].name = (const char *)names->data + starts[i];
    return LT_OK;
}

static lt_status scan(lt_plan **out, const view *v, lt_error *err)
{
    lt_option   pairs[MAX_OPTIONS];
    lt_buf      names = {.mem = v->mem}, paths = {.mem = v->mem};
    int32_t     count, path_count = 0;
    const char *path;
    lt_status   status = read_options(pairs, &count, &names, v, err);
    while (!status && (path = tui_args_operand(v->args, (size_t)path_count))) {
        status = lt_buf_add(&paths, &path, sizeof(path), err);
        if (!status) path_count++;
    }
    if (!status) {
        *out = lt_scan(v->ctx, tui_args_text(v->args, "as"),
                       (const char *const *)(void *)paths.data, path_count, pairs, count);
        status = lt_plan_check(*out, err);
        if (status) lt_plan_release(*out);
    }
    lt_buf_clear(&names);
    lt_buf_clear(&paths);
    return status;
}

/* Consumes *p and fills it again; released after an error. */
static lt_status add_filters(lt_plan **p, const view *v, lt_error *err)
{
    const char *text;
    for (size_t at = 0; (text = tui_args_next(v->args, "filter", &at));) {
        lt_expr  *keep;
        lt_status status = lt_expr_parse(&keep, text, strlen(text), 0, err);
        if (status) {
            lt_plan_release(*p);
            return status;
        }
        *p = lt_filter(*p, keep);
    }
    return LT_OK;
}

/* Whether a plan's names and types fit together. */
static lt_status check(const view *v, lt_plan *p, lt_error *err)
{
    lt_schema *schema;
    LT_TRY(lt_plan_check(p, err));
    LT_TRY(lt_schema_of(&schema, v->ctx, p, err));
    lt_schema_release(schema);
    return LT_OK;
}

/* Adds the two in this order or the other to *in (borrowed), and checks the whole. */
static lt_status arrange(lt_plan **out, const view *v, lt_plan *in, bool sort_first, lt_error *err)
{
    lt_plan  *p = lt_plan_retain(in);
    lt_status status = sort_first ? add_sort(&p, v, err) : add_select(&p, v, err);
    if (!status) status = sort_first ? add_select(&p, v, err) : add_sort(&p, v, err);
    if (!status) status = check(v, p, err);
    if (status)
        lt_plan_release(p);
    else
        *out = p;
    return status;
}

static lt_status build(lt_plan **out, const view *v, lt_error *err)
{
    lt_plan *p;
    size_t   none = 0, none_either = 0;
    LT_TRY(scan(&p, v, err));
    LT_TRY(add_filters(&p, v, err));
    if (!p) return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    bool both =
        tui_args_next(v->args, "select", &none) && tui_args_next(v->args, "sort", &none_either);
    lt_status status = arrange(out, v, p, false, err);
    if (status == LT_ENOTFOUND && both) status = arrange(out, v, p, true, err);
    lt_plan_release(p);
    return status;
}

/* ---- rows out ---- */

static lt_status put_rows(view *v, const lt_table *t, lt_error *err)
{
    lt_buf    line = {.mem = v->mem};
    lt_status status = v->rows->head(&line, t->schema, err);
    for (int64_t r = 0; !status; r++) {
        status = tui_out_data(&v->out, (const char *)line.data, line.len, err);
        tui_out_drain(&v->out);
        line.len = 0;
        if (status || r == t->rows || v->out.failed) break;
        status = v->rows->row(&line, t, r, lt_context_zone(v->ctx), err);
    }
    lt_buf_clear(&line);
    return status;
}

static lt_status put_table(view *v, const lt_table *t, lt_error *err)
{
    lt_show how = {.width = tui_term_width(v->out.fd),
                   .zone = lt_context_zone(v->ctx),
                   .more_hint = "--limit 100 shows more"};
    if (!v->rows) return lt_show_table(&v->out.text, t, &how, err);
    lt_status status = put_rows(v, t, err);
    tui_complain_mended((int64_t[]){t->padded, t->cut, t->dropped, t->replaced});
    return status;
}

/* ---- the command ---- */

static void show_progress(void *arg, const lt_progress *now) { tui_progress_show(arg, now); }

static lt_status run_plan(view *v, lt_plan *p, lt_error *err)
{
    lt_table *t;
    lt_query  query = {.cancel = &cancel, .progress = show_progress, .arg = &v->progress};
    lt_status status = v->limit < 0 ? lt_collect(&t, v->ctx, p, &query, err)
                                    : lt_head(&t, v->ctx, p, v->limit, &query, err);
    tui_progress_hide(&v->progress);
    if (status) return status;
    status = put_table(v, t, err);
    lt_table_release(t);
    return status;
}

static lt_status read_limit(view *v, lt_error *err)
{
    const char *text = tui_args_text(v->args, "limit");
    v->limit = v->rows ? -1 : TABLE_ROWS;
    if (!text) return LT_OK;
    if (strcmp(text, "all") == 0) {
        v->limit = -1;
        return LT_OK;
    }
    if (lt_parse_i64(text, strlen(text), &v->limit) && v->limit >= 0) return LT_OK;
    return LT_FAIL(err, LT_EUSAGE, "--limit takes a number of rows or all, not \"%s\"", text);
}

static lt_status prepare(view *v, lt_error *err)
{
    lt_context_options opt;
    const char        *format = tui_args_text(v->args, "format");
    if (!format) format = tui_args_has(v->args, "json") ? "json" : "table";
    v->rows = tui_rows_find(format);
    LT_TRY(read_limit(v, err));
    LT_TRY(tui_limits_read(&opt, v->args, err));
    return lt_context_open(&v->ctx, &opt, err);
}

static lt_status view_data(view *v, lt_error *err)
{
    lt_plan  *p;
    lt_status status = prepare(v, err);
    if (!status) status = build(&p, v, err);
    if (status) return status;
    status = run_plan(v, p, err);
    lt_plan_release(p);
    return status;
}

static int run(const tui_args *args)
{
    lt_error err;
    view     v = {.args = args, .mem = lt_mem_default()};
    tui_out_open(&v.out, v.mem, &cancel);
    tui_interrupt_watch(&cancel);
    tui_progress_open(&v.progress);
    tui_progress_begin(&v.progress, tui_args_operand(args, 0));
    lt_status status = view_data(&v, &err);
    int       code = lt_status_exit(status), number = tui_interrupt_signal();
    tui_progress_hide(&v.progress);
    tui_out_flush(&v.out);
    if (status == LT_ECANCELLED && number) code = tui_interrupt_exit(number);
    if (status && !v.out.pipe_closed) tui_complain_error(&err);
    lt_context_close(v.ctx);
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
        "DATA is a file, a folder or a pattern such as 'sales/2026-*.csv'; several are one table.\n"
        "Expressions are Spark SQL's. csv, json and md have all rows unless --limit is given.\n\n"
        "examples\n"
        "  lote view sales.csv --filter \"amount > 100 and city is not null\" --sort -amount\n"
        "  lote view sales.parquet --select \"city, upper(name) as name\" --format csv\n",
    .run = run,
};
