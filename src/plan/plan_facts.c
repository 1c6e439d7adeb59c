/* plan_facts.c — what is certain of a plan's rows before it runs: how many, which differ. */
#include "plan/expr_make.h"
#include "plan/rules.h"

#include <string.h>

/* ---- how many ---- */

uint64_t lt_plan_range_count(const lt_plan *p)
{
    int64_t start = p->start, stop = p->stop, step = p->step;
    if (step > 0 && start < stop)
        return ((uint64_t)stop - (uint64_t)start - 1) / (uint64_t)step + 1;
    if (step < 0 && start > stop)
        return ((uint64_t)start - (uint64_t)stop - 1) / (0 - (uint64_t)step) + 1;
    return 0;
}

static int64_t scan_rows(const lt_plan *p, bool *exact)
{
    int64_t rows = -1, limit = p->spec.limit;
    if (p->table) rows = p->table->rows;
    if (p->source && p->source->ops->row_count) rows = p->source->ops->row_count(p->source);
    *exact = rows >= 0 && !p->spec.filter_count;
    /* a source may give some rows more than its limit */
    if (p->source && limit >= 0 && rows > limit) *exact = false;
    return rows;
}

static int64_t limited(const lt_plan *p, int64_t rows, bool *exact)
{
    if (rows >= 0) rows = rows > p->offset ? rows - p->offset : 0;
    if (p->count >= 0 && (rows < 0 || rows > p->count)) {
        if (rows < 0) *exact = p->count == 0;
        rows = p->count;
    }
    return rows;
}

static int64_t united(const lt_plan *p, bool *exact)
{
    int64_t sum = 0;
    *exact = true;
    for (int32_t i = 0; i < p->input_count; i++) {
        bool    each;
        int64_t rows = lt_plan_most_rows(p->inputs[i], &each);
        if (rows < 0 || rows > INT64_MAX - sum) return -1;
        sum += rows;
        *exact = *exact && each;
    }
    return sum;
}

static int64_t at_most(const lt_plan *p, bool *exact)
{
    uint64_t n;
    int64_t  rows;
    *exact = true;
    switch (p->kind) {
    case LT_NODE_SCAN: return scan_rows(p, exact);
    case LT_NODE_RANGE: n = lt_plan_range_count(p); return n > INT64_MAX ? -1 : (int64_t)n;
    case LT_NODE_AGGREGATE:
        if (!p->key_count) return 1;
        break;
    case LT_NODE_UNION: return united(p, exact);
    case LT_NODE_LIMIT:
    case LT_NODE_TOPK: rows = at_most(p->inputs[0], exact); return limited(p, rows, exact);
    case LT_NODE_PROJECT:
    case LT_NODE_SORT: return at_most(p->inputs[0], exact);
    case LT_NODE_FILTER:
    case LT_NODE_DISTINCT: break;
    default: return -1;
    }
    rows = at_most(p->inputs[0], exact);
    *exact = rows == 0;
    return rows;
}

int64_t lt_plan_most_rows(const lt_plan *p, bool *exact)
{
    bool    sure;
    int64_t rows = at_most(p, &sure);
    if (exact) *exact = sure && rows >= 0;
    return rows;
}

/* ---- which differ ---- */

enum { MANY = 1024 }; /* columns; of wider relations nothing is known */

static bool unique_by_names(const lt_plan *p, const bool *set)
{
    for (int32_t i = 0; i < p->name_count; i++) {
        int32_t at = lt_schema_find(p->schema, p->names[i], strlen(p->names[i]));
        if (at < 0 || !set[at]) return false;
    }
    for (int32_t i = 0; p->name_count == 0 && i < p->schema->count; i++)
        if (!set[i]) return false;
    return true;
}

static bool unique_below(const lt_plan *project, const bool *set)
{
    bool           below[MANY] = {false};
    const lt_plan *in = project->inputs[0];
    if (in->schema->count > MANY) return false;
    for (int32_t i = 0; i < project->expr_count; i++)
        if (set[i] && project->exprs[i]->kind == LT_EXPR_COLUMN)
            below[project->exprs[i]->index] = true;
    return lt_plan_is_unique(in, below);
}

static bool has_all_keys(const lt_plan *aggregate, const bool *set)
{
    for (int32_t i = 0; i < aggregate->key_count; i++)
        if (!set[i]) return false;
    return true;
}

bool lt_plan_is_unique(const lt_plan *p, const bool *set)
{
    int64_t most = lt_plan_most_rows(p, NULL);
    if (most >= 0 && most <= 1) return true;
    switch (p->kind) {
    case LT_NODE_RANGE: return p->schema->count == 1 && set[0];
    case LT_NODE_AGGREGATE: return has_all_keys(p, set);
    case LT_NODE_DISTINCT: return unique_by_names(p, set) || lt_plan_is_unique(p->inputs[0], set);
    case LT_NODE_PROJECT: return unique_below(p, set);
    case LT_NODE_FILTER:
    case LT_NODE_SORT:
    case LT_NODE_LIMIT:
    case LT_NODE_TOPK: return lt_plan_is_unique(p->inputs[0], set);
    default: return false;
    }
}

/* ---- aggregates ---- */

static bool is_named(const lt_expr *call, const char *const *names)
{
    for (; *names; names++)
        if (lt_expr_is_call(call, *names)) return true;
    return false;
}

/* The smallest of 0.0 and -0.0 is the one that came first. */
static bool is_of_floats(const lt_expr *call)
{
    return call->arg_count > 0 && lt_type_is_float(call->args[0]->type);
}

static const lt_expr *call_of(const lt_expr *e)
{
    while (e->kind == LT_EXPR_ALIAS) e = e->args[0];
    return e;
}

/* Of extremes and of logic it does not matter how often or in which order a value comes. */
static bool is_extreme(const lt_expr *call)
{
    static const char *const names[] = {"min",   "max",     "bool_and", "bool_or",
                                        "every", "bit_and", "bit_or",   NULL};
    return is_named(call, names) && !is_of_floats(call);
}

bool lt_plan_ignores_repeats(const lt_plan *aggregate)
{
    static const char *const counted[] = {"count", "sum", "avg", NULL};
    static const char *const first[] = {"first", NULL};
    for (int32_t i = aggregate->key_count; i < aggregate->expr_count; i++) {
        const lt_expr *call = call_of(aggregate->exprs[i]);
        bool           once = call->distinct && is_named(call, counted);
        bool           is_first = is_named(call, first) && call->arg_count == 1;
        if (!once && !is_first && !is_extreme(call)) return false;
    }
    return true;
}

/* Sums of doubles are exact, so that they do not depend on the order either. */
bool lt_plan_ignores_order(const lt_plan *aggregate)
{
    static const char *const summed[] = {"count", "sum", "avg", "bit_xor", NULL};
    for (int32_t i = aggregate->key_count; i < aggregate->expr_count; i++) {
        const lt_expr *call = call_of(aggregate->exprs[i]);
        if (!is_named(call, summed) && !is_extreme(call)) return false;
    }
    return true;
}

bool lt_plan_is_steady(const lt_plan *p)
{
    for (int32_t i = 0; i < p->expr_count; i++)
        if (lt_expr_has_volatile(p->exprs[i])) return false;
    return true;
}
