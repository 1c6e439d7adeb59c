/* rule_limit.c — limits: two become one; they pass projections, enter unions, scans and ranges, and
 * go where there are no more rows than they allow. */
#include "plan/rules.h"

/* Rows that are enough below a limit; -1: no end. */
static int64_t enough(const lt_plan *p)
{
    if (p->count < 0 || p->count > INT64_MAX - p->offset) return -1;
    return p->count + p->offset;
}

/* Also a limit over a top k: that keeps fewer rows then. */
static lt_status merge(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *outer = *p, *inner = outer->inputs[0], *merged;
    if (inner->kind == LT_NODE_LIMIT)
        LT_TRY(lt_plan_with_input(&merged, outer, lt_plan_retain(inner->inputs[0]), err));
    else if (!(merged = lt_plan_copy(inner)))
        return lt_no_memory(err);
    int64_t left = inner->count < 0                ? -1
                   : inner->count <= outer->offset ? 0
                                                   : inner->count - outer->offset;
    merged->offset =
        inner->offset > INT64_MAX - outer->offset ? INT64_MAX : inner->offset + outer->offset;
    merged->count = left >= 0 && (outer->count < 0 || left < outer->count) ? left : outer->count;
    lt_status status = lt_rules_note(r, err, "push limit: Limit #%d joins %s #%d", outer->id,
                                     lt_plan_kind_name(inner->kind), inner->id);
    if (status) {
        lt_plan_release(merged);
        return status;
    }
    lt_plan_replace(p, merged);
    return LT_OK;
}

/* A limit that keeps every row there can be goes. */
static lt_status drop_idle(lt_rules *r, lt_plan **p, bool *gone, lt_error *err)
{
    int64_t most = lt_plan_most_rows((*p)->inputs[0], NULL);
    bool    all = (*p)->count < 0 || (most >= 0 && most <= (*p)->count);
    *gone = all && (*p)->offset == 0;
    if (!*gone) return LT_OK;
    LT_TRY(lt_rules_note(r, err, "push limit: Limit #%d keeps every row there is", (*p)->id));
    lt_plan_replace(p, lt_plan_retain((*p)->inputs[0]));
    return LT_OK;
}

/* The numbers that are left are a range. */
static lt_status into_range(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *limit = *p, *range = limit->inputs[0];
    uint64_t n = lt_plan_range_count(range), skip = (uint64_t)limit->offset;
    if (skip >= n) return LT_OK; /* no row: another rule's work */
    uint64_t keep = n - skip;
    bool     cut = limit->count >= 0 && keep > (uint64_t)limit->count;
    if (!(range = lt_plan_copy(range))) return lt_no_memory(err);
    range->start = (int64_t)((uint64_t)range->start + skip * (uint64_t)range->step);
    if (cut)
        range->stop =
            (int64_t)((uint64_t)range->start + (uint64_t)limit->count * (uint64_t)range->step);
    int32_t id = limit->id;
    lt_plan_replace(p, range);
    return lt_rules_note(r, err, "push limit: Limit #%d makes Range #%d shorter", id, range->id);
}

/* Limit over Project becomes Project over Limit. A projection that can fail may then fail on fewer
 * rows, never on more. */
static lt_status below_project(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *limit = *p, *project = limit->inputs[0], *lower, *upper;
    LT_TRY(lt_plan_with_input(&lower, limit, lt_plan_retain(project->inputs[0]), err));
    lt_plan_set_schema(lower, project->inputs[0]->schema);
    LT_TRY(lt_plan_with_input(&upper, project, lower, err));
    lt_status status = lt_rules_note(r, err, "push limit: Limit #%d goes below Project #%d",
                                     limit->id, project->id);
    if (status) {
        lt_plan_release(upper);
        return status;
    }
    lt_plan_replace(p, upper);
    return LT_OK;
}

/* An input of a union that holds at most `rows` rows already needs no limit of its own. */
static bool is_limited(const lt_plan *p, int64_t rows)
{
    int64_t most = lt_plan_most_rows(p, NULL);
    while (p->kind == LT_NODE_PROJECT) p = p->inputs[0];
    return (most >= 0 && most <= rows) ||
           (p->kind == LT_NODE_SCAN && p->spec.limit >= 0 && p->spec.limit <= rows);
}

static lt_status limit_inputs(lt_plan *unite, const lt_plan *limit, int64_t rows, bool *did,
                              lt_error *err)
{
    for (int32_t i = 0; i < unite->input_count; i++) {
        lt_plan *fresh;
        if (is_limited(unite->inputs[i], rows)) continue;
        LT_TRY(lt_plan_with_input(&fresh, limit, lt_plan_retain(unite->inputs[i]), err));
        fresh->count = rows;
        fresh->offset = 0;
        lt_plan_set_schema(fresh, unite->inputs[i]->schema);
        lt_plan_replace(&unite->inputs[i], fresh);
        *did = true;
    }
    return LT_OK;
}

static lt_status into_union(lt_rules *r, lt_plan **p, int64_t rows, lt_error *err)
{
    bool     did = false;
    lt_plan *limit = *p, *unite = lt_plan_copy(limit->inputs[0]), *upper;
    if (!unite) return lt_no_memory(err);
    lt_status status = limit_inputs(unite, limit, rows, &did, err);
    if (!status && did)
        status = lt_rules_note(r, err, "push limit: Limit #%d also limits the inputs of Union #%d",
                               limit->id, unite->id);
    if (status || !did) {
        lt_plan_release(unite);
        return status;
    }
    LT_TRY(lt_plan_with_input(&upper, limit, unite, err));
    lt_plan_replace(p, upper);
    return LT_OK;
}

static lt_status into_scan(lt_rules *r, lt_plan **p, int64_t rows, lt_error *err)
{
    lt_plan *limit = *p, *scan = limit->inputs[0], *upper;
    if (!scan->source || scan->spec.filter_count) return LT_OK;
    if (scan->spec.limit >= 0 && scan->spec.limit <= rows) return LT_OK;
    lt_plan *copy = lt_plan_copy(scan);
    if (!copy) return lt_no_memory(err);
    copy->spec.limit = rows;
    LT_TRY(lt_plan_with_input(&upper, limit, copy, err));
    lt_status status = lt_rules_note(r, err, "push limit: Scan #%d stops after %lld rows", scan->id,
                                     (long long)rows);
    if (status) {
        lt_plan_release(upper);
        return status;
    }
    lt_plan_replace(p, upper);
    return LT_OK;
}

lt_status lt_rule_limit(lt_rules *r, lt_plan **p, lt_error *err)
{
    bool gone;
    if ((*p)->kind != LT_NODE_LIMIT) return LT_OK;
    LT_TRY(drop_idle(r, p, &gone, err));
    if (gone) return LT_OK;
    int64_t rows = enough(*p);
    switch ((*p)->inputs[0]->kind) {
    case LT_NODE_TOPK:
    case LT_NODE_LIMIT: return merge(r, p, err);
    case LT_NODE_PROJECT:
        return lt_plan_is_steady((*p)->inputs[0]) ? below_project(r, p, err) : LT_OK;
    case LT_NODE_UNION: return rows < 0 ? LT_OK : into_union(r, p, rows, err);
    case LT_NODE_SCAN: return rows < 0 ? LT_OK : into_scan(r, p, rows, err);
    case LT_NODE_RANGE: return into_range(r, p, err);
    default: return LT_OK;
    }
}
