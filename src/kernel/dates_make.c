/* dates_make.c — timestamps made of parts and of counts since 1970, and what those are of them;
 * the query's own time.
 *
 * Source   Spark 4 datetimeExpressions.scala (MakeTimestamp, SecondsToTimestamp, …)
 */
#include "kernel/dates.h"
#include "kernel/decimal.h"

#include <math.h>
#include <string.h>

#define KERNEL(name, fn)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_date_rows(call, out, (fn), NULL, #name, err);                     \
    }

static lt_i128 decimal_at(const lt_date_cell *c, int i)
{
    const lt_column *arg = c->call->args[i];
    return ((const lt_i128 *)arg->values)[lt_column_slot(arg, c->row)];
}

/* ---- make_timestamp ---- */

static bool bad_part(lt_date_cell *c, const char *what, int64_t value, const char *range)
{
    c->fault =
        LT_FAIL(c->err, LT_EOVERFLOW, "%s %lld is out of range: %s", what, (long long)value, range);
    lt_error_hint(c->err, "try_make_timestamp gives null instead");
    return false;
}

/* 60 seconds without a fraction are the next minute. */
static bool read_parts(lt_date_cell *c, lt_civil *t, bool *carry)
{
    int64_t micros = (int64_t)decimal_at(c, 5), whole = micros / LT_US_PER_SECOND;
    *t = (lt_civil){lt_date_int(c, 0),
                    lt_date_int(c, 1),
                    lt_date_int(c, 2),
                    lt_date_int(c, 3),
                    lt_date_int(c, 4),
                    0,
                    0};
    *carry = micros == 60 * LT_US_PER_SECOND;
    if (t->year < -290000 || t->year > 290000)
        return bad_part(c, "the year", t->year, "-290000 to 290000");
    if (t->month < 1 || t->month > 12) return bad_part(c, "the month", t->month, "1 to 12");
    if (!lt_is_date(t->year, t->month, t->day))
        return bad_part(c, "the day", t->day, "the days of that month");
    if (t->hour < 0 || t->hour > 23) return bad_part(c, "the hour", t->hour, "0 to 23");
    if (t->minute < 0 || t->minute > 59) return bad_part(c, "the minute", t->minute, "0 to 59");
    if (!*carry && (micros < 0 || whole > 59))
        return bad_part(c, "the second", whole, "0 to 59.999999, or 60");
    if (!*carry) {
        t->second = (int32_t)whole;
        t->micro = (int32_t)(micros % LT_US_PER_SECOND);
    }
    return true;
}

static bool make_timestamp(lt_date_cell *c)
{
    lt_civil       t;
    bool           carry;
    const lt_zone *zone = c->call->zone;
    if (!read_parts(c, &t, &carry) || !lt_micros_from_civil(&t, &c->result)) return false;
    if (carry) c->result += 60 * LT_US_PER_SECOND;
    if (c->call->arg_count > 6) {
        if (!lt_date_zone(c, &zone, c->state, lt_date_text(c, 6))) return false;
    }
    if (c->call->result.id == LT_TIMESTAMP && zone) c->result = lt_zone_to_utc(zone, c->result);
    return true;
}

lt_status lt_kernel_make_timestamp(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_zone_cache zones = {.mem = call->mem};
    lt_status     status = lt_date_rows(call, out, make_timestamp, &zones, "make_timestamp", err);
    lt_zone_cache_close(&zones);
    return status;
}

/* ---- counts since 1970 ---- */

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static bool same(lt_date_cell *c)
{
    c->result = lt_date_long(c, 0);
    return true;
}

static bool unix_seconds(lt_date_cell *c)
{
    c->result = floor_div(lt_date_long(c, 0), LT_US_PER_SECOND);
    return true;
}

static bool unix_millis(lt_date_cell *c)
{
    c->result = floor_div(lt_date_long(c, 0), 1000);
    return true;
}

static bool timestamp_millis(lt_date_cell *c)
{
    return !__builtin_mul_overflow(lt_date_long(c, 0), 1000, &c->result);
}

/* Fractions of seconds: a decimal must be exact, a double is cut; NaN and infinities are null. */
static bool timestamp_seconds(lt_date_cell *c)
{
    const lt_column *arg = c->call->args[0];
    int32_t          slot = lt_column_slot(arg, c->row);
    lt_i128          wide;
    if (arg->type.id == LT_DECIMAL) {
        if (!lt_decimal_rescale(&wide, decimal_at(c, 0), arg->type.scale, 6, LT_DECIMAL_MAX,
                                LT_DOWN))
            return false;
        c->result = (int64_t)wide;
        lt_i128 back;
        bool    fits = lt_decimal_rescale(&back, wide, 6, arg->type.scale, LT_DECIMAL_MAX, LT_DOWN);
        return c->result == wide && (arg->type.scale <= 6 || (fits && back == decimal_at(c, 0)));
    }
    if (!lt_type_is_float(arg->type))
        return !__builtin_mul_overflow(lt_date_long(c, 0), LT_US_PER_SECOND, &c->result);
    double us = ((const double *)arg->values)[slot] * 1e6;
    c->null = !isfinite(us);
    if (c->null) return true;
    c->result = us >= 0x1p63 ? INT64_MAX : us < -0x1p63 ? INT64_MIN : (int64_t)us;
    return true;
}

KERNEL(unix_date, same)
KERNEL(date_from_unix_date, same)
KERNEL(unix_micros, same)
KERNEL(timestamp_micros, same)
KERNEL(unix_seconds, unix_seconds)
KERNEL(unix_millis, unix_millis)
KERNEL(timestamp_millis, timestamp_millis)
KERNEL(timestamp_seconds, timestamp_seconds)

/* ---- the query's time ---- */

static lt_status constant(const lt_call *call, lt_column **out, int64_t i, lt_error *err)
{
    lt_value v = {.type = call->result, .i = i};
    return lt_column_constant(out, call->mem, v, call->rows, err);
}

static int64_t local_now(const lt_call *call)
{
    return call->zone ? lt_zone_to_local(call->zone, call->now_us) : call->now_us;
}

lt_status lt_kernel_current_date(const lt_call *call, lt_column **out, lt_error *err)
{
    return constant(call, out, lt_days_from_micros(local_now(call)), err);
}

lt_status lt_kernel_current_timestamp(const lt_call *call, lt_column **out, lt_error *err)
{
    bool ntz = call->result.id == LT_TIMESTAMP_NTZ;
    return constant(call, out, ntz ? local_now(call) : call->now_us, err);
}

lt_status lt_kernel_current_timezone(const lt_call *call, lt_column **out, lt_error *err)
{
    const char *name = call->zone ? lt_zone_name(call->zone) : "UTC";
    lt_value    v = {.type = call->result, .s = {(const uint8_t *)name, (int32_t)strlen(name)}};
    return lt_column_constant(out, call->mem, v, call->rows, err);
}
