/* batch.h — some rows of every column; the unit that operators pass on.
 *
 * Shapes   every column has `rows` rows; sel, when set, lists the sel_count rows that count,
 *          ascending. A filter writes sel and copies nothing; who needs dense columns takes them.
 * Order    ordinal is that of row 0 in the whole relation and grows with every batch of a
 *          part and from part to part, so (ordinal + row) orders rows as the input had them.
 * Owners   a batch belongs to one holder; its columns are counted.
 */
#ifndef LT_COLUMN_BATCH_H
#define LT_COLUMN_BATCH_H

#include "column/column.h"
#include "column/schema.h"

enum {
    LT_BATCH_ROWS = 8192, /* rows a source aims at in a batch; tests set 7 */
    LT_PART_SHIFT = 38    /* ordinal = part << LT_PART_SHIFT | row within the part */
};

typedef struct lt_batch {
    lt_mem     *mem;
    int32_t     rows;
    int32_t     column_count;
    lt_column **columns;
    int32_t    *sel; /* NULL: every row */
    int32_t     sel_count;
    int64_t     ordinal;
} lt_batch;

/* column_count empty slots. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_batch_open(lt_batch **out, lt_mem *mem, int32_t rows, int32_t column_count,
                                    lt_error *err);
void                  lt_batch_close(lt_batch *b); /* NULL is allowed; releases the columns */

static inline int32_t lt_batch_count(const lt_batch *b) { return b->sel ? b->sel_count : b->rows; }

/* Makes sel[0, n) of the batch's physical rows its selection (copied). Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_batch_select(lt_batch *b, const int32_t *rows, int32_t n, lt_error *err);

/* Resolves the selection: every column is taken, sel becomes NULL. Errors: LT_ENOMEM; b stays
 * usable. */
LT_MUST_USE lt_status lt_batch_dense(lt_batch *b, lt_error *err);

/* Gives b a number of columns: new slots are empty, dropped ones released. Errors: LT_ENOMEM; the
 * dropped ones are gone then too. */
LT_MUST_USE lt_status lt_batch_resize(lt_batch *b, int32_t column_count, lt_error *err);

size_t lt_batch_bytes(const lt_batch *b);

/* Who receives batches; consumes the batch whatever it answers. LT_EDONE: send no more. */
typedef lt_status lt_emit(void *arg, lt_batch *batch, lt_error *err);

#endif
