/* Every aggregate against a slow, obvious one over the rows of each group: nulls, NaN, -0.0,
 * duplicates, skew, groups that a filter leaves empty; one answer for all workers and batches. */
#include "tests/aggregate_kit.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- the list: what is asked, over which rows, and who answers it ---- */

typedef enum rows_kind { ALL, TRUE_B, LARGE_I, NONE } rows_kind;

typedef struct ask {
    const char *text;
    reference  *want;
    int         x, y;
    double      p;
    rows_kind   kind;
    double      near; /* relative difference allowed; 0: none */
} ask;

/* the columns of exec_kit.h, then f: d without what is not finite or huge */
enum { I, L, D, S, B, M, C, T, F };

static const ask asks[] = {
    {"count(distinct i, c)", ref_count_pairs, I, C, 0, ALL, 0},
    {"count(distinct d, s) filter (where b)", ref_count_pairs, D, S, 0, TRUE_B, 0},
    {"count(i, s)", ref_count_both, I, S, 0, ALL, 0},
    {"regr_count(i, f)", ref_count_both, I, F, 0, ALL, 0},
    {"count(*) filter (where i > 9)", ref_rows, I, I, 0, LARGE_I, 0},
    {"count(*) filter (where b and not b)", ref_rows, I, I, 0, NONE, 0},
    {"count(distinct d)", ref_different, D, D, 0, ALL, 0},
    {"count(distinct s) filter (where i > 9)", ref_different, S, S, 0, LARGE_I, 0},
    {"approx_count_distinct(s, 0.01)", ref_different, S, S, 0, ALL, 0.05},
    {"approx_count_distinct(d) filter (where b)", ref_different, D, D, 0, TRUE_B, 0.2},
    {"sum(i) filter (where b)", ref_sum, I, I, 0, TRUE_B, 0},
    {"sum(l) filter (where b and not b)", ref_sum, L, L, 0, NONE, 0},
    {"try_sum(l)", ref_sum, L, L, 0, ALL, 0},
    {"sum(distinct i)", ref_sum_distinct, I, I, 0, ALL, 0},
    {"sum(distinct l) filter (where i > 9)", ref_sum_distinct, L, L, 0, LARGE_I, 0},
    {"avg(distinct i)", ref_avg_distinct, I, I, 0, ALL, 1e-15},
    {"var_samp(f)", ref_var_samp, F, F, 0, ALL, 1e-15},
    {"variance(f) filter (where b)", ref_var_samp, F, F, 0, TRUE_B, 1e-15},
    {"stddev_pop(l)", ref_stddev_pop, L, L, 0, ALL, 1e-15},
    {"stddev_pop(m)", ref_stddev_pop, M, M, 0, ALL, 1e-14},
    {"skewness(f)", ref_skewness, F, F, 0, ALL, 1e-14},
    {"kurtosis(l)", ref_kurtosis, L, L, 0, ALL, 1e-12},
    {"covar_pop(f, l)", ref_covar_pop, F, L, 0, ALL, 1e-15},
    {"corr(f, i)", ref_corr, F, I, 0, ALL, 1e-14},
    {"corr(i, l) filter (where b)", ref_corr, I, L, 0, TRUE_B, 1e-14},
    {"regr_slope(f, l)", ref_slope, F, L, 0, ALL, 1e-14},
    {"regr_intercept(i, f)", ref_intercept, I, F, 0, ALL, 1e-11},
    {"median(f)", ref_percentile, F, F, 0.5, ALL, 0},
    {"percentile(l, 0.3)", ref_percentile, L, L, 0.3, ALL, 0},
    {"percentile(i, 1) filter (where b)", ref_percentile, I, I, 1, TRUE_B, 0},
    {"percentile(f, 0.8, pmod(i, 5))", ref_weighted, F, I, 0.8, ALL, 0},
    {"get(percentile(l, array(0.9, 0.3, 0.2)), 1)", ref_percentile, L, L, 0.3, ALL, 0},
    {"get(percentile(f, array(0.1, 0.8), pmod(i, 5)), 1)", ref_weighted, F, I, 0.8, ALL, 0},
    {"get(percentile_approx(m, array(0.1, 0.9)), 1)", ref_element, M, M, 0.9, ALL, 0},
    {"get(approx_percentile(t, array(0.5, 1), 7), 0)", ref_element, T, T, 0.5, ALL, 0},
    {"percentile_approx(m, 0.9)", ref_element, M, M, 0.9, ALL, 0},
    {"percentile_approx(t, 0.5, 7)", ref_element, T, T, 0.5, ALL, 0},
    {"approx_percentile(d, 0.97)", ref_element, D, D, 0.97, ALL, 0},
    {"percentile_approx(i, 0) filter (where i > 9)", ref_element, I, I, 0, LARGE_I, 0},
    {"mode(c)", ref_mode, C, C, 0, ALL, 0},
    {"mode(s) filter (where b)", ref_mode, S, S, 0, TRUE_B, 0},
    {"mode(d)", ref_mode, D, D, 0, ALL, 0},
    {"mode(m)", ref_mode, M, M, 0, ALL, 0},
    {"max_by(s, l)", ref_max_by, S, L, 0, ALL, 0},
    {"max_by(l, d)", ref_max_by, L, D, 0, ALL, 0},
    {"min_by(d, s)", ref_min_by, D, S, 0, ALL, 0},
    {"min_by(b, m) filter (where i > 9)", ref_min_by, B, M, 0, LARGE_I, 0},
    {"get(max_by(s, l, 3), 1)", ref_max_by_place, S, L, 1, ALL, 0},
    {"get(max_by(f, f, 2), 1)", ref_max_by_place, F, F, 1, ALL, 0},
    {"get(min_by(m, c, 40), 12)", ref_min_by_place, M, C, 12, ALL, 0},
    {"get(min_by(l, m, 5) filter (where b), 4)", ref_min_by_place, L, M, 4, TRUE_B, 0},
    {"get(max_by(d, s, 9), 7)", ref_max_by_place, D, S, 7, ALL, 0},
    {"min(s) filter (where b)", ref_min, S, S, 0, TRUE_B, 0},
    {"first(s) ignore nulls", ref_first_present, S, S, 0, ALL, 0},
    {"any_value(m, true) filter (where b)", ref_first_present, M, M, 0, TRUE_B, 0},
    {"last(d, true)", ref_last_present, D, D, 0, ALL, 0},
    {"last(c) filter (where b)", ref_last, C, C, 0, TRUE_B, 0},
    {"every(b)", ref_every, B, B, 0, ALL, 0},
    {"bool_and(b) filter (where b)", ref_every, B, B, 0, TRUE_B, 0},
    {"bit_xor(i)", ref_xor, I, I, 0, ALL, 0},
    {"bit_xor(i) filter (where i > 9)", ref_xor, I, I, 0, LARGE_I, 0},
    {"listagg(s, ', ')", ref_joined, S, S, 0, ALL, 0},
    {"listagg(s, ', ') within group (order by d desc)", ref_joined_by, S, D, 0, ALL, 0},
    {"listagg(s, ', ') within group (order by c desc) filter (where b)", ref_joined_by, S, C, 0,
     TRUE_B, 0},
    {"listagg(distinct c, ', ')", ref_joined, C, C, 1, ALL, 0},
    {"string_agg(c, ', ') filter (where i > 9)", ref_joined, C, C, 0, LARGE_I, 0},
};
enum { ASKS = sizeof(asks) / sizeof(*asks), AT_ONCE = 14 };

/* ---- checking ---- */

static bool takes_part(const lt_table *t, int64_t row, rows_kind kind)
{
    lt_value b = lt_table_value(t, row, B), i = lt_table_value(t, row, I);
    switch (kind) {
    case ALL: return true;
    case TRUE_B: return !b.null && b.b;
    case LARGE_I: return !i.null && i.i > 9;
    case NONE: break;
    }
    return false;
}

/* The rows of the group whose key column (-1: none) is as in row `like`. */
static rows rows_of(const lt_table *t, int key, int64_t like, rows_kind kind)
{
    rows r = {.t = t, .at = malloc((size_t)(t->rows + 1) * sizeof(int64_t))};
    for (int64_t i = 0; i < t->rows; i++) {
        bool member = key < 0 || same(lt_table_value(t, i, key), lt_table_value(t, like, key));
        if (member && takes_part(t, i, kind)) r.at[r.n++] = i;
    }
    return r;
}

static bool agrees(lt_value got, lt_value want, double near)
{
    if (got.null || want.null) return got.null == want.null;
    if (near == 0 && got.type.id == want.type.id) return lt_value_compare(got, want) == 0;
    double a = number(got), b = number(want), size = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return fabs(a - b) <= 4 * near * (size > 1 ? size : 1);
}

static void check(const ask *a, const lt_table *t, int key, int64_t like, lt_value got)
{
    rows     r = rows_of(t, key, like, a->kind);
    lt_value want = a->want(&r, a->x, a->y, a->p);
    if (!agrees(got, want, a->near)) {
        lt_buf   text = {.mem = lt_mem_default()};
        lt_error err;
        CHECK_OK(lt_value_text(&text, got, NULL, &err), &err);
        CHECK_OK(lt_buf_text(&text, ", not ", &err), &err);
        CHECK_OK(lt_value_text(&text, want, NULL, &err), &err);
        CHECK_OK(lt_buf_terminate(&text, &err), &err);
        fail_msg("%s of row %lld's group: %s", a->text, (long long)like, (char *)text.data);
    }
    free(r.at);
}

static lt_plan *group_asks(const lt_table *t, const char *key, int from, int end)
{
    const char *texts[AT_ONCE + 1] = {NULL};
    char        named[AT_ONCE][128];
    for (int i = from; i < end; i++) {
        snprintf(named[i - from], sizeof(*named), "%s as a%d", asks[i].text, i);
        texts[i - from] = named[i - from];
    }
    return kit_group(lt_from_table((lt_table *)t), key ? TEXTS(key) : NULL, texts);
}

/* f: d where it is finite and small. */
static lt_table *sample(kit *k, int64_t count, uint64_t spread, uint64_t seed)
{
    lt_table *raw = kit_random_table(k->mem, count, k->run.batch_rows, spread, seed);
    lt_plan  *p = kit_select(lt_from_table(raw), TEXTS("i", "l", "d", "s", "b", "m", "c", "t",
                                                       "if(d < 1e9, d, null) as f"));
    lt_table *t = kit_collect(k, p);
    lt_table_release(raw);
    return t;
}

/* The answers, all kits the same text; those of the first kit are checked. */
static void compare(int64_t count, uint64_t spread, uint64_t seed, const char *key, int key_column)
{
    char *first[ASKS] = {NULL};
    EACH_KIT (k) {
        lt_table *t = sample(&k, count, spread, seed);
        for (int from = 0; from < ASKS; from += AT_ONCE) {
            int       end = from + AT_ONCE < ASKS ? from + AT_ONCE : ASKS;
            lt_table *got = kit_collect(&k, group_asks(t, key, from, end));
            int       keys = key != NULL;
            int64_t   like = 0;
            for (int64_t g = 0; !first[from] && g < got->rows; g++) {
                /* groups come in the order of their first rows */
                while (key && !same(lt_table_value(t, like, key_column), lt_table_value(got, g, 0)))
                    like++;
                for (int i = from; i < end; i++)
                    check(&asks[i], t, key_column, like, lt_table_value(got, g, keys + i - from));
            }
            char *text = kit_text_of(got);
            if (first[from])
                kit_same(text, strdup(first[from]));
            else
                first[from] = text;
        }
        lt_table_release(t);
    }
    for (int i = 0; i < ASKS; i++) free(first[i]);
}

static void few_groups_answer_as_the_reference(void **state)
{
    (void)state;
    compare(1500, 40, 51, "c", C);
}

static void many_groups_answer_as_the_reference(void **state)
{
    (void)state;
    compare(700, 90, 52, "l", L);
}

static void all_rows_answer_as_the_reference(void **state)
{
    (void)state;
    compare(1000, 300, 53, NULL, -1);
}

static void no_rows_answer_as_the_reference(void **state)
{
    (void)state;
    compare(0, 10, 54, NULL, -1);
}

static void several_distinct_ones_stand_beside_plain_ones(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *p = kit_select(
            lt_range(0, 6000, 1),
            TEXTS("id % 2 as key", "if(id % 5 = 0, null, id % 9) as x", "id % 4 as y", "id"));
        char *got = kit_text_of(kit_collect(
            &k, kit_group(p, TEXTS("key"),
                          TEXTS("count(distinct x)", "sum(distinct y)", "count(distinct x, y)",
                                "avg(distinct x) filter (where y > 1)", "max(distinct x)",
                                "count(*)", "sum(id)", "count(distinct y) filter (where false)",
                                "median(distinct x)"))));
        CHECK_TEXT(got, "0|9|2|18|4.0|8|3000|8997000|0|4.0\n1|9|4|18|4.0|8|3000|9000000|0|4.0\n");
        free(got);
    }
}

static void a_cancelled_run_ends_while_distinct_values_grow(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_cancel      cancel = {0};
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_plan       *p = kit_group(lt_range(0, 100000, 1), NULL,
                                     TEXTS("count(distinct id % 7, id)", "median(id)"));
        lt_cancel_set(&cancel, LT_ECANCELLED);
        k.run.cancel = &cancel;
        CHECK_FAILS(kit_run(&k, p, &target), LT_ECANCELLED, &k.err);
        lt_table_release(target.table);
    }
}

static void what_groups_keep_is_accounted(void **state)
{
    (void)state;
    static const char *const hungry[] = {"count(distinct id)",
                                         "median(id)",
                                         "listagg(cast(id as string))",
                                         "mode(id)",
                                         "max_by(id, id, 100000)",
                                         "percentile(id, 0.5, 1 + id)",
                                         "approx_count_distinct(id, 0.0005)"};
    for (size_t i = 0; i < sizeof(hungry) / sizeof(*hungry); i++) {
        lt_mem        *small = lt_mem_open(NULL, 1 << 20);
        kit            k = kit_open(2, 8192, small);
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_plan       *p = kit_group(lt_range(0, 300000, 1), NULL, TEXTS(hungry[i], "count(*)"));
        CHECK_FAILS(kit_run(&k, p, &target), LT_ENOMEM, &k.err);
        lt_table_release(target.table);
        kit_close(&k);
    }
}

/* Within four times the error asked for; few values are counted exactly. */
static void estimates_stay_near(void **state)
{
    (void)state;
    static const int64_t counts[] = {1, 2, 10, 100, 1000, 20000, 300000};
    EACH_KIT (k) {
        if (k.run.batch_rows < 100) continue;
        for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
            lt_plan  *p = kit_group(lt_range(0, 2 * counts[i], 2), NULL,
                                    TEXTS("approx_count_distinct(id / 2)",
                                          "approx_count_distinct(cast(id as string), 0.01)"));
            lt_table *t = kit_collect(&k, p);
            double    coarse = (double)lt_table_value(t, 0, 0).i / (double)counts[i];
            double    fine = (double)lt_table_value(t, 0, 1).i / (double)counts[i];
            assert_true(fabs(coarse - 1) <= (counts[i] <= 10 ? 0 : 0.2));
            assert_true(fabs(fine - 1) <= (counts[i] <= 100 ? 0 : 0.04));
            lt_table_release(t);
        }
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    static const char *const lists[][6] = {
        {"listagg(s, ', ') within group (order by s)", "mode(s)", "max_by(s, d)",
         "median(f) filter (where b)"},
        {"count(distinct s, c) filter (where i > 3)", "skewness(f * 1e-30)", "corr(f, l * 1e-40)"},
        {"percentile(f, 0.5, abs(i))", "percentile_approx(m, 0.5)", "approx_count_distinct(s)"},
        {"sum(10 / i) filter (where i <> 0)", "last(s, true)",
         "listagg(distinct s) filter (where b)"},
    };
    kit       plain = kit_open(1, 65536, NULL);
    lt_table *t = sample(&plain, 120, 30, 55);
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
        EACH_FAULT (mem) {
            lt_error       err;
            lt_pool       *pool;
            lt_plan       *resolved, *p = kit_group(lt_from_table(t), TEXTS("c"), lists[i]);
            lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
            lt_run         run = {.mem = mem, .workers = 2, .batch_rows = 40};
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
    kit_close(&plain);
}

int main(void)
{
    return RUN(test(few_groups_answer_as_the_reference), test(many_groups_answer_as_the_reference),
               test(all_rows_answer_as_the_reference), test(no_rows_answer_as_the_reference),
               test(several_distinct_ones_stand_beside_plain_ones),
               test(a_cancelled_run_ends_while_distinct_values_grow),
               test(what_groups_keep_is_accounted), test(estimates_stay_near),
               test(survives_refused_memory));
}
