/* A canvas as a picture. Each cell has its own place on the raster, so that no font can shift
 * the columns; lines, blocks and braille are drawn as shapes, so that no font can lack them. */
#include "tui/term/canvas_dump.h"

#include "core/escape.h"

#include <stdio.h>
#include <string.h>

enum { CELL_W = 9, CELL_H = 18, BASELINE = 14, MARGIN = 6 };

typedef struct picture {
    lt_buf          *out;
    const tui_theme *theme;
    const tui_dump  *how;
    lt_error        *err;
} picture;

typedef struct inks {
    uint32_t fg, bg;
    bool     has_bg;
    uint8_t  attributes;
} inks;

static uint32_t half_way(uint32_t a, uint32_t b)
{
    return ((a & 0xFEFEFE) >> 1) + ((b & 0xFEFEFE) >> 1);
}

static inks inks_of(const picture *p, const tui_glyph *cell)
{
    tui_paint paint = tui_theme_paint(p->theme, p->how->depth, cell->style);
    bool      dark = p->how->dark, reverse = paint.attributes & TUI_REVERSE;
    uint32_t  fg = tui_palette(paint.fg, dark);
    uint32_t  bg = paint.bg < 0 ? tui_palette(-2, dark) : tui_palette(paint.bg, dark);
    if (paint.attributes & TUI_FAINT && paint.fg < 0) fg = half_way(fg, bg);
    return (inks){.fg = reverse ? bg : fg,
                  .bg = reverse ? fg : bg,
                  .has_bg = reverse || paint.bg >= 0,
                  .attributes = paint.attributes};
}

static lt_status rect(const picture *p, double x, double y, double w, double h, uint32_t colour)
{
    return lt_buf_printf(p->out, p->err,
                         "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" fill=\"#%06x\"/>\n", x,
                         y, w, h, colour);
}

/* Arms of U+2500…254B and 2550…257F: bits left 1, right 2, up 4, down 8. */
static int arms(uint32_t code)
{
    static const uint8_t corners[] = {2 | 8, 1 | 8, 2 | 4, 1 | 4};
    static const uint8_t tees[] = {2 | 4 | 8, 1 | 4 | 8, 1 | 2 | 8, 1 | 2 | 4, 15};
    static const uint8_t doubles[] = {3,  12, 10, 10, 10, 9,  9,  9,  6, 6, 6, 5,  5,  5, 14,
                                      14, 14, 13, 13, 13, 11, 11, 11, 7, 7, 7, 15, 15, 15};
    static const uint8_t rounds[] = {10, 9, 5, 6};
    static const uint8_t halves[] = {1, 4, 2, 8, 1, 4, 2, 8, 3, 12, 3, 12};
    uint32_t             i = code - 0x2500;
    if (i < 0x0C) return i & 2 ? 12 : 3;
    if (i < 0x1C) return corners[(i - 0x0C) / 4];
    if (i < 0x3C) return tees[(i - 0x1C) / 8];
    if (i < 0x4C) return 15;
    if (i < 0x50) return i < 0x4E ? 3 : 12;
    if (i < 0x6D) return doubles[i - 0x50];
    if (i < 0x71) return rounds[i - 0x6D];
    return i >= 0x74 && i < 0x80 ? halves[i - 0x74] : 0;
}

static bool is_heavy(uint32_t code)
{
    return code == 0x2501 || code == 0x2503 || code == 0x250F || code == 0x2513 || code == 0x2517 ||
           code == 0x251B || code == 0x2523 || code == 0x252B || code == 0x2533 || code == 0x253B ||
           code == 0x254B;
}

static lt_status line_shape(const picture *p, double x, double y, uint32_t code, uint32_t fg)
{
    int    way = arms(code);
    double thick = is_heavy(code) ? 2.4 : 1.2, mx = x + CELL_W / 2.0, my = y + CELL_H / 2.0;
    double half = thick / 2;
    if (way & 3) {
        double from = way & 1 ? x : mx - half, to = way & 2 ? x + CELL_W : mx + half;
        LT_TRY(rect(p, from, my - half, to - from, thick, fg));
    }
    if (way & 12) {
        double from = way & 4 ? y : my - half, to = way & 8 ? y + CELL_H : my + half;
        LT_TRY(rect(p, mx - half, from, thick, to - from, fg));
    }
    return LT_OK;
}

static lt_status block_shape(const picture *p, double x, double y, uint32_t code, uint32_t fg)
{
    double part = (code - 0x2580) / 8.0 * CELL_H;
    if (code == 0x2580) return rect(p, x, y, CELL_W, CELL_H / 2.0, fg);
    if (code <= 0x2588) return rect(p, x, y + CELL_H - part, CELL_W, part, fg);
    if (code <= 0x258F) return rect(p, x, y, CELL_W * (0x2590 - code) / 8.0, CELL_H, fg);
    if (code == 0x2590) return rect(p, x + CELL_W / 2.0, y, CELL_W / 2.0, CELL_H, fg);
    return lt_buf_printf(p->out, p->err,
                         "<rect x=\"%g\" y=\"%g\" width=\"%d\" height=\"%d\" fill=\"#%06x\" "
                         "fill-opacity=\"%g\"/>\n",
                         x, y, CELL_W, CELL_H, fg, (code - 0x2590) * 0.25);
}

static lt_status braille_shape(const picture *p, double x, double y, uint32_t code, uint32_t fg)
{
    static const uint8_t rows[] = {0, 1, 2, 0, 1, 2, 3, 3}, cols[] = {0, 0, 0, 1, 1, 1, 0, 1};
    for (int dot = 0; dot < 8; dot++) {
        if (!(code & 1u << dot)) continue;
        LT_TRY(lt_buf_printf(
            p->out, p->err, "<circle cx=\"%g\" cy=\"%g\" r=\"1.2\" fill=\"#%06x\"/>\n",
            x + CELL_W * (0.27 + 0.46 * cols[dot]), y + CELL_H * (0.14 + 0.24 * rows[dot]), fg));
    }
    return LT_OK;
}

static lt_status xml_char(lt_buf *out, uint32_t code, lt_error *err)
{
    char bytes[4];
    if (code == '<') return lt_buf_text(out, "&lt;", err);
    if (code == '&') return lt_buf_text(out, "&amp;", err);
    return lt_buf_add(out, bytes, lt_utf8_put(bytes, (int32_t)code), err);
}

static lt_status text_shape(const picture *p, double x, double y, const tui_glyph *cell, inks ink)
{
    LT_TRY(lt_buf_printf(p->out, p->err, "<text x=\"%g\" y=\"%g\" fill=\"#%06x\"%s%s>", x,
                         y + BASELINE, ink.fg,
                         ink.attributes & TUI_BOLD ? " font-weight=\"bold\"" : "",
                         ink.attributes & TUI_ITALIC ? " font-style=\"italic\"" : ""));
    if (p->how->ascii) {
        for (int i = 0; i < cell->width; i++)
            LT_TRY(xml_char(p->out, (uint8_t)tui_ascii(cell->chars[0]), p->err));
    }
    for (int i = 0; !p->how->ascii && i < TUI_CELL_CHARS && cell->chars[i]; i++)
        LT_TRY(xml_char(p->out, cell->chars[i], p->err));
    return lt_buf_text(p->out, "</text>\n", p->err);
}

static lt_status ink_cell(const picture *p, double x, double y, const tui_glyph *cell)
{
    uint32_t code = cell->chars[0];
    inks     ink = inks_of(p, cell);
    double   width = cell->width * CELL_W;
    if (ink.attributes & TUI_UNDERLINE) LT_TRY(rect(p, x, y + BASELINE + 2, width, 1, ink.fg));
    if (ink.attributes & TUI_STRIKE) LT_TRY(rect(p, x, y + BASELINE - 5, width, 1, ink.fg));
    if (code == ' ') return LT_OK;
    if (!p->how->ascii && code >= 0x2500 && code < 0x2580 && arms(code))
        return line_shape(p, x, y, code, ink.fg);
    if (!p->how->ascii && code >= 0x2580 && code <= 0x2593)
        return block_shape(p, x, y, code, ink.fg);
    if (!p->how->ascii && code >= 0x2800 && code <= 0x28FF)
        return braille_shape(p, x, y, code, ink.fg);
    return text_shape(p, x, y, cell, ink);
}

/* Backgrounds first and in one piece each, or seams would show. */
static lt_status backgrounds(const picture *p, const tui_canvas *c, int32_t row)
{
    int32_t cols = tui_grid_cols(c), from = 0;
    while (from < cols) {
        inks    ink = inks_of(p, tui_glyph_at(c, row, from));
        int32_t to = from + 1;
        for (; to < cols; to++) {
            inks next = inks_of(p, tui_glyph_at(c, row, to));
            if (next.has_bg != ink.has_bg || next.bg != ink.bg) break;
        }
        if (ink.has_bg)
            LT_TRY(rect(p, MARGIN + from * CELL_W, MARGIN + row * CELL_H, (to - from) * CELL_W,
                        CELL_H, ink.bg));
        from = to;
    }
    return LT_OK;
}

static lt_status ink_row(const picture *p, const tui_canvas *c, int32_t row)
{
    for (int32_t col = 0; col < tui_grid_cols(c); col++) {
        const tui_glyph *cell = tui_glyph_at(c, row, col);
        if (cell->width) LT_TRY(ink_cell(p, MARGIN + col * CELL_W, MARGIN + row * CELL_H, cell));
    }
    return LT_OK;
}

static lt_status cursor_shape(const picture *p, const tui_canvas *c)
{
    int32_t          row, col;
    tui_cursor_shape shape;
    if (!tui_cursor_get(c, &row, &col, &shape)) return LT_OK;
    double x = MARGIN + col * CELL_W, y = MARGIN + row * CELL_H;
    return lt_buf_printf(p->out, p->err,
                         "<rect x=\"%g\" y=\"%g\" width=\"%d\" height=\"%d\" fill=\"#%06x\" "
                         "fill-opacity=\"%s\"/>\n",
                         x, shape == TUI_CURSOR_LINE ? y + CELL_H - 2 : y,
                         shape == TUI_CURSOR_BAR ? 2 : CELL_W,
                         shape == TUI_CURSOR_LINE ? 2 : CELL_H, tui_palette(-1, p->how->dark),
                         shape == TUI_CURSOR_BLOCK ? "0.5" : "1");
}

lt_status tui_dump_svg(lt_buf *out, const tui_canvas *c, const tui_dump *how, lt_error *err)
{
    const tui_theme *theme = how->theme ? how->theme : tui_theme_find("default");
    picture          p = {.out = out, .theme = theme, .how = how, .err = err};
    int32_t          width = tui_grid_cols(c) * CELL_W + 2 * MARGIN;
    int32_t          height = tui_grid_rows(c) * CELL_H + 2 * MARGIN;
    LT_TRY(lt_buf_printf(out, err,
                         "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                         "viewBox=\"0 0 %d %d\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, "
                         "monospace\" font-size=\"14.5\" xml:space=\"preserve\">\n",
                         width, height, width, height));
    LT_TRY(rect(&p, 0, 0, width, height, tui_palette(-2, how->dark)));
    for (int32_t row = 0; row < tui_grid_rows(c); row++) {
        LT_TRY(backgrounds(&p, c, row));
        LT_TRY(ink_row(&p, c, row));
    }
    LT_TRY(cursor_shape(&p, c));
    return lt_buf_text(out, "</svg>\n", err);
}
