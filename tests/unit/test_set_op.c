#include "exec/row_index.h"
#include "tests/exec_fake.h"

/* ---- the slow reference: every row against every other ---- */

static bool same_rows(const lt_table *a, int64_t i, const lt_table *b, int64_t k)
{
    for (int32_t c = 0; c < a->schema->count; c++) {
        lt_value x = lt_table_value(a, i, c), y = lt_table_value(b, k, c);
        if (x.null != y.null || (!x.null && lt_value_compare(x, y))) return false;
    }
    return true;
}

static int64_t count_of(const lt_table *t, const lt_table *of, int64_t row, int64_t end)
{
    int64_t n = 0;
    for (int64_t k = 0; k < end; k++) n += same_rows(t, k, of, row);
    return n;
}

typedef struct operation {
    bool        except, all;
    const char *name;
} operation;

static const operation operations[] = {{false, false, "intersect"},
                                       {false, true, "intersect all"},
                                       {true, false, "except"},
                                       {true, true, "except all"}};

/* seen: equal rows of a before row; have: equal rows of b. */
static bool belongs(const operation *op, int64_t seen, int64_t have)
{
    if (op->all) return op->except ? seen >= have : seen < have;
    return seen == 0 && (op->except ? have == 0 : have > 0);
}

static char *expected(const operation *op, const lt_table *a, const lt_table *b)
{
    lt_buf   out = {.mem = lt_mem_default()};
    lt_error err;
    for (int64_t i = 0; i < a->rows; i++) {
        if (!belongs(op, count_of(a, a, i, i), count_of(b, a, i, b->rows))) continue;
        kit_set_row(&out, a, i, NULL, a->schema->count);
        CHECK_OK(lt_buf_text(&out, "\n", &err), &err);
    }
    return kit_buf_text(&out);
}

static lt_plan *operate(const operation *op, lt_plan *a, lt_plan *b)
{
    return op->except ? lt_except(a, b, op->all) : lt_intersect(a, b, op->all);
}

/* Few different rows: columns d (NaN, both zeros, nulls), c and b of a random table. */
static const char *const few[] = {"d", "c", "b", NULL};

static lt_table *few_of(kit *k, lt_table *t)
{
    return kit_collect(k, kit_select(lt_from_table(t), few));
}

static void agrees_with_the_slow_reference(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *ta = kit_random_table(k.mem, 700, k.run.batch_rows, 7, 21);
        lt_table *tb = kit_random_table(k.mem, 120, k.run.batch_rows, 6, 22);
        lt_table *a = few_of(&k, ta), *b = few_of(&k, tb);
        for (int i = 0; i < 4; i++) {
            const operation *op = &operations[i];
            kit_same(kit_text_of(kit_collect(&k, operate(op, lt_from_table(a), lt_from_table(b)))),
                     expected(op, a, b));
            lt_plan *pa = kit_select(fake_scan(NULL, ta), few);
            lt_plan *pb = kit_select(fake_scan(NULL, tb), few);
            kit_same(kit_text_of(kit_collect(&k, operate(op, pa, pb))), expected(op, a, b));
        }
        lt_table_release(a);
        lt_table_release(b);
        lt_table_release(ta);
        lt_table_release(tb);
    }
}

static void whole_rows_of_every_type(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 300, k.run.batch_rows, 12, 23);
        lt_table *part = kit_collect(&k, kit_filter(lt_from_table(t), "i > 0"));
        for (int i = 0; i < 4; i++) {
            const operation *op = &operations[i];
            lt_plan         *twice = lt_union(lt_from_table(t), lt_from_table(t), false, false);
            lt_table        *a = kit_collect(&k, twice);
            kit_same(
                kit_text_of(kit_collect(&k, operate(op, lt_from_table(a), lt_from_table(part)))),
                expected(op, a, part));
            lt_table_release(a);
        }
        lt_table_release(part);
        lt_table_release(t);
    }
}

static void empty_sides(void **state)
{
    (void)state;
    EACH_KIT (k) {
        for (int i = 0; i < 4; i++) {
            bool     except = operations[i].except;
            lt_plan *p = operate(&operations[i], lt_range(0, 30, 1), lt_range(0, 0, 1));
            assert_int_equal(kit_count(&k, p), except ? 30 : 0);
            p = operate(&operations[i], lt_range(0, 0, 1), lt_range(0, 30, 1));
            assert_int_equal(kit_count(&k, p), 0);
        }
    }
}

static void colliding_fingerprints_change_nothing(void **state)
{
    static const uint64_t masks[] = {0, 7, UINT64_C(0xF) << 60};
    (void)state;
    EACH_KIT (k) {
        lt_table *ta = kit_random_table(k.mem, 300, k.run.batch_rows, 7, 24);
        lt_table *tb = kit_random_table(k.mem, 90, k.run.batch_rows, 6, 25);
        lt_table *a = few_of(&k, ta), *b = few_of(&k, tb);
        for (int m = 0; m < 3; m++) {
            lt_row_prints_weaken(masks[m]);
            for (int i = 0; i < 4; i++)
                kit_same(kit_text_of(kit_collect(
                             &k, operate(&operations[i], lt_from_table(a), lt_from_table(b)))),
                         expected(&operations[i], a, b));
            lt_row_prints_weaken(UINT64_MAX);
        }
        lt_table_release(a);
        lt_table_release(b);
        lt_table_release(ta);
        lt_table_release(tb);
    }
}

static void types_meet_and_the_left_names_stay(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan  *a = kit_select(lt_range(0, 6, 1), (const char *[]){"cast(id as int) as n", NULL});
        lt_plan  *b = kit_select(lt_range(2, 4, 1), (const char *[]){"id / 1 as other", NULL});
        lt_table *t = kit_collect(&k, lt_except(a, b, false));
        CHECK_TEXT(t->schema->fields[0].name, "n");
        assert_int_equal(t->schema->fields[0].type.id, LT_F64);
        kit_same(kit_text_of(t), strdup("0.0\n1.0\n4.0\n5.0\n"));
    }
}

static void stops_when_enough_rows_came(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *p = lt_except(lt_range(0, INT64_MAX / 4, 1), lt_range(1, 3, 1), false);
        kit_same(kit_text_of(kit_collect(&k, lt_limit(p, 3, 0))), strdup("0\n3\n4\n"));
    }
}

static void many_rows(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_plan *p = lt_intersect(lt_range(0, 40000, 1), lt_range(20000, 60000, 1), false);
        assert_int_equal(kit_count(&k, p), 20000);
        p = lt_except(lt_range(0, 40000, 1), lt_range(39000, 60000, 1), true);
        assert_int_equal(kit_count(&k, p), 39000);
    }
}

static void an_interrupt_ends_it(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_cancel      cancel = {0};
        lt_exec_target target = {.kind = LT_TO_COUNT};
        k.run.cancel = &cancel;
        lt_cancel_set(&cancel, LT_ECANCELLED);
        lt_plan *p = lt_except(lt_range(0, INT64_MAX / 4, 1), lt_range(0, 9, 1), true);
        assert_int_equal(kit_run(&k, p, &target), LT_ECANCELLED);
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 120, 32, 6, 26);
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_plan       *resolved, *half = kit_filter(lt_from_table(t), "i > 1");
        lt_plan       *p = lt_except(fake_scan(NULL, t), lt_plan_retain(half), true);
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_run         run = {.mem = mem, .batch_rows = 50};
        p = lt_except(p, lt_intersect(half, lt_from_table(t), false), false);
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
}

int main(void)
{
    return RUN(test(agrees_with_the_slow_reference), test(whole_rows_of_every_type),
               test(empty_sides), test(colliding_fingerprints_change_nothing),
               test(types_meet_and_the_left_names_stay), test(stops_when_enough_rows_came),
               test(many_rows), test(an_interrupt_ends_it), test(survives_refused_memory));
}
