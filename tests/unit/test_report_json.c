/* Events as JSON lines. */
#include "tests/helper.h"

#include "tui/report_json.h"
#include "tui/table_text.h"

#include <string.h>

static void check(lt_event e, const char *want)
{
    lt_buf out = {.mem = lt_mem_default()};
    assert_int_equal(tui_json_event(&out, &e, NULL, NULL), LT_OK);
    assert_int_equal(lt_buf_terminate(&out, NULL), LT_OK);
    CHECK_TEXT((char *)out.data, want);
    lt_buf_clear(&out);
}

static const lt_event_cell cell = {
    .index = 1, .count = 5, .title = "Load \"x\"", .id = NULL, .line = 23};

static void cells_count_from_one_and_know_their_line(void **state)
{
    (void)state;
    check((lt_event){.kind = LT_EVENT_CELL_BEGIN, .cell = &cell},
          "{\"event\":\"cell_begin\",\"cell\":{\"index\":2,\"count\":5,\"title\":\"Load "
          "\\\"x\\\"\",\"id\":null,\"line\":23}}\n");
    check((lt_event){.kind = LT_EVENT_CELL_END, .elapsed_ns = 12, .rows = -1},
          "{\"event\":\"cell_end\",\"elapsed_ns\":12,\"rows\":null,\"ok\":true}\n");
    check((lt_event){.kind = LT_EVENT_CELL_END, .rows = 3, .error = &(lt_error){.code = LT_EIO}},
          "{\"event\":\"cell_end\",\"elapsed_ns\":0,\"rows\":3,\"ok\":false}\n");
}

static void texts_are_escaped_and_counted_not_ended_by_nul(void **state)
{
    (void)state;
    check((lt_event){.kind = LT_EVENT_PRINT, .text = "a\0\x1b\n\xFF", .text_len = 5},
          "{\"event\":\"print\",\"text\":\"a\\u0000\\u001b\\n\xEF\xBF\xBD\"}\n");
    check((lt_event){.kind = LT_EVENT_LOG, .text = "", .text_len = 0},
          "{\"event\":\"log\",\"text\":\"\"}\n");
}

static void progress_is_no_line(void **state)
{
    (void)state;
    check((lt_event){.kind = LT_EVENT_PROGRESS}, "");
}

static void tables_have_columns_rows_and_what_was_mended(void **state)
{
    (void)state;
    static const tui_heading headings[] = {{"name", false}, {"n", true}};
    const tui_cell           cells[] = {
                  {.text = "x", .len = 1}, {.number = 7}, {.text = NULL}, {.number = 8}};
    lt_table *t;
    lt_error  err;
    CHECK_OK(tui_table_text(&t, lt_mem_default(), headings, 2, cells, 2, &err), &err);
    t->partial = true;
    t->cut = 2;
    check((lt_event){.kind = LT_EVENT_TABLE, .table = t},
          "{\"event\":\"table\",\"columns\":[{\"name\":\"name\",\"type\":\"string\"},{\"name\":"
          "\"n\",\"type\":\"int64\"}],\"rows\":[[\"x\",7],[null,8]],\"partial\":true,\"padded\":0,"
          "\"cut\":2,\"dropped\":0,\"replaced\":0}\n");
    lt_table_release(t);
}

static void writes_name_their_path(void **state)
{
    (void)state;
    check((lt_event){.kind = LT_EVENT_WRITTEN,
                     .text = "o.csv",
                     .text_len = 5,
                     .written = {.rows = 1, .bytes = 9, .files = 1, .skipped = true}},
          "{\"event\":\"written\",\"path\":\"o.csv\",\"rows\":1,\"bytes\":9,\"files\":1,"
          "\"padded\":0,\"cut\":0,\"dropped\":0,\"replaced\":0,\"skipped\":true}\n");
}

static void errors_have_the_parts_that_are_known(void **state)
{
    (void)state;
    lt_error e;
    lt_buf   out = {.mem = lt_mem_default()};
    lt_fail(&e, LT_EPARSE, LT_HERE, "\"12,5\" is not a float64");
    lt_error_at(&e, "sales.csv", 1042, "amount");
    assert_int_equal(tui_json_error(&out, &e, NULL), LT_OK);
    assert_int_equal(lt_buf_terminate(&out, NULL), LT_OK);
    CHECK_TEXT((char *)out.data,
               "{\"event\":\"error\",\"kind\":\"malformed input\",\"text\":\"\\\"12,5\\\" is not a "
               "float64\",\"file\":\"sales.csv\",\"column\":\"amount\",\"line\":1042}\n");
    lt_buf_clear(&out);
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_buf   out = {.mem = mem};
        lt_event e = {.kind = LT_EVENT_PRINT, .cell = &cell, .text = "text", .text_len = 4};
        lt_error err;
        if (tui_json_event(&out, &e, NULL, &err)) assert_int_equal(err.code, LT_ENOMEM);
        lt_buf_clear(&out);
    }
}

int main(void)
{
    return RUN(test(cells_count_from_one_and_know_their_line),
               test(texts_are_escaped_and_counted_not_ended_by_nul), test(progress_is_no_line),
               test(tables_have_columns_rows_and_what_was_mended), test(writes_name_their_path),
               test(errors_have_the_parts_that_are_known), test(want_of_memory_is_told));
}
