/* screen_state.h — what the files of the screen share; screen*.c's own.
 *
 * curses.h stays out of every header: its macros (move, clear, …) would reach everyone.
 */
#ifndef TUI_TERM_SCREEN_STATE_H
#define TUI_TERM_SCREEN_STATE_H

#include "tui/term/screen.h"

#include <stdio.h>
#include <sys/types.h>
#include <termios.h>

enum { TUI_PAIRS = 256 };

typedef struct tui_pair {
    int16_t fg, bg;
} tui_pair;

struct tui_screen {
    lt_mem          *mem;
    void            *curses; /* SCREEN */
    FILE            *in, *out;
    int              in_fd, out_fd;
    bool             own_tty; /* /dev/tty was opened for it */
    bool             entered;
    bool             modern; /* knows private modes and OSC: not a console nor a VT */
    bool             ascii;
    bool             wide_signs; /* signs of ambiguous width take two columns here */
    bool             asks_cursor;
    bool             mouse;
    bool             titled;
    bool             whole;  /* the next frame is sent whole */
    struct termios   before; /* of the terminal when it was taken over */
    const tui_theme *theme;
    tui_depth        depth;
    char             note[256];
    int              progress; /* last one told; -2 none */
    int64_t          frame_ns;
    int              pairs; /* in use; pair 0 is the terminal's own */
    tui_pair         pair[TUI_PAIRS];
    int32_t          rows, cols; /* of shown */
    tui_glyph       *shown;      /* the last frame */
    int32_t          cursor_row, cursor_col;
    tui_cursor_shape cursor;
};

/* Writes all of it; false: the terminal is gone. */
bool tui_tty_write(const tui_screen *s, const char *p, size_t n);
bool tui_tty_say(const tui_screen *s, const char *text);

/* Opens the descriptors and the curses screen, and finds out what it can do. */
LT_MUST_USE lt_status tui_tty_open(tui_screen *s, const tui_screen_options *options, lt_error *err);
void                  tui_tty_close(tui_screen *s);

/* What is to be written when the program dies; NULL: nothing is to be restored any more. */
void tui_crash_arm(const tui_screen *s, const char *undo);
void tui_crash_disarm(void);

#endif
