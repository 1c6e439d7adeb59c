/* sheet.h — a table of any size on the screen: a window on a result that the engine holds.
 *
 * Rows and columns are both fetched as they come into sight, with pages around them; nothing waits:
 * what is not there yet is drawn as dim dots. Widths are set by what comes first of a column and
 * then stay. Sorting and filtering make results of their own, a stack of which the last is shown.
 *
 * sheet.c        opening, closing, what the engine tells, which page is asked for next
 * sheet_layout.c columns on the screen, widths, moving
 * sheet_draw.c   drawing
 * sheet_record.c one row as a form
 * sheet_derive.c sort, filter, back, the view as code
 * sheet_asks.c   search, statistics, values, copies
 *
 * One request of each kind is under way at most: windows are latest-wins by the table's slot.
 *
 * Units    rows are numbered from 0 here, from 1 for people
 * Limits   64 derived results on one another, 16 sort keys; a column is shown in 1 to 200 columns
 * Threads  the UI thread
 */
#ifndef TUI_VIEW_SHEET_H
#define TUI_VIEW_SHEET_H

#include "core/arena.h"
#include "tui/term/canvas.h"
#include "tui/term/event.h"
#include "tui/view/host.h"
#include "tui/view/sheet_pages.h"

enum { TUI_LEVELS = 64, TUI_SORT_KEYS = 16, TUI_WIDEST = 200, TUI_SHEET_COLUMNS = 512 };

typedef struct tui_head {
    const char *name, *type; /* "" not known yet */
    int16_t     width;       /* 0: not known yet */
    bool        is_right, is_tentative, is_hidden;
} tui_head;

typedef enum tui_level_kind { TUI_LEVEL_BASE, TUI_LEVEL_FILTER, TUI_LEVEL_SORT } tui_level_kind;

typedef struct tui_sort_key {
    int32_t column;
    bool    is_down;
} tui_sort_key;

/* One result of the stack. */
typedef struct tui_level {
    tui_level_kind kind;
    uint64_t       result;
    lt_buf         text; /* condition, or keys, as the engine was asked; NUL-ended */
    tui_sort_key   keys[TUI_SORT_KEYS];
    int32_t        key_count;
    int64_t        total;
    bool           is_exact, is_waiting;
    int64_t        row, top; /* as they were when another level was put on it */
} tui_level;

/* What is under way; numbers of requests, 0 none. */
typedef struct tui_sheet_asked {
    uint64_t       window, statistics, derive, find, value, copy;
    uint64_t       orphan;      /* a derivation that was given up: its result is given back */
    tui_window_ask rect;        /* of the window */
    bool           is_held_off; /* the last answer brought nothing: until something changes */
} tui_sheet_asked;

typedef struct tui_sheet_opening {
    uint64_t    result;
    const char *name; /* a global that holds it; "" none */
    int32_t     columns;
    int64_t     rows;
    bool        is_exact;
    int32_t     slot; /* positive, no other table's */
} tui_sheet_opening;

typedef struct tui_sheet {
    tui_host        host;
    char            name[128];
    int32_t         slot;
    tui_level       levels[TUI_LEVELS];
    int32_t         level_count;
    tui_level       next;     /* being derived */
    bool            replaces; /* next takes the place of the last level */
    tui_pages       pages;
    tui_head       *heads; /* column_count of them */
    int32_t         column_count;
    lt_arena        arena; /* names and types */
    uint64_t        stamp; /* another number whenever more rows may be had */
    tui_sheet_asked asked;
    /* place */
    int64_t row, top;
    int32_t column, left, frozen; /* left: first column behind the frozen ones [0, frozen) */
    bool    wants_end;
    int     rows, cols;     /* of the area, as drawn last */
    int     body, body_row; /* rows for data, and the first of them in the area */
    /* a row as a form */
    bool    is_record;
    int32_t record_top;
    /* search */
    lt_buf pattern;
    bool   find_backwards;
    /* statistics of a column */
    bool           has_panel, has_statistics;
    tui_statistics statistics;
    lt_arena       statistics_arena;
    char           copied[64]; /* what is being copied */
    char           trouble[256];
    bool           is_lost; /* the engine does not hold it any more */
} tui_sheet;

/* Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_sheet_open(tui_sheet *t, const tui_host *host,
                                     const tui_sheet_opening *what, lt_error *err);
/* Derived results are given back. */
void tui_sheet_close(tui_sheet *t);

/* Sets the size, paints, and asks for what is in sight and not there. */
void tui_sheet_draw(tui_sheet *t, tui_canvas *area);
/* Paints alone; sheet_draw.c. */
void tui_sheet_paint(tui_sheet *t, tui_canvas *area);
void tui_sheet_told(tui_sheet *t, const tui_event_told *e);
/* Wheel and clicks; false: not used. */
bool tui_sheet_mouse(tui_sheet *t, const tui_event *event);
/* "row 3/402,118  col 3/9" */
void tui_sheet_status(const tui_sheet *t, char out[128]);

static inline tui_level *tui_sheet_level(const tui_sheet *t)
{
    return (tui_level *)&t->levels[t->level_count - 1];
}
static inline const tui_head *tui_sheet_head(const tui_sheet *t, int32_t column)
{
    return &t->heads[column];
}
/* "column 12" until its name is known. */
const char *tui_sheet_name(const tui_sheet *t, int32_t column, char room[32]);

/* ---- moving ---- */

void tui_sheet_go(tui_sheet *t, int64_t row, int32_t column);
void tui_sheet_down(tui_sheet *t, int64_t rows);
void tui_sheet_right(tui_sheet *t, int columns); /* hidden ones are passed over */
void tui_sheet_page(tui_sheet *t, int halves);   /* half screens */
void tui_sheet_end(tui_sheet *t);                /* the last row that is known, and on from there */
void tui_sheet_first_column(tui_sheet *t);
void tui_sheet_last_column(tui_sheet *t);

/* ---- columns ---- */

void    tui_sheet_wider(tui_sheet *t, int by);
void    tui_sheet_fit(tui_sheet *t);
void    tui_sheet_freeze(tui_sheet *t); /* to the cursor's column; there already: nothing is */
void    tui_sheet_hide(tui_sheet *t);
void    tui_sheet_show_all(tui_sheet *t);
int32_t tui_sheet_hidden(const tui_sheet *t);

/* A column on the screen. */
typedef struct tui_place_of_column {
    int32_t column;
    int     col, width; /* width: what is in sight of it */
} tui_place_of_column;
/* The columns in sight from left to right in `cols` columns; how many. */
int tui_sheet_lay_out(const tui_sheet *t, int cols, tui_place_of_column out[TUI_SHEET_COLUMNS]);
int tui_sheet_gutter(const tui_sheet *t); /* columns of the row numbers with their line */
/* Moves top and left so that the cursor is in sight. */
void tui_sheet_follow(tui_sheet *t);
/* Widths of columns that are seen for the first time. */
void tui_sheet_learn(tui_sheet *t, const tui_window *w);
/* The text of a cell as it is shown: ∅, "", or the bytes; *style its style. */
tui_bytes tui_sheet_text(const tui_window_cell *cell, bool is_number, tui_style *style);

/* ---- one row ---- */

void tui_record_draw(tui_sheet *t, tui_canvas *area);
void tui_record_toggle(tui_sheet *t);
/* Rows of the form. */
int tui_record_rows(const tui_sheet *t);

/* ---- results of results ---- */

/* Next of: up, down, none. add: behind the keys there are. */
void tui_sheet_sort(tui_sheet *t, int32_t column, bool add);
void tui_sheet_filter(tui_sheet *t, const char *condition);
/* Only rows with this cell's value, or only others. */
void tui_sheet_only(tui_sheet *t, bool is_not);
/* Takes the last one off; false: there is none. */
bool tui_sheet_back(tui_sheet *t);
/* Stops the derivation that is under way. */
void tui_sheet_give_up(tui_sheet *t);
void tui_sheet_derived(tui_sheet *t, const tui_result *r);
/* Appends the calls that make what is shown. Errors: LT_ENOMEM; LT_EINVAL: it has no name. */
LT_MUST_USE lt_status tui_sheet_code(lt_buf *out, const tui_sheet *t, lt_error *err);

/* ---- other requests ---- */

void tui_sheet_find(tui_sheet *t, const char *pattern, bool backwards);
void tui_sheet_find_next(tui_sheet *t, bool reverse);
void tui_sheet_panel(tui_sheet *t);
void tui_sheet_ask_statistics(tui_sheet *t);
void tui_sheet_value(tui_sheet *t);
typedef enum tui_copied { TUI_COPY_CELL, TUI_COPY_ROW, TUI_COPY_COLUMN } tui_copied;
void tui_sheet_copy(tui_sheet *t, tui_copied what);
/* Stops what is under way (not windows); false: nothing was. */
bool tui_sheet_stop(tui_sheet *t);
/* What is under way, in a word; "" nothing. */
const char *tui_sheet_busy(const tui_sheet *t);

/* Answers of sheet_asks.c; true: it was one. */
bool tui_sheet_answered(tui_sheet *t, const tui_event_told *e);
/* Rows of the panel below the data; drawn there. */
int  tui_panel_rows(const tui_sheet *t, int rows);
void tui_panel_draw(const tui_sheet *t, tui_canvas *area);

#endif
