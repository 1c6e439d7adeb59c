/* build_rows.c — builders of lote.h for what chooses, mends or describes rows: nulls, samples,
 * sets.
 */
#include "plan/node.h"
#include "plan/plan_mem.h"

#include <math.h>

static void release_exprs(lt_expr *const *exprs, int32_t count)
{
    for (int32_t i = 0; i < count; i++) lt_expr_release(exprs[i]);
}

/* A node over in with expressions and names; everything is consumed. */
static lt_plan *make(lt_node_kind kind, lt_plan *in, lt_expr *const *exprs, int32_t expr_count,
                     const char *const *names, int32_t name_count)
{
    bool whole = true;
    for (int32_t i = 0; i < expr_count; i++) whole = whole && exprs[i];
    lt_plan *p = lt_plan_make(kind, &in, 1);
    if (!p || !whole) {
        release_exprs(exprs, expr_count);
        lt_plan_release(p);
        return NULL;
    }
    lt_status status = lt_plan_set_exprs(p, exprs, expr_count, NULL);
    if (!status) status = lt_plan_set_names(p, names, name_count, NULL);
    if (!status) return p;
    lt_plan_release(p);
    return NULL;
}

lt_plan *lt_fill_nulls(lt_plan *in, lt_expr *value, const char *const *names, int32_t count)
{
    return make(LT_NODE_FILL, in, &value, 1, names, count);
}

lt_plan *lt_fill_each(lt_plan *in, const char *const *names, lt_expr *const *values, int32_t count)
{
    lt_plan *p = make(LT_NODE_FILL, in, values, count, names, count);
    if (p) p->by_name = true;
    return p;
}

lt_plan *lt_drop_nulls(lt_plan *in, int64_t least, const char *const *names, int32_t count)
{
    lt_plan *p = make(LT_NODE_DROP_NULLS, in, NULL, 0, names, count);
    if (p) p->count = least < 0 ? -1 : least;
    return p;
}

lt_plan *lt_replace(lt_plan *in, lt_expr *const *old_and_new, int32_t pairs,
                    const char *const *names, int32_t count)
{
    return make(LT_NODE_REPLACE, in, old_and_new, 2 * pairs, names, count);
}

lt_plan *lt_to_df(lt_plan *in, const char *const *names, int32_t count)
{
    return make(LT_NODE_TO_DF, in, NULL, 0, names, count);
}

lt_plan *lt_summary(lt_plan *in, const char *const *statistics, int32_t count)
{
    return make(LT_NODE_SUMMARY, in, NULL, 0, statistics, count);
}

/* Copies of a row are drawn one by one, so there is a most. */
static const double MOST_COPIES = 1000;

lt_plan *lt_sample(lt_plan *in, double lower, double upper, bool with_replacement, int64_t seed)
{
    lt_error err;
    lt_plan *p = lt_plan_make(LT_NODE_SAMPLE, &in, 1);
    if (!p) return NULL;
    p->lower = lower, p->upper = upper;
    p->replacement = with_replacement;
    p->seed = seed;
    bool known = isfinite(lower) && isfinite(upper);
    if (known && with_replacement && lower >= 0 && upper >= 0 && upper <= MOST_COPIES) return p;
    if (known && !with_replacement && lower >= 0 && lower <= upper && upper <= 1) return p;
    lt_fail(&err, LT_EINVAL, LT_HERE, "a sample of the part %g to %g of the rows", lower, upper);
    lt_error_hint(&err, with_replacement ? "with replacement give a fraction of 0 to 1000"
                                         : "give a fraction of 0 to 1");
    return lt_plan_fail(p, &err);
}

lt_plan *lt_tail_rows(lt_plan *in, int64_t count)
{
    lt_error err;
    lt_plan *p = lt_plan_make(LT_NODE_TAIL, &in, 1);
    if (!p) return NULL;
    p->count = count;
    if (count >= 0) return p;
    lt_fail(&err, LT_EINVAL, LT_HERE, "the last %lld rows", (long long)count);
    lt_error_hint(&err, "give a number of rows that is not negative");
    return lt_plan_fail(p, &err);
}

static lt_plan *set_operation(lt_node_kind kind, lt_plan *a, lt_plan *b, bool all)
{
    lt_plan *p = lt_plan_make(kind, (lt_plan *[]){a, b}, 2);
    if (p) p->all = all;
    return p;
}

lt_plan *lt_intersect(lt_plan *a, lt_plan *b, bool all)
{
    return set_operation(LT_NODE_INTERSECT, a, b, all);
}

lt_plan *lt_except(lt_plan *a, lt_plan *b, bool all)
{
    return set_operation(LT_NODE_EXCEPT, a, b, all);
}
