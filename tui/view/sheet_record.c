#include "tui/view/sheet.h"

#include "column/show.h"

#include <string.h>

/* ---- one row as a form: a column a line ---- */

int tui_record_rows(const tui_sheet *t) { return t->rows > 3 ? t->rows - 2 : 1; }

void tui_record_toggle(tui_sheet *t)
{
    t->is_record = !t->is_record;
    t->asked.is_held_off = false;
    t->record_top = t->column;
}

/* Brings the cursor's column into sight. */
static void follow(tui_sheet *t, int rows)
{
    int32_t last = t->column_count - rows;
    if (t->column < t->record_top) t->record_top = t->column;
    if (t->column >= t->record_top + rows) t->record_top = t->column - rows + 1;
    if (t->record_top > last) t->record_top = last;
    if (t->record_top < 0) t->record_top = 0;
}

static int name_cols(const tui_sheet *t, int rows, int cols)
{
    char room[32];
    int  most = 6;
    for (int k = 0; k < rows && t->record_top + k < t->column_count; k++) {
        const char *name = tui_sheet_name(t, t->record_top + k, room);
        int         n = tui_columns(name, strlen(name));
        if (n > most) most = n;
    }
    return most < cols / 3 ? most : cols / 3;
}

static void draw_field(tui_sheet *t, tui_canvas *c, int row, int32_t column, int names)
{
    char                   room[32];
    tui_style              style = TUI_STYLE(DIM);
    const tui_head        *h = tui_sheet_head(t, column);
    const tui_window_cell *cell =
        tui_pages_cell(&t->pages, tui_sheet_level(t)->result, t->row, column);
    const char *name = tui_sheet_name(t, column, room);
    int         types = c->cols >= 60 ? 12 : 0, at = names + 2 + (types ? types + 1 : 0);
    tui_put_fit(c, row, 1, names, TUI_STYLE(KEY), name, strlen(name));
    if (types) tui_put_fit(c, row, names + 2, types, style, h->type, strlen(h->type));
    tui_put(c, row, at, 1, TUI_STYLE(BORDER), "┃", 3);
    tui_bytes text = cell ? tui_sheet_text(cell, h->is_right, &style) : (tui_bytes){"···", 6};
    tui_put_fit(c, row, at + 2, c->cols - at - 2, style, text.p, text.len);
    if (column != t->column) return;
    tui_restyle(c, (tui_rect){row, 0, 1, c->cols}, TUI_ROLE_CURSOR_LINE, 0);
    tui_cursor(c, row, at + 2, TUI_CURSOR_BLOCK);
}

void tui_record_draw(tui_sheet *t, tui_canvas *area)
{
    char row[32];
    int  rows = tui_record_rows(t);
    follow(t, rows);
    int names = name_cols(t, rows, area->cols);
    int used =
        tui_printf(area, 0, 1, TUI_BOLD_STYLE(HEADER), "row %s", lt_show_count(row, t->row + 1));
    tui_hline(area, 0, used + 2, area->cols - used - 2, TUI_STYLE(BORDER), TUI_LIGHT);
    for (int k = 0; k < rows && t->record_top + k < t->column_count; k++)
        draw_field(t, area, k + 1, t->record_top + k, names);
    if (t->record_top + rows < t->column_count)
        tui_printf(area, 0, area->cols > 24 ? area->cols - 22 : 0, TUI_STYLE(DIM),
                   " %d to %d of %d ", t->record_top + 1, t->record_top + rows, t->column_count);
}
