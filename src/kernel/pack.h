/* pack.h — a list as one run of bytes, for who keeps values outside of columns.
 *
 * Shapes   int32 length; for each element a byte, 0 for null, else 1 and the value: its C value,
 *          of strings int32 length and bytes, of lists the same again. Nothing is aligned.
 */
#ifndef LT_KERNEL_PACK_H
#define LT_KERNEL_PACK_H

#include "column/list.h"

/* Bytes of the list in row of c (FLAT), then written to `to`, whose end is returned. */
int64_t  lt_pack_bytes(const lt_column *c, int32_t row);
uint8_t *lt_pack_list(uint8_t *to, const lt_column *c, int32_t row);

/* Order of two packed lists of element: as lt_compare_row has it, nulls first. */
int lt_pack_compare(const uint8_t *a, const uint8_t *b, lt_type element);

/* Makes packed the list of row of c: its elements are appended to c's child, their strings copied
 * into heap. Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status lt_unpack_list(lt_column *c, int32_t row, const uint8_t *packed,
                                     lt_heap *heap, lt_error *err);

/* A BINARY column of c's lists (any encoding); unless exact, of keys: equal where the lists are,
 * NaN and zeros included (pack_column.c). Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status lt_pack_column(lt_column **out, lt_mem *mem, const lt_column *c, bool exact,
                                     lt_error *err);

#endif
