/* Limit, and the targets collect and count. */
#include "exec/op.h"
#include "exec/seq.h"

/* ---- limit: exact, in the order of the input ---- */

typedef struct limit_op {
    lt_op   op;
    int64_t skip, want; /* rows still to skip, rows still wanted; want -1: all */
} limit_op;

/* Keeps rows [from, from + n) of those that count. */
static lt_status keep_range(lt_batch *b, int32_t from, int32_t n, lt_error *err)
{
    if (b->sel) return lt_batch_select(b, b->sel + from, n, err);
    size_t   bytes = ((size_t)n + 1) * sizeof(int32_t);
    int32_t *rows = lt_mem_resize(b->mem, NULL, 0, bytes);
    if (!rows) return lt_mem_refused(b->mem, bytes, "a selection", err);
    for (int32_t i = 0; i < n; i++) rows[i] = from + i;
    lt_status status = lt_batch_select(b, rows, n, err);
    lt_mem_free(b->mem, rows, bytes);
    return status;
}

static lt_status limit_batch(limit_op *o, lt_batch *b, lt_error *err)
{
    int32_t n = lt_batch_count(b);
    int32_t from = o->skip < n ? (int32_t)o->skip : n;
    int32_t keep = n - from;
    if (o->want >= 0 && keep > o->want) keep = (int32_t)o->want;
    if (keep < n) LT_TRY(keep_range(b, from, keep, err));
    o->skip -= from;
    if (o->want >= 0) o->want -= keep;
    return LT_OK;
}

static lt_status step_limit(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    limit_op *o = (limit_op *)op;
    (void)w;
    for (int32_t i = 0; i < n; i++) LT_TRY(limit_batch(o, list[i], err));
    return o->want == 0 ? LT_EDONE : LT_OK;
}

lt_status lt_limit_open(lt_op **out, lt_exec *x, const lt_plan *node, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Limit", .step = step_limit};
    limit_op              *o;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), false, err));
    o->skip = node->offset > 0 ? node->offset : 0;
    o->want = node->count < 0 ? -1 : node->count;
    if (o->want == 0) atomic_store(&o->op.done, true);
    *out = &o->op;
    return LT_OK;
}

/* ---- collect ---- */

typedef struct collect_op {
    lt_op     op;
    lt_table *table;
    int64_t   left; /* rows still wanted; -1: all */
} collect_op;

static void close_collect(lt_op *op) { lt_table_release(((collect_op *)op)->table); }

/* Strings and lists of a few rows should not keep all that was read with them. */
static lt_status let_go(lt_batch *b, lt_error *err)
{
    for (int32_t c = 0; c < b->column_count; c++) {
        lt_column *compact;
        if (!b->columns[c]->keep_count && b->columns[c]->type.id != LT_LIST) continue;
        LT_TRY(lt_column_compact(&compact, b->columns[c], b->mem, err));
        lt_column_release(b->columns[c]);
        b->columns[c] = compact;
    }
    return LT_OK;
}

static lt_status collect_batch(collect_op *o, lt_batch **b, lt_error *err)
{
    int32_t n = lt_batch_count(*b);
    if (o->left >= 0 && n > o->left) {
        o->table->partial = true;
        n = (int32_t)o->left;
        LT_TRY(keep_range(*b, 0, n, err));
    }
    if (o->left >= 0) o->left -= n;
    bool sparse = (*b)->sel && n < (*b)->rows / 2;
    LT_TRY(lt_batch_dense(*b, err));
    if (sparse) LT_TRY(let_go(*b, err));
    lt_batch *whole = *b;
    *b = NULL;
    return lt_table_add(o->table, whole, err);
}

static lt_status step_collect(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    collect_op *o = (collect_op *)op;
    (void)w;
    for (int32_t i = 0; i < n && !o->table->partial; i++) LT_TRY(collect_batch(o, &list[i], err));
    return o->table->partial ? LT_EDONE : LT_OK;
}

static lt_status finish_collect(lt_op *op, lt_error *err)
{
    collect_op *o = (collect_op *)op;
    (void)err;
    op->x->target->table = o->table;
    o->table = NULL;
    return LT_OK;
}

lt_status lt_collect_open(lt_op **out, lt_exec *x, lt_schema *schema, lt_error *err)
{
    static const lt_op_ops ops = {
        .name = "Collect", .step = step_collect, .finish = finish_collect, .close = close_collect};
    collect_op *o;
    LT_TRY(lt_op_open(&o, x, &ops, NULL, sizeof(*o), false, err));
    o->left = x->target->limit < 0 ? -1 : x->target->limit;
    *out = &o->op;
    return lt_table_open(&o->table, x->run.mem, schema, err);
}

/* ---- count ---- */

static lt_status push_count(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    (void)op, (void)w, (void)err;
    lt_batch_close(b); /* counted on its way in */
    return LT_OK;
}

static lt_status finish_count(lt_op *op, lt_error *err)
{
    (void)err;
    op->x->target->count = atomic_load(&op->rows_in);
    return LT_OK;
}

lt_status lt_count_open(lt_op **out, lt_exec *x, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Count", .push = push_count, .finish = finish_count};
    return lt_op_open(out, x, &ops, NULL, sizeof(lt_op), false, err);
}
