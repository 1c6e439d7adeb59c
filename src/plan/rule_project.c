/* rule_project.c — projections: two become one, and one that changes nothing goes. */
#include "plan/function.h"
#include "plan/rules.h"
#include "plan/simplify.h"

/* Whether p hands on its input's columns as they are: same number, order and names. */
static bool is_identity(const lt_plan *p)
{
    const lt_schema *in = p->inputs[0]->schema;
    if (p->expr_count != in->count) return false;
    for (int32_t i = 0; i < p->expr_count; i++) {
        const lt_expr *e = p->exprs[i];
        if (e->kind != LT_EXPR_COLUMN || e->index != i) return false;
        if (strcmp(p->schema->fields[i].name, in->fields[i].name) != 0) return false;
    }
    return true;
}

enum { MANY = 1024 };

typedef struct use {
    int32_t times;
    bool    perhaps; /* only on the rows that need it */
} use;

static void count_uses(const lt_expr *e, use *uses, bool perhaps)
{
    if (e->kind == LT_EXPR_COLUMN) {
        uses[e->index].times++;
        uses[e->index].perhaps = uses[e->index].perhaps || perhaps;
    }
    bool lazy = e->kind == LT_EXPR_CALL && e->function && e->function->lazy != LT_EAGER;
    for (int32_t i = 0; i < e->arg_count; i++)
        count_uses(e->args[i], uses, perhaps || (lazy && i > 0));
}

/* Merging must not compute an expression twice, nor skip one that would have failed. */
static bool may_merge(const lt_plan *outer, const lt_plan *inner)
{
    use uses[MANY] = {{0}};
    if (inner->expr_count > MANY) return false;
    for (int32_t i = 0; i < outer->expr_count; i++) {
        count_uses(outer->exprs[i], uses, false);
        if (lt_expr_has_volatile(outer->exprs[i])) return false;
    }
    for (int32_t i = 0; i < inner->expr_count; i++) {
        const lt_expr *e = inner->exprs[i];
        bool           trivial = e->kind == LT_EXPR_COLUMN || e->kind == LT_EXPR_LITERAL;
        bool           always = uses[i].times == 1 && !uses[i].perhaps;
        if (trivial || always) continue;
        if (uses[i].times > 1 || !lt_expr_is_harmless(e)) return false;
    }
    return true;
}

static lt_status merge(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *outer = *p, *inner = outer->inputs[0], *merged;
    LT_TRY(lt_plan_with_input(&merged, outer, lt_plan_retain(inner->inputs[0]), err));
    for (int32_t i = 0; i < merged->expr_count; i++) {
        lt_expr *e = lt_expr_substitute(outer->exprs[i], inner->exprs);
        if (!e) {
            lt_plan_release(merged);
            return lt_no_memory(err);
        }
        lt_expr_release(merged->exprs[i]);
        merged->exprs[i] = e;
    }
    lt_plan_replace(p, merged); /* outer and inner may be gone from here on */
    return lt_rules_note(r, err, "merge project: a projection joins Project #%d", (*p)->id);
}

lt_status lt_rule_merge_project(lt_rules *r, lt_plan **p, lt_error *err)
{
    if ((*p)->kind != LT_NODE_PROJECT) return LT_OK;
    if (is_identity(*p)) {
        LT_TRY(lt_rules_note(r, err, "merge project: Project #%d changes nothing", (*p)->id));
        lt_plan_replace(p, lt_plan_retain((*p)->inputs[0]));
        return LT_OK;
    }
    lt_plan *inner = (*p)->inputs[0];
    if (inner->kind != LT_NODE_PROJECT || !may_merge(*p, inner)) return LT_OK;
    return merge(r, p, err);
}
