/* lists_make.c — lists from lists: joined, cut, turned round, flattened; sequences; join to text.
 *
 * Source   Spark 4 collectionOperations.scala (Slice, Sequence, Flatten, ArrayJoin …)
 */
#include "kernel/lists.h"
#include "kernel/strings.h"

/* ---- one more element ---- */

static lt_status add_list(lt_lister *m, int i, int32_t row, lt_error *err)
{
    lt_list_row list = lt_list_arg(m->call, i, row);
    return lt_add_items(m, list.c, list.start, list.len, err);
}

static lt_status append_row(lt_lister *m, int32_t row, lt_error *err)
{
    if (lt_arg_null(m->call, 0, row)) return lt_list_null(m, row, err);
    LT_TRY(add_list(m, 0, row, err));
    return lt_add_item(m, m->call->args[1], row, err);
}

static lt_status prepend_row(lt_lister *m, int32_t row, lt_error *err)
{
    if (lt_arg_null(m->call, 0, row)) return lt_list_null(m, row, err);
    LT_TRY(lt_add_item(m, m->call->args[1], row, err));
    return add_list(m, 0, row, err);
}

static lt_status concat_row(lt_lister *m, int32_t row, lt_error *err)
{
    for (int32_t k = 0; k < m->call->arg_count; k++) LT_TRY(add_list(m, k, row, err));
    return LT_OK;
}

static lt_status reverse_row(lt_lister *m, int32_t row, lt_error *err)
{
    lt_list_row list = lt_list_arg(m->call, 0, row);
    for (int32_t i = list.len - 1; i >= 0; i--) LT_TRY(lt_add_item(m, list.c, list.start + i, err));
    return LT_OK;
}

/* A null among the lists makes the whole null. */
static lt_status flatten_row(lt_lister *m, int32_t row, lt_error *err)
{
    lt_list_row lists = lt_list_arg(m->call, 0, row);
    for (int32_t i = lists.start; i < lists.start + lists.len; i++)
        if (!lt_item_valid(lists.c, i)) return lt_list_null(m, row, err);
    for (int32_t i = lists.start; i < lists.start + lists.len; i++) {
        lt_span s = lt_list_at(lists.c, i);
        LT_TRY(lt_add_items(m, lt_list_items(lists.c), s.start, s.len, err));
    }
    return LT_OK;
}

#define KERNEL(name, fn)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_make_lists(call, out, (fn), NULL, err);                           \
    }

KERNEL(array_append, append_row)
KERNEL(array_prepend, prepend_row)
KERNEL(array_concat, concat_row)
KERNEL(array_reverse, reverse_row)
KERNEL(flatten, flatten_row)

/* ---- slice: the elements stay where they are ---- */

static lt_status slice_span(lt_span *out, lt_span list, int32_t start, int32_t length,
                            lt_error *err)
{
    if (start == 0) return LT_FAIL(err, LT_EINVAL, "slice from 0: a list begins with element 1");
    if (length < 0) return LT_FAIL(err, LT_EINVAL, "a slice of %d elements", length);
    int64_t from = start > 0 ? (int64_t)start - 1 : (int64_t)list.len + start;
    *out = (lt_span){0, 0};
    if (from < 0 || from >= list.len) return LT_OK;
    int64_t left = list.len - from;
    *out = (lt_span){list.start + (int32_t)from, left < length ? (int32_t)left : length};
    return LT_OK;
}

lt_status lt_kernel_slice(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    lt_column_release(made->child);
    made->child = lt_column_retain(lt_list_items(call->args[0]));
    for (int32_t i = 0; !status && i < call->rows; i++)
        if (lt_wanted(call, i))
            status = slice_span((lt_span *)made->values + i, lt_list_at(call->args[0], i),
                                lt_int_of(call, 1, i), lt_int_of(call, 2, i), err);
    return lt_done(out, made, status);
}

/* ---- sequences ---- */

static int64_t number_of(const lt_column *c, int32_t row) { return lt_column_value(c, row).i; }

/* Room for one element more, to be filled. */
static void put_number(lt_column *c, int32_t row, int64_t v)
{
    switch ((lt_type_id)c->type.id) {
    case LT_I8: ((int8_t *)c->values)[row] = (int8_t)v; break;
    case LT_I16: ((int16_t *)c->values)[row] = (int16_t)v; break;
    case LT_I64: ((int64_t *)c->values)[row] = v; break;
    default: ((int32_t *)c->values)[row] = (int32_t)v; break;
    }
}

static lt_status bad_step(int64_t start, int64_t stop, int64_t step, lt_error *err)
{
    lt_status status = LT_FAIL(err, LT_EINVAL, "no sequence leads from %lld to %lld by %lld",
                               (long long)start, (long long)stop, (long long)step);
    lt_error_hint(err, "the step is positive upwards, negative downwards, and not 0");
    return status;
}

static lt_status sequence_row(lt_lister *m, int32_t row, lt_error *err)
{
    enum { POLL = 1 << 20 };
    int64_t start = number_of(m->call->args[0], row), stop = number_of(m->call->args[1], row);
    int64_t step = start <= stop ? 1 : -1;
    if (m->call->arg_count > 2) step = number_of(m->call->args[2], row);
    if (step == 0 ? start != stop : (step > 0) != (start <= stop) && start != stop)
        return bad_step(start, stop, step, err);
    unsigned __int128 way =
        (unsigned __int128)(start < stop ? (lt_i128)stop - start : (lt_i128)start - stop);
    unsigned __int128 stride = (unsigned __int128)(step < 0 ? -(lt_i128)step : (lt_i128)step);
    lt_i128           count = (lt_i128)(stride ? way / stride : 0) + 1;
    int32_t           at = m->items->rows;
    if (count > INT32_MAX - at)
        return LT_FAIL(err, LT_ELIMIT, "a sequence of more than %d elements", INT32_MAX);
    LT_TRY(lt_column_grow(m->items, (int32_t)count, err));
    for (int32_t i = 0; i < (int32_t)count; i++) {
        put_number(m->items, at + i, (int64_t)(start + (lt_i128)step * i));
        if (i % POLL == POLL - 1) LT_TRY(lt_cancel_check(m->call->cancel, err));
    }
    return LT_OK;
}
KERNEL(sequence, sequence_row)

/* ---- join ---- */

static lt_status join_row(lt_maker *m, int32_t row, lt_error *err)
{
    lt_buf        *text = m->state;
    const lt_call *call = m->call;
    lt_list_row    list = lt_list_arg(call, 0, row);
    const lt_view *items = list.c->values, *separator = lt_arg(m, 1, row);
    const lt_view *null = call->arg_count > 2 ? lt_arg(m, 2, row) : NULL;
    bool           first = true;
    text->len = 0;
    for (int32_t i = list.start; i < list.start + list.len; i++) {
        const lt_view *v = lt_item_valid(list.c, i) ? items + i : null;
        if (!v) continue;
        if (!first) LT_TRY(lt_buf_add(text, lt_view_bytes(separator), (size_t)separator->len, err));
        LT_TRY(lt_buf_add(text, lt_view_bytes(v), (size_t)v->len, err));
        first = false;
    }
    return lt_heap_add((lt_view *)m->out->values + row, &m->heap, text->data, text->len, err);
}

lt_status lt_kernel_array_join(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_buf    text = {.mem = call->mem};
    lt_status status = lt_make(call, out, join_row, &text, false, err);
    lt_buf_clear(&text);
    return status;
}
