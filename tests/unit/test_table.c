#include "tests/exec_kit.h"

static lt_status add_range(lt_table *t, int64_t from, int32_t n, lt_error *err)
{
    lt_batch *b;
    LT_TRY(lt_batch_open(&b, t->mem, n, 1, err));
    lt_status status = lt_column_open(b->columns, t->mem, LT_TYPE(I64), n, err);
    if (status) {
        lt_batch_close(b);
        return status;
    }
    for (int32_t i = 0; i < n; i++) ((int64_t *)b->columns[0]->values)[i] = from + i;
    return lt_table_add(t, b, err);
}

static lt_status open_table(lt_table **out, lt_mem *mem, lt_error *err)
{
    lt_schema *s;
    LT_TRY(lt_schema_open(&s, mem, &(lt_field){.name = "n", .type = {.id = LT_I64}}, 1, err));
    lt_status status = lt_table_open(out, mem, s, err);
    lt_schema_release(s);
    return status;
}

static void every_row_is_found_in_batches_of_any_size(void **state)
{
    (void)state;
    static const int32_t sizes[] = {3, 0, 1, 64, 0, 7, 1, 1, 100, 2, 5, 0};
    EACH_FAULT (mem) {
        lt_error  err;
        lt_table *t;
        int64_t   rows = 0;
        if (open_table(&t, mem, &err)) continue;
        lt_status status = LT_OK;
        for (size_t i = 0; !status && i < sizeof(sizes) / sizeof(*sizes); i++) {
            status = add_range(t, rows, sizes[i], &err);
            if (!status) rows += sizes[i];
        }
        assert_int_equal(t->rows, rows);
        for (int64_t r = 0; r < rows; r++) assert_int_equal(lt_table_value(t, r, 0).i, r);
        lt_table_release(lt_table_retain(t));
        lt_table_release(t);
    }
    lt_table_release(NULL);
}

static void a_selected_batch_is_added_dense(void **state)
{
    (void)state;
    lt_error  err;
    lt_table *t, *u;
    CHECK_OK(open_table(&t, lt_mem_default(), &err), &err);
    CHECK_OK(open_table(&u, lt_mem_default(), &err), &err);
    CHECK_OK(add_range(t, 0, 10, &err), &err);
    lt_batch *b;
    CHECK_OK(lt_batch_open(&b, lt_mem_default(), 10, 1, &err), &err);
    b->columns[0] = lt_column_retain(t->batches[0]->columns[0]);
    CHECK_OK(lt_batch_select(b, (int32_t[]){2, 9}, 2, &err), &err);
    CHECK_OK(lt_table_add(u, b, &err), &err);
    char *text = kit_text(u);
    CHECK_TEXT(text, "2\n9\n");
    free(text);
    lt_table_release(t);
    lt_table_release(u);
}

int main(void)
{
    return RUN(test(every_row_is_found_in_batches_of_any_size),
               test(a_selected_batch_is_added_dense));
}
