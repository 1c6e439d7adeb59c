#include "tests/exec_kit.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static lt_plan *table_of(lt_table *t) { return lt_from_table(t); }

static void collects_what_was_put_in(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 1000, k.run.batch_rows, 50, 1);
        kit_same(kit_text_of(kit_collect(&k, table_of(t))), kit_text(t));
        lt_table_release(t);
    }
}

/* The rows of t, in order, that `keep` wants, as kit_text has them. */
static char *rows_where(const lt_table *t, bool (*keep)(const lt_table *t, int64_t row))
{
    lt_buf   b = {.mem = lt_mem_default()};
    lt_error err;
    for (int64_t r = 0; r < t->rows; r++) {
        if (!keep(t, r)) continue;
        kit_row(&b, t, r);
        CHECK_OK(lt_buf_text(&b, "\n", &err), &err);
    }
    return kit_buf_text(&b);
}

static bool is_north_and_positive(const lt_table *t, int64_t row)
{
    lt_value i = lt_table_value(t, row, 0), c = lt_table_value(t, row, 6);
    return !i.null && i.i > 0 && !c.null && c.s.len == 5 && memcmp(c.s.bytes, "north", 5) == 0;
}

static void filters_by_conditions_in_order(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 3000, k.run.batch_rows, 40, 2);
        lt_plan  *p = kit_filter(table_of(t), "i > 0 and c = 'north'");
        kit_same(kit_text_of(kit_collect(&k, p)), rows_where(t, is_north_and_positive));
        assert_int_equal(kit_count(&k, kit_filter(table_of(t), "i > 0 and not i > 0")), 0);
        lt_table_release(t);
    }
}

static void projects_expressions_over_a_filter(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *p = kit_filter(lt_range(0, 20, 1), "id % 3 = 1");
        p = kit_select(p, TEXTS("id * id as square", "id > 9 as big", "'x' as x"));
        char *got = kit_text_of(kit_collect(&k, p));
        CHECK_TEXT(got, "1|false|x\n16|false|x\n49|false|x\n100|true|x\n169|true|x\n256|true|x\n"
                        "361|true|x\n");
        free(got);
    }
}

static void unites_in_order_of_the_inputs(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 500, k.run.batch_rows, 40, 3);
        lt_plan  *p = lt_union(table_of(t), kit_filter(table_of(t), "i > 3"), false, false);
        p = lt_union(p, table_of(t), false, false);
        char *whole = kit_text(t),
             *some = kit_text_of(kit_collect(&k, kit_filter(table_of(t), "i > 3")));
        size_t bytes = 2 * strlen(whole) + strlen(some) + 1;
        char  *want = malloc(bytes);
        snprintf(want, bytes, "%s%s%s", whole, some, whole);
        kit_same(kit_text_of(kit_collect(&k, p)), want);
        free(whole);
        free(some);
        lt_table_release(t);
    }
}

static void counts_ranges_in_both_directions(void **state)
{
    (void)state;
    EACH_KIT (k) {
        assert_int_equal(kit_count(&k, lt_range(0, 100000, 1)), 100000);
        assert_int_equal(kit_count(&k, lt_range(10, 0, -3)), 4);
        assert_int_equal(kit_count(&k, lt_range(5, 5, 1)), 0);
        assert_int_equal(kit_count(&k, lt_range(INT64_MIN, INT64_MAX, INT64_MAX)), 3);
    }
}

static void says_where_an_expression_failed(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan       *p = kit_select(lt_range(0, 5000, 1), TEXTS("1 / (id - 4321) as x"));
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        CHECK_FAILS(kit_run(&k, p, &target), LT_EINVAL, &k.err);
        CHECK_HAS(k.err.node, "Project #");
        assert_true(k.err.caret >= 0);
        assert_null(target.table);
    }
}

static void cancelled_run(kit *k)
{
    lt_cancel      cancel = {0};
    lt_exec_target target = {.kind = LT_TO_COUNT};
    k->run.cancel = &cancel;
    lt_cancel_set(&cancel, LT_ETIMEOUT);
    CHECK_FAILS(kit_run(k, lt_range(0, INT64_MAX / 4, 1), &target), LT_ETIMEOUT, &k->err);
    k->run.cancel = NULL;
}

static void ends_when_cancelled(void **state)
{
    (void)state;
    EACH_KIT (k) cancelled_run(&k);
}

static void cancel_from_progress(void *arg, const lt_progress *p)
{
    (void)p;
    lt_cancel_set(arg, LT_ECANCELLED);
}

static void is_cancelled_while_it_runs(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_cancel      cancel = {0};
        lt_query       query = {.progress = cancel_from_progress, .arg = &cancel};
        lt_exec_target target = {.kind = LT_TO_COUNT};
        lt_plan       *resolved, *p = kit_sort(lt_range(0, INT64_MAX / 4, 1), TEXTS("id % 1000"));
        CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &k.err), &k.err);
        k.run.cancel = &cancel;
        CHECK_FAILS(lt_exec_run(resolved, &target, &k.run, k.pool, &query, &k.err), LT_ECANCELLED,
                    &k.err);
        k.run.cancel = NULL;
        lt_plan_release(resolved);
        lt_plan_release(p);
    }
}

static void counts_what_operators_saw(void **state)
{
    (void)state;
    EACH_KIT (k) {
        assert_int_equal(kit_count(&k, kit_filter(lt_range(0, 1000, 1), "id < 10")), 10);
        bool found = false;
        for (int32_t i = 0; i < k.stats.op_count; i++) {
            const lt_op_stats *s = &k.stats.ops[i];
            if (strcmp(s->name, "Filter") != 0) continue;
            found = true;
            assert_int_equal(s->rows_in, 1000);
            assert_int_equal(s->rows_out, 10);
        }
        assert_true(found);
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 300, 32, 20, 4);
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_plan       *resolved, *p = kit_filter(table_of(t), "i > 2 or s like 'k%'");
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = 40};
        lt_run         run = {.mem = mem, .batch_rows = 7};
        p = kit_select(p, TEXTS("upper(s) as u", "i + 1 as j", "coalesce(d, m, 0) as x"));
        p = lt_limit(lt_union(lt_plan_retain(p), p, false, false), 200, 3);
        CHECK_OK(lt_pool_open(&pool, lt_mem_default(), 2, &err), &err);
        CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
        lt_status status = lt_exec_run(resolved, &target, &run, pool, NULL, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_table_release(target.table);
        lt_plan_release(resolved);
        lt_plan_release(p);
        lt_pool_close(pool);
    }
    lt_table_release(t);
}

int main(void)
{
    return RUN(test(collects_what_was_put_in), test(filters_by_conditions_in_order),
               test(projects_expressions_over_a_filter), test(unites_in_order_of_the_inputs),
               test(counts_ranges_in_both_directions), test(says_where_an_expression_failed),
               test(ends_when_cancelled), test(is_cancelled_while_it_runs),
               test(counts_what_operators_saw), test(survives_refused_memory));
}
