/* rule_rank.c — the conditions of a filter: cheap ones that keep few rows first, costly ones last.
 *
 * Each is asked only of the rows that those before it left. The order is by cost / (1 - share of
 * the rows it keeps), both guessed from the kind of expression; equals keep their order. One that
 * can raise an error, or is random, neither moves nor is passed: it meets the rows it was written
 * for.
 */
#include "plan/expr_make.h"
#include "plan/function.h"
#include "plan/rules.h"
#include "plan/simplify.h"

#include <stdio.h>
#include <string.h>

typedef struct guess {
    const char *names;       /* of functions, each between spaces */
    int32_t     cost, keeps; /* cost of a row beside its arguments; kept rows in percent */
} guess;

/* The first that has the name; the last stands for all others. */
static const guess guesses[] = {
    {" isnull isnotnull ", 1, 60},
    {" == <=> ", 2, 10},
    {" in ", 4, 20},
    {" != ", 2, 90},
    {" < <= > >= ", 2, 33},
    {" and ", 1, 25},
    {" or not ", 1, 75},
    {" + - * negative abs ", 3, 50},
    {" / div % pmod ", 6, 50},
    {" length startswith endswith contains ", 8, 25},
    {" like ilike ", 30, 25},
    {" rlike regexp regexp_like regexp_extract regexp_replace split ", 200, 25},
    {" ", 12, 50},
};

static const guess *guess_of(const lt_expr *e)
{
    char   name[64];
    int    n = snprintf(name, sizeof(name), " %s ", e->function ? e->function->name : "");
    size_t last = sizeof(guesses) / sizeof(*guesses) - 1;
    if (n > 0 && (size_t)n < sizeof(name))
        for (size_t i = 0; i < last; i++)
            if (strstr(guesses[i].names, name)) return &guesses[i];
    return &guesses[last];
}

static int32_t weight(lt_type t) { return lt_type_is_text(t) ? 3 : t.id == LT_DECIMAL ? 2 : 1; }

static int64_t cost_of(const lt_expr *e)
{
    int64_t cost = e->kind == LT_EXPR_CALL ? guess_of(e)->cost : 0;
    if (e->kind == LT_EXPR_CAST)
        cost = lt_type_is_text(e->type) || lt_type_is_text(e->args[0]->type) ? 15 : 2;
    if (e->arg_count) cost *= weight(e->args[0]->type);
    for (int32_t i = 0; i < e->arg_count; i++) cost += cost_of(e->args[i]);
    return cost;
}

static int64_t rank_of(const lt_expr *e)
{
    int32_t keeps = e->kind == LT_EXPR_CALL ? guess_of(e)->keeps : 50;
    return (cost_of(e) + 1) * 1000 / (100 - keeps);
}

/* Sorts the parts within every run of harmless ones; whether any moved. */
static bool sort_parts(lt_expr **parts, int32_t n)
{
    bool moved = false;
    for (int32_t i = 1; i < n; i++) {
        lt_expr *part = parts[i];
        int32_t  at = i;
        int64_t  rank = rank_of(part);
        if (!lt_expr_is_harmless(part)) continue;
        while (at > 0 && lt_expr_is_harmless(parts[at - 1]) && rank_of(parts[at - 1]) > rank) {
            parts[at] = parts[at - 1];
            at--;
        }
        parts[at] = part;
        moved = moved || at != i;
    }
    return moved;
}

static lt_status order_scan(lt_rules *r, lt_plan **p, lt_error *err)
{
    if ((*p)->spec.filter_count < 2) return LT_OK;
    lt_plan *copy = lt_plan_copy(*p);
    if (!copy) return lt_no_memory(err);
    if (!sort_parts(copy->spec.filters, copy->spec.filter_count)) {
        lt_plan_release(copy);
        return LT_OK;
    }
    lt_plan_replace(p, copy);
    return lt_rules_note(r, err, "order filter: Scan #%d asks its cheap conditions first",
                         copy->id);
}

static lt_status order_condition(lt_rules *r, lt_plan **p, lt_buf *parts, lt_error *err)
{
    lt_expr *condition;
    LT_TRY(lt_conjuncts(parts, (*p)->exprs[0], err));
    int32_t n = (int32_t)(parts->len / sizeof(lt_expr *));
    if (!sort_parts((lt_expr **)parts->data, n)) return LT_OK;
    LT_TRY(lt_conjunction(&condition, (lt_expr **)parts->data, n, err));
    lt_plan *copy = lt_plan_copy(*p);
    if (!copy) {
        lt_expr_release(condition);
        return lt_no_memory(err);
    }
    lt_expr_release(copy->exprs[0]);
    copy->exprs[0] = condition;
    lt_plan_replace(p, copy);
    return lt_rules_note(r, err, "order filter: Filter #%d asks its cheap conditions first",
                         copy->id);
}

lt_status lt_rule_order_filter(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_buf parts = {.mem = r->mem};
    if ((*p)->kind == LT_NODE_SCAN) return order_scan(r, p, err);
    if ((*p)->kind != LT_NODE_FILTER) return LT_OK;
    lt_status status = order_condition(r, p, &parts, err);
    lt_buf_clear(&parts);
    return status;
}
