#include "tui/stream_rows.h"

#include "tui/spool.h"

#include <string.h>

enum { LOOK_ROWS = 1024 }; /* between two looks at the cancel flag */

typedef struct stream {
    tui_out              *out;
    const tui_rows       *rows;
    const struct lt_zone *zone;
    const lt_cancel      *cancel;
    lt_mem               *mem;
    tui_spool             spool;
    bool                  waits;  /* in the spool */
    bool                  begins; /* no row has been written */
} stream;

static lt_status put(stream *s, const void *bytes, size_t n, lt_error *err)
{
    if (s->waits) return tui_spool_add(&s->spool, bytes, n, err);
    LT_TRY(tui_out_data(s->out, bytes, n, err));
    tui_out_drain(s->out);
    return LT_OK;
}

static bool is_tentative(const lt_schema *schema)
{
    for (int32_t i = 0; i < schema->count; i++)
        if (schema->fields[i].tentative) return true;
    return false;
}

static lt_status put_head(stream *s, const lt_schema *schema, lt_error *err)
{
    lt_buf    head = {.mem = s->mem};
    lt_status status = s->rows->head(&head, schema, err);
    if (!status) status = put(s, head.data, head.len, err);
    lt_buf_clear(&head);
    return status;
}

/* A type can only turn out wider where the one before was tentative, so what comes the second
 * time finds the spool. */
static lt_status begin(void *arg, lt_schema *schema, lt_error *err)
{
    stream *s = arg;
    s->begins = true;
    if (s->spool.fd >= 0) LT_TRY(tui_spool_empty(&s->spool, err));
    if (s->spool.fd < 0 && is_tentative(schema)) {
        LT_TRY(tui_spool_open(&s->spool, err));
        s->waits = true;
    }
    return put_head(s, schema, err);
}

static lt_status format(void *arg, lt_piece *piece, lt_error *err)
{
    stream *s = arg;
    for (int64_t r = 0; r < piece->table->rows; r++) {
        if (r % LOOK_ROWS == 0) LT_TRY(lt_cancel_check(s->cancel, err));
        if (r) LT_TRY(lt_buf_text(&piece->text, s->rows->between, err));
        LT_TRY(s->rows->row(&piece->text, piece->table, r, s->zone, err));
    }
    return LT_OK;
}

static lt_status write_piece(void *arg, const lt_piece *piece, lt_error *err)
{
    stream *s = arg;
    if (!s->begins) LT_TRY(put(s, s->rows->between, strlen(s->rows->between), err));
    s->begins = false;
    return put(s, piece->text.data, piece->text.len, err);
}

static lt_status finish(stream *s, lt_error *err)
{
    LT_TRY(put(s, s->rows->after, strlen(s->rows->after), err));
    return s->waits ? tui_spool_pour(&s->spool, s->out, err) : LT_OK;
}

lt_status tui_stream_plan(tui_out *out, const tui_rows *rows, lt_context *ctx, lt_plan *p,
                          const lt_query *query, lt_error *err)
{
    static const lt_stream_ops ops = {.begin = begin, .format = format, .write = write_piece};
    stream                     s = {.out = out,
                                    .rows = rows,
                                    .zone = lt_context_zone(ctx),
                                    .cancel = query->cancel,
                                    .mem = lt_mem_default(),
                                    .spool = TUI_SPOOL_NONE};
    lt_status                  status = lt_stream(ctx, p, &ops, &s, query, err);
    if (!status) status = finish(&s, err);
    tui_spool_close(&s.spool);
    return status;
}

lt_status tui_stream_table(tui_out *out, const tui_rows *rows, const lt_table *t,
                           const struct lt_zone *zone, lt_error *err)
{
    lt_buf    line = {.mem = lt_mem_default()};
    lt_status status = rows->head(&line, t->schema, err);
    for (int64_t r = 0; !status && r < t->rows && !out->failed; r++) {
        if (r) status = lt_buf_text(&line, rows->between, err);
        if (!status) status = rows->row(&line, t, r, zone, err);
        if (!status) status = tui_out_data(out, (const char *)line.data, line.len, err);
        tui_out_drain(out);
        line.len = 0;
    }
    if (!status) status = lt_buf_text(&line, rows->after, err);
    if (!status) status = tui_out_data(out, (const char *)line.data, line.len, err);
    lt_buf_clear(&line);
    return status;
}
