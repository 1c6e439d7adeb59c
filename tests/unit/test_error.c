#include "core/error_print.h"
#include "core/escape.h"

#include "tests/helper.h"

#include <string.h>

static const char *shown(const lt_error *e)
{
    static char text[8192];
    lt_error    err;
    lt_buf      b = {.mem = lt_mem_default()};
    CHECK_OK(lt_error_print(&b, e, &err), &err);
    assert_true(b.len < sizeof(text));
    memcpy(text, b.data, b.len);
    text[b.len] = 0;
    lt_buf_clear(&b);
    return text;
}

static void adds_each_part_once(void **state)
{
    (void)state;
    lt_error e;
    assert_int_equal(LT_FAIL(&e, LT_ETYPE, "\"%s\" is not a float64", "12,5"), LT_ETYPE);
    lt_error_at(&e, "sales.csv", 1042, "amount");
    lt_error_at(&e, "other.csv", 7, "other");
    lt_error_hint(&e, "first");
    lt_error_hint(&e, "second");
    CHECK_TEXT(e.file, "sales.csv");
    assert_int_equal(e.line, 1042);
    CHECK_TEXT(e.hint, "first");
    CHECK_TEXT(shown(&e), "error: sales.csv:1042: \"12,5\" is not a float64 (column amount)\n"
                          "hint: first\n");
}

static void names_the_column_once(void **state)
{
    (void)state;
    lt_error e;
    (void)LT_FAIL(&e, LT_ETYPE, "column amount is not a float64");
    lt_error_at(&e, NULL, 3, "amount");
    CHECK_TEXT(shown(&e), "error: line 3: column amount is not a float64\n");
}

static void shows_cell_node_and_caret(void **state)
{
    (void)state;
    lt_error    e;
    const char *text = "cantidad > O and x";
    (void)LT_FAIL(&e, LT_ENOTFOUND, "no column O");
    lt_error_cell(&e, "Transform", 12);
    lt_error_node(&e, "Filter #%d", 3);
    lt_error_caret(&e, text, (int64_t)strlen(text), 11, 1);
    CHECK_TEXT(shown(&e), "error: no column O\n"
                          "  in cell Transform, line 12, Filter #3\n"
                          "  cantidad > O and x\n"
                          "             ^\n");
}

static void places_the_caret_by_columns(void **state)
{
    (void)state;
    lt_error    e;
    const char *text = "日本 = größe + \x1b";
    (void)LT_FAIL(&e, LT_EPARSE, "bad");
    lt_error_caret(&e, text, (int64_t)strlen(text), (int64_t)(strstr(text, "gr") - text), 7);
    CHECK_TEXT(shown(&e), "error: bad\n  日本 = größe + ␛\n         ^~~~~\n");
}

static void puts_the_caret_behind_the_end(void **state)
{
    (void)state;
    lt_error e;
    (void)LT_FAIL(&e, LT_EPARSE, "an operand is missing");
    lt_error_caret(&e, "a +", 3, 3, 1);
    CHECK_TEXT(shown(&e), "error: an operand is missing\n  a +\n     ^\n");
}

static void lets_no_part_reach_the_terminal_raw(void **state)
{
    (void)state;
    lt_error    e;
    const char *bad = "x\x1b[31m\r\n\x7f\xc2\x9b\xff\xe2\x80\xae";
    (void)LT_FAIL(&e, LT_EIO, "%s", bad);
    lt_error_at(&e, bad, 3, bad);
    lt_error_cell(&e, bad, 1);
    lt_error_node(&e, "%s", bad);
    lt_error_hint(&e, "%s", bad);
    lt_error_caret(&e, bad, (int64_t)strlen(bad), 1, 1);
    const char *text = shown(&e);
    assert_true(lt_utf8_valid(text, strlen(text), NULL));
    for (const char *p = text; *p; p++) assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
    assert_null(strchr(text, 0x7f));
    assert_null(strstr(text, "\xc2\x9b"));
    assert_null(strstr(text, "\xe2\x80\xae"));
    CHECK_HAS(text, "‹U+202E›");
}

static void cuts_long_text_in_the_middle(void **state)
{
    (void)state;
    lt_error e;
    char     text[4000];
    memset(text, 'a', sizeof(text) - 1);
    memcpy(text + sizeof(text) - 5, "tail", 5);
    (void)LT_FAIL(&e, LT_EPARSE, "head%s", text);
    assert_true(strlen(e.text) < sizeof(e.text));
    CHECK_HAS(e.text, "head");
    CHECK_HAS(e.text, "…");
    CHECK_HAS(e.text, "tail");
    assert_true(lt_utf8_valid(e.text, strlen(e.text), NULL));
}

static void keeps_utf8_whole_when_it_cuts(void **state)
{
    (void)state;
    for (int shift = 0; shift < 4; shift++) {
        lt_error e;
        char     text[4000] = "xxx";
        for (size_t i = (size_t)shift; i + 3 < sizeof(text); i += 3) memcpy(text + i, "€", 4);
        (void)LT_FAIL(&e, LT_EPARSE, "%s", text);
        lt_error_hint(&e, "%s", text);
        lt_error_caret(&e, text, (int64_t)strlen(text), 1500 + shift, 3);
        assert_true(lt_utf8_valid(e.text, strlen(e.text), NULL));
        assert_true(lt_utf8_valid(e.hint, strlen(e.hint), NULL));
    }
}

static void prefixes_the_operation(void **state)
{
    (void)state;
    lt_error e;
    (void)LT_FAIL(&e, LT_EIO, "disk full");
    lt_error_prefix(&e, "writing %s", "out.parquet");
    CHECK_TEXT(e.text, "writing out.parquet: disk full");
}

static void works_without_a_place_for_the_error(void **state)
{
    (void)state;
    assert_int_equal(LT_FAIL(NULL, LT_EBUSY, "x"), LT_EBUSY);
    lt_error_at(NULL, "a", 1, "b");
    lt_error_hint(NULL, "x");
    lt_error_cell(NULL, "a", 1);
    lt_error_node(NULL, "x");
    lt_error_prefix(NULL, "x");
    lt_error_caret(NULL, "a", 1, 0, 1);
}

static void has_words_and_exit_codes(void **state)
{
    (void)state;
    CHECK_TEXT(lt_status_word(LT_ENOMEM), "out of memory");
    CHECK_TEXT(lt_status_word(LT_EDONE), "nothing more wanted");
    assert_int_equal(lt_status_exit(LT_OK), 0);
    assert_int_equal(lt_status_exit(LT_EUSAGE), 2);
    assert_int_equal(lt_status_exit(LT_EEXPECT), 8);
}

static void is_whole_or_not_there_when_memory_runs_out(void **state)
{
    (void)state;
    lt_error e;
    (void)LT_FAIL(&e, LT_EIO, "disk full");
    lt_error_at(&e, "a.csv", 3, "city");
    lt_error_cell(&e, "Load", 4);
    lt_error_caret(&e, "a b", 3, 2, 1);
    lt_error_hint(&e, "free some");
    EACH_FAULT (mem) {
        lt_error err;
        lt_buf   b = {.mem = mem};
        if (lt_error_print(&b, &e, &err)) {
            assert_int_equal(err.code, LT_ENOMEM);
            assert_int_equal(b.len, 0);
        } else if (lt_error_line(&b, &e, NULL) == LT_OK) {
            assert_memory_equal(b.data + b.len - 13, "(column city)", 13);
        }
        lt_buf_clear(&b);
    }
}

int main(void)
{
    return RUN(test(adds_each_part_once), test(names_the_column_once),
               test(shows_cell_node_and_caret), test(places_the_caret_by_columns),
               test(puts_the_caret_behind_the_end), test(lets_no_part_reach_the_terminal_raw),
               test(cuts_long_text_in_the_middle), test(keeps_utf8_whole_when_it_cuts),
               test(prefixes_the_operation), test(works_without_a_place_for_the_error),
               test(has_words_and_exit_codes), test(is_whole_or_not_there_when_memory_runs_out));
}
