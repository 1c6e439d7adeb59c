/* local.h — a plan made ready to run on this machine: between local.c and what explains it. */
#ifndef LT_BACKEND_LOCAL_H
#define LT_BACKEND_LOCAL_H

#include "backend/context.h"
#include "plan/node.h"

typedef struct lt_bound {
    lt_plan *resolved, *optimised;
    lt_buf   fired; /* what the rules did, a line each */
} lt_bound;

/* Errors: the mistake in p, those of resolving, LT_ENOMEM; *b is then clear. */
LT_MUST_USE lt_status lt_bind_plan(lt_bound *b, lt_context *ctx, lt_plan *p, lt_error *err);
void                  lt_bound_clear(lt_bound *b);

/* Runs p and drops its rows; *kept is the plan that ran, with the ids of the counters. */
LT_MUST_USE lt_status lt_run_counting(lt_bound *kept, lt_context *ctx, lt_plan *p,
                                      const lt_query *query, lt_error *err);

#endif
