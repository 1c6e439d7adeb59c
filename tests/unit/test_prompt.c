/* The prompt at a terminal: a child reads lines by it and tells them, the test types. */
#include "tests/helper.h"

#include "tui/interrupt.h"
#include "tui/prompt.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000 };

static lt_cancel cancel;

/* ---- the child ---- */

static bool tell(int to, const char *text)
{
    size_t len = strlen(text);
    return write(to, text, len) == (ssize_t)len;
}

/* Each answer as a line: =TEXT, ^C or END. */
static int read_lines(int to)
{
    lt_error          err;
    tui_prompt        p;
    tui_prompt_answer answer = TUI_PROMPT_LINE;
    lt_buf            line = {.mem = lt_mem_default()}, none = {.mem = lt_mem_default()};
    tui_interrupt_watch(&cancel);
    if (tui_prompt_open(&p, lt_mem_default(), NULL, NULL, &err)) return 1;
    while (answer != TUI_PROMPT_END && tell(to, "?\n")) {
        if (tui_prompt_read(&answer, &p, &line, "> ", &none, &err)) return 2;
        if (lt_buf_terminate(&line, &err)) return 2;
        if (answer == TUI_PROMPT_LINE) tell(to, "="), tell(to, (char *)line.data), tell(to, "\n");
        if (answer == TUI_PROMPT_GIVEN_UP) tell(to, "^C\n"), tui_interrupt_forget(INT64_MAX);
    }
    tell(to, "END\n");
    tui_prompt_close(&p);
    lt_buf_clear(&line);
    return 0;
}

/* ---- the user ---- */

typedef struct user {
    pid_t  child;
    int    terminal, told;
    char   heard[4096];
    size_t len;
} user;

static user sit_down(void)
{
    int  ends[2];
    user u = {0};
    assert_int_equal(pipe(ends), 0);
    u.child = forkpty(&u.terminal, NULL, NULL, NULL);
    assert_true(u.child >= 0);
    if (u.child == 0) {
        close(ends[0]);
        setenv("INPUTRC", "/dev/null", 1);
        _exit(read_lines(ends[1]));
    }
    close(ends[1]);
    u.told = ends[0];
    return u;
}

static void type(const user *u, const char *keys)
{
    assert_int_equal(write(u->terminal, keys, strlen(keys)), strlen(keys));
}

/* The next line that the child tells; what it shows is thrown away. */
static const char *hear(user *u)
{
    static char line[4096];
    char        shown[4096];
    for (;;) {
        char *end = memchr(u->heard, '\n', u->len);
        if (end) {
            size_t n = (size_t)(end - u->heard);
            memcpy(line, u->heard, n);
            line[n] = 0;
            u->len -= n + 1;
            memmove(u->heard, end + 1, u->len);
            return line;
        }
        struct pollfd both[] = {{.fd = u->terminal, .events = POLLIN},
                                {.fd = u->told, .events = POLLIN}};
        if (poll(both, 2, PATIENCE_MS) <= 0) fail_msg("nothing is told");
        if (both[0].revents & POLLIN) (void)!read(u->terminal, shown, sizeof(shown));
        if (!(both[1].revents & (POLLIN | POLLHUP))) continue;
        ssize_t n = read(u->told, u->heard + u->len, sizeof(u->heard) - u->len);
        if (n <= 0) fail_msg("the child is gone");
        u->len += (size_t)n;
    }
}

/* Waits until the terminal shows keys that were typed: readline is at them. */
static void await_echo(const user *u, const char *keys)
{
    char   shown[4096];
    size_t len = 0;
    while (!memmem(shown, len, keys, strlen(keys))) {
        struct pollfd p = {.fd = u->terminal, .events = POLLIN};
        if (len == sizeof(shown) || poll(&p, 1, PATIENCE_MS) <= 0) fail_msg("no echo of %s", keys);
        ssize_t n = read(u->terminal, shown + len, sizeof(shown) - len);
        if (n <= 0) fail_msg("the child is gone");
        len += (size_t)n;
    }
}

#define HEARS(u, want) CHECK_TEXT(hear(u), (want))

static void get_up(user *u)
{
    int status;
    HEARS(u, "?");
    type(u, "\4");
    HEARS(u, "END");
    assert_int_equal(waitpid(u->child, &status, 0), u->child);
    assert_int_equal(status, 0);
    close(u->terminal);
    close(u->told);
}

/* A busy wait: what is looked for happens within microseconds. */
static void linger(long ns)
{
    struct timespec from, now;
    clock_gettime(CLOCK_MONOTONIC, &from);
    do {
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - from.tv_sec) * 1000000000 + now.tv_nsec - from.tv_nsec < ns);
}

/* ---- tests ---- */

static void nothing_typed_after_ctrl_c_is_lost(void **state)
{
    (void)state;
    user u = sit_down();
    for (int i = 0; i < 150; i++) {
        char keys[32], want[40];
        snprintf(keys, sizeof(keys), "word %d\r", i);
        snprintf(want, sizeof(want), "=word %d", i);
        HEARS(&u, "?");
        type(&u, "ab");
        linger(i * 3000);
        type(&u, "\3");
        linger(i % 7 * 20000);
        type(&u, keys);
        HEARS(&u, "^C");
        HEARS(&u, "?");
        want[strcspn(want, "\r")] = 0;
        HEARS(&u, want);
    }
    get_up(&u);
}

static void ctrl_c_leaves_whatever_was_begun(void **state)
{
    (void)state;
    /* a search, a key of two bytes, a number before a key, a quoted key, a long line */
    static const char *const begun[] = {"\22wo",
                                        "\33",
                                        "\30",
                                        "\0335",
                                        "\26",
                                        "a line that is longer than the terminal is wide: "
                                        "0123456789 0123456789 0123456789 0123456789"};
    user                     u = sit_down();
    for (size_t i = 0; i < sizeof(begun) / sizeof(*begun); i++) {
        HEARS(&u, "?");
        type(&u, begun[i]);
        linger(5000000);
        type(&u, "\3");
        HEARS(&u, "^C");
        HEARS(&u, "?");
        type(&u, "word\r");
        HEARS(&u, "=word");
    }
    get_up(&u);
}

static void a_signal_gives_the_line_up_too(void **state)
{
    (void)state;
    user u = sit_down();
    HEARS(&u, "?");
    type(&u, "ab");
    await_echo(&u, "ab");
    linger(20000000);
    kill(u.child, SIGINT);
    HEARS(&u, "^C");
    HEARS(&u, "?");
    type(&u, "word\r");
    HEARS(&u, "=word");
    get_up(&u);
}

static void a_signal_that_ends_ends(void **state)
{
    (void)state;
    int  status;
    user u = sit_down();
    HEARS(&u, "?");
    type(&u, "ab");
    await_echo(&u, "ab");
    linger(20000000);
    kill(u.child, SIGTERM);
    HEARS(&u, "END");
    waitpid(u.child, &status, 0);
    assert_int_equal(status, 0);
    close(u.terminal);
    close(u.told);
}

int main(void)
{
    return RUN(test(nothing_typed_after_ctrl_c_is_lost), test(ctrl_c_leaves_whatever_was_begun),
               test(a_signal_gives_the_line_up_too), test(a_signal_that_ends_ends));
}
