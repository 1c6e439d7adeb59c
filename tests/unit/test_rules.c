#include "tests/rules_kit.h"

/* ---- constants ---- */

static void folds_constants(void **state)
{
    (void)state;
    BECOMES(kit_filter(table(), "a > 1 + 2 * 3"), "fold constants",
            "Filter  (a > 7)\n└─ Scan  table of 100 rows\n");
    BECOMES(kit_filter(table(), "a > 1 and 1 = 1"), "fold constants",
            "Filter  (a > 1)\n└─ Scan  table of 100 rows\n");
    BECOMES(kit_filter(table(), "a > 1 or 1 = 2"), "fold constants",
            "Filter  (a > 1)\n└─ Scan  table of 100 rows\n");
}

static void drops_a_filter_that_is_always_true(void **state)
{
    (void)state;
    BECOMES(kit_filter(table(), "true"), "always true", "Scan  table of 100 rows\n");
    BECOMES(kit_filter(table(), "1 < 2 and upper('a') = 'A'"), "always true",
            "Scan  table of 100 rows\n");
}

static void a_filter_that_is_never_true_reads_nothing(void **state)
{
    (void)state;
    BECOMES(kit_filter(table(), "false"), "never true", NONE);
    BECOMES(kit_filter(table(), "1 = 2"), "fold constants", NONE);
    BECOMES(kit_filter(table(), "a > null"), "fold constants", NONE);
}

static void leaves_constants_that_fail_to_the_rows_that_need_them(void **state)
{
    (void)state;
    BECOMES(kit_select(table(), TEXTS("case when ok then 1 else 1 div 0 end as x")),
            "fold constants",
            "Project  CASE WHEN ok THEN 1L ELSE (1 div 0) END as x\n"
            "└─ Scan  table of 100 rows  columns 1 of 6: ok\n");
}

/* ---- filters ---- */

static void merges_filters(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_filter(table(), "a > 1"), "b > 2"), "merge filters",
            "Filter  ((a > 1) AND (b > 2))\n└─ Scan  table of 100 rows\n");
}

static void moves_filters_into_scans(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_filter(scan(), "a > 1"), "1 / b > 2"), "filter in scan",
            "Scan  fake  where (a > 1), ((1.0D / b) > 2.0D)\n");
}

static void keeps_a_filter_above_a_limit(void **state)
{
    (void)state;
    BECOMES(kit_filter(lt_limit(scan(), 5, 0), "a > 1"), "push limit",
            "Filter  (a > 1)\n└─ Limit  5\n   └─ Scan  fake  first 5 rows\n");
    BECOMES(lt_limit(kit_filter(scan(), "a > 1"), 5, 0), "filter in scan",
            "Limit  5\n└─ Scan  fake  where (a > 1)\n");
}

static void pushes_filters_below_projections(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_select(table(), TEXTS("a as x", "upper(s) as u")), "x > 1 and u = 'A'"),
            "push filter",
            "Project  a as x, upper(s) as u\n"
            "└─ Filter  ((a > 1) AND (upper(s) = 'A'))\n"
            "   └─ Scan  table of 100 rows  columns 2 of 6: a, s\n");
}

static void keeps_filters_above_what_can_fail(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_select(table(), TEXTS("a", "a div b as q")), "q > 1 and a > 2"),
            "1 of 2 conditions",
            "Filter  (q > 1L)\n"
            "└─ Project  a, (a div b) as q\n"
            "   └─ Filter  (a > 2)\n"
            "      └─ Scan  table of 100 rows  columns 2 of 6: a, b\n");
}

static void a_condition_that_can_fail_does_not_overtake(void **state)
{
    (void)state;
    /* q > 0 guards the division: it must not meet rows that q > 0 takes out */
    BECOMES(
        kit_filter(kit_select(table(), TEXTS("a", "b", "a div b as q")), "q > 0 and 10 div a > 1"),
        "prune columns",
        "Filter  ((q > 0L) AND ((10 div a) > 1L))\n"
        "└─ Project  a, b, (a div b) as q\n"
        "   └─ Scan  table of 100 rows  columns 2 of 6: a, b\n");
}

static void pushes_filters_below_sorts_and_distinct_rows(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_sort(table(), TEXTS("-a")), "b > 1"), "below Sort",
            "Sort  a DESC NULLS LAST\n└─ Filter  (b > 1)\n   └─ Scan  table of 100 rows\n");
    BECOMES(kit_filter(lt_distinct(table(), NULL, 0), "b > 1"), "below Distinct",
            "Distinct  all columns\n└─ Filter  (b > 1)\n   └─ Scan  table of 100 rows\n");
}

static void only_keys_pass_a_distinct_by_names(void **state)
{
    (void)state;
    BECOMES(kit_filter(lt_distinct(table(), TEXTS("a"), 1), "a > 1 and b > 1"), "1 of 2",
            "Filter  (b > 1)\n└─ Distinct  by a\n   └─ Filter  (a > 1)\n"
            "      └─ Scan  table of 100 rows\n");
    STAYS(kit_filter(lt_distinct(table(), TEXTS("a"), 1), "b > 1"),
          "Filter  (b > 1)\n└─ Distinct  by a\n   └─ Scan  table of 100 rows\n");
}

static void only_keys_pass_an_aggregate(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_group(table(), TEXTS("a", "upper(s) as u"), TEXTS("sum(b) as t")),
                       "a > 1 and u = 'X' and t > 5"),
            "2 of 3",
            "Filter  (t > 5L)\n"
            "└─ Aggregate  by a, upper(s) as u  ->  sum(b) as t\n"
            "   └─ Filter  ((a > 1) AND (upper(s) = 'X'))\n"
            "      └─ Scan  table of 100 rows  columns 3 of 6: a, b, s\n");
}

static void nothing_passes_an_aggregate_of_all_rows(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_group(scan(), NULL, TEXTS("count(*) as n")), "n > 5"), "prune columns",
            "Filter  (n > 5L)\n└─ Aggregate  all rows  ->  count(*) as n\n"
            "   └─ Scan  fake  columns 0 of 6\n");
    /* false lets no group through, though the group is there for no rows at all */
    BECOMES(kit_filter(kit_group(scan(), NULL, TEXTS("count(*) as n")), "false"), "never true",
            NONE);
}

static void pushes_filters_into_every_input_of_a_union(void **state)
{
    (void)state;
    BECOMES(kit_filter(lt_union(scan_of("a int, b int"), scan_of("x int, y int"), false, false),
                       "b > 1"),
            "below Union",
            "Union  by position\n├─ Scan  fake  where (b > 1)\n"
            "└─ Scan  fake  where (b > 1)\n");
}

/* concat(s, s, …): a node for each s and one around them. */
static char *long_text(int times, const char *alias)
{
    static char text[4096];
    char       *to = stpcpy(text, "concat(s");
    for (int i = 1; i < times; i++) to = stpcpy(to, ", s");
    snprintf(to, 32, ") as %s", alias);
    return text;
}

/* Nodes above the first filter of the plan; p is consumed. */
static int nodes_above_filter(lt_plan *p)
{
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *best = optimised(p, &fired);
    int      above = 0;
    for (const lt_plan *at = best; at->kind != LT_NODE_FILTER; at = at->inputs[0]) {
        if (!at->input_count) fail_msg("no filter after %d nodes", above);
        above++;
    }
    lt_buf_clear(&fired);
    lt_plan_release(best);
    return above;
}

static void a_condition_that_grows_too_much_stays_above(void **state)
{
    (void)state;
    /* u = 'A' has 2 nodes beside u */
    lt_plan *p = kit_select(table(), TEXTS(long_text(253, "u")));
    assert_int_equal(nodes_above_filter(kit_filter(p, "u = 'A'")), 1);
    p = kit_select(table(), TEXTS(long_text(254, "u")));
    assert_int_equal(nodes_above_filter(kit_filter(p, "u = 'A'")), 0);
    p = kit_group(table(), TEXTS(long_text(254, "u")), TEXTS("count(*) as n"));
    assert_int_equal(nodes_above_filter(kit_filter(p, "u = 'A'")), 0);
}

static void a_long_condition_that_does_not_grow_goes_below(void **state)
{
    (void)state;
    char  text[4096] = "x in (0";
    char *to = text + strlen(text);
    for (int i = 1; i < 400; i++) to += snprintf(to, 8, ", %d", i);
    snprintf(to, 2, ")");
    lt_plan *p = kit_select(kit_select(table(), TEXTS("a as y", "b", "s")), TEXTS("y as x", "s"));
    assert_int_equal(nodes_above_filter(kit_filter(lt_distinct(p, NULL, 0), text)), 2);
}

static void a_condition_grows_over_all_projections_together(void **state)
{
    (void)state;
    /* s, twice in every expression, stands in 2 places, then in 4 …: 3, 5, 9 … 129, 257 nodes */
    lt_plan *p = table();
    for (int i = 0; i < 10; i++) p = kit_select(p, TEXTS("concat(s, s) as s"));
    assert_int_equal(nodes_above_filter(kit_filter(p, "s = 'A'")), 6);
}

/* One pushed condition is one note, however far it goes. */
static void a_condition_goes_all_the_way_at_once(void **state)
{
    (void)state;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_error err;
    lt_plan *p = table();
    for (int i = 0; i < 200; i++) p = kit_select(kit_sort(p, TEXTS("s")), TEXTS("concat(s) as s"));
    lt_plan    *best = optimised(kit_filter(p, "s = 'A'"), &fired), *at = best;
    const char *note;
    CHECK_OK(lt_buf_terminate(&fired, &err), &err);
    note = strstr((char *)fired.data, "push filter");
    assert_non_null(note);
    assert_null(strstr(note + 1, "push filter"));
    while (at->kind != LT_NODE_FILTER) at = at->inputs[0];
    assert_int_equal(at->inputs[0]->kind, LT_NODE_SCAN);
    lt_buf_clear(&fired);
    lt_plan_release(best);
}

static void filters_join_in_the_order_of_their_rows(void **state)
{
    (void)state;
    /* 1 div a is asked of the rows that b != 0 leaves, whatever stands between them */
    lt_plan *p = kit_filter(kit_select(kit_filter(table(), "1 div b > 0"), TEXTS("a", "b as y")),
                            "1 div a > 0 and y > 1");
    BECOMES(kit_filter(kit_filter(p, "y < 9"), "1 div y > 2"), "merge filters",
            "Project  a, b as y\n"
            "└─ Filter  ((((((1 div b) > 0L) AND ((1 div a) > 0L)) AND (b > 1)) AND (b < 9)) AND "
            "((1 div b) > 2L))\n"
            "   └─ Scan  table of 100 rows  columns 2 of 6: a, b\n");
}

static void one_condition_becomes_another_in_every_input(void **state)
{
    (void)state;
    lt_plan *a = kit_select(table(), TEXTS("a as x", "upper(s) as u"));
    lt_plan *b = kit_select(table(), TEXTS("b as x", "'k' as u"));
    BECOMES(kit_filter(lt_union(a, b, false, false), "x > 1 and u = 'A'"), "below Union",
            "Project  a as x, upper(s) as u\n"
            "└─ Filter  ((a > 1) AND (upper(s) = 'A'))\n"
            "   └─ Scan  table of 100 rows  columns 2 of 6: a, s\n");
}

/* ---- limits ---- */

static void a_limit_goes_below_any_number_of_projections(void **state)
{
    (void)state;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *p = table();
    for (int i = 0; i < 300; i++) p = kit_select(p, TEXTS("a", "concat(s, s) as s"));
    lt_plan *best = optimised(lt_limit(p, 5, 0), &fired), *at = best;
    while (at->kind != LT_NODE_LIMIT) at = at->inputs[0];
    assert_int_equal(at->inputs[0]->kind, LT_NODE_SCAN);
    lt_buf_clear(&fired);
    lt_plan_release(best);
}

static void merges_limits(void **state)
{
    (void)state;
    BECOMES(lt_limit(lt_limit(table(), 10, 3), 4, 2), "push limit",
            "Limit  4  after 5\n└─ Scan  table of 100 rows\n");
    BECOMES(lt_limit(lt_limit(table(), 5, 0), 10, 3), "push limit",
            "Limit  2  after 3\n└─ Scan  table of 100 rows\n");
    BECOMES(lt_limit(lt_limit(table(), 2, 0), -1, 3), "takes no row", NONE);
    BECOMES(lt_limit(lt_limit(scan(), -1, INT64_MAX), INT64_MAX, INT64_MAX), "push limit",
            "Limit  9223372036854775807  after 9223372036854775807\n└─ Scan  fake\n");
}

static void limits_pass_projections_and_enter_scans_and_unions(void **state)
{
    (void)state;
    BECOMES(lt_limit(kit_select(scan(), TEXTS("a as x")), 5, 2), "below Project",
            "Project  a as x\n└─ Limit  5  after 2\n"
            "   └─ Scan  fake  columns 1 of 6: a  first 7 rows\n");
    BECOMES(lt_limit(lt_union(scan(), scan(), false, false), 5, 1), "push limit",
            "Limit  5  after 1\n└─ Union  by position\n"
            "   ├─ Limit  6\n   │  └─ Scan  fake  first 6 rows\n"
            "   └─ Limit  6\n      └─ Scan  fake  first 6 rows\n");
}

static void limits_stop_at_what_needs_every_row(void **state)
{
    (void)state;
    STAYS(lt_limit(kit_sort(scan(), TEXTS("a")), 70000, 0),
          "Limit  70000\n└─ Sort  a ASC NULLS FIRST\n   └─ Scan  fake\n");
    STAYS(lt_limit(lt_distinct(scan(), NULL, 0), 5, 0),
          "Limit  5\n└─ Distinct  all columns\n   └─ Scan  fake\n");
    STAYS(lt_limit(scan(), -1, 5), "Limit  after 5\n└─ Scan  fake\n");
}

/* ---- projections ---- */

static void merges_projections(void **state)
{
    (void)state;
    BECOMES(kit_select(kit_select(table(), TEXTS("upper(s) as x", "b")), TEXTS("b", "x as y")),
            "merge project",
            "Project  b, upper(s) as y\n└─ Scan  table of 100 rows  columns 2 of 6: b, s\n");
    BECOMES(kit_select(table(), TEXTS("*")), "changes nothing", "Scan  table of 100 rows\n");
}

static void keeps_projections_that_compute_once_or_fail(void **state)
{
    (void)state;
    BECOMES(kit_select(kit_select(table(), TEXTS("upper(s) as u")), TEXTS("u as p", "u as q")),
            "prune columns",
            "Project  u as p, u as q\n└─ Project  upper(s) as u\n"
            "   └─ Scan  table of 100 rows  columns 1 of 6: s\n");
    BECOMES(kit_select(kit_select(table(), TEXTS("a div b as q", "ok")),
                       TEXTS("case when ok then q end as r")),
            "prune columns",
            "Project  CASE WHEN ok THEN q END as r\n└─ Project  (a div b) as q, ok\n"
            "   └─ Scan  table of 100 rows  columns 3 of 6: a, b, ok\n");
}

/* ---- columns ---- */

static void counting_needs_no_column(void **state)
{
    (void)state;
    BECOMES(kit_group(scan(), NULL, TEXTS("count(*) as n")), "6 fewer",
            "Aggregate  all rows  ->  count(*) as n\n└─ Scan  fake  columns 0 of 6\n");
}

static void filters_in_scans_keep_their_columns(void **state)
{
    (void)state;
    BECOMES(kit_select(kit_filter(scan(), "day is not null and b > 2"), TEXTS("s")), "3 fewer",
            "Project  s\n└─ Scan  fake  columns 3 of 6: b, s, day  where (b > 2), (day IS "
            "NOT NULL)\n");
}

static void distinct_keeps_the_columns_it_compares(void **state)
{
    (void)state;
    BECOMES(kit_select(lt_distinct(scan(), TEXTS("b"), 1), TEXTS("a")), "4 fewer",
            "Project  a\n└─ Distinct  by b\n   └─ Scan  fake  columns 2 of 6: a, b\n");
    STAYS(kit_select(lt_distinct(scan(), NULL, 0), TEXTS("a")),
          "Project  a\n└─ Distinct  all columns\n   └─ Scan  fake\n");
}

static void unions_are_cut_to_the_same_columns(void **state)
{
    (void)state;
    BECOMES(kit_select(lt_union(kit_filter(scan(), "b > 1"), scan(), false, false), TEXTS("a")),
            "9 fewer",
            "Union  by position\n├─ Project  a\n"
            "│  └─ Scan  fake  columns 2 of 6: a, b  where (b > 1)\n"
            "└─ Scan  fake  columns 1 of 6: a\n");
}

static void columns_of_one_name_keep_their_places(void **state)
{
    (void)state;
    BECOMES(kit_select(kit_select(table(), TEXTS("a as x", "b as y", "s as x")), TEXTS("y")),
            "merge project", "Project  b as y\n└─ Scan  table of 100 rows  columns 1 of 6: b\n");
    BECOMES(lt_distinct(kit_select(table(), TEXTS("a as x", "b as x")), NULL, 0), "4 fewer",
            "Distinct  all columns\n└─ Project  a as x, b as x\n"
            "   └─ Scan  table of 100 rows  columns 2 of 6: a, b\n");
}

/* ---- refused memory ---- */

static lt_plan *rich_plan(void)
{
    lt_plan *a = kit_filter(kit_select(scan(), TEXTS("a as x", "upper(s) as u", "b")),
                            "x > 1 + 2 and u = 'A'");
    lt_plan *b = kit_select(kit_filter(table(), "1 = 1"), TEXTS("a", "s", "b"));
    lt_plan *p = lt_limit(lt_limit(lt_union(a, b, false, false), 20, 1), 10, 0);
    p = kit_filter(kit_sort(kit_filter(p, "b > 2"), TEXTS("x")), "x < 100");
    p = kit_group(p, TEXTS("x"), TEXTS("count(*) as n", "max(u) as m"));
    p = kit_filter(lt_intersect(lt_plan_retain(p), kit_select(p, TEXTS("x", "n", "m")), false),
                   "m <> 'B'");
    p = kit_filter(lt_distinct(p, TEXTS("x", "n"), 2), "n < 9 and x < 8");
    return kit_select(kit_filter(p, "x > 5 and n > 1"), TEXTS("x", "n"));
}

static void refused_memory_leaves_the_plan_as_it_was(void **state)
{
    (void)state;
    refuse_memory(rich_plan);
}

static void refused_plan_memory_leaks_nothing(void **state)
{
    (void)state;
    refuse_plan_memory(rich_plan);
}

int main(void)
{
    return RUN(
        test(folds_constants), test(drops_a_filter_that_is_always_true),
        test(a_filter_that_is_never_true_reads_nothing),
        test(leaves_constants_that_fail_to_the_rows_that_need_them), test(merges_filters),
        test(moves_filters_into_scans), test(keeps_a_filter_above_a_limit),
        test(pushes_filters_below_projections), test(keeps_filters_above_what_can_fail),
        test(a_condition_that_can_fail_does_not_overtake),
        test(pushes_filters_below_sorts_and_distinct_rows),
        test(only_keys_pass_a_distinct_by_names), test(only_keys_pass_an_aggregate),
        test(nothing_passes_an_aggregate_of_all_rows),
        test(pushes_filters_into_every_input_of_a_union),
        test(a_condition_that_grows_too_much_stays_above),
        test(a_long_condition_that_does_not_grow_goes_below),
        test(a_condition_grows_over_all_projections_together),
        test(a_condition_goes_all_the_way_at_once), test(filters_join_in_the_order_of_their_rows),
        test(one_condition_becomes_another_in_every_input),
        test(a_limit_goes_below_any_number_of_projections), test(merges_limits),
        test(limits_pass_projections_and_enter_scans_and_unions),
        test(limits_stop_at_what_needs_every_row), test(merges_projections),
        test(keeps_projections_that_compute_once_or_fail), test(counting_needs_no_column),
        test(filters_in_scans_keep_their_columns), test(distinct_keeps_the_columns_it_compares),
        test(unions_are_cut_to_the_same_columns), test(columns_of_one_name_keep_their_places),
        test(refused_memory_leaves_the_plan_as_it_was), test(refused_plan_memory_leaks_nothing));
}
