#include "tui/view/outcome_draw.h"

#include "tests/helper.h"
#include "tui/term/canvas_dump.h"

#include <stdio.h>
#include <string.h>

static int number_of(void *arg, uint64_t cell) { return (void)arg, (int)cell; }

static bool tell(tui_outcomes *o, tui_event_told e) { return tui_outcomes_told(o, &e, NULL); }

static void begin(tui_outcomes *o, uint64_t cell)
{
    assert_true(tell(
        o, (tui_event_told){.kind = TUI_TELL_CELL_BEGIN, .begin = {.cell = cell, .source = 7}}));
}

static void print(tui_outcomes *o, uint64_t cell, const char *text)
{
    tui_bytes bytes = {text, strlen(text)};
    assert_true(
        tell(o, (tui_event_told){.kind = TUI_TELL_TEXT, .text = {.cell = cell, .bytes = bytes}}));
}

static void finish(tui_outcomes *o, uint64_t cell, lt_status code)
{
    tui_event_told e = {.kind = TUI_TELL_CELL_DONE,
                        .done = {.cell = cell, .elapsed_ns = 3100000000}};
    e.done.has_error = code != LT_OK;
    if (code) lt_fail(&e.done.error, code, LT_HERE, "it did not go well");
    assert_true(tell(o, e));
}

static char *drawn(const tui_outcome *o, const char *stale)
{
    static char text[8192];
    tui_canvas  c;
    lt_error    err;
    lt_buf      out = {.mem = lt_mem_default()};
    tui_dump    how = {.depth = TUI_256};
    int         rows = tui_outcome_draw(o, NULL, 60, stale);
    CHECK_OK(tui_canvas_open(&c, lt_mem_default(), rows + 1, 60, &err), &err);
    assert_int_equal(tui_outcome_draw(o, &c, 60, stale), rows);
    CHECK_OK(tui_dump_text(&out, &c, &how, &err), &err);
    assert_true(out.len < sizeof(text));
    memcpy(text, out.data, out.len);
    text[out.len] = 0;
    lt_buf_clear(&out);
    tui_canvas_close(&c);
    return text;
}

static void a_run_goes_from_waiting_to_its_end(void **state)
{
    tui_outcomes o = {.mem = lt_mem_default(), .list.mem = lt_mem_default()};
    uint64_t     waits = 4;
    (void)state;
    assert_null(tui_outcome_of(&o, 4));
    tell(&o, (tui_event_told){.kind = TUI_TELL_QUEUE, .queue = {.waiting = &waits, .count = 1}});
    assert_int_equal(tui_outcome_of(&o, 4)->state, TUI_RUN_WAITS);
    begin(&o, 4);
    assert_int_equal(o.running, 4);
    print(&o, 4, "one\n");
    print(&o, 4, "two\n");
    finish(&o, 4, LT_OK);
    const tui_outcome *c = tui_outcome_of(&o, 4);
    assert_int_equal(c->state, TUI_RUN_GOOD);
    assert_int_equal(tui_outcome_count(c), 1); /* texts that follow one another are one */
    assert_non_null(strstr(drawn(c, ""), "one\ntwo\n"));
    begin(&o, 4); /* a new run replaces what the last one gave */
    assert_int_equal(tui_outcome_count(c), 0);
    finish(&o, 4, LT_ECANCELLED);
    assert_non_null(strstr(drawn(c, ""), "interrupted after 3.1 s"));
    begin(&o, 4);
    finish(&o, 4, LT_EIO);
    assert_non_null(strstr(drawn(c, ""), "error: it did not go well"));
    tui_outcomes_clear(&o);
}

static void long_texts_are_folded_to_both_ends(void **state)
{
    tui_outcomes o = {.mem = lt_mem_default(), .list.mem = lt_mem_default()};
    char         line[16];
    (void)state;
    begin(&o, 1);
    for (int i = 0; i < 100; i++) {
        snprintf(line, sizeof(line), "line %d\n", i);
        print(&o, 1, line);
    }
    char *text = drawn(tui_outcome_of(&o, 1), "");
    assert_non_null(strstr(text, "line 19\n"));
    assert_null(strstr(text, "line 20\n"));
    assert_non_null(strstr(text, "60 lines more"));
    assert_null(strstr(text, "line 79\n"));
    assert_non_null(strstr(text, "line 80\n"));
    assert_non_null(strstr(text, "line 99\n"));
    tui_outcomes_clear(&o);
}

static void tables_show_what_is_here_and_how_much_there_is(void **state)
{
    tui_outcomes    o = {.mem = lt_mem_default(), .list.mem = lt_mem_default()};
    tui_column      heads[] = {{.name = "city", .type = "string"},
                               {.name = "n", .type = "int64", .is_right = true}};
    tui_window_cell cells[] = {{.text = {"Lima\033[31m", 9}},
                               {.text = {"3", 1}},
                               {.text = {"", 0}, .is_null = true},
                               {.text = {"12", 2}}};
    tui_event_told  result = {.kind = TUI_TELL_RESULT,
                              .result = {.cell = 2,
                                         .result = 9,
                                         .name = "",
                                         .rows = 1204311,
                                         .is_exact = true,
                                         .columns = heads,
                                         .column_count = 2}};
    (void)state;
    begin(&o, 2);
    assert_true(tell(&o, result));
    int32_t        slot = tui_outcome_item(tui_outcome_of(&o, 2), 0)->slot;
    tui_event_told window = {.kind = TUI_TELL_WINDOW,
                             .window = {.result = 9,
                                        .slot = slot,
                                        .total = 1204311,
                                        .is_exact = true,
                                        .rows = 2,
                                        .columns = 2,
                                        .cells = cells,
                                        .heads = heads}};
    assert_true(tell(&o, window));
    char *text = drawn(tui_outcome_of(&o, 2), "cell 1 changed `x`");
    assert_non_null(strstr(text, "~ stale: cell 1 changed `x`"));
    assert_non_null(strstr(text, "Lima␛[31m │     3"));
    assert_non_null(strstr(text, "∅         │    12"));
    assert_non_null(strstr(text, "1,204,311 rows, the first 2 here"));
    window.window.slot = slot - 5;
    assert_false(tell(&o, window)); /* nobody asked for it */
    tell(&o, (tui_event_told){.kind = TUI_TELL_ENDED, .said = {"gone", ""}});
    assert_int_equal(tui_outcome_item(tui_outcome_of(&o, 2), 0)->result, 0);
    assert_int_equal(tui_outcome_of(&o, 2)->state, TUI_RUN_STOPPED);
    tui_outcomes_clear(&o);
}

static void staleness_is_told_in_words(void **state)
{
    tui_outcomes o = {.mem = lt_mem_default(), .list.mem = lt_mem_default()};
    tui_stale    why = {.cell = 3, .why = TUI_STALE_GLOBAL, .name = "clean", .by = 2};
    char         text[200];
    (void)state;
    begin(&o, 3);
    finish(&o, 3, LT_OK);
    assert_false(tui_outcome_is_stale(tui_outcome_of(&o, 3)));
    tell(&o, (tui_event_told){.kind = TUI_TELL_STALE, .stale = {&why, 1}});
    assert_true(tui_outcome_is_stale(tui_outcome_of(&o, 3)));
    tui_outcome_why(tui_outcome_of(&o, 3), number_of, NULL, text);
    CHECK_TEXT(text, "cell 2 changed `clean` after this ran");
    tui_outcomes_clear(&o);
}

static void survives_refused_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        tui_outcomes o = {.mem = mem, .list.mem = mem};
        tui_column   head = {.name = "n", .type = "int64"};
        begin(&o, 1);
        print(&o, 1, "text");
        tui_event_told result = {
            .kind = TUI_TELL_RESULT,
            .result = {.cell = 1, .result = 9, .name = "t", .columns = &head, .column_count = 1}};
        tell(&o, result);
        finish(&o, 1, LT_OK);
        tui_outcomes_clear(&o);
    }
}

int main(void)
{
    return RUN(test(a_run_goes_from_waiting_to_its_end), test(long_texts_are_folded_to_both_ends),
               test(tables_show_what_is_here_and_how_much_there_is),
               test(staleness_is_told_in_words), test(survives_refused_memory));
}
