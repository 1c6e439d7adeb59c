#include "tui/view/sheet.h"

#include "core/escape.h"

#include <stdio.h>
#include <string.h>

/* Columns: a header takes at least LEAST, a column whose cells are not known yet UNKNOWN, a first
 * guess at most GUESS. Between columns stand SEAM. */
enum { LEAST = 3, UNKNOWN = 10, GUESS = 32, SEAM = 3 };

/* ---- widths ---- */

static int width_of(const tui_sheet *t, int32_t column)
{
    const tui_head *h = &t->heads[column];
    if (h->is_hidden) return 0;
    return h->width ? h->width : UNKNOWN;
}

int tui_sheet_gutter(const tui_sheet *t)
{
    int     n = 4;
    int64_t total = tui_sheet_level(t)->total;
    for (int64_t k = 10000; k <= total && n < 19; k *= 10) n++;
    return n + 3; /* blank, line, blank */
}

static int max_of(int a, int b) { return a > b ? a : b; }

/* Columns that a cell takes. */
static int cell_width(const tui_window_cell *cell)
{
    if (cell->is_null) return 1;
    return cell->text.len ? tui_columns(cell->text.p, cell->text.len) + cell->is_cut : 2;
}

static int head_width(const tui_head *h)
{
    int name = tui_columns(h->name, strlen(h->name));
    int type = tui_columns(h->type, strlen(h->type)) + h->is_tentative;
    return max_of(LEAST, max_of(name + 2, type)); /* 2: the arrow of a sort */
}

static const char *keep(lt_arena *a, const char *text)
{
    const char *kept = lt_arena_text(a, text, strlen(text));
    return kept ? kept : "";
}

void tui_sheet_learn(tui_sheet *t, const tui_window *w)
{
    for (int32_t c = 0; c < w->columns; c++) {
        tui_head *h = &t->heads[w->column + c];
        if (h->width) continue;
        h->name = keep(&t->arena, w->heads[c].name);
        h->type = keep(&t->arena, w->heads[c].type);
        h->is_right = w->heads[c].is_right;
        h->is_tentative = w->heads[c].is_tentative;
        int width = head_width(h);
        for (int32_t r = 0; r < w->rows; r++)
            width =
                max_of(width, cell_width(&w->cells[(size_t)r * (size_t)w->columns + (size_t)c]));
        h->width = (int16_t)(width < GUESS ? width : max_of(GUESS, head_width(h)));
        if (h->width > TUI_WIDEST) h->width = TUI_WIDEST;
    }
}

void tui_sheet_wider(tui_sheet *t, int by)
{
    if (t->column >= t->column_count) return;
    int width = width_of(t, t->column) + by;
    width = width < 1 ? 1 : width > TUI_WIDEST ? TUI_WIDEST : width;
    t->heads[t->column].width = (int16_t)width;
}

/* As wide as the widest cell that is here, and its head. */
void tui_sheet_fit(tui_sheet *t)
{
    if (t->column >= t->column_count) return;
    const tui_level *l = tui_sheet_level(t);
    int              width = head_width(&t->heads[t->column]);
    int64_t          from = tui_page_row(t->top), end = t->top + t->body;
    for (int64_t row = from; row < end; row++) {
        const tui_window_cell *cell = tui_pages_cell(&t->pages, l->result, row, t->column);
        if (cell) width = max_of(width, cell_width(cell));
    }
    t->heads[t->column].width = (int16_t)(width > TUI_WIDEST ? TUI_WIDEST : width);
}

/* ---- columns on the screen ---- */

/* Adds a column at *at; false: there is no more room. */
static bool place(const tui_sheet *t, int32_t column, int cols, int *at, int *n,
                  tui_place_of_column out[TUI_SHEET_COLUMNS])
{
    int width = width_of(t, column);
    if (width == 0) return true;
    if (*at >= cols || *n == TUI_SHEET_COLUMNS) return false;
    out[(*n)++] = (tui_place_of_column){column, *at, width < cols - *at ? width : cols - *at};
    *at += width + SEAM;
    return true;
}

int tui_sheet_lay_out(const tui_sheet *t, int cols, tui_place_of_column out[TUI_SHEET_COLUMNS])
{
    int at = tui_sheet_gutter(t), n = 0;
    for (int32_t c = 0; c < t->frozen && c < t->column_count; c++)
        if (!place(t, c, cols, &at, &n, out)) return n;
    for (int32_t c = max_of(t->left, t->frozen); c < t->column_count; c++)
        if (!place(t, c, cols, &at, &n, out)) break;
    return n;
}

/* Columns that the frozen ones and the row numbers take. */
static int frozen_cols(const tui_sheet *t, int cols)
{
    int at = tui_sheet_gutter(t);
    for (int32_t c = 0; c < t->frozen && at < cols; c++)
        if (width_of(t, c)) at += width_of(t, c) + SEAM;
    return at;
}

/* The leftmost `left` with which the cursor's column is in sight as a whole. */
static int32_t left_for(const tui_sheet *t)
{
    int     room = t->cols - frozen_cols(t, t->cols);
    int32_t left = t->column;
    room -= width_of(t, t->column);
    while (left > t->frozen) {
        int width = width_of(t, left - 1);
        if (width) room -= width + SEAM;
        if (room < 0) break;
        left--;
    }
    return left;
}

void tui_sheet_follow(tui_sheet *t)
{
    int64_t total = tui_sheet_level(t)->total, body = t->body > 0 ? t->body : 1;
    if (t->row >= total) t->row = total > 0 ? total - 1 : 0;
    if (t->row < t->top) t->top = t->row;
    if (t->row >= t->top + body) t->top = t->row - body + 1;
    if (t->column < t->frozen) return;
    int32_t least = left_for(t);
    if (t->left < t->frozen) t->left = t->frozen;
    if (t->left > t->column) t->left = t->column;
    if (t->left < least) t->left = least;
}

/* ---- moving ---- */

/* What had no answer may have one elsewhere. */
static void moved(tui_sheet *t)
{
    t->wants_end = false;
    t->asked.is_held_off = false;
    tui_sheet_follow(t);
    if (t->has_panel) tui_sheet_ask_statistics(t);
}

void tui_sheet_go(tui_sheet *t, int64_t row, int32_t column)
{
    int64_t total = tui_sheet_level(t)->total;
    if (row >= total) {
        row = total - 1;
        if (!tui_sheet_level(t)->is_exact) t->stamp++;
    }
    t->row = row < 0 ? 0 : row;
    if (column >= t->column_count) column = t->column_count - 1;
    t->column = column < 0 ? 0 : column;
    moved(t);
}

void tui_sheet_down(tui_sheet *t, int64_t rows) { tui_sheet_go(t, t->row + rows, t->column); }

void tui_sheet_page(tui_sheet *t, int halves)
{
    int     body = t->body > 1 ? t->body : 2;
    int64_t by = (int64_t)body * halves / 2;
    if (by == 0) by = halves > 0 ? 1 : -1;
    if (t->is_record) {
        tui_sheet_right(t, (int)by);
        return;
    }
    t->top = t->top + by < 0 ? 0 : t->top + by;
    int64_t last = tui_sheet_level(t)->total - body;
    if (t->top > last) t->top = last > 0 ? last : 0;
    tui_sheet_down(t, by);
}

void tui_sheet_end(tui_sheet *t)
{
    bool open = !tui_sheet_level(t)->is_exact;
    if (open) t->stamp++;
    tui_sheet_go(t, tui_sheet_level(t)->total - 1, t->column);
    t->wants_end = open;
}

/* The nearest column at or beyond c in direction `step` that is shown, -1 none. */
static int32_t shown_from(const tui_sheet *t, int32_t c, int step)
{
    while (c >= 0 && c < t->column_count && t->heads[c].is_hidden) c += step;
    return c >= 0 && c < t->column_count ? c : -1;
}

void tui_sheet_right(tui_sheet *t, int columns)
{
    int     step = columns < 0 ? -1 : 1;
    int32_t at = t->column;
    for (int k = columns * step; k > 0; k--) {
        int32_t next = shown_from(t, at + step, step);
        if (next < 0) break;
        at = next;
    }
    tui_sheet_go(t, t->row, at);
}

void tui_sheet_first_column(tui_sheet *t)
{
    int32_t c = shown_from(t, 0, 1);
    t->left = t->frozen;
    tui_sheet_go(t, t->row, c < 0 ? 0 : c);
}

void tui_sheet_last_column(tui_sheet *t)
{
    int32_t c = shown_from(t, t->column_count - 1, -1);
    tui_sheet_go(t, t->row, c < 0 ? 0 : c);
}

/* ---- freezing and hiding ---- */

void tui_sheet_freeze(tui_sheet *t)
{
    int32_t to = t->column + 1;
    t->frozen = t->frozen == to ? 0 : to;
    t->left = t->frozen;
    while (t->frozen && frozen_cols(t, t->cols) >= t->cols) t->frozen--; /* something must scroll */
    tui_sheet_follow(t);
}

void tui_sheet_hide(tui_sheet *t)
{
    if (t->column >= t->column_count || tui_sheet_hidden(t) + 1 >= t->column_count) {
        t->host.say(t->host.arg, "one column stays");
        return;
    }
    t->heads[t->column].is_hidden = true;
    int32_t next = shown_from(t, t->column, 1);
    if (next < 0) next = shown_from(t, t->column, -1);
    tui_sheet_go(t, t->row, next);
}

void tui_sheet_show_all(tui_sheet *t)
{
    for (int32_t c = 0; c < t->column_count; c++) t->heads[c].is_hidden = false;
    tui_sheet_follow(t);
}

int32_t tui_sheet_hidden(const tui_sheet *t)
{
    int32_t n = 0;
    for (int32_t c = 0; c < t->column_count; c++) n += t->heads[c].is_hidden;
    return n;
}

/* ---- the mouse ---- */

static int32_t column_at(const tui_sheet *t, int col)
{
    tui_place_of_column places[TUI_SHEET_COLUMNS];
    int                 n = tui_sheet_lay_out(t, t->cols, places);
    for (int k = n; k-- > 0;)
        if (col >= places[k].col) return places[k].column;
    return -1;
}

static void click(tui_sheet *t, int row, int col)
{
    int32_t column = t->is_record ? t->record_top + row - 2 : column_at(t, col);
    if (column < 0 || column >= t->column_count) return;
    if (t->is_record) {
        if (row >= 2) tui_sheet_go(t, t->row, column);
    } else if (row >= 1 && row < t->body_row) {
        tui_sheet_go(t, t->row, column);
        tui_sheet_sort(t, column, false);
    } else if (row >= t->body_row && row < t->body_row + t->body) {
        tui_sheet_go(t, t->top + row - t->body_row, column);
    }
}

bool tui_sheet_mouse(tui_sheet *t, const tui_event *event)
{
    switch ((tui_mouse_action)event->action) {
    case TUI_MOUSE_WHEEL_DOWN: tui_sheet_down(t, 3); break;
    case TUI_MOUSE_WHEEL_UP: tui_sheet_down(t, -3); break;
    case TUI_MOUSE_WHEEL_LEFT: tui_sheet_right(t, -1); break;
    case TUI_MOUSE_WHEEL_RIGHT: tui_sheet_right(t, 1); break;
    case TUI_MOUSE_PRESS:
        if (event->button != 1) return false;
        click(t, event->row, event->col);
        break;
    default: return false;
    }
    t->host.dirty(t->host.arg);
    return true;
}
