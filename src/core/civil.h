/* civil.h — calendar dates and wall-clock time, proleptic Gregorian, without zones.
 *
 * Units    days: since 1970-01-01; micros: since 1970-01-01 00:00:00
 * Limits   any int32 of days and any int64 of micros; texts as each parser says
 * Threads  any
 * Source   Spark 4 casts (SparkDateTimeUtils.stringToDate, parseTimestampString)
 */
#ifndef LT_CORE_CIVIL_H
#define LT_CORE_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LT_US_PER_SECOND INT64_C(1000000)
#define LT_US_PER_DAY    INT64_C(86400000000)

#define LT_DATE_TEXT      16
#define LT_TIMESTAMP_TEXT 40

typedef struct lt_civil {
    int32_t year;  /* 0 is 1 BC */
    int32_t month; /* 1..12 */
    int32_t day;   /* 1..31 */
    int32_t hour, minute, second;
    int32_t micro; /* 0..999999 */
} lt_civil;

/* What a timestamp's text says: a wall clock, and perhaps the zone it is of. */
typedef struct lt_timestamp_text {
    int64_t     local_us;
    bool        has_offset;
    int32_t     offset_s; /* seconds east; the instant is local_us - offset_s * 1e6 */
    const char *zone;     /* a region name such as Europe/Lisbon in the text, or NULL … */
    size_t      zone_len; /* … then has_offset is false */
} lt_timestamp_text;

bool lt_is_leap_year(int32_t year);
int  lt_days_in_month(int32_t year, int month); /* 0 for no such month */
bool lt_is_date(int64_t year, int64_t month, int64_t day);

/* The date must exist and its days fit an int32 (years up to about ±5.8 million). */
int32_t lt_days_from_date(int32_t year, int month, int day);
void    lt_date_from_days(int32_t days, int32_t *year, int *month, int *day);
int     lt_weekday(int32_t days);     /* 1 Monday .. 7 Sunday (ISO) */
int     lt_day_of_year(int32_t days); /* 1..366 */

/* False when the fields are no time of the calendar or the micros do not fit. */
bool     lt_micros_from_civil(const lt_civil *fields, int64_t *out);
lt_civil lt_civil_from_micros(int64_t micros);
/* The day and the micros in it, rounding towards the past. */
int32_t lt_days_from_micros(int64_t micros);
int64_t lt_micros_of_day(int64_t micros);

/* Exactly yyyy-MM-dd, years 0001..9999, the day must exist. */
bool lt_parse_date_strict(const char *p, size_t n, int32_t *days);

/* Spark's cast to date: [+-]yyyy[y..][-[m]m[-[d]d[ T…]]] with blanks around; what follows
 * the T or blank after a full date is not read. */
bool lt_parse_date(const char *p, size_t n, int32_t *days);

/* Spark's cast to timestamp: a date as above, then perhaps [ T][h]h[:[m]m[:[s]s[.f…]]] and, only
 * behind seconds, a zone: Z, ±h[h][:mm[:ss]], UTC/GMT/UT with or without an offset, or a region's
 * name. Digits past the sixth of a fraction are cut. Time without a date is refused: it would
 * depend on the day it is read. */
bool lt_parse_timestamp(const char *p, size_t n, lt_timestamp_text *out);

/* Z, ±h, ±hh, ±hhmm, ±h[h]:mm, ±hh:mm:ss within ±18:00, as seconds east. */
bool lt_parse_offset(const char *p, size_t n, int32_t *offset_s);

/* 2024-02-29; years above 9999 have a sign as in Java: +10000-01-01, -0001-01-01. */
size_t lt_print_date(char out[LT_DATE_TEXT], int32_t days);

/* 2024-02-29 12:30:00[.f]: the fraction without trailing zeros, none when it is 0. */
size_t lt_print_timestamp(char out[LT_TIMESTAMP_TEXT], int64_t local_us);

/* 2024-02-29T12:30:00.123456Z: always six digits; for logs and JSON. */
size_t lt_print_instant(char out[LT_TIMESTAMP_TEXT], int64_t utc_us);

#endif
