#include "core/zone.h"

#include "core/civil.h"
#include "tests/helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static lt_zone *zone(const char *name)
{
    lt_error err;
    lt_zone *z = NULL;
    if (lt_zone_open(&z, lt_mem_default(), name, strlen(name), &err) != LT_OK)
        fail_msg("%s: %s", name, err.text);
    return z;
}

static int64_t wall(const char *text)
{
    lt_timestamp_text t;
    if (!lt_parse_timestamp(text, strlen(text), &t)) fail_msg("%s", text);
    return t.local_us;
}

/* The instant of a wall clock in z, as a UTC text. */
static const char *utc_of(const lt_zone *z, const char *text)
{
    static char out[LT_TIMESTAMP_TEXT + 1];
    out[lt_print_timestamp(out, lt_zone_to_utc(z, wall(text)))] = 0;
    return out;
}

static const char *local_of(const lt_zone *z, const char *text)
{
    static char out[LT_TIMESTAMP_TEXT + 1];
    out[lt_zone_print_timestamp(z, out, wall(text))] = 0;
    return out;
}

static void knows_utc_and_offsets_without_files(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int32_t     offset_s;
    } fixed[] = {{"UTC", 0},           {"Z", 0},         {"GMT", 0},
                 {"+02:00", 7200},     {"-3", -10800},   {"GMT+1", 3600},
                 {"UTC-01:30", -5400}, {"+0530", 19800}, {"+18:00", 64800}};
    setenv("TZDIR", "/nonexistent", 1);
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        lt_zone *z = zone(fixed[i].name);
        assert_true(lt_zone_is_fixed(z));
        assert_int_equal(lt_zone_offset(z, 0), fixed[i].offset_s);
        assert_int_equal(lt_zone_to_utc(z, 0), -(int64_t)fixed[i].offset_s * 1000000);
        CHECK_TEXT(lt_zone_name(z), fixed[i].name);
        lt_zone_close(z);
    }
    unsetenv("TZDIR");
    assert_true(lt_zone_is_fixed(lt_zone_utc()));
    assert_int_equal(lt_zone_offset(lt_zone_utc(), 5), 0);
    CHECK_TEXT(lt_zone_at(lt_zone_utc(), 5).abbreviation, "UTC");
    lt_zone_close(NULL);
}

static void refuses_names_that_leave_the_folder(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",  "../etc/passwd",  "/etc/localtime", "Europe/../UTC", "Europe/",        "a//b",
        ".", "Europe/.hidden", "+25:00",         "a b",           "Europe\\Lisbon", "\x1b[31m"};
    lt_error err;
    lt_zone *z;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_FAILS(lt_zone_open(&z, lt_mem_default(), bad[i], strlen(bad[i]), &err), LT_EINVAL,
                    &err);
    CHECK_FAILS(lt_zone_open(&z, lt_mem_default(), "a\0b", 3, &err), LT_EINVAL, &err);
}

static void suggests_a_near_name(void **state)
{
    (void)state;
    lt_error err;
    lt_zone *z;
    CHECK_FAILS(lt_zone_open(&z, lt_mem_default(), "Eurpe/Lisbn", 11, &err), LT_ENOTFOUND, &err);
    CHECK_HAS(err.hint, "Europe/Lisbon");
    CHECK_FAILS(lt_zone_open(&z, lt_mem_default(), "Qqqqqqqq", 8, &err), LT_ENOTFOUND, &err);
    CHECK_HAS(err.hint, "Europe/Lisbon, UTC");
    CHECK_FAILS(lt_zone_open(&z, lt_mem_default(), "Europe", 6, &err), LT_ENOTFOUND, &err);
}

static void shifts_gaps_forward_and_takes_the_earlier_offset(void **state)
{
    (void)state;
    lt_zone *madrid = zone("Europe/Madrid");
    CHECK_TEXT(utc_of(madrid, "2024-01-15 12:00:00"), "2024-01-15 11:00:00");
    CHECK_TEXT(utc_of(madrid, "2024-07-15 12:00:00.25"), "2024-07-15 10:00:00.25");
    /* 2024-03-31 02:00 → 03:00 */
    CHECK_TEXT(utc_of(madrid, "2024-03-31 01:59:59"), "2024-03-31 00:59:59");
    CHECK_TEXT(utc_of(madrid, "2024-03-31 02:30:00"), "2024-03-31 01:30:00");
    CHECK_TEXT(local_of(madrid, "2024-03-31 01:30:00"), "2024-03-31 03:30:00");
    CHECK_TEXT(utc_of(madrid, "2024-03-31 03:00:00"), "2024-03-31 01:00:00");
    /* 2024-10-27 03:00 → 02:00 */
    CHECK_TEXT(utc_of(madrid, "2024-10-27 02:30:00"), "2024-10-27 00:30:00");
    CHECK_TEXT(utc_of(madrid, "2024-10-27 03:00:00"), "2024-10-27 02:00:00");

    int64_t utc_s[2];
    assert_int_equal(lt_zone_find(madrid, wall("2024-03-31 02:30:00") / 1000000, utc_s), 0);
    assert_int_equal(utc_s[1], wall("2024-03-31 01:00:00") / 1000000);
    assert_int_equal(lt_zone_find(madrid, wall("2024-10-27 02:30:00") / 1000000, utc_s), 2);
    assert_int_equal(utc_s[1] - utc_s[0], 3600);
    assert_int_equal(lt_zone_find(madrid, wall("2024-06-01 02:30:00") / 1000000, utc_s), 1);
    lt_zone_close(madrid);
}

static void follows_the_rule_into_the_far_future(void **state)
{
    (void)state;
    lt_zone *madrid = zone("Europe/Madrid"), *sydney = zone("Australia/Sydney");
    CHECK_TEXT(utc_of(madrid, "2500-07-15 12:00:00"), "2500-07-15 10:00:00");
    CHECK_TEXT(utc_of(madrid, "9999-12-31 23:59:59"), "9999-12-31 22:59:59");
    CHECK_TEXT(utc_of(sydney, "2500-01-15 12:00:00"), "2500-01-15 01:00:00");
    CHECK_TEXT(utc_of(sydney, "2500-07-15 12:00:00"), "2500-07-15 02:00:00");
    CHECK_TEXT(lt_zone_at(madrid, INT64_C(16740000000)).abbreviation, "CEST");
    assert_true(lt_zone_at(madrid, INT64_MAX).until_s == INT64_MAX ||
                lt_zone_at(madrid, INT64_MAX).offset_s > 0);
    lt_zone_close(madrid);
    lt_zone_close(sydney);
}

static void knows_odd_zones(void **state)
{
    (void)state;
    lt_zone *howe = zone("Australia/Lord_Howe"), *apia = zone("Pacific/Apia"),
            *kathmandu = zone("Asia/Kathmandu"), *dublin = zone("Europe/Dublin");
    CHECK_TEXT(utc_of(howe, "2024-01-15 12:00:00"), "2024-01-15 01:00:00");
    CHECK_TEXT(utc_of(howe, "2024-07-15 12:00:00"), "2024-07-15 01:30:00");
    CHECK_TEXT(utc_of(kathmandu, "2024-07-15 12:00:00"), "2024-07-15 06:15:00");
    CHECK_TEXT(utc_of(dublin, "2060-07-15 12:00:00"), "2060-07-15 11:00:00");
    /* Samoa had no 30 December 2011: a gap of a day */
    CHECK_TEXT(utc_of(apia, "2011-12-30 12:00:00"), "2011-12-30 22:00:00");
    CHECK_TEXT(local_of(apia, "2011-12-30 22:00:00"), "2011-12-31 12:00:00");
    lt_zone_close(howe);
    lt_zone_close(apia);
    lt_zone_close(kathmandu);
    lt_zone_close(dublin);
}

/* Every instant maps to a wall clock that maps back, or to the earlier of two. */
static void turns_instants_to_walls_and_back(void **state)
{
    (void)state;
    static const char *const names[] = {"Europe/Lisbon",    "America/New_York",  "Antarctica/Troll",
                                        "America/Santiago", "Africa/Casablanca", "Asia/Tehran"};
    uint64_t                 seed = 11;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        lt_zone *z = zone(names[i]);
        for (int k = 0; k < 20000; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            int64_t      utc_s = (int64_t)(seed >> 31) - 4000000000, found[2];
            lt_zone_span span = lt_zone_at(z, utc_s);
            assert_true(span.from_s <= utc_s && utc_s < span.until_s);
            int n = lt_zone_find(z, utc_s + span.offset_s, found);
            if (n < 1 || (found[0] != utc_s && found[1] != utc_s) || found[0] > found[1])
                fail_msg("%s at %lld", names[i], (long long)utc_s);
        }
        lt_zone_close(z);
    }
}

static void agrees_with_libc(void **state)
{
    (void)state;
    static const char *const names[] = {"Europe/Madrid", "America/Sao_Paulo", "Asia/Kolkata",
                                        "Africa/Cairo", "Pacific/Chatham"};
    uint64_t                 seed = 5;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        lt_zone *z = zone(names[i]);
        char     tz[64];
        snprintf(tz, sizeof(tz), ":%s", names[i]);
        setenv("TZ", tz, 1);
        tzset();
        for (int k = 0; k < 5000; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            time_t    t = (time_t)(seed >> 32);
            struct tm tm;
            localtime_r(&t, &tm);
            lt_zone_span span = lt_zone_at(z, t);
            if (span.offset_s != tm.tm_gmtoff || span.is_dst != (tm.tm_isdst > 0) ||
                strcmp(span.abbreviation, tm.tm_zone) != 0)
                fail_msg("%s at %lld", names[i], (long long)t);
        }
        lt_zone_close(z);
    }
    unsetenv("TZ");
    tzset();
}

static void casts_texts_in_the_session_zone(void **state)
{
    (void)state;
    lt_zone *z = zone("Europe/Madrid");
    int64_t  us;
    assert_true(lt_zone_parse_timestamp(z, "2024-07-15 12:00:00", 19, &us));
    assert_int_equal(us, wall("2024-07-15 10:00:00"));
    assert_true(lt_zone_parse_timestamp(z, "2024-07-15 12:00:00Z", 20, &us));
    assert_int_equal(us, wall("2024-07-15 12:00:00"));
    assert_true(lt_zone_parse_timestamp(z, "2024-07-15 12:00:00 Asia/Tokyo", 30, &us));
    assert_int_equal(us, wall("2024-07-15 03:00:00"));
    assert_false(lt_zone_parse_timestamp(z, "2024-07-15 12:00:00 Asia/Nowhere", 32, &us));
    assert_false(lt_zone_parse_timestamp(z, "yesterday", 9, &us));
    lt_zone_close(z);
}

/* ---- files made here ---- */

static size_t make_file(uint8_t *out, const char *rule)
{
    static const uint8_t head[44] = {'T', 'Z', 'i', 'f', '2'};
    uint8_t             *p = out;
    for (int round = 0; round < 2; round++) {
        memcpy(p, head, 44);
        p[39] = 1; /* one kind */
        p[43] = 4; /* letters */
        p += 44;
        memcpy(p, "\0\0\0\0\0\0LMT", 10);
        p += 10;
    }
    return (size_t)(p - out) + (size_t)snprintf((char *)p, 100, "\n%s\n", rule);
}

static lt_status open_bytes(const char *name, const uint8_t *bytes, size_t n, lt_zone **z,
                            lt_error *err)
{
    char path[600];
    snprintf(path, sizeof(path), "%s/%s", helper_folder(), name);
    helper_write(path, bytes, n);
    setenv("TZDIR", helper_folder(), 1);
    lt_status status = lt_zone_open(z, lt_mem_default(), name, strlen(name), err);
    unsetenv("TZDIR");
    return status;
}

static void reads_rules_of_every_form(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *local, *utc;
    } rows[] = {{"<-03>3", "2024-07-15 12:00:00", "2024-07-15 15:00:00"},
                {"EST5EDT,M3.2.0,M11.1.0", "2024-03-10 03:00:00", "2024-03-10 07:00:00"},
                {"IST-2IDT,M3.4.4/26,M10.5.0", "2024-03-29 03:00:00", "2024-03-29 00:00:00"},
                {"AAA0BBB-2,J60,J300/1", "2024-03-01 05:00:00", "2024-03-01 03:00:00"},
                {"AAA0BBB-2,J60,J300/1", "2024-02-29 12:00:00", "2024-02-29 12:00:00"},
                {"XXX3EDT4,0/0,J365/23", "2024-07-15 12:00:00", "2024-07-15 16:00:00"},
                {"AAA0BBB,J60,J60/3", "2024-07-15 12:00:00", "2024-07-15 12:00:00"},
                {"AAA0BBB,59,300", "2024-02-29 04:00:00", "2024-02-29 03:00:00"},
                {"XXX3EDT4,0/0,J365/23", "2024-12-31 23:30:00", "2025-01-01 03:30:00"},
                {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31 00:30:00", "2024-03-31 01:30:00"}};
    uint8_t  bytes[512];
    lt_error err;
    lt_zone *z;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t n = make_file(bytes, rows[i].rule);
        CHECK_OK(open_bytes("Made", bytes, n, &z, &err), &err);
        CHECK_TEXT(utc_of(z, rows[i].local), rows[i].utc);
        lt_zone_close(z);
    }
}

static void refuses_damaged_files(void **state)
{
    (void)state;
    static const char *const bad[] = {"X",
                                      "EST",
                                      "EST5EDT,",
                                      "EST5EDT,M13.1.0,M1.1.0",
                                      "EST5x",
                                      "EST5EDT,M3.2.0",
                                      "EST5EDT,M3.2.0,M11.1.0,",
                                      "<EST5",
                                      "EST99",
                                      "EST5EDT,366,1",
                                      "AAAAAAAAAAAAAAAAAAAAAAAAAA5"};
    uint8_t                  bytes[512];
    lt_error                 err;
    lt_zone                 *z;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        size_t n = make_file(bytes, bad[i]);
        CHECK_FAILS(open_bytes("Made", bytes, n, &z, &err), LT_EPARSE, &err);
        CHECK_HAS(err.text, "Made");
    }
    size_t whole = make_file(bytes, "EST5");
    for (size_t n = 0; n < whole; n++)
        CHECK_FAILS(open_bytes("Made", bytes, n, &z, &err), LT_EPARSE, &err);
}

static uint32_t big_32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void refuses_changes_out_of_order(void **state)
{
    (void)state;
    size_t   n;
    lt_error err;
    lt_zone *z;
    uint8_t *file = (uint8_t *)helper_read("/usr/share/zoneinfo/Europe/Lisbon", &n);
    size_t   changes = big_32(file + 32), kinds = big_32(file + 36), letters = big_32(file + 40);
    size_t second = 44 + changes * 5 + kinds * 6 + letters + big_32(file + 20) + big_32(file + 24);
    CHECK_OK(open_bytes("Made", file, n, &z, &err), &err);
    lt_zone_close(z);
    memcpy(file + second + 44 + 8, file + second + 44, 8); /* the second time is the first */
    CHECK_FAILS(open_bytes("Made", file, n, &z, &err), LT_EPARSE, &err);
    free(file);
}

static void survives_any_damage_to_a_real_file(void **state)
{
    (void)state;
    size_t   n;
    char    *text = helper_read("/usr/share/zoneinfo/Europe/Lisbon", &n);
    uint64_t seed = 9;
    for (int i = 0; i < 1500; i++) {
        lt_error err;
        lt_zone *z = NULL;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t at = (size_t)(seed >> 33) % (i & 1 ? n : 44);
        char   kept = text[at];
        text[at] = (char)(seed >> 20);
        if (open_bytes("Hurt", (uint8_t *)text, n, &z, &err) == LT_OK) {
            int64_t found[2];
            for (int64_t t = -4000000000; t < 8000000000; t += 400000007) lt_zone_find(z, t, found);
            lt_zone_find(z, INT64_MAX, found);
            lt_zone_find(z, INT64_MIN, found);
            lt_zone_close(z);
        }
        text[at] = kept;
    }
    free(text);
}

static void leaks_nothing_when_memory_runs_out(void **state)
{
    (void)state;
    static const char *const names[] = {"Europe/Lisbon", "+02:00"};
    for (size_t i = 0; i < 2; i++)
        EACH_FAULT (mem) {
            lt_error err;
            lt_zone *z = NULL;
            if (lt_zone_open(&z, mem, names[i], strlen(names[i]), &err))
                assert_int_equal(err.code, LT_ENOMEM);
            else
                lt_zone_close(z);
        }
}

int main(void)
{
    return RUN(test(knows_utc_and_offsets_without_files), test(refuses_names_that_leave_the_folder),
               test(suggests_a_near_name), test(shifts_gaps_forward_and_takes_the_earlier_offset),
               test(follows_the_rule_into_the_far_future), test(knows_odd_zones),
               test(turns_instants_to_walls_and_back), test(agrees_with_libc),
               test(casts_texts_in_the_session_zone), test(reads_rules_of_every_form),
               test(refuses_damaged_files), test(refuses_changes_out_of_order),
               test(survives_any_damage_to_a_real_file), test(leaks_nothing_when_memory_runs_out));
}
