/* notebook.h — a notebook file: Lua text cut into cells by marker lines.
 *
 * A marker is a line `-- %% Title [type] key=json key=json` (Jupytext's percent form). [type] is
 * absent (Lua), `markdown` (`md`) or `raw`; SQL cells are `[raw] lang="sql"`. `%%%` and longer
 * nest a cell one level deeper. What stands before the first marker is the header; when that
 * holds Lua code, the code is a cell of its own that has no marker.
 *
 * The bytes of the file are kept: parsing and writing gives the same file, whatever its line
 * ends, byte order mark, trailing blanks, unknown options or missing last line end. An edit
 * changes the bytes of the edited cell alone.
 *
 * Limits   64 MiB a file, 100,000 cells, 4 KiB a marker line, 64 options a cell, JSON 64 deep
 * Threads  one owner
 * Source   Jupytext "The percent format"; Lua 5.4 manual §3.1 for what a comment is
 */
#ifndef LT_NOTEBOOK_NOTEBOOK_H
#define LT_NOTEBOOK_NOTEBOOK_H

#include "core/buf.h"
#include "core/mem.h"
#include "core/status.h"

#include <stdbool.h>
#include <stdint.h>

#define LT_NOTEBOOK_MAX_BYTES ((size_t)64 << 20)
#define LT_NOTEBOOK_MAX_CELLS ((size_t)100000)
#define LT_CELL_MAX_MARKER    ((size_t)4096)
#define LT_CELL_MAX_OPTIONS   ((size_t)64)

typedef struct lt_notebook lt_notebook;

typedef enum lt_cell_kind { LT_CELL_LUA, LT_CELL_MARKDOWN, LT_CELL_RAW } lt_cell_kind;

typedef struct lt_cell_option {
    const char *key;
    const char *value; /* the JSON text as it is in the file */
} lt_cell_option;

/* All pointers are borrowed and live until the cell is edited or deleted. */
typedef struct lt_cell {
    lt_cell_kind          kind;
    bool                  has_marker; /* false: code before the first marker */
    bool                  is_edited;  /* since it was parsed */
    int                   depth;      /* 0 for `%%`, 1 for `%%%`, … */
    const char           *title;      /* "" none */
    const char           *id;         /* "" none */
    const char           *lang;       /* "lua", "markdown", or what lang="…" says of a raw cell */
    const lt_cell_option *options;    /* as written, id and lang among them */
    size_t                option_count;
    /* The text without markdown's and raw's leading "-- ", without the blank lines that part it
     * from the next cell, lines ended by \n, the last one not ended. Not NUL-ended. */
    const char    *body;
    size_t         body_len;
    const uint8_t *raw; /* exactly the bytes of the file */
    size_t         raw_len;
    size_t         head_len;  /* of raw: the marker line with its end */
    size_t         tail_len;  /* of raw: the end of the body's last line, then blank lines */
    int64_t        line;      /* 1-based; of the marker (of the body where there is none) */
    int64_t        body_line; /* of the body's first line */
} lt_cell;

typedef struct lt_notebook_warning {
    int64_t line;
    char    text[192]; /* one sentence, no trailing dot */
} lt_notebook_warning;

/* Cuts bytes[0, len), which are copied, into cells. name is used in messages.
 * Errors: LT_ENOMEM, LT_ELIMIT. No content is malformed: doubts become warnings. */
LT_MUST_USE lt_status lt_notebook_parse(lt_notebook **out, lt_mem *mem, const void *bytes,
                                        size_t len, const char *name, lt_error *err);

/* As parse, of a regular file. Errors: also LT_ENOTFOUND, LT_EIO, LT_EINVAL (not a file). */
LT_MUST_USE lt_status lt_notebook_read(lt_notebook **out, lt_mem *mem, const char *path,
                                       lt_error *err);
void                  lt_notebook_close(lt_notebook *nb);

/* Appends the bytes of the file. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_notebook_write(lt_buf *out, const lt_notebook *nb, lt_error *err);

/* Appends the file as `lote fmt` writes it: markers and blank lines in one form, code byte for
 * byte. Of a file so written it gives the same again. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_notebook_format(lt_buf *out, const lt_notebook *nb, lt_error *err);

/* Replaces path as a whole: a reader sees the old file or the new. A temporary sibling is
 * written, synced and renamed; the mode stays; a symbolic link stays and its target is replaced.
 * Errors: LT_EIO, LT_ENOMEM; path is then as it was. */
LT_MUST_USE lt_status lt_notebook_save(const lt_notebook *nb, const char *path, lt_error *err);

const char    *lt_notebook_name(const lt_notebook *nb);
const char    *lt_notebook_header(const lt_notebook *nb, size_t *len); /* not NUL-ended */
const char    *lt_notebook_line_end(const lt_notebook *nb); /* of new lines: "\n", "\r\n", "\r" */
size_t         lt_notebook_count(const lt_notebook *nb);
const lt_cell *lt_notebook_cell(const lt_notebook *nb, size_t index); /* NULL past the end */

/* Index of the first cell with this id, else SIZE_MAX. */
size_t lt_notebook_find(const lt_notebook *nb, const char *id);
/* Index of the cell that holds a line of the file, else SIZE_MAX (the header). */
size_t lt_notebook_at_line(const lt_notebook *nb, int64_t line);

/* JSON text of an option, or NULL. */
const char *lt_cell_get(const lt_cell *cell, const char *key);
/* Whether the option `tags` is an array that holds this string. */
bool lt_cell_is_tagged(const lt_cell *cell, const char *tag);

/* Doubts about the file as it is now, in the order of its lines, at most 1,000: conflict markers
 * of a merge, an id used twice, option text that is not JSON, an option given twice.
 * The list is borrowed until the next call that takes nb non-const. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_notebook_warnings(const lt_notebook_warning **list, size_t *count,
                                           lt_notebook *nb, lt_error *err);

/* Appends a body as the file has it: "-- " before lines that are no Lua, line ends as given; Lua
 * without the blank lines at its end. A line that would be a marker is written as it is.
 * Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_cell_encode(lt_buf *out, lt_cell_kind kind, const char *text, size_t len,
                                     const char *line_end, lt_error *err);
/* Bytes of Lua text that lt_cell_encode writes: all but blanks and line ends at its end. */
size_t lt_cell_trimmed(lt_cell_kind kind, const char *text, size_t len);

/* ── editing: on an error the notebook is as it was ── */

/* Errors: LT_ENOMEM; LT_ELIMIT; LT_EINVAL: a line of the text would be a marker. */
LT_MUST_USE lt_status lt_notebook_set_body(lt_notebook *nb, size_t index, const char *text,
                                           size_t len, lt_error *err);
/* Errors: LT_EINVAL where the title would be read as something else (a line end, `x=1`). */
LT_MUST_USE lt_status lt_notebook_set_title(lt_notebook *nb, size_t index, const char *title,
                                            lt_error *err);
/* json NULL removes the option. Errors: LT_EINVAL where it is not JSON or the key is no name. */
LT_MUST_USE lt_status lt_notebook_set_option(lt_notebook *nb, size_t index, const char *key,
                                             const char *json, lt_error *err);
/* Rewrites marker and body for another kind; the body's text stays. */
LT_MUST_USE lt_status lt_notebook_set_kind(lt_notebook *nb, size_t index, lt_cell_kind kind,
                                           lt_error *err);
/* A new cell before index (== count: at the end), without title, id and options. */
LT_MUST_USE lt_status lt_notebook_insert(lt_notebook *nb, size_t index, lt_cell_kind kind,
                                         const char *text, size_t len, lt_error *err);
LT_MUST_USE lt_status lt_notebook_delete(lt_notebook *nb, size_t index, lt_error *err);
/* The cell at `from` is at `to` afterwards. */
LT_MUST_USE lt_status lt_notebook_move(lt_notebook *nb, size_t from, size_t to, lt_error *err);
/* Gives each cell without an id one of 6 random letters and digits that is new here. */
LT_MUST_USE lt_status lt_notebook_ensure_ids(lt_notebook *nb, lt_error *err);

#endif
