/* What is known of an expression before it meets a row: can it fail, is it constant. */
#include "exec/eval.h"
#include "plan/expr_walk.h"
#include "plan/function.h"

/* ---- folding ---- */

static bool is_foldable(const lt_expr *e)
{
    if (e->kind != LT_EXPR_CAST && (e->kind != LT_EXPR_CALL || !e->function)) return false;
    if (e->kind == LT_EXPR_CALL && e->function->aggregate) return false;
    if (lt_expr_is_volatile(e)) return false;
    for (int32_t i = 0; i < e->arg_count; i++)
        if (e->args[i]->kind != LT_EXPR_LITERAL) return false;
    return true;
}

static lt_expr *literal_of(const lt_expr *e, const lt_column *c)
{
    lt_value v = lt_column_value(c, 0);
    v.type = e->type;
    lt_expr *made = lt_expr_literal(v);
    if (!made) return NULL;
    made->type = e->type;
    made->resolved = true;
    made->nullable = v.null;
    return made;
}

/* e itself where it fails on its constants: the error is for the rows that meet it. Consumes e. */
static lt_expr *compute(lt_expr *e, const lt_run *run)
{
    lt_batch   one = {.mem = run->mem, .rows = 1};
    lt_frame   f = {.run = run, .batch = &one, .n = 1};
    lt_column *c;
    lt_error   ignored;
    lt_status  status = lt_frame_eval(&f, e, &c, &ignored);
    if (status && status != LT_ENOMEM) return e;
    lt_expr *made = NULL;
    if (!status) {
        made = literal_of(e, c);
        lt_column_release(c);
    }
    lt_expr_release(e);
    return made;
}

/* A copy of e, or e itself retained, with the arguments folded. */
static lt_expr *fold_args(lt_expr *e, const lt_run *run)
{
    lt_expr *made = NULL;
    for (int32_t i = 0; i < e->arg_count; i++) {
        lt_expr *folded = lt_expr_fold(e->args[i], run);
        if (folded && folded == e->args[i]) {
            lt_expr_release(folded);
            continue;
        }
        if (folded && !made) made = lt_expr_copy(e);
        if (!folded || !made) {
            lt_expr_release(folded);
            lt_expr_release(made);
            return NULL;
        }
        lt_expr_release(made->args[i]);
        made->args[i] = folded;
    }
    return made ? made : lt_expr_retain(e);
}

lt_expr *lt_expr_fold(lt_expr *e, const lt_run *run)
{
    if (e->kind == LT_EXPR_ALIAS) return lt_expr_fold(e->args[0], run);
    if (e->kind == LT_EXPR_LITERAL || e->kind == LT_EXPR_COLUMN) return lt_expr_retain(e);
    lt_expr *made = fold_args(e, run);
    return made && is_foldable(made) ? compute(made, run) : made;
}
