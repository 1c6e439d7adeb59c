/* dates.c — fields of dates and timestamps, in the session zone.
 *
 * A timestamp becomes a wall clock first; zones are asked once a run of time with one offset,
 * not once a row.
 *
 * Source   Spark 4 datetimeExpressions.scala, DateTimeUtils
 */
#include "kernel/dates.h"

#include "kernel/block.h"

#include <string.h>

int64_t lt_wall_clock(lt_clock_span *s, const lt_call *call, lt_type_id type, int64_t v)
{
    int64_t local;
    if (type == LT_DATE && __builtin_mul_overflow(v, LT_US_PER_DAY, &local))
        return v < 0 ? INT64_MIN : INT64_MAX;
    if (type == LT_DATE) return local;
    if (type != LT_TIMESTAMP || !call->zone) return v;
    int64_t second = v / LT_US_PER_SECOND - (v % LT_US_PER_SECOND < 0);
    if (!s->ready || second < s->span.from_s || second >= s->span.until_s) {
        s->span = lt_zone_at(call->zone, second);
        s->ready = true;
    }
    if (__builtin_add_overflow(v, s->span.offset_s * LT_US_PER_SECOND, &local))
        return v < 0 ? INT64_MIN : INT64_MAX;
    return local;
}

typedef int32_t field_fn(int64_t local_us, int32_t days);

static int32_t year(int64_t us, int32_t days)
{
    int32_t y;
    int     month, day;
    (void)us;
    lt_date_from_days(days, &y, &month, &day);
    return y;
}

static int32_t month(int64_t us, int32_t days)
{
    int32_t y;
    int     m, day;
    (void)us;
    lt_date_from_days(days, &y, &m, &day);
    return m;
}

static int32_t quarter(int64_t us, int32_t days) { return (month(us, days) + 2) / 3; }

static int32_t day(int64_t us, int32_t days)
{
    int32_t y;
    int     m, d;
    (void)us;
    lt_date_from_days(days, &y, &m, &d);
    return d;
}

static int32_t dayofweek(int64_t us, int32_t days) { return (void)us, lt_weekday(days) % 7 + 1; }
static int32_t weekday(int64_t us, int32_t days) { return (void)us, lt_weekday(days) - 1; }
static int32_t dayofyear(int64_t us, int32_t days) { return (void)us, lt_day_of_year(days); }

/* The week of the year that this week's Thursday lies in. */
static int32_t weekofyear(int64_t us, int32_t days)
{
    (void)us;
    return (lt_day_of_year(days - lt_weekday(days) + 4) - 1) / 7 + 1;
}

/* The year that this week's Thursday lies in. */
static int32_t yearofweek(int64_t us, int32_t days)
{
    return year(us, days - lt_weekday(days) + 4);
}

static int32_t hour(int64_t us, int32_t days)
{
    (void)days;
    return (int32_t)(lt_micros_of_day(us) / (3600 * LT_US_PER_SECOND));
}
static int32_t minute(int64_t us, int32_t days)
{
    (void)days;
    return (int32_t)(lt_micros_of_day(us) / (60 * LT_US_PER_SECOND) % 60);
}
static int32_t second(int64_t us, int32_t days)
{
    (void)days;
    return (int32_t)(lt_micros_of_day(us) / LT_US_PER_SECOND % 60);
}

static lt_status run(const lt_call *call, lt_column **out, field_fn *fn, lt_error *err)
{
    int64_t          buf[LT_BLOCK];
    lt_clock_span    span = {0};
    const lt_column *c = call->args[0];
    LT_TRY(lt_call_result(call, out, err));
    int32_t *to = (*out)->values;
    for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {
        int32_t        n = call->rows - start < LT_BLOCK ? call->rows - start : LT_BLOCK;
        const int64_t *v = lt_block_i64(buf, c, start, n);
        for (int32_t k = 0; k < n; k++) {
            to[start + k] = 0;
            if (!lt_wanted(call, start + k)) continue;
            bool    date = c->type.id == LT_DATE;
            int64_t us = date ? 0 : lt_wall_clock(&span, call, c->type.id, v[k]);
            to[start + k] = fn(us, date ? (int32_t)v[k] : lt_days_from_micros(us));
        }
    }
    return LT_OK;
}

#define FIELD(name)                                                                 \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run(call, out, name, err);                                           \
    }

FIELD(year)
FIELD(quarter)
FIELD(month)
FIELD(day)
FIELD(dayofweek)
FIELD(weekday)
FIELD(dayofyear)
FIELD(weekofyear)
FIELD(yearofweek)
FIELD(hour)
FIELD(minute)
FIELD(second)
