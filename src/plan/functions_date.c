/* functions_date.c — dates and timestamps; instants are seen in the session's zone. */
#include "kernel/functions.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(year) _(quarter) _(month) _(day) _(dayofweek) _(weekday) _(dayofyear) _(weekofyear) \
    _(hour) _(minute) _(second) _(date_add) _(date_sub) _(datediff) \
    _(trunc) _(date_trunc) _(last_day) _(add_months) _(months_between) \
    _(make_date) _(next_day) _(dayname) _(monthname) _(yearofweek) _(secondwithfraction)
/* clang-format on */
PICK_LIST(LT_PICK)

/* A date or a timestamp of either kind as it is; a text becomes `other`. */
static lt_status want_time(lt_type *args, int32_t k, lt_type other, lt_error *err)
{
    bool date = args[k].id == LT_DATE && other.id == LT_DATE;
    return lt_type_is_instant(args[k]) || date ? LT_OK : lt_want(args, k, other, err);
}

static lt_status date_field(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I32);
    return want_time(args, 0, LT_TYPE(DATE), err);
}

static lt_status time_field(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I32);
    return want_time(args, 0, LT_TYPE(TIMESTAMP), err);
}

/* Whole days: as in Spark, neither a bigint nor a number with a fraction. */
static lt_status want_days(lt_type *args, int32_t k, lt_error *err)
{
    lt_type_text have;
    bool         whole = lt_type_is_int(args[k]) && args[k].id != LT_I64;
    if (whole || args[k].id == LT_STRING || args[k].id == LT_VOID)
        return lt_want(args, k, LT_TYPE(I32), err);
    lt_fail(err, LT_ETYPE, LT_HERE, "argument %d must be int32, not %s", k + 1,
            lt_type_name(have, args[k]));
    lt_error_hint(err, "convert it with cast(… as int)");
    return LT_ETYPE;
}

static lt_status date_days(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(DATE);
    LT_TRY(lt_want(args, 0, LT_TYPE(DATE), err));
    return count == 2 ? want_days(args, 1, err) : LT_OK;
}

static lt_status two_dates(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I32);
    LT_TRY(lt_want(args, 0, LT_TYPE(DATE), err));
    return lt_want(args, 1, LT_TYPE(DATE), err);
}

static lt_status trunc_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(DATE);
    LT_TRY(lt_want(args, 0, LT_TYPE(DATE), err));
    return lt_want(args, 1, LT_TYPE(STRING), err);
}

static lt_status date_trunc_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(lt_want(args, 0, LT_TYPE(STRING), err));
    *result = LT_TYPE(TIMESTAMP);
    return lt_want(args, 1, LT_TYPE(TIMESTAMP), err);
}

/* Both of one kind, so that a wall clock is never compared with an instant. */
static lt_status months_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    if (count > 2) LT_TRY(lt_want(args, 2, LT_TYPE(BOOL), err));
    bool    ntz = args[0].id == LT_TIMESTAMP_NTZ && args[1].id == LT_TIMESTAMP_NTZ;
    lt_type kind = ntz ? LT_TYPE(TIMESTAMP_NTZ) : LT_TYPE(TIMESTAMP);
    *result = LT_TYPE(F64);
    LT_TRY(lt_want(args, 0, kind, err));
    return lt_want(args, 1, kind, err);
}

static lt_status make_date_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(DATE);
    for (int32_t i = 0; i < count; i++) LT_TRY(lt_want(args, i, LT_TYPE(I32), err));
    return LT_OK;
}

static lt_status next_day_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(DATE);
    LT_TRY(lt_want(args, 0, LT_TYPE(DATE), err));
    return lt_want(args, 1, LT_TYPE(STRING), err);
}

static lt_status name_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(STRING);
    return lt_want(args, 0, LT_TYPE(DATE), err);
}

static lt_status fraction_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = lt_decimal(8, 6);
    return want_time(args, 0, LT_TYPE(TIMESTAMP), err);
}

/* Resolved before: what comes here has no field written out. */
static lt_status field_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)result, (void)args, (void)count;
    lt_fail(err, LT_ETYPE, LT_HERE, "the field must be written out");
    lt_error_hint(err, "extract(year from day), date_part('year', day)");
    return LT_ETYPE;
}

static const lt_function rows[] = {
    {"year", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_year, false,
     "year(date) -> int", "The year.", "year(date'2024-03-05')  -- 2024", "date"},
    {"quarter", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_quarter, false,
     "quarter(date) -> int", "The quarter, 1 to 4.", "quarter(date'2024-03-05')  -- 1", "date"},
    {"month", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_month, false,
     "month(date) -> int", "The month, 1 to 12.", "month(date'2024-03-05')  -- 3", "date"},
    {"day", "dayofmonth", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_day, false,
     "day(date) -> int", "The day of the month.", "day(date'2024-03-05')  -- 5", "date"},
    {"dayofweek", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_dayofweek, false,
     "dayofweek(date) -> int", "1 Sunday to 7 Saturday.", "dayofweek(date'2024-03-05')  -- 3",
     "date"},
    {"weekday", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_weekday, false,
     "weekday(date) -> int", "0 Monday to 6 Sunday.", "weekday(date'2024-03-05')  -- 1", "date"},
    {"dayofyear", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_dayofyear, false,
     "dayofyear(date) -> int", "The day of the year, from 1.", "dayofyear(date'2024-03-05')  -- 65",
     "date"},
    {"weekofyear", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_weekofyear, false,
     "weekofyear(date) -> int", "The ISO week: weeks begin on Monday, week 1 has a Thursday.",
     "weekofyear(date'2024-03-05')  -- 10", "date"},
    {"yearofweek", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_field, pick_yearofweek, false,
     "yearofweek(date) -> int", "The year that the ISO week belongs to.",
     "yearofweek(date'2005-01-01')  -- 2004", "date"},
    {"hour", "", 1, 1, false, false, LT_STRICT, LT_EAGER, time_field, pick_hour, false,
     "hour(timestamp) -> int", "The hour, 0 to 23.", "hour(timestamp'2024-03-05 13:45:10')  -- 13",
     "date"},
    {"minute", "", 1, 1, false, false, LT_STRICT, LT_EAGER, time_field, pick_minute, false,
     "minute(timestamp) -> int", "The minute.", "minute(timestamp'2024-03-05 13:45:10')  -- 45",
     "date"},
    {"second", "", 1, 1, false, false, LT_STRICT, LT_EAGER, time_field, pick_second, false,
     "second(timestamp) -> int", "The whole second.",
     "second(timestamp'2024-03-05 13:45:10')  -- 10", "date"},
    {"secondwithfraction", "", 1, 1, false, false, LT_STRICT, LT_EAGER, fraction_types,
     pick_secondwithfraction, false, "secondwithfraction(timestamp) -> decimal(8,6)",
     "The second with its fraction, as extract(second from …) gives it.",
     "extract(second from timestamp'2019-10-01 00:00:01.000001')  -- 1.000001", "date"},
    {"date_part", "datepart extract", 2, 2, false, false, LT_LENIENT, LT_LAZY_IF, field_types, NULL,
     false, "date_part('field', x) -> int or decimal",
     "A field of a date or timestamp, also written extract(field from x): year, yearofweek, "
     "quarter, month, week, day, dayofweek, dayofweek_iso, doy, hour, minute, second.",
     "date_part('week', timestamp'2019-08-12 01:00:00.123456')  -- 33", "date"},
    {"dayname", "", 1, 1, false, false, LT_STRICT, LT_EAGER, name_types, pick_dayname, false,
     "dayname(date) -> string", "The first three letters of the weekday.",
     "dayname(date'2008-02-20')  -- Wed", "date"},
    {"monthname", "", 1, 1, false, false, LT_STRICT, LT_EAGER, name_types, pick_monthname, false,
     "monthname(date) -> string", "The first three letters of the month.",
     "monthname(date'2008-02-20')  -- Feb", "date"},
    {"next_day", "", 2, 2, false, true, LT_STRICT, LT_EAGER, next_day_types, pick_next_day, false,
     "next_day(date, 'weekday') -> date",
     "The first day after the date that has that name: Mo, Mon or Monday.",
     "next_day('2015-01-14', 'TU')  -- 2015-01-20", "date"},
    {"date_add", "dateadd", 2, 2, false, true, LT_STRICT, LT_EAGER, date_days, pick_date_add, false,
     "date_add(date, days) -> date",
     "The date that many days later; with a unit first, as timestampadd.",
     "date_add(date'2024-02-28', 2)  -- 2024-03-01", "date"},
    {"date_sub", "", 2, 2, false, true, LT_STRICT, LT_EAGER, date_days, pick_date_sub, false,
     "date_sub(date, days) -> date", "The date that many days earlier.",
     "date_sub(date'2024-03-01', 1)  -- 2024-02-29", "date"},
    {"datediff", "date_diff", 2, 2, false, true, LT_STRICT, LT_EAGER, two_dates, pick_datediff,
     false, "datediff(end, start) -> int",
     "The days from start to end; with a unit first, as timestampdiff.",
     "datediff(date'2024-03-01', date'2024-02-28')  -- 2", "date"},
    {"trunc", "", 2, 2, false, false, LT_STRICT, LT_EAGER, trunc_types, pick_trunc, false,
     "trunc(date, unit) -> date",
     "The first day of the year, quarter, month or week; null for another unit.",
     "trunc(date'2024-03-05', 'month')  -- 2024-03-01", "date"},
    {"date_trunc", "", 2, 2, false, true, LT_STRICT, LT_EAGER, date_trunc_types, pick_date_trunc,
     false, "date_trunc(unit, timestamp) -> timestamp",
     "The start of the unit the timestamp lies in, year to microsecond.",
     "date_trunc('hour', timestamp'2024-03-05 13:45:10')  -- 2024-03-05 13:00:00", "date"},
    {"last_day", "", 1, 1, false, true, LT_STRICT, LT_EAGER, date_days, pick_last_day, false,
     "last_day(date) -> date", "The last day of the month.",
     "last_day(date'2024-02-05')  -- 2024-02-29", "date"},
    {"add_months", "", 2, 2, false, true, LT_STRICT, LT_EAGER, date_days, pick_add_months, false,
     "add_months(date, months) -> date",
     "The same day that many months later, or the month's last.",
     "add_months(date'2024-01-31', 1)  -- 2024-02-29", "date"},
    {"months_between", "", 2, 3, false, false, LT_STRICT, LT_EAGER, months_types,
     pick_months_between, false, "months_between(end, start[, rounded]) -> double",
     "The months from start to end, parts of a month in 31sts, rounded to 8 digits unless told "
     "not.",
     "months_between(date'2024-03-31', date'2024-01-31')  -- 2.0", "date"},
    {"make_date", "", 3, 3, false, true, LT_STRICT, LT_EAGER, make_date_types, pick_make_date,
     false, "make_date(year, month, day) -> date",
     "The date of its parts; an error when there is none.", "make_date(2024, 3, 5)  -- 2024-03-05",
     "date"},
};

lt_function_group lt_functions_date(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
