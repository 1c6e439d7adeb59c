/* sort_keys.h — the keys of a batch's rows as bytes (sort_key.h), row after row.
 *
 * Unlike lt_sort_key_add alone, numbers take as many bytes where they are null: keys without texts
 * and lists are all of one length. Ints of every width take 9 bytes, floats too.
 */
#ifndef LT_EXEC_SORT_KEYS_H
#define LT_EXEC_SORT_KEYS_H

#include "exec/sort_key.h"

/* The keys of a batch's rows: count columns, dense. */
typedef struct lt_sort_keys {
    lt_column *const    *columns;
    const lt_sort_order *orders;
    int32_t              count;
} lt_sort_keys;

/* Bytes of every key; 0: they differ. */
size_t lt_sort_keys_stride(const lt_sort_keys *keys);

/* Appends the keys of rows [start, start + n), n <= LT_BLOCK, start a multiple of it; ends[i]:
 * where the i-th ends in out. room: memory of the caller, kept from call to call. 8 bytes behind
 * the last key can be read. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_sort_keys_add(lt_buf *out, size_t *ends, const lt_sort_keys *keys,
                                       int32_t start, int32_t n, lt_buf *room, lt_error *err);

#endif
