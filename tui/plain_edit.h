/* plain_edit.h — a cell in the user's editor, without a screen to give back. */
#ifndef LT_TUI_PLAIN_EDIT_H
#define LT_TUI_PLAIN_EDIT_H

#include "tui/book/doc.h"

/* $VISUAL, $EDITOR or vi on a private copy; an editor that fails changes nothing.
 * Errors: LT_EIO, LT_ENOMEM, and those of a change of the document. */
LT_MUST_USE lt_status tui_plain_edit(tui_doc *doc, lt_mem *mem, size_t index, bool *changed,
                                     lt_error *err);

#endif
