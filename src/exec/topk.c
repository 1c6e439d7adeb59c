/* topk.c — the first k rows of a sort, without the sort.
 *
 * Each worker keeps the k rows that come first of those it has seen, the last of them on top of a
 * heap: a row behind that one is refused by its key alone, before any of it is copied. Ties go by
 * place in the input, so the answer is that of a stable sort, whoever saw which row. At the end the
 * workers' rows are put in order and merged.
 *
 * Memory   of refused rows nothing is kept; of rows that were displaced, until there are as many as
 *          of those that count: at most about 2 (count + offset) rows a worker
 */
#include "exec/eval.h"
#include "exec/op.h"
#include "exec/row_store.h"
#include "exec/sort_key.h"

#include <string.h>

enum { PART_BATCHES = 8, SLACK_ROWS = LT_STORE_ROWS };

typedef struct entry {
    uint64_t prefix;  /* the key's first 8 bytes */
    size_t   at, len; /* the key in keys */
    int64_t  ordinal, row;
} entry;

/* What one worker keeps. */
typedef struct heap {
    lt_rows rows;    /* rows that count, and displaced ones until they are swept out */
    lt_buf  keys;    /* bytes of their keys */
    lt_buf  entries; /* entry: those that count, the last in order first */
    lt_buf  kept;    /* int32_t: physical rows of the batch to be copied */
} heap;

typedef struct topk_op {
    lt_op          op;
    lt_eval       *keys;
    lt_sort_order *orders;
    int32_t        key_count;
    lt_type       *types;
    int32_t        column_count;
    heap          *heaps; /* one a worker */
    int32_t        heap_count;
    int64_t        most; /* rows that count: count + offset */
} topk_op;

static void close_heap(heap *h)
{
    lt_rows_close(&h->rows);
    lt_buf_clear(&h->keys);
    lt_buf_clear(&h->entries);
    lt_buf_clear(&h->kept);
}

static void close_topk(lt_op *op)
{
    topk_op *o = (topk_op *)op;
    if (!op->mem) return;
    for (int32_t i = 0; o->heaps && i < o->heap_count; i++) close_heap(&o->heaps[i]);
    lt_mem_free(op->mem, o->heaps, (size_t)o->heap_count * sizeof(*o->heaps));
    lt_mem_free(op->mem, o->types, ((size_t)o->column_count + 1) * sizeof(*o->types));
    lt_mem_free(op->mem, o->orders, ((size_t)o->key_count + 1) * sizeof(*o->orders));
    lt_eval_close(o->keys);
}

/* ---- the heap ---- */

static int64_t count_of(const heap *h) { return (int64_t)(h->entries.len / sizeof(entry)); }
static entry  *entries_of(const heap *h) { return (entry *)h->entries.data; }

/* Keys end within their last bytes where they differ: none is the beginning of another. */
static int compare(const heap *x, const entry *a, const heap *y, const entry *b)
{
    if (a->prefix != b->prefix) return a->prefix < b->prefix ? -1 : 1;
    size_t n = a->len < b->len ? a->len : b->len;
    int    order = n ? memcmp(x->keys.data + a->at, y->keys.data + b->at, n) : 0;
    if (order) return order;
    return a->ordinal < b->ordinal ? -1 : a->ordinal > b->ordinal;
}

/* The entry at `at` goes down until no later one is below it. */
static void sift_down(const heap *h, int64_t at, int64_t n)
{
    entry *e = entries_of(h);
    for (int64_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && compare(h, &e[child], h, &e[child + 1]) < 0) child++;
        if (compare(h, &e[at], h, &e[child]) >= 0) return;
        entry moved = e[at];
        e[at] = e[child];
        e[child] = moved;
    }
}

static void sift_up(const heap *h, int64_t at)
{
    entry *e = entries_of(h);
    for (int64_t parent; at > 0; at = parent) {
        parent = (at - 1) / 2;
        if (compare(h, &e[parent], h, &e[at]) >= 0) return;
        entry moved = e[at];
        e[at] = e[parent];
        e[parent] = moved;
    }
}

/* ---- rows in ---- */

/* The keys of a batch's rows. */
typedef struct batch_keys {
    lt_column **columns;
    int64_t     ordinal; /* of physical row 0 */
    int32_t    *sel;
    int32_t     n;
} batch_keys;

/* Appends the key of row i; *behind tells that the row is past the last that counts, which its
 * first columns may show already. */
static lt_status put_key(const topk_op *o, heap *h, const batch_keys *b, int32_t i, bool full,
                         bool *behind, lt_error *err)
{
    size_t       from = h->keys.len;
    const entry *last = entries_of(h);
    *behind = false;
    for (int32_t k = 0; k < o->key_count; k++) {
        LT_TRY(lt_sort_key_add(&h->keys, b->columns[k], i, o->orders[k], err));
        if (!full) continue;
        size_t len = h->keys.len - from, n = len < last->len ? len : last->len;
        int    order = memcmp(h->keys.data + from, h->keys.data + last->at, n);
        *behind = order > 0;
        if (order != 0) full = false;
        if (*behind) break;
    }
    return LT_OK;
}

/* Row i of the batch into the heap, or not. */
static lt_status offer(const topk_op *o, heap *h, const batch_keys *b, int32_t i, lt_error *err)
{
    size_t  from = h->keys.len;
    int64_t n = count_of(h);
    int32_t row = b->sel ? b->sel[i] : i;
    bool    full = n == o->most, behind;
    LT_TRY(put_key(o, h, b, i, full, &behind, err));
    entry e = {.at = from, .len = h->keys.len - from, .ordinal = b->ordinal + row};
    e.prefix = lt_sort_key_prefix(h->keys.data + from, e.len);
    e.row = h->rows.rows + (int64_t)(h->kept.len / sizeof(row));
    if (behind || (full && compare(h, &e, h, entries_of(h)) > 0)) {
        h->keys.len = from;
        return LT_OK;
    }
    LT_TRY(lt_buf_add(&h->kept, &row, sizeof(row), err));
    if (full) {
        entries_of(h)[0] = e;
        sift_down(h, 0, n);
        return LT_OK;
    }
    LT_TRY(lt_buf_add(&h->entries, &e, sizeof(e), err));
    sift_up(h, n);
    return LT_OK;
}

static lt_status copy_kept(heap *h, const lt_batch *b, lt_error *err)
{
    int32_t n = (int32_t)(h->kept.len / sizeof(int32_t));
    return n ? lt_rows_add(&h->rows, b->columns, (const int32_t *)h->kept.data, n, err) : LT_OK;
}

/* ---- sweeping: only the rows that count go into a new store ---- */

static lt_status copy_row(const topk_op *o, lt_rows *to, const lt_rows *from, int64_t row,
                          lt_error *err)
{
    int32_t           slot = lt_rows_slot(row);
    lt_column *const *pieces = (lt_column *const *)from->pieces.data;
    size_t            piece = (size_t)(row >> LT_STORE_SHIFT) * (size_t)o->column_count;
    return lt_rows_add(to, o->column_count ? pieces + piece : NULL, &slot, 1, err);
}

static lt_status sweep(const topk_op *o, heap *h, lt_error *err)
{
    heap      fresh = {.keys.mem = o->op.mem};
    entry    *e = entries_of(h);
    lt_status status = lt_rows_open(&fresh.rows, o->op.mem, o->types, o->column_count, err);
    for (int64_t i = 0, n = count_of(h); !status && i < n; i++) {
        size_t at = fresh.keys.len;
        status = lt_buf_add(&fresh.keys, h->keys.data + e[i].at, e[i].len, err);
        if (!status) status = copy_row(o, &fresh.rows, &h->rows, e[i].row, err);
        e[i].at = at;
        e[i].row = i;
    }
    lt_rows old = status ? fresh.rows : h->rows;
    lt_buf  bytes = status ? fresh.keys : h->keys;
    if (!status) h->rows = fresh.rows, h->keys = fresh.keys;
    lt_rows_close(&old);
    lt_buf_clear(&bytes);
    return status;
}

static lt_status add_rows(topk_op *o, heap *h, const lt_batch *b, lt_error *err)
{
    size_t     bytes = ((size_t)o->key_count + 1) * sizeof(lt_column *);
    batch_keys keys = {.ordinal = b->ordinal, .sel = b->sel, .n = lt_batch_count(b)};
    keys.columns = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!keys.columns) return lt_op_refused(&o->op, bytes, "rows to sort", err);
    lt_status status = lt_eval_run(o->keys, b, keys.columns, err);
    h->kept.len = 0;
    for (int32_t i = 0; !status && i < keys.n; i++) status = offer(o, h, &keys, i, err);
    if (!status) status = copy_kept(h, b, err);
    for (int32_t k = 0; k < o->key_count; k++) lt_column_release(keys.columns[k]);
    lt_mem_free(o->op.mem, keys.columns, bytes);
    return status;
}

static lt_status push_topk(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    topk_op  *o = (topk_op *)op;
    heap     *h = &o->heaps[w->id];
    lt_status status = add_rows(o, h, b, err);
    lt_batch_close(b);
    if (status || h->rows.rows < 2 * o->most + SLACK_ROWS) return status;
    return sweep(o, h, err);
}

/* ---- rows out ---- */

typedef struct topk_feed {
    lt_feed      feed; /* first */
    topk_op     *o;
    lt_rows    **stores;
    lt_rows_row *order; /* all rows in order */
    int64_t      count;
    int32_t      rows; /* of a batch */
} topk_feed;

/* The heap becomes a list in order. */
static void sort_heap(const heap *h)
{
    entry *e = entries_of(h);
    for (int64_t n = count_of(h) - 1; n > 0; n--) {
        entry last = e[0];
        e[0] = e[n];
        e[n] = last;
        sift_down(h, 0, n);
    }
}

/* The heap whose next row comes first; -1: all are used up. */
static int32_t next_heap(const topk_op *o, const int64_t *at)
{
    int32_t best = -1;
    for (int32_t i = 0; i < o->heap_count; i++) {
        const heap *h = &o->heaps[i], *b = best < 0 ? NULL : &o->heaps[best];
        if (at[i] == count_of(h)) continue;
        if (!b || compare(h, entries_of(h) + at[i], b, entries_of(b) + at[best]) < 0) best = i;
    }
    return best;
}

/* f->order: rows [offset, offset + count) of all. `at` has a zero for each heap. */
static void merge(topk_feed *f, int64_t offset, int64_t *at)
{
    const topk_op *o = f->o;
    int32_t        i;
    for (int64_t rank = 0; rank < o->most && (i = next_heap(o, at)) >= 0; rank++) {
        int64_t row = entries_of(&o->heaps[i])[at[i]++].row;
        if (rank >= offset) f->order[f->count++] = (lt_rows_row){.store = i, .row = row};
    }
}

static lt_status make_batch(const topk_feed *f, int64_t at, int32_t n, lt_batch **out,
                            lt_error *err)
{
    lt_mem *mem = f->o->op.x->run.mem;
    LT_TRY(lt_batch_open(out, mem, n, f->o->column_count, err));
    for (int32_t c = 0; c < (*out)->column_count; c++)
        LT_TRY(lt_rows_take(&(*out)->columns[c], mem, f->stores, f->order + at, n, c, err));
    return LT_OK;
}

static lt_status read_topk(lt_feed *feed, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                           lt_error *err)
{
    const topk_feed *f = (const topk_feed *)feed;
    int64_t          each = (int64_t)f->rows * PART_BATCHES, start = part * each;
    int64_t          end = f->count - start < each ? f->count : start + each;
    (void)worker;
    for (int64_t at = start; at < end; at += f->rows) {
        lt_batch *b = NULL;
        int32_t   n = end - at < f->rows ? (int32_t)(end - at) : f->rows;
        lt_status status = make_batch(f, at, n, &b, err);
        if (status) {
            lt_batch_close(b);
            return status;
        }
        b->ordinal = (part << LT_PART_SHIFT) + (at - start);
        LT_TRY(emit(arg, b, err));
    }
    return LT_OK;
}

static lt_status emit_topk(topk_op *o, int64_t offset, lt_op *to, lt_error *err)
{
    int64_t held = 0;
    for (int32_t i = 0; i < o->heap_count; i++) held += count_of(&o->heaps[i]);
    if (held > o->most) held = o->most;
    size_t    heaps = (size_t)o->heap_count * (sizeof(lt_rows *) + sizeof(int64_t));
    size_t    bytes = heaps + (size_t)held * sizeof(lt_rows_row);
    topk_feed f = {.feed = {.read = read_topk, .op = &o->op}, .o = o};
    uint8_t  *block = lt_mem_zeroed(o->op.mem, 1, bytes);
    if (!block) return lt_op_refused(&o->op, bytes, "sorted rows", err);
    f.order = (lt_rows_row *)block;
    f.stores = (lt_rows **)(f.order + held);
    f.rows = lt_exec_batch_rows(o->op.x);
    for (int32_t i = 0; i < o->heap_count; i++) {
        f.stores[i] = &o->heaps[i].rows;
        sort_heap(&o->heaps[i]);
    }
    merge(&f, offset, (int64_t *)(f.stores + o->heap_count));
    int64_t each = (int64_t)f.rows * PART_BATCHES;
    f.feed.parts = (f.count + each - 1) / each;
    lt_status status = lt_phase_run(o->op.x, &f.feed, to, err);
    lt_mem_free(o->op.mem, block, bytes);
    return status;
}

/* ---- making it ---- */

static lt_status open_heaps(topk_op *o, const lt_schema *in, lt_error *err)
{
    lt_mem *mem = o->op.mem;
    int32_t workers = o->op.x->run.workers;
    o->types = lt_mem_zeroed(mem, (size_t)in->count + 1, sizeof(*o->types));
    if (!o->types)
        return lt_mem_refused(mem, (size_t)in->count * sizeof(*o->types), "rows to sort", err);
    o->column_count = in->count;
    for (int32_t i = 0; i < in->count; i++) o->types[i] = in->fields[i].type;
    o->heaps = lt_mem_zeroed(mem, (size_t)workers, sizeof(*o->heaps));
    if (!o->heaps) return lt_mem_refused(mem, (size_t)workers * sizeof(*o->heaps), "a sort", err);
    o->heap_count = workers;
    for (int32_t i = 0; i < workers; i++) {
        heap *h = &o->heaps[i];
        h->keys.mem = h->entries.mem = h->kept.mem = mem;
        LT_TRY(lt_rows_open(&h->rows, mem, o->types, in->count, err));
    }
    return LT_OK;
}

static lt_status open_topk(topk_op *o, const lt_plan *node, lt_error *err)
{
    size_t bytes = ((size_t)node->expr_count + 1) * sizeof(*o->orders);
    o->orders = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!o->orders) return lt_mem_refused(o->op.mem, bytes, "a sort", err);
    o->key_count = node->expr_count;
    for (int32_t k = 0; k < o->key_count; k++) {
        const lt_expr *e = node->exprs[k];
        bool           marked = e->kind == LT_EXPR_SORT;
        o->orders[k] = (lt_sort_order){.descending = marked && e->descending,
                                       .nulls_first = marked ? e->nulls_first : true};
    }
    LT_TRY(lt_eval_open(&o->keys, node->exprs, node->expr_count, &o->op.x->run, err));
    return open_heaps(o, node->inputs[0]->schema, err);
}

lt_status lt_topk_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    static const lt_op_ops ops = {.name = "TopK", .push = push_topk, .close = close_topk};
    topk_op               *o;
    if (lt_op_sated(to) || node->count <= 0) return LT_OK;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), true, err));
    o->most = node->count + node->offset;
    LT_TRY(lt_op_blame(&o->op, open_topk(o, node, err), err));
    LT_TRY(lt_exec_into(x, node->inputs[0], &o->op, err));
    lt_op    *before = lt_worker_enter(&x->caller, &o->op);
    lt_status status = emit_topk(o, node->offset, to, err);
    lt_worker_enter(&x->caller, before);
    return lt_op_blame(&o->op, status, err);
}
