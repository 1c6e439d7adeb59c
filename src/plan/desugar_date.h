/* desugar_date.h — calls about dates whose meaning depends on a word written in them.
 *
 *   extract(f from x), date_part('f', x), datepart   year(x), secondwithfraction(x), …
 *   dateadd(unit, n, x), date_add, timestampadd      timestampadd('UNIT', n, x)
 *   datediff(unit, a, b), date_diff, timestampdiff   timestampdiff('UNIT', a, b)
 *   x + interval …, interval … + x, x - interval …   the functions "+ interval …"
 * An interval is a literal (interval.h), make_interval, make_ym_interval or make_dt_interval, all
 * of them perhaps negated or multiplied.
 */
#ifndef LT_PLAN_DESUGAR_DATE_H
#define LT_PLAN_DESUGAR_DATE_H

#include "plan/expr.h"
#include "plan/interval.h"

#define LT_DATE_FIELDS                                                                          \
    "year, yearofweek, quarter, month, week, day, dayofweek, dayofweek_iso, doy, hour, minute " \
    "or second"

/* The function that reads a field: "year" for y, yr, years …; NULL: no field. */
const char *lt_date_field(const char *field, size_t len);

/* The interval that a call of "+ interval …" moves by; false where it is not written out. */
bool lt_interval_of_call(lt_interval *out, const lt_expr *e);

/* As lt_desugar. Errors: LT_ENOMEM; LT_EINVAL for a word that names no field or unit. */
LT_MUST_USE lt_status lt_desugar_date(lt_expr **out, const lt_expr *e, lt_error *err);

#endif
