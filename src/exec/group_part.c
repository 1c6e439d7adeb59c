/* A worker's groups: a table while it stays small or most rows find their group in it; beyond that
 * its rows move to parts by hash, which are joined at the end (or before, when they grow long). */
#include "exec/group.h"

enum {
    ROW_BYTES = 4096,   /* times the rows of a batch: what a table holds before anything is asked */
    GROWTH = 8,         /* times that: what it may grow to */
    UNLOOKED_PART = 64, /* of that: what is gathered at once of rows that are not looked up */
    POLL = 8            /* rows: each may be the first on a huge page that the system must find */
};

static size_t limit_of(const lt_group_op *o)
{
    return (size_t)lt_exec_batch_rows(o->op.x) * ROW_BYTES;
}

lt_status lt_group_worker_open(lt_group_worker *w, lt_group_op *o, lt_error *err)
{
    size_t budget = lt_mem_budget(o->op.x->run.mem);
    w->limit = limit_of(o);
    w->join_at = GROWTH * w->limit < budget / 8 ? GROWTH * w->limit : budget / 8;
    for (int32_t p = 0; p < LT_GROUP_PARTS; p++) w->parts[p].mem = o->op.mem;
    LT_TRY(lt_group_table_open(&w->table, o->op.mem, &o->shape, err));
    w->table.cancel = o->op.x->run.cancel;
    return LT_OK;
}

void lt_group_worker_close(lt_group_worker *w)
{
    lt_group_table_close(&w->table);
    for (int32_t p = 0; p < LT_GROUP_PARTS; p++)
        if (w->parts[p].mem) lt_buf_clear(&w->parts[p]);
}

/* ---- from the table to the parts ---- */

static lt_status make_room(const lt_group_op *o, lt_group_worker *w, lt_error *err)
{
    const lt_group_shape *s = w->table.shape;
    size_t                counts[LT_GROUP_PARTS] = {0};
    for (int32_t i = 0; i < w->table.count; i++)
        counts[lt_group_row_at(s, w->table.rows.data, i)->hash >> LT_GROUP_PART_SHIFT]++;
    for (int32_t p = 0; p < LT_GROUP_PARTS; p++) {
        LT_TRY(lt_exec_check(o->op.x, err));
        LT_TRY(lt_buf_reserve(&w->parts[p], counts[p] * s->stride, err));
    }
    return LT_OK;
}

lt_status lt_group_scatter(lt_group_op *o, lt_group_worker *w, lt_error *err)
{
    const lt_group_shape *s = &o->shape;
    if (w->table.count) LT_TRY(make_room(o, w, err));
    for (int32_t i = 0; i < w->table.count; i++) {
        const lt_group_row *row = lt_group_row_at(s, w->table.rows.data, i);
        if (i % POLL == 0) LT_TRY(lt_exec_check(o->op.x, err));
        lt_buf_push(&w->parts[row->hash >> LT_GROUP_PART_SHIFT], row, s->stride);
    }
    w->parts_len += w->table.rows.len;
    lt_group_table_empty(&w->table);
    w->parted = true;
    w->rows_in = w->rows_half = 0;
    w->count_half = 0;
    return LT_OK;
}

/* ---- when ---- */

/* Most rows of the later half were of new groups: looking rows up is in vain. */
static bool is_vain(const lt_group_worker *w)
{
    int64_t rows = w->rows_in - w->rows_half;
    return (int64_t)(w->table.count - w->count_half) * 2 >= rows;
}

/* Rows gathered without a look may repeat keys without end: joined, they are as few as can be. */
static lt_status join_parts(lt_group_op *o, lt_group_worker *w, lt_error *err)
{
    size_t before = w->parts_len, after = 0;
    for (int32_t p = 0; p < LT_GROUP_PARTS; p++) {
        LT_TRY(lt_group_join(o, &o->shape, w->table.heap, &w->parts[p], NULL, 0, err));
        after += w->parts[p].len;
    }
    w->parts_len = after;
    if (w->join_at < 2 * after) w->join_at = 2 * after;
    if (after < before / 4) {
        w->unlooked = false;
        w->limit = limit_of(o);
    }
    return LT_OK;
}

static lt_status leave_table(lt_group_op *o, lt_group_worker *w, lt_error *err)
{
    size_t least = limit_of(o);
    if (!w->unlooked && !is_vain(w) && w->limit < GROWTH * least) {
        w->limit *= 2;
        w->count_half = 0;
        return LT_OK;
    }
    if (!w->unlooked && is_vain(w)) {
        w->unlooked = true;
        w->limit = least / UNLOOKED_PART;
    }
    LT_TRY(lt_group_scatter(o, w, err));
    if (w->table.rows.cap > GROWTH * w->limit) lt_buf_clear(&w->table.rows);
    return w->parts_len >= w->join_at ? join_parts(o, w, err) : LT_OK;
}

lt_status lt_group_settle(lt_group_op *o, int32_t worker, lt_error *err)
{
    lt_group_worker *w = &o->workers[worker];
    if (w->table.rows.len >= w->limit) return leave_table(o, w, err);
    if (!w->count_half && w->table.rows.len >= w->limit / 2) {
        w->rows_half = w->rows_in;
        w->count_half = w->table.count;
    }
    return LT_OK;
}
