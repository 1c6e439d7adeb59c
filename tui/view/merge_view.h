/* merge_view.h — the three-way merge of tui/book/merge.h on the screen: conflicts at the left or
 * above, the chosen one beside or below it, ours and theirs, what differs marked.
 *
 * merge_pane.c  what is chosen, scrolling
 * merge_draw.c  drawing
 * merge_view.c  the view in the app, its actions, recovery
 *
 * Nothing changes before Enter, which makes the document the merged one, as one step.
 * Keys     tui_merge_actions, in mode TUI_ON_MERGE
 */
#ifndef TUI_VIEW_MERGE_VIEW_H
#define TUI_VIEW_MERGE_VIEW_H

#include "tui/book/merge.h"
#include "tui/view/actions.h"

/* ---- the pane; knows no app ---- */

typedef struct tui_merge_pane {
    lt_mem     *mem;
    tui_merge  *merge;  /* owned */
    const char *theirs; /* who they are: "on disk", "theirs" */
    size_t      chosen;
    int         top;    /* rows scrolled */
    lt_buf      edited; /* lt_buf, one a conflict: what an editor made of it */
    lt_buf      pairs;  /* tui_pair of the chosen conflict */
    int         rows, cols;
} tui_merge_pane;

/* A row of the two texts side by side: lines from 0, -1: none here. */
typedef struct tui_pair {
    int32_t ours, theirs;
    bool    differs;
} tui_pair;

/* Takes m. Errors: LT_ENOMEM; m is then closed. */
LT_MUST_USE lt_status tui_merge_pane_open(tui_merge_pane *p, lt_mem *mem, tui_merge *m,
                                          const char *theirs, lt_error *err);
void                  tui_merge_pane_close(tui_merge_pane *p);
void                  tui_merge_pane_draw(tui_merge_pane *p, tui_canvas *area);
void                  tui_merge_pane_go(tui_merge_pane *p, size_t conflict);
/* The next one without a choice, else the next one; back: the one before. */
void tui_merge_pane_next(tui_merge_pane *p, bool back);
void tui_merge_pane_scroll(tui_merge_pane *p, int rows);
/* Chooses for the conflict shown and goes to the next open one. Errors: as tui_merge_choose. */
LT_MUST_USE lt_status tui_merge_pane_choose(tui_merge_pane *p, tui_choice choice, const char *text,
                                            size_t len, lt_error *err);
/* What an editor begins with: its last text, else both with a line between. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_merge_pane_text(lt_buf *out, const tui_merge_pane *p, lt_error *err);
/* Lines of the two versions in rows, appended as tui_pair. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_merge_pairs(lt_buf *out, const tui_conflict *c, lt_error *err);

/* ---- in the app ---- */

/* The document with the file that changed on disk. What can be merged without a choice is merged at
 * once, and it is said. What goes wrong is said. */
void tui_merge_view_open(tui_app *app);
/* A document that holds git's conflict markers; false: it holds none, nothing is open. */
bool tui_merge_view_open_conflicted(tui_app *app);
/* Keep or discard what was brought back from the journal, or look at it first. */
void tui_recovery_ask(tui_app *app);

tui_merge_pane         *tui_merge_pane_of(const tui_app *app);
extern const tui_action tui_merge_actions[]; /* ended by a row without a name */

#endif
