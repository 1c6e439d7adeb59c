/* canvas_text.h — bytes become cells, one character each; canvas*.c's own. */
#ifndef TUI_TERM_CANVAS_TEXT_H
#define TUI_TERM_CANVAS_TEXT_H

#include "core/escape_piece.h"
#include "tui/term/canvas.h"

typedef struct tui_glyphs {
    lt_piece_reader reader;
    lt_piece        piece; /* read and not yet given from piece_at on */
    size_t          piece_at;
    const char     *piece_from; /* where it begins */
    const char     *from;       /* where the last glyph begins */
    uint32_t        base;       /* of the last glyph */
    bool            joined;     /* an emoji's joiner came: the next emoji belongs to it */
} tui_glyphs;

/* Of p[0, n), as much as max_cols columns can need. */
tui_glyphs tui_glyphs_of(const char *p, size_t n, int max_cols);

/* The next character with its marks, style TEXT. */
bool tui_glyphs_next(tui_glyphs *g, tui_glyph *out);

#endif
