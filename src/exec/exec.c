#include "exec/exec.h"

#include "exec/op.h"
#include "exec/seq.h"

#include <stdio.h>
#include <string.h>

/* ---- progress and counters ---- */

void lt_exec_add_source(const lt_exec *x, lt_progress *p)
{
    const lt_source *s = x->source;
    if (!s) return;
    int64_t total = atomic_load(&s->stats.bytes_total);
    p->bytes += atomic_load(&s->stats.bytes) - x->seen_bytes;
    p->bytes_total += total > x->seen_total ? total - x->seen_total : total;
    p->rows += atomic_load(&s->stats.rows) - x->seen_rows;
}

static lt_progress progress_now(const lt_exec *x)
{
    lt_progress p = x->before;
    lt_exec_add_source(x, &p);
    return p;
}

static void name_op(const lt_op *op, char *out, size_t size)
{
    const char *name = op->ops->name; /* a scan's node may have a filter too */
    if (op->node && op->node->kind == LT_NODE_RANGE) name = lt_plan_kind_name(op->node->kind);
    snprintf(out, size, op->detail ? "%s %s" : "%s", name, op->detail);
}

/* What may be looked at while the workers run. */
static void count_op(const lt_op *op, lt_op_stats *s)
{
    *s = (lt_op_stats){.node = op->node ? op->node->id : 0};
    name_op(op, s->name, sizeof(s->name));
    s->rows_in = atomic_load(&op->rows_in);
    s->rows_out = atomic_load(&op->rows_out);
    s->bytes = atomic_load(&op->bytes_in);
    s->is_leaf = op->node && !op->ops->push && !op->ops->step;
    s->busy_ns = atomic_load(&op->busy_ns);
    if (op->mem) s->peak_bytes = (int64_t)lt_mem_peak(op->mem);
}

static void poll_progress(void *arg)
{
    enum { MOST_OPS = 24 };
    lt_exec    *x = arg;
    lt_op_stats ops[MOST_OPS];
    if (!x->query || !x->query->progress) return;
    lt_progress p = progress_now(x);
    for (const lt_op *op = x->ops; op && p.op_count < MOST_OPS; op = op->before)
        count_op(op, &ops[p.op_count++]);
    p.ops = ops;
    x->query->progress(x->query->arg, &p);
}

lt_status lt_exec_pool(lt_exec *x, lt_pool_task *task, void *arg, lt_error *err)
{
    lt_op    *held = lt_worker_enter(&x->caller, NULL); /* waiting is not work */
    lt_status status = lt_pool_run(x->pool, task, arg, poll_progress, x, err);
    lt_worker_enter(&x->caller, held);
    return status;
}

typedef struct timed_task {
    lt_op        *op;
    lt_pool_task *task;
    void         *arg;
} timed_task;

static lt_status run_timed(void *arg, int32_t worker, lt_error *err)
{
    timed_task *t = arg;
    lt_worker   w = {.id = worker};
    lt_worker_enter(&w, t->op);
    lt_status status = t->task(t->arg, worker, err);
    lt_worker_enter(&w, NULL);
    return status;
}

lt_status lt_op_pool(lt_op *op, lt_pool_task *task, void *arg, lt_error *err)
{
    return lt_exec_pool(op->x, run_timed, &(timed_task){.op = op, .task = task, .arg = arg}, err);
}

static void fill_stats(const lt_exec *x, lt_query_stats *stats)
{
    const int32_t most = (int32_t)(sizeof(stats->ops) / sizeof(stats->ops[0]));
    stats->op_count = 0;
    stats->op_total = 0;
    for (const lt_op *op = x->ops; op; op = op->before) {
        if (stats->op_total++ >= most) continue;
        lt_op_stats *s = &stats->ops[stats->op_count++];
        count_op(op, s);
        s->parts = op->parts;
        s->parts_skipped = op->parts_skipped;
    }
    lt_progress p = progress_now(x);
    stats->rows = p.rows;
    stats->bytes = p.bytes;
    stats->padded = x->mended[0];
    stats->cut = x->mended[1];
    stats->dropped = x->mended[2];
    stats->replaced = x->mended[3];
}

/* ---- from nodes to operators ---- */

/* Runs node's only input into op, which ends then. */
static lt_status into_op(lt_exec *x, const lt_plan *node, lt_op *op, lt_op *to, lt_error *err)
{
    op->next = to;
    LT_TRY(lt_exec_into(x, node->inputs[0], op, err));
    return lt_op_finish(op, err);
}

static lt_status op_into(lt_exec *x, const lt_plan *node, lt_op_maker *open, lt_op *to,
                         lt_error *err)
{
    lt_op *op;
    LT_TRY(open(&op, x, node, err));
    return into_op(x, node, op, to, err);
}

static lt_status filter_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    lt_op *op;
    LT_TRY(lt_filter_open(&op, x, node, node->exprs, node->expr_count, err));
    return into_op(x, node, op, to, err);
}

static lt_status project_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    lt_op *op;
    LT_TRY(lt_project_open(&op, x, node, false, err));
    return into_op(x, node, op, to, err);
}

/* The first rows of a sort need no sort of the others. */
static lt_status limit_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    lt_op *op;
    LT_TRY(lt_limit_open(&op, x, node, err));
    const lt_plan *in = node->inputs[0];
    if (in->kind != LT_NODE_SORT || node->count < 0 || node->count > INT64_MAX - node->offset)
        return into_op(x, node, op, to, err);
    op->next = to;
    LT_TRY(lt_sort_into(x, in, node->count + node->offset, op, err));
    return lt_op_finish(op, err);
}

static lt_status union_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    for (int32_t i = 0; i < node->input_count; i++) {
        if (lt_op_sated(to)) return LT_OK;
        LT_TRY(lt_exec_into(x, node->inputs[i], to, err));
    }
    return LT_OK;
}

lt_status lt_exec_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    switch (node->kind) {
    case LT_NODE_SCAN: return lt_scan_into(x, node, to, false, err);
    case LT_NODE_RANGE: return lt_range_into(x, node, to, err);
    case LT_NODE_PROJECT: return project_into(x, node, to, err);
    case LT_NODE_FILTER: return filter_into(x, node, to, err);
    case LT_NODE_AGGREGATE: return lt_group_into(x, node, to, err);
    case LT_NODE_DISTINCT: return lt_distinct_into(x, node, to, err);
    case LT_NODE_SORT: return lt_sort_into(x, node, -1, to, err);
    case LT_NODE_LIMIT: return limit_into(x, node, to, err);
    case LT_NODE_TOPK: return lt_topk_into(x, node, to, err);
    case LT_NODE_UNION: return union_into(x, node, to, err);
    case LT_NODE_INTERSECT:
    case LT_NODE_EXCEPT: return lt_set_into(x, node, to, err);
    case LT_NODE_SAMPLE: return op_into(x, node, lt_sample_open, to, err);
    case LT_NODE_SUMMARY: return op_into(x, node, lt_summary_open, to, err);
    case LT_NODE_TAIL: return lt_tail_into(x, node, to, err);
    case LT_NODE_EXPLODE: return op_into(x, node, lt_explode_open, to, err);
    default:
        return LT_FAIL(err, LT_EUNSUPPORTED, "%s is not resolved, so it cannot run",
                       lt_plan_kind_name(node->kind));
    }
}

/* ---- targets ---- */

static lt_status count_rows(lt_exec *x, const lt_plan *node, lt_error *err)
{
    lt_op *op;
    x->target->count = 0;
    LT_TRY(lt_count_open(&op, x, err));
    LT_TRY(lt_exec_into(x, node, op, err));
    return lt_op_finish(op, err);
}

static lt_status collect_rows(lt_exec *x, const lt_plan *node, lt_error *err)
{
    lt_op *op;
    LT_TRY(lt_collect_open(&op, x, node->schema, err));
    LT_TRY(lt_exec_into(x, node, op, err));
    return lt_op_finish(op, err);
}

static lt_status write_rows(lt_exec *x, const lt_plan *node, lt_error *err)
{
    lt_sink *sink = x->target->sink;
    bool     skip = false;
    lt_op   *op;
    LT_TRY(sink->ops->begin(sink, node->schema, &x->run, &skip, err));
    if (skip) {
        x->target->written = (lt_sink_result){.skipped = true};
        return LT_OK;
    }
    LT_TRY(lt_write_open(&op, x, err));
    LT_TRY(lt_exec_into(x, node, op, err));
    return lt_op_finish(op, err);
}

static lt_status run_target(lt_exec *x, const lt_plan *plan, lt_error *err)
{
    if (plan->mistake) {
        if (err) *err = *plan->mistake;
        return plan->mistake->code;
    }
    if (!plan->schema) return LT_FAIL(err, LT_EINVAL, "the plan is not resolved");
    switch (x->target->kind) {
    case LT_TO_COUNT: return count_rows(x, plan, err);
    case LT_TO_TABLE: return collect_rows(x, plan, err);
    default: return write_rows(x, plan, err);
    }
}

static void close_ops(lt_exec *x)
{
    lt_op *older;
    for (lt_op *op = x->ops; op; op = older) {
        older = op->before;
        if (op->ops->close) op->ops->close(op);
        lt_seq_close(op->seq);
        lt_mem_close(op->mem);
        lt_mem_free(x->run.mem, op, op->bytes);
    }
}

static bool open_sync(lt_exec *x)
{
    pthread_condattr_t clock;
    if (pthread_condattr_init(&clock)) return false;
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    bool ok = !pthread_mutex_init(&x->lock, NULL) && !pthread_cond_init(&x->moved, &clock);
    pthread_condattr_destroy(&clock);
    return ok;
}

lt_status lt_exec_run(const lt_plan *plan, lt_exec_target *target, const lt_run *run, lt_pool *pool,
                      const lt_query *query, lt_error *err)
{
    lt_exec x = {.run = *run, .pool = pool, .query = query, .target = target};
    int64_t began = lt_exec_now_ns();
    x.run.workers = lt_pool_workers(pool);
    target->table = NULL;
    if (!open_sync(&x)) return lt_mem_refused(run->mem, sizeof(x), "a query", err);

    lt_status status = run_target(&x, plan, err);
    if (!status) poll_progress(&x);
    if (query && query->stats) {
        fill_stats(&x, query->stats);
        query->stats->elapsed_ns += lt_exec_now_ns() - began;
    }
    close_ops(&x);
    pthread_cond_destroy(&x.moved);
    pthread_mutex_destroy(&x.lock);
    if (status) {
        lt_table_release(target->table);
        target->table = NULL;
    }
    return status;
}
