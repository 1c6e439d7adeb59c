/* Where rows come from: sources of plan/source.h, tables in memory, ranges of numbers. */
#include "exec/op.h"

#include <string.h>

enum {
    TABLE_BATCHES = 4, /* batches that make a part */
    RANGE_BATCHES = 64,
    PARTS_SHIFT = 24 /* of a range: at most about 2^24 parts */
};

int32_t lt_exec_batch_rows(const lt_exec *x)
{
    return x->run.batch_rows > 0 ? x->run.batch_rows : LT_BATCH_ROWS;
}

/* ---- sources ---- */

typedef struct source_op {
    lt_op        op;
    lt_scan_spec spec; /* a copy: prepare takes filters out */
    bool         prepared;
    int64_t      skipped_before; /* the source's count when this scan began */
} source_op;

typedef struct source_feed {
    lt_feed    feed; /* first */
    lt_source *source;
} source_feed;

static lt_status read_source(lt_feed *f, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                             lt_error *err)
{
    lt_source *s = ((source_feed *)f)->source;
    return s->ops->read(s, part, worker, emit, arg, err);
}

/* The source's counters go on from here: a source may be scanned twice in a plan. */
static void begin_source(lt_exec *x, lt_source *s)
{
    x->seen_bytes = atomic_load(&s->stats.bytes);
    x->seen_total = atomic_load(&s->stats.bytes_total);
    x->seen_rows = atomic_load(&s->stats.rows);
    x->mended[0] -= atomic_load(&s->stats.padded);
    x->mended[1] -= atomic_load(&s->stats.cut);
    x->mended[2] -= atomic_load(&s->stats.dropped);
    x->mended[3] -= atomic_load(&s->stats.replaced);
    x->source = s;
}

/* The source forgets its windows and readers; what it read stays counted. */
static void end_source(source_op *o)
{
    lt_exec   *x = o->op.x;
    lt_source *s = o->op.node->source;
    if (!o->prepared) return;
    o->prepared = false;
    lt_exec_add_source(x, &x->before);
    o->op.parts_skipped = atomic_load(&s->stats.parts_skipped) - o->skipped_before;
    atomic_store(&o->op.bytes_in, atomic_load(&s->stats.bytes) - x->seen_bytes);
    x->mended[0] += atomic_load(&s->stats.padded);
    x->mended[1] += atomic_load(&s->stats.cut);
    x->mended[2] += atomic_load(&s->stats.dropped);
    x->mended[3] += atomic_load(&s->stats.replaced);
    x->source = NULL;
    if (s->ops->finish) s->ops->finish(s);
}

static void close_source(lt_op *op)
{
    source_op *o = (source_op *)op;
    lt_scan_spec_clear(&o->spec);
}

/* Filters that the source leaves to us run right behind it. */
static lt_status left_over(lt_op **head, source_op *o, lt_op *to, lt_error *err)
{
    *head = to;
    if (!o->spec.filter_count) return LT_OK;
    LT_TRY(lt_filter_open(head, o->op.x, o->op.node, o->spec.filters, o->spec.filter_count, err));
    (*head)->next = to;
    return LT_OK;
}

static lt_status read_prepared(source_op *o, lt_op *to, lt_error *err)
{
    lt_exec    *x = o->op.x;
    lt_source  *s = o->op.node->source;
    source_feed f = {.feed = {.read = read_source, .op = &o->op}, .source = s};
    lt_op      *head;
    LT_TRY(s->ops->prepare(s, &o->spec, &x->run, err));
    f.feed.parts = s->ops->parts(s);
    o->op.parts = f.feed.parts;
    LT_TRY(left_over(&head, o, to, err));
    return lt_phase_run(x, &f.feed, head, err);
}

static lt_status scan_source(lt_exec *x, const lt_plan *node, lt_op *to, bool locators,
                             lt_error *err)
{
    static const lt_op_ops ops = {.name = "Scan", .close = close_source};
    source_op             *o;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), false, err));
    LT_TRY(lt_scan_spec_copy(&o->spec, &node->spec, err));
    o->op.detail = node->source->ops->name;
    o->spec.locators = locators;
    if (!o->spec.batch_rows) o->spec.batch_rows = x->run.batch_rows;

    begin_source(x, node->source);
    o->skipped_before = atomic_load(&node->source->stats.parts_skipped);
    o->prepared = true;
    lt_op    *before = lt_worker_enter(&x->caller, &o->op);
    lt_status status = read_prepared(o, to, err);
    end_source(o);
    lt_worker_enter(&x->caller, before);
    return lt_op_blame(&o->op, status, err);
}

/* ---- tables ---- */

typedef struct table_feed {
    lt_feed        feed; /* first */
    const lt_plan *node;
    lt_mem        *mem;
    int32_t        rows; /* of a batch at most */
} table_feed;

/* Rows [from, from + n) of batch b, with the columns of the spec. */
static lt_status slice(lt_batch **out, const table_feed *f, const lt_batch *b, int32_t from,
                       int32_t n, lt_error *err)
{
    const lt_scan_spec *spec = &f->node->spec;
    int32_t             count = spec->all_columns ? b->column_count : spec->column_count;
    int32_t            *rows = NULL;
    size_t              bytes = (size_t)n * sizeof(*rows);
    LT_TRY(lt_batch_open(out, f->mem, n, count, err));
    if (n < b->rows) {
        rows = lt_mem_resize(f->mem, NULL, 0, bytes);
        if (!rows) return lt_mem_refused(f->mem, bytes, "a batch", err);
        for (int32_t i = 0; i < n; i++) rows[i] = from + i;
    }
    lt_status status = LT_OK;
    for (int32_t c = 0; !status && c < count; c++) {
        lt_column *whole = b->columns[spec->all_columns ? c : spec->columns[c]];
        status = lt_column_take(&(*out)->columns[c], whole, rows, n, err);
    }
    lt_mem_free(f->mem, rows, bytes);
    return status;
}

static lt_status read_batch(const table_feed *f, const lt_batch *b, int64_t ordinal, lt_emit *emit,
                            void *arg, lt_error *err)
{
    for (int32_t from = 0, n; from < b->rows; from += n) {
        lt_batch *piece = NULL;
        n = b->rows - from < f->rows ? b->rows - from : f->rows;
        lt_status status = slice(&piece, f, b, from, n, err);
        if (status) {
            lt_batch_close(piece);
            return status;
        }
        piece->ordinal = ordinal + from;
        LT_TRY(emit(arg, piece, err));
    }
    return LT_OK;
}

static lt_status read_table(lt_feed *feed, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                            lt_error *err)
{
    const table_feed *f = (const table_feed *)feed;
    const lt_table   *t = f->node->table;
    int32_t           first = (int32_t)(part * TABLE_BATCHES);
    (void)worker;
    for (int32_t i = first; i < t->batch_count && i < first + TABLE_BATCHES; i++) {
        int64_t ordinal = (part << LT_PART_SHIFT) + (t->starts[i] - t->starts[first]);
        LT_TRY(read_batch(f, t->batches[i], ordinal, emit, arg, err));
    }
    return LT_OK;
}

static const lt_op_ops feed_ops = {.name = "Scan"};

static lt_status scan_table(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    lt_op *op, *head = to;
    LT_TRY(lt_op_open(&op, x, &feed_ops, node, sizeof(*op), false, err));
    op->detail = "table";
    table_feed f = {.feed = {.read = read_table, .op = op},
                    .node = node,
                    .mem = x->run.mem,
                    .rows = lt_exec_batch_rows(x)};
    f.feed.parts = (node->table->batch_count + TABLE_BATCHES - 1) / TABLE_BATCHES;
    if (node->spec.filter_count) {
        LT_TRY(lt_filter_open(&head, x, node, node->spec.filters, node->spec.filter_count, err));
        head->next = to;
    }
    return lt_phase_run(x, &f.feed, head, err);
}

lt_status lt_scan_into(lt_exec *x, const lt_plan *node, lt_op *to, bool locators, lt_error *err)
{
    if (lt_op_sated(to)) return LT_OK;
    return node->table ? scan_table(x, node, to, err) : scan_source(x, node, to, locators, err);
}

/* ---- ranges ---- */

typedef struct range_feed {
    lt_feed        feed; /* first */
    const lt_plan *node;
    lt_mem        *mem;
    uint64_t       count, each; /* numbers in all, in a part */
    int32_t        rows;        /* of a batch */
} range_feed;

/* How many numbers start, start + step, … lie before stop; without overflow. */
static uint64_t range_count(int64_t start, int64_t stop, int64_t step)
{
    if (step > 0 && start < stop)
        return ((uint64_t)stop - (uint64_t)start - 1) / (uint64_t)step + 1;
    if (step < 0 && start > stop)
        return ((uint64_t)start - (uint64_t)stop - 1) / (0 - (uint64_t)step) + 1;
    return 0;
}

static lt_status range_batch(lt_batch **out, const range_feed *f, uint64_t from, int32_t n,
                             lt_error *err)
{
    /* A pruned scan may want the rows without the column. */
    int32_t columns = f->node->spec.all_columns ? 1 : f->node->spec.column_count;
    LT_TRY(lt_batch_open(out, f->mem, n, columns, err));
    if (!columns) return LT_OK;
    LT_TRY(lt_column_open(&(*out)->columns[0], f->mem, LT_TYPE(I64), n, err));
    int64_t *values = (*out)->columns[0]->values;
    for (int32_t i = 0; i < n; i++) {
        uint64_t at = from + (uint64_t)i;
        values[i] = (int64_t)((uint64_t)f->node->start + at * (uint64_t)f->node->step);
    }
    return LT_OK;
}

static lt_status read_range(lt_feed *feed, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                            lt_error *err)
{
    const range_feed *f = (const range_feed *)feed;
    uint64_t          first = (uint64_t)part * f->each;
    uint64_t          end = f->count - first < f->each ? f->count : first + f->each;
    (void)worker;
    for (uint64_t from = first; from < end; from += (uint64_t)f->rows) {
        lt_batch *b = NULL;
        int32_t   n = end - from < (uint64_t)f->rows ? (int32_t)(end - from) : f->rows;
        lt_status status = range_batch(&b, f, from, n, err);
        if (status) {
            lt_batch_close(b);
            return status;
        }
        b->ordinal = (part << LT_PART_SHIFT) + (int64_t)(from - first);
        LT_TRY(emit(arg, b, err));
    }
    return LT_OK;
}

/* Whole batches; more of them where there would be too many parts to number. */
static uint64_t part_rows(const range_feed *f)
{
    uint64_t each = (uint64_t)f->rows * RANGE_BATCHES, most = f->count >> PARTS_SHIFT;
    return each > most ? each : (most / (uint64_t)f->rows + 1) * (uint64_t)f->rows;
}

lt_status lt_range_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    lt_op *op;
    LT_TRY(lt_op_open(&op, x, &feed_ops, node, sizeof(*op), false, err));
    range_feed f = {.feed = {.read = read_range, .op = op},
                    .node = node,
                    .mem = x->run.mem,
                    .count = range_count(node->start, node->stop, node->step),
                    .rows = lt_exec_batch_rows(x)};
    f.each = part_rows(&f);
    if (f.each >> LT_PART_SHIFT)
        return LT_FAIL(err, LT_ELIMIT, "a range of %llu numbers", (unsigned long long)f.count);
    f.feed.parts = (int64_t)(f.count / f.each + (f.count % f.each != 0));
    return lt_phase_run(x, &f.feed, to, err);
}
