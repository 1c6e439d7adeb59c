#include "tests/pty.h"

#include "core/clock.h"
#include "tests/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const int64_t patience_ns = 8000000000;

static int set_alternate(VTermProp prop, VTermValue *value, void *user)
{
    if (prop == VTERM_PROP_ALTSCREEN) ((pty *)user)->alternate = value->boolean;
    return 1;
}

/* Leak checkers: what curses keeps at exit is not ours to free. */
void __lsan_disable(void) __attribute__((weak));

/* The session leader: starts the program as a foreground job and tells what becomes of it. */
static void be_shell(const pty *t, int tell, const char *const env[], int (*run)(void *),
                     void *data)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    ioctl(t->slave, TIOCSCTTY, 0);
    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    pid_t program = fork();
    if (program == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        setpgid(0, 0);
        tcsetpgrp(t->slave, getpid());
        for (int i = 1; i < NSIG; i++) signal(i, SIG_DFL); /* cmocka catches crashes */
        for (int fd = 0; fd < 3; fd++) dup2(t->slave, fd);
        for (int i = 0; env[i]; i++) {
            if (strchr(env[i], '='))
                putenv((char *)(uintptr_t)env[i]);
            else
                unsetenv(env[i]);
        }
        if (__lsan_disable) __lsan_disable();
        exit(run(data));
    }
    setpgid(program, program);
    int     status = (int)program;
    ssize_t told = write(tell, &status, sizeof(status));
    while (told > 0 && waitpid(program, &status, WUNTRACED) == program) {
        told = write(tell, &status, sizeof(status));
        if (!WIFSTOPPED(status)) break;
    }
    _exit(0);
}

static void open_vterm(pty *t)
{
    static const VTermScreenCallbacks calls = {.settermprop = set_alternate};
    t->vt = vterm_new(t->rows, t->cols);
    vterm_set_utf8(t->vt, 1);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_set_callbacks(t->screen, &calls, t);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_reset(t->screen, 1);
}

void pty_start(pty *t, int rows, int cols, const char *const env[], int (*run)(void *), void *data)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    int            ends[2], program = 0;
    *t = (pty){.rows = rows, .cols = cols, .bytes.mem = lt_mem_default()};
    t->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(t->master >= 0 && grantpt(t->master) == 0 && unlockpt(t->master) == 0);
    t->slave = open(ptsname(t->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(t->slave >= 0 && pipe2(ends, O_CLOEXEC) == 0);
    ioctl(t->master, TIOCSWINSZ, &size);
    tcgetattr(t->slave, &t->before);
    open_vterm(t);
    fflush(NULL);
    t->shell = fork();
    if (t->shell == 0) {
        close(t->master);
        vterm_free(t->vt);
        be_shell(t, ends[1], env, run, data);
    }
    close(ends[1]);
    t->statuses = ends[0];
    assert_int_equal(read(ends[0], &program, sizeof(program)), sizeof(program));
    t->program = program;
}

void pty_end(pty *t)
{
    if (t->program > 0) kill(t->program, SIGKILL);
    kill(t->shell, SIGCONT);
    close(t->statuses);
    close(t->slave);
    close(t->master);
    waitpid(t->shell, NULL, 0);
    vterm_free(t->vt);
    lt_buf_clear(&t->bytes);
}

void pty_type(pty *t, const char *bytes)
{
    size_t n = strlen(bytes);
    while (n) {
        ssize_t sent = write(t->master, bytes, n);
        assert_true(sent > 0);
        bytes += sent;
        n -= (size_t)sent;
    }
}

void pty_resize(pty *t, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    t->rows = rows;
    t->cols = cols;
    vterm_set_size(t->vt, rows, cols);
    ioctl(t->master, TIOCSWINSZ, &size);
}

/* What the terminal answers goes back to the program. */
static void answer(pty *t)
{
    char   bytes[256];
    size_t n;
    while ((n = vterm_output_read(t->vt, bytes, sizeof(bytes) - 1)) > 0) {
        bytes[n] = 0;
        char *report = t->wide_signs ? strstr(bytes, "\033[1;2R") : NULL;
        if (report) report[4] = '3';
        pty_type(t, bytes);
    }
}

/* Takes what there is; waits at most ms for it. */
static bool take(pty *t, int ms)
{
    char          bytes[4096];
    struct pollfd fds[2] = {{.fd = t->master, .events = POLLIN},
                            {.fd = t->statuses, .events = POLLIN}};
    if (poll(fds, 2, ms) <= 0 || !(fds[0].revents & POLLIN)) return false;
    ssize_t n = read(t->master, bytes, sizeof(bytes));
    if (n <= 0) return false;
    assert_int_equal(lt_buf_add(&t->bytes, bytes, (size_t)n, NULL), LT_OK);
    vterm_input_write(t->vt, bytes, (size_t)n);
    answer(t);
    return true;
}

static bool shows(pty *t, const char *text)
{
    for (int row = 0; row < t->rows; row++)
        if (strstr(pty_row(t, row), text)) return true;
    return false;
}

void pty_wait(pty *t, const char *text)
{
    int64_t until = lt_clock_monotonic_ns() + patience_ns;
    while (!shows(t, text)) {
        if (lt_clock_monotonic_ns() > until) {
            for (int row = 0; row < t->rows; row++) print_error("%s\n", pty_row(t, row));
            fail_msg("\"%s\" did not appear", text);
        }
        take(t, 100);
    }
}

int pty_status(pty *t)
{
    int     status = -1;
    int64_t until = lt_clock_monotonic_ns() + patience_ns;
    for (;;) {
        struct pollfd one = {.fd = t->statuses, .events = POLLIN};
        bool          more = take(t, 10);
        if (poll(&one, 1, 0) > 0 && !more) break;
        if (lt_clock_monotonic_ns() > until) fail_msg("the program neither stopped nor ended");
    }
    assert_int_equal(read(t->statuses, &status, sizeof(status)), sizeof(status));
    while (take(t, 0)) continue;
    if (!WIFSTOPPED(status)) t->program = -1;
    return status;
}

VTermScreenCell pty_cell(pty *t, int row, int col)
{
    VTermScreenCell cell;
    memset(&cell, 0, sizeof(cell));
    vterm_screen_get_cell(t->screen, (VTermPos){row, col}, &cell);
    return cell;
}

const char *pty_row(pty *t, int row)
{
    static char text[8192];
    VTermRect   rect = {row, row + 1, 0, t->cols};
    size_t      n = vterm_screen_get_text(t->screen, text, sizeof(text) - 1, rect);
    while (n && text[n - 1] == ' ') n--;
    text[n] = 0;
    return text;
}

static ssize_t last_of(const pty *t, const char *bytes)
{
    size_t n = strlen(bytes);
    for (size_t at = t->bytes.len; at-- > 0;)
        if (at + n <= t->bytes.len && !memcmp(t->bytes.data + at, bytes, n)) return (ssize_t)at;
    return -1;
}

bool pty_is_on(const pty *t, const char *on, const char *off)
{
    return last_of(t, on) > last_of(t, off);
}

bool pty_wrote(const pty *t, const char *bytes) { return last_of(t, bytes) >= 0; }

void pty_check_restored(pty *t)
{
    static const char *const pairs[][2] = {
        {"\033[?2004h", "\033[?2004l"}, {"\033[?1004h", "\033[?1004l"},
        {"\033[?1002h", "\033[?1002l"}, {"\033[?1006h", "\033[?1006l"},
        {"\033[>4;1m", "\033[>4m"},     {"\033[>1u", "\033[<u"},
        {"\033[?2026h", "\033[?2026l"}, {"\033[?1049h", "\033[?1049l"},
        {"\033[?25l", "\033[?25h"},
    };
    struct termios now;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        if (pty_is_on(t, pairs[i][0], pairs[i][1])) fail_msg("%s is left on", pairs[i][0] + 1);
    assert_false(t->alternate);
    assert_int_equal(tcgetattr(t->slave, &now), 0);
    assert_int_equal(now.c_lflag, t->before.c_lflag);
    assert_int_equal(now.c_iflag, t->before.c_iflag);
    assert_int_equal(now.c_oflag, t->before.c_oflag);
}
