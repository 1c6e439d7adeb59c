/* A crash gives the terminal back before the program dies of it. The handler may call only what is
 * safe in a signal handler, so all it needs is prepared here when the terminal is taken. */
#include "tui/term/screen_state.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { DEADLY = 5, STACK = 32 << 10 };
static const int deadly[DEADLY] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/* A handler has no argument of ours: these belong to the one screen of the process. */
static struct {
    volatile sig_atomic_t armed;
    int                   in_fd, out_fd;
    struct termios        before;
    char                  undo[512];
    size_t                undo_len;
    struct sigaction      others[DEADLY];
    char                  stack[STACK]; /* a stack overflow has no room of its own */
} crash;

static void restore_and_die(int number)
{
    if (crash.armed) {
        crash.armed = 0;
        ssize_t sent = write(crash.out_fd, crash.undo, crash.undo_len);
        (void)sent;
        tcsetattr(crash.in_fd, TCSANOW, &crash.before);
    }
    for (int i = 0; i < DEADLY; i++)
        if (deadly[i] == number) sigaction(number, &crash.others[i], NULL);
    raise(number); /* delivered when this handler returns */
}

void tui_crash_arm(const tui_screen *s, const char *undo)
{
    stack_t          old, own = {.ss_sp = crash.stack, .ss_size = STACK};
    struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = SA_ONSTACK};
    size_t           n = strlen(undo);
    if (crash.armed) return;
    crash.in_fd = s->in_fd;
    crash.out_fd = s->out_fd;
    crash.before = s->before;
    crash.undo_len = n < sizeof(crash.undo) ? n : sizeof(crash.undo);
    memcpy(crash.undo, undo, crash.undo_len);
    if (sigaltstack(NULL, &old) == 0 && old.ss_flags & SS_DISABLE) sigaltstack(&own, NULL);
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < DEADLY; i++) sigaction(deadly[i], &action, &crash.others[i]);
    crash.armed = 1;
}

void tui_crash_disarm(void)
{
    if (!crash.armed) return;
    crash.armed = 0;
    for (int i = 0; i < DEADLY; i++) sigaction(deadly[i], &crash.others[i], NULL);
}
