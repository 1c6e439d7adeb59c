/* lists_sort.c — the elements of a list in order; the smallest and the largest.
 *
 * NaN is the largest number, -0.0 equals 0.0, lists compare element by element. Equal elements keep
 * their order.
 *
 * Source   Spark 4 collectionOperations.scala (SortArray, ArraySort, ArrayMin, ArrayMax)
 */
#include "kernel/lists.h"

#include <stdlib.h>
#include <string.h>

typedef struct order {
    const lt_column *c;
    bool             descending, nulls_first;
    lt_buf           rows; /* int32_t */
} order;

static int by_value(const void *x, const void *y, void *arg)
{
    const order *o = arg;
    int32_t      a = *(const int32_t *)x, b = *(const int32_t *)y;
    bool         there = lt_item_valid(o->c, a), other = lt_item_valid(o->c, b);
    int          sign = 0;
    if (there != other)
        sign = there == o->nulls_first ? 1 : -1;
    else if (there)
        sign = o->descending ? lt_compare_row(o->c, b, o->c, a) : lt_compare_row(o->c, a, o->c, b);
    return sign ? sign : a < b ? -1 : a > b;
}

static lt_status add_sorted(lt_lister *m, order *o, int32_t row, lt_error *err)
{
    lt_list_row list = lt_list_arg(m->call, 0, row);
    o->c = list.c;
    o->rows.len = 0;
    LT_TRY(lt_buf_reserve(&o->rows, ((size_t)list.len + 1) * sizeof(int32_t), err));
    int32_t *rows = (int32_t *)o->rows.data;
    for (int32_t i = 0; i < list.len; i++) rows[i] = list.start + i;
    qsort_r(rows, (size_t)list.len, sizeof(*rows), by_value, o);
    return lt_column_append(m->items, list.c, &(lt_row_list){.at = rows, .n = list.len}, NULL, err);
}

static lt_status sort_row(lt_lister *m, int32_t row, lt_error *err)
{
    order           *o = m->state;
    const lt_column *up = m->call->arg_count > 1 ? m->call->args[1] : NULL;
    o->descending = up && !lt_bool_at(up, row);
    o->nulls_first = !o->descending;
    return add_sorted(m, o, row, err);
}

static lt_status sort_up_row(lt_lister *m, int32_t row, lt_error *err)
{
    return add_sorted(m, m->state, row, err);
}

static lt_status run(const lt_call *call, lt_column **out, lt_list_fn *fn, lt_error *err)
{
    order     o = {.rows.mem = call->mem};
    lt_status status = lt_make_lists(call, out, fn, &o, err);
    lt_buf_clear(&o.rows);
    return status;
}

lt_status lt_kernel_sort_array(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, sort_row, err);
}
lt_status lt_kernel_array_sort(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, sort_up_row, err);
}

/* ---- extremes ---- */

static lt_status best_row(lt_lister *m, int32_t row, int sign, lt_error *err)
{
    lt_list_row list = lt_list_arg(m->call, 0, row);
    int32_t     best = -1;
    for (int32_t i = list.start; i < list.start + list.len; i++) {
        if (!lt_item_valid(list.c, i)) continue;
        if (best < 0 || lt_compare_row(list.c, i, list.c, best) * sign > 0) best = i;
    }
    return best < 0 ? lt_column_append_null(m->items, err) : lt_add_item(m, list.c, best, err);
}

static lt_status min_row(lt_lister *m, int32_t row, lt_error *err)
{
    return best_row(m, row, -1, err);
}
static lt_status max_row(lt_lister *m, int32_t row, lt_error *err)
{
    return best_row(m, row, 1, err);
}

lt_status lt_kernel_array_min(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make_items(call, out, min_row, NULL, err);
}
lt_status lt_kernel_array_max(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make_items(call, out, max_row, NULL, err);
}
