/* rule_sort.c — sorts: two become one, with a limit above they keep few rows, and those whose order
 * nobody sees go.
 *
 * Sorting is stable, so a sort by a over a sort by b is a sort by a, b. */
#include "plan/expr_make.h"
#include "plan/rules.h"
#include "plan/simplify.h"

enum {
    KEYS_MOST = 64,
    TOPK_MOST = 1 << 16 /* rows; more of them are sorted in the usual way */
};

/* ---- sort over sort ---- */

static bool has_key(const lt_plan *sort, const lt_expr *key)
{
    for (int32_t i = 0; i < sort->expr_count; i++)
        if (lt_expr_same(sort->exprs[i]->args[0], key->args[0])) return true;
    return false;
}

static bool has_marks(const lt_plan *sort)
{
    for (int32_t i = 0; i < sort->expr_count; i++)
        if (sort->exprs[i]->kind != LT_EXPR_SORT || lt_expr_has_volatile(sort->exprs[i]))
            return false;
    return true;
}

lt_status lt_rule_merge_sorts(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_expr *keys[2 * KEYS_MOST];
    int32_t  n = 0;
    lt_plan *outer = *p, *merged;
    if (outer->kind != LT_NODE_SORT && outer->kind != LT_NODE_TOPK) return LT_OK;
    lt_plan *inner = outer->inputs[0];
    int32_t  all = outer->expr_count + inner->expr_count, inner_id = inner->id;
    if (inner->kind != LT_NODE_SORT || all > KEYS_MOST || !has_marks(outer) || !has_marks(inner))
        return LT_OK;
    for (int32_t i = 0; i < inner->expr_count; i++) /* dropped, its errors would not come up */
        if (has_key(outer, inner->exprs[i]) == false) keys[n++] = inner->exprs[i];
    LT_TRY(lt_plan_with_input(&merged, outer, lt_plan_retain(inner->inputs[0]), err));
    for (int32_t i = n - 1; i >= 0; i--) keys[i + outer->expr_count] = lt_expr_retain(keys[i]);
    for (int32_t i = 0; i < outer->expr_count; i++) keys[i] = lt_expr_retain(outer->exprs[i]);
    lt_status status = lt_plan_set_exprs(merged, keys, n + outer->expr_count, err);
    if (status) {
        lt_plan_release(merged);
        return status;
    }
    lt_plan_replace(p, merged);
    return lt_rules_note(r, err, "merge sorts: Sort #%d joins %s #%d, one pass over the rows less",
                         inner_id, lt_plan_kind_name(merged->kind), merged->id);
}

/* ---- limit over sort ---- */

/* The rows that a projection keeps, and their order, are those of its input. */
static bool is_harmless(const lt_plan *project)
{
    for (int32_t i = 0; i < project->expr_count; i++)
        if (!lt_expr_is_harmless(project->exprs[i])) return false;
    return true;
}

/* TopK over Project becomes Project over TopK: what is shown is computed of few rows. */
static lt_status below_project(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *project = (*p)->inputs[0], *lower, *upper;
    LT_TRY(lt_plan_with_input(&lower, *p, lt_plan_retain(project->inputs[0]), err));
    lt_plan_set_schema(lower, project->inputs[0]->schema);
    for (int32_t i = 0; i < lower->expr_count; i++) {
        lt_expr *key = lt_expr_substitute(lower->exprs[i], project->exprs);
        if (!key) {
            lt_plan_release(lower);
            return lt_no_memory(err);
        }
        lt_expr_release(lower->exprs[i]);
        lower->exprs[i] = key;
    }
    LT_TRY(lt_plan_with_input(&upper, project, lower, err));
    lt_plan_replace(p, upper);
    return lt_rules_note(r, err, "top k: TopK #%d goes below Project #%d", upper->inputs[0]->id,
                         upper->id);
}

lt_status lt_rule_topk(lt_rules *r, lt_plan **p, lt_error *err)
{
    if ((*p)->kind == LT_NODE_TOPK && (*p)->inputs[0]->kind == LT_NODE_PROJECT &&
        is_harmless((*p)->inputs[0]))
        return below_project(r, p, err);
    lt_plan *limit = *p, *sort;
    if (limit->kind != LT_NODE_LIMIT || limit->inputs[0]->kind != LT_NODE_SORT) return LT_OK;
    if (limit->count < 0 || limit->count > TOPK_MOST || limit->offset > TOPK_MOST - limit->count)
        return LT_OK;
    if (!(sort = lt_plan_copy(limit->inputs[0]))) return lt_no_memory(err);
    int32_t limit_id = limit->id;
    sort->kind = LT_NODE_TOPK;
    sort->count = limit->count;
    sort->offset = limit->offset;
    lt_plan_replace(p, sort);
    return lt_rules_note(r, err, "top k: Limit #%d over Sort #%d keeps %lld rows at a time",
                         limit_id, sort->id, (long long)sort->count + sort->offset);
}

/* ---- sorts whose order nobody sees ---- */

static bool has_float(const lt_schema *s)
{
    for (int32_t i = 0; i < s->count; i++)
        if (lt_type_is_float(s->fields[i].type)) return true;
    return false;
}

/* Whether p shows in which order its input came; `seen`: its own order is seen. */
static bool shows_order(const lt_plan *p, bool seen)
{
    switch (p->kind) {
    case LT_NODE_AGGREGATE:
        return !lt_plan_is_steady(p) || !lt_plan_ignores_order(p) || (p->key_count && seen);
    case LT_NODE_DISTINCT: return seen || p->name_count || has_float(p->schema);
    case LT_NODE_PROJECT:
    case LT_NODE_FILTER: return seen || !lt_plan_is_steady(p);
    case LT_NODE_SORT:
    case LT_NODE_UNION: return seen;
    default: return true;
    }
}

static bool may_go(const lt_plan *sort)
{
    for (int32_t i = 0; i < sort->expr_count; i++)
        if (!lt_expr_is_harmless(sort->exprs[i])) return false;
    return true;
}

static lt_status drop_sorts(lt_rules *r, lt_plan **p, bool seen, lt_error *err)
{
    while (!seen && (*p)->kind == LT_NODE_SORT && may_go(*p)) {
        LT_TRY(lt_rules_note(r, err, "drop sort: nothing above Sort #%d depends on its order",
                             (*p)->id));
        lt_plan_replace(p, lt_plan_retain((*p)->inputs[0]));
    }
    bool below = shows_order(*p, seen);
    for (int32_t i = 0; i < (*p)->input_count; i++) {
        lt_plan  *child = lt_plan_retain((*p)->inputs[i]), *copy;
        lt_status status = drop_sorts(r, &child, below, err);
        if (status || child == (*p)->inputs[i]) {
            lt_plan_release(child);
            if (status) return status;
            continue;
        }
        if (!(copy = lt_plan_copy(*p))) {
            lt_plan_release(child);
            return lt_no_memory(err);
        }
        lt_plan_replace(&copy->inputs[i], child);
        lt_plan_replace(p, copy);
    }
    return LT_OK;
}

lt_status lt_drop_sorts(lt_rules *r, lt_plan **p, lt_error *err)
{
    return drop_sorts(r, p, true, err);
}
