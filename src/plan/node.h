/* node.h — plans: what to do, not how; immutable, counted, one node a Spark relation.
 *
 * A plan is built unresolved by the lt_plan builders (lote.h), resolved (names, types; lists such
 * as with_column become projections) and optimised into new trees that keep the ids and lines.
 *
 * SCAN      source, or table (rows in memory); resolved: spec
 * PROJECT   exprs, names            FILTER    exprs[0]
 * WITH      exprs, names: replace in place, new ones at the end (resolves to PROJECT)
 * DROP      names (unknown ones are no error)          RENAME  names: old, new, old, new …
 * AGGREGATE exprs: key_count keys, then aggregates; names for all
 * DISTINCT  names (none: every column)                 SORT    exprs of kind LT_EXPR_SORT
 * LIMIT     count, offset                              UNION   inputs by position, or by_name
 * RANGE     start, stop, step -> id                    TAIL    count: the last rows
 * FILL      exprs[0] for nulls of its kind in names (none: all), or by_name: exprs[i] for names[i]
 * DROP_NULLS  count: values at least (-1: all) in names    REPLACE  exprs: old, new, old, new …
 *           (FILL and REPLACE resolve to PROJECT, DROP_NULLS to FILTER, TO_DF to PROJECT)
 * TO_DF     names of all columns                       SAMPLE  lower, upper, seed, replacement
 * INTERSECT, EXCEPT  two inputs by position; all: duplicates count
 * SUMMARY   names: statistics; resolved: its input is one row, a text for each statistic and column
 * EXPLODE   exprs[0]: a list column, which becomes its elements, a row each; positions: a column
 *           "pos" before it; outer: a row of null for empty and null lists
 * TOPK      exprs as SORT, count and offset as LIMIT; made by the optimiser of the two
 */
#ifndef LT_PLAN_NODE_H
#define LT_PLAN_NODE_H

#include "column/table.h"
#include "plan/expr.h"
#include "plan/source.h"

typedef enum lt_node_kind {
    LT_NODE_SCAN,
    LT_NODE_RANGE,
    LT_NODE_PROJECT,
    LT_NODE_FILTER,
    LT_NODE_WITH,
    LT_NODE_DROP,
    LT_NODE_RENAME,
    LT_NODE_AGGREGATE,
    LT_NODE_DISTINCT,
    LT_NODE_SORT,
    LT_NODE_LIMIT,
    LT_NODE_UNION,
    LT_NODE_FILL,
    LT_NODE_DROP_NULLS,
    LT_NODE_REPLACE,
    LT_NODE_TO_DF,
    LT_NODE_SAMPLE,
    LT_NODE_TAIL,
    LT_NODE_INTERSECT,
    LT_NODE_EXCEPT,
    LT_NODE_SUMMARY,
    LT_NODE_EXPLODE,
    LT_NODE_TOPK,
    LT_NODE_KINDS
} lt_node_kind;

struct lt_plan {
    atomic_int   refs;
    lt_node_kind kind;
    int32_t      id;   /* unique in the process; kept by resolving and optimising */
    int32_t      line; /* of the notebook file; 0 unknown */
    lt_plan    **inputs;
    int32_t      input_count;
    lt_expr    **exprs;
    int32_t      expr_count, key_count;
    char       **names;
    int32_t      name_count;
    lt_source   *source;
    lt_table    *table;
    lt_scan_spec spec;
    int64_t      count, offset;     /* LIMIT; count -1: no limit. TAIL, DROP_NULLS: count */
    int64_t      start, stop, step; /* RANGE */
    double       lower, upper;      /* SAMPLE: the part of [0, 1) that is kept */
    int64_t      seed;
    bool         replacement; /* SAMPLE: rows may come several times, upper times on average */
    bool         by_name, allow_missing;
    bool         all;              /* INTERSECT, EXCEPT: as often as they occur, not once */
    bool         positions, outer; /* EXPLODE */
    lt_schema   *schema;           /* resolved plans only */
    lt_error
        *mistake; /* the first mistake made while building; reported by whoever uses the plan */
    const struct lt_plan *broken;  /* the node below that has one; NULL: none */
    struct lt_plan       *next;    /* of those being released */
    int64_t               steps;   /* of the tree: an input used twice counts twice */
    _Atomic int64_t       settled; /* the run of the optimiser that has nothing more to do here */
};

lt_plan *lt_plan_make(lt_node_kind kind, lt_plan *const *inputs,
                      int32_t input_count); /* consumes inputs; NULL: no memory */
lt_plan *
lt_plan_copy(const lt_plan *p); /* of the node alone: inputs and expressions retained, same id */
/* Replace a slot, consuming the new value. */
LT_MUST_USE lt_status lt_plan_set_exprs(lt_plan *p, lt_expr *const *exprs, int32_t count,
                                        lt_error *err);
LT_MUST_USE lt_status lt_plan_set_names(lt_plan *p, const char *const *names, int32_t count,
                                        lt_error *err);     /* copies */
const char           *lt_plan_kind_name(lt_node_kind kind); /* "Scan", "Filter", … */

/* ---- the passes ---- */

/* Names, types, coercions; *out is a new tree, every node with a schema. */
LT_MUST_USE lt_status lt_plan_resolve(lt_plan **out, lt_plan *p, lt_mem *mem, lt_error *err);

/* Which rule did what, for explain: appended lines "PushdownFilter: Filter #3 into Scan #1". */
LT_MUST_USE lt_status lt_plan_optimise(lt_plan **out, lt_plan *resolved, lt_mem *mem, lt_buf *fired,
                                       lt_error *err);
/* The same in a session's zone, which makes constants of what depends on it. */
LT_MUST_USE lt_status lt_plan_optimise_in(lt_plan **out, lt_plan *resolved, lt_mem *mem,
                                          const struct lt_zone *zone, lt_buf *fired, lt_error *err);

/* The tree as text, a node a line, children indented with └─ ├─, ids and lines. note may be NULL:
 * a callback that appends what else is known of a node ("  (est. 1,204 rows)"). */
typedef lt_status     lt_plan_note(void *arg, const lt_plan *p, lt_buf *out, lt_error *err);
LT_MUST_USE lt_status lt_plan_text(lt_buf *out, const lt_plan *p, lt_plan_note *note, void *arg,
                                   lt_error *err);

/* The same with +- and `- for terminals without UTF-8. */
LT_MUST_USE lt_status lt_plan_text_ascii(lt_buf *out, const lt_plan *p, lt_plan_note *note,
                                         void *arg, lt_error *err);
/* What stands behind a node's name and id: "  (a > 3)". */
LT_MUST_USE lt_status lt_plan_detail(lt_buf *out, const lt_plan *p, lt_error *err);

#endif
