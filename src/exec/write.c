/* The target of a write: rows go to the sink in order, its jobs are encoded by whoever is free and
 * committed in order. */
#include "exec/op.h"
#include "exec/seq.h"

#include <string.h>

typedef enum job_state { WAITING, ENCODING, ENCODED } job_state;

typedef struct job {
    lt_sink_job *work;
    job_state    state;
} job;

typedef struct write_op {
    lt_op           op;
    lt_sink        *sink;
    pthread_mutex_t sink_lock; /* append and commit: one at a time */
    pthread_mutex_t lock;      /* of all below */
    lt_buf          jobs;      /* job, in order, not yet committed */
    bool            committing;
    bool            has_locks;
} write_op;

static int32_t job_count(const write_op *o) { return (int32_t)(o->jobs.len / sizeof(job)); }

static void close_write(lt_op *op)
{
    write_op *o = (write_op *)op;
    job      *jobs = (job *)o->jobs.data;
    for (int32_t i = 0; i < job_count(o); i++) o->sink->ops->drop(o->sink, jobs[i].work);
    lt_buf_clear(&o->jobs);
    if (!o->has_locks) return;
    pthread_mutex_destroy(&o->sink_lock);
    pthread_mutex_destroy(&o->lock);
}

static lt_status add_job(write_op *o, lt_sink_job *work, lt_error *err)
{
    job made = {.work = work, .state = WAITING};
    pthread_mutex_lock(&o->lock);
    lt_status status = lt_buf_add(&o->jobs, &made, sizeof(made), err);
    pthread_mutex_unlock(&o->lock);
    if (status)
        o->sink->ops->drop(o->sink, work);
    else
        lt_exec_moved(o->op.x);
    return status;
}

static lt_sink_job *take_waiting(write_op *o)
{
    lt_sink_job *found = NULL;
    pthread_mutex_lock(&o->lock);
    job *jobs = (job *)o->jobs.data;
    for (int32_t i = 0; !found && i < job_count(o); i++) {
        if (jobs[i].state != WAITING) continue;
        jobs[i].state = ENCODING;
        found = jobs[i].work;
    }
    pthread_mutex_unlock(&o->lock);
    return found;
}

static void note_encoded(write_op *o, const lt_sink_job *work)
{
    pthread_mutex_lock(&o->lock);
    job *jobs = (job *)o->jobs.data;
    for (int32_t i = 0; i < job_count(o); i++)
        if (jobs[i].work == work) jobs[i].state = ENCODED;
    pthread_mutex_unlock(&o->lock);
}

/* With o->lock held: the first job out of the queue, if it is encoded. */
static lt_sink_job *take_first(write_op *o)
{
    job *jobs = (job *)o->jobs.data;
    if (!job_count(o) || jobs[0].state != ENCODED) return NULL;
    lt_sink_job *work = jobs[0].work;
    o->jobs.len -= sizeof(job);
    memmove(jobs, jobs + 1, o->jobs.len);
    return work;
}

/* Commits what is ready, unless another worker is about it: that one looks again before it
 * leaves. After a failure `committing` stays set, and nobody commits what comes behind. */
static lt_status commit_ready(write_op *o, lt_error *err)
{
    pthread_mutex_lock(&o->lock);
    lt_sink_job *work = o->committing ? NULL : take_first(o);
    if (work) o->committing = true;
    while (work) {
        pthread_mutex_unlock(&o->lock);
        pthread_mutex_lock(&o->sink_lock);
        lt_status status = o->sink->ops->commit(o->sink, work, err);
        pthread_mutex_unlock(&o->sink_lock);
        if (status) return status;
        pthread_mutex_lock(&o->lock);
        work = take_first(o);
        if (!work) o->committing = false;
    }
    pthread_mutex_unlock(&o->lock);
    return LT_OK;
}

static lt_status help_write(lt_op *op, lt_worker *w, bool *did, lt_error *err)
{
    write_op    *o = (write_op *)op;
    lt_sink_job *work = take_waiting(o);
    (void)w;
    *did = work != NULL;
    if (!work) return LT_OK;
    LT_TRY(o->sink->ops->encode(o->sink, work, err));
    note_encoded(o, work);
    return commit_ready(o, err);
}

/* Too many rows waiting as jobs: the worker in turn encodes too. */
static lt_status make_room(write_op *o, lt_worker *w, lt_error *err)
{
    bool did = true;
    while (did) {
        pthread_mutex_lock(&o->lock);
        bool full = job_count(o) > o->op.x->run.workers;
        pthread_mutex_unlock(&o->lock);
        if (!full) return LT_OK;
        LT_TRY(lt_exec_check(o->op.x, err));
        LT_TRY(help_write(&o->op, w, &did, err));
    }
    return LT_OK;
}

static lt_status step_write(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    write_op *o = (write_op *)op;
    for (int32_t i = 0; i < n; i++) {
        lt_sink_job *work = NULL;
        lt_batch    *b = list[i];
        list[i] = NULL;
        pthread_mutex_lock(&o->sink_lock);
        lt_status status = o->sink->ops->append(o->sink, b, &work, err);
        pthread_mutex_unlock(&o->sink_lock);
        if (status) return status;
        if (work) LT_TRY(add_job(o, work, err));
        LT_TRY(make_room(o, w, err));
    }
    return LT_OK;
}

static lt_status encode_rest(void *arg, int32_t worker, lt_error *err)
{
    write_op *o = arg;
    lt_worker w = {.id = worker};
    bool      did = true;
    lt_worker_enter(&w, &o->op);
    while (did) {
        LT_TRY(lt_exec_check(o->op.x, err));
        LT_TRY(help_write(&o->op, &w, &did, err));
    }
    lt_worker_enter(&w, NULL);
    return LT_OK;
}

static lt_status finish_write(lt_op *op, lt_error *err)
{
    write_op *o = (write_op *)op;
    for (;;) {
        lt_sink_job *work = NULL;
        LT_TRY(o->sink->ops->last(o->sink, &work, err));
        if (!work) break;
        LT_TRY(add_job(o, work, err));
    }
    LT_TRY(lt_exec_pool(op->x, encode_rest, o, err));
    LT_TRY(lt_exec_check(op->x, err)); /* the last moment to give up: nothing is visible yet */
    return o->sink->ops->finish(o->sink, &op->x->target->written, err);
}

lt_status lt_write_open(lt_op **out, lt_exec *x, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Write",
                                  .step = step_write,
                                  .help = help_write,
                                  .finish = finish_write,
                                  .close = close_write};
    write_op              *o;
    LT_TRY(lt_op_open(&o, x, &ops, NULL, sizeof(*o), false, err));
    o->sink = x->target->sink;
    o->jobs.mem = x->run.mem;
    o->op.detail = o->sink->ops->name;
    pthread_mutex_init(&o->sink_lock, NULL);
    pthread_mutex_init(&o->lock, NULL);
    o->has_locks = true;
    *out = &o->op;
    return LT_OK;
}
