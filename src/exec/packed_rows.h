/* packed_rows.h — rows kept by a sort: each a run of 8-byte words (group_key.h, exact), so that
 * taking a row out costs one or two cache misses and not one a column.
 *
 * Threads  one writer; any number of readers afterwards
 */
#ifndef LT_EXEC_PACKED_ROWS_H
#define LT_EXEC_PACKED_ROWS_H

#include "core/buf.h"
#include "exec/group_key.h"

typedef struct lt_packed {
    lt_mem       *mem;
    lt_key_layout layout;
    lt_buf        words;
    lt_heap       heap; /* long texts */
    int64_t       rows;
} lt_packed;

/* {0} is a store that lt_packed_close accepts. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_packed_open(lt_packed *s, lt_mem *mem, const lt_type *types, int32_t count,
                                     lt_error *err);
void                  lt_packed_close(lt_packed *s);

/* Appends rows rows[0, n) (ascending, without repetition) of columns, which have `all` rows.
 * Errors: LT_ENOMEM, LT_ELIMIT: s is then good for closing only. */
LT_MUST_USE lt_status lt_packed_add(lt_packed *s, lt_column *const *columns, const int32_t *rows,
                                    int32_t n, int32_t all, lt_error *err);
/* Appends a row of another store of the same types. */
LT_MUST_USE lt_status lt_packed_copy(lt_packed *s, const lt_packed *from, int64_t row,
                                     lt_error *err);

/* What lt_key_decode makes columns of. */
static inline const uint64_t *lt_packed_row(const lt_packed *s, int64_t row)
{
    return (const uint64_t *)s->words.data + (size_t)row * (size_t)s->layout.words;
}

#endif
