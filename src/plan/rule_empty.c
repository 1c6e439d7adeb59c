/* rule_empty.c — a filter that nothing passes, a limit of no rows, and what is made of no rows:
 * a scan of an empty table, so that nothing below is read or computed.
 *
 * A relation whose types were guessed from the head of a file stays: only reading settles them. */
#include "plan/expr_make.h"
#include "plan/rules.h"

static bool types_are_settled(const lt_schema *s)
{
    for (int32_t i = 0; i < s->count; i++)
        if (s->fields[i].tentative) return false;
    return true;
}

static bool all_inputs_empty(const lt_plan *p)
{
    for (int32_t i = 0; i < p->input_count; i++)
        if (!lt_plan_is_empty(p->inputs[i])) return false;
    return p->input_count > 0;
}

/* Why p has no rows; NULL: it may have some. */
static const char *reason(const lt_plan *p)
{
    if (p->kind == LT_NODE_AGGREGATE && !p->key_count) return NULL;
    if (p->kind == LT_NODE_SUMMARY) return NULL; /* tells of no rows that there are none */
    if (all_inputs_empty(p)) return "there is nothing below it";
    if (!types_are_settled(p->schema)) return NULL;
    switch (p->kind) {
    case LT_NODE_FILTER:
        return lt_expr_is_bool(p->exprs[0], false) || lt_expr_is_null(p->exprs[0])
                   ? "its condition is never true"
                   : NULL;
    case LT_NODE_LIMIT:
    case LT_NODE_TOPK: return lt_plan_most_rows(p, NULL) == 0 ? "it takes no row" : NULL;
    case LT_NODE_RANGE: return lt_plan_range_count(p) == 0 ? "it has no number" : NULL;
    default: return NULL;
    }
}

static lt_status make_empty(lt_plan **out, lt_rules *r, const lt_plan *like, lt_error *err)
{
    lt_table *none;
    LT_TRY(lt_table_open(&none, r->mem, like->schema, err));
    lt_plan *p = lt_from_table(none);
    lt_table_release(none);
    if (!p) return lt_no_memory(err);
    lt_plan_set_schema(p, like->schema);
    p->id = like->id;
    p->line = like->line;
    *out = p;
    return LT_OK;
}

lt_status lt_rule_empty(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan    *none;
    const char *why = reason(*p);
    if (!why) return LT_OK;
    LT_TRY(make_empty(&none, r, *p, err));
    lt_status status = lt_rules_note(r, err, "empty relation: %s #%d gives no rows, %s",
                                     lt_plan_kind_name((*p)->kind), (*p)->id, why);
    if (status) {
        lt_plan_release(none);
        return status;
    }
    lt_plan_replace(p, none);
    return LT_OK;
}
