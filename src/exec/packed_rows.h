/* packed_rows.h — rows kept by a sort, each a run of bytes in one place, so that taking a row out
 * costs one cache miss or two and not one a column.
 *
 * Numbers and short texts take as many bytes as those of the first batch need. A value that is
 * wider makes its column as wide as its type, and what is there is copied; the third time all
 * columns become so. Rows of two stores can be taken out together after lt_packed_agree.
 *
 * Shapes   texts first: a byte for the length and the bytes, or an lt_view; ints of 1, 2, 4, 8
 * bytes; floats as double; decimals; lists packed (kernel/pack.h), as text; then one bit a column,
 * set where it is null Threads  one writer; any number of readers afterwards
 */
#ifndef LT_EXEC_PACKED_ROWS_H
#define LT_EXEC_PACKED_ROWS_H

#include "column/column.h"
#include "core/buf.h"
#include "kernel/block.h"

typedef struct lt_packed_column {
    lt_type type;
    lt_kind kind;
    int32_t at, width; /* in the row; width 0: not decided */
    bool    nulls;     /* some value is null */
} lt_packed_column;

typedef struct lt_packed {
    lt_mem           *mem;
    lt_packed_column *columns;
    int32_t           count, null_at;
    size_t            stride; /* of a row; 0: not decided */
    int32_t           changes;
    bool              lists, views; /* views: some texts are lt_views */
    lt_buf            bytes;
    lt_heap           heap; /* long texts */
    int64_t           rows;
} lt_packed;

/* {0} is a store that lt_packed_close accepts. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_packed_open(lt_packed *s, lt_mem *mem, const lt_type *types, int32_t count,
                                     lt_error *err);
/* An empty one for rows of `like`. */
LT_MUST_USE lt_status lt_packed_open_like(lt_packed *s, const lt_packed *like, lt_error *err);
void                  lt_packed_close(lt_packed *s);

/* Appends rows rows[0, n) (ascending, without repetition) of columns, which have `all` rows.
 * Errors: LT_ENOMEM, LT_ELIMIT: s is then good for closing only. */
LT_MUST_USE lt_status lt_packed_add(lt_packed *s, lt_column *const *columns, const int32_t *rows,
                                    int32_t n, int32_t all, lt_error *err);
/* Appends a row of a store of the same types that has not been added to since lt_packed_open_like
 * made s from it. */
LT_MUST_USE lt_status lt_packed_copy(lt_packed *s, const lt_packed *from, int64_t row,
                                     lt_error *err);
/* Makes columns of s at least as wide as those of other. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_packed_agree(lt_packed *s, const lt_packed *other, lt_error *err);

static inline const uint8_t *lt_packed_row(const lt_packed *s, int64_t row)
{
    return s->bytes.data + (size_t)row * s->stride;
}

/* Column c of n rows, rows[i] being the i-th, of any store that agrees with s; of those `nulls`
 * says whether some value is null. Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status lt_packed_take(const lt_packed *s, lt_column **out, lt_mem *mem,
                                     const uint8_t *const *rows, int32_t n, int32_t c, bool nulls,
                                     lt_error *err);

#endif
