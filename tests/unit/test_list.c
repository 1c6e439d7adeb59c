/* Lists against a slow reference: their text. Whatever is done to a column of lists, row by row the
 * text of the result says whether it was done right. */
#include "tests/kernels.h"

#include "column/list.h"
#include "exec/row_store.h"
#include "exec/sort_key.h"
#include "kernel/pack.h"

#include <stdlib.h>
#include <string.h>

static lt_type list_of(lt_type element)
{
    lt_type list;
    CHECK_OK(lt_type_list(&list, element, &kernel_error), &kernel_error);
    return list;
}

/* Lists of up to 5 random elements, some null, over a child with gaps, shared spans and disorder.
 */
static lt_column *random_lists(lt_type element, int32_t rows)
{
    lt_column *c, *items = random_column(element, 64);
    CHECK_OK(lt_column_open(&c, lt_mem_default(), list_of(element), rows, &kernel_error),
             &kernel_error);
    CHECK_OK(lt_column_nullable(c, &kernel_error), &kernel_error);
    lt_column_release(c->child);
    c->child = lt_column_retain(items);
    for (int32_t i = 0; i < rows; i++) {
        if (random_below(7) == 0) {
            lt_bit_clear(c->valid, i);
            continue;
        }
        int32_t len = random_below(6);
        ((lt_span *)c->values)[i] = (lt_span){random_below(64 - len), len};
    }
    return c;
}

/* The same over lists. */
static lt_column *random_nested(lt_type element, int32_t rows)
{
    lt_column *c, *inner = random_lists(element, 40);
    CHECK_OK(lt_column_open(&c, lt_mem_default(), list_of(inner->type), rows, &kernel_error),
             &kernel_error);
    lt_column_release(c->child);
    c->child = inner;
    for (int32_t i = 0; i < rows; i++) {
        int32_t len = random_below(4);
        ((lt_span *)c->values)[i] = (lt_span){random_below(40 - len), len};
    }
    return c;
}

static char *text_of(const lt_column *c, int32_t row)
{
    lt_buf out = {.mem = lt_mem_default()};
    CHECK_OK(lt_value_text(&out, lt_column_value(c, row), NULL, &kernel_error), &kernel_error);
    char *text = strndup((const char *)out.data, out.len);
    lt_buf_clear(&out);
    return text;
}

static void check_row(const lt_column *a, int32_t i, const lt_column *b, int32_t k)
{
    char *x = text_of(a, i), *y = text_of(b, k);
    assert_string_equal(x, y);
    free(x);
    free(y);
}

enum { ROWS = 300, SHAPES = 2 };

/* Calls check with columns of lists of every element, flat and nested. */
static void with_each(void (*check)(lt_column *c))
{
    for (int id = LT_BOOL; id < LT_SCALAR_COUNT; id++)
        for (int nested = 0; nested < 2; nested++) {
            lt_type    t = id == LT_DECIMAL ? lt_decimal(12, 1) : (lt_type){.id = (uint8_t)id};
            lt_column *c = nested ? random_nested(t, ROWS) : random_lists(t, ROWS);
            check(c);
            lt_column_release(c);
            release_all(NULL);
        }
}

static void check_takes(lt_column *c)
{
    int32_t    rows[ROWS];
    lt_column *some, *small, *flat, *one;
    for (int32_t i = 0; i < ROWS; i++) rows[i] = random_below(ROWS);
    CHECK_OK(lt_column_take(&some, c, rows, ROWS, &kernel_error), &kernel_error);
    CHECK_OK(lt_column_compact(&small, some, lt_mem_default(), &kernel_error), &kernel_error);
    for (int32_t i = 0; i < ROWS; i++) {
        check_row(some, i, c, rows[i]);
        check_row(small, i, c, rows[i]);
    }
    assert_ptr_equal(some->child, c->child);
    assert_ptr_not_equal(small->child, c->child);
    CHECK_OK(lt_column_constant(&one, lt_mem_default(), lt_column_value(c, 7), 5, &kernel_error),
             &kernel_error);
    CHECK_OK(lt_column_flat(&flat, one, &kernel_error), &kernel_error);
    for (int32_t i = 0; i < 5; i++) {
        check_row(one, i, c, 7);
        check_row(flat, i, c, 7);
        assert_true(lt_same_row(one, i, flat, i));
    }
    lt_column_release(some);
    lt_column_release(small);
    lt_column_release(one);
    lt_column_release(flat);
}
static void are_taken_and_compacted(void **state) { (void)state, with_each(check_takes); }

static void check_merges(lt_column *c)
{
    int32_t    even[ROWS / 2], odd[ROWS / 2];
    lt_column *other = NULL, *half[2], *out;
    CHECK_OK(lt_column_compact(&other, c, lt_mem_default(), &kernel_error), &kernel_error);
    for (int32_t i = 0; i < ROWS / 2; i++) even[i] = 2 * i, odd[i] = 2 * i + 1;
    CHECK_OK(lt_column_take(&half[0], c, even, ROWS / 2, &kernel_error), &kernel_error);
    CHECK_OK(lt_column_take(&half[1], other, odd, ROWS / 2, &kernel_error), &kernel_error);
    CHECK_OK(lt_column_open(&out, lt_mem_default(), c->type, ROWS, &kernel_error), &kernel_error);
    CHECK_OK(lt_merge_rows(out, even, ROWS / 2, half[0], &kernel_error), &kernel_error);
    CHECK_OK(lt_merge_rows(out, odd, ROWS / 2, half[1], &kernel_error), &kernel_error);
    for (int32_t i = 0; i < ROWS; i++) check_row(out, i, c, i);
    lt_column_release(out);
    lt_column_release(half[0]);
    lt_column_release(half[1]);
    lt_column_release(other);
}
static void are_merged_from_several_columns(void **state) { (void)state, with_each(check_merges); }

/* Equal rows are those that compare as 0, and hash alike, wherever their elements lie. */
static void check_equality(lt_column *c)
{
    lt_column *copy;
    uint64_t   a[ROWS], b[ROWS];
    CHECK_OK(lt_column_compact(&copy, c, lt_mem_default(), &kernel_error), &kernel_error);
    lt_hash_column(a, c, ROWS, true);
    lt_hash_column(b, copy, ROWS, true);
    for (int32_t i = 0; i < ROWS; i++) {
        assert_true(lt_same_row(c, i, copy, i));
        assert_true(a[i] == b[i]);
        int32_t  k = random_below(ROWS);
        bool     same = lt_same_row(c, i, copy, k);
        lt_value x = lt_column_value(c, i), y = lt_column_value(copy, k);
        assert_int_equal(same, lt_value_compare(x, y) == 0);
        if (same != (a[i] == b[k])) fail_msg("hashes of rows %d and %d", i, k);
        if (x.null || y.null) continue;
        assert_int_equal(lt_compare_row(c, i, copy, k), lt_value_compare(x, y));
    }
    lt_column_release(copy);
}
static void equal_lists_hash_alike(void **state) { (void)state, with_each(check_equality); }

static int sign_of(int order) { return (order > 0) - (order < 0); }

static void check_sort_keys(lt_column *c)
{
    for (int i = 0; i < 400; i++) {
        lt_buf        x = {.mem = lt_mem_default()}, y = {.mem = lt_mem_default()};
        int32_t       a = random_below(ROWS), b = random_below(ROWS);
        bool          down = random_below(2);
        lt_sort_order order = {.descending = down, .nulls_first = !down};
        CHECK_OK(lt_sort_key_add(&x, c, a, order, &kernel_error), &kernel_error);
        CHECK_OK(lt_sort_key_add(&y, c, b, order, &kernel_error), &kernel_error);
        size_t n = x.len < y.len ? x.len : y.len;
        int    got = sign_of(memcmp(x.data, y.data, n));
        int    want = sign_of(lt_value_compare(lt_column_value(c, a), lt_column_value(c, b)));
        assert_int_equal(got, down ? -want : want);
        if (!got) assert_int_equal(x.len, y.len);
        lt_buf_clear(&x);
        lt_buf_clear(&y);
    }
}
static void sort_keys_have_their_order(void **state) { (void)state, with_each(check_sort_keys); }

static void check_store(lt_column *c)
{
    lt_rows     s;
    lt_rows_row want[ROWS];
    int32_t     rows[ROWS], source[5 * ROWS];
    lt_column  *out;
    CHECK_OK(lt_rows_open(&s, lt_mem_default(), &c->type, 1, &kernel_error), &kernel_error);
    for (int k = 0; k < 5; k++) { /* past one piece */
        for (int32_t i = 0; i < ROWS; i++) source[k * ROWS + i] = rows[i] = random_below(ROWS);
        CHECK_OK(lt_rows_add(&s, &c, rows, ROWS, &kernel_error), &kernel_error);
    }
    for (int32_t i = 0; i < ROWS; i++) {
        want[i].store = 0;
        want[i].row = i % 3 ? want[i - 1].row + 1 : random_below(5 * ROWS - 3);
        assert_true(lt_rows_same(&s, want[i].row, &c, source[want[i].row]));
    }
    lt_rows *stores[] = {&s};
    CHECK_OK(lt_rows_take(&out, lt_mem_default(), stores, want, ROWS, 0, &kernel_error),
             &kernel_error);
    lt_rows_close(&s);
    for (int32_t i = 0; i < ROWS; i++) check_row(out, i, c, source[want[i].row]);
    lt_column_release(out);
}
static void are_stored_and_gathered(void **state) { (void)state, with_each(check_store); }

static void check_pack(lt_column *c)
{
    lt_column *out;
    lt_heap    heap = {.mem = lt_mem_default()};
    CHECK_OK(lt_column_open(&out, lt_mem_default(), c->type, ROWS, &kernel_error), &kernel_error);
    for (int32_t i = 0; i < ROWS; i++) {
        int64_t  n = lt_pack_bytes(c, i);
        uint8_t *bytes = malloc((size_t)n);
        assert_ptr_equal(lt_pack_list(bytes, c, i), bytes + n);
        CHECK_OK(lt_unpack_list(out, i, bytes, &heap, &kernel_error), &kernel_error);
        free(bytes);
    }
    CHECK_OK(lt_heap_give(&heap, out, &kernel_error), &kernel_error);
    lt_heap_clear(&heap);
    for (int32_t i = 0; i < ROWS; i++)
        if (lt_column_valid(c, i)) check_row(out, i, c, i);
    lt_column_release(out);
}
static void are_packed_and_unpacked(void **state) { (void)state, with_each(check_pack); }

static lt_column *texts(int32_t rows)
{
    lt_column *c = random_lists(LT_TYPE(STRING), rows);
    return c;
}

static void casts_reach_elements_of_wanted_rows_only(void **state)
{
    (void)state;
    lt_column       *words = STRINGS("1", "x", NULL, "3"), *c, *out;
    const lt_column *arg;
    lt_type          ints = list_of(LT_TYPE(I32));
    CHECK_OK(lt_column_open(&c, lt_mem_default(), list_of(LT_TYPE(STRING)), 3, &kernel_error),
             &kernel_error);
    lt_column_release(c->child);
    c->child = lt_column_retain(words);
    ((lt_span *)c->values)[0] = (lt_span){2, 2};
    ((lt_span *)c->values)[1] = (lt_span){0, 1};
    arg = c; /* nothing holds "x" */
    CHECK_OK(call_status(&out, lt_kernel_cast, lt_mem_default(), ints, &arg, 1, true),
             &kernel_error);
    CHECK_TEXT(column_text(out), "[null, 3]|[1]|[]");
    lt_column_release(out);
    ((lt_span *)c->values)[2] = (lt_span){0, 2};
    CHECK_FAILS(call_status(&out, lt_kernel_cast, lt_mem_default(), ints, &arg, 1, true), LT_EPARSE,
                &kernel_error);
    kernel_try = true;
    CHECK_OK(call_status(&out, lt_kernel_cast, lt_mem_default(), ints, &arg, 1, true),
             &kernel_error);
    CHECK_TEXT(column_text(out), "[null, 3]|[1]|[1, null]");
    lt_column_release(out);
    lt_column_release(c);
    assert_false(lt_cast_allowed(ints, LT_TYPE(I32)));
    assert_false(lt_cast_allowed(LT_TYPE(STRING), ints));
    assert_false(lt_cast_allowed(list_of(LT_TYPE(DATE)), ints));
    assert_true(lt_cast_allowed(ints, LT_TYPE(STRING)));
}

/* Every step of a list's way with each allocation refused once. */
static lt_status walk(lt_mem *mem, lt_column *c, lt_error *err)
{
    lt_column *small = NULL, *out = NULL, *cast = NULL;
    lt_rows    s = {0};
    lt_rows   *stores[] = {&s};
    lt_status  status = lt_column_compact(&small, c, mem, err);
    if (!status) status = lt_rows_open(&s, mem, &c->type, 1, err);
    if (!status) status = lt_rows_add(&s, &small, NULL, small->rows, err);
    lt_rows_row rows[2] = {{.row = 1}, {.row = 0}};
    if (!status) status = lt_rows_take(&out, mem, stores, rows, 2, 0, err);
    if (!status) status = lt_merge_rows(out, (int32_t[]){1}, 1, small, err);
    const lt_column *arg = out;
    if (!status)
        status = call_status(&cast, lt_kernel_cast, mem, list_of(LT_TYPE(BINARY)), &arg, 1, true);
    lt_column_release(cast);
    lt_column_release(out);
    lt_column_release(small);
    lt_rows_close(&s);
    return status;
}

static void survive_refused_memory(void **state)
{
    (void)state;
    lt_column *c = texts(20);
    EACH_FAULT (mem) {
        lt_error  err;
        lt_status status = walk(mem, c, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
    }
    lt_column_release(c);
}

/* A column that appending was refused to has the rows it had. */
static void an_append_that_fails_changes_nothing(void **state)
{
    (void)state;
    lt_column *from = random_lists(LT_TYPE(STRING), 50);
    EACH_FAULT (mem) {
        lt_column *c;
        lt_error   err;
        lt_heap    heap = {.mem = mem};
        if (lt_column_open(&c, mem, from->type, 0, &err)) continue;
        lt_status status = LT_OK;
        for (int32_t i = 0; !status && i < 50; i++) {
            status = lt_column_append(c, from, &(lt_row_list){.first = i, .n = 1}, &heap, &err);
            assert_int_equal(c->rows, status ? i : i + 1);
        }
        for (int32_t i = 0; i < c->rows; i++) assert_true(lt_same_row(c, i, from, i));
        lt_heap_clear(&heap);
        lt_column_release(c);
    }
    lt_column_release(from);
}

int main(void)
{
    return RUN(kernel_test(are_taken_and_compacted), kernel_test(are_merged_from_several_columns),
               kernel_test(equal_lists_hash_alike), kernel_test(sort_keys_have_their_order),
               kernel_test(are_stored_and_gathered), kernel_test(are_packed_and_unpacked),
               kernel_test(casts_reach_elements_of_wanted_rows_only),
               kernel_test(survive_refused_memory),
               kernel_test(an_append_that_fails_changes_nothing));
}
