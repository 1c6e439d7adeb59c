#include "tui/term/loop.h"

#include "core/buf.h"
#include "core/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    MS = 1000000,
    FRAME_NS = 16 * MS,
    SLOW_FRAME_NS = 66 * MS,
    SLOW_NS = 8 * MS, /* a frame that took longer came out of a slow terminal */
    TAKEN = 4096,     /* bytes a read */
    MOST_READS = 64   /* before other things have their turn */
};

typedef struct watch {
    int        fd;
    short      events;
    tui_fd_fn *fn;
    void      *data;
} watch;

typedef struct timer {
    int64_t       number, due_ns;
    tui_timer_fn *fn;
    void         *data;
} timer;

struct tui_loop {
    lt_mem        *mem;
    int            signals;
    sigset_t       mask_before;
    lt_buf         watches; /* watch[] */
    lt_buf         timers;  /* timer[] */
    lt_buf         polled;  /* struct pollfd[] of the current turn */
    lt_buf         typed;
    int64_t        timers_made;
    tui_decoder   *decoder;
    int64_t        decode_by_ns; /* when what is pending is resolved; 0: nothing is */
    tui_canvas     canvas;
    tui_screen    *screen;
    tui_loop_calls calls;
    bool           dirty, stopped, gone;
    int            ended_by;
    int64_t        frame_at_ns; /* the next one not before */
};

static watch *watches(const tui_loop *l) { return (watch *)l->watches.data; }
static size_t watch_count(const tui_loop *l) { return l->watches.len / sizeof(watch); }
static timer *timers(const tui_loop *l) { return (timer *)l->timers.data; }
static size_t timer_count(const tui_loop *l) { return l->timers.len / sizeof(timer); }

static int open_signals(sigset_t *before)
{
    static const int heard[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT, SIGTSTP, SIGCHLD};
    sigset_t         set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof(heard) / sizeof(*heard); i++) sigaddset(&set, heard[i]);
    pthread_sigmask(SIG_BLOCK, &set, before);
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0) pthread_sigmask(SIG_SETMASK, before, NULL);
    return fd;
}

lt_status tui_loop_open(tui_loop **out, lt_mem *mem, lt_error *err)
{
    tui_loop *l = lt_mem_zeroed(mem, 1, sizeof(*l));
    if (!l) return lt_mem_refused(mem, sizeof(*l), "the event loop", err);
    l->mem = l->watches.mem = l->timers.mem = l->polled.mem = l->typed.mem = mem;
    l->signals = -1;
    lt_status status = tui_decoder_open(&l->decoder, mem, err);
    if (!status) status = tui_canvas_open(&l->canvas, mem, 1, 1, err);
    if (!status && (l->signals = open_signals(&l->mask_before)) < 0)
        status = LT_FAIL(err, LT_EIO, "signals: %s", strerror(errno));
    if (status) {
        tui_loop_close(l);
        return status;
    }
    *out = l;
    return LT_OK;
}

void tui_loop_close(tui_loop *l)
{
    if (!l) return;
    if (l->signals >= 0) {
        close(l->signals);
        pthread_sigmask(SIG_SETMASK, &l->mask_before, NULL);
    }
    tui_canvas_close(&l->canvas);
    tui_decoder_close(l->decoder);
    lt_buf_clear(&l->watches);
    lt_buf_clear(&l->timers);
    lt_buf_clear(&l->polled);
    lt_buf_clear(&l->typed);
    lt_mem_free(l->mem, l, sizeof(*l));
}

static watch *find_watch(const tui_loop *l, int fd)
{
    for (size_t i = 0; i < watch_count(l); i++)
        if (watches(l)[i].fd == fd) return &watches(l)[i];
    return NULL;
}

lt_status tui_loop_watch(tui_loop *l, int fd, short events, tui_fd_fn *fn, void *data,
                         lt_error *err)
{
    watch  next = {fd, events, fn, data};
    watch *old = find_watch(l, fd);
    if (!old) return lt_buf_add(&l->watches, &next, sizeof(next), err);
    *old = next;
    return LT_OK;
}

void tui_loop_unwatch(tui_loop *l, int fd)
{
    watch *old = find_watch(l, fd);
    if (!old) return;
    *old = watches(l)[watch_count(l) - 1];
    l->watches.len -= sizeof(watch);
}

int64_t tui_loop_after(tui_loop *l, int64_t ms, tui_timer_fn *fn, void *data)
{
    int64_t most = INT64_MAX / 4 / MS;
    int64_t wait = (ms < 0 ? 0 : ms > most ? most : ms) * MS;
    timer   next = {l->timers_made + 1, lt_clock_monotonic_ns() + wait, fn, data};
    if (lt_buf_add(&l->timers, &next, sizeof(next), NULL)) return -1;
    return ++l->timers_made;
}

void tui_loop_cancel(tui_loop *l, int64_t number)
{
    for (size_t i = 0; i < timer_count(l); i++) {
        if (timers(l)[i].number != number) continue;
        timers(l)[i] = timers(l)[timer_count(l) - 1];
        l->timers.len -= sizeof(timer);
        return;
    }
}

void              tui_loop_dirty(tui_loop *l) { l->dirty = true; }
void              tui_loop_stop(tui_loop *l) { l->stopped = true; }
const tui_canvas *tui_loop_canvas(const tui_loop *l) { return &l->canvas; }

void tui_loop_type(tui_loop *l, const char *bytes, size_t n)
{
    lt_status refused = lt_buf_add(&l->typed, bytes, n, NULL);
    (void)refused; /* without memory a key script loses keys, the program nothing */
}

static void tell(tui_loop *l, const tui_event *event)
{
    if (l->screen && tui_screen_answer(l->screen, event)) {
        l->dirty = true;
        return;
    }
    if (l->calls.event) l->calls.event(l->calls.data, event);
}

static void tell_decoded(tui_loop *l)
{
    tui_event event;
    while (!l->stopped && tui_decoder_next(l->decoder, &event)) tell(l, &event);
    int ms = tui_decoder_pending_ms(l->decoder);
    l->decode_by_ns = ms < 0 ? 0 : lt_clock_monotonic_ns() + (int64_t)ms * MS;
}

static void decode(tui_loop *l, const char *p, size_t n)
{
    if (l->screen && tui_screen_asks_cursor(l->screen)) tui_decoder_expect_cursor(l->decoder);
    while (n && !l->stopped) {
        size_t took = tui_decoder_feed(l->decoder, p, n);
        tell_decoded(l);
        p += took;
        n -= took;
    }
}

static void decode_late(tui_loop *l)
{
    tui_decoder_timeout(l->decoder);
    tell_decoded(l);
}

/* What tui_loop_type left: whole keys, so that a lone ESC in it is one. */
static void take_typed(tui_loop *l)
{
    lt_buf typed = l->typed;
    if (!typed.len) return;
    l->typed = (lt_buf){.mem = l->mem};
    decode(l, (const char *)typed.data, typed.len);
    decode_late(l);
    lt_buf_clear(&typed);
}

static bool is_ready(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    return poll(&one, 1, 0) > 0;
}

/* All that was typed before a frame is drawn: a held key stops when it is let go. */
static void take_input(tui_loop *l)
{
    char bytes[TAKEN];
    int  fd = tui_screen_fd(l->screen);
    for (int reads = 0; reads < MOST_READS && !l->stopped; reads++) {
        ssize_t n = read(fd, bytes, sizeof(bytes));
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (n <= 0) {
            l->gone = true;
            return;
        }
        decode(l, bytes, (size_t)n);
        if (!is_ready(fd)) return;
    }
}

static void resized(tui_loop *l)
{
    tui_event event = {.kind = TUI_EVENT_RESIZE, .text = "", .raw = ""};
    if (!l->screen) return;
    tui_screen_size(l->screen, &event.row, &event.col);
    l->dirty = true;
    tell(l, &event);
}

/* Somebody else may have used the terminal while we were stopped. */
static void woken(tui_loop *l)
{
    if (!l->screen) return;
    tui_screen_leave(l->screen);
    tui_screen_enter(l->screen);
    resized(l);
}

static void heard(tui_loop *l, int number)
{
    switch (number) {
    case SIGWINCH: resized(l); return;
    case SIGCONT: woken(l); return;
    case SIGTSTP:
        if (l->screen) tui_screen_suspend(l->screen);
        resized(l);
        return;
    default: break;
    }
    if (l->calls.signal && l->calls.signal(l->calls.data, number)) return;
    if (number != SIGTERM && number != SIGHUP) return;
    l->ended_by = number;
    l->stopped = true;
}

static void take_signals(tui_loop *l)
{
    struct signalfd_siginfo info;
    while (read(l->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
        heard(l, (int)info.ssi_signo);
}

/* Those due now, each at most once a turn: a timer that starts itself again does not stop the rest.
 */
static void take_timers(tui_loop *l)
{
    int64_t now = lt_clock_monotonic_ns(), last = l->timers_made;
    for (size_t i = 0; i < timer_count(l) && !l->stopped;) {
        timer t = timers(l)[i];
        if (t.due_ns > now || t.number > last) {
            i++;
            continue;
        }
        tui_loop_cancel(l, t.number);
        t.fn(t.data);
        i = 0;
    }
}

static lt_status draw(tui_loop *l, lt_error *err)
{
    int32_t  rows, cols;
    lt_error why;
    int64_t  now = lt_clock_monotonic_ns();
    if (!l->dirty || !l->screen || now < l->frame_at_ns) return LT_OK;
    tui_screen_size(l->screen, &rows, &cols);
    LT_TRY(tui_canvas_resize(&l->canvas, rows, cols, err));
    l->dirty = false;
    if (l->calls.draw) l->calls.draw(l->calls.data, &l->canvas);
    lt_status status = tui_screen_show(l->screen, &l->canvas, &why);
    if (status == LT_EIO)
        l->gone = true;
    else if (status && err)
        *err = why;
    bool slow = tui_screen_frame_ns(l->screen) > SLOW_NS || tui_screen_backlog(l->screen) > 0;
    l->frame_at_ns = now + (slow ? SLOW_FRAME_NS : FRAME_NS);
    return status == LT_EIO ? LT_OK : status;
}

/* Until when poll may sleep: milliseconds, rounded up; -1 for ever. */
static int sleep_ms(const tui_loop *l)
{
    int64_t until = INT64_MAX;
    if (l->decode_by_ns) until = l->decode_by_ns;
    if (l->dirty && l->screen && l->frame_at_ns < until) until = l->frame_at_ns;
    for (size_t i = 0; i < timer_count(l); i++)
        if (timers(l)[i].due_ns < until) until = timers(l)[i].due_ns;
    if (until == INT64_MAX) return -1;
    int64_t left = (until - lt_clock_monotonic_ns() + MS - 1) / MS;
    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static lt_status add_polled(tui_loop *l, int fd, short events, lt_error *err)
{
    struct pollfd one = {.fd = fd, .events = events};
    return lt_buf_add(&l->polled, &one, sizeof(one), err);
}

/* Signals and the terminal stand first. */
static lt_status wait(tui_loop *l, lt_error *err)
{
    l->polled.len = 0;
    LT_TRY(add_polled(l, l->signals, POLLIN, err));
    LT_TRY(add_polled(l, l->screen ? tui_screen_fd(l->screen) : -1, POLLIN, err));
    for (size_t i = 0; i < watch_count(l); i++)
        LT_TRY(add_polled(l, watches(l)[i].fd, watches(l)[i].events, err));
    struct pollfd *fds = (struct pollfd *)l->polled.data;
    nfds_t         n = l->polled.len / sizeof(*fds);
    if (poll(fds, n, sleep_ms(l)) >= 0) return LT_OK;
    for (nfds_t i = 0; i < n; i++) fds[i].revents = 0;
    return errno == EINTR ? LT_OK : LT_FAIL(err, LT_EIO, "poll: %s", strerror(errno));
}

/* Calls may watch and unwatch: each is looked up again. */
static void take_watches(tui_loop *l)
{
    const struct pollfd *fds = (const struct pollfd *)l->polled.data;
    size_t               n = l->polled.len / sizeof(*fds);
    for (size_t i = 2; i < n && !l->stopped; i++) {
        watch *w = fds[i].revents ? find_watch(l, fds[i].fd) : NULL;
        if (w) w->fn(w->data, w->fd, fds[i].revents);
    }
}

static lt_status turn(tui_loop *l, lt_error *err)
{
    LT_TRY(wait(l, err));
    const struct pollfd *fds = (const struct pollfd *)l->polled.data;
    if (fds[0].revents) take_signals(l);
    if (fds[1].revents && !l->stopped)
        take_input(l);
    else if (l->decode_by_ns && lt_clock_monotonic_ns() >= l->decode_by_ns)
        decode_late(l);
    take_watches(l);
    take_timers(l);
    if (l->gone && !l->stopped) {
        l->ended_by = SIGHUP;
        l->stopped = true;
    }
    if (l->stopped) return LT_OK;
    take_typed(l);
    return l->stopped ? LT_OK : draw(l, err);
}

lt_status tui_loop_run(tui_loop *l, tui_screen *screen, const tui_loop_calls *calls,
                       int *signal_number, lt_error *err)
{
    lt_status status;
    l->screen = screen;
    l->calls = *calls;
    l->stopped = l->gone = false;
    l->ended_by = 0;
    l->frame_at_ns = 0;
    l->dirty = true;
    if (screen) tui_decoder_erase(l->decoder, tui_screen_erase(screen));
    take_typed(l);
    status = l->stopped ? LT_OK : draw(l, err);
    while (!status && !l->stopped) status = turn(l, err);
    l->screen = NULL;
    if (signal_number) *signal_number = l->ended_by;
    return status;
}
