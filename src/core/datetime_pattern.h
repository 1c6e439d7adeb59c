/* datetime_pattern.h — texts of dates and times by a pattern of letters: yyyy-MM-dd HH:mm:ss.
 *
 *   G era   y year   M L month   d day   D day of year   Q q quarter   E weekday
 *   F aligned day of week in month   a am-pm   h k H K hours   m minute   s second   S fraction
 *   V zone id   z zone name   O X x Z offsets   'text'   ''   [optional]
 *
 * A pattern is compiled once, for one of two uses: E, F, Q and q are for writing only, and in
 * reading S takes from one digit to as many as there are letters. Reading is strict (February 30
 * is no date) but for the case of letters. What a text does not say is 1970-01-01 00:00:00.
 *
 * Units    micros; digits past the sixth of a second are cut
 * Limits   patterns up to LT_PATTERN_BYTES; English names; zzzz (a zone's long name) is refused
 * Threads  a compiled pattern is immutable
 * Source   Spark 4 "Datetime Patterns for Formatting and Parsing", policy CORRECTED;
 *          java.time.format.DateTimeFormatterBuilder, strict
 */
#ifndef LT_CORE_DATETIME_PATTERN_H
#define LT_CORE_DATETIME_PATTERN_H

#include "core/buf.h"
#include "core/civil.h"
#include "core/zone.h"

enum { LT_PATTERN_BYTES = 255, LT_PATTERN_ITEMS = 128 };

typedef enum lt_pattern_use { LT_PATTERN_PRINT, LT_PATTERN_PARSE } lt_pattern_use;

/* One run of a letter, or a literal ('), [ or ]. */
typedef struct lt_pattern_item {
    char    letter;
    uint8_t count;     /* letters */
    uint8_t from, len; /* of a literal: in text */
    uint8_t min, max;  /* digits of a number; max 0: none */
    uint8_t reserve;   /* digits that the numbers right behind it take */
    bool    pads;      /* y: more digits than min need a + */
    bool    fixed;     /* one of two widths meet in min: no sign, digits may follow */
} lt_pattern_item;

typedef struct lt_pattern {
    lt_pattern_item items[LT_PATTERN_ITEMS];
    int32_t         count;
    bool            has_era;
    char            text[LT_PATTERN_BYTES + 1]; /* literals, without their quotes */
} lt_pattern;

/* Errors: LT_EINVAL for a pattern that is none, with a hint; LT_EUNSUPPORTED for zzzz. */
LT_MUST_USE lt_status lt_pattern_compile(lt_pattern *out, const char *text, size_t n,
                                         lt_pattern_use use, lt_error *err);

/* What text[0, n) says by a pattern compiled for LT_PATTERN_PARSE. False: it does not fit. */
bool lt_pattern_parse(const lt_pattern *p, const char *text, size_t n, lt_timestamp_text *out);

/* The instant it says: in its own zone, else in z. False also for a zone that is unknown. */
bool lt_pattern_parse_instant(const lt_pattern *p, const lt_zone *z, const char *text, size_t n,
                              int64_t *utc_us);

/* What is written: a wall clock and the zone it is of. */
typedef struct lt_pattern_clock {
    int64_t     local_us;
    int32_t     offset_s;
    const char *zone;         /* "Europe/Lisbon" */
    const char *abbreviation; /* "WEST" */
} lt_pattern_clock;

/* Appends the text. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_pattern_print(lt_buf *out, const lt_pattern *p, const lt_pattern_clock *t,
                                       lt_error *err);

/* English names: month 1..12, weekday 1 Monday..7. The short form is the first three letters. */
const char *lt_month_name(int month);
const char *lt_weekday_name(int weekday);

#endif
