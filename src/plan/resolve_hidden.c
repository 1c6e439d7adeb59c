/* resolve_hidden.c — a sort or a filter may name a column that a projection below left out:
 *
 *   tx:select("city"):sort("price")    Project [city] over Sort over Project [city, price]
 *
 * The projections below hand the column up; one above the sort takes it away again.
 *
 * Source   Spark 4, ColumnResolutionHelper.resolveExprsAndAddMissingAttrs: through nodes of one
 *          input, for Sort and Filter. An aggregate shows its keys always, so nothing is below it.
 */
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <string.h>

static bool has_column(const lt_plan *p, const char *name)
{
    return lt_schema_find(p->schema, name, strlen(name)) >= 0;
}

/* Nodes whose rows do not depend on which columns there are. */
static bool hands_on(const lt_plan *p)
{
    switch (p->kind) {
    case LT_NODE_FILTER:
    case LT_NODE_SORT:
    case LT_NODE_LIMIT:
    case LT_NODE_SAMPLE:
    case LT_NODE_TAIL: return true;
    case LT_NODE_DISTINCT: return p->name_count > 0;
    default: return false;
    }
}

/* Whether name, which p does not show, is a column further down that p can hand up. */
static bool is_hidden(const lt_plan *p, const char *name)
{
    while (p->kind == LT_NODE_PROJECT || hands_on(p)) {
        p = p->inputs[0];
        int32_t at = lt_schema_find(p->schema, name, strlen(name));
        if (at != -1) return at >= 0;
    }
    return false;
}

/* A copy of p over input (consumed) with its schema. */
static lt_status over(lt_plan **out, const lt_plan *p, lt_plan *input, lt_error *err)
{
    return lt_resolve_copy(out, p, input, input->schema, err);
}

/* The Project p over input (consumed), with one more column: that of input called name. */
static lt_status widen(lt_plan **out, const lt_plan *p, lt_plan *input, const char *name,
                       lt_mem *mem, lt_error *err)
{
    lt_outputs       o;
    lt_status        status = LT_OK;
    const lt_schema *s = input->schema;
    lt_outputs_init(&o, mem);
    for (int32_t i = 0; !status && i < p->expr_count; i++) {
        status = lt_outputs_add(&o, lt_expr_retain(p->exprs[i]), p->schema->fields[i].name, s, err);
        if (!status) lt_outputs_fields(&o)[i].nullable = p->schema->fields[i].nullable;
    }
    if (!status) status = lt_outputs_add_column(&o, s, lt_schema_find(s, name, strlen(name)), err);
    if (!status) return lt_outputs_node(out, &o, LT_NODE_PROJECT, p, input, err);
    lt_outputs_clear(&o);
    lt_plan_release(input);
    return status;
}

/* p (borrowed), which is_hidden said yes for, as a plan that shows name at its end. */
static lt_status expose(lt_plan **out, lt_plan *p, const char *name, lt_mem *mem, lt_error *err)
{
    lt_plan *input = NULL;
    if (has_column(p, name)) {
        *out = lt_plan_retain(p);
        return LT_OK;
    }
    LT_TRY(expose(&input, p->inputs[0], name, mem, err));
    if (p->kind == LT_NODE_PROJECT) return widen(out, p, input, name, mem, err);
    return over(out, p, input, err);
}

static lt_status expose_in(lt_plan **p, const lt_expr *e, lt_mem *mem, lt_error *err)
{
    if (e->kind == LT_EXPR_COLUMN) {
        lt_plan *wider = NULL;
        if (lt_schema_find((*p)->schema, e->name, strlen(e->name)) != -1) return LT_OK;
        if (!is_hidden(*p, e->name)) return LT_OK;
        LT_TRY(expose(&wider, *p, e->name, mem, err));
        lt_plan_release(*p);
        *p = wider;
        return LT_OK;
    }
    for (int32_t i = 0; i < e->arg_count; i++) LT_TRY(expose_in(p, e->args[i], mem, err));
    return LT_OK;
}

lt_status lt_resolve_expose(lt_plan **p, lt_expr *const *exprs, int32_t count, lt_mem *mem,
                            lt_error *err)
{
    for (int32_t i = 0; i < count; i++)
        if (exprs[i]->depth <= LT_EXPR_DEPTH) LT_TRY(expose_in(p, exprs[i], mem, err));
    return LT_OK;
}

lt_status lt_resolve_cut(lt_plan **p, const lt_plan *like, int32_t count, lt_mem *mem,
                         lt_error *err)
{
    lt_outputs o;
    lt_status  status = LT_OK;
    lt_plan   *input = *p;
    if (input->schema->count == count) return LT_OK;
    *p = NULL;
    lt_outputs_init(&o, mem);
    for (int32_t i = 0; !status && i < count; i++)
        status = lt_outputs_add_column(&o, input->schema, i, err);
    if (!status) return lt_outputs_node(p, &o, LT_NODE_PROJECT, like, input, err);
    lt_outputs_clear(&o);
    lt_plan_release(input);
    return status;
}
