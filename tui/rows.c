#include "tui/rows.h"

#include "core/escape.h"
#include "core/number.h"

#include <math.h>
#include <string.h>

/* The text of a value that is not null, at the end of out. */
static lt_status plain(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    if (v.type.id != LT_BINARY) return lt_value_text(out, v, zone, err);
    for (int32_t i = 0; i < v.s.len; i++) LT_TRY(lt_buf_printf(out, err, "%02X", v.s.bytes[i]));
    return LT_OK;
}

/* ---- csv ---- */

/* Text that is quoted where CSV asks for it; an empty text too, since an empty field is null. */
static lt_status csv_field(lt_buf *out, const char *p, size_t n, lt_error *err)
{
    bool quoted = n == 0;
    for (size_t i = 0; !quoted && i < n; i++)
        quoted = p[i] == ',' || p[i] == '"' || p[i] == '\n' || p[i] == '\r';
    if (!quoted) return lt_buf_add(out, p, n, err);
    LT_TRY(lt_buf_reserve(out, 2 * n + 2, err));
    lt_buf_push(out, "\"", 1);
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '"') lt_buf_push(out, "\"", 1);
        lt_buf_push(out, p + i, 1);
    }
    lt_buf_push(out, "\"", 1);
    return LT_OK;
}

static lt_status csv_head(lt_buf *out, const lt_schema *schema, lt_error *err)
{
    if (schema->count == 0) return LT_OK; /* an empty line would be a row */
    for (int32_t c = 0; c < schema->count; c++) {
        const char *name = schema->fields[c].name;
        if (c) LT_TRY(lt_buf_text(out, ",", err));
        LT_TRY(csv_field(out, name, strlen(name), err));
    }
    return lt_buf_text(out, "\n", err);
}

static lt_status csv_list(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    lt_buf    text = {.mem = out->mem};
    lt_status status = plain(&text, v, zone, err);
    if (!status) status = csv_field(out, (const char *)text.data, text.len, err);
    lt_buf_clear(&text);
    return status;
}

static lt_status csv_value(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    if (v.null) return LT_OK;
    if (v.type.id == LT_STRING)
        return csv_field(out, (const char *)v.s.bytes, (size_t)v.s.len, err);
    if (v.type.id == LT_LIST) return csv_list(out, v, zone, err);
    return plain(out, v, zone, err); /* digits, dashes, colons: nothing to quote */
}

static lt_status csv_row(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                         lt_error *err)
{
    for (int32_t c = 0; c < t->schema->count; c++) {
        if (c) LT_TRY(lt_buf_text(out, ",", err));
        LT_TRY(csv_value(out, lt_table_value(t, row, c), zone, err));
    }
    return lt_buf_text(out, "\n", err);
}

/* ---- json ---- */

lt_status tui_json_text(lt_buf *out, const char *text, lt_error *err)
{
    if (!text) return lt_buf_text(out, "null", err);
    return lt_json_string(out, text, strlen(text), err);
}

static lt_status json_float(lt_buf *out, lt_value v, lt_error *err)
{
    char text[LT_F64_TEXT];
    if (v.type.id == LT_F64 || !isfinite(v.f)) return lt_json_f64(out, v.f, err);
    return lt_buf_add(out, text, lt_print_f32_plain(text, (float)v.f), err);
}

/* What reads as text: strings as they are, times and bytes by their text. */
static lt_status json_quoted(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    if (v.type.id == LT_STRING)
        return lt_json_string(out, (const char *)v.s.bytes, (size_t)v.s.len, err);
    lt_buf    text = {.mem = out->mem};
    lt_status status = plain(&text, v, zone, err);
    if (!status) status = lt_json_string(out, (const char *)text.data, text.len, err);
    lt_buf_clear(&text);
    return status;
}

static lt_status json_list(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "[", err));
    for (int32_t i = 0; i < v.list.len; i++) {
        if (i) LT_TRY(lt_buf_text(out, ",", err));
        LT_TRY(tui_json_value(out, lt_value_item(v, i), zone, err));
    }
    return lt_buf_text(out, "]", err);
}

lt_status tui_json_value(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    if (v.null) return lt_buf_text(out, "null", err);
    switch ((lt_type_id)v.type.id) {
    case LT_VOID: return lt_buf_text(out, "null", err);
    case LT_BOOL: return lt_buf_text(out, v.b ? "true" : "false", err);
    case LT_F32:
    case LT_F64: return json_float(out, v, err);
    case LT_I8:
    case LT_I16:
    case LT_I32:
    case LT_I64:
    case LT_DECIMAL: return lt_value_text(out, v, zone, err);
    case LT_LIST: return json_list(out, v, zone, err);
    default: return json_quoted(out, v, zone, err);
    }
}

static lt_status no_head(lt_buf *out, const lt_schema *schema, lt_error *err)
{
    (void)out, (void)schema, (void)err;
    return LT_OK;
}

static lt_status json_head(lt_buf *out, const lt_schema *schema, lt_error *err)
{
    (void)schema;
    return lt_buf_text(out, "[", err);
}

static lt_status put_object(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                            lt_error *err)
{
    for (int32_t c = 0; c < t->schema->count; c++) {
        LT_TRY(lt_buf_text(out, c ? "," : "{", err));
        LT_TRY(tui_json_text(out, t->schema->fields[c].name, err));
        LT_TRY(lt_buf_text(out, ":", err));
        LT_TRY(tui_json_value(out, lt_table_value(t, row, c), zone, err));
    }
    return lt_buf_text(out, t->schema->count ? "}" : "{}", err);
}

static lt_status json_row(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                          lt_error *err)
{
    LT_TRY(lt_buf_text(out, "\n", err));
    return put_object(out, t, row, zone, err);
}

static lt_status jsonl_row(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                           lt_error *err)
{
    LT_TRY(put_object(out, t, row, zone, err));
    return lt_buf_text(out, "\n", err);
}

/* ---- md ---- */

static lt_status md_text(lt_buf *out, const char *p, size_t n, lt_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '|' || p[i] == '\\')
            LT_TRY(lt_buf_printf(out, err, "\\%c", p[i]));
        else if (p[i] == '\n')
            LT_TRY(lt_buf_text(out, "<br>", err));
        else if (p[i] == '<')
            LT_TRY(lt_buf_text(out, "&lt;", err));
        else if (p[i] != '\r')
            LT_TRY(lt_buf_add(out, p + i, 1, err));
    }
    return LT_OK;
}

static lt_status md_head(lt_buf *out, const lt_schema *schema, lt_error *err)
{
    if (schema->count == 0) return LT_OK;
    for (int32_t c = 0; c < schema->count; c++) {
        const char *name = schema->fields[c].name;
        LT_TRY(lt_buf_text(out, "| ", err));
        LT_TRY(md_text(out, name, strlen(name), err));
        LT_TRY(lt_buf_text(out, " ", err));
    }
    LT_TRY(lt_buf_text(out, "|\n", err));
    for (int32_t c = 0; c < schema->count; c++) {
        bool right = lt_type_is_numeric(schema->fields[c].type);
        LT_TRY(lt_buf_text(out, right ? "| ---: " : "| --- ", err));
    }
    return lt_buf_text(out, "|\n", err);
}

static lt_status md_value(lt_buf *out, lt_buf *scratch, lt_value v, const struct lt_zone *zone,
                          lt_error *err)
{
    scratch->len = 0;
    if (v.null) return LT_OK;
    LT_TRY(plain(scratch, v, zone, err));
    return md_text(out, (const char *)scratch->data, scratch->len, err);
}

static lt_status md_row(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                        lt_error *err)
{
    lt_buf    scratch = {.mem = out->mem};
    lt_status status = LT_OK;
    for (int32_t c = 0; !status && c < t->schema->count; c++) {
        status = lt_buf_text(out, "| ", err);
        if (!status) status = md_value(out, &scratch, lt_table_value(t, row, c), zone, err);
        if (!status) status = lt_buf_text(out, " ", err);
    }
    lt_buf_clear(&scratch);
    return status ? status : lt_buf_text(out, "|\n", err);
}

static const tui_rows formats[] = {
    {.name = "csv", .head = csv_head, .between = "", .after = "", .row = csv_row},
    {.name = "json", .head = json_head, .between = ",", .after = "\n]\n", .row = json_row},
    {.name = "jsonl", .head = no_head, .between = "", .after = "", .row = jsonl_row},
    {.name = "md", .head = md_head, .between = "", .after = "", .row = md_row}};

const tui_rows *tui_rows_find(const char *name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
        if (strcmp(formats[i].name, name) == 0) return &formats[i];
    return NULL;
}
