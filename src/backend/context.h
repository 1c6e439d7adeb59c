/* context.h — what a context holds: memory, workers, the session's zone. */
#ifndef LT_BACKEND_CONTEXT_H
#define LT_BACKEND_CONTEXT_H

#include "core/pool.h"
#include "core/zone.h"
#include "exec/exec.h"
#include "lote.h"

struct lt_context {
    lt_mem  *mem;
    lt_pool *pool;
    lt_zone *zone;
    int32_t  threads, batch_rows;
    int64_t  part_bytes;
};

/* Makes a fresh sink for every round of lt_context_run. */
typedef lt_status lt_sink_maker(void *arg, lt_sink **out, lt_error *err);

/* Binds and runs p into target, again for as long as types turn out wider. make may be NULL. */
LT_MUST_USE lt_status lt_context_run(lt_context *ctx, lt_plan *p, lt_exec_target *target,
                                     const lt_query *query, lt_sink_maker *make, void *arg,
                                     lt_error *err);

#endif
