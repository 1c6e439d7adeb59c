/* resolve_expr.h — names to columns, calls to functions, types and coercions of one expression. */
#ifndef LT_PLAN_RESOLVE_EXPR_H
#define LT_PLAN_RESOLVE_EXPR_H

#include "plan/expr.h"

typedef struct lt_scope {
    const lt_schema *schema;     /* what names mean */
    bool             aggregates; /* may stand here */
    const char      *where;      /* "a filter", for messages */
} lt_scope;

/* A new tree without aliases. In it count(*) stays a call of count over LT_EXPR_STAR; every other
 * argument has exactly the type its function wants.
 * Errors: LT_ENOTFOUND, LT_ETYPE, LT_EINVAL, LT_ELIMIT with a caret; LT_ENOMEM. */
LT_MUST_USE lt_status lt_resolve_expr(lt_expr **out, lt_expr *e, const lt_scope *scope,
                                      lt_error *err);

/* Checks what an aggregate's arguments must be beside their types: the condition of a filter, and
 * constants, which become literals. args are those of call e, resolved and owned.
 * Errors: LT_ETYPE, LT_EINVAL; LT_ENOMEM. */
struct lt_function;
LT_MUST_USE lt_status lt_resolve_aggregate(const lt_expr *e, const struct lt_function *f,
                                           lt_expr **args, lt_error *err);

/* Makes *e, resolved and owned, of a type: with a cast that texts do not show, where needed. */
LT_MUST_USE lt_status lt_resolve_as(lt_expr **e, lt_type to, lt_error *err);

/* A resolved reference to column i of s, shown as `name` (NULL: as the schema says). */
LT_MUST_USE lt_status lt_resolve_column(lt_expr **out, const lt_schema *s, int32_t i,
                                        const char *name, lt_error *err);

/* The index of a column. Errors: LT_ENOTFOUND with the near miss; LT_EINVAL for one of several. */
LT_MUST_USE lt_status lt_resolve_name(int32_t *out, const lt_schema *s, const char *name,
                                      lt_error *err);

#endif
