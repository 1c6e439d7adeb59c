/* sort_key.h — sort keys as bytes that memcmp puts in order.
 *
 * Each key: one byte for null or not, then the value: integers big-endian with the sign
 * flipped, floats so that -0 = 0 and NaN is largest, strings with 0 as 0 255 and 0 0 at the end,
 * lists as their elements, each behind a byte for null or not, with 0 at the end.
 * Descending keys have the value's bytes inverted. No row's bytes are the beginning of another's.
 */
#ifndef LT_EXEC_SORT_KEY_H
#define LT_EXEC_SORT_KEY_H

#include "column/column.h"
#include "core/buf.h"

typedef struct lt_sort_order {
    bool descending, nulls_first;
} lt_sort_order;

/* Appends the bytes of row of c. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_sort_key_add(lt_buf *out, const lt_column *c, int32_t row,
                                      lt_sort_order order, lt_error *err);

/* The first 8 bytes as a number in the same order; short keys are filled with zeros. */
uint64_t lt_sort_key_prefix(const uint8_t *key, size_t len);

#endif
