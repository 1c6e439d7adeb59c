/* loop.h — one thread waits for everything: the terminal, signals, descriptors, timers.
 *
 * Events mark the picture dirty; it is drawn when all input has been taken and a frame is due: 60
 * a second at most, 15 while the terminal is slow. With nothing to do it sleeps without a
 * timeout, so idle costs nothing.
 *
 * Signals  WINCH TERM HUP INT CONT TSTP CHLD are blocked from tui_loop_open to tui_loop_close and
 *          arrive as calls, in no handler
 * Threads  one; other threads wake it through a watched descriptor
 */
#ifndef TUI_TERM_LOOP_H
#define TUI_TERM_LOOP_H

#include "core/mem.h"
#include "core/status.h"
#include "tui/term/decode.h"
#include "tui/term/screen.h"

typedef struct tui_loop tui_loop;

/* What the program does; any may be NULL. */
typedef struct tui_loop_calls {
    /* A key, paste, click, focus, size (RESIZE; row, col) or reply. */
    void (*event)(void *data, const tui_event *event);
    /* Draw: fill the canvas, which is blank and has the terminal's size. */
    void (*draw)(void *data, tui_canvas *canvas);
    /* TERM, HUP, INT, CHLD; false: the usual (TERM and HUP end the loop, the others nothing). */
    bool (*signal)(void *data, int number);
    void *data;
} tui_loop_calls;

/* A loop without a terminal; signals are blocked from here on: open it before any thread and any
 * child. Errors: LT_ENOMEM, LT_EIO. */
LT_MUST_USE lt_status tui_loop_open(tui_loop **out, lt_mem *mem, lt_error *err);
void                  tui_loop_close(tui_loop *loop); /* NULL is allowed */

/* Calls fn with poll's answer while fd has one of `events` (POLLIN, POLLOUT); watching again
 * changes events, fn and data. HUP and ERR are always told. Errors: LT_ENOMEM. */
typedef void          tui_fd_fn(void *data, int fd, short ready);
LT_MUST_USE lt_status tui_loop_watch(tui_loop *loop, int fd, short events, tui_fd_fn *fn,
                                     void *data, lt_error *err);
void                  tui_loop_unwatch(tui_loop *loop, int fd); /* not watched: nothing */

/* Calls fn once after ms; its number for tui_loop_cancel, or -1 without memory. */
typedef void tui_timer_fn(void *data);
int64_t      tui_loop_after(tui_loop *loop, int64_t ms, tui_timer_fn *fn, void *data);
void         tui_loop_cancel(tui_loop *loop, int64_t number); /* gone already: nothing */

/* The picture is out of date. */
void tui_loop_dirty(tui_loop *loop);

/* Runs with the screen (NULL: none) until tui_loop_stop, a signal or an error; the first frame
 * comes at once. *signal_number (may be NULL): the signal that ended it, or 0. Errors: LT_EIO,
 * LT_ENOMEM. */
LT_MUST_USE lt_status tui_loop_run(tui_loop *loop, tui_screen *screen, const tui_loop_calls *calls,
                                   int *signal_number, lt_error *err);
void                  tui_loop_stop(tui_loop *loop);

/* A text to decode as if the terminal had sent it (key scripts). */
void tui_loop_type(tui_loop *loop, const char *bytes, size_t n);

/* The canvas of the last frame. */
const tui_canvas *tui_loop_canvas(const tui_loop *loop);

#endif
