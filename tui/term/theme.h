/* theme.h — roles become colours and attributes, for what a terminal can do.
 *
 * Colours are numbers of the terminal's own palette (-1: its default), so a light terminal stays
 * light. Colour is never the only sign: without colours every role still has its attributes.
 */
#ifndef TUI_TERM_THEME_H
#define TUI_TERM_THEME_H

#include "core/status.h"
#include "tui/term/canvas.h"

typedef enum tui_depth { TUI_MONO, TUI_8, TUI_16, TUI_256, TUI_DEPTHS } tui_depth;

typedef struct tui_paint {
    int16_t fg, bg; /* -1: the terminal's default */
    uint8_t attributes;
} tui_paint;

typedef struct tui_theme tui_theme;

/* "default", "contrast"; NULL where there is none of that name. */
const tui_theme *tui_theme_find(const char *name);
const char      *tui_theme_name(const tui_theme *theme);
/* The i-th theme's name, NULL past the last. */
const char *tui_theme_listed(int i);

/* How a cell of this style looks. */
tui_paint tui_theme_paint(const tui_theme *theme, tui_depth depth, tui_style style);

/* Red, green, blue of a palette number as a screenshot shows it; -1 and -2 are the default
 * foreground and background. */
uint32_t tui_palette(int16_t colour, bool dark);

typedef enum tui_colour {
    TUI_COLOUR_AUTO,
    TUI_COLOUR_ALWAYS,
    TUI_COLOUR_NEVER,
    TUI_COLOUR_256,
    TUI_COLOUR_16,
    TUI_COLOUR_8,
    TUI_COLOUR_MONO
} tui_colour;

/* "auto", "always", "never", "256", "16", "8", "mono". Errors: LT_EUSAGE, naming them. */
LT_MUST_USE lt_status tui_colour_parse(const char *text, tui_colour *out, lt_error *err);

/* What the choice, the environment (NO_COLOR, CLICOLOR_FORCE, COLORTERM: NULL where unset) and
 * the terminal's number of colours come to. */
typedef struct tui_colour_facts {
    const char *no_color, *clicolor_force, *colorterm;
    int         colours; /* of the terminal's description */
} tui_colour_facts;
tui_depth tui_depth_choose(tui_colour choice, const tui_colour_facts *facts);

const char *tui_depth_word(tui_depth depth); /* "256", "16", "8", "mono" */

#endif
