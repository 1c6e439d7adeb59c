#include "tui/view/wrap.h"

#include "tests/helper.h"

#include <string.h>

/* Rows of plain letters: cut every `cols`, a \n ends one, a last \n leaves an empty one. */
static size_t rows_of(const char *p, size_t len, size_t cols)
{
    size_t rows = 1, column = 0;
    for (size_t i = 0; i < len; i++) {
        if (p[i] == '\n') {
            rows++;
            column = 0;
        } else if (column == cols) {
            rows++;
            column = 1;
        } else {
            column++;
        }
    }
    return rows;
}

static uint32_t seed = 5;
static uint32_t any(uint32_t below) { return (seed = seed * 1103515245 + 12345) / 65536 % below; }

static void rows_are_those_of_cutting_by_hand(void **state)
{
    char text[64];
    (void)state;
    for (int round = 0; round < 5000; round++) {
        size_t len = any(sizeof(text));
        for (size_t i = 0; i < len; i++) text[i] = any(6) ? 'a' : '\n';
        int      cols = 2 + (int)any(12);
        size_t   seen = 0, at = 0, line = 0;
        tui_wrap w = {.p = text, .len = len, .cols = cols};
        for (; tui_wrap_next(&w); seen++) {
            /* every byte is on a row, but for line ends */
            while (at < w.at && text[at] == '\n') at++;
            assert_int_equal(w.at, at);
            assert_int_equal(w.is_first, w.at == 0 || text[w.at - 1] == '\n');
            line += seen > 0 && w.is_first;
            assert_int_equal(w.line, line);
            at += w.row_len;
        }
        assert_int_equal(seen, rows_of(text, len, (size_t)cols));
        assert_int_equal(tui_wrap_rows(text, len, cols, false), seen);
    }
}

static void a_place_is_found_and_found_again(void **state)
{
    char text[64];
    (void)state;
    for (int round = 0; round < 3000; round++) {
        size_t len = any(sizeof(text));
        for (size_t i = 0; i < len; i++) text[i] = any(6) ? 'a' : '\n';
        int cols = 2 + (int)any(12);
        for (size_t at = 0; at <= len; at++) {
            int    column;
            size_t row = tui_wrap_find(text, len, cols, at, &column);
            assert_true(row < tui_wrap_rows(text, len, cols, false));
            assert_int_equal(tui_wrap_at(text, len, cols, row, column), at);
        }
    }
}

static void wide_characters_are_not_cut(void **state)
{
    static const char text[] = "日本語";
    tui_wrap          w = {.p = text, .len = sizeof(text) - 1, .cols = 3};
    (void)state;
    for (int row = 0; row < 3; row++) {
        assert_true(tui_wrap_next(&w));
        assert_int_equal(w.row_len, 3);
    }
    assert_false(tui_wrap_next(&w));
}

static void texts_are_cut_at_blanks(void **state)
{
    static const char text[] = "one two three";
    tui_wrap          w = {.p = text, .len = sizeof(text) - 1, .cols = 8, .by_words = true};
    (void)state;
    assert_true(tui_wrap_next(&w));
    assert_int_equal(w.row_len, 8); /* "one two " */
    assert_true(tui_wrap_next(&w));
    assert_memory_equal(text + w.at, "three", 5);
    assert_false(tui_wrap_next(&w));
}

int main(void)
{
    return RUN(test(rows_are_those_of_cutting_by_hand), test(a_place_is_found_and_found_again),
               test(wide_characters_are_not_cut), test(texts_are_cut_at_blanks));
}
