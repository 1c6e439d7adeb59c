/* csv_batch.c — rows of a chunk as a batch: the wanted columns and nothing else. */
#include "format/csv_source.h"

#include <string.h>

static lt_status misfit(const lt_csv_source *s, const lt_csv_chunk *c, uint32_t row, uint32_t i,
                        const lt_field *field, lt_error *err)
{
    lt_type_text type;
    uint32_t     n = ((const uint32_t *)c->s->len.data)[i];
    const char  *name = lt_type_name(type, field->type);
    lt_fail(err, LT_EPARSE, LT_HERE, "\"%.*s\" is not %s %s", n > 80 ? 80 : (int)n,
            (const char *)c->data + ((const uint32_t *)c->s->start.data)[i],
            *name == 'i' ? "an" : "a", name);
    lt_error_hint(err,
                  "mode = \"permissive\" reads null and counts, \"dropmalformed\" drops the row");
    uint32_t start = lt_csv_row_start(c, c->file->field_count, row + i);
    lt_csv_blame(err, c->file, c->origin + start, field->name);
    (void)s;
    return LT_EPARSE;
}

/* Where a column's error happened, when its maker could not know. */
static lt_status place(lt_status status, const lt_csv_chunk *c, uint32_t row, const lt_field *field,
                       lt_error *err)
{
    if (status == LT_EPARSE && err)
        lt_csv_blame(err, c->file, c->origin + lt_csv_row_start(c, c->file->field_count, row),
                     field->name);
    return status;
}

static lt_status make_column(lt_column **out, lt_csv_source *s, lt_csv_cells *cells, int32_t column,
                             uint32_t row, lt_error *err)
{
    const lt_csv_chunk *c = cells->chunk;
    const lt_field     *field = &s->r->schema->fields[column];
    uint32_t            at = 0;
    LT_TRY(lt_csv_gather(c, c->file->field_count, c->file->columns[column], row, cells->n, err));
    cells->start = (const uint32_t *)c->s->start.data;
    cells->len = (const uint32_t *)c->s->len.data;
    cells->inferred = s->o.infer;
    cells->nothing = s->r->nothing[column];
    lt_status status = lt_csv_convert(out, cells, field->type, &at, err);
    if (status) return place(status, c, row + (at < cells->n ? at : 0), field, err);
    if (at == cells->n) return LT_OK;
    if (!s->o.infer) return misfit(s, c, row, at, field, err);
    return LT_EWIDEN;
}

static lt_status make_locators(lt_column **out, const lt_csv_cells *cells, uint32_t row,
                               lt_error *err)
{
    const lt_csv_chunk *c = cells->chunk;
    LT_TRY(lt_column_open(out, cells->mem, LT_TYPE(I64), (int32_t)cells->n, err));
    int64_t *at = (*out)->values;
    for (uint32_t i = 0; i < cells->n; i++)
        at[i] = c->file->place + c->origin + lt_csv_row_start(c, c->file->field_count, row + i);
    return LT_OK;
}

/* Takes out the rows marked bad. */
static lt_status drop_rows(lt_batch *b, const uint64_t *bad, lt_csv_mended *mended, lt_error *err)
{
    int64_t count = lt_bits_count(bad, b->rows);
    if (count == 0) return LT_OK;
    size_t   bytes = (size_t)b->rows * sizeof(int32_t);
    int32_t *keep = lt_mem_resize(b->mem, NULL, 0, bytes), n = 0;
    if (!keep) return lt_mem_refused(b->mem, bytes, "a selection", err);
    for (int32_t i = 0; i < b->rows; i++)
        if (!lt_bit(bad, i)) keep[n++] = i;
    lt_status status = lt_batch_select(b, keep, n, err);
    lt_mem_free(b->mem, keep, bytes);
    if (!status) status = lt_batch_dense(b, err);
    mended->dropped += count;
    return status;
}

static bool is_utf8(const lt_csv_source *s, const lt_csv_chunk *c, uint32_t row, uint32_t n)
{
    int32_t  fields = c->file->field_count;
    uint32_t from = lt_csv_row_start(c, fields, row);
    uint32_t to = row + n < c->row_count ? lt_csv_row_start(c, fields, row + n) : c->end;
    /* The bytes behind the last row of the part may stop within a character. */
    if (row + n == c->row_count) to = c->s->marks.seps[c->s->marks.sep_count - 1];
    return s->loops->utf8(c->data + from, to - from);
}

static lt_status fill(lt_batch *b, lt_csv_source *s, lt_csv_cells *cells, uint32_t row,
                      lt_error *err)
{
    const lt_csv_run *r = s->r;
    if (r->text) cells->utf8 = is_utf8(s, cells->chunk, row, cells->n);
    for (int32_t i = 0; i < r->wanted_count; i++)
        LT_TRY(make_column(&b->columns[i], s, cells, r->wanted[i], row, err));
    if (r->locators) return make_locators(&b->columns[r->wanted_count], cells, row, err);
    return LT_OK;
}

lt_status lt_csv_batch(lt_batch **out, lt_csv_source *s, const lt_csv_chunk *c, uint32_t row,
                       uint32_t n, lt_csv_mended *mended, lt_error *err)
{
    const lt_csv_run *r = s->r;
    lt_batch         *b;
    lt_buf            bad = {.mem = r->run.mem};
    lt_csv_cells      cells = {
             .chunk = c, .loops = s->loops, .o = &s->o, .zone = r->run.zone, .n = n, .mem = r->run.mem};
    if (!cells.zone) cells.zone = lt_zone_utc();
    LT_TRY(lt_batch_open(&b, r->run.mem, (int32_t)n, r->wanted_count + r->locators, err));
    lt_status status = LT_OK;
    if (s->o.mode == LT_CSV_DROP && !s->o.infer) {
        status = lt_buf_reserve(&bad, lt_bits_bytes(n) + 8, err);
        cells.bad = (uint64_t *)bad.data;
        if (!status) lt_bits_fill(cells.bad, n, false);
    }
    if (!status) status = fill(b, s, &cells, row, err);
    if (!status && cells.bad) status = drop_rows(b, cells.bad, mended, err);
    lt_buf_clear(&bad);
    if (status) {
        lt_batch_close(b);
        return status;
    }
    mended->replaced += cells.replaced;
    *out = b;
    return LT_OK;
}
