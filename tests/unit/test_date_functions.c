/* Dates and times as a query sees them: Spark's documented examples, which were run in Los Angeles,
 * and the changes of a zone. */
#include "tests/helper.h"

#include "column/value.h"
#include "core/clock.h"
#include "core/zone.h"
#include "lote.h"

#include <stdio.h>
#include <string.h>

static lt_context *context(const char *zone, int threads)
{
    lt_error    err;
    lt_context *ctx = NULL;
    CHECK_OK(lt_context_open(&ctx, &(lt_context_options){.threads = threads, .zone = zone}, &err),
             &err);
    return ctx;
}

/* The type and text of an expression over one row, a timestamp in the zone of ctx; or the error and
 * its hint. */
static const char *answer(lt_context *ctx, const char *text)
{
    static char  shown[2200];
    lt_error     err;
    lt_expr     *e = NULL;
    lt_table    *t = NULL;
    lt_type_text type = "";
    lt_buf       out = {.mem = lt_mem_default()};
    lt_status    status = lt_expr_parse(&e, text, strlen(text), 1, &err);
    lt_plan     *p = status ? NULL : lt_select(lt_range(0, 1, 1), &e, 1);
    if (!status) status = lt_collect(&t, ctx, p, NULL, &err);
    if (!status) status = lt_value_text(&out, lt_table_value(t, 0, 0), lt_context_zone(ctx), &err);
    if (!status) lt_type_name(type, t->schema->fields[0].type);
    if (status)
        snprintf(shown, sizeof(shown), "error: %s; %s", err.text, err.hint);
    else
        snprintf(shown, sizeof(shown), "%s %.*s", type, (int)out.len, (char *)out.data);
    lt_buf_clear(&out);
    lt_table_release(t);
    lt_plan_release(p);
    return shown;
}

typedef struct example {
    const char *text, *want;
} example;

static void check(lt_context *ctx, const example *all, size_t count)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const char *got = answer(ctx, all[i].text);
        if (strstr(all[i].want, "error: ") ? strncmp(got, all[i].want, strlen(all[i].want)) != 0
                                           : strcmp(got, all[i].want) != 0) {
            print_error("%s\n    gives %s\n      not %s\n", all[i].text, got, all[i].want);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}
#define CHECK_ALL(ctx, all) check((ctx), (all), sizeof(all) / sizeof(*(all)))

static void documented_examples_give_sparks_answers(void **state)
{
    (void)state;
    static const example all[] = {
        {"add_months('2016-08-31', 1)", "date 2016-09-30"},
        {"convert_timezone('Europe/Brussels', 'America/Los_Angeles', "
         "timestamp_ntz'2021-12-06 00:00:00')",
         "timestamp_ntz 2021-12-05 15:00:00"},
        {"convert_timezone('Europe/Brussels', timestamp_ntz'2021-12-05 15:00:00')",
         "timestamp_ntz 2021-12-06 00:00:00"},
        {"current_timezone()", "string America/Los_Angeles"},
        {"date_add('2016-07-30', 1)", "date 2016-07-31"},
        {"dateadd('2016-07-30', 1)", "date 2016-07-31"},
        {"date_diff('2009-07-30', '2009-07-31')", "int32 -1"},
        {"date_format('2016-04-08', 'y')", "string 2016"},
        {"date_from_unix_date(1)", "date 1970-01-02"},
        {"date_part('SECONDS', timestamp'2019-10-01 00:00:01.000001')", "decimal(8,6) 1.000001"},
        {"date_part('YEAR', TIMESTAMP '2019-08-12 01:00:00.123456')", "int32 2019"},
        {"date_part('doy', DATE'2019-08-12')", "int32 224"},
        {"datepart('week', timestamp'2019-08-12 01:00:00.123456')", "int32 33"},
        {"extract(SECONDS FROM timestamp'2019-10-01 00:00:01.000001')", "decimal(8,6) 1.000001"},
        {"extract(week FROM timestamp'2019-08-12 01:00:00.123456')", "int32 33"},
        {"extract(dayofweek_iso FROM date'2019-08-12')", "int32 1"},
        {"extract(dow FROM date'2019-08-12')", "int32 2"},
        {"extract(YearOfWeek FROM date'2019-12-30')", "int32 2020"},
        {"extract(qtr FROM date'2019-12-30') + extract(mons FROM date'2019-12-30')", "int32 16"},
        {"date_sub('2016-07-30', 1)", "date 2016-07-29"},
        {"date_trunc('DD', '2015-03-05T09:32:05.359')", "timestamp 2015-03-05 00:00:00"},
        {"date_trunc('HOUR', '2015-03-05T09:32:05.359')", "timestamp 2015-03-05 09:00:00"},
        {"date_trunc('MILLISECOND', '2015-03-05T09:32:05.123456')",
         "timestamp 2015-03-05 09:32:05.123"},
        {"date_trunc('MM', '2015-03-05T09:32:05.359')", "timestamp 2015-03-01 00:00:00"},
        {"date_trunc('YEAR', '2015-03-05T09:32:05.359')", "timestamp 2015-01-01 00:00:00"},
        {"day('2009-07-30')", "int32 30"},
        {"dayname(DATE('2008-02-20'))", "string Wed"},
        {"dayofweek('2009-07-30')", "int32 5"},
        {"dayofyear('2016-04-09')", "int32 100"},
        {"from_unixtime(0)", "string 1969-12-31 16:00:00"},
        {"from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')", "string 1969-12-31 16:00:00"},
        {"from_utc_timestamp('2016-08-31', 'Asia/Seoul')", "timestamp 2016-08-31 09:00:00"},
        {"hour('2018-02-14 12:58:59')", "int32 12"},
        {"last_day('2009-01-12')", "date 2009-01-31"},
        {"make_date(2019, 7, NULL)", "date NULL"},
        {"make_timestamp(2014, 12, 28, 6, 30, 45.887)", "timestamp 2014-12-28 06:30:45.887"},
        {"make_timestamp(2014, 12, 28, 6, 30, 45.887, 'CET')", "timestamp 2014-12-27 21:30:45.887"},
        {"make_timestamp_ltz(2019, 6, 30, 23, 59, 60)", "timestamp 2019-07-01 00:00:00"},
        {"make_timestamp_ltz(null, 7, 22, 15, 30, 0)", "timestamp NULL"},
        {"make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887)",
         "timestamp_ntz 2014-12-28 06:30:45.887"},
        {"minute('2009-07-30 12:58:59')", "int32 58"},
        {"monthname('2008-02-20')", "string Feb"},
        {"months_between('1997-02-28 10:30:00', '1996-10-30')", "float64 3.94959677"},
        {"months_between('1997-02-28 10:30:00', '1996-10-30', false)",
         "float64 3.9495967741935485"},
        {"next_day('2015-01-14', 'TU')", "date 2015-01-20"},
        {"next_day('2015-01-14', 'wednesday')", "date 2015-01-21"},
        {"quarter('2016-08-31')", "int32 3"},
        {"second('2018-02-14 12:58:59')", "int32 59"},
        {"timestamp_micros(1230219000123123)", "timestamp 2008-12-25 07:30:00.123123"},
        {"timestamp_millis(1230219000123)", "timestamp 2008-12-25 07:30:00.123"},
        {"timestamp_seconds(1230219000)", "timestamp 2008-12-25 07:30:00"},
        {"timestamp_seconds(1230219000.123)", "timestamp 2008-12-25 07:30:00.123"},
        {"timestamp_seconds(1.5e0)", "timestamp 1969-12-31 16:00:01.5"},
        {"to_date('2009-07-30 04:17:52')", "date 2009-07-30"},
        {"to_date('2016-12-31', 'yyyy-MM-dd')", "date 2016-12-31"},
        {"to_timestamp('2016-12-31 00:12:00')", "timestamp 2016-12-31 00:12:00"},
        {"to_timestamp('2016-12-31', 'yyyy-MM-dd')", "timestamp 2016-12-31 00:00:00"},
        {"to_timestamp_ltz('2016-12-31', 'yyyy-MM-dd')", "timestamp 2016-12-31 00:00:00"},
        {"to_timestamp_ntz('2016-12-31 00:12:00')", "timestamp_ntz 2016-12-31 00:12:00"},
        {"to_timestamp_ntz('2016-12-31', 'yyyy-MM-dd')", "timestamp_ntz 2016-12-31 00:00:00"},
        {"to_timestamp(0)", "timestamp 1969-12-31 16:00:00"},
        {"to_unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "int64 1460098800"},
        {"unix_timestamp('2016-04-08 00:00:00')", "int64 1460098800"},
        {"unix_timestamp(date'2016-04-08')", "int64 1460098800"},
        {"unix_timestamp(timestamp_ntz'1970-01-01 00:00:09')", "int64 9"},
        {"to_utc_timestamp('2016-08-31', 'Asia/Seoul')", "timestamp 2016-08-30 15:00:00"},
        {"trunc('2019-08-04', 'week')", "date 2019-07-29"},
        {"trunc('2019-08-04', 'quarter')", "date 2019-07-01"},
        {"trunc('2009-02-12', 'MM')", "date 2009-02-01"},
        {"trunc('2015-10-27', 'YEAR')", "date 2015-01-01"},
        {"try_make_timestamp(2024, 13, 22, 15, 30, 0)", "timestamp NULL"},
        {"try_make_timestamp_ntz(2019, 6, 30, 23, 59, 60)", "timestamp_ntz 2019-07-01 00:00:00"},
        {"try_to_date('foo', 'yyyy-MM-dd')", "date NULL"},
        {"try_to_date('2016-12-31')", "date 2016-12-31"},
        {"try_to_timestamp('foo', 'yyyy-MM-dd')", "timestamp NULL"},
        {"try_to_timestamp('2016-12-31', 'yyyy-MM-dd')", "timestamp 2016-12-31 00:00:00"},
        {"try_to_timestamp('foo')", "timestamp NULL"},
        {"unix_date(DATE(\"1970-01-02\"))", "int32 1"},
        {"unix_micros(TIMESTAMP('1970-01-01 00:00:01Z'))", "int64 1000000"},
        {"unix_millis(TIMESTAMP('1970-01-01 00:00:01Z'))", "int64 1000"},
        {"unix_seconds(TIMESTAMP('1970-01-01 00:00:01Z'))", "int64 1"},
        {"weekday('2009-07-30')", "int32 3"},
        {"weekofyear('2008-02-20')", "int32 8"},
        {"timestampadd(HOUR, 8, timestamp_ntz'2022-02-11 20:30:00')",
         "timestamp_ntz 2022-02-12 04:30:00"},
        {"dateadd(MONTH, 1, date'2022-01-31')", "timestamp 2022-02-28 00:00:00"},
        {"date_add(day, 5, '2022-02-28')", "timestamp 2022-03-05 00:00:00"},
        {"timestampdiff(MONTH, '2021-01-31', '2021-02-28')", "int64 0"},
        {"datediff(YEAR, date'2021-01-01', date'1900-03-28')", "int64 -120"},
        {"datediff(QUARTER, '2020-01-01', '2021-01-01')", "int64 4"},
        {"date_diff(SECOND, '2020-01-01', '2020-01-01 00:01:00.9')", "int64 60"},
    };
    lt_context *ctx = context("America/Los_Angeles", 1);
    CHECK_ALL(ctx, all);
    lt_context_close(ctx);
}

static void intervals_move_as_in_spark(void **state)
{
    (void)state;
    static const example all[] = {
        {"date'2024-01-31' + interval 1 month", "date 2024-02-29"},
        {"interval 1 month + date'2024-01-31'", "date 2024-02-29"},
        {"date'2024-03-31' - interval '1' month", "date 2024-02-29"},
        {"date'2024-02-29' + interval '1-1' year to month", "date 2025-03-29"},
        {"date'2024-02-28' + interval 2 days", "date 2024-03-01"},
        {"date'2024-02-28' + interval '1 week'", "date 2024-03-06"},
        {"date'2024-02-28' + interval 24 hours", "timestamp 2024-02-29 00:00:00"},
        {"date'2024-02-28' + interval '1 day 2 hours'", "timestamp 2024-02-29 02:00:00"},
        {"date'2024-02-28' + interval '10:05' minute to second", "timestamp 2024-02-28 00:10:05"},
        {"timestamp_ntz'2024-02-28 10:00:00' - interval '1 02:03:04.5' day to second",
         "timestamp_ntz 2024-02-27 07:56:55.5"},
        {"timestamp'2024-02-28 10:00:00' + interval -90 minutes", "timestamp 2024-02-28 08:30:00"},
        {"timestamp'2024-02-28 10:00:00' + interval 1.5 seconds 2 milliseconds",
         "timestamp 2024-02-28 10:00:01.502"},
        {"'2024-01-01' + interval 1 day", "string 2024-01-02 00:00:00"},
        {"date'2024-01-01' + interval 1 day + interval 1 month", "date 2024-02-02"},
        {"date'2024-01-31' + 3 * interval 1 month", "date 2024-04-30"},
        {"date'2024-01-31' - interval 1 day * (1 + 1)", "date 2024-01-29"},
        {"date'2024-01-31' + -interval 1 day", "date 2024-01-30"},
        {"date'2024-01-31' + make_interval(0, 1, 1, 1)", "date 2024-03-08"},
        {"timestamp'2024-01-31 00:00:00' + make_interval(1, 1, 0, 0, 1, 1, 1.5)",
         "timestamp 2025-02-28 01:01:01.5"},
        {"date'2024-01-31' + make_ym_interval(0, -2)", "date 2023-11-30"},
        {"date'2024-01-31' + make_dt_interval(1)", "timestamp 2024-02-01 00:00:00"},
        {"date'2024-01-31' + make_interval(0, null)", "date NULL"},
        {"null + interval 1 day", "timestamp NULL"},
        {"1 + date'2024-01-31'", "date 2024-02-01"},
        {"date'2024-01-31' + make_interval(0, 0, 0, 0, 1)",
         "error: a date cannot be moved by hours, minutes or seconds; move cast"},
        {"1 + interval 1 day",
         "error: + interval day: an interval moves dates and timestamps, not int32"},
        {"interval 1 day + interval 1 day", "error: intervals are added to dates and timestamps"},
        {"interval 1 day", "error: interval: an interval has a place only beside + and -"},
        {"'2024-01-01' + interval 1 month", "error: + interval year to month: an interval moves"},
        {"date'2024-01-01' + interval 1 day * 1.5",
         "error: + interval day: an interval has whole numbers of a unit, not decimal"},
        {"date'2024-01-02' - date'2024-01-01'",
         "error: -: needs numbers, not date and date; the days between two dates are datediff"},
        {"now() - timestamp'2024-01-01 00:00:00'",
         "error: -: needs numbers, not timestamp and timestamp; the time between is "
         "timestampdiff(second"},
        {"date'9999-12-31' + interval '900000' year", "date +909999-12-31"},
        {"date'9999-12-31' + interval '90000000' year",
         "error: add_ym_interval(9999-12-31, 0, 1080000000) is out of range for date"},
    };
    lt_context *ctx = context("UTC", 1);
    CHECK_ALL(ctx, all);
    lt_context_close(ctx);
}

/* Madrid: 2024-03-31 02:00 became 03:00, 2024-10-27 03:00 became 02:00. */
static void changes_of_the_zone_are_javas(void **state)
{
    (void)state;
    static const example all[] = {
        {"timestamp'2024-03-31 02:30:00'", "timestamp 2024-03-31 03:30:00"},
        {"to_timestamp('31/03/2024 02:30', 'dd/MM/yyyy HH:mm')", "timestamp 2024-03-31 03:30:00"},
        {"unix_timestamp(timestamp'2024-10-27 02:30:00')", "int64 1729989000"},
        {"cast(timestamp_ntz'2024-03-31 02:30:00' as timestamp)", "timestamp 2024-03-31 03:30:00"},
        /* a day moves the clock, 24 hours are a day, an hour moves the instant */
        {"timestamp'2024-03-30 12:00:00' + interval 1 day", "timestamp 2024-03-31 12:00:00"},
        {"timestamp'2024-03-30 12:00:00' + interval 24 hours", "timestamp 2024-03-31 12:00:00"},
        {"timestamp'2024-03-30 12:00:00' + interval 23 hours", "timestamp 2024-03-31 12:00:00"},
        {"timestamp'2024-03-30 02:30:00' + interval 1 day", "timestamp 2024-03-31 03:30:00"},
        {"timestamp'2024-02-29 02:30:00' + interval 1 month", "timestamp 2024-03-29 02:30:00"},
        {"timestamp'2024-03-31 01:30:00' + interval 1 hour", "timestamp 2024-03-31 03:30:00"},
        /* of two instants with one clock time the offset before is kept */
        {"unix_timestamp(timestamp'2024-10-26 02:30:00' + interval 1 day)", "int64 1729989000"},
        {"unix_timestamp(timestamp'2024-10-28 02:30:00' - interval 1 day)", "int64 1729992600"},
        {"unix_timestamp(timestampadd(DAY, -1, timestamp'2024-10-28 02:30:00'))",
         "int64 1729992600"},
        {"date_format(timestamp'2024-10-27 00:30:00Z', 'HH:mm z XXX')", "string 02:30 CEST +02:00"},
        {"date_format(timestamp'2024-10-27 01:30:00Z', 'HH:mm z XXX VV')",
         "string 02:30 CET +01:00 Europe/Madrid"},
        {"timestampdiff(HOUR, timestamp'2024-03-31 00:00:00', timestamp'2024-04-01 00:00:00')",
         "int64 24"},
        {"timestampdiff(DAY, timestamp'2024-03-30 12:00:00', timestamp'2024-03-31 11:59:59')",
         "int64 0"},
        {"date_trunc('hour', timestamp'2024-10-27 01:45:00Z')", "timestamp 2024-10-27 02:00:00"},
        {"unix_timestamp(date_trunc('hour', timestamp'2024-10-27 01:45:00Z'))", "int64 1729990800"},
        {"date_trunc('day', timestamp'2024-03-31 12:00:00')", "timestamp 2024-03-31 00:00:00"},
        /* the instant, 01:30 in UTC, taken for a clock of Madrid: 00:30 in UTC */
        {"to_utc_timestamp('2024-03-31 02:30:00', 'Europe/Madrid')",
         "timestamp 2024-03-31 01:30:00"},
        {"convert_timezone('Asia/Seoul', timestamp_ntz'2024-03-31 02:30:00')",
         "timestamp_ntz 2024-03-31 10:30:00"},
        {"to_timestamp('2024-07-01 12:00 America/New_York', 'yyyy-MM-dd HH:mm VV')",
         "timestamp 2024-07-01 18:00:00"},
        {"to_date('2024-07-01 23:00 -05:00', 'yyyy-MM-dd HH:mm XXX')", "date 2024-07-02"},
        {"to_timestamp_ntz('2024-07-01 23:00 -05:00', 'yyyy-MM-dd HH:mm XXX')",
         "timestamp_ntz 2024-07-01 23:00:00"},
        {"make_timestamp(2024, 3, 31, 2, 30, 0)", "timestamp 2024-03-31 03:30:00"},
        {"hour(timestamp'2024-03-31 02:30:00')", "int32 3"},
        {"extract(second from timestamp'1890-01-01 00:00:00Z')", "decimal(8,6) 16.000000"},
    };
    lt_context *ctx = context("Europe/Madrid", 1);
    CHECK_ALL(ctx, all);
    lt_context_close(ctx);
}

static void literals_have_every_form(void **state)
{
    (void)state;
    static const example all[] = {
        {"date'2024'", "date 2024-01-01"},
        {"date'2024-1-5'", "date 2024-01-05"},
        {"date'2024-01-05T10'", "date 2024-01-05"},
        {"cast(' 2024-1-5 ' as date)", "date 2024-01-05"},
        {"cast('2024-01-05 25:99' as date)", "date 2024-01-05"},
        {"cast('2024-13-01' as date)", "error: \"2024-13-01\" is not a date; try_cast"},
        {"cast('2024/01/05' as date)", "error: \"2024/01/05\" is not a date"},
        {"try_cast('20240105' as date)", "date NULL"},
        {"timestamp'2024-1-5 7:8:9.25'", "timestamp 2024-01-05 07:08:09.25"},
        {"timestamp'2024-01-05T07:08:09Z'", "timestamp 2024-01-05 08:08:09"},
        {"timestamp'2024-01-05 07:08:09+03:00'", "timestamp 2024-01-05 05:08:09"},
        {"timestamp'2024-01-05 07:08:09 UTC-5'", "timestamp 2024-01-05 13:08:09"},
        {"timestamp'2024-01-05 07:08:09 Asia/Seoul'", "timestamp 2024-01-04 23:08:09"},
        {"timestamp'2024-01-05 07:08:09 PST'", "timestamp 2024-01-05 16:08:09"},
        {"timestamp_ltz'2024-01-05 07:08:09'", "timestamp 2024-01-05 07:08:09"},
        {"timestamp_ntz'2024-01-05 07:08:09'", "timestamp_ntz 2024-01-05 07:08:09"},
        {"cast('2024-01-05 07:08:09.123456789' as timestamp)",
         "timestamp 2024-01-05 07:08:09.123456"},
        {"cast('2024-01-05 07:08' as timestamp)", "timestamp 2024-01-05 07:08:00"},
        {"cast('2024-01-05 07:08:09Z' as timestamp_ntz)", "timestamp_ntz 2024-01-05 07:08:09"},
        {"try_cast('2024-01-05 24:00:00' as timestamp)", "timestamp NULL"},
        {"try_cast('2024-01-05 07:08:09 Nowhere/City' as timestamp)", "timestamp NULL"},
        {"try_cast('2024-01-05 07:08Z' as timestamp)", "timestamp NULL"}, /* seconds come first */
        {"try_cast('2024-01-05 07Z' as timestamp)", "timestamp NULL"},
        {"date'0001-01-01'", "date 0001-01-01"},
        {"date'9999-12-31'", "date 9999-12-31"},
        {"datediff(date'9999-12-31', date'0001-01-01')", "int32 3652058"},
    };
    lt_context *ctx = context("Europe/Madrid", 1);
    CHECK_ALL(ctx, all);
    lt_context_close(ctx);
}

static void mistakes_are_told(void **state)
{
    (void)state;
    static const example all[] = {
        {"to_date('2024-02-30', 'yyyy-MM-dd')",
         "error: \"2024-02-30\" does not fit the pattern 'yyyy-MM-dd'; try_to_date gives null"},
        {"to_timestamp('x', 'yyyy')",
         "error: \"x\" does not fit the pattern 'yyyy'; try_to_timestamp gives null"},
        {"unix_timestamp('2016-04-08')",
         "error: \"2016-04-08\" does not fit the pattern 'yyyy-MM-dd HH:mm:ss'"},
        {"try_to_date('2024', 'YYYY')", "error: the letter Y has no meaning in the datetime"},
        {"date_format(date'2024-01-01', 'EEEEE')", "error: too many letters E"},
        {"from_utc_timestamp('2016-08-31', 'Asia/Seol')",
         "error: time zone \"Asia/Seol\" is not known; did you mean Asia/Seoul"},
        {"make_timestamp(2019, 13, 1, 0, 0, 0)",
         "error: the month 13 is out of range: 1 to 12; try_make_timestamp gives null"},
        {"make_timestamp(2019, 2, 29, 0, 0, 0)", "error: the day 29 is out of range"},
        {"make_timestamp(2019, 1, 1, 0, 0, 60.5)", "error: the second 60 is out of range"},
        {"make_timestamp(2019, 1, 1, 0, 0, 0, 'Mars/Base')", "error: time zone \"Mars/Base\""},
        {"next_day('2015-01-14', 'xx')", "error: \"xx\" is no day of the week"},
        {"timestampadd(decade, 1, now())", "error: timestampadd needs a unit first; write year"},
        {"dateadd(1, 1, now())", "error: dateadd needs a unit first"},
        {"extract(decade from now())", "error: expected year, yearofweek"},
        {"date_part('decade', now())", "error: \"decade\" is no field of a date; write year"},
        {"date_part(id, now())", "error: date_part: the field must be written out"},
        {"timestamp_seconds(1230219000.1234567)", "error: timestamp_seconds(1230219000.1234567)"},
        {"timestamp_millis(1.5)", "error: timestamp_millis: needs a whole number"},
        {"timestamp_millis(9223372036854775807)",
         "error: timestamp_millis(9223372036854775807) is"},
    };
    lt_context *ctx = context("UTC", 1);
    CHECK_ALL(ctx, all);
    lt_context_close(ctx);
}

/* What resolving makes of an interval prints as one, and what it prints means the same. */
static void resolved_intervals_have_sparks_text(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"d + interval 3 days", "(d + INTERVAL '3' DAY)"},
        {"d - interval '1-2' year to month", "(d + INTERVAL '-14' MONTH)"},
        {"d + interval 90 minutes", "(d + INTERVAL '0 01:30:00' DAY TO SECOND)"},
        {"d + make_dt_interval(-2, 1, 0, 0.5)", "(d + INTERVAL '-1 22:59:59.5' DAY TO SECOND)"},
        {"d + make_interval(0, 1)", "`+ interval`(d, 0, 1, 0, 0, 0, 0, 0.000000BD)"},
    };
    lt_error    err;
    lt_context *ctx = context("UTC", 1);
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        lt_expr *e = NULL, *d = NULL;
        lt_buf   out = {.mem = lt_mem_default()};
        CHECK_OK(lt_expr_parse(&d, "date_add(date'2024-01-01', cast(id as int)) as d", 48, 1, &err),
                 &err);
        CHECK_OK(lt_expr_parse(&e, table[i][0], strlen(table[i][0]), 1, &err), &err);
        lt_expr *pair[] = {e, lt_expr_column("d", 1)}; /* d twice: its projection stays */
        lt_plan *p = lt_select(lt_select(lt_range(0, 1, 1), &d, 1), pair, 2);
        CHECK_OK(lt_explain(&out, ctx, p, NULL, NULL, &err), &err);
        CHECK_OK(lt_buf_terminate(&out, &err), &err);
        CHECK_HAS((char *)out.data, table[i][1]);
        lt_buf_clear(&out);
        lt_plan_release(p);
    }
    lt_context_close(ctx);
}

static void a_query_has_one_time(void **state)
{
    (void)state;
    static const example all[] = {
        {"current_date()", "date 2026-07-02"},
        {"current_date", "date 2026-07-02"},
        {"CURDATE()", "date 2026-07-02"},
        {"now()", "timestamp 2026-07-02 01:30:00.25"},
        {"current_timestamp", "timestamp 2026-07-02 01:30:00.25"},
        {"localtimestamp()", "timestamp_ntz 2026-07-02 01:30:00.25"},
        {"unix_timestamp()", "int64 1782948600"},
        {"current_timezone()", "string Europe/Madrid"},
        {"date_sub(current_date, 1)", "date 2026-07-01"},
    };
    lt_context *ctx = context("Europe/Madrid", 2);
    lt_clock_set_us(INT64_C(1782948600250000)); /* 2026-07-01 23:30 in UTC */
    CHECK_ALL(ctx, all);
    lt_clock_unset();

    /* with the clock running, every row of a query sees the same */
    lt_error  err;
    lt_expr  *keys[1], *e;
    lt_table *t = NULL;
    CHECK_OK(lt_expr_parse(&keys[0], "now()", 5, 1, &err), &err);
    lt_plan *p = lt_select(lt_range(0, 300000, 1), keys, 1);
    CHECK_OK(lt_expr_parse(&e, "now() as n", 10, 1, &err), &err);
    p = lt_select(p, &e, 1);
    p = lt_distinct(p, NULL, 0);
    CHECK_OK(lt_collect(&t, ctx, p, NULL, &err), &err);
    assert_int_equal(t->rows, 1);
    lt_table_release(t);
    lt_plan_release(p);
    lt_context_close(ctx);
}

int main(void)
{
    return RUN(test(documented_examples_give_sparks_answers), test(intervals_move_as_in_spark),
               test(changes_of_the_zone_are_javas), test(literals_have_every_form),
               test(mistakes_are_told), test(resolved_intervals_have_sparks_text),
               test(a_query_has_one_time));
}
