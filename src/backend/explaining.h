/* explaining.h — between the files that explain a plan. */
#ifndef LT_BACKEND_EXPLAINING_H
#define LT_BACKEND_EXPLAINING_H

#include "backend/local.h"

/* What is to be told. */
typedef struct lt_explaining {
    lt_explain_options    how;
    const lt_plan        *written;
    const lt_bound       *bound;
    const lt_query_stats *stats; /* NULL: it did not run */
} lt_explaining;

/* The counters of a plan's nodes. Every op belongs to one place in the tree: a plan that is used
 * twice ran twice. */
typedef struct lt_op_walk {
    const lt_query_stats *stats;
    bool                  used[64];
} lt_op_walk;

/* The next operators of node, the one that pushed last first; answers how many, at most `most`. */
int32_t lt_op_walk_take(lt_op_walk *w, int32_t node, const lt_op_stats **out, int32_t most);

/* A table, a line for each operator in the shape of the plan (explain_ops.c). */
LT_MUST_USE lt_status lt_explain_ops(lt_buf *out, const lt_explaining *x, lt_error *err);
/* One object, without a newline (explain_json.c). */
LT_MUST_USE lt_status lt_explain_json(lt_buf *out, const lt_explaining *x, lt_error *err);

#endif
