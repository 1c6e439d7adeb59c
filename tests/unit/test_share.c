#include "exec/share.h"

#include "tests/exec_kit.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Expressions of a select over the random table, resolved. */
static lt_plan *resolved(lt_table *t, const char *const *texts)
{
    lt_error err;
    lt_plan *p = kit_select(lt_from_table(t), texts), *r;
    CHECK_OK(lt_plan_resolve(&r, p, lt_mem_default(), &err), &err);
    lt_plan_release(p);
    return r;
}

static void check_shared(lt_table *t, const char *const *texts, const char *want)
{
    lt_error err;
    lt_buf   shared = {.mem = lt_mem_default()}, text = {.mem = lt_mem_default()};
    lt_plan *p = resolved(t, texts);
    CHECK_OK(lt_share_find(&shared, p->exprs, p->expr_count, &err), &err);
    for (int32_t i = 0; i < lt_share_count(&shared); i++) {
        const lt_expr *e = ((const lt_expr *const *)shared.data)[i];
        assert_int_equal(lt_share_slot(&shared, e), i);
        CHECK_OK(lt_expr_text(&text, e, &err), &err);
        CHECK_OK(lt_buf_text(&text, ";", &err), &err);
    }
    char *got = kit_buf_text(&text);
    CHECK_TEXT(got, want);
    free(got);
    lt_buf_clear(&shared);
    lt_plan_release(p);
}

static void finds_what_occurs_twice(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 5, 8, 9, 3);
    check_shared(t, TEXTS("upper(s) as a", "lower(upper(s)) as b"), "upper(s);");
    check_shared(t, TEXTS("i + 1 as a", "i + 2 as b", "l as c", "l as d"), "");
    check_shared(t, TEXTS("(i + 1) * (i + 1) as a"), "(i + 1);");
    check_shared(t, TEXTS("case when i div 2 > 1 then i div 2 end as a"), "(i div 2);");
    lt_table_release(t);
}

static void shared_parts_change_no_answer(void **state)
{
    static const char *const lists[][4] = {
        {"concat(s, c) as a", "length(concat(s, c)) as b", "upper(concat(s, c)) as d"},
        {"case when i > 2 then l div i else 0 end as a", "case when i > 2 then l div i end as b"},
        {"if(b, upper(c), lower(upper(c))) as a", "upper(c) = 'NORTH' and b as x"},
        {"coalesce(upper(s), upper(c)) as a", "coalesce(upper(c), upper(s)) as d"},
        {"l div i as a", "i <> 0 and l div i > 1 as x"}};
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 300, k.run.batch_rows, 9, 3);
        for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
            bool           fails = i == 4; /* i is 0 somewhere, and the first column meets it */
            lt_plan       *all = kit_select(lt_from_table(t), lists[i]);
            lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
            lt_status      status = kit_run(&k, all, &target);
            assert_int_equal(status != LT_OK, fails);
            if (fails) continue;
            for (int32_t c = 0; lists[i][c]; c++) { /* each alone shares nothing with the others */
                lt_table *one = kit_collect(&k, kit_select(lt_from_table(t), TEXTS(lists[i][c])));
                for (int64_t row = 0; row < one->rows; row++) {
                    lt_value a = lt_table_value(target.table, row, c),
                             b = lt_table_value(one, row, 0);
                    assert_int_equal(a.null, b.null);
                    if (!a.null) assert_int_equal(lt_value_compare(a, b), 0);
                }
                lt_table_release(one);
            }
            lt_table_release(target.table);
        }
        lt_table_release(t);
    }
}

/* The division stands in a branch first: rows that do not take it never meet it. */
static void errors_come_of_the_same_rows(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_collect(
            &k, kit_select(lt_range(0, 20, 1),
                           TEXTS("if(id > 3, 12 div (id - 3), 0) as a",
                                 "case when id > 3 then 12 div (id - 3) > 2 end as b")));
        assert_int_equal(t->rows, 20);
        assert_int_equal(lt_table_value(t, 4, 0).i, 12);
        lt_table_release(t);
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 60, 32, 20, 8);
    lt_plan  *p = resolved(t, TEXTS("upper(s) as a", "if(b, upper(s), lower(upper(s))) as d"));
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_run         run = {.mem = mem, .batch_rows = 30};
        CHECK_OK(lt_pool_open(&pool, lt_mem_default(), 2, &err), &err);
        lt_status status = lt_exec_run(p, &target, &run, pool, NULL, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_table_release(target.table);
        lt_pool_close(pool);
    }
    lt_plan_release(p);
    lt_table_release(t);
}

int main(void)
{
    return RUN(test(finds_what_occurs_twice), test(shared_parts_change_no_answer),
               test(errors_come_of_the_same_rows), test(survives_refused_memory));
}
