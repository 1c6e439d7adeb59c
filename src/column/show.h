/* show.h — tables as text for people: aligned, cut to a width, safe for any terminal.
 *
 *      categoria_producto │ sum(precio_venta)
 *      string             │           float64
 *     ────────────────────┼───────────────────
 *      Electrónica        │          123456.5
 *      Hogar              │                 ∅
 *      2 rows
 *
 * Numbers stand right, text left; null is ∅; control characters show as symbols (core/escape.h).
 * Columns that do not fit are left out, and the last line says how many.
 */
#ifndef LT_COLUMN_SHOW_H
#define LT_COLUMN_SHOW_H

#include "column/table.h"

typedef struct lt_show {
    int32_t               width; /* columns of the terminal; 0: as wide as needed */
    int64_t               rows;  /* shown at most; 0: all */
    bool                  ascii; /* | + - and NULL in place of line art and ∅ */
    const struct lt_zone *zone;  /* of timestamps; NULL: UTC */
    int64_t               total; /* rows of the whole result, where that is known; else 0 */
    const char           *which; /* which of them these are: "the last"; NULL: "the first" */
    const char *more_hint; /* said when rows are left out, e.g. "show(frame, 100) shows more" */
} lt_show;

/* Appends the table and its summary line. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_show_table(lt_buf *out, const lt_table *t, const lt_show *how,
                                    lt_error *err);

/* Appends what the cell of a value that is not null reads as. Not escaped. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_show_value(lt_buf *out, lt_value v, const struct lt_zone *zone,
                                    lt_error *err);

/* What lenient reading mended: rows padded, cut, dropped, values replaced. A line for each that is
 * not 0, "<before>rows padded with nulls: 3\n". Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_show_mended(lt_buf *out, const char *before, const int64_t counts[4],
                                     lt_error *err);

/* "1,204,311" — digits in groups of three; out holds 32 bytes. */
const char *lt_show_count(char out[32], int64_t n);

#endif
