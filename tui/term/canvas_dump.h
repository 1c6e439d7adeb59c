/* canvas_dump.h — a canvas as text: for goldens, pipes and pictures. Needs no terminal. */
#ifndef TUI_TERM_CANVAS_DUMP_H
#define TUI_TERM_CANVAS_DUMP_H

#include "core/buf.h"
#include "tui/term/canvas.h"
#include "tui/term/theme.h"

typedef struct tui_dump {
    const tui_theme *theme; /* NULL: default */
    tui_depth        depth;
    bool             ascii;
    bool             dark;        /* pictures: a dark terminal */
    bool             keep_blanks; /* text: spaces at line ends stay */
} tui_dump;

/* Lines of text, blanks at their ends cut. Errors of all: LT_ENOMEM. */
LT_MUST_USE lt_status tui_dump_text(lt_buf *out, const tui_canvas *c, const tui_dump *how,
                                    lt_error *err);

/* The golden form: a head line (size, cursor, tier), the text between │ │, then the map of roles (a
 * letter a cell, see TUI_ROLE_LIST; lines of plain text are left out), of what lies under, and of
 * attributes; in the mono tiers with the attributes that the theme adds. */
LT_MUST_USE lt_status tui_dump_golden(lt_buf *out, const tui_canvas *c, const tui_dump *how,
                                      lt_error *err);

/* Text with SGR sequences; each line ends in a reset. */
LT_MUST_USE lt_status tui_dump_ansi(lt_buf *out, const tui_canvas *c, const tui_dump *how,
                                    lt_error *err);

/* A picture: cells on a fixed raster, lines, blocks and braille drawn as shapes. */
LT_MUST_USE lt_status tui_dump_svg(lt_buf *out, const tui_canvas *c, const tui_dump *how,
                                   lt_error *err);

/* What the ASCII tier shows for a character: one printable byte for width 1; for width 2 it is
 * shown twice. */
char tui_ascii(uint32_t code);

#endif
