/* server_peer.c — the clients of an engine: bytes in, bytes out, who may write. */
#include "tui/engine/server_state.h"

#include "tui/engine/place.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BLOCK = 64 << 10 };

static bool is_welcome(const tui_server *s, int fd)
{
    int64_t pid;
    return s->opt.may_enter ? s->opt.may_enter(s->opt.arg, fd) : tui_place_is_own(fd, &pid);
}

void tui_peer_add(tui_server *s, int fd)
{
    tui_peer *p = is_welcome(s, fd) ? lt_mem_zeroed(s->mem, 1, sizeof(*p)) : NULL;
    if (!p) {
        close(fd);
        return;
    }
    *p = (tui_peer){.next = s->peers, .id = ++s->next_peer, .fd = fd, .role = TUI_OBSERVER};
    p->in.mem = p->out.mem = s->mem;
    s->peers = p;
}

void tui_peer_send(tui_server *s, tui_peer *p, const void *bytes, size_t n)
{
    (void)s;
    if (p->is_gone) return;
    if (p->out_at && p->out_at == p->out.len) p->out.len = p->out_at = 0;
    bool is_full = p->out.len - p->out_at + n > TUI_CLIENT_MOST;
    if (is_full || lt_buf_add(&p->out, bytes, n, NULL)) p->is_gone = true;
}

void tui_peer_write(tui_server *s, tui_peer *p)
{
    (void)s;
    while (!p->is_gone && p->out_at < p->out.len) {
        ssize_t n = send(p->fd, p->out.data + p->out_at, p->out.len - p->out_at, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0)
            p->is_gone = true;
        else
            p->out_at += (size_t)n;
    }
    if (p->is_last) p->is_gone = true;
    if (p->out_at > BLOCK && p->out_at == p->out.len) {
        lt_buf_clear(&p->out); /* an idle client keeps no megabytes */
        p->out_at = 0;
    }
}

static void refuse(tui_server *s, tui_peer *p, const lt_error *err)
{
    lt_buf         text = {.mem = s->mem};
    tui_event_told e = {.kind = TUI_TELL_REFUSED, .said = {.text = err->text, .hint = err->hint}};
    if (tui_tell(&text, &e, NULL) == LT_OK) tui_peer_send(s, p, text.data, text.len);
    lt_buf_clear(&text);
    p->is_last = true;
    tui_peer_write(s, p);
}

/* Takes the frames out of what came; what is left moves to the front. */
static void take_frames(tui_server *s, tui_peer *p)
{
    tui_frame frame;
    size_t    used = 1;
    lt_error  err;
    while (!p->is_gone && !p->is_last) {
        lt_status status =
            tui_frame_next(&frame, &used, p->in.data + p->in_at, p->in.len - p->in_at, &err);
        if (status) {
            refuse(s, p, &err);
            return;
        }
        if (!used) break;
        tui_server_take(s, p, &frame);
        p->in_at += used;
    }
    if (p->in_at) memmove(p->in.data, p->in.data + p->in_at, p->in.len - p->in_at);
    p->in.len -= p->in_at;
    p->in_at = 0;
    if (!p->in.len) lt_buf_clear(&p->in);
}

/* All that came is read before any of it is worked on: of many windows only the newest counts. */
void tui_peer_read(tui_server *s, tui_peer *p)
{
    for (int i = 0; i < 64 && !p->is_gone; i++) {
        if (lt_buf_reserve(&p->in, BLOCK, NULL)) {
            p->is_gone = true;
            return;
        }
        ssize_t n = recv(p->fd, p->in.data + p->in.len, BLOCK, 0);
        if (n > 0) {
            p->in.len += (size_t)n;
            continue;
        }
        if (n < 0 && errno == EINTR) continue;
        if (n == 0 || errno != EAGAIN) p->is_gone = true;
        break;
    }
    bool was_gone = p->is_gone;
    p->is_gone = false; /* what came before the end still counts */
    take_frames(s, p);
    p->is_gone = p->is_gone || was_gone;
}

/* The oldest client that watches may write from now on. */
static void promote(tui_server *s)
{
    tui_peer *oldest = NULL;
    for (tui_peer *p = s->peers; p; p = p->next) {
        if (p->role == TUI_WRITER) return;
        if (p->role == TUI_FOLLOWER && !p->wants_follow) oldest = p; /* the list is newest first */
    }
    if (!oldest) return;
    oldest->role = TUI_WRITER;
    tui_event_told e = {.kind = TUI_TELL_ROLE, .role = TUI_WRITER};
    tui_server_tell(s, oldest->id, &e);
}

void tui_peer_sweep(tui_server *s, bool all)
{
    bool had_writer = false;
    for (tui_peer **at = &s->peers, *p; (p = *at);) {
        if (!all && !p->is_gone) {
            at = &p->next;
            continue;
        }
        *at = p->next;
        if (!all) tui_kept_drop_owner(s, p->id);
        had_writer = had_writer || p->role == TUI_WRITER;
        close(p->fd);
        lt_buf_clear(&p->in);
        lt_buf_clear(&p->out);
        lt_mem_free(s->mem, p, sizeof(*p));
    }
    if (had_writer && !all) promote(s);
}
