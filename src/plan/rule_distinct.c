/* rule_distinct.c — a distinct goes where its rows are distinct already, and where what stands
 * above would drop, or not mind, the rows that it drops. */
#include "plan/rules.h"

#include <string.h>

enum { MANY = 1024 };

static bool is_key(const lt_plan *distinct, int32_t column)
{
    const char *name = distinct->schema->fields[column].name;
    for (int32_t i = 0; i < distinct->name_count; i++)
        if (strcmp(distinct->names[i], name) == 0) return true;
    return distinct->name_count == 0;
}

static bool within_keys(const lt_plan *distinct, const bool *used)
{
    for (int32_t i = 0; i < distinct->schema->count; i++)
        if (used[i] && !is_key(distinct, i)) return false;
    return true;
}

static bool has_float_keys(const lt_plan *distinct)
{
    for (int32_t i = 0; i < distinct->schema->count; i++)
        if (is_key(distinct, i) && lt_type_is_float(distinct->schema->fields[i].type)) return true;
    return false;
}

static bool picks_columns(const lt_plan *p)
{
    for (int32_t i = 0; i < p->expr_count; i++)
        if (p->exprs[i]->kind != LT_EXPR_COLUMN) return false;
    return true;
}

/* used: columns of project; afterwards those of its input. */
static void move_below(const lt_plan *project, bool *used)
{
    bool below[MANY] = {false};
    for (int32_t i = 0; i < project->expr_count; i++)
        if (used[i]) below[project->exprs[i]->index] = true;
    memcpy(used, below, sizeof(below));
}

/* The input of p's distinct takes its place. */
static lt_status take_out(lt_plan **p, lt_error *err)
{
    lt_plan *in = (*p)->inputs[0], *fresh, *copy;
    if (in->kind == LT_NODE_DISTINCT) {
        LT_TRY(lt_plan_with_input(&copy, *p, lt_plan_retain(in->inputs[0]), err));
    } else {
        fresh = lt_plan_retain(in);
        lt_status status = take_out(&fresh, err);
        if (status) {
            lt_plan_release(fresh);
            return status;
        }
        LT_TRY(lt_plan_with_input(&copy, *p, fresh, err));
    }
    lt_plan_replace(p, copy);
    return LT_OK;
}

/* The distinct below p, reached through plain projections, whose dropped rows p cannot tell from
 * those it sees: NULL, if any. used: the columns that tell rows apart for p. */
static const lt_plan *needless_below(const lt_plan *p, bool *used)
{
    const lt_plan *at = p->inputs[0];
    for (; at->kind == LT_NODE_PROJECT && picks_columns(at); at = at->inputs[0]) {
        if (at->inputs[0]->schema->count > MANY) return NULL;
        move_below(at, used);
    }
    return at->kind == LT_NODE_DISTINCT && within_keys(at, used) ? at : NULL;
}

static lt_status drop_below(lt_rules *r, lt_plan **p, bool *used, lt_error *err)
{
    const lt_plan *below = needless_below(*p, used);
    bool           folds = (*p)->kind == LT_NODE_AGGREGATE;
    /* 0.0 and -0.0 are one for a distinct, but not for what is computed of them */
    if (!below || (folds && has_float_keys(below))) return LT_OK;
    int32_t id = below->id;
    LT_TRY(take_out(p, err));
    return lt_rules_note(r, err, "drop distinct: %s #%d makes Distinct #%d needless",
                         lt_plan_kind_name((*p)->kind), (*p)->id, id);
}

static lt_status of_distinct(lt_rules *r, lt_plan **p, lt_error *err)
{
    bool           keys[MANY] = {false};
    const lt_plan *d = *p;
    for (int32_t i = 0; i < d->schema->count; i++) keys[i] = is_key(d, i);
    if (!lt_plan_is_unique(d->inputs[0], keys)) return drop_below(r, p, keys, err);
    LT_TRY(lt_rules_note(r, err, "drop distinct: the rows below Distinct #%d are distinct", d->id));
    lt_plan_replace(p, lt_plan_retain(d->inputs[0]));
    return LT_OK;
}

static lt_status of_aggregate(lt_rules *r, lt_plan **p, lt_error *err)
{
    bool used[MANY] = {false};
    if (!lt_plan_ignores_repeats(*p)) return LT_OK;
    for (int32_t i = 0; i < (*p)->expr_count; i++) {
        lt_expr_columns((*p)->exprs[i], used);
        if (lt_expr_has_volatile((*p)->exprs[i])) return LT_OK;
    }
    return drop_below(r, p, used, err);
}

lt_status lt_rule_distinct(lt_rules *r, lt_plan **p, lt_error *err)
{
    bool distinct = (*p)->kind == LT_NODE_DISTINCT;
    if (!distinct && (*p)->kind != LT_NODE_AGGREGATE) return LT_OK;
    if ((*p)->schema->count > MANY || (*p)->inputs[0]->schema->count > MANY) return LT_OK;
    return distinct ? of_distinct(r, p, err) : of_aggregate(r, p, err);
}
