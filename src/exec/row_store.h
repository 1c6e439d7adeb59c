/* row_store.h — rows kept by an operator: columns in pieces that never move.
 *
 * Row r lies in piece r / LT_STORE_ROWS. Long strings are copied, so that what was read with
 * them can go. Pieces are FLAT columns, fit for lt_same_row and lt_hash_column.
 *
 * Threads  one writer; any number of readers afterwards
 */
#ifndef LT_EXEC_ROW_STORE_H
#define LT_EXEC_ROW_STORE_H

#include "column/batch.h"

enum { LT_STORE_SHIFT = 10, LT_STORE_ROWS = 1 << LT_STORE_SHIFT };

typedef struct lt_rows {
    lt_mem  *mem;
    lt_type *types;
    int32_t  column_count;
    int64_t  rows;
    lt_buf   pieces; /* lt_column *, column_count for each piece */
    lt_heap  heap;   /* long strings */
} lt_rows;

/* {0} is a store that lt_rows_close accepts. types are copied. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_rows_open(lt_rows *s, lt_mem *mem, const lt_type *types, int32_t count,
                                   lt_error *err);
void                  lt_rows_close(lt_rows *s);

/* Appends rows rows[0, n) (NULL: 0 … n-1) of columns. Errors: LT_ENOMEM; s->rows is then as before.
 */
LT_MUST_USE lt_status lt_rows_add(lt_rows *s, lt_column *const *columns, const int32_t *rows,
                                  int32_t n, lt_error *err);

/* The piece that holds row in column c; the row in it is lt_rows_slot(row). */
static inline lt_column *lt_rows_piece(const lt_rows *s, int64_t row, int32_t c)
{
    lt_column **pieces = (lt_column **)s->pieces.data;
    return pieces[(row >> LT_STORE_SHIFT) * s->column_count + c];
}
static inline int32_t lt_rows_slot(int64_t row) { return (int32_t)(row & (LT_STORE_ROWS - 1)); }

/* Whether row of s holds the same values as row at of columns. */
bool lt_rows_same(const lt_rows *s, int64_t row, lt_column *const *columns, int32_t at);

/* A row of one of several stores. */
typedef struct lt_rows_row {
    int32_t store, pad;
    int64_t row;
} lt_rows_row;

/* A new FLAT column on mem: column c of the rows[0, n) of stores; strings are copied.
 * Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_rows_take(lt_column **out, lt_mem *mem, lt_rows *const *stores,
                                   const lt_rows_row *rows, int32_t n, int32_t c, lt_error *err);

#endif
