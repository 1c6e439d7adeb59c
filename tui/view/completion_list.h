/* completion_list.h — what could stand for the word at the cursor: narrowed while it is typed,
 * chosen by arrows and Tab, drawn beside the cursor.
 *
 * The word that is typed is kept here too, so a key that goes on to the editor narrows the list
 * without asking the engine again. Words that begin so come first, in the engine's order; where
 * none does, those that hold the letters (fuzzy.h), the best first.
 */
#ifndef TUI_VIEW_COMPLETION_LIST_H
#define TUI_VIEW_COMPLETION_LIST_H

#include "core/arena.h"
#include "tui/engine/messages.h"
#include "tui/term/canvas.h"
#include "tui/term/event.h"

enum { TUI_COMPLETION_ROWS = 8, TUI_COMPLETION_ABOUT = 2 };

typedef struct tui_completion_row {
    const char *text, *note; /* in the arena */
    int         score;
    int32_t     order;
} tui_completion_row;

typedef struct tui_completion_list {
    lt_arena arena;
    lt_buf   items; /* tui_completion_row: all */
    lt_buf   shown; /* tui_completion_row: those that fit */
    lt_buf   word;  /* as it stands before the cursor; NUL-ended */
    bool     is_path, is_busy;
    size_t   chosen; /* of shown; SIZE_MAX: none, Enter is not taken */
    size_t   top;
    /* signature and example of the chosen one, as the engine told; "" none */
    char     about[TUI_COMPLETION_ABOUT][160];
    tui_rect drawn; /* the rows, as drawn last */
} tui_completion_list;

typedef enum tui_completion_answer {
    TUI_COMPLETION_PASS,  /* the editor's key; the list stays */
    TUI_COMPLETION_LEAVE, /* the editor's key; the list goes */
    TUI_COMPLETION_USED,  /* another one is chosen, or nothing */
    TUI_COMPLETION_PUT,   /* the word becomes list->word; the list stays */
    TUI_COMPLETION_DONE,  /* the word becomes list->word; the list goes */
    TUI_COMPLETION_CLOSE  /* the list goes */
} tui_completion_answer;

/* Copies what the engine told for the word that stands there. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_completion_list_open(tui_completion_list *list, lt_mem *mem,
                                               const tui_completions *c, const char *word,
                                               size_t len, lt_error *err);
void                  tui_completion_list_close(tui_completion_list *list);

size_t                    tui_completion_count(const tui_completion_list *list);
const tui_completion_row *tui_completion_at(const tui_completion_list *list, size_t k);
const tui_completion_row *tui_completion_chosen(const tui_completion_list *list); /* NULL none */

tui_completion_answer tui_completion_key(tui_completion_list *list, const tui_event *event);
/* A click at a place of the area. */
tui_completion_answer tui_completion_click(tui_completion_list *list, int row, int col);

/* Takes the first lines of a help text: its signature and an example of `name`. */
void tui_completion_about(tui_completion_list *list, const char *help, size_t len,
                          const char *name);

/* Draws below the cursor's row, or above it where there is more room; col: where the word
 * begins. */
void tui_completion_draw(tui_completion_list *list, tui_canvas *area, int row, int col);

#endif
