/* markdown.h — Markdown of text cells as rows: headings, lists, quotes, code, emphasis, links.
 *
 * Line by line, as it is written: what is not known is shown as it stands. No HTML, no tables'
 * layout (their text is shown).
 */
#ifndef TUI_VIEW_MARKDOWN_H
#define TUI_VIEW_MARKDOWN_H

#include "core/mem.h"
#include "tui/term/canvas.h"

/* Rows that the text takes in `cols` columns, drawn from c's first row on (NULL: counted only).
 * What memory is refused for is left out. */
int tui_markdown_draw(lt_mem *mem, const char *text, size_t len, tui_canvas *c, int cols);

#endif
