#include "core/pool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

enum { WORKERS_MAX = 256, POLL_NS = 100 * 1000 * 1000 };

typedef struct thread {
    lt_pool  *pool;
    int32_t   id;
    pthread_t handle;
} thread;

/* A run is announced by raising `round`: every thread that sees a new round runs the task once
 * and lowers `busy`; the caller waits for zero. All fields after `lock` are guarded by it. */
struct lt_pool {
    lt_mem         *mem;
    int32_t         asked, workers; /* threads wanted and running; with 0 the caller works */
    thread         *threads;
    atomic_bool     stopped;
    bool            has_sync;
    pthread_cond_t  wake, done;
    pthread_mutex_t lock;
    uint64_t        round;
    int32_t         busy;
    bool            closing;
    lt_pool_task   *task;
    void           *arg;
    lt_status       first; /* the first failure of this run */
    lt_error       *err;   /* of the caller, who waits; NULL: not wanted */
};

static void note_failure(lt_pool *p, lt_status status, const lt_error *err)
{
    pthread_mutex_lock(&p->lock);
    if (!p->first) {
        p->first = status;
        if (p->err) *p->err = *err;
    }
    pthread_mutex_unlock(&p->lock);
    atomic_store(&p->stopped, true);
}

static void *work(void *arg)
{
    thread  *t = arg;
    lt_pool *p = t->pool;
    uint64_t seen = 0;
    lt_error err = {0};

    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->round == seen && !p->closing) pthread_cond_wait(&p->wake, &p->lock);
        if (p->closing) break;
        seen = p->round;
        lt_pool_task *task = p->task;
        void         *task_arg = p->arg;
        pthread_mutex_unlock(&p->lock);

        lt_status status = task(task_arg, t->id, &err);
        if (status) note_failure(p, status, &err);

        pthread_mutex_lock(&p->lock);
        if (--p->busy == 0) pthread_cond_signal(&p->done);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* Workers take no signals: the program's handlers run on the threads that expect them. */
static void start_threads(lt_pool *p)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    while (p->workers < p->asked) {
        thread *t = &p->threads[p->workers];
        *t = (thread){.pool = p, .id = p->workers};
        if (pthread_create(&t->handle, NULL, work, t)) break;
        p->workers++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool open_sync(lt_pool *p)
{
    pthread_condattr_t clock;
    if (pthread_condattr_init(&clock)) return false;
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    p->has_sync = !pthread_mutex_init(&p->lock, NULL) && !pthread_cond_init(&p->wake, NULL) &&
                  !pthread_cond_init(&p->done, &clock);
    pthread_condattr_destroy(&clock);
    return p->has_sync;
}

lt_status lt_pool_open(lt_pool **out, lt_mem *mem, int32_t threads, lt_error *err)
{
    *out = NULL;
    lt_pool *p = lt_mem_zeroed(mem, 1, sizeof(*p));
    if (!p) return lt_mem_refused(mem, sizeof(*p), "a pool of threads", err);
    p->mem = mem;
    p->asked = threads < 1 ? 1 : threads > WORKERS_MAX ? WORKERS_MAX : threads;
    p->threads = lt_mem_zeroed(mem, (size_t)p->asked, sizeof(*p->threads));
    if (!p->threads || !open_sync(p)) {
        size_t bytes = (size_t)p->asked * sizeof(thread);
        lt_pool_close(p);
        return lt_mem_refused(mem, bytes, "a pool of threads", err);
    }
    start_threads(p);
    *out = p;
    return LT_OK;
}

void lt_pool_close(lt_pool *p)
{
    if (!p) return;
    if (p->has_sync) {
        pthread_mutex_lock(&p->lock);
        p->closing = true;
        pthread_cond_broadcast(&p->wake);
        pthread_mutex_unlock(&p->lock);
        for (int32_t i = 0; i < p->workers; i++) pthread_join(p->threads[i].handle, NULL);
        pthread_cond_destroy(&p->done);
        pthread_cond_destroy(&p->wake);
        pthread_mutex_destroy(&p->lock);
    }
    lt_mem_free(p->mem, p->threads, (size_t)p->asked * sizeof(*p->threads));
    lt_mem_free(p->mem, p, sizeof(*p));
}

int32_t lt_pool_workers(const lt_pool *p) { return p->workers ? p->workers : 1; }
bool    lt_pool_stopped(const lt_pool *p)
{
    return atomic_load_explicit(&p->stopped, memory_order_relaxed);
}

static struct timespec next_poll(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += POLL_NS;
    if (at.tv_nsec >= 1000000000) at.tv_sec++, at.tv_nsec -= 1000000000;
    return at;
}

/* With p->lock held: until every worker is back, calling poll (unlocked) when its time comes. */
static void wait_polling(lt_pool *p, lt_pool_poll *poll, void *poll_arg)
{
    struct timespec at = next_poll();
    while (p->busy > 0) {
        if (pthread_cond_timedwait(&p->done, &p->lock, &at) != ETIMEDOUT) continue;
        pthread_mutex_unlock(&p->lock);
        if (poll) poll(poll_arg);
        at = next_poll();
        pthread_mutex_lock(&p->lock);
    }
}

lt_status lt_pool_run(lt_pool *p, lt_pool_task *task, void *arg, lt_pool_poll *poll, void *poll_arg,
                      lt_error *err)
{
    atomic_store(&p->stopped, false);
    if (p->workers == 0) {
        lt_status status = task(arg, 0, err);
        if (poll) poll(poll_arg);
        return status;
    }
    pthread_mutex_lock(&p->lock);
    p->task = task;
    p->arg = arg;
    p->first = LT_OK;
    p->err = err;
    p->busy = p->workers;
    p->round++;
    pthread_cond_broadcast(&p->wake);
    wait_polling(p, poll, poll_arg);
    p->err = NULL;
    lt_status status = p->first;
    pthread_mutex_unlock(&p->lock);
    atomic_store(&p->stopped, false); /* a failure is of this run alone */
    return status;
}
