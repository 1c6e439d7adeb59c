/* Nodes of frame methods through build, resolve and the rules: what they become. */
#include "tests/exec_fake.h"

#include "plan/plan_mem.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NAMES(...) ((const char *const[]){__VA_ARGS__})

static const char columns[] = "a int, s string, d double, ok boolean";

static lt_plan *table(void)
{
    lt_error   err;
    lt_schema *s = NULL;
    lt_table  *t = NULL;
    lt_batch  *b; /* of nulls: a table without rows would be all there is to a plan */
    CHECK_OK(lt_schema_parse(&s, lt_mem_default(), columns, strlen(columns), &err), &err);
    CHECK_OK(lt_table_open(&t, lt_mem_default(), s, &err), &err);
    CHECK_OK(lt_batch_open(&b, t->mem, 100, s->count, &err), &err);
    for (int32_t c = 0; c < s->count; c++)
        CHECK_OK(lt_column_nulls(&b->columns[c], t->mem, s->fields[c].type, 100, &err), &err);
    CHECK_OK(lt_table_add(t, b, &err), &err);
    lt_plan *p = lt_from_table(t);
    lt_schema_release(s);
    lt_table_release(t);
    return p;
}

static void has_text(const lt_plan *p, const char *want, int line)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_plan_text(&b, p, NULL, NULL, &err), &err);
    char *got = kit_buf_text(&b);
    kit_drop_ids(got);
    if (strcmp(got, want) != 0) fail_msg("line %d:\ngot\n%s\nwant\n%s", line, got, want);
    free(got);
}

static lt_plan *resolved(lt_plan *p)
{
    lt_error err;
    lt_plan *made = NULL;
    assert_non_null(p);
    CHECK_OK(lt_plan_resolve(&made, p, lt_mem_default(), &err), &err);
    lt_plan_release(p);
    return made;
}

static void resolves_to(lt_plan *p, const char *want, int line)
{
    lt_plan *made = resolved(p);
    has_text(made, want, line);
    lt_plan_release(made);
}
#define RESOLVES(p, want) resolves_to(p, want, __LINE__)

static void becomes(lt_plan *p, const char *want, int line)
{
    lt_error err;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *made = resolved(p), *best = NULL;
    CHECK_OK(lt_plan_optimise(&best, made, lt_mem_default(), &fired, &err), &err);
    has_text(best, want, line);
    lt_buf_clear(&fired);
    lt_plan_release(made);
    lt_plan_release(best);
}
#define BECOMES(p, want) becomes(p, want, __LINE__)

static void refused(lt_plan *p, lt_status code, const char *text, const char *hint, int line)
{
    lt_error  err = {.code = LT_OK};
    lt_plan  *made = NULL;
    lt_status status = lt_plan_resolve(&made, p, lt_mem_default(), &err);
    if (status != code || strcmp(err.text, text) != 0)
        fail_msg("line %d: %s: %s", line, lt_status_word(status), status ? err.text : "resolved");
    if (!strstr(err.hint, hint)) fail_msg("line %d: hint %s", line, err.hint);
    lt_plan_release(made);
    lt_plan_release(p);
}
#define REFUSED(p, code, text, hint) refused(p, code, text, hint, __LINE__)

#define TABLE "Scan  table of 100 rows\n"

static lt_expr *text(const char *t)
{
    lt_value v = {.type = LT_TYPE(STRING)};
    v.s.bytes = (const uint8_t *)t;
    v.s.len = (int32_t)strlen(t);
    return lt_expr_literal(v);
}
static lt_expr *integer(int64_t i)
{
    return lt_expr_literal((lt_value){.type = LT_TYPE(I32), .i = i});
}
static lt_expr *nothing(void)
{
    return lt_expr_literal((lt_value){.type = LT_TYPE(VOID), .null = true});
}

/* ---- nulls ---- */

static void fill_is_for_columns_of_the_values_kind(void **state)
{
    (void)state;
    RESOLVES(lt_fill_nulls(table(), integer(1), NULL, 0),
             "Project  coalesce(a, CAST(1 AS INT)) as a, s, coalesce(if(isnan(d), NULL, d), "
             "CAST(1 AS DOUBLE)) as d, ok\n└─ " TABLE);
    RESOLVES(lt_fill_nulls(table(), text("x"), NAMES("a", "s"), 2),
             "Project  a, coalesce(s, CAST('x' AS STRING)) as s, d, ok\n└─ " TABLE);
    lt_expr *values[] = {text("7"), integer(2)};
    RESOLVES(lt_fill_each(table(), NAMES("A", "d"), values, 2),
             "Project  coalesce(a, CAST('7' AS INT)) as a, s, coalesce(if(isnan(d), NULL, d), "
             "CAST(2 AS DOUBLE)) as d, ok\n└─ " TABLE);
}

static void what_cannot_fill_is_refused(void **state)
{
    (void)state;
    REFUSED(lt_fill_nulls(table(), integer(1), NAMES("aa"), 1), LT_ENOTFOUND, "no column \"aa\"",
            "\"a\"");
    REFUSED(lt_fill_nulls(table(), nothing(), NULL, 0), LT_EINVAL,
            "fill_nulls with null fills nothing", "");
    REFUSED(lt_fill_nulls(table(), kit_expr("a + 1"), NULL, 0), LT_EINVAL,
            "what fill_nulls puts in is an expression, not a value", "with_column");
    lt_expr *day = kit_expr("date'2024-01-01'");
    REFUSED(lt_fill_each(table(), NAMES("a"), &day, 1), LT_ETYPE,
            "what fill_nulls puts in is a date", "number");
}

static void drop_nulls_is_a_filter(void **state)
{
    (void)state;
    RESOLVES(lt_drop_nulls(table(), -1, NAMES("a", "d"), 2),
             "Filter  ((a IS NOT NULL) AND ((d IS NOT NULL) AND (NOT isnan(d))))\n└─ " TABLE);
    RESOLVES(lt_drop_nulls(table(), 1, NAMES("a", "s"), 2),
             "Filter  ((a IS NOT NULL) OR (s IS NOT NULL))\n└─ " TABLE);
    RESOLVES(lt_drop_nulls(table(), 2, NAMES("a", "s", "ok"), 3),
             "Filter  ((if((a IS NOT NULL), 1, 0) + (if((s IS NOT NULL), 1, 0) + if((ok IS NOT "
             "NULL), 1, 0))) >= 2)\n└─ " TABLE);
    RESOLVES(lt_drop_nulls(table(), 0, NULL, 0), "Filter  true\n└─ " TABLE);
    RESOLVES(lt_drop_nulls(table(), 9, NULL, 0), "Filter  false\n└─ " TABLE);
    REFUSED(lt_drop_nulls(table(), -1, NAMES("aa"), 1), LT_ENOTFOUND, "no column \"aa\"", "\"a\"");
}

static void replace_is_a_case(void **state)
{
    lt_expr *numbers[] = {integer(1), integer(10), integer(2), nothing()};
    lt_expr *mixed[] = {integer(1), text("x")}, *nulls[] = {nothing(), text("x")};
    (void)state;
    RESOLVES(lt_replace(table(), numbers, 2, NAMES("a", "s"), 2),
             "Project  CASE WHEN (a = 1.0D) THEN CAST(10 AS INT) WHEN (a = 2.0D) THEN CAST(NULL AS "
             "INT) ELSE a END as a, s, d, ok\n└─ " TABLE);
    REFUSED(lt_replace(table(), mixed, 1, NULL, 0), LT_ETYPE, "replace of a number and a text",
            "all numbers");
    REFUSED(lt_replace(table(), nulls, 1, NULL, 0), LT_EINVAL, "replace of null replaces nothing",
            "fill_nulls");
}

static void hundreds_of_columns_make_a_flat_condition(void **state)
{
    enum { MANY = 900 };
    lt_expr *exprs[MANY];
    (void)state;
    for (int i = 0; i < MANY; i++) {
        char name[32];
        snprintf(name, sizeof(name), "a + %d as c%d", i, i);
        exprs[i] = kit_expr(name);
    }
    lt_plan *p = resolved(lt_drop_nulls(lt_select(table(), exprs, MANY), 5, NULL, 0));
    assert_true(p->exprs[0]->depth < 32);
    lt_plan_release(p);
}

/* ---- names ---- */

static void to_df_names_every_column(void **state)
{
    (void)state;
    RESOLVES(lt_to_df(table(), NAMES("w", "x", "y", "w"), 4),
             "Project  a as w, s as x, d as y, ok as w\n└─ " TABLE);
    REFUSED(lt_to_df(table(), NAMES("w"), 1), LT_EINVAL, "1 names for 4 columns", "rename");
}

static void stars_leave_columns_out(void **state)
{
    (void)state;
    RESOLVES(kit_select(table(), TEXTS("* except (S, `ok`)", "1 as one")),
             "Project  a, d, 1 as one\n└─ " TABLE);
    REFUSED(kit_select(table(), TEXTS("* except (aa)")), LT_ENOTFOUND, "no column \"aa\"", "\"a\"");
    REFUSED(kit_select(table(), TEXTS("* except (a, A)")), LT_EINVAL,
            "column \"a\" is left out twice", "");
    lt_error err;
    lt_expr *e = NULL;
    CHECK_FAILS(lt_expr_parse(&e, "* except (a", 11, 0, &err), LT_EPARSE, &err);
    CHECK_FAILS(lt_expr_parse(&e, "* except ()", 11, 0, &err), LT_EPARSE, &err);
    CHECK_FAILS(lt_expr_parse(&e, "* except (a) b", 14, 0, &err), LT_EPARSE, &err);
    lt_buf b = {.mem = lt_mem_default()};
    e = kit_expr("*  EXCEPT( a,`x y` )");
    CHECK_OK(lt_expr_text(&b, e, &err), &err);
    char *got = kit_buf_text(&b);
    CHECK_TEXT(got, "* EXCEPT (a, `x y`)");
    free(got);
    lt_expr_release(e);
}

/* ---- hidden columns ---- */

static void sorts_and_filters_see_what_a_select_left_out(void **state)
{
    (void)state;
    RESOLVES(kit_sort(kit_select(table(), TEXTS("s")), TEXTS("-a")),
             "Project  s\n└─ Sort  a DESC NULLS LAST\n   └─ Project  s, a\n      └─ " TABLE);
    RESOLVES(kit_filter(lt_limit(kit_select(table(), TEXTS("s as t")), 5, 0), "a > 1 and t = 'x'"),
             "Project  t\n└─ Filter  ((a > 1) AND (t = 'x'))\n   └─ Limit  5\n      └─ Project  s "
             "as t, a\n         └─ " TABLE);
    RESOLVES(kit_filter(lt_drop(table(), NAMES("a"), 1), "a > 1"),
             "Project  s, d, ok\n└─ Filter  (a > 1)\n   └─ Project  s, d, ok, a\n      └─ " TABLE);
    /* two projections, and a column that is shown is the one meant */
    RESOLVES(kit_sort(kit_select(kit_select(table(), TEXTS("s", "d")), TEXTS("s as a")),
                      TEXTS("a", "d", "ok")),
             "Project  a\n└─ Sort  a ASC NULLS FIRST, d ASC NULLS FIRST, ok ASC NULLS FIRST\n   "
             "└─ Project  s as a, d, ok\n      └─ Project  s, d, ok\n         └─ " TABLE);
}

static void nothing_is_seen_through_groups_distinct_and_unions(void **state)
{
    (void)state;
    REFUSED(kit_sort(kit_group(table(), TEXTS("s"), TEXTS("sum(a) as n")), TEXTS("d")),
            LT_ENOTFOUND, "no column \"d\"", "");
    REFUSED(kit_sort(lt_distinct(kit_select(table(), TEXTS("s")), NULL, 0), TEXTS("a")),
            LT_ENOTFOUND, "no column \"a\"", "");
    REFUSED(kit_filter(lt_union(kit_select(table(), TEXTS("s")), kit_select(table(), TEXTS("s")),
                                false, false),
                       "a > 1"),
            LT_ENOTFOUND, "no column \"a\"", "");
    RESOLVES(kit_sort(lt_distinct(kit_select(table(), TEXTS("s")), NAMES("s"), 1), TEXTS("a")),
             "Project  s\n└─ Sort  a ASC NULLS FIRST\n   └─ Distinct  by s\n      └─ Project  s, "
             "a\n         └─ " TABLE);
}

/* ---- rules ---- */

static lt_plan *minus(bool all)
{
    lt_plan *a = kit_select(table(), TEXTS("a", "d")), *b = kit_select(table(), TEXTS("a", "d"));
    return lt_except(a, b, all);
}

#define AD   "Scan  table of 100 rows  columns 2 of 4: a, d\n"
#define SIDE "└─ " AD

static void filters_go_into_both_sides_of_a_set(void **state)
{
    (void)state;
    BECOMES(kit_filter(minus(true), "a > 1 and d = 0e0"),
            "Except  all\n├─ Filter  ((d = 0.0D) AND (a > 1))\n│  " SIDE
            "└─ Filter  ((d = 0.0D) AND (a > 1))\n   " SIDE);
    BECOMES(kit_filter(lt_intersect(lt_range(0, 9, 1), lt_range(5, 20, 1), false), "id > 3"),
            "Intersect  distinct\n├─ Filter  (id > 3L)\n│  └─ Range  0 to 9 step 1\n└─ Filter  (id "
            "> 3L)\n   └─ Range  5 to 20 step 1\n");
}

/* -0.0 equals 0.0 as a row and differs as a text; what can fail must not meet more rows. */
static void filters_that_tell_equal_rows_apart_stay(void **state)
{
    (void)state;
    BECOMES(kit_filter(minus(false), "cast(d as string) = '0.0'"),
            "Filter  (CAST(d AS STRING) = '0.0')\n└─ Except  distinct\n   ├─ " AD "   " SIDE);
    BECOMES(kit_filter(minus(false), "10 div a > 2"),
            "Filter  ((10 div a) > 2L)\n└─ Except  distinct\n   ├─ " AD "   " SIDE);
}

static void sets_keep_every_column_and_samples_their_filters(void **state)
{
    (void)state;
    lt_plan *both = lt_intersect(table(), table(), true);
    BECOMES(kit_select(both, TEXTS("a")),
            "Project  a\n└─ Intersect  all\n   ├─ " TABLE "   └─ " TABLE);
    BECOMES(
        kit_filter(kit_select(lt_sample(table(), 0, 0.5, false, 3), TEXTS("a")), "a > 1"),
        "Filter  (a > 1)\n└─ Sample  0 to 0.5 of the rows, seed 3\n   └─ Scan  table of 100 rows "
        " columns 1 of 4: a\n");
    BECOMES(kit_filter(lt_tail_rows(kit_select(table(), TEXTS("a")), 3), "a > 1"),
            "Filter  (a > 1)\n└─ Tail  3\n   └─ Scan  table of 100 rows  columns 1 of 4: a\n");
}

static void set_inputs_must_fit(void **state)
{
    (void)state;
    REFUSED(lt_except(table(), kit_select(table(), TEXTS("a")), false), LT_EINVAL,
            "a difference of 4 columns (a, s, d, ok) with 1 (a)", "both sides");
    REFUSED(lt_intersect(kit_select(table(), TEXTS("ok")), kit_select(table(), TEXTS("a")), true),
            LT_ETYPE, "column \"ok\" is bool before and int32 in input 2 of the intersection",
            "cast");
}

static void statistics_are_checked(void **state)
{
    (void)state;
    REFUSED(lt_summary(table(), NAMES("cuont"), 1), LT_ENOTFOUND,
            "no statistic is called \"cuont\"", "\"count\"");
    REFUSED(lt_summary(table(), NAMES("150%"), 1), LT_EINVAL, "a percentile of 150%", "100%");
}

/* ---- rows, against a slow reference ---- */

static bool is_missing(lt_value v) { return v.null || (v.type.id == LT_F64 && isnan(v.f)); }

/* The rows of t with at least `least` values in which[0, n). */
static char *with_values(const lt_table *t, const int *which, int n, int64_t least)
{
    lt_buf   b = {.mem = lt_mem_default()};
    lt_error err;
    for (int64_t r = 0; r < t->rows; r++) {
        int64_t values = 0;
        for (int k = 0; k < n; k++) values += !is_missing(lt_table_value(t, r, which[k]));
        if (values < least) continue;
        kit_row(&b, t, r);
        CHECK_OK(lt_buf_text(&b, "\n", &err), &err);
    }
    return kit_buf_text(&b);
}

static void drop_nulls_agrees_with_counting(void **state)
{
    static const char *const names[] = {"d", "s", "i", "b", "m"};
    static const int         at[] = {2, 3, 0, 4, 5};
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 600, k.run.batch_rows, 7, 41);
        for (int n = 1; n <= 5; n++)
            for (int64_t least = -1; least <= 6; least++)
                kit_same(
                    kit_text_of(kit_collect(&k, lt_drop_nulls(lt_from_table(t), least, names, n))),
                    with_values(t, at, n, least < 0 ? n : least));
        lt_table_release(t);
    }
}

static void filled_columns_have_every_value(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 600, k.run.batch_rows, 7, 42);
        lt_table *got = kit_collect(&k, lt_fill_nulls(lt_from_table(t), integer(77), NULL, 0));
        for (int64_t r = 0; r < t->rows; r++)
            for (int32_t c = 0; c < KIT_COLUMNS; c++) {
                lt_value before = lt_table_value(t, r, c), now = lt_table_value(got, r, c);
                bool     number = lt_type_is_numeric(before.type);
                if (!is_missing(before) || !number) {
                    assert_int_equal(before.null, now.null);
                    if (!before.null) assert_int_equal(lt_value_compare(before, now), 0);
                    continue;
                }
                int64_t shown = before.type.id == LT_F64       ? (int64_t)now.f
                                : before.type.id == LT_DECIMAL ? (int64_t)(now.d / 100)
                                                               : now.i;
                assert_int_equal(shown, 77);
            }
        lt_table_release(got);
        lt_table_release(t);
    }
}

/* ---- memory ---- */

static lt_plan *build(void)
{
    lt_plan *a = lt_fill_nulls(table(), integer(1), NAMES("a", "d"), 2);
    lt_expr *pairs[] = {text("x"), text("y")};
    a = lt_replace(a, pairs, 1, NULL, 0);
    a = lt_drop_nulls(a, 2, NULL, 0);
    lt_plan *b = lt_to_df(lt_tail_rows(table(), 3), NAMES("a", "s", "d", "ok"), 4);
    a = lt_except(a, lt_intersect(b, table(), true), false);
    a = lt_sample(a, 0, 0.5, true, 3);
    a = lt_limit(lt_drop(a, NAMES("d"), 1), 9, 0);
    lt_expr *key = lt_expr_column("d", 1);
    a = lt_sort(a, &key, 1);
    return lt_summary(a, NAMES("count", "max"), 2);
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_plan *whole = build();
    EACH_FAULT (mem) {
        lt_error  err;
        lt_plan  *r = NULL, *best = NULL;
        lt_buf    fired = {.mem = mem};
        lt_status status = lt_plan_resolve(&r, whole, mem, &err);
        if (!status) status = lt_plan_optimise(&best, r, mem, &fired, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_buf_clear(&fired);
        lt_plan_release(best);
        lt_plan_release(r);
    }
    lt_plan_release(whole);
    EACH_FAULT (mem) {
        lt_error err;
        lt_plan *r = NULL;
        lt_plan_mem_use(mem);
        lt_plan *p = build();
        if (p) {
            lt_status status = lt_plan_resolve(&r, p, mem, &err);
            if (status) assert_int_equal(status, LT_ENOMEM);
        }
        lt_plan_release(r);
        lt_plan_release(p);
        lt_plan_mem_use(NULL);
    }
}

int main(void)
{
    return RUN(test(fill_is_for_columns_of_the_values_kind), test(what_cannot_fill_is_refused),
               test(drop_nulls_is_a_filter), test(replace_is_a_case),
               test(hundreds_of_columns_make_a_flat_condition), test(to_df_names_every_column),
               test(stars_leave_columns_out), test(sorts_and_filters_see_what_a_select_left_out),
               test(nothing_is_seen_through_groups_distinct_and_unions),
               test(filters_go_into_both_sides_of_a_set),
               test(filters_that_tell_equal_rows_apart_stay),
               test(sets_keep_every_column_and_samples_their_filters), test(set_inputs_must_fit),
               test(statistics_are_checked), test(drop_nulls_agrees_with_counting),
               test(filled_columns_have_every_value), test(survives_refused_memory));
}
