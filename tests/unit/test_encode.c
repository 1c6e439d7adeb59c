#include "tests/kernels.h"

#include "kernel/base64.h"
#include "kernel/charset.h"
#include "kernel/functions_text.h"

#include <stdlib.h>
#include <string.h>

#define S   LT_TYPE(STRING)
#define B   LT_TYPE(BINARY)
#define I32 LT_TYPE(I32)
#define I64 LT_TYPE(I64)

static void random_bytes(uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) p[i] = (uint8_t)random_bits();
}

static void base64_comes_back(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        uint8_t p[64], text[LT_BASE64_ROOM(64)], back[64 + 4];
        size_t  n = (size_t)random_below(64), got = 0;
        random_bytes(p, n);
        size_t made = lt_base64_put(text, p, n);
        assert_int_equal(made, LT_BASE64_ROOM(n));
        assert_true(lt_base64_get(back, &got, text, made, round % 2));
        assert_int_equal(got, n);
        assert_memory_equal(back, p, n);
    }
}

/* A text is base 64 or it is not; nothing is written past n / 4 * 3 + 2 bytes. */
static void base64_of_any_text_stays_in_its_room(void **state)
{
    (void)state;
    static const char alphabet[] = "AZaz09+/== \n!";
    for (int round = 0; round < 20000; round++) {
        uint8_t text[16], back[16 / 4 * 3 + 2 + 8];
        size_t  n = (size_t)random_below(16), got = 0;
        for (size_t i = 0; i < n; i++)
            text[i] = (uint8_t)alphabet[random_below(sizeof(alphabet) - 1)];
        memset(back, 0xEE, sizeof(back));
        if (lt_base64_get(back, &got, text, n, round % 2)) assert_true(got <= n / 4 * 3 + 2);
        for (size_t i = n / 4 * 3 + 2; i < sizeof(back); i++) assert_int_equal(back[i], 0xEE);
    }
}

static void character_sets_come_back(void **state)
{
    (void)state;
    static const char *const texts[] = {"",        "abc", "añil €", "日本語", "😀 and \U0010FFFF",
                                        "\x7F\t\n"};
    static const lt_charset sets[] = {LT_CHARSET_UTF8, LT_CHARSET_UTF16, LT_CHARSET_UTF16BE,
                                      LT_CHARSET_UTF16LE, LT_CHARSET_UTF32};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        for (size_t k = 0; k < sizeof(sets) / sizeof(*sets); k++) {
            uint8_t bytes[256], back[256];
            size_t  n = strlen(texts[i]), made, got;
            assert_true(lt_charset_put(bytes, &made, sets[k], (const uint8_t *)texts[i], n));
            assert_true(made <= LT_CHARSET_ROOM(n));
            assert_true(lt_charset_get(back, &got, sets[k], bytes, made));
            assert_int_equal(got, n);
            assert_memory_equal(back, texts[i], n);
        }
}

/* Whatever bytes come: text that is UTF-8, or a refusal, inside the room. */
static void any_bytes_are_read_or_refused(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint8_t    p[12], made[LT_CHARSET_ROOM(12)], back[LT_CHARSET_ROOM(LT_CHARSET_ROOM(12))];
        size_t     n = (size_t)random_below(13), got, again;
        lt_charset set = (lt_charset)random_below(LT_CHARSET_UTF32 + 1);
        random_bytes(p, n);
        if (round % 3 == 0 && n > 1) p[0] = 0xD8; /* near surrogates */
        if (!lt_charset_get(made, &got, set, p, n)) continue;
        assert_true(got <= LT_CHARSET_ROOM(n));
        assert_true(lt_charset_put(back, &again, set, made, got));
        if (set != LT_CHARSET_UTF16) assert_int_equal(again, n);
    }
}

static void digits_come_back(void **state)
{
    (void)state;
    lt_column *n = random_column(I64, 500);
    lt_column *hex = call_kernel(lt_kernel_hex, S, 1, n),
              *bin = call_kernel(lt_kernel_bin, S, 1, n);
    lt_column *to16 = constant(I32, 500, "16"), *to2 = constant(I32, 500, "2");
    char      *want = strdup(column_text(hex));
    check_column(call_kernel(lt_kernel_conv, S, 3, bin, to2, to16), want, __FILE__, __LINE__);
    free(want);
    /* as in Spark, the least bigint has no negative */
    CHECK_COLUMN(call_kernel(lt_kernel_conv, S, 3,
                             STRINGS("-9223372036854775807", "-9223372036854775808", NULL),
                             constant(I32, 3, "10"), constant(I32, 3, "16")),
                 "8000000000000001|FFFFFFFFFFFFFFFF|NULL");
}

static void nulls_and_bad_rows_stay_apart(void **state)
{
    (void)state;
    CHECK_COLUMN(call_kernel(lt_kernel_unhex, B, 1, STRINGS("6161", "x", NULL, "")),
                 "aa|NULL|NULL|");
    CHECK_REFUSED(call_kernel(lt_kernel_unbase64, B, 1, STRINGS("YQ==", NULL, "Y")),
                  "\"Y\" is not base 64");
    kernel_try = true;
    CHECK_COLUMN(
        call_kernel(lt_kernel_to_binary, B, 2, STRINGS("61", "6x", NULL), constant(S, 3, "hex")),
        "a|NULL|NULL");
    CHECK_COLUMN(
        call_kernel(lt_kernel_url_decode, S, 1, STRINGS("a%20b", "%2", "%", "%zz", "100%")),
        "a b|NULL|NULL|NULL|NULL");
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    static lt_kernel *const kernels[] = {
        lt_kernel_base64, lt_kernel_hex,     lt_kernel_url_encode,     lt_kernel_md5,
        lt_kernel_quote,  lt_kernel_soundex, lt_kernel_make_valid_utf8};
    const lt_column *args[] = {STRINGS("a text that is longer than a view", "", NULL)};
    for (size_t i = 0; i < sizeof(kernels) / sizeof(*kernels); i++)
        EACH_FAULT (mem) {
            lt_column *made = NULL;
            lt_status  status = call_status(&made, kernels[i], mem, S, args, 1, true);
            if (status) assert_int_equal(status, LT_ENOMEM);
            lt_column_release(made);
        }
}

int main(void)
{
    return RUN(kernel_test(base64_comes_back), kernel_test(base64_of_any_text_stays_in_its_room),
               kernel_test(character_sets_come_back), kernel_test(any_bytes_are_read_or_refused),
               kernel_test(digits_come_back), kernel_test(nulls_and_bad_rows_stay_apart),
               kernel_test(running_out_of_memory_leaks_nothing));
}
