#include "tui/plain.h"

#include "column/show.h"
#include "core/escape.h"
#include "tui/view/texts.h"

#include <stdio.h>
#include <string.h>

static const char *kind_word(const tui_book_cell *c)
{
    if (c->kind == LT_CELL_MARKDOWN) return "text";
    return c->kind == LT_CELL_RAW ? "raw" : "code";
}

static const char *state_word(tui_run_state state)
{
    switch (state) {
    case TUI_RUN_WAITS: return "waits to run";
    case TUI_RUN_RUNS: return "running";
    case TUI_RUN_GOOD: return "done";
    case TUI_RUN_FAILED: return "failed";
    case TUI_RUN_STOPPED: return "interrupted";
    default: return "not run yet";
    }
}

static int number_of(void *doc, uint64_t uid)
{
    size_t at = tui_doc_find(doc, uid);
    return at == SIZE_MAX ? 0 : (int)at + 1;
}

static lt_status put_safe(lt_buf *out, const char *p, size_t n, lt_error *err)
{
    return lt_escape(out, p, n, LT_ESCAPE_KEEP_NEWLINE | LT_ESCAPE_KEEP_TAB, err);
}

/* Ends what was appended with a line end. */
static lt_status end_line(lt_buf *out, lt_error *err)
{
    if (!out->len || out->data[out->len - 1] == '\n') return LT_OK;
    return lt_buf_text(out, "\n", err);
}

static lt_status put_state(lt_buf *out, const tui_plain *p, const tui_outcome *o, lt_error *err)
{
    char took[TUI_SHORT_TEXT], why[200];
    if (!o) return lt_buf_text(out, ", not run yet", err);
    LT_TRY(lt_buf_printf(out, err, ", %s", state_word(o->state)));
    if (o->state == TUI_RUN_GOOD && o->elapsed_ns > 0)
        LT_TRY(lt_buf_printf(out, err, " in %s", tui_duration(took, o->elapsed_ns)));
    if (!tui_outcome_is_stale(o)) return LT_OK;
    tui_outcome_why(o, number_of, p->doc, why);
    LT_TRY(lt_buf_text(out, ", stale: ", err));
    return lt_escape(out, why, strlen(why), LT_ESCAPE_LINE, err);
}

lt_status tui_plain_cell(lt_buf *out, const tui_plain *p, size_t index, lt_error *err)
{
    const tui_book_cell *c = tui_doc_cell(p->doc, index);
    if (!c) return LT_OK;
    LT_TRY(lt_buf_printf(out, err, "cell %zu of %zu, %s", index + 1, tui_doc_count(p->doc),
                         kind_word(c)));
    if (*c->title) {
        LT_TRY(lt_buf_text(out, " \"", err));
        LT_TRY(lt_escape(out, c->title, strlen(c->title), LT_ESCAPE_LINE, err));
        LT_TRY(lt_buf_text(out, "\"", err));
    }
    if (c->kind == LT_CELL_LUA)
        LT_TRY(put_state(out, p, tui_outcome_of(&p->outcomes, c->uid), err));
    LT_TRY(lt_buf_text(out, ".\n", err));
    LT_TRY(put_safe(out, tui_text_bytes(c->text), c->text->bytes.len, err));
    return end_line(out, err);
}

/* ---- outputs ---- */

/* A value in one line; null and the empty text in words. */
static lt_status put_value(lt_buf *out, const tui_window_cell *cell, lt_error *err)
{
    if (cell->is_null) return lt_buf_text(out, "null", err);
    if (!cell->text.len) return lt_buf_text(out, "empty", err);
    LT_TRY(lt_escape(out, cell->text.p, cell->text.len, LT_ESCAPE_LINE, err));
    return cell->is_cut ? lt_buf_text(out, "…", err) : LT_OK;
}

/* "name value", after a comma but for the first. */
static lt_status put_named(lt_buf *out, const tui_column *head, const tui_window_cell *cell,
                           int32_t place, lt_error *err)
{
    if (place) LT_TRY(lt_buf_text(out, ", ", err));
    LT_TRY(lt_escape(out, head->name, strlen(head->name), LT_ESCAPE_LINE, err));
    LT_TRY(lt_buf_text(out, " ", err));
    return put_value(out, cell, err);
}

lt_status tui_plain_rows(lt_buf *out, const tui_column *heads, const tui_window_cell *cells,
                         int64_t first, int32_t rows, int32_t columns, lt_error *err)
{
    char number[32];
    for (int32_t r = 0; r < rows; r++) {
        LT_TRY(lt_buf_printf(out, err, "row %s: ", lt_show_count(number, first + r + 1)));
        for (int32_t c = 0; c < columns; c++)
            LT_TRY(
                put_named(out, &heads[c], &cells[(size_t)r * (size_t)columns + (size_t)c], c, err));
        LT_TRY(lt_buf_text(out, ".\n", err));
    }
    return LT_OK;
}

static lt_status put_columns(lt_buf *out, const tui_item *i, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "columns: ", err));
    for (int32_t c = 0; c < i->columns; c++) {
        if (c) LT_TRY(lt_buf_text(out, ", ", err));
        LT_TRY(lt_escape(out, i->heads[c].name, strlen(i->heads[c].name), LT_ESCAPE_LINE, err));
        LT_TRY(lt_buf_printf(out, err, " %s", i->heads[c].type));
    }
    if (i->columns < i->all_columns)
        LT_TRY(lt_buf_printf(out, err, " and %d more", i->all_columns - i->columns));
    return lt_buf_text(out, ".\n", err);
}

static lt_status put_table(lt_buf *out, const tui_item *i, lt_error *err)
{
    char rows[32];
    LT_TRY(lt_buf_printf(out, err, "output: table%s", *i->name ? " " : ""));
    LT_TRY(lt_escape(out, i->name, strlen(i->name), LT_ESCAPE_LINE, err));
    LT_TRY(lt_buf_printf(out, err, ", %s%s row%s, %d column%s.\n", i->is_exact ? "" : "at least ",
                         lt_show_count(rows, i->total), i->total == 1 ? "" : "s", i->all_columns,
                         i->all_columns == 1 ? "" : "s"));
    if (!i->has_window) return LT_OK;
    LT_TRY(put_columns(out, i, err));
    LT_TRY(tui_plain_rows(out, i->heads, i->cells, 0, i->rows, i->columns, err));
    if (i->rows < i->total || !i->is_exact)
        LT_TRY(lt_buf_text(out, "more rows: t shows them.\n", err));
    return LT_OK;
}

static lt_status put_error(lt_buf *out, const lt_error *e, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "error: ", err));
    LT_TRY(lt_escape(out, e->text, strlen(e->text), LT_ESCAPE_LINE, err));
    if (e->cell_line > 0)
        LT_TRY(lt_buf_printf(out, err, ", in line %lld of the file", (long long)e->cell_line));
    LT_TRY(lt_buf_text(out, ".\n", err));
    if (!e->hint[0]) return LT_OK;
    LT_TRY(lt_buf_text(out, "what to do: ", err));
    LT_TRY(lt_escape(out, e->hint, strlen(e->hint), LT_ESCAPE_LINE, err));
    return lt_buf_text(out, ".\n", err);
}

static lt_status put_item(lt_buf *out, const tui_item *i, lt_error *err)
{
    if (i->kind == TUI_ITEM_TABLE) return put_table(out, i, err);
    LT_TRY(lt_buf_text(out, i->kind == TUI_ITEM_TEXT ? "output:\n" : "output: ", err));
    LT_TRY(put_safe(out, (const char *)i->bytes.data, i->bytes.len, err));
    return end_line(out, err);
}

lt_status tui_plain_output(lt_buf *out, const tui_plain *p, size_t index, lt_error *err)
{
    char                 lines[32];
    const tui_book_cell *c = tui_doc_cell(p->doc, index);
    const tui_outcome   *o = c ? tui_outcome_of(&p->outcomes, c->uid) : NULL;
    if (!o) return LT_OK;
    for (size_t k = 0; k < tui_outcome_count(o); k++)
        LT_TRY(put_item(out, tui_outcome_item(o, k), err));
    if (o->flood_bytes > 0) {
        LT_TRY(lt_buf_printf(out, err, "%s lines were printed in all; the last of them:\n",
                             lt_show_count(lines, o->flood_lines)));
        LT_TRY(put_safe(out, (const char *)o->tail.data, o->tail.len, err));
        LT_TRY(end_line(out, err));
    }
    if (o->state == TUI_RUN_FAILED || o->state == TUI_RUN_STOPPED)
        LT_TRY(put_error(out, &o->error, err));
    return LT_OK;
}

const tui_item *tui_plain_table(const tui_plain *p, size_t index)
{
    const tui_book_cell *c = tui_doc_cell(p->doc, index);
    const tui_outcome   *o = c ? tui_outcome_of(&p->outcomes, c->uid) : NULL;
    for (size_t k = o ? tui_outcome_count(o) : 0; k > 0; k--)
        if (tui_outcome_item(o, k - 1)->kind == TUI_ITEM_TABLE) return tui_outcome_item(o, k - 1);
    return NULL;
}
