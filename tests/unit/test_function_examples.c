/* The examples in the functions' help are run: what help() prints is true. So are the lines of
 * tests/examples, `expression  -- RESULT`, or `expression  -- ! a part of the error`: mostly those
 * of Spark's documentation. */
#include "tests/helper.h"

#include "column/value.h"
#include "lote.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text of expr over one row, in out; or the error's text. */
static void run(lt_context *ctx, const char *text, size_t len, lt_buf *out)
{
    lt_error  err;
    lt_expr  *e = NULL;
    lt_table *t = NULL;
    lt_status status = lt_expr_parse(&e, text, len, 1, &err);
    lt_plan  *p = status ? NULL : lt_select(lt_range(0, 1, 1), &e, 1);
    if (!status) status = lt_collect(&t, ctx, p, NULL, &err);
    if (!status) status = lt_value_text(out, lt_table_value(t, 0, 0), NULL, &err);
    if (status) (void)!lt_buf_printf(out, NULL, "! %s", err.text);
    CHECK_OK(lt_buf_terminate(out, &err), &err);
    lt_table_release(t);
    lt_plan_release(p);
}

static void every_example_gives_what_it_says(void **state)
{
    (void)state;
    lt_error         err;
    lt_context      *ctx = NULL;
    lt_function_info f;
    int              ran = 0, wrong = 0;
    CHECK_OK(lt_context_open(&ctx, &(lt_context_options){.threads = 1, .zone = "UTC"}, &err), &err);
    for (int32_t i = 0; lt_function_info_at(i, &f); i++) {
        const char *result = strstr(f.example, "  -- ");
        lt_buf      out = {.mem = lt_mem_default()};
        if (!result) continue;
        run(ctx, f.example, (size_t)(result - f.example), &out);
        if (strcmp((const char *)out.data, result + 5) != 0) {
            print_error("%s gives %s\n", f.example, (const char *)out.data);
            wrong++;
        }
        lt_buf_clear(&out);
        ran++;
    }
    assert_in_range(ran, 150, 500);
    lt_context_close(ctx);
    assert_int_equal(wrong, 0);
}

/* Whether the line's expression gives what stands behind it. */
static bool holds(lt_context *ctx, const char *path, char *line)
{
    char *at = NULL;
    for (char *next = line; (next = strstr(next, "  -- ")); next++) at = next;
    if (!at) fail_msg("%s: %s has no result", path, line);
    const char *want = at + 5;
    lt_buf      out = {.mem = lt_mem_default()};
    run(ctx, line, (size_t)(at - line), &out);
    const char *got = (const char *)out.data;
    bool        error = want[0] == '!' && want[1] == ' ' && got[0] == '!';
    bool        good = error ? strstr(got, want + 2) != NULL : strcmp(got, want) == 0;
    if (!good) print_error("%s: %s gives %s\n", path, line, got);
    lt_buf_clear(&out);
    return good;
}

static void every_line_of_the_files_holds(void **state)
{
    (void)state;
    lt_error    err;
    lt_context *ctx = NULL;
    glob_t      found;
    int         ran = 0, wrong = 0;
    assert_int_equal(glob("tests/examples/*.txt", 0, NULL, &found), 0);
    CHECK_OK(lt_context_open(&ctx, &(lt_context_options){.threads = 1, .zone = "UTC"}, &err), &err);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *text = helper_read(found.gl_pathv[i], NULL), *rest = text, *line;
        while ((line = strsep(&rest, "\n"))) {
            if (!*line || *line == '#') continue;
            wrong += !holds(ctx, found.gl_pathv[i], line);
            ran++;
        }
        free(text);
    }
    globfree(&found);
    lt_context_close(ctx);
    assert_true(ran > 100);
    assert_int_equal(wrong, 0);
}

/* Aggregates over the numbers 0 to 9: what resolving made of them is what runs. */
static void aggregates_run_as_resolved(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"count(*)", "10"},
        {"count(1)", "10"},
        {"count(distinct id % 3)", "3"},
        {"sum(distinct id % 4) + max(id % 4)", "9"},
        {"count_if(id > 6)", "3"},
        {"sum(id) / count(*)", "4.5"},
        {"round(avg(id), 0)", "5.0"},
        {"sum(case when id > 7 then id end)", "17"},
        {"sum(id * 1.5)", "67.5"},
        {"avg(cast(id as decimal(4,1)))", "4.50000"},
        {"coalesce(sum(nullif(id, id)), -1)", "-1"},
        {"min(cast(id as string)) || max(id)", "09"},
        {"collect_list(nullif(id, 3))", "[0, 1, 2, 4, 5, 6, 7, 8, 9]"},
        {"collect_set(id % 3)", "[0, 1, 2]"},
        {"array_join(array_agg(id % 2), '')", "0101010101"},
        {"size(collect_list(distinct id % 4)) + count(*)", "14"},
    };
    lt_error    err;
    lt_context *ctx = NULL;
    CHECK_OK(lt_context_open(&ctx, &(lt_context_options){.threads = 2, .zone = "UTC"}, &err), &err);
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        lt_expr  *e = NULL;
        lt_table *t = NULL;
        lt_buf    out = {.mem = lt_mem_default()};
        CHECK_OK(lt_expr_parse(&e, table[i][0], strlen(table[i][0]), 1, &err), &err);
        lt_plan *p = lt_select(lt_range(0, 10, 1), &e, 1);
        if (lt_collect(&t, ctx, p, NULL, &err)) fail_msg("%s: %s", table[i][0], err.text);
        if (t->rows != 1) fail_msg("%s: %lld rows", table[i][0], (long long)t->rows);
        CHECK_OK(lt_value_text(&out, lt_table_value(t, 0, 0), NULL, &err), &err);
        CHECK_OK(lt_buf_terminate(&out, &err), &err);
        CHECK_TEXT((const char *)out.data, table[i][1]);
        lt_buf_clear(&out);
        lt_table_release(t);
        lt_plan_release(p);
    }
    lt_context_close(ctx);
}

int main(void)
{
    return RUN(test(every_example_gives_what_it_says), test(every_line_of_the_files_holds),
               test(aggregates_run_as_resolved));
}
