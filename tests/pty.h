/* pty.h — a program on a terminal of its own: libvterm shows what its bytes come to.
 *
 * The program runs in a forked process as a job of a small shell, so that it can be stopped and
 * woken. Waiting is always for something to appear, never for a time to pass.
 */
#ifndef LT_TESTS_PTY_H
#define LT_TESTS_PTY_H

#include "core/buf.h"

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

typedef struct pty {
    int            master, slave, statuses;
    pid_t          shell, program;
    VTerm         *vt;
    VTermScreen   *screen;
    lt_buf         bytes;  /* all that the program wrote */
    struct termios before; /* of the terminal */
    bool           alternate, wide_signs;
    int            rows, cols;
} pty;

/* Starts run(data), whose result is the exit code. env: "NAME=value" or "NAME", NULL-ended. */
void pty_start(pty *t, int rows, int cols, const char *const env[], int (*run)(void *), void *data);
void pty_end(pty *t);

void pty_type(pty *t, const char *bytes);
void pty_resize(pty *t, int rows, int cols);
/* Reads until the screen shows text; fails the test after 20 s. */
void pty_wait(pty *t, const char *text);
/* The next status of the program (waitpid's), reading all the while. */
int pty_status(pty *t);
/* A row as text, blanks at its end cut. Static. */
const char     *pty_row(pty *t, int row);
VTermScreenCell pty_cell(pty *t, int row, int col);
/* The last of on and off that was written: true for on. */
bool pty_is_on(const pty *t, const char *on, const char *off);
bool pty_wrote(const pty *t, const char *bytes);
/* Everything that was switched on is off, and the terminal is as it was. */
void pty_check_restored(pty *t);

#endif
