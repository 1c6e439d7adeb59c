/* rule_filter.c — filters move towards the scans.
 *
 * A conjunct may pass below a node when the rows it then meets are rows it would have met anyway:
 *   Project    its columns replaced by their expressions, when those cannot fail
 *   Sort       as it is
 *   Distinct   over all columns: as it is; over some: only conjuncts on those
 *   Aggregate  only conjuncts on plain group keys
 *   Union      into every input
 *   Intersect, Except  into both inputs, what cannot fail and what treats equal values alike
 * Limit stops it. Conjuncts that can fail (division, casts) keep their place behind the ones before
 * them: only a leading run of conjuncts moves past one that stays.
 */
#include "plan/rules.h"
#include "plan/simplify.h"

lt_status lt_rule_merge_filters(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *outer = *p, *inner;
    lt_expr *both, *parts[2];
    if (outer->kind != LT_NODE_FILTER || outer->inputs[0]->kind != LT_NODE_FILTER) return LT_OK;
    inner = outer->inputs[0];
    parts[0] = inner->exprs[0], parts[1] = outer->exprs[0];
    LT_TRY(lt_conjunction(&both, parts, 2, err));

    lt_plan  *merged;
    lt_status status = lt_plan_with_input(&merged, outer, lt_plan_retain(inner->inputs[0]), err);
    if (status) {
        lt_expr_release(both);
        return status;
    }
    status = lt_plan_set_exprs(merged, &both, 1, err);
    if (!status)
        status = lt_rules_note(r, err, "merge filters: Filter #%d joins Filter #%d", inner->id,
                               outer->id);
    if (status) {
        lt_plan_release(merged);
        return status;
    }
    lt_plan_replace(p, merged);
    return LT_OK;
}

/* ---- what a conjunct becomes below a node; NULL: it stays ---- */

enum { GROWN_MOST = 256, COUNTED_MOST = 1 << 16 };

/* Nodes of e, counted no further than `most`. */
static int32_t nodes_of(const lt_expr *e, int32_t most)
{
    int32_t nodes = 1;
    for (int32_t i = 0; i < e->arg_count && nodes < most; i++)
        nodes += nodes_of(e->args[i], most - nodes);
    return nodes;
}

/* A condition that grows with every projection it passes is not cheaper further down, and takes
 * ever longer to move. */
static bool grows_too_much(const lt_expr *after, const lt_expr *before)
{
    int32_t nodes = nodes_of(after, COUNTED_MOST);
    return nodes > GROWN_MOST && nodes > nodes_of(before, COUNTED_MOST);
}

static lt_status below_project(lt_expr **out, const lt_plan *project, lt_expr *e, lt_error *err)
{
    bool used[1024] = {false};
    if (project->expr_count > 1024 || !lt_plan_is_steady(project)) return LT_OK;
    lt_expr_columns(e, used);
    for (int32_t i = 0; i < project->expr_count; i++)
        if (used[i] && !lt_expr_is_harmless(project->exprs[i])) return LT_OK;
    *out = lt_expr_substitute(e, project->exprs);
    if (!*out) return lt_no_memory(err);
    if (!grows_too_much(*out, e)) return LT_OK;
    lt_expr_release(*out);
    *out = NULL;
    return LT_OK;
}

/* Whether every column of e is among the first `keys` of p, and what they are below it. */
static lt_status below_aggregate(lt_expr **out, const lt_plan *p, lt_expr *e, lt_error *err)
{
    bool used[1024] = {false};
    if (p->expr_count > 1024 || p->key_count == 0) return LT_OK;
    lt_expr_columns(e, used);
    for (int32_t i = 0; i < p->expr_count; i++)
        if (used[i] && (i >= p->key_count || !lt_expr_is_harmless(p->exprs[i]))) return LT_OK;
    *out = lt_expr_substitute(e, p->exprs);
    return *out ? LT_OK : lt_no_memory(err);
}

static bool is_key(const lt_plan *distinct, const char *name)
{
    for (int32_t i = 0; i < distinct->name_count; i++)
        if (strcmp(distinct->names[i], name) == 0) return true;
    return distinct->name_count == 0;
}

static lt_status below_distinct(lt_expr **out, const lt_plan *p, lt_expr *e)
{
    bool used[1024] = {false};
    if (p->schema->count > 1024) return LT_OK;
    lt_expr_columns(e, used);
    for (int32_t i = 0; i < p->schema->count; i++)
        if (used[i] && !is_key(p, p->schema->fields[i].name)) return LT_OK;
    *out = lt_expr_retain(e);
    return LT_OK;
}

/* Whether e answers alike for values that are equal as keys: -0.0 and 0.0 differ as texts, say. */
static bool minds_only_equality(const lt_expr *e)
{
    static const char *const comparing[] = {"==", "<=>",    "<",         "<=",    ">",
                                            ">=", "isnull", "isnotnull", "isnan", "in"};
    bool                     compares = false;
    if (e->kind == LT_EXPR_COLUMN) return !lt_type_is_float(e->type);
    for (size_t i = 0; e->kind == LT_EXPR_CALL && i < sizeof(comparing) / sizeof(*comparing); i++)
        compares = compares || strcmp(e->name, comparing[i]) == 0;
    for (int32_t i = 0; i < e->arg_count; i++) {
        bool column = compares && e->args[i]->kind == LT_EXPR_COLUMN;
        if (!column && !minds_only_equality(e->args[i])) return false;
    }
    return true;
}

static lt_status go_below(lt_expr **out, const lt_plan *node, lt_expr *e, lt_error *err)
{
    *out = NULL;
    if (lt_expr_is_constant(e) || lt_expr_has_volatile(e)) return LT_OK;
    switch (node->kind) {
    case LT_NODE_PROJECT: return below_project(out, node, e, err);
    case LT_NODE_AGGREGATE: return below_aggregate(out, node, e, err);
    case LT_NODE_DISTINCT: return below_distinct(out, node, e);
    case LT_NODE_INTERSECT:
    case LT_NODE_EXCEPT:
        if (!lt_expr_can_fail(e) && minds_only_equality(e)) *out = lt_expr_retain(e);
        return LT_OK;
    case LT_NODE_SORT:
    case LT_NODE_UNION: *out = lt_expr_retain(e); return LT_OK;
    default: return LT_OK;
    }
}

/* The conjuncts of a filter, split into those that move (rewritten, owned) and those that stay. */
typedef struct split {
    lt_buf moved, kept; /* lt_expr *; moved are owned, kept borrowed */
    bool   random;      /* one of kept is volatile: it must not meet fewer rows */
} split;

static void drop_split(split *s)
{
    lt_expr **moved = (lt_expr **)s->moved.data;
    for (size_t i = 0; i < s->moved.len / sizeof(*moved); i++) lt_expr_release(moved[i]);
    lt_buf_clear(&s->moved);
    lt_buf_clear(&s->kept);
}

static lt_status split_one(split *s, const lt_plan *below, lt_expr *part, lt_error *err)
{
    lt_expr *moved = NULL;
    bool     may_move = !s->random && (s->kept.len == 0 || !lt_expr_can_fail(part));
    if (may_move) LT_TRY(go_below(&moved, below, part, err));
    s->random = s->random || lt_expr_has_volatile(part);
    if (!moved) return lt_buf_add(&s->kept, &part, sizeof(part), err);
    lt_status status = lt_buf_add(&s->moved, &moved, sizeof(moved), err);
    if (status) lt_expr_release(moved);
    return status;
}

static lt_status split_condition(split *s, const lt_plan *filter, lt_error *err)
{
    lt_buf    parts = {.mem = s->kept.mem};
    lt_status status = lt_conjuncts(&parts, filter->exprs[0], err);
    lt_expr **list = (lt_expr **)parts.data;
    for (size_t i = 0; !status && i < parts.len / sizeof(*list); i++)
        status = split_one(s, filter->inputs[0], list[i], err);
    lt_buf_clear(&parts);
    return status;
}

/* A Filter with filter's id over input (consumed), with a condition (consumed). */
static lt_status make_filter(lt_plan **out, const lt_plan *filter, lt_plan *input,
                             lt_expr *condition, lt_error *err)
{
    lt_status status = lt_plan_with_input(out, filter, input, err);
    if (status) {
        lt_expr_release(condition);
        return status;
    }
    lt_plan_set_schema(*out, (*out)->inputs[0]->schema);
    status = lt_plan_set_exprs(*out, &condition, 1, err);
    if (status) lt_plan_release(*out);
    return status;
}

/* node with a filter by condition (borrowed) on every input. */
static lt_status filter_inputs(lt_plan **out, const lt_plan *node, const lt_plan *filter,
                               lt_expr *condition, lt_error *err)
{
    lt_plan *copy = lt_plan_copy(node);
    if (!copy) return lt_no_memory(err);
    for (int32_t i = 0; i < copy->input_count; i++) {
        lt_plan  *fresh;
        lt_status status = make_filter(&fresh, filter, lt_plan_retain(copy->inputs[i]),
                                       lt_expr_retain(condition), err);
        if (status) {
            lt_plan_release(copy);
            return status;
        }
        lt_plan_replace(&copy->inputs[i], fresh);
    }
    *out = copy;
    return LT_OK;
}

lt_status lt_rule_push_filter(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *filter = *p, *pushed = NULL;
    lt_expr *moved = NULL, *kept = NULL;
    if (filter->kind != LT_NODE_FILTER) return LT_OK;
    const lt_plan *below = filter->inputs[0];
    split          s = {.moved.mem = r->mem, .kept.mem = r->mem};
    lt_status      status = split_condition(&s, filter, err);
    if (status || s.moved.len == 0) goto done;

    int32_t moved_count = (int32_t)(s.moved.len / sizeof(moved));
    int32_t kept_count = (int32_t)(s.kept.len / sizeof(kept));
    if ((status = lt_conjunction(&moved, (lt_expr **)s.moved.data, moved_count, err))) goto done;
    if ((status = filter_inputs(&pushed, below, filter, moved, err))) goto done;
    if ((status = lt_conjunction(&kept, (lt_expr **)s.kept.data, kept_count, err))) goto done;
    status = lt_rules_note(r, err, "push filter: %d of %d conditions of Filter #%d go below %s #%d",
                           moved_count, moved_count + kept_count, filter->id,
                           lt_plan_kind_name(below->kind), below->id);
    if (status) goto done;
    if (kept) {
        lt_plan *rest;
        status = make_filter(&rest, filter, pushed, kept, err);
        pushed = NULL, kept = NULL;
        if (status) goto done;
        pushed = rest;
    }
    lt_plan_replace(p, pushed);
    pushed = NULL;
done:
    lt_plan_release(pushed);
    lt_expr_release(moved);
    lt_expr_release(kept);
    drop_split(&s);
    return status;
}

/* Puts the conjuncts of condition behind the filters that scan, held once, has already. */
static lt_status add_filters(lt_plan *scan, lt_expr *condition, lt_mem *mem, lt_error *err)
{
    lt_scan_spec *have = &scan->spec, more = {.limit = -1}, both = {.limit = -1};
    lt_buf        parts = {.mem = mem};
    lt_status     status =
        lt_buf_add(&parts, have->filters, (size_t)have->filter_count * sizeof(*have->filters), err);
    if (!status) status = lt_conjuncts(&parts, condition, err);
    more.filters = (lt_expr **)parts.data;
    more.filter_count = (int32_t)(parts.len / sizeof(*more.filters));
    if (!status) status = lt_scan_spec_copy(&both, &more, err);
    lt_buf_clear(&parts);
    if (status) return status;
    lt_scan_spec old = {.filters = have->filters,
                        .filter_count = have->filter_count,
                        .filter_cap = have->filter_cap};
    have->filters = both.filters;
    have->filter_count = have->filter_cap = both.filter_count;
    lt_scan_spec_clear(&old);
    return LT_OK;
}

/* Hands the condition to the scan, which does what it can and leaves the rest to the engine. */
lt_status lt_rule_filter_scan(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *filter = *p;
    if (filter->kind != LT_NODE_FILTER || filter->inputs[0]->kind != LT_NODE_SCAN ||
        !filter->inputs[0]->source || filter->inputs[0]->spec.limit >= 0)
        return LT_OK;
    lt_plan *scan = lt_plan_copy(filter->inputs[0]);
    if (!scan) return lt_no_memory(err);
    lt_status status = add_filters(scan, filter->exprs[0], r->mem, err);
    if (!status)
        status = lt_rules_note(r, err, "filter in scan: Filter #%d is done while Scan #%d reads",
                               filter->id, scan->id);
    if (status) {
        lt_plan_release(scan);
        return status;
    }
    lt_plan_replace(p, scan);
    return LT_OK;
}
