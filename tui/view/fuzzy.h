/* fuzzy.h — how well typed letters fit a text: all in order, with gaps.
 *
 * Runs of letters, beginnings of words and the same case weigh more; gaps cost. A capital letter
 * fits only itself. Words of the pattern (parted by blanks) are looked for one by one.
 *
 * Cost     pattern * text; of a text the first TUI_FUZZY_MOST bytes count
 * Source   the scoring of fzf's second algorithm (affine gaps), told anew
 */
#ifndef TUI_VIEW_FUZZY_H
#define TUI_VIEW_FUZZY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TUI_FUZZY_MOST = 160, TUI_FUZZY_PATTERN = 48 };

/* The score, at least 0; -1: it does not fit. An empty pattern fits with 0. marks (may be NULL) has
 * true for each byte of text that a letter of the pattern took. */
int tui_fuzzy(const char *pattern, size_t n, const char *text, size_t len,
              bool marks[TUI_FUZZY_MOST]);

#endif
