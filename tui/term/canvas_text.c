/* One cell after another out of safe pieces. Terminals disagree on joined emoji, variation
 * selectors and skin tones (2 to 8 columns for the same text), so those become the first emoji,
 * which all of them draw alike. */
#include "tui/term/canvas_text.h"

#include "core/escape.h"

#include <limits.h>
#include <string.h>

enum { ZWNJ = 0x200C, ZWJ = 0x200D, BYTES_A_COLUMN = 64, BYTES_AT_LEAST = 256 };

tui_glyphs tui_glyphs_of(const char *p, size_t n, int max_cols)
{
    size_t most = (size_t)(max_cols > 0 ? max_cols : 0) * BYTES_A_COLUMN + BYTES_AT_LEAST;
    if (n > most) {
        n = most;
        while (n > most - 4 && ((uint8_t)p[n] & 0xC0) == 0x80) n--;
    }
    return (tui_glyphs){.reader = {.p = p, .end = n ? p + n : p, .marks = -1}};
}

static bool is_emoji(uint32_t code)
{
    return code >= 0x1F000 || (code >= 0x2190 && code <= 0x2BFF) || code == 0x3030 ||
           code == 0x303D;
}

static bool is_skin(uint32_t code) { return code >= 0x1F3FB && code <= 0x1F3FF; }

static bool is_selector(uint32_t code)
{
    return (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xE0100 && code <= 0xE01EF) ||
           (code >= 0x180B && code <= 0x180F) || code == ZWNJ;
}

/* The next code point of the safe text; its width is 0 for marks. */
static bool peek(tui_glyphs *g, uint32_t *code, size_t *len)
{
    while (g->piece_at >= g->piece.len) {
        if (g->reader.p >= g->reader.end) return false;
        g->piece_from = g->reader.p;
        lt_piece_next(&g->reader, &g->piece);
        g->piece_at = 0;
    }
    int32_t got;
    *len = lt_utf8_next(g->piece.bytes + g->piece_at, g->piece.len - g->piece_at, &got);
    *code = (uint32_t)got;
    return true;
}

/* Belongs to the glyph before and is not shown. */
static bool is_absorbed(tui_glyphs *g, uint32_t code)
{
    if (is_selector(code)) return true;
    if (code == ZWJ) {
        g->joined = is_emoji(g->base);
        return true;
    }
    return is_emoji(g->base) && (is_skin(code) || (g->joined && is_emoji(code)));
}

/* Takes the marks that follow a base. */
static void take_marks(tui_glyphs *g, tui_glyph *out)
{
    uint32_t code;
    size_t   len;
    int      marks = 1;
    while (peek(g, &code, &len)) {
        bool absorbed = is_absorbed(g, code);
        if (!absorbed && (code < 0x300 || lt_char_width((int32_t)code) > 0)) return;
        if (code != ZWJ) g->joined = false;
        if (!absorbed && marks < TUI_CELL_CHARS) out->chars[marks++] = code;
        g->piece_at += len;
    }
}

bool tui_glyphs_next(tui_glyphs *g, tui_glyph *out)
{
    uint32_t code;
    size_t   len;
    while (peek(g, &code, &len)) {
        g->from = g->piece_from;
        g->piece_at += len;
        int width = lt_char_width((int32_t)code);
        if (width <= 0) continue;
        *out = (tui_glyph){.chars = {code}, .width = (uint8_t)width};
        g->base = code;
        g->joined = false;
        take_marks(g, out);
        return true;
    }
    return false;
}

int tui_columns(const char *p, size_t n)
{
    tui_glyphs text = {.reader = {.p = p, .end = n ? p + n : p, .marks = -1}};
    tui_glyph  next;
    int64_t    width = 0;
    while (tui_glyphs_next(&text, &next)) width += next.width;
    return width > INT_MAX ? INT_MAX : (int)width;
}

/* A picture such as ‹U+202E› is several cells of one character: its first column counts. */
size_t tui_byte_at(const char *p, size_t n, int column, int *at)
{
    tui_glyphs  text = {.reader = {.p = p, .end = n ? p + n : p, .marks = -1}};
    tui_glyph   next;
    int         width = 0, begin = 0;
    const char *from = NULL;
    while (tui_glyphs_next(&text, &next)) {
        if (text.from != from) begin = width;
        from = text.from;
        width += next.width;
        if (column >= width) continue;
        if (at) *at = begin;
        return (size_t)(from - p);
    }
    if (at) *at = width;
    return n;
}
