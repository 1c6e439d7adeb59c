/* interval.h — interval literals: what `interval 2 hours` and `interval '1-2' year to month` say.
 *
 * Intervals are no type here: they stand beside + and -, where desugar_date.c makes functions of
 * them. In trees a literal is the call interval('1 02', 'DAY TO HOUR'), in Spark's spelling.
 *
 * Source   Spark 4 IntervalUtils (castStringToYMInterval, toDayTimeIntervalString), AstBuilder
 */
#ifndef LT_PLAN_INTERVAL_H
#define LT_PLAN_INTERVAL_H

#include "core/buf.h"

#include <stdbool.h>

typedef enum lt_interval_unit {
    LT_INTERVAL_YEAR,
    LT_INTERVAL_MONTH,
    LT_INTERVAL_DAY,
    LT_INTERVAL_HOUR,
    LT_INTERVAL_MINUTE,
    LT_INTERVAL_SECOND,
    LT_INTERVAL_WEEK, /* seven days; the rest are seconds */
    LT_INTERVAL_MILLISECOND,
    LT_INTERVAL_MICROSECOND,
    LT_INTERVAL_NONE
} lt_interval_unit;

typedef struct lt_interval {
    lt_interval_unit from,
        to;         /* YEAR to SECOND, from <= to; both of years and months, or neither */
    int64_t amount; /* months, or micros */
} lt_interval;

static inline bool lt_interval_is_months(const lt_interval *v)
{
    return v->to <= LT_INTERVAL_MONTH;
}

/* day, days, in any case. */
lt_interval_unit lt_interval_unit_of(const char *p, size_t n);

/* Adds `text` units to v, an empty one being {LT_INTERVAL_NONE}: false for a text that is no such
 * number, or too large. *mixed tells that months met days. */
bool lt_interval_add(lt_interval *v, const char *p, size_t n, lt_interval_unit unit, bool *mixed);

/* '1 day -2 hours', as many as there are. */
bool lt_interval_parse_units(lt_interval *out, const char *p, size_t n, bool *mixed);

/* '1 02:03:04.5' as from to to. */
bool lt_interval_parse_fields(lt_interval *out, const char *p, size_t n, lt_interval_unit from,
                              lt_interval_unit to);

/* The text and the fields: 1 02 and DAY TO HOUR. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_interval_text(lt_buf *text, lt_buf *fields, const lt_interval *v,
                                       lt_error *err);
/* Reads them back. */
bool lt_interval_read(lt_interval *out, const char *text, size_t n, const char *fields,
                      size_t fields_n);

#endif
