/* lists.c — the harnesses; lists from values, their size, elements by place and by value.
 *
 * Source   Spark 4 collectionOperations.scala, complexTypeExtractors.scala
 */
#include "kernel/lists.h"

/* Strings in the result may be those of the arguments. */
static lt_status keep_args(lt_lister *m, lt_error *err)
{
    for (int32_t i = 0; i < m->call->arg_count; i++) {
        const lt_column *arg = m->call->args[i];
        while (arg->type.id == LT_LIST && !lt_type_same(arg->type, m->items->type))
            arg = lt_list_items(arg);
        if (lt_type_same(arg->type, m->items->type)) LT_TRY(lt_column_keep_all(m->items, arg, err));
    }
    return LT_OK;
}

enum { POLL_ROWS = 1024 };

static lt_status poll(const lt_call *call, int32_t row, lt_error *err)
{
    return row % POLL_ROWS ? LT_OK : lt_cancel_check(call->cancel, err);
}

lt_status lt_make_lists(const lt_call *call, lt_column **out, lt_list_fn *fn, void *state,
                        lt_error *err)
{
    lt_lister m = {.call = call, .state = state};
    LT_TRY(lt_call_result(call, &m.out, err));
    m.items = m.out->child;
    lt_span  *spans = m.out->values;
    lt_status status = keep_args(&m, err);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        int32_t start = m.items->rows;
        if (!lt_wanted(call, i)) continue;
        status = fn(&m, i, err);
        spans[i] = (lt_span){start, m.items->rows - start};
        if (!status) status = poll(call, i, err);
    }
    return lt_done(out, m.out, status);
}

lt_status lt_make_items(const lt_call *call, lt_column **out, lt_list_fn *fn, void *state,
                        lt_error *err)
{
    lt_lister m = {.call = call, .state = state};
    LT_TRY(lt_column_open(&m.out, call->mem, call->result, 0, err));
    m.items = m.out;
    lt_status status = keep_args(&m, err);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        status = lt_wanted(call, i) ? fn(&m, i, err) : lt_column_append_null(m.items, err);
        if (!status) status = poll(call, i, err);
    }
    return lt_done(out, m.out, status);
}

/* ---- from values ---- */

static lt_status array_row(lt_lister *m, int32_t row, lt_error *err)
{
    for (int32_t k = 0; k < m->call->arg_count; k++)
        LT_TRY(lt_add_item(m, m->call->args[k], row, err));
    return LT_OK;
}

lt_status lt_kernel_array(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make_lists(call, out, array_row, NULL, err);
}

static lt_status repeat_row(lt_lister *m, int32_t row, lt_error *err)
{
    if (lt_arg_null(m->call, 1, row)) return lt_list_null(m, row, err);
    for (int32_t n = lt_int_of(m->call, 1, row); n > 0; n--) {
        LT_TRY(lt_add_item(m, m->call->args[0], row, err));
        if (n % POLL_ROWS == 0) LT_TRY(lt_cancel_check(m->call->cancel, err));
    }
    return LT_OK;
}

lt_status lt_kernel_array_repeat(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make_lists(call, out, repeat_row, NULL, err);
}

/* ---- size ---- */

lt_status lt_kernel_array_size(const lt_call *call, lt_column **out, lt_error *err)
{
    LT_TRY(lt_call_result(call, out, err));
    for (int32_t i = 0; i < call->rows; i++)
        ((int32_t *)(*out)->values)[i] = lt_wanted(call, i) ? lt_list_at(call->args[0], i).len : 0;
    return LT_OK;
}

/* ---- elements by place ---- */

/* Appends element `at` (from 0) of a list, or null where there is none and nothing refuses. */
static lt_status put_at(lt_lister *m, lt_list_row list, int64_t at, lt_error *err)
{
    if (at < 0 || at >= list.len) return lt_column_append_null(m->items, err);
    return lt_add_item(m, list.c, list.start + (int32_t)at, err);
}

static lt_status out_of_range(int32_t index, int32_t len, const char *instead, lt_error *err)
{
    lt_status status = LT_FAIL(err, LT_EOVERFLOW, "index %d is out of a list of %d element%s",
                               index, len, len == 1 ? "" : "s");
    lt_error_hint(err, "%s gives null instead", instead);
    return status;
}

/* From 1, negative from the end; *state says that what is not there is null. */
static lt_status element_row(lt_lister *m, int32_t row, lt_error *err)
{
    lt_list_row list = lt_list_arg(m->call, 0, row);
    int32_t     index = lt_int_of(m->call, 1, row);
    if (index == 0) {
        lt_status status = LT_FAIL(err, LT_EINVAL, "index 0: a list begins with element 1");
        lt_error_hint(err, "get(list, 0) and list[0] count from 0");
        return status;
    }
    int64_t at = index > 0 ? (int64_t)index - 1 : (int64_t)list.len + index;
    if ((at < 0 || at >= list.len) && !m->state)
        return out_of_range(index, list.len, "try_element_at", err);
    return put_at(m, list, at, err);
}

lt_status lt_kernel_element_at(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make_items(call, out, element_row, NULL, err);
}

lt_status lt_kernel_try_element_at(const lt_call *call, lt_column **out, lt_error *err)
{
    bool null = true;
    return lt_make_items(call, out, element_row, &null, err);
}

/* From 0; *state says that what is not there is null. */
static lt_status index_row(lt_lister *m, int32_t row, lt_error *err)
{
    lt_list_row list = lt_list_arg(m->call, 0, row);
    int32_t     index = lt_int_of(m->call, 1, row);
    if ((index < 0 || index >= list.len) && !m->state)
        return out_of_range(index, list.len, "get(list, index)", err);
    return put_at(m, list, index, err);
}

lt_status lt_kernel_list_index(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make_items(call, out, index_row, NULL, err);
}

lt_status lt_kernel_list_get(const lt_call *call, lt_column **out, lt_error *err)
{
    bool null = true;
    return lt_make_items(call, out, index_row, &null, err);
}

/* ---- elements by value ---- */

/* The place from 0 of the value of argument 1 in argument 0; -1: not there. *has_null tells of
 * nulls before it. */
static int32_t find(const lt_call *call, int32_t row, bool *has_null)
{
    lt_list_row      list = lt_list_arg(call, 0, row);
    const lt_column *value = call->args[1];
    *has_null = false;
    for (int32_t i = 0; i < list.len; i++) {
        bool valid = lt_item_valid(list.c, list.start + i);
        if (valid && lt_same_row(list.c, list.start + i, value, row)) return i;
        *has_null = *has_null || !valid;
    }
    return -1;
}

lt_status lt_kernel_array_contains(const lt_call *call, lt_column **out, lt_error *err)
{
    bool       has_null;
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; !status && i < call->rows; i++) {
        if (!lt_wanted(call, i)) continue;
        int32_t at = find(call, i, &has_null);
        if (at >= 0)
            lt_bit_set(made->values, i);
        else if (has_null)
            status = lt_result_null(made, i, err);
    }
    return lt_done(out, made, status);
}

lt_status lt_kernel_array_position(const lt_call *call, lt_column **out, lt_error *err)
{
    bool has_null;
    LT_TRY(lt_call_result(call, out, err));
    for (int32_t i = 0; i < call->rows; i++)
        ((int64_t *)(*out)->values)[i] = lt_wanted(call, i) ? find(call, i, &has_null) + 1 : 0;
    return LT_OK;
}
