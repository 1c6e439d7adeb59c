/* One phase: all parts of a feed through a chain of operators, on all workers.
 *
 * Parts are handed out in ascending order. Where the chain has a sequencer, a part is handed out
 * only when the last one has room for it: who waits for room holds nothing, so the part whose
 * turn it is always moves. Waiters look at the flags every few milliseconds, since cancelling
 * (perhaps from a signal handler) wakes nobody. */
#include "exec/op.h"
#include "exec/seq.h"

#include <time.h>

enum { WAIT_NS = 10 * 1000 * 1000 };
static const int64_t PARTS_MOST = INT64_MAX >> LT_PART_SHIFT;

typedef struct phase {
    lt_exec    *x;
    lt_feed    *feed;
    lt_op      *head, *helper; /* helper: an operator with work to share; NULL: none */
    lt_seq     *last;          /* the last sequencer of the chain; NULL: none */
    int64_t     next;          /* part to hand out; guarded by x->lock */
    atomic_bool over;          /* head wants no more */
} phase;

typedef struct emitting {
    phase    *p;
    lt_worker w;
    int64_t   part;
} emitting;

static lt_status emit(void *arg, lt_batch *b, lt_error *err)
{
    emitting *e = arg;
    phase    *p = e->p;
    lt_status status = lt_exec_check(p->x, err);
    if (!status && atomic_load_explicit(&p->over, memory_order_relaxed)) status = LT_EDONE;
    if (status) {
        lt_batch_close(b);
        return status;
    }
    b->ordinal += p->x->base_part << LT_PART_SHIFT;
    if (p->feed->op)
        atomic_fetch_add_explicit(&p->feed->op->rows_out, lt_batch_count(b), memory_order_relaxed);
    return lt_op_push(p->head, &e->w, b, err);
}

/* With x->lock held: gives way to others for a moment. */
static void wait_a_little(lt_exec *x)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += WAIT_NS;
    if (at.tv_nsec >= 1000000000) at.tv_sec++, at.tv_nsec -= 1000000000;
    pthread_cond_timedwait(&x->moved, &x->lock, &at);
}

static lt_status help(phase *p, lt_worker *w, bool *did, lt_error *err)
{
    *did = false;
    if (!p->helper) return LT_OK;
    lt_op    *before = lt_worker_enter(w, p->helper);
    lt_status status = p->helper->ops->help(p->helper, w, did, err);
    lt_worker_enter(w, before);
    return lt_op_blame(p->helper, status, err);
}

/* *part: the next one, or -1 when there is no more to do. */
static lt_status take_part(phase *p, lt_worker *w, int64_t *part, lt_error *err)
{
    lt_exec *x = p->x;
    bool     did;
    *part = -1;
    for (;;) {
        LT_TRY(lt_exec_check(x, err));
        LT_TRY(help(p, w, &did, err));
        if (did) continue;
        pthread_mutex_lock(&x->lock);
        bool end = p->next >= p->feed->parts || atomic_load(&p->over);
        bool room = !end && (!p->last || lt_seq_has_room(p->last, x->base_part + p->next));
        if (room) *part = p->next++;
        bool beyond = room && x->base_part + p->next > PARTS_MOST;
        if (!end && !room) wait_a_little(x);
        pthread_mutex_unlock(&x->lock);
        if (beyond)
            return LT_FAIL(err, LT_ELIMIT, "more than %lld parts of input", (long long)PARTS_MOST);
        if (end || room) return LT_OK;
    }
}

static lt_status read_part(phase *p, emitting *e, lt_error *err)
{
    lt_op    *feeder = p->feed->op;
    lt_op    *before = lt_worker_enter(&e->w, feeder);
    lt_status status = p->feed->read(p->feed, e->part, e->w.id, emit, e, err);
    lt_worker_enter(&e->w, before);
    if (status) return feeder ? lt_op_blame(feeder, status, err) : status;
    return lt_op_part_end(p->head, &e->w, p->x->base_part + e->part, err);
}

static lt_status work(void *arg, int32_t worker, lt_error *err)
{
    phase   *p = arg;
    emitting e = {.p = p, .w = {.id = worker}};
    for (;;) {
        LT_TRY(take_part(p, &e.w, &e.part, err));
        if (e.part < 0) return LT_OK;
        lt_status status = read_part(p, &e, err);
        if (status == LT_EDONE) {
            atomic_store(&p->over, true);
            lt_exec_moved(p->x);
        } else if (status) {
            return status;
        }
    }
}

lt_status lt_phase_run(lt_exec *x, lt_feed *f, lt_op *head, lt_error *err)
{
    phase p = {.x = x, .feed = f, .head = head};
    if (lt_op_sated(head)) return LT_OK;
    for (lt_op *op = head; op; op = op->next) {
        if (op->seq) lt_seq_skip_to(p.last = op->seq, x->base_part);
        if (op->ops->help) p.helper = op;
    }
    LT_TRY(lt_exec_pool(x, work, &p, err));
    x->base_part += p.next;
    return LT_OK;
}
