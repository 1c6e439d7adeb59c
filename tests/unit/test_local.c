#include "tests/exec_kit.h"

#include "backend/context.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static const lt_explain_options analyzing = {.mode = LT_EXPLAIN_ANALYZE};

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static lt_context *context(lt_context_options opt)
{
    lt_error    err;
    lt_context *ctx;
    if (!opt.threads) opt.threads = 2;
    if (!opt.zone) opt.zone = "UTC";
    CHECK_OK(lt_context_open(&ctx, &opt, &err), &err);
    return ctx;
}

/* A path in a folder of the test's own. */
static const char *path_of(const char *name)
{
    static char paths[4][512];
    static int  next;
    char       *path = paths[next++ & 3];
    snprintf(path, sizeof(paths[0]), "%s/%s", helper_folder(), name);
    return path;
}

static lt_plan *csv(lt_context *ctx, const char *name, const char *text)
{
    const char *path = path_of(name);
    helper_write(path, text, strlen(text));
    return lt_scan(ctx, "csv", &path, 1, NULL, 0);
}

static int entries(const char *folder)
{
    int  n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    while (readdir(d)) n++;
    closedir(d);
    return n - 2;
}

/* 1000 rows: n, then a text; the last n is past int32 and no sample sees it. */
static char *long_csv(int rows)
{
    size_t room = (size_t)rows * 32 + 64;
    char  *text = malloc(room);
    assert_non_null(text);
    size_t at = (size_t)snprintf(text, room, "n,s\n");
    for (int i = 1; i < rows; i++)
        at += (size_t)snprintf(text + at, room - at, "%d,row %d\n", i, i);
    snprintf(text + at, room - at, "5000000000,last\n");
    return text;
}

/* ---- rows ---- */

static void collects_every_row_in_order(void **state)
{
    (void)state;
    lt_error    err;
    lt_table   *t;
    lt_context *ctx = context((lt_context_options){.part_bytes = 4096, .batch_rows = 7});
    lt_plan    *p =
        kit_sort(kit_filter(csv(ctx, "a.csv", "n,s\n3,c\n1,a\n2,b\n"), "n > 1"), TEXTS("n"));
    CHECK_OK(lt_collect(&t, ctx, p, NULL, &err), &err);
    assert_false(t->partial);
    char *text = kit_text_of(t);
    CHECK_TEXT(text, "2|b\n3|c\n");
    free(text);
    lt_plan_release(p);
    lt_context_close(ctx);
}

static void head_tells_whether_there_was_more(void **state)
{
    (void)state;
    lt_error    err;
    lt_table   *t;
    lt_context *ctx = context((lt_context_options){.batch_rows = 7});
    lt_plan    *p = lt_range(0, 20, 1);
    const struct {
        int64_t asked, rows;
        bool    partial;
    } cases[] = {{5, 5, true}, {20, 20, false}, {21, 20, false}, {0, 0, true}, {-3, 0, true}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        CHECK_OK(lt_head(&t, ctx, p, cases[i].asked, NULL, &err), &err);
        assert_int_equal(t->rows, cases[i].rows);
        assert_int_equal(t->partial, cases[i].partial);
        lt_table_release(t);
    }
    lt_plan_release(p);
    lt_context_close(ctx);
}

static void counts(void **state)
{
    (void)state;
    lt_error      err;
    int64_t       n = -1;
    lt_context   *ctx = context((lt_context_options){.batch_rows = 7});
    lt_plan      *plans[] = {lt_range(0, 100, 1),
                             lt_range(5, 5, 1),
                             csv(ctx, "empty.csv", "a,b\n"),
                             kit_filter(lt_range(0, 10, 1), "false"),
                             lt_limit(lt_range(0, 10, 1), 0, 0),
                             lt_limit(lt_range(0, 10, 1), 4, 8),
                             kit_group(lt_range(0, 10, 1), NULL, TEXTS("sum(id) as s")),
                             lt_drop(lt_range(0, 6, 1), TEXTS("id"), 1),
                             kit_group(kit_filter(lt_range(0, 3, 1), "false"), TEXTS("id"), NULL)};
    const int64_t want[] = {100, 0, 0, 0, 0, 2, 1, 6, 0};
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        lt_status status = lt_count(&n, ctx, plans[i], NULL, &err);
        if (status && i >= 7) /* no columns, no aggregates: refused or counted, never a crash */
            assert_true(err.text[0] != 0);
        else if (status || n != want[i])
            fail_msg("plan %zu: %lld, %s", i, (long long)n, status ? err.text : "");
        lt_plan_release(plans[i]);
    }
    CHECK_FAILS(lt_count(&n, ctx, NULL, NULL, &err), LT_ENOMEM, &err);
    lt_context_close(ctx);
}

static void mistakes_are_told_by_whatever_uses_the_plan(void **state)
{
    (void)state;
    lt_error    err;
    lt_table   *t;
    lt_schema  *s;
    int64_t     n;
    lt_written  w;
    lt_buf      text = {.mem = lt_mem_default()};
    lt_context *ctx = context((lt_context_options){0});
    const char *gone = path_of("gone.csv");
    lt_plan    *p = kit_filter(lt_scan(ctx, NULL, &gone, 1, NULL, 0), "a > 1");
    CHECK_FAILS(lt_collect(&t, ctx, p, NULL, &err), LT_ENOTFOUND, &err);
    CHECK_HAS(err.text, "gone.csv");
    CHECK_FAILS(lt_head(&t, ctx, p, 1, NULL, &err), LT_ENOTFOUND, &err);
    CHECK_FAILS(lt_count(&n, ctx, p, NULL, &err), LT_ENOTFOUND, &err);
    CHECK_FAILS(lt_schema_of(&s, ctx, p, &err), LT_ENOTFOUND, &err);
    CHECK_FAILS(lt_explain(&text, ctx, p, &analyzing, NULL, &err), LT_ENOTFOUND, &err);
    CHECK_FAILS(lt_write(&w, ctx, p, "csv", path_of("o.csv"), NULL, 0, NULL, &err), LT_ENOTFOUND,
                &err);
    assert_int_not_equal(access(path_of("o.csv"), F_OK), 0);
    lt_buf_clear(&text);
    lt_plan_release(p);
    lt_context_close(ctx);
}

/* ---- types ---- */

static const lt_option small_sample[] = {{"sample_bytes", "64"}};

static void types_are_tentative_until_every_row_was_read(void **state)
{
    (void)state;
    lt_error    err;
    lt_table   *t;
    lt_schema  *s;
    lt_context *ctx = context((lt_context_options){0});
    char       *text = long_csv(3000);
    const char *path = path_of("long.csv");
    helper_write(path, text, strlen(text) - strlen("5000000000,last\n"));
    lt_plan *p = lt_scan(ctx, "csv", &path, 1, small_sample, 1);
    CHECK_OK(lt_schema_of(&s, ctx, p, &err), &err);
    assert_true(s->fields[0].tentative);
    lt_schema_release(s);
    CHECK_OK(lt_head(&t, ctx, p, 3, NULL, &err), &err);
    assert_true(t->partial && t->schema->fields[0].tentative);
    lt_table_release(t);
    CHECK_OK(lt_collect(&t, ctx, p, NULL, &err), &err);
    assert_int_equal(t->rows, 2999);
    assert_false(t->schema->fields[0].tentative);
    lt_table_release(t);
    p = lt_limit(p, 3, 0);
    CHECK_OK(lt_collect(&t, ctx, p, NULL, &err), &err);
    assert_true(t->schema->fields[0].tentative);
    lt_table_release(t);
    free(text);
    lt_plan_release(p);
    lt_context_close(ctx);
}

static void a_wider_value_starts_the_run_again(void **state)
{
    (void)state;
    lt_error       err;
    lt_table      *t;
    lt_written     w;
    lt_query_stats stats;
    lt_query       query = {.stats = &stats};
    lt_context    *ctx = context((lt_context_options){.part_bytes = 4096});
    char          *text = long_csv(3000);
    const char    *path = path_of("wide.csv"), *out = path_of("wide_out.csv");
    helper_write(path, text, strlen(text));
    for (int written = 0; written < 2; written++) {
        lt_plan *p = kit_select(lt_scan(ctx, "csv", &path, 1, small_sample, 1), TEXTS("n"));
        if (written) {
            CHECK_OK(lt_write(&w, ctx, p, NULL, out, NULL, 0, &query, &err), &err);
            assert_int_equal(w.rows, 3000);
        } else {
            CHECK_OK(lt_collect(&t, ctx, p, &query, &err), &err);
            assert_int_equal(t->schema->fields[0].type.id, LT_I64);
            assert_int_equal(lt_table_value(t, 2999, 0).i, 5000000000);
            lt_table_release(t);
        }
        assert_int_equal(stats.restarts, 1);
        lt_plan_release(p);
    }
    char *got = helper_read(out, NULL);
    CHECK_HAS(got, "\n2999\n5000000000\n");
    free(got);
    free(text);
    lt_context_close(ctx);
}

/* ---- writing ---- */

static void checking_a_write_does_what_it_says_and_leaves_nothing(void **state)
{
    (void)state;
    lt_error    err;
    lt_written  w;
    lt_context *ctx = context((lt_context_options){0});
    lt_plan    *p = lt_range(0, 5, 1), *bad = kit_filter(lt_range(0, 5, 1), "nope > 1");
    char        folder[600], target[700];
    snprintf(folder, sizeof(folder), "%s/checked", helper_folder());
    snprintf(target, sizeof(target), "%s/deep/er/x.parquet", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    CHECK_OK(lt_write_check(ctx, p, NULL, target, NULL, 0, &err), &err);
    assert_int_equal(entries(folder), 0);
    CHECK_FAILS(lt_write_check(ctx, bad, NULL, target, NULL, 0, &err), LT_ENOTFOUND, &err);
    lt_option odd = {"mood", "error"};
    CHECK_FAILS(lt_write_check(ctx, p, NULL, target, &odd, 1, &err), LT_EUSAGE, &err);
    CHECK_FAILS(lt_write_check(ctx, p, NULL, "x.xyz", NULL, 0, &err), LT_EUNSUPPORTED, &err);
    assert_int_equal(entries(folder), 0);

    for (int format = 0; format < 2; format++) {
        const lt_option over = {"mode", "overwrite"}, ignore = {"mode", "ignore"};
        snprintf(target, sizeof(target), "%s/x.%s", folder, format ? "csv" : "parquet");
        CHECK_OK(lt_write(&w, ctx, p, NULL, target, NULL, 0, NULL, &err), &err);
        assert_int_equal(w.rows, 5);
        assert_int_equal(entries(folder), format + 1);
        CHECK_FAILS(lt_write_check(ctx, p, NULL, target, NULL, 0, &err), LT_EEXISTS, &err);
        CHECK_FAILS(lt_write(&w, ctx, p, NULL, target, NULL, 0, NULL, &err), LT_EEXISTS, &err);
        CHECK_OK(lt_write_check(ctx, p, NULL, target, &over, 1, &err), &err);
        CHECK_OK(lt_write(&w, ctx, p, NULL, target, &ignore, 1, NULL, &err), &err);
        assert_true(w.skipped);
        assert_int_equal(entries(folder), format + 1);
    }
    lt_plan_release(p);
    lt_plan_release(bad);
    lt_context_close(ctx);
}

/* ---- explain ---- */

static char *explain(lt_context *ctx, lt_plan *p, bool analyze, lt_query_stats *stats)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    lt_query query = {.stats = stats};
    CHECK_OK(lt_explain(&b, ctx, p, analyze ? &analyzing : NULL, &query, &err), &err);
    lt_plan_release(p);
    return kit_buf_text(&b);
}

static void explain_tells_the_rules_that_fired(void **state)
{
    (void)state;
    lt_query_stats stats;
    lt_context    *ctx = context((lt_context_options){0});
    lt_plan       *p = csv(ctx, "e.csv", "a,b\n1,2\n3,4\n");
    p = lt_plan_at(kit_filter(kit_select(p, TEXTS("a as x")), "x > 1"), 4);
    char *text = explain(ctx, p, false, &stats);
    CHECK_HAS(text, "== Plan as written ==\nFilter #");
    CHECK_HAS(text, "(line 4)");
    CHECK_HAS(text, "== Optimised plan ==\nProject #");
    CHECK_HAS(text, "where (a > 1)");
    CHECK_HAS(text, "columns 1 of 2: a");
    CHECK_HAS(text, "push filter: 1 of 1 conditions");
    CHECK_HAS(text, "filter in scan: Filter #");
    CHECK_HAS(text, "prune columns: scans read 1 fewer");
    assert_null(strstr(text, "== Run =="));
    free(text);
    text = explain(ctx, lt_range(0, 3, 1), false, &stats);
    CHECK_HAS(text, "none: the plan is as good as written");
    free(text);
    lt_context_close(ctx);
}

static void explain_with_analyze_fills_its_numbers(void **state)
{
    (void)state;
    lt_query_stats stats;
    lt_context    *ctx = context((lt_context_options){.part_bytes = 4096});
    char          *body = long_csv(4000);
    lt_plan       *p = csv(ctx, "an.csv", body);
    p = kit_group(kit_filter(p, "n <= 1000"), TEXTS("n % 2 as odd"), TEXTS("count(*) as c"));
    char *text = explain(ctx, p, true, &stats);
    CHECK_HAS(text, "== Run ==\n4,000 rows");
    CHECK_HAS(text, "operator ");
    assert_int_equal(stats.rows, 4000);
    assert_true(stats.bytes >= (int64_t)strlen(body) - 64); /* not the header */
    assert_true(stats.elapsed_ns > 0);
    assert_true(stats.op_count >= 2);
    free(text);
    free(body);
    lt_context_close(ctx);
}

/* ---- trouble ---- */

static void a_small_budget_is_refused_cleanly(void **state)
{
    (void)state;
    lt_error    err;
    lt_table   *t;
    int64_t     n;
    size_t      before = lt_mem_in_use(lt_mem_default());
    lt_context *ctx = context((lt_context_options){.memory = 8 << 20});
    lt_plan    *p = kit_sort(lt_range(0, 5000000, 1), TEXTS("-id"));
    CHECK_FAILS(lt_collect(&t, ctx, p, NULL, &err), LT_ENOMEM, &err);
    CHECK_HAS(err.node, "Sort");
    CHECK_HAS(err.text, "of the budget of 8388608 bytes are in use");
    CHECK_HAS(err.hint, "--memory");
    lt_plan_release(p);
    p = lt_range(0, 5000, 1);
    CHECK_OK(lt_count(&n, ctx, p, NULL, &err), &err);
    assert_int_equal(n, 5000);
    lt_plan_release(p);
    lt_context_close(ctx);
    assert_int_equal(lt_mem_in_use(lt_mem_default()), before);
}

static void too_little_for_a_context_is_refused(void **state)
{
    (void)state;
    lt_error           err;
    lt_context        *ctx = NULL;
    lt_context_options opt = {.memory = 64, .zone = "UTC"};
    size_t             before = lt_mem_in_use(lt_mem_default());
    CHECK_FAILS(lt_context_open(&ctx, &opt, &err), LT_ENOMEM, &err);
    opt = (lt_context_options){.zone = "Nowhere/Atall"};
    CHECK_FAILS(lt_context_open(&ctx, &opt, &err), LT_ENOTFOUND, &err);
    assert_int_equal(lt_mem_in_use(lt_mem_default()), before);
}

static lt_status whole_query(lt_context *ctx, const char *in, const char *out, lt_error *err)
{
    lt_written w;
    lt_option  over = {"mode", "overwrite"};
    lt_plan   *p = lt_scan(ctx, "csv", &in, 1, NULL, 0);
    p = kit_group(kit_filter(lt_distinct(p, TEXTS("n"), 1), "n > 2"), TEXTS("s"),
                  TEXTS("sum(n) as t", "max(s) as m"));
    p = kit_sort(p, TEXTS("-t"));
    lt_status status = lt_write(&w, ctx, p, NULL, out, &over, 1, NULL, err);
    lt_plan_release(p);
    return status;
}

static void every_refused_request_of_a_query_is_clean(void **state)
{
    (void)state;
    lt_error          err;
    const char       *in = path_of("fault.csv"), *out = path_of("fault_out.parquet");
    static const char body[] = "n,s\n1,a\n2,b\n3,c\n3,c\n4,d\n5,a rather long text\n";
    helper_write(in, body, sizeof(body) - 1);
    lt_context *ctx = context((lt_context_options){.threads = 1});
    size_t      idle = lt_mem_in_use(ctx->mem);
    lt_status   status = LT_ENOMEM;
    for (long point = 0; status || point < 10; point++) {
        lt_mem_fail_at(ctx->mem, point, false);
        status = whole_query(ctx, in, out, &err);
        bool came = lt_mem_faulted(ctx->mem);
        lt_mem_fail_at(ctx->mem, -1, false);
        if (status && status != LT_ENOMEM) fail_msg("request %ld: %s", point, err.text);
        if (!came) assert_int_equal(status, LT_OK);
        if (lt_mem_in_use(ctx->mem) != idle)
            fail_msg("request %ld: %zu bytes leaked", point, lt_mem_in_use(ctx->mem) - idle);
        if (!came) break;
        status = LT_ENOMEM;
    }
    lt_context_close(ctx);
}

static void a_cancelled_query_ends(void **state)
{
    (void)state;
    lt_error    err;
    lt_table   *t;
    lt_cancel   cancel = {0};
    lt_query    query = {.cancel = &cancel};
    lt_context *ctx = context((lt_context_options){0});
    lt_plan    *p = kit_filter(lt_range(0, 1000000000000, 1), "id < 0");
    lt_cancel_set(&cancel, LT_ETIMEOUT);
    CHECK_FAILS(lt_collect(&t, ctx, p, &query, &err), LT_ETIMEOUT, &err);
    lt_cancel_reset(&cancel);
    lt_cancel_set(&cancel, LT_ECANCELLED);
    CHECK_FAILS(lt_explain(&(lt_buf){.mem = lt_mem_default()}, ctx, p, &analyzing, &query, &err),
                LT_ECANCELLED, &err);
    lt_plan_release(p);
    lt_context_close(ctx);
}

static void frames_and_tables_may_outlive_their_context(void **state)
{
    (void)state;
    lt_error    err;
    lt_table   *t;
    size_t      before = lt_mem_in_use(lt_mem_default());
    lt_context *ctx = context((lt_context_options){0});
    lt_plan    *p = csv(ctx, "outlive.csv", "n,s\n1,a text that is not short\n");
    CHECK_OK(lt_collect(&t, ctx, p, NULL, &err), &err);
    lt_context_close(ctx);
    char *text = kit_text_of(t);
    CHECK_TEXT(text, "1|a text that is not short\n");
    free(text);
    lt_plan_release(p);
    assert_int_equal(lt_mem_in_use(lt_mem_default()), before);
}

int main(void)
{
    return RUN(test(collects_every_row_in_order), test(head_tells_whether_there_was_more),
               test(counts), test(mistakes_are_told_by_whatever_uses_the_plan),
               test(types_are_tentative_until_every_row_was_read),
               test(a_wider_value_starts_the_run_again),
               test(checking_a_write_does_what_it_says_and_leaves_nothing),
               test(explain_tells_the_rules_that_fired),
               test(explain_with_analyze_fills_its_numbers),
               test(a_small_budget_is_refused_cleanly), test(too_little_for_a_context_is_refused),
               test(every_refused_request_of_a_query_is_clean), test(a_cancelled_query_ends),
               test(frames_and_tables_may_outlive_their_context));
}
