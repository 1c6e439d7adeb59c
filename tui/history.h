/* history.h — the lines once typed at a prompt, kept in a private file of the user's state folder.
 *
 * $XDG_STATE_HOME/lote/history/NAME (else ~/.local/state/lote/…), folders 0700, file 0600; one
 * entry a line, \ and line ends in it written \\ and \n. A line typed twice is kept once, the
 * newest place; at most TUI_HISTORY_MOST entries are kept. What begins with a blank is not kept.
 * Several prompts may append at a time.
 *
 * Errors  without a folder or rights the history lives in memory alone: never a reason to fail
 */
#ifndef LT_TUI_HISTORY_H
#define LT_TUI_HISTORY_H

#include "core/buf.h"

#include <stdbool.h>

enum { TUI_HISTORY_MOST = 5000, TUI_HISTORY_LONGEST = 64 << 10 };

typedef struct tui_history {
    lt_mem *mem;
    lt_buf  path;  /* NUL-ended; empty: not kept */
    lt_buf  lines; /* char *, NUL-ended, oldest first */
} tui_history;

/* Reads what is there. name NULL: keeps nothing. */
void tui_history_open(tui_history *h, lt_mem *mem, const char *name);
void tui_history_close(tui_history *h);

size_t      tui_history_count(const tui_history *h);
const char *tui_history_at(const tui_history *h, size_t k);

/* Adds an entry, in memory and to the file; *removed is the index of the older equal entry that
 * it replaces, SIZE_MAX none. False: it is not one to keep. */
bool tui_history_add(tui_history *h, const char *text, size_t *removed);

#endif
