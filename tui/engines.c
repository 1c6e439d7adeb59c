#include "tui/engines.h"

#include "core/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- which ---- */

static bool is_meant(const tui_engine_row *row, const char *word)
{
    char real[PATH_MAX];
    if (!word || (*word && strncmp(row->id, word, strlen(word)) == 0)) return true;
    return realpath(word, real) && strcmp(real, row->notebook) == 0;
}

static lt_status not_found(const char *word, lt_error *err)
{
    if (word)
        lt_fail(err, LT_ENOTFOUND, LT_HERE, "no engine runs that \"%s\" names", word);
    else
        lt_fail(err, LT_ENOTFOUND, LT_HERE, "no engine runs");
    lt_error_hint(err, "lote ls lists the engines that run");
    return LT_ENOTFOUND;
}

static lt_status pick(tui_engine_row *out, const lt_buf *rows, const char *word, lt_error *err)
{
    const tui_engine_row *list = (const tui_engine_row *)(const void *)rows->data;
    int                   found = 0;
    for (size_t i = 0; i < rows->len / sizeof(*list); i++) {
        if (!is_meant(&list[i], word)) continue;
        *out = list[i];
        found++;
    }
    if (found == 1) return LT_OK;
    if (!found) return not_found(word, err);
    lt_fail(err, LT_EUSAGE, LT_HERE, "%d engines run; say which one", found);
    lt_error_hint(err, "lote ls lists them; the first letters of an id are enough");
    return LT_EUSAGE;
}

lt_status tui_engines_find(tui_engine_row *out, lt_arena *arena, const char *word, lt_error *err)
{
    lt_buf    rows = {.mem = arena->mem};
    lt_status status = tui_place_list(&rows, arena, err);
    if (!status) status = pick(out, &rows, word, err);
    lt_buf_clear(&rows);
    return status;
}

/* ---- one question ---- */

typedef struct exchange {
    int       fd;
    lt_buf    in;
    int64_t   until_ns;
    uint64_t  number;
    lt_arena *arena;
} exchange;

static lt_status too_slow(lt_error *err)
{
    lt_fail(err, LT_EBUSY, LT_HERE, "the engine does not answer");
    lt_error_hint(err, "lote kill --force ends it");
    return LT_EBUSY;
}

static lt_status read_more(exchange *x, lt_error *err)
{
    struct pollfd p = {.fd = x->fd, .events = POLLIN};
    int64_t       left = (x->until_ns - lt_clock_monotonic_ns()) / 1000000;
    if (left <= 0 || poll(&p, 1, (int)left) <= 0) return too_slow(err);
    LT_TRY(lt_buf_reserve(&x->in, 65536, err));
    ssize_t n = recv(x->fd, x->in.data + x->in.len, 65536, 0);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return LT_OK;
    if (n <= 0) return LT_FAIL(err, LT_EBUSY, "the engine has ended");
    x->in.len += (size_t)n;
    return LT_OK;
}

/* The next frame, told; *at moves behind it. */
static lt_status next_told(tui_event_told *out, exchange *x, size_t *at, lt_error *err)
{
    tui_frame frame;
    size_t    used = 0;
    lt_status status = LT_OK;
    while (!used && !status) {
        status = tui_frame_next(&frame, &used, x->in.data + *at, x->in.len - *at, err);
        if (!used && !status) status = read_more(x, err);
    }
    *at += used;
    return status ? status : tui_told(out, &frame, x->arena, err);
}

/* Frames until the answer. */
static lt_status await_answer(tui_event_told *out, exchange *x, lt_error *err)
{
    size_t at = 0;
    do LT_TRY(next_told(out, x, &at, err));
    while (out->number != x->number && out->kind != TUI_TELL_REFUSED);
    if (out->kind == TUI_TELL_REFUSED) {
        lt_fail(err, LT_EBUSY, LT_HERE, "%s", out->said.text);
        lt_error_hint(err, "%s", out->said.hint);
        return LT_EBUSY;
    }
    if (out->kind != TUI_TELL_FAILED) return LT_OK;
    if (err) *err = out->error;
    return out->error.code;
}

static lt_status send_all(int fd, const lt_buf *text, lt_error *err)
{
    ssize_t n = send(fd, text->data, text->len, MSG_NOSIGNAL);
    return n == (ssize_t)text->len ? LT_OK : too_slow(err);
}

static lt_status write_question(lt_buf *out, tui_request *question, lt_error *err)
{
    tui_request hello = {.kind = TUI_ASK_HELLO,
                         .number = 1,
                         .hello = {.magic = TUI_WIRE_MAGIC,
                                   .protocol = TUI_PROTOCOL,
                                   .version = LOTE_VERSION,
                                   .pid = getpid(),
                                   .role = TUI_OBSERVER}};
    question->number = 2;
    LT_TRY(tui_ask(out, &hello, err));
    return tui_ask(out, question, err);
}

lt_status tui_engines_ask(tui_event_told *out, const char *id, tui_request *question,
                          lt_arena *arena, lt_error *err)
{
    tui_engine_place p;
    lt_buf           text = {.mem = arena->mem};
    exchange         x = {.fd = -1, .in.mem = arena->mem, .number = 2, .arena = arena};
    x.until_ns = lt_clock_monotonic_ns() + INT64_C(1000000000);
    lt_status status = tui_place_of(&p, arena->mem, id, err);
    if (!status) status = tui_place_connect(&x.fd, p.socket, err);
    if (!status && x.fd < 0) status = LT_FAIL(err, LT_EBUSY, "the engine has ended");
    if (!status) status = write_question(&text, question, err);
    if (!status) status = send_all(x.fd, &text, err);
    if (!status) status = await_answer(out, &x, err);
    if (x.fd >= 0) close(x.fd);
    lt_buf_clear(&text);
    lt_buf_clear(&x.in); /* STATE and DONE borrow nothing from it */
    tui_place_clear(&p);
    return status;
}
