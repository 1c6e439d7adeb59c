/* Signals: the first asks, a later one ends the process, a prompt forgets. */
#include "tests/helper.h"

#include "tui/interrupt.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* In a child, since handlers stay: what body answers is its exit code. */
static int in_child(int (*body)(void))
{
    int   status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(STDERR_FILENO);
        _exit(body());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static void wait_ms(long ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    while (nanosleep(&t, &t) != 0) continue;
}

static lt_cancel cancel;

static int first_asks(void)
{
    tui_interrupt_watch(&cancel);
    if (tui_interrupt_signal() != 0 || lt_cancelled(&cancel)) return 1;
    raise(SIGINT);
    return lt_cancelled(&cancel) && tui_interrupt_signal() == SIGINT ? 0 : 2;
}

static int same_wish(void)
{
    tui_interrupt_watch(&cancel);
    raise(SIGTERM);
    raise(SIGTERM);
    return 0;
}

static int second_ends(void)
{
    tui_interrupt_watch(&cancel);
    raise(SIGTERM);
    wait_ms(400);
    raise(SIGINT);
    return 0;
}

static int ignored_stays(void)
{
    signal(SIGHUP, SIG_IGN);
    tui_interrupt_watch(&cancel);
    raise(SIGHUP);
    return lt_cancelled(&cancel) ? 1 : 0;
}

static int prompt_forgets(void)
{
    int  ends[2];
    char byte;
    if (pipe(ends) != 0) return 1;
    tui_interrupt_watch(&cancel);
    tui_interrupt_wake(ends[1]);
    for (int i = 0; i < 3; i++) {
        raise(SIGINT);
        if (tui_interrupt_signal() != SIGINT || read(ends[0], &byte, 1) != 1) return 2;
        wait_ms(300);
        tui_interrupt_forget(INT64_C(60000000000));
        lt_cancel_reset(&cancel);
        if (tui_interrupt_signal() != 0) return 3;
    }
    raise(SIGINT);
    wait_ms(300);
    raise(SIGINT); /* within the patience */
    return lt_cancelled(&cancel) ? 0 : 4;
}

static void the_first_signal_asks(void **state)
{
    (void)state;
    assert_int_equal(in_child(first_asks), 0);
}

static void a_wish_told_twice_at_once_is_one(void **state)
{
    (void)state;
    assert_int_equal(in_child(same_wish), 0);
}

static void a_later_signal_ends_the_process(void **state)
{
    (void)state;
    assert_int_equal(in_child(second_ends), 130);
}

static void what_was_ignored_stays_ignored(void **state)
{
    (void)state;
    assert_int_equal(in_child(ignored_stays), 0);
}

static void a_prompt_forgets_and_is_woken(void **state)
{
    (void)state;
    assert_int_equal(in_child(prompt_forgets), 0);
}

static void exit_codes_tell_an_interrupt_from_an_end(void **state)
{
    (void)state;
    assert_int_equal(tui_interrupt_exit(SIGINT), 130);
    assert_int_equal(tui_interrupt_exit(SIGTERM), 6);
}

int main(void)
{
    return RUN(test(the_first_signal_asks), test(a_wish_told_twice_at_once_is_one),
               test(a_later_signal_ends_the_process), test(what_was_ignored_stays_ignored),
               test(a_prompt_forgets_and_is_woken), test(exit_codes_tell_an_interrupt_from_an_end));
}
