#include "tui/term/theme.h"

#include <string.h>

/* One look: colours of the tiers 256 and 16/8, and attributes with and without colours. */
typedef struct look {
    int16_t fg256, bg256, fg, bg;
    uint8_t attributes, mono;
} look;

struct tui_theme {
    const char *name;
    look        looks[TUI_ROLE_COUNT];
};

#define ROLE(name) [TUI_ROLE_##name]
enum {
    B = TUI_BOLD,
    F = TUI_FAINT,
    I = TUI_ITALIC,
    U = TUI_UNDERLINE,
    R = TUI_REVERSE,
    X = TUI_STRIKE
};

/* The terminal's own background and colours that keep 3:1 or more on white and on black: the
 * numbers above 15 are fixed by xterm's palette, those below follow the user's own. */
static const tui_theme themes[] = {
    {"default",
     {
         ROLE(TEXT) = {-1, -1, -1, -1, 0, 0},        ROLE(DIM) = {244, -1, -1, -1, F, F},
         ROLE(TITLE) = {-1, -1, -1, -1, B, B},       ROLE(BORDER) = {244, -1, -1, -1, F, 0},
         ROLE(KEY) = {32, -1, 6, -1, B, B},          ROLE(GOOD) = {28, -1, 2, -1, 0, 0},
         ROLE(WARN) = {136, -1, 3, -1, 0, B},        ROLE(BAD) = {160, -1, 1, -1, B, B},
         ROLE(ACCENT) = {32, -1, 4, -1, 0, B},       ROLE(SELECT) = {-1, -1, -1, -1, R, R},
         ROLE(CURSOR_LINE) = {-1, -1, -1, -1, B, B}, ROLE(HEADER) = {-1, -1, -1, -1, B | U, B | U},
         ROLE(KEYWORD) = {133, -1, 5, -1, 0, B},     ROLE(STRING) = {28, -1, 2, -1, 0, 0},
         ROLE(NUMBER) = {136, -1, 3, -1, 0, 0},      ROLE(COMMENT) = {244, -1, -1, -1, I, F},
         ROLE(FUNCTION) = {32, -1, 4, -1, 0, 0},     ROLE(STALE) = {136, -1, 3, -1, 0, F},
         ROLE(RUNNING) = {32, -1, 6, -1, B, B},      ROLE(LINK) = {32, -1, 4, -1, U, U},
         ROLE(MATCH) = {16, 220, 0, 3, 0, R | U},
     }},
    {"contrast",
     {
         ROLE(TEXT) = {-1, -1, -1, -1, 0, 0},
         ROLE(DIM) = {-1, -1, -1, -1, 0, 0},
         ROLE(TITLE) = {-1, -1, -1, -1, B | R, B | R},
         ROLE(BORDER) = {-1, -1, -1, -1, 0, 0},
         ROLE(KEY) = {-1, -1, -1, -1, B | U, B | U},
         ROLE(GOOD) = {-1, -1, -1, -1, B, B},
         ROLE(WARN) = {-1, -1, -1, -1, B | U, B | U},
         ROLE(BAD) = {231, 124, 7, 1, B, B | R},
         ROLE(ACCENT) = {-1, -1, -1, -1, B, B},
         ROLE(SELECT) = {-1, -1, -1, -1, R | B, R | B},
         ROLE(CURSOR_LINE) = {-1, -1, -1, -1, B | U, B | U},
         ROLE(HEADER) = {-1, -1, -1, -1, B | R, B | R},
         ROLE(KEYWORD) = {-1, -1, -1, -1, B, B},
         ROLE(STRING) = {-1, -1, -1, -1, 0, 0},
         ROLE(NUMBER) = {-1, -1, -1, -1, 0, 0},
         ROLE(COMMENT) = {-1, -1, -1, -1, I, 0},
         ROLE(FUNCTION) = {-1, -1, -1, -1, 0, 0},
         ROLE(STALE) = {16, 220, 0, 3, B, U},
         ROLE(RUNNING) = {-1, -1, -1, -1, B | R, B | R},
         ROLE(LINK) = {-1, -1, -1, -1, U, U},
         ROLE(MATCH) = {16, 226, 0, 3, B, R | B},
     }},
};
enum { THEMES = sizeof(themes) / sizeof(*themes) };

const char *tui_theme_listed(int i) { return i >= 0 && i < THEMES ? themes[i].name : NULL; }

const tui_theme *tui_theme_find(const char *name)
{
    for (int i = 0; i < THEMES; i++)
        if (!strcmp(themes[i].name, name)) return &themes[i];
    return NULL;
}

const char *tui_theme_name(const tui_theme *theme) { return theme->name; }

static tui_paint paint_of(const look *l, tui_depth depth)
{
    if (depth == TUI_MONO) return (tui_paint){-1, -1, l->mono};
    if (depth == TUI_256) return (tui_paint){l->fg256, l->bg256, l->attributes};
    return (tui_paint){l->fg, l->bg, l->attributes};
}

tui_paint tui_theme_paint(const tui_theme *theme, tui_depth depth, tui_style style)
{
    tui_paint paint = paint_of(&theme->looks[style.role % TUI_ROLE_COUNT], depth);
    tui_paint under = paint_of(&theme->looks[style.under % TUI_ROLE_COUNT], depth);
    if (under.bg >= 0) {
        paint.bg = under.bg;
        paint.fg = under.fg;
    }
    paint.attributes |= under.attributes | style.attributes;
    /* Reversed text that is faint or coloured turns into a pale bar: one look for a selection. */
    if (under.attributes & TUI_REVERSE) {
        paint.fg = paint.bg = -1;
        paint.attributes &= (uint8_t)~TUI_FAINT;
    }
    return paint;
}
