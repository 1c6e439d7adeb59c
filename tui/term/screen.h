/* screen.h — the terminal: taken over once, given back always.
 *
 * ncurses only draws (diff of cells, terminfo); bytes are read by the caller from
 * tui_screen_fd and decoded by decode.h. Whatever is switched on is switched off by leaving, by
 * suspending, before another program runs, at exit and after a crash by SIGSEGV, SIGBUS, SIGFPE,
 * SIGILL or SIGABRT.
 *
 * One screen a process at a time. Threads  the one that opened it
 */
#ifndef TUI_TERM_SCREEN_H
#define TUI_TERM_SCREEN_H

#include "core/mem.h"
#include "core/status.h"
#include "tui/term/canvas.h"
#include "tui/term/event.h"
#include "tui/term/theme.h"

typedef struct tui_screen tui_screen;

typedef struct tui_screen_options {
    const char *term;   /* NULL: $TERM */
    const char *theme;  /* NULL: "default" */
    tui_colour  colour; /* --color */
    bool        ascii;  /* even where the locale is UTF-8; LOTE_ASCII does the same */
    bool        no_mouse;
} tui_screen_options;

/* Takes the terminal over: standard input and output, or /dev/tty where one of them is no terminal.
 * Errors: LT_EUNSUPPORTED when there is no terminal or it is dumb, with a hint that names plain
 * mode; LT_EUSAGE (theme); LT_EIO; LT_ENOMEM. */
LT_MUST_USE lt_status tui_screen_open(tui_screen **out, lt_mem *mem,
                                      const tui_screen_options *options, lt_error *err);
void                  tui_screen_close(tui_screen *s); /* NULL is allowed */

/* "" or what the user should know: "terminal xterm-ghostty is not known here, shown as …". */
const char *tui_screen_note(const tui_screen *s);

int       tui_screen_fd(const tui_screen *s); /* to read keys from */
tui_depth tui_screen_depth(const tui_screen *s);
bool      tui_screen_is_ascii(const tui_screen *s);
uint8_t   tui_screen_erase(const tui_screen *s); /* VERASE, for tui_decoder_erase */

/* The terminal's size now, 24x80 where it does not say; at most what a canvas allows. */
void tui_screen_size(const tui_screen *s, int32_t *rows, int32_t *cols);

/* Shows the canvas as one synchronized frame: only what changed is sent, nothing when nothing
 * did. Errors: LT_ENOMEM, LT_EIO (the terminal is gone). */
LT_MUST_USE lt_status tui_screen_show(tui_screen *s, const tui_canvas *c, lt_error *err);

/* The next frame is sent whole (Ctrl-L). */
void tui_screen_repaint(tui_screen *s);

/* Gives the terminal back / takes it again; for $EDITOR use tui_screen_run. Twice is harmless. */
void tui_screen_leave(tui_screen *s);
void tui_screen_enter(tui_screen *s);

/* Stops the program as Ctrl-Z in a shell does; returns when it goes on. */
void tui_screen_suspend(tui_screen *s);

/* Runs a program in the terminal and waits; *exit_code as a shell has it (128 + signal). Its own
 * job: Ctrl-Z inside stops both. Errors: LT_ENOTFOUND, LT_EIO. */
LT_MUST_USE lt_status tui_screen_run(tui_screen *s, char *const argv[], int *exit_code,
                                     lt_error *err);

void tui_screen_theme(tui_screen *s, const tui_theme *theme);
void tui_screen_mouse(tui_screen *s, bool on);
void tui_screen_title(tui_screen *s, const char *text); /* any bytes */
void tui_screen_bell(tui_screen *s);

enum { TUI_COPY_MOST = 74 * 1024 };
/* Copies through the terminal (OSC 52), also over ssh and in tmux. Errors: LT_ELIMIT past
 * TUI_COPY_MOST bytes, LT_EUNSUPPORTED where the terminal cannot, LT_EIO, LT_ENOMEM. */
LT_MUST_USE lt_status tui_screen_copy(tui_screen *s, const char *p, size_t n, lt_error *err);

/* The terminal's own progress sign (OSC 9;4): 0 to 100, -1 busy, -2 none. */
void tui_screen_progress(tui_screen *s, int percent);

/* Tells an event's answer to a question that opening asked (REPLY); true when it was one. After
 * it frames may look different (glyphs that are two columns wide here become ASCII). */
bool tui_screen_answer(tui_screen *s, const tui_event *event);
/* A cursor report is expected (tui_decoder_expect_cursor). */
bool tui_screen_asks_cursor(const tui_screen *s);

/* Bytes that the terminal has not taken yet (TIOCOUTQ), and how long the last frame took. */
int     tui_screen_backlog(const tui_screen *s);
int64_t tui_screen_frame_ns(const tui_screen *s);

#endif
