/* book_view.h — the notebook on the screen: cells, their outputs, one of them selected or edited.
 *
 * book_layout.c  rows of cells, what is on the screen, scrolling
 * book_draw.c    drawing
 * book_edit.c    inside a cell: keys, cursor, completion, paste
 * book_cells.c   cells as a whole: insert, delete, move, copy, undo
 * book_run.c     running, interrupting, staleness
 * book_actions.c the table of all that can be done here
 */
#ifndef TUI_VIEW_BOOK_VIEW_H
#define TUI_VIEW_BOOK_VIEW_H

#include "tui/view/actions.h"
#include "tui/view/outcome.h"
#include "tui/view/search.h"

enum { TUI_GUTTER = 5 };

/* What the screen remembers of a cell. */
typedef struct tui_look {
    uint64_t uid;
    bool     is_folded; /* only the first line of the source */
    /* rows, and what they were counted for */
    uint64_t version, outcome_version;
    int      cols, title_rows, source_rows, outcome_rows;
    char     stale[200];
    /* the source in colours */
    lt_buf   roles;
    uint64_t roles_version;
} tui_look;

typedef struct tui_book_view {
    tui_view      view; /* first */
    tui_outcomes  outcomes;
    lt_buf        looks;    /* tui_look *, by uid */
    uint64_t      selected; /* uid; there is always one while there are cells */
    uint64_t      anchor;   /* other end of a selection of cells; 0: only the one */
    uint64_t      top;      /* the cell whose row top_row is the first on the screen */
    int           top_row;
    int           rows, cols; /* of the area, as drawn last */
    bool          must_show;  /* the next drawing brings the selected cell into sight */
    bool          is_editing;
    bool          has_keymap; /* the user's ~/.inputrc was read */
    tui_edit      edit;       /* while is_editing */
    tui_keymap    keymap;
    tui_kill_ring kills;
    lt_buf        clip; /* cells cut or copied, as the file has them */
    int64_t       stale_timer, clock_timer;
    int32_t       asked_stale;
    uint64_t      completing;      /* request; 0 none */
    size_t        completing_from; /* the cursor it was asked for */
    bool          follows;         /* the running cell stays in sight */
    tui_search    search;
} tui_book_view;

/* The view of the app's document. NULL without memory. */
tui_book_view *tui_book_view_open(tui_app *app);
tui_book_view *tui_book_of(const tui_app *app); /* the lowest view */

/* ---- layout ---- */

tui_look *tui_book_look(tui_book_view *v, uint64_t uid); /* made when needed; NULL without memory */
/* Rows of a cell with the blank one behind it, in the area's columns. */
int    tui_book_rows(tui_book_view *v, size_t index);
size_t tui_book_selected(const tui_book_view *v); /* index; 0 where there are no cells */
/* First and last index of the selected cells. */
void tui_book_selection(const tui_book_view *v, size_t *first, size_t *last);
void tui_book_select(tui_book_view *v, size_t index);
/* Moves what is on the screen; the selection follows into sight. */
void tui_book_scroll(tui_book_view *v, int rows);
/* Brings the focus into sight: the cell, or the cursor's row in it. */
void tui_book_show_focus(tui_book_view *v);
/* The cell on a row of the area and the row in it; SIZE_MAX none. */
size_t tui_book_at(tui_book_view *v, int row, int *in_cell);
/* Row of the area where a cell begins; may lie outside. INT32_MIN: far away. */
int tui_book_row_of(tui_book_view *v, size_t index);
/* Row and column of the cursor in the area, while editing. */
bool tui_book_cursor(tui_book_view *v, int *row, int *col);
/* The byte of the source at a row and column of it. */
size_t tui_book_byte_at(tui_book_view *v, const tui_book_cell *c, int row, int col);
/* Columns of the source. */
static inline int tui_book_text_cols(const tui_book_view *v)
{
    return v->cols - TUI_GUTTER > 8 ? v->cols - TUI_GUTTER : 8;
}
int tui_book_number(void *arg, uint64_t uid); /* 1-based place of a cell; 0: none */

/* ---- drawing ---- */

void tui_book_draw(tui_view *v, tui_canvas *area);
void tui_book_title(tui_book_view *v, tui_canvas *line);

/* ---- inside a cell ---- */

void tui_book_edit_begin(tui_book_view *v, bool at_end);
void tui_book_edit_end(tui_book_view *v);
bool tui_book_edit_event(tui_book_view *v, const tui_event *event);
/* After undo, redo or a merge: selection and editor follow. */
void tui_book_go(tui_book_view *v, tui_place place);
void tui_book_take_completions(tui_book_view *v, uint64_t number, const tui_completions *c);

/* ---- running ---- */

/* Puts cells [from, to] in the engine's queue; says how many. */
void tui_book_run(tui_book_view *v, size_t from, size_t to);
void tui_book_run_stale(tui_book_view *v);
void tui_book_interrupt(tui_book_view *v);
/* Which cells are stale is asked soon. */
void tui_book_ask_stale(tui_book_view *v);

extern const tui_action tui_book_actions[]; /* ended by a row without a name */

#endif
