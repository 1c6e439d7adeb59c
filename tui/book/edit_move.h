/* edit_move.h — where motions lead in a text. Every answer is a place a cursor may stand at. */
#ifndef LT_TUI_BOOK_EDIT_MOVE_H
#define LT_TUI_BOOK_EDIT_MOVE_H

#include "tui/book/cell_text.h"

/* What a word is made of. */
typedef enum tui_word_kind {
    TUI_WORD,       /* letters, digits, _ and all beyond ASCII */
    TUI_WORD_BLANKS /* anything but blanks and line ends */
} tui_word_kind;

bool tui_is_word(char c, tui_word_kind kind);

size_t tui_word_forward(const tui_cell_text *t, size_t at, tui_word_kind kind);  /* its end */
size_t tui_word_backward(const tui_cell_text *t, size_t at, tui_word_kind kind); /* its beginning */
/* vi's w, b and e: punctuation is a word too, an empty line one as well. big: W, B, E. */
size_t tui_vi_word_next(const tui_cell_text *t, size_t at, bool big);
size_t tui_vi_word_back(const tui_cell_text *t, size_t at, bool big);
size_t tui_vi_word_end(const tui_cell_text *t, size_t at, bool big);

/* By the key: w W b B e E. */
size_t tui_vi_word(const tui_cell_text *t, uint32_t key, size_t at);
/* n characters on, or back, but not out of the line. */
size_t tui_chars_in_line(const tui_cell_text *t, size_t at, int n);

/* The next line without text behind the paragraph, or the text's end; and back. */
size_t tui_paragraph_forward(tui_cell_text *t, size_t at);
size_t tui_paragraph_backward(tui_cell_text *t, size_t at);

/* The n-th code point c after (n < 0: before) at; within_line: not past its ends. SIZE_MAX: none.
 */
size_t tui_find_char(const tui_cell_text *t, size_t at, uint32_t c, int n, bool within_line);

/* The first byte of at's line that is no blank, or its end. */
size_t tui_line_indent_end(const tui_cell_text *t, size_t at);

#endif
