/* expr_make.h — new resolved expressions: what the optimiser's rules put in place of others.
 *
 * Arguments are consumed whatever happens; a NULL argument, or no memory, gives NULL. `like` tells
 * where the new node was written: errors point at it.
 */
#ifndef LT_PLAN_EXPR_MAKE_H
#define LT_PLAN_EXPR_MAKE_H

#include "plan/expr.h"

/* A call that answers a bool, null where an argument may be null. */
lt_expr *lt_make_test(const char *name, lt_expr *const *args, int32_t count, const lt_expr *like);
static inline lt_expr *lt_make_test_two(const char *name, lt_expr *a, lt_expr *b,
                                        const lt_expr *like)
{
    return lt_make_test(name, (lt_expr *[]){a, b}, 2, like);
}
lt_expr *lt_make_literal(lt_value v, lt_type type, const lt_expr *like);
lt_expr *lt_make_bool(bool v, const lt_expr *like);
lt_expr *lt_make_null(lt_type type, const lt_expr *like);
/* Column i of a relation with that field. */
lt_expr *lt_make_column(int32_t i, const lt_field *field);

/* e is a call of that function. */
bool lt_expr_is_call(const lt_expr *e, const char *name);
/* A literal that is null; one that is true, or false. */
bool lt_expr_is_null(const lt_expr *e);
bool lt_expr_is_bool(const lt_expr *e, bool v);

#endif
