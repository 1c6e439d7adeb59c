/* group_table.h — groups by key: key values, hashes, first rows and states of aggregates.
 *
 * Open addressing over 8-byte slots: 32 bits of the hash, and the group's number + 1. Groups are
 * numbered as they come. Everything about group g lies at g in arrays of its own.
 *
 * Threads  one at a time
 * Limits   2^31 - 2 groups
 */
#ifndef LT_EXEC_GROUP_TABLE_H
#define LT_EXEC_GROUP_TABLE_H

#include "core/cancel.h"
#include "exec/row_store.h"
#include "kernel/aggregate.h"

typedef struct lt_group_table {
    lt_mem      *mem;
    lt_rows      keys;   /* one row a group */
    uint64_t    *slots;  /* 0: free */
    size_t       cap;    /* a power of two */
    lt_buf       hashes; /* uint64_t */
    lt_buf       firsts; /* int64_t: ordinal of the group's first row */
    lt_buf       states; /* stride bytes each */
    lt_buf       fresh;  /* int32_t: of one call */
    lt_agg_heap *heap;
    size_t       stride;
    int32_t      count;

    const lt_cancel *cancel; /* polled while a big table grows; NULL: never */
} lt_group_table;

/* {0} is closed. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_group_table_open(lt_group_table *t, lt_mem *mem, const lt_type *keys,
                                          int32_t key_count, size_t stride, lt_error *err);
void                  lt_group_table_close(lt_group_table *t);

/* Rows to be sorted into groups. */
typedef struct lt_group_rows {
    lt_column *const *keys;   /* any encoding */
    const int32_t    *rows;   /* of the keys; NULL: 0 … n-1 */
    const uint64_t   *hashes; /* n; for no keys NULL */
    int64_t           ordinal;
    const int64_t    *ordinals; /* n; NULL: ordinal + i */
    int32_t           n;
} lt_group_rows;

/* groups[i]: the group of the i-th row, made if it is new. Errors: LT_ENOMEM, LT_ELIMIT: t is then
 * good for closing only. */
LT_MUST_USE lt_status lt_group_table_find(lt_group_table *t, int32_t *groups,
                                          const lt_group_rows *in, lt_error *err);

static inline int64_t *lt_group_firsts(const lt_group_table *t)
{
    return (int64_t *)t->firsts.data;
}

#endif
