/* parquet_gather.c — from the batches of a row group to runs of values without nulls. */
#include "format/parquet_write.h"

#include <string.h>

lt_status lt_pq_hold(lt_pq_held **out, lt_batch *batch, lt_error *err)
{
    lt_mem     *mem = batch->mem;
    lt_pq_held *held = lt_mem_resize(mem, NULL, 0, sizeof(*held));
    if (!held) return lt_mem_refused(mem, sizeof(*held), "a batch to write", err);
    *held = (lt_pq_held){.refs = 1, .mem = mem, .batch = batch};
    *out = held;
    return LT_OK;
}

void lt_pq_unhold(lt_pq_held *held)
{
    if (!held || atomic_fetch_sub(&held->refs, 1) != 1) return;
    lt_batch_close(held->batch);
    lt_mem_free(held->mem, held, sizeof(*held));
}

static int64_t text_bytes(const lt_column *c, const int32_t *sel, int32_t from, int32_t rows)
{
    const lt_view *views = lt_column_base(c)->values;
    int64_t        sum = 4 * (int64_t)rows;
    if (!sel && !c->valid && c->encoding == LT_FLAT) {
        for (int32_t i = from; i < from + rows; i++) sum += views[i].len;
        return sum;
    }
    for (int32_t i = from; i < from + rows; i++) {
        int32_t row = sel ? sel[i] : i;
        if (lt_column_valid(c, row)) sum += views[lt_column_slot(c, row)].len;
    }
    return sum;
}

int64_t lt_pq_content_bytes(const lt_batch *b, int32_t from, int32_t rows)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < b->column_count; i++) {
        const lt_column *c = b->columns[i];
        sum += lt_type_is_text(c->type) ? text_bytes(c, b->sel, from, rows)
                                        : (int64_t)rows * (int64_t)lt_type_bytes(c->type);
    }
    return sum;
}

/* Rows of which none is null. */
static void fill_valid(lt_pq_block *b, const lt_column *c, const int32_t *sel, int32_t from)
{
    const int32_t *codes = c->encoding == LT_DICT ? c->values : NULL;
    b->count = b->rows;
    b->first = c->encoding == LT_FLAT && !sel ? from : -1;
    if (b->first >= 0) return;
    for (int32_t i = 0; i < b->rows; i++) {
        int32_t row = sel ? sel[from + i] : from + i;
        b->slots[i] = codes ? codes[row] : c->encoding == LT_CONST ? 0 : row;
    }
}

/* Null rows are level 0 and have no slot. */
static void block_fill(lt_pq_block *b, const lt_column *c, const int32_t *sel, int32_t from)
{
    b->column = c;
    if (!c->valid && c->type.id != LT_VOID) {
        fill_valid(b, c, sel, from);
        return;
    }
    b->count = 0;
    b->first = -1;
    for (int32_t i = 0; i < b->rows; i++) {
        int32_t row = sel ? sel[from + i] : from + i;
        bool    valid = c->type.id != LT_VOID && lt_column_valid(c, row);
        b->levels[i] = valid;
        b->slots[b->count] = lt_column_slot(c, row);
        b->count += valid;
    }
}

bool lt_pq_block_next(lt_pq_block *out, lt_pq_cursor *c)
{
    while (c->piece < c->count && c->at == c->pieces[c->piece].rows) c->piece++, c->at = 0;
    if (c->piece >= c->count) return false;

    const lt_pq_piece *p = &c->pieces[c->piece];
    const lt_batch    *b = p->held->batch;
    int32_t            left = p->rows - c->at;
    out->rows = left < LT_PQ_BLOCK_ROWS ? left : LT_PQ_BLOCK_ROWS;
    block_fill(out, b->columns[c->column], b->sel, p->from + c->at);
    c->at += out->rows;
    return true;
}

#define GATHER(to, from)                                                 \
    do {                                                                 \
        const from *in_ = base->values;                                  \
        to         *out_ = out;                                          \
        for (int32_t i = 0; i < count; i++) out_[i] = (to)in_[slots[i]]; \
    } while (0)

static void gather_bits(uint8_t *out, const uint64_t *bits, const int32_t *slots, int32_t count)
{
    for (int32_t i = 0; i < count; i++) out[i] = lt_bit(bits, slots[i]);
}

void lt_pq_gather(void *out, const lt_pq_layout *layout, const lt_column *column,
                  const int32_t *slots, int32_t count)
{
    const lt_column *base = lt_column_base(column);
    switch (layout->type.id) {
    case LT_BOOL: gather_bits(out, base->values, slots, count); break;
    case LT_I8: GATHER(int32_t, int8_t); break;
    case LT_I16: GATHER(int32_t, int16_t); break;
    case LT_I32:
    case LT_F32:
    case LT_DATE: GATHER(uint32_t, uint32_t); break;
    case LT_I64:
    case LT_F64:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: GATHER(uint64_t, uint64_t); break;
    case LT_STRING:
    case LT_BINARY: GATHER(lt_view, lt_view); break;
    case LT_DECIMAL:
        if (layout->width == 4)
            GATHER(int32_t, lt_i128);
        else if (layout->width == 8)
            GATHER(int64_t, lt_i128);
        else
            GATHER(lt_i128, lt_i128);
        break;
    default: break;
    }
}

/* The values of a FLAT column lie as layout->dense has them. */
static bool is_dense(const lt_pq_layout *layout)
{
    return layout->dense != LT_PQ_DENSE_BOOL && layout->dense != LT_PQ_DENSE_NONE &&
           (size_t)layout->width == lt_type_bytes(layout->type);
}

void lt_pq_block_values(void *out, const lt_pq_layout *layout, lt_pq_block *b)
{
    size_t width = (size_t)layout->width;
    if (b->first >= 0 && is_dense(layout)) {
        memcpy(out, (const uint8_t *)b->column->values + (size_t)b->first * width,
               (size_t)b->count * width);
        return;
    }
    for (int32_t i = 0; b->first >= 0 && i < b->count; i++) b->slots[i] = b->first + i;
    lt_pq_gather(out, layout, b->column, b->slots, b->count);
}
