#include "tests/kernels.h"

#include <string.h>

#define BOOL LT_TYPE(BOOL)

static void selects_what_is_true(void **state)
{
    (void)state;
    enum { N = 777 };
    int32_t    rows[N], from[N], got[N];
    lt_column *c = random_column(BOOL, N);
    int32_t    count = lt_select_true(rows, c, NULL, N), k = 0;
    for (int32_t i = 0; i < N; i++) {
        lt_value v = lt_column_value(c, i);
        from[i] = 3 * i;
        if (!v.null && v.b) assert_int_equal(rows[k++], i);
    }
    assert_int_equal(k, count);
    assert_int_equal(lt_select_true(got, c, from, N), count);
    for (int32_t i = 0; i < count; i++) assert_int_equal(got[i], 3 * rows[i]);
    assert_int_equal(lt_select_true(from, c, from, N), count); /* in place */
    assert_memory_equal(from, got, (size_t)count * sizeof(int32_t));
    assert_int_equal(lt_select_true(got, c, NULL, 0), 0);
}

static void constants_take_all_or_nothing(void **state)
{
    (void)state;
    int32_t rows[3], from[3] = {2, 5, 9};
    assert_int_equal(lt_select_true(rows, constant(BOOL, 3, "true"), from, 3), 3);
    assert_memory_equal(rows, from, sizeof(rows));
    assert_int_equal(lt_select_true(rows, constant(BOOL, 3, "false"), NULL, 3), 0);
    assert_int_equal(lt_select_true(rows, constant(BOOL, 3, NULL), NULL, 3), 0);
}

/* Halves of two columns, of every type and encoding, scattered into one. */
static void merges_rows_of_any_type(void **state)
{
    (void)state;
    enum { N = 500 };
    for (int id = LT_BOOL; id < LT_SCALAR_COUNT; id++)
        for (int shape = 0; shape < 3; shape++) {
            lt_type    t = id == LT_DECIMAL ? lt_decimal(12, 1) : (lt_type){.id = (uint8_t)id};
            lt_column *a = random_column(t, N), *b = random_column(t, N), *out, *half[2];
            int32_t    even[N / 2], odd[N / 2];
            for (int32_t i = 0; i < N / 2; i++) even[i] = 2 * i, odd[i] = 2 * i + 1;
            if (shape == 1) b = as_dict(b);
            lt_value v = lt_column_value(b, 1);
            v.type = t;
            if (shape == 2)
                CHECK_OK(lt_column_constant(&b, lt_mem_default(), v, N, &kernel_error),
                         &kernel_error);
            CHECK_OK(lt_column_take(&half[0], a, even, N / 2, &kernel_error), &kernel_error);
            CHECK_OK(lt_column_take(&half[1], b, odd, N / 2, &kernel_error), &kernel_error);
            CHECK_OK(lt_column_open(&out, lt_mem_default(), t, N, &kernel_error), &kernel_error);
            CHECK_OK(lt_merge_rows(out, even, N / 2, half[0], &kernel_error), &kernel_error);
            CHECK_OK(lt_merge_rows(out, odd, N / 2, half[1], &kernel_error), &kernel_error);
            lt_column_release(half[0]);
            lt_column_release(half[1]);
            for (int32_t i = 0; i < N; i++) assert_true(lt_same_row(out, i, i % 2 ? b : a, i));
            lt_column_release(out);
            if (shape == 2) lt_column_release(b);
        }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_column *a = STRINGS("a string that lies in the heap", NULL),
              *n = constant(LT_TYPE(STRING), 2, NULL);
    EACH_FAULT (mem) {
        lt_column *out;
        lt_error   err;
        if (lt_column_open(&out, mem, LT_TYPE(STRING), 4, &err)) continue;
        memset(out->values, 0, out->values_bytes);
        lt_status status = lt_merge_rows(out, (int32_t[]){0, 2}, 2, a, &err);
        if (!status) status = lt_merge_rows(out, (int32_t[]){1, 3}, 2, n, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        if (!status) CHECK_TEXT(column_text(out), "a string that lies in the heap|NULL|NULL|NULL");
        lt_column_release(out);
    }
}

int main(void)
{
    return RUN(kernel_test(selects_what_is_true), kernel_test(constants_take_all_or_nothing),
               kernel_test(merges_rows_of_any_type), kernel_test(survives_refused_memory));
}
