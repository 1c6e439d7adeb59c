#include "tui/query.h"

#include "core/number.h"
#include "tui/list.h"

#include <string.h>
#include <unistd.h>

lt_status tui_query_open(tui_query *q, const tui_args *args, lt_cancel *cancel, lt_error *err)
{
    lt_context_options opt;
    *q = (tui_query){
        .args = args, .mem = lt_mem_default(), .cancel = cancel, .input = TUI_SPOOL_NONE};
    LT_TRY(tui_limits_read(&opt, args, err));
    return lt_context_open(&q->ctx, &opt, err);
}

void tui_query_close(tui_query *q)
{
    tui_spool_close(&q->input);
    lt_context_close(q->ctx);
}

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
static lt_status parse_option(lt_buf *exprs, const tui_query *q, const char *name, parse_fn *parse,
                              lt_error *err)
{
    const char *text;
    for (size_t at = 0; (text = tui_args_next(q->args, name, &at));)
        LT_TRY(parse_items(exprs, text, parse, err));
    return LT_OK;
}

typedef lt_plan *build_fn(lt_plan *in, lt_expr *const *exprs, int32_t count);

/* Adds select or sort by the option of that name, or nothing without it. Consumes *p and fills
 * it again; NULL after an error. */
static lt_status add_list(lt_plan **p, const tui_query *q, const char *name, parse_fn *parse,
                          build_fn *build, lt_error *err)
{
    lt_buf    exprs = {.mem = q->mem};
    lt_status status = parse_option(&exprs, q, name, parse, err);
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

static lt_status add_select(lt_plan **p, const tui_query *q, lt_error *err)
{
    return add_list(p, q, "select", lt_expr_parse, lt_select, err);
}

static lt_status add_sort(lt_plan **p, const tui_query *q, lt_error *err)
{
    return add_list(p, q, "sort", lt_expr_parse_sort, lt_sort, err);
}

/* ---- the plan ---- */

lt_status tui_query_options(lt_option out[TUI_MAX_OPTIONS], int32_t *count, lt_buf *names,
                            const tui_args *args, const char *name, lt_error *err)
{
    size_t      starts[TUI_MAX_OPTIONS];
    const char *pair;
    *count = 0;
    for (size_t at = 0; (pair = tui_args_next(args, name, &at)); ++*count) {
        const char *equals = strchr(pair, '=');
        if (!equals || equals == pair)
            return LT_FAIL(err, LT_EUSAGE, "--%s takes NAME=VALUE, not \"%s\"", name, pair);
        if (*count == TUI_MAX_OPTIONS)
            return LT_FAIL(err, LT_EUSAGE, "more than %d options", TUI_MAX_OPTIONS);
        starts[*count] = names->len;
        LT_TRY(lt_buf_add(names, pair, (size_t)(equals - pair), err));
        LT_TRY(lt_buf_add(names, "", 1, err));
        out[*count].value = equals + 1;
    }
    for (int32_t i = 0; i < *count; i++) out[i].name = (const char *)names->data + starts[i];
    return LT_OK;
}

/* What "-" stands for: a copy of standard input, made once. */
static lt_status take_input(const char **path, tui_query *q, lt_error *err)
{
    if (isatty(STDIN_FILENO) == 1) {
        lt_fail(err, LT_EUSAGE, LT_HERE, "standard input is a terminal");
        lt_error_hint(err, "give a file, or pipe data in: … | lote %s -", q->args->command->name);
        return LT_EUSAGE;
    }
    if (q->input.fd >= 0) return LT_FAIL(err, LT_EUSAGE, "standard input can be read only once");
    LT_TRY(tui_spool_open(&q->input, err));
    LT_TRY(tui_spool_fill(&q->input, STDIN_FILENO, "standard input", q->cancel, err));
    *path = q->input.path;
    return LT_OK;
}

/* Without --as, standard input is Parquet when it begins so, else CSV. */
static const char *input_format(const tui_query *q)
{
    char        magic[4] = "";
    const char *told = tui_args_text(q->args, "as");
    if (told || q->input.fd < 0) return told;
    bool parquet = pread(q->input.fd, magic, 4, 0) == 4 && memcmp(magic, "PAR1", 4) == 0;
    return parquet ? "parquet" : "csv";
}

static lt_status gather_paths(lt_buf *paths, tui_query *q, int32_t operands, lt_error *err)
{
    for (int32_t i = 0; i < operands; i++) {
        const char *path = tui_args_operand(q->args, (size_t)i);
        if (strcmp(path, "-") == 0) LT_TRY(take_input(&path, q, err));
        LT_TRY(lt_buf_add(paths, &path, sizeof(path), err));
    }
    return LT_OK;
}

static lt_status scan(lt_plan **out, tui_query *q, int32_t operands, lt_error *err)
{
    lt_option pairs[TUI_MAX_OPTIONS];
    lt_buf    names = {.mem = q->mem}, paths = {.mem = q->mem};
    int32_t   count;
    lt_status status = tui_query_options(pairs, &count, &names, q->args, "option", err);
    if (!status) status = gather_paths(&paths, q, operands, err);
    if (!status) {
        *out = lt_scan(q->ctx, input_format(q), (const char *const *)(void *)paths.data, operands,
                       pairs, count);
        status = lt_plan_check(*out, err);
        if (status) lt_plan_release(*out);
    }
    lt_buf_clear(&names);
    lt_buf_clear(&paths);
    return status;
}

/* Consumes *p and fills it again; released after an error. */
static lt_status add_filters(lt_plan **p, const tui_query *q, lt_error *err)
{
    const char *text;
    for (size_t at = 0; (text = tui_args_next(q->args, "filter", &at));) {
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
static lt_status check(const tui_query *q, lt_plan *p, lt_error *err)
{
    lt_schema *schema;
    LT_TRY(lt_plan_check(p, err));
    LT_TRY(lt_schema_of(&schema, q->ctx, p, err));
    lt_schema_release(schema);
    return LT_OK;
}

/* Adds the two in this order or the other to *in (borrowed), and checks the whole. */
static lt_status arrange(lt_plan **out, const tui_query *q, lt_plan *in, bool sort_first,
                         lt_error *err)
{
    lt_plan  *p = lt_plan_retain(in);
    lt_status status = sort_first ? add_sort(&p, q, err) : add_select(&p, q, err);
    if (!status) status = sort_first ? add_select(&p, q, err) : add_sort(&p, q, err);
    if (!status) status = check(q, p, err);
    if (status)
        lt_plan_release(p);
    else
        *out = p;
    return status;
}

lt_status tui_query_plan(lt_plan **out, tui_query *q, int32_t operands, lt_error *err)
{
    lt_plan *p;
    size_t   none = 0, none_either = 0;
    LT_TRY(scan(&p, q, operands, err));
    LT_TRY(add_filters(&p, q, err));
    if (!p) return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    bool both =
        tui_args_next(q->args, "select", &none) && tui_args_next(q->args, "sort", &none_either);
    lt_status status = arrange(out, q, p, false, err);
    if (status == LT_ENOTFOUND && both) status = arrange(out, q, p, true, err);
    lt_plan_release(p);
    return status;
}

/* ---- rows ---- */

lt_status tui_query_limit(lt_plan **p, int64_t count, int64_t offset, lt_error *err)
{
    if (count < 0 && offset <= 0) return LT_OK;
    *p = lt_limit(*p, count, offset);
    return *p ? LT_OK : LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
}

lt_status tui_query_rows(int64_t *out, const tui_args *args, const char *name, int64_t fallback,
                         lt_error *err)
{
    const char *text = tui_args_text(args, name);
    *out = fallback;
    if (!text) return LT_OK;
    if (strcmp(text, "all") == 0) {
        *out = -1;
        return LT_OK;
    }
    if (lt_parse_i64(text, strlen(text), out) && *out >= 0) return LT_OK;
    return LT_FAIL(err, LT_EUSAGE, "--%s takes a number of rows or all, not \"%s\"", name, text);
}

/* ---- messages ---- */

/* text with every `from` as `to`, which is no longer than it. */
static void replace_all(char *text, const char *from, const char *to)
{
    size_t n = strlen(from), m = strlen(to);
    for (char *at = text; (at = strstr(at, from)); at += m) {
        for (size_t i = 0; i < m; i++) at[i] = to[i];
        memmove(at + m, at + n, strlen(at + n) + 1);
    }
}

void tui_query_explain(const tui_query *q, lt_error *err)
{
    if (q->input.fd < 0) return;
    replace_all(err->text, q->input.path, "stdin");
    replace_all(err->file, q->input.path, "stdin");
    replace_all(err->hint, q->input.path, "stdin");
}
