/* view_facts.h — what `lote view` says of data instead of showing its rows. */
#ifndef LT_TUI_VIEW_FACTS_H
#define LT_TUI_VIEW_FACTS_H

#include "lote.h"

/* Names, types and nullability of p's columns. with_marks: types known from a head alone end
 * in ~. The caller releases the table. */
LT_MUST_USE lt_status tui_facts_schema(lt_table **out, lt_context *ctx, lt_plan *p, bool with_marks,
                                       lt_error *err);

/* Rows, nulls, least, greatest and mean value of each column: runs p. */
LT_MUST_USE lt_status tui_facts_stats(lt_table **out, lt_context *ctx, lt_plan *p,
                                      const lt_query *query, lt_error *err);

/* One row, one column: the number of rows. */
LT_MUST_USE lt_status tui_facts_count(lt_table **out, int64_t rows, lt_error *err);

typedef struct tui_sample {
    int64_t  rows;  /* wanted */
    uint64_t seed;  /* the same seed picks the same ones */
    int64_t  total; /* out: rows there are */
} tui_sample;

/* Random rows of p in the order of the input, or all when there are no more. */
LT_MUST_USE lt_status tui_facts_sample(lt_table **out, tui_sample *asked, lt_context *ctx,
                                       lt_plan *p, const lt_query *query, lt_error *err);

#endif
