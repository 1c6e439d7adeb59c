/* More rows than any batch holds: each plan gives the same with every batch size and number of
 * threads. What is right is told by the tests of each operator, on fewer rows; here what goes over
 * the edge of a batch, a bitmap or a short index shows. */
#include "tests/exec_kit.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

enum { ROWS = 70000 };

/* ---- the same rows in other batches ---- */

static lt_batch *piece_of(const lt_batch *whole, int32_t from, int32_t count)
{
    lt_error  err;
    lt_batch *b;
    int32_t  *rows = malloc((size_t)count * sizeof(*rows));
    for (int32_t i = 0; i < count; i++) rows[i] = from + i;
    CHECK_OK(lt_batch_open(&b, lt_mem_default(), count, whole->column_count, &err), &err);
    for (int32_t c = 0; c < whole->column_count; c++)
        CHECK_OK(lt_column_take(&b->columns[c], whole->columns[c], rows, count, &err), &err);
    free(rows);
    return b;
}

static lt_table *in_batches(const lt_table *whole, int32_t batch_rows)
{
    lt_error  err;
    lt_table *t;
    CHECK_OK(lt_table_open(&t, lt_mem_default(), whole->schema, &err), &err);
    for (int32_t from = 0; from < ROWS; from += batch_rows) {
        int32_t   n = ROWS - from < batch_rows ? ROWS - from : batch_rows;
        lt_batch *b = piece_of(whole->batches[0], from, n);
        CHECK_OK(lt_table_add(t, b, &err), &err);
    }
    return t;
}

/* ---- plans of a and b, the same rows in the same order ---- */

typedef lt_plan *make(lt_plan *a, lt_plan *b);

static lt_plan *filter(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return kit_select(kit_filter(a, "i > 3000 and s is not null and not (b <=> true)"),
                      TEXTS("i", "upper(s)", "d * 2", "length(c)", "if(b, i, l) as x"));
}

static lt_plan *few_groups(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return kit_group(a, TEXTS("c", "b"),
                     TEXTS("count(*)", "sum(l)", "min(s)", "max(t)", "avg(d)", "first(d) as f",
                           "last(i) as z", "stddev(l)", "count(distinct i)", "median(i)",
                           "sum(m)"));
}

static lt_plan *many_groups(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return kit_group(a, TEXTS("l"),
                     TEXTS("count(*)", "sum(m)", "max(s)", "first(d) as f", "last(d) as z"));
}

static lt_plan *groups_of_reals(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return kit_group(a, TEXTS("d", "s"), TEXTS("count(*)", "sum(l)"));
}

static lt_plan *distinct_some(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return kit_select(lt_distinct(a, TEXTS("c", "i"), 2), TEXTS("c", "i", "l"));
}

static lt_plan *distinct_all(lt_plan *a, lt_plan *b)
{
    const char *const *few = TEXTS("c", "i", "b", "d");
    return lt_distinct(lt_union(kit_select(a, few), kit_select(b, few), false, false), NULL, 0);
}

static lt_plan *sort(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return kit_select(kit_sort(a, TEXTS("c", "d desc", "s")), TEXTS("c", "d", "s", "l"));
}

static lt_plan *rows_after_the_first(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return lt_limit(kit_sort(a, TEXTS("l desc", "i")), 200, 65530);
}

static lt_plan *intersect(lt_plan *a, lt_plan *b)
{
    const char *const *few = TEXTS("i", "b");
    return lt_intersect(kit_select(a, few), kit_select(kit_filter(b, "i < 4000"), few), true);
}

static lt_plan *except(lt_plan *a, lt_plan *b)
{
    const char *const *few = TEXTS("s", "d");
    return lt_except(kit_select(a, few), kit_select(kit_filter(b, "i < 4000"), few), false);
}

static lt_plan *explode(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return lt_explode(kit_select(a, TEXTS("i", "array(l, i) as both")), "both", true, false);
}

static lt_plan *limit(lt_plan *a, lt_plan *b)
{
    return lt_limit(
        lt_union(kit_select(a, TEXTS("i", "s")), kit_select(b, TEXTS("i", "s")), false, false),
        65537, 70000);
}

static lt_plan *tail(lt_plan *a, lt_plan *b)
{
    lt_plan_release(b);
    return kit_select(lt_tail_rows(a, 65537), TEXTS("i", "c"));
}

static const struct {
    const char *name;
    make       *of;
} plans[] = {{"filter", filter},
             {"few groups", few_groups},
             {"many groups", many_groups},
             {"groups of reals", groups_of_reals},
             {"distinct of some columns", distinct_some},
             {"distinct", distinct_all},
             {"sort", sort},
             {"rows after the first", rows_after_the_first},
             {"intersect all", intersect},
             {"except", except},
             {"explode", explode},
             {"limit", limit},
             {"tail", tail}};
enum { PLANS = sizeof(plans) / sizeof(*plans) };

static void answers_do_not_depend_on_the_way(void **state)
{
    (void)state;
    char     *want[PLANS] = {NULL};
    lt_table *whole = kit_random_table(lt_mem_default(), ROWS, ROWS, 9000, 92);
    lt_table *other = kit_random_table(lt_mem_default(), ROWS, ROWS, 9000, 94);
    EACH_KIT (k) {
        lt_table *a = in_batches(whole, k.run.batch_rows);
        lt_table *b = in_batches(other, k.run.batch_rows);
        for (int i = 0; i < PLANS; i++) {
            lt_plan *p = plans[i].of(lt_from_table(a), lt_from_table(b));
            char    *got = kit_text_of(kit_collect(&k, p));
            if (!want[i]) {
                want[i] = got;
                assert_true(strlen(got) > 100);
                continue;
            }
            if (strcmp(got, want[i]) != 0) print_error("%s:\n", plans[i].name);
            kit_same(got, strdup(want[i]));
        }
        lt_table_release(a);
        lt_table_release(b);
    }
    for (int i = 0; i < PLANS; i++) free(want[i]);
    lt_table_release(whole);
    lt_table_release(other);
}

int main(void) { return RUN(test(answers_do_not_depend_on_the_way)); }
