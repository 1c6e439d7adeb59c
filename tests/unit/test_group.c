#include "kernel/kernel.h"
#include "tests/exec_fake.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- the reference: groups in a list, looked for from its beginning ---- */

typedef struct group {
    int64_t first, last, rows, present; /* present: rows where d is not null */
    double  sum;
    bool    has_sum;
    int64_t least, most; /* rows of the extremes of s; -1 none */
} group;

static bool same_key(const lt_table *t, int64_t a, int64_t b, const int *keys, int count)
{
    for (int i = 0; i < count; i++) {
        lt_value x = lt_table_value(t, a, keys[i]), y = lt_table_value(t, b, keys[i]);
        if (x.null != y.null || (!x.null && lt_value_compare(x, y))) return false;
    }
    return true;
}

static void add_row(group *g, const lt_table *t, int64_t row)
{
    lt_value l = lt_table_value(t, row, 1), s = lt_table_value(t, row, 3);
    g->rows++;
    g->last = row;
    if (!l.null) g->present++, g->sum += (double)l.i, g->has_sum = true;
    if (s.null) return;
    if (g->least < 0 || lt_value_compare(s, lt_table_value(t, g->least, 3)) < 0) g->least = row;
    if (g->most < 0 || lt_value_compare(s, lt_table_value(t, g->most, 3)) > 0) g->most = row;
}

static void put(lt_buf *b, lt_value v)
{
    lt_error err;
    CHECK_OK(lt_buf_text(b, "|", &err), &err);
    CHECK_OK(lt_value_text(b, v, NULL, &err), &err);
}

static void print_group(lt_buf *b, const lt_table *t, const group *g, const int *keys, int count)
{
    lt_error err;
    lt_value none = {.type = LT_TYPE(STRING), .null = true};
    lt_value n = {.type = LT_TYPE(I64)};
    for (int i = 0; i < count; i++) {
        if (i) CHECK_OK(lt_buf_text(b, "|", &err), &err);
        lt_value v = lt_table_value(t, g->first, keys[i]);
        if (v.type.id == LT_F64 && v.f == 0) v.f = 0; /* never -0.0 */
        CHECK_OK(lt_value_text(b, v, NULL, &err), &err);
    }
    put(b, (n.i = g->rows, n));
    put(b, (n.i = g->present, n));
    put(b, (n.i = (int64_t)g->sum, n.null = !g->has_sum, n));
    put(b, g->least < 0 ? none : lt_table_value(t, g->least, 3));
    put(b, g->most < 0 ? none : lt_table_value(t, g->most, 3));
    put(b, lt_table_value(t, g->first, 2));
    put(b, lt_table_value(t, g->last, 2));
    CHECK_OK(lt_buf_text(b, "\n", &err), &err);
}

static const char *const aggregates[] = {"count(*)", "count(l)",        "sum(l)",       "min(s)",
                                         "max(s)",   "first(d) as one", "last(d) as z", NULL};

static char *reference(const lt_table *t, const int *keys, int count)
{
    lt_buf  b = {.mem = lt_mem_default()};
    group  *groups = malloc((size_t)(t->rows + 1) * sizeof(*groups));
    int64_t n = 0;
    for (int64_t r = 0; r < t->rows; r++) {
        int64_t i = 0;
        while (i < n && !same_key(t, groups[i].first, r, keys, count)) i++;
        if (i == n) groups[n++] = (group){.first = r, .least = -1, .most = -1};
        add_row(&groups[i], t, r);
    }
    for (int64_t i = 0; i < n; i++) print_group(&b, t, &groups[i], keys, count);
    free(groups);
    return kit_buf_text(&b);
}

typedef struct example {
    const char *keys[4];
    int         columns[3], count;
} example;

static const example examples[] = {{{"c"}, {6}, 1},
                                   {{"l"}, {1}, 1},
                                   {{"i"}, {0}, 1},
                                   {{"s"}, {3}, 1},
                                   {{"d"}, {2}, 1},
                                   {{"m", "b"}, {5, 4}, 2},
                                   {{"c", "t", "d"}, {6, 7, 2}, 3}};

static void groups_as_the_reference_does(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 3000, k.run.batch_rows, 40, 15);
        for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
            const example *e = &examples[i];
            lt_plan       *p = kit_group(lt_from_table(t), e->keys, aggregates);
            kit_same(kit_text_of(kit_collect(&k, p)), reference(t, e->columns, e->count));
        }
        lt_table_release(t);
    }
}

static void groups_rows_left_by_a_filter(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 2000, k.run.batch_rows, 40, 16);
        lt_table *kept = kit_collect(&k, kit_filter(lt_from_table(t), "i > 3 or b"));
        lt_plan  *p = kit_group(kit_filter(lt_from_table(t), "i > 3 or b"), TEXTS("c"), aggregates);
        int       c[] = {6};
        kit_same(kit_text_of(kit_collect(&k, p)), reference(kept, c, 1));
        lt_table_release(kept);
        lt_table_release(t);
    }
}

static void no_keys_give_one_row_even_for_no_input(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *none = kit_filter(lt_range(0, 10, 1), "id > 100");
        char    *got = kit_text_of(kit_collect(
               &k, kit_group(lt_plan_retain(none), NULL, TEXTS("count(*)", "sum(id)", "max(id)"))));
        CHECK_TEXT(got, "0|NULL|NULL\n");
        free(got);
        got = kit_text_of(kit_collect(&k, kit_group(none, TEXTS("id"), TEXTS("count(*)"))));
        CHECK_TEXT(got, "");
        free(got);
        got = kit_text_of(kit_collect(
            &k, kit_group(lt_range(0, 100000, 1), NULL, TEXTS("count(*)", "sum(id)", "avg(id)"))));
        CHECK_TEXT(got, "100000|4999950000|49999.5\n");
        free(got);
    }
}

/* More groups than are merged by one worker: keys count down, so the order is not the keys'. */
static void many_groups_come_in_order_of_first_rows(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan  *p = kit_select(lt_range(0, 120000, 1), TEXTS("59999 - id % 60000 as key", "id"));
        lt_table *t = kit_collect(&k, kit_group(p, TEXTS("key"), TEXTS("min(id)", "count(*)")));
        assert_int_equal(t->rows, 60000);
        for (int64_t r = 0; r < t->rows; r += 97) {
            assert_int_equal(lt_table_value(t, r, 0).i, 59999 - r);
            assert_int_equal(lt_table_value(t, r, 1).i, r);
            assert_int_equal(lt_table_value(t, r, 2).i, 2);
        }
        lt_table_release(t);
    }
}

static void counts_distinct_values(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *p = kit_select(lt_range(0, 9000, 1),
                                TEXTS("id % 2 as key", "if(id % 5 = 0, null, id % 9) as x"));
        char    *got = kit_text_of(
               kit_collect(&k, kit_group(lt_plan_retain(p), TEXTS("key"),
                                         TEXTS("count(distinct x)", "sum(distinct x)", "count(x)"))));
        CHECK_TEXT(got, "0|9|36|3600\n1|9|36|3600\n");
        free(got);
        got = kit_text_of(kit_collect(&k, kit_group(p, NULL, TEXTS("count(distinct x) as n"))));
        CHECK_TEXT(got, "9\n");
        free(got);
    }
}

static void a_known_count_reads_nothing(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 777, k.run.batch_rows, 40, 22);
        char     *got = kit_text_of(
                kit_collect(&k, kit_group(lt_from_table(t), NULL, TEXTS("count(*)", "count(1) as n"))));
        CHECK_TEXT(got, "777|777\n");
        for (int32_t i = 0; i < k.stats.op_count; i++)
            assert_string_not_equal(k.stats.ops[i].name, "Scan table");
        free(got);
        lt_table_release(t);
    }
}

static void sums_do_not_depend_on_the_workers(void **state)
{
    (void)state;
    char *one = NULL;
    EACH_KIT (k) {
        lt_plan *p = kit_select(lt_range(1, 50000, 1), TEXTS("id % 7 as key", "1e10 / id as x"));
        char    *got =
            kit_text_of(kit_collect(&k, kit_group(p, TEXTS("key"), TEXTS("sum(x)", "avg(x)"))));
        if (one)
            kit_same(got, strdup(one));
        else
            one = got;
    }
    free(one);
}

static void an_overflowing_sum_names_the_expression(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_plan       *p = kit_select(lt_range(0, 10, 1), TEXTS("9223372036854775807 - id as x"));
        CHECK_FAILS(kit_run(&k, kit_group(p, NULL, TEXTS("sum(x)")), &target), LT_EOVERFLOW,
                    &k.err);
        CHECK_HAS(k.err.node, "Aggregate #");
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 150, 32, 30, 17);
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_plan       *resolved, *p = kit_group(lt_from_table(t), TEXTS("s", "c"),
                                                TEXTS("count(distinct i)", "max(s)", "sum(d)"));
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
    return RUN(test(groups_as_the_reference_does), test(groups_rows_left_by_a_filter),
               test(no_keys_give_one_row_even_for_no_input),
               test(many_groups_come_in_order_of_first_rows), test(counts_distinct_values),
               test(a_known_count_reads_nothing), test(sums_do_not_depend_on_the_workers),
               test(an_overflowing_sum_names_the_expression), test(survives_refused_memory));
}
