/* What a group by computes: the resolver leaves keys, then one aggregate call each. */
#include "exec/group.h"

#include "plan/expr_walk.h"
#include "plan/function.h"

#include <string.h>

static lt_expr *bare(lt_expr *e)
{
    while (e->kind == LT_EXPR_ALIAS) e = e->args[0];
    return e;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static bool counts_rows(const lt_expr *call)
{
    return strcmp(call->function->name, "count") == 0 && !call->distinct &&
           (lt_expr_plain_args(call) == 0 || call->args[0]->kind == LT_EXPR_STAR);
}

/* max_by(x, by, k), min_by(x, by, k) */
static bool takes_the_best(const lt_expr *call)
{
    static const char *const names[] = {"max_by", "min_by"};
    return lt_expr_plain_args(call) == 3 && is_among(call->function->name, names, 2);
}

/* Duplicates change nothing for the extremes, an end value and sets of bits. */
static bool needs_distinct(const lt_expr *call)
{
    static const char *const names[] = {"min",
                                        "max",
                                        "first",
                                        "last",
                                        "bool_and",
                                        "bool_or",
                                        "bit_and",
                                        "bit_or",
                                        "max_by",
                                        "min_by",
                                        "approx_count_distinct"};
    if (strcmp(call->function->name, "collect_set") == 0) return true;
    if (takes_the_best(call)) return call->distinct;
    return call->distinct && !is_among(call->function->name, names, sizeof(names) / sizeof(*names));
}

/* Which argument is the second column; -1: none. The others behind the first are constants. */
static int32_t second_of(const lt_expr *call)
{
    static const char *const pairs[] = {"max_by",   "min_by",     "covar_pop",      "covar_samp",
                                        "corr",     "regr_slope", "regr_intercept", "regr_r2",
                                        "regr_sxx", "regr_sxy",   "regr_syy"};
    const char              *name = call->function->name;
    if (strcmp(name, "percentile") == 0 || strcmp(name, "listagg") == 0)
        return lt_expr_plain_args(call) > 2 ? 2 : -1;
    return is_among(name, pairs, sizeof(pairs) / sizeof(*pairs)) ? 1 : -1;
}

static lt_status refuse(const lt_expr *call, const char *what, lt_error *err)
{
    lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "%s: %s", call->function->name, what);
    lt_expr_blame(err, call);
    return LT_EUNSUPPORTED;
}

/* ---- arguments ---- */

/* if(condition, arg, null), so that arg meets only rows that the filter lets through. */
static lt_expr *guarded(const lt_expr *arg, lt_expr *condition)
{
    lt_expr *null = lt_expr_literal((lt_value){.type = arg->type, .null = true});
    lt_expr *args[] = {lt_expr_retain(condition), lt_expr_retain((lt_expr *)arg), null};
    if (null) null->resolved = true;
    lt_expr *made = lt_expr_call("if", args, 3, false);
    if (!made) return NULL;
    made->function = lt_function_find("if", 2);
    made->type = arg->type;
    made->nullable = made->resolved = true;
    lt_expr_place(made, arg);
    return made;
}

/* Consumes e. */
static lt_status add_expr(lt_group_op *o, lt_expr *e, lt_error *err)
{
    if (!e) return LT_FAIL(err, LT_ENOMEM, "no memory for an aggregate");
    lt_status status = lt_buf_add(&o->arg_list, &e, sizeof(lt_expr *), err);
    if (status) lt_expr_release(e);
    return status;
}

static lt_status add_column(lt_group_op *o, const lt_expr *call, int32_t i, lt_error *err)
{
    lt_expr *arg = call->args[i];
    if (call->filtered && lt_expr_can_fail(arg))
        return add_expr(o, guarded(arg, lt_expr_filter(call)), err);
    return add_expr(o, lt_expr_retain(arg), err);
}

static lt_status add_constant(lt_group_agg *agg, const lt_expr *arg, int32_t at, lt_error *err)
{
    int32_t most = (int32_t)(sizeof(agg->params.constant) / sizeof(*agg->params.constant));
    if (arg->kind != LT_EXPR_LITERAL || at >= most)
        return refuse(agg->call, "an argument must be a constant", err);
    agg->params.constant[at] = arg->value;
    return LT_OK;
}

static lt_status add_arguments(lt_group_op *o, lt_group_agg *agg, lt_error *err)
{
    const lt_expr *call = agg->call;
    int32_t        second = second_of(call), constants = 0;
    bool           all = strcmp(call->function->name, "count") == 0;
    lt_status      status = LT_OK;
    agg->arg = (int32_t)(o->arg_list.len / sizeof(lt_expr *));
    agg->arg_type = call->args[0]->type;
    if (second > 0) agg->params.second = call->args[second]->type;
    if (lt_type_is_list(agg->params.second))
        return refuse(call, "no such aggregate by a list", err);
    for (int32_t i = 0; !status && i < lt_expr_plain_args(call); i++) {
        bool column = all || i == 0 || i == second;
        agg->arg_count += column;
        status = column ? add_column(o, call, i, err)
                        : add_constant(agg, call->args[i], constants++, err);
    }
    return status;
}

/* ---- calls ---- */

/* The kernel's name for what the call does. */
static const char *kernel_name(const lt_group_agg *agg)
{
    const char     *name = agg->call->function->name;
    const lt_value *flag = &agg->params.constant[0];
    bool            skip = flag->type.id == LT_BOOL && !flag->null && flag->b;
    if (strcmp(name, "count") == 0 && agg->arg_count != 1) return "count_star";
    if (strcmp(name, "percentile") == 0 && agg->arg_count == 2) return "percentile_weighted";
    if (takes_the_best(agg->call)) return strcmp(name, "max_by") == 0 ? "max_by_top" : "min_by_top";
    if (skip && strcmp(name, "first") == 0) return "first_ignore_nulls";
    if (skip && strcmp(name, "last") == 0) return "last_ignore_nulls";
    return name;
}

static lt_status add_call(lt_group_op *o, lt_expr *call, lt_error *err)
{
    lt_group_agg agg = {.call = call,
                        .arg = -1,
                        .filter = -1,
                        .type = call->type,
                        .offset = o->states,
                        .seen = -1,
                        .params = {.cancel = o->op.x->run.cancel}};
    if (call->kind != LT_EXPR_CALL || !call->function || !call->function->aggregate)
        return LT_FAIL(err, LT_EINVAL, "an aggregate is not resolved");
    if (!counts_rows(call)) LT_TRY(add_arguments(o, &agg, err));
    if (call->filtered) {
        agg.filter = (int32_t)(o->arg_list.len / sizeof(lt_expr *));
        LT_TRY(add_expr(o, lt_expr_retain(lt_expr_filter(call)), err));
    }
    agg.ops = lt_agg_find(kernel_name(&agg), agg.arg_type);
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
