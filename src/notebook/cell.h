/* cell.h — one cell: its bytes, and what they say. Used inside src/notebook only.
 *
 * The bytes of a cell are head (the marker line with its end), body (ended by nothing) and tail
 * (the end of the body's last line, then blank lines): raw = head + body + tail.
 */
#ifndef LT_NOTEBOOK_CELL_H
#define LT_NOTEBOOK_CELL_H

#include "notebook/notebook.h"

typedef struct lt_span {
    size_t at, len;
} lt_span;

/* Places in a marker line. */
typedef struct lt_marker {
    int          depth;
    lt_cell_kind kind;
    size_t       prefix;       /* bytes up to and with the last % */
    lt_span      title;        /* len 0: none */
    size_t       options;      /* where they begin; == end: none */
    size_t       end;          /* past the last byte that is no blank */
    bool         has_bad_text; /* something between or after the options is not key=json */
    size_t       count;
    lt_span      keys[LT_CELL_MAX_OPTIONS], values[LT_CELL_MAX_OPTIONS];
} lt_marker;

typedef struct lt_cell_box {
    lt_cell view; /* first: a lt_cell_box * is a lt_cell * */
    lt_mem *mem;
    lt_buf  raw, text, body, options;
    lt_span body_raw;
    int64_t line_ends;
    bool    has_bad_text, has_conflict;
} lt_cell_box;

/* Length of the first line of s[0, len) without its end, which takes *end_len bytes: \n, \r\n or
 * \r (Lua's line ends), 0 at the end of the text. */
size_t lt_line_extent(const char *s, size_t len, size_t *end_len);

/* Whether line[0, len), without a line end, is a marker. out may be NULL. A line longer than
 * LT_CELL_MAX_MARKER is judged by its beginning and has no options. */
bool lt_marker_parse(lt_marker *out, const char *line, size_t len);

/* Consumes raw (also on an error). Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_cell_open(lt_cell_box **out, lt_buf *raw, bool has_marker, lt_error *err);
void                  lt_cell_close(lt_cell_box *c);

/* Whether the line begins or ends a side of a merge conflict. */
bool lt_line_is_conflict(const char *line, size_t len);

#endif
