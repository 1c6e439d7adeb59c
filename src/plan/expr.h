/* expr.h — expressions: immutable trees, counted; the same from text and from Lua objects.
 *
 * Unresolved trees come from lt_expr_parse (Spark SQL's grammar) and from the builders. Resolving
 * makes a new tree in which every node has a type, columns an index, calls a function.
 * Spark's shape is kept (spark.md §2.3): case is the function `when`, operators are functions
 * named "+", "==", "and", "not", "isnull" … so that a translator only prints.
 */
#ifndef LT_PLAN_EXPR_H
#define LT_PLAN_EXPR_H

#include "column/schema.h"
#include "column/value.h"
#include "lote.h" /* lt_expr_parse and the builders are public */

#include <stdatomic.h>

typedef enum lt_expr_kind {
    LT_EXPR_COLUMN,  /* name (parts joined by '.' unless quoted); resolved: index */
    LT_EXPR_LITERAL, /* value */
    LT_EXPR_CALL,    /* name(args), distinct, filtered; resolved: function */
    LT_EXPR_CAST,    /* args[0] as type; try_ */
    LT_EXPR_ALIAS,   /* args[0] as name */
    LT_EXPR_STAR,    /* every column but those in args; only in select and count(*) */
    LT_EXPR_SORT     /* args[0] asc|desc nulls first|last */
} lt_expr_kind;

/* The text an expression was written in, for carets: counted. */
typedef struct lt_origin {
    atomic_int refs;
    int32_t    line;  /* of the Lua file, 0 unknown */
    int64_t    bytes; /* length of text */
    char       text[];
} lt_origin;

struct lt_function;

struct lt_expr {
    atomic_int   refs;
    lt_expr_kind kind;
    bool     distinct, try_, descending, nulls_first, resolved, implicit; /* implicit: a coercion */
    bool     filtered; /* the last of args is the condition of filter (where …) */
    char    *name;     /* owned; NULL where the kind has none */
    lt_value value;    /* its bytes are owned */
    lt_type  type;
    bool     nullable;
    int32_t  index;
    const struct lt_function *function;
    lt_expr                 **args;
    int32_t                   arg_count;
    int32_t                   depth; /* levels of this tree: 1 for a leaf */
    atomic_uint facts; /* what expr_walk.c found out about this tree; 0: nobody asked yet */
    lt_origin  *origin;
    int32_t     at, at_bytes; /* where in origin->text; at < 0: unknown */
};

/* Trees deeper than this are refused by the parser and by resolving (LT_EPARSE, LT_ELIMIT), so
 * that everything else may recurse. Making and releasing works at any depth. */
enum { LT_EXPR_DEPTH = 512 };

/* The arguments of a call without the condition of its filter, which stands behind them. */
static inline int32_t  lt_expr_plain_args(const lt_expr *e) { return e->arg_count - e->filtered; }
static inline lt_expr *lt_expr_filter(const lt_expr *e)
{
    return e->filtered ? e->args[e->arg_count - 1] : NULL;
}

/* A copy of e alone, its arguments retained: what rewriting starts from. NULL: no memory. */
lt_expr *lt_expr_copy(const lt_expr *e);
/* Puts arg in place k of e, which has one holder, consuming it and releasing what was there. */
void lt_expr_set_arg(lt_expr *e, int32_t k, lt_expr *arg);
/* e, which has one holder, was written where `like` was. */
void lt_expr_place(lt_expr *e, const lt_expr *like);
bool lt_expr_same(const lt_expr *a, const lt_expr *b); /* structure; origins do not count */

/* One holder; NULL: no memory. */
lt_origin *lt_origin_make(const char *text, size_t len, int32_t line);
lt_origin *lt_origin_retain(lt_origin *o);
void       lt_origin_release(lt_origin *o); /* NULL is allowed */

/* The output name of e in a select or agg: its alias, column name or Spark's text. */
LT_MUST_USE lt_status lt_expr_name(lt_buf *out, const lt_expr *e, lt_error *err);

/* Adds e's caret and line to an error that has none yet. */
void lt_expr_blame(lt_error *err, const lt_expr *e);

#endif
