/* Kernels of lists against loops that know nothing of hashes and spans: elements are their texts.
 */
#include "tests/kernels.h"

#include "column/list.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 200, LONGEST = 40 };

typedef struct items {
    char *at[4 * LONGEST];
    int   n;
    bool  null;
} items;

static lt_type list_of(lt_type element)
{
    lt_type list;
    CHECK_OK(lt_type_list(&list, element, &kernel_error), &kernel_error);
    return list;
}

/* Mostly short lists, some long enough for a set to grow. */
static lt_column *random_lists(lt_type element, bool nullable)
{
    lt_column *c, *from = random_column(element, 60);
    CHECK_OK(lt_column_open(&c, lt_mem_default(), list_of(element), ROWS, &kernel_error),
             &kernel_error);
    lt_column_release(c->child);
    c->child = lt_column_retain(from);
    for (int32_t i = 0; i < ROWS; i++) {
        int32_t len = random_below(random_below(4) ? 5 : LONGEST);
        ((lt_span *)c->values)[i] = (lt_span){random_below(60 - len), len};
        if (!nullable || random_below(8)) continue;
        CHECK_OK(lt_column_nullable(c, &kernel_error), &kernel_error);
        lt_bit_clear(c->valid, i);
        ((lt_span *)c->values)[i] = (lt_span){0, 0};
    }
    return c;
}

/* -0.0 and 0.0 are one value here. */
static char *text_of(lt_value v)
{
    lt_buf out = {.mem = lt_mem_default()};
    if (lt_type_is_float(v.type) && !v.null && v.f == 0) v.f = 0;
    CHECK_OK(lt_value_text(&out, v, NULL, &kernel_error), &kernel_error);
    char *text = out.len ? strndup((const char *)out.data, out.len) : strdup("");
    lt_buf_clear(&out);
    return text;
}

static items items_of(const lt_column *c, int32_t row)
{
    lt_value v = lt_column_value(c, row);
    items    s = {.null = v.null};
    for (int32_t i = 0; !v.null && i < v.list.len; i++) s.at[s.n++] = text_of(lt_value_item(v, i));
    return s;
}

static void drop(items *s)
{
    for (int i = 0; i < s->n; i++) free(s->at[i]);
    s->n = 0;
}

static bool has(const items *s, const char *text)
{
    for (int i = 0; i < s->n; i++)
        if (strcmp(s->at[i], text) == 0) return true;
    return false;
}

static void add(items *s, const char *text) { s->at[s->n++] = strdup(text); }

static void check_items(const lt_column *got, int32_t row, items *want)
{
    items g = items_of(got, row);
    assert_int_equal(g.null, want->null);
    assert_int_equal(g.n, want->n);
    for (int i = 0; i < g.n; i++) assert_string_equal(g.at[i], want->at[i]);
    drop(&g);
    drop(want);
}

typedef void maker(items *want, const items *a, const items *b);

static void make_distinct(items *want, const items *a, const items *b)
{
    (void)b;
    for (int i = 0; i < a->n; i++)
        if (!has(want, a->at[i])) add(want, a->at[i]);
}
static void make_union(items *want, const items *a, const items *b)
{
    make_distinct(want, a, NULL);
    make_distinct(want, b, NULL);
}
static void make_intersect(items *want, const items *a, const items *b)
{
    for (int i = 0; i < a->n; i++)
        if (has(b, a->at[i]) && !has(want, a->at[i])) add(want, a->at[i]);
}
static void make_except(items *want, const items *a, const items *b)
{
    for (int i = 0; i < a->n; i++)
        if (!has(b, a->at[i]) && !has(want, a->at[i])) add(want, a->at[i]);
}
static void make_concat(items *want, const items *a, const items *b)
{
    for (int i = 0; i < a->n; i++) add(want, a->at[i]);
    for (int i = 0; i < b->n; i++) add(want, b->at[i]);
}
static void make_reverse(items *want, const items *a, const items *b)
{
    (void)b;
    for (int i = a->n - 1; i >= 0; i--) add(want, a->at[i]);
}
static void make_compact(items *want, const items *a, const items *b)
{
    (void)b;
    for (int i = 0; i < a->n; i++)
        if (strcmp(a->at[i], "NULL") != 0) add(want, a->at[i]);
}

static const struct {
    lt_kernel *kernel;
    maker     *make;
    int        args;
} rows[] = {
    {lt_kernel_array_union, make_distinct, 1},      {lt_kernel_array_union, make_union, 2},
    {lt_kernel_array_intersect, make_intersect, 2}, {lt_kernel_array_except, make_except, 2},
    {lt_kernel_array_concat, make_concat, 2},       {lt_kernel_array_reverse, make_reverse, 1},
    {lt_kernel_array_compact, make_compact, 1}};

static void check_lists(const lt_column *a, const lt_column *b)
{
    for (size_t f = 0; f < sizeof(rows) / sizeof(*rows); f++) {
        lt_column *got = call_kernel(rows[f].kernel, a->type, rows[f].args, a, b);
        assert_non_null(got);
        for (int32_t i = 0; i < ROWS; i++) {
            items x = items_of(a, i), y = items_of(b, i), want = {.n = 0};
            want.null = x.null || (rows[f].args == 2 && y.null);
            if (!want.null) rows[f].make(&want, &x, &y);
            check_items(got, i, &want);
            drop(&x);
            drop(&y);
        }
    }
}

/* true, false or NULL, as Spark says of overlap. */
static const char *overlap(const items *a, const items *b)
{
    if (a->null || b->null) return "NULL";
    for (int i = 0; i < a->n; i++)
        if (strcmp(a->at[i], "NULL") != 0 && has(b, a->at[i])) return "true";
    bool open = a->n && b->n && (has(a, "NULL") || has(b, "NULL"));
    return open ? "NULL" : "false";
}

static void check_answers(const lt_column *a, const lt_column *b)
{
    lt_column *value = random_column(lt_type_element(a->type), ROWS);
    lt_column *laps = call_kernel(lt_kernel_arrays_overlap, LT_TYPE(BOOL), 2, a, b);
    lt_column *in = call_kernel(lt_kernel_array_contains, LT_TYPE(BOOL), 2, a, value);
    lt_column *place = call_kernel(lt_kernel_array_position, LT_TYPE(I64), 2, a, value);
    lt_column *less = call_kernel(lt_kernel_array_remove, a->type, 2, a, value);
    for (int32_t i = 0; i < ROWS; i++) {
        items    x = items_of(a, i), y = items_of(b, i), want = {.n = 0};
        lt_value v = lt_column_value(value, i), p = lt_column_value(place, i);
        char    *lap = text_of(lt_column_value(laps, i)), *is = text_of(lt_column_value(in, i));
        char    *text = text_of(v);
        bool     null = x.null || v.null, found = !null && has(&x, text);
        assert_string_equal(lap, overlap(&x, &y));
        assert_string_equal(is, found ? "true" : null || has(&x, "NULL") ? "NULL" : "false");
        assert_int_equal(p.null, null);
        if (!null) assert_true(found ? strcmp(x.at[p.i - 1], text) == 0 : p.i == 0);
        want.null = null;
        for (int k = 0; !null && k < x.n; k++)
            if (strcmp(x.at[k], text) != 0) add(&want, x.at[k]);
        check_items(less, i, &want);
        free(lap), free(is), free(text);
        drop(&x);
        drop(&y);
    }
}

/* In order, and with the same elements as before. */
static void check_order(const lt_column *a)
{
    lt_column *up = call_kernel(lt_kernel_array_sort, a->type, 1, a);
    lt_column *down =
        call_kernel(lt_kernel_sort_array, a->type, 2, a, constant(LT_TYPE(BOOL), ROWS, "false"));
    lt_column *least = call_kernel(lt_kernel_array_min, lt_type_element(a->type), 1, a);
    lt_column *most = call_kernel(lt_kernel_array_max, lt_type_element(a->type), 1, a);
    for (int32_t i = 0; i < ROWS; i++) {
        lt_value v = lt_column_value(up, i), d = lt_column_value(down, i), first = {.null = true};
        lt_value last = first;
        if (v.null) continue;
        assert_int_equal(v.list.len, lt_column_value(a, i).list.len);
        for (int32_t k = 0; k < v.list.len; k++) {
            lt_value x = lt_value_item(v, k), y = k ? lt_value_item(v, k - 1) : x;
            if (!x.null) assert_true(!y.null && lt_value_compare(y, x) <= 0);
            if (!x.null && first.null) first = x;
            if (!x.null) last = x;
            x = lt_value_item(d, k), y = k ? lt_value_item(d, k - 1) : x;
            if (!x.null) assert_true(!y.null && lt_value_compare(y, x) >= 0);
        }
        assert_int_equal(lt_value_compare(lt_column_value(least, i), first), 0);
        assert_int_equal(lt_value_compare(lt_column_value(most, i), last), 0);
    }
}

static void agree_with_plain_loops(void **state)
{
    (void)state;
    for (int id = LT_BOOL; id < LT_SCALAR_COUNT; id++) {
        lt_type    t = id == LT_DECIMAL ? lt_decimal(12, 1) : (lt_type){.id = (uint8_t)id};
        lt_column *a = random_lists(t, true), *b = random_lists(t, id % 2);
        check_lists(a, b);
        check_answers(a, b);
        check_order(a);
        lt_column_release(a);
        lt_column_release(b);
        release_all(NULL);
    }
}

static void places_are_counted_as_spark_does(void **state)
{
    (void)state;
    lt_column *a, *n = COLUMN(LT_TYPE(I32), "1", "-1", "3", "-4", "0");
    lt_column *words = STRINGS("x", "a longer text than a view holds", NULL);
    lt_type    texts = list_of(LT_TYPE(STRING));
    CHECK_OK(lt_column_open(&a, lt_mem_default(), texts, 5, &kernel_error), &kernel_error);
    lt_column_release(a->child);
    a->child = lt_column_retain(words);
    for (int i = 0; i < 5; i++) ((lt_span *)a->values)[i] = (lt_span){0, 3};
    lt_type text = LT_TYPE(STRING);
    CHECK_COLUMN(call_kernel(lt_kernel_list_get, text, 2, a, n),
                 "a longer text than a view holds|NULL|NULL|NULL|x");
    CHECK_REFUSED(call_kernel(lt_kernel_list_index, text, 2, a, n), "index -1 is out of a list");
    CHECK_REFUSED(call_kernel(lt_kernel_element_at, text, 2, a, n), "index -4 is out of a list");
    CHECK_REFUSED(call_kernel(lt_kernel_try_element_at, text, 2, a, n), "index 0");
    CHECK_COLUMN(call_kernel(lt_kernel_array_size, LT_TYPE(I32), 1, a), "3|3|3|3|3");
    CHECK_REFUSED(call_kernel(lt_kernel_slice, texts, 3, a, n, n), "a slice of -1");
    lt_column_release(a);
}

static void sequences_end_at_the_edges_of_their_type(void **state)
{
    (void)state;
    lt_column *from = COLUMN(LT_TYPE(I64), "9223372036854775806", "-9223372036854775807", "5", "3");
    lt_column *to = COLUMN(LT_TYPE(I64), "9223372036854775807", "-9223372036854775808", "5", "-3");
    lt_column *step = COLUMN(LT_TYPE(I64), "1", "-9223372036854775808", "0", "-6");
    lt_type    list = list_of(LT_TYPE(I64));
    CHECK_COLUMN(call_kernel(lt_kernel_sequence, list, 3, from, to, step),
                 "[9223372036854775806, 9223372036854775807]|[-9223372036854775807]|[5]|[3, -3]");
    CHECK_REFUSED(call_kernel(lt_kernel_sequence, list, 2, COLUMN(LT_TYPE(I64), "0"),
                              COLUMN(LT_TYPE(I64), "9223372036854775807")),
                  "a sequence of more than");
}

int main(void)
{
    return RUN(kernel_test(agree_with_plain_loops), kernel_test(places_are_counted_as_spark_does),
               kernel_test(sequences_end_at_the_edges_of_their_type));
}
