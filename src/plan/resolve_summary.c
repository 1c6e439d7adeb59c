/* resolve_summary.c — describe and summary: one aggregate over all rows computes every statistic of
 * every column as a text; the Summary node above it turns that row into a row for each statistic.
 *
 * Shapes   the aggregate's columns: statistic by statistic, in each column by column
 * Source   Spark 4, StatFunctions.summary: the columns of numbers and texts; of texts mean, stddev
 *          and percentiles of try_cast(c as double)
 */
#include "core/nearest.h"
#include "core/number.h"
#include "plan/plan_mem.h"
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name, *function;
    bool        distinct, number; /* number: texts are tried as doubles */
} statistics[] = {{"count", "count", false, false},
                  {"count_distinct", "count", true, false},
                  {"approx_count_distinct", "approx_count_distinct", false, false},
                  {"mean", "avg", false, true},
                  {"stddev", "stddev", false, true},
                  {"min", "min", false, false},
                  {"max", "max", false, false}};

enum { STATISTICS = sizeof(statistics) / sizeof(*statistics) };

static bool is_described(lt_type t) { return lt_type_is_numeric(t) || t.id == LT_STRING; }

static lt_expr *column(const lt_schema *s, int32_t i, bool as_number)
{
    lt_expr *e = NULL;
    if (lt_resolve_column(&e, s, i, NULL, NULL)) return NULL;
    if (!as_number || s->fields[i].type.id != LT_STRING) return e;
    return lt_expr_cast(e, LT_TYPE(F64), true);
}

/* "12.5%" -> 0.125; false where text is no percentile at all. */
static bool parse_percentile(double *out, const char *text)
{
    size_t len = strlen(text);
    if (len < 2 || text[len - 1] != '%') return false;
    return lt_parse_f64(text, len - 1, out) && (*out /= 100, true);
}

static const char *name_at(const void *context, size_t i)
{
    (void)context;
    return statistics[i].name;
}

static lt_status unknown(const char *name, lt_error *err)
{
    const char *near = lt_nearest_of(name, name_at, NULL, STATISTICS);
    lt_fail(err, LT_ENOTFOUND, LT_HERE, "no statistic is called \"%s\"", name);
    if (near)
        lt_error_hint(err, "did you mean \"%s\"?", near);
    else
        lt_error_hint(err, "there are count, count_distinct, mean, stddev, min, max and "
                           "percentiles such as \"25%%\"");
    return LT_ENOTFOUND;
}

/* A statistic's name over column i, unresolved; NULL with LT_OK: no memory. */
static lt_status statistic(lt_expr **out, const char *name, const lt_schema *s, int32_t i,
                           lt_error *err)
{
    double share;
    if (parse_percentile(&share, name)) {
        if (!(share >= 0 && share <= 1)) {
            lt_fail(err, LT_EINVAL, LT_HERE, "a percentile of %s", name);
            lt_error_hint(err, "percentiles lie between 0%% and 100%%");
            return LT_EINVAL;
        }
        lt_expr *part = lt_expr_literal((lt_value){.type = LT_TYPE(F64), .f = share});
        *out = lt_expr_call("percentile_approx", (lt_expr *[]){column(s, i, true), part}, 2, false);
        return LT_OK;
    }
    int k = 0;
    while (k < STATISTICS && strcasecmp(statistics[k].name, name) != 0) k++;
    if (k == STATISTICS) return unknown(name, err);
    lt_expr *arg = column(s, i, statistics[k].number);
    *out = lt_expr_call(statistics[k].function, &arg, 1, statistics[k].distinct);
    return LT_OK;
}

/* cast(statistic as string), onto list; *out names it. */
static lt_status add_text(lt_expr_list *list, const char *name, const lt_schema *s, int32_t i,
                          lt_error *err)
{
    lt_expr *e = NULL;
    LT_TRY(statistic(&e, name, s, i, err));
    if (e) e = lt_expr_cast(e, LT_TYPE(STRING), false);
    if (!e) return LT_FAIL(err, LT_ENOMEM, "no memory for a summary");
    return lt_expr_list_add(list, e, err);
}

static lt_status all_texts(lt_expr_list *list, const lt_plan *p, const lt_schema *s, lt_error *err)
{
    for (int32_t k = 0; k < p->name_count; k++)
        for (int32_t i = 0; i < s->count; i++)
            if (is_described(s->fields[i].type)) LT_TRY(add_text(list, p->names[k], s, i, err));
    return LT_OK;
}

/* The aggregate of one row below the Summary, unresolved: with count(*) alone where no column is
 * described. Its inputs are not looked at. */
static lt_status make_totals(lt_plan **out, const lt_plan *p, const lt_schema *s, lt_error *err)
{
    lt_plan     *totals = NULL;
    lt_expr_list list;
    lt_expr_list_init(&list);
    lt_status status = all_texts(&list, p, s, err);
    if (!status && lt_expr_list_count(&list) == 0) {
        lt_expr *star = lt_expr_star(), *count = lt_expr_call("count", &star, 1, false);
        status = count ? lt_expr_list_add(&list, count, err)
                       : LT_FAIL(err, LT_ENOMEM, "no memory for a summary");
    }
    if (!status && !(totals = lt_plan_make(LT_NODE_AGGREGATE, NULL, 0)))
        status = LT_FAIL(err, LT_ENOMEM, "no memory for a summary");
    if (!status) {
        totals->id = p->id;
        totals->line = p->line;
        status =
            lt_plan_set_exprs(totals, lt_expr_list_items(&list), lt_expr_list_count(&list), err);
        lt_expr_list_forget(&list);
    }
    lt_expr_list_clear(&list);
    if (status)
        lt_plan_release(totals);
    else
        *out = totals;
    return status;
}

static lt_status open_schema(lt_schema **out, const lt_schema *in, lt_mem *mem, lt_error *err)
{
    lt_field  field = {.name = "summary", .type = LT_TYPE(STRING), .nullable = true};
    lt_buf    fields = {.mem = mem};
    lt_status status = lt_buf_add(&fields, &field, sizeof(field), err);
    for (int32_t i = 0; !status && i < in->count; i++) {
        if (!is_described(in->fields[i].type)) continue;
        field.name = in->fields[i].name;
        status = lt_buf_add(&fields, &field, sizeof(field), err);
    }
    if (!status)
        status = lt_schema_open(out, mem, (const lt_field *)(const void *)fields.data,
                                (int32_t)(fields.len / sizeof(field)), err);
    lt_buf_clear(&fields);
    return status;
}

static lt_status resolve(lt_plan **out, const lt_plan *p, lt_schema *schema, lt_plan *input,
                         lt_mem *mem, lt_error *err)
{
    lt_plan  *totals = NULL, *row = NULL;
    lt_status status = make_totals(&totals, p, input->schema, err);
    if (status) {
        lt_plan_release(input);
        return status;
    }
    status = lt_resolve_group(&row, totals, input, mem, err);
    lt_plan_release(totals);
    return status ? status : lt_resolve_copy(out, p, row, schema, err);
}

lt_status lt_resolve_summary(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                             lt_error *err)
{
    lt_schema *schema = NULL;
    lt_status  status = open_schema(&schema, input->schema, mem, err);
    if (status) {
        lt_plan_release(input);
        return status;
    }
    status = resolve(out, p, schema, input, mem, err);
    lt_schema_release(schema);
    return status;
}
