#include "tui/term/decode.h"

#include "core/buf.h"
#include "tui/term/decode_scan.h"

#include <string.h>

enum { HELD = 2 * TUI_SCAN_LONGEST, KEPT_PASTE = 64 << 10, MOST_PASTE = 1 << 30, STALL_MS = 1000 };
static const char paste_end[] = "\033[201~";

struct tui_decoder {
    lt_mem      *mem;
    tui_scan_how how;
    int          wait_ms; /* of a part that is pending; -1 */
    size_t       at, len; /* in[at, len) is not decoded yet */
    bool         in_paste;
    bool         after_cr; /* the paste's last byte was \r */
    bool         cut;
    bool         told;  /* a stalled paste gave its first part */
    bool         spent; /* paste holds what the last event borrowed */
    lt_buf       paste;
    tui_scanned  last;
    uint8_t      in[HELD];
};

lt_status tui_decoder_open(tui_decoder **out, lt_mem *mem, lt_error *err)
{
    tui_decoder *d = lt_mem_zeroed(mem, 1, sizeof(*d));
    if (!d) return lt_mem_refused(mem, sizeof(*d), "decoding keys", err);
    d->mem = mem;
    d->paste.mem = mem;
    d->wait_ms = -1;
    d->how = (tui_scan_how){.erase = 0x7F, .escape_ms = 25};
    *out = d;
    return LT_OK;
}

void tui_decoder_close(tui_decoder *d)
{
    if (!d) return;
    lt_buf_clear(&d->paste);
    lt_mem_free(d->mem, d, sizeof(*d));
}

size_t tui_decoder_feed(tui_decoder *d, const void *bytes, size_t n)
{
    if (d->at) {
        memmove(d->in, d->in + d->at, d->len - d->at);
        d->len -= d->at;
        d->at = 0;
    }
    if (n > HELD - d->len) n = HELD - d->len;
    if (n) memcpy(d->in + d->len, bytes, n);
    d->len += n;
    return n;
}

/* What the last event borrowed is free again. */
static void forget_paste(tui_decoder *d)
{
    if (!d->spent) return;
    d->spent = false;
    d->cut = false;
    if (d->paste.cap > KEPT_PASTE) lt_buf_clear(&d->paste);
    d->paste.len = 0;
}

static void paste_bytes(tui_decoder *d, const uint8_t *p, size_t n)
{
    if (d->cut || n == 0) return;
    if (n > MOST_PASTE - d->paste.len || lt_buf_reserve(&d->paste, n, NULL)) {
        d->cut = true;
        return;
    }
    uint8_t *to = d->paste.data + d->paste.len;
    for (size_t i = 0; i < n; i++) {
        bool pair = p[i] == '\n' && d->after_cr;
        d->after_cr = p[i] == '\r';
        if (!pair) *to++ = p[i] == '\r' ? '\n' : p[i];
    }
    d->paste.len = (size_t)(to - d->paste.data);
}

static bool give_paste(tui_decoder *d, tui_event *event)
{
    *event = (tui_event){.kind = TUI_EVENT_PASTE,
                         .text = d->paste.len ? (const char *)d->paste.data : "",
                         .len = d->paste.len,
                         .cut = d->cut,
                         .raw = ""};
    d->spent = true;
    return true;
}

/* Takes what is held up to the end marker, or up to what may be its beginning. */
static bool next_of_paste(tui_decoder *d, tui_event *event)
{
    enum { END = sizeof(paste_end) - 1 };
    while (d->at < d->len) {
        const uint8_t *p = d->in + d->at;
        size_t         n = d->len - d->at, same = 0;
        const uint8_t *esc = memchr(p, 0x1B, n);
        size_t         text = esc ? (size_t)(esc - p) : n;
        paste_bytes(d, p, text);
        d->at += text;
        if (!esc) break;
        while (same < END && text + same < n && esc[same] == (uint8_t)paste_end[same]) same++;
        if (same < END && text + same == n) break;
        if (same < END) {
            paste_bytes(d, esc, 1);
            d->at++;
            continue;
        }
        bool heard = d->told && !d->paste.len;
        d->at += END;
        d->in_paste = d->after_cr = d->told = false;
        return !heard && give_paste(d, event);
    }
    if (d->how.resolve && d->paste.len) {
        d->told = true;
        d->how.resolve = false;
        return give_paste(d, event);
    }
    d->how.resolve = false;
    d->wait_ms = d->paste.len ? STALL_MS : -1;
    return false;
}

static bool take(tui_decoder *d, tui_event *event)
{
    *event = d->last.event;
    if (!event->text) event->text = d->last.typed;
    if (event->kind == TUI_EVENT_REPLY && event->reply == TUI_REPLY_CURSOR)
        d->how.expect_cursor = false;
    return event->kind != TUI_EVENT_NONE;
}

bool tui_decoder_next(tui_decoder *d, tui_event *event)
{
    forget_paste(d);
    d->wait_ms = -1;
    for (;;) {
        if (d->in_paste && next_of_paste(d, event)) return true;
        if (d->in_paste) return false;
        if (d->at == d->len) break;
        tui_scan(&d->last, &d->how, d->in + d->at, d->len - d->at);
        if (!d->last.len) {
            d->wait_ms = d->last.wait_ms;
            return false;
        }
        d->at += d->last.len;
        d->in_paste = d->last.paste_begin;
        if (take(d, event)) return true;
    }
    d->how.resolve = false;
    return false;
}

int tui_decoder_pending_ms(const tui_decoder *d) { return d->wait_ms; }

void tui_decoder_timeout(tui_decoder *d) { d->how.resolve = d->wait_ms >= 0; }

void tui_decoder_escape_ms(tui_decoder *d, int ms)
{
    d->how.escape_ms = ms < 1 ? 1 : ms > 2000 ? 2000 : ms;
}

void tui_decoder_erase(tui_decoder *d, uint8_t byte) { d->how.erase = byte; }

void tui_decoder_expect_cursor(tui_decoder *d) { d->how.expect_cursor = true; }

bool tui_decoder_in_paste(const tui_decoder *d) { return d->in_paste; }
