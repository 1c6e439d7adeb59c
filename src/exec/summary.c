/* Summary: the one row of statistics below becomes a row for each statistic. Texts of many columns
 * in one row, statistic by statistic, become the rows of a few columns. */
#include "exec/op.h"

#include <string.h>

/* Column c of the result: the name of each statistic, or what the row says of described column
 * c - 1. */
static lt_status put_text(lt_column *made, lt_heap *heap, const lt_plan *node, const lt_batch *b,
                          int32_t c, int32_t row, lt_error *err)
{
    lt_view *views = made->values;
    int32_t  described = node->schema->count - 1, at = b->sel ? b->sel[0] : 0;
    views[row] = lt_view_of("", 0);
    if (c == 0)
        return lt_heap_add(views + row, heap, node->names[row], strlen(node->names[row]), err);
    const lt_column *from = b->columns[row * described + c - 1];
    if (!lt_column_valid(from, at)) {
        LT_TRY(lt_column_nullable(made, err));
        lt_bit_clear(made->valid, row);
        return LT_OK;
    }
    const lt_view *v = (const lt_view *)lt_column_base(from)->values + lt_column_slot(from, at);
    return lt_heap_add(views + row, heap, lt_view_bytes(v), (size_t)v->len, err);
}

static lt_status make_column(lt_column **out, const lt_plan *node, const lt_batch *b, int32_t c,
                             lt_error *err)
{
    lt_heap   heap = {.mem = b->mem};
    lt_status status = lt_column_open(out, b->mem, LT_TYPE(STRING), node->name_count, err);
    for (int32_t row = 0; !status && row < node->name_count; row++)
        status = put_text(*out, &heap, node, b, c, row, err);
    if (!status) status = lt_heap_give(&heap, *out, err);
    lt_heap_clear(&heap);
    return status;
}

static lt_status push_summary(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    lt_batch *made = NULL;
    lt_status status =
        lt_batch_open(&made, b->mem, op->node->name_count, op->node->schema->count, err);
    if (!status) made->ordinal = b->ordinal;
    for (int32_t c = 0; !status && c < made->column_count; c++)
        status = make_column(&made->columns[c], op->node, b, c, err);
    lt_batch_close(b);
    if (status) {
        lt_batch_close(made);
        return status;
    }
    return lt_op_send(op, w, made, err);
}

lt_status lt_summary_open(lt_op **out, lt_exec *x, const lt_plan *node, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Summary", .push = push_summary};
    return lt_op_open(out, x, &ops, node, sizeof(lt_op), false, err);
}
