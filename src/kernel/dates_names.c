/* dates_names.c — names of days and months, the next day of a name, seconds with their fraction.
 *
 * Source   Spark 4 datetimeExpressions.scala (DayName, MonthName, NextDay, SecondWithFraction)
 */
#include "core/datetime_pattern.h"
#include "kernel/dates.h"

#include <string.h>
#include <strings.h>

/* ---- next_day ---- */

/* Su, Sun or Sunday in any case: 1 Monday … 7; 0 for other words. */
static int weekday_of(const lt_view *v)
{
    const char *p = (const char *)lt_view_bytes(v);
    size_t      n = (size_t)v->len;
    for (int d = 1; d <= 7; d++) {
        const char *name = lt_weekday_name(d);
        bool        length = n == 2 || n == 3 || n == strlen(name);
        if (length && strncasecmp(name, p, n) == 0) return d;
    }
    return 0;
}

static bool next_day(lt_date_cell *c)
{
    int wanted = weekday_of(lt_date_text(c, 1));
    if (!wanted) {
        lt_short_text word;
        c->fault = LT_FAIL(c->err, LT_EINVAL, "\"%s\" is no day of the week",
                           lt_short(word, c->call->args[1], c->row));
        lt_error_hint(c->err, "write Mo, Mon or Monday");
        return false;
    }
    int32_t day = lt_date_int(c, 0);
    c->result = (int64_t)day + 1 + (wanted - lt_weekday(day) + 6) % 7;
    return c->result == (int32_t)c->result;
}

lt_status lt_kernel_next_day(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_date_rows(call, out, next_day, NULL, "next_day", err);
}

/* ---- names ---- */

static const char *day_name(int32_t days) { return lt_weekday_name(lt_weekday(days)); }

static const char *month_name(int32_t days)
{
    int32_t year;
    int     month, day;
    lt_date_from_days(days, &year, &month, &day);
    return lt_month_name(month);
}

/* The first three letters: they fit a view. */
static lt_status names(const lt_call *call, lt_column **out, const char *(*name)(int32_t),
                       lt_error *err)
{
    const lt_column *c = call->args[0];
    LT_TRY(lt_call_result(call, out, err));
    lt_view *to = (*out)->values;
    if ((*out)->values_bytes) memset(to, 0, (*out)->values_bytes);
    for (int32_t i = 0; i < call->rows; i++) {
        if (!lt_wanted(call, i)) continue;
        int32_t days = ((const int32_t *)c->values)[lt_column_slot(c, i)];
        to[i] = lt_view_of((const uint8_t *)name(days), 3);
    }
    return LT_OK;
}

lt_status lt_kernel_dayname(const lt_call *call, lt_column **out, lt_error *err)
{
    return names(call, out, day_name, err);
}

lt_status lt_kernel_monthname(const lt_call *call, lt_column **out, lt_error *err)
{
    return names(call, out, month_name, err);
}

/* ---- seconds ---- */

lt_status lt_kernel_secondwithfraction(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_clock_span    span = {0};
    const lt_column *c = call->args[0];
    const int64_t   *v = c->values;
    LT_TRY(lt_call_result(call, out, err));
    lt_i128 *to = (*out)->values;
    for (int32_t i = 0; i < call->rows; i++) {
        to[i] = 0;
        if (!lt_wanted(call, i)) continue;
        int64_t us = lt_wall_clock(&span, call, c->type.id, v[lt_column_slot(c, i)]);
        to[i] = lt_micros_of_day(us) % (60 * LT_US_PER_SECOND);
    }
    return LT_OK;
}
