/* csv_convert_time.c — fields to dates and timestamps.
 *
 * The usual forms, yyyy-MM-dd and yyyy-MM-dd HH:mm:ss (or T), are read as words; the rest goes
 * through core/civil.h. Wall clocks become instants of the session's zone; its offset is kept
 * from value to value and asked anew only near a change.
 */
#include "format/csv_cell.h"
#include "format/csv_values.h"

#include "core/civil.h"

/* Days before each month of a common year and of a leap year. */
static const uint16_t days_before[2][13] = {
    {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334},
    {0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335}};

/* "yyyy-MM-" as a word: false where it is not that, or no such month. Years from 1. */
static inline bool read_date(const uint8_t *p, int32_t *days)
{
    uint64_t v;
    memcpy(&v, p, sizeof(v));
    v = le64toh(v);
    if ((v & UINT64_C(0xFF0000FF00000000)) != UINT64_C(0x2D00002D00000000)) return false;
    v = (v & UINT64_C(0x00FFFF00FFFFFFFF)) | UINT64_C(0x3000003000000000);
    uint8_t ten = (uint8_t)(p[8] - '0'), one = (uint8_t)(p[9] - '0');
    if (!lt_csv_all_digits(v) || ten > 3 || one > 9) return false;
    uint64_t number = lt_csv_digits_value(v); /* yyyy 0 MM 0 */
    unsigned year = (unsigned)(number / 10000), month = (unsigned)(number / 10 % 1000);
    unsigned day = ten * 10u + one;
    bool     leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (year == 0 || month - 1 > 11 || day == 0) return false;
    unsigned last =
        (month == 12 ? 365u + leap : days_before[leap][month + 1]) - days_before[leap][month];
    if (day > last) return false;
    unsigned y = year - 1;
    *days =
        (int32_t)(y * 365 + y / 4 - y / 100 + y / 400 + days_before[leap][month] + day) - 719163;
    return true;
}

/* "HH:mm:ss" as a word, in seconds. */
static inline bool read_clock(const uint8_t *p, int64_t *seconds)
{
    uint64_t v;
    memcpy(&v, p, sizeof(v));
    v = le64toh(v);
    if ((v & UINT64_C(0x0000FF0000FF0000)) != UINT64_C(0x00003A00003A0000)) return false;
    v = (v & UINT64_C(0xFFFF00FFFF00FFFF)) | UINT64_C(0x0000300000300000);
    if (!lt_csv_all_digits(v)) return false;
    uint64_t number = lt_csv_digits_value(v); /* HH 0 mm 0 ss */
    unsigned hour = (unsigned)(number / 1000000), minute = (unsigned)(number / 1000 % 1000);
    unsigned second = (unsigned)(number % 1000);
    if (hour > 23 || minute > 59 || second > 59) return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

static uint32_t date_loop(const lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to)
{
    int32_t *out = to->values;
    (void)type;
    for (uint32_t i = row; i < c->n; i++) {
        const uint8_t *p;
        size_t         n;
        bool           copied;
        out[i] = 0;
        lt_csv_cell_is is = lt_csv_cell_of(c, i, &p, &n, &copied, to->scratch);
        if (is == LT_CSV_OOM) return to->oom = true, i;
        if (is == LT_CSV_NULL) {
            lt_csv_set_null(to, i);
        } else if (n != 10 || !read_date(p, &out[i])) {
            if (c->inferred || !lt_parse_date((const char *)p, n, &out[i])) return i;
        }
    }
    return c->n;
}

/* ---- instants ---- */

/* A run of time with one offset; seconds of instants that are at least a day inside it have it
 * without doubt. */
typedef struct offset_run {
    int64_t from_s, until_s, offset_s;
} offset_run;

static offset_run run_of(const lt_zone *z, int64_t utc_s)
{
    enum { DAY = 86400 };
    lt_zone_span span = lt_zone_at(z, utc_s);
    return (offset_run){span.from_s > INT64_MIN + DAY ? span.from_s + DAY : span.from_s,
                        span.until_s < INT64_MAX - DAY ? span.until_s - DAY : span.until_s,
                        span.offset_s};
}

static inline int64_t to_utc(const lt_zone *z, offset_run *run, int64_t local_s)
{
    int64_t utc = local_s - run->offset_s;
    if (utc >= run->from_s && utc < run->until_s) return utc * LT_US_PER_SECOND;
    *run = run_of(z, utc);
    return lt_zone_to_utc(z, local_s * LT_US_PER_SECOND);
}

/* The forms that are not the usual one. An inferred column takes only what inference calls a
 * date or timestamp: not "2024", which is a number. */
static bool read_other(const lt_csv_cells *c, const uint8_t *p, size_t n, bool local, int64_t *out)
{
    lt_timestamp_text t;
    lt_csv_kind       kind = {0, 0};
    if (n == 0) return false;
    if (c->inferred) {
        lt_csv_kind_add(&kind, p, n);
        if (kind.seen != LT_CSV_DATE && kind.seen != LT_CSV_TIME) return false;
    }
    if (!local) return lt_zone_parse_timestamp(c->zone, (const char *)p, n, out);
    if (!lt_parse_timestamp((const char *)p, n, &t)) return false;
    *out = t.local_us;
    return true;
}

static bool read_timestamp(const lt_csv_cells *c, const uint8_t *p, size_t n, bool local,
                           offset_run *run, int64_t *out)
{
    int32_t days;
    int64_t clock = 0;
    if ((n != 19 && n != 10) || !read_date(p, &days)) return read_other(c, p, n, local, out);
    if (n == 19 && ((p[10] != ' ' && p[10] != 'T') || !read_clock(p + 11, &clock)))
        return read_other(c, p, n, local, out);
    int64_t seconds = (int64_t)days * 86400 + clock;
    *out = local ? seconds * LT_US_PER_SECOND : to_utc(c->zone, run, seconds);
    return true;
}

/* Rows from `row` on that several at a time were right for. */
static uint32_t timestamp_block(const lt_csv_cells *c, uint32_t row, lt_csv_into *to, bool local,
                                offset_run *run, uint32_t *next)
{
    int64_t *out = (int64_t *)to->values + row;
    uint32_t n = lt_csv_try_block(c->loops->values->instants, c, row, to->values, next);
    for (uint32_t i = 0; i < n; i++)
        out[i] = local ? out[i] * LT_US_PER_SECOND : to_utc(c->zone, run, out[i]);
    return n;
}

static uint32_t timestamp_loop(const lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to)
{
    int64_t   *out = to->values;
    bool       local = type.id == LT_TIMESTAMP_NTZ;
    offset_run run = {0, 0, 0};
    uint32_t   next = row;
    for (uint32_t i = row; i < c->n; i++) {
        const uint8_t *p;
        size_t         n;
        bool           copied;
        i += timestamp_block(c, i, to, local, &run, &next);
        if (i == c->n) break;
        out[i] = 0;
        lt_csv_cell_is is = lt_csv_cell_of(c, i, &p, &n, &copied, to->scratch);
        if (is == LT_CSV_OOM) return to->oom = true, i;
        if (is == LT_CSV_NULL) {
            lt_csv_set_null(to, i);
        } else if (!read_timestamp(c, p, n, local, &run, &out[i])) {
            return i;
        }
    }
    return c->n;
}

lt_csv_convert_fn *lt_csv_time_loop(lt_type type)
{
    if (type.id == LT_DATE) return date_loop;
    return type.id == LT_TIMESTAMP || type.id == LT_TIMESTAMP_NTZ ? timestamp_loop : NULL;
}
