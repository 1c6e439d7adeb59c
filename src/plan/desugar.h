/* desugar.h — calls that are written in terms of others before they are resolved.
 *
 *   nullif(a, b)  if(a = b, null, a)         nvl2(x, a, b)  if(x is not null, a, b)
 *   count_if(x)   count(case when x then 1)  count(1)       count(*)
 *   regr_avgx(y, x) = avg(case when y is not null then x end)
 *   percentile_cont(p) within group (order by x) = percentile(x, p)
 *   listagg(x, d) within group (order by y) = listagg(x, d, y, false, true)
 *   int(x), …     cast(x as int)             positive(x)    x
 *   nullifzero(x) if(x = 0, null, x)         zeroifnull(x)  coalesce(x, 0)
 *   decode(x, a, b, …)  if(x <=> a, b, …)    rand(), …      rand(seed): chosen once for the plan
 * and what desugar_date.h lists.
 */
#ifndef LT_PLAN_DESUGAR_H
#define LT_PLAN_DESUGAR_H

#include "plan/expr.h"

/* *out: what e stands for, owned; NULL where it stands for itself. Errors: LT_ENOMEM, and those of
 * desugar_date.h. */
LT_MUST_USE lt_status lt_desugar(lt_expr **out, const lt_expr *e, lt_error *err);

/* The part of it that is about aggregates (desugar_aggregate.c). */
LT_MUST_USE lt_status lt_desugar_aggregate(lt_expr **out, const lt_expr *e, lt_error *err);

/* An unresolved call that stands where `like` was written, consuming args; NULL: no memory. */
lt_expr *lt_call_like(const lt_expr *like, const char *name, lt_expr *const *args, int32_t count);

#endif
