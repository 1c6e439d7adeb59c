#include "tests/exec_kit.h"

/* The first rows of t as text: skip some, then at most n. */
static char *rows_between(const lt_table *t, int64_t skip, int64_t n)
{
    lt_buf   b = {.mem = lt_mem_default()};
    lt_error err;
    for (int64_t r = skip; r < t->rows && r - skip < n; r++) {
        kit_row(&b, t, r);
        CHECK_OK(lt_buf_text(&b, "\n", &err), &err);
    }
    return kit_buf_text(&b);
}

static void gives_exactly_the_first_rows(void **state)
{
    static const int64_t cases[][2] = {{0, 0},   {1, 0},    {1, 999},  {10, 0},     {64, 64},
                                       {63, 65}, {999, 0},  {1000, 0}, {5000, 998}, {5, 5000},
                                       {0, 10},  {-1, 100}, {-1, 0}};
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 1000, k.run.batch_rows, 30, 5);
        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
            int64_t  n = cases[i][0], skip = cases[i][1];
            lt_plan *p = lt_limit(lt_from_table(t), n, skip);
            kit_same(kit_text_of(kit_collect(&k, p)), rows_between(t, skip, n < 0 ? 5000 : n));
        }
        lt_table_release(t);
    }
}

static void stops_an_endless_input(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *endless = kit_filter(lt_range(0, INT64_MAX / 4, 1), "id % 2 = 0");
        lt_plan *p = lt_union(lt_limit(endless, 10, 0),
                              lt_limit(lt_range(5, INT64_MAX / 4, 1), 3, 1), false, false);
        char    *got = kit_text_of(kit_collect(&k, lt_limit(p, 12, 1)));
        CHECK_TEXT(got, "2\n4\n6\n8\n10\n12\n14\n16\n18\n6\n7\n8\n");
        free(got);
    }
}

static void head_tells_whether_there_was_more(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *all = kit_head(&k, lt_range(0, 100, 1), 100);
        lt_table *some = kit_head(&k, lt_range(0, 100, 1), 99);
        lt_table *none = kit_head(&k, lt_range(0, INT64_MAX / 4, 1), 0);
        assert_false(all->partial);
        assert_true(some->partial);
        assert_true(none->partial);
        assert_int_equal(all->rows, 100);
        assert_int_equal(some->rows, 99);
        assert_int_equal(none->rows, 0);
        lt_table_release(all);
        lt_table_release(some);
        lt_table_release(none);
    }
}

static void a_limit_below_a_breaker_counts(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *p = kit_group(lt_limit(lt_range(0, 100000, 1), 700, 300), NULL,
                               (const char *[]){"count(*)", "min(id)", "max(id)", NULL});
        char    *got = kit_text_of(kit_collect(&k, p));
        CHECK_TEXT(got, "700|300|999\n");
        free(got);
    }
}

int main(void)
{
    return RUN(test(gives_exactly_the_first_rows), test(stops_an_endless_input),
               test(head_tells_whether_there_was_more), test(a_limit_below_a_breaker_counts));
}
