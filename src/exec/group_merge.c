/* From one table a worker to all groups: few are joined at once, many part by part, by all workers
 * at the same time. */
#include "exec/group.h"

enum { FEW = 20000 };

typedef struct merging {
    lt_group_op *o;
    atomic_int   next; /* part */
} merging;

static lt_status open_heaps(lt_group_op *o, lt_error *err)
{
    size_t bytes = (size_t)o->worker_count * sizeof(*o->heaps);
    o->heaps = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!o->heaps) return lt_op_refused(&o->op, bytes, "merging groups", err);
    for (int32_t i = 0; i < o->worker_count; i++)
        LT_TRY(lt_agg_heap_open(&o->heaps[i], o->op.mem, err));
    return LT_OK;
}

static lt_status join_part(lt_group_op *o, int32_t part, lt_agg_heap *heap, lt_error *err)
{
    lt_mem  *mem = o->op.mem;
    size_t   bytes = (size_t)o->worker_count * sizeof(lt_buf *);
    lt_buf **others = lt_mem_resize(mem, NULL, 0, bytes);
    if (!others) return lt_op_refused(&o->op, bytes, "merging groups", err);
    for (int32_t i = 1; i < o->worker_count; i++) others[i - 1] = &o->workers[i].parts[part];
    lt_status status = lt_group_join(o, &o->shape, heap, &o->workers[0].parts[part], others,
                                     o->worker_count - 1, err);
    lt_mem_free(mem, others, bytes);
    return status;
}

static lt_status join_parts(void *arg, int32_t worker, lt_error *err)
{
    merging *m = arg;
    for (int32_t p; (p = atomic_fetch_add(&m->next, 1)) < LT_GROUP_PARTS;)
        LT_TRY(join_part(m->o, p, m->o->heaps[worker], err));
    return LT_OK;
}

static lt_status scatter_own(void *arg, int32_t worker, lt_error *err)
{
    lt_group_op *o = arg;
    return worker < o->worker_count ? lt_group_scatter(o, &o->workers[worker], err) : LT_OK;
}

static lt_status merge_many(lt_group_op *o, lt_error *err)
{
    merging m = {.o = o};
    LT_TRY(open_heaps(o, err));
    LT_TRY(lt_op_pool(&o->op, scatter_own, o, err));
    LT_TRY(lt_op_pool(&o->op, join_parts, &m, err));
    o->results = o->workers[0].parts;
    o->result_count = LT_GROUP_PARTS;
    return LT_OK;
}

/* The table with most groups takes in the others. */
static lt_status merge_few(lt_group_op *o, int32_t largest, lt_error *err)
{
    lt_group_worker *w = &o->workers[largest];
    for (int32_t i = 0; i < o->worker_count; i++) {
        lt_buf *other = &o->workers[i].table.rows;
        if (i == largest || !other->len) continue;
        LT_TRY(lt_group_join(o, &o->shape, w->table.heap, &w->table.rows, &other, 1, err));
    }
    o->results = &w->table.rows;
    o->result_count = 1;
    return LT_OK;
}

lt_status lt_group_merge(lt_group_op *o, lt_error *err)
{
    int64_t total = 0;
    int32_t largest = 0, filled = 0;
    bool    parted = false;
    for (int32_t i = 0; i < o->worker_count; i++) {
        const lt_group_worker *w = &o->workers[i];
        total += w->table.count;
        filled += w->table.count > 0;
        parted |= w->parted;
        if (w->table.count > o->workers[largest].table.count) largest = i;
    }
    if (parted || (filled > 1 && total > FEW)) return merge_many(o, err);
    return merge_few(o, largest, err);
}
