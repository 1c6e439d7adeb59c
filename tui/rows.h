/* rows.h — tables as text for other programs: CSV, JSON, JSON lines, Markdown.
 *
 *   csv   RFC 4180 with \n as line end, names first; null is an empty field, an empty text ""
 *   jsonl one object a line for each row; numbers and decimals with all their digits, times as
 *         text
 *   json  the same objects as one array
 *   md    a table of GitHub's Markdown, | and line ends escaped; null is an empty cell
 *
 * Binary values are hexadecimal digits in all of them.
 */
#ifndef LT_TUI_ROWS_H
#define LT_TUI_ROWS_H

#include "column/table.h"

struct lt_zone;

typedef struct tui_rows {
    const char *name;
    /* What stands before the rows. */
    lt_status (*head)(lt_buf *out, const lt_schema *schema, lt_error *err);
    const char *between; /* two rows */
    const char *after;   /* the last one */
    /* One row, with its line end where the format has one. zone NULL: UTC. */
    lt_status (*row)(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                     lt_error *err);
} tui_rows;

/* The format of a name, or NULL. */
const tui_rows *tui_rows_find(const char *name);

/* Appends v as JSON. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_json_value(lt_buf *out, lt_value v, const struct lt_zone *zone,
                                     lt_error *err);
/* Appends a NUL-ended text as JSON; NULL as null. */
LT_MUST_USE lt_status tui_json_text(lt_buf *out, const char *text, lt_error *err);

#endif
