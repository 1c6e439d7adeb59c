/* rule_union.c — a union of unions is one union; inputs without rows go; one input alone is all. */
#include "plan/expr_make.h"
#include "plan/plan_mem.h"
#include "plan/rules.h"

#include <string.h>

static int32_t flat_count(const lt_plan *p)
{
    int32_t n = 0;
    for (int32_t i = 0; i < p->input_count; i++) {
        const lt_plan *in = p->inputs[i];
        if (!lt_plan_is_empty(in)) n += in->kind == LT_NODE_UNION ? in->input_count : 1;
    }
    return n;
}

static bool is_flat(const lt_plan *p)
{
    for (int32_t i = 0; i < p->input_count; i++)
        if (p->inputs[i]->kind == LT_NODE_UNION || lt_plan_is_empty(p->inputs[i])) return false;
    return true;
}

/* p with `count` inputs: those of the unions in place of the unions. */
static lt_status flatten(lt_plan **out, const lt_plan *p, int32_t count, lt_error *err)
{
    lt_plan  *copy = lt_plan_copy(p);
    size_t    bytes = (size_t)count * sizeof(*p->inputs);
    lt_plan **inputs = copy ? lt_mem_resize(lt_plan_mem(), NULL, 0, bytes) : NULL;
    if (!inputs) {
        lt_plan_release(copy);
        return lt_no_memory(err);
    }
    int32_t n = 0;
    for (int32_t i = 0; i < p->input_count; i++) {
        lt_plan *in = p->inputs[i];
        bool     is_union = in->kind == LT_NODE_UNION;
        for (int32_t k = 0; is_union && k < in->input_count; k++)
            inputs[n++] = lt_plan_retain(in->inputs[k]);
        if (!is_union && !lt_plan_is_empty(in)) inputs[n++] = lt_plan_retain(in);
    }
    for (int32_t i = 0; i < copy->input_count; i++) lt_plan_release(copy->inputs[i]);
    lt_mem_free(lt_plan_mem(), copy->inputs, (size_t)copy->input_count * sizeof(*copy->inputs));
    copy->inputs = inputs;
    copy->input_count = n;
    *out = copy;
    return LT_OK;
}

static bool same_names(const lt_schema *a, const lt_schema *b)
{
    for (int32_t i = 0; i < a->count; i++)
        if (strcmp(a->fields[i].name, b->fields[i].name) != 0) return false;
    return true;
}

/* in with the names of schema. */
static lt_status rename_columns(lt_plan **out, lt_plan *in, lt_schema *schema, lt_error *err)
{
    enum { MANY = 1024 };
    lt_expr    *exprs[MANY];
    const char *names[MANY];
    int32_t     n = schema->count;
    for (int32_t i = 0; i < n; i++) {
        exprs[i] = lt_make_column(i, &in->schema->fields[i]);
        names[i] = schema->fields[i].name;
    }
    lt_plan *p =
        lt_select(lt_plan_retain(in), exprs, n); /* releases the others where one is NULL */
    if (!p) return lt_no_memory(err);
    lt_plan_set_schema(p, schema);
    lt_status status = lt_plan_set_names(p, names, n, err);
    if (status)
        lt_plan_release(p);
    else
        *out = p;
    return status;
}

static lt_status only_input(lt_plan **p, lt_error *err)
{
    lt_plan *in = (*p)->inputs[0], *made;
    if (same_names(in->schema, (*p)->schema))
        made = lt_plan_retain(in);
    else
        LT_TRY(rename_columns(&made, in, (*p)->schema, err));
    lt_plan_replace(p, made);
    return LT_OK;
}

lt_status lt_rule_flatten_union(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *u = *p, *flat;
    if (u->kind != LT_NODE_UNION || u->schema->count > 1024) return LT_OK;
    int32_t count = flat_count(u), id = u->id;
    if (count == 0 || (count > 1 && is_flat(u))) return LT_OK; /* none: another rule's work */
    LT_TRY(flatten(&flat, u, count, err));
    lt_plan_replace(p, flat);
    if (count == 1) LT_TRY(only_input(p, err));
    return lt_rules_note(r, err, "flatten union: Union #%d has %d input%s", id, count,
                         count == 1 ? ", so it is that" : "s in one list");
}
