/* Aggregates of distinct values: count(distinct a, b), sum(distinct x), percentile(distinct x, p).
 *
 * While rows come, every worker notes the pairs of group and values it meets, in a table whose keys
 * are the group's and the values; each such aggregate has its own. At the end the workers' tables
 * become one, and each pair is given to the aggregate as if it were a row: the first it came in. */
#include "exec/group.h"

#include <string.h>

enum { PIECE = 1024 };

static lt_group_table *seen_at(const lt_group_op *o, int32_t which, int32_t worker)
{
    return &o->seen[which * o->op.x->run.workers + worker];
}

static lt_status open_tables(lt_group_op *o, const lt_group_agg *agg, const lt_type *types,
                             lt_error *err)
{
    lt_group_shape *shape = &o->seen_shapes[agg->seen];
    LT_TRY(lt_group_shape_open(shape, o->op.mem, types, o->key_count + agg->arg_count, 0, err));
    for (int32_t w = 0; w < o->op.x->run.workers; w++) {
        LT_TRY(lt_group_table_open(seen_at(o, agg->seen, w), o->op.mem, shape, err));
        seen_at(o, agg->seen, w)->cancel = o->op.x->run.cancel;
    }
    return LT_OK;
}

static lt_status open_seen(lt_group_op *o, const lt_group_agg *agg, lt_error *err)
{
    size_t   bytes = (size_t)(o->key_count + agg->arg_count) * sizeof(lt_type);
    lt_type *types = lt_mem_resize(o->op.mem, NULL, 0, bytes);
    if (!types) return lt_op_refused(&o->op, bytes, "distinct values", err);
    memcpy(types, o->key_types, (size_t)o->key_count * sizeof(lt_type));
    for (int32_t i = 0; i < agg->arg_count; i++)
        types[o->key_count + i] = lt_eval_type(o->args, agg->arg + i);
    lt_status status = open_tables(o, agg, types, err);
    lt_mem_free(o->op.mem, types, bytes);
    return status;
}

lt_status lt_group_seen_open(lt_group_op *o, lt_error *err)
{
    int32_t tables = o->distinct_count * o->op.x->run.workers;
    if (!tables) return LT_OK;
    o->seen_shapes = lt_mem_zeroed(o->op.mem, (size_t)o->distinct_count, sizeof(*o->seen_shapes));
    o->seen = lt_mem_zeroed(o->op.mem, (size_t)tables, sizeof(*o->seen));
    if (!o->seen || !o->seen_shapes)
        return lt_op_refused(&o->op, (size_t)tables * sizeof(*o->seen), "distinct values", err);
    o->seen_count = tables;
    for (int32_t a = 0; a < lt_group_agg_count(o); a++)
        if (lt_group_agg_at(o, a)->seen >= 0) LT_TRY(open_seen(o, lt_group_agg_at(o, a), err));
    return LT_OK;
}

void lt_group_seen_close(lt_group_op *o)
{
    lt_mem *mem = o->op.mem;
    for (int32_t i = 0; o->seen && i < o->seen_count; i++) lt_group_table_close(&o->seen[i]);
    for (int32_t i = 0; o->seen_shapes && i < o->distinct_count; i++)
        lt_group_shape_close(&o->seen_shapes[i]);
    lt_mem_free(mem, o->seen,
                (size_t)o->distinct_count * (size_t)o->op.x->run.workers * sizeof(*o->seen));
    lt_mem_free(mem, o->seen_shapes, (size_t)o->distinct_count * sizeof(*o->seen_shapes));
}

/* ---- while rows come ---- */

/* A batch of pairs: columns of the key, then the values. */
typedef struct batch_pairs {
    lt_column **columns;
    int32_t     count, *groups;
    bool        taken; /* columns are its own */
    void       *block;
    size_t      bytes;
} batch_pairs;

static lt_status open_pairs(batch_pairs *p, const lt_group_op *o, const lt_group_agg *agg,
                            const lt_group_rows *rows, lt_column *const *args, lt_error *err)
{
    size_t keys = (size_t)o->key_count, values = (size_t)agg->arg_count;
    *p = (batch_pairs){.count = (int32_t)(keys + values)};
    p->bytes = (keys + values) * sizeof(lt_column *) + (size_t)rows->n * sizeof(int32_t);
    p->block = lt_mem_resize(o->op.mem, NULL, 0, p->bytes);
    if (!p->block) return lt_op_refused(&o->op, p->bytes, "distinct values", err);
    p->columns = p->block;
    p->groups = (int32_t *)(p->columns + p->count);
    if (keys) memcpy(p->columns, rows->keys, keys * sizeof(lt_column *));
    memcpy(p->columns + keys, args, values * sizeof(lt_column *));
    return LT_OK;
}

/* Only the rows in pick. */
static lt_status narrow_pairs(batch_pairs *p, lt_group_rows *rows, lt_group_pick *pick,
                              lt_error *err)
{
    for (int32_t i = 0; i < pick->n; i++)
        pick->ordinals[i] =
            rows->ordinals ? rows->ordinals[pick->rows[i]] : rows->ordinal + pick->rows[i];
    rows->ordinals = pick->ordinals;
    rows->n = pick->n;
    for (int32_t c = 0; c < p->count; c++) {
        lt_column *taken;
        lt_status  status = lt_column_take(&taken, p->columns[c], pick->rows, pick->n, err);
        if (status) {
            p->count = c;
            p->taken = true;
            return status;
        }
        p->columns[c] = taken;
    }
    p->taken = true;
    return LT_OK;
}

static void close_pairs(batch_pairs *p, const lt_group_op *o)
{
    for (int32_t c = 0; p->taken && c < p->count; c++) lt_column_release(p->columns[c]);
    if (p->block) lt_mem_free(o->op.mem, p->block, p->bytes);
}

lt_status lt_group_seen_add(lt_group_op *o, const lt_group_agg *agg, int32_t worker,
                            const lt_group_rows *rows, lt_column *const *args, lt_group_pick *pick,
                            lt_error *err)
{
    batch_pairs   p;
    lt_group_rows pairs = *rows;
    lt_status     status = open_pairs(&p, o, agg, rows, args, err);
    pairs.keys = p.columns;
    if (!status && !pick->all) status = narrow_pairs(&p, &pairs, pick, err);
    if (!status) status = lt_group_table_find(seen_at(o, agg->seen, worker), p.groups, &pairs, err);
    close_pairs(&p, o);
    return status;
}

/* ---- at the end ---- */

/* Pairs of a piece as columns again: those of the key, then the value. */
typedef struct piece {
    const uint64_t *words[PIECE];
    int64_t         ordinals[PIECE];
    int32_t         groups[PIECE], n;
    lt_column     **columns;
} piece;

static void clear_piece(piece *p, int32_t columns)
{
    for (int32_t c = 0; c < columns; c++) {
        lt_column_release(p->columns[c]);
        p->columns[c] = NULL;
    }
}

static lt_status fill_piece(piece *p, lt_group_op *o, const lt_group_agg *agg, const lt_buf *pairs,
                            int64_t start, lt_error *err)
{
    const lt_group_shape *shape = &o->seen_shapes[agg->seen];
    int64_t               rows = (int64_t)(pairs->len / shape->stride);
    p->n = rows - start < PIECE ? (int32_t)(rows - start) : PIECE;
    for (int32_t i = 0; i < p->n; i++) {
        const lt_group_row *row = lt_group_row_at(shape, pairs->data, start + i);
        p->words[i] = row->words;
        p->ordinals[i] = row->first;
    }
    for (int32_t c = 0; c < o->key_count + agg->arg_count; c++)
        LT_TRY(lt_key_decode(&shape->key, &p->columns[c], o->op.mem, p->words, p->n, c, err));
    return LT_OK;
}

/* Each pair is a row of its group. */
static lt_status replay_piece(lt_group_op *o, const lt_group_agg *agg, piece *p, lt_error *err)
{
    lt_group_table *t = &o->workers[0].table;
    lt_group_rows   rows = {.keys = p->columns, .ordinals = p->ordinals, .n = p->n};
    LT_TRY(lt_group_table_find(t, p->groups, &rows, err));
    lt_column *const *values = p->columns + o->key_count;
    lt_agg_input      in = {.arg = values[0],
                            .second = agg->arg_count > 1 ? values[1] : NULL,
                            .params = &agg->params,
                            .groups = o->key_count ? p->groups : NULL,
                            .rows = p->n,
                            .ordinals = p->ordinals};
    LT_TRY(agg->ops->update(lt_group_states(o, t, agg), o->shape.stride, t->heap, &in, err));
    return lt_group_settle(o, 0, err);
}

static lt_status replay(lt_group_op *o, const lt_group_agg *agg, const lt_buf *pairs, piece *p,
                        lt_error *err)
{
    const lt_group_shape *shape = &o->seen_shapes[agg->seen];
    lt_status             status = LT_OK;
    o->workers[0].unlooked = false;
    for (int64_t at = 0; !status && at < (int64_t)(pairs->len / shape->stride); at += PIECE) {
        status = lt_exec_check(o->op.x, err);
        if (!status) status = fill_piece(p, o, agg, pairs, at, err);
        if (!status) status = replay_piece(o, agg, p, err);
        clear_piece(p, o->key_count + agg->arg_count);
    }
    return status;
}

static lt_status finish_agg(lt_group_op *o, const lt_group_agg *agg, piece *p, lt_error *err)
{
    lt_buf   *all = &seen_at(o, agg->seen, 0)->rows;
    lt_status status = LT_OK;
    for (int32_t w = 1; !status && w < o->op.x->run.workers; w++) {
        lt_buf *more = &seen_at(o, agg->seen, w)->rows;
        if (more->len)
            status = lt_group_join(o, &o->seen_shapes[agg->seen], NULL, all, &more, 1, err);
    }
    if (!status) status = replay(o, agg, all, p, err);
    if (status) lt_expr_blame(err, agg->call);
    return status;
}

lt_status lt_group_seen_finish(lt_group_op *o, lt_error *err)
{
    if (!o->seen) return LT_OK;
    int32_t values = 1;
    for (int32_t a = 0; a < lt_group_agg_count(o); a++)
        if (lt_group_agg_at(o, a)->arg_count > values) values = lt_group_agg_at(o, a)->arg_count;
    size_t    bytes = sizeof(piece) + (size_t)(o->key_count + values) * sizeof(lt_column *);
    piece    *p = lt_mem_zeroed(o->op.mem, bytes, 1);
    lt_status status = LT_OK;
    if (!p) return lt_op_refused(&o->op, bytes, "distinct values", err);
    p->columns = (lt_column **)(p + 1);
    for (int32_t a = 0; !status && a < lt_group_agg_count(o); a++)
        if (lt_group_agg_at(o, a)->seen >= 0) status = finish_agg(o, lt_group_agg_at(o, a), p, err);
    lt_mem_free(o->op.mem, p, bytes);
    return status;
}
