/* page.h — a small page that uses every role and glyph; drawn in tests at any size. */
#ifndef LT_TESTS_PAGE_H
#define LT_TESTS_PAGE_H

#include "tui/term/canvas.h"

void page_draw(tui_canvas *c);

#endif
