/* list.h — columns that grow by rows of others: elements of lists being made.
 *
 * Whoever makes lists appends their elements to the child of a column of its own and writes the
 * spans. Rows are taken, repeated and cut by their spans alone; elements are copied only here.
 *
 * Limits   a child holds at most INT32_MAX elements
 * Threads  one writer
 */
#ifndef LT_COLUMN_LIST_H
#define LT_COLUMN_LIST_H

#include "column/column.h"

/* Rows of a column: at[0, n), or with at NULL first, first + 1, … */
typedef struct lt_row_list {
    const int32_t *at;
    int32_t        first, n;
} lt_row_list;

static inline int32_t lt_row_list_at(const lt_row_list *r, int32_t i)
{
    return r->at ? r->at[i] : r->first + i;
}

/* Appends rows of `from` (any encoding) to c: FLAT, of one holder, of the same type. Long strings
 * are copied into heap; with heap NULL they are viewed, and c must keep_all of from.
 * Errors: LT_ENOMEM, LT_ELIMIT; c then has the rows it had. */
LT_MUST_USE lt_status lt_column_append(lt_column *c, const lt_column *from, const lt_row_list *rows,
                                       lt_heap *heap, lt_error *err);
LT_MUST_USE lt_status lt_column_append_null(lt_column *c, lt_error *err);
/* Appends n rows that are not null, their values for the caller to write. */
LT_MUST_USE lt_status lt_column_grow(lt_column *c, int32_t n, lt_error *err);

/* Copies lists: out[i] is the span, in child, of a copy of rows[i] of `from`; of nulls an empty
 * one. Strings as lt_column_append has it. Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status lt_list_copy(lt_span *out, lt_column *child, const lt_column *from,
                                   const lt_row_list *rows, lt_heap *heap, lt_error *err);

/* Makes the child of c, a FLAT column of one holder, one that only c holds: with copies of what its
 * rows use. Errors: LT_ENOMEM; c is then good for releasing only. */
LT_MUST_USE lt_status lt_list_own(lt_column *c, lt_error *err);

#endif
