/* functions_date_move.c — timestamps moved and counted by units and intervals.
 *
 * The functions "+ interval …" have no other name: desugar_date.h makes them of + and -.
 */
#include "kernel/functions.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(timestampadd) _(timestampdiff) _(add_ym_interval) _(add_day_interval) _(add_dt_interval) \
    _(add_interval)
/* clang-format on */
PICK_LIST(LT_PICK)

static lt_status timestampadd_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(lt_want(args, 0, LT_TYPE(STRING), err));
    LT_TRY(lt_want(args, 1, LT_TYPE(I64), err));
    if (!lt_type_is_instant(args[2])) LT_TRY(lt_want(args, 2, LT_TYPE(TIMESTAMP), err));
    *result = args[2];
    return LT_OK;
}

static lt_status timestampdiff_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I64);
    LT_TRY(lt_want(args, 0, LT_TYPE(STRING), err));
    LT_TRY(lt_want(args, 1, LT_TYPE(TIMESTAMP), err));
    return lt_want(args, 2, LT_TYPE(TIMESTAMP), err);
}

/* ---- intervals ---- */

/* What is moved: a date where that may stay one, a timestamp, or the text of one. */
static lt_status want_moved(lt_type *result, lt_type *args, bool date, bool text, lt_error *err)
{
    lt_type_text have;
    bool         kept = lt_type_is_instant(args[0]) || (date && args[0].id == LT_DATE) ||
                (text && args[0].id == LT_STRING);
    if (!kept && args[0].id != LT_DATE && args[0].id != LT_VOID) {
        lt_fail(err, LT_ETYPE, LT_HERE, "an interval moves dates and timestamps, not %s",
                lt_type_name(have, args[0]));
        lt_error_hint(err, "make one with to_date or to_timestamp");
        return LT_ETYPE;
    }
    if (!kept) args[0] = LT_TYPE(TIMESTAMP);
    *result = args[0];
    return LT_OK;
}

/* The numbers of an interval: whole, but for the last when it is seconds. */
static lt_status want_numbers(lt_type *args, int32_t count, bool seconds, lt_error *err)
{
    for (int32_t i = 1; i < count; i++) {
        lt_type_text have;
        bool         last = seconds && i == count - 1;
        if (!last && lt_type_is_numeric(args[i]) && !lt_type_is_int(args[i]))
            return LT_FAIL(err, LT_ETYPE, "an interval has whole numbers of a unit, not %s",
                           lt_type_name(have, args[i]));
        LT_TRY(lt_want(args, i, last ? lt_decimal(18, 6) : LT_TYPE(I32), err));
    }
    return LT_OK;
}

static lt_status ym_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(want_moved(result, args, true, false, err));
    return want_numbers(args, count, false, err);
}

static lt_status day_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(want_moved(result, args, true, true, err));
    return want_numbers(args, count, false, err);
}

static lt_status dt_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(want_moved(result, args, false, true, err));
    return want_numbers(args, count, true, err);
}

static lt_status interval_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(want_moved(result, args, true, true, err));
    return want_numbers(args, count, true, err);
}

/* An interval that is not beside + or -. */
static lt_status lone_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)result, (void)args, (void)count;
    lt_fail(err, LT_ETYPE, LT_HERE, "an interval has a place only beside + and -");
    lt_error_hint(err, "move a date or timestamp with it: day + interval 3 days");
    return LT_ETYPE;
}

static const lt_function rows[] = {
    {"timestampadd", "", 3, 3, false, true, LT_STRICT, LT_EAGER, timestampadd_types,
     pick_timestampadd, false, "timestampadd(unit, n, timestamp) -> timestamp",
     "The timestamp n units later: year, quarter, month, week, day, hour, minute, second, "
     "millisecond, microsecond. Also dateadd(unit, n, x).",
     "timestampadd(month, -1, timestamp'2022-03-31 00:00:00')  -- 2022-02-28 00:00:00", "date"},
    {"timestampdiff", "", 3, 3, false, true, LT_STRICT, LT_EAGER, timestampdiff_types,
     pick_timestampdiff, false, "timestampdiff(unit, start, end) -> bigint",
     "The whole units from start to end. Also datediff(unit, start, end).",
     "timestampdiff(month, timestamp'2021-02-28 12:00:00', timestamp'2021-03-28 12:00:00')  -- 1",
     "date"},
    {"interval", "", 2, 2, false, false, LT_LENIENT, LT_LAZY_IF, lone_types, NULL, false,
     "x + interval 3 days",
     "A literal beside + and -: interval 3 days, interval '2' hours, interval '1-6' year to month. "
     "Days and longer move the wall clock, hours and shorter the instant.",
     "date'2019-01-31' + interval 1 month  -- 2019-02-28", "date"},
    {"make_interval", "", 0, 7, false, false, LT_LENIENT, LT_LAZY_IF, lone_types, NULL, false,
     "x + make_interval(years, months, weeks, days, hours, minutes, seconds)",
     "An interval beside + and -, made of numbers.",
     "timestamp'2019-01-31 10:00:00' + make_interval(0, 1, 0, 1, 12)  -- 2019-03-01 22:00:00",
     "date"},
    {"make_ym_interval", "", 0, 2, false, false, LT_LENIENT, LT_LAZY_IF, lone_types, NULL, false,
     "x + make_ym_interval(years, months)", "An interval beside + and -, made of numbers.",
     "date'2019-01-31' + make_ym_interval(1, 1)  -- 2020-02-29", "date"},
    {"make_dt_interval", "", 0, 4, false, false, LT_LENIENT, LT_LAZY_IF, lone_types, NULL, false,
     "x + make_dt_interval(days, hours, minutes, seconds)",
     "An interval beside + and -, made of numbers.",
     "date'2019-01-31' - make_dt_interval(0, 1, 30)  -- 2019-01-30 22:30:00", "date"},
    {"+ interval year to month", "", 3, 3, false, true, LT_STRICT, LT_EAGER, ym_types,
     pick_add_ym_interval, false, "x + interval '1-2' year to month",
     "A date or timestamp moved by months; the last day of a month stays in it.",
     "date'2024-01-31' + interval '1-1' year to month  -- 2025-02-28", "operator"},
    {"+ interval day", "", 2, 2, false, true, LT_STRICT, LT_EAGER, day_types, pick_add_day_interval,
     false, "x + interval 3 days", "A date or timestamp moved by days.",
     "date'2024-02-28' + interval 2 days  -- 2024-03-01", "operator"},
    {"+ interval day to second", "", 5, 5, false, true, LT_STRICT, LT_EAGER, dt_types,
     pick_add_dt_interval, false, "x + interval '1 02:03:04' day to second",
     "A timestamp moved by days, hours, minutes and seconds; a date becomes a timestamp.",
     "date'2024-02-28' + interval 36 hours  -- 2024-02-29 12:00:00", "operator"},
    {"+ interval", "", 8, 8, false, true, LT_STRICT, LT_EAGER, interval_types, pick_add_interval,
     false, "x + make_interval(…)", "A date or timestamp moved by months, days and time.",
     "date'2024-01-31' + make_interval(0, 1, 0, 1)  -- 2024-03-01", "operator"},
};

lt_function_group lt_functions_date_move(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
