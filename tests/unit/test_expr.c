#include "tests/helper.h"

#include "plan/expr_walk.h"
#include "plan/node.h"
#include "plan/plan_mem.h"
#include "plan/resolve_expr.h"

#include <math.h>
#include <string.h>

static lt_expr *resolved(const char *text)
{
    static const char ddl[] = "a int, b int, c string, d decimal(5,2)";
    lt_error          err;
    lt_expr          *e = NULL, *r = NULL;
    lt_schema        *s = NULL;
    CHECK_OK(lt_schema_parse(&s, lt_mem_default(), ddl, strlen(ddl), &err), &err);
    CHECK_OK(lt_expr_parse(&e, text, strlen(text), 1, &err), &err);
    CHECK_OK(
        lt_resolve_expr(&r, e, &(lt_scope){.schema = s, .aggregates = true, .where = "x"}, &err),
        &err);
    lt_expr_release(e);
    lt_schema_release(s);
    return r;
}

static void check_text(const lt_expr *e, const char *want)
{
    lt_error err;
    lt_buf   out = {.mem = lt_mem_default()};
    CHECK_OK(lt_expr_text(&out, e, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    CHECK_TEXT((const char *)out.data, want);
    lt_buf_clear(&out);
}

static lt_expr *number(int64_t i)
{
    return lt_expr_literal((lt_value){.type = LT_TYPE(I32), .i = i});
}

static void builders_make_what_the_parser_makes(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *parsed = NULL;
    lt_expr *sum = lt_expr_call("+", (lt_expr *[]){lt_expr_column("a", 1), number(1)}, 2, false);
    lt_expr *made = lt_expr_alias(lt_expr_cast(sum, LT_TYPE(STRING), true), "x", 1);
    CHECK_OK(lt_expr_parse(&parsed, "try_cast(a + 1 as string) as x", 30, 1, &err), &err);
    assert_true(lt_expr_same(made, parsed));
    assert_int_equal(made->depth, 4);
    lt_expr_release(made);
    lt_expr_release(parsed);
}

static void nothing_from_nothing(void **state)
{
    (void)state;
    assert_null(lt_expr_call("f", (lt_expr *[]){number(1), NULL, number(2)}, 3, false));
    assert_null(lt_expr_cast(NULL, LT_TYPE(I32), false));
    assert_null(lt_expr_alias(NULL, "x", 1));
    assert_null(lt_expr_sort(NULL, false, true));
    lt_expr_release(NULL);
}

static void literals_own_their_bytes(void **state)
{
    (void)state;
    char     text[] = "hello";
    lt_value v = {.type = LT_TYPE(STRING), .s = {(const uint8_t *)text, 5}};
    lt_expr *e = lt_expr_literal(v), *copy = lt_expr_copy(e);
    memset(text, 'x', 5);
    check_text(e, "'hello'");
    assert_true(lt_expr_same(e, copy));
    lt_expr_release(e);
    check_text(copy, "'hello'");
    lt_expr_release(copy);
}

static void literals_without_their_own_sign_are_casts(void **state)
{
    (void)state;
    static const struct {
        lt_value    v;
        const char *text;
    } table[] = {
        {{.type = {.id = LT_F64}, .f = (double)NAN}, "CAST('NaN' AS DOUBLE)"},
        {{.type = {.id = LT_F32}, .f = (double)INFINITY}, "CAST('Infinity' AS FLOAT)"},
        {{.type = {.id = LT_STRING}, .null = true}, "CAST(NULL AS STRING)"},
        {{.type = {.id = LT_DECIMAL, .precision = 10, .scale = 2}, .d = -150}, "-1.50BD"},
        {{.type = {.id = LT_DATE}, .i = 0}, "DATE '1970-01-01'"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        lt_expr *e = lt_expr_literal(table[i].v);
        check_text(e, table[i].text);
        lt_expr_release(e);
    }
}

static void trees_of_any_depth_are_released(void **state)
{
    (void)state;
    lt_error err;
    lt_buf   out = {.mem = lt_mem_default()};
    lt_expr *e = number(1);
    for (int i = 0; i < 1000000; i++) e = lt_expr_call("-", &e, 1, false);
    CHECK_FAILS(lt_expr_text(&out, e, &err), LT_ELIMIT, &err);
    lt_expr_release(e);
}

static void a_blamed_expression_has_its_caret(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *e = resolved("a + length(c)");
    lt_fail(&err, LT_EOVERFLOW, LT_HERE, "x");
    lt_expr_blame(&err, e->args[1]);
    assert_int_equal(err.caret, 4);
    assert_int_equal(err.caret_bytes, 9);
    assert_int_equal(err.cell_line, 1);
    lt_expr_release(e);
}

static void columns_used_are_found_and_moved(void **state)
{
    (void)state;
    bool     used[4] = {false};
    lt_expr *e = resolved("case when a > 1 then c else upper(c) end");
    lt_expr_columns(e, used);
    assert_true(used[0] && used[2] && !used[1] && !used[3]);

    lt_expr *moved = lt_expr_remap(e, (const int32_t[]){1, 0, 0, 0});
    assert_int_equal(moved->args[0]->args[0]->index, 1);
    assert_int_equal(moved->args[1]->index, 0);
    assert_int_equal(e->args[1]->index, 2);
    lt_expr *same = lt_expr_remap(e, (const int32_t[]){0, 1, 2, 3});
    assert_ptr_equal(same, e);
    lt_expr_release(same);
    lt_expr_release(moved);
    lt_expr_release(e);
}

static void columns_are_replaced_by_expressions(void **state)
{
    (void)state;
    lt_expr *e = resolved("b * 2 + b"), *by[4] = {NULL, resolved("a + 1"), NULL, NULL};
    lt_expr *made = lt_expr_substitute(e, by);
    check_text(made, "(((a + 1) * 2) + (a + 1))");
    check_text(e, "((b * 2) + b)");
    lt_expr_release(made);
    lt_expr_release(by[1]);
    lt_expr_release(e);
}

static void what_can_fail_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool        fails;
    } table[] = {
        {"a", false},
        {"a = 1", false},
        {"a + 1", true},
        {"a / 2", true},
        {"try_add(a, 1)", false},
        {"cast(c as int)", true},
        {"c = 1", true},
        {"try_cast(c as int)", false},
        {"cast(a as string)", false},
        {"cast(a as double)", false},
        {"upper(c) like 'x'", false},
        {"c like 'x!_' escape '!'", true},
        {"c like c", true},
        {"a % 2", false},
        {"a % 0", true},
        {"a % a", true},
        {"c is null", false},
        {"a = 1.5", false},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        lt_expr *e = resolved(table[i].text);
        if (lt_expr_can_fail(e) != table[i].fails) fail_msg("%s", table[i].text);
        lt_expr_release(e);
    }
}

/* What is known of a tree is kept in it, and forgotten when an argument changes. */
static void what_is_known_follows_the_tree(void **state)
{
    (void)state;
    lt_expr *e = resolved("try_add(a, 1) = 3"), *fails = resolved("a + 1");
    assert_false(lt_expr_can_fail(e));
    assert_int_equal(lt_expr_nodes(e), 5 + (e->args[1]->kind == LT_EXPR_CAST));
    lt_expr *copy = lt_expr_copy(e);
    assert_false(lt_expr_can_fail(copy));
    lt_expr_set_folded(copy);
    lt_expr_set_arg(copy, 0, lt_expr_retain(fails));
    assert_true(lt_expr_can_fail(copy));
    assert_false(lt_expr_is_folded(copy));
    assert_false(lt_expr_can_fail(e));
    lt_expr_release(copy);
    lt_expr_release(fails);
    lt_expr_release(e);
}

static void nodes_are_counted_only_so_far(void **state)
{
    (void)state;
    lt_expr *e = resolved("concat(c, c)");
    for (int i = 0; i < 40; i++) { /* 2 to the 41st leaves, 41 nodes */
        lt_expr *two = lt_expr_copy(e);
        assert_non_null(two);
        lt_expr_set_arg(two, 0, lt_expr_retain(e));
        lt_expr_set_arg(two, 1, e);
        assert_int_equal(lt_expr_nodes(two), i < 22 ? (8 << i) - 1 : LT_EXPR_MANY);
        e = two;
    }
    assert_false(lt_expr_can_fail(e));
    lt_expr_release(e);
}

static void levels_are_replaced_at_once(void **state)
{
    (void)state;
    lt_expr *e = resolved("a > 1"), *up = resolved("a + 2"), *down = resolved("a * 3");
    lt_expr *many[8], *deep[8];
    for (int i = 0; i < 8; i++) many[i] = up, deep[i] = down;
    lt_expr *const *levels[] = {many, deep};
    lt_expr        *once = lt_expr_substitute_all(e, levels, 2);
    lt_expr        *first = lt_expr_substitute(e, many), *then = lt_expr_substitute(first, deep);
    assert_true(lt_expr_same(once, then));
    assert_false(lt_expr_same(once, first));
    lt_expr_release(once);
    lt_expr_release(first);
    lt_expr_release(then);
    lt_expr_release(e);
    lt_expr_release(up);
    lt_expr_release(down);
}

static void aggregates_are_found_by_name(void **state)
{
    (void)state;
    lt_expr *a = resolved("a + 1"), *n = resolved("count(*)");
    assert_false(lt_expr_has_aggregate(a));
    assert_true(lt_expr_has_aggregate(n));
    lt_expr_release(a);
    lt_expr_release(n);
}

static void coercions_are_not_shown(void **state)
{
    (void)state;
    lt_expr *e = resolved("c = 1 and d > a");
    assert_int_equal(e->args[0]->args[0]->kind, LT_EXPR_CAST);
    check_text(e, "((c = 1) AND (d > a))");
    lt_expr_release(e);
}

static void rewriting_without_memory_leaks_nothing(void **state)
{
    (void)state;
    lt_expr *e = resolved("case when a > 1 then c else 'x' end");
    EACH_FAULT (mem) {
        lt_plan_mem_use(mem);
        lt_expr *moved = lt_expr_remap(e, (const int32_t[]){1, 0, 3, 2});
        lt_expr *copy = lt_expr_copy(e->args[2]);
        lt_expr_release(moved);
        lt_expr_release(copy);
        lt_plan_mem_use(NULL);
    }
    lt_expr_release(e);
}

int main(void)
{
    return RUN(test(builders_make_what_the_parser_makes), test(nothing_from_nothing),
               test(literals_own_their_bytes), test(literals_without_their_own_sign_are_casts),
               test(trees_of_any_depth_are_released), test(a_blamed_expression_has_its_caret),
               test(columns_used_are_found_and_moved), test(columns_are_replaced_by_expressions),
               test(what_can_fail_is_known), test(what_is_known_follows_the_tree),
               test(nodes_are_counted_only_so_far), test(levels_are_replaced_at_once),
               test(aggregates_are_found_by_name), test(coercions_are_not_shown),
               test(rewriting_without_memory_leaks_nothing));
}
