#include "column/batch.h"

#include <assert.h>
#include <string.h>

lt_status lt_batch_open(lt_batch **out, lt_mem *mem, int32_t rows, int32_t column_count,
                        lt_error *err)
{
    lt_batch *b = lt_mem_resize(mem, NULL, 0, sizeof(*b));
    if (!b) return lt_mem_refused(mem, sizeof(*b), "a batch", err);
    *b = (lt_batch){.mem = mem, .rows = rows, .column_count = column_count};
    if (column_count) {
        b->columns = lt_mem_zeroed(mem, (size_t)column_count, sizeof(*b->columns));
        if (!b->columns) {
            lt_mem_free(mem, b, sizeof(*b));
            return lt_mem_refused(mem, (size_t)column_count * sizeof(*b->columns), "a batch", err);
        }
    }
    *out = b;
    return LT_OK;
}

/* A selection is allocated for rows entries, so that its size is known when it is freed. */
static size_t sel_bytes(const lt_batch *b) { return ((size_t)b->rows + 1) * sizeof(*b->sel); }

void lt_batch_close(lt_batch *b)
{
    if (!b) return;
    for (int32_t i = 0; i < b->column_count; i++) lt_column_release(b->columns[i]);
    lt_mem_free(b->mem, b->columns, (size_t)b->column_count * sizeof(*b->columns));
    lt_mem_free(b->mem, b->sel, sel_bytes(b));
    lt_mem_free(b->mem, b, sizeof(*b));
}

lt_status lt_batch_select(lt_batch *b, const int32_t *rows, int32_t n, lt_error *err)
{
    if (!b->sel) {
        b->sel = lt_mem_resize(b->mem, NULL, 0, sel_bytes(b));
        if (!b->sel) return lt_mem_refused(b->mem, sel_bytes(b), "a selection", err);
    }
    if (n) memmove(b->sel, rows, (size_t)n * sizeof(*rows));
    b->sel_count = n;
    return LT_OK;
}

/* The selected rows of every column in place of the columns. */
static lt_status take_selected(lt_batch *b, lt_error *err)
{
    size_t bytes = (size_t)b->column_count * sizeof(lt_column *);
    if (bytes == 0) return LT_OK;
    lt_column **taken = lt_mem_zeroed(b->mem, bytes, 1);
    if (!taken) return lt_mem_refused(b->mem, bytes, "a batch", err);
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < b->column_count; i++)
        status = lt_column_take(taken + i, b->columns[i], b->sel, b->sel_count, err);
    lt_column **old = status ? taken : b->columns;
    if (!status) b->columns = taken;
    for (int32_t i = 0; i < b->column_count; i++) lt_column_release(old[i]);
    lt_mem_free(b->mem, old, bytes);
    return status;
}

lt_status lt_batch_dense(lt_batch *b, lt_error *err)
{
    if (!b->sel) return LT_OK;
    if (b->sel_count < b->rows) LT_TRY(take_selected(b, err));
    size_t held = sel_bytes(b);
    b->rows = b->sel_count;
    lt_mem_free(b->mem, b->sel, held);
    b->sel = NULL;
    b->sel_count = 0;
    return LT_OK;
}

lt_status lt_batch_resize(lt_batch *b, int32_t column_count, lt_error *err)
{
    size_t old = (size_t)b->column_count * sizeof(*b->columns);
    size_t want = (size_t)column_count * sizeof(*b->columns);
    for (int32_t i = column_count; i < b->column_count; i++) {
        lt_column_release(b->columns[i]);
        b->columns[i] = NULL;
    }
    void *moved = lt_mem_resize(b->mem, b->columns, old, want);
    if (want && !moved) return lt_mem_refused(b->mem, want, "a batch", err);
    b->columns = moved;
    for (int32_t i = b->column_count; i < column_count; i++) b->columns[i] = NULL;
    b->column_count = column_count;
    return LT_OK;
}

size_t lt_batch_bytes(const lt_batch *b)
{
    size_t bytes = sizeof(*b);
    for (int32_t i = 0; i < b->column_count; i++)
        if (b->columns[i]) bytes += lt_column_bytes(b->columns[i]);
    return bytes;
}
