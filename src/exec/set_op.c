/* Intersect and except: all rows of the right side are counted first, then the left side streams
 * by in order and every row asks for its count.
 *
 *   intersect        a row that the right has, the first time
 *   intersect all    … as long as the right has more of it
 *   except           a row that the right has not, the first time
 *   except all       the right's copies take away the first equal rows, the others stay
 *
 * Workers compute fingerprints of both sides; counting and asking are done one batch at a time.
 * Memory: the distinct rows of the right; for `except` those of the left that came by, too. */
#include "exec/op.h"
#include "exec/row_index.h"
#include "exec/seq.h"
#include "exec/zeros.h"

typedef struct set_op {
    lt_op          op;
    struct set_op *right;  /* who holds the rows; itself on the right */
    int32_t        width;  /* columns of a row */
    bool           except; /* else intersect */
    bool           all;
    lt_row_index   index;  /* on the right */
    lt_buf         counts; /* on the right: int64_t for each row of index */
    lt_buf         ids;    /* of one batch: int64_t */
    lt_buf         keep;   /* of one batch: int32_t */
} set_op;

static void close_set(lt_op *op)
{
    set_op *o = (set_op *)op;
    if (!op->mem) return;
    lt_row_index_close(&o->index);
    lt_buf_clear(&o->counts);
    lt_buf_clear(&o->ids);
    lt_buf_clear(&o->keep);
}

/* ---- in parallel: fingerprints, in one more column ---- */

static lt_status add_prints(lt_batch *b, int32_t width, lt_error *err)
{
    LT_TRY(lt_batch_dense(b, err));
    LT_TRY(lt_batch_resize(b, width + 1, err));
    LT_TRY(lt_column_open(&b->columns[width], b->mem, LT_TYPE(I64), b->rows, err));
    lt_row_prints(b->columns[width]->values, b->columns, width, b->rows);
    return LT_OK;
}

static lt_status push_set(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    int32_t   width = ((set_op *)op)->width;
    lt_status status = lt_plain_zeros(b, NULL, width, err);
    if (!status) status = add_prints(b, width, err);
    if (status) {
        lt_batch_close(b);
        return status;
    }
    return lt_seq_push(op, w, b, err);
}

/* ---- in order ---- */

/* The numbers of b's rows in o->ids; counts of new rows are 0. */
static lt_status find_rows(set_op *o, const lt_batch *b, bool add, lt_error *err)
{
    set_op      *r = o->right;
    lt_row_query q = {.columns = b->columns, .prints = b->columns[o->width]->values, .n = b->rows};
    o->ids.len = 0;
    LT_TRY(lt_buf_reserve(&o->ids, ((size_t)b->rows + 1) * sizeof(int64_t), err));
    LT_TRY(lt_row_index_find((int64_t *)o->ids.data, &r->index, &q, add, err));
    int64_t zero = 0, count = lt_row_index_count(&r->index);
    size_t  have = r->counts.len / sizeof(zero);
    LT_TRY(lt_buf_reserve(&r->counts, ((size_t)count - have) * sizeof(zero), err));
    for (; have < (size_t)count; have++) lt_buf_push(&r->counts, &zero, sizeof(zero));
    return LT_OK;
}

static lt_status step_right(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    set_op *o = (set_op *)op;
    (void)w;
    for (int32_t i = 0; i < n; i++) {
        LT_TRY(lt_exec_check(op->x, err));
        LT_TRY(find_rows(o, list[i], true, err));
        const int64_t *ids = (const int64_t *)o->ids.data;
        int64_t       *counts = (int64_t *)o->counts.data;
        for (int32_t row = 0; row < list[i]->rows; row++) counts[ids[row]]++;
    }
    return LT_OK;
}

/* Whether a row of the left with this number is one of the answer; count is its count. */
static bool stays(const set_op *o, int64_t id, int64_t *count)
{
    if (id < 0) return o->except;
    if (o->except && !o->all) return *count ? false : (*count = 1, true);
    if (*count == 0) return o->except;
    *count = o->all ? *count - 1 : 0;
    return !o->except;
}

static lt_status choose(set_op *o, lt_batch *b, lt_error *err)
{
    int32_t n = 0;
    LT_TRY(find_rows(o, b, o->except && !o->all, err));
    o->keep.len = 0;
    LT_TRY(lt_buf_reserve(&o->keep, ((size_t)b->rows + 1) * sizeof(int32_t), err));
    const int64_t *ids = (const int64_t *)o->ids.data;
    int64_t       *counts = (int64_t *)o->right->counts.data, none = 0;
    int32_t       *keep = (int32_t *)o->keep.data;
    for (int32_t row = 0; row < b->rows; row++)
        if (stays(o, ids[row], ids[row] < 0 ? &none : &counts[ids[row]])) keep[n++] = row;
    LT_TRY(lt_batch_resize(b, o->width, err));
    return n < b->rows ? lt_batch_select(b, keep, n, err) : LT_OK;
}

static lt_status step_left(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    (void)w;
    for (int32_t i = 0; i < n; i++) {
        LT_TRY(lt_exec_check(op->x, err));
        LT_TRY(choose((set_op *)op, list[i], err));
    }
    return LT_OK;
}

/* ---- making it ---- */

static lt_status open_side(set_op **out, lt_exec *x, const lt_plan *node, const lt_op_ops *ops,
                           lt_error *err)
{
    set_op *o;
    LT_TRY(lt_op_open(&o, x, ops, node, sizeof(*o), true, err));
    o->width = node->schema->count;
    o->except = node->kind == LT_NODE_EXCEPT;
    o->all = node->all;
    o->counts.mem = o->ids.mem = o->keep.mem = o->op.mem;
    *out = o;
    return LT_OK;
}

static lt_status open_index(set_op *o, const lt_schema *s, lt_error *err)
{
    size_t   bytes = ((size_t)s->count + 1) * sizeof(lt_type);
    lt_type *types = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!types) return lt_mem_refused(o->op.mem, bytes, "columns", err);
    for (int32_t i = 0; i < s->count; i++) types[i] = s->fields[i].type;
    lt_status status = lt_row_index_open(&o->index, o->op.mem, types, s->count, err);
    lt_mem_free(o->op.mem, types, bytes);
    return status;
}

lt_status lt_set_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    static const lt_op_ops right_ops = {
        .name = "Set", .push = push_set, .step = step_right, .close = close_set};
    static const lt_op_ops left_ops = {
        .name = "Set", .push = push_set, .step = step_left, .close = close_set};
    set_op *right, *left;
    if (lt_op_sated(to)) return LT_OK;
    LT_TRY(open_side(&right, x, node, &right_ops, err));
    right->right = right;
    right->op.detail = "(second input)";
    LT_TRY(lt_op_blame(&right->op, open_index(right, node->schema, err), err));
    LT_TRY(lt_exec_into(x, node->inputs[1], &right->op, err));
    LT_TRY(open_side(&left, x, node, &left_ops, err));
    left->right = right;
    left->op.next = to;
    return lt_exec_into(x, node->inputs[0], &left->op, err);
}
