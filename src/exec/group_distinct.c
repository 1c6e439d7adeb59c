/* Aggregates of distinct values: count(distinct x), sum(distinct x), avg(distinct x).
 *
 * While rows come, every worker notes the pairs of group and value it meets, in a table whose keys
 * are the group's and the value. At the end the workers' tables become one, and each pair is given
 * to the aggregate as if it were a row. */
#include "exec/group.h"

#include "kernel/kernel.h"

#include <string.h>

static lt_group_table *seen_at(const lt_group_op *o, int32_t which, int32_t worker)
{
    return &o->seen[which * o->op.x->run.workers + worker];
}

static lt_status open_seen(lt_group_op *o, const lt_group_agg *agg, lt_error *err)
{
    size_t    bytes = ((size_t)o->key_count + 1) * sizeof(lt_type);
    lt_type  *types = lt_mem_resize(o->op.mem, NULL, 0, bytes);
    lt_status status = LT_OK;
    if (!types) return lt_op_refused(&o->op, bytes, "distinct values", err);
    memcpy(types, o->key_types, bytes);
    types[o->key_count] = agg->arg_type;
    for (int32_t w = 0; !status && w < o->op.x->run.workers; w++)
        status = lt_group_table_open(seen_at(o, agg->seen, w), o->op.mem, types, o->key_count + 1,
                                     0, err);
    lt_mem_free(o->op.mem, types, bytes);
    return status;
}

lt_status lt_group_seen_open(lt_group_op *o, lt_error *err)
{
    int32_t tables = o->distinct_count * o->op.x->run.workers;
    if (!tables) return LT_OK;
    o->seen = lt_mem_zeroed(o->op.mem, (size_t)tables, sizeof(*o->seen));
    if (!o->seen)
        return lt_op_refused(&o->op, (size_t)tables * sizeof(*o->seen), "distinct values", err);
    o->seen_count = tables;
    for (int32_t a = 0; a < lt_group_agg_count(o); a++)
        if (lt_group_agg_at(o, a)->seen >= 0) LT_TRY(open_seen(o, lt_group_agg_at(o, a), err));
    return LT_OK;
}

/* ---- while rows come ---- */

lt_status lt_group_seen_add(lt_group_op *o, const lt_group_agg *agg, int32_t worker,
                            const lt_group_rows *rows, lt_column *arg, lt_error *err)
{
    size_t n = (size_t)rows->n, keys = (size_t)o->key_count;
    size_t bytes = (keys + 1) * sizeof(lt_column *) + n * (sizeof(uint64_t) + sizeof(int32_t));
    void  *block = lt_mem_resize(o->op.mem, NULL, 0, bytes);
    if (!block) return lt_op_refused(&o->op, bytes, "distinct values", err);
    lt_column   **columns = block;
    uint64_t     *hashes = (uint64_t *)(columns + keys + 1);
    lt_group_rows pairs = *rows;
    if (keys) {
        memcpy(columns, rows->keys, keys * sizeof(*columns));
        memcpy(hashes, rows->hashes, n * sizeof(*hashes));
    }
    columns[keys] = arg;
    lt_hash_column(hashes, arg, rows->n, keys == 0);
    pairs.keys = columns;
    pairs.hashes = hashes;
    lt_status status =
        lt_group_table_find(seen_at(o, agg->seen, worker), (int32_t *)(hashes + n), &pairs, err);
    lt_mem_free(o->op.mem, block, bytes);
    return status;
}

/* ---- at the end ---- */

/* Arrays for one piece of pairs. */
typedef struct piece {
    uint64_t hashes[LT_STORE_ROWS];
    int32_t  groups[LT_STORE_ROWS];
} piece;

static int32_t piece_rows(const lt_group_table *t, int32_t start)
{
    return t->count - start < LT_STORE_ROWS ? t->count - start : LT_STORE_ROWS;
}

static lt_column *const *piece_columns(const lt_group_table *t, int32_t start)
{
    lt_column *const *pieces = (lt_column *const *)t->keys.pieces.data;
    return pieces + (size_t)(start >> LT_STORE_SHIFT) * (size_t)t->keys.column_count;
}

/* The pairs of `from` that `into` does not have yet. */
static lt_status merge_pairs(lt_group_op *o, lt_group_table *into, const lt_group_table *from,
                             piece *p, lt_error *err)
{
    for (int32_t start = 0; start < from->count; start += LT_STORE_ROWS) {
        lt_group_rows rows = {.keys = piece_columns(from, start),
                              .hashes = (const uint64_t *)from->hashes.data + start,
                              .ordinals = lt_group_firsts(from) + start,
                              .n = piece_rows(from, start)};
        LT_TRY(lt_exec_check(o->op.x, err));
        LT_TRY(lt_group_table_find(into, p->groups, &rows, err));
    }
    return LT_OK;
}

/* Each pair is a row of its group. */
static lt_status replay(lt_group_op *o, const lt_group_agg *agg, const lt_group_table *pairs,
                        piece *p, lt_error *err)
{
    lt_group_table *t = &o->tables[0];
    for (int32_t start = 0; start < pairs->count; start += LT_STORE_ROWS) {
        lt_column *const *columns = piece_columns(pairs, start);
        lt_group_rows     rows = {.keys = columns,
                                  .hashes = o->key_count ? p->hashes : NULL,
                                  .ordinals = lt_group_firsts(pairs) + start,
                                  .n = piece_rows(pairs, start)};
        LT_TRY(lt_exec_check(o->op.x, err));
        for (int32_t k = 0; k < o->key_count; k++)
            lt_hash_column(p->hashes, columns[k], rows.n, k == 0);
        LT_TRY(lt_group_table_find(t, p->groups, &rows, err));
        lt_agg_input in = {.arg = columns[o->key_count],
                           .groups = o->key_count ? p->groups : NULL,
                           .rows = rows.n,
                           .ordinals = rows.ordinals};
        LT_TRY(agg->ops->update(t->states.data + agg->offset, t->stride, t->heap, &in, err));
    }
    return LT_OK;
}

static lt_status finish_agg(lt_group_op *o, const lt_group_agg *agg, piece *p, lt_error *err)
{
    lt_group_table *all = seen_at(o, agg->seen, 0);
    for (int32_t w = 1; w < o->op.x->run.workers; w++) {
        LT_TRY(merge_pairs(o, all, seen_at(o, agg->seen, w), p, err));
        lt_group_table_close(seen_at(o, agg->seen, w));
    }
    lt_status status = replay(o, agg, all, p, err);
    if (status) lt_expr_blame(err, agg->call);
    return status;
}

lt_status lt_group_seen_finish(lt_group_op *o, lt_error *err)
{
    if (!o->seen) return LT_OK;
    piece *p = lt_mem_resize(o->op.mem, NULL, 0, sizeof(*p));
    if (!p) return lt_op_refused(&o->op, sizeof(*p), "distinct values", err);
    lt_status status = LT_OK;
    for (int32_t a = 0; !status && a < lt_group_agg_count(o); a++)
        if (lt_group_agg_at(o, a)->seen >= 0) status = finish_agg(o, lt_group_agg_at(o, a), p, err);
    lt_mem_free(o->op.mem, p, sizeof(*p));
    return status;
}
