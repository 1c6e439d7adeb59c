#include "tui/term/canvas.h"

#include "core/escape.h"
#include "tui/term/canvas_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SIZE = 4096 };

struct tui_grid {
    lt_mem          *mem;
    int32_t          rows, cols;
    int32_t          cursor_row, cursor_col; /* -1: hidden */
    tui_cursor_shape cursor;
    tui_glyph       *cells;
};

static const tui_glyph blank = {.chars = {' '}, .width = 1};

static size_t cells_bytes(int32_t rows, int32_t cols)
{
    return (size_t)rows * (size_t)cols * sizeof(tui_glyph);
}

static tui_canvas whole_of(tui_grid *g)
{
    return (tui_canvas){
        .grid = g, .rows = g->rows, .cols = g->cols, .clip = {0, 0, g->rows, g->cols}};
}

lt_status tui_canvas_resize(tui_canvas *whole, int32_t rows, int32_t cols, lt_error *err)
{
    tui_grid *g = whole->grid;
    if (rows < 1 || cols < 1 || rows > MOST_SIZE || cols > MOST_SIZE)
        return LT_FAIL(err, LT_EINVAL, "a canvas of %d rows and %d columns", rows, cols);
    if (rows != g->rows || cols != g->cols) {
        tui_glyph *cells = lt_mem_resize(g->mem, NULL, 0, cells_bytes(rows, cols));
        if (!cells) return lt_mem_refused(g->mem, cells_bytes(rows, cols), "the screen", err);
        lt_mem_free(g->mem, g->cells, cells_bytes(g->rows, g->cols));
        for (size_t i = 0; i < (size_t)rows * (size_t)cols; i++) cells[i] = blank;
        g->cells = cells;
        g->rows = rows;
        g->cols = cols;
    }
    *whole = whole_of(g);
    tui_canvas_clear(whole);
    return LT_OK;
}

lt_status tui_canvas_open(tui_canvas *out, lt_mem *mem, int32_t rows, int32_t cols, lt_error *err)
{
    tui_grid *g = lt_mem_zeroed(mem, 1, sizeof(*g));
    if (!g) return lt_mem_refused(mem, sizeof(*g), "the screen", err);
    g->mem = mem;
    *out = (tui_canvas){.grid = g};
    lt_status status = tui_canvas_resize(out, rows, cols, err);
    if (status) tui_canvas_close(out);
    return status;
}

void tui_canvas_close(tui_canvas *whole)
{
    tui_grid *g = whole->grid;
    if (!g) return;
    lt_mem_free(g->mem, g->cells, cells_bytes(g->rows, g->cols));
    lt_mem_free(g->mem, g, sizeof(*g));
    whole->grid = NULL;
}

static tui_glyph *cell(const tui_canvas *c, int32_t row, int32_t col)
{
    return &c->grid->cells[(size_t)row * (size_t)c->grid->cols + (size_t)col];
}

static int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t most(int32_t a, int32_t b) { return a > b ? a : b; }

static tui_rect common(tui_rect a, tui_rect b)
{
    tui_rect r = {.row = most(a.row, b.row), .col = most(a.col, b.col)};
    r.rows = most(0, least(a.row + a.rows, b.row + b.rows) - r.row);
    r.cols = most(0, least(a.col + a.cols, b.col + b.cols) - r.col);
    return r;
}

tui_canvas tui_part(const tui_canvas *c, tui_rect r)
{
    tui_canvas part = *c;
    part.row += r.row;
    part.col += r.col;
    part.rows = most(0, r.rows);
    part.cols = most(0, r.cols);
    part.clip = common(c->clip, (tui_rect){part.row, part.col, part.rows, part.cols});
    return part;
}

/* A wide character that loses a half becomes a space. */
static void split_wide(const tui_canvas *c, int32_t row, int32_t col)
{
    tui_glyph *here = cell(c, row, col);
    tui_glyph *other = here->width == 2 ? here + 1 : here->width == 0 ? here - 1 : NULL;
    if (!other) return;
    tui_style style = other->style;
    *other = blank;
    other->style = style;
}

/* Puts a character at a place of the grid if the clip holds all of it; a wide one of which the
 * clip holds a half leaves a space there. */
static void set_cell(tui_canvas *c, int32_t row, int32_t col, tui_style style,
                     const tui_glyph *from)
{
    tui_rect clip = c->clip;
    int32_t  end = clip.col + clip.cols;
    if (row < clip.row || row >= clip.row + clip.rows) return;
    if (col + from->width <= clip.col || col >= end) return;
    if (col < clip.col || col + from->width > end) {
        tui_glyph space = blank;
        set_cell(c, row, col < clip.col ? clip.col : col, style, &space);
        return;
    }
    split_wide(c, row, col);
    if (from->width == 2) split_wide(c, row, col + 1);
    tui_glyph *to = cell(c, row, col);
    *to = *from;
    to->style = style;
    if (from->width == 2) to[1] = (tui_glyph){.style = style};
}

static tui_rect inside(const tui_canvas *c, tui_rect r)
{
    r.row += c->row;
    r.col += c->col;
    return common(r, c->clip);
}

void tui_canvas_clear(tui_canvas *c)
{
    tui_fill(c, (tui_rect){0, 0, c->rows, c->cols}, TUI_STYLE(TEXT), ' ');
    if (c->rows == c->grid->rows && c->cols == c->grid->cols) tui_cursor_hide(c);
}

void tui_fill(tui_canvas *c, tui_rect r, tui_style style, uint32_t code)
{
    tui_glyph one = {.chars = {code}, .width = 1};
    r = inside(c, r);
    for (int32_t row = r.row; row < r.row + r.rows; row++)
        for (int32_t col = r.col; col < r.col + r.cols; col++) set_cell(c, row, col, style, &one);
}

void tui_restyle(tui_canvas *c, tui_rect r, tui_role under, uint8_t attributes)
{
    r = inside(c, r);
    for (int32_t row = r.row; row < r.row + r.rows; row++) {
        for (int32_t col = r.col; col < r.col + r.cols; col++) {
            tui_style *style = &cell(c, row, col)->style;
            if (under != TUI_ROLE_TEXT) style->under = (uint8_t)under;
            style->attributes |= attributes;
        }
    }
}

/* Puts the characters that fit in max columns; more: text is left. */
static int put(tui_canvas *c, int row, int col, int max, tui_style style, tui_glyphs *text,
               bool *more)
{
    tui_glyph next;
    int       used = 0;
    *more = false;
    while (tui_glyphs_next(text, &next)) {
        if (next.width > max - used) {
            *more = true;
            break;
        }
        set_cell(c, c->row + row, c->col + col + used, style, &next);
        used += next.width;
    }
    return used;
}

int tui_put(tui_canvas *c, int row, int col, int max_cols, tui_style style, const char *p, size_t n)
{
    bool       more;
    tui_glyphs text = tui_glyphs_of(p, n, max_cols);
    return put(c, row, col, max_cols, style, &text, &more);
}

int tui_put_fit(tui_canvas *c, int row, int col, int max_cols, tui_style style, const char *p,
                size_t n)
{
    bool       more;
    tui_glyph  next;
    int        width = 0;
    tui_glyphs text = tui_glyphs_of(p, n, max_cols);
    while (width <= max_cols && tui_glyphs_next(&text, &next)) width += next.width;
    text = tui_glyphs_of(p, n, max_cols);
    if (width <= max_cols || max_cols <= 0) return put(c, row, col, max_cols, style, &text, &more);
    int used = put(c, row, col, max_cols - 1, style, &text, &more);
    next = (tui_glyph){.chars = {0x2026}, .width = 1};
    set_cell(c, c->row + row, c->col + col + used, style, &next);
    return used + 1;
}

int tui_put_right(tui_canvas *c, int row, int col, int max_cols, tui_style style, const char *p,
                  size_t n)
{
    tui_glyphs text = tui_glyphs_of(p, n, max_cols);
    tui_glyph  next;
    int        width = 0;
    while (width <= max_cols && tui_glyphs_next(&text, &next)) width += next.width;
    if (width >= max_cols) return tui_put_fit(c, row, col, max_cols, style, p, n);
    return tui_put_fit(c, row, col + max_cols - width, width, style, p, n);
}

int tui_puts(tui_canvas *c, int row, int col, tui_style style, const char *text)
{
    return tui_put(c, row, col, c->cols - col, style, text, strlen(text));
}

int tui_printf(tui_canvas *c, int row, int col, tui_style style, const char *fmt, ...)
{
    char    text[1024];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    if (n < 0) return 0;
    size_t len = (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1;
    return tui_put_fit(c, row, col, c->cols - col, style, text, len);
}

void tui_cursor(tui_canvas *c, int row, int col, tui_cursor_shape shape)
{
    tui_grid *g = c->grid;
    tui_rect  at = inside(c, (tui_rect){row, col, 1, 1});
    g->cursor_row = at.rows && at.cols ? at.row : -1;
    g->cursor_col = at.col;
    g->cursor = shape;
}

void tui_cursor_hide(tui_canvas *c) { c->grid->cursor_row = -1; }

bool tui_cursor_get(const tui_canvas *c, int32_t *row, int32_t *col, tui_cursor_shape *shape)
{
    const tui_grid *g = c->grid;
    *row = g->cursor_row;
    *col = g->cursor_col;
    if (shape) *shape = g->cursor;
    return g->cursor_row >= 0;
}

const tui_glyph *tui_glyph_at(const tui_canvas *c, int32_t row, int32_t col)
{
    return cell(c, row, col);
}

int32_t tui_grid_rows(const tui_canvas *c) { return c->grid->rows; }
int32_t tui_grid_cols(const tui_canvas *c) { return c->grid->cols; }
