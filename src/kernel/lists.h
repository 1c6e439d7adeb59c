/* lists.h — what the list kernels share: two harnesses, one for lists and one for elements.
 *
 * Results are appended row by row: lists to the child of the result, elements to the result itself.
 * Strings in them are views of the arguments' bytes, which the harness lets the result keep.
 */
#ifndef LT_KERNEL_LISTS_H
#define LT_KERNEL_LISTS_H

#include "column/list.h"
#include "kernel/work.h"

typedef struct lt_lister lt_lister;
/* Computes one row that is wanted: appends to m->items. */
typedef lt_status lt_list_fn(lt_lister *m, int32_t row, lt_error *err);

struct lt_lister {
    const lt_call *call;
    lt_column     *out;   /* the result; lt_make_items: grows with items */
    lt_column     *items; /* what is appended to */
    void          *state; /* of the kernel */
};

/* A column of lists: row's list is what fn appends; lt_list_null makes it null. */
LT_MUST_USE lt_status lt_make_lists(const lt_call *call, lt_column **out, lt_list_fn *fn,
                                    void *state, lt_error *err);
/* A column of elements: fn appends exactly one. Rows that are not wanted are null. */
LT_MUST_USE lt_status lt_make_items(const lt_call *call, lt_column **out, lt_list_fn *fn,
                                    void *state, lt_error *err);

static inline lt_status lt_list_null(lt_lister *m, int32_t row, lt_error *err)
{
    return lt_result_null(m->out, row, err);
}
/* Appends row `row` of c, of the elements' type. */
static inline lt_status lt_add_item(lt_lister *m, const lt_column *c, int32_t row, lt_error *err)
{
    return lt_column_append(m->items, c, &(lt_row_list){.first = row, .n = 1}, NULL, err);
}
/* Appends the elements [from, from + n) of c. */
static inline lt_status lt_add_items(lt_lister *m, const lt_column *c, int32_t from, int32_t n,
                                     lt_error *err)
{
    return lt_column_append(m->items, c, &(lt_row_list){.first = from, .n = n}, NULL, err);
}

/* A list argument's row: its elements are rows [start, start + len) of c. */
typedef struct lt_list_row {
    const lt_column *c;
    int32_t          start, len;
} lt_list_row;

static inline lt_list_row lt_list_arg(const lt_call *call, int i, int32_t row)
{
    lt_span s = lt_list_at(call->args[i], row);
    return (lt_list_row){lt_list_items(call->args[i]), s.start, s.len};
}
static inline bool lt_item_valid(const lt_column *c, int32_t row)
{
    return c->type.id != LT_VOID && lt_column_valid(c, row);
}
/* Whether argument i of a LENIENT kernel is null in a row. */
static inline bool lt_arg_null(const lt_call *call, int i, int32_t row)
{
    return !lt_item_valid(call->args[i], row);
}
static inline int32_t lt_int_of(const lt_call *call, int i, int32_t row)
{
    const lt_column *c = call->args[i];
    return ((const int32_t *)c->values)[c->encoding == LT_CONST ? 0 : row];
}

/* ---- a set of rows of one column (lists_set.c) ---- */

typedef struct lt_item_set {
    lt_mem          *mem;
    const lt_column *c;     /* whose rows are in it */
    int32_t         *slots; /* row + 1; 0: free */
    size_t           cap;   /* a power of two */
    int32_t          count;
} lt_item_set;

/* Empties s; its rows will be of c. */
void lt_item_set_clear(lt_item_set *s, const lt_column *c);
void lt_item_set_close(lt_item_set *s);
bool lt_item_set_has(const lt_item_set *s, const lt_column *c, int32_t row);
/* Adds row of s->c, which equals none that is there. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_item_set_add(lt_item_set *s, int32_t row, lt_error *err);

#endif
