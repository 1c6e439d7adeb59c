/* Lists through the engine: what is collected is what a plain loop collects, and lists as keys do
 * what their elements do as keys. Tables are random; workers and batches vary. */
#include "tests/exec_kit.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

enum { KEY = 6 };

static bool same(lt_value a, lt_value b)
{
    return a.null == b.null && (a.null || lt_value_compare(a, b) == 0);
}

/* ---- collect_list, collect_set ---- */

/* A value of 0 is shown without its sign: of 0.0 and -0.0 collect_set has one. */
static lt_value plain(lt_value v)
{
    if (lt_type_is_float(v.type) && !v.null && v.f == 0) v.f = 0;
    return v;
}

static bool met_before(const lt_table *t, int64_t first, int64_t row, int c)
{
    for (int64_t r = first; r < row; r++)
        if (same(lt_table_value(t, r, KEY), lt_table_value(t, row, KEY)) &&
            same(lt_table_value(t, r, c), lt_table_value(t, row, c)))
            return true;
    return false;
}

/* Column c of the rows whose key is that of row `first`, as the text of a list. */
static void put_list(lt_buf *b, const lt_table *t, int64_t first, int c, bool set)
{
    lt_error err;
    bool     any = false;
    CHECK_OK(lt_buf_text(b, "|[", &err), &err);
    for (int64_t r = first; r < t->rows; r++) {
        lt_value v = lt_table_value(t, r, c);
        if (v.null || !same(lt_table_value(t, r, KEY), lt_table_value(t, first, KEY))) continue;
        if (set && met_before(t, first, r, c)) continue;
        if (any) CHECK_OK(lt_buf_text(b, ", ", &err), &err);
        CHECK_OK(lt_value_text(b, set ? plain(v) : v, NULL, &err), &err);
        any = true;
    }
    CHECK_OK(lt_buf_text(b, "]", &err), &err);
}

static char *collected(const lt_table *t)
{
    lt_buf   b = {.mem = lt_mem_default()};
    lt_error err;
    for (int64_t r = 0; r < t->rows; r++) {
        int64_t first = 0;
        while (!same(lt_table_value(t, first, KEY), lt_table_value(t, r, KEY))) first++;
        if (first < r) continue;
        CHECK_OK(lt_value_text(&b, lt_table_value(t, r, KEY), NULL, &err), &err);
        for (int c = 0; c < KIT_COLUMNS; c++) put_list(&b, t, r, c, false);
        for (int c = 0; c < 4; c++) put_list(&b, t, r, c, true);
        CHECK_OK(lt_buf_text(&b, "\n", &err), &err);
    }
    return kit_buf_text(&b);
}

static void collect_keeps_the_order_of_rows(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 700, k.run.batch_rows, 12, 71);
        lt_plan  *p =
            kit_group(lt_from_table(t), TEXTS("c"),
                      TEXTS("collect_list(i) as a", "collect_list(l) as b", "collect_list(d) as e",
                            "collect_list(s) as f", "collect_list(b) as g", "collect_list(m) as h",
                            "collect_list(c) as j", "array_agg(t) as k", "collect_set(i) as n",
                            "collect_set(l) as o", "collect_set(d) as q", "collect_set(s) as r"));
        kit_same(kit_text_of(kit_collect(&k, p)), collected(t));
        lt_table_release(t);
    }
}

/* Lists of lists, packed on their way. */
static void lists_are_collected_as_their_rows_are(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 900, k.run.batch_rows, 12, 72);
        lt_plan  *p = kit_group(lt_from_table(t), TEXTS("c"),
                                TEXTS("collect_list(array(s, cast(l as string))) as a"));
        lt_plan  *q = kit_group(lt_from_table(t), TEXTS("c"),
                                TEXTS("collect_list(coalesce(s, 'null')) as s",
                                      "collect_list(coalesce(cast(l as string), 'null')) as l"));
        q = kit_select(q, TEXTS("c", "flatten(array(s, l)) as a", "size(s) as n"));
        p = kit_select(p, TEXTS("c", "cast(flatten(a) as string) as x", "size(a) as n"));
        lt_table *lists = kit_collect(&k, p), *flat = kit_collect(&k, q);
        assert_int_equal(lists->rows, flat->rows);
        for (int64_t r = 0; r < lists->rows; r++) {
            lt_value n = lt_table_value(lists, r, 2), all = lt_table_value(flat, r, 1);
            lt_buf   want = {.mem = lt_mem_default()};
            assert_true(same(n, lt_table_value(flat, r, 2)));
            CHECK_OK(lt_buf_text(&want, "[", &k.err), &k.err);
            for (int32_t i = 0; i < 2 * (int32_t)n.i; i++) { /* s0, l0, s1, l1 … */
                lt_value v = lt_value_item(all, i / 2 + (i % 2 ? (int32_t)n.i : 0));
                if (i) CHECK_OK(lt_buf_text(&want, ", ", &k.err), &k.err);
                CHECK_OK(lt_value_text(&want, v, NULL, &k.err), &k.err);
            }
            CHECK_OK(lt_buf_text(&want, "]", &k.err), &k.err);
            lt_value got = lt_table_value(lists, r, 1);
            assert_int_equal(got.s.len, want.len);
            assert_memory_equal(got.s.bytes, want.data, want.len);
            lt_buf_clear(&want);
        }
        lt_table_release(lists);
        lt_table_release(flat);
        lt_table_release(t);
    }
}

/* ---- lists as keys ---- */

/* Groups, distinct rows and sorts by array(…) are those by its elements. */
static void lists_are_keys_as_their_elements_are(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 2500, k.run.batch_rows, 9, 73);
        lt_plan  *p = kit_group(lt_from_table(t),
                                TEXTS("array(i, cast(b as int))", "array(array(s), array(c))"),
                                TEXTS("count(*) as n", "first(l) as f", "last(l) as z"));
        lt_plan  *q = kit_group(lt_from_table(t), TEXTS("i", "b", "s", "c"),
                                TEXTS("count(*) as n", "first(l) as f", "last(l) as z"));
        p = kit_select(p, TEXTS("n", "f", "z"));
        q = kit_select(q, TEXTS("n", "f", "z"));
        kit_same(kit_text_of(kit_collect(&k, p)), kit_text_of(kit_collect(&k, q)));

        p = lt_distinct(kit_select(lt_from_table(t), TEXTS("array(s, c) as a")), NULL, 0);
        q = lt_distinct(kit_select(lt_from_table(t), TEXTS("s", "c")), NULL, 0);
        q = kit_select(q, TEXTS("array(s, c) as a"));
        kit_same(kit_text_of(kit_collect(&k, p)), kit_text_of(kit_collect(&k, q)));

        p = kit_sort(lt_from_table(t), TEXTS("array(s, c)", "array(d) desc", "array(m)"));
        q = kit_sort(lt_from_table(t), TEXTS("s", "c", "d desc", "m"));
        kit_same(kit_text_of(kit_collect(&k, p)), kit_text_of(kit_collect(&k, q)));
        lt_table_release(t);
    }
}

/* Lists travel with the rows that sorts and limits choose. */
static void lists_stay_with_their_rows(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 3000, k.run.batch_rows, 500, 74);
        lt_plan  *p = kit_select(lt_from_table(t),
                                 TEXTS("l", "array(s, c) as a", "if(b, array(t), null) as o"));
        lt_plan  *q = kit_sort(lt_from_table(t), TEXTS("l desc"));
        p = lt_limit(kit_sort(p, TEXTS("l desc")), 900, 11);
        q = lt_limit(q, 900, 11);
        q = kit_select(q, TEXTS("l", "array(s, c) as a", "if(b, array(t), null) as o"));
        kit_same(kit_text_of(kit_collect(&k, p)), kit_text_of(kit_collect(&k, q)));
        lt_table_release(t);
    }
}

/* ---- explode ---- */

/* Row r has i % 4 elements, null where i is null: the loop says what comes of it. */
static char *exploded(const lt_table *t, bool outer)
{
    lt_buf   b = {.mem = lt_mem_default()};
    lt_error err;
    for (int64_t r = 0; r < t->rows; r++) {
        lt_value i = lt_table_value(t, r, 0), l = lt_table_value(t, r, 1);
        int64_t  n = i.null ? 0 : ((i.i % 4) + 4) % 4;
        for (int64_t k = 0; k < n || (k == 0 && outer); k++) {
            CHECK_OK(lt_value_text(&b, l, NULL, &err), &err);
            if (n)
                CHECK_OK(lt_buf_printf(&b, &err, "|%d|%d\n", (int)k, (int)k + 1), &err);
            else
                CHECK_OK(lt_buf_text(&b, "|NULL|NULL\n", &err), &err);
        }
    }
    return kit_buf_text(&b);
}

static void explode_makes_a_row_of_each_element(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 2000, k.run.batch_rows, 30, 75);
        for (int outer = 0; outer < 2; outer++) {
            lt_plan *p = kit_select(lt_from_table(t),
                                    TEXTS("l", "slice(array(1, 2, 3), 1, pmod(i, 4)) as a"));
            p = lt_explode(p, "a", true, outer);
            kit_same(kit_text_of(kit_collect(&k, p)), exploded(t, outer));
        }
        /* a stable sort by nothing keeps the order that ordinals say */
        lt_plan *p = kit_select(lt_from_table(t), TEXTS("s", "array(i, i) as a"));
        lt_plan *q = kit_select(lt_from_table(t), TEXTS("s", "array(i, i) as a"));
        p = kit_sort(lt_explode(p, "a", false, false), TEXTS("1"));
        q = lt_explode(q, "a", false, false);
        kit_same(kit_text_of(kit_collect(&k, p)), kit_text_of(kit_collect(&k, q)));
        lt_table_release(t);
    }
}

/* ---- memory ---- */

static lt_plan *everything(lt_table *t)
{
    lt_plan *p = kit_select(lt_from_table(t), TEXTS("c", "l", "array(s, c) as a", "d"));
    p = kit_group(p, TEXTS("a"),
                  TEXTS("collect_list(c) as s", "collect_set(l) as z", "collect_list(a) as n",
                        "max(a) as m", "collect_list(d) as d"));
    p = kit_select(p, TEXTS("array_distinct(flatten(n)) as f", "sort_array(s) as s", "a", "m",
                            "array_intersect(z, array(1L, 1000003L)) as z",
                            "cast(d as array<string>) as d", "array_join(s, '-') as j",
                            "element_at(m, 1) as e", "sequence(1, size(d)) as q"));
    p = kit_sort(lt_explode(p, "f", true, true), TEXTS("j", "f"));
    return lt_distinct(p, NULL, 0);
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 40, 15, 5, 76);
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_plan       *resolved, *p = everything(t);
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_run         run = {.mem = mem};
        CHECK_OK(lt_pool_open(&pool, lt_mem_default(), 2, &err), &err);
        CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
        lt_status status = lt_exec_run(resolved, &target, &run, pool, NULL, &err);
        if (status && status != LT_ENOMEM) fail_msg("%s", err.text);
        lt_table_release(target.table);
        lt_plan_release(resolved);
        lt_plan_release(p);
        lt_pool_close(pool);
    }
    lt_table_release(t);
}

int main(void)
{
    return RUN(test(collect_keeps_the_order_of_rows), test(lists_are_collected_as_their_rows_are),
               test(lists_are_keys_as_their_elements_are), test(lists_stay_with_their_rows),
               test(explode_makes_a_row_of_each_element), test(survives_refused_memory));
}
