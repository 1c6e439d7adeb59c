/* resolve_group.c — aggregates: keys and aggregate calls in one node, what is computed from them in
 * a projection above it.
 *
 *   agg{ "sum(a) / count(*) as mean" } by k   Project [k, c0 / c1]  over  Aggregate [k, sum, count]
 *
 * An aggregate that occurs twice is computed once.
 */
#include "plan/expr_walk.h"
#include "plan/function.h"
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <string.h>

typedef struct group {
    lt_mem          *mem;
    const lt_plan   *p;
    const lt_schema *below;
    int32_t          key_count;
    lt_outputs       node;  /* keys, then distinct aggregate calls, over below */
    lt_expr_list     above; /* the aggregates asked for, over node */
    lt_outputs       shown; /* keys and above with their names */
    bool             plain; /* above is just the calls in order */
} group;

static lt_status no_memory(lt_error *err)
{
    return LT_FAIL(err, LT_ENOMEM, "no memory for an aggregate");
}

static lt_status reference(lt_expr **out, const group *g, int32_t i, const lt_expr *like,
                           lt_error *err)
{
    const lt_field *field = &lt_outputs_fields(&g->node)[i];
    lt_expr        *e = lt_expr_column(field->name, strlen(field->name));
    if (!e) return no_memory(err);
    e->index = i;
    e->type = field->type;
    e->nullable = field->nullable;
    e->resolved = true;
    lt_expr_place(e, like);
    *out = e;
    return LT_OK;
}

static int32_t find_output(const group *g, const lt_expr *e, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to; i++)
        if (lt_expr_same(lt_expr_list_items(&g->node.exprs)[i], e)) return i;
    return -1;
}

static lt_status bare_column(const group *g, const lt_expr *e, lt_error *err)
{
    lt_fail(err, LT_EINVAL, LT_HERE,
            "column \"%s\" is neither a key of the group nor inside an aggregate", e->name);
    if (g->key_count)
        lt_error_hint(err, "add it to group_by, or take one value of the group: first(%s)",
                      e->name);
    else
        lt_error_hint(err, "without group_by all rows are one group: take first(%s)", e->name);
    lt_expr_blame(err, e);
    return LT_EINVAL;
}

static lt_status split(group *g, lt_expr **out, lt_expr *e, lt_error *err);

static lt_status split_args(group *g, lt_expr **out, lt_expr *e, lt_error *err)
{
    lt_expr *made = lt_expr_copy(e);
    if (!made) return no_memory(err);
    for (int32_t i = 0; i < e->arg_count; i++) {
        lt_expr  *arg = NULL;
        lt_status status = split(g, &arg, e->args[i], err);
        if (status) {
            lt_expr_release(made);
            return status;
        }
        lt_expr_set_arg(made, i, arg);
    }
    *out = made;
    return LT_OK;
}

/* e, resolved over below, as an expression over node. */
static lt_status split(group *g, lt_expr **out, lt_expr *e, lt_error *err)
{
    int32_t key = find_output(g, e, 0, g->key_count);
    if (key >= 0) return reference(out, g, key, e, err);
    if (e->kind == LT_EXPR_COLUMN) return bare_column(g, e, err);
    bool aggregate = e->kind == LT_EXPR_CALL && e->function && e->function->aggregate;
    if (!aggregate) return split_args(g, out, e, err);
    int32_t count = lt_outputs_count(&g->node);
    int32_t at = find_output(g, e, g->key_count, count);
    if (at < 0) {
        LT_TRY(lt_outputs_add_as(&g->node, lt_expr_retain(e), e, g->below, err));
        at = count;
    }
    return reference(out, g, at, e, err);
}

/* ---- the steps ---- */

static lt_status add_keys(group *g, lt_error *err)
{
    lt_scope scope = {.schema = g->below, .where = "a key of group_by"};
    for (int32_t i = 0; i < g->key_count; i++) {
        lt_expr *key = NULL;
        LT_TRY(lt_resolve_expr(&key, g->p->exprs[i], &scope, err));
        LT_TRY(lt_outputs_add_as(&g->node, key, g->p->exprs[i], g->below, err));
    }
    return LT_OK;
}

static lt_status add_aggregate(group *g, lt_expr *asked, lt_error *err)
{
    lt_scope scope = {.schema = g->below, .aggregates = true, .where = "an aggregation"};
    lt_expr *e = NULL, *over = NULL;
    LT_TRY(lt_resolve_expr(&e, asked, &scope, err));
    int32_t   next = lt_outputs_count(&g->node);
    lt_status status = split(g, &over, e, err);
    lt_expr_release(e);
    LT_TRY(status);
    g->plain = g->plain && over->kind == LT_EXPR_COLUMN && over->index == next;
    return lt_expr_list_add(&g->above, over, err);
}

/* The shown columns: keys first, then what was asked for. */
static lt_status name_outputs(group *g, lt_error *err)
{
    const lt_field *fields = lt_outputs_fields(&g->node);
    bool            named = g->p->name_count == g->p->expr_count;
    for (int32_t i = 0; i < g->p->expr_count; i++) {
        lt_expr *e = NULL, *asked = g->p->exprs[i];
        bool     key = i < g->key_count;
        if (key)
            LT_TRY(reference(&e, g, i, asked, err));
        else
            e = lt_expr_retain(lt_expr_list_items(&g->above)[i - g->key_count]);
        bool tentative = e->kind == LT_EXPR_COLUMN && fields[e->index].tentative;
        if (named)
            LT_TRY(lt_outputs_add(&g->shown, e, g->p->names[i], NULL, err));
        else
            LT_TRY(lt_outputs_add_as(&g->shown, e, asked, NULL, err));
        lt_outputs_fields(&g->shown)[i].tentative = tentative;
    }
    return LT_OK;
}

/* Consumes input. */
static lt_status make_nodes(group *g, lt_plan **out, lt_plan *input, lt_error *err)
{
    lt_plan *node = NULL;
    if (g->plain) { /* the shown names are the node's own */
        lt_field *own = lt_outputs_fields(&g->node), *shown = lt_outputs_fields(&g->shown);
        for (int32_t i = 0; i < lt_outputs_count(&g->node); i++) own[i].name = shown[i].name;
    }
    lt_status status = lt_resolve_distinct(&g->node, g->key_count, g->p, &input, err);
    if (status) return status;
    LT_TRY(lt_outputs_node(&node, &g->node, LT_NODE_AGGREGATE, g->p, input, err));
    node->key_count = g->key_count;
    if (!g->plain) return lt_outputs_node(out, &g->shown, LT_NODE_PROJECT, g->p, node, err);
    *out = node;
    return LT_OK;
}

static lt_status resolve(lt_plan **out, const lt_plan *p, lt_plan *input, int32_t key_count,
                         lt_mem *mem, lt_error *err)
{
    group g = {.mem = mem, .p = p, .below = input->schema, .key_count = key_count, .plain = true};
    lt_outputs_init(&g.node, mem);
    lt_outputs_init(&g.shown, mem);
    lt_expr_list_init(&g.above);
    lt_status status = add_keys(&g, err);
    for (int32_t i = key_count; !status && i < p->expr_count; i++)
        status = add_aggregate(&g, p->exprs[i], err);
    if (!status) status = name_outputs(&g, err);
    if (status)
        lt_plan_release(input);
    else
        status = make_nodes(&g, out, input, err);
    lt_outputs_clear(&g.node);
    lt_outputs_clear(&g.shown);
    lt_expr_list_clear(&g.above);
    return status;
}

lt_status lt_resolve_group(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                           lt_error *err)
{
    return resolve(out, p, input, p->key_count, mem, err);
}

lt_status lt_resolve_totals(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                            lt_error *err)
{
    return resolve(out, p, input, 0, mem, err);
}
