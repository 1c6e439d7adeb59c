#include "tests/unit/pane_kit.h"

#include "tui/view/merge_view.h"

static const char base[] = "-- %% Load id=\"aaa111\"\ntx = read_csv(\"a.csv\")\n\n-- %% Clean "
                           "id=\"bbb222\"\nclean = tx:filter(\"n > 0\")\nshow(clean)\n\n-- %% End "
                           "id=\"ccc333\"\nprint(1)\n";
static const char ours[] = "-- %% Load id=\"aaa111\"\ntx = read_csv(\"ours.csv\")\n\n-- %% Clean "
                           "id=\"bbb222\"\nclean = tx:filter(\"n > 1\")\nshow(clean)\n\n-- %% End "
                           "id=\"ccc333\"\nprint(1)\n";
static const char theirs[] = "-- %% Load id=\"aaa111\"\ntx = read_csv(\"theirs.csv\")\n\n-- %% "
                             "Clean id=\"bbb222\"\nclean = tx:filter(\"n > 2\")\nlocal x = "
                             "1\nshow(clean)\n\n-- %% End id=\"ccc333\"\nprint(2)\n";

static lt_buf of(const char *text)
{
    return (lt_buf){.data = (uint8_t *)(uintptr_t)text, .len = strlen(text)};
}

static kit            k;
static tui_merge_pane p;

static lt_status open_pane(lt_mem *mem, tui_merge_pane *pane, lt_error *err)
{
    tui_merge *m;
    lt_buf     a = of(base), b = of(ours), c = of(theirs);
    *pane = (tui_merge_pane){0};
    LT_TRY(tui_merge_open(&m, mem, &a, &b, &c, err));
    return tui_merge_pane_open(pane, mem, m, "on disk", err);
}

static int set_up(void **state)
{
    lt_error err;
    (void)state;
    kit_open(&k, NULL);
    CHECK_OK(open_pane(lt_mem_default(), &p, &err), &err);
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    tui_merge_pane_close(&p);
    kit_close(&k);
    return 0;
}

static void draw(int rows, int cols)
{
    tui_canvas_clear(kit_canvas(&k, rows, cols));
    tui_merge_pane_draw(&p, &k.canvas);
}

static void both_sides_are_shown_at_every_size(void **state)
{
    static const int sizes[][2] = {{10, 40}, {24, 80}, {40, 120}, {50, 200}};
    char             name[64];
    (void)state;
    tui_merge_pane_go(&p, 1);
    for (size_t i = 0; i < 4; i++) {
        draw(sizes[i][0], sizes[i][1]);
        snprintf(name, sizeof(name), "merge_%dx%d.screen", sizes[i][1], sizes[i][0]);
        kit_golden(&k, name);
    }
}

static void choices_lead_to_the_next_open_conflict(void **state)
{
    lt_error err;
    lt_buf   out = {.mem = lt_mem_default()};
    (void)state;
    assert_int_equal(tui_merge_count(p.merge), 2);
    CHECK_OK(tui_merge_pane_choose(&p, TUI_CHOICE_OURS, NULL, 0, &err), &err);
    assert_int_equal(p.chosen, 1);
    assert_int_equal(tui_merge_left(p.merge), 1);
    CHECK_FAILS(tui_merge_write(&out, p.merge, &err), LT_EINVAL, &err);
    CHECK_OK(tui_merge_pane_choose(&p, TUI_CHOICE_THEIRS, NULL, 0, &err), &err);
    assert_int_equal(tui_merge_left(p.merge), 0);
    draw(24, 80);
    CHECK_HAS(kit_text(&k), "Enter applies");
    CHECK_OK(tui_merge_write(&out, p.merge, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    CHECK_HAS((const char *)out.data, "ours.csv");
    CHECK_HAS((const char *)out.data, "n > 2");
    CHECK_HAS((const char *)out.data, "print(2)");
    lt_buf_clear(&out);
}

static void an_edited_cell_is_edited_again(void **state)
{
    static const char edited[] = "-- %% Load id=\"aaa111\"\ntx = read_csv(\"mine.csv\")\n";
    lt_error          err;
    lt_buf            text = {.mem = lt_mem_default()};
    (void)state;
    CHECK_OK(tui_merge_pane_text(&text, &p, &err), &err);
    CHECK_OK(lt_buf_terminate(&text, &err), &err);
    CHECK_HAS((const char *)text.data, "ours.csv");
    CHECK_HAS((const char *)text.data, "theirs.csv");
    CHECK_OK(tui_merge_pane_choose(&p, TUI_CHOICE_EDITED, edited, sizeof(edited) - 1, &err), &err);
    tui_merge_pane_next(&p, true);
    text.len = 0;
    CHECK_OK(tui_merge_pane_text(&text, &p, &err), &err);
    assert_int_equal(text.len, sizeof(edited) - 1);
    lt_buf_clear(&text);
}

static void next_and_scrolling_stay_inside(void **state)
{
    (void)state;
    tui_merge_pane_next(&p, false);
    assert_int_equal(p.chosen, 1);
    tui_merge_pane_next(&p, false);
    assert_int_equal(p.chosen, 0);
    tui_merge_pane_next(&p, true);
    assert_int_equal(p.chosen, 1);
    tui_merge_pane_scroll(&p, 1000);
    assert_true(p.top < 10);
    tui_merge_pane_scroll(&p, -1000);
    assert_int_equal(p.top, 0);
    for (int rows = 1; rows < 12; rows++)
        for (int cols = 1; cols < 130; cols += 7) draw(rows, cols);
}

static void memory_may_be_refused_anywhere(void **state)
{
    lt_error err;
    (void)state;
    EACH_FAULT (mem) {
        tui_merge_pane pane;
        if (open_pane(mem, &pane, &err) == LT_OK) {
            tui_merge_pane_go(&pane, 1);
            tui_merge_pane_draw(&pane, kit_canvas(&k, 24, 80));
        }
        tui_merge_pane_close(&pane);
    }
}

#define t_(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
    return RUN(t_(both_sides_are_shown_at_every_size), t_(choices_lead_to_the_next_open_conflict),
               t_(an_edited_cell_is_edited_again), t_(next_and_scrolling_stay_inside),
               t_(memory_may_be_refused_anywhere));
}
