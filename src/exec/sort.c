/* Sort: each worker sorts what it got; ranges of the result are then merged independently of each
 * other, as morsels of the next phase, so a limit above stops the merging too.
 *
 * With a limit right above, a worker keeps about twice as many rows as are wanted: whenever there
 * are more it sorts, drops the rest and remembers the last key that can still count. */
#include "exec/eval.h"
#include "exec/op.h"
#include "exec/sort_run.h"

#include <string.h>

enum { PART_BATCHES = 8, CUT_ROWS = 1 << 14, TOP_MOST = 1 << 20 };

typedef struct sort_op {
    lt_op          op;
    lt_eval       *keys;
    lt_sort_order *orders;
    int32_t        key_count;
    lt_sort_run   *runs; /* one a worker */
    int32_t        run_count;
    int64_t        limit; /* rows that are enough; -1: all */
    atomic_int     next;  /* run to sort */

    lt_sort_squeeze squeeze; /* of the keys of all runs */
} sort_op;

static void close_sort(lt_op *op)
{
    sort_op *o = (sort_op *)op;
    if (!op->mem) return;
    for (int32_t i = 0; o->runs && i < o->run_count; i++) lt_sort_run_close(&o->runs[i]);
    lt_mem_free(op->mem, o->runs, (size_t)o->run_count * sizeof(*o->runs));
    lt_mem_free(op->mem, o->orders, ((size_t)o->key_count + 1) * sizeof(*o->orders));
    lt_eval_close(o->keys);
}

static lt_status poll(void *arg, lt_error *err) { return lt_exec_check(arg, err); }

/* ---- rows in ---- */

static lt_status add_rows(sort_op *o, lt_sort_run *r, const lt_batch *b, lt_error *err)
{
    lt_column **keys = NULL;
    size_t      bytes = ((size_t)o->key_count + 1) * sizeof(*keys);
    keys = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!keys) return lt_op_refused(&o->op, bytes, "rows to sort", err);
    lt_status    status = lt_eval_run(o->keys, b, keys, err);
    lt_sort_keys list = {.columns = keys, .orders = o->orders, .count = o->key_count};
    if (!status) status = lt_sort_run_add(r, b, &list, err);
    for (int32_t k = 0; k < o->key_count; k++) lt_column_release(keys[k]);
    lt_mem_free(o->op.mem, keys, bytes);
    return status;
}

static lt_status push_sort(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    sort_op     *o = (sort_op *)op;
    lt_sort_run *r = &o->runs[w->id];
    lt_status    status = add_rows(o, r, b, err);
    lt_batch_close(b);
    if (status || o->limit < 0 || o->limit > TOP_MOST) return status;
    if (lt_sort_run_count(r) < 2 * o->limit + CUT_ROWS) return LT_OK;
    return lt_sort_run_cut(r, o->limit, &(lt_sort_watch){poll, op->x}, err);
}

static lt_status sort_runs(void *arg, int32_t worker, lt_error *err)
{
    sort_op *o = arg;
    (void)worker;
    for (int32_t i; (i = atomic_fetch_add(&o->next, 1)) < o->run_count;)
        LT_TRY(lt_sort_run_sort(&o->runs[i], &o->squeeze, &(lt_sort_watch){poll, o->op.x}, err));
    return LT_OK;
}

/* ---- merging ---- */

typedef struct sort_feed {
    lt_feed  feed; /* first */
    sort_op *o;
    int64_t  count; /* rows to give */
    int32_t  rows;  /* of a batch */

    const lt_packed *like; /* how the rows of all runs lie */
} sort_feed;

/* How many rows of run r come before entry e of run x. */
static int64_t rank_in(const lt_sort_run *r, const lt_sort_run *x, const lt_sort_entry *e)
{
    int64_t low = 0, high = lt_sort_run_count(r);
    while (low < high) {
        int64_t mid = low + (high - low) / 2;
        if (lt_sort_compare(r, lt_sort_run_at(r, mid), x, e) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Narrows [low, high) of every run by the middle row of the widest: it and what precedes it is
 * either among the first `rank` rows of all, or it and what follows is not. */
static bool narrow(const sort_op *o, int64_t rank, int64_t *low, int64_t *high)
{
    int32_t widest = 0;
    for (int32_t i = 1; i < o->run_count; i++)
        if (high[i] - low[i] > high[widest] - low[widest]) widest = i;
    if (high[widest] == low[widest]) return false;
    const lt_sort_run   *x = &o->runs[widest];
    const lt_sort_entry *e = lt_sort_run_at(x, low[widest] + (high[widest] - low[widest]) / 2);
    int64_t              before = 0;
    for (int32_t i = 0; i < o->run_count; i++) before += rank_in(&o->runs[i], x, e);
    for (int32_t i = 0; i < o->run_count; i++) {
        int64_t at = rank_in(&o->runs[i], x, e) + (before < rank && i == widest);
        if (before < rank && at > low[i]) low[i] = at;
        if (before >= rank && at < high[i]) high[i] = at;
    }
    return true;
}

/* cuts[i]: how many of the first `rank` rows lie in run i; `spare` is room for as many numbers. */
static void find_cuts(const sort_op *o, int64_t rank, int64_t *cuts, int64_t *spare)
{
    for (int32_t i = 0; i < o->run_count; i++) {
        cuts[i] = 0;
        spare[i] = lt_sort_run_count(&o->runs[i]);
    }
    while (narrow(o, rank, cuts, spare))
        ;
}

/* A merge under way: a heap of runs, the one with the smallest next row on top. */
typedef struct merging {
    const sort_op *o;
    int64_t       *at; /* next row of each run */
    int32_t       *heap;
    int32_t        count;
    size_t         stride; /* of rows */
} merging;

static bool is_less(const merging *m, int32_t a, int32_t b)
{
    const lt_sort_run *x = &m->o->runs[a], *y = &m->o->runs[b];
    return lt_sort_compare(x, lt_sort_run_at(x, m->at[a]), y, lt_sort_run_at(y, m->at[b])) < 0;
}

static void sift_down(merging *m, int32_t i)
{
    for (;;) {
        int32_t least = i, child = 2 * i + 1;
        if (child < m->count && is_less(m, m->heap[child], m->heap[least])) least = child;
        if (child + 1 < m->count && is_less(m, m->heap[child + 1], m->heap[least]))
            least = child + 1;
        if (least == i) return;
        int32_t swap = m->heap[i];
        m->heap[i] = m->heap[least];
        m->heap[least] = swap;
        i = least;
    }
}

static void start_heap(merging *m)
{
    m->count = 0;
    for (int32_t i = 0; i < m->o->run_count; i++)
        if (m->at[i] < lt_sort_run_count(&m->o->runs[i])) m->heap[m->count++] = i;
    for (int32_t i = m->count / 2 - 1; i >= 0; i--) sift_down(m, i);
}

/* The rows are needed soon, and lie anywhere: the memory is sent for. */
static void next_rows(merging *m, const uint8_t **rows, int32_t n)
{
    size_t bytes = m->stride < 512 ? m->stride : 512;
    for (int32_t i = 0; i < n; i++) {
        int32_t            run = m->heap[0];
        const lt_sort_run *r = &m->o->runs[run];
        rows[i] = lt_packed_row(&r->rows, lt_sort_run_at(r, m->at[run])->row);
        for (size_t b = 0; b < bytes; b += 64) __builtin_prefetch((const char *)rows[i] + b);
        if (++m->at[run] == lt_sort_run_count(r)) m->heap[0] = m->heap[--m->count];
        if (m->count > 1) sift_down(m, 0);
    }
}

static lt_status make_batch(const sort_feed *f, const uint8_t *const *rows, int32_t n,
                            lt_batch **out, lt_error *err)
{
    const lt_packed *s = f->like;
    lt_mem          *mem = f->o->op.x->run.mem;
    LT_TRY(lt_batch_open(out, mem, n, s->count, err));
    for (int32_t c = 0; c < s->count; c++) {
        bool nulls = false;
        for (int32_t i = 0; i < f->o->run_count; i++) nulls |= f->o->runs[i].rows.columns[c].nulls;
        LT_TRY(lt_packed_take(s, &(*out)->columns[c], mem, rows, n, c, nulls, err));
    }
    return LT_OK;
}

static lt_status emit_part(const sort_feed *f, merging *m, const uint8_t **rows, int64_t part,
                           lt_emit *emit, void *arg, lt_error *err)
{
    int64_t each = (int64_t)f->rows * PART_BATCHES, start = part * each;
    int64_t end = f->count - start < each ? f->count : start + each;
    for (int64_t at = start; at < end; at += f->rows) {
        lt_batch *b = NULL;
        int32_t   n = end - at < f->rows ? (int32_t)(end - at) : f->rows;
        next_rows(m, rows, n);
        lt_status status = make_batch(f, rows, n, &b, err);
        if (status) {
            lt_batch_close(b);
            return status;
        }
        b->ordinal = (part << LT_PART_SHIFT) + (at - start);
        LT_TRY(emit(arg, b, err));
    }
    return LT_OK;
}

static lt_status read_sorted(lt_feed *feed, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                             lt_error *err)
{
    const sort_feed *f = (const sort_feed *)feed;
    sort_op         *o = f->o;
    size_t           runs = (size_t)o->run_count, rows = (size_t)f->rows * sizeof(uint8_t *);
    size_t           bytes = rows + runs * (2 * sizeof(int64_t) + sizeof(int32_t));
    uint8_t         *block = lt_mem_resize(o->op.mem, NULL, 0, bytes);
    (void)worker;
    if (!block) return lt_op_refused(&o->op, bytes, "merging sorted rows", err);
    merging m = {.o = o, .at = (int64_t *)(block + rows), .stride = f->like->stride};
    m.heap = (int32_t *)(m.at + 2 * runs);
    find_cuts(o, part * f->rows * PART_BATCHES, m.at, m.at + runs);
    start_heap(&m);
    lt_status status = emit_part(f, &m, (const uint8_t **)block, part, emit, arg, err);
    lt_mem_free(o->op.mem, block, bytes);
    return status;
}

/* Rows of all runs lie alike from here on: as those of *like. */
static lt_status agree(sort_op *o, const lt_packed **like, lt_error *err)
{
    lt_packed *most = NULL;
    for (int32_t i = 0; i < o->run_count; i++) {
        lt_packed *s = &o->runs[i].rows;
        if (!s->rows) continue;
        if (!most) most = s;
        LT_TRY(lt_packed_agree(most, s, err));
    }
    for (int32_t i = 0; i < o->run_count; i++)
        if (o->runs[i].rows.rows) LT_TRY(lt_packed_agree(&o->runs[i].rows, most, err));
    *like = most ? most : &o->runs[0].rows;
    return LT_OK;
}

static lt_status emit_sorted(sort_op *o, lt_op *to, lt_error *err)
{
    lt_exec     *x = o->op.x;
    sort_feed    f = {.feed = {.read = read_sorted, .op = &o->op}, .o = o};
    lt_sort_bits bits = {.any = false};
    for (int32_t i = 0; i < o->run_count; i++) lt_sort_bits_merge(&bits, &o->runs[i].bits);
    lt_sort_squeeze_make(&o->squeeze, &bits);
    LT_TRY(lt_op_pool(&o->op, sort_runs, o, err));
    LT_TRY(agree(o, &f.like, err));
    f.rows = lt_exec_batch_rows(x);
    for (int32_t i = 0; i < o->run_count; i++) f.count += lt_sort_run_count(&o->runs[i]);
    if (o->limit >= 0 && f.count > o->limit) f.count = o->limit;
    int64_t each = (int64_t)f.rows * PART_BATCHES;
    f.feed.parts = (f.count + each - 1) / each;
    return lt_phase_run(x, &f.feed, to, err);
}

/* ---- making it ---- */

static lt_status open_runs(sort_op *o, const lt_schema *in, lt_error *err)
{
    int32_t  workers = o->op.x->run.workers;
    size_t   bytes = ((size_t)in->count + 1) * sizeof(lt_type);
    lt_type *types = lt_mem_zeroed(o->op.mem, bytes, 1);
    if (!types) return lt_mem_refused(o->op.mem, bytes, "rows to sort", err);
    for (int32_t i = 0; i < in->count; i++) types[i] = in->fields[i].type;
    lt_status status = LT_OK;
    o->runs = lt_mem_zeroed(o->op.mem, (size_t)workers, sizeof(*o->runs));
    if (o->runs)
        o->run_count = workers;
    else
        status = lt_mem_refused(o->op.mem, (size_t)workers * sizeof(*o->runs), "a sort", err);
    for (int32_t i = 0; !status && i < workers; i++)
        status = lt_sort_run_open(&o->runs[i], o->op.mem, types, in->count, err);
    lt_mem_free(o->op.mem, types, bytes);
    return status;
}

static lt_status open_sort(sort_op *o, const lt_plan *node, lt_error *err)
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
    return open_runs(o, node->inputs[0]->schema, err);
}

lt_status lt_sort_into(lt_exec *x, const lt_plan *node, int64_t limit, lt_op *to, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Sort", .push = push_sort, .close = close_sort};
    sort_op               *o;
    if (lt_op_sated(to)) return LT_OK;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), true, err));
    o->limit = limit;
    LT_TRY(lt_op_blame(&o->op, open_sort(o, node, err), err));
    LT_TRY(lt_exec_into(x, node->inputs[0], &o->op, err));
    lt_op    *before = lt_worker_enter(&x->caller, &o->op);
    lt_status status = emit_sorted(o, to, err);
    lt_worker_enter(&x->caller, before);
    return lt_op_blame(&o->op, status, err);
}
