/* optimise.c — applies the rules bottom-up and sinks filters until nothing fires, then drops sorts
 * and prunes columns from the top. */
#include "plan/rules.h"

#include "plan/expr_make.h"
#include "plan/plan_mem.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *name;
    lt_rule    *apply;
} rules[] = {
    {"fold constants", lt_rule_fold},
    {"empty relation", lt_rule_empty},
    {"order filter", lt_rule_order_filter},
    {"filter in scan", lt_rule_filter_scan},
    {"merge project", lt_rule_merge_project},
    {"flatten union", lt_rule_flatten_union},
    {"drop distinct", lt_rule_distinct},
    {"count from metadata", lt_rule_count},
    {"merge sorts", lt_rule_merge_sorts},
    {"push limit", lt_rule_limit},
    {"top k", lt_rule_topk},
};

/* Every round moves something down or removes it, so rounds end; this only bounds a mistake. */
enum { MAX_ROUNDS = 64 };

lt_status lt_rules_note(lt_rules *r, lt_error *err, const char *fmt, ...)
{
    char    line[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof(line), fmt, args);
    va_end(args);
    r->changed = true;
    return lt_buf_printf(r->fired, err, "%s\n", line);
}

lt_status lt_plan_with_input(lt_plan **out, const lt_plan *p, lt_plan *input, lt_error *err)
{
    lt_plan *copy = lt_plan_copy(p);
    if (!copy) {
        lt_plan_release(input);
        return lt_no_memory(err);
    }
    lt_plan_replace(&copy->inputs[0], input);
    *out = copy;
    return LT_OK;
}

void lt_plan_replace(lt_plan **p, lt_plan *fresh)
{
    lt_plan_release(*p);
    *p = fresh;
}

void lt_plan_set_schema(lt_plan *p, lt_schema *schema)
{
    lt_schema_retain(schema);
    lt_schema_release(p->schema);
    p->schema = schema;
}

static lt_status rewrite(lt_rules *r, lt_plan **p, lt_error *err);

static lt_status rewrite_inputs(lt_rules *r, lt_plan **p, lt_error *err)
{
    for (int32_t i = 0; i < (*p)->input_count; i++) {
        lt_plan  *child = lt_plan_retain((*p)->inputs[i]);
        lt_status status = rewrite(r, &child, err);
        if (status || child == (*p)->inputs[i]) {
            lt_plan_release(child);
            if (status) return status;
            continue;
        }
        lt_plan *copy = lt_plan_copy(*p);
        if (!copy) {
            lt_plan_release(child);
            return lt_no_memory(err);
        }
        lt_plan_replace(&copy->inputs[i], child);
        lt_plan_replace(p, copy);
    }
    return LT_OK;
}

static lt_status rewrite_once(lt_rules *r, lt_plan **p, lt_error *err)
{
    LT_TRY(rewrite_inputs(r, p, err));
    for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) LT_TRY(rules[i].apply(r, p, err));
    return LT_OK;
}

/* Until no rule does anything to *p or below it. What is settled is not looked at again: what moves
 * down through a deep plan costs its way, not the plan for every step of it. */
static lt_status rewrite(lt_rules *r, lt_plan **p, lt_error *err)
{
    for (int round = 0; round < MAX_ROUNDS && (*p)->settled != r->run; round++) {
        lt_plan  *before = lt_plan_retain(*p);
        lt_status status = rewrite_once(r, p, err);
        if (!status && *p == before) (*p)->settled = r->run;
        lt_plan_release(before);
        if (status) return status;
    }
    return LT_OK;
}

static lt_status settle(lt_rules *r, lt_plan **p, lt_error *err)
{
    int round = 0;
    do {
        r->changed = false;
        LT_TRY(rewrite(r, p, err));
        LT_TRY(lt_sink_filters(r, p, err));
    } while (r->changed && ++round < MAX_ROUNDS);
    return LT_OK;
}

lt_status lt_plan_optimise_in(lt_plan **out, lt_plan *resolved, lt_mem *mem,
                              const struct lt_zone *zone, lt_buf *fired, lt_error *err)
{
    static _Atomic int64_t runs;

    lt_rules  r = {.mem = mem, .fired = fired, .zone = zone, .run = ++runs};
    lt_plan  *p = lt_plan_retain(resolved);
    lt_status status = settle(&r, &p, err);
    if (!status) status = lt_drop_sorts(&r, &p, err);
    if (!status) status = settle(&r, &p, err);
    if (!status) status = lt_prune(&r, &p, err);
    if (!status) status = settle(&r, &p, err);
    if (status) {
        lt_plan_release(p);
        return status;
    }
    *out = p;
    return LT_OK;
}

lt_status lt_plan_optimise(lt_plan **out, lt_plan *resolved, lt_mem *mem, lt_buf *fired,
                           lt_error *err)
{
    return lt_plan_optimise_in(out, resolved, mem, NULL, fired, err);
}

lt_status lt_conjuncts(lt_buf *out, lt_expr *e, lt_error *err)
{
    bool is_and = e->kind == LT_EXPR_CALL && strcmp(e->name, "and") == 0 && e->arg_count == 2;
    if (!is_and) return lt_buf_add(out, &e, sizeof(e), err);
    LT_TRY(lt_conjuncts(out, e->args[0], err));
    return lt_conjuncts(out, e->args[1], err);
}

lt_status lt_conjunction(lt_expr **out, lt_expr *const *parts, int32_t count, lt_error *err)
{
    lt_expr *all = NULL;
    for (int32_t i = 0; i < count; i++) {
        lt_expr *part = lt_expr_retain(parts[i]);
        all = all ? lt_make_test_two("and", all, part, part) : part;
        if (!all) return lt_no_memory(err);
    }
    *out = all;
    return LT_OK;
}
