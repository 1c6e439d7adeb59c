/* dates_add.c — timestamps moved by units and intervals, and counted between.
 *
 * Months and days move the wall clock of the session's zone, in that order; what is less than a
 * day moves the instant. A clock time that a change of the zone left out moves forward by the gap;
 * of two instants with one clock time, the one with the offset before is kept.
 *
 * Source   Spark 4 DateTimeUtils (timestampAdd, timestampAddInterval, timestampDiff), java.time
 */
#include "kernel/dates.h"
#include "kernel/decimal.h"

#include <string.h>

typedef struct amount {
    int64_t months, days, us;
} amount;

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* ---- moving ---- */

/* The instant with that wall clock, near the offset where there are two. */
static bool to_instant(int64_t *out, const lt_zone *zone, int64_t local_us, int32_t offset_s)
{
    int64_t local_s = floor_div(local_us, LT_US_PER_SECOND), utc_s[2];
    int     found = lt_zone_find(zone, local_s, utc_s);
    bool    later = found == 2 && local_s - utc_s[1] == offset_s;
    int64_t shift_s = (later ? utc_s[1] : utc_s[0]) - local_s;
    return !__builtin_add_overflow(local_us, shift_s * LT_US_PER_SECOND, out);
}

/* Moves the days of a wall clock that shows `us` in the zone (NULL: none). */
static bool move_days(int64_t *us, const lt_zone *zone, int64_t months, int64_t days)
{
    int64_t local = *us, day, moved;
    int32_t offset_s = zone ? lt_zone_offset(zone, floor_div(*us, LT_US_PER_SECOND)) : 0;
    if (__builtin_add_overflow(local, offset_s * LT_US_PER_SECOND, &local)) return false;
    day = lt_days_from_micros(local);
    if (months && !lt_add_months(&day, (int32_t)day, months)) return false;
    if (__builtin_add_overflow(day, days, &day) || day != (int32_t)day) return false;
    if (__builtin_mul_overflow(day, LT_US_PER_DAY, &moved) ||
        __builtin_add_overflow(moved, lt_micros_of_day(local), &moved))
        return false;
    if (!zone) *us = moved;
    return !zone || to_instant(us, zone, moved, offset_s);
}

static bool move(int64_t *us, const lt_zone *zone, const amount *by)
{
    if (by->months && !move_days(us, zone, by->months, 0)) return false;
    if (by->days && !move_days(us, zone, 0, by->days)) return false;
    return !__builtin_add_overflow(*us, by->us, us);
}

static const lt_zone *zone_of(const lt_date_cell *c, int i)
{
    return c->call->args[i]->type.id == LT_TIMESTAMP ? c->call->zone : NULL;
}

/* ---- timestampadd, timestampdiff ---- */

static const int64_t unit_us[] = {[LT_UNIT_WEEK] = 7 * LT_US_PER_DAY,
                                  [LT_UNIT_DAY] = LT_US_PER_DAY,
                                  [LT_UNIT_HOUR] = 3600 * LT_US_PER_SECOND,
                                  [LT_UNIT_MINUTE] = 60 * LT_US_PER_SECOND,
                                  [LT_UNIT_SECOND] = LT_US_PER_SECOND,
                                  [LT_UNIT_MILLISECOND] = 1000,
                                  [LT_UNIT_MICROSECOND] = 1};
static const int64_t unit_months[] = {
    [LT_UNIT_YEAR] = 12, [LT_UNIT_QUARTER] = 3, [LT_UNIT_MONTH] = 1};

static bool timestampadd(lt_date_cell *c)
{
    lt_date_unit unit = lt_date_unit_of(lt_date_text(c, 0));
    int64_t      n = lt_date_long(c, 1), us;
    amount       by = {0};
    if (unit == LT_UNIT_NONE) return false;
    if (unit <= LT_UNIT_MONTH) {
        by.months = n * unit_months[unit];
    } else {
        if (__builtin_mul_overflow(n, unit_us[unit], &us)) return false;
        by.days = us / LT_US_PER_DAY;
        by.us = us % LT_US_PER_DAY;
    }
    c->result = lt_date_long(c, 2);
    return move(&c->result, zone_of(c, 2), &by);
}

/* Whole months from a to b, as java.time counts them: a month is over at the same day and time. */
static int64_t months_until(int64_t a, int64_t b)
{
    int64_t time_a = lt_micros_of_day(a), time_b = lt_micros_of_day(b);
    int32_t day_a = lt_days_from_micros(a), day_b = lt_days_from_micros(b);
    if (day_b > day_a && time_b < time_a) b -= LT_US_PER_DAY;
    if (day_b < day_a && time_b > time_a) b += LT_US_PER_DAY;
    lt_civil x = lt_civil_from_micros(a), y = lt_civil_from_micros(b);
    int64_t  from = ((int64_t)x.year * 12 + x.month) * 32 + x.day;
    int64_t  to = ((int64_t)y.year * 12 + y.month) * 32 + y.day;
    return (to - from) / 32;
}

static bool timestampdiff(lt_date_cell *c)
{
    lt_date_unit unit = lt_date_unit_of(lt_date_text(c, 0));
    int64_t      a = lt_wall_clock(&c->span, c->call, LT_TIMESTAMP, lt_date_long(c, 1));
    int64_t      b = lt_wall_clock(&c->span, c->call, LT_TIMESTAMP, lt_date_long(c, 2));
    if (unit == LT_UNIT_NONE) return false;
    if (unit <= LT_UNIT_MONTH) {
        c->result = months_until(a, b) / unit_months[unit];
        return true;
    }
    lt_i128 all = (lt_i128)b - a;
    c->result = (int64_t)(all / unit_us[unit]);
    return all / unit_us[unit] == c->result;
}

/* ---- intervals ---- */

/* The seconds of argument i, a decimal(18,6). */
static int64_t seconds_us(const lt_date_cell *c, int i)
{
    const lt_column *arg = c->call->args[i];
    return (int64_t)((const lt_i128 *)arg->values)[lt_column_slot(arg, c->row)];
}

static int64_t years_months(const lt_date_cell *c, int i)
{
    return (int64_t)lt_date_int(c, i) * 12 + lt_date_int(c, i + 1);
}

/* hours, minutes, seconds from argument i on: far from overflowing */
static int64_t time_us(const lt_date_cell *c, int i)
{
    int64_t minutes = (int64_t)lt_date_int(c, i) * 60 + lt_date_int(c, i + 1);
    return minutes * 60 * LT_US_PER_SECOND + seconds_us(c, i + 2);
}

/* Moves argument 0, a date or a timestamp. */
static bool move_first(lt_date_cell *c, const amount *by)
{
    int64_t days;
    c->result = lt_date_long(c, 0);
    if (c->call->args[0]->type.id != LT_DATE) return move(&c->result, zone_of(c, 0), by);
    if (by->us) {
        c->fault =
            LT_FAIL(c->err, LT_EINVAL, "a date cannot be moved by hours, minutes or seconds");
        lt_error_hint(c->err, "move cast(… as timestamp) instead");
        return false;
    }
    if (!lt_add_months(&days, (int32_t)c->result, by->months)) return false;
    c->result = days + by->days;
    return c->result == (int32_t)c->result;
}

static bool add_ym(lt_date_cell *c)
{
    return move_first(c, &(amount){.months = years_months(c, 1)});
}

static bool add_day(lt_date_cell *c) { return move_first(c, &(amount){.days = lt_date_int(c, 1)}); }

/* Days and time are one sum, of which whole days move the clock. */
static bool add_dt(lt_date_cell *c)
{
    int64_t us;
    if (__builtin_mul_overflow((int64_t)lt_date_int(c, 1), LT_US_PER_DAY, &us) ||
        __builtin_add_overflow(us, time_us(c, 2), &us))
        return false;
    return move_first(c, &(amount){.days = us / LT_US_PER_DAY, .us = us % LT_US_PER_DAY});
}

static bool add_interval(lt_date_cell *c)
{
    int64_t days = (int64_t)lt_date_int(c, 3) * 7 + lt_date_int(c, 4);
    amount  by = {years_months(c, 1), days, time_us(c, 5)};
    return move_first(c, &by);
}

/* A text is read as a timestamp, and the answer is a text again. */
static lt_status run_text(const lt_call *call, lt_column **out, lt_date_fn *fn, const char *name,
                          lt_error *err)
{
    const lt_column *args[8];
    lt_column       *read = NULL, *moved = NULL;
    lt_call          inner = *call;
    inner.result = LT_TYPE(TIMESTAMP);
    inner.arg_count = 1;
    LT_TRY(lt_kernel_cast(&inner, &read, err));
    for (int32_t i = 1; i < call->arg_count && i < 8; i++) args[i] = call->args[i];
    args[0] = read;
    inner.args = args;
    inner.arg_count = call->arg_count;
    lt_status status = lt_date_rows(&inner, &moved, fn, NULL, name, err);
    lt_column_release(read);
    if (status) return status;
    inner.args = (const lt_column *const[]){moved};
    inner.arg_count = 1;
    inner.result = call->result;
    status = lt_kernel_cast(&inner, out, err);
    lt_column_release(moved);
    return status;
}

static lt_status run(const lt_call *call, lt_column **out, lt_date_fn *fn, const char *name,
                     lt_error *err)
{
    if (call->result.id == LT_STRING) return run_text(call, out, fn, name, err);
    return lt_date_rows(call, out, fn, NULL, name, err);
}

#define KERNEL(name, fn)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run(call, out, (fn), #name, err);                                    \
    }

KERNEL(timestampadd, timestampadd)
KERNEL(timestampdiff, timestampdiff)
KERNEL(add_ym_interval, add_ym)
KERNEL(add_day_interval, add_day)
KERNEL(add_dt_interval, add_dt)
KERNEL(add_interval, add_interval)
