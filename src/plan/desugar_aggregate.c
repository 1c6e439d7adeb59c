/* desugar_aggregate.c — aggregates that are written in terms of others. */
#include "plan/desugar.h"

#include <string.h>

static lt_expr *arg(const lt_expr *e, int32_t i) { return lt_expr_retain(e->args[i]); }

static lt_expr *as_double(const lt_expr *like, lt_expr *x)
{
    lt_expr *made = lt_expr_cast(x, LT_TYPE(F64), false);
    if (made) lt_expr_place(made, like);
    return made;
}

/* An aggregate of args[0, count), at most five, that sees the rows e sees: with e's filter, and
 * distinct where e is. */
static lt_expr *aggregate(const lt_expr *e, const char *name, lt_expr *const *args, int32_t count)
{
    lt_expr *all[6];
    for (int32_t i = 0; i < count; i++) all[i] = args[i];
    if (e->filtered) all[count] = lt_expr_retain(lt_expr_filter(e));
    lt_expr *made = lt_call_like(e, name, all, count + e->filtered);
    if (!made) return NULL;
    made->distinct = e->distinct;
    made->filtered = e->filtered;
    return made;
}

static lt_expr *count_if(const lt_expr *e)
{
    lt_expr *one = lt_expr_literal((lt_value){.type = LT_TYPE(I32), .i = 1});
    lt_expr *counted = lt_call_like(e, "when", (lt_expr *[]){arg(e, 0), one}, 2);
    return aggregate(e, "count", &counted, 1);
}

/* All of e's arguments [from, end) are there. */
static lt_expr *all_present(const lt_expr *e, int32_t from, int32_t end)
{
    lt_expr *all = NULL;
    for (int32_t i = from; i < end; i++) {
        lt_expr *x = arg(e, i), *present = lt_call_like(e, "isnotnull", &x, 1);
        all = i == from ? present : lt_call_like(e, "and", (lt_expr *[]){all, present}, 2);
        if (!all) return NULL;
    }
    return all;
}

static bool counts_several(const lt_expr *e)
{
    if (lt_expr_plain_args(e) == 2 && strcmp(e->name, "regr_count") == 0) return true;
    return lt_expr_plain_args(e) > 1 && strcmp(e->name, "count") == 0 && !e->distinct;
}

/* Rows where none of several is null. */
static lt_expr *count_several(const lt_expr *e)
{
    lt_expr *one = lt_expr_literal((lt_value){.type = LT_TYPE(I32), .i = 1});
    lt_expr *all = all_present(e, 0, lt_expr_plain_args(e));
    lt_expr *counted = lt_call_like(e, "when", (lt_expr *[]){all, one}, 2);
    return aggregate(e, "count", &counted, 1);
}

/* The mean of one of a pair, where both are there. */
static lt_expr *mean_of_pair(const lt_expr *e, int32_t which)
{
    lt_expr *present = all_present(e, 1 - which, 2 - which);
    lt_expr *kept = lt_call_like(e, "when", (lt_expr *[]){present, as_double(e, arg(e, which))}, 2);
    return aggregate(e, "avg", &kept, 1);
}

/* ---- within group ---- */

static const lt_expr *order_of(const lt_expr *e)
{
    int32_t        n = lt_expr_plain_args(e);
    const lt_expr *last = n ? e->args[n - 1] : NULL;
    return last && last->kind == LT_EXPR_SORT ? last : NULL;
}

/* From the top down: the same of what is negated. */
static lt_expr *percentile_of(const lt_expr *e, const lt_expr *order, const char *name)
{
    bool     down = order->descending;
    lt_expr *x = as_double(e, lt_expr_retain(order->args[0]));
    if (down) x = lt_call_like(e, "negative", &x, 1);
    lt_expr *made = aggregate(e, name, (lt_expr *[]){x, arg(e, 0)}, 2);
    return down ? lt_call_like(e, "negative", &made, 1) : made;
}

static lt_expr *mode_of(const lt_expr *e, const lt_expr *order)
{
    lt_value lowest = {.type = LT_TYPE(BOOL), .b = !order->descending};
    lt_expr *args[] = {lt_expr_retain(order->args[0]), lt_expr_literal(lowest)};
    return aggregate(e, "mode", args, 2);
}

static lt_expr *flag(bool b) { return lt_expr_literal((lt_value){.type = LT_TYPE(BOOL), .b = b}); }

/* listagg(x, delimiter, key, descending, nulls first) */
static lt_expr *texts_of(const lt_expr *e, const lt_expr *order)
{
    bool     said = lt_expr_plain_args(e) == 3;
    lt_value none = {.type = LT_TYPE(VOID), .null = true};
    lt_expr *args[] = {arg(e, 0), said ? arg(e, 1) : lt_expr_literal(none),
                       lt_expr_retain(order->args[0]), flag(order->descending),
                       flag(order->nulls_first)};
    return aggregate(e, "listagg", args, 5);
}

static bool lists_texts(const lt_expr *e)
{
    int32_t n = lt_expr_plain_args(e);
    return (n == 2 || n == 3) &&
           (strcmp(e->name, "listagg") == 0 || strcmp(e->name, "string_agg") == 0);
}

static bool is_call_of(const lt_expr *e, const char *name, int32_t args)
{
    return lt_expr_plain_args(e) == args && strcmp(e->name, name) == 0;
}

lt_status lt_desugar_aggregate(lt_expr **out, const lt_expr *e, lt_error *err)
{
    const lt_expr *order = order_of(e);
    *out = NULL;
    if (order && is_call_of(e, "percentile_cont", 2))
        *out = percentile_of(e, order, "percentile");
    else if (order && is_call_of(e, "percentile_disc", 2))
        *out = percentile_of(e, order, "percentile_approx");
    else if (order && is_call_of(e, "mode", 1))
        *out = mode_of(e, order);
    else if (order && lists_texts(e))
        *out = texts_of(e, order);
    else if (is_call_of(e, "count_if", 1) && !e->distinct)
        *out = count_if(e);
    else if (counts_several(e))
        *out = count_several(e);
    else if (is_call_of(e, "regr_avgx", 2))
        *out = mean_of_pair(e, 1);
    else if (is_call_of(e, "regr_avgy", 2))
        *out = mean_of_pair(e, 0);
    else
        return LT_OK;
    return *out ? LT_OK : LT_FAIL(err, LT_ENOMEM, "no memory for an aggregate");
}
