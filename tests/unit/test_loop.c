#include "tui/term/loop.h"

#include "tests/events.h"
#include "tests/helper.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct watcher {
    tui_loop *loop;
    lt_buf    heard;
    int       ends[2];
    bool      keeps_signals;
    int       left; /* timers that start themselves again */
} watcher;

static void hear(watcher *w, const char *word)
{
    assert_int_equal(lt_buf_text(&w->heard, word, NULL), LT_OK);
}

static const char *heard(watcher *w)
{
    assert_int_equal(lt_buf_terminate(&w->heard, NULL), LT_OK);
    return (const char *)w->heard.data;
}

static void on_event(void *data, const tui_event *event)
{
    watcher *w = data;
    events_tell(&w->heard, event, false);
    if (event->kind == TUI_EVENT_KEY && event->key == 'q') tui_loop_stop(w->loop);
}

static bool on_signal(void *data, int number)
{
    watcher *w = data;
    hear(w, number == SIGTERM ? "term " : number == SIGCHLD ? "child " : "signal ");
    return w->keeps_signals;
}

static void open_watcher(watcher *w)
{
    lt_error err;
    *w = (watcher){.heard.mem = lt_mem_default()};
    CHECK_OK(tui_loop_open(&w->loop, lt_mem_default(), &err), &err);
    assert_int_equal(pipe(w->ends), 0);
}

static void close_watcher(watcher *w)
{
    tui_loop_close(w->loop);
    lt_buf_clear(&w->heard);
    close(w->ends[0]);
    close(w->ends[1]);
}

static int run(watcher *w)
{
    lt_error       err;
    int            number = -1;
    tui_loop_calls calls = {.event = on_event, .signal = on_signal, .data = w};
    CHECK_OK(tui_loop_run(w->loop, NULL, &calls, &number, &err), &err);
    return number;
}

static void say_first(void *data) { hear(data, "first "); }
static void say_never(void *data) { hear(data, "never "); }

static void say_last(void *data)
{
    watcher *w = data;
    hear(w, "last ");
    tui_loop_stop(w->loop);
}

static void again(void *data)
{
    watcher *w = data;
    if (w->left-- > 0)
        tui_loop_after(w->loop, 0, again, w);
    else
        say_last(w);
}

static void timers_come_in_order_of_time(void **state)
{
    (void)state;
    watcher w;
    open_watcher(&w);
    tui_loop_after(w.loop, 30, say_last, &w);
    int64_t gone = tui_loop_after(w.loop, 10, say_never, &w);
    tui_loop_after(w.loop, 1, say_first, &w);
    tui_loop_cancel(w.loop, gone);
    tui_loop_cancel(w.loop, gone);
    tui_loop_cancel(w.loop, 999);
    assert_int_equal(run(&w), 0);
    CHECK_TEXT(heard(&w), "first last ");
    close_watcher(&w);
}

static void a_timer_may_start_itself_again(void **state)
{
    (void)state;
    watcher w;
    open_watcher(&w);
    w.left = 50;
    tui_loop_after(w.loop, -5, again, &w);
    assert_int_equal(run(&w), 0);
    assert_int_equal(w.left, -1);
    close_watcher(&w);
}

static void read_one(void *data, int fd, short ready)
{
    watcher *w = data;
    char     byte[2] = "";
    if (ready & POLLIN && read(fd, byte, 1) == 1)
        hear(w, byte);
    else
        hear(w, ready & POLLHUP ? "hup " : "? ");
    if (byte[0] == '3') tui_loop_unwatch(w->loop, fd);
    if (byte[0] == '3') tui_loop_after(w->loop, 5, say_last, w);
}

static void descriptors_are_told_until_unwatched(void **state)
{
    (void)state;
    watcher  w;
    lt_error err;
    open_watcher(&w);
    assert_int_equal(write(w.ends[1], "12345", 5), 5);
    CHECK_OK(tui_loop_watch(w.loop, w.ends[0], POLLIN, NULL, NULL, &err), &err);
    CHECK_OK(tui_loop_watch(w.loop, w.ends[0], POLLIN, read_one, &w, &err), &err);
    tui_loop_unwatch(w.loop, 12345);
    assert_int_equal(run(&w), 0);
    CHECK_TEXT(heard(&w), "123last ");
    close_watcher(&w);
}

static void typed_keys_are_whole(void **state)
{
    (void)state;
    watcher w;
    open_watcher(&w);
    tui_loop_type(w.loop, "ab\033", 3);
    tui_loop_type(w.loop, "[A\033", 3);
    tui_loop_after(w.loop, 1, say_first, &w);
    tui_loop_after(w.loop, 5, say_last, &w);
    assert_int_equal(run(&w), 0);
    CHECK_TEXT(heard(&w), "a=a b=b <Up> <Esc> first last ");
    tui_loop_type(w.loop, "xqy", 3);
    assert_int_equal(run(&w), 0);
    CHECK_TEXT(heard(&w), "a=a b=b <Up> <Esc> first last x=x q=q ");
    close_watcher(&w);
}

static void raise_term(void *data)
{
    (void)data;
    kill(getpid(), SIGTERM);
}

static void signals_are_calls_and_term_ends_it(void **state)
{
    (void)state;
    watcher w;
    open_watcher(&w);
    w.keeps_signals = true;
    tui_loop_after(w.loop, 0, raise_term, &w);
    kill(getpid(), SIGCHLD);
    tui_loop_after(w.loop, 30, say_last, &w);
    assert_int_equal(run(&w), 0);
    CHECK_TEXT(heard(&w), "child term last ");
    w.keeps_signals = false;
    tui_loop_after(w.loop, 0, raise_term, &w);
    assert_int_equal(run(&w), SIGTERM);
    CHECK_TEXT(heard(&w), "child term last term ");
    close_watcher(&w);
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    assert_false(sigismember(&mask, SIGTERM));
}

static void opening_survives_without_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        tui_loop *loop;
        lt_error  err;
        if (tui_loop_open(&loop, mem, &err)) continue;
        lt_status status = tui_loop_watch(loop, 0, POLLIN, NULL, NULL, &err);
        assert_true(status == LT_OK || status == LT_ENOMEM);
        int64_t number = tui_loop_after(loop, 5, say_never, NULL);
        assert_true(number == 1 || number == -1);
        tui_loop_close(loop);
    }
}

int main(void)
{
    return RUN(test(timers_come_in_order_of_time), test(a_timer_may_start_itself_again),
               test(descriptors_are_told_until_unwatched), test(typed_keys_are_whole),
               test(signals_are_calls_and_term_ends_it), test(opening_survives_without_memory));
}
