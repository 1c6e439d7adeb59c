#include "tests/exec_fake.h"

/* ---- sample ---- */

static char *sampled(kit *k, lt_plan *in, double lower, double upper, bool again, int64_t seed)
{
    return kit_text_of(kit_collect(k, lt_sample(in, lower, upper, again, seed)));
}

static lt_plan *rows(void)
{
    return kit_filter(lt_union(lt_range(0, 3000, 1), lt_range(5000, 7000, 1), false, false),
                      "id % 3 <> 1");
}

static void the_same_rows_whatever_the_threads_and_batches(void **state)
{
    char *first = NULL, *again = NULL;
    (void)state;
    EACH_KIT (k) {
        char *a = sampled(&k, rows(), 0, 0.2, false, 7), *b = sampled(&k, rows(), 0, 2.5, true, 7);
        if (!first) first = strdup(a), again = strdup(b);
        kit_same(a, strdup(first));
        kit_same(b, strdup(again));
    }
    free(first);
    free(again);
}

static void parts_of_the_range_share_the_rows_out(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *low = lt_sample(rows(), 0, 0.3, false, 5),
                *high = lt_sample(rows(), 0.3, 1, false, 5);
        lt_plan *all = kit_sort(lt_union(low, high, false, false), (const char *[]){"id", NULL});
        kit_same(kit_text_of(kit_collect(&k, all)), kit_text_of(kit_collect(&k, rows())));
    }
}

static void about_as_many_as_asked_for(void **state)
{
    static const struct {
        double fraction;
        bool   again;
    } asked[] = {{0.1, false}, {0.5, false}, {0.9, false}, {0.25, true}, {3, true}, {40, true}};
    (void)state;
    kit k = kit_open(2, 0, NULL);
    for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
        for (int64_t seed = -1; seed < 3; seed++) {
            double  want = 20000 * asked[i].fraction;
            int64_t got = kit_count(
                &k, lt_sample(lt_range(0, 20000, 1), 0, asked[i].fraction, asked[i].again, seed));
            /* six standard deviations, and then some */
            double most = 6 * sqrt(want) + 1;
            if (fabs((double)got - want) > most)
                fail_msg("%g of 20000: %lld rows", asked[i].fraction, (long long)got);
        }
    kit_close(&k);
}

static void seeds_differ_and_ends_are_exact(void **state)
{
    (void)state;
    kit   k = kit_open(1, 0, NULL);
    char *a = sampled(&k, rows(), 0, 0.5, false, 1), *b = sampled(&k, rows(), 0, 0.5, false, 2);
    assert_string_not_equal(a, b);
    free(a);
    free(b);
    assert_int_equal(kit_count(&k, lt_sample(rows(), 0, 0, false, 1)), 0);
    assert_int_equal(kit_count(&k, lt_sample(rows(), 0, 0, true, 1)), 0);
    kit_same(sampled(&k, rows(), 0, 1, false, 1), kit_text_of(kit_collect(&k, rows())));
    kit_close(&k);
}

static void copies_keep_an_order_of_their_own(void **state)
{
    (void)state;
    EACH_KIT (k) { /* a stable sort by nothing much tells whether places grow */
        lt_plan *p = kit_sort(lt_sample(lt_range(0, 500, 1), 0, 3, true, 9),
                              (const char *[]){"id div 1000", NULL});
        lt_plan *q = lt_sample(lt_range(0, 500, 1), 0, 3, true, 9);
        kit_same(kit_text_of(kit_collect(&k, p)), kit_text_of(kit_collect(&k, q)));
    }
}

static void impossible_fractions_are_mistakes(void **state)
{
    static const struct {
        double lower, upper;
        bool   again;
    } bad[] = {{0, 1.5, false},         {0, -0.5, false}, {0.5, 0.2, false},
               {0, (double)NAN, false}, {0, 1001, true},  {0, -1, true}};
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        lt_error err;
        lt_plan *p = lt_sample(lt_range(0, 9, 1), bad[i].lower, bad[i].upper, bad[i].again, 0);
        CHECK_FAILS(lt_plan_check(p, &err), LT_EINVAL, &err);
        lt_plan_release(p);
    }
    lt_error err;
    lt_plan *p = lt_tail_rows(lt_range(0, 9, 1), -1);
    CHECK_FAILS(lt_plan_check(p, &err), LT_EINVAL, &err);
    lt_plan_release(p);
}

/* ---- tail ---- */

static void tail_is_the_end_of_all_rows(void **state)
{
    static const int64_t counts[] = {0, 1, 6, 7, 8, 50, 299, 300, 301, 100000};
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 300, k.run.batch_rows, 12, 31);
        for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
            int64_t  skip = t->rows > counts[i] ? t->rows - counts[i] : 0;
            lt_plan *want = lt_limit(lt_from_table(t), -1, skip);
            lt_plan *got = lt_tail_rows(fake_scan(NULL, t), counts[i]);
            kit_same(kit_text_of(kit_collect(&k, got)), kit_text_of(kit_collect(&k, want)));
            want = lt_limit(kit_filter(lt_from_table(t), "i > 0"), -1,
                            kit_count(&k, kit_filter(lt_from_table(t), "i > 0")) - 5);
            got = lt_tail_rows(kit_filter(lt_from_table(t), "i > 0"), 5);
            kit_same(kit_text_of(kit_collect(&k, got)), kit_text_of(kit_collect(&k, want)));
        }
        lt_table_release(t);
    }
}

static void tail_of_many_batches_and_of_none(void **state)
{
    (void)state;
    EACH_KIT (k) {
        kit_same(kit_text_of(kit_collect(&k, lt_tail_rows(lt_range(0, 50000, 1), 3))),
                 strdup("49997\n49998\n49999\n"));
        assert_int_equal(kit_count(&k, lt_tail_rows(lt_range(0, 0, 1), 3)), 0);
        lt_plan *p = lt_union(lt_tail_rows(lt_range(0, 9, 1), 2), lt_range(0, 2, 1), false, false);
        kit_same(kit_text_of(kit_collect(&k, p)), strdup("7\n8\n0\n1\n"));
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 120, 32, 6, 33);
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_plan       *resolved;
        lt_plan       *p = lt_sample(fake_scan(NULL, t), 0, 2, true, 1);
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_run         run = {.mem = mem, .batch_rows = 30};
        p = lt_tail_rows(lt_sample(p, 0.1, 0.9, false, 4), 45);
        p = lt_union(lt_summary(lt_plan_retain(p), (const char *[]){"count", "max"}, 2),
                     lt_summary(p, (const char *[]){"min"}, 1), false, false);
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
    return RUN(test(the_same_rows_whatever_the_threads_and_batches),
               test(parts_of_the_range_share_the_rows_out), test(about_as_many_as_asked_for),
               test(seeds_differ_and_ends_are_exact), test(copies_keep_an_order_of_their_own),
               test(impossible_fractions_are_mistakes), test(tail_is_the_end_of_all_rows),
               test(tail_of_many_batches_and_of_none), test(survives_refused_memory));
}
