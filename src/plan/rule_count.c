/* rule_count.c — count(*) of a relation whose number of rows is known: nothing is read.
 *
 * The counts become literals over a relation of one row, range(0, 1). */
#include "plan/expr_make.h"
#include "plan/rules.h"

static bool counts_rows(const lt_expr *call)
{
    return lt_expr_is_call(call, "count") && !call->distinct && call->arg_count == 1 &&
           call->args[0]->kind == LT_EXPR_STAR;
}

static bool only_counts(const lt_plan *p)
{
    for (int32_t i = 0; i < p->expr_count; i++)
        if (!counts_rows(p->exprs[i])) return false;
    return p->key_count == 0 && p->expr_count > 0 && p->expr_count <= 64;
}

static lt_status one_row(lt_plan **out, lt_mem *mem, int32_t line, lt_error *err)
{
    lt_field   field = {.name = "id", .type = LT_TYPE(I64)};
    lt_schema *schema;
    lt_plan   *p = lt_plan_at(lt_range(0, 1, 1), line);
    if (!p) return lt_no_memory(err);
    lt_status status = lt_schema_open(&schema, mem, &field, 1, err);
    if (status) {
        lt_plan_release(p);
        return status;
    }
    lt_plan_set_schema(p, schema);
    lt_schema_release(schema);
    *out = p;
    return LT_OK;
}

static lt_status make_counts(lt_plan **out, lt_rules *r, const lt_plan *p, int64_t rows,
                             lt_error *err)
{
    lt_expr *counts[64];
    lt_plan *one;
    LT_TRY(one_row(&one, r->mem, p->line, err));
    for (int32_t i = 0; i < p->expr_count; i++)
        counts[i] = lt_make_literal((lt_value){.i = rows}, LT_TYPE(I64), p->exprs[i]);
    lt_plan *made = lt_select(one, counts, p->expr_count);
    if (!made) return lt_no_memory(err);
    lt_plan_set_schema(made, p->schema);
    made->id = p->id;
    made->line = p->line;
    lt_status status = lt_plan_set_names(made, (const char *const *)p->names, p->name_count, err);
    if (status)
        lt_plan_release(made);
    else
        *out = made;
    return status;
}

lt_status lt_rule_count(lt_rules *r, lt_plan **p, lt_error *err)
{
    bool     exact;
    lt_plan *made;
    if ((*p)->kind != LT_NODE_AGGREGATE || !only_counts(*p)) return LT_OK;
    int64_t rows = lt_plan_most_rows((*p)->inputs[0], &exact);
    if (!exact) return LT_OK;
    LT_TRY(make_counts(&made, r, *p, rows, err));
    lt_plan_replace(p, made);
    return lt_rules_note(r, err, "count from metadata: Aggregate #%d counts %lld rows unread",
                         made->id, (long long)rows);
}
