#include "column/table.h"

lt_status lt_table_open(lt_table **out, lt_mem *mem, lt_schema *schema, lt_error *err)
{
    lt_table *t = lt_mem_resize(mem, NULL, 0, sizeof(*t));
    if (!t) return lt_mem_refused(mem, sizeof(*t), "a table", err);
    *t = (lt_table){.refs = 1, .mem = mem, .schema = lt_schema_retain(schema)};
    *out = t;
    return LT_OK;
}

static size_t starts_bytes(int32_t cap) { return cap ? ((size_t)cap + 1) * sizeof(int64_t) : 0; }

static lt_status grow(lt_table *t, lt_error *err)
{
    if (t->batch_count < t->batch_cap) return LT_OK;
    int32_t cap = t->batch_cap ? 2 * t->batch_cap : 4;
    size_t  old = (size_t)t->batch_cap * sizeof(*t->batches),
           want = (size_t)cap * sizeof(*t->batches);
    void *starts = lt_mem_resize(t->mem, NULL, 0, starts_bytes(cap));
    if (!starts) return lt_mem_refused(t->mem, starts_bytes(cap), "a table", err);
    void *moved = lt_mem_resize(t->mem, t->batches, old, want);
    if (!moved) {
        lt_mem_free(t->mem, starts, starts_bytes(cap));
        return lt_mem_refused(t->mem, want, "a table", err);
    }
    if (t->starts) memcpy(starts, t->starts, ((size_t)t->batch_count + 1) * sizeof(int64_t));
    lt_mem_free(t->mem, t->starts, starts_bytes(t->batch_cap));
    t->starts = starts;
    t->batches = moved;
    t->batch_cap = cap;
    return LT_OK;
}

lt_status lt_table_add(lt_table *t, lt_batch *b, lt_error *err)
{
    lt_status status = lt_batch_dense(b, err);
    if (!status && b->rows > 0) status = grow(t, err);
    if (status || b->rows == 0) {
        lt_batch_close(b);
        return status;
    }
    t->starts[t->batch_count] = t->rows;
    t->batches[t->batch_count++] = b;
    t->rows += b->rows;
    t->starts[t->batch_count] = t->rows;
    return LT_OK;
}

lt_table *lt_table_retain(lt_table *t)
{
    atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
    return t;
}

void lt_table_release(lt_table *t)
{
    if (!t || atomic_fetch_sub_explicit(&t->refs, 1, memory_order_acq_rel) != 1) return;
    for (int32_t i = 0; i < t->batch_count; i++) lt_batch_close(t->batches[i]);
    lt_mem_free(t->mem, t->batches, (size_t)t->batch_cap * sizeof(*t->batches));
    lt_mem_free(t->mem, t->starts, starts_bytes(t->batch_cap));
    lt_schema_release(t->schema);
    lt_mem_free(t->mem, t, sizeof(*t));
}

lt_value lt_table_value(const lt_table *t, int64_t row, int32_t column)
{
    int32_t low = 0, high = t->batch_count - 1;
    while (low < high) {
        int32_t mid = low + (high - low + 1) / 2;
        if (t->starts[mid] <= row)
            low = mid;
        else
            high = mid - 1;
    }
    return lt_column_value(t->batches[low]->columns[column], (int32_t)(row - t->starts[low]));
}
