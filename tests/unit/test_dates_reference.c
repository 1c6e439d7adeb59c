/* Random dates and timestamps against slow references: counting, and the C library's zones. */
#include "tests/kernels.h"

#include "core/civil.h"
#include "core/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 4000 };
#define SECOND INT64_C(1000000)

static lt_column *opened(lt_type type, void **values)
{
    lt_column *c;
    lt_error   err;
    CHECK_OK(lt_column_open(&c, lt_mem_default(), type, ROWS, &err), &err);
    *values = c->values;
    return c;
}

/* fn(a, b, …) over FLAT columns; the result is the caller's, the arguments stay. */
static lt_column *run(lt_kernel *fn, lt_type result, const lt_zone *zone, lt_column **args,
                      int count)
{
    lt_error   err;
    lt_column *out = NULL;
    lt_call    call = {.mem = lt_mem_default(),
                       .args = (const lt_column *const *)args,
                       .arg_count = count,
                       .rows = ROWS,
                       .result = result,
                       .zone = zone};
    CHECK_OK(fn(&call, &out, &err), &err);
    return out;
}

static int64_t between(int64_t least, int64_t most)
{
    return least + (int64_t)(random_bits() % (uint64_t)(most - least + 1));
}

/* ---- days ---- */

static void fields_are_those_of_the_c_library(void **state)
{
    (void)state;
    static const struct {
        lt_kernel  *fn;
        const char *format;
    } table[] = {{lt_kernel_weekofyear, "%V"}, {lt_kernel_yearofweek, "%G"},
                 {lt_kernel_dayofyear, "%j"},  {lt_kernel_weekday, "%u"},
                 {lt_kernel_day, "%d"},        {lt_kernel_month, "%m"}};
    int32_t   *days;
    lt_column *c = opened(LT_TYPE(DATE), (void **)&days);
    for (int i = 0; i < ROWS; i++) days[i] = (int32_t)between(-719162, 2932896);
    for (size_t k = 0; k < sizeof(table) / sizeof(*table); k++) {
        lt_column *got = run(table[k].fn, LT_TYPE(I32), NULL, &c, 1);
        for (int i = 0; i < ROWS; i++) {
            char      text[32];
            time_t    s = (time_t)days[i] * 86400;
            struct tm tm;
            gmtime_r(&s, &tm);
            assert_true(strftime(text, sizeof(text), table[k].format, &tm) > 0);
            int want = (int)strtol(text, NULL, 10) - (table[k].fn == lt_kernel_weekday);
            assert_int_equal(((int32_t *)got->values)[i], want);
        }
        lt_column_release(got);
    }
    lt_column_release(c);
}

/* The next day of a name, found by walking. */
static void next_days_are_walked_to(void **state)
{
    (void)state;
    static const char *const names[] = {"mo", "TUE", "Wednesday", "th", "Fri", "SATURDAY", "su"};
    int32_t                 *days;
    lt_column               *args[2] = {opened(LT_TYPE(DATE), (void **)&days), NULL};
    for (int i = 0; i < ROWS; i++) days[i] = (int32_t)between(-719162, 2932896);
    for (int wanted = 1; wanted <= 7; wanted++) {
        args[1] = constant(LT_TYPE(STRING), ROWS, names[wanted - 1]);
        lt_column *got = run(lt_kernel_next_day, LT_TYPE(DATE), NULL, args, 2);
        for (int i = 0; i < ROWS; i++) {
            int32_t day = days[i] + 1;
            while (lt_weekday(day) != wanted) day++;
            assert_int_equal(((int32_t *)got->values)[i], day);
        }
        lt_column_release(got);
    }
    lt_column_release(args[0]);
}

/* ---- units ---- */

/* Months of java.time: a last day that is not over does not count; then a month is over at the same
 * day of a later one. Walked one by one. */
static int64_t count_months(int64_t from, int64_t to)
{
    int32_t a = lt_days_from_micros(from), b = lt_days_from_micros(to), year;
    int     month, day, last_month, last_day;
    int64_t n = 0, part_a = lt_micros_of_day(from), part_b = lt_micros_of_day(to);
    if (b > a && part_b < part_a) b--;
    if (b < a && part_b > part_a) b++;
    lt_date_from_days(b, &year, &last_month, &last_day);
    int64_t last = (int64_t)year * 12 + last_month;
    lt_date_from_days(a, &year, &month, &day);
    int64_t at = (int64_t)year * 12 + month;
    while (at + 1 < last || (at + 1 == last && day <= last_day)) at++, n++;
    while (at - 1 > last || (at - 1 == last && day >= last_day)) at--, n--;
    return n;
}

static void differences_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        int64_t     months, us;
    } units[] = {{"YEAR", 12, 0},
                 {"QUARTER", 3, 0},
                 {"MONTH", 1, 0},
                 {"WEEK", 0, 7 * 86400 * SECOND},
                 {"DAY", 0, 86400 * SECOND},
                 {"HOUR", 0, 3600 * SECOND},
                 {"MINUTE", 0, 60 * SECOND},
                 {"MILLISECOND", 0, 1000}};
    int64_t   *a, *b;
    lt_column *args[3] = {NULL, opened(LT_TYPE(TIMESTAMP), (void **)&a),
                          opened(LT_TYPE(TIMESTAMP), (void **)&b)};
    for (int i = 0; i < ROWS; i++) {
        a[i] = between(-2000000000, 4000000000) * SECOND + between(0, 999999);
        b[i] = a[i] + between(-100000000, 100000000) * SECOND;
        if (i % 4 == 0) b[i] = a[i] + between(-800, 800) * 86400 * SECOND; /* the same time */
    }
    for (size_t k = 0; k < sizeof(units) / sizeof(*units); k++) {
        args[0] = constant(LT_TYPE(STRING), ROWS, units[k].unit);
        lt_column *got = run(lt_kernel_timestampdiff, LT_TYPE(I64), NULL, args, 3);
        for (int i = 0; i < ROWS; i++) {
            int64_t want = units[k].months ? count_months(a[i], b[i]) / units[k].months
                                           : (b[i] - a[i]) / units[k].us;
            assert_int_equal(((int64_t *)got->values)[i], want);
        }
        lt_column_release(got);
    }
    lt_column_release(args[1]);
    lt_column_release(args[2]);
}

/* ---- zones ---- */

static struct tm clock_of(int64_t us)
{
    struct tm tm;
    time_t    s = (time_t)(us / SECOND - (us % SECOND < 0));
    localtime_r(&s, &tm);
    return tm;
}

/* The clock of the C library, as seconds since 1970. */
static int64_t wall_s(int64_t us)
{
    struct tm tm = clock_of(us);
    return (int64_t)timegm(&tm);
}

/* us moved by months (kept within the month) and days on the clock that shows local_s. */
static int64_t moved_wall(int64_t local_s, int64_t months, int64_t days)
{
    struct tm tm;
    time_t    s = (time_t)local_s;
    gmtime_r(&s, &tm);
    int day = tm.tm_mday;
    tm.tm_mday = 1;
    tm.tm_mon += (int)months;
    int64_t   first = timegm(&tm);
    struct tm last = {.tm_year = tm.tm_year, .tm_mon = tm.tm_mon + 1, .tm_mday = 0};
    timegm(&last);
    return first + (int64_t)((day < last.tm_mday ? day : last.tm_mday) - 1 + days) * 86400;
}

/* One moved instant: its clock is the moved clock, or in a gap later by the gap, which is at most
 * some hours; where two instants have that clock, the offset before decides. */
static void check_moved(int64_t from, int64_t got, int64_t want_s)
{
    int64_t shown = wall_s(got);
    if (shown != want_s) {
        assert_in_range(shown - want_s, 1, 4 * 3600);
        for (int64_t us = got - 4 * 3600 * SECOND; us <= got + 4 * 3600 * SECOND;
             us += 900 * SECOND)
            assert_int_not_equal(wall_s(us), want_s); /* nothing near has the clock: a gap */
        return;
    }
    long before = clock_of(from).tm_gmtoff, after = clock_of(got).tm_gmtoff;
    if (before == after) return;
    int64_t other = (want_s - before) * SECOND + (got % SECOND + SECOND) % SECOND;
    assert_int_not_equal(wall_s(other), want_s);
}

static void months_and_days_move_the_clock(void **state)
{
    (void)state;
    static const char *const zones[] = {"Europe/Madrid", "America/New_York", "Australia/Lord_Howe",
                                        "Asia/Kolkata", "America/Santiago"};
    int64_t                 *us;
    int32_t                 *months, *zero, *days;
    lt_column               *dates[4] = {opened(LT_TYPE(TIMESTAMP), (void **)&us), NULL,
                                         opened(LT_TYPE(I32), (void **)&months), NULL};
    lt_column               *day_args[2] = {dates[0], opened(LT_TYPE(I32), (void **)&days)};
    dates[1] = opened(LT_TYPE(I32), (void **)&zero);
    for (size_t z = 0; z < sizeof(zones) / sizeof(*zones); z++) {
        lt_zone *zone;
        lt_error err;
        char     tz[64];
        CHECK_OK(lt_zone_open(&zone, lt_mem_default(), zones[z], strlen(zones[z]), &err), &err);
        snprintf(tz, sizeof(tz), ":%s", zones[z]);
        setenv("TZ", tz, 1);
        tzset();
        for (int i = 0; i < ROWS; i++) {
            /* half of them near the changes of a spring or autumn */
            us[i] = between(INT64_C(315532800), INT64_C(2000000000)) * SECOND;
            if (i & 1) us[i] -= us[i] % (1800 * SECOND);
            months[i] = (int32_t)between(-30, 30);
            days[i] = (int32_t)between(-200, 200);
            zero[i] = 0;
        }
        lt_column *by_month = run(lt_kernel_add_ym_interval, LT_TYPE(TIMESTAMP), zone, dates, 3);
        lt_column *by_day = run(lt_kernel_add_day_interval, LT_TYPE(TIMESTAMP), zone, day_args, 2);
        for (int i = 0; i < ROWS; i++) {
            int64_t local = wall_s(us[i]);
            check_moved(us[i], ((int64_t *)by_month->values)[i], moved_wall(local, months[i], 0));
            check_moved(us[i], ((int64_t *)by_day->values)[i], moved_wall(local, 0, days[i]));
        }
        lt_column_release(by_month);
        lt_column_release(by_day);
        lt_zone_close(zone);
    }
    setenv("TZ", "UTC", 1);
    tzset();
    for (int i = 0; i < 3; i++) lt_column_release(dates[i]);
    lt_column_release(day_args[1]);
}

/* ---- memory ---- */

static void refused_memory_leaks_nothing(void **state)
{
    (void)state;
    lt_column *texts = STRINGS("2024-01-05 10:00 Asia/Seoul", "2024-02-05 11:00 Europe/Madrid");
    lt_column *times = COLUMN(LT_TYPE(TIMESTAMP), "2024-01-05 10:00:00", "2024-01-06 10:00:00");
    lt_column *zones = STRINGS("Asia/Seoul", "Europe/Madrid");
    const lt_column *read[] = {texts, constant(LT_TYPE(STRING), 2, "yyyy-MM-dd HH:mm VV")};
    const lt_column *print[] = {times, constant(LT_TYPE(STRING), 2, "EEEE d MMMM yyyy HH:mm:ss")};
    const lt_column *moved[] = {times, zones};
    const lt_column *text[] = {STRINGS("2024-01-05", "2024-01-06"), constant(LT_TYPE(I32), 2, "3")};
    const struct {
        lt_kernel              *fn;
        lt_type                 result;
        const lt_column *const *args;
    } calls[] = {{lt_kernel_to_timestamp, LT_TYPE(TIMESTAMP), read},
                 {lt_kernel_date_format, LT_TYPE(STRING), print},
                 {lt_kernel_from_utc_timestamp, LT_TYPE(TIMESTAMP), moved},
                 {lt_kernel_add_day_interval, LT_TYPE(STRING), text}};
    for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
        EACH_FAULT (mem) {
            lt_column *out = NULL;
            lt_status  status =
                call_status(&out, calls[i].fn, mem, calls[i].result, calls[i].args, 2, true);
            assert_true(status == LT_OK || status == LT_ENOMEM);
            lt_column_release(out);
        }
}

int main(void)
{
    return RUN(kernel_test(fields_are_those_of_the_c_library), kernel_test(next_days_are_walked_to),
               kernel_test(differences_are_counted), kernel_test(months_and_days_move_the_clock),
               kernel_test(refused_memory_leaks_nothing));
}
