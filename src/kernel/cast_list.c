/* cast_list.c — lists to lists of another element, and to text.
 *
 * Only elements of rows that are wanted are cast: what no row holds must not fail.
 *
 * Source   Spark 4 Cast.castArray, ToStringBase.castArrayToString
 */
#include "column/list.h"
#include "kernel/cast.h"

/* The wanted lists with elements as they are: spans into out, elements into *items. */
static lt_status copy_wanted(const lt_call *call, lt_column *out, lt_column *items, lt_error *err)
{
    const lt_column *from = call->args[0];
    lt_span         *to = out->values;
    LT_TRY(lt_column_keep_all(items, lt_list_items(from), err));
    if (!call->valid)
        return lt_list_copy(to, items, from, &(lt_row_list){.n = call->rows}, NULL, err);
    for (int32_t i = 0; i < call->rows; i++)
        if (lt_cast_wanted(call, i))
            LT_TRY(
                lt_list_copy(to + i, items, from, &(lt_row_list){.first = i, .n = 1}, NULL, err));
    return LT_OK;
}

lt_status lt_cast_list(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_column *items, *cast = NULL, *flat = NULL;
    lt_type    from = lt_type_element(call->args[0]->type), to = lt_type_element(out->type);
    LT_TRY(lt_column_open(&items, call->mem, from, 0, err));
    lt_status        status = copy_wanted(call, out, items, err);
    const lt_column *arg = items;
    lt_call          inner = *call;
    inner.args = &arg;
    inner.rows = items->rows;
    inner.valid = from.id == LT_VOID ? NULL : items->valid;
    inner.result = to;
    if (!status) status = lt_kernel_cast(&inner, &cast, err);
    if (!status) status = lt_column_flat(&flat, cast, err);
    if (!status) {
        lt_column_release(out->child);
        out->child = flat;
    }
    lt_column_release(cast);
    lt_column_release(items);
    return status;
}

lt_status lt_cast_list_print(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_heap   heap = {.mem = call->mem};
    lt_buf    text = {.mem = call->mem};
    lt_view  *to = out->values;
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < call->rows; i++) {
        if (!lt_cast_wanted(call, i)) continue;
        text.len = 0;
        status = lt_value_text(&text, lt_column_value(call->args[0], i), call->zone, err);
        if (!status) status = lt_heap_add(to + i, &heap, text.data, text.len, err);
    }
    if (!status) status = lt_heap_give(&heap, out, err);
    lt_heap_clear(&heap);
    lt_buf_clear(&text);
    return status;
}
