/* completion.h — the list of what could stand at the cursor, beside the cursor.
 *
 * An overlay: keys that it does not use go on to the editor. It takes Enter only when an entry was
 * chosen by arrows or Tab, and asks the engine what the chosen one is.
 */
#ifndef TUI_VIEW_COMPLETION_H
#define TUI_VIEW_COMPLETION_H

#include "tui/view/app.h"

typedef struct tui_completion_place {
    int         row, col; /* of the cursor in the area */
    const char *word;     /* where the word begins, in the whole text: word - from is its start */
    size_t      from;     /* the same as a byte of the text */
    size_t      len;      /* of the word up to the cursor */
} tui_completion_place;

/* The word that begins at `from` and ends at the cursor becomes text. */
typedef void tui_completion_choose(void *arg, size_t from, const char *text, size_t len);

/* Opens the list in place of one that is open; the only candidate is taken at once. Everything is
 * copied. */
void tui_completion_open(tui_app *app, const tui_completion_place *at, const tui_completions *c,
                         tui_completion_choose *choose, void *arg);
/* Closes it, if it is open: what it was for is gone. */
void tui_completion_close(tui_app *app);

#endif
