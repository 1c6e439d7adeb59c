#include "core/escape.h"

#include "tests/helper.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char shown[1 << 16];

static const char *escape_n(const char *p, size_t n, unsigned flags)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_escape(&b, p, n, flags, &err), &err);
    assert_true(b.len < sizeof(shown));
    if (b.len) memcpy(shown, b.data, b.len);
    shown[b.len] = 0;
    lt_buf_clear(&b);
    return shown;
}

static const char *escape(const char *text) { return escape_n(text, strlen(text), 0); }

static const char *fit(const char *text, int columns, int *used)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_escape_fit(&b, text, strlen(text), columns, 0, used, &err), &err);
    if (b.len) memcpy(shown, b.data, b.len);
    shown[b.len] = 0;
    lt_buf_clear(&b);
    return shown;
}

static const char *json(const char *p, size_t n)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_json_string(&b, p, n, &err), &err);
    memcpy(shown, b.data, b.len);
    shown[b.len] = 0;
    lt_buf_clear(&b);
    return shown;
}

static void keeps_ordinary_text(void **state)
{
    (void)state;
    CHECK_TEXT(escape(""), "");
    CHECK_TEXT(escape_n(NULL, 0, 0), "");
    assert_int_equal(lt_text_width(NULL, 0), 0);
    CHECK_TEXT(json(NULL, 0), "\"\"");
    CHECK_TEXT(escape("São Paulo, 日本, Ω, नमस्ते 👍"), "São Paulo, 日本, Ω, नमस्ते 👍");
    CHECK_TEXT(escape("👩‍👩‍👧"), "👩‍👩‍👧");
}

static void shows_controls_as_pictures(void **state)
{
    (void)state;
    CHECK_TEXT(escape("\x1b[31mred\x07"), "␛[31mred␇");
    CHECK_TEXT(escape_n("a\0b", 3, 0), "a␀b");
    CHECK_TEXT(escape("\x7f"), "␡");
    CHECK_TEXT(escape("a\tb\nc\r\n"), "a␉b␊c␍␊");
    CHECK_TEXT(escape("\xc2\x9b"
                      "31m"),
               "‹U+009B›31m");
    CHECK_TEXT(escape("\xe2\x80\xa8"), "‹U+2028›");
}

static void keeps_newline_and_tab_on_request(void **state)
{
    (void)state;
    unsigned both = LT_ESCAPE_KEEP_NEWLINE | LT_ESCAPE_KEEP_TAB;
    CHECK_TEXT(escape_n("a\tb\r\nc\rd\n", 9, both), "a\tb\nc␍d\n");
    CHECK_TEXT(escape_n("a\tb\n", 4, LT_ESCAPE_KEEP_TAB), "a\tb␊");
    CHECK_TEXT(escape_n("a\tb\n", 4, LT_ESCAPE_KEEP_NEWLINE), "a␉b\n");
}

static void shows_what_cannot_be_seen(void **state)
{
    (void)state;
    CHECK_TEXT(escape("\xe2\x80\xae"
                      "exe.txt"),
               "‹U+202E›exe.txt");
    CHECK_TEXT(escape("\xe2\x81\xa6\xd8\x9c\xe2\x80\x8e"), "‹U+2066›‹U+061C›‹U+200E›");
    CHECK_TEXT(escape("\xef\xbb\xbf"
                      "id"),
               "‹U+FEFF›id");
    CHECK_TEXT(escape("\xf3\xa0\x81\x81"), "‹U+E0041›");
    CHECK_TEXT(escape("\xef\xbf\xbf"), "‹U+FFFF›");
}

static void replaces_each_malformed_piece(void **state)
{
    (void)state;
    CHECK_TEXT(escape("a\xff"
                      "b"),
               "a\xef\xbf\xbd"
               "b");
    CHECK_TEXT(escape("\xc0\x80"), "��");
    CHECK_TEXT(escape("\xed\xa0\x80"), "���");
    CHECK_TEXT(escape("\xe2\x82"), "�");
    CHECK_TEXT(escape("\xf0\x9f\x91!"), "�!");
    CHECK_TEXT(escape("\xf5\x80\x80\x80"), "����");
}

static void caps_combining_marks(void **state)
{
    (void)state;
    char text[512] = "e", want[32] = "e";
    for (int i = 0; i < 100; i++) memcpy(text + 1 + 2 * i, "\xcc\x81", 2);
    for (int i = 0; i < 4; i++) memcpy(want + 1 + 2 * i, "\xcc\x81", 2);
    CHECK_TEXT(escape(text), want);
    assert_int_equal(lt_text_width(text, strlen(text)), 1);
    /* one at the beginning would change the cell before */
    CHECK_TEXT(escape("\xcc\x81x"), "◌\xcc\x81x");
}

static void measures_columns(void **state)
{
    (void)state;
    assert_int_equal(lt_text_width("", 0), 0);
    assert_int_equal(lt_text_width("abc", 3), 3);
    assert_int_equal(lt_text_width("日本", 6), 4);
    assert_int_equal(lt_text_width("👍", 4), 2);
    assert_int_equal(lt_text_width("e\xcc\x81", 3), 1);
    assert_int_equal(lt_text_width("\x1b", 1), 1);
    assert_int_equal(lt_text_width("\xc2\x9b", 2), 8);
    assert_int_equal(lt_text_width("\xff", 1), 1);
    assert_int_equal(lt_char_width(0x65E5), 2);
    assert_int_equal(lt_char_width(0x301), 0);
    assert_int_equal(lt_char_width('\n'), 0);
}

static void cuts_at_a_column(void **state)
{
    (void)state;
    int used;
    CHECK_TEXT(fit("abcdef", 6, &used), "abcdef");
    assert_int_equal(used, 6);
    CHECK_TEXT(fit("abcdef", 5, &used), "abcd…");
    assert_int_equal(used, 5);
    CHECK_TEXT(fit("abcdef", 1, &used), "…");
    CHECK_TEXT(fit("a", 1, &used), "a");
    CHECK_TEXT(fit("abc", 0, &used), "");
    assert_int_equal(used, 0);
    CHECK_TEXT(fit("日本語", 6, &used), "日本語");
    CHECK_TEXT(fit("日本語", 5, &used), "日本…");
    CHECK_TEXT(fit("日本語", 4, &used), "日…");
    assert_int_equal(used, 3);
    CHECK_TEXT(fit("日", 1, &used), "…");
    CHECK_TEXT(fit("xe\xcc\x81y", 3, &used), "xe\xcc\x81y");
    CHECK_TEXT(fit("xe\xcc\x81yz", 3, &used), "xe\xcc\x81…");
    CHECK_TEXT(fit("a\nb\xc2\x9b", 5, &used), "a␊b…");
    CHECK_TEXT(fit("", 3, &used), "");
    assert_int_equal(used, 0);
}

static void escapes_json(void **state)
{
    (void)state;
    CHECK_TEXT(json("a\"b\\c\n\t\x01\x7f", 9), "\"a\\\"b\\\\c\\n\\t\\u0001\\u007f\"");
    CHECK_TEXT(json("a\0b", 3), "\"a\\u0000b\"");
    CHECK_TEXT(json("ñ日👍", 9), "\"ñ日👍\"");
    CHECK_TEXT(json("\xff\xc2\x9b\xe2\x80\xa8", 6), "\"�\\u009b\\u2028\"");
    CHECK_TEXT(json("\xf3\xa0\x81\x81", 4), "\"\\udb40\\udc41\"");
    CHECK_TEXT(json("\xf3\xa0\xbf\xbf", 4), "\"\\udb43\\udfff\"");
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_json_f64(&b, 1e300, &err), &err);
    CHECK_OK(lt_json_f64(&b, -INFINITY, &err), &err);
    CHECK_OK(lt_json_f64(&b, 0.5, &err), &err);
    CHECK_OK(lt_buf_terminate(&b, &err), &err);
    CHECK_TEXT((char *)b.data, "1e+300\"-Infinity\"0.5");
    lt_buf_clear(&b);
}

static void validates_utf8(void **state)
{
    (void)state;
    size_t bad;
    char   text[200];
    assert_true(lt_utf8_valid("", 0, &bad));
    for (size_t at = 0; at < 190; at++) {
        memset(text, 'a', sizeof(text));
        memcpy(text + at, "\xf0\x9f\x91\x8d", 4);
        assert_true(lt_utf8_valid(text, sizeof(text), &bad));
        text[at + 3] = 'a';
        assert_false(lt_utf8_valid(text, sizeof(text), &bad));
        assert_int_equal(bad, at);
    }
    assert_false(lt_utf8_valid("abc\xe2\x82", 5, &bad));
    assert_int_equal(bad, 3);
    assert_false(lt_utf8_valid("\x80", 1, NULL));
    assert_false(lt_utf8_valid("\xe0\x9f\xbf", 3, NULL));
    assert_false(lt_utf8_valid("\xed\xa0\x80", 3, NULL));
    assert_false(lt_utf8_valid("\xf0\x8f\xbf\xbf", 4, NULL));
    assert_false(lt_utf8_valid("\xf4\x90\x80\x80", 4, NULL));
    assert_true(lt_utf8_valid("\xf4\x8f\xbf\xbf\xe0\xa0\x80", 7, NULL));
}

/* Every code point goes out and comes back; every pair and triple of bytes is judged alike. */
static void agrees_with_itself_on_all_code_points(void **state)
{
    (void)state;
    char    bytes[4];
    int32_t code;
    for (int32_t c = 0; c < 0x110000; c++) {
        size_t n = lt_utf8_put(bytes, c);
        size_t m = lt_utf8_next(bytes, n, &code);
        bool   surrogate = c >= 0xD800 && c <= 0xDFFF;
        if (m != n || code != (surrogate ? 0xFFFD : c)) fail_msg("U+%04X", (unsigned)c);
    }
    assert_int_equal(lt_utf8_put(bytes, -1), 3);
    for (uint32_t v = 0; v < 1 << 16; v++) {
        char two[2] = {(char)(v >> 8), (char)v};
        bool ascii = v >> 8 < 0x80 && (v & 0xFF) < 0x80;
        bool pair = v >> 8 >= 0xC2 && v >> 8 <= 0xDF && (v & 0xC0) == 0x80;
        assert_int_equal(lt_utf8_valid(two, 2, NULL), ascii || pair);
    }
}

static void lets_no_bytes_through_raw(void **state)
{
    (void)state;
    uint64_t seed = 1;
    char     text[64];
    for (int i = 0; i < 30000; i++) {
        size_t n = (size_t)(i % 64);
        for (size_t k = 0; k < n; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[k] = (char)(seed >> 56);
        }
        const char *out = escape_n(text, n, 0);
        size_t      len = strlen(out);
        assert_true(lt_utf8_valid(out, len, NULL));
        for (size_t at = 0; at < len;) {
            int32_t code;
            at += lt_utf8_next(out + at, len - at, &code);
            assert_true(code >= 0x20 && code != 0x7F && !(code >= 0x80 && code < 0xA0));
        }
        assert_int_equal(lt_text_width(out, len), lt_text_width(text, n));
    }
}

static void is_whole_or_not_there_when_memory_runs_out(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_error err;
        lt_buf   b = {.mem = mem};
        char     text[300];
        memset(text, '\n', sizeof(text));
        if (lt_escape(&b, text, sizeof(text), 0, &err)) assert_int_equal(b.len, 0);
        size_t before = b.len;
        if (lt_escape_fit(&b, text, sizeof(text), 200, 0, NULL, &err))
            assert_int_equal(b.len, before);
        before = b.len;
        if (lt_json_string(&b, text, sizeof(text), &err)) assert_int_equal(b.len, before);
        lt_buf_clear(&b);
    }
}

int main(void)
{
    return RUN(test(keeps_ordinary_text), test(shows_controls_as_pictures),
               test(keeps_newline_and_tab_on_request), test(shows_what_cannot_be_seen),
               test(replaces_each_malformed_piece), test(caps_combining_marks),
               test(measures_columns), test(cuts_at_a_column), test(escapes_json),
               test(validates_utf8), test(agrees_with_itself_on_all_code_points),
               test(lets_no_bytes_through_raw), test(is_whole_or_not_there_when_memory_runs_out));
}
