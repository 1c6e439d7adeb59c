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

#include <string.h>

typedef struct guess {
    const char *name;
    int32_t     cost, keeps; /* cost of a row beside its arguments; kept rows in percent */
} guess;

static const guess guesses[] = {
    {"isnull", 1, 60},
    {"isnotnull", 1, 60},
    {"==", 2, 10},
    {"<=>", 2, 10},
    {"in", 4, 20},
    {"!=", 2, 90},
    {"<", 2, 33},
    {"<=", 2, 33},
    {">", 2, 33},
    {">=", 2, 33},
    {"and", 1, 25},
    {"or", 1, 75},
    {"not", 1, 75},
    {"+", 3, 50},
    {"-", 3, 50},
    {"*", 3, 50},
    {"negative", 3, 50},
    {"abs", 3, 50},
    {"/", 6, 50},
    {"div", 6, 50},
    {"%", 6, 50},
    {"pmod", 6, 50},
    {"length", 8, 25},
    {"startswith", 8, 25},
    {"endswith", 8, 25},
    {"contains", 8, 25},
    {"like", 30, 25},
    {"ilike", 30, 25},
    {"rlike", 200, 25},
    {"regexp", 200, 25},
    {"regexp_like", 200, 25},
    {"regexp_extract", 200, 25},
    {"regexp_replace", 200, 25},
    {"split", 200, 25},
};
static const guess other = {"", 12, 50};

static const guess *guess_of(const lt_expr *e)
{
    const char *name = e->function ? e->function->name : "";
    for (size_t i = 0; i < sizeof(guesses) / sizeof(*guesses); i++)
        if (guesses[i].name[0] == name[0] && strcmp(guesses[i].name, name) == 0) return &guesses[i];
    return &other;
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

enum { PINNED = -1 }; /* the rank of what is not passed */

static int64_t rank_of(const lt_expr *e)
{
    int32_t keeps = e->kind == LT_EXPR_CALL ? guess_of(e)->keeps : 50;
    return (cost_of(e) + 1) * 1000 / (100 - keeps);
}

/* Sorts the parts within every run of harmless ones; *moved: whether any did. */
static lt_status sort_parts(bool *moved, lt_rules *r, lt_expr **parts, int32_t n, lt_error *err)
{
    *moved = false;
    if (n < 2) return LT_OK;
    int64_t *ranks = lt_mem_resize(r->mem, NULL, 0, (size_t)n * sizeof(*ranks));
    if (!ranks) return lt_no_memory(err);
    for (int32_t i = 0; i < n; i++) {
        lt_expr *part = parts[i];
        bool     harmless = lt_expr_is_harmless(part);
        int64_t  rank = harmless ? rank_of(part) : PINNED;
        int32_t  at = i;
        for (; harmless && at > 0 && ranks[at - 1] > rank; at--) {
            parts[at] = parts[at - 1];
            ranks[at] = ranks[at - 1];
        }
        parts[at] = part;
        ranks[at] = rank;
        *moved = *moved || at != i;
    }
    lt_mem_free(r->mem, ranks, (size_t)n * sizeof(*ranks));
    return LT_OK;
}

static lt_status order_scan(lt_rules *r, lt_plan **p, lt_error *err)
{
    if ((*p)->spec.filter_count < 2) return LT_OK;
    lt_plan *copy = lt_plan_copy(*p);
    if (!copy) return lt_no_memory(err);
    bool      moved;
    lt_status status = sort_parts(&moved, r, copy->spec.filters, copy->spec.filter_count, err);
    if (status || !moved) {
        lt_plan_release(copy);
        return status;
    }
    lt_plan_replace(p, copy);
    return lt_rules_note(r, err, "order filter: Scan #%d asks its cheap conditions first",
                         copy->id);
}

static lt_status order_condition(lt_rules *r, lt_plan **p, lt_buf *parts, lt_error *err)
{
    lt_expr *condition;
    bool     moved;
    LT_TRY(lt_conjuncts(parts, (*p)->exprs[0], err));
    int32_t n = (int32_t)(parts->len / sizeof(lt_expr *));
    LT_TRY(sort_parts(&moved, r, (lt_expr **)parts->data, n, err));
    if (!moved) return LT_OK;
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
