/* Fields to numbers: the loops over whole columns against the parsers of single texts. */
#include "tests/helper.h"

#include "core/number.h"
#include "format/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRONT = 64, ROUNDS = 300000 };

static uint64_t seed = 88172645463325252u;

static uint32_t any(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % n;
}

/* One field between bytes that must not count; false: it does not fit the type. */
static bool convert(void *value, lt_type type, const char *text)
{
    uint8_t        bytes[FRONT + 128];
    uint32_t       start = FRONT, len = (uint32_t)strlen(text);
    uint64_t       valid = 1;
    lt_csv_options options = {.dialect = {.quote = '"', .has_quote = true}};
    lt_csv_chunk   chunk = {.data = bytes};
    lt_csv_cells   cells = {.chunk = &chunk,
                            .loops = lt_csv_loops_of(LT_CPU_SCALAR),
                            .o = &options,
                            .start = &start,
                            .len = &len,
                            .n = 1};
    lt_csv_into    into = {.values = value, .valid = &valid};
    memset(bytes, any(2) ? '7' : '.', sizeof(bytes));
    memcpy(bytes + FRONT, text, len);
    return lt_csv_number_loop(type)(&cells, type, 0, &into) == 1 && valid;
}

static void check_f64(const char *text)
{
    double got = 0, want = 0;
    bool   fits = convert(&got, LT_TYPE(F64), text);
    assert_int_equal(fits, lt_parse_f64(text, strlen(text), &want));
    if (fits && memcmp(&got, &want, sizeof(got)) != 0)
        fail_msg("%s is %.17g, not %.17g", text, got, want);
}

static void check_i64(const char *text)
{
    int64_t got = 0, want = 0;
    bool    fits = convert(&got, LT_TYPE(I64), text);
    assert_int_equal(fits, lt_parse_i64(text, strlen(text), &want));
    if (fits && got != want)
        fail_msg("%s is %lld, not %lld", text, (long long)got, (long long)want);
}

/* Digits with up to two dots or other bytes among them, now and then a sign. */
static void make_text(char *text, bool regular)
{
    static const char odd[] = "..-+e/:x,";
    char             *p = text;
    uint32_t          n = 1 + any(20);
    if (any(3) == 0) *p++ = any(4) ? '-' : '+';
    for (uint32_t i = 0; i < n; i++) p[i] = (char)('0' + any(10));
    if (any(3)) p[any(n)] = '.';
    if (!regular) p[any(n)] = odd[any(sizeof(odd) - 1)];
    p[n] = 0;
}

static void columns_of_numbers_are_read_as_single_texts_are(void **state)
{
    char text[64];
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        make_text(text, any(4));
        check_f64(text);
        check_i64(text);
    }
}

static void numbers_at_the_ends_of_words(void **state)
{
    static const char *const texts[] = {"1.2345678",
                                        "12345678.",
                                        ".12345678",
                                        "-.1234567890123",
                                        "9007199254740992",
                                        "0.9007199",
                                        "1.9007199",
                                        "9007199254.740993",
                                        "00000000.0000001",
                                        "1234567.8",
                                        "12345678",
                                        "123456789",
                                        "99999999.99999999",
                                        "-0.000000000",
                                        "1..345678",
                                        "-",
                                        ".",
                                        "-.",
                                        "1.2345678.",
                                        "123456789.1234567"};
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) check_f64(texts[i]);
}

int main(void)
{
    return RUN(test(columns_of_numbers_are_read_as_single_texts_are),
               test(numbers_at_the_ends_of_words));
}
