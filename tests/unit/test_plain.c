#include "tests/helper.h"

#include "tui/plain.h"

#include <stdio.h>
#include <string.h>

static const char file[] = "-- %% [markdown]\n-- # Sales\n\n-- %% Load id=\"aaa111\"\ntx = "
                           "read_csv(\"a.csv\")\nshow(tx)\n\n-- %%\nprint(\"\x1b[2J\")\n";

static tui_plain p;
static lt_buf    out;

static int set_up(void **state)
{
    char     path[256];
    lt_error err;
    (void)state;
    snprintf(path, sizeof(path), "%s/plain.lua", helper_folder());
    helper_write(path, file, sizeof(file) - 1);
    p = (tui_plain){.mem = lt_mem_default(),
                    .outcomes = {.mem = lt_mem_default(), .list.mem = lt_mem_default()}};
    out = (lt_buf){.mem = lt_mem_default()};
    tui_doc_options opt = {.mem = p.mem, .path = path};
    CHECK_OK(tui_doc_open(&p.doc, &opt, &err), &err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tui_doc_close(p.doc);
    tui_outcomes_clear(&p.outcomes);
    lt_buf_clear(&out);
    return 0;
}

static const char *text(void)
{
    lt_error err;
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    return (const char *)out.data;
}

static void cells_are_told_in_lines(void **state)
{
    lt_error err;
    (void)state;
    for (size_t k = 0; k < 3; k++) CHECK_OK(tui_plain_cell(&out, &p, k, &err), &err);
    CHECK_TEXT(text(),
               "cell 1 of 3, text.\n# Sales\ncell 2 of 3, code \"Load\", not run yet.\ntx = "
               "read_csv(\"a.csv\")\nshow(tx)\ncell 3 of 3, code, not run yet.\n"
               "print(\"␛[2J\")\n");
}

static void tell(const tui_event_told *e) { (void)tui_outcomes_told(&p.outcomes, e, NULL); }

static void outputs_are_told_in_lines(void **state)
{
    lt_error       err;
    uint64_t       uid = tui_doc_cell(p.doc, 1)->uid;
    tui_event_told e = {.kind = TUI_TELL_CELL_BEGIN};
    (void)state;
    e.begin = (tui_cell_begin){.cell = uid, .id = "", .title = ""};
    tell(&e);
    e = (tui_event_told){.kind = TUI_TELL_TEXT};
    e.text = (tui_printed){.cell = uid, .bytes = {"hello \x1b[2J\n", 11}};
    tell(&e);
    tui_column heads[] = {{"city", "string", false, false}, {"n", "bigint", true, false}};
    e = (tui_event_told){.kind = TUI_TELL_RESULT};
    e.result = (tui_result){.cell = uid,
                            .result = 9,
                            .name = "tx",
                            .rows = 1204,
                            .is_exact = true,
                            .columns = heads,
                            .column_count = 2};
    tell(&e);
    tui_window_cell cells[] = {{{"Madrid", 6}, false, false},
                               {{"5", 1}, false, false},
                               {{"", 0}, false, false},
                               {{"", 0}, true, false}};
    e = (tui_event_told){.kind = TUI_TELL_WINDOW};
    e.window = (tui_window){.result = 9,
                            .slot = tui_plain_table(&p, 1)->slot,
                            .total = 1204,
                            .is_exact = true,
                            .rows = 2,
                            .columns = 2,
                            .cells = cells,
                            .heads = heads};
    tell(&e);
    e = (tui_event_told){.kind = TUI_TELL_CELL_DONE};
    e.done = (tui_cell_done){.cell = uid, .elapsed_ns = 200000000, .has_error = true};
    lt_fail(&e.done.error, LT_ENOTFOUND, LT_HERE, "there is no column \"x\"");
    lt_error_hint(&e.done.error, "columns() lists them");
    tell(&e);
    CHECK_OK(tui_plain_output(&out, &p, 1, &err), &err);
    CHECK_TEXT(text(), "output:\nhello ␛[2J\noutput: table tx, 1,204 rows, 2 columns.\n"
                       "columns: city string, n bigint.\nrow 1: city Madrid, n 5.\n"
                       "row 2: city empty, n null.\nmore rows: t shows them.\n"
                       "error: there is no column \"x\".\nwhat to do: columns() lists them.\n");
    out.len = 0;
    CHECK_OK(tui_plain_cell(&out, &p, 1, &err), &err);
    CHECK_HAS(text(), "code \"Load\", failed, stale: its last run did not end well.");
}

#define t_(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void) { return RUN(t_(cells_are_told_in_lines), t_(outputs_are_told_in_lines)); }
