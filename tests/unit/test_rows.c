/* Rows as CSV, JSON and Markdown: every type, nulls, what must be escaped. */
#include "tests/helper.h"

#include "lua/session.h"
#include "tui/rows.h"
#include "tui/table_text.h"

#include <string.h>

static lt_table *shown;

static void keep_table(void *arg, const lt_event *e)
{
    (void)arg;
    if (e->kind != LT_EVENT_TABLE) return;
    lt_table_release(shown);
    shown = lt_table_retain(e->table);
}

/* The table that a piece of Lua shows. */
static void with_table(const char *lua, void (*body)(const lt_table *t))
{
    lt_session_options opt = {.context = {.threads = 1, .zone = "UTC"}, .date = "2026-07-01"};
    lt_cancel          cancel = {0};
    lt_session        *s;
    lt_error           err;
    CHECK_OK(lt_session_open(&s, &opt, &cancel, keep_table, NULL, &err), &err);
    CHECK_OK(lt_session_run_text(s, lua, strlen(lua), "test", 1, &err), &err);
    assert_non_null(shown);
    body(shown);
    lt_table_release(shown);
    shown = NULL;
    lt_session_close(s);
}

static void check(const lt_table *t, const char *format, const char *want)
{
    const tui_rows *rows = tui_rows_find(format);
    lt_buf          out = {.mem = lt_mem_default()};
    assert_non_null(rows);
    assert_int_equal(rows->head(&out, t->schema, NULL), LT_OK);
    for (int64_t r = 0; r < t->rows; r++) {
        if (r) assert_int_equal(lt_buf_text(&out, rows->between, NULL), LT_OK);
        assert_int_equal(rows->row(&out, t, r, NULL, NULL), LT_OK);
    }
    assert_int_equal(lt_buf_text(&out, rows->after, NULL), LT_OK);
    assert_int_equal(lt_buf_terminate(&out, NULL), LT_OK);
    CHECK_TEXT((char *)out.data, want);
    lt_buf_clear(&out);
}

static void check_texts(const lt_table *t)
{
    check(t, "csv", "t\n\"a,b\"\n\"say \"\"hi\"\"\"\n\"two\nlines\"\n\"\"\n\na|b<c\n");
    check(t, "jsonl",
          "{\"t\":\"a,b\"}\n{\"t\":\"say \\\"hi\\\"\"}\n{\"t\":\"two\\nlines\"}\n{\"t\":\"\"}\n"
          "{\"t\":null}\n{\"t\":\"a|b<c\"}\n");
    check(
        t, "md",
        "| t |\n| --- |\n| a,b |\n| say \"hi\" |\n| two<br>lines |\n|  |\n|  |\n| a\\|b&lt;c |\n");
}

static void texts_are_quoted_and_an_empty_one_is_no_null(void **state)
{
    (void)state;
    with_table("show(from_rows({{'a,b'}, {'say \"hi\"'}, {'two\\nlines'}, {''}, {}, {'a|b<c'}}, "
               "{'t'}))",
               check_texts);
}

static void check_types(const lt_table *t)
{
    check(t, "csv",
          "b,i,f,n,d,day,at,x\n"
          "true,9223372036854775807,0.1,NaN,12.50,2026-07-01,2026-07-01 02:03:04,6162\n");
    check(t, "json",
          "[\n{\"b\":true,\"i\":9223372036854775807,\"f\":0.1,\"n\":\"NaN\",\"d\":12.50,"
          "\"day\":\"2026-07-01\",\"at\":\"2026-07-01 02:03:04\",\"x\":\"6162\"}\n]\n");
}

static void every_type_has_all_its_digits(void **state)
{
    (void)state;
    with_table("show(from_rows({{1}}, {'k'}):select('true as b', '9223372036854775807 as i', "
               "'0.1D as f', \"double('NaN') as n\", 'cast(12.5 as decimal(10,2)) as d', "
               "\"date '2026-07-01' as day\", \"timestamp '2026-07-01 02:03:04' as at\", "
               "\"cast('ab' as binary) as x\"))",
               check_types);
}

static void check_none(const lt_table *t)
{
    check(t, "csv", "id\n");
    check(t, "json", "[\n]\n");
    check(t, "jsonl", "");
    check(t, "md", "| id |\n| ---: |\n");
}

static void no_rows_are_a_whole_document_too(void **state)
{
    (void)state;
    with_table("show(range(0))", check_none);
}

static void unknown_formats_are_none(void **state)
{
    (void)state;
    assert_null(tui_rows_find("table"));
    assert_null(tui_rows_find(""));
}

static void a_table_of_texts_survives_want_of_memory(void **state)
{
    (void)state;
    static const tui_heading headings[] = {{"name", false}, {"n", true}};
    static const char        text[] = "a text of more than twelve bytes";
    const tui_cell           cells[] = {
                  {.text = text, .len = sizeof(text) - 1}, {.number = 7}, {.text = NULL}, {.number = -1}};
    EACH_FAULT (mem) {
        lt_table *t;
        lt_error  err;
        if (tui_table_text(&t, mem, headings, 2, cells, 2, &err)) {
            assert_int_equal(err.code, LT_ENOMEM);
            continue;
        }
        check(t, "csv", "name,n\na text of more than twelve bytes,7\n,-1\n");
        lt_table_release(t);
    }
}

int main(void)
{
    return RUN(test(texts_are_quoted_and_an_empty_one_is_no_null),
               test(every_type_has_all_its_digits), test(no_rows_are_a_whole_document_too),
               test(unknown_formats_are_none), test(a_table_of_texts_survives_want_of_memory));
}
