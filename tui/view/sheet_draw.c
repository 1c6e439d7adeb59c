#include "tui/view/sheet.h"

#include "column/show.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { ROOMY = 9 }; /* rows of the area from which types and lines have theirs */

tui_bytes tui_sheet_text(const tui_window_cell *cell, bool is_number, tui_style *style)
{
    *style = is_number ? TUI_STYLE(NUMBER) : TUI_STYLE(TEXT);
    if (cell->is_null || !cell->text.len) *style = TUI_STYLE(DIM);
    if (cell->is_null) return (tui_bytes){"∅", 3};
    return cell->text.len ? cell->text : (tui_bytes){"\"\"", 2};
}

/* ---- the title: what is shown of what ---- */

static int put_level(const tui_sheet *t, tui_canvas *c, int col, const tui_level *l)
{
    char room[32];
    if (l->kind == TUI_LEVEL_FILTER)
        return tui_printf(c, 0, col, TUI_STYLE(ACCENT), " ▸ %s", (const char *)l->text.data);
    col += tui_puts(c, 0, col, TUI_STYLE(ACCENT), " ▸ sort");
    int used = 7;
    for (int32_t k = 0; k < l->key_count; k++) {
        int n =
            tui_printf(c, 0, col, TUI_STYLE(ACCENT), "%s %s %s", k ? "," : "",
                       tui_sheet_name(t, l->keys[k].column, room), l->keys[k].is_down ? "▼" : "▲");
        col += n;
        used += n;
    }
    return used;
}

static void draw_title(const tui_sheet *t, tui_canvas *c)
{
    char             count[32], base[32];
    const tui_level *l = tui_sheet_level(t);
    int col = tui_printf(c, 0, 0, TUI_BOLD_STYLE(TITLE), " %s", *t->name ? t->name : "result");
    col += tui_printf(c, 0, col, TUI_STYLE(TEXT), "  %s%s", l->is_exact ? "" : "≥ ",
                      lt_show_count(count, l->total));
    if (t->level_count > 1 && t->levels[0].is_exact)
        col += tui_printf(c, 0, col, TUI_STYLE(DIM), " of %s",
                          lt_show_count(base, t->levels[0].total));
    col += tui_printf(c, 0, col, TUI_STYLE(TEXT), " row%s  %d col%s", l->total == 1 ? "" : "s",
                      t->column_count, t->column_count == 1 ? "" : "s");
    if (tui_sheet_hidden(t))
        col += tui_printf(c, 0, col, TUI_STYLE(DIM), " (%d hidden)", tui_sheet_hidden(t));
    for (int32_t k = 1; k < t->level_count; k++) col += put_level(t, c, col, &t->levels[k]);
    const char *busy = tui_sheet_busy(t);
    if (*busy) tui_printf(c, 0, col, TUI_STYLE(RUNNING), "  %s", busy);
}

/* ---- the head ---- */

/* How the column is sorted by: "▲", "▼2", "" not. */
static const char *arrow(const tui_sheet *t, int32_t column, char room[20])
{
    const tui_level *l = tui_sheet_level(t);
    for (int32_t k = 0; k < l->key_count; k++) {
        if (l->keys[k].column != column) continue;
        const char *sign = l->keys[k].is_down ? "▼" : "▲";
        if (l->key_count > 1)
            snprintf(room, 20, "%s%d", sign, k + 1);
        else
            snprintf(room, 20, "%s", sign);
        return room;
    }
    return "";
}

static void draw_head(const tui_sheet *t, tui_canvas *c, int row, const tui_place_of_column *p,
                      bool has_type)
{
    char            room[32], sign[20];
    const tui_head *h = tui_sheet_head(t, p->column);
    const char     *name = tui_sheet_name(t, p->column, room), *mark = arrow(t, p->column, sign);
    int             marked = *mark ? tui_columns(mark, strlen(mark)) + 1 : 0;
    tui_style       style = h->width ? TUI_BOLD_STYLE(HEADER) : TUI_STYLE(DIM);
    int             width = p->width > marked ? p->width - marked : p->width;
    if (h->is_right)
        tui_put_right(c, row, p->col, width, style, name, strlen(name));
    else
        tui_put_fit(c, row, p->col, width, style, name, strlen(name));
    if (marked && width < p->width)
        tui_put(c, row, p->col + p->width - marked + 1, marked - 1, TUI_STYLE(ACCENT), mark,
                strlen(mark));
    if (!has_type) return;
    char type[64];
    int  n = snprintf(type, sizeof(type), "%.60s%s", h->type, h->is_tentative ? "~" : "");
    if (h->is_right)
        tui_put_right(c, row + 1, p->col, p->width, TUI_STYLE(DIM), type, (size_t)n);
    else
        tui_put_fit(c, row + 1, p->col, p->width, TUI_STYLE(DIM), type, (size_t)n);
}

/* ---- rows ---- */

static bool matches(const tui_sheet *t, const tui_window_cell *cell)
{
    size_t      n = t->pattern.len;
    const char *p = (const char *)t->pattern.data;
    if (!n || cell->is_null) return false;
    for (size_t k = 0; k + n <= cell->text.len; k++)
        if (strncasecmp(cell->text.p + k, p, n) == 0) return true;
    return false;
}

static void draw_cell(tui_sheet *t, tui_canvas *c, int row, int64_t at,
                      const tui_place_of_column *p)
{
    const tui_head        *h = tui_sheet_head(t, p->column);
    const tui_window_cell *cell =
        tui_pages_cell(&t->pages, tui_sheet_level(t)->result, at, p->column);
    tui_style style = TUI_STYLE(DIM);
    if (!cell) {
        tui_put(c, row, p->col + (h->is_right && p->width > 3 ? p->width - 3 : 0), p->width, style,
                "···", 6);
        return;
    }
    tui_bytes text = tui_sheet_text(cell, h->is_right, &style);
    if (matches(t, cell)) style = TUI_STYLE(MATCH);
    if (h->is_right)
        tui_put_right(c, row, p->col, p->width, style, text.p, text.len);
    else
        tui_put_fit(c, row, p->col, p->width, style, text.p, text.len);
    if (cell->is_cut && p->width > 1)
        tui_put(c, row, p->col + p->width - 1, 1, TUI_STYLE(DIM), "…", 3);
}

/* Lines between columns; heavy behind the row numbers and the frozen columns. */
static void draw_seams(const tui_sheet *t, tui_canvas *c, int from, int rows,
                       const tui_place_of_column *places, int n)
{
    int gutter = tui_sheet_gutter(t);
    tui_vline(c, from, gutter - 2, rows, TUI_STYLE(BORDER), TUI_HEAVY);
    for (int k = 0; k + 1 < n; k++) {
        bool is_edge =
            t->frozen && places[k].column < t->frozen && places[k + 1].column >= t->frozen;
        tui_vline(c, from, places[k].col + places[k].width + 1, rows, TUI_STYLE(BORDER),
                  is_edge ? TUI_HEAVY : TUI_LIGHT);
    }
}

/* The line below the head, crossed by those between columns. */
static void draw_rule(const tui_sheet *t, tui_canvas *c, int row, const tui_place_of_column *places,
                      int n)
{
    tui_hline(c, row, 0, c->cols, TUI_STYLE(BORDER), TUI_HEAVY);
    tui_puts(c, row, tui_sheet_gutter(t) - 2, TUI_STYLE(BORDER), "╋");
    for (int k = 0; k + 1 < n; k++)
        tui_puts(c, row, places[k].col + places[k].width + 1, TUI_STYLE(BORDER), "┿");
}

static void draw_row(tui_sheet *t, tui_canvas *c, int row, int64_t at,
                     const tui_place_of_column *places, int n)
{
    char number[32];
    int  gutter = tui_sheet_gutter(t);
    lt_show_count(number, at + 1);
    if (tui_columns(number, strlen(number)) > gutter - 3)
        snprintf(number, sizeof(number), "%lld", (long long)at + 1);
    tui_put_right(c, row, 0, gutter - 3, TUI_STYLE(DIM), number, strlen(number));
    for (int k = 0; k < n; k++) draw_cell(t, c, row, at, &places[k]);
    if (at != t->row) return;
    tui_restyle(c, (tui_rect){row, 0, 1, c->cols}, TUI_ROLE_CURSOR_LINE, 0);
    for (int k = 0; k < n; k++) {
        if (places[k].column != t->column) continue;
        tui_restyle(c, (tui_rect){row, places[k].col, 1, places[k].width}, TUI_ROLE_SELECT, 0);
        tui_cursor(c, row, places[k].col, TUI_CURSOR_BLOCK);
    }
}

static void draw_body(tui_sheet *t, tui_canvas *c, const tui_place_of_column *places, int n)
{
    int64_t total = tui_sheet_level(t)->total;
    draw_seams(t, c, 1, t->body_row + t->body - 1, places, n);
    if (c->rows >= ROOMY) draw_rule(t, c, t->body_row - 1, places, n);
    for (int k = 0; k < t->body && t->top + k < total; k++)
        draw_row(t, c, t->body_row + k, t->top + k, places, n);
    if (total == 0 && t->body > 0)
        tui_puts(c, t->body_row, tui_sheet_gutter(t), TUI_STYLE(DIM),
                 tui_sheet_level(t)->is_exact ? "no rows" : "···");
}

/* ---- the line below: the cell in full, or what is wrong ---- */

static void draw_foot(tui_sheet *t, tui_canvas *c, int row)
{
    char                   room[32];
    tui_style              style = TUI_STYLE(TEXT);
    const tui_level       *l = tui_sheet_level(t);
    const tui_window_cell *cell = tui_pages_cell(&t->pages, l->result, t->row, t->column);
    if (*t->trouble) {
        tui_put_fit(c, row, 1, c->cols - 1, TUI_STYLE(BAD), t->trouble, strlen(t->trouble));
        return;
    }
    if (l->is_waiting) {
        tui_puts(c, row, 1, TUI_STYLE(WARN), "more rows come when the cell that runs is done");
        return;
    }
    if (t->column >= t->column_count || !cell) return;
    const char *name = tui_sheet_name(t, t->column, room);
    int       col = 1 + tui_put_fit(c, row, 1, c->cols / 3, TUI_STYLE(KEY), name, strlen(name)) + 2;
    tui_bytes text = tui_sheet_text(cell, false, &style);
    tui_put_fit(c, row, col, c->cols - col, style, text.p, text.len);
}

void tui_sheet_paint(tui_sheet *t, tui_canvas *area)
{
    tui_place_of_column places[TUI_SHEET_COLUMNS];
    if (t->is_record) {
        t->body = area->rows > 1 ? area->rows - 1 : 1;
        tui_sheet_follow(t);
        draw_title(t, area);
        tui_canvas form = tui_part(area, (tui_rect){1, 0, area->rows - 1, area->cols});
        tui_record_draw(t, &form);
        return;
    }
    bool is_roomy = area->rows >= ROOMY;
    int  panel = t->has_panel ? tui_panel_rows(t, area->rows) : is_roomy;
    t->body_row = is_roomy ? 4 : 2;
    t->body = area->rows - t->body_row - panel;
    if (t->body < 0) t->body = 0;
    tui_sheet_follow(t);
    int n = tui_sheet_lay_out(t, area->cols, places);
    draw_title(t, area);
    for (int k = 0; k < n; k++) draw_head(t, area, 1, &places[k], is_roomy);
    tui_put_right(area, 1, 0, tui_sheet_gutter(t) - 3, TUI_STYLE(DIM), "row", 3);
    draw_body(t, area, places, n);
    if (t->has_panel) {
        tui_canvas foot = tui_part(area, (tui_rect){area->rows - panel, 0, panel, area->cols});
        tui_panel_draw(t, &foot);
    } else if (panel) {
        draw_foot(t, area, area->rows - 1);
    }
}
