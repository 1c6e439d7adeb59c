/* Everything an error holds came from somewhere else: each part goes through lt_escape. */
#include "core/error_print.h"

#include "core/escape.h"

#include <string.h>

static lt_status add_safe(lt_buf *out, const char *text, lt_error *err)
{
    return lt_escape(out, text, strlen(text), LT_ESCAPE_LINE, err);
}

/* Whether the text says `column name`, with or without quotes: a short name alone may be part of
 * any word. */
static bool names_column(const char *text, const char *column)
{
    size_t len = strlen(column);
    for (const char *p = text; (p = strstr(p, "column ")); p++) {
        const char *name = p + 7 + (p[7] == '"');
        if (strncmp(name, column, len) == 0 && (!name[len] || strchr("\" ,.:;)", name[len])))
            return true;
    }
    return false;
}

/* "sales.csv:1042: " and the text, with "(column amount)" behind. The text may name the column
 * already, and then it is not repeated. */
static lt_status add_line(lt_buf *out, const lt_error *e, lt_error *err)
{
    if (e->file[0]) LT_TRY(add_safe(out, e->file, err));
    if (e->file[0] && e->line > 0) LT_TRY(lt_buf_text(out, ":", err));
    if (!e->file[0] && e->line > 0) LT_TRY(lt_buf_text(out, "line ", err));
    if (e->line > 0) LT_TRY(lt_buf_printf(out, err, "%lld", (long long)e->line));
    if (e->file[0] || e->line > 0) LT_TRY(lt_buf_text(out, ": ", err));
    LT_TRY(add_safe(out, e->text[0] ? e->text : lt_status_word(e->code), err));
    if (!e->column[0] || names_column(e->text, e->column)) return LT_OK;
    LT_TRY(lt_buf_text(out, " (column ", err));
    LT_TRY(add_safe(out, e->column, err));
    return lt_buf_text(out, ")", err);
}

/* "  in cell Transform, line 12, Filter #3" */
static lt_status add_program(lt_buf *out, const lt_error *e, lt_error *err)
{
    const char *between = "  in ";
    if (e->cell[0]) {
        LT_TRY(lt_buf_printf(out, err, "%scell ", between));
        LT_TRY(add_safe(out, e->cell, err));
        between = ", ";
    }
    if (e->cell_line > 0) {
        LT_TRY(lt_buf_printf(out, err, "%sline %lld", between, (long long)e->cell_line));
        between = ", ";
    }
    if (e->node[0]) {
        LT_TRY(lt_buf_text(out, between, err));
        LT_TRY(add_safe(out, e->node, err));
        between = ", ";
    }
    return between[0] == ',' ? lt_buf_text(out, "\n", err) : LT_OK;
}

static lt_status add_repeated(lt_buf *out, char c, int count, lt_error *err)
{
    for (int i = 0; i < count; i++) LT_TRY(lt_buf_add(out, &c, 1, err));
    return LT_OK;
}

/* The excerpt, and ^~~~ below the marked piece, by columns. */
static lt_status add_excerpt(lt_buf *out, const lt_error *e, lt_error *err)
{
    size_t len = strlen(e->excerpt);
    if (len == 0) return LT_OK;
    LT_TRY(lt_buf_text(out, "  ", err));
    LT_TRY(add_safe(out, e->excerpt, err));
    LT_TRY(lt_buf_text(out, "\n", err));
    if (e->caret < 0) return LT_OK;

    size_t at = (size_t)e->caret < len ? (size_t)e->caret : len;
    size_t bytes = e->caret_bytes < 1 ? 1 : (size_t)e->caret_bytes;
    size_t end = bytes < len - at ? at + bytes : len;
    int    before = lt_text_width(e->excerpt, at);
    int    width = lt_text_width(e->excerpt, end) - before;
    LT_TRY(add_repeated(out, ' ', 2 + before, err));
    LT_TRY(lt_buf_text(out, "^", err));
    LT_TRY(add_repeated(out, '~', width - 1, err));
    return lt_buf_text(out, "\n", err);
}

static lt_status add_all(lt_buf *out, const lt_error *e, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "error: ", err));
    LT_TRY(add_line(out, e, err));
    LT_TRY(lt_buf_text(out, "\n", err));
    LT_TRY(add_program(out, e, err));
    LT_TRY(add_excerpt(out, e, err));
    if (!e->hint[0]) return LT_OK;
    LT_TRY(lt_buf_text(out, "hint: ", err));
    LT_TRY(add_safe(out, e->hint, err));
    return lt_buf_text(out, "\n", err);
}

lt_status lt_error_print(lt_buf *out, const lt_error *shown, lt_error *err)
{
    size_t    before = out->len;
    lt_status status = add_all(out, shown, err);
    if (status) out->len = before;
    return status;
}

lt_status lt_error_line(lt_buf *out, const lt_error *shown, lt_error *err)
{
    size_t    before = out->len;
    lt_status status = add_line(out, shown, err);
    if (status) out->len = before;
    return status;
}
