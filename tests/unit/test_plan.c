#include "tests/exec_fake.h"

#include "plan/plan_mem.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static lt_status resolve(lt_plan *p, lt_error *err)
{
    lt_plan  *r = NULL;
    lt_status status = lt_plan_resolve(&r, p, lt_mem_default(), err);
    lt_plan_release(r);
    return status;
}

/* ---- builders ---- */

static void builders_make_one_node_each(void **state)
{
    (void)state;
    lt_plan *p = lt_limit(kit_filter(lt_range(0, 10, 1), "id > 2"), 3, 1);
    assert_int_equal(p->kind, LT_NODE_LIMIT);
    assert_int_equal(p->steps, 3);
    assert_int_equal(p->inputs[0]->kind, LT_NODE_FILTER);
    assert_int_equal(p->inputs[0]->inputs[0]->kind, LT_NODE_RANGE);
    assert_true(p->id != p->inputs[0]->id);
    lt_plan_release(p);
}

static void nothing_given_makes_nothing(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *none = NULL, *e = kit_expr("a");
    assert_null(lt_filter(NULL, e));
    assert_null(lt_filter(lt_range(0, 1, 1), NULL));
    assert_null(lt_select(lt_range(0, 1, 1), &none, 1));
    assert_null(lt_group(lt_range(0, 1, 1), &none, 1, NULL, 0));
    assert_null(lt_limit(NULL, 1, 0));
    assert_null(lt_union(lt_range(0, 1, 1), NULL, false, false));
    assert_null(lt_plan_at(NULL, 3));
    assert_null(lt_plan_fail(NULL, &err));
    CHECK_FAILS(lt_plan_check(NULL, &err), LT_ENOMEM, &err);
    lt_plan_release(NULL);
}

static void the_first_mistake_rides_in_the_plan(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *p = lt_limit(lt_range(0, 1, 0), -7, 0);
    CHECK_FAILS(lt_plan_check(p, &err), LT_EINVAL, &err);
    CHECK_HAS(err.text, "step 0");
    p = lt_union(lt_range(0, 1, 1), kit_filter(p, "id > 0"), false, false);
    CHECK_FAILS(lt_plan_check(p, &err), LT_EINVAL, &err);
    CHECK_HAS(err.text, "step 0");
    CHECK_FAILS(resolve(p, &err), LT_EINVAL, &err);
    CHECK_HAS(err.text, "step 0");
    lt_plan_release(p);

    p = lt_limit(lt_range(0, 1, 1), 5, -1);
    CHECK_FAILS(lt_plan_check(p, &err), LT_EINVAL, &err);
    CHECK_HAS(err.text, "a limit of 5 rows after -1");
    lt_plan_release(p);
}

static void too_many_sort_keys_are_a_mistake(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *keys[65];
    for (int i = 0; i < 65; i++) keys[i] = kit_expr("id");
    lt_plan *p = lt_sort(lt_range(0, 1, 1), keys, 65);
    CHECK_FAILS(lt_plan_check(p, &err), LT_ELIMIT, &err);
    lt_plan_release(p);
}

/* ---- copies ---- */

static void a_copy_keeps_id_line_and_parts(void **state)
{
    (void)state;
    lt_expr *e = kit_expr("id + 1");
    lt_plan *p = lt_plan_at(lt_with(lt_range(0, 9, 1), TEXTS("x"), &e, 1), 12), *copy;
    copy = lt_plan_copy(p);
    assert_int_equal(copy->id, p->id);
    assert_int_equal(copy->line, 12);
    assert_int_equal(copy->steps, 2);
    assert_ptr_equal(copy->inputs[0], p->inputs[0]);
    assert_ptr_equal(copy->exprs[0], p->exprs[0]);
    assert_ptr_not_equal(copy->names[0], p->names[0]);
    CHECK_TEXT(copy->names[0], "x");
    lt_plan_release(p);
    CHECK_TEXT(copy->names[0], "x");
    lt_plan_release(copy);
}

static void a_copy_is_as_broken_as_its_model(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *p = lt_limit(lt_range(0, 1, 0), 1, 0), *copy = lt_plan_copy(p);
    lt_plan *leaf = lt_plan_copy(p->inputs[0]);
    CHECK_FAILS(lt_plan_check(copy, &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_plan_check(leaf, &err), LT_EINVAL, &err);
    lt_plan_release(p);
    CHECK_FAILS(lt_plan_check(copy, &err), LT_EINVAL, &err);
    lt_plan_release(copy);
    lt_plan_release(leaf);
}

/* ---- size ---- */

static void very_deep_plans_are_checked_refused_and_released(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *left = lt_range(0, 1, 1), *right = lt_range(0, 1, 1);
    for (int i = 0; i < 300000; i++) {
        left = lt_limit(left, 5, 0);
        right = lt_union(lt_range(0, 1, 1), right, false, false);
    }
    CHECK_OK(lt_plan_check(left, &err), &err);
    CHECK_OK(lt_plan_check(right, &err), &err);
    CHECK_FAILS(resolve(left, &err), LT_ELIMIT, &err);
    CHECK_FAILS(resolve(right, &err), LT_ELIMIT, &err);
    lt_plan_release(left);
    lt_plan_release(right);
}

static void a_plan_that_doubles_itself_is_refused(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *p = lt_range(0, 1, 1);
    for (int i = 0; i < 90; i++) p = lt_union(lt_plan_retain(p), p, false, false);
    CHECK_OK(lt_plan_check(p, &err), &err);
    CHECK_FAILS(resolve(p, &err), LT_ELIMIT, &err);
    CHECK_HAS(err.text, "steps");
    lt_plan_release(p);
}

static void a_plan_as_deep_as_allowed_runs(void **state)
{
    (void)state;
    lt_error err;
    lt_plan *p = lt_range(0, 100, 1), *resolved, *best;
    lt_buf   fired = {.mem = lt_mem_default()}, text = {.mem = lt_mem_default()};
    for (int i = 0; i < 900; i++) {
        p = kit_select(p, TEXTS("id div 1 as id", "id + 1 as more"));
        p = kit_filter(p, "id >= 0 and more div 1 > 0");
    }
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    CHECK_OK(lt_plan_text(&text, p, NULL, NULL, &err), &err);
    CHECK_OK(lt_buf_terminate(&text, &err), &err);
    CHECK_HAS((char *)text.data, "deeper than 512 steps");
    lt_buf_clear(&text);
    lt_buf_clear(&fired);
    lt_plan_release(best);
    lt_plan_release(resolved);
    lt_plan_release(p);
}

/* ---- text ---- */

static void text_shows_the_tree_with_ids_and_lines(void **state)
{
    (void)state;
    lt_error err;
    char     want[512];
    lt_buf   b = {.mem = lt_mem_default()};
    lt_plan *p = kit_filter(lt_range(0, 4, 2), "id > 1");
    p = lt_plan_at(lt_union(p, lt_rename(lt_range(1, 3, 1), TEXTS("id", "n"), 1), true, false), 9);
    const lt_plan *a = p->inputs[0], *c = p->inputs[1];
    snprintf(want, sizeof(want),
             "Union #%d  by name  (line 9)\n├─ Filter #%d  (id > 1)\n│  └─ Range #%d  0 to 4 step "
             "2\n└─ Rename #%d  id, n\n   └─ Range #%d  1 to 3 step 1\n",
             p->id, a->id, a->inputs[0]->id, c->id, c->inputs[0]->id);
    CHECK_OK(lt_plan_text(&b, p, NULL, NULL, &err), &err);
    char *got = kit_buf_text(&b);
    CHECK_TEXT(got, want);
    free(got);
    lt_plan_release(p);
}

static void refused_memory_while_printing_leaks_nothing(void **state)
{
    (void)state;
    lt_plan *p = kit_select(kit_filter(lt_range(0, 4, 2), "id > 1"), TEXTS("id + 1 as a", "id"));
    EACH_FAULT (mem) {
        lt_error err;
        lt_buf   b = {.mem = mem};
        if (lt_plan_text(&b, p, NULL, NULL, &err)) assert_int_equal(err.code, LT_ENOMEM);
        lt_buf_clear(&b);
    }
    lt_plan_release(p);
}

/* ---- refused memory ---- */

static void builders_consume_what_they_get_when_memory_runs_out(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_plan_mem_use(mem);
        lt_expr *key = lt_expr_column("a", 1), *sum = lt_expr_column("b", 1);
        lt_expr *call = lt_expr_call("sum", &sum, 1, false), *more = lt_expr_column("c", 1);
        lt_expr *order = lt_expr_column("d", 1), *one = lt_expr_column("e", 1);
        lt_plan *p = lt_group(lt_range(0, 4, 1), &key, 1, &call, 1);
        p = lt_with(p, TEXTS("x"), &more, 1);
        p = lt_sort(lt_distinct(p, TEXTS("a", "b"), 2), &order, 1);
        p = lt_rename(lt_drop(p, TEXTS("a"), 1), TEXTS("b", "c"), 1);
        p = lt_union(lt_filter(p, one), lt_range(0, 1, 0), false, false);
        lt_plan *copy = p ? lt_plan_copy(p) : NULL;
        lt_plan_release(copy);
        lt_plan_release(p);
        lt_plan_mem_use(NULL);
    }
}

int main(void)
{
    return RUN(test(builders_make_one_node_each), test(nothing_given_makes_nothing),
               test(the_first_mistake_rides_in_the_plan), test(too_many_sort_keys_are_a_mistake),
               test(a_copy_keeps_id_line_and_parts), test(a_copy_is_as_broken_as_its_model),
               test(very_deep_plans_are_checked_refused_and_released),
               test(a_plan_that_doubles_itself_is_refused), test(a_plan_as_deep_as_allowed_runs),
               test(text_shows_the_tree_with_ids_and_lines),
               test(refused_memory_while_printing_leaks_nothing),
               test(builders_consume_what_they_get_when_memory_runs_out));
}
