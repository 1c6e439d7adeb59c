#include "tests/rules_kit.h"

#include "lote.h"

static lt_context *context(int32_t threads)
{
    lt_context        *ctx;
    lt_error           err;
    lt_context_options opt = {
        .threads = threads, .batch_rows = 512, .part_bytes = 4096, .zone = "UTC"};
    CHECK_OK(lt_context_open(&ctx, &opt, &err), &err);
    return ctx;
}

/* p is consumed. */
static char *explained(lt_context *ctx, lt_plan *p, lt_explain_options how, lt_query_stats *stats)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    lt_query query = {.stats = stats};
    CHECK_OK(lt_explain(&b, ctx, p, &how, &query, &err), &err);
    lt_plan_release(p);
    return kit_buf_text(&b);
}

static lt_plan *parquet(lt_context *ctx)
{
    char            path[600];
    static int      made;
    lt_error        err;
    lt_written      written;
    const lt_option options[] = {{"mode", "overwrite"}, {"row_group_rows", "1000"}};
    snprintf(path, sizeof(path), "%s/explained%d.parquet", helper_folder(), ++made);
    lt_plan *p = kit_select(lt_range(0, 10000, 1), TEXTS("id", "id % 10 as k"));
    CHECK_OK(lt_write(&written, ctx, p, NULL, path, options, 2, NULL, &err), &err);
    lt_plan_release(p);
    return lt_scan(ctx, NULL, (const char *[]){path}, 1, NULL, 0);
}

static const lt_op_stats *op_of(const lt_query_stats *stats, const char *name)
{
    for (int32_t i = 0; i < stats->op_count; i++)
        if (strcmp(stats->ops[i].name, name) == 0) return stats->ops + i;
    fail_msg("no operator %s", name);
    return NULL;
}

/* ---- what ran ---- */

static lt_plan *rich(lt_context *ctx)
{
    lt_plan *p = kit_filter(parquet(ctx), "id >= 6000 and id % 2 = 0");
    p = kit_group(lt_distinct(p, TEXTS("id"), 1), TEXTS("k"),
                  TEXTS("sum(id) as s", "last(id) as l"));
    return lt_limit(kit_sort(p, TEXTS("-s")), 3, 1);
}

static void counters_follow_the_rows(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads += 3) {
        lt_query_stats     stats;
        lt_context        *ctx = context(threads);
        lt_explain_options how = {.mode = LT_EXPLAIN_ANALYZE};
        free(explained(ctx, rich(ctx), how, &stats));
        const lt_op_stats *scan = op_of(&stats, "Scan parquet"), *filter = op_of(&stats, "Filter");
        const lt_op_stats *distinct = op_of(&stats, "Distinct"),
                          *group = op_of(&stats, "Aggregate");
        const lt_op_stats *top = op_of(&stats, "TopK"), *count = op_of(&stats, "Count");
        assert_true(scan->is_leaf && scan->bytes > 0);
        assert_int_equal(scan->parts, 4);
        assert_int_equal(scan->parts_skipped, 6);
        assert_int_equal(scan->rows_out, 4000);
        assert_int_equal(filter->rows_in, 4000);
        assert_int_equal(filter->rows_out, 2000);
        assert_int_equal(distinct->rows_in, 2000);
        assert_int_equal(distinct->rows_out, 2000);
        assert_int_equal(group->rows_in, 2000);
        assert_int_equal(group->rows_out, 5);
        assert_int_equal(top->rows_in, 5);
        assert_int_equal(top->rows_out, 3);
        assert_int_equal(count->rows_in, 3);
        assert_true(distinct->peak_bytes > 0 && group->peak_bytes > 0 && top->peak_bytes > 0);
        lt_context_close(ctx);
    }
}

/* One worker, and a caller that waits for it: no nanosecond can be two operators'. */
static void time_is_counted_once(void **state)
{
    (void)state;
    lt_query_stats     stats;
    lt_context        *ctx = context(1);
    lt_explain_options how = {.mode = LT_EXPLAIN_ANALYZE};
    lt_plan           *plans[] = {
                  rich(ctx), kit_sort(lt_range(0, 60000, 1), TEXTS("-id")),
                  kit_group(lt_range(0, 60000, 1), TEXTS("id % 5000 as k"), TEXTS("sum(id) as s")),
                  lt_union(parquet(ctx), lt_limit(parquet(ctx), 500, 20), false, false)};
    for (size_t i = 0; i < sizeof(plans) / sizeof(*plans); i++) {
        int64_t busy = 0;
        free(explained(ctx, plans[i], how, &stats));
        for (int32_t k = 0; k < stats.op_count; k++) {
            assert_true(stats.ops[k].busy_ns >= 0);
            busy += stats.ops[k].busy_ns;
        }
        assert_true(busy > 0);
        assert_true(busy <= stats.elapsed_ns);
    }
    lt_context_close(ctx);
}

static void an_operator_has_a_line_in_the_shape_of_the_plan(void **state)
{
    (void)state;
    lt_query_stats stats;
    lt_context    *ctx = context(2);
    char          *text =
        explained(ctx, rich(ctx), (lt_explain_options){.mode = LT_EXPLAIN_ANALYZE}, &stats);
    CHECK_HAS(text, "== Optimised plan ==\nTopK #");
    CHECK_HAS(text, "\n== Rules that fired ==\n");
    CHECK_HAS(text, "\n== Run ==\n4,000 rows, ");
    CHECK_HAS(text, "\noperator ");
    CHECK_HAS(text, "\nCount ");
    CHECK_HAS(text, "\n└─ TopK #");
    CHECK_HAS(text, "\n         └─ Filter #");
    CHECK_HAS(text, "\n            └─ Scan parquet #");
    CHECK_HAS(text, "row groups skipped 6 of 10\n");
    free(text);
    lt_context_close(ctx);
}

static void a_plan_used_twice_has_its_numbers_twice(void **state)
{
    (void)state;
    lt_query_stats stats;
    lt_context    *ctx = context(2);
    lt_plan       *p = lt_filter(lt_range(0, 100, 1), kit_expr("id > 4"));
    lt_plan       *both = lt_union(lt_plan_retain(p), lt_limit(p, 7, 0), false, false);
    char *text = explained(ctx, both, (lt_explain_options){.mode = LT_EXPLAIN_ANALYZE}, &stats);
    CHECK_HAS(text, "Union #");
    CHECK_HAS(text, "├─ Filter #");
    CHECK_HAS(text, "      └─ Filter #");
    assert_int_equal(stats.op_count, 6);
    free(text);
    lt_context_close(ctx);
}

/* ---- how it is told ---- */

static void modes_tell_more_or_less(void **state)
{
    (void)state;
    lt_context    *ctx = context(1);
    lt_query_stats stats;
    static const struct {
        lt_explain_mode mode;
        bool            written, resolved, rules, rows;
    } modes[] = {{LT_EXPLAIN_RULES, true, false, true, true},
                 {LT_EXPLAIN_SIMPLE, false, false, false, false},
                 {LT_EXPLAIN_EXTENDED, true, true, true, true},
                 {LT_EXPLAIN_COST, false, false, false, true}};
    for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
        lt_plan *p = kit_filter(lt_range(0, 9, 1), "id > 1 + 1");
        char    *text = explained(ctx, p, (lt_explain_options){.mode = modes[i].mode}, &stats);
        assert_int_equal(strstr(text, "== Plan as written ==") != NULL, modes[i].written);
        assert_int_equal(strstr(text, "== Resolved plan ==") != NULL, modes[i].resolved);
        assert_int_equal(strstr(text, "== Rules that fired ==") != NULL, modes[i].rules);
        assert_int_equal(strstr(text, "(est. ≤ 9 rows)") != NULL, modes[i].rows);
        assert_int_equal(strstr(text, "(est. 9 rows)") != NULL, modes[i].rows);
        CHECK_HAS(text, "== Optimised plan ==");
        free(text);
    }
    lt_context_close(ctx);
}

static void plain_terminals_get_plain_characters(void **state)
{
    (void)state;
    lt_query_stats stats;
    lt_context    *ctx = context(1);
    for (int32_t mode = 0; mode < LT_EXPLAIN_MODES; mode++) {
        lt_explain_options how = {.mode = (lt_explain_mode)mode, .ascii = true};
        char              *text = explained(ctx, rich(ctx), how, &stats);
        for (const char *c = text; *c; c++) assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
        CHECK_HAS(text, "`- ");
        free(text);
    }
    lt_context_close(ctx);
}

static void mode_names_are_found(void **state)
{
    (void)state;
    lt_explain_mode mode;
    for (int32_t i = 0; i < LT_EXPLAIN_MODES; i++) {
        assert_true(lt_explain_mode_find(lt_explain_mode_name(i), &mode));
        assert_int_equal((int32_t)mode, i);
    }
    assert_null(lt_explain_mode_name(LT_EXPLAIN_MODES));
    assert_false(lt_explain_mode_find("codegen", &mode));
}

/* ---- JSON ---- */

/* Whether the text is one object: quotes closed, brackets in pairs. */
static bool is_object(const char *text)
{
    char open[256];
    int  depth = 0;
    bool quoted = false;
    for (; *text && *text != '\n'; text++) {
        if (quoted) {
            if (*text == '\\')
                text++;
            else if (*text == '"')
                quoted = false;
            continue;
        }
        if (*text == '"') quoted = true;
        if (*text == '{' || *text == '[') open[depth++] = *text;
        if (*text == '}' && (depth == 0 || open[--depth] != '{')) return false;
        if (*text == ']' && (depth == 0 || open[--depth] != '[')) return false;
    }
    return depth == 0 && !quoted && text[0] == '\n' && text[1] == 0;
}

static void json_is_one_object_a_line(void **state)
{
    (void)state;
    lt_query_stats stats;
    lt_context    *ctx = context(2);
    for (int32_t mode = 0; mode < LT_EXPLAIN_MODES; mode++) {
        lt_explain_options how = {.mode = (lt_explain_mode)mode, .json = true};
        char              *text = explained(ctx, rich(ctx), how, &stats);
        assert_true(is_object(text));
        CHECK_HAS(text, "\"optimised\":{\"id\":");
        CHECK_HAS(text, "\"columns\":[{\"name\":\"k\",\"type\":\"int64\"}");
        CHECK_HAS(text, "\"rows\":{\"estimate\":3,\"exact\":false}");
        assert_int_equal(strstr(text, "\"run\":{\"rows_read\":4000,") != NULL,
                         mode == LT_EXPLAIN_ANALYZE);
        assert_int_equal(strstr(text, "\"parts\":10,\"parts_skipped\":6}") != NULL,
                         mode == LT_EXPLAIN_ANALYZE);
        free(text);
    }
    lt_context_close(ctx);
}

static void refused_memory_is_told(void **state)
{
    (void)state;
    lt_context *ctx = context(1);
    lt_plan    *p = rich(ctx);
    for (int json = 0; json < 2; json++)
        EACH_FAULT (mem) {
            lt_error           err;
            lt_buf             b = {.mem = mem};
            lt_explain_options how = {.mode = LT_EXPLAIN_EXTENDED, .json = json};
            lt_status          status = lt_explain(&b, ctx, p, &how, NULL, &err);
            if (status) assert_int_equal(status, LT_ENOMEM);
            if (status) assert_int_equal(b.len, 0);
            lt_buf_clear(&b);
        }
    lt_plan_release(p);
    lt_context_close(ctx);
}

int main(void)
{
    return RUN(test(counters_follow_the_rows), test(time_is_counted_once),
               test(an_operator_has_a_line_in_the_shape_of_the_plan),
               test(a_plan_used_twice_has_its_numbers_twice), test(modes_tell_more_or_less),
               test(plain_terminals_get_plain_characters), test(mode_names_are_found),
               test(json_is_one_object_a_line), test(refused_memory_is_told));
}
