/* Group by: every worker fills a table of its own; at the end the tables are merged, and groups
 * come out in the order of their first rows. */
#include "exec/group.h"

#include <string.h>

enum { FAR_BYTES = 1 << 18 }; /* of rows: the nearest caches do not hold them */

static void close_group(lt_op *op)
{
    lt_group_op *o = (lt_group_op *)op;
    if (!op->mem) return;
    for (int32_t i = 0; o->workers && i < o->worker_count; i++) {
        lt_group_worker_close(&o->workers[i]);
        if (o->heaps && o->heaps[i]) lt_agg_heap_close(o->heaps[i]);
    }
    lt_mem_free(op->mem, o->workers, (size_t)o->worker_count * sizeof(*o->workers));
    lt_mem_free(op->mem, o->heaps, (size_t)o->worker_count * sizeof(*o->heaps));
    lt_group_seen_close(o);
    lt_group_shape_close(&o->shape);
    lt_eval_close(o->keys);
    lt_eval_close(o->args);
    lt_buf_clear(&o->aggs);
    for (size_t i = 0; i < o->arg_list.len / sizeof(lt_expr *); i++)
        lt_expr_release(((lt_expr **)o->arg_list.data)[i]);
    lt_buf_clear(&o->arg_list);
    lt_mem_free(op->mem, o->key_types, ((size_t)o->key_count + 1) * sizeof(*o->key_types));
}

/* ---- rows of a batch into the worker's table ---- */

/* One batch on its way into a table. */
typedef struct batch_in {
    lt_column **keys, **args;
    int32_t    *groups;
    int64_t     ordinal;
    int64_t    *ordinals; /* NULL: they follow each other */
    int32_t     n, columns;
    void       *block; /* all of the above */
    size_t      bytes;
} batch_in;

static lt_status open_batch_in(batch_in *in, const lt_group_op *o, const lt_batch *b, lt_error *err)
{
    size_t n = (size_t)lt_batch_count(b);
    *in = (batch_in){.n = (int32_t)n, .ordinal = b->ordinal};
    in->columns = lt_eval_count(o->keys) + lt_eval_count(o->args);
    in->bytes =
        (size_t)in->columns * sizeof(lt_column *) + n * (sizeof(int64_t) + sizeof(int32_t)) + 16;
    in->block = lt_mem_resize(o->op.mem, NULL, 0, in->bytes);
    if (!in->block) return lt_op_refused(&o->op, in->bytes, "groups", err);
    int64_t *ordinals = in->block;
    in->keys = (lt_column **)(ordinals + n);
    in->args = in->keys + lt_eval_count(o->keys);
    in->groups = (int32_t *)(in->keys + in->columns);
    memset(in->keys, 0, (size_t)in->columns * sizeof(lt_column *));
    if (!b->sel) return LT_OK;
    in->ordinals = ordinals;
    for (size_t i = 0; i < n; i++) ordinals[i] = b->ordinal + b->sel[i];
    return LT_OK;
}

static void close_batch_in(batch_in *in, const lt_group_op *o)
{
    if (!in->block) return;
    for (int32_t i = 0; i < in->columns; i++) lt_column_release(in->keys[i]);
    lt_mem_free(o->op.mem, in->block, in->bytes);
}

static lt_status update_states(lt_group_op *o, lt_group_table *t, const batch_in *in,
                               const lt_group_agg *agg, lt_group_pick *pick, lt_error *err)
{
    lt_agg_input values = {.arg = agg->arg_count > 0 ? in->args[agg->arg] : NULL,
                           .second = agg->arg_count > 1 ? in->args[agg->arg + 1] : NULL,
                           .params = &agg->params,
                           .groups = o->key_count ? in->groups : NULL,
                           .rows = in->n,
                           .ordinal = in->ordinal,
                           .ordinals = in->ordinals,
                           .far = t->rows.len > FAR_BYTES};
    LT_TRY(lt_group_pick_input(pick, &values, err));
    return agg->ops->update(lt_group_states(o, t, agg), o->shape.stride, t->heap, &values, err);
}

static lt_status update_one(lt_group_op *o, int32_t worker, const batch_in *in,
                            const lt_group_rows *rows, const lt_group_agg *agg, lt_error *err)
{
    lt_group_pick pick;
    lt_status     status = lt_group_pick_open(&pick, o, agg, in->args, in->n, err);
    if (!status && pick.n && agg->seen >= 0)
        status = lt_group_seen_add(o, agg, worker, rows, in->args + agg->arg, &pick, err);
    else if (!status && pick.n)
        status = update_states(o, &o->workers[worker].table, in, agg, &pick, err);
    lt_group_pick_close(&pick, o);
    return status;
}

static lt_status update(lt_group_op *o, int32_t worker, const batch_in *in,
                        const lt_group_rows *rows, lt_error *err)
{
    for (int32_t a = 0; a < lt_group_agg_count(o); a++) {
        const lt_group_agg *agg = lt_group_agg_at(o, a);
        lt_status           status = update_one(o, worker, in, rows, agg, err);
        if (!status) continue;
        lt_expr_blame(err, agg->call);
        return status;
    }
    return LT_OK;
}

static lt_status add_rows(lt_group_op *o, int32_t worker, const batch_in *in, lt_error *err)
{
    lt_group_worker *w = &o->workers[worker];
    lt_group_rows    rows = {
           .keys = in->keys, .ordinal = in->ordinal, .ordinals = in->ordinals, .n = in->n};
    w->rows_in += in->n;
    if (w->unlooked)
        LT_TRY(lt_group_table_append(&w->table, in->groups, &rows, err));
    else
        LT_TRY(lt_group_table_find(&w->table, in->groups, &rows, err));
    LT_TRY(update(o, worker, in, &rows, err));
    return lt_group_settle(o, worker, err);
}

static lt_status add_batch(lt_group_op *o, int32_t worker, const lt_batch *b, lt_error *err)
{
    batch_in  in;
    lt_status status = open_batch_in(&in, o, b, err);
    if (!status) status = lt_eval_run(o->keys, b, in.keys, err);
    if (!status) status = lt_eval_run(o->args, b, in.args, err);
    if (!status) status = add_rows(o, worker, &in, err);
    close_batch_in(&in, o);
    return status;
}

static lt_status push_group(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    lt_group_op *o = (lt_group_op *)op;
    lt_status    status = add_batch(o, w->id, b, err);
    lt_batch_close(b);
    return status;
}

/* ---- making and running it ---- */

static lt_status open_workers(lt_group_op *o, lt_error *err)
{
    int32_t count = o->op.x->run.workers;
    size_t  bytes = (size_t)count * sizeof(*o->workers);
    LT_TRY(lt_group_shape_open(&o->shape, o->op.mem, o->key_types, o->key_count, o->states, err));
    o->workers = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!o->workers) return lt_op_refused(&o->op, bytes, "groups", err);
    o->worker_count = count;
    for (int32_t i = 0; i < count; i++) LT_TRY(lt_group_worker_open(&o->workers[i], o, err));
    return lt_group_seen_open(o, err);
}

/* Without keys there is one group even when there is no row. */
static lt_status ensure_only_group(lt_group_op *o, lt_error *err)
{
    lt_group_rows none = {.n = 0};
    if (o->key_count) return LT_OK;
    for (int32_t i = 0; i < o->worker_count; i++)
        if (o->workers[i].table.count) return LT_OK;
    return lt_group_table_find(&o->workers[0].table, NULL, &none, err);
}

static lt_status finish_group(lt_group_op *o, lt_op *to, lt_error *err)
{
    LT_TRY(lt_group_seen_finish(o, err));
    LT_TRY(ensure_only_group(o, err));
    LT_TRY(lt_group_merge(o, err));
    return lt_group_emit(o, to, err);
}

/* count(*) of a whole source that knows how many rows it has: nothing is read. -1: not so. */
static int64_t known_rows(const lt_group_op *o, const lt_plan *node)
{
    const lt_plan *in = node->inputs[0];
    if (o->key_count || !lt_group_agg_count(o)) return -1;
    for (int32_t a = 0; a < lt_group_agg_count(o); a++)
        if (strcmp(lt_group_agg_at(o, a)->ops->name, "count_star") != 0 ||
            lt_group_agg_at(o, a)->filter >= 0 || lt_group_agg_at(o, a)->seen >= 0)
            return -1;
    while (in->kind == LT_NODE_PROJECT) in = in->inputs[0];
    if (in->kind != LT_NODE_SCAN || in->spec.filter_count || in->spec.limit >= 0) return -1;
    if (in->table) return in->table->rows;
    return in->source && in->source->ops->row_count ? in->source->ops->row_count(in->source) : -1;
}

static lt_status add_known(const lt_group_op *o, int32_t rows, lt_error *err)
{
    lt_group_table *t = &o->workers[0].table;
    lt_agg_input    in = {.rows = rows};
    for (int32_t a = 0; a < lt_group_agg_count(o); a++) {
        const lt_group_agg *agg = lt_group_agg_at(o, a);
        LT_TRY(agg->ops->update(lt_group_states(o, t, agg), o->shape.stride, t->heap, &in, err));
    }
    return LT_OK;
}

static lt_status count_known(lt_group_op *o, int64_t rows, lt_error *err)
{
    lt_group_rows none = {.n = 0};
    LT_TRY(lt_group_table_find(&o->workers[0].table, NULL, &none, err));
    for (; rows > INT32_MAX; rows -= INT32_MAX) LT_TRY(add_known(o, INT32_MAX, err));
    return add_known(o, (int32_t)rows, err);
}

static lt_status read_input(lt_group_op *o, const lt_plan *node, lt_error *err)
{
    int64_t rows = known_rows(o, node);
    if (rows >= 0) return lt_op_blame(&o->op, count_known(o, rows, err), err);
    return lt_exec_into(o->op.x, node->inputs[0], &o->op, err);
}

lt_status lt_group_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Aggregate", .push = push_group, .close = close_group};
    lt_group_op           *o;
    if (lt_op_sated(to)) return LT_OK;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), true, err));
    o->aggs.mem = o->arg_list.mem = o->op.mem;
    LT_TRY(lt_op_blame(&o->op, lt_group_compile(o, node, err), err));
    LT_TRY(lt_op_blame(&o->op, open_workers(o, err), err));
    LT_TRY(read_input(o, node, err));
    lt_op    *before = lt_worker_enter(&x->caller, &o->op);
    lt_status status = finish_group(o, to, err);
    lt_worker_enter(&x->caller, before);
    return lt_op_blame(&o->op, status, err);
}
