/* pool.h — the worker threads of a context: made once, run one task at a time.
 *
 * lt_pool_run starts the task on every worker and waits; meanwhile the calling thread calls
 * `poll` about ten times a second. The first failure wins: the others see lt_pool_stopped
 * and should return soon (whatever they answer then does not count).
 *
 * Threads  one caller at a time runs tasks; lt_pool_stopped from anywhere
 * Limits   1 to 256 workers; where the system refuses threads there are fewer, and with none
 *          the caller runs the task itself as worker 0 (poll is then called once, at the end)
 */
#ifndef LT_CORE_POOL_H
#define LT_CORE_POOL_H

#include "core/mem.h"
#include "core/status.h"

typedef struct lt_pool lt_pool;

typedef lt_status lt_pool_task(void *arg, int32_t worker, lt_error *err);
typedef void      lt_pool_poll(void *arg);

/* threads < 1 is taken as 1. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_pool_open(lt_pool **out, lt_mem *mem, int32_t threads, lt_error *err);
void                  lt_pool_close(lt_pool *p); /* ends and joins the threads; NULL is allowed */

int32_t lt_pool_workers(const lt_pool *p); /* tasks run as workers [0, that) */

/* Runs task(arg, worker, err) once on every worker and returns when all are back.
 * poll may be NULL. Errors: the first that a task answered. */
LT_MUST_USE lt_status lt_pool_run(lt_pool *p, lt_pool_task *task, void *arg, lt_pool_poll *poll,
                                  void *poll_arg, lt_error *err);

/* Whether a task of this run has failed: give up. */
bool lt_pool_stopped(const lt_pool *p);

#endif
