#include "exec/distinct.h"
#include "kernel/kernel.h"
#include "tests/exec_fake.h"

static bool same_rows(const lt_table *t, int64_t a, int64_t b, const int *columns, int count)
{
    for (int i = 0; i < count; i++) {
        int      c = columns ? columns[i] : i;
        lt_value x = lt_table_value(t, a, c), y = lt_table_value(t, b, c);
        if (x.null != y.null || (!x.null && lt_value_compare(x, y))) return false;
    }
    return true;
}

/* The rows that no earlier one equals, by comparing with all of them. */
static char *firsts(const lt_table *t, const int *columns, int count)
{
    lt_buf   b = {.mem = lt_mem_default()};
    lt_error err;
    int64_t *kept = malloc((size_t)(t->rows + 1) * sizeof(*kept)), n = 0;
    for (int64_t r = 0; r < t->rows; r++) {
        int64_t i = 0;
        while (i < n && !same_rows(t, kept[i], r, columns, count)) i++;
        if (i < n) continue;
        kept[n++] = r;
        kit_set_row(&b, t, r, columns, count);
        CHECK_OK(lt_buf_text(&b, "\n", &err), &err);
    }
    free(kept);
    return kit_buf_text(&b);
}

static const char *const few[] = {"c", "i"};
static const int         few_columns[] = {6, 0};

/* Whole rows repeat: the table twice, and a column of its own. */
static lt_plan *twice(lt_plan *p) { return lt_union(lt_plan_retain(p), p, false, false); }

static void keeps_the_first_of_equal_rows(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 1500, k.run.batch_rows, 12, 9);
        char     *whole = firsts(t, NULL, KIT_COLUMNS);
        kit_same(kit_text_of(kit_collect(&k, lt_distinct(twice(lt_from_table(t)), NULL, 0))),
                 whole);
        kit_same(kit_text_of(kit_collect(&k, lt_distinct(lt_from_table(t), few, 2))),
                 firsts(t, few_columns, 2));
        lt_table_release(t);
    }
}

static void reads_rows_again_through_the_source(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table    *t = kit_random_table(k.mem, 1500, k.run.batch_rows, 12, 10);
        fake_source *f;
        lt_plan     *p = lt_distinct(fake_scan(&f, t), few, 2);
        lt_plan     *kept = lt_plan_retain(p);
        kit_same(kit_text_of(kit_collect(&k, p)), firsts(t, few_columns, 2));
        assert_true(f->fetches > 0);
        assert_true(f->fetched <= 200); /* once each first row, not once each duplicate */
        assert_int_equal(f->prepares, f->finishes);
        lt_plan_release(kept);
        lt_table_release(t);
    }
}

static void reads_rows_again_however_far_locators_go(void **state)
{
    static const int64_t ends[] = {1 << 30, (INT64_C(1) << 30) + 1, INT64_C(1) << 53,
                                   INT64_C(1) << 60};
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 1500, 40, 12, 10);
        for (int i = 0; i < 4; i++) {
            fake_source *f;
            lt_plan     *p = lt_distinct(fake_scan(&f, t), few, 2), *kept = lt_plan_retain(p);
            f->locator_end = ends[i];
            kit_same(kit_text_of(kit_collect(&k, p)), firsts(t, few_columns, 2));
            assert_int_equal(f->fetches > 0, i < 3); /* past 2^54: first rows are kept instead */
            lt_plan_release(kept);
        }
        lt_table_release(t);
    }
}

static void finds_rows_below_filters_and_columns(void **state)
{
    static const char *const columns[] = {"s", "b as yes", "c", "i", NULL};
    static const char *const names[] = {"yes", "c"};
    (void)state;
    EACH_KIT (k) {
        lt_table    *t = kit_random_table(k.mem, 1500, k.run.batch_rows, 12, 11);
        fake_source *f;
        lt_plan     *scan = fake_scan(&f, t);
        lt_plan     *kept = lt_plan_retain(scan);
        lt_plan     *p = kit_filter(kit_select(kit_filter(scan, "i > 1"), columns), "c <> 'north'");
        lt_plan     *same =
            kit_filter(kit_select(kit_filter(lt_from_table(t), "i > 1"), columns), "c <> 'north'");
        char *got = kit_text_of(kit_collect(&k, lt_distinct(p, names, 2)));
        kit_same(got, kit_text_of(kit_collect(&k, lt_distinct(same, names, 2))));
        assert_true(f->fetches > 0);
        lt_plan_release(kept);
        lt_table_release(t);
    }
}

static void colliding_fingerprints_change_nothing(void **state)
{
    static const uint64_t masks[] = {0, 7, UINT64_C(0xF) << 60};
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 600, k.run.batch_rows, 12, 12);
        for (int i = 0; i < 3; i++) {
            lt_distinct_weaken(masks[i]);
            kit_same(kit_text_of(kit_collect(&k, lt_distinct(lt_from_table(t), few, 2))),
                     firsts(t, few_columns, 2));
            kit_same(kit_text_of(kit_collect(&k, lt_distinct(fake_scan(NULL, t), few, 2))),
                     firsts(t, few_columns, 2));
            lt_distinct_weaken(UINT64_MAX);
        }
        lt_table_release(t);
    }
}

static void grows_past_many_rows_and_streams(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *p = lt_union(lt_range(0, 30000, 1), lt_range(29990, 60000, 1), false, false);
        assert_int_equal(kit_count(&k, lt_distinct(p, NULL, 0)), 60000);
        /* the first rows come before the end of an endless input */
        p = kit_select(lt_range(0, INT64_MAX / 4, 1), (const char *[]){"id div 10 as x", NULL});
        char *got = kit_text_of(kit_collect(&k, lt_limit(lt_distinct(p, NULL, 0), 3, 0)));
        CHECK_TEXT(got, "0\n1\n2\n");
        free(got);
    }
}

static void widening_is_passed_on(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table      *t = kit_random_table(k.mem, 300, k.run.batch_rows, 12, 13);
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        fake_source   *f;
        lt_plan       *p = lt_distinct(fake_scan(&f, t), few, 2);
        f->widen_at = t->batch_count - 1;
        assert_int_equal(kit_run(&k, p, &target), LT_EWIDEN);
        assert_null(target.table);
        lt_table_release(t);
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 120, 32, 6, 14);
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_plan       *a = lt_distinct(fake_scan(NULL, t), few, 2);
        lt_plan       *b = lt_distinct(lt_from_table(t), few, 2), *resolved;
        lt_plan       *p = lt_distinct(lt_union(a, b, false, false), NULL, 0);
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_run         run = {.mem = mem};
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
    return RUN(test(keeps_the_first_of_equal_rows), test(reads_rows_again_through_the_source),
               test(reads_rows_again_however_far_locators_go),
               test(finds_rows_below_filters_and_columns),
               test(colliding_fingerprints_change_nothing), test(grows_past_many_rows_and_streams),
               test(widening_is_passed_on), test(survives_refused_memory));
}
