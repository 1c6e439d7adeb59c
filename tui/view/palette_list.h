/* palette_list.h — every action that fits what was typed, the best first; what Enter would run.
 *
 *     ""          all, those used last first, then those that can be done now
 *     "rn"        by fuzzy.h, over name and help
 *     "goto 4"    a name (or alias) and its argument
 *     "4" "!ls"   goto 4, shell ls
 *
 * It draws and chooses; the line is typed elsewhere (palette.c).
 */
#ifndef TUI_VIEW_PALETTE_LIST_H
#define TUI_VIEW_PALETTE_LIST_H

#include "tui/history.h"
#include "tui/view/actions.h"
#include "tui/view/fuzzy.h"

enum { TUI_PALETTE_NAME = 48, TUI_PALETTE_ROWS = 14 };

typedef struct tui_palette_row {
    const tui_action *action;
    const char       *why; /* it cannot be done; NULL: it can */
    int               score, order;
    bool              marks[TUI_PALETTE_NAME]; /* of the name */
} tui_palette_row;

typedef struct tui_palette_list {
    lt_buf rows;                  /* tui_palette_row */
    size_t total;                 /* actions there are */
    size_t chosen;                /* row */
    size_t top;                   /* first row shown */
    bool   is_own;                /* the user moved there: Enter takes it whatever was typed */
    int    drawn_row, drawn_rows; /* as drawn last */
} tui_palette_list;

/* {.rows.mem = m} is an empty list. Fills it anew for what was typed; mode: that of the view
 * below; history: of the command line, oldest first; NULL: none. */
void tui_palette_fill(tui_palette_list *list, const char *typed, const tui_history *history,
                      const tui_app *app, unsigned mode);
void tui_palette_clear(tui_palette_list *list);
void tui_palette_move(tui_palette_list *list, int by);

size_t                 tui_palette_count(const tui_palette_list *list);
const tui_palette_row *tui_palette_at(const tui_palette_list *list, size_t k);

/* What Enter runs and its argument (points into typed); NULL: nothing of that name. */
const tui_action *tui_palette_resolve(const tui_palette_list *list, const char *typed,
                                      const char **arg);
/* The name nearest to what was typed; NULL: none is near. */
const char *tui_palette_nearest(const char *typed);

/* Draws on the bottom rows of area, leaving free as many rows below as `below` says. */
void tui_palette_draw(tui_palette_list *list, tui_canvas *area, int below);
/* The row at a place of the area; SIZE_MAX none. */
size_t tui_palette_row_at(const tui_palette_list *list, int row);

#endif
