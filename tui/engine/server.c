#include "tui/engine/server_state.h"

#include "core/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_PEERS = 32, FORCE_MS = 2000 };

#define IDLE_NS (INT64_C(12) * 3600 * 1000000000)
#define BARE_NS INT64_C(5000000000)

/* ---- posting ---- */

void tui_server_wake(tui_server *s)
{
    uint64_t one = 1;
    ssize_t  n = write(s->wake_fd, &one, sizeof(one)); /* full: it is awake */
    (void)n;
}

void tui_server_post(tui_server *s, uint64_t client, const tui_event_told *event)
{
    tui_post       post = {.client = client, .from = s->outbox.len};
    tui_event_told failed = {.kind = TUI_TELL_FAILED, .number = event->number};
    bool           has_room = lt_buf_reserve(&s->posts, sizeof(post), NULL) == LT_OK;
    lt_status      status = has_room ? tui_tell(&s->outbox, event, &failed.error) : LT_ENOMEM;
    if (status && has_room && client) status = tui_tell(&s->outbox, &failed, NULL);
    if (status) {
        s->lost_posts = true;
        tui_server_wake(s);
        return;
    }
    post.len = s->outbox.len - post.from;
    post.number = ++s->post_count;
    lt_buf_push(&s->posts, &post, sizeof(post));
    tui_server_wake(s);
}

void tui_server_tell(tui_server *s, uint64_t client, const tui_event_told *event)
{
    pthread_mutex_lock(&s->lock);
    tui_server_post(s, client, event);
    pthread_mutex_unlock(&s->lock);
}

void tui_server_fail(tui_server *s, const tui_job *job, const lt_error *err)
{
    tui_event_told e = {.kind = TUI_TELL_FAILED, .number = job->request.number, .error = *err};
    tui_server_tell(s, job->client, &e);
}

void tui_server_done(tui_server *s, const tui_job *job)
{
    tui_event_told e = {.kind = TUI_TELL_DONE, .number = job->request.number};
    tui_server_tell(s, job->client, &e);
}

void tui_server_post_queue(tui_server *s)
{
    uint64_t       waiting[1024];
    int32_t        n = 0;
    tui_event_told e = {.kind = TUI_TELL_QUEUE};
    for (const tui_job *j = s->lua_jobs; j && n < 1024; j = j->next)
        if (j->request.kind == TUI_ASK_EXECUTE) waiting[n++] = j->request.execute.cell;
    e.queue = (tui_queue){.running = s->running, .waiting = waiting, .count = n};
    tui_server_post(s, 0, &e);
}

void tui_job_free(tui_server *s, tui_job *job)
{
    lt_arena_clear(&job->arena);
    lt_buf_clear(&job->frame);
    lt_mem_free(s->mem, job, sizeof(*job));
}

/* ---- from the outbox to the clients ---- */

static void hand_out(tui_server *s)
{
    lt_buf bytes, posts;
    pthread_mutex_lock(&s->lock);
    bytes = s->outbox;
    posts = s->posts;
    s->outbox = s->posts = (lt_buf){.mem = s->mem};
    bool lost = s->lost_posts;
    s->lost_posts = false;
    pthread_mutex_unlock(&s->lock);
    for (tui_peer *p = s->peers; lost && p; p = p->next) p->is_gone = true;
    const tui_post *list = (const tui_post *)(const void *)posts.data;
    for (size_t i = 0; i < posts.len / sizeof(*list); i++)
        for (tui_peer *p = s->peers; p; p = p->next) {
            bool mine =
                list[i].client ? list[i].client == p->id : p->greeted && p->role != TUI_OBSERVER;
            if (mine && list[i].number > p->heard)
                tui_peer_send(s, p, bytes.data + list[i].from, list[i].len);
        }
    lt_buf_clear(&bytes);
    lt_buf_clear(&posts);
    for (tui_peer *p = s->peers; p; p = p->next) tui_peer_write(s, p);
}

/* ---- whether it is needed ---- */

/* Observers do not keep an engine. */
static bool is_needed(tui_server *s)
{
    for (const tui_peer *p = s->peers; p; p = p->next)
        if (!p->is_gone && p->role != TUI_OBSERVER) return true;
    pthread_mutex_lock(&s->lock);
    bool works = s->running || s->lua_jobs;
    pthread_mutex_unlock(&s->lock);
    return works;
}

/* One that never ran a cell has nothing to come back to. */
static bool has_run(tui_server *s)
{
    pthread_mutex_lock(&s->lock);
    bool some = s->records.len > 0;
    pthread_mutex_unlock(&s->lock);
    return some;
}

/* Milliseconds until it may end; -1 while it is needed, 0 now. */
static int until_idle(tui_server *s)
{
    int64_t most = s->opt.idle_s < 0 ? 0 : s->opt.idle_s ? s->opt.idle_s * 1000000000 : IDLE_NS;
    int64_t now = lt_clock_monotonic_ns();
    if (most > BARE_NS && !has_run(s)) most = BARE_NS;
    if (is_needed(s)) {
        s->idle_since_ns = 0;
        return -1;
    }
    if (!s->idle_since_ns) s->idle_since_ns = now;
    int64_t left = (most - (now - s->idle_since_ns)) / 1000000;
    return left <= 0 ? 0 : left > 3600000 ? 3600000 : (int)left + 1;
}

/* ---- the loop ---- */

static void take_new(tui_server *s)
{
    int fd, count = 0;
    for (const tui_peer *p = s->peers; p; p = p->next) count++;
    while ((fd = accept4(s->opt.listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        if (count++ < MOST_PEERS)
            tui_peer_add(s, fd);
        else
            close(fd);
    }
}

static void drain_wake(const tui_server *s)
{
    uint64_t n;
    ssize_t  got = read(s->wake_fd, &n, sizeof(n));
    (void)got;
}

static void turn(tui_server *s, int timeout)
{
    struct pollfd fds[MOST_PEERS + 4];
    tui_peer     *of[MOST_PEERS + 4];
    nfds_t        n = 0;
    fds[n++] = (struct pollfd){.fd = s->wake_fd, .events = POLLIN};
    fds[n++] = (struct pollfd){.fd = s->opt.listen_fd, .events = POLLIN};
    for (tui_peer *p = s->peers; p && n < MOST_PEERS + 4; p = p->next) {
        bool writes = p->out.len > p->out_at;
        of[n] = p;
        fds[n++] = (struct pollfd){.fd = p->fd, .events = (short)(POLLIN | (writes ? POLLOUT : 0))};
    }
    if (poll(fds, n, timeout) < 0) return;
    if (fds[0].revents) drain_wake(s);
    for (nfds_t i = 2; i < n; i++) {
        if (fds[i].revents & POLLOUT) tui_peer_write(s, of[i]);
        if (fds[i].revents & (POLLIN | POLLHUP | POLLERR)) tui_peer_read(s, of[i]);
    }
    if (fds[1].revents) take_new(s);
}

void tui_server_run(tui_server *s)
{
    while (!atomic_load(&s->stop)) {
        int timeout = until_idle(s);
        if (timeout == 0) return;
        turn(s, timeout);
        hand_out(s);
        tui_peer_sweep(s, false);
    }
    hand_out(s);
}

void tui_server_stop(tui_server *s)
{
    atomic_store(&s->stop, true);
    tui_server_wake(s);
}

/* ---- opening and closing ---- */

static lt_status start_threads(tui_server *s, lt_error *err)
{
    int cause = pthread_create(&s->lua_thread, NULL, tui_server_lua, s);
    s->has_lua = cause == 0;
    if (!cause) cause = pthread_create(&s->table_thread, NULL, tui_server_tables, s);
    s->has_tables = s->has_lua && cause == 0;
    if (cause) return LT_FAIL(err, LT_EIO, "the system gives no thread to an engine");
    return LT_OK;
}

static bool open_sync(tui_server *s)
{
    s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    s->has_lock = s->wake_fd >= 0 && !pthread_mutex_init(&s->lock, NULL) &&
                  !pthread_mutex_init(&s->exec, NULL) && !pthread_cond_init(&s->lua_wake, NULL) &&
                  !pthread_cond_init(&s->table_wake, NULL);
    return s->has_lock;
}

lt_status tui_server_open(tui_server **out, lt_mem *mem, const tui_server_options *opt,
                          lt_error *err)
{
    tui_server *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "an engine", err);
    s->mem = mem;
    s->opt = *opt;
    s->started_us = lt_clock_now_us();
    s->wake_fd = -1;
    s->outbox.mem = s->posts.mem = s->records.mem = s->kept.mem = s->known.mem = mem;
    s->names.mem = s->given.mem = s->variables.mem = s->variables_arena.mem = mem;
    if (s->opt.result_bytes <= 0) s->opt.result_bytes = 256 << 20;
    lt_status status = LT_OK;
    if (!open_sync(s)) status = LT_FAIL(err, LT_EIO, "the system gives no event to an engine");
    if (!status && opt->first_fd >= 0) tui_peer_add(s, opt->first_fd);
    if (!status) status = start_threads(s, err);
    if (status) {
        tui_server_close(s);
        return status;
    }
    *out = s;
    return LT_OK;
}

static void end_threads(tui_server *s)
{
    if (!s->has_lock) return;
    pthread_mutex_lock(&s->lock);
    s->is_stopping = true;
    lt_cancel_set(&s->cell_cancel, LT_ECANCELLED);
    lt_cancel_set(&s->table_cancel, LT_ECANCELLED);
    pthread_cond_broadcast(&s->lua_wake);
    pthread_cond_broadcast(&s->table_wake);
    pthread_mutex_unlock(&s->lock);
    if (s->has_tables) pthread_join(s->table_thread, NULL);
    if (s->has_lua) pthread_join(s->lua_thread, NULL);
}

static void free_jobs(tui_server *s, tui_job *list)
{
    for (tui_job *next; list; list = next) {
        next = list->next;
        tui_job_free(s, list);
    }
}

static void free_records(tui_server *s)
{
    tui_record **list = (tui_record **)(void *)s->records.data;
    for (size_t i = 0; i < s->records.len / sizeof(*list); i++) tui_record_free(s, list[i]);
    lt_buf_clear(&s->records);
}

void tui_server_close(tui_server *s)
{
    if (!s) return;
    end_threads(s);
    tui_peer_sweep(s, true);
    if (s->has_lock) tui_kept_drop_all(s);
    free_jobs(s, s->lua_jobs);
    free_jobs(s, s->table_jobs);
    free_records(s);
    lt_buf_clear(&s->outbox);
    lt_buf_clear(&s->posts);
    lt_buf_clear(&s->kept);
    lt_buf_clear(&s->known);
    lt_buf_clear(&s->given);
    lt_buf_clear(&s->variables);
    lt_arena_clear(&s->variables_arena);
    lt_arena_clear(&s->names);
    if (s->opt.listen_fd >= 0) close(s->opt.listen_fd);
    if (s->wake_fd >= 0) close(s->wake_fd);
    if (s->has_lock) {
        pthread_mutex_destroy(&s->lock);
        pthread_mutex_destroy(&s->exec);
        pthread_cond_destroy(&s->lua_wake);
        pthread_cond_destroy(&s->table_wake);
    }
    lt_mem_free(s->mem, s, sizeof(*s));
}
