#include "core/number.h"

#include "tests/helper.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed = 88172645463325252u;

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

static double f64_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static bool same_f64(double a, double b) { return memcmp(&a, &b, sizeof(a)) == 0; }

/* A copy that ends where an address sanitizer sees a read past it. */
static char *tight(const char *text, size_t n)
{
    char *copy = malloc(n ? n : 1);
    assert_non_null(copy);
    memcpy(copy, text, n);
    return copy;
}

/* ---- integers ---- */

static bool i64_is(const char *text, int64_t want)
{
    int64_t got = ~want;
    size_t  n = strlen(text);
    char   *p = tight(text, n);
    bool    good = lt_parse_i64(p, n, &got) && got == want;
    free(p);
    return good;
}

static void reads_integers(void **state)
{
    (void)state;
    assert_true(i64_is("0", 0));
    assert_true(i64_is("-0", 0));
    assert_true(i64_is("+7", 7));
    assert_true(i64_is("12345678", 12345678));
    assert_true(i64_is("-123456789012345678", -123456789012345678));
    assert_true(i64_is("9223372036854775807", INT64_MAX));
    assert_true(i64_is("-9223372036854775808", INT64_MIN));
    assert_true(i64_is("0000000000000000000000000000042", 42));
    assert_true(i64_is("-00000000000000000000000", 0));
}

static void refuses_what_is_no_integer(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "1e3",
                                      "--1",
                                      "+-1",
                                      "12a45678",
                                      "1234567:",
                                      "1234567/",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999",
                                      "18446744073709551616",
                                      "0x10",
                                      "1_000",
                                      "\xd9\xa1"};
    int64_t                  got = 5;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        size_t n = strlen(bad[i]);
        char  *p = tight(bad[i], n);
        if (lt_parse_i64(p, n, &got)) fail_msg("took %s", bad[i]);
        free(p);
    }
    assert_int_equal(got, 5);
    for (int c = 0; c < 256; c++)
        for (int at = 0; at < 8; at++) {
            char text[8] = {'1', '2', '3', '4', '5', '6', '7', '8'};
            text[at] = (char)c;
            bool good = (c >= '0' && c <= '9') || (at == 0 && (c == '-' || c == '+'));
            if (lt_parse_i64(text, 8, &got) != good) fail_msg("byte %d at %d", c, at);
        }
}

static void prints_integers_that_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        int64_t value = i < 2000 ? i - 1000 : (int64_t)draw() >> (draw() % 64), got;
        char    text[LT_I64_TEXT], want[32];
        size_t  n = lt_print_i64(text, value);
        int     want_n = snprintf(want, sizeof(want), "%" PRId64, value);
        if (n != (size_t)want_n || memcmp(text, want, n) != 0) fail_msg("%s", want);
        if (!lt_parse_i64(text, n, &got) || got != value) fail_msg("%s", want);
    }
    char text[LT_I64_TEXT];
    assert_int_equal(lt_print_i64(text, INT64_MIN), 20);
    assert_memory_equal(text, "-9223372036854775808", 20);
    assert_int_equal(lt_print_u64(text, UINT64_MAX), 20);
    assert_memory_equal(text, "18446744073709551615", 20);
}

static void carries_128_bits(void **state)
{
    (void)state;
    const __int128 most = (__int128)(((unsigned __int128)1 << 127) - 1);
    const char    *text = "170141183460469231731687303715884105727";
    __int128       got;
    char           out[LT_DECIMAL_TEXT];
    assert_true(lt_parse_i128(text, 39, &got));
    assert_true(got == most);
    assert_true(lt_parse_i128("-170141183460469231731687303715884105728", 40, &got));
    assert_true(got == -most - 1);
    assert_int_equal(lt_print_decimal(out, got, 0), 40);
    assert_memory_equal(out, "-170141183460469231731687303715884105728", 40);
    assert_false(lt_parse_i128("170141183460469231731687303715884105728", 39, &got));
    assert_false(lt_parse_i128("999999999999999999999999999999999999999", 39, &got));
    assert_false(lt_parse_i128("17014118346046923173168730371588410572x", 39, &got));
    assert_false(lt_parse_i128("1701411834604692317316873037158x4105727", 39, &got));
    for (int i = 0; i < 100000; i++) {
        __int128 value = (__int128)((unsigned __int128)draw() << 64 | draw()) >> (draw() % 128);
        size_t   n = lt_print_decimal(out, value, 0);
        if (!lt_parse_i128(out, n, &got) || got != value) fail_msg("%.*s", (int)n, out);
    }
}

/* ---- decimals ---- */

static const char *decimal_of(const char *text)
{
    static char out[96];
    char        digits[LT_DECIMAL_TEXT];
    __int128    value;
    int         precision, scale;
    size_t      n = strlen(text);
    char       *p = tight(text, n);
    bool        good = lt_parse_decimal(p, n, &value, &precision, &scale);
    free(p);
    if (!good) return "no";
    int len = (int)lt_print_decimal(digits, value, scale);
    snprintf(out, sizeof(out), "%.*s (%d,%d)", len, digits, precision, scale);
    return out;
}

static void reads_decimals_exactly(void **state)
{
    (void)state;
    CHECK_TEXT(decimal_of("1.50"), "1.50 (3,2)");
    CHECK_TEXT(decimal_of("-0.05"), "-0.05 (2,2)");
    CHECK_TEXT(decimal_of(".5"), "0.5 (1,1)");
    CHECK_TEXT(decimal_of("5."), "5 (1,0)");
    CHECK_TEXT(decimal_of("007"), "7 (1,0)");
    CHECK_TEXT(decimal_of("0.000"), "0.000 (3,3)");
    CHECK_TEXT(decimal_of("0"), "0 (1,0)");
    CHECK_TEXT(decimal_of("1E3"), "1000 (4,0)");
    CHECK_TEXT(decimal_of("1.25e-3"), "0.00125 (5,5)");
    CHECK_TEXT(decimal_of("1.25e1"), "12.5 (3,1)");
    CHECK_TEXT(decimal_of("0E99"), "0 (1,0)");
    CHECK_TEXT(decimal_of("99999999999999999999999999999999999999"),
               "99999999999999999999999999999999999999 (38,0)");
    CHECK_TEXT(decimal_of("-1234567890123456789.0123456789012345678"),
               "-1234567890123456789.0123456789012345678 (38,19)");
    CHECK_TEXT(decimal_of("0.00000000000000000000000000000000000001"),
               "0.00000000000000000000000000000000000001 (38,38)");
    static const char *const bad[] = {"",
                                      ".",
                                      "-",
                                      "1e",
                                      "1e+",
                                      "e5",
                                      "1.2.3",
                                      "1,5",
                                      "1e39",
                                      "1e-39",
                                      "1 ",
                                      "0x1",
                                      "--1",
                                      "1e1.5",
                                      "100000000000000000000000000000000000000",
                                      "0.000000000000000000000000000000000000001",
                                      "NaN"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) CHECK_TEXT(decimal_of(bad[i]), "no");
}

/* ---- floats: reading ---- */

static void check_as_libc(const char *text, size_t n)
{
    double got = -1, want = strtod(text, NULL);
    float  got32 = -1, want32 = strtof(text, NULL);
    char  *p = tight(text, n);
    if (!lt_parse_f64(p, n, &got) || !same_f64(got, want))
        fail_msg("%.60s…: %.17g, not %.17g", text, got, want);
    if (!lt_parse_f32(p, n, &got32) || memcmp(&got32, &want32, sizeof(got32)) != 0)
        fail_msg("%.60s…: %.9g, not %.9g", text, (double)got32, (double)want32);
    free(p);
}

static void reads_hard_floats_as_libc_does(void **state)
{
    (void)state;
    static const char *const hard[] = {"0",
                                       "-0",
                                       "0e999999999999",
                                       "1e0",
                                       "1.",
                                       ".5",
                                       "00.00100",
                                       "1e22",
                                       "1e23",
                                       "-1e-22",
                                       "9007199254740993",
                                       "9007199254740993.0000000000000000000000000000000001",
                                       "9007199254740992.99999999999999999999999999",
                                       "1.7976931348623157e308",
                                       "1.7976931348623158e308",
                                       "1.797693134862315807e308",
                                       "1.7976931348623159e308",
                                       "1e309",
                                       "1e99999999999999999999",
                                       "4.9e-324",
                                       "2.4703282292062327e-324",
                                       "2.4703282292062328e-324",
                                       "2.5e-324",
                                       "1e-400",
                                       "1e-99999999999999999999",
                                       "2.2250738585072011e-308",
                                       "2.2250738585072012e-308",
                                       "2.2250738585072014e-308",
                                       "6.631236846766476e-316",
                                       "3.237883913302901e-319",
                                       "6.6312368714376e-316",
                                       "8.988465674311579e307",
                                       "179769313486231580793e289",
                                       "0.000000000000000000000000001e27",
                                       "7.2057594037927933e16",
                                       "3.4028234663852886e38",
                                       "3.4028235677973366e38",
                                       "3.5e38",
                                       "1.1754943508222875e-38",
                                       "1.4e-45",
                                       "0.7e-45",
                                       "7.006492321624086e-46",
                                       "16777217.0000000000000000001",
                                       "16777219",
                                       "1.00000017881393432617187499",
                                       "1.000000178813934326171875",
                                       "1.00000017881393432617187501",
                                       "123456789012345678901234567890e-10",
                                       "12345678901234567.8901234567890123456789e-30",
                                       "0.1",
                                       "0.2",
                                       "0.3",
                                       "1234567.891",
                                       "99999999999999999999",
                                       "18446744073709551616",
                                       "5e-324",
                                       "1.00000000000000011102230246251565404236316680908203125",
                                       "1.00000000000000011102230246251565404236316680908203124",
                                       "1.00000000000000011102230246251565404236316680908203126"};
    for (size_t i = 0; i < sizeof(hard) / sizeof(hard[0]); i++)
        check_as_libc(hard[i], strlen(hard[i]));
}

static void reads_random_floats_as_libc_does(void **state)
{
    (void)state;
    char text[80];
    for (int i = 0; i < 100000; i++) {
        uint64_t digits = draw() >> (draw() % 60);
        int n = snprintf(text, sizeof(text), "%" PRIu64 "e%d", digits, (int)(draw() % 700) - 360);
        check_as_libc(text, (size_t)n);
        n = snprintf(text, sizeof(text), "%" PRIu64 ".%05u", digits, (unsigned)(draw() % 100000));
        check_as_libc(text, (size_t)n);
    }
}

/* Exactly between two doubles there are up to 767 digits; one unit more or less decides. */
static void decides_midpoints_of_any_length(void **state)
{
    (void)state;
    char text[2600];
    for (int i = 0; i < 2000; i++) {
        int    exponent = (int)(draw() % 2000) - 1022;
        double low = ldexp((double)(draw() >> 11 | UINT64_C(1) << 52), exponent - 52);
        if (i % 8 == 0) low = f64_of(draw() % 64);
        long double middle = (long double)low + (long double)(nextafter(low, INFINITY) - low) / 2;
        if (!isfinite((double)middle) || middle == (long double)low) continue;
        int n = snprintf(text, sizeof(text) - 200, "%.*Le", 1100, middle);
        check_as_libc(text, (size_t)n);
        char *e = strchr(text, 'e'), tail[16];
        memcpy(tail, e, strlen(e) + 1);
        memset(e, '0', 50);
        e[50] = '1';
        memcpy(e + 51, tail, strlen(tail) + 1);
        check_as_libc(text, strlen(text));
    }
}

static void reads_very_long_texts(void **state)
{
    (void)state;
    size_t n = 200000;
    char  *text = malloc(n + 1);
    double got;
    memset(text, '0', n);
    text[n] = 0;
    text[n - 1] = '7';
    assert_true(lt_parse_f64(text, n, &got) && got == 7);
    text[1] = '.';
    assert_true(lt_parse_f64(text, n, &got) && got == 0);
    memset(text, '9', n);
    assert_true(lt_parse_f64(text, n, &got) && got == INFINITY);
    text[1] = '.';
    assert_true(lt_parse_f64(text, n, &got) && got == 10);
    memset(text, '0', n);
    memcpy(text + n - 7, "1e200", 5);
    text[n - 2] = text[n - 1] = '0'; /* 0…01e20000 */
    assert_true(lt_parse_f64(text, n, &got) && got == INFINITY);
    memset(text, '0', n);
    text[0] = '1';
    memcpy(text + n - 8, "e-199990", 8);
    assert_true(lt_parse_f64(text, n, &got) && got == 10);
    free(text);
}

static void refuses_what_is_no_float(void **state)
{
    (void)state;
    static const char *const bad[] = {"",      ".",  "+",  "-.",    "e1",    "1e",  "1e-", "1e+",
                                      "1.e",   " 1", "1 ", "0x1p3", "inf",   "nan", "1,5", "1..2",
                                      "1e5.5", "1f", "1d", "--1",   "1e--5", "1-",  "+.e1"};
    double                   got = 5;
    float                    got32 = 5;
    assert_false(lt_parse_f64(NULL, 0, &got) || lt_parse_f64_words(NULL, 0, &got));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        size_t n = strlen(bad[i]);
        char  *p = tight(bad[i], n);
        if (lt_parse_f64(p, n, &got) || lt_parse_f32(p, n, &got32)) fail_msg("took %s", bad[i]);
        free(p);
    }
    assert_true(got == 5 && got32 == 5);
}

static void reads_the_words_apart(void **state)
{
    (void)state;
    double got;
    assert_true(lt_parse_f64_words("NaN", 3, &got) && isnan(got));
    assert_true(lt_parse_f64_words("-nan", 4, &got) && isnan(got));
    assert_true(lt_parse_f64_words("INF", 3, &got) && got == INFINITY);
    assert_true(lt_parse_f64_words("-inf", 4, &got) && got == -INFINITY);
    assert_true(lt_parse_f64_words("+Infinity", 9, &got) && got == INFINITY);
    assert_false(lt_parse_f64_words("", 0, &got));
    assert_false(lt_parse_f64_words("-", 1, &got));
    assert_false(lt_parse_f64_words("infin", 5, &got));
    assert_false(lt_parse_f64_words("1", 1, &got));
}

/* ---- floats: printing ---- */

static const char *java(double value)
{
    static char text[LT_F64_TEXT + 1];
    text[lt_print_f64(text, value)] = 0;
    return text;
}

static const char *java32(float value)
{
    static char text[LT_F64_TEXT + 1];
    text[lt_print_f32(text, value)] = 0;
    return text;
}

static const char *plain(double value)
{
    static char text[LT_F64_TEXT + 1];
    text[lt_print_f64_plain(text, value)] = 0;
    return text;
}

static void prints_as_java_does(void **state)
{
    (void)state;
    static const struct {
        double      value;
        const char *java, *plain;
    } rows[] = {{1, "1.0", "1.0"},
                {0.0, "0.0", "0.0"},
                {-0.0, "-0.0", "-0.0"},
                {100, "100.0", "100.0"},
                {-12.5, "-12.5", "-12.5"},
                {0.001, "0.001", "0.001"},
                {0.00099, "9.9E-4", "0.00099"},
                {9999999, "9999999.0", "9999999.0"},
                {1e7, "1.0E7", "10000000.0"},
                {12345678.9, "1.23456789E7", "12345678.9"},
                {1e10, "1.0E10", "10000000000.0"},
                {1.234e-5, "1.234E-5", "0.00001234"},
                {1.234e-6, "1.234E-6", "1.234e-6"},
                {12345678901234567.0, "1.2345678901234568E16", "12345678901234568.0"},
                {1e17, "1.0E17", "1e+17"},
                {1e22, "1.0E22", "1e+22"},
                {2e23, "2.0E23", "2e+23"},
                {1.7976931348623157e308, "1.7976931348623157E308", "1.7976931348623157e+308"},
                {4.9e-324, "4.9E-324", "4.9e-324"},
                {9.9e-324, "9.9E-324", "9.9e-324"},
                {2e-323, "2.0E-323", "2e-323"},
                {2.2250738585072014e-308, "2.2250738585072014E-308", "2.2250738585072014e-308"},
                {0.1 + 0.2, "0.30000000000000004", "0.30000000000000004"},
                {NAN, "NaN", "NaN"},
                {INFINITY, "Infinity", "Infinity"},
                {-INFINITY, "-Infinity", "-Infinity"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK_TEXT(java(rows[i].value), rows[i].java);
        CHECK_TEXT(plain(rows[i].value), rows[i].plain);
    }
    CHECK_TEXT(java32(0.1f), "0.1");
    CHECK_TEXT(java32(1.4e-45f), "1.4E-45");
    CHECK_TEXT(java32(3.4028235e38f), "3.4028235E38");
    CHECK_TEXT(java32(16777216.0f), "1.6777216E7");
    CHECK_TEXT(java32(-3.3f), "-3.3");
    char text[LT_F64_TEXT];
    assert_int_equal(lt_print_f32_plain(text, 0.3f), 3);
}

static void prints_random_bits_that_read_back(void **state)
{
    (void)state;
    char text[LT_F64_TEXT];
    for (int i = 0; i < 1000000; i++) {
        uint64_t bits = draw();
        double   value = f64_of(bits), got;
        if (isfinite(value)) {
            size_t n = i & 1 ? lt_print_f64(text, value) : lt_print_f64_plain(text, value);
            if (!lt_parse_f64(text, n, &got) || !same_f64(got, value))
                fail_msg("%a: %.*s", value, (int)n, text);
        }
        float    narrow, got32;
        uint32_t bits32 = (uint32_t)bits;
        memcpy(&narrow, &bits32, sizeof(narrow));
        if (isfinite(narrow)) {
            size_t n = lt_print_f32(text, narrow);
            if (!lt_parse_f32(text, n, &got32) || memcmp(&got32, &narrow, sizeof(narrow)) != 0)
                fail_msg("%a: %.*s", (double)narrow, (int)n, text);
        }
    }
}

/* Significant digits of a printed number, without zeros at either end. */
static int digits_of(const char *text, char out[64])
{
    int n = 0;
    for (; *text && *text != 'E' && *text != 'e'; text++)
        if (*text >= '0' && *text <= '9' && (n || *text != '0')) out[n++] = *text;
    while (n > 1 && out[n - 1] == '0') n--;
    out[n] = 0;
    return n;
}

/* libc's nearest decimal of p digits, for the least p that reads back. Below a power of two
 * another decimal of as many digits may read back, so there ours may be shorter. */
static void check_shortest(double value)
{
    char ours[64], theirs[64], text[64];
    int  n = digits_of(java(value), ours);
    for (int p = 1; p <= 17; p++) {
        snprintf(text, sizeof(text), "%.*e", p - 1, value);
        if (strtod(text, NULL) != value) continue;
        int m = digits_of(text, theirs);
        int power;
        if (frexp(value, &power) == 0.5 ? n > m : n != m || strcmp(ours, theirs) != 0)
            if (value > 1e-321) fail_msg("%a: %s, libc %s", value, java(value), text);
        return;
    }
}

static void prints_the_fewest_digits(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double value = fabs(f64_of(draw()));
        if (isfinite(value) && value > 0) check_shortest(value);
        check_shortest((double)(draw() % 100000000) / 100 + 0.01);
        check_shortest(ldexp(1 + (double)(draw() >> 12) * 0x1p-52, (int)(draw() % 80) - 40));
    }
    for (int e = -1074; e < 1024; e++) {
        check_shortest(ldexp(1, e));
        check_shortest(nextafter(ldexp(1, e), INFINITY));
        if (e > -1074) check_shortest(nextafter(ldexp(1, e), 0));
    }
}

int main(void)
{
    return RUN(test(reads_integers), test(refuses_what_is_no_integer),
               test(prints_integers_that_read_back), test(carries_128_bits),
               test(reads_decimals_exactly), test(reads_hard_floats_as_libc_does),
               test(reads_random_floats_as_libc_does), test(decides_midpoints_of_any_length),
               test(reads_very_long_texts), test(refuses_what_is_no_float),
               test(reads_the_words_apart), test(prints_as_java_does),
               test(prints_random_bits_that_read_back), test(prints_the_fewest_digits));
}
