/* table.h — a result: a schema and batches in row order; immutable and counted. */
#ifndef LT_COLUMN_TABLE_H
#define LT_COLUMN_TABLE_H

#include "column/batch.h"
#include "column/schema.h"
#include "column/value.h"

typedef struct lt_table {
    atomic_int refs;
    lt_mem    *mem;
    lt_schema *schema;
    lt_batch **batches; /* dense: no selection */
    int64_t   *starts;  /* batch_count + 1 row numbers */
    int32_t    batch_count, batch_cap;
    int64_t    rows;
    bool       partial; /* stopped at a limit: the source had more rows */
    /* what a lenient reader had to mend on the way here; shown under every result */
    int64_t padded, cut, dropped, replaced;
} lt_table;

LT_MUST_USE lt_status lt_table_open(lt_table **out, lt_mem *mem, lt_schema *schema, lt_error *err);
/* Consumes b, made dense, at the end. Only its maker may, before sharing it. */
LT_MUST_USE lt_status lt_table_add(lt_table *t, lt_batch *b, lt_error *err);
lt_table             *lt_table_retain(lt_table *t);
void                  lt_table_release(lt_table *t);

/* The value at row [0, rows) and column; strings borrow from t. O(log batches). */
lt_value lt_table_value(const lt_table *t, int64_t row, int32_t column);

#endif
