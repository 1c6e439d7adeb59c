/* canvas.h — a grid of styled cells; the only thing that views draw on.
 *
 * A tui_canvas is a window on a grid: its own origin, size and clip. Parts of it are made by
 * value and cost nothing; whatever falls outside is clipped. A canvas always holds Unicode and
 * roles; ASCII, colours and attributes are found when it is shown or dumped.
 *
 * Data reaches the grid only through tui_put and its relatives, which follow core/escape.h and
 * go further where terminals disagree: variation selectors and joiners are dropped, an emoji
 * sequence becomes its first emoji. So every cell is one visible character of a known width.
 *
 * Shapes   cells row-major, rows * cols; a wide character is a cell of width 2 and one of width 0
 * Limits   1 to 4096 rows and columns, a base and 4 marks a cell
 * Cost     a put looks at no more than 64 bytes a column plus 256, however long the text is
 * Threads  one
 */
#ifndef TUI_TERM_CANVAS_H
#define TUI_TERM_CANVAS_H

#include "core/mem.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Name, word, letter in role maps. */
#define TUI_ROLE_LIST(_)               \
    _(TEXT, "text", '.')               \
    _(DIM, "dim", 'd')                 \
    _(TITLE, "title", 'T')             \
    _(BORDER, "border", 'b')           \
    _(KEY, "key", 'k')                 \
    _(GOOD, "good", 'g')               \
    _(WARN, "warn", 'w')               \
    _(BAD, "bad", 'x')                 \
    _(ACCENT, "accent", 'a')           \
    _(SELECT, "select", 'S')           \
    _(CURSOR_LINE, "cursor-line", 'L') \
    _(HEADER, "header", 'h')           \
    _(KEYWORD, "keyword", 'K')         \
    _(STRING, "string", 's')           \
    _(NUMBER, "number", 'n')           \
    _(COMMENT, "comment", 'c')         \
    _(FUNCTION, "function", 'f')       \
    _(STALE, "stale", '~')             \
    _(RUNNING, "running", 'r')         \
    _(LINK, "link", 'l')               \
    _(MATCH, "match", 'm')

typedef enum tui_role {
#define TUI_ROLE_ENUM(name, word, letter) TUI_ROLE_##name,
    TUI_ROLE_LIST(TUI_ROLE_ENUM)
#undef TUI_ROLE_ENUM
        TUI_ROLE_COUNT
} tui_role;

enum {
    TUI_BOLD = 1,
    TUI_FAINT = 2,
    TUI_ITALIC = 4,
    TUI_UNDERLINE = 8,
    TUI_REVERSE = 16,
    TUI_STRIKE = 32
};

/* What it is, on what it lies (a selection, the cursor's line; TEXT: nothing), and extras. */
typedef struct tui_style {
    uint8_t role, under, attributes;
} tui_style;

#define TUI_STYLE(name)      ((tui_style){.role = TUI_ROLE_##name})
#define TUI_BOLD_STYLE(name) ((tui_style){.role = TUI_ROLE_##name, .attributes = TUI_BOLD})

typedef struct tui_rect {
    int32_t row, col, rows, cols;
} tui_rect;

enum { TUI_CELL_CHARS = 5 };

typedef struct tui_glyph {
    uint32_t  chars[TUI_CELL_CHARS]; /* the base, then marks, then zeros */
    tui_style style;
    uint8_t   width; /* 1, 2; 0: the right half of the cell before */
} tui_glyph;

typedef struct tui_grid tui_grid;

typedef struct tui_canvas {
    tui_grid *grid;
    int32_t   row, col;   /* origin on the grid; may lie outside */
    int32_t   rows, cols; /* size; puts are clipped to it too */
    tui_rect  clip;       /* on the grid */
} tui_canvas;

/* A whole canvas of spaces, without a cursor. Errors: LT_ENOMEM, LT_EINVAL (size). */
LT_MUST_USE lt_status tui_canvas_open(tui_canvas *out, lt_mem *mem, int32_t rows, int32_t cols,
                                      lt_error *err);
void                  tui_canvas_close(tui_canvas *whole);

/* Another size; the cells are spaces again. Parts made before are void. Errors: as
 * tui_canvas_open; the canvas is then as it was. */
LT_MUST_USE lt_status tui_canvas_resize(tui_canvas *whole, int32_t rows, int32_t cols,
                                        lt_error *err);

/* Spaces in TEXT on all of c; on a whole canvas the cursor is hidden too. */
void tui_canvas_clear(tui_canvas *c);

/* The part of c at r (relative to c; may reach outside: to scroll, give a negative row). */
tui_canvas tui_part(const tui_canvas *c, tui_rect r);

/* Puts p[0, n) at row, col in at most max_cols columns and returns the columns used (also those
 * clipped away). What does not fit is left out; a wide character is never drawn by half. */
int tui_put(tui_canvas *c, int row, int col, int max_cols, tui_style style, const char *p,
            size_t n);

/* The same, but text that is too long ends with "…". */
int tui_put_fit(tui_canvas *c, int row, int col, int max_cols, tui_style style, const char *p,
                size_t n);

/* As tui_put_fit, at the right end of max_cols. */
int tui_put_right(tui_canvas *c, int row, int col, int max_cols, tui_style style, const char *p,
                  size_t n);

/* tui_put of a NUL-ended text up to the right edge of c. */
int tui_puts(tui_canvas *c, int row, int col, tui_style style, const char *text);

/* tui_put_fit of a formatted text of at most 1023 bytes, up to the right edge of c. */
int tui_printf(tui_canvas *c, int row, int col, tui_style style, const char *fmt, ...)
    LT_PRINTF(5, 6);

/* Fills with one character of width 1. */
void tui_fill(tui_canvas *c, tui_rect r, tui_style style, uint32_t code);

/* Lays `under` below what is there (a selection) and adds attributes. */
void tui_restyle(tui_canvas *c, tui_rect r, tui_role under, uint8_t attributes);

typedef enum tui_lines { TUI_LIGHT, TUI_HEAVY, TUI_ROUND, TUI_DOUBLE } tui_lines;

void tui_box(tui_canvas *c, tui_rect r, tui_style style, tui_lines lines);
void tui_hline(tui_canvas *c, int row, int col, int cols, tui_style style, tui_lines lines);
void tui_vline(tui_canvas *c, int row, int col, int rows, tui_style style, tui_lines lines);

/* A bar of eighths of a column, part/whole of cols full; the rest is ░. */
void tui_bar(tui_canvas *c, int row, int col, int cols, tui_style style, double part);

/* The terminal's cursor: where the focus is. Outside of the clip it is hidden. */
typedef enum tui_cursor_shape {
    TUI_CURSOR_BLOCK,
    TUI_CURSOR_BAR,
    TUI_CURSOR_LINE
} tui_cursor_shape;
void tui_cursor(tui_canvas *c, int row, int col, tui_cursor_shape shape);
void tui_cursor_hide(tui_canvas *c);
/* False when hidden; places on the grid. */
bool tui_cursor_get(const tui_canvas *c, int32_t *row, int32_t *col, tui_cursor_shape *shape);

/* Columns that p[0, n) takes on a canvas. */
int tui_columns(const char *p, size_t n);

/* The byte of p[0, n) whose character covers `column` (n past the end) and, in *at (may be NULL),
 * the column where that character begins: for a click on text, and its inverse. */
size_t tui_byte_at(const char *p, size_t n, int column, int *at);

/* A cell of the whole grid; for showing and for tests. */
const tui_glyph *tui_glyph_at(const tui_canvas *c, int32_t row, int32_t col);
int32_t          tui_grid_rows(const tui_canvas *c);
int32_t          tui_grid_cols(const tui_canvas *c);

#endif
