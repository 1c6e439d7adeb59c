#include "tui/term/canvas_dump.h"

#include "core/escape.h"

#include <string.h>

static const char role_letters[] = {
#define ROLE_LETTER(name, word, letter) letter,
    TUI_ROLE_LIST(ROLE_LETTER)
#undef ROLE_LETTER
};

static const tui_theme *theme_of(const tui_dump *how)
{
    return how->theme ? how->theme : tui_theme_find("default");
}

/* The characters of one cell; nothing for the right half of a wide one. */
static lt_status add_cell(lt_buf *out, const tui_glyph *cell, bool ascii, lt_error *err)
{
    char   bytes[4 * TUI_CELL_CHARS];
    size_t len = 0;
    for (int i = 0; !ascii && cell->width && i < TUI_CELL_CHARS && cell->chars[i]; i++)
        len += lt_utf8_put(bytes + len, (int32_t)cell->chars[i]);
    for (int i = 0; ascii && i < cell->width; i++) bytes[len++] = tui_ascii(cell->chars[0]);
    return lt_buf_add(out, bytes, len, err);
}

static bool is_blank(const tui_glyph *cell)
{
    return cell->width == 1 && cell->chars[0] == ' ' && !cell->chars[1];
}

/* Cells of a row up to the last that shows something. */
static int32_t filled(const tui_canvas *c, int32_t row)
{
    int32_t n = tui_grid_cols(c);
    while (n > 0 && is_blank(tui_glyph_at(c, row, n - 1))) n--;
    return n;
}

static lt_status add_row(lt_buf *out, const tui_canvas *c, int32_t row, int32_t cols, bool ascii,
                         lt_error *err)
{
    for (int32_t col = 0; col < cols; col++)
        LT_TRY(add_cell(out, tui_glyph_at(c, row, col), ascii, err));
    return LT_OK;
}

lt_status tui_dump_text(lt_buf *out, const tui_canvas *c, const tui_dump *how, lt_error *err)
{
    for (int32_t row = 0; row < tui_grid_rows(c); row++) {
        int32_t cols = how->keep_blanks ? tui_grid_cols(c) : filled(c, row);
        LT_TRY(add_row(out, c, row, cols, how->ascii, err));
        LT_TRY(lt_buf_text(out, "\n", err));
    }
    return LT_OK;
}

/* Attributes have the letters of their sum: b bold, f faint, i italic, u underline, r reverse,
 * s strike; several at once: a capital of the strongest. */
static char attribute_letter(uint8_t attributes)
{
    static const char letters[] = "bfiurs";
    if (!attributes) return '.';
    int  strongest = 31 - __builtin_clz(attributes & 63u);
    char letter = letters[strongest];
    if (attributes & (attributes - 1)) letter = (char)(letter - 32);
    return letter;
}

typedef enum map { ROLES, UNDER, ATTRIBUTES } map;

static char map_letter(const tui_glyph *cell, map which, const tui_dump *how)
{
    switch (which) {
    case ROLES: return role_letters[cell->style.role];
    case UNDER: return role_letters[cell->style.under];
    default: break;
    }
    if (how->depth != TUI_MONO) return attribute_letter(cell->style.attributes);
    return attribute_letter(tui_theme_paint(theme_of(how), TUI_MONO, cell->style).attributes);
}

/* One map; rows and maps of dots only are left out. */
static lt_status add_map_row(lt_buf *out, const tui_canvas *c, int32_t row, map which,
                             const tui_dump *how, bool *any, lt_error *err)
{
    static const char *const titles[] = {"roles", "under", "attributes"};
    int32_t                  last = tui_grid_cols(c);
    while (last > 0 && map_letter(tui_glyph_at(c, row, last - 1), which, how) == '.') last--;
    if (!last) return LT_OK;
    if (!*any) LT_TRY(lt_buf_printf(out, err, "%s\n", titles[which]));
    *any = true;
    LT_TRY(lt_buf_printf(out, err, "%3d ", row));
    LT_TRY(lt_buf_reserve(out, (size_t)last + 1, err));
    for (int32_t col = 0; col < last; col++) {
        char letter = map_letter(tui_glyph_at(c, row, col), which, how);
        lt_buf_push(out, &letter, 1);
    }
    lt_buf_push(out, "\n", 1);
    return LT_OK;
}

static lt_status add_map(lt_buf *out, const tui_canvas *c, map which, const tui_dump *how,
                         lt_error *err)
{
    bool any = false;
    for (int32_t row = 0; row < tui_grid_rows(c); row++)
        LT_TRY(add_map_row(out, c, row, which, how, &any, err));
    return LT_OK;
}

lt_status tui_dump_golden(lt_buf *out, const tui_canvas *c, const tui_dump *how, lt_error *err)
{
    int32_t row, col;
    LT_TRY(lt_buf_printf(out, err, "%dx%d %s %s", tui_grid_cols(c), tui_grid_rows(c),
                         tui_depth_word(how->depth), how->ascii ? "ascii" : "unicode"));
    if (tui_cursor_get(c, &row, &col, NULL))
        LT_TRY(lt_buf_printf(out, err, " cursor %d,%d", row, col));
    LT_TRY(lt_buf_text(out, "\n", err));
    for (row = 0; row < tui_grid_rows(c); row++) {
        LT_TRY(lt_buf_text(out, how->ascii ? "|" : "│", err));
        LT_TRY(add_row(out, c, row, tui_grid_cols(c), how->ascii, err));
        LT_TRY(lt_buf_text(out, how->ascii ? "|\n" : "│\n", err));
    }
    LT_TRY(add_map(out, c, ROLES, how, err));
    LT_TRY(add_map(out, c, UNDER, how, err));
    return add_map(out, c, ATTRIBUTES, how, err);
}

static lt_status add_colour(lt_buf *out, int16_t colour, int base, lt_error *err)
{
    if (colour < 0) return LT_OK;
    if (colour < 8) return lt_buf_printf(out, err, ";%d", base + colour);
    if (colour < 16) return lt_buf_printf(out, err, ";%d", base + 52 + colour);
    return lt_buf_printf(out, err, ";%d;5;%d", base + 8, colour);
}

static lt_status add_sgr(lt_buf *out, tui_paint paint, lt_error *err)
{
    static const uint8_t numbers[] = {1, 2, 3, 4, 7, 9};
    LT_TRY(lt_buf_text(out, "\033[0", err));
    for (int i = 0; i < 6; i++)
        if (paint.attributes & 1u << i) LT_TRY(lt_buf_printf(out, err, ";%d", numbers[i]));
    LT_TRY(add_colour(out, paint.fg, 30, err));
    LT_TRY(add_colour(out, paint.bg, 40, err));
    return lt_buf_text(out, "m", err);
}

static bool same_paint(tui_paint a, tui_paint b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attributes == b.attributes;
}

static lt_status ansi_row(lt_buf *out, const tui_canvas *c, int32_t row, const tui_dump *how,
                          lt_error *err)
{
    const tui_paint plain = {-1, -1, 0};
    tui_paint       now = plain;
    int32_t         cols = tui_grid_cols(c);
    while (cols > 0 && is_blank(tui_glyph_at(c, row, cols - 1)) &&
           same_paint(plain, tui_theme_paint(theme_of(how), how->depth,
                                             tui_glyph_at(c, row, cols - 1)->style)))
        cols--;
    for (int32_t col = 0; col < cols; col++) {
        const tui_glyph *cell = tui_glyph_at(c, row, col);
        tui_paint        paint = tui_theme_paint(theme_of(how), how->depth, cell->style);
        if (!same_paint(paint, now)) LT_TRY(add_sgr(out, paint, err));
        now = paint;
        LT_TRY(add_cell(out, cell, how->ascii, err));
    }
    return lt_buf_text(out, same_paint(now, plain) ? "\n" : "\033[0m\n", err);
}

lt_status tui_dump_ansi(lt_buf *out, const tui_canvas *c, const tui_dump *how, lt_error *err)
{
    for (int32_t row = 0; row < tui_grid_rows(c); row++) LT_TRY(ansi_row(out, c, row, how, err));
    return LT_OK;
}
