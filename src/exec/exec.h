/* exec.h — runs a resolved plan on the worker pool.
 *
 * The plan's rows go to one target: a table, a counter or a sink. Parts of the sources are
 * worked on by all workers at once; what a user sees (rows of a table, rows written, which
 * duplicate is kept, order of groups) follows the order of the input and does not depend on
 * the number of workers.
 *
 * Memory   everything is asked of run->mem; columns of the table belong to it, so it must
 *          outlive the table
 * Threads  the caller's thread only waits and calls query->progress
 */
#ifndef LT_EXEC_EXEC_H
#define LT_EXEC_EXEC_H

#include "core/pool.h"
#include "plan/node.h"
#include "plan/sink.h"

typedef enum lt_target_kind { LT_TO_TABLE, LT_TO_COUNT, LT_TO_SINK } lt_target_kind;

typedef struct lt_exec_target {
    lt_target_kind kind;
    int64_t        limit; /* TABLE: rows wanted, -1 all; more rows set table->partial */
    lt_sink       *sink;  /* SINK: opened, not begun; the caller closes it, whatever happens */
    /* out, when LT_OK is answered */
    lt_table      *table;   /* TABLE: the caller releases it */
    int64_t        count;   /* COUNT */
    lt_sink_result written; /* SINK: finished, that is published; or skipped */
} lt_exec_target;

/* Runs plan, which stays the caller's, into target. run->workers is ignored: the pool knows.
 * query gives progress and stats (filled also on failure) and may be NULL; the flag to poll is
 * run->cancel.
 * Errors: LT_EWIDEN when a source found that a speculated type does not hold: resolve the
 * unresolved plan again and call again, for a sink with a newly opened one. Others carry
 * node, line and place. LT_ECANCELLED, LT_ETIMEOUT as the flag says. */
LT_MUST_USE lt_status lt_exec_run(const lt_plan *plan, lt_exec_target *target, const lt_run *run,
                                  lt_pool *pool, const lt_query *query, lt_error *err);

#endif
