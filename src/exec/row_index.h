/* row_index.h — whole rows, each equal one known by a small dense number.
 *
 * The k-th new row gets number k. Rows are equal as keys are: null = null, NaN = NaN,
 * -0.0 = 0.0. A fingerprint proves a row new; one that is known is compared with the row
 * kept, so the answer is exact whatever the fingerprints do.
 *
 * Threads  one at a time
 */
#ifndef LT_EXEC_ROW_INDEX_H
#define LT_EXEC_ROW_INDEX_H

#include "exec/prints.h"
#include "exec/row_store.h"

typedef struct lt_row_index {
    lt_prints prints; /* a slot's row: the number */
    lt_rows   rows;
    lt_buf    fresh;  /* of one call: int32_t, rows that are new */
    lt_buf    doubts; /* of one call: rows whose fingerprint is known */
} lt_row_index;

/* Errors: LT_ENOMEM; ix may be closed then too. */
LT_MUST_USE lt_status lt_row_index_open(lt_row_index *ix, lt_mem *mem, const lt_type *types,
                                        int32_t count, lt_error *err);
void                  lt_row_index_close(lt_row_index *ix); /* {0} is allowed */

static inline int64_t lt_row_index_count(const lt_row_index *ix) { return ix->rows.rows; }

/* Fingerprints of rows [0, rows) of columns, one a row: what lt_row_index_find is given. */
void lt_row_prints(uint64_t *out, lt_column *const *columns, int32_t count, int32_t rows);

/* Rows to look up: rows[0, n) of columns (NULL: 0 … n-1). */
typedef struct lt_row_query {
    lt_column *const *columns;
    const uint64_t   *prints; /* by row of columns */
    const int32_t    *rows;
    int32_t           n;
} lt_row_query;

/* out[i]: the number of the i-th row; -1: it is not there, unless add puts it there.
 * Errors: LT_ENOMEM; the index is then fit for closing only. */
LT_MUST_USE lt_status lt_row_index_find(int64_t *out, lt_row_index *ix, const lt_row_query *q,
                                        bool add, lt_error *err);

/* Tests only: keeps just these bits of every fingerprint. UINT64_MAX: all, as usual. */
void lt_row_prints_weaken(uint64_t mask);

#endif
