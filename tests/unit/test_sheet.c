#include "tests/unit/pane_kit.h"

#include "tui/view/sheet.h"

/* Results of the fake engine: the cell at row, column of result r is made by make_cell. */
enum { ROWS = 100000 };

static void make_cell(tui_window_cell *cell, lt_arena *a, uint64_t result, int64_t row, int32_t c)
{
    char text[64];
    *cell = (tui_window_cell){.text = {"", 0}};
    if (c == 1 && row % 5 == 3) {
        cell->is_null = true;
        return;
    }
    if (c == 2 && row % 7 == 2) return; /* an empty text */
    int n = c % 3 == 1 ? snprintf(text, sizeof(text), "%lld.5", (long long)(row * 3 + c))
                       : snprintf(text, sizeof(text), "r%llu-%lld-%d", (unsigned long long)result,
                                  (long long)row, c);
    cell->text.p = lt_arena_text(a, text, (size_t)n);
    cell->text.len = (size_t)n;
}

/* What an engine answers to `ask`, with at most `rows` of its rows. */
static void answer(kit *k, tui_sheet *t, const tui_window_ask *ask, uint64_t number, int64_t total,
                   bool is_exact, int64_t rows)
{
    tui_event_told e = {.kind = TUI_TELL_WINDOW, .number = number};
    tui_window    *w = &e.window;
    *w = (tui_window){.result = ask->result,
                      .slot = ask->slot,
                      .total = total,
                      .is_exact = is_exact,
                      .row = ask->row,
                      .rows = ask->rows,
                      .column = ask->column,
                      .columns = ask->columns};
    if (w->row + w->rows > rows) w->rows = rows > w->row ? (int32_t)(rows - w->row) : 0;
    size_t           n = (size_t)w->rows * (size_t)w->columns;
    tui_window_cell *cells = lt_arena_get(&k->arena, (n + 1) * sizeof(*cells));
    tui_column      *heads = lt_arena_get(&k->arena, (size_t)w->columns * sizeof(*heads));
    for (size_t i = 0; i < n; i++)
        make_cell(&cells[i], &k->arena, ask->result, w->row + (int64_t)i / w->columns,
                  w->column + (int32_t)(i % (size_t)w->columns));
    for (int32_t c = 0; c < w->columns; c++) {
        char name[32];
        int  len = snprintf(name, sizeof(name), "col_%d", w->column + c);
        heads[c] = (tui_column){.name = lt_arena_text(&k->arena, name, (size_t)len),
                                .type = (w->column + c) % 3 == 1 ? "double" : "string",
                                .is_right = (w->column + c) % 3 == 1};
    }
    w->cells = cells;
    w->heads = heads;
    tui_sheet_told(t, &e);
}

static void answer_last(kit *k, tui_sheet *t, int64_t total)
{
    int last = k->window_count - 1;
    answer(k, t, &k->windows[last], k->window_numbers[last], total, true, total);
}

static void open_sheet(kit *k, tui_sheet *t, int32_t columns, int64_t rows, bool is_exact)
{
    lt_error          err;
    tui_sheet_opening what = {.result = 7,
                              .name = "sales",
                              .columns = columns,
                              .rows = rows,
                              .is_exact = is_exact,
                              .slot = 3};
    CHECK_OK(tui_sheet_open(t, &k->host, &what, &err), &err);
}

static void draw(kit *k, tui_sheet *t, int rows, int cols)
{
    tui_canvas_clear(kit_canvas(k, rows, cols));
    tui_sheet_draw(t, &k->canvas);
}

/* Draws and answers until nothing more is asked. */
static void settle(kit *k, tui_sheet *t, int rows, int cols, int64_t total)
{
    for (int round = 0; round < 200; round++) {
        int before = k->window_count;
        draw(k, t, rows, cols);
        if (k->window_count == before) return;
        answer_last(k, t, total);
    }
    fail_msg("it asks without an end");
}

static kit       k;
static tui_sheet t;

static int set_up(void **state)
{
    (void)state;
    kit_open(&k, NULL);
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    tui_sheet_close(&t);
    kit_close(&k);
    return 0;
}

static void what_is_not_there_is_dots_and_comes(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    draw(&k, &t, 20, 80);
    CHECK_HAS(kit_text(&k), "···");
    assert_int_equal(k.window_count, 1);
    assert_int_equal(k.windows[0].slot, 3);
    answer_last(&k, &t, ROWS);
    draw(&k, &t, 20, 80);
    assert_null(strstr(kit_text(&k), "···"));
    CHECK_HAS(kit_text(&k), "r7-3-0");
    CHECK_HAS(kit_text(&k), "∅");
    CHECK_HAS(kit_text(&k), "\"\"");
    CHECK_HAS(kit_text(&k), "100,000 rows");
}

static void all_sizes_look_as_they_did(void **state)
{
    static const int sizes[][2] = {{10, 40}, {24, 80}, {40, 120}, {50, 200}};
    char             name[64];
    (void)state;
    open_sheet(&k, &t, 30, ROWS, true);
    for (size_t i = 0; i < 4; i++) {
        settle(&k, &t, sizes[i][0], sizes[i][1], ROWS);
        snprintf(name, sizeof(name), "sheet_%dx%d.screen", sizes[i][1], sizes[i][0]);
        kit_golden(&k, name);
    }
}

static void windows_late_and_out_of_order_are_taken(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    draw(&k, &t, 20, 80); /* rows from 0 on */
    tui_sheet_go(&t, 50000, 0);
    draw(&k, &t, 20, 80);
    tui_sheet_go(&t, 99999, 0);
    draw(&k, &t, 20, 80);
    assert_int_equal(k.window_count, 3);
    answer(&k, &t, &k.windows[2], k.window_numbers[2], ROWS, true, ROWS);
    answer(&k, &t, &k.windows[0], k.window_numbers[0], ROWS, true, ROWS);
    draw(&k, &t, 20, 80);
    CHECK_HAS(kit_text(&k), "r7-99999-0");
    tui_sheet_go(&t, 0, 0);
    draw(&k, &t, 20, 80);
    CHECK_HAS(kit_text(&k), "r7-0-0");
}

static void part_of_a_window_is_shown_and_not_asked_for_for_ever(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, 1000, false);
    draw(&k, &t, 20, 80);
    answer(&k, &t, &k.windows[0], k.window_numbers[0], 1000, false, 5);
    for (int i = 0; i < 20; i++) {
        int before = k.window_count;
        draw(&k, &t, 20, 80);
        if (k.window_count == before) break;
        answer(&k, &t, &k.windows[before], k.window_numbers[before], 1000, false, 5);
    }
    CHECK_HAS(kit_text(&k), "r7-4-0");
    CHECK_HAS(kit_text(&k), "···");
    CHECK_HAS(kit_text(&k), "≥ 1,000");
    int before = k.window_count;
    draw(&k, &t, 20, 80);
    assert_int_equal(k.window_count, before);
    assert_true(before < 12);
    /* the cell that ran is done: the rest can be had */
    tui_sheet_told(&t, &(tui_event_told){.kind = TUI_TELL_CELL_DONE});
    settle(&k, &t, 20, 80, 1000);
    assert_null(strstr(kit_text(&k), "···"));
}

static void a_held_key_asks_for_what_is_in_sight_only(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    int before = k.window_count;
    for (int i = 0; i < 500; i++) tui_sheet_page(&t, 2); /* without a frame between */
    assert_int_equal(k.window_count, before);
    draw(&k, &t, 24, 80);
    assert_int_equal(k.window_count, before + 1);
    for (int i = 0; i < 100; i++) { /* with frames, and an engine that is too slow for any */
        tui_sheet_page(&t, 2);
        draw(&k, &t, 24, 80);
    }
    assert_true(k.window_count <= before + 102);
    answer_last(&k, &t, ROWS);
    draw(&k, &t, 24, 80);
    char want[64];
    snprintf(want, sizeof(want), "r7-%lld-0", (long long)t.row);
    CHECK_HAS(kit_text(&k), want);
}

static void ten_thousand_columns_cost_what_is_in_sight(void **state)
{
    (void)state;
    open_sheet(&k, &t, 10000, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    assert_true(k.window_count < 10);
    tui_sheet_last_column(&t);
    settle(&k, &t, 24, 80, ROWS);
    CHECK_HAS(kit_text(&k), "col_9999");
    for (int i = 0; i < 300; i++) tui_sheet_right(&t, -1);
    settle(&k, &t, 24, 80, ROWS);
    CHECK_HAS(kit_text(&k), "col_9699");
    tui_sheet_first_column(&t);
    settle(&k, &t, 24, 80, ROWS);
    CHECK_HAS(kit_text(&k), "col_0");
    assert_true(k.window_count < 80);
    assert_true(t.pages.bytes <= TUI_PAGES_BYTES);
}

static void pages_looked_at_long_ago_go(void **state)
{
    (void)state;
    open_sheet(&k, &t, 40, ROWS, true);
    for (int i = 0; i < 300; i++) {
        tui_sheet_go(&t, i * 300, i % 40);
        settle(&k, &t, 24, 80, ROWS);
    }
    assert_true(t.pages.list.len / sizeof(tui_page *) <= TUI_PAGES_MOST);
    assert_true(t.pages.bytes <= TUI_PAGES_BYTES);
    CHECK_HAS(kit_text(&k), "89,701 ┃");
}

static void hostile_cells_stay_in_their_cells(void **state)
{
    static const char *const texts[] = {"\x1b[2J\x1b]0;x\x07",
                                        "\xe2\x80\xae"
                                        "abc\xe2\x80\xac",
                                        "日本電気株式会社日本電気株式会社",
                                        "\xff\xfe\x80",
                                        "a\nb\tc\r",
                                        "e\xcc\x81\xcc\x81\xcc\x81",
                                        "👩\xe2\x80\x8d"
                                        "👩\xe2\x80\x8d"
                                        "👧\xe2\x80\x8d"
                                        "👦 family"};
    enum { N = sizeof(texts) / sizeof(*texts) };
    (void)state;
    open_sheet(&k, &t, 1, N + 1, true);
    draw(&k, &t, 24, 40);
    tui_window_cell cells[N + 1];
    char           *big = malloc(1 << 20);
    memset(big, 'x', 1 << 20);
    for (size_t i = 0; i < N; i++)
        cells[i] = (tui_window_cell){.text = {texts[i], strlen(texts[i])}};
    cells[N] = (tui_window_cell){.text = {big, 1 << 20}, .is_cut = true};
    tui_column     head = {.name = "\x1b[31mevil\n", .type = "string"};
    tui_event_told e = {.kind = TUI_TELL_WINDOW, .number = k.window_numbers[0]};
    e.window = (tui_window){.result = 7,
                            .slot = 3,
                            .total = N + 1,
                            .is_exact = true,
                            .rows = N + 1,
                            .columns = 1,
                            .cells = cells,
                            .heads = &head};
    tui_sheet_told(&t, &e);
    free(big);
    draw(&k, &t, 24, 40);
    const char *text = kit_text(&k);
    assert_null(strchr(text, '\x1b'));
    assert_null(strchr(text, '\x07'));
    assert_null(strchr(text, '\t'));
    CHECK_HAS(text, "日本電気");
    kit_golden(&k, "sheet_hostile.screen");
}

static void widths_stay_while_scrolling(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    int width = t.heads[0].width;
    tui_sheet_end(&t);
    settle(&k, &t, 24, 80, ROWS);
    assert_int_equal(t.heads[0].width, width);
    tui_sheet_fit(&t);
    assert_true(t.heads[0].width > width);
    tui_sheet_wider(&t, -1000);
    assert_int_equal(t.heads[0].width, 1);
    tui_sheet_wider(&t, 100000);
    assert_int_equal(t.heads[0].width, TUI_WIDEST);
}

static void the_end_of_what_is_not_counted_yet_goes_on(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, 1000, false);
    draw(&k, &t, 24, 80);
    answer(&k, &t, &k.windows[0], k.window_numbers[0], 1000, false, 1000);
    tui_sheet_end(&t);
    assert_int_equal(t.row, 999);
    draw(&k, &t, 24, 80);
    answer(&k, &t, &k.windows[1], k.window_numbers[1], 5000, false, 5000);
    assert_int_equal(t.row, 4999);
    settle(&k, &t, 24, 80, 6001);
    assert_int_equal(t.row, 6000);
    char status[128];
    tui_sheet_status(&t, status);
    CHECK_TEXT(status, "row 6,001/6,001  col 1/4");
}

static void frozen_and_hidden_columns(void **state)
{
    (void)state;
    open_sheet(&k, &t, 30, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    tui_sheet_freeze(&t);
    tui_sheet_right(&t, 1);
    tui_sheet_hide(&t);
    assert_int_equal(t.column, 2);
    tui_sheet_right(&t, 20);
    settle(&k, &t, 24, 80, ROWS);
    CHECK_HAS(kit_text(&k), "col_0");
    CHECK_HAS(kit_text(&k), "col_22");
    CHECK_HAS(kit_text(&k), "(1 hidden)");
    assert_null(strstr(kit_text(&k), "col_1 "));
    tui_sheet_show_all(&t);
    tui_sheet_right(&t, -21);
    assert_int_equal(t.column, 1);
}

/* ---- results on one another ---- */

static void derived(uint64_t result, int64_t rows)
{
    tui_event_told e = {.kind = TUI_TELL_DERIVED, .number = k.number};
    e.result = (tui_result){.result = result, .rows = rows, .is_exact = true, .column_count = 4};
    tui_sheet_told(&t, &e);
}

static void sorts_turn_and_take_each_others_place(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    tui_sheet_sort(&t, 1, false);
    CHECK_TEXT(k.derive_text[0], "col_1");
    draw(&k, &t, 24, 80);
    CHECK_HAS(kit_text(&k), "sorting…");
    derived(20, ROWS);
    tui_sheet_sort(&t, 1, false);
    CHECK_TEXT(k.derive_text[1], "col_1 desc");
    assert_int_equal(k.derives[1].result, 7);
    derived(21, ROWS);
    assert_int_equal(k.dropped[0], 20);
    tui_sheet_sort(&t, 0, true);
    CHECK_TEXT(k.derive_text[2], "col_1 desc, col_0");
    derived(22, ROWS);
    assert_int_equal(t.level_count, 2);
    settle(&k, &t, 24, 80, ROWS);
    CHECK_HAS(kit_text(&k), "r22-0-0");
    CHECK_HAS(kit_text(&k), "sort col_1 ▼, col_0 ▲");
    assert_true(tui_sheet_back(&t));
    assert_int_equal(k.dropped[2], 22);
    assert_false(tui_sheet_back(&t));
}

static void filters_lie_on_one_another_and_are_code(void **state)
{
    lt_error err;
    lt_buf   code = {.mem = lt_mem_default()};
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    tui_sheet_go(&t, 40, 0);
    tui_sheet_only(&t, false);
    CHECK_TEXT(k.derive_text[0], "col_0 = 'r7-40-0'");
    derived(20, 50);
    assert_int_equal(t.row, 0);
    settle(&k, &t, 24, 80, 50);
    tui_sheet_go(&t, 3, 1);
    tui_sheet_only(&t, true);
    CHECK_TEXT(k.derive_text[1], "col_1 is not null");
    derived(21, 40);
    settle(&k, &t, 24, 80, 40);
    tui_sheet_sort(&t, 1, false);
    derived(22, 40);
    tui_sheet_sort(&t, 1, false);
    derived(23, 40);
    CHECK_OK(tui_sheet_code(&code, &t, &err), &err);
    CHECK_OK(lt_buf_terminate(&code, &err), &err);
    CHECK_TEXT((const char *)code.data,
               "show(sales\n    :filter(\"col_0 = 'r7-40-0'\")\n"
               "    :filter(\"col_1 is not null\")\n    :sort(\"-col_1\"))");
    lt_buf_clear(&code);
    tui_sheet_back(&t);
    tui_sheet_back(&t);
    tui_sheet_back(&t);
    assert_int_equal(t.row, 40);
}

static void a_result_that_nobody_waits_for_is_given_back(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    tui_sheet_filter(&t, "col_1 > 5");
    uint64_t first = k.number;
    assert_true(tui_sheet_stop(&t));
    assert_int_equal(k.stopped[0], first);
    tui_event_told e = {.kind = TUI_TELL_DERIVED, .number = first};
    e.result = (tui_result){.result = 30, .rows = 5};
    tui_sheet_told(&t, &e);
    assert_int_equal(t.level_count, 1);
    assert_int_equal(k.dropped[0], 30);
}

static void a_condition_that_does_not_hold_water_is_said(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    tui_sheet_filter(&t, "col_1 >");
    tui_event_told e = {.kind = TUI_TELL_FAILED, .number = k.number};
    lt_fail(&e.error, LT_EPARSE, LT_HERE, "something must follow >");
    tui_sheet_told(&t, &e);
    CHECK_HAS(k.failed, "must follow");
    assert_int_equal(t.level_count, 1);
    CHECK_TEXT(tui_sheet_busy(&t), "");
}

/* ---- the rest ---- */

static void a_row_is_a_form(void **state)
{
    (void)state;
    open_sheet(&k, &t, 30, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    tui_sheet_go(&t, 123, 0);
    tui_record_toggle(&t);
    settle(&k, &t, 24, 80, ROWS);
    CHECK_HAS(kit_text(&k), "row 124");
    CHECK_HAS(kit_text(&k), "r7-123-20");
    kit_golden(&k, "sheet_record_80x24.screen");
    tui_sheet_down(&t, 1);
    tui_sheet_page(&t, 2);
    tui_sheet_page(&t, 2);
    settle(&k, &t, 24, 80, ROWS);
    CHECK_HAS(kit_text(&k), "r7-124-29");
}

static void search_goes_to_what_is_found(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    tui_sheet_find(&t, "7-777-0", false);
    CHECK_TEXT(k.pattern, "7-777-0");
    tui_event_told e = {.kind = TUI_TELL_FOUND, .number = k.number};
    e.found = (tui_found){.is_found = true, .row = 777, .column = 0};
    tui_sheet_told(&t, &e);
    assert_int_equal(t.row, 777);
    tui_sheet_find_next(&t, true);
    assert_true(k.find.backwards);
    assert_int_equal(k.find.row, 777);
    e.number = k.number;
    e.found = (tui_found){0};
    tui_sheet_told(&t, &e);
    CHECK_HAS(k.said, "7-777-0");
}

static void statistics_values_and_copies(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    tui_sheet_go(&t, 2, 1);
    tui_sheet_panel(&t);
    assert_int_equal(k.statistics_column, 1);
    tui_event_told e = {.kind = TUI_TELL_STATISTICS, .number = k.number};
    e.statistics = (tui_statistics){.result = 7,
                                    .column = 1,
                                    .rows = ROWS,
                                    .nulls = 20000,
                                    .distinct = 80000,
                                    .least = "1.5",
                                    .most = "300.5",
                                    .mean = "150.2",
                                    .bins = {1, 5, 9, 3},
                                    .bin_count = 4,
                                    .top = {"1.5", "4.5"},
                                    .top_rows = {3, 2},
                                    .top_count = 2};
    tui_sheet_told(&t, &e);
    draw(&k, &t, 24, 80);
    kit_golden(&k, "sheet_panel_80x24.screen");
    tui_sheet_value(&t);
    tui_sheet_told(
        &t, &(tui_event_told){.kind = TUI_TELL_VALUE, .number = k.number, .bytes = {"whole", 5}});
    CHECK_TEXT(k.shown, "whole");
    tui_sheet_copy(&t, TUI_COPY_CELL);
    tui_sheet_told(
        &t, &(tui_event_told){.kind = TUI_TELL_COPIED, .number = k.number, .bytes = {"7.5\n", 4}});
    CHECK_TEXT(k.copied, "7.5");
    tui_sheet_copy(&t, TUI_COPY_COLUMN);
    assert_true(k.copy.header);
    assert_int_equal(k.copy.columns, 1);
}

static void an_engine_that_ends_leaves_what_is_there(void **state)
{
    (void)state;
    open_sheet(&k, &t, 4, ROWS, true);
    settle(&k, &t, 24, 80, ROWS);
    k.has_engine = false;
    tui_sheet_told(&t, &(tui_event_told){.kind = TUI_TELL_ENDED});
    tui_sheet_go(&t, 70000, 0);
    int before = k.window_count;
    draw(&k, &t, 24, 80);
    assert_int_equal(k.window_count, before);
    CHECK_HAS(kit_text(&k), "the engine has ended");
    tui_sheet_go(&t, 0, 0);
    draw(&k, &t, 24, 80);
    CHECK_HAS(kit_text(&k), "r7-0-0");
    tui_sheet_value(&t);
    CHECK_HAS(k.said, "no engine");
}

static void nothing_and_tiny(void **state)
{
    (void)state;
    open_sheet(&k, &t, 0, 0, true);
    for (int rows = 1; rows < 12; rows++)
        for (int cols = 1; cols < 40; cols += 3) draw(&k, &t, rows, cols);
    tui_sheet_down(&t, 5);
    tui_sheet_right(&t, 5);
    tui_sheet_end(&t);
    tui_sheet_wider(&t, 5);
    tui_sheet_fit(&t);
    tui_sheet_hide(&t);
    tui_sheet_sort(&t, 0, false);
    tui_sheet_only(&t, false);
    tui_sheet_close(&t);
    open_sheet(&k, &t, 3, 10, true);
    for (int rows = 1; rows < 12; rows++)
        for (int cols = 1; cols < 40; cols += 3) {
            draw(&k, &t, rows, cols);
            tui_sheet_page(&t, rows % 2 ? 2 : -2);
            tui_record_toggle(&t);
        }
}

static void memory_may_be_refused_anywhere(void **state)
{
    lt_error err;
    (void)state;
    EACH_FAULT (mem) {
        kit               small;
        tui_sheet         s;
        tui_sheet_opening what = {
            .result = 7, .name = "s", .columns = 20, .rows = 100, .is_exact = true, .slot = 1};
        kit_open(&small, mem);
        lt_status status = tui_sheet_open(&s, &small.host, &what, &err);
        if (!status) {
            draw(&small, &s, 24, 80);
            if (small.window_count) answer_last(&small, &s, 100);
            tui_sheet_filter(&s, "col_0 = 'x'");
            tui_sheet_find(&s, "abc", false);
            draw(&small, &s, 24, 80);
        }
        tui_sheet_close(&s);
        kit_close(&small);
    }
    kit_open(&k, NULL);
    open_sheet(&k, &t, 1, 0, true);
}

#define t_(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
    return RUN(t_(what_is_not_there_is_dots_and_comes), t_(all_sizes_look_as_they_did),
               t_(windows_late_and_out_of_order_are_taken),
               t_(part_of_a_window_is_shown_and_not_asked_for_for_ever),
               t_(a_held_key_asks_for_what_is_in_sight_only),
               t_(ten_thousand_columns_cost_what_is_in_sight), t_(pages_looked_at_long_ago_go),
               t_(hostile_cells_stay_in_their_cells), t_(widths_stay_while_scrolling),
               t_(the_end_of_what_is_not_counted_yet_goes_on), t_(frozen_and_hidden_columns),
               t_(sorts_turn_and_take_each_others_place),
               t_(filters_lie_on_one_another_and_are_code),
               t_(a_result_that_nobody_waits_for_is_given_back),
               t_(a_condition_that_does_not_hold_water_is_said), t_(a_row_is_a_form),
               t_(search_goes_to_what_is_found), t_(statistics_values_and_copies),
               t_(an_engine_that_ends_leaves_what_is_there), t_(nothing_and_tiny),
               t_(memory_may_be_refused_anywhere));
}
