/* zone_rule.h — the POSIX rule that ends a TZif file; for zone*.c only. */
#ifndef LT_CORE_ZONE_RULE_H
#define LT_CORE_ZONE_RULE_H

#include "core/zone.h"

enum { LT_ZONE_ABBREVIATION = 16 };

typedef struct lt_zone_day {
    char    kind;   /* 'J' 1..365 without leap day, 'N' 0..365, 'M' month, week, weekday */
    int     month;  /* M only */
    int     week;   /* M only: 1..5, 5 is the last */
    int     day;    /* M: 0 Sunday .. 6 */
    int32_t time_s; /* after midnight, perhaps negative or days later */
} lt_zone_day;

typedef struct lt_zone_rule {
    bool        has_dst;
    int32_t     standard_s, dst_s; /* east of UTC */
    lt_zone_day start, end;        /* of daylight saving time */
    char        standard_name[LT_ZONE_ABBREVIATION], dst_name[LT_ZONE_ABBREVIATION];
} lt_zone_rule;

/* All of p[0, n), such as CET-1CEST,M3.5.0,M10.5.0/3; false when it is no rule. */
bool lt_zone_rule_parse(const char *p, size_t n, lt_zone_rule *out);

/* The span that holds an instant, for ever in both directions. */
lt_zone_span lt_zone_rule_at(const lt_zone_rule *r, int64_t utc_s);

#endif
