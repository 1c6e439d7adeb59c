/* table_text.h — small tables that a command makes itself: cells of text and whole numbers. */
#ifndef LT_TUI_TABLE_TEXT_H
#define LT_TUI_TABLE_TEXT_H

#include "column/table.h"

typedef struct tui_cell {
    const char *text; /* NULL: the number, in a column of numbers; else null */
    size_t      len;
    int64_t     number;
} tui_cell;

typedef struct tui_heading {
    const char *name;
    bool        is_number; /* int64; else string */
} tui_heading;

/* A table of rows * columns cells, row by row. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_table_text(lt_table **out, lt_mem *mem, const tui_heading *headings,
                                     int32_t columns, const tui_cell *cells, int32_t rows,
                                     lt_error *err);

#endif
