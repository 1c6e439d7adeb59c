#include "kernel/kernel.h"
#include "tests/exec_kit.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- the reference: an insertion of whole rows, comparing values ---- */

typedef struct key {
    int  column;
    bool descending, nulls_first;
} key;

static int compare_rows(const lt_table *t, int64_t a, int64_t b, const key *keys, int count)
{
    for (int k = 0; k < count; k++) {
        lt_value x = lt_table_value(t, a, keys[k].column), y = lt_table_value(t, b, keys[k].column);
        if (x.null && y.null) continue;
        if (x.null || y.null) return x.null == keys[k].nulls_first ? -1 : 1;
        int order = lt_value_compare(x, y);
        if (order) return keys[k].descending ? -order : order;
    }
    return a < b ? -1 : a > b;
}

static const lt_table *sorted_table;
static const key      *sorted_keys;
static int             sorted_count;

static int compare_indexes(const void *a, const void *b)
{
    return compare_rows(sorted_table, *(const int64_t *)a, *(const int64_t *)b, sorted_keys,
                        sorted_count);
}

static char *reference(const lt_table *t, const key *keys, int count, int64_t most)
{
    lt_buf   b = {.mem = lt_mem_default()};
    lt_error err;
    int64_t *order = malloc((size_t)t->rows * sizeof(*order));
    for (int64_t i = 0; i < t->rows; i++) order[i] = i;
    sorted_table = t, sorted_keys = keys, sorted_count = count;
    qsort(order, (size_t)t->rows, sizeof(*order), compare_indexes);
    for (int64_t i = 0; i < t->rows && i < most; i++) {
        kit_row(&b, t, order[i]);
        CHECK_OK(lt_buf_text(&b, "\n", &err), &err);
    }
    free(order);
    return kit_buf_text(&b);
}

typedef struct example {
    const char *keys[4];
    key         want[3];
    int         count;
} example;

static const example examples[] = {
    {{"i"}, {{0, false, true}}, 1},
    {{"-i"}, {{0, true, false}}, 1},
    {{"d"}, {{2, false, true}}, 1},
    {{"d desc nulls first"}, {{2, true, true}}, 1},
    {{"s"}, {{3, false, true}}, 1},
    {{"c", "-l"}, {{6, false, true}, {1, true, false}}, 2},
    {{"b nulls last", "m", "t desc"}, {{4, false, false}, {5, false, true}, {7, true, false}}, 3},
};

static void sorts_as_the_reference_does(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 2500, k.run.batch_rows, 40, 6);
        for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
            const example *e = &examples[i];
            lt_plan       *p = kit_sort(lt_from_table(t), e->keys);
            kit_same(kit_text_of(kit_collect(&k, p)), reference(t, e->want, e->count, INT64_MAX));
        }
        lt_table_release(t);
    }
}

static void top_rows_are_those_of_the_whole_sort(void **state)
{
    static const int64_t limits[] = {0, 1, 10, 700};
    (void)state;
    EACH_KIT (k) {
        lt_table *t = kit_random_table(k.mem, 70000, k.run.batch_rows, 100000, 7);
        for (size_t i = 0; i < 4; i++) {
            lt_plan *p = lt_limit(kit_sort(lt_from_table(t), TEXTS("c", "-d")), limits[i], 0);
            key      want[] = {{6, false, true}, {2, true, false}};
            kit_same(kit_text_of(kit_collect(&k, p)), reference(t, want, 2, limits[i]));
        }
        lt_table_release(t);
    }
}

static void keeps_bytes_of_strings_with_nul_in_order(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_schema *schema;
        lt_table  *t;
        lt_batch  *b;
        lt_field   field = {.name = "x", .type = LT_TYPE(BINARY)};
        CHECK_OK(lt_schema_open(&schema, k.mem, &field, 1, &k.err), &k.err);
        CHECK_OK(lt_table_open(&t, k.mem, schema, &k.err), &k.err);
        CHECK_OK(lt_batch_open(&b, k.mem, 4, 1, &k.err), &k.err);
        CHECK_OK(lt_column_open(&b->columns[0], k.mem, field.type, 4, &k.err), &k.err);
        lt_view *views = b->columns[0]->values;
        views[0] = lt_view_of("a\0b", 3);
        views[1] = lt_view_of("a\0", 2);
        views[2] = lt_view_of("a", 1);
        views[3] = lt_view_of("a\0\0", 3);
        CHECK_OK(lt_table_add(t, b, &k.err), &k.err);
        key want[] = {{0, false, true}};
        kit_same(kit_text_of(kit_collect(&k, kit_sort(lt_from_table(t), TEXTS("x")))),
                 reference(t, want, 1, 4));
        lt_schema_release(schema);
        lt_table_release(t);
    }
}

/* Keys are compared by their first bits, then 8 bytes at a time, and as a whole past 544 bytes. */
static void keys_that_differ_late_are_in_order(void **state)
{
    static const int lengths[] = {0, 7, 13, 14, 15, 16, 29, 30, 31, 500, 1000, 1022, 1023, 1030};
    enum { ROWS = 1200, MOST = 1100 };
    static char texts[ROWS][MOST];
    uint64_t    seed = 99;
    (void)state;
    EACH_KIT (k) {
        lt_schema *schema;
        lt_table  *t;
        lt_field   field = {.name = "x", .type = LT_TYPE(STRING)};
        CHECK_OK(lt_schema_open(&schema, k.mem, &field, 1, &k.err), &k.err);
        CHECK_OK(lt_table_open(&t, k.mem, schema, &k.err), &k.err);
        for (int start = 0; start < ROWS; start += 100) {
            lt_batch *b;
            CHECK_OK(lt_batch_open(&b, k.mem, 100, 1, &k.err), &k.err);
            CHECK_OK(lt_column_open(&b->columns[0], k.mem, field.type, 100, &k.err), &k.err);
            for (int i = 0; i < 100; i++) {
                char *text = texts[start + i];
                int   same = lengths[kit_random(&seed) % 14], len = same;
                memset(text, 'p', (size_t)same);
                for (int more = (int)(kit_random(&seed) % 4); more > 0; more--)
                    text[len++] = (char)('o' + kit_random(&seed) % 3);
                ((lt_view *)b->columns[0]->values)[i] = lt_view_of(text, len);
            }
            CHECK_OK(lt_table_add(t, b, &k.err), &k.err);
        }
        key up[] = {{0, false, true}}, down[] = {{0, true, false}};
        kit_same(kit_text_of(kit_collect(&k, kit_sort(lt_from_table(t), TEXTS("x")))),
                 reference(t, up, 1, ROWS));
        kit_same(kit_text_of(kit_collect(&k, kit_sort(lt_from_table(t), TEXTS("-x")))),
                 reference(t, down, 1, ROWS));
        lt_schema_release(schema);
        lt_table_release(t);
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 120, 32, 20, 8);
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_plan       *resolved, *p = kit_sort(lt_from_table(t), TEXTS("s", "-i"));
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        lt_run         run = {.mem = mem, .batch_rows = 30};
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
    return RUN(test(sorts_as_the_reference_does), test(top_rows_are_those_of_the_whole_sort),
               test(keeps_bytes_of_strings_with_nul_in_order),
               test(keys_that_differ_late_are_in_order), test(survives_refused_memory));
}
