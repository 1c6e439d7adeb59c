/* simplify.h — shorter expressions that answer the same.
 *
 * Three-valued logic is kept, and so are errors: a part that can fail goes only where it would not
 * have been computed either. Arguments are expected to be simple already: callers go bottom-up.
 */
#ifndef LT_PLAN_SIMPLIFY_H
#define LT_PLAN_SIMPLIFY_H

#include "plan/expr.h"

/* true: *out is what e becomes, owned; NULL there means no memory. false: e is as simple as it
 * gets. */
bool lt_simplify(lt_expr **out, const lt_expr *e);
/* The same for the condition of a filter, which takes null for false. */
bool lt_simplify_condition(lt_expr **out, const lt_expr *e);

/* ---- its parts ---- */

bool lt_simplify_logic(lt_expr **out, const lt_expr *e);  /* and, or, not (simplify_logic.c) */
bool lt_simplify_branch(lt_expr **out, const lt_expr *e); /* when, if, coalesce */
/* Comparisons of a widened column with literals lose the widening (simplify_cast.c), as Spark's
 * UnwrapCastInBinaryComparison: statistics of files are of the column as it is. */
bool lt_simplify_cast(lt_expr **out, const lt_expr *e);

/* No error, no chance: e may be computed once more, or not at all. */
bool lt_expr_is_harmless(const lt_expr *e);

#endif
