#include "exec/op.h"

#include "exec/seq.h"

#include <time.h>

lt_status lt_op_open(void *out, lt_exec *x, const lt_op_ops *ops, const lt_plan *node, size_t bytes,
                     bool holds_rows, lt_error *err)
{
    lt_op *op = lt_mem_zeroed(x->run.mem, 1, bytes);
    if (!op) return lt_mem_refused(x->run.mem, bytes, "an operator", err);
    *op = (lt_op){.ops = ops, .x = x, .node = node, .before = x->ops, .bytes = bytes};
    x->ops = op;
    if (holds_rows) {
        op->mem = lt_mem_open(x->run.mem, 0);
        if (!op->mem) return lt_op_refused(op, bytes, "an account", err);
    }
    if (ops->step) LT_TRY(lt_seq_open(&op->seq, x, err));
    *(lt_op **)out = op;
    return LT_OK;
}

int64_t lt_exec_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

lt_op *lt_worker_enter(lt_worker *w, lt_op *op)
{
    int64_t now = lt_exec_now_ns();
    lt_op  *before = w->at;
    if (before)
        atomic_fetch_add_explicit(&before->busy_ns, now - w->since_ns, memory_order_relaxed);
    w->at = op;
    w->since_ns = now;
    return before;
}

lt_status lt_op_blame(const lt_op *op, lt_status status, lt_error *err)
{
    if (!status || !err || status == LT_EDONE || status == LT_EWIDEN) return status;
    if (status == LT_ECANCELLED || status == LT_ETIMEOUT) return status;
    if (!op->node) {
        lt_error_node(err, "%s", op->ops->name);
        return status;
    }
    lt_error_node(err, "%s #%d", lt_plan_kind_name(op->node->kind), op->node->id);
    lt_error_cell(err, NULL, op->node->line);
    return status;
}

void lt_op_tell(const lt_op *op, size_t bytes, const char *what, lt_error *err)
{
    lt_op_blame(op, lt_mem_refused(op->x->run.mem, bytes, what, err), err);
}

lt_status lt_op_push(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    int32_t n = lt_batch_count(b);
    if (n == 0) {
        lt_batch_close(b);
        return LT_OK;
    }
    atomic_fetch_add_explicit(&op->rows_in, n, memory_order_relaxed);
    atomic_fetch_add_explicit(&op->bytes_in, (int64_t)lt_batch_bytes(b), memory_order_relaxed);
    lt_op    *before = lt_worker_enter(w, op);
    lt_status status = op->ops->push ? op->ops->push(op, w, b, err) : lt_seq_push(op, w, b, err);
    lt_worker_enter(w, before);
    return lt_op_blame(op, status, err);
}

lt_status lt_op_send(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    atomic_fetch_add_explicit(&op->rows_out, lt_batch_count(b), memory_order_relaxed);
    return lt_op_push(op->next, w, b, err);
}

lt_status lt_op_part_end(lt_op *op, lt_worker *w, int64_t part, lt_error *err)
{
    while (op && !op->seq) op = op->next;
    if (!op) return LT_OK;
    lt_op    *before = lt_worker_enter(w, op);
    lt_status status = lt_seq_part_end(op, w, part, err);
    lt_worker_enter(w, before);
    return lt_op_blame(op, status, err);
}

lt_status lt_op_finish(lt_op *op, lt_error *err)
{
    if (!op->ops->finish) return LT_OK;
    lt_op    *before = lt_worker_enter(&op->x->caller, op);
    lt_status status = op->ops->finish(op, err);
    lt_worker_enter(&op->x->caller, before);
    return lt_op_blame(op, status, err);
}

lt_status lt_exec_check(const lt_exec *x, lt_error *err)
{
    LT_TRY(lt_cancel_check(x->run.cancel, err));
    if (lt_pool_stopped(x->pool)) return LT_FAIL(err, LT_ECANCELLED, "another worker has failed");
    return LT_OK;
}

void lt_exec_moved(lt_exec *x)
{
    pthread_mutex_lock(&x->lock);
    pthread_cond_broadcast(&x->moved);
    pthread_mutex_unlock(&x->lock);
}

bool lt_op_sated(const lt_op *head)
{
    for (; head; head = head->next)
        if (atomic_load(&head->done)) return true;
    return false;
}
