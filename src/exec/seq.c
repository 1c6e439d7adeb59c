#include "exec/seq.h"

typedef struct slot {
    lt_buf batches; /* lt_batch *, in order */
    bool   ended;
} slot;

struct lt_seq {
    lt_mem         *mem;
    pthread_mutex_t lock; /* of all below */
    int64_t         turn; /* the part whose rows come next */
    bool            busy; /* a worker is in step, or passes on rows of a part that has not ended */
    bool            done; /* step wants no more */
    int32_t         window;
    slot            slots[]; /* part p waits in slots[p % window] */
};

static size_t seq_bytes(int32_t window) { return sizeof(lt_seq) + (size_t)window * sizeof(slot); }

lt_status lt_seq_open(lt_seq **out, lt_exec *x, lt_error *err)
{
    int32_t window = 2 * x->run.workers + 2;
    lt_seq *s = lt_mem_zeroed(x->run.mem, 1, seq_bytes(window));
    if (!s) return lt_mem_refused(x->run.mem, seq_bytes(window), "an operator", err);
    s->mem = x->run.mem;
    s->window = window;
    s->turn = x->base_part;
    for (int32_t i = 0; i < window; i++) s->slots[i].batches.mem = s->mem;
    pthread_mutex_init(&s->lock, NULL);
    *out = s;
    return LT_OK;
}

static void close_list(lt_batch **list, int32_t n)
{
    for (int32_t i = 0; i < n; i++) lt_batch_close(list[i]);
}

static int32_t waiting(const slot *s) { return (int32_t)(s->batches.len / sizeof(lt_batch *)); }

static void drop_slot(slot *s)
{
    close_list((lt_batch **)s->batches.data, waiting(s));
    s->batches.len = 0;
    s->ended = false;
}

void lt_seq_close(lt_seq *s)
{
    if (!s) return;
    for (int32_t i = 0; i < s->window; i++) {
        drop_slot(&s->slots[i]);
        lt_buf_clear(&s->slots[i].batches);
    }
    pthread_mutex_destroy(&s->lock);
    lt_mem_free(s->mem, s, seq_bytes(s->window));
}

bool lt_seq_has_room(lt_seq *s, int64_t part)
{
    pthread_mutex_lock(&s->lock);
    bool room = s->done || part < s->turn + s->window;
    pthread_mutex_unlock(&s->lock);
    return room;
}

void lt_seq_skip_to(lt_seq *s, int64_t part)
{
    pthread_mutex_lock(&s->lock);
    for (int32_t i = 0; i < s->window; i++) drop_slot(&s->slots[i]);
    s->turn = part;
    pthread_mutex_unlock(&s->lock);
}

/* Passes what step left of the list on; all of it is consumed. */
static lt_status pass_on(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    for (int32_t i = 0; i < n; i++) {
        lt_batch *b = list[i];
        list[i] = NULL;
        if (!b) continue;
        lt_status status = lt_op_send(op, w, b, err);
        if (!status) continue;
        close_list(list + i + 1, n - i - 1);
        return status;
    }
    return LT_OK;
}

/* The batches of the part in turn, taken out of its slot. */
typedef struct portion {
    lt_buf  batches;
    int64_t part;
    bool    ended;
} portion;

/* With the lock held: whether there is something to do, now marked busy. */
static bool take_portion(lt_seq *s, portion *p)
{
    slot *mine = &s->slots[s->turn % s->window];
    if (s->busy || s->done || (!mine->batches.len && !mine->ended)) return false;
    *p = (portion){.batches = mine->batches, .part = s->turn, .ended = mine->ended};
    *mine = (slot){.batches.mem = s->mem};
    s->busy = true;
    return true;
}

static void free_turn(lt_op *op, bool next_part, bool done)
{
    lt_seq *s = op->seq;
    pthread_mutex_lock(&s->lock);
    s->done = s->done || done;
    if (next_part) s->turn++;
    s->busy = false;
    pthread_mutex_unlock(&s->lock);
    if (next_part || done) lt_exec_moved(op->x);
}

/* One portion through step and on. After a failure the turn stays taken: nobody goes on. */
static lt_status run_portion(lt_op *op, lt_worker *w, portion *p, lt_error *err)
{
    lt_batch **list = (lt_batch **)p->batches.data;
    int32_t    n = (int32_t)(p->batches.len / sizeof(*list));
    lt_status  status = n ? op->ops->step(op, w, list, n, err) : LT_OK;
    if (status && status != LT_EDONE) {
        close_list(list, n);
        return status;
    }
    bool done = status == LT_EDONE, over = p->ended || done;
    if (done) atomic_store(&op->done, true);
    if (over) free_turn(op, p->ended, done);
    if (!op->next) {
        close_list(list, n);
    } else {
        LT_TRY(pass_on(op, w, list, n, err));
        if (over) LT_TRY(lt_op_part_end(op->next, w, p->part, err));
    }
    if (!over) free_turn(op, false, false);
    return status;
}

/* Works on whatever is in turn until there is nothing, or another worker does it. */
static lt_status run_turns(lt_op *op, lt_worker *w, lt_error *err)
{
    lt_seq   *s = op->seq;
    lt_status status = LT_OK;
    while (!status) {
        portion p;
        pthread_mutex_lock(&s->lock);
        bool some = take_portion(s, &p), done = s->done;
        pthread_mutex_unlock(&s->lock);
        if (!some) return done ? LT_EDONE : LT_OK;
        status = run_portion(op, w, &p, err);
        lt_buf_clear(&p.batches);
    }
    return status;
}

lt_status lt_seq_push(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    lt_seq *s = op->seq;
    int64_t part = b->ordinal >> LT_PART_SHIFT;
    pthread_mutex_lock(&s->lock);
    lt_status status = LT_EDONE;
    if (!s->done) status = lt_buf_add(&s->slots[part % s->window].batches, &b, sizeof(b), err);
    pthread_mutex_unlock(&s->lock);
    if (status) {
        lt_batch_close(b);
        return status;
    }
    return run_turns(op, w, err);
}

lt_status lt_seq_part_end(lt_op *op, lt_worker *w, int64_t part, lt_error *err)
{
    lt_seq *s = op->seq;
    pthread_mutex_lock(&s->lock);
    bool done = s->done;
    if (!done) s->slots[part % s->window].ended = true;
    pthread_mutex_unlock(&s->lock);
    return done ? LT_EDONE : run_turns(op, w, err);
}
