#include "tests/exec_fake.h"

#include "plan/plan_mem.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- plans over a table of no rows ---- */

static const char columns[] = "a int, b int, s string, d double, ok boolean, day date";

static lt_table *empty_table(const char *ddl)
{
    lt_error   err;
    lt_schema *s = NULL;
    lt_table  *t = NULL;
    CHECK_OK(lt_schema_parse(&s, lt_mem_default(), ddl, strlen(ddl), &err), &err);
    CHECK_OK(lt_table_open(&t, lt_mem_default(), s, &err), &err);
    lt_schema_release(s);
    return t;
}

static lt_plan *scan_of(const char *ddl)
{
    lt_table *t = empty_table(ddl);
    lt_plan  *p = fake_scan(NULL, t);
    lt_table_release(t);
    return p;
}

static lt_plan *table_of(const char *ddl)
{
    lt_table *t = empty_table(ddl);
    lt_plan  *p = lt_from_table(t);
    lt_table_release(t);
    return p;
}

static lt_plan *scan(void) { return scan_of(columns); }
static lt_plan *table(void) { return table_of(columns); }

/* p optimised, or not; p is consumed. */
static lt_plan *optimised(lt_plan *p, lt_buf *fired)
{
    lt_error err;
    lt_plan *resolved = NULL, *best = NULL;
    assert_non_null(p);
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), fired, &err), &err);
    lt_plan_release(resolved);
    lt_plan_release(p);
    return best;
}

/* Takes " #12" out, so that texts do not depend on what ran before. */
static void drop_ids(char *text)
{
    char *to = text;
    for (const char *from = text; *from;) {
        if (from[0] == ' ' && from[1] == '#') {
            from += 2 + strspn(from + 2, "0123456789");
            continue;
        }
        *to++ = *from++;
    }
    *to = 0;
}

static char *text_of(const lt_plan *p)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_plan_text(&b, p, NULL, NULL, &err), &err);
    char *text = kit_buf_text(&b);
    drop_ids(text);
    return text;
}

/* The plan must become `want`; p is consumed. fired may be NULL: else it must be among the notes.
 */
static void becomes(lt_plan *p, const char *want, const char *rule, int line)
{
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *best = optimised(p, &fired);
    char    *got = text_of(best), *notes;
    lt_error err;
    CHECK_OK(lt_buf_terminate(&fired, &err), &err);
    notes = (char *)fired.data;
    if (strcmp(got, want) != 0) fail_msg("line %d:\ngot\n%s\nwant\n%s", line, got, want);
    if (rule && !strstr(notes, rule)) fail_msg("line %d: \"%s\" not in %s", line, rule, notes);
    if (!rule && *notes) fail_msg("line %d: fired: %s", line, notes);
    free(got);
    lt_buf_clear(&fired);
    lt_plan_release(best);
}
#define BECOMES(p, rule, want) becomes(p, want, rule, __LINE__)
#define STAYS(p, want)         becomes(p, want, NULL, __LINE__)

/* ---- constants ---- */

static void folds_constants(void **state)
{
    (void)state;
    BECOMES(kit_filter(table(), "a > 1 + 2 * 3"), "fold constants",
            "Filter  (a > 7)\n└─ Scan  table of 0 rows\n");
    BECOMES(kit_filter(table(), "a > 1 and 1 = 1"), "fold constants",
            "Filter  (a > 1)\n└─ Scan  table of 0 rows\n");
    BECOMES(kit_filter(table(), "a > 1 or 1 = 2"), "fold constants",
            "Filter  (a > 1)\n└─ Scan  table of 0 rows\n");
}

static void drops_a_filter_that_is_always_true(void **state)
{
    (void)state;
    BECOMES(kit_filter(table(), "true"), "always true", "Scan  table of 0 rows\n");
    BECOMES(kit_filter(table(), "1 < 2 and upper('a') = 'A'"), "always true",
            "Scan  table of 0 rows\n");
}

static void keeps_a_filter_that_is_never_true(void **state)
{
    (void)state;
    STAYS(kit_filter(table(), "false"), "Filter  false\n└─ Scan  table of 0 rows\n");
    BECOMES(kit_filter(table(), "1 = 2"), "fold constants",
            "Filter  false\n└─ Scan  table of 0 rows\n");
}

static void leaves_constants_that_fail_to_the_rows_that_need_them(void **state)
{
    (void)state;
    BECOMES(kit_select(table(), TEXTS("case when ok then 1 else 1 div 0 end as x")),
            "fold constants",
            "Project  CASE WHEN ok THEN 1L ELSE (1 div 0) END as x\n"
            "└─ Scan  table of 0 rows  columns 1 of 6: ok\n");
}

/* ---- filters ---- */

static void merges_filters(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_filter(table(), "a > 1"), "b > 2"), "merge filters",
            "Filter  ((a > 1) AND (b > 2))\n└─ Scan  table of 0 rows\n");
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
            "   └─ Scan  table of 0 rows  columns 2 of 6: a, s\n");
}

static void keeps_filters_above_what_can_fail(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_select(table(), TEXTS("a", "a div b as q")), "q > 1 and a > 2"),
            "1 of 2 conditions",
            "Filter  (q > 1L)\n"
            "└─ Project  a, (a div b) as q\n"
            "   └─ Filter  (a > 2)\n"
            "      └─ Scan  table of 0 rows  columns 2 of 6: a, b\n");
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
        "   └─ Scan  table of 0 rows  columns 2 of 6: a, b\n");
}

static void pushes_filters_below_sorts_and_distinct_rows(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_sort(table(), TEXTS("-a")), "b > 1"), "below Sort",
            "Sort  a DESC NULLS LAST\n└─ Filter  (b > 1)\n   └─ Scan  table of 0 rows\n");
    BECOMES(kit_filter(lt_distinct(table(), NULL, 0), "b > 1"), "below Distinct",
            "Distinct  all columns\n└─ Filter  (b > 1)\n   └─ Scan  table of 0 rows\n");
}

static void only_keys_pass_a_distinct_by_names(void **state)
{
    (void)state;
    BECOMES(kit_filter(lt_distinct(table(), TEXTS("a"), 1), "a > 1 and b > 1"), "1 of 2",
            "Filter  (b > 1)\n└─ Distinct  by a\n   └─ Filter  (a > 1)\n"
            "      └─ Scan  table of 0 rows\n");
    STAYS(kit_filter(lt_distinct(table(), TEXTS("a"), 1), "b > 1"),
          "Filter  (b > 1)\n└─ Distinct  by a\n   └─ Scan  table of 0 rows\n");
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
            "      └─ Scan  table of 0 rows  columns 3 of 6: a, b, s\n");
}

static void nothing_passes_an_aggregate_of_all_rows(void **state)
{
    (void)state;
    BECOMES(kit_filter(kit_group(table(), NULL, TEXTS("count(*) as n")), "n > 5"), "prune columns",
            "Filter  (n > 5L)\n└─ Aggregate  all rows  ->  count(*) as n\n"
            "   └─ Scan  table of 0 rows  columns 0 of 6\n");
    /* false lets no group through, though the group is there for no rows at all */
    BECOMES(kit_filter(kit_group(table(), NULL, TEXTS("count(*) as n")), "false"), "prune columns",
            "Filter  false\n└─ Aggregate  all rows  ->  count(*) as n\n"
            "   └─ Scan  table of 0 rows  columns 0 of 6\n");
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

/* ---- limits ---- */

static void merges_limits(void **state)
{
    (void)state;
    BECOMES(lt_limit(lt_limit(table(), 10, 3), 4, 2), "push limit",
            "Limit  4  after 5\n└─ Scan  table of 0 rows\n");
    BECOMES(lt_limit(lt_limit(table(), 5, 0), 10, 3), "push limit",
            "Limit  2  after 3\n└─ Scan  table of 0 rows\n");
    BECOMES(lt_limit(lt_limit(table(), 2, 0), -1, 3), "push limit",
            "Limit  0  after 3\n└─ Scan  table of 0 rows\n");
    BECOMES(lt_limit(lt_limit(table(), -1, INT64_MAX), INT64_MAX, INT64_MAX), "push limit",
            "Limit  9223372036854775807  after 9223372036854775807\n└─ Scan  table of 0 rows\n");
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
    STAYS(lt_limit(kit_sort(scan(), TEXTS("a")), 5, 0),
          "Limit  5\n└─ Sort  a ASC NULLS FIRST\n   └─ Scan  fake\n");
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
            "Project  b, upper(s) as y\n└─ Scan  table of 0 rows  columns 2 of 6: b, s\n");
    BECOMES(kit_select(table(), TEXTS("*")), "changes nothing", "Scan  table of 0 rows\n");
}

static void keeps_projections_that_compute_once_or_fail(void **state)
{
    (void)state;
    BECOMES(kit_select(kit_select(table(), TEXTS("upper(s) as u")), TEXTS("u as p", "u as q")),
            "prune columns",
            "Project  u as p, u as q\n└─ Project  upper(s) as u\n"
            "   └─ Scan  table of 0 rows  columns 1 of 6: s\n");
    BECOMES(kit_select(kit_select(table(), TEXTS("a div b as q", "ok")),
                       TEXTS("case when ok then q end as r")),
            "prune columns",
            "Project  CASE WHEN ok THEN q END as r\n└─ Project  (a div b) as q, ok\n"
            "   └─ Scan  table of 0 rows  columns 3 of 6: a, b, ok\n");
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
            "Project  s\n└─ Scan  fake  columns 3 of 6: b, s, day  where (day IS NOT NULL), "
            "(b > 2)\n");
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
            "merge project", "Project  b as y\n└─ Scan  table of 0 rows  columns 1 of 6: b\n");
    BECOMES(lt_distinct(kit_select(table(), TEXTS("a as x", "b as x")), NULL, 0), "4 fewer",
            "Distinct  all columns\n└─ Project  a as x, b as x\n"
            "   └─ Scan  table of 0 rows  columns 2 of 6: a, b\n");
}

/* ---- any plan: the same rows ---- */

typedef struct dice {
    uint64_t  seed;
    lt_table *tables[3];
} dice;

static int roll(dice *d, int n) { return (int)((kit_random(&d->seed) >> 20) % (uint64_t)n); }

static const char *pick(dice *d, const char *const *list, int n) { return list[roll(d, n)]; }
#define PICK(d, ...)                            \
    pick(d, (const char *const[]){__VA_ARGS__}, \
         (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

/* Every random plan keeps i, l, s, b, c with types that stay, so that conditions always resolve. */
static const char *condition(dice *d)
{
    return PICK(d, "i > 0", "l > 1000000", "s like 'k%'", "b", "not b", "c = 'north'",
                "i is null or l is null", "true", "false", "1 = 1 and i > -3", "null", "c is null",
                "upper(c) = 'SOUTH' or false", "coalesce(i, 0) + coalesce(l, 0) > 10",
                "i > -4 and s is not null and c <> ''", "length(c) > 2 and i <= 3",
                "case when b then i > 0 else c > 'n' end", "i in (1, 2, 3)");
}

static lt_plan *base(dice *d)
{
    lt_table *t = d->tables[roll(d, 3)];
    lt_plan  *p = roll(d, 2) ? lt_from_table(t) : fake_scan(NULL, t);
    return roll(d, 2) ? p : kit_select(p, TEXTS("i", "l", "s", "b", "c"));
}

static lt_plan *random_select(dice *d, lt_plan *p)
{
    switch (roll(d, 5)) {
    case 0: return kit_select(p, TEXTS("c", "b", "s", "l", "i"));
    case 1: return kit_select(p, TEXTS("*", "i as extra", "1 as one"));
    case 2: return kit_select(p, TEXTS("coalesce(i, 2) as i", "l", "lower(s) as s", "b", "c"));
    case 3: return kit_select(p, TEXTS("i", "i as twin", "l as twin", "l", "s", "not b as b", "c"));
    default: return kit_select(p, TEXTS("i", "l", "c as s", "b", "s as c"));
    }
}

static lt_plan *random_group(dice *d, lt_plan *p)
{
    switch (roll(d, 4)) {
    case 0:
        return kit_group(p, TEXTS("c", "b"), TEXTS("max(i) as i", "sum(l) as l", "min(s) as s"));
    case 1: return kit_group(p, TEXTS("i", "l", "s", "b", "c"), TEXTS("count(*) as n"));
    case 2:
        return kit_group(
            p, NULL,
            TEXTS("max(i) as i", "max(l) as l", "min(s) as s", "max(b) as b", "first(c) as c"));
    default:
        return kit_group(p, TEXTS("coalesce(i, 1) as i", "upper(c) as c"),
                         TEXTS("max(l) as l", "max(s) as s", "max(b) as b", "count(s) as n"));
    }
}

static lt_plan *random_plan(dice *d, int steps);

static lt_plan *random_union(dice *d, lt_plan *p)
{
    lt_plan *other = random_plan(d, 1);
    if (roll(d, 2)) {
        p = kit_select(p, TEXTS("i", "l", "s", "b", "c"));
        other = kit_select(other, TEXTS("i", "l", "s", "b", "c", "1 as only"));
        return lt_union(p, other, true, true);
    }
    return lt_union(kit_select(p, TEXTS("i", "l", "s", "b", "c")),
                    kit_select(other, TEXTS("i", "l", "s", "b", "c")), roll(d, 2), false);
}

static lt_plan *random_step(dice *d, lt_plan *p)
{
    const char *with = "l", *gone = "t";
    lt_expr    *e;
    switch (roll(d, 11)) {
    case 0:
    case 1:
    case 2: return kit_filter(p, condition(d));
    case 3:
    case 4: return random_select(d, p);
    case 5: return random_group(d, p);
    case 6: return lt_limit(p, roll(d, 30) - 1, roll(d, 2) * roll(d, 9));
    case 7:
        return kit_sort(p, roll(d, 2) ? TEXTS("i", "-s", "l") : TEXTS("c desc", "b nulls last"));
    case 8: {
        int some = roll(d, 3);
        return lt_distinct(p, some == 1 ? TEXTS("c") : TEXTS("i", "b"), some);
    }
    case 9: return random_union(d, p);
    default:
        if (roll(d, 2)) return lt_drop(p, &gone, 1);
        e = kit_expr("l + 1");
        return lt_with(p, &with, &e, 1);
    }
}

static lt_plan *random_plan(dice *d, int steps)
{
    lt_plan *p = base(d);
    while (steps-- > 0) p = random_step(d, p);
    if (roll(d, 4) == 0) p = kit_select(p, roll(d, 2) ? TEXTS("c") : TEXTS("l", "i"));
    if (steps < 2 && roll(d, 12) == 0) p = kit_group(p, NULL, TEXTS("count(*) as c"));
    return p;
}

static char *rows_of(kit *k, lt_plan *resolved)
{
    lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
    CHECK_OK(lt_exec_run(resolved, &target, &k->run, k->pool, NULL, &k->err), &k->err);
    return kit_text_of(target.table);
}

/* Whether p resolves; a random plan may be senseless (a name used twice). */
static lt_plan *resolved_or_null(lt_plan *p)
{
    lt_error err;
    lt_plan *r = NULL;
    if (lt_plan_resolve(&r, p, lt_mem_default(), &err)) r = NULL;
    lt_plan_release(p);
    return r;
}

static void check_same_rows(kit *k, lt_plan *resolved, int which)
{
    lt_error err;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *best;
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    char *plain = rows_of(k, resolved), *got = rows_of(k, best);
    if (strcmp(plain, got) != 0)
        fail_msg("plan %d:\n%s\nbecame\n%s\n%.*s\nrows\n%.600s\ninstead of\n%.600s", which,
                 text_of(resolved), text_of(best), (int)fired.len, (const char *)fired.data, got,
                 plain);
    assert_int_equal(resolved->schema->count, best->schema->count);
    for (int32_t i = 0; i < best->schema->count; i++) {
        CHECK_TEXT(best->schema->fields[i].name, resolved->schema->fields[i].name);
        assert_true(lt_type_same(best->schema->fields[i].type, resolved->schema->fields[i].type));
    }
    free(plain);
    free(got);
    lt_buf_clear(&fired);
    lt_plan_release(best);
}

static void random_plans_give_the_same_rows(void **state)
{
    (void)state;
    kit  k = kit_open(2, 7, NULL);
    dice d = {.seed = 20260701};
    int  ran = 0;
    for (int i = 0; i < 3; i++)
        d.tables[i] = kit_random_table(k.mem, i * 23, 8, 6, (uint64_t)i + 1);
    for (int i = 0; i < 2600; i++) {
        lt_plan *resolved = resolved_or_null(random_plan(&d, 1 + roll(&d, 6)));
        if (!resolved) continue;
        check_same_rows(&k, resolved, i);
        lt_plan_release(resolved);
        ran++;
    }
    for (int i = 0; i < 3; i++) lt_table_release(d.tables[i]);
    kit_close(&k);
    assert_true(ran >= 2000);
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
    return kit_select(kit_filter(p, "x > 5 and n > 1"), TEXTS("x", "n"));
}

static void refused_memory_leaves_the_plan_as_it_was(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *p = rich_plan(), *resolved = NULL;
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    char *before = text_of(resolved);
    EACH_FAULT (mem) {
        lt_buf    fired = {.mem = mem};
        lt_plan  *best = NULL;
        lt_status status = lt_plan_optimise(&best, resolved, mem, &fired, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_plan_release(best);
        lt_buf_clear(&fired);
    }
    char *after = text_of(resolved);
    CHECK_TEXT(after, before);
    free(before);
    free(after);
    lt_plan_release(resolved);
    lt_plan_release(p);
}

/* The same for what plans themselves are made of; building is not refused. */
static bool optimise_refusing(long point)
{
    lt_error err;
    lt_mem  *mem = lt_mem_open(NULL, 0);
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan_mem_use(mem);
    lt_plan *p = rich_plan(), *resolved = NULL, *best = NULL;
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    lt_mem_fail_at(mem, point, false);
    lt_status status = lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err);
    bool      came = lt_mem_faulted(mem);
    lt_mem_fail_at(mem, -1, false);
    assert_int_equal(status, came ? LT_ENOMEM : LT_OK);
    lt_plan_release(best);
    lt_plan_release(resolved);
    lt_plan_release(p);
    lt_buf_clear(&fired);
    if (lt_mem_in_use(mem)) fail_msg("request %ld: %zu bytes leaked", point, lt_mem_in_use(mem));
    lt_plan_mem_use(NULL);
    lt_mem_close(mem);
    return came;
}

static void refused_plan_memory_leaks_nothing(void **state)
{
    (void)state;
    long point = 0;
    while (optimise_refusing(point)) point++;
    assert_true(point > 100);
}

int main(void)
{
    return RUN(
        test(folds_constants), test(drops_a_filter_that_is_always_true),
        test(keeps_a_filter_that_is_never_true),
        test(leaves_constants_that_fail_to_the_rows_that_need_them), test(merges_filters),
        test(moves_filters_into_scans), test(keeps_a_filter_above_a_limit),
        test(pushes_filters_below_projections), test(keeps_filters_above_what_can_fail),
        test(a_condition_that_can_fail_does_not_overtake),
        test(pushes_filters_below_sorts_and_distinct_rows),
        test(only_keys_pass_a_distinct_by_names), test(only_keys_pass_an_aggregate),
        test(nothing_passes_an_aggregate_of_all_rows),
        test(pushes_filters_into_every_input_of_a_union), test(merges_limits),
        test(limits_pass_projections_and_enter_scans_and_unions),
        test(limits_stop_at_what_needs_every_row), test(merges_projections),
        test(keeps_projections_that_compute_once_or_fail), test(counting_needs_no_column),
        test(filters_in_scans_keep_their_columns), test(distinct_keeps_the_columns_it_compares),
        test(unions_are_cut_to_the_same_columns), test(columns_of_one_name_keep_their_places),
        test(random_plans_give_the_same_rows), test(refused_memory_leaves_the_plan_as_it_was),
        test(refused_plan_memory_leaks_nothing));
}
