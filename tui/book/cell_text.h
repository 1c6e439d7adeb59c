/* cell_text.h — the text of one cell: bytes, lines, and what a reader sees as characters.
 *
 * Lines end with \n, the last one with nothing. Any bytes are allowed; a malformed piece counts as
 * one character. A character (grapheme) is a base with its marks: a cursor never stands inside one.
 *
 * Units    columns: those of lt_text_width; a tab reaches the next multiple of TUI_TAB_COLUMNS
 * Cost     a splice moves the bytes behind it; lines near the last one asked for are found fast
 * Limits   LT_NOTEBOOK_MAX_BYTES
 * Threads  one owner
 */
#ifndef LT_TUI_BOOK_CELL_TEXT_H
#define LT_TUI_BOOK_CELL_TEXT_H

#include "core/buf.h"

#include <stdbool.h>

enum { TUI_TAB_COLUMNS = 4 };

/* {.bytes.mem = m} is an empty text. bytes.data[0, bytes.len) may be read directly. */
typedef struct tui_cell_text {
    lt_buf bytes;
    size_t newlines;
    size_t near_line, near_at; /* a line whose beginning is known */
} tui_cell_text;

/* A change of a text: `with` in place of [at, at + removed). */
typedef struct tui_splice {
    size_t      at, removed;
    const char *with;
    size_t      len;
} tui_splice;

/* Puts `with` in place of [at, at + removed). Errors: LT_ENOMEM, LT_ELIMIT; t is as it was. */
LT_MUST_USE lt_status tui_text_splice(tui_cell_text *t, size_t at, size_t removed, const char *with,
                                      size_t len, lt_error *err);
void                  tui_text_clear(tui_cell_text *t);

static inline size_t tui_text_lines(const tui_cell_text *t) { return t->newlines + 1; }
/* "" for an empty text; not NUL-ended. */
const char *tui_text_bytes(const tui_cell_text *t);

size_t tui_text_line_of(tui_cell_text *t, size_t at);      /* 0-based */
size_t tui_text_line_start(tui_cell_text *t, size_t line); /* past the last line: the text's end */
size_t tui_text_start(const tui_cell_text *t, size_t at);  /* of the line that holds at */
size_t tui_text_end(const tui_cell_text *t, size_t at);    /* of that line, before its \n */

/* The next and previous place a cursor may stand at; the end and 0 there. A \n is a character. */
size_t tui_text_next(const tui_cell_text *t, size_t at);
size_t tui_text_prev(const tui_cell_text *t, size_t at);
/* The nearest such place at or before at. */
size_t tui_text_settle(const tui_cell_text *t, size_t at);

/* Columns from the beginning of its line to at. */
int tui_text_column(const tui_cell_text *t, size_t at);
/* The last place on the line that begins at start whose column is not past `column`. */
size_t tui_text_at_column(const tui_cell_text *t, size_t start, int column);

/* The character at p[0, n), n > 0: its bytes, and its columns when it begins in `column`. */
size_t tui_char_extent(const char *p, size_t n, int column, int *columns);

#endif
