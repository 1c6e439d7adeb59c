/* Calendar arithmetic in years that begin in March, so that the leap day comes last and a
 * month's first day is a linear formula; 400 years are 146097 days. */
#include "core/civil.h"

#include "core/number.h"

enum { DAYS_400 = 146097, DAYS_TO_EPOCH = 719468 /* 0000-03-01 to 1970-01-01 */ };

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

bool lt_is_leap_year(int32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int lt_days_in_month(int32_t year, int month)
{
    static const int8_t days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) return 0;
    return days[month] + (month == 2 && lt_is_leap_year(year));
}

bool lt_is_date(int64_t year, int64_t month, int64_t day)
{
    if (year < INT32_MIN || year > INT32_MAX || month < 1 || month > 12) return false;
    return day >= 1 && day <= lt_days_in_month((int32_t)year, (int)month);
}

static int64_t days_from_date(int64_t year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * DAYS_400 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_EPOCH;
}

int32_t lt_days_from_date(int32_t year, int month, int day)
{
    return (int32_t)days_from_date(year, month, day);
}

void lt_date_from_days(int32_t days, int32_t *year, int *month, int *day)
{
    int64_t z = (int64_t)days + DAYS_TO_EPOCH;
    int64_t era = floor_div(z, DAYS_400);
    int64_t of_era = z - era * DAYS_400;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / (DAYS_400 - 1)) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t march = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * march + 2) / 5 + 1);
    *month = (int)(march + (march < 10 ? 3 : -9));
    *year = (int32_t)(y + era * 400 + (*month <= 2));
}

int lt_weekday(int32_t days) /* 1970-01-01 was a Thursday */
{
    int64_t since_monday = (int64_t)days + 3;
    return (int)(since_monday - 7 * floor_div(since_monday, 7)) + 1;
}

int lt_day_of_year(int32_t days)
{
    int32_t year;
    int     month, day;
    lt_date_from_days(days, &year, &month, &day);
    return (int)(days - days_from_date(year, 1, 1)) + 1;
}

bool lt_micros_from_civil(const lt_civil *t, int64_t *out)
{
    if (!lt_is_date(t->year, t->month, t->day)) return false;
    if ((uint32_t)t->hour > 23 || (uint32_t)t->minute > 59 || (uint32_t)t->second > 59 ||
        (uint32_t)t->micro > 999999)
        return false;
    int64_t days = days_from_date(t->year, t->month, t->day);
    int64_t of_day = (t->hour * 3600 + t->minute * 60 + t->second) * LT_US_PER_SECOND + t->micro;

    /* The first day of int64 begins before int64 does: count back from the day after. */
    bool    before = days < 0;
    int64_t micros;
    if (__builtin_mul_overflow(days + before, LT_US_PER_DAY, &micros)) return false;
    return !__builtin_add_overflow(micros, before ? of_day - LT_US_PER_DAY : of_day, out);
}

int32_t lt_days_from_micros(int64_t micros) { return (int32_t)floor_div(micros, LT_US_PER_DAY); }

int64_t lt_micros_of_day(int64_t micros)
{
    int64_t rest = micros % LT_US_PER_DAY;
    return rest < 0 ? rest + LT_US_PER_DAY : rest;
}

lt_civil lt_civil_from_micros(int64_t micros)
{
    lt_civil t;
    int      month, day;
    int64_t  of_day = lt_micros_of_day(micros);
    int32_t  second = (int32_t)(of_day / LT_US_PER_SECOND);

    lt_date_from_days(lt_days_from_micros(micros), &t.year, &month, &day);
    t.month = month;
    t.day = day;
    t.hour = second / 3600;
    t.minute = second / 60 % 60;
    t.second = second % 60;
    t.micro = (int32_t)(of_day % LT_US_PER_SECOND);
    return t;
}

/* ---- printing ---- */

static char *put_2(char *p, int value)
{
    p[0] = (char)('0' + value / 10);
    p[1] = (char)('0' + value % 10);
    return p + 2;
}

static char *put_year(char *p, int32_t year)
{
    if (year >= 0 && year <= 9999) {
        p = put_2(p, year / 100);
        return put_2(p, year % 100);
    }
    *p++ = year < 0 ? '-' : '+';
    int64_t size = year < 0 ? -(int64_t)year : year;
    for (int64_t pad = 1000; pad > size && pad > 1; pad /= 10) *p++ = '0';
    char digits[LT_I64_TEXT];
    int  n = (int)lt_print_i64(digits, size);
    for (int i = 0; i < n; i++) *p++ = digits[i];
    return p;
}

static char *put_date(char *p, int32_t days)
{
    int32_t year;
    int     month, day;
    lt_date_from_days(days, &year, &month, &day);
    p = put_year(p, year);
    *p++ = '-';
    p = put_2(p, month);
    *p++ = '-';
    return put_2(p, day);
}

static char *put_time(char *p, int64_t of_day)
{
    int second = (int)(of_day / LT_US_PER_SECOND);
    p = put_2(p, second / 3600);
    *p++ = ':';
    p = put_2(p, second / 60 % 60);
    *p++ = ':';
    return put_2(p, second % 60);
}

static char *put_micro(char *p, int micro)
{
    *p++ = '.';
    p = put_2(p, micro / 10000);
    p = put_2(p, micro / 100 % 100);
    return put_2(p, micro % 100);
}

size_t lt_print_date(char out[LT_DATE_TEXT], int32_t days)
{
    return (size_t)(put_date(out, days) - out);
}

size_t lt_print_timestamp(char out[LT_TIMESTAMP_TEXT], int64_t local_us)
{
    int64_t of_day = lt_micros_of_day(local_us);
    char   *p = put_date(out, lt_days_from_micros(local_us));
    *p++ = ' ';
    p = put_time(p, of_day);
    if (of_day % LT_US_PER_SECOND) {
        p = put_micro(p, (int)(of_day % LT_US_PER_SECOND));
        while (p[-1] == '0') p--;
    }
    return (size_t)(p - out);
}

size_t lt_print_instant(char out[LT_TIMESTAMP_TEXT], int64_t utc_us)
{
    int64_t of_day = lt_micros_of_day(utc_us);
    char   *p = put_date(out, lt_days_from_micros(utc_us));
    *p++ = 'T';
    p = put_time(p, of_day);
    p = put_micro(p, (int)(of_day % LT_US_PER_SECOND));
    *p++ = 'Z';
    return (size_t)(p - out);
}
