#include "exec/row_index.h"

#include "kernel/kernel.h"

#include <stdatomic.h>
#include <string.h>

enum { AHEAD = 16, ROW_BITS = 40 };

static atomic_uint_fast64_t weakness; /* bits to leave out, of tests */

void lt_row_prints_weaken(uint64_t mask) { atomic_store(&weakness, ~mask); }

lt_status lt_row_index_open(lt_row_index *ix, lt_mem *mem, const lt_type *types, int32_t count,
                            lt_error *err)
{
    *ix = (lt_row_index){.fresh.mem = mem, .doubts.mem = mem};
    lt_prints_open(&ix->prints, mem, ROW_BITS, true);
    return lt_rows_open(&ix->rows, mem, types, count, err);
}

void lt_row_index_close(lt_row_index *ix)
{
    if (!ix->prints.mem) return;
    lt_prints_close(&ix->prints);
    lt_rows_close(&ix->rows);
    lt_buf_clear(&ix->fresh);
    lt_buf_clear(&ix->doubts);
    *ix = (lt_row_index){.fresh.mem = NULL};
}

void lt_row_prints(uint64_t *out, lt_column *const *columns, int32_t count, int32_t rows)
{
    uint64_t mask = ~atomic_load_explicit(&weakness, memory_order_relaxed);
    if (!count) memset(out, 1, (size_t)rows * sizeof(*out));
    for (int32_t c = 0; c < count; c++) lt_hash_column(out, columns[c], rows, c == 0);
    for (int32_t i = 0; mask != UINT64_MAX && i < rows; i++) out[i] &= mask;
}

/* The i-th row asked for, whose fingerprint was in slot before. */
typedef struct doubt {
    int32_t i;
    size_t  slot;
} doubt;

static inline int32_t row_at(const lt_row_query *q, int32_t i) { return q->rows ? q->rows[i] : i; }

/* Settles what a fingerprint alone tells. */
static lt_status pass_prints(int64_t *out, lt_row_index *ix, const lt_row_query *q, bool add,
                             lt_error *err)
{
    lt_prints *t = &ix->prints;
    int32_t   *fresh = (int32_t *)ix->fresh.data, fresh_count = 0;
    for (int32_t i = 0; i < q->n; i++) {
        uint64_t print = lt_print_of(t, q->prints[row_at(q, i)]);
        if (i + AHEAD < q->n)
            __builtin_prefetch(&t->slots[lt_prints_home(t, q->prints[row_at(q, i + AHEAD)])]);
        size_t slot = lt_prints_probe(t, lt_prints_home(t, print), print);
        out[i] = -1;
        if (!lt_prints_is_free(t, slot)) {
            lt_buf_push(&ix->doubts, &(doubt){.i = i, .slot = slot}, sizeof(doubt));
        } else if (add) {
            out[i] = ix->rows.rows + fresh_count;
            lt_prints_take(t, slot, print, (uint64_t)out[i]);
            fresh[fresh_count++] = row_at(q, i);
        }
    }
    return lt_rows_add(&ix->rows, q->columns, fresh, fresh_count, err);
}

static lt_status settle(int64_t *out, lt_row_index *ix, const lt_row_query *q, const doubt *d,
                        bool add, lt_error *err)
{
    lt_prints *t = &ix->prints;
    int32_t    row = row_at(q, d->i);
    uint64_t   print = lt_print_of(t, q->prints[row]);
    for (size_t at = d->slot;; at++) {
        at = lt_prints_probe(t, at, print);
        if (lt_prints_is_free(t, at)) {
            if (!add) return LT_OK;
            out[d->i] = ix->rows.rows;
            lt_prints_take(t, at, print, (uint64_t)out[d->i]);
            return lt_rows_add(&ix->rows, q->columns, &row, 1, err);
        }
        if (!lt_rows_same(&ix->rows, (int64_t)lt_prints_row(t, at), q->columns, row)) continue;
        out[d->i] = (int64_t)lt_prints_row(t, at);
        return LT_OK;
    }
}

lt_status lt_row_index_find(int64_t *out, lt_row_index *ix, const lt_row_query *q, bool add,
                            lt_error *err)
{
    size_t n = (size_t)q->n;
    ix->fresh.len = ix->doubts.len = 0;
    LT_TRY(lt_prints_reserve(&ix->prints, n, err));
    LT_TRY(lt_buf_reserve(&ix->fresh, (n + 1) * sizeof(int32_t), err));
    LT_TRY(lt_buf_reserve(&ix->doubts, (n + 1) * sizeof(doubt), err));
    LT_TRY(pass_prints(out, ix, q, add, err));
    const doubt *d = (const doubt *)ix->doubts.data, *end = d + ix->doubts.len / sizeof(*d);
    for (; d < end; d++) LT_TRY(settle(out, ix, q, d, add, err));
    return LT_OK;
}
