/* Tail: the last rows, in order. Batches pass through a queue that never holds more than those
 * rows need; when the input has ended they go on as the rows of a new phase. */
#include "exec/op.h"
#include "exec/seq.h"

#include <string.h>

typedef struct tail_op {
    lt_op   op;
    int64_t want;
    int64_t held;    /* rows of the queue */
    lt_buf  batches; /* lt_batch *: [first, …) are the queue */
    size_t  first;
} tail_op;

static size_t     queue_end(const tail_op *o) { return o->batches.len / sizeof(lt_batch *); }
static lt_batch **queue(const tail_op *o) { return (lt_batch **)o->batches.data; }

static void close_tail(lt_op *op)
{
    tail_op *o = (tail_op *)op;
    for (size_t i = o->first; i < queue_end(o); i++) lt_batch_close(queue(o)[i]);
    lt_buf_clear(&o->batches);
}

/* ---- rows in ---- */

/* Batches before the last rows go; the queue moves down when half of it is gone. */
static void drop_first(tail_op *o)
{
    while (o->first < queue_end(o)) {
        lt_batch *b = queue(o)[o->first];
        if (o->held - lt_batch_count(b) < o->want) break;
        o->held -= lt_batch_count(b);
        lt_batch_close(b);
        o->first++;
    }
    if (o->first < 64 || 2 * o->first < queue_end(o)) return;
    size_t left = (queue_end(o) - o->first) * sizeof(lt_batch *);
    memmove(o->batches.data, queue(o) + o->first, left);
    o->batches.len = left;
    o->first = 0;
}

static lt_status step_tail(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    tail_op *o = (tail_op *)op;
    (void)w;
    for (int32_t i = 0; i < n; i++) {
        LT_TRY(lt_buf_add(&o->batches, &list[i], sizeof(list[i]), err));
        o->held += lt_batch_count(list[i]);
        list[i] = NULL;
        drop_first(o);
    }
    return LT_OK;
}

/* ---- rows out ---- */

typedef struct tail_feed {
    lt_feed  feed; /* first */
    tail_op *o;
} tail_feed;

/* b without its first `skip` rows. */
static lt_status skip_rows(lt_batch *b, int32_t skip, lt_error *err)
{
    int32_t n = lt_batch_count(b) - skip;
    if (b->sel) return lt_batch_select(b, b->sel + skip, n, err);
    size_t   bytes = ((size_t)n + 1) * sizeof(int32_t);
    int32_t *rows = lt_mem_resize(b->mem, NULL, 0, bytes);
    if (!rows) return lt_mem_refused(b->mem, bytes, "a selection", err);
    for (int32_t i = 0; i < n; i++) rows[i] = skip + i;
    lt_status status = lt_batch_select(b, rows, n, err);
    lt_mem_free(b->mem, rows, bytes);
    return status;
}

static lt_status read_tail(lt_feed *feed, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                           lt_error *err)
{
    tail_op *o = ((tail_feed *)feed)->o;
    int64_t  sent = 0;
    (void)part, (void)worker;
    if (o->held > o->want) LT_TRY(skip_rows(queue(o)[o->first], (int32_t)(o->held - o->want), err));
    while (o->first < queue_end(o)) {
        lt_batch *b = queue(o)[o->first++];
        b->ordinal = sent;
        sent += b->rows;
        LT_TRY(emit(arg, b, err));
    }
    return LT_OK;
}

lt_status lt_tail_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Tail", .step = step_tail, .close = close_tail};
    tail_op               *o;
    if (lt_op_sated(to)) return LT_OK;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), false, err));
    o->want = node->count;
    o->batches.mem = x->run.mem;
    if (o->want == 0) return LT_OK;
    LT_TRY(lt_exec_into(x, node->inputs[0], &o->op, err));
    tail_feed f = {.feed = {.parts = o->first < queue_end(o), .read = read_tail, .op = &o->op},
                   .o = o};
    return lt_op_blame(&o->op, lt_phase_run(x, &f.feed, to, err), err);
}
