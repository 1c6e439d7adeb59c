#include "tests/rules_kit.h"

#define T  "Scan  table of 100 rows"
#define S2 scan_of("a int, b int")

/* ---- no rows ---- */

static void nothing_is_made_of_nothing(void **state)
{
    (void)state;
    lt_plan *p = kit_select(kit_sort(lt_limit(scan(), 0, 0), TEXTS("a")), TEXTS("a div b as q"));
    BECOMES(lt_distinct(kit_filter(p, "q > 1"), NULL, 0), "empty relation", NONE);
    BECOMES(lt_range(5, 5, 1), "it has no number", NONE);
    BECOMES(kit_group(kit_filter(scan(), "1 > 2"), TEXTS("a"), TEXTS("sum(b) as s")),
            "there is nothing below it", NONE);
    BECOMES(lt_limit(table(), 5, 100), "takes no row", NONE);
}

static void a_total_of_nothing_is_a_row(void **state)
{
    (void)state;
    BECOMES(kit_group(kit_filter(scan(), "false"), NULL, TEXTS("sum(a) as s")), "empty relation",
            "Aggregate  all rows  ->  sum(a) as s\n└─ Scan  table of 0 rows  columns 1 of 6: a\n");
}

static void inputs_without_rows_leave_a_union(void **state)
{
    (void)state;
    BECOMES(lt_union(kit_filter(S2, "false"), S2, false, false), "flatten union", "Scan  fake\n");
    BECOMES(lt_union(kit_filter(S2, "false"), scan_of("x int, y int"), false, false),
            "flatten union", "Project  x as a, y as b\n└─ Scan  fake\n");
}

static void guessed_types_are_read_to_the_end(void **state)
{
    (void)state;
    lt_error     err;
    fake_source *f;
    lt_table    *t = null_table("a int", 3);
    lt_plan     *resolved, *best, *p;
    lt_buf       fired = {.mem = lt_mem_default()};
    t->schema->fields[0].tentative = true;
    p = kit_filter(fake_scan(&f, t), "false");
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    assert_null(best->table);
    lt_buf_clear(&fired);
    lt_plan_release(best);
    lt_plan_release(resolved);
    lt_plan_release(p);
    lt_table_release(t);
}

/* ---- unions ---- */

static void unions_of_unions_are_one(void **state)
{
    (void)state;
    BECOMES(lt_union(lt_union(S2, S2, false, false), lt_union(S2, S2, false, false), false, false),
            "flatten union",
            "Union  by position\n├─ Scan  fake\n├─ Scan  fake\n├─ Scan  fake\n└─ Scan  fake\n");
    STAYS(lt_union(lt_distinct(lt_union(S2, S2, false, false), NULL, 0), S2, false, false),
          "Union  by position\n├─ Distinct  all columns\n│  └─ Union  by position\n"
          "│     ├─ Scan  fake\n│     └─ Scan  fake\n└─ Scan  fake\n");
}

/* ---- distinct ---- */

static void distinct_rows_need_no_distinct(void **state)
{
    (void)state;
    static const char group[] = "Aggregate  by a  ->  sum(b) as s\n└─ Scan  fake\n";
    lt_plan          *p = kit_group(S2, TEXTS("a"), TEXTS("sum(b) as s"));
    BECOMES(lt_distinct(lt_plan_retain(p), NULL, 0), "drop distinct", group);
    BECOMES(lt_distinct(p, TEXTS("a"), 1), "drop distinct", group);
    BECOMES(lt_distinct(lt_distinct(S2, NULL, 0), NULL, 0), "are distinct",
            "Distinct  all columns\n└─ Scan  fake\n");
    BECOMES(lt_distinct(lt_distinct(S2, TEXTS("a"), 1), TEXTS("b", "a"), 2), "are distinct",
            "Distinct  by a\n└─ Scan  fake\n");
    BECOMES(lt_distinct(lt_range(0, 9, 1), NULL, 0), "are distinct", "Range  0 to 9 step 1\n");
    BECOMES(lt_distinct(kit_group(S2, NULL, TEXTS("sum(a) as s")), NULL, 0), "are distinct",
            "Aggregate  all rows  ->  sum(a) as s\n└─ Scan  fake  columns 1 of 2: a\n");
    p = kit_select(kit_sort(kit_filter(lt_distinct(S2, TEXTS("a"), 1), "b > 1"), TEXTS("b")),
                   TEXTS("b as y", "a as x"));
    BECOMES(lt_distinct(p, NULL, 0), "are distinct",
            "Project  b as y, a as x\n└─ Sort  b ASC NULLS FIRST\n   └─ Filter  (b > 1)\n"
            "      └─ Distinct  by a\n         └─ Scan  fake\n");
}

static void a_distinct_of_what_may_repeat_stays(void **state)
{
    (void)state;
    STAYS(lt_distinct(kit_group(S2, TEXTS("a"), TEXTS("max(b) as s")), TEXTS("s"), 1),
          "Distinct  by s\n└─ Aggregate  by a  ->  max(b) as s\n   └─ Scan  fake\n");
    STAYS(lt_distinct(kit_select(lt_range(0, 9, 1), TEXTS("id % id as k")), NULL, 0),
          "Distinct  all columns\n└─ Project  (id % id) as k\n   └─ Range  0 to 9 step 1\n");
    STAYS(lt_distinct(lt_union(lt_range(0, 9, 1), lt_range(0, 9, 1), false, false), NULL, 0),
          "Distinct  all columns\n└─ Union  by position\n   ├─ Range  0 to 9 step 1\n"
          "   └─ Range  0 to 9 step 1\n");
}

static void a_distinct_below_goes_where_it_shows_nowhere(void **state)
{
    (void)state;
    BECOMES(lt_distinct(lt_distinct(S2, NULL, 0), TEXTS("a"), 1), "needless",
            "Distinct  by a\n└─ Scan  fake\n");
    BECOMES(lt_distinct(kit_select(lt_distinct(S2, NULL, 0), TEXTS("b")), NULL, 0), "needless",
            "Distinct  all columns\n└─ Scan  fake  columns 1 of 2: b\n");
    BECOMES(kit_group(lt_distinct(S2, NULL, 0), TEXTS("a"), TEXTS("max(b) as m", "first(b) as f")),
            "needless", "Aggregate  by a  ->  max(b) as m, first(b) as f\n└─ Scan  fake\n");
    BECOMES(
        kit_group(lt_distinct(S2, TEXTS("a", "b"), 2), TEXTS("a"), TEXTS("count(distinct b) as n")),
        "are distinct",
        "Aggregate  by a  ->  count(b) as n\n└─ Distinct  by a, b\n   └─ Scan  fake\n");
}

static void a_distinct_below_stays_where_it_counts(void **state)
{
    (void)state;
    STAYS(kit_group(lt_distinct(S2, NULL, 0), TEXTS("a"), TEXTS("sum(b) as s")),
          "Aggregate  by a  ->  sum(b) as s\n└─ Distinct  all columns\n   └─ Scan  fake\n");
    STAYS(kit_group(lt_distinct(S2, NULL, 0), TEXTS("a"), TEXTS("last(b) as s")),
          "Aggregate  by a  ->  last(b) as s\n└─ Distinct  all columns\n   └─ Scan  fake\n");
    STAYS(kit_group(lt_distinct(S2, TEXTS("a"), 1), TEXTS("a"), TEXTS("max(b) as s")),
          "Aggregate  by a  ->  max(b) as s\n└─ Distinct  by a\n   └─ Scan  fake\n");
    STAYS(lt_distinct(lt_distinct(S2, TEXTS("a"), 1), TEXTS("b"), 1),
          "Distinct  by b\n└─ Distinct  by a\n   └─ Scan  fake\n");
    STAYS(
        kit_group(lt_distinct(scan_of("d double"), NULL, 0), TEXTS("cast(d as string) as t"), NULL),
        "Aggregate  by CAST(d AS STRING) as t  ->  \n└─ Distinct  all columns\n"
        "   └─ Scan  fake\n");
}

/* ---- counts ---- */

static void known_rows_are_not_counted(void **state)
{
    (void)state;
    BECOMES(kit_group(table(), NULL, TEXTS("count(*) as n", "count(1) as m")),
            "count from metadata", "Project  100L as n, 100L as m\n└─ Range  0 to 1 step 1\n");
    lt_plan *p = lt_union(kit_select(table(), TEXTS("a")), lt_range(0, 50, 1), false, false);
    p = lt_limit(kit_sort(p, TEXTS("a")), 120, 40);
    BECOMES(kit_group(p, NULL, TEXTS("count(*) as n")), "counts 110 rows",
            "Project  110L as n\n└─ Range  0 to 1 step 1\n");
}

static void unknown_rows_are_counted(void **state)
{
    (void)state;
    BECOMES(kit_group(kit_filter(table(), "a > 1"), NULL, TEXTS("count(*) as n")), "prune columns",
            "Aggregate  all rows  ->  count(*) as n\n└─ Filter  (a > 1)\n   └─ " T
            "  columns 1 of 6: a\n");
    BECOMES(kit_group(table(), NULL, TEXTS("count(a) as n")), "prune columns",
            "Aggregate  all rows  ->  count(a) as n\n└─ " T "  columns 1 of 6: a\n");
    BECOMES(kit_group(table(), TEXTS("a"), TEXTS("count(*) as n")), "prune columns",
            "Aggregate  by a  ->  count(*) as n\n└─ " T "  columns 1 of 6: a\n");
}

/* ---- sorts and limits ---- */

static void a_sort_over_a_sort_is_one(void **state)
{
    (void)state;
    BECOMES(kit_sort(kit_sort(S2, TEXTS("a", "-b")), TEXTS("b")), "merge sorts",
            "Sort  b ASC NULLS FIRST, a ASC NULLS FIRST\n└─ Scan  fake\n");
    BECOMES(lt_limit(kit_sort(kit_sort(S2, TEXTS("a")), TEXTS("b")), 4, 1), "merge sorts",
            "TopK  4  after 1  by b ASC NULLS FIRST, a ASC NULLS FIRST\n└─ Scan  fake\n");
}

static void a_limit_over_a_sort_keeps_few_rows(void **state)
{
    (void)state;
    BECOMES(lt_limit(kit_sort(S2, TEXTS("-a")), 5, 2), "top k",
            "TopK  5  after 2  by a DESC NULLS LAST\n└─ Scan  fake\n");
    BECOMES(lt_limit(lt_limit(kit_sort(S2, TEXTS("a")), 9, 1), 5, 2), "push limit",
            "TopK  5  after 3  by a ASC NULLS FIRST\n└─ Scan  fake\n");
    BECOMES(lt_limit(kit_select(kit_sort(S2, TEXTS("a")), TEXTS("b + 1 as c")), 5, 0), "top k",
            "Project  (b + 1) as c\n└─ TopK  5  by a ASC NULLS FIRST\n   └─ Scan  fake\n");
    lt_plan *p = kit_select(scan(), TEXTS("upper(s) as u", "a as x"));
    BECOMES(lt_limit(kit_sort(p, TEXTS("u", "-x")), 5, 0), "below Project",
            "Project  upper(s) as u, a as x\n"
            "└─ TopK  5  by upper(s) ASC NULLS FIRST, a DESC NULLS LAST\n"
            "   └─ Scan  fake  columns 2 of 6: a, s\n");
    p = kit_select(S2, TEXTS("1 div a as q", "b"));
    BECOMES(lt_limit(kit_sort(p, TEXTS("b")), 5, 0), "top k",
            "TopK  5  by b ASC NULLS FIRST\n└─ Project  (1 div a) as q, b\n   └─ Scan  fake\n");
    STAYS(kit_sort(lt_limit(S2, -1, 3), TEXTS("a")),
          "Sort  a ASC NULLS FIRST\n└─ Limit  after 3\n   └─ Scan  fake\n");
}

static void order_that_nobody_sees_is_not_made(void **state)
{
    (void)state;
    BECOMES(kit_group(kit_sort(S2, TEXTS("a")), NULL, TEXTS("sum(b) as s", "count(a) as n")),
            "drop sort", "Aggregate  all rows  ->  sum(b) as s, count(a) as n\n└─ Scan  fake\n");
    BECOMES(kit_group(lt_distinct(kit_select(kit_sort(S2, TEXTS("a")), TEXTS("b")), NULL, 0), NULL,
                      TEXTS("sum(b) as s")),
            "drop sort",
            "Aggregate  all rows  ->  sum(b) as s\n└─ Distinct  all columns\n"
            "   └─ Scan  fake  columns 1 of 2: b\n");
}

static void order_that_shows_stays(void **state)
{
    (void)state;
    static const char *const shows[] = {"first(b) as s", "last(b) as s"};
    STAYS(kit_group(kit_sort(S2, TEXTS("a")), TEXTS("a"), TEXTS("sum(b) as s")),
          "Aggregate  by a  ->  sum(b) as s\n└─ Sort  a ASC NULLS FIRST\n   └─ Scan  fake\n");
    for (int i = 0; i < 2; i++) {
        char want[200];
        snprintf(want, sizeof(want),
                 "Aggregate  all rows  ->  %s\n└─ Sort  a ASC NULLS FIRST\n   └─ Scan  fake\n",
                 shows[i]);
        STAYS(kit_group(kit_sort(S2, TEXTS("a")), NULL, TEXTS(shows[i])), want);
    }
    BECOMES(kit_group(lt_limit(kit_sort(S2, TEXTS("a")), 5, 0), NULL, TEXTS("sum(b) as s")),
            "top k",
            "Aggregate  all rows  ->  sum(b) as s\n└─ TopK  5  by a ASC NULLS FIRST\n"
            "   └─ Scan  fake\n");
    STAYS(kit_group(kit_sort(S2, TEXTS("1 div a")), NULL, TEXTS("sum(b) as s", "max(a) as m")),
          "Aggregate  all rows  ->  sum(b) as s, max(a) as m\n"
          "└─ Sort  (1 div a) ASC NULLS FIRST\n   └─ Scan  fake\n");
}

static void ranges_and_small_tables_need_no_limit(void **state)
{
    (void)state;
    BECOMES(lt_limit(lt_range(0, 100, 7), 4, 2), "shorter", "Range  14 to 42 step 7\n");
    BECOMES(lt_limit(lt_range(0, 100, 7), -1, 2), "shorter", "Range  14 to 100 step 7\n");
    BECOMES(lt_limit(lt_range(9, -9, -2), 3, 0), "shorter", "Range  9 to 3 step -2\n");
    BECOMES(lt_limit(lt_range(INT64_MIN, INT64_MAX, INT64_MAX), 1, 2), "shorter",
            "Range  9223372036854775806 to 9223372036854775807 step 9223372036854775807\n");
    BECOMES(lt_limit(table(), 100, 0), "keeps every row", T "\n");
    BECOMES(lt_limit(kit_group(S2, NULL, TEXTS("sum(a) as s", "sum(b) as t")), 1, 0),
            "keeps every row",
            "Aggregate  all rows  ->  sum(a) as s, sum(b) as t\n└─ Scan  fake\n");
    STAYS(lt_limit(table(), 99, 0), "Limit  99\n└─ " T "\n");
}

/* ---- conditions and projections ---- */

static void cheap_conditions_come_first(void **state)
{
    (void)state;
    BECOMES(
        kit_filter(table(), "s like '%x%' and upper(s) = 'A' and b != 2 and a = 1"), "order filter",
        "Filter  ((((a = 1) AND (b != 2)) AND (upper(s) = 'A')) AND (s LIKE '%x%'))\n└─ " T "\n");
}

static void conditions_that_can_fail_stay_where_they_are(void **state)
{
    (void)state;
    BECOMES(kit_filter(table(), "s is not null and 1 div a > 2 and b = 1"), "fold constants",
            "Filter  (((s IS NOT NULL) AND ((1 div a) > 2L)) AND (b = 1))\n└─ " T "\n");
}

static void projections_that_fail_once_for_every_row_merge(void **state)
{
    (void)state;
    BECOMES(kit_select(kit_select(S2, TEXTS("a + b as c", "b")), TEXTS("c * 2 as d", "b")),
            "merge project", "Project  ((a + b) * 2) as d, b\n└─ Scan  fake\n");
    STAYS(kit_select(kit_select(S2, TEXTS("a + b as c", "b")), TEXTS("b > 1 and c > 1 as d")),
          "Project  ((b > 1) AND (c > 1)) as d\n└─ Project  (a + b) as c, b\n   └─ Scan  fake\n");
    STAYS(kit_select(kit_select(S2, TEXTS("a + b as c")), TEXTS("c as d", "c as e")),
          "Project  c as d, c as e\n└─ Project  (a + b) as c\n   └─ Scan  fake\n");
}

/* ---- refused memory ---- */

static lt_plan *rich_plan(void)
{
    lt_plan *none = kit_filter(S2, "a < a"),
            *p = lt_union(lt_union(S2, none, false, false), S2, false, false);
    p = kit_sort(kit_sort(lt_distinct(lt_distinct(p, NULL, 0), TEXTS("a"), 1), TEXTS("b")),
                 TEXTS("a"));
    p = kit_filter(lt_limit(p, 50, 2),
                   "b in (2.5, 7) and upper(cast(b as string)) = '7' and a = 1");
    p = lt_union(p, kit_select(lt_limit(lt_range(0, 90, 1), 5, 1), TEXTS("id", "id")), false,
                 false);
    p = kit_group(kit_sort(p, TEXTS("a")), NULL, TEXTS("sum(b) as s", "count(*) as n"));
    lt_plan *known = kit_group(table(), NULL, TEXTS("count(*) as s", "count(*) as n"));
    return lt_union(p, known, false, false);
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
        test(nothing_is_made_of_nothing), test(a_total_of_nothing_is_a_row),
        test(inputs_without_rows_leave_a_union), test(guessed_types_are_read_to_the_end),
        test(unions_of_unions_are_one), test(distinct_rows_need_no_distinct),
        test(a_distinct_of_what_may_repeat_stays),
        test(a_distinct_below_goes_where_it_shows_nowhere),
        test(a_distinct_below_stays_where_it_counts), test(known_rows_are_not_counted),
        test(unknown_rows_are_counted), test(a_sort_over_a_sort_is_one),
        test(a_limit_over_a_sort_keeps_few_rows), test(order_that_nobody_sees_is_not_made),
        test(order_that_shows_stays), test(ranges_and_small_tables_need_no_limit),
        test(cheap_conditions_come_first), test(conditions_that_can_fail_stay_where_they_are),
        test(projections_that_fail_once_for_every_row_merge),
        test(refused_plan_memory_leaks_nothing), test(refused_memory_leaves_the_plan_as_it_was));
}
