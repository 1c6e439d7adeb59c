/* term.h — what is known of the terminal without taking it over. */
#ifndef LT_TUI_TERM_H
#define LT_TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

enum { TUI_PIPED_WIDTH = 120, TUI_USUAL_WIDTH = 80 };

/* Columns of what stands at fd: the terminal's, else $COLUMNS, else 80; 120 where fd is no
 * terminal. At least 20. */
int32_t tui_term_width(int fd);

/* The size that the kernel knows; false: no terminal, or it does not say. */
bool tui_term_size(int fd, int32_t *rows, int32_t *columns);

/* Whether the locale's variables say UTF-8; *named (may be NULL): the one that decides. */
bool tui_term_is_utf8(const char **named);

#endif
