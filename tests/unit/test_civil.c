#include "core/civil.h"
#include "core/clock.h"

#include "tests/helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *date_text(int32_t days)
{
    static char text[LT_DATE_TEXT + 1];
    text[lt_print_date(text, days)] = 0;
    return text;
}

static const char *time_text(int64_t us)
{
    static char text[LT_TIMESTAMP_TEXT + 1];
    text[lt_print_timestamp(text, us)] = 0;
    return text;
}

static bool cast(const char *text, const char *want)
{
    int32_t days;
    if (!lt_parse_date(text, strlen(text), &days)) return want == NULL;
    return want && strcmp(date_text(days), want) == 0;
}

/* The wall clock, and the offset in seconds or "none" or the region. */
static const char *stamp(const char *text)
{
    static char       out[128];
    lt_timestamp_text t;
    if (!lt_parse_timestamp(text, strlen(text), &t)) return "no";
    if (t.has_offset)
        snprintf(out, sizeof(out), "%s %d", time_text(t.local_us), t.offset_s);
    else if (t.zone)
        snprintf(out, sizeof(out), "%s %.*s", time_text(t.local_us), (int)t.zone_len, t.zone);
    else
        snprintf(out, sizeof(out), "%s", time_text(t.local_us));
    return out;
}

static void counts_every_day_of_800_years(void **state)
{
    (void)state;
    int32_t days = lt_days_from_date(1599, 12, 31), weekday = lt_weekday(days);
    for (int32_t year = 1600; year < 2400; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= lt_days_in_month(year, month); day++) {
                int32_t y;
                int     m, d;
                days++;
                weekday = weekday % 7 + 1;
                assert_int_equal(lt_days_from_date(year, month, day), days);
                lt_date_from_days(days, &y, &m, &d);
                if (y != year || m != month || d != day) fail_msg("day %d", days);
                assert_int_equal(lt_weekday(days), weekday);
            }
    assert_int_equal(lt_days_from_date(1970, 1, 1), 0);
    assert_int_equal(lt_weekday(0), 4);
    assert_int_equal(lt_day_of_year(lt_days_from_date(2024, 12, 31)), 366);
    assert_int_equal(lt_day_of_year(lt_days_from_date(2023, 3, 1)), 60);
}

static void agrees_with_libc_on_random_instants(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 100000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        time_t    s = (int64_t)seed >> 25; /* up to ±8 700 years */
        struct tm tm;
        gmtime_r(&s, &tm);
        lt_civil t = lt_civil_from_micros(s * LT_US_PER_SECOND + 5);
        int64_t  back;
        if (t.year != tm.tm_year + 1900 || t.month != tm.tm_mon + 1 || t.day != tm.tm_mday ||
            t.hour != tm.tm_hour || t.minute != tm.tm_min || t.second != tm.tm_sec || t.micro != 5)
            fail_msg("%lld", (long long)s);
        assert_true(lt_micros_from_civil(&t, &back));
        assert_true(back == s * LT_US_PER_SECOND + 5);
    }
}

static void holds_at_the_limits(void **state)
{
    (void)state;
    CHECK_TEXT(date_text(INT32_MAX), "+5881580-07-11");
    CHECK_TEXT(date_text(INT32_MIN), "-5877641-06-23");
    CHECK_TEXT(time_text(INT64_MAX), "+294247-01-10 04:00:54.775807");
    CHECK_TEXT(time_text(INT64_MIN), "-290308-12-21 19:59:05.224192");
    int64_t limits[] = {INT64_MAX, INT64_MIN, -1, 0, 1};
    for (size_t i = 0; i < 5; i++) {
        lt_civil t = lt_civil_from_micros(limits[i]);
        int64_t  back;
        assert_true(lt_micros_from_civil(&t, &back));
        assert_true(back == limits[i]);
    }
    int64_t us;
    assert_false(lt_micros_from_civil(&(lt_civil){.year = 294247, .month = 1, .day = 11}, &us));
    assert_false(lt_micros_from_civil(&(lt_civil){.year = -290308, .month = 12, .day = 20}, &us));
    assert_false(lt_micros_from_civil(&(lt_civil){.year = 2024, .month = 2, .day = 30}, &us));
    assert_false(lt_micros_from_civil(&(lt_civil){2024, 2, 1, 24, 0, 0, 0}, &us));
    assert_false(lt_micros_from_civil(&(lt_civil){2024, 2, 1, 0, -1, 0, 0}, &us));
    assert_false(lt_micros_from_civil(&(lt_civil){2024, 2, 1, 0, 0, 0, 1000000}, &us));
}

static void prints_years_as_java_does(void **state)
{
    (void)state;
    CHECK_TEXT(date_text(lt_days_from_date(1, 1, 1)), "0001-01-01");
    CHECK_TEXT(date_text(lt_days_from_date(0, 2, 29)), "0000-02-29");
    CHECK_TEXT(date_text(lt_days_from_date(-5, 1, 1)), "-0005-01-01");
    CHECK_TEXT(date_text(lt_days_from_date(-12345, 1, 1)), "-12345-01-01");
    CHECK_TEXT(date_text(lt_days_from_date(10000, 1, 1)), "+10000-01-01");
    CHECK_TEXT(time_text(1500000), "1970-01-01 00:00:01.5");
    CHECK_TEXT(time_text(-1), "1969-12-31 23:59:59.999999");
    CHECK_TEXT(time_text(0), "1970-01-01 00:00:00");
    char text[LT_TIMESTAMP_TEXT + 1];
    text[lt_print_instant(text, 1500000)] = 0;
    CHECK_TEXT(text, "1970-01-01T00:00:01.500000Z");
}

static void reads_strict_dates_only(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",           "2024-02-2",  "2024-2-029", "2024-02-30",  "2023-02-29",  "0000-01-01",
        "2024/02/29", "2024-13-01", "2024-00-01", "2024-01-00",  "+024-01-01",  "2024-01-01 ",
        " 024-01-01", "2024-01-0a", "2O24-01-01", "20240101",    "12024-01-01", "2024-01-32",
        "2100-02-29", "202401-01x", "-001-01-01", "2024-01\0011"};
    int32_t days = 99;
    assert_true(lt_parse_date_strict("2024-02-29", 10, &days));
    CHECK_TEXT(date_text(days), "2024-02-29");
    assert_true(lt_parse_date_strict("0001-01-01", 10, &days));
    assert_true(lt_parse_date_strict("9999-12-31", 10, &days));
    days = 99;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (lt_parse_date_strict(bad[i], strlen(bad[i]), &days)) fail_msg("took %s", bad[i]);
    assert_int_equal(days, 99);
}

static void casts_dates_as_spark_does(void **state)
{
    (void)state;
    assert_true(cast("2015", "2015-01-01"));
    assert_true(cast("2015-03", "2015-03-01"));
    assert_true(cast("2015-3-8", "2015-03-08"));
    assert_true(cast("  2015-03-18 \t", "2015-03-18"));
    assert_true(cast("2015-03-18 123142", "2015-03-18"));
    assert_true(cast("2015-03-18T123123", "2015-03-18"));
    assert_true(cast("2015-03-18T", "2015-03-18"));
    assert_true(cast("+12345-01-01", "+12345-01-01"));
    assert_true(cast("-0001-02-03", "-0001-02-03"));
    static const char *const bad[] = {"",
                                      "015",
                                      "2015-03-18X",
                                      "2015/03/18",
                                      "2015.03.18",
                                      "20150318",
                                      "2015-031-8",
                                      "015-03-18",
                                      "2015-",
                                      "2015-3-",
                                      "2015-02-30",
                                      "2015-13-01",
                                      "--2015",
                                      "2015-03 18",
                                      "12345678-1-1",
                                      "5881581-01-01",
                                      "5881580-07-12",
                                      "-5877641-06-22"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (!cast(bad[i], NULL)) fail_msg("took %s", bad[i]);
    assert_true(cast("5881580-07-11", "+5881580-07-11"));
    assert_true(cast("-5877641-06-23", "-5877641-06-23"));
}

static void casts_timestamps_as_spark_does(void **state)
{
    (void)state;
    CHECK_TEXT(stamp("2015"), "2015-01-01 00:00:00");
    CHECK_TEXT(stamp("2015-03-18 12"), "2015-03-18 12:00:00");
    CHECK_TEXT(stamp("2015-03-18 12:3"), "2015-03-18 12:03:00");
    CHECK_TEXT(stamp(" 2015-03-18 1:2:3.4567891 "), "2015-03-18 01:02:03.456789");
    CHECK_TEXT(stamp("2015-03-18T12:03:17Z"), "2015-03-18 12:03:17 0");
    CHECK_TEXT(stamp("2015-03-18T12:03:17-1:0"), "2015-03-18 12:03:17 -3600");
    CHECK_TEXT(stamp("2015-03-18T12:03:17+07:30"), "2015-03-18 12:03:17 27000");
    CHECK_TEXT(stamp("2015-03-18 12:03:17 UTC"), "2015-03-18 12:03:17 0");
    CHECK_TEXT(stamp("2015-03-18 12:03:17 GMT+01:00"), "2015-03-18 12:03:17 3600");
    CHECK_TEXT(stamp("2015-03-18 12:03:17 Europe/Lisbon"), "2015-03-18 12:03:17 Europe/Lisbon");
    static const char *const bad[] = {"",
                                      "2015-03-18 ab",
                                      "2015-03-18 25:00:00",
                                      "2015-03-18 12:60:00",
                                      "2015-03 12:00:00",
                                      "12:30:00",
                                      "2015-03-18T12:03:17-19:00",
                                      "2015-03-18 12:03:17 +",
                                      "2015-03-18 12:03:17 1",
                                      "2015-02-29 00:00:00",
                                      "294248-01-01 00:00:00"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const char *got = stamp(bad[i]);
        if (strcmp(got, "no") != 0) fail_msg("%s: %s", bad[i], got);
    }
}

static void reads_back_what_it_prints(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 100000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        int64_t           us = (int64_t)seed >> (i % 12);
        lt_timestamp_text t;
        const char       *text = time_text(us);
        if (!lt_parse_timestamp(text, strlen(text), &t) || t.local_us != us) fail_msg("%s", text);
    }
}

static void has_a_clock_that_can_be_stopped(void **state)
{
    (void)state;
    lt_error err;
    lt_clock_set_us(1500000);
    assert_int_equal(lt_clock_now_us(), 1500000);
    lt_clock_unset();
    CHECK_OK(lt_clock_check(&err), &err);
    assert_int_equal(lt_clock_now_us(), INT64_C(1782871200000000)); /* LOTE_CLOCK of main */
    int64_t before = lt_clock_monotonic_ns();
    assert_true(lt_clock_monotonic_ns() >= before && before > 0);
}

int main(void)
{
    setenv("LOTE_CLOCK", "2026-07-01T02:00:00Z", 1);
    return RUN(test(counts_every_day_of_800_years), test(agrees_with_libc_on_random_instants),
               test(holds_at_the_limits), test(prints_years_as_java_does),
               test(reads_strict_dates_only), test(casts_dates_as_spark_does),
               test(casts_timestamps_as_spark_does), test(reads_back_what_it_prints),
               test(has_a_clock_that_can_be_stopped));
}
