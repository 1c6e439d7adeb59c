/* line_edit.h — one line being typed: by GNU readline, or by a small editor of our own.
 *
 * readline runs in callback mode and sees bytes only: it touches neither the terminal nor signals
 * nor LINES and COLUMNS, and its display is ours (tui_line_draw). It brings the user's ~/.inputrc,
 * kill ring, undo, macros, reverse search, vi keys. The keys reach it in the form that its own
 * tables know, however the terminal said them; a paste is put in as one change.
 *
 * readline is one to a process: where its library is missing, or another line uses it, ours takes
 * over (insert, delete, words, Home and End, history); tui_line_note says so.
 *
 * Text     UTF-8, one line: line ends of pastes become blanks
 * Limits   TUI_LINE_MOST bytes
 * Threads  the UI thread
 */
#ifndef TUI_VIEW_LINE_EDIT_H
#define TUI_VIEW_LINE_EDIT_H

#include "tui/history.h"
#include "tui/readline_lib.h"
#include "tui/term/canvas.h"
#include "tui/term/event.h"

enum { TUI_LINE_MOST = 1 << 20 };

typedef enum tui_line_answer {
    TUI_LINE_UNUSED, /* Tab, a mouse click, a key that means nothing here */
    TUI_LINE_MOVED,  /* cursor or search, or nothing */
    TUI_LINE_CHANGED,
    TUI_LINE_ACCEPT, /* Enter; the text stays to be read */
    TUI_LINE_CANCEL  /* Esc, Ctrl-C, Ctrl-D on nothing */
} tui_line_answer;

typedef struct tui_line {
    lt_mem             *mem;
    tui_history        *history; /* borrowed; NULL: none */
    const tui_readline *lib;     /* NULL: the small editor */
    const char         *note;    /* why it is the small one, else "" */
    lt_buf              text;    /* NUL-ended; len without it */
    size_t              cursor;
    bool                is_fresh; /* the text stands as if selected: typing replaces it */
    int                 scroll;   /* columns left of the window, as drawn last */
    bool                is_over;  /* readline's */
    const char         *sign;     /* before the text: "(reverse-i-search)`x': "; "" none */
    size_t              back;     /* entries back in the history; 0: the new line */
    lt_buf              kept;     /* the new line meanwhile; of a history search, what is sought */
    lt_buf              killed;   /* the small editor's */
} tui_line;

/* initial: what stands there already; is_fresh: typing replaces it. Without memory the line is
 * empty. plain: the small editor in any case. */
typedef struct tui_line_options {
    lt_mem      *mem;
    tui_history *history;
    const char  *initial; /* NULL: "" */
    bool         is_fresh, is_plain;
} tui_line_options;
void tui_line_open(tui_line *l, const tui_line_options *opt);
/* After ACCEPT and CANCEL too. The line must not move while it is open. */
void tui_line_close(tui_line *l);

tui_line_answer tui_line_event(tui_line *l, const tui_event *event);

/* NUL-ended, never NULL; borrowed until the next call. */
const char *tui_line_text(const tui_line *l);
/* Puts text in place of [from, to), cursor behind it: a completion. */
void tui_line_replace(tui_line *l, size_t from, size_t to, const char *text, size_t len);

/* Draws in one row: scrolled so that the cursor is in sight, the terminal's cursor set. */
void tui_line_draw(tui_line *l, tui_canvas *c, int row, int col, int cols);
/* The cursor to where a click fell on it (column from where it was drawn). */
void tui_line_click(tui_line *l, int column);

/* ---- used inside line_*.c only ---- */

/* The text becomes p[0, n). False: no memory, it is as it was. */
bool tui_line_set(tui_line *l, const char *p, size_t n);

/* line_readline.c: false: readline cannot be had, l->note says why. */
bool            tui_line_rl_open(tui_line *l, const char *initial);
void            tui_line_rl_close(tui_line *l);
tui_line_answer tui_line_rl_key(tui_line *l, const tui_event *event);
void            tui_line_rl_replace(tui_line *l, size_t from, size_t to, const char *p, size_t n);
void            tui_line_rl_move(tui_line *l, size_t at);

/* line_plain.c */
tui_line_answer tui_line_plain_key(tui_line *l, const tui_event *event);
void tui_line_plain_replace(tui_line *l, size_t from, size_t to, const char *p, size_t n);

#endif
