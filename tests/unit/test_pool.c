#include "core/pool.h"
#include "tests/helper.h"

#include <stdatomic.h>
#include <time.h>

typedef struct tally {
    atomic_int  calls, polls, seen[64];
    lt_pool    *pool;
    int32_t     failing; /* worker that fails; -1 none */
    atomic_bool polled;
} tally;

static lt_status count_calls(void *arg, int32_t worker, lt_error *err)
{
    tally *t = arg;
    (void)err;
    atomic_fetch_add(&t->calls, 1);
    atomic_fetch_add(&t->seen[worker], 1);
    return LT_OK;
}

static void note_poll(void *arg)
{
    tally *t = arg;
    atomic_fetch_add(&t->polls, 1);
    atomic_store(&t->polled, true);
}

static void nap(void) { nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL); }

static void runs_the_task_once_on_every_worker(void **state)
{
    (void)state;
    for (int32_t threads = 1; threads <= 8; threads *= 2) {
        lt_pool *p;
        lt_error err;
        CHECK_OK(lt_pool_open(&p, lt_mem_default(), threads, &err), &err);
        assert_int_equal(lt_pool_workers(p), threads);
        tally t = {.pool = p};
        for (int round = 1; round <= 50; round++) {
            CHECK_OK(lt_pool_run(p, count_calls, &t, NULL, NULL, &err), &err);
            assert_int_equal(atomic_load(&t.calls), round * threads);
        }
        for (int32_t w = 0; w < threads; w++) assert_int_equal(atomic_load(&t.seen[w]), 50);
        lt_pool_close(p);
    }
}

static lt_status wait_for_a_stop(void *arg, int32_t worker, lt_error *err)
{
    tally *t = arg;
    if (worker == t->failing) return LT_FAIL(err, LT_EIO, "worker %d broke", worker);
    while (!lt_pool_stopped(t->pool)) nap();
    return LT_FAIL(err, LT_ECANCELLED, "stopped by another");
}

static void first_failure_stops_the_others_and_wins(void **state)
{
    (void)state;
    lt_pool *p;
    lt_error err;
    CHECK_OK(lt_pool_open(&p, lt_mem_default(), 4, &err), &err);
    tally t = {.pool = p, .failing = 2};
    CHECK_FAILS(lt_pool_run(p, wait_for_a_stop, &t, NULL, NULL, &err), LT_EIO, &err);
    CHECK_TEXT(err.text, "worker 2 broke");
    assert_int_equal(lt_pool_run(p, wait_for_a_stop, &t, NULL, NULL, NULL), LT_EIO);
    assert_false(lt_pool_stopped(p));

    CHECK_OK(lt_pool_run(p, count_calls, &t, NULL, NULL, &err), &err);
    assert_false(lt_pool_stopped(p));
    lt_pool_close(p);
}

static lt_status wait_for_a_poll(void *arg, int32_t worker, lt_error *err)
{
    tally *t = arg;
    (void)worker, (void)err;
    while (!atomic_load(&t->polled)) nap();
    return LT_OK;
}

static void caller_polls_while_workers_work(void **state)
{
    (void)state;
    lt_pool *p;
    lt_error err;
    CHECK_OK(lt_pool_open(&p, lt_mem_default(), 1, &err), &err);
    tally t = {.pool = p};
    CHECK_OK(lt_pool_run(p, wait_for_a_poll, &t, note_poll, &t, &err), &err);
    assert_true(atomic_load(&t.polls) >= 1);
    lt_pool_close(p);
}

static void opening_survives_refused_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_pool *p = NULL;
        lt_error err;
        if (lt_pool_open(&p, mem, 2, &err)) assert_null(p);
        lt_pool_close(p);
    }
}

int main(void)
{
    return RUN(test(runs_the_task_once_on_every_worker),
               test(first_failure_stops_the_others_and_wins), test(caller_polls_while_workers_work),
               test(opening_survives_refused_memory));
}
