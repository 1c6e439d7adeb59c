#include "tests/helper.h"
#include "tests/schema_ddl.h"

#include "plan/node.h"
#include "plan/plan_mem.h"

#include <stdio.h>
#include <string.h>

/* ---- a table without rows: what a plan reads ---- */

static lt_table *table_of(const char *ddl)
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
    lt_table *t = table_of(ddl);
    lt_plan  *p = lt_from_table(t);
    lt_table_release(t);
    return p;
}

static const char sales[] = "id bigint, name string, n int, amount decimal(10,2), price double, "
                            "small float, day date, at timestamp, ok boolean, wall timestamp_ntz, "
                            "raw binary, tiny tinyint";

static lt_expr *expr(const char *text)
{
    lt_error err;
    lt_expr *e = NULL;
    CHECK_OK(lt_expr_parse(&e, text, strlen(text), 7, &err), &err);
    return e;
}

static lt_plan *select_of(const char *text)
{
    lt_expr *e = expr(text);
    return lt_select(scan_of(sales), &e, 1);
}

/* The schema of p as DDL, or the error's text; p is consumed. */
static const char *schema_of(lt_plan *p)
{
    static char text[2048];
    lt_error    err;
    lt_plan    *r = NULL;
    lt_buf      ddl = {.mem = lt_mem_default()};
    if (lt_plan_resolve(&r, p, lt_mem_default(), &err)) {
        snprintf(text, sizeof(text), "!%s", err.text);
    } else {
        CHECK_OK(schema_ddl(&ddl, r->schema, &err), &err);
        snprintf(text, sizeof(text), "%.*s", (int)ddl.len, (const char *)ddl.data);
    }
    lt_buf_clear(&ddl);
    lt_plan_release(r);
    lt_plan_release(p);
    return text;
}

static const char *type_of(const char *text)
{
    static char  out[1100];
    lt_error     err;
    lt_type_text name;
    lt_plan     *r = NULL, *p = select_of(text);
    if (lt_plan_resolve(&r, p, lt_mem_default(), &err))
        snprintf(out, sizeof(out), "!%s", err.text);
    else
        snprintf(out, sizeof(out), "%s%s", lt_type_name(name, r->schema->fields[0].type),
                 r->schema->fields[0].nullable ? "" : " not null");
    lt_plan_release(r);
    lt_plan_release(p);
    return out;
}

static void fails(lt_plan *p, lt_error *err)
{
    lt_plan *r = NULL;
    if (lt_plan_resolve(&r, p, lt_mem_default(), err) == LT_OK) fail_msg("resolved");
    lt_plan_release(p);
}

/* ---- types ---- */

static void types_are_sparks(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"n + 1", "int32"},
        {"n + id", "int64"},
        {"tiny + n", "int32"},
        {"n + amount", "decimal(13,2)"},
        {"amount + 1", "decimal(11,2)"},
        {"amount * amount", "decimal(21,4)"},
        {"amount / amount", "decimal(23,13)"},
        {"amount % 3", "decimal(3,2)"},
        {"amount + price", "float64"},
        {"small + n", "float64"},
        {"small + small", "float32"},
        {"n / 2", "float64"},
        {"1.5 + 2.25", "decimal(4,2) not null"},
        {"n div 2", "int64"},
        {"name + 1", "int64"},
        {"name + 1.5", "float64"},
        {"name + name", "float64"},
        {"day + 1", "date"},
        {"day - n", "date"},
        {"null + 1", "int32"},
        {"- name", "float64"},
        {"abs(amount)", "decimal(10,2)"},
        {"ceil(amount)", "decimal(9,0)"},
        {"floor(price)", "int64"},
        {"round(amount, 1)", "decimal(10,1)"},
        {"round(amount)", "decimal(9,0)"},
        {"round(n, -2)", "int32"},
        {"name = 5", "bool"},
        {"day = '2024-01-01'", "bool"},
        {"day < at", "bool"},
        {"amount in (1, 2, 3)", "bool"},
        {"name is null", "bool not null"},
        {"name <=> 'x'", "bool not null"},
        {"ok and n > 1", "bool"},
        {"case when ok then 1 else 2.5 end", "decimal(11,1) not null"},
        {"case when ok then 1 end", "int32"},
        {"case when ok then null else 'a' end", "string"},
        {"coalesce(n, 0)", "int32 not null"},
        {"coalesce(name, 1)", "int64 not null"},
        {"if(ok, day, at)", "timestamp"},
        {"nullif(n, 1)", "int32"},
        {"nvl2(n, 'a', 'b')", "string not null"},
        {"upper(n)", "string"},
        {"concat(name, n, day)", "string"},
        {"concat(raw, raw)", "binary"},
        {"length(raw)", "int32"},
        {"substring(name, '2', 3)", "string"},
        {"year('2024-01-01')", "int32 not null"},
        {"date_trunc('hour', wall)", "timestamp"},
        {"try_divide(1, 0)", "float64"},
        {"cast(n as decimal(20,3))", "decimal(20,3)"},
        {"try_cast('x' as int)", "int32"},
        {"int(name)", "int32"},
        {"greatest(n, id, 1.5)", "decimal(21,1)"},
        {"null", "void"},
        {"sum(n)", "int64"},
        {"sum(amount)", "decimal(20,2)"},
        {"avg(amount)", "decimal(14,6)"},
        {"avg(n)", "float64"},
        {"sum(small)", "float64"},
        {"sum(name)", "float64"},
        {"count(*)", "int64 not null"},
        {"count(1)", "int64 not null"},
        {"count_if(ok)", "int64 not null"},
        {"max(day)", "date"},
        {"any_value(raw)", "binary"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        const char *got = type_of(table[i][0]);
        if (strcmp(got, table[i][1]) != 0)
            print_error("%s: %s, not %s\n", table[i][0], got, table[i][1]);
        CHECK_TEXT(got, table[i][1]);
    }
}

static void wrong_types_are_refused(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"n + ok", "+: needs numbers, not int32 and bool"},
        {"day - day", "-: needs numbers, not date and date"},
        {"n = day", "==: needs values of one type, not int32 and date"},
        {"n in (1, day)", "in: needs values of one type, not int32 and date"},
        {"ok and n", "and: argument 2 must be bool, not int32"},
        {"case when n then 1 end", "when: argument 1 must be bool, not int32"},
        {"case when ok then 1 else day end",
         "when: the branches must be of one type, not int32 and date"},
        {"cast(ok as date)", "bool cannot be cast to date"},
        {"year(n)", "year: argument 1 must be date, not int32"},
        {"upper()", "upper takes 1 argument, not 0"},
        {"round(1, 2, 3)", "round takes at most 2 arguments, not 3"},
        {"concat_ws()", "concat_ws takes at least 1 argument, not 0"},
        {"uper(name)", "no function \"uper\""},
        {"upper(distinct name)", "upper is no aggregate: distinct has no place in it"},
        {"sum(count(*))", "count is an aggregate and has no place in another aggregate"},
        {"nme", "no column \"nme\""},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        const char *got = type_of(table[i][0]);
        if (got[0] != '!') fail_msg("%s: %s", table[i][0], got);
        CHECK_TEXT(got + 1, table[i][1]);
    }
}

/* ---- errors say where ---- */

static void an_unknown_column_names_node_line_and_near_miss(void **state)
{
    (void)state;
    lt_error err;
    fails(lt_plan_at(lt_filter(scan_of(sales), expr("n > 0 and amuont > 1")), 12), &err);
    assert_int_equal(err.code, LT_ENOTFOUND);
    CHECK_TEXT(err.text, "no column \"amuont\"");
    CHECK_TEXT(err.hint, "did you mean \"amount\"?");
    CHECK_HAS(err.node, "Filter #");
    assert_int_equal(err.cell_line, 7);
    CHECK_TEXT(err.excerpt, "n > 0 and amuont > 1");
    assert_int_equal(err.caret, 10);
    assert_int_equal(err.caret_bytes, 6);
}

static void the_line_of_the_node_serves_where_the_text_has_none(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *e = lt_expr_column("nope", 4);
    fails(lt_plan_at(lt_select(scan_of(sales), &e, 1), 12), &err);
    assert_int_equal(err.cell_line, 12);
    assert_int_equal(err.caret, -1);
}

static void a_column_of_two_is_ambiguous(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *both[] = {expr("n"), expr("id as n")};
    lt_plan *p = lt_select(scan_of(sales), both, 2);
    lt_expr *e = expr("n + 1");
    CHECK_TEXT(schema_of(lt_plan_retain(p)), "n int, n bigint");
    fails(lt_select(p, &e, 1), &err);
    CHECK_TEXT(err.text, "column \"n\" is ambiguous: several have that name");
}

static void names_are_found_in_any_case(void **state)
{
    (void)state;
    lt_expr *e[] = {expr("AMOUNT"), expr("Name as x")};
    CHECK_TEXT(schema_of(lt_select(scan_of(sales), e, 2)), "AMOUNT decimal(10,2), x string");
}

static void a_filter_is_true_or_false(void **state)
{
    (void)state;
    lt_error err;
    fails(lt_filter(scan_of(sales), expr("n")), &err);
    CHECK_TEXT(err.text, "a filter must be true or false, not int32");
    CHECK_HAS(err.hint, "compare it");
    assert_int_equal(err.caret, 0);
    fails(lt_filter(scan_of(sales), expr("sum(n) > 3")), &err);
    CHECK_TEXT(err.text, "sum is an aggregate and has no place in a filter");
    CHECK_HAS(err.hint, "group_by");
    fails(lt_filter(scan_of(sales), lt_expr_star()), &err);
    CHECK_TEXT(err.text, "* has no place in a filter");
}

static void a_mistake_of_building_is_reported(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *p = lt_limit(lt_range(0, 10, 0), 5, 0);
    fails(p, &err);
    CHECK_TEXT(err.text, "a range with step 0");
    CHECK_HAS(err.node, "Range #");
}

/* ---- nodes ---- */

static void stars_expand(void **state)
{
    (void)state;
    lt_expr *e[] = {lt_expr_star(), expr("a * 2")};
    CHECK_TEXT(schema_of(lt_select(scan_of("a int, b string"), e, 2)),
               "a int, b string, `(a * 2)` int");
}

static void with_replaces_in_place_and_adds_at_the_end(void **state)
{
    (void)state;
    lt_expr    *e[] = {expr("a + b"), expr("a")};
    const char *names[] = {"new", "B"};
    CHECK_TEXT(schema_of(lt_with(scan_of("a int, b bigint, c string"), names, e, 2)),
               "a int, B int, c string, new bigint");
    lt_error    err;
    lt_expr    *again[] = {expr("a"), expr("a")};
    const char *twice[] = {"x", "X"};
    fails(lt_with(scan_of("a int"), twice, again, 2), &err);
    CHECK_TEXT(err.text, "column \"x\" is given twice");
}

static void drop_and_rename_ignore_unknown_names(void **state)
{
    (void)state;
    const char *dropped[] = {"B", "nope"}, *renamed[] = {"a", "x", "nope", "y"};
    CHECK_TEXT(schema_of(lt_drop(scan_of("a int, b int, c int"), dropped, 2)), "a int, c int");
    CHECK_TEXT(schema_of(lt_rename(scan_of("a int, b int"), renamed, 2)), "x int, b int");
}

static void projections_keep_the_id(void **state)
{
    (void)state;
    lt_error    err;
    const char *names[] = {"a"};
    lt_plan    *r = NULL, *p = lt_plan_at(lt_drop(scan_of("a int, b int"), names, 1), 4);
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    assert_int_equal(r->kind, LT_NODE_PROJECT);
    assert_int_equal(r->id, p->id);
    assert_int_equal(r->line, 4);
    assert_int_equal(r->exprs[0]->index, 1);
    lt_plan_release(r);
    lt_plan_release(p);
}

static void distinct_names_become_the_schemas(void **state)
{
    (void)state;
    lt_error    err;
    const char *names[] = {"B"}, *wrong[] = {"bb"};
    lt_plan    *r = NULL, *p = lt_distinct(scan_of("a int, b int"), names, 1);
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    CHECK_TEXT(r->names[0], "b");
    lt_plan_release(r);
    lt_plan_release(p);
    fails(lt_distinct(scan_of("a int, b int"), wrong, 1), &err);
    CHECK_TEXT(err.text, "no column \"bb\"");
}

static void sort_keys_may_be_expressions(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *keys[] = {expr("a + 1"), NULL};
    CHECK_OK(lt_expr_parse_sort(&keys[1], "-b", 2, 1, &err), &err);
    lt_plan *r = NULL, *p = lt_sort(scan_of("a int, b int"), keys, 2);
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    assert_int_equal(r->exprs[0]->kind, LT_EXPR_SORT);
    assert_true(r->exprs[0]->nulls_first);
    assert_true(r->exprs[1]->descending);
    assert_int_equal(r->exprs[1]->args[0]->index, 1);
    lt_plan_release(r);
    lt_plan_release(p);
}

static void a_range_has_an_id(void **state)
{
    (void)state;
    CHECK_HAS(schema_of(lt_range(0, 10, 1)), "id bigint");
}

/* ---- unions ---- */

static void unions_meet_at_common_types(void **state)
{
    (void)state;
    lt_plan *p = lt_union(scan_of("a int, b string"), scan_of("x bigint, y date"), false, false);
    CHECK_TEXT(schema_of(p), "a bigint, b date");
    p = lt_union(scan_of("a int, b string"), scan_of("B string, A int"), true, false);
    CHECK_TEXT(schema_of(p), "a int, b string");
    p = lt_union(scan_of("a int"), scan_of("b string, a int"), true, true);
    CHECK_TEXT(schema_of(p), "a int, b string");
}

static void unions_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    lt_error err;
    fails(lt_union(scan_of("a int, b int"), scan_of("c int"), false, false), &err);
    CHECK_TEXT(err.text, "a union of 2 columns (a, b) with 1 (c)");
    fails(lt_union(scan_of("a int"), scan_of("a date"), false, false), &err);
    CHECK_TEXT(err.text, "column \"a\" is int32 before and date in input 2 of the union");
    fails(lt_union(scan_of("a int"), scan_of("b int"), true, false), &err);
    CHECK_TEXT(err.text, "no column \"a\"");
}

static void a_plan_used_twice_is_resolved_once(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *r = NULL, *p = lt_limit(scan_of("a int"), 3, 0);
    for (int i = 0; i < 12; i++) p = lt_union(lt_plan_retain(p), p, false, false);
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    assert_ptr_equal(r->inputs[0], r->inputs[1]);
    lt_plan_release(r);
    lt_plan_release(p);
}

/* ---- groups ---- */

static lt_plan *group_of(const char *key, const char *a, const char *b)
{
    lt_expr *keys[] = {key ? expr(key) : NULL}, *aggs[] = {expr(a), b ? expr(b) : NULL};
    return lt_group(scan_of("k string, n int, x double"), keys, key ? 1 : 0, aggs, b ? 2 : 1);
}

static void plain_aggregates_are_one_node(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *r = NULL, *p = group_of("k", "sum(n)", "count(*) as rows");
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    assert_int_equal(r->kind, LT_NODE_AGGREGATE);
    assert_int_equal(r->key_count, 1);
    CHECK_TEXT(r->names[1], "sum(n)");
    assert_int_equal(r->exprs[2]->args[0]->kind, LT_EXPR_STAR);
    lt_plan_release(r);
    CHECK_HAS(schema_of(p), "k string, `sum(n)` bigint, rows bigint");
}

static void expressions_over_aggregates_become_a_projection(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *r = NULL, *p = group_of("k", "sum(n) / count(*) as mean", "round(sum(n), 2)");
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    assert_int_equal(r->kind, LT_NODE_PROJECT);
    assert_int_equal(r->inputs[0]->kind, LT_NODE_AGGREGATE);
    assert_int_equal(r->id, r->inputs[0]->id);
    assert_int_equal(r->inputs[0]->expr_count, 3); /* sum is there once */
    lt_plan_release(r);
    CHECK_TEXT(schema_of(p), "k string, mean double, `round(sum(n), 2)` bigint");
}

static void distinct_aggregates_of_one_argument_run_over_distinct_rows(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *r = NULL, *p = group_of("k", "count(distinct n)", "max(n) + sum(distinct n) as m");
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    const lt_plan *group = r->inputs[0], *rows = group->inputs[0];
    assert_int_equal(group->kind, LT_NODE_AGGREGATE);
    assert_false(group->exprs[1]->distinct);
    assert_int_equal(group->exprs[1]->args[0]->index, 1);
    assert_int_equal(rows->kind, LT_NODE_DISTINCT);
    assert_int_equal(rows->schema->count, 2);
    assert_int_equal(rows->inputs[0]->kind, LT_NODE_PROJECT);
    lt_plan_release(r);
    CHECK_TEXT(schema_of(p), "k string, `count(DISTINCT n)` bigint, m bigint");

    p = group_of("k", "count(distinct n)", "sum(x)"); /* mixed: as it is */
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    assert_true(r->exprs[1]->distinct);
    lt_plan_release(r);
    lt_plan_release(p);
}

static void keys_may_be_expressions_and_used_in_aggregates(void **state)
{
    (void)state;
    CHECK_TEXT(schema_of(group_of("n % 10 as d", "n % 10 + max(n)", NULL)),
               "d int, `((n % 10) + max(n))` int");
    CHECK_TEXT(schema_of(group_of(NULL, "max(x)", NULL)), "`max(x)` double");
}

static void a_bare_column_is_no_aggregate(void **state)
{
    (void)state;
    lt_error err;
    fails(group_of("k", "sum(n) + x", NULL), &err);
    CHECK_TEXT(err.text, "column \"x\" is neither a key of the group nor inside an aggregate");
    CHECK_TEXT(err.hint, "add it to group_by, or take one value of the group: first(x)");
    assert_int_equal(err.caret, 9);
    lt_expr *e[] = {expr("k"), expr("sum(n)")};
    fails(lt_select(scan_of("k string, n int"), e, 2), &err);
    CHECK_HAS(err.hint, "without group_by");
    fails(group_of("sum(n)", "count(*)", NULL), &err);
    CHECK_TEXT(err.text, "sum is an aggregate and has no place in a key of group_by");
}

/* ---- memory and depth ---- */

static void expressions_too_deep_are_refused(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *e = lt_expr_column("a", 1);
    for (int i = 0; i < 100000; i++)
        e = lt_expr_call("+", (lt_expr *[]){e, lt_expr_literal((lt_value){.type = LT_TYPE(I32)})},
                         2, false);
    fails(lt_select(scan_of("a int"), &e, 1), &err);
    assert_int_equal(err.code, LT_ELIMIT);
    CHECK_HAS(err.text, "the limit is 512");
}

static void plans_too_long_are_refused(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *p = scan_of("a int");
    for (int i = 0; i < 100000; i++) p = lt_limit(p, 1, 0);
    fails(p, &err);
    assert_int_equal(err.code, LT_ELIMIT);
}

static lt_plan *build(lt_table *t)
{
    lt_expr          *e = NULL, *w = NULL, *keys[1] = {NULL}, *aggs[1] = {NULL};
    const char       *names[] = {"n"};
    lt_error          err;
    static const char filter[] =
        "n > 1 and k in ('a', 'b') and to_date(k) - -interval 1 day * n < current_date and "
        "date_part('dow_iso', k) > datediff(week, now(), now() + make_dt_interval(n, n, n, n))";
    (void)!lt_expr_parse(&e, filter, strlen(filter), 1, &err);
    (void)!lt_expr_parse(&w, "case when n > 2 then n else 0.5 end", 35, 1, &err);
    (void)!lt_expr_parse(&keys[0], "k", 1, 1, &err);
    (void)!lt_expr_parse(&aggs[0], "sum(distinct n) * 2 as m", 24, 1, &err);
    lt_plan *p = lt_filter(lt_from_table(t), e);
    if (p)
        p = lt_with(p, names, &w, 1);
    else
        lt_expr_release(w);
    if (p) return lt_group(p, keys, 1, aggs, 1);
    lt_expr_release(keys[0]);
    lt_expr_release(aggs[0]);
    return NULL;
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    lt_table *t = table_of("k string, n int");
    lt_plan  *whole = build(t);
    assert_non_null(whole);
    EACH_FAULT (mem) {
        lt_error  err;
        lt_plan  *r = NULL;
        lt_status status = lt_plan_resolve(&r, whole, mem, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_plan_release(r);
    }
    EACH_FAULT (mem) {
        lt_error err;
        lt_plan *r = NULL;
        lt_plan_mem_use(mem);
        lt_plan *p = build(t);
        if (p) {
            lt_status status = lt_plan_resolve(&r, p, mem, &err);
            if (status) assert_int_equal(status, LT_ENOMEM);
        }
        lt_plan_release(r);
        lt_plan_release(p);
        lt_plan_mem_use(NULL);
    }
    lt_plan_release(whole);
    lt_table_release(t);
}

int main(void)
{
    return RUN(test(types_are_sparks), test(wrong_types_are_refused),
               test(an_unknown_column_names_node_line_and_near_miss),
               test(the_line_of_the_node_serves_where_the_text_has_none),
               test(a_column_of_two_is_ambiguous), test(names_are_found_in_any_case),
               test(a_filter_is_true_or_false), test(a_mistake_of_building_is_reported),
               test(stars_expand), test(with_replaces_in_place_and_adds_at_the_end),
               test(drop_and_rename_ignore_unknown_names), test(projections_keep_the_id),
               test(distinct_names_become_the_schemas), test(sort_keys_may_be_expressions),
               test(a_range_has_an_id), test(unions_meet_at_common_types),
               test(unions_that_do_not_fit_are_refused), test(a_plan_used_twice_is_resolved_once),
               test(plain_aggregates_are_one_node),
               test(expressions_over_aggregates_become_a_projection),
               test(distinct_aggregates_of_one_argument_run_over_distinct_rows),
               test(keys_may_be_expressions_and_used_in_aggregates),
               test(a_bare_column_is_no_aggregate), test(expressions_too_deep_are_refused),
               test(plans_too_long_are_refused), test(running_out_of_memory_leaks_nothing));
}
