/* wrap.h — lines of text cut into rows of a width. */
#ifndef TUI_VIEW_WRAP_H
#define TUI_VIEW_WRAP_H

#include <stdbool.h>
#include <stddef.h>

/* Walks the rows of a text: each call makes the next one.
 *
 *     tui_wrap w = {.p = text, .len = len, .cols = 72};
 *     while (tui_wrap_next(&w)) … w.at, w.row_len, w.line, w.is_first
 *
 * An empty text has one empty row; so has what follows a last \n. Characters are those of
 * cell_text.h. */
typedef struct tui_wrap {
    const char *p;
    size_t      len;
    int         cols;     /* at least 2 */
    bool        by_words; /* cut behind a blank where there is one (texts); else anywhere (code) */
    /* the row */
    size_t at, row_len;
    size_t line;     /* 0-based */
    bool   is_first; /* of its line */
    /* private */
    size_t next;
    bool   begun;
} tui_wrap;

bool tui_wrap_next(tui_wrap *w);

/* Rows in all. */
size_t tui_wrap_rows(const char *p, size_t len, int cols, bool by_words);

/* The row on which a cursor before the byte `at` stands, and its column there. Code only. */
size_t tui_wrap_find(const char *p, size_t len, int cols, size_t at, int *column);

/* The byte at a row and column: the nearest place before it. Code only. */
size_t tui_wrap_at(const char *p, size_t len, int cols, size_t row, int column);

#endif
