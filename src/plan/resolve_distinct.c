/* resolve_distinct.c — aggregates of distinct values, when all of a group's are of one argument:
 *
 *   count(distinct x) by k    Aggregate [k, count(x)]  over  Distinct  over  Project [k, x]
 *
 * Where they are mixed with others the calls stay distinct, and the engine says what it cannot do.
 */
#include "plan/function.h"
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <string.h>

static lt_expr *output(const lt_outputs *o, int32_t i) { return lt_expr_list_items(&o->exprs)[i]; }

static bool ignores_duplicates(const lt_expr *call)
{
    return strcmp(call->function->name, "min") == 0 || strcmp(call->function->name, "max") == 0;
}

/* Whether the calls are distinct ones of one *argument, min and max of it among them. */
static bool only_argument(const lt_outputs *node, int32_t key_count, lt_expr **argument)
{
    bool wanted = false;
    *argument = NULL;
    for (int32_t i = key_count; i < lt_outputs_count(node); i++) {
        lt_expr *call = output(node, i);
        if (call->filtered || call->arg_count != 1 ||
            (!call->distinct && !ignores_duplicates(call)))
            return false;
        if (*argument && !lt_expr_same(*argument, call->args[0])) return false;
        *argument = call->args[0];
        wanted = wanted || (call->distinct && !ignores_duplicates(call));
    }
    return wanted;
}

/* Keys and argument, projected and made distinct. Consumes input. */
static lt_status distinct_input(lt_plan **out, const lt_outputs *node, int32_t key_count,
                                lt_expr *argument, const lt_plan *like, lt_plan *input,
                                lt_error *err)
{
    lt_outputs o;
    lt_status  status = LT_OK;
    lt_plan   *project = NULL;
    lt_outputs_init(&o, node->mem);
    for (int32_t i = 0; !status && i < key_count; i++)
        status = lt_outputs_add(&o, lt_expr_retain(output(node, i)),
                                lt_outputs_fields(node)[i].name, input->schema, err);
    if (!status)
        status = lt_outputs_add_as(&o, lt_expr_retain(argument), argument, input->schema, err);
    if (status) {
        lt_outputs_clear(&o);
        lt_plan_release(input);
        return status;
    }
    LT_TRY(lt_outputs_node(&project, &o, LT_NODE_PROJECT, like, input, err));
    lt_schema *schema = project->schema;
    lt_plan   *p = lt_plan_make(LT_NODE_DISTINCT, &project, 1);
    if (!p) return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    p->id = like->id;
    p->line = like->line;
    p->schema = lt_schema_retain(schema);
    *out = p;
    return LT_OK;
}

/* call over column `at` of s, for all values. */
static lt_status plain_call(lt_expr **out, const lt_expr *call, const lt_schema *s, int32_t at,
                            lt_error *err)
{
    lt_expr *arg = NULL, *made = lt_expr_copy(call);
    if (!made) return LT_FAIL(err, LT_ENOMEM, "no memory for an aggregate");
    lt_status status = lt_resolve_column(&arg, s, at, NULL, err);
    if (status) {
        lt_expr_release(made);
        return status;
    }
    lt_expr_set_arg(made, 0, arg);
    made->distinct = false;
    *out = made;
    return LT_OK;
}

/* node's outputs over the distinct rows, in a list of the same names. */
static lt_status above_distinct(lt_outputs *o, const lt_outputs *node, int32_t key_count,
                                const lt_schema *s, lt_error *err)
{
    for (int32_t i = 0; i < lt_outputs_count(node); i++) {
        lt_expr *e = NULL;
        if (i < key_count)
            LT_TRY(lt_resolve_column(&e, s, i, NULL, err));
        else
            LT_TRY(plain_call(&e, output(node, i), s, key_count, err));
        LT_TRY(lt_outputs_add(o, e, lt_outputs_fields(node)[i].name, s, err));
    }
    return LT_OK;
}

lt_status lt_resolve_distinct(lt_outputs *node, int32_t key_count, const lt_plan *like,
                              lt_plan **input, lt_error *err)
{
    lt_expr *argument;
    lt_plan *rows = NULL, *below = *input;
    if (!only_argument(node, key_count, &argument)) return LT_OK;
    *input = NULL;
    LT_TRY(distinct_input(&rows, node, key_count, argument, like, below, err));
    lt_outputs o;
    lt_outputs_init(&o, node->mem);
    lt_status status = above_distinct(&o, node, key_count, rows->schema, err);
    if (status) {
        lt_outputs_clear(&o);
        lt_plan_release(rows);
        return status;
    }
    lt_outputs_clear(node);
    *node = o;
    *input = rows;
    return LT_OK;
}
