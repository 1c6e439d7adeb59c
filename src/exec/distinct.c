/* Distinct: the first row, in the order of the input, of all that agree in some columns.
 *
 * Workers compute a fingerprint per row. In order, one worker at a time looks them up: a new
 * fingerprint proves a new row. A known one makes a candidate, which is compared with the row
 * that had it first, so the answer is exact whatever the fingerprints do.
 *
 * Where the rows come straight from a source that can find a row again, a slot holds the row's
 * locator and nothing is kept of rows that never repeat; a first row that is asked for is read
 * again once, in batches, and kept from then on. Otherwise the compared columns of every
 * first row are kept. */
#include "exec/distinct.h"
#include "exec/op.h"
#include "exec/prints.h"
#include "exec/row_store.h"
#include "exec/seq.h"
#include "exec/zeros.h"

#include "kernel/kernel.h"

#include <string.h>

enum {
    AHEAD = 16,
    FETCH_ROWS = 4096,
    ROW_BITS = 40,    /* of a slot, for a row kept */
    MOST_BITS = 54,   /* of a locator */
    NARROW_BITS = 30, /* of a locator: a narrow slot then has enough left for its fingerprint */
};

typedef struct candidate {
    int32_t batch, row;
    size_t  slot;
} candidate;

typedef struct distinct_op {
    lt_op      op;
    int32_t   *keys; /* the columns compared */
    int32_t    key_count;
    lt_prints  prints;
    bool       is_sized; /* prints has been sized for the whole input */
    lt_rows    store;    /* the compared columns of rows kept */
    lt_source *source;   /* finds rows again; NULL: every first row is kept */
    uint64_t   kept;     /* the bit of a slot's row that says it is one of the store, no locator */
    int32_t   *fetched;  /* for each key: its column in a fetched batch */
    /* of one step */
    lt_buf marks;      /* uint8_t for each row of each batch: it is a first one */
    lt_buf fresh;      /* int32_t: rows of a batch that are new */
    lt_buf candidates; /* candidate */
    lt_buf locators;   /* int64_t: rows to read again */
} distinct_op;

static atomic_uint_fast64_t weakness; /* bits to leave out, of tests */

void lt_distinct_weaken(uint64_t mask) { atomic_store(&weakness, ~mask); }

static void close_distinct(lt_op *op)
{
    distinct_op *o = (distinct_op *)op;
    if (!op->mem) return;
    lt_prints_close(&o->prints);
    lt_rows_close(&o->store);
    lt_buf_clear(&o->marks);
    lt_buf_clear(&o->fresh);
    lt_buf_clear(&o->candidates);
    lt_buf_clear(&o->locators);
    lt_mem_free(op->mem, o->keys, (size_t)o->key_count * sizeof(*o->keys));
    lt_mem_free(op->mem, o->fetched, (size_t)o->key_count * sizeof(*o->fetched));
}

/* ---- in parallel: fingerprints ---- */

static lt_status add_prints(const distinct_op *o, lt_batch *b, lt_error *err)
{
    uint64_t mask = ~atomic_load_explicit(&weakness, memory_order_relaxed);
    int32_t  last = b->column_count;
    if (b->sel && b->sel_count < b->rows / 2) LT_TRY(lt_batch_dense(b, err));
    LT_TRY(lt_batch_resize(b, last + 1, err));
    LT_TRY(lt_column_open(&b->columns[last], b->mem, LT_TYPE(I64), b->rows, err));
    uint64_t *prints = b->columns[last]->values;
    if (!o->key_count) memset(prints, 1, (size_t)b->rows * sizeof(*prints));
    for (int32_t k = 0; k < o->key_count; k++)
        lt_hash_column(prints, b->columns[o->keys[k]], b->rows, k == 0);
    for (int32_t i = 0; i < b->rows; i++) prints[i] = lt_print_of(&o->prints, prints[i] & mask);
    return LT_OK;
}

static lt_status push_distinct(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    const distinct_op *o = (distinct_op *)op;
    lt_status          status = lt_plain_zeros(b, o->keys, o->key_count, err);
    if (!status) status = add_prints(o, b, err);
    if (status) {
        lt_batch_close(b);
        return status;
    }
    return lt_seq_push(op, w, b, err);
}

/* ---- in order: look them up ---- */

static const uint64_t *prints_of(const lt_batch *b)
{
    return b->columns[b->column_count - 1]->values;
}

static uint64_t locator_of(const lt_batch *b, int32_t row)
{
    const lt_column *c = b->columns[b->column_count - 2];
    const int64_t   *values = lt_column_base(c)->values;
    return (uint64_t)values[lt_column_slot(c, row)];
}

/* What a slot says of a new row, the n-th of those not yet in the store. */
static uint64_t address(const distinct_op *o, const lt_batch *b, int32_t row, int64_t n)
{
    return o->source ? locator_of(b, row) : o->kept | (uint64_t)(o->store.rows + n);
}

static lt_status keep_rows(distinct_op *o, const lt_batch *b, const int32_t *rows, int32_t n,
                           lt_error *err)
{
    lt_column *few[16] = {NULL}, **keys = few;
    size_t     bytes = (size_t)o->key_count * sizeof(*keys);
    lt_mem    *mem = o->op.mem;
    if (o->key_count > 16 && !(keys = lt_mem_resize(mem, NULL, 0, bytes)))
        return lt_mem_refused(mem, bytes, "rows", err);
    for (int32_t k = 0; k < o->key_count; k++) keys[k] = b->columns[o->keys[k]];
    lt_status status = lt_rows_add(&o->store, keys, rows, n, err);
    if (keys != few) lt_mem_free(mem, keys, bytes);
    return status;
}

/* Enters the rows of batch number `at`: marks the new ones, notes the candidates. */
static lt_status enter(distinct_op *o, const lt_batch *b, int32_t at, uint8_t *marks, lt_error *err)
{
    const uint64_t *prints = prints_of(b);
    lt_prints      *t = &o->prints;
    int32_t         n = lt_batch_count(b), *fresh = (int32_t *)o->fresh.data, fresh_count = 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t row = b->sel ? b->sel[i] : i;
        if (i + AHEAD < n) {
            uint64_t soon = prints[b->sel ? b->sel[i + AHEAD] : i + AHEAD];
            __builtin_prefetch(&t->slots[lt_prints_home(t, soon)], 1);
        }
        size_t slot = lt_prints_probe(t, lt_prints_home(t, prints[row]), prints[row]);
        if (!lt_prints_is_free(t, slot)) {
            candidate c = {.batch = at, .row = row, .slot = slot};
            lt_buf_push(&o->candidates, &c, sizeof(c));
            continue;
        }
        lt_prints_take(t, slot, prints[row], address(o, b, row, fresh_count));
        fresh[fresh_count++] = row;
        marks[row] = 1;
    }
    return o->source ? LT_OK : keep_rows(o, b, fresh, fresh_count, err);
}

/* ---- candidates ---- */

/* Reads rows again, in the order of their locators, into the store. */
static lt_status fetch_some(distinct_op *o, const int64_t *locators, int32_t n, lt_error *err)
{
    lt_batch  *b = NULL;
    lt_column *few[16], **keys = few;
    size_t     bytes = (size_t)o->key_count * sizeof(*keys);
    LT_TRY(o->source->ops->fetch(o->source, locators, n, &b, err));
    lt_status status = lt_batch_dense(b, err);
    if (!status && b->rows != n)
        status = LT_FAIL(err, LT_EIO, "%d rows read again, not %d", b->rows, n);
    if (!status && o->key_count > 16 && !(keys = lt_mem_resize(o->op.mem, NULL, 0, bytes)))
        status = lt_mem_refused(o->op.mem, bytes, "rows", err);
    if (!status) {
        for (int32_t k = 0; k < o->key_count; k++) keys[k] = b->columns[o->fetched[k]];
        status = lt_rows_add(&o->store, keys, NULL, n, err);
    }
    if (keys && keys != few) lt_mem_free(o->op.mem, keys, bytes);
    lt_batch_close(b);
    return status;
}

static lt_status fetch_all(distinct_op *o, lt_error *err)
{
    const int64_t *locators = (const int64_t *)o->locators.data;
    int64_t        count = (int64_t)(o->locators.len / sizeof(*locators));
    for (int64_t done = 0, n; done < count; done += n) {
        n = count - done < FETCH_ROWS ? count - done : FETCH_ROWS;
        LT_TRY(lt_exec_check(o->op.x, err));
        LT_TRY(fetch_some(o, locators + done, (int32_t)n, err));
    }
    return LT_OK;
}

/* The first rows that candidates ask for will be in the store. */
static lt_status fetch_firsts(distinct_op *o, lt_error *err)
{
    const candidate *list = (const candidate *)o->candidates.data;
    size_t           count = o->candidates.len / sizeof(*list);
    uint64_t         next = (uint64_t)o->store.rows;
    o->locators.len = 0;
    LT_TRY(lt_buf_reserve(&o->locators, count * sizeof(int64_t), err));
    for (size_t i = 0; i < count; i++) {
        uint64_t row = lt_prints_row(&o->prints, list[i].slot);
        if (row & o->kept) continue;
        lt_buf_push(&o->locators, &row, sizeof(row));
        lt_prints_set_row(&o->prints, list[i].slot, o->kept | next++);
    }
    return fetch_all(o, err);
}

static bool same_as_kept(const distinct_op *o, uint64_t kept, const lt_batch *b, int32_t row)
{
    int64_t at = (int64_t)(kept & ~o->kept);
    int32_t slot = lt_rows_slot(at);
    for (int32_t k = 0; k < o->key_count; k++)
        if (!lt_same_row(lt_rows_piece(&o->store, at, k), slot, b->columns[o->keys[k]], row))
            return false;
    return true;
}

static lt_status ensure_kept(distinct_op *o, size_t slot, lt_error *err)
{
    int64_t locator = (int64_t)lt_prints_row(&o->prints, slot);
    if (!o->source || (uint64_t)locator & o->kept) return LT_OK;
    lt_prints_set_row(&o->prints, slot, o->kept | (uint64_t)o->store.rows);
    return fetch_some(o, &locator, 1, err);
}

/* Another row had this fingerprint first. Any further slots of the same fingerprint are asked one
 * by one: it happens about never. *is_new: none was the same. */
static lt_status settle_collision(distinct_op *o, const lt_batch *b, const candidate *c,
                                  bool *is_new, lt_error *err)
{
    uint64_t print = prints_of(b)[c->row];
    size_t   at = c->slot + 1;
    *is_new = false;
    for (;; at++) {
        at = lt_prints_probe(&o->prints, at, print);
        if (lt_prints_is_free(&o->prints, at)) break;
        LT_TRY(ensure_kept(o, at, err));
        if (same_as_kept(o, lt_prints_row(&o->prints, at), b, c->row)) return LT_OK;
    }
    lt_prints_take(&o->prints, at, print, address(o, b, c->row, 0));
    *is_new = true;
    return o->source ? LT_OK : keep_rows(o, b, &c->row, 1, err);
}

static lt_status settle(distinct_op *o, lt_batch **list, uint8_t *marks, const int64_t *starts,
                        lt_error *err)
{
    if (o->source) LT_TRY(fetch_firsts(o, err));
    const candidate *c = (const candidate *)o->candidates.data;
    const candidate *end = c + o->candidates.len / sizeof(*c);
    for (; c < end; c++) {
        const lt_batch *b = list[c->batch];
        bool            is_new;
        if (same_as_kept(o, lt_prints_row(&o->prints, c->slot), b, c->row)) continue;
        LT_TRY(settle_collision(o, b, c, &is_new, err));
        if (is_new) marks[starts[c->batch] + c->row] = 1;
    }
    return LT_OK;
}

/* ---- the step ---- */

/* Leaves the marked rows, and takes off what was added for this operator. */
static lt_status leave_marked(distinct_op *o, lt_batch *b, const uint8_t *marks, lt_error *err)
{
    int32_t *rows = (int32_t *)o->fresh.data, n = 0, before = lt_batch_count(b);
    LT_TRY(lt_batch_resize(b, b->column_count - (o->source ? 2 : 1), err));
    for (int32_t i = 0; i < before; i++) {
        int32_t row = b->sel ? b->sel[i] : i;
        if (marks[row]) rows[n++] = row;
    }
    return n < before ? lt_batch_select(b, rows, n, err) : LT_OK;
}

enum { SAMPLE_ROWS = 1 << 18, SAMPLE_PARTS = 8 };

/* Once enough rows came by, their part of the source's parts tells about how many there will be.
 * Only a guess: where memory for it is refused the table grows as it must. */
static void expect_rows(distinct_op *o, const lt_batch *next)
{
    if (o->is_sized || !o->source || o->prints.count < SAMPLE_ROWS) return;
    int64_t done = (next->ordinal >> LT_PART_SHIFT) - o->op.x->base_part;
    int64_t all = o->source->ops->parts(o->source);
    if (done < SAMPLE_PARTS || all <= done) return;
    double rows = (double)o->prints.count * (double)all / (double)done * 1.03;
    o->is_sized = true;
    if (rows < 1e10) (void)!lt_prints_expect(&o->prints, (size_t)rows, NULL);
}

/* Room for everything that a few batches can bring, so that entering them cannot fail half way. */
static lt_status make_room(distinct_op *o, lt_batch **list, int32_t n, lt_error *err)
{
    size_t rows = 0, taken = 0, most = 0;
    for (int32_t i = 0; i < n; i++) {
        rows += (size_t)list[i]->rows;
        taken += (size_t)lt_batch_count(list[i]);
        if ((size_t)list[i]->rows > most) most = (size_t)list[i]->rows;
    }
    o->marks.len = o->fresh.len = o->candidates.len = 0;
    if (n) expect_rows(o, list[0]);
    LT_TRY(lt_prints_reserve(&o->prints, taken, err));
    LT_TRY(lt_buf_reserve(&o->marks, rows + 1, err));
    LT_TRY(lt_buf_reserve(&o->fresh, (most + 1) * sizeof(int32_t), err));
    LT_TRY(lt_buf_reserve(&o->candidates, (rows + 1) * sizeof(candidate), err));
    memset(o->marks.data, 0, rows);
    return LT_OK;
}

enum { AT_ONCE = 64 }; /* batches that share a pass over their candidates */

static lt_status step_some(distinct_op *o, lt_batch **list, int32_t n, lt_error *err)
{
    int64_t starts[AT_ONCE + 1];
    LT_TRY(make_room(o, list, n, err));
    starts[0] = 0;
    for (int32_t i = 0; i < n; i++) {
        starts[i + 1] = starts[i] + list[i]->rows;
        LT_TRY(enter(o, list[i], i, o->marks.data + starts[i], err));
        LT_TRY(lt_exec_check(o->op.x, err));
    }
    LT_TRY(settle(o, list, o->marks.data, starts, err));
    for (int32_t i = 0; i < n; i++)
        LT_TRY(leave_marked(o, list[i], o->marks.data + starts[i], err));
    return LT_OK;
}

static lt_status step_distinct(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    (void)w;
    for (int32_t done = 0, some; done < n; done += some) {
        some = n - done < AT_ONCE ? n - done : AT_ONCE;
        LT_TRY(step_some((distinct_op *)op, list + done, some, err));
    }
    return LT_OK;
}

/* ---- making it ---- */

/* A slot has room for the highest locator, and a bit more: kept. */
static void open_prints(distinct_op *o)
{
    int bits = ROW_BITS - 1;
    if (o->source) {
        uint64_t end = (uint64_t)o->source->ops->locator_end(o->source);
        for (bits = 1; end >> bits; bits++) {
        }
    }
    o->kept = UINT64_C(1) << bits;
    lt_prints_open(&o->prints, o->op.mem, bits + 1, bits > NARROW_BITS);
}

static lt_status open_keys(distinct_op *o, const lt_plan *node, lt_error *err)
{
    const lt_schema *in = node->inputs[0]->schema;
    int32_t          count = node->name_count ? node->name_count : in->count;
    size_t           bytes = (size_t)count * sizeof(*o->keys);
    lt_type          types[64], *all = types;
    if (count == 0) return lt_rows_open(&o->store, o->op.mem, NULL, 0, err);
    o->keys = lt_mem_zeroed(o->op.mem, (size_t)count, sizeof(*o->keys));
    o->key_count = o->keys ? count : 0;
    if (!o->keys) return lt_mem_refused(o->op.mem, bytes, "columns", err);
    for (int32_t k = 0; k < count; k++) {
        const char *name = node->name_count ? node->names[k] : NULL;
        o->keys[k] = name ? lt_schema_find(in, name, strlen(name)) : k;
        if (o->keys[k] < 0) return lt_schema_missing(in, name, strlen(name), err);
    }
    if (count > 64 && !(all = lt_mem_resize(o->op.mem, NULL, 0, (size_t)count * sizeof(*all))))
        return lt_mem_refused(o->op.mem, (size_t)count * sizeof(*all), "columns", err);
    for (int32_t k = 0; k < count; k++) all[k] = in->fields[o->keys[k]].type;
    lt_status status = lt_rows_open(&o->store, o->op.mem, all, count, err);
    if (all != types) lt_mem_free(o->op.mem, all, (size_t)count * sizeof(*all));
    return status;
}

static const lt_expr *bare(const lt_expr *e)
{
    while (e->kind == LT_EXPR_ALIAS) e = e->args[0];
    return e;
}

static bool picks_columns(const lt_plan *p)
{
    for (int32_t i = 0; i < p->expr_count; i++)
        if (bare(p->exprs[i])->kind != LT_EXPR_COLUMN) return false;
    return true;
}

/* The source below node that can find again the rows that reach node; NULL: none. */
static lt_source *source_below(const lt_plan *node)
{
    while (node->kind == LT_NODE_FILTER || (node->kind == LT_NODE_PROJECT && picks_columns(node)))
        node = node->inputs[0];
    if (node->kind != LT_NODE_SCAN || !node->source || !node->source->ops->fetch) return NULL;
    return node->source->ops->locator_end(node->source) >> MOST_BITS ? NULL : node->source;
}

static lt_status map_fetched(distinct_op *o, const lt_plan *node, lt_error *err)
{
    if (o->key_count == 0) return LT_OK;
    size_t bytes = (size_t)o->key_count * sizeof(*o->fetched);
    o->fetched = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!o->fetched) return lt_mem_refused(o->op.mem, bytes, "columns", err);
    memcpy(o->fetched, o->keys, bytes);
    for (; node->kind != LT_NODE_SCAN; node = node->inputs[0]) {
        if (node->kind != LT_NODE_PROJECT) continue;
        for (int32_t k = 0; k < o->key_count; k++)
            o->fetched[k] = bare(node->exprs[o->fetched[k]])->index;
    }
    return LT_OK;
}

/* As lt_exec_into, for a chain whose batches carry locators. */
static lt_status carry_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    lt_op *op;
    if (node->kind == LT_NODE_SCAN) return lt_scan_into(x, node, to, true, err);
    if (node->kind == LT_NODE_FILTER)
        LT_TRY(lt_filter_open(&op, x, node, node->exprs, node->expr_count, err));
    else
        LT_TRY(lt_project_open(&op, x, node, true, err));
    op->next = to;
    return carry_into(x, node->inputs[0], op, err);
}

lt_status lt_distinct_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    static const lt_op_ops ops = {
        .name = "Distinct", .push = push_distinct, .step = step_distinct, .close = close_distinct};
    distinct_op *o;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), true, err));
    lt_mem *mem = o->op.mem;
    o->op.next = to;
    o->marks.mem = o->fresh.mem = o->candidates.mem = o->locators.mem = mem;
    LT_TRY(lt_op_blame(&o->op, open_keys(o, node, err), err));
    o->source = source_below(node->inputs[0]);
    open_prints(o);
    if (!o->source) return lt_exec_into(x, node->inputs[0], &o->op, err);
    LT_TRY(map_fetched(o, node->inputs[0], err));
    return carry_into(x, node->inputs[0], &o->op, err);
}
