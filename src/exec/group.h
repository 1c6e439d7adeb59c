/* group.h — between the files of group by: what is computed, and the tables it is computed in. */
#ifndef LT_EXEC_GROUP_H
#define LT_EXEC_GROUP_H

#include "exec/eval.h"
#include "exec/group_table.h"
#include "exec/op.h"

typedef struct lt_group_agg {
    const lt_agg_ops *ops;
    const lt_expr    *call; /* for errors */
    int32_t           arg;  /* of op->args; -1: none */
    lt_type           arg_type, type;
    size_t            offset; /* of the state in a group's bytes */
    int32_t           seen; /* number among the aggregates of distinct values; -1: it is not one */
} lt_group_agg;

typedef struct lt_group_op {
    lt_op           op;
    lt_eval        *keys, *args;
    lt_buf          aggs;     /* lt_group_agg */
    lt_buf          arg_list; /* lt_expr *: their arguments, borrowed */
    lt_type        *key_types;
    int32_t         key_count;
    size_t          stride;
    lt_group_table *tables; /* one a worker */
    int32_t         table_count;
    lt_group_table *parts; /* merged by hash; NULL: all is in one of tables */
    int32_t         part_count;
    lt_group_table *seen; /* pairs of group and value: workers of them for each such aggregate */
    int32_t         seen_count, distinct_count;
} lt_group_op;

static inline int32_t lt_group_agg_count(const lt_group_op *o)
{
    return (int32_t)(o->aggs.len / sizeof(lt_group_agg));
}
static inline lt_group_agg *lt_group_agg_at(const lt_group_op *o, int32_t i)
{
    return (lt_group_agg *)o->aggs.data + i;
}

/* Compiles node's expressions into o (group_plan.c). Errors: LT_EUNSUPPORTED, LT_ENOMEM. */
LT_MUST_USE lt_status lt_group_compile(lt_group_op *o, const lt_plan *node, lt_error *err);

/* Merges the workers' tables: afterwards o->parts, or one of o->tables, has all groups
 * (group_merge.c). */
LT_MUST_USE lt_status lt_group_merge(lt_group_op *o, lt_error *err);

/* Every group in order of its first row, into `to` (group_out.c). */
LT_MUST_USE lt_status lt_group_emit(lt_group_op *o, lt_op *to, lt_error *err);

/* Distinct values (group_distinct.c): opened with the tables, fed with every batch, and given
 * to the aggregates of tables[0] before the tables are merged. */
LT_MUST_USE lt_status lt_group_seen_open(lt_group_op *o, lt_error *err);
LT_MUST_USE lt_status lt_group_seen_add(lt_group_op *o, const lt_group_agg *agg, int32_t worker,
                                        const lt_group_rows *rows, lt_column *arg, lt_error *err);
LT_MUST_USE lt_status lt_group_seen_finish(lt_group_op *o, lt_error *err);

#endif
