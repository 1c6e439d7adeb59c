/* functions_date_make.c — dates and timestamps from texts, numbers and clocks, and back. */
#include "kernel/functions.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(to_date) _(to_timestamp) _(unix_timestamp) _(timestamp_seconds) _(date_format) \
    _(from_unixtime) _(from_utc_timestamp) _(to_utc_timestamp) _(convert_timezone) \
    _(current_date) _(current_timestamp) _(current_timezone) _(make_timestamp) _(unix_date) \
    _(date_from_unix_date) _(unix_seconds) _(unix_millis) _(unix_micros) _(timestamp_millis) \
    _(timestamp_micros)
/* clang-format on */
PICK_LIST(LT_PICK)

/* A text or a time as it is, else `other`; a pattern behind it. */
static lt_status want_parsed(lt_type *args, int32_t count, lt_type other, lt_error *err)
{
    if (count > 1) LT_TRY(lt_want(args, 1, LT_TYPE(STRING), err));
    return args[0].id == LT_STRING || lt_type_is_time(args[0]) ? LT_OK
                                                               : lt_want(args, 0, other, err);
}

static lt_status to_date_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(DATE);
    return want_parsed(args, count, *result, err);
}

/* Numbers are seconds since 1970. */
static lt_status to_timestamp_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(TIMESTAMP);
    if (count == 1 && lt_type_is_numeric(args[0])) return LT_OK;
    return want_parsed(args, count, *result, err);
}

static lt_status to_ntz_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(TIMESTAMP_NTZ);
    return want_parsed(args, count, *result, err);
}

static lt_status unix_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(I64);
    return count == 0 ? LT_OK : want_parsed(args, count, LT_TYPE(TIMESTAMP), err);
}

static lt_status format_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(STRING);
    LT_TRY(lt_want(args, 0, LT_TYPE(TIMESTAMP), err));
    return lt_want(args, 1, LT_TYPE(STRING), err);
}

static lt_status from_unixtime_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(STRING);
    if (count > 1) LT_TRY(lt_want(args, 1, LT_TYPE(STRING), err));
    return lt_want(args, 0, LT_TYPE(I64), err);
}

static lt_status zone_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(TIMESTAMP);
    LT_TRY(lt_want(args, 0, LT_TYPE(TIMESTAMP), err));
    return lt_want(args, 1, LT_TYPE(STRING), err);
}

static lt_status convert_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(TIMESTAMP_NTZ);
    for (int32_t i = 0; i + 1 < count; i++) LT_TRY(lt_want(args, i, LT_TYPE(STRING), err));
    return lt_want(args, count - 1, LT_TYPE(TIMESTAMP_NTZ), err);
}

static lt_status no_args(lt_type *result, lt_type type)
{
    *result = type;
    return LT_OK;
}

#define NOW_TYPES(name, id)                                                             \
    static lt_status name(lt_type *result, lt_type *args, int32_t count, lt_error *err) \
    {                                                                                   \
        (void)args, (void)count, (void)err;                                             \
        return no_args(result, LT_TYPE(id));                                            \
    }
NOW_TYPES(now_date, DATE)
NOW_TYPES(now_instant, TIMESTAMP)
NOW_TYPES(now_local, TIMESTAMP_NTZ)
NOW_TYPES(now_zone, STRING)

static lt_status make_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(TIMESTAMP);
    for (int32_t i = 0; i < 5; i++) LT_TRY(lt_want(args, i, LT_TYPE(I32), err));
    LT_TRY(lt_want(args, 5, lt_decimal(16, 6), err));
    return count > 6 ? lt_want(args, 6, LT_TYPE(STRING), err) : LT_OK;
}

static lt_status make_ntz_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(make_types(result, args, count, err));
    return no_args(result, LT_TYPE(TIMESTAMP_NTZ));
}

/* ---- counts since 1970 ---- */

static lt_status days_of(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I32);
    return lt_want(args, 0, LT_TYPE(DATE), err);
}

static lt_status date_of(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(DATE);
    return lt_want(args, 0, LT_TYPE(I32), err);
}

static lt_status count_of(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I64);
    return lt_want(args, 0, LT_TYPE(TIMESTAMP), err);
}

static lt_status instant_of(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type_text have;
    (void)count;
    *result = LT_TYPE(TIMESTAMP);
    if (lt_type_is_numeric(args[0]) && !lt_type_is_int(args[0]))
        return LT_FAIL(err, LT_ETYPE, "needs a whole number, not %s", lt_type_name(have, args[0]));
    return lt_want(args, 0, LT_TYPE(I64), err);
}

static lt_status seconds_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(TIMESTAMP);
    LT_TRY(lt_want_number(args, 0, err));
    if (args[0].id == LT_DECIMAL) return LT_OK;
    return lt_want(args, 0, lt_type_is_int(args[0]) ? LT_TYPE(I64) : LT_TYPE(F64), err);
}

static const lt_function rows[] = {
    {"to_date", "", 1, 2, false, true, LT_STRICT, LT_EAGER, to_date_types, pick_to_date, false,
     "to_date(x[, pattern]) -> date", "The date in a text or of a timestamp.",
     "to_date('2016-12-31', 'yyyy-MM-dd')  -- 2016-12-31", "date"},
    {"try_to_date", "", 1, 2, false, false, LT_STRICT, LT_EAGER, to_date_types, pick_to_date, true,
     "try_to_date(x[, pattern]) -> date", "As to_date, but null for a text that is no date.",
     "try_to_date('foo', 'yyyy-MM-dd')  -- NULL", "date"},
    {"to_timestamp", "to_timestamp_ltz", 1, 2, false, true, LT_STRICT, LT_EAGER, to_timestamp_types,
     pick_to_timestamp, false, "to_timestamp(x[, pattern]) -> timestamp",
     "The instant in a text, read in the session's zone, or the start of a date.",
     "to_timestamp('2016-12-31', 'yyyy-MM-dd')  -- 2016-12-31 00:00:00", "date"},
    {"to_timestamp_ntz", "", 1, 2, false, true, LT_STRICT, LT_EAGER, to_ntz_types,
     pick_to_timestamp, false, "to_timestamp_ntz(x[, pattern]) -> timestamp_ntz",
     "The wall clock in a text.",
     "to_timestamp_ntz('2016-12-31', 'yyyy-MM-dd')  -- 2016-12-31 00:00:00", "date"},
    {"try_to_timestamp", "", 1, 2, false, false, LT_STRICT, LT_EAGER, to_timestamp_types,
     pick_to_timestamp, true, "try_to_timestamp(x[, pattern]) -> timestamp",
     "As to_timestamp, but null for a text that is no timestamp.",
     "try_to_timestamp('foo', 'yyyy-MM-dd')  -- NULL", "date"},
    {"date_format", "", 2, 2, false, true, LT_STRICT, LT_EAGER, format_types, pick_date_format,
     false, "date_format(timestamp, pattern) -> string",
     "The text of a date or timestamp by a pattern: yyyy-MM-dd HH:mm:ss.SSS, EEE d MMM.",
     "date_format('2016-04-08', 'y')  -- 2016", "date"},
    {"from_unixtime", "", 1, 2, false, true, LT_STRICT, LT_EAGER, from_unixtime_types,
     pick_from_unixtime, false, "from_unixtime(seconds[, pattern]) -> string",
     "The text of the instant that many seconds after 1970-01-01 00:00:00 UTC.",
     "from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')  -- 1970-01-01 00:00:00", "date"},
    {"unix_timestamp", "", 0, 2, false, true, LT_STRICT, LT_EAGER, unix_types, pick_unix_timestamp,
     false, "unix_timestamp([x[, pattern]]) -> bigint",
     "The seconds since 1970-01-01 00:00:00 UTC: of a timestamp, of a text by its pattern "
     "(yyyy-MM-dd HH:mm:ss), or now.",
     "unix_timestamp('2016-04-08', 'yyyy-MM-dd')  -- 1460073600", "date"},
    {"to_unix_timestamp", "", 1, 2, false, true, LT_STRICT, LT_EAGER, unix_types,
     pick_unix_timestamp, false, "to_unix_timestamp(x[, pattern]) -> bigint",
     "As unix_timestamp, of an argument.",
     "to_unix_timestamp('2016-04-08', 'yyyy-MM-dd')  -- 1460073600", "date"},
    {"from_utc_timestamp", "", 2, 2, false, true, LT_STRICT, LT_EAGER, zone_types,
     pick_from_utc_timestamp, false, "from_utc_timestamp(timestamp, zone) -> timestamp",
     "The clock of the zone when the timestamp is taken for UTC.",
     "from_utc_timestamp('2016-08-31', 'Asia/Seoul')  -- 2016-08-31 09:00:00", "date"},
    {"to_utc_timestamp", "", 2, 2, false, true, LT_STRICT, LT_EAGER, zone_types,
     pick_to_utc_timestamp, false, "to_utc_timestamp(timestamp, zone) -> timestamp",
     "The clock of UTC when the timestamp is taken for the zone's.",
     "to_utc_timestamp('2016-08-31', 'Asia/Seoul')  -- 2016-08-30 15:00:00", "date"},
    {"convert_timezone", "", 2, 3, false, true, LT_STRICT, LT_EAGER, convert_types,
     pick_convert_timezone, false, "convert_timezone([from,] to, timestamp_ntz) -> timestamp_ntz",
     "The wall clock of one zone (the session's) as that of another.",
     "convert_timezone('Europe/Brussels', 'America/Los_Angeles', "
     "timestamp_ntz'2021-12-06 00:00:00')  -- 2021-12-05 15:00:00",
     "date"},
    {"current_date", "curdate", 0, 0, false, false, LT_STRICT, LT_EAGER, now_date,
     pick_current_date, false, "current_date() -> date",
     "The day on which the query began, in the session's zone.",
     "current_date() = to_date(now())  -- true", "date"},
    {"current_timestamp", "now", 0, 0, false, false, LT_STRICT, LT_EAGER, now_instant,
     pick_current_timestamp, false, "current_timestamp() -> timestamp",
     "The instant at which the query began: the same in all of it.",
     "now() = current_timestamp()  -- true", "date"},
    {"localtimestamp", "", 0, 0, false, false, LT_STRICT, LT_EAGER, now_local,
     pick_current_timestamp, false, "localtimestamp() -> timestamp_ntz",
     "The session's wall clock when the query began.",
     "localtimestamp() = to_timestamp_ntz(now())  -- true", "date"},
    {"current_timezone", "", 0, 0, false, false, LT_STRICT, LT_EAGER, now_zone,
     pick_current_timezone, false, "current_timezone() -> string", "The session's zone.",
     "current_timezone()  -- UTC", "date"},
    {"make_timestamp", "make_timestamp_ltz", 6, 7, false, true, LT_STRICT, LT_EAGER, make_types,
     pick_make_timestamp, false,
     "make_timestamp(year, month, day, hour, minute, second[, zone]) -> timestamp",
     "The instant of its parts, in the session's zone or in the one named.",
     "make_timestamp(2014, 12, 28, 6, 30, 45.887)  -- 2014-12-28 06:30:45.887", "date"},
    {"make_timestamp_ntz", "", 6, 6, false, true, LT_STRICT, LT_EAGER, make_ntz_types,
     pick_make_timestamp, false,
     "make_timestamp_ntz(year, month, day, hour, minute, second) -> timestamp_ntz",
     "The wall clock of its parts.",
     "make_timestamp_ntz(2019, 6, 30, 23, 59, 60)  -- 2019-07-01 00:00:00", "date"},
    {"try_make_timestamp", "try_make_timestamp_ltz", 6, 7, false, false, LT_STRICT, LT_EAGER,
     make_types, pick_make_timestamp, true,
     "try_make_timestamp(year, month, day, hour, minute, second[, zone]) -> timestamp",
     "As make_timestamp, but null where there is no such time.",
     "try_make_timestamp(2024, 13, 22, 15, 30, 0)  -- NULL", "date"},
    {"try_make_timestamp_ntz", "", 6, 6, false, false, LT_STRICT, LT_EAGER, make_ntz_types,
     pick_make_timestamp, true,
     "try_make_timestamp_ntz(year, month, day, hour, minute, second) -> timestamp_ntz",
     "As make_timestamp_ntz, but null where there is no such time.",
     "try_make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887)  -- 2014-12-28 06:30:45.887", "date"},
    {"unix_date", "", 1, 1, false, false, LT_STRICT, LT_EAGER, days_of, pick_unix_date, false,
     "unix_date(date) -> int", "The days since 1970-01-01.", "unix_date(date'1970-01-02')  -- 1",
     "date"},
    {"date_from_unix_date", "", 1, 1, false, false, LT_STRICT, LT_EAGER, date_of,
     pick_date_from_unix_date, false, "date_from_unix_date(days) -> date",
     "The date that many days after 1970-01-01.", "date_from_unix_date(1)  -- 1970-01-02", "date"},
    {"unix_seconds", "", 1, 1, false, false, LT_STRICT, LT_EAGER, count_of, pick_unix_seconds,
     false, "unix_seconds(timestamp) -> bigint", "The seconds since 1970-01-01 00:00:00 UTC.",
     "unix_seconds(timestamp'1970-01-01 00:00:01Z')  -- 1", "date"},
    {"unix_millis", "", 1, 1, false, false, LT_STRICT, LT_EAGER, count_of, pick_unix_millis, false,
     "unix_millis(timestamp) -> bigint", "The milliseconds since 1970-01-01 00:00:00 UTC.",
     "unix_millis(timestamp'1970-01-01 00:00:01Z')  -- 1000", "date"},
    {"unix_micros", "", 1, 1, false, false, LT_STRICT, LT_EAGER, count_of, pick_unix_micros, false,
     "unix_micros(timestamp) -> bigint", "The microseconds since 1970-01-01 00:00:00 UTC.",
     "unix_micros(timestamp'1970-01-01 00:00:01Z')  -- 1000000", "date"},
    {"timestamp_seconds", "", 1, 1, false, true, LT_STRICT, LT_EAGER, seconds_types,
     pick_timestamp_seconds, false, "timestamp_seconds(seconds) -> timestamp",
     "The instant that many seconds after 1970-01-01 00:00:00 UTC.",
     "timestamp_seconds(1230219000.123)  -- 2008-12-25 15:30:00.123", "date"},
    {"timestamp_millis", "", 1, 1, false, true, LT_STRICT, LT_EAGER, instant_of,
     pick_timestamp_millis, false, "timestamp_millis(milliseconds) -> timestamp",
     "The instant that many milliseconds after 1970-01-01 00:00:00 UTC.",
     "timestamp_millis(1230219000123)  -- 2008-12-25 15:30:00.123", "date"},
    {"timestamp_micros", "", 1, 1, false, false, LT_STRICT, LT_EAGER, instant_of,
     pick_timestamp_micros, false, "timestamp_micros(microseconds) -> timestamp",
     "The instant that many microseconds after 1970-01-01 00:00:00 UTC.",
     "timestamp_micros(1230219000123123)  -- 2008-12-25 15:30:00.123123", "date"},
};

lt_function_group lt_functions_date_make(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
