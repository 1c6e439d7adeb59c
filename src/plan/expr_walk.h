/* expr_walk.h — questions about resolved expressions, and new trees made from them.
 *
 * What only depends on the tree is found out once and kept in its nodes (`facts`), which may be
 * asked from any thread: the optimiser and the engine ask again and again. */
#ifndef LT_PLAN_EXPR_WALK_H
#define LT_PLAN_EXPR_WALK_H

#include "plan/expr.h"

/* Whether some row could make e an error: what must not meet a row it was not written for. */
bool lt_expr_can_fail(const lt_expr *e);
/* Whether some value of `from` makes a cast to `to` an error. */
bool lt_cast_can_fail(lt_type from, lt_type to);
/* Whether e, not looking below it, may answer differently for equal arguments. */
bool lt_expr_is_volatile(const lt_expr *e);
/* The same of e and everything below it: not to be computed more, less or elsewhere. */
bool lt_expr_has_volatile(const lt_expr *e);
/* An aggregate call somewhere in it (unresolved trees: by name). */
bool lt_expr_has_aggregate(const lt_expr *e);

/* Nodes of e, a shared one as often as it is met; counted to LT_EXPR_MANY. */
int32_t lt_expr_nodes(const lt_expr *e);
enum { LT_EXPR_MANY = (1 << 24) - 1 };

/* Whether folding found nothing to do in e, a resolved tree, so that it need not look again. */
bool lt_expr_is_folded(const lt_expr *e);
void lt_expr_set_folded(const lt_expr *e);

/* Sets used[i] for every column index i in e; clears none. */
void lt_expr_columns(const lt_expr *e, bool *used);

/* e with every column index i turned into map[i]; NULL: no memory. */
lt_expr *lt_expr_remap(const lt_expr *e, const int32_t *map);
/* e with every column i replaced by by[i], which is retained; NULL: no memory. */
lt_expr *lt_expr_substitute(const lt_expr *e, lt_expr *const *by);
/* The same level after level: columns of levels[0][i] by those of levels[1], and so on. Makes only
 * the nodes of the result. */
lt_expr *lt_expr_substitute_all(const lt_expr *e, lt_expr *const *const *levels, int32_t count);

#endif
