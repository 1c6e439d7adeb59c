#include "tui/engine/client_state.h"

#include "core/clock.h"
#include "tui/engine/engine_main.h"
#include "tui/engine/place.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 64 << 10, RETRIES = 50, RETRY_MS = 20 };

/* ---- attaching ---- */

static lt_status say_hello(tui_client *c, lt_error *err)
{
    const char *notebook = c->opt.socket ? "" : (const char *)c->place.notebook.data;
    tui_request q = {.kind = TUI_ASK_HELLO,
                     .number = ++c->number,
                     .hello = {.magic = TUI_WIRE_MAGIC,
                               .protocol = TUI_PROTOCOL,
                               .version = LOTE_VERSION,
                               .notebook = notebook,
                               .pid = getpid(),
                               .role = c->opt.follow ? TUI_FOLLOWER : TUI_WRITER}};
    c->in.len = c->out.len = c->out_at = 0;
    c->greeted = c->was_refused = false;
    LT_TRY(tui_ask(&c->out, &q, err));
    return lt_buf_add(&c->out, c->early.data, c->early.len, err);
}

static lt_status no_engine(lt_error *err)
{
    lt_fail(err, LT_EBUSY, LT_HERE, "no engine runs for this notebook");
    lt_error_hint(err, "lote ls lists the engines that run");
    return LT_EBUSY;
}

static lt_status attach(tui_client *c, lt_error *err)
{
    const char *socket_path = c->opt.socket ? c->opt.socket : c->place.socket;
    bool        may_start = !c->opt.socket && !c->opt.follow;
    LT_TRY(tui_place_connect(&c->fd, socket_path, err));
    if (c->fd < 0 && !may_start) return no_engine(err);
    if (c->fd < 0)
        LT_TRY(
            tui_engine_start(&c->fd, &c->pid, &c->opt, (const char *)c->place.notebook.data, err));
    return say_hello(c, err);
}

static lt_status keep_text(tui_client *c, const char **text, lt_error *err)
{
    if (!*text) return LT_OK;
    *text = lt_arena_text(&c->texts, *text, strlen(*text));
    return *text ? LT_OK : lt_mem_refused(c->mem, 0, "a client", err);
}

static lt_status prepare(tui_client *c, lt_error *err)
{
    LT_TRY(keep_text(c, &c->opt.notebook, err));
    LT_TRY(keep_text(c, &c->opt.socket, err));
    LT_TRY(keep_text(c, &c->opt.program, err));
    LT_TRY(keep_text(c, &c->opt.date, err));
    LT_TRY(keep_text(c, &c->opt.limits.zone, err));
    if (!c->opt.socket) LT_TRY(tui_place_open(&c->place, c->mem, c->opt.notebook, err));
    return attach(c, err);
}

lt_status tui_client_open(tui_client **out, lt_mem *mem, const tui_client_options *opt,
                          tui_client_told *told, void *arg, lt_error *err)
{
    tui_client *c = lt_mem_zeroed(mem, 1, sizeof(*c));
    if (!c) return lt_mem_refused(mem, sizeof(*c), "a client", err);
    *c = (tui_client){
        .mem = mem, .opt = *opt, .told = told, .arg = arg, .fd = -1, .role = TUI_WRITER};
    c->texts.mem = c->in.mem = c->out.mem = c->early.mem = c->place.notebook.mem = mem;
    c->retries = RETRIES;
    lt_status status = prepare(c, err);
    if (status) {
        tui_client_close(c);
        return status;
    }
    *out = c;
    return LT_OK;
}

static void hang_up(tui_client *c)
{
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    c->in.len = c->out.len = c->out_at = 0;
    c->slot_count = 0;
}

void tui_client_close(tui_client *c)
{
    if (!c) return;
    c->is_closing = true;
    if (c->fd >= 0)
        (void)send(c->fd, c->out.data + c->out_at, c->out.len - c->out_at,
                   MSG_NOSIGNAL | MSG_DONTWAIT);
    hang_up(c);
    lt_buf_clear(&c->in);
    lt_buf_clear(&c->out);
    lt_buf_clear(&c->early);
    tui_place_clear(&c->place);
    lt_arena_clear(&c->texts);
    lt_mem_free(c->mem, c, sizeof(*c));
}

lt_status tui_client_again(tui_client *c, lt_error *err)
{
    if (c->fd >= 0) return LT_OK;
    c->retries = RETRIES;
    return attach(c, err);
}

bool tui_client_is_alive(const tui_client *c) { return c->fd >= 0; }
bool tui_client_is_reader(const tui_client *c) { return c->role != TUI_WRITER; }
int  tui_client_fd(const tui_client *c) { return c->fd; }

short tui_client_wants(const tui_client *c)
{
    if (c->retry_ns) return 0;
    return (short)(POLLIN | (c->out.len > c->out_at ? POLLOUT : 0));
}

int tui_client_timeout(const tui_client *c)
{
    if (!c->retry_ns) return -1;
    int64_t left = (c->retry_ns - lt_clock_monotonic_ns()) / 1000000;
    return left < 0 ? 0 : (int)left + 1;
}

/* ---- the end of an engine ---- */

static void tell_end(tui_client *c, const char *text, const char *hint)
{
    tui_event_told e = {.kind = TUI_TELL_ENDED, .said = {.text = text, .hint = hint}};
    hang_up(c);
    c->early.len = 0;
    if (!c->is_closing) c->told(c->arg, &e);
}

/* The child may need a moment between its socket's end and its own. */
static bool wait_for(tui_client *c, int *how)
{
    struct timespec nap = {.tv_nsec = 2000000};
    for (int i = 0; c->pid && i < 50; i++) {
        pid_t got = waitpid((pid_t)c->pid, how, WNOHANG);
        if (got == c->pid) {
            c->pid = 0;
            return true;
        }
        if (got < 0 && errno != EINTR) break;
        nanosleep(&nap, NULL);
    }
    return false;
}

static void describe_signal(char *out, size_t size, int number)
{
    if (number == SIGKILL)
        snprintf(out, size,
                 "the engine was killed, most likely because the machine ran out of memory");
    else if (number == SIGSEGV || number == SIGBUS || number == SIGABRT || number == SIGFPE ||
             number == SIGILL)
        snprintf(out, size, "the engine crashed (%s)", strsignal(number));
    else
        snprintf(out, size, "the engine was ended by a signal (%s)", strsignal(number));
}

static void end(tui_client *c)
{
    static const char hint[] =
        "the notebook and what was put out are still here; run a cell to start a new engine";
    static const char gone[] =
        "run a cell to go on: with the same engine where it still runs, else with a new one";
    static const char less[] =
        "the notebook is still here; give it less memory (--memory) or fewer rows, and run again";
    char text[160];
    int  how = 0;
    bool known = wait_for(c, &how);
    if (!known)
        snprintf(text, sizeof(text), "the connection to the engine is gone");
    else if (WIFSIGNALED(how))
        describe_signal(text, sizeof(text), WTERMSIG(how));
    else if (WEXITSTATUS(how) == 127)
        snprintf(text, sizeof(text), "the engine could not be started");
    else if (WEXITSTATUS(how))
        snprintf(text, sizeof(text), "the engine ended with the code %d", WEXITSTATUS(how));
    else
        snprintf(text, sizeof(text), "the engine has ended, as it was told to");
    bool was_killed = known && WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL;
    tell_end(c, text, !known ? gone : was_killed ? less : hint);
}

/* ---- what comes ---- */

static bool is_newest(const tui_client *c, const tui_event_told *e)
{
    for (int32_t i = 0; i < c->slot_count; i++)
        if (c->slots[i].slot == e->window.slot) return c->slots[i].number == e->number;
    return true;
}

/* An engine that lost the race for the notebook says so: the winner is attached to soon. */
static bool is_race(const tui_client *c, const tui_event_told *e)
{
    return !c->greeted && c->retries > 0 && !c->opt.socket &&
           strcmp(e->said.text, "another engine has this notebook") == 0;
}

static void retry_soon(tui_client *c)
{
    c->retry_ns = lt_clock_monotonic_ns() + RETRY_MS * INT64_C(1000000);
}

static void take(tui_client *c, const tui_event_told *e)
{
    if (e->kind == TUI_TELL_HELLO) {
        c->greeted = true;
        c->early.len = 0;
        c->role = e->hello.role;
    }
    if (e->kind == TUI_TELL_ROLE) c->role = e->role;
    if (e->kind == TUI_TELL_WINDOW && !is_newest(c, e)) return;
    if (e->kind == TUI_TELL_REFUSED) {
        c->was_refused = true;
        if (is_race(c, e)) {
            retry_soon(c);
            return;
        }
    }
    c->told(c->arg, e);
}

/* False: the engine talks nonsense. */
static bool take_frames(tui_client *c)
{
    tui_frame frame;
    size_t    used, at = 0;
    bool      good = true;
    lt_arena  arena = {.mem = c->mem};
    while (good && c->fd >= 0) {
        tui_event_told e;
        if (tui_frame_next(&frame, &used, c->in.data + at, c->in.len - at, NULL)) good = false;
        if (!good || !used) break;
        lt_status status = tui_told(&e, &frame, &arena, NULL);
        if (status == LT_OK) take(c, &e);
        good = status == LT_OK || status == LT_ENOMEM; /* what cannot be held is not told */
        lt_arena_clear(&arena);
        at += used;
    }
    if (c->fd < 0) return true; /* the one who was told has closed */
    if (at && at < c->in.len) memmove(c->in.data, c->in.data + at, c->in.len - at);
    c->in.len -= at < c->in.len ? at : c->in.len;
    return good;
}

static void retry(tui_client *c)
{
    lt_error err;
    hang_up(c);
    int how;
    (void)wait_for(c, &how);
    c->retry_ns = 0;
    c->retries--;
    if (attach(c, &err)) tell_end(c, err.text, err.hint);
}

static void read_some(tui_client *c)
{
    bool ended = false;
    for (int i = 0; i < 64 && !ended; i++) {
        if (lt_buf_reserve(&c->in, BLOCK, NULL)) break; /* as it is: read on later */
        ssize_t n = recv(c->fd, c->in.data + c->in.len, BLOCK, MSG_DONTWAIT);
        if (n > 0) c->in.len += (size_t)n;
        if (n < 0 && errno == EINTR) continue;
        ended = n == 0 || (n < 0 && errno != EAGAIN);
        if (n <= 0) break;
    }
    if (!take_frames(c)) {
        tell_end(c, "what the engine said makes no sense, so it was left",
                 "lote kill ends it; a cell that is run starts a new one");
        return;
    }
    if (!ended || c->fd < 0 || c->retry_ns) return;
    /* One that was about to end when it was found: another is started. */
    bool was_ending = !c->greeted && !c->was_refused && !c->pid && c->retries > 0 && !c->opt.socket;
    if (was_ending)
        retry_soon(c);
    else
        end(c);
}

void tui_client_write(tui_client *c)
{
    while (c->fd >= 0 && c->out_at < c->out.len) {
        ssize_t n = send(c->fd, c->out.data + c->out_at, c->out.len - c->out_at,
                         MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break; /* its end is read */
        c->out_at += (size_t)n;
    }
    if (c->out_at == c->out.len) c->out.len = c->out_at = 0;
}

void tui_client_work(tui_client *c, short revents)
{
    if (c->retry_ns) {
        if (lt_clock_monotonic_ns() >= c->retry_ns) retry(c);
        return;
    }
    if (c->fd >= 0) tui_client_write(c);
    if (c->fd >= 0 && revents & (POLLIN | POLLHUP | POLLERR)) read_some(c);
}
