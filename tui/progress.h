/* progress.h — one line on stderr, rewritten while a query runs.
 *
 *     [2/5] Transform   1,204,311 rows   12.3 MiB of 900.0 MiB   1 %   3.2 s
 *
 * It appears after a third of a second, changes ten times a second at most, and is gone before
 * anything else is written. Where stderr is no terminal nothing is ever written.
 */
#ifndef LT_TUI_PROGRESS_H
#define LT_TUI_PROGRESS_H

#include "lote.h"

typedef struct tui_progress {
    bool    enabled, is_shown;
    int64_t start_ns, last_ns;
    char    label[160]; /* made safe when it is shown */
} tui_progress;

/* Enabled when stderr is a terminal that can rewrite a line. */
void tui_progress_open(tui_progress *p);

/* What runs from now on, and since now. */
void tui_progress_begin(tui_progress *p, const char *label);

void tui_progress_show(tui_progress *p, const lt_progress *now);
void tui_progress_hide(tui_progress *p);

#endif
