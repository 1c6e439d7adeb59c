#include "tui/report_json.h"

#include "core/escape.h"
#include "tui/rows.h"

static const char *const words[] = {
    [LT_EVENT_CELL_BEGIN] = "cell_begin",
    [LT_EVENT_CELL_END] = "cell_end",
    [LT_EVENT_PRINT] = "print",
    [LT_EVENT_LOG] = "log",
    [LT_EVENT_TABLE] = "table",
    [LT_EVENT_TEXT] = "text",
    [LT_EVENT_PLAN] = "plan",
    [LT_EVENT_WRITTEN] = "written",
    [LT_EVENT_PROGRESS] = "progress",
};

/* ,"name":"text" */
static lt_status add_text(lt_buf *out, const char *name, const char *text, lt_error *err)
{
    LT_TRY(lt_buf_printf(out, err, ",\"%s\":", name));
    return tui_json_text(out, text, err);
}

static lt_status add_int(lt_buf *out, const char *name, int64_t n, lt_error *err)
{
    return lt_buf_printf(out, err, ",\"%s\":%lld", name, (long long)n);
}

static lt_status add_bool(lt_buf *out, const char *name, bool b, lt_error *err)
{
    return lt_buf_printf(out, err, ",\"%s\":%s", name, b ? "true" : "false");
}

/* ---- the parts of an event ---- */

static lt_status add_cell(lt_buf *out, const lt_event_cell *cell, lt_error *err)
{
    LT_TRY(lt_buf_printf(out, err, ",\"cell\":{\"index\":%lld,\"count\":%lld",
                         (long long)cell->index + 1, (long long)cell->count));
    LT_TRY(add_text(out, "title", cell->title, err));
    LT_TRY(add_text(out, "id", cell->id, err));
    LT_TRY(add_int(out, "line", cell->line, err));
    return lt_buf_text(out, "}", err);
}

static lt_status add_columns(lt_buf *out, const lt_schema *schema, lt_error *err)
{
    lt_type_text type;
    LT_TRY(lt_buf_text(out, ",\"columns\":[", err));
    for (int32_t c = 0; c < schema->count; c++) {
        LT_TRY(lt_buf_text(out, c ? ",{\"name\":" : "{\"name\":", err));
        LT_TRY(tui_json_text(out, schema->fields[c].name, err));
        LT_TRY(add_text(out, "type", lt_type_name(type, schema->fields[c].type), err));
        LT_TRY(lt_buf_text(out, "}", err));
    }
    return lt_buf_text(out, "]", err);
}

static lt_status add_row(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                         lt_error *err)
{
    LT_TRY(lt_buf_text(out, row ? ",[" : "[", err));
    for (int32_t c = 0; c < t->schema->count; c++) {
        if (c) LT_TRY(lt_buf_text(out, ",", err));
        LT_TRY(tui_json_value(out, lt_table_value(t, row, c), zone, err));
    }
    return lt_buf_text(out, "]", err);
}

static lt_status add_table(lt_buf *out, const lt_table *t, const struct lt_zone *zone,
                           lt_error *err)
{
    LT_TRY(add_columns(out, t->schema, err));
    LT_TRY(lt_buf_text(out, ",\"rows\":[", err));
    for (int64_t r = 0; r < t->rows; r++) LT_TRY(add_row(out, t, r, zone, err));
    LT_TRY(lt_buf_text(out, "]", err));
    LT_TRY(add_bool(out, "partial", t->partial, err));
    LT_TRY(add_int(out, "padded", t->padded, err));
    LT_TRY(add_int(out, "cut", t->cut, err));
    LT_TRY(add_int(out, "dropped", t->dropped, err));
    return add_int(out, "replaced", t->replaced, err);
}

static lt_status add_written(lt_buf *out, const lt_event *e, lt_error *err)
{
    LT_TRY(lt_buf_text(out, ",\"path\":", err));
    LT_TRY(lt_json_string(out, e->text, e->text_len, err));
    LT_TRY(add_int(out, "rows", e->written.rows, err));
    LT_TRY(add_int(out, "bytes", e->written.bytes, err));
    LT_TRY(add_int(out, "files", e->written.files, err));
    LT_TRY(add_int(out, "padded", e->written.padded, err));
    LT_TRY(add_int(out, "cut", e->written.cut, err));
    LT_TRY(add_int(out, "dropped", e->written.dropped, err));
    LT_TRY(add_int(out, "replaced", e->written.replaced, err));
    return add_bool(out, "skipped", e->written.skipped, err);
}

static lt_status add_cell_end(lt_buf *out, const lt_event *e, lt_error *err)
{
    LT_TRY(add_int(out, "elapsed_ns", e->elapsed_ns, err));
    if (e->rows < 0)
        LT_TRY(lt_buf_text(out, ",\"rows\":null", err));
    else
        LT_TRY(add_int(out, "rows", e->rows, err));
    return add_bool(out, "ok", !e->error, err);
}

static lt_status add_body(lt_buf *out, const lt_event *e, const struct lt_zone *zone, lt_error *err)
{
    switch (e->kind) {
    case LT_EVENT_CELL_END: return add_cell_end(out, e, err);
    case LT_EVENT_TABLE: return add_table(out, e->table, zone, err);
    case LT_EVENT_WRITTEN: return add_written(out, e, err);
    case LT_EVENT_PRINT:
    case LT_EVENT_LOG:
    case LT_EVENT_TEXT:
        LT_TRY(lt_buf_text(out, ",\"text\":", err));
        return lt_json_string(out, e->text, e->text_len, err);
    case LT_EVENT_PLAN: /* an object already */
        LT_TRY(lt_buf_text(out, ",\"plan\":", err));
        return lt_buf_add(out, e->text, e->text_len, err);
    case LT_EVENT_CELL_BEGIN:
    case LT_EVENT_PROGRESS:
    case LT_EVENT_READ: break;
    }
    return LT_OK;
}

lt_status tui_json_event(lt_buf *out, const lt_event *event, const struct lt_zone *zone,
                         lt_error *err)
{
    if (event->kind == LT_EVENT_PROGRESS) return LT_OK;
    LT_TRY(lt_buf_printf(out, err, "{\"event\":\"%s\"", words[event->kind]));
    if (event->cell) LT_TRY(add_cell(out, event->cell, err));
    LT_TRY(add_body(out, event, zone, err));
    return lt_buf_text(out, "}\n", err);
}

lt_status tui_json_error(lt_buf *out, const lt_error *e, lt_error *err)
{
    const struct {
        const char *name, *text;
    } texts[] = {{"file", e->file}, {"column", e->column},   {"cell", e->cell},
                 {"node", e->node}, {"excerpt", e->excerpt}, {"hint", e->hint}};
    LT_TRY(lt_buf_text(out, "{\"event\":\"error\"", err));
    LT_TRY(add_text(out, "kind", lt_status_word(e->code), err));
    LT_TRY(add_text(out, "text", e->text, err));
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (texts[i].text[0]) LT_TRY(add_text(out, texts[i].name, texts[i].text, err));
    if (e->line > 0) LT_TRY(add_int(out, "line", e->line, err));
    if (e->cell_line > 0) LT_TRY(add_int(out, "cell_line", e->cell_line, err));
    return lt_buf_text(out, "}\n", err);
}
