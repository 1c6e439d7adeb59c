/* dates_math.c — dates moved, compared and cut.
 *
 * Limits   results beyond the days of an int32 or the micros of an int64 are errors
 * Source   Spark 4 DateTimeUtils (dateAddMonths, monthsBetween, truncDate, truncTimestamp)
 */
#include "kernel/dates.h"

#include <math.h>

#define KERNEL(name, fn)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_date_rows(call, out, (fn), NULL, #name, err);                     \
    }

static bool fits_days(int64_t days) { return days == (int32_t)days; }

static bool date_add(lt_date_cell *c)
{
    c->result = (int64_t)lt_date_int(c, 0) + lt_date_int(c, 1);
    return fits_days(c->result);
}

static bool date_sub(lt_date_cell *c)
{
    c->result = (int64_t)lt_date_int(c, 0) - lt_date_int(c, 1);
    return fits_days(c->result);
}

static bool last_day(lt_date_cell *c)
{
    int32_t year;
    int     month, day, days = lt_date_int(c, 0);
    lt_date_from_days(days, &year, &month, &day);
    c->result = (int64_t)days - day + lt_days_in_month(year, month);
    return fits_days(c->result);
}

static bool add_months(lt_date_cell *c)
{
    return lt_add_months(&c->result, lt_date_int(c, 0), lt_date_int(c, 1));
}

static bool make_date(lt_date_cell *c)
{
    int32_t year = lt_date_int(c, 0), month = lt_date_int(c, 1);
    int32_t day = lt_date_int(c, 2);
    if (year < -5000000 || year > 5000000 || !lt_is_date(year, month, day)) return false;
    c->result = lt_days_from_date(year, month, day);
    return true;
}

KERNEL(date_add, date_add)
KERNEL(date_sub, date_sub)
KERNEL(datediff, date_sub)
KERNEL(last_day, last_day)
KERNEL(add_months, add_months)
KERNEL(make_date, make_date)

/* ---- trunc, date_trunc ---- */

/* The first day of the unit that holds a day; unit LT_UNIT_YEAR to LT_UNIT_DAY. */
static int64_t first_day(int32_t days, lt_date_unit u)
{
    int32_t year;
    int     month, day;
    if (u == LT_UNIT_DAY) return days;
    if (u == LT_UNIT_WEEK) return (int64_t)days - lt_weekday(days) + 1;
    lt_date_from_days(days, &year, &month, &day);
    if (u == LT_UNIT_MONTH) return (int64_t)days - day + 1;
    if (u == LT_UNIT_QUARTER) return lt_days_from_date(year, (month - 1) / 3 * 3 + 1, 1);
    return lt_days_from_date(year, 1, 1);
}

static bool trunc_date(lt_date_cell *c)
{
    lt_date_unit u = lt_date_unit_of(lt_date_text(c, 1));
    c->null = u == LT_UNIT_NONE || u >= LT_UNIT_DAY;
    if (c->null) return true;
    c->result = first_day(lt_date_int(c, 0), u);
    return fits_days(c->result);
}

static int64_t floor_to(int64_t v, int64_t step)
{
    int64_t rest = v % step;
    return v - rest - (rest < 0 ? step : 0);
}

/* Below an hour every offset of use is whole minutes or seconds away, so cutting the wall clock and
 * going back keeps the instant's own side of an overlap: by the difference, not by the zone. */
static bool trunc_timestamp(lt_date_cell *c)
{
    static const int64_t steps[] = {[LT_UNIT_HOUR] = 3600 * LT_US_PER_SECOND,
                                    [LT_UNIT_MINUTE] = 60 * LT_US_PER_SECOND,
                                    [LT_UNIT_SECOND] = LT_US_PER_SECOND,
                                    [LT_UNIT_MILLISECOND] = 1000,
                                    [LT_UNIT_MICROSECOND] = 1};
    const lt_column     *arg = c->call->args[1];
    lt_date_unit         u = lt_date_unit_of(lt_date_text(c, 0));
    int64_t              v = lt_date_long(c, 1), cut;
    c->null = u == LT_UNIT_NONE;
    if (c->null) return true;
    int64_t local = lt_wall_clock(&c->span, c->call, arg->type.id, v);
    if (u >= LT_UNIT_HOUR) {
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
 * is of months of 31 days, rounded to 8 digits where that is wanted. */
static double months_between(int64_t a, int64_t b, bool rounded)
{
    lt_civil x = lt_civil_from_micros(a), y = lt_civil_from_micros(b);
    double   months = ((double)x.year - y.year) * 12 + (x.month - y.month);
    bool     last_x = x.day == lt_days_in_month(x.year, x.month);
    bool     last_y = y.day == lt_days_in_month(y.year, y.month);
    if (x.day == y.day || (last_x && last_y)) return months;
    int64_t in_a = lt_micros_of_day(a) / LT_US_PER_SECOND;
    int64_t in_b = lt_micros_of_day(b) / LT_US_PER_SECOND;
    int64_t seconds = (int64_t)(x.day - y.day) * 86400 + in_a - in_b;
    double  all = months + (double)seconds / (31.0 * 86400);
    return rounded ? round(all * 1e8) / 1e8 : all;
}

static int64_t micros_at(const lt_column *c, int32_t row)
{
    return ((const int64_t *)c->values)[lt_column_slot(c, row)];
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
        int64_t x = lt_wall_clock(&span, call, a->type.id, micros_at(a, i));
        int64_t y = lt_wall_clock(&span, call, b->type.id, micros_at(b, i));
        to[i] = months_between(x, y, call->arg_count < 3 || lt_bool_at(call->args[2], i));
    }
    return LT_OK;
}
