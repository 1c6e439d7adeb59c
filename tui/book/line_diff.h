/* line_diff.h — the lines that differ between two texts (Myers), and that as text.
 *
 * Limits   texts that differ in more than TUI_DIFF_MOST lines: the middle is told as replaced
 * Source   E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986)
 */
#ifndef LT_TUI_BOOK_LINE_DIFF_H
#define LT_TUI_BOOK_LINE_DIFF_H

#include "core/buf.h"

enum { TUI_DIFF_MOST = 1000 };

/* Lines [old_at, old_at + old_lines) became [new_at, new_at + new_lines). */
typedef struct tui_hunk {
    size_t old_at, old_lines, new_at, new_lines;
} tui_hunk;

/* Appends the hunks (tui_hunk), in order, with equal lines between them. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_diff_hunks(lt_buf *out, const char *old, size_t old_len, const char *new,
                                     size_t new_len, lt_error *err);

/* Appends unified text without file names: "@@ -1,3 +1,4 @@", lines led by ' ', '-' or '+', with
 * `context` equal lines around. Nothing for equal texts. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_diff_text(lt_buf *out, const char *old, size_t old_len, const char *new,
                                    size_t new_len, size_t context, lt_error *err);

#endif
