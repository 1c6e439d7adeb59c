#include "tui/table_text.h"

enum { MOST_COLUMNS = 16 };

static lt_status fill_texts(lt_column *c, lt_heap *heap, const tui_cell *cells, int32_t step,
                            lt_error *err)
{
    lt_view *views = c->values;
    LT_TRY(lt_column_nullable(c, err));
    for (int32_t r = 0; r < c->rows; r++) {
        const tui_cell *cell = cells + (size_t)r * (size_t)step;
        views[r] = lt_view_of("", 0);
        if (cell->text)
            LT_TRY(lt_heap_add(&views[r], heap, cell->text, cell->len, err));
        else
            lt_bit_clear(c->valid, r);
    }
    return lt_heap_give(heap, c, err);
}

static lt_status make_column(lt_column **out, lt_mem *mem, bool is_number, const tui_cell *cells,
                             int32_t rows, int32_t step, lt_error *err)
{
    lt_heap    heap = {.mem = mem};
    lt_column *c;
    LT_TRY(lt_column_open(&c, mem, is_number ? LT_TYPE(I64) : LT_TYPE(STRING), rows, err));
    lt_status status = LT_OK;
    if (is_number)
        for (int32_t r = 0; r < rows; r++)
            ((int64_t *)c->values)[r] = cells[(size_t)r * (size_t)step].number;
    else
        status = fill_texts(c, &heap, cells, step, err);
    lt_heap_clear(&heap);
    if (status)
        lt_column_release(c);
    else
        *out = c;
    return status;
}

static lt_status make_batch(lt_batch **out, lt_mem *mem, const tui_heading *headings,
                            int32_t columns, const tui_cell *cells, int32_t rows, lt_error *err)
{
    lt_status status = LT_OK;
    LT_TRY(lt_batch_open(out, mem, rows, columns, err));
    for (int32_t i = 0; !status && i < columns; i++)
        status = make_column(&(*out)->columns[i], mem, headings[i].is_number, cells + i, rows,
                             columns, err);
    if (status) lt_batch_close(*out);
    return status;
}

lt_status tui_table_text(lt_table **out, lt_mem *mem, const tui_heading *headings, int32_t columns,
                         const tui_cell *cells, int32_t rows, lt_error *err)
{
    lt_field   fields[MOST_COLUMNS];
    lt_schema *schema;
    lt_batch  *batch;
    for (int32_t i = 0; i < columns; i++)
        fields[i] = (lt_field){.name = headings[i].name,
                               .type = headings[i].is_number ? LT_TYPE(I64) : LT_TYPE(STRING),
                               .nullable = !headings[i].is_number};
    LT_TRY(lt_schema_open(&schema, mem, fields, columns, err));
    lt_status status = lt_table_open(out, mem, schema, err);
    lt_schema_release(schema);
    if (status) return status;
    status = make_batch(&batch, mem, headings, columns, cells, rows, err);
    if (!status) status = lt_table_add(*out, batch, err);
    if (status) lt_table_release(*out);
    return status;
}
