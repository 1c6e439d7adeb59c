#include "tests/view_kit.h"
#include "tui/view/search.h"

static size_t find(const char *pattern, const char *text, size_t from)
{
    tui_search s = {.pattern.mem = lt_mem_default()};
    lt_error   err;
    size_t     at = SIZE_MAX, n = 0;
    CHECK_OK(tui_search_set(&s, pattern, &err), &err);
    if (!tui_search_next(&s, text, strlen(text), from, &at, &n)) at = SIZE_MAX;
    tui_search_clear(&s);
    return at;
}

static void a_capital_makes_the_case_count(void **state)
{
    (void)state;
    assert_int_equal(find("sum", "x SUM(", 0), 2);
    assert_int_equal(find("Sum", "x SUM(", 0), SIZE_MAX);
    assert_int_equal(find("SUM", "x SUM(", 0), 2);
    assert_int_equal(find("ñu", "el ÑU", 0), 3);
    assert_int_equal(find("ÑU", "el ñu", 0), SIZE_MAX);
}

static void finds_from_a_place_on(void **state)
{
    (void)state;
    assert_int_equal(find("aa", "aaa aa", 0), 0);
    assert_int_equal(find("aa", "aaa aa", 1), 1);
    assert_int_equal(find("aa", "aaa aa", 2), 4);
    assert_int_equal(find("aa", "aaa aa", 6), SIZE_MAX);
    assert_int_equal(find("", "aaa", 0), SIZE_MAX);
    assert_int_equal(find("a\xff",
                          "\xff"
                          "a\xff",
                          0),
                     1);
    assert_int_equal(find("long", "lon", 0), SIZE_MAX);
}

static void marks_rows_also_of_matches_that_go_over(void **state)
{
    tui_search s = {.pattern.mem = lt_mem_default()};
    tui_canvas c;
    lt_error   err;
    lt_buf     got = {.mem = lt_mem_default()};
    const char text[] = "日本 total of to\ntal TOTAL";
    (void)state;
    CHECK_OK(tui_search_set(&s, "total", &err), &err);
    CHECK_OK(tui_canvas_open(&c, lt_mem_default(), 3, 12, &err), &err);
    for (int row = 0; row < 3; row++) {
        size_t at = row == 0 ? 0 : row == 1 ? 9 : 22, n = row == 0 ? 9 : row == 1 ? 9 : 5;
        tui_put(&c, row, 1, 11, TUI_STYLE(TEXT), text + at, n);
        tui_wrap w = {.p = text, .len = sizeof(text) - 1, .cols = 11, .at = at, .row_len = n};
        tui_search_restyle(&s, &c, row, 1, &w);
    }
    CHECK_OK(tui_dump_golden(&got, &c, &(tui_dump){.depth = TUI_256}, &err), &err);
    golden_check(&got, "search_rows.screen");
    lt_buf_clear(&got);
    tui_canvas_close(&c);
    tui_search_clear(&s);
}

int main(void)
{
    return RUN(test(a_capital_makes_the_case_count), test(finds_from_a_place_on),
               test(marks_rows_also_of_matches_that_go_over));
}
