#include "core/datetime_pattern.h"

#include "tests/helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static lt_pattern compiled(const char *pattern, lt_pattern_use use)
{
    lt_pattern p;
    lt_error   err;
    if (lt_pattern_compile(&p, pattern, strlen(pattern), use, &err))
        fail_msg("%s: %s", pattern, err.text);
    return p;
}

static const char *printed_at(const char *pattern, lt_pattern_clock t)
{
    static char text[512];
    lt_buf      out = {.mem = lt_mem_default()};
    lt_pattern  p = compiled(pattern, LT_PATTERN_PRINT);
    lt_error    err;
    CHECK_OK(lt_pattern_print(&out, &p, &t, &err), &err);
    assert_true(out.len < sizeof(text));
    if (out.len) memcpy(text, out.data, out.len);
    text[out.len] = 0;
    lt_buf_clear(&out);
    return text;
}

/* time: 2024-02-29 15:04:05.678912, in UTC unless said */
static const char *printed(const char *pattern, const char *time, int32_t offset_s)
{
    lt_timestamp_text t;
    assert_true(lt_parse_timestamp(time, strlen(time), &t));
    return printed_at(pattern,
                      (lt_pattern_clock){t.local_us, offset_s, offset_s ? "Europe/Madrid" : "UTC",
                                         offset_s ? "CET" : "UTC"});
}

/* What a text says, as 2024-02-29 15:04:05 and its zone; "no" where it does not fit. */
static const char *parsed(const char *pattern, const char *text)
{
    static char       out[128];
    lt_timestamp_text t;
    lt_pattern        p = compiled(pattern, LT_PATTERN_PARSE);
    if (!lt_pattern_parse(&p, text, strlen(text), &t)) return "no";
    size_t n = lt_print_timestamp(out, t.local_us);
    out[n] = 0;
    if (t.has_offset) snprintf(out + n, sizeof(out) - n, " %+d", t.offset_s);
    if (t.zone) snprintf(out + n, sizeof(out) - n, " %.*s", (int)t.zone_len, t.zone);
    return out;
}

static void prints_every_letter(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"y yy yyy yyyy yyyyy", "2024 24 2024 2024 02024"},
        {"M MM MMM MMMM L LL LLL LLLL", "2 02 Feb February 2 02 Feb February"},
        {"d dd D DD DDD F", "29 29 60 60 060 1"},
        {"Q QQ QQQ QQQQ q qq qqq qqqq", "1 01 Q1 1st quarter 1 01 Q1 1st quarter"},
        {"E EE EEE EEEE", "Thu Thu Thu Thursday"},
        {"G GG GGG GGGG", "AD AD AD Anno Domini"},
        {"a h hh K KK k kk H HH", "PM 3 03 3 03 15 15 15 15"},
        {"m mm s ss", "4 04 5 05"},
        {"S SS SSS SSSS SSSSS SSSSSS SSSSSSS SSSSSSSSS",
         "6 67 678 6789 67891 678912 6789120 678912000"},
        {"VV z zzz O OOOO", "UTC UTC UTC GMT GMT"},
        {"X XX XXX XXXX XXXXX", "Z Z Z Z Z"},
        {"x xx xxx xxxx xxxxx", "+00 +0000 +00:00 +0000 +00:00"},
        {"Z ZZ ZZZ ZZZZ ZZZZZ", "+0000 +0000 +0000 GMT Z"},
        {"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "2024-02-29T15:04:05.678Z"},
        {"'it''s' yyyy '' ''''", "it's 2024 ' '"},
        {"yyyy[-MM[-dd]]", "2024-02-29"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        CHECK_TEXT(printed(table[i][0], "2024-02-29 15:04:05.678912", 0), table[i][1]);
    CHECK_TEXT(printed("hh:mm a K k", "2024-02-29 00:30:00", 0), "12:30 AM 0 24");
    CHECK_TEXT(printed("hh:mm a K k", "2024-02-29 12:30:00", 0), "12:30 PM 0 12");
    CHECK_TEXT(printed("yyyy y GGGG", "+12024-01-01", 0), "+12024 12024 Anno Domini");
    CHECK_TEXT(printed("yyyy", "-0044-03-15", 0), "-0044");
    CHECK_TEXT(printed("yyyy G", "-0044-03-15", 0), "0045 BC");
}

static void prints_offsets(void **state)
{
    (void)state;
    static const char *const forms = "X XX XXX XXXX XXXXX x xx xxx Z ZZZZ ZZZZZ O OOOO";
    CHECK_TEXT(printed(forms, "2024-01-01", 3600),
               "+01 +0100 +01:00 +0100 +01:00 +01 +0100 +01:00 +0100 GMT+01:00 +01:00 GMT+1 "
               "GMT+01:00");
    CHECK_TEXT(printed(forms, "2024-01-01", -34200),
               "-0930 -0930 -09:30 -0930 -09:30 -0930 -0930 -09:30 -0930 GMT-09:30 -09:30 "
               "GMT-9:30 GMT-09:30");
    CHECK_TEXT(printed("X XX XXX XXXX XXXXX", "2024-01-01", 30615),
               "+0830 +0830 +08:30 +083015 +08:30:15");
    CHECK_TEXT(printed("VV z", "2024-01-01", 3600), "Europe/Madrid CET");
    CHECK_TEXT(printed_at("z", (lt_pattern_clock){0, 10800, "Europe/Istanbul", "+03"}),
               "GMT+03:00");
    CHECK_TEXT(printed_at("z", (lt_pattern_clock){0, 10800, "+03:00", "+03:00"}), "+03:00");
}

static void reads_dates(void **state)
{
    (void)state;
    static const char *const table[][3] = {
        {"yyyy-MM-dd", "2024-02-29", "2024-02-29 00:00:00"},
        {"yyyy-MM-dd", "2023-02-29", "no"},
        {"yyyy-MM-dd", "2024-2-9", "no"},
        {"yyyy-M-d", "2024-2-9", "2024-02-09 00:00:00"},
        {"yyyy-M-d", "2024-02-09", "2024-02-09 00:00:00"},
        {"yyyy-MM-dd", "2024-02-29 ", "no"},
        {"yyyy-MM-dd", " 2024-02-29", "no"},
        {"yyyy-MM-dd", "", "no"},
        {"dd/MM/yyyy", "31/12/1999", "1999-12-31 00:00:00"},
        {"dd/MM/yy", "31/12/99", "2099-12-31 00:00:00"},
        {"d MMM yyyy", "5 mar 2024", "2024-03-05 00:00:00"},
        {"d MMMM yyyy", "5 MARCH 2024", "2024-03-05 00:00:00"},
        {"d MMMM yyyy", "5 Mar 2024", "no"},
        {"yyyyMMdd", "20240305", "2024-03-05 00:00:00"},
        {"yyyyMMddHHmmss", "20240305140607", "2024-03-05 14:06:07"},
        {"yyyyMMddHHmmssSSS", "20240305140607123", "no"}, /* as in Spark: S has any width */
        {"yyyyMMddHHmmss.SSS", "20240305140607.123", "2024-03-05 14:06:07.123"},
        {"yyMMdd", "240305", "2024-03-05 00:00:00"},
        {"yyyy", "2024", "2024-01-01 00:00:00"},
        {"yyyy", "12024", "no"},
        {"yyyy", "+12024", "+12024-01-01 00:00:00"},
        {"yyyy", "+2024", "no"},
        {"yyyy", "-2024", "-2024-01-01 00:00:00"},
        {"y", "12024", "+12024-01-01 00:00:00"},
        {"y", "-0", "no"},
        {"MM-dd", "02-28", "1970-02-28 00:00:00"},
        {"MM-dd", "02-29", "no"}, /* of 1970 */
        {"yyyy-MM", "2024-13", "no"},
        {"yyyy-dd-DD", "2020-29-60", "2020-02-29 00:00:00"},
        {"yyyy-dd-DD", "2020-02-60", "no"},
        {"yyyy-MM-DD", "2020-02-60", "2020-02-29 00:00:00"},
        {"yyyy-MM-DD", "2020-03-60", "no"},
        {"yyyy-MM-dd-DD", "2020-02-29-60", "2020-02-29 00:00:00"},
        {"yyyy-MM-dd-DD", "2020-03-01-60", "no"},
        {"yyyy-DDD", "2020-366", "2020-12-31 00:00:00"},
        {"yyyy-DDD", "2019-366", "no"},
        {"DDD", "060", "1970-03-01 00:00:00"},
        {"y G", "45 BC", "-0044-01-01 00:00:00"},
        {"y GGGG", "2024 anno domini", "2024-01-01 00:00:00"},
        {"y G", "0 AD", "no"},
        {"yyyy yyyy", "2024 2024", "2024-01-01 00:00:00"},
        {"yyyy yyyy", "2024 2025", "no"},
        {"99999999999999999999", "99999999999999999999", "1970-01-01 00:00:00"},
        {"y", "99999999999999999999", "no"},
        {"y", "999999999", "no"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        const char *got = parsed(table[i][0], table[i][1]);
        if (strcmp(got, table[i][2]) != 0)
            fail_msg("%s by %s: %s, not %s", table[i][1], table[i][0], got, table[i][2]);
    }
}

static void reads_times_and_zones(void **state)
{
    (void)state;
    static const char *const table[][3] = {
        {"HH:mm", "15:04", "1970-01-01 15:04:00"},
        {"HH:mm", "24:00", "no"},
        {"kk:mm", "24:00", "1970-01-01 00:00:00"},
        {"hh:mm a", "12:30 am", "1970-01-01 00:30:00"},
        {"hh:mm a", "12:30 PM", "1970-01-01 12:30:00"},
        {"hh:mm a", "13:30 PM", "no"},
        {"hh:mm", "03:30", "1970-01-01 03:30:00"},
        {"KK:mm a", "00:30 PM", "1970-01-01 12:30:00"},
        {"a", "PM", "1970-01-01 12:00:00"},
        {"HH a", "15 AM", "no"},
        {"HH a", "15 PM", "1970-01-01 15:00:00"},
        {"HH:mm:ss.SSS", "15:04:05.1", "1970-01-01 15:04:05.1"},
        {"HH:mm:ss.SSS", "15:04:05.1234", "no"},
        {"HH:mm:ss.SSSSSSSSS", "15:04:05.123456789", "1970-01-01 15:04:05.123456"},
        {"HH:mm:ss[.SSS]", "15:04:05", "1970-01-01 15:04:05"},
        {"HH:mm:ss[.SSS]", "15:04:05.5", "1970-01-01 15:04:05.5"},
        {"yyyy[-MM[-dd]]", "2024-03", "2024-03-01 00:00:00"},
        {"[yyyy-MM-dd][dd.MM.yyyy]", "05.03.2024", "2024-03-05 00:00:00"},
        {"yyyy-MM-dd['T'][' ']HH", "2024-03-05T07", "2024-03-05 07:00:00"},
        {"HHX", "07Z", "1970-01-01 07:00:00 +0"},
        {"HHX", "07+0130", "1970-01-01 07:00:00 +5400"},
        {"HHX", "07-08", "1970-01-01 07:00:00 -28800"},
        {"HHXXX", "07-08:30", "1970-01-01 07:00:00 -30600"},
        {"HHXXX", "07-0830", "no"},
        {"HHXXX", "07+19:00", "no"},
        {"HHxxx", "07Z", "no"},
        {"HHZ", "07+0000", "1970-01-01 07:00:00 +0"},
        {"HHZZZZ", "07GMT-08:30", "1970-01-01 07:00:00 -30600"},
        {"HH O", "07 GMT+8", "1970-01-01 07:00:00 +28800"},
        {"HH O", "07 GMT", "1970-01-01 07:00:00 +0"},
        {"HH VV", "07 America/New_York", "1970-01-01 07:00:00 America/New_York"},
        {"HH VV", "07 +02:00", "1970-01-01 07:00:00 +02:00"},
        {"HH z", "07 PDT", "1970-01-01 07:00:00 PDT"},
        {"HH:mm", "1504", "no"},
        {"'at' HH", "AT 07", "1970-01-01 07:00:00"},
        {"HH''mm", "07'30", "1970-01-01 07:30:00"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        const char *got = parsed(table[i][0], table[i][1]);
        if (strcmp(got, table[i][2]) != 0)
            fail_msg("%s by %s: %s, not %s", table[i][1], table[i][0], got, table[i][2]);
    }
}

static void instants_are_read_in_their_own_zone(void **state)
{
    (void)state;
    static const char *const table[][3] = {
        {"yyyy-MM-dd HH:mm", "2024-07-01 12:00", "2024-07-01 10:00:00"}, /* Madrid */
        {"yyyy-MM-dd HH:mm XXX", "2024-07-01 12:00 Z", "2024-07-01 12:00:00"},
        {"yyyy-MM-dd HH:mm VV", "2024-07-01 12:00 Asia/Seoul", "2024-07-01 03:00:00"},
        {"yyyy-MM-dd HH:mm z", "2024-07-01 12:00 PDT", "2024-07-01 19:00:00"},
        {"yyyy-MM-dd HH:mm z", "2024-07-01 12:00 PST", "2024-07-01 19:00:00"},
        {"yyyy-MM-dd HH:mm", "2024-03-31 02:30", "2024-03-31 01:30:00"}, /* a gap: forward */
        {"yyyy-MM-dd HH:mm", "2024-10-27 02:30", "2024-10-27 00:30:00"}, /* twice: the earlier */
    };
    lt_zone *madrid;
    lt_error err;
    char     text[LT_TIMESTAMP_TEXT + 1];
    int64_t  us;
    CHECK_OK(lt_zone_open(&madrid, lt_mem_default(), "Europe/Madrid", 13, &err), &err);
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        lt_pattern p = compiled(table[i][0], LT_PATTERN_PARSE);
        assert_true(lt_pattern_parse_instant(&p, madrid, table[i][1], strlen(table[i][1]), &us));
        text[lt_print_timestamp(text, us)] = 0;
        CHECK_TEXT(text, table[i][2]);
    }
    lt_pattern p = compiled("VV", LT_PATTERN_PARSE);
    assert_false(lt_pattern_parse_instant(&p, madrid, "Nowhere/Atlantis", 16, &us));
    lt_zone_close(madrid);
}

static void refuses_what_spark_refuses(void **state)
{
    (void)state;
    static const struct {
        const char    *pattern;
        lt_pattern_use use;
        lt_status      status;
        const char    *text, *hint;
    } table[] = {
        {"YYYY-MM-dd", LT_PATTERN_PRINT, LT_EINVAL, "the letter Y has no meaning", "years are y"},
        {"ww", LT_PATTERN_PARSE, LT_EINVAL, "the letter w", "extract(week"},
        {"uuuu", LT_PATTERN_PARSE, LT_EINVAL, "the letter u", "years are y"},
        {"EEE d", LT_PATTERN_PARSE, LT_EINVAL, "the letter E is only for writing", "substring"},
        {"Q", LT_PATTERN_PARSE, LT_EINVAL, "the letter Q is only for writing", ""},
        {"yyyyyyy", LT_PATTERN_PRINT, LT_EINVAL, "too many letters y", ""},
        {"MMMMM", LT_PATTERN_PRINT, LT_EINVAL, "too many letters M", ""},
        {"ddd", LT_PATTERN_PRINT, LT_EINVAL, "too many letters d", ""},
        {"aa", LT_PATTERN_PRINT, LT_EINVAL, "too many letters a", ""},
        {"SSSSSSSSSS", LT_PATTERN_PRINT, LT_EINVAL, "too many letters S", ""},
        {"V", LT_PATTERN_PRINT, LT_EINVAL, "two letters V", "VV"},
        {"OO", LT_PATTERN_PRINT, LT_EINVAL, "one or four letters O", ""},
        {"A", LT_PATTERN_PRINT, LT_EINVAL, "the letter A has no meaning", "quotes"},
        {"yyyy-MM-ddTHH", LT_PATTERN_PARSE, LT_EINVAL, "the letter T", "'T'"},
        {"yyyy'T", LT_PATTERN_PRINT, LT_EINVAL, "a quote is not closed", ""},
        {"yyyy]", LT_PATTERN_PRINT, LT_EINVAL, "a ] without its [", ""},
        {"{yyyy}", LT_PATTERN_PRINT, LT_EINVAL, "a reserved character", ""},
        {"zzzz", LT_PATTERN_PRINT, LT_EUNSUPPORTED, "long names of zones", "VV"},
    };
    lt_pattern p;
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        lt_error err;
        assert_int_equal(
            lt_pattern_compile(&p, table[i].pattern, strlen(table[i].pattern), table[i].use, &err),
            table[i].status);
        CHECK_HAS(err.text, table[i].text);
        CHECK_HAS(err.hint, table[i].hint);
    }
    char     many[400];
    lt_error err;
    memset(many, '.', sizeof(many));
    assert_int_equal(lt_pattern_compile(&p, many, 400, LT_PATTERN_PRINT, &err), LT_EINVAL);
    for (int i = 0; i < 254; i += 2) memcpy(many + i, i & 2 ? "d." : "M.", 2);
    assert_int_equal(lt_pattern_compile(&p, many, 254, LT_PATTERN_PRINT, &err), LT_EINVAL);
    memset(many, '[', 100);
    assert_int_equal(lt_pattern_compile(&p, many, 40, LT_PATTERN_PARSE, &err), LT_OK);
    assert_int_equal(lt_pattern_compile(&p, many, 100, LT_PATTERN_PARSE, &err), LT_EINVAL);
}

/* The C library prints the same fields of the same instants. */
static void prints_as_strftime_does(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"yyyy-MM-dd HH:mm:ss", "%Y-%m-%d %H:%M:%S"},
        {"yy/M/d DDD", "%y/%-m/%-d %j"},
        {"EEE EEEE MMM MMMM", "%a %A %b %B"},
        {"hh:mm a h K", "%I:%M %p %-I %-I"},
        {"HH H m s", "%H %-H %-M %-S"},
    };
    uint64_t seed = 12345;
    for (int i = 0; i < 20000; i++) {
        char want[128];
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        time_t    s = (time_t)((int64_t)(seed >> 20) % 253402300800LL); /* 1970 to 9999 */
        struct tm tm;
        gmtime_r(&s, &tm);
        size_t which = (size_t)i % (sizeof(pairs) / sizeof(*pairs));
        assert_true(strftime(want, sizeof(want), pairs[which][1], &tm) > 0);
        const char *got = printed_at(pairs[which][0], (lt_pattern_clock){s * 1000000, 0, "", ""});
        if (which == 3) { /* K is I but for 12 */
            char *last = strrchr(want, ' ');
            if (strcmp(last, " 12") == 0) snprintf(last, 4, " 0");
        }
        CHECK_TEXT(got, want);
    }
}

/* What is printed with every field of a date and time reads back as the same. */
static void reads_what_it_prints(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "yyyy-MM-dd HH:mm:ss.SSSSSS",     "y/M/d H:m:s.SSSSSS",
        "dd MMM yyyy hh:mm:ss.SSSSSS a",  "MMMM d, yyyy KK:mm:ss.SSSSSS a",
        "yyyyDDD kk:mm:ss.SSSSSS",        "G yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS",
        "yyyyMMddHHmmss.SSSSSS",          "[yyyy-MM-dd ]['x']HH:mm:ss.SSSSSS",
        "yyyy-MM-dd HH:mm:ss.SSSSSS XXX",
    };
    uint64_t seed = 99;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        int64_t           us = (int64_t)(seed >> 8) % INT64_C(315537897600000000);
        lt_timestamp_text t;
        us += INT64_C(-62135596800000000); /* from year 1 on */
        const char *pattern = patterns[(size_t)i % (sizeof(patterns) / sizeof(*patterns))];
        const char *text = printed_at(pattern, (lt_pattern_clock){us, 0, "UTC", "UTC"});
        lt_pattern  p = compiled(pattern, LT_PATTERN_PARSE);
        if (!lt_pattern_parse(&p, text, strlen(text), &t) || t.local_us != us)
            fail_msg("%s by %s", text, pattern);
    }
}

static void printing_survives_refused_memory(void **state)
{
    (void)state;
    lt_pattern p = compiled("EEEE, d MMMM yyyy HH:mm:ss.SSSSSS VV OOOO", LT_PATTERN_PRINT);
    EACH_FAULT (mem) {
        lt_buf           out = {.mem = mem};
        lt_pattern_clock t = {0, 0, "UTC", "UTC"};
        lt_error         err;
        lt_status        status = lt_pattern_print(&out, &p, &t, &err);
        assert_true(status == LT_OK || status == LT_ENOMEM);
        lt_buf_clear(&out);
    }
}

int main(void)
{
    return RUN(test(prints_every_letter), test(prints_offsets), test(reads_dates),
               test(reads_times_and_zones), test(instants_are_read_in_their_own_zone),
               test(refuses_what_spark_refuses), test(prints_as_strftime_does),
               test(reads_what_it_prints), test(printing_survives_refused_memory));
}
