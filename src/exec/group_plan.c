/* What a group by computes: the resolver leaves keys, then one aggregate call each. */
#include "exec/group.h"

#include "plan/function.h"

#include <string.h>

static lt_expr *bare(lt_expr *e)
{
    while (e->kind == LT_EXPR_ALIAS) e = e->args[0];
    return e;
}

static bool counts_rows(const lt_expr *call)
{
    return strcmp(call->function->name, "count") == 0 && !call->distinct &&
           (call->arg_count == 0 || call->args[0]->kind == LT_EXPR_STAR);
}

/* Duplicates change nothing for the smallest, the largest and an end value. */
static bool needs_distinct(const lt_expr *call)
{
    static const char *const names[] = {"count", "sum", "avg"};
    for (size_t i = 0; call->distinct && i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(call->function->name, names[i]) == 0) return true;
    return false;
}

static lt_status refuse(const lt_expr *call, const char *what, lt_error *err)
{
    lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "%s: %s", call->function->name, what);
    lt_expr_blame(err, call);
    return LT_EUNSUPPORTED;
}

static lt_status add_call(lt_group_op *o, lt_expr *call, lt_error *err)
{
    lt_group_agg agg = {
        .call = call, .arg = -1, .type = call->type, .offset = o->states, .seen = -1};
    if (call->kind != LT_EXPR_CALL || !call->function || !call->function->aggregate)
        return LT_FAIL(err, LT_EINVAL, "an aggregate is not resolved");
    const char *name = call->function->name;
    if (counts_rows(call)) {
        name = "count_star";
    } else {
        if (call->arg_count != 1) return refuse(call, "one argument is what it aggregates", err);
        agg.arg = (int32_t)(o->arg_list.len / sizeof(lt_expr *));
        agg.arg_type = call->args[0]->type;
        LT_TRY(lt_buf_add(&o->arg_list, &call->args[0], sizeof(lt_expr *), err));
    }
    agg.ops = lt_agg_find(name, agg.arg_type);
    if (!agg.ops) return refuse(call, "no such aggregate for this type", err);
    if (needs_distinct(call)) agg.seen = o->distinct_count++;
    o->states += agg.ops->bytes(agg.arg_type);
    return lt_buf_add(&o->aggs, &agg, sizeof(agg), err);
}

lt_status lt_group_compile(lt_group_op *o, const lt_plan *node, lt_error *err)
{
    const lt_run *run = &o->op.x->run;
    size_t        bytes = ((size_t)node->key_count + 1) * sizeof(*o->key_types);
    o->key_types = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!o->key_types) return lt_mem_refused(run->mem, bytes, "groups", err);
    o->key_count = node->key_count;
    for (int32_t k = 0; k < o->key_count; k++) o->key_types[k] = bare(node->exprs[k])->type;
    for (int32_t i = node->key_count; i < node->expr_count; i++)
        LT_TRY(add_call(o, bare(node->exprs[i]), err));
    LT_TRY(lt_eval_open(&o->keys, node->exprs, node->key_count, run, err));
    return lt_eval_open(&o->args, (lt_expr *const *)o->arg_list.data,
                        (int32_t)(o->arg_list.len / sizeof(lt_expr *)), run, err);
}
