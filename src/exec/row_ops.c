/* Filter and project: operators that look at one batch at a time. */
#include "exec/eval.h"
#include "exec/op.h"

#include "plan/function.h"

typedef struct row_op {
    lt_op    op;
    lt_eval *eval;
    bool     carry;   /* project: a locator follows the columns, and the results */
    bool     columns; /* project: nothing but columns; a selection may stay */
} row_op;

static void close_row_op(lt_op *op) { lt_eval_close(((row_op *)op)->eval); }

/* ---- filter ---- */

static lt_status push_filter(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    lt_status status = lt_eval_filter(((row_op *)op)->eval, b, err);
    if (status) {
        lt_batch_close(b);
        return status;
    }
    return lt_op_send(op, w, b, err);
}

static bool is_and(const lt_expr *e)
{
    return e->kind == LT_EXPR_CALL && e->function && e->function->lazy == LT_LAZY_AND;
}

/* Appends the conjuncts of e, left to right. */
static lt_status split_and(lt_buf *out, lt_expr *e, lt_error *err)
{
    if (!is_and(e)) return lt_buf_add(out, &e, sizeof(e), err);
    for (int32_t i = 0; i < e->arg_count; i++) LT_TRY(split_and(out, e->args[i], err));
    return LT_OK;
}

lt_status lt_filter_open(lt_op **out, lt_exec *x, const lt_plan *node, lt_expr *const *conjuncts,
                         int32_t count, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Filter", .push = push_filter, .close = close_row_op};
    lt_buf                 all = {.mem = x->run.mem};
    row_op                *o;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), false, err));
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < count; i++) status = split_and(&all, conjuncts[i], err);
    if (!status)
        status = lt_eval_open(&o->eval, (lt_expr *const *)all.data,
                              (int32_t)(all.len / sizeof(lt_expr *)), &x->run, err);
    lt_buf_clear(&all);
    *out = &o->op;
    return lt_op_blame(&o->op, status, err);
}

/* ---- project ---- */

/* Columns in another order: the selection stays as it is. */
static lt_status rearrange(const row_op *o, lt_batch *made, const lt_batch *b, lt_error *err)
{
    for (int32_t i = 0; i < lt_eval_count(o->eval); i++)
        made->columns[i] = lt_column_retain(b->columns[lt_eval_column(o->eval, i)]);
    if (o->carry)
        made->columns[made->column_count - 1] = lt_column_retain(b->columns[b->column_count - 1]);
    return b->sel ? lt_batch_select(made, b->sel, b->sel_count, err) : LT_OK;
}

static lt_status push_project(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    row_op   *o = (row_op *)op;
    lt_batch *made = NULL;
    int32_t   rows = o->columns ? b->rows : lt_batch_count(b);
    int32_t   count = lt_eval_count(o->eval) + o->carry;
    lt_status status = lt_batch_open(&made, op->x->run.mem, rows, count, err);
    if (!status) {
        made->ordinal = b->ordinal;
        status =
            o->columns ? rearrange(o, made, b, err) : lt_eval_run(o->eval, b, made->columns, err);
    }
    lt_batch_close(b);
    if (status) {
        lt_batch_close(made);
        return status;
    }
    return lt_op_send(op, w, made, err);
}

static bool only_columns(const lt_eval *e, const lt_plan *node)
{
    int32_t most = node->inputs[0]->schema->count;
    for (int32_t i = 0; i < lt_eval_count(e); i++)
        if (lt_eval_column(e, i) < 0 || lt_eval_column(e, i) >= most) return false;
    return true;
}

lt_status lt_project_open(lt_op **out, lt_exec *x, const lt_plan *node, bool carry, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Project", .push = push_project, .close = close_row_op};
    row_op                *o;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), false, err));
    LT_TRY(lt_eval_open(&o->eval, node->exprs, node->expr_count, &x->run, err));
    o->columns = only_columns(o->eval, node);
    o->carry = carry;
    *out = &o->op;
    return LT_OK;
}
