/* From one table a worker to all groups: few groups are merged into the first table, many are split
 * by hash, and the pieces merged by all workers at once. */
#include "exec/group.h"

#include <string.h>

enum { PARTS = 32, PARTS_SHIFT = 59, FEW = 20000 }; /* 64 - log2(PARTS) */

/* The groups of one piece of a table's keys that belong to a part. */
typedef struct portion {
    int32_t  rows[LT_STORE_ROWS]; /* in the piece */
    int32_t  groups[LT_STORE_ROWS];
    uint64_t hashes[LT_STORE_ROWS];
    int64_t  firsts[LT_STORE_ROWS];
    int32_t  n;
} portion;

typedef struct merging {
    lt_group_op *o;
    atomic_int   next;
} merging;

/* part < 0: all. */
static void pick(portion *p, const lt_group_table *from, int32_t start, int32_t part)
{
    const uint64_t *hashes = (const uint64_t *)from->hashes.data;
    int32_t         end = from->count - start < LT_STORE_ROWS ? from->count : start + LT_STORE_ROWS;
    p->n = 0;
    for (int32_t g = start; g < end; g++) {
        if (part >= 0 && (int32_t)(hashes[g] >> PARTS_SHIFT) != part) continue;
        p->rows[p->n] = g - start;
        p->hashes[p->n] = hashes[g];
        p->firsts[p->n++] = lt_group_firsts(from)[g];
    }
}

/* The states of the picked groups, side by side. */
static const uint8_t *states_of(const lt_group_table *from, const portion *p, int32_t start,
                                uint8_t *copies)
{
    const uint8_t *states = from->states.data + (size_t)start * from->stride;
    if (p->n == LT_STORE_ROWS || (p->n && p->rows[p->n - 1] == p->n - 1)) return states;
    for (int32_t i = 0; i < p->n; i++)
        memcpy(copies + (size_t)i * from->stride, states + (size_t)p->rows[i] * from->stride,
               from->stride);
    return copies;
}

static lt_status merge_states(const lt_group_op *o, lt_group_table *into, const portion *p,
                              const uint8_t *states, lt_error *err)
{
    for (int32_t a = 0; a < lt_group_agg_count(o); a++) {
        const lt_group_agg *agg = lt_group_agg_at(o, a);
        lt_status           status =
            agg->ops->merge(into->states.data + agg->offset, into->stride, into->heap,
                            states + agg->offset, o->stride, p->groups, p->n, agg->arg_type, err);
        if (!status) continue;
        lt_expr_blame(err, agg->call);
        return status;
    }
    return LT_OK;
}

static lt_status merge_portion(const lt_group_op *o, lt_group_table *into,
                               const lt_group_table *from, int32_t start, portion *p,
                               uint8_t *copies, lt_error *err)
{
    lt_column *const *pieces = (lt_column *const *)from->keys.pieces.data;
    lt_group_rows     rows = {.rows = p->rows,
                              .hashes = o->key_count ? p->hashes : NULL,
                              .ordinals = p->firsts,
                              .n = p->n};
    if (o->key_count) rows.keys = pieces + (size_t)(start >> LT_STORE_SHIFT) * (size_t)o->key_count;
    LT_TRY(lt_group_table_find(into, p->groups, &rows, err));
    for (int32_t i = 0; i < p->n; i++) {
        int64_t *first = &lt_group_firsts(into)[p->groups[i]];
        if (p->firsts[i] < *first) *first = p->firsts[i];
    }
    return merge_states(o, into, p, states_of(from, p, start, copies), err);
}

/* The groups of `from` that belong to part go into `into`. */
static lt_status merge_table(const lt_group_op *o, lt_group_table *into, const lt_group_table *from,
                             int32_t part, lt_error *err)
{
    lt_mem   *mem = o->op.mem;
    size_t    copies = LT_STORE_ROWS * o->stride + 1, bytes = sizeof(portion) + copies;
    portion  *p = lt_mem_resize(mem, NULL, 0, bytes);
    lt_status status = LT_OK;
    if (!p) return lt_op_refused(&o->op, bytes, "merging groups", err);
    for (int32_t start = 0; !status && start < from->count; start += LT_STORE_ROWS) {
        status = lt_exec_check(o->op.x, err);
        pick(p, from, start, part);
        if (!status && p->n)
            status = merge_portion(o, into, from, start, p, (uint8_t *)(p + 1), err);
    }
    lt_mem_free(mem, p, bytes);
    return status;
}

static lt_status merge_parts(void *arg, int32_t worker, lt_error *err)
{
    merging     *m = arg;
    lt_group_op *o = m->o;
    (void)worker;
    for (int32_t part; (part = atomic_fetch_add(&m->next, 1)) < PARTS;) {
        lt_group_table *into = &o->parts[part];
        LT_TRY(lt_group_table_open(into, o->op.mem, o->key_types, o->key_count, o->stride, err));
        into->cancel = o->op.x->run.cancel;
        for (int32_t i = 0; i < o->table_count; i++)
            LT_TRY(merge_table(o, into, &o->tables[i], part, err));
    }
    return LT_OK;
}

static lt_status merge_many(lt_group_op *o, lt_error *err)
{
    merging m = {.o = o};
    o->parts = lt_mem_zeroed(o->op.mem, PARTS, sizeof(*o->parts));
    if (!o->parts) return lt_op_refused(&o->op, PARTS * sizeof(*o->parts), "groups", err);
    o->part_count = PARTS;
    return lt_exec_pool(o->op.x, merge_parts, &m, err);
}

/* The table with most groups takes in the others. */
static lt_status merge_few(lt_group_op *o, int32_t largest, lt_error *err)
{
    for (int32_t i = 0; i < o->table_count; i++) {
        if (i == largest || o->tables[i].count == 0) continue;
        LT_TRY(merge_table(o, &o->tables[largest], &o->tables[i], -1, err));
    }
    return LT_OK;
}

lt_status lt_group_merge(lt_group_op *o, lt_error *err)
{
    int64_t total = 0;
    int32_t largest = 0, filled = 0;
    for (int32_t i = 0; i < o->table_count; i++) {
        total += o->tables[i].count;
        filled += o->tables[i].count > 0;
        if (o->tables[i].count > o->tables[largest].count) largest = i;
    }
    if (filled > 1 && total > FEW) return merge_many(o, err);
    if (filled > 1) LT_TRY(merge_few(o, largest, err));
    lt_group_table all = o->tables[largest];
    o->tables[largest] = o->tables[0];
    o->tables[0] = all;
    return LT_OK;
}
