#include "tests/unit/pane_kit.h"

#include "tui/view/pager.h"

static kit       k;
static tui_pager p;

static int set_up(void **state)
{
    (void)state;
    kit_open(&k, NULL);
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    tui_pager_close(&p);
    kit_close(&k);
    return 0;
}

static void open_text(const char *text, size_t len, tui_page_kind kind)
{
    lt_error err;
    CHECK_OK(tui_pager_open(&p, &k.host, "page", text, len, kind, &err), &err);
}

static void draw(int rows, int cols)
{
    tui_canvas_clear(kit_canvas(&k, rows, cols));
    tui_pager_draw(&p, &k.canvas);
}

/* What the engine holds of the output: line n is "line n of the output", counted from 1. */
static char  *output;
static size_t output_len;

static void make_output(size_t lines)
{
    free(output);
    output = malloc(lines * 32 + 1);
    output_len = 0;
    for (size_t i = 1; i <= lines; i++)
        output_len += (size_t)snprintf(output + output_len, 32, "line %zu of the output\n", i);
}

static void open_output(size_t lines)
{
    lt_error err;
    make_output(lines);
    CHECK_OK(tui_pager_open_output(&p, &k.host, "output", 5, (int64_t)output_len, &err), &err);
}

/* Answers the request under way with at most `most` bytes. */
static void answer(size_t most)
{
    tui_event_told e = {.kind = TUI_TELL_OUTPUT, .number = k.number};
    size_t         n = output_len - (size_t)k.output_from;
    e.output = (tui_output){.cell = 5, .from = k.output_from, .bytes = (int64_t)output_len};
    e.output.text = (tui_bytes){output + k.output_from, n < most ? n : most};
    tui_pager_told(&p, &e);
}

static void settle(int rows, int cols)
{
    for (int i = 0; i < 2000; i++) {
        int before = k.output_count;
        draw(rows, cols);
        if (k.output_count == before && !p.asked) return;
        answer(TUI_BLOCK);
    }
    fail_msg("it asks without an end");
}

static void a_text_is_shown_wrapped_and_cut(void **state)
{
    static const char text[] = "one\nthe second line is longer than the page is wide\n\nlast";
    (void)state;
    open_text(text, sizeof(text) - 1, TUI_PAGE_PLAIN);
    draw(8, 24);
    CHECK_HAS(kit_text(&k), "\none\nthe second line is longe\nr than the page is wide\n\nlast");
    tui_pager_wrap(&p);
    tui_pager_numbers(&p);
    draw(8, 24);
    CHECK_HAS(kit_text(&k), "    2 the second line i…");
    tui_pager_right(&p, 1);
    draw(8, 24);
    CHECK_HAS(kit_text(&k), "nd line is longer…");
}

static void differences_have_their_colours(void **state)
{
    static const char text[] = "@@ -1,3 +1,3 @@\n same\n-old\n+new\n";
    (void)state;
    open_text(text, sizeof(text) - 1, TUI_PAGE_DIFF);
    draw(10, 40);
    kit_golden(&k, "pager_diff_40x10.screen");
}

static void down_and_up_are_inverse(void **state)
{
    (void)state;
    char   text[16000];
    size_t n = 0;
    for (int i = 0; i < 200; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%.*s\n", i * 7 % 90,
                              "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmno"
                              "pqrstuvwxyzabcdefghijkl");
    open_text(text, n, TUI_PAGE_PLAIN);
    draw(10, 30);
    int64_t tops[400];
    int     skips[400], steps = 0;
    for (; steps < 400; steps++) {
        int64_t top = p.top;
        int     skip = p.skip;
        tui_pager_down(&p, 1);
        if (p.top == top && p.skip == skip) break;
        tops[steps] = top;
        skips[steps] = skip;
    }
    assert_true(steps > 200);
    while (steps-- > 0) {
        tui_pager_down(&p, -1);
        assert_int_equal(p.top, tops[steps]);
        assert_int_equal(p.skip, skips[steps]);
    }
    tui_pager_down(&p, -5);
    assert_int_equal(p.top, 0);
    tui_pager_end(&p);
    draw(10, 30);
    tui_pager_page(&p, -2000);
    assert_int_equal(p.top, 0);
}

static void a_flooded_output_is_fetched_by_blocks(void **state)
{
    (void)state;
    open_output(2000000); /* about 50 MB */
    draw(24, 80);
    CHECK_HAS(kit_text(&k), "···");
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 1 of the output");
    assert_int_equal(k.output_count, 1);
    tui_pager_end(&p);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 2000000 of the output");
    assert_int_equal(k.output_count, 2);
    tui_pager_page(&p, -2);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 1999970 of the output");
    size_t held = 0;
    for (int i = 0; i < TUI_BLOCKS; i++) held += p.blocks[i].bytes.cap;
    assert_true(held <= (size_t)TUI_BLOCKS * TUI_BLOCK * 2);
}

static void search_goes_on_as_blocks_come(void **state)
{
    (void)state;
    open_output(200000);
    settle(24, 80);
    tui_pager_find(&p, "line 123456 ", false);
    assert_int_equal(p.quest, TUI_QUEST_DOWN);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 123456 of the output");
    assert_int_equal(p.quest, TUI_QUEST_NONE);
    char status[128];
    tui_pager_status(&p, status);
    CHECK_HAS(status, "line 123,4");
    tui_pager_find(&p, "LINE 77 ", true); /* capitals count */
    settle(24, 80);
    CHECK_HAS(k.said, "is not found above");
    tui_pager_find(&p, "line 77 ", true);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 77 of the output");
    tui_pager_find(&p, "nowhere", false);
    assert_true(tui_pager_stop(&p));
}

static void a_line_by_its_number(void **state)
{
    (void)state;
    open_output(100000);
    settle(24, 80);
    tui_pager_go(&p, 90001);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 90001 of the output");
    int before = k.output_count;
    tui_pager_go(&p, 50000);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 50000 of the output");
    assert_true(k.output_count <= before + 2);
    tui_pager_go(&p, 99999999);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 100000 of the output");
}

static void the_end_is_followed_while_more_comes(void **state)
{
    (void)state;
    open_output(1000);
    settle(24, 80);
    tui_pager_follow(&p);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 1000 of");
    make_output(40000);
    tui_event_told e = {.kind = TUI_TELL_FLOOD};
    e.flood = (tui_flood){.cell = 5, .kept = (int64_t)output_len};
    tui_pager_told(&p, &e);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 40000 of");
    tui_pager_top(&p);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 1 of");
}

static void a_block_that_comes_in_part_is_not_asked_for_for_ever(void **state)
{
    (void)state;
    open_output(100000);
    draw(24, 80);
    answer(100);
    CHECK_HAS((draw(24, 80), kit_text(&k)), "line 1 of");
    int before = k.output_count;
    for (int i = 0; i < 10; i++) draw(24, 80);
    assert_int_equal(k.output_count, before);
    tui_pager_down(&p, 1); /* asks again */
    draw(24, 80);
    settle(24, 80);
    CHECK_HAS(kit_text(&k), "line 20 of");
}

static void a_line_without_an_end_is_cut(void **state)
{
    size_t len = 1000000;
    char  *text = malloc(len);
    (void)state;
    memset(text, 'x', len);
    open_text(text, len, TUI_PAGE_PLAIN);
    free(text);
    draw(24, 80);
    tui_pager_end(&p);
    draw(24, 80);
    int64_t at = p.top;
    assert_true(at > 900000);
    for (int i = 0; i < 2000; i++) tui_pager_page(&p, -2);
    assert_int_equal(p.top, 0);
}

static void an_engine_that_ends_is_told(void **state)
{
    (void)state;
    open_output(100000);
    k.has_engine = false;
    draw(24, 80);
    CHECK_HAS((draw(24, 80), kit_text(&k)), "no engine");
    tui_pager_told(&p, &(tui_event_told){.kind = TUI_TELL_ENDED});
    CHECK_HAS((draw(24, 80), kit_text(&k)), "has ended");
}

static void hostile_text_and_tiny_pages(void **state)
{
    static const char text[] = "\x1b[2Jboo\x07\n\xff\xfe\n\xe2\x80\xae"
                               "abc\n日本\r\n\tx\0y\n";
    (void)state;
    open_text(text, sizeof(text) - 1, TUI_PAGE_PLAIN);
    for (int rows = 1; rows < 8; rows++)
        for (int cols = 1; cols < 20; cols++) {
            draw(rows, cols);
            assert_null(strchr(kit_text(&k), '\x1b'));
            tui_pager_down(&p, rows % 2 ? 2 : -1);
        }
    tui_pager_find(&p, "abc", false);
    draw(8, 20);
    tui_pager_copy(&p, true);
    assert_int_equal(k.copied_len, sizeof(text) - 1);
}

static void memory_may_be_refused_anywhere(void **state)
{
    lt_error err;
    (void)state;
    make_output(20000);
    EACH_FAULT (mem) {
        kit       small;
        tui_pager page;
        kit_open(&small, mem);
        lt_status status =
            tui_pager_open_output(&page, &small.host, "o", 5, (int64_t)output_len, &err);
        if (!status) {
            tui_canvas_clear(kit_canvas(&small, 24, 80));
            tui_pager_draw(&page, &small.canvas);
            tui_event_told e = {.kind = TUI_TELL_OUTPUT, .number = small.number};
            e.output = (tui_output){.cell = 5, .from = 0};
            e.output.text = (tui_bytes){output, TUI_BLOCK};
            tui_pager_told(&page, &e);
            tui_pager_find(&page, "line 100 ", false);
            tui_pager_draw(&page, &small.canvas);
        }
        tui_pager_close(&page);
        kit_close(&small);
    }
    kit_open(&k, NULL);
}

#define t_(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
    int failed = RUN(t_(a_text_is_shown_wrapped_and_cut), t_(differences_have_their_colours),
                     t_(down_and_up_are_inverse), t_(a_flooded_output_is_fetched_by_blocks),
                     t_(search_goes_on_as_blocks_come), t_(a_line_by_its_number),
                     t_(the_end_is_followed_while_more_comes),
                     t_(a_block_that_comes_in_part_is_not_asked_for_for_ever),
                     t_(a_line_without_an_end_is_cut), t_(an_engine_that_ends_is_told),
                     t_(hostile_text_and_tiny_pages), t_(memory_may_be_refused_anywhere));
    free(output);
    return failed;
}
