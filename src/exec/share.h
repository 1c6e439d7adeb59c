/* share.h — which parts of a list of expressions occur more than once. */
#ifndef LT_EXEC_SHARE_H
#define LT_EXEC_SHARE_H

#include "core/buf.h"
#include "plan/expr.h"

/* Appends the shared parts (const lt_expr *, borrowed of exprs): calls and casts that occur in them
 * at least twice and give the same each time. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_share_find(lt_buf *out, lt_expr *const *exprs, int32_t count,
                                    lt_error *err);
static inline int32_t lt_share_count(const lt_buf *shared)
{
    return (int32_t)(shared->len / sizeof(const lt_expr *));
}
/* Which of the shared parts e is; -1: none. */
int32_t lt_share_slot(const lt_buf *shared, const lt_expr *e);

#endif
