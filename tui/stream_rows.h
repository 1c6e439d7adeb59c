/* stream_rows.h — rows to standard output as they come, in a form of rows.h.
 *
 * Rows are made text by all workers and written in order; memory does not grow with them. Where
 * a type is only known from the head of a file, the text waits in a temporary file until the last
 * row has confirmed it: what a reader got could not be taken back.
 */
#ifndef LT_TUI_STREAM_ROWS_H
#define LT_TUI_STREAM_ROWS_H

#include "lote.h"
#include "tui/out.h"
#include "tui/rows.h"

/* Runs p and writes every row. query->stats must be set: it tells what was mended. */
LT_MUST_USE lt_status tui_stream_plan(tui_out *out, const tui_rows *rows, lt_context *ctx,
                                      lt_plan *p, const lt_query *query, lt_error *err);

/* The same of rows that are there. */
LT_MUST_USE lt_status tui_stream_table(tui_out *out, const tui_rows *rows, const lt_table *t,
                                       const struct lt_zone *zone, lt_error *err);

#endif
