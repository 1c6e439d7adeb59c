/* group.h — between the files of group by: what is computed, and the tables it is computed in. */
#ifndef LT_EXEC_GROUP_H
#define LT_EXEC_GROUP_H

#include "exec/eval.h"
#include "exec/group_table.h"
#include "exec/op.h"

enum { LT_GROUP_PARTS = 64, LT_GROUP_PART_SHIFT = 58 }; /* by the top bits of the hash */

typedef struct lt_group_agg {
    const lt_agg_ops *ops;
    const lt_expr    *call;      /* for errors */
    int32_t           arg;       /* of op->args; -1: none */
    int32_t           arg_count; /* columns from there on: more than two only of distinct ones */
    int32_t           filter;    /* of op->args: which rows it sees; -1: all */
    lt_type           arg_type, type;
    size_t            offset; /* of the state in a group's states */
    int32_t           seen; /* number among the aggregates of distinct values; -1: it is not one */
    lt_agg_params     params;
} lt_group_agg;

/* What one worker has gathered: its table, and the rows that left it, by hash. */
typedef struct lt_group_worker {
    lt_group_table table;
    lt_buf         parts[LT_GROUP_PARTS];
    bool           parted;     /* some rows have left */
    bool           unlooked;   /* rows are not looked up: few are of a known group */
    size_t         limit;      /* bytes of rows that the table may hold */
    size_t         join_at;    /* bytes of rows in parts that are worth joining */
    size_t         parts_len;  /* bytes of rows in parts */
    int64_t        rows_half;  /* rows that had come, and … */
    int32_t        count_half; /* groups there were, when the table was half full; 0: not yet */
    int64_t        rows_in;    /* since the table was empty */
} lt_group_worker;

typedef struct lt_group_op {
    lt_op            op;
    lt_eval         *keys, *args;
    lt_buf           aggs;     /* lt_group_agg */
    lt_buf           arg_list; /* lt_expr *: their arguments and filters, retained */
    lt_type         *key_types;
    int32_t          key_count;
    size_t           states; /* bytes of them */
    lt_group_shape   shape;
    lt_group_worker *workers;
    lt_agg_heap    **heaps; /* behind merged states, one a worker */
    int32_t          worker_count;
    lt_buf          *results; /* rows of all groups, no key twice */
    int32_t          result_count;
    lt_group_shape  *seen_shapes; /* one an aggregate of distinct values */
    lt_group_table  *seen;        /* pairs of group and value: workers of them for each of those */
    int32_t          seen_count, distinct_count;
} lt_group_op;

static inline int32_t lt_group_agg_count(const lt_group_op *o)
{
    return (int32_t)(o->aggs.len / sizeof(lt_group_agg));
}
static inline lt_group_agg *lt_group_agg_at(const lt_group_op *o, int32_t i)
{
    return (lt_group_agg *)o->aggs.data + i;
}
/* The first group's state of an aggregate; the next one's is shape.stride further. */
static inline uint8_t *lt_group_states(const lt_group_op *o, const lt_group_table *t,
                                       const lt_group_agg *agg)
{
    return t->rows.data + lt_group_states_at(&o->shape) + agg->offset;
}

/* Compiles node's expressions into o (group_plan.c). Errors: LT_EUNSUPPORTED, LT_ENOMEM. */
LT_MUST_USE lt_status lt_group_compile(lt_group_op *o, const lt_plan *node, lt_error *err);

/* ---- rows that leave their table (group_part.c) ---- */

LT_MUST_USE lt_status lt_group_worker_open(lt_group_worker *w, lt_group_op *o, lt_error *err);
void                  lt_group_worker_close(lt_group_worker *w);
/* After every batch: keeps the table small enough to be fast. */
LT_MUST_USE lt_status lt_group_settle(lt_group_op *o, int32_t worker, lt_error *err);
/* All rows of w's table go to its parts. */
LT_MUST_USE lt_status lt_group_scatter(lt_group_op *o, lt_group_worker *w, lt_error *err);

/* Rows of shape in `into` and, then, in others become rows of `into` with no key twice; others are
 * cleared. heap: for states (of o's aggregates) that are merged; NULL: rows have no states
 * (group_join.c). */
LT_MUST_USE lt_status lt_group_join(const lt_group_op *o, const lt_group_shape *shape,
                                    lt_agg_heap *heap, lt_buf *into, lt_buf *const *others,
                                    int32_t other_count, lt_error *err);

/* Joins what the workers have: afterwards o->results has all groups (group_merge.c). */
LT_MUST_USE lt_status lt_group_merge(lt_group_op *o, lt_error *err);

/* Every group in order of its first row, into `to` (group_out.c). */
LT_MUST_USE lt_status lt_group_emit(lt_group_op *o, lt_op *to, lt_error *err);

/* The rows of a batch that an aggregate sees (group_pick.c). */
typedef struct lt_group_pick {
    bool       all;
    int32_t    n, *rows; /* of the batch's; unset for all */
    int32_t   *groups;
    int64_t   *ordinals;
    lt_column *made[2];
    void      *block; /* of the lists */
    size_t     bytes;
} lt_group_pick;

/* args: op->args of a batch of n rows. To be closed also on failure. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_group_pick_open(lt_group_pick *p, const lt_group_op *o,
                                         const lt_group_agg *agg, lt_column *const *args, int32_t n,
                                         lt_error *err);
void                  lt_group_pick_close(lt_group_pick *p, const lt_group_op *o);
/* Narrows `in`, which has all rows of the batch, to those; they live as long as p. */
LT_MUST_USE lt_status lt_group_pick_input(lt_group_pick *p, lt_agg_input *in, lt_error *err);

/* Distinct values (group_distinct.c): opened with the workers, fed with every batch, and given
 * to the aggregates of the first worker's table before the tables are merged. */
LT_MUST_USE lt_status lt_group_seen_open(lt_group_op *o, lt_error *err);
void                  lt_group_seen_close(lt_group_op *o);
LT_MUST_USE lt_status lt_group_seen_add(lt_group_op *o, const lt_group_agg *agg, int32_t worker,
                                        const lt_group_rows *rows, lt_column *const *args,
                                        lt_group_pick *pick, lt_error *err);
LT_MUST_USE lt_status lt_group_seen_finish(lt_group_op *o, lt_error *err);

#endif
