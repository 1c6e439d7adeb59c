#include "tests/kernels.h"

#include "core/zone.h"

#define I32  LT_TYPE(I32)
#define I64  LT_TYPE(I64)
#define F64  LT_TYPE(F64)
#define DATE LT_TYPE(DATE)
#define TS   LT_TYPE(TIMESTAMP)
#define NTZ  LT_TYPE(TIMESTAMP_NTZ)

static void reads_fields_of_dates(void **state)
{
    (void)state;
    lt_column *c = COLUMN(DATE, "2024-02-29", "1969-12-31", "2009-07-30", NULL, "0001-01-01");
    CHECK_COLUMN(call_kernel(lt_kernel_year, I32, 1, c), "2024|1969|2009|NULL|1");
    CHECK_COLUMN(call_kernel(lt_kernel_quarter, I32, 1, c), "1|4|3|NULL|1");
    CHECK_COLUMN(call_kernel(lt_kernel_month, I32, 1, c), "2|12|7|NULL|1");
    CHECK_COLUMN(call_kernel(lt_kernel_day, I32, 1, c), "29|31|30|NULL|1");
    CHECK_COLUMN(call_kernel(lt_kernel_dayofweek, I32, 1, c), "5|4|5|NULL|2");
    CHECK_COLUMN(call_kernel(lt_kernel_weekday, I32, 1, c), "3|2|3|NULL|0");
    CHECK_COLUMN(call_kernel(lt_kernel_dayofyear, I32, 1, c), "60|365|211|NULL|1");
    CHECK_COLUMN(call_kernel(lt_kernel_weekofyear, I32, 1,
                             COLUMN(DATE, "2008-02-20", "2021-01-03", "2024-12-30")),
                 "8|53|1");
}

static void reads_clocks_in_the_session_zone(void **state)
{
    (void)state;
    lt_zone   *zone;
    lt_column *c = COLUMN(TS, "2024-07-01 23:30:15.5", "1969-12-31 23:59:59");
    CHECK_COLUMN(call_kernel(lt_kernel_hour, I32, 1, c), "23|23");
    CHECK_COLUMN(call_kernel(lt_kernel_minute, I32, 1, c), "30|59");
    CHECK_COLUMN(call_kernel(lt_kernel_second, I32, 1, c), "15|59");
    CHECK_OK(lt_zone_open(&zone, lt_mem_default(), "+05:30", 6, &kernel_error), &kernel_error);
    kernel_zone = zone;
    CHECK_COLUMN(call_kernel(lt_kernel_hour, I32, 1, c), "5|5");
    CHECK_COLUMN(call_kernel(lt_kernel_minute, I32, 1, c), "0|29");
    CHECK_COLUMN(call_kernel(lt_kernel_day, I32, 1, c), "2|1");
    CHECK_COLUMN(call_kernel(lt_kernel_date_trunc, TS, 2, constant(LT_TYPE(STRING), 2, "HOUR"), c),
                 "2024-07-02 05:00:00|1970-01-01 05:00:00");
    CHECK_COLUMN(call_kernel(lt_kernel_date_trunc, TS, 2, constant(LT_TYPE(STRING), 2, "month"), c),
                 "2024-07-01 00:00:00|1970-01-01 00:00:00");
    lt_column *n = COLUMN(NTZ, "2024-07-01 23:30:15");
    CHECK_COLUMN(call_kernel(lt_kernel_hour, I32, 1, n), "23");
    CHECK_COLUMN(call_kernel(lt_kernel_unix_timestamp, I64, 1, COLUMN(TS, "1970-01-01 05:30:00")),
                 "0");
    kernel_zone = NULL;
    lt_zone_close(zone);
}

static void moves_dates(void **state)
{
    (void)state;
    lt_column *c = COLUMN(DATE, "2016-07-30", "2024-02-28", NULL);
    CHECK_COLUMN(call_kernel(lt_kernel_date_add, DATE, 2, c, constant(I32, 3, "2")),
                 "2016-08-01|2024-03-01|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_date_sub, DATE, 2, c, constant(I32, 3, "30")),
                 "2016-06-30|2024-01-29|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_datediff, I32, 2, COLUMN(DATE, "2009-07-31", "2009-07-30"),
                             COLUMN(DATE, "2009-07-30", "2009-07-31")),
                 "1|-1");
    CHECK_REFUSED(call_kernel(lt_kernel_date_add, DATE, 2, c, constant(I32, 3, "2147483647")),
                  "date_add(2016-07-30, 2147483647) is out of range");
    CHECK_COLUMN(call_kernel(lt_kernel_last_day, DATE, 1,
                             COLUMN(DATE, "2009-01-12", "2024-02-01", "2023-02-28")),
                 "2009-01-31|2024-02-29|2023-02-28");
    CHECK_COLUMN(call_kernel(lt_kernel_add_months, DATE, 2,
                             COLUMN(DATE, "2016-08-31", "2024-03-31", "2000-01-15", "2024-02-29"),
                             COLUMN(I32, "1", "-1", "-13", "12")),
                 "2016-09-30|2024-02-29|1998-12-15|2025-02-28");
    CHECK_COLUMN(call_kernel(lt_kernel_make_date, DATE, 3, COLUMN(I32, "2013"), COLUMN(I32, "7"),
                             COLUMN(I32, "15")),
                 "2013-07-15");
    CHECK_REFUSED(call_kernel(lt_kernel_make_date, DATE, 3, COLUMN(I32, "2019"), COLUMN(I32, "13"),
                              COLUMN(I32, "1")),
                  "out of range");
}

static void cuts_dates(void **state)
{
    (void)state;
    lt_column *c = constant(DATE, 6, "2019-08-04");
    lt_column *unit = STRINGS("week", "quarter", "MM", "YYYY", "hour", "nonsense");
    CHECK_COLUMN(call_kernel(lt_kernel_trunc, DATE, 2, c, unit),
                 "2019-07-29|2019-07-01|2019-08-01|2019-01-01|NULL|NULL");
    lt_column *t = constant(NTZ, 7, "2015-03-05 09:32:05.123456");
    CHECK_COLUMN(call_kernel(lt_kernel_date_trunc, NTZ, 2,
                             STRINGS("YEAR", "MM", "DD", "HOUR", "MILLISECOND", "week", "no"), t),
                 "2015-01-01 00:00:00|2015-03-01 00:00:00|2015-03-05 00:00:00|2015-03-05 09:00:00|"
                 "2015-03-05 09:32:05.123|2015-03-02 00:00:00|NULL");
}

static void counts_months_as_spark(void **state)
{
    (void)state;
    CHECK_COLUMN(
        call_kernel(
            lt_kernel_months_between, F64, 2,
            COLUMN(NTZ, "1997-02-28 10:30:00", "2024-02-29 00:00:00", "2024-03-15 10:00:00"),
            COLUMN(NTZ, "1996-10-30 00:00:00", "2024-01-31 12:00:00", "2024-01-15 00:00:00")),
        "3.94959677|1.0|2.0");
}

static void casts_by_other_names(void **state)
{
    (void)state;
    CHECK_COLUMN(call_kernel(lt_kernel_to_date, DATE, 1, STRINGS("2009-07-30 04:17:52", NULL)),
                 "2009-07-30|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_to_timestamp, TS, 1, STRINGS("2016-12-31 00:12:00")),
                 "2016-12-31 00:12:00");
    CHECK_REFUSED(call_kernel(lt_kernel_to_date, DATE, 1, STRINGS("31/12/2016")), "is not a date");
    CHECK_COLUMN(call_kernel(lt_kernel_timestamp_seconds, TS, 1, COLUMN(I64, "1230219000")),
                 "2008-12-25 15:30:00");
}

static void survives_refused_memory(void **state)
{
    (void)state;
    const lt_column *args[] = {COLUMN(DATE, "2019-08-04", NULL), STRINGS("month", "no")};
    EACH_FAULT (mem) {
        lt_column *out;
        if (call_status(&out, lt_kernel_trunc, mem, DATE, args, 2, true) == LT_OK)
            CHECK_TEXT(column_text(out), "2019-08-01|NULL");
        lt_column_release(out);
    }
}

int main(void)
{
    return RUN(kernel_test(reads_fields_of_dates), kernel_test(reads_clocks_in_the_session_zone),
               kernel_test(moves_dates), kernel_test(cuts_dates),
               kernel_test(counts_months_as_spark), kernel_test(casts_by_other_names),
               kernel_test(survives_refused_memory));
}
