#include "tests/rules_kit.h"

/* The reference is the whole sort with a limit above, as it runs without the optimiser. */

static char *rows_of(kit *k, lt_plan *p)
{
    lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
    CHECK_OK(lt_exec_run(p, &target, &k->run, k->pool, &(lt_query){.stats = &k->stats}, &k->err),
             &k->err);
    return kit_text_of(target.table);
}

static lt_plan *resolved_of(lt_plan *p)
{
    lt_error err;
    lt_plan *resolved = NULL;
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    lt_plan_release(p);
    return resolved;
}

static bool has_topk(const lt_plan *p)
{
    while (p->kind != LT_NODE_TOPK && p->input_count) p = p->inputs[0];
    return p->kind == LT_NODE_TOPK;
}

static void check_top(kit *k, lt_plan *p, bool topk)
{
    lt_error err;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *best, *resolved = resolved_of(p);
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    assert_int_equal(has_topk(best), topk);
    kit_same(rows_of(k, best), rows_of(k, resolved));
    lt_buf_clear(&fired);
    lt_plan_release(best);
    lt_plan_release(resolved);
}

static const char *const keys[][4] = {{"i"},
                                      {"-l"},
                                      {"d", "-s"},
                                      {"d desc nulls first", "i"},
                                      {"c", "b"},
                                      {"s nulls last", "m desc", "t"},
                                      {"upper(c)", "-i"}};

static void keeps_what_the_whole_sort_gives_first(void **state)
{
    static const int64_t limits[][2] = {{1, 0},    {10, 0},      {7, 5},
                                        {300, 40}, {1500, 3000}, {5000, 0}};
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 4000, k.run.batch_rows, 25, 11);
        for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
            for (size_t n = 0; n < sizeof(limits) / sizeof(*limits); n++)
                check_top(
                    &k, lt_limit(kit_sort(fake_scan(NULL, t), keys[i]), limits[n][0], limits[n][1]),
                    true);
        lt_table_release(t);
    }
}

static void sees_filtered_and_computed_rows(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 900, k.run.batch_rows, 60, 5);
        lt_plan  *p = kit_filter(lt_from_table(t), "i % 3 = 1 or c = 'north'");
        p = kit_select(kit_sort(p, TEXTS("l % 5", "-d")), TEXTS("s", "i + 1 as j"));
        check_top(&k, lt_limit(p, 25, 3), true);
        lt_table_release(t);
    }
}

static void no_columns_and_no_rows_are_fine(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 50, k.run.batch_rows, 5, 5),
                 *none = kit_random_table(k.mem, 0, k.run.batch_rows, 5, 5);
        lt_plan *p = lt_limit(kit_sort(fake_scan(NULL, t), TEXTS("i")), 9, 2);
        check_top(&k, kit_group(p, NULL, TEXTS("count(*) as n")), true);
        check_top(&k, lt_limit(kit_sort(fake_scan(NULL, none), TEXTS("i")), 9, 2), true);
        check_top(&k, lt_limit(kit_sort(fake_scan(NULL, t), TEXTS("i")), 9, 200), true);
        lt_table_release(t);
        lt_table_release(none);
    }
}

static void very_large_ones_stay_sorts(void **state)
{
    (void)state;
    kit       k = kit_open(2, 512, NULL);
    lt_table *t = kit_random_table(k.mem, 3000, k.run.batch_rows, 100, 5);
    check_top(&k, lt_limit(kit_sort(fake_scan(NULL, t), TEXTS("i")), 65537, 0), false);
    check_top(&k, lt_limit(kit_sort(fake_scan(NULL, t), TEXTS("i")), 65000, 537), false);
    lt_table_release(t);
    kit_close(&k);
}

/* Rising keys, sorted falling: every row is a candidate. */
static void memory_is_bounded_by_k(void **state)
{
    (void)state;
    kit      k = kit_open(2, 1024, NULL);
    lt_error err;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *best,
        *p = kit_select(lt_range(0, 400000, 1), TEXTS("id", "concat('some long text ', id) as s"));
    lt_plan *resolved = resolved_of(lt_limit(kit_sort(p, TEXTS("-id", "s")), 20, 0));
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    char *text = rows_of(&k, best);
    assert_int_equal(strncmp(text, "399999|some long text 399999\n399998|", 36), 0);
    for (int32_t i = 0; i < k.stats.op_count; i++)
        if (strcmp(k.stats.ops[i].name, "TopK") == 0) {
            assert_true(k.stats.ops[i].peak_bytes > 0 && k.stats.ops[i].peak_bytes < 2 << 20);
            assert_int_equal(k.stats.ops[i].rows_in, 400000);
            assert_int_equal(k.stats.ops[i].rows_out, 20);
        }
    free(text);
    lt_buf_clear(&fired);
    lt_plan_release(best);
    lt_plan_release(resolved);
    kit_close(&k);
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_error  err;
    lt_buf    fired = {.mem = lt_mem_default()};
    lt_table *t = kit_random_table(lt_mem_default(), 3000, 500, 3000, 8);
    lt_plan  *best;
    lt_plan  *resolved = resolved_of(lt_limit(kit_sort(lt_from_table(t), TEXTS("s", "-i")), 15, 2));
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    EACH_FAULT (mem) {
        lt_pool       *pool;
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_run         run = {.mem = mem, .batch_rows = 250};
        CHECK_OK(lt_pool_open(&pool, lt_mem_default(), 2, &err), &err);
        lt_status status = lt_exec_run(best, &target, &run, pool, NULL, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_table_release(target.table);
        lt_pool_close(pool);
    }
    lt_buf_clear(&fired);
    lt_plan_release(best);
    lt_plan_release(resolved);
    lt_table_release(t);
}

int main(void)
{
    return RUN(test(keeps_what_the_whole_sort_gives_first), test(sees_filtered_and_computed_rows),
               test(no_columns_and_no_rows_are_fine), test(very_large_ones_stay_sorts),
               test(memory_is_bounded_by_k), test(survives_refused_memory));
}
