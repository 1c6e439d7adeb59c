/* dates_math.c — dates moved, compared and cut.
 *
 * Limits   results beyond the days of an int32 or the micros of an int64 are errors
 * Source   Spark 4 DateTimeUtils (dateAddMonths, monthsBetween, truncDate, truncTimestamp)
 */
#include "kernel/dates.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static int32_t int_at(const lt_column *c, int32_t row)
{
    return ((const int32_t *)c->values)[lt_column_slot(c, row)];
}
static int64_t long_at(const lt_column *c, int32_t row)
{
    int32_t slot = lt_column_slot(c, row);
    if (c->type.id == LT_DATE || c->type.id == LT_I32) return ((const int32_t *)c->values)[slot];
    return ((const int64_t *)c->values)[slot];
}

/* One row of a date function; false: out of range. Null is said by *null. */
typedef struct cell {
    const lt_call *call;
    int32_t        row;
    lt_clock_span  span;
    int64_t        result;
    bool           null;
} cell;
typedef bool cell_fn(cell *c);

static lt_status out_of_range(const lt_call *call, int32_t row, const char *name, lt_error *err)
{
    lt_short_text a, b = "", c = "";
    lt_type_text  type;
    lt_short(a, call->args[0], row);
    if (call->arg_count > 1) lt_short(b, call->args[1], row);
    if (call->arg_count > 2) lt_short(c, call->args[2], row);
    return LT_FAIL(err, LT_EOVERFLOW, "%s(%s%s%s%s%s) is out of range for %s", name, a,
                   b[0] ? ", " : "", b, c[0] ? ", " : "", c, lt_type_name(type, call->result));
}

static lt_status run(const lt_call *call, lt_column **out, cell_fn *fn, const char *name,
                     lt_error *err)
{
    cell       c = {.call = call};
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    if (made->values_bytes) memset(made->values, 0, made->values_bytes);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        if (!lt_wanted(call, i)) continue;
        c.row = i;
        c.null = false;
        bool good = fn(&c);
        if (!good && !call->try_)
            status = out_of_range(call, i, name, err);
        else if (!good || c.null)
            status = lt_result_null(made, i, err);
        else if (lt_type_bytes(made->type) == 4)
            ((int32_t *)made->values)[i] = (int32_t)c.result;
        else
            ((int64_t *)made->values)[i] = c.result;
    }
    return lt_done(out, made, status);
}

#define KERNEL(name, fn)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run(call, out, (fn), #name, err);                                    \
    }

static bool fits_days(int64_t days) { return days == (int32_t)days; }

/* The day-th (or the month's last, if it has fewer) of a month counted from year 0. */
static bool put_month(cell *c, int64_t months, int day)
{
    int64_t year = months / 12 - (months % 12 < 0);
    int     month = (int)(months - year * 12) + 1;
    if (year < -5000000 || year > 5000000) return false;
    int last = lt_days_in_month((int32_t)year, month);
    c->result = lt_days_from_date((int32_t)year, month, day < last ? day : last);
    return true;
}

static bool date_add(cell *c)
{
    c->result = (int64_t)int_at(c->call->args[0], c->row) + int_at(c->call->args[1], c->row);
    return fits_days(c->result);
}

static bool date_sub(cell *c)
{
    c->result = (int64_t)int_at(c->call->args[0], c->row) - int_at(c->call->args[1], c->row);
    return fits_days(c->result);
}

static bool last_day(cell *c)
{
    int32_t year;
    int     month, day, days = int_at(c->call->args[0], c->row);
    lt_date_from_days(days, &year, &month, &day);
    c->result = (int64_t)days - day + lt_days_in_month(year, month);
    return fits_days(c->result);
}

static bool add_months(cell *c)
{
    int32_t year;
    int     month, day;
    lt_date_from_days(int_at(c->call->args[0], c->row), &year, &month, &day);
    return put_month(c, (int64_t)year * 12 + month - 1 + int_at(c->call->args[1], c->row), day);
}

static bool make_date(cell *c)
{
    int32_t year = int_at(c->call->args[0], c->row), month = int_at(c->call->args[1], c->row);
    int32_t day = int_at(c->call->args[2], c->row);
    if (year < -5000000 || year > 5000000 || !lt_is_date(year, month, day)) return false;
    c->result = lt_days_from_date(year, month, day);
    return true;
}

static bool unix_timestamp(cell *c)
{
    int64_t us = long_at(c->call->args[0], c->row);
    if (c->call->args[0]->type.id != LT_TIMESTAMP && c->call->zone)
        us = lt_zone_to_utc(c->call->zone, us);
    c->result = us / LT_US_PER_SECOND - (us % LT_US_PER_SECOND < 0);
    return true;
}

static bool timestamp_seconds(cell *c)
{
    return !__builtin_mul_overflow(long_at(c->call->args[0], c->row), LT_US_PER_SECOND, &c->result);
}

KERNEL(date_add, date_add)
KERNEL(date_sub, date_sub)
KERNEL(datediff, date_sub)
KERNEL(last_day, last_day)
KERNEL(add_months, add_months)
KERNEL(make_date, make_date)
KERNEL(unix_timestamp, unix_timestamp)
KERNEL(timestamp_seconds, timestamp_seconds)

/* ---- trunc, date_trunc ---- */

typedef enum unit {
    NONE,
    YEAR,
    QUARTER,
    MONTH,
    WEEK,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    MILLISECOND,
    MICROSECOND
} unit;

static unit unit_of(const lt_view *v)
{
    static const struct {
        const char *name;
        unit        is;
    } names[] = {{"year", YEAR},
                 {"yyyy", YEAR},
                 {"yy", YEAR},
                 {"quarter", QUARTER},
                 {"month", MONTH},
                 {"mon", MONTH},
                 {"mm", MONTH},
                 {"week", WEEK},
                 {"day", DAY},
                 {"dd", DAY},
                 {"hour", HOUR},
                 {"minute", MINUTE},
                 {"second", SECOND},
                 {"millisecond", MILLISECOND},
                 {"microsecond", MICROSECOND}};
    const char *p = (const char *)lt_view_bytes(v);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strlen(names[i].name) == (size_t)v->len &&
            strncasecmp(p, names[i].name, (size_t)v->len) == 0)
            return names[i].is;
    return NONE;
}

/* The first day of the unit that holds a day; unit YEAR to DAY. */
static int64_t first_day(int32_t days, unit u)
{
    int32_t year;
    int     month, day;
    if (u == DAY) return days;
    if (u == WEEK) return (int64_t)days - lt_weekday(days) + 1;
    lt_date_from_days(days, &year, &month, &day);
    if (u == MONTH) return (int64_t)days - day + 1;
    if (u == QUARTER) return lt_days_from_date(year, (month - 1) / 3 * 3 + 1, 1);
    return lt_days_from_date(year, 1, 1);
}

static bool trunc_date(cell *c)
{
    unit u = unit_of(lt_view_at(c->call->args[1], c->row));
    c->null = u == NONE || u >= DAY;
    if (c->null) return true;
    c->result = first_day(int_at(c->call->args[0], c->row), u);
    return fits_days(c->result);
}

static int64_t floor_to(int64_t v, int64_t step)
{
    int64_t rest = v % step;
    return v - rest - (rest < 0 ? step : 0);
}

/* Below an hour every offset of use is whole minutes or seconds away, so cutting the wall clock and
 * going back keeps the instant's own side of an overlap: by the difference, not by the zone. */
static bool trunc_timestamp(cell *c)
{
    static const int64_t steps[] = {[HOUR] = 3600 * LT_US_PER_SECOND,
                                    [MINUTE] = 60 * LT_US_PER_SECOND,
                                    [SECOND] = LT_US_PER_SECOND,
                                    [MILLISECOND] = 1000,
                                    [MICROSECOND] = 1};
    const lt_column     *arg = c->call->args[1];
    unit                 u = unit_of(lt_view_at(c->call->args[0], c->row));
    int64_t              v = long_at(arg, c->row), cut;
    c->null = u == NONE;
    if (c->null) return true;
    int64_t local = lt_wall_clock(&c->span, c->call, arg->type.id, v);
    if (u >= HOUR) {
        c->result = v - (local - floor_to(local, steps[u]));
        return c->result <= v;
    }
    if (__builtin_mul_overflow(first_day(lt_days_from_micros(local), u), LT_US_PER_DAY, &cut))
        return false;
    c->result =
        arg->type.id == LT_TIMESTAMP && c->call->zone ? lt_zone_to_utc(c->call->zone, cut) : cut;
    return true;
}

KERNEL(trunc, trunc_date)
KERNEL(date_trunc, trunc_timestamp)

/* ---- months_between ---- */

/* Whole months when both are the same day of the month, or both are last days; else the fraction
 * is of months of 31 days. Rounded to 8 digits. */
static double months_between(int64_t a, int64_t b)
{
    lt_civil x = lt_civil_from_micros(a), y = lt_civil_from_micros(b);
    double   months = ((double)x.year - y.year) * 12 + (x.month - y.month);
    bool     last_x = x.day == lt_days_in_month(x.year, x.month);
    bool     last_y = y.day == lt_days_in_month(y.year, y.month);
    if (x.day == y.day || (last_x && last_y)) return months;
    int64_t in_a = lt_micros_of_day(a) / LT_US_PER_SECOND;
    int64_t in_b = lt_micros_of_day(b) / LT_US_PER_SECOND;
    int64_t seconds = (int64_t)(x.day - y.day) * 86400 + in_a - in_b;
    return round((months + (double)seconds / (31.0 * 86400)) * 1e8) / 1e8;
}

lt_status lt_kernel_months_between(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_clock_span    span = {0};
    const lt_column *a = call->args[0], *b = call->args[1];
    LT_TRY(lt_call_result(call, out, err));
    double *to = (*out)->values;
    for (int32_t i = 0; i < call->rows; i++) {
        to[i] = 0;
        if (!lt_wanted(call, i)) continue;
        int64_t x = lt_wall_clock(&span, call, a->type.id, long_at(a, i));
        int64_t y = lt_wall_clock(&span, call, b->type.id, long_at(b, i));
        to[i] = months_between(x, y);
    }
    return LT_OK;
}
