#include "column/show.h"

#include "core/escape.h"
#include "core/number.h"

#include <stdio.h>

enum { MAX_CELL = 48, MIN_CELL = 8, MAX_COLUMNS = 512, LIST_BYTES = 4096 };

typedef struct glyphs {
    const char *bar, *cross, *line, *null;
    int         null_width;
} glyphs;

static const glyphs art = {"│", "┼", "─", "∅", 1}, plain = {"|", "+", "-", "NULL", 4};

typedef struct layout {
    const lt_table *t;
    const lt_show  *how;
    const glyphs   *g;
    int64_t         rows; /* shown */
    int32_t         columns;
    int             widths[MAX_COLUMNS];
    lt_buf         *out, cell; /* scratch */
} layout;

const char *lt_show_count(char out[32], int64_t n)
{
    char digits[24];
    int  len = snprintf(digits, sizeof(digits), "%lld", (long long)n), at = 0;
    int  sign = digits[0] == '-';
    for (int i = 0; i < len; i++) {
        if (i > sign && (len - i) % 3 == 0) out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = 0;
    return out;
}

static bool is_right(lt_type t) { return lt_type_is_numeric(t); }

/* People read 39829233.73 more easily than Spark's 3.982923373E7. */
static lt_status float_text(lt_buf *out, lt_value v, lt_error *err)
{
    char   text[LT_F64_TEXT];
    size_t len =
        v.type.id == LT_F32 ? lt_print_f32_plain(text, (float)v.f) : lt_print_f64_plain(text, v.f);
    return lt_buf_add(out, text, len, err);
}

/* [1, null, 3]; elements that no cell could show are left out. */
static lt_status list_text(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    size_t from = out->len;
    LT_TRY(lt_buf_text(out, "[", err));
    for (int32_t i = 0; i < v.list.len && out->len - from < LIST_BYTES; i++) {
        lt_value item = lt_value_item(v, i);
        if (i) LT_TRY(lt_buf_text(out, ", ", err));
        LT_TRY(item.null ? lt_buf_text(out, "null", err) : lt_show_value(out, item, zone, err));
    }
    return lt_buf_text(out, "]", err);
}

lt_status lt_show_value(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    if (v.type.id == LT_LIST) return list_text(out, v, zone, err);
    if (lt_type_is_float(v.type)) return float_text(out, v, err);
    if (v.type.id != LT_BINARY) return lt_value_text(out, v, zone, err);
    for (int32_t i = 0; i < v.s.len && i < MAX_CELL; i++)
        LT_TRY(lt_buf_printf(out, err, "%02X", v.s.bytes[i]));
    return LT_OK;
}

/* The raw text of a cell into l->cell; *is_null tells a null. */
static lt_status cell_text(layout *l, int64_t row, int32_t column, bool *is_null, lt_error *err)
{
    lt_value v = lt_table_value(l->t, row, column);
    l->cell.len = 0;
    *is_null = v.null;
    return v.null ? LT_OK : lt_show_value(&l->cell, v, l->how->zone, err);
}

static lt_status put_repeated(lt_buf *out, const char *piece, int n, lt_error *err)
{
    for (int i = 0; i < n; i++) LT_TRY(lt_buf_text(out, piece, err));
    return LT_OK;
}

/* text, safe, in exactly width columns. */
static lt_status put_padded(layout *l, const char *text, size_t len, int width, bool right,
                            lt_error *err)
{
    int used = lt_text_width(text, len);
    if (used > width) used = width;
    if (right) LT_TRY(put_repeated(l->out, " ", width - used, err));
    LT_TRY(lt_escape_fit(l->out, text, len, width, LT_ESCAPE_LINE, &used, err));
    if (!right) LT_TRY(put_repeated(l->out, " ", width - used, err));
    return LT_OK;
}

static int at_most(int a, int b) { return a < b ? a : b; }
static int at_least(int a, int b) { return a > b ? a : b; }

static const char *type_text(lt_type_text out, const lt_field *f)
{
    lt_type_name(out, f->type);
    size_t n = strlen(out);
    if (f->tentative && n + 2 < sizeof(lt_type_text)) memcpy(out + n, "~", 2);
    return out;
}

/* Columns that the widest of c's cells takes, into *width where that is more. */
static lt_status measure_cells(layout *l, int32_t c, int *width, lt_error *err)
{
    for (int64_t r = 0; r < l->rows; r++) {
        bool is_null;
        LT_TRY(cell_text(l, r, c, &is_null, err));
        int w = is_null ? l->g->null_width : lt_text_width((const char *)l->cell.data, l->cell.len);
        *width = at_least(*width, w);
    }
    return LT_OK;
}

static lt_status measure(layout *l, lt_error *err)
{
    lt_type_text type;
    for (int32_t c = 0; c < l->columns; c++) {
        const lt_field *f = l->t->schema->fields + c;
        int             width =
            at_least(lt_text_width(f->name, strlen(f->name)), (int)strlen(type_text(type, f)));
        LT_TRY(measure_cells(l, c, &width, err));
        l->widths[c] = at_most(at_least(width, 1), MAX_CELL);
    }
    return LT_OK;
}

static int total_width(const layout *l, int32_t columns)
{
    int total = 1;
    for (int32_t c = 0; c < columns; c++) total += l->widths[c] + 3;
    return total - 2;
}

/* Narrows the widest text columns, then leaves columns out, until the line fits. The column that
 * is left is cut. */
static void fit(layout *l)
{
    while (l->how->width > 0 && total_width(l, l->columns) > l->how->width) {
        int32_t widest = -1;
        for (int32_t c = 0; c < l->columns; c++) {
            lt_type t = l->t->schema->fields[c].type;
            bool    text = lt_type_is_text(t) || lt_type_is_list(t);
            if (text && l->widths[c] > MIN_CELL && (widest < 0 || l->widths[c] > l->widths[widest]))
                widest = c;
        }
        if (widest >= 0)
            l->widths[widest]--;
        else if (l->columns > 1)
            l->columns--;
        else {
            l->widths[0] = at_least(l->how->width - 2, 1); /* the last one is cut at any rate */
            break;
        }
    }
}

static lt_status put_header(layout *l, bool types, lt_error *err)
{
    lt_type_text type;
    for (int32_t c = 0; c < l->columns; c++) {
        const lt_field *f = l->t->schema->fields + c;
        const char     *text = types ? type_text(type, f) : f->name;
        LT_TRY(lt_buf_printf(l->out, err, c ? " %s " : " ", l->g->bar));
        LT_TRY(put_padded(l, text, strlen(text), l->widths[c], is_right(f->type), err));
    }
    return lt_buf_text(l->out, "\n", err);
}

static lt_status put_rule(layout *l, lt_error *err)
{
    for (int32_t c = 0; c < l->columns; c++) {
        if (c) LT_TRY(lt_buf_text(l->out, l->g->cross, err));
        bool last = c == l->columns - 1;
        LT_TRY(put_repeated(l->out, l->g->line, l->widths[c] + (last ? 1 : 2), err));
    }
    return lt_buf_text(l->out, "\n", err);
}

static lt_status put_row(layout *l, int64_t row, lt_error *err)
{
    for (int32_t c = 0; c < l->columns; c++) {
        bool is_null, right = is_right(l->t->schema->fields[c].type);
        LT_TRY(cell_text(l, row, c, &is_null, err));
        LT_TRY(lt_buf_printf(l->out, err, c ? " %s " : " ", l->g->bar));
        const char *text = is_null ? l->g->null : (const char *)l->cell.data;
        size_t      len = is_null ? strlen(text) : l->cell.len;
        LT_TRY(put_padded(l, text, len, l->widths[c], right, err));
    }
    return lt_buf_text(l->out, "\n", err);
}

lt_status lt_show_mended(lt_buf *out, const char *before, const int64_t counts[4], lt_error *err)
{
    static const char *const what[4] = {"rows padded with nulls",
                                        "rows cut to the header's columns",
                                        "malformed rows dropped", "values replaced"};
    char                     number[32];
    for (int i = 0; i < 4; i++) {
        if (!counts[i]) continue;
        LT_TRY(lt_buf_printf(out, err, "%s%s: %s\n", before, what[i],
                             lt_show_count(number, counts[i])));
    }
    return LT_OK;
}

static lt_status put_summary(layout *l, lt_error *err)
{
    char            a[32], b[32];
    const lt_table *t = l->t;
    int32_t         hidden = t->schema->count - l->columns;
    bool            counted = l->how->total > l->rows;
    bool            all = l->rows == t->rows && !t->partial && !counted;
    if (counted)
        LT_TRY(lt_buf_printf(l->out, err, " %s %s of %s rows",
                             l->how->which ? l->how->which : "the first", lt_show_count(a, l->rows),
                             lt_show_count(b, l->how->total)));
    else if (all)
        LT_TRY(lt_buf_printf(l->out, err, " %s %s", lt_show_count(a, t->rows),
                             t->rows == 1 ? "row" : "rows"));
    else if (t->partial)
        LT_TRY(lt_buf_printf(l->out, err, " the first %s %s; there are more",
                             lt_show_count(a, l->rows), l->rows == 1 ? "row" : "rows"));
    else
        LT_TRY(lt_buf_printf(l->out, err, " %s of %s rows", lt_show_count(a, l->rows),
                             lt_show_count(b, t->rows)));
    if (!all && l->how->more_hint) LT_TRY(lt_buf_printf(l->out, err, " (%s)", l->how->more_hint));
    if (hidden > 0)
        LT_TRY(
            lt_buf_printf(l->out, err, "; %d of %d columns do not fit", hidden, t->schema->count));
    LT_TRY(lt_buf_text(l->out, "\n", err));
    return lt_show_mended(l->out, " ! ", (int64_t[]){t->padded, t->cut, t->dropped, t->replaced},
                          err);
}

static lt_status put_all(layout *l, lt_error *err)
{
    LT_TRY(measure(l, err));
    fit(l);
    if (l->columns > 0) {
        LT_TRY(put_header(l, false, err));
        LT_TRY(put_header(l, true, err));
        LT_TRY(put_rule(l, err));
    }
    for (int64_t r = 0; l->columns > 0 && r < l->rows; r++) LT_TRY(put_row(l, r, err));
    return put_summary(l, err);
}

lt_status lt_show_table(lt_buf *out, const lt_table *t, const lt_show *how, lt_error *err)
{
    layout l = {.t = t, .how = how, .out = out, .g = how->ascii ? &plain : &art};
    l.cell.mem = out->mem;
    l.rows = how->rows > 0 && how->rows < t->rows ? how->rows : t->rows;
    l.columns = at_most(t->schema->count, MAX_COLUMNS);
    lt_status status = put_all(&l, err);
    lt_buf_clear(&l.cell);
    return status;
}
