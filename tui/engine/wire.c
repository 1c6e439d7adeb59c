#include "tui/engine/wire.h"

#include <string.h>

/* ---- writing ---- */

static void put(tui_writer *w, const void *p, size_t n)
{
    if (w->status) return;
    if (n > TUI_FRAME_MOST || w->out->len - w->start > TUI_FRAME_MOST - n)
        w->status = LT_ELIMIT;
    else
        w->status = lt_buf_add(w->out, p, n, NULL);
}

static void store(uint8_t *out, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++) out[i] = (uint8_t)(v >> 8 * i);
}

static void put_number(tui_writer *w, uint64_t v, int bytes)
{
    uint8_t text[8];
    store(text, v, bytes);
    put(w, text, (size_t)bytes);
}

tui_writer tui_frame_begin(lt_buf *out, uint8_t kind, uint64_t number)
{
    tui_writer w = {.out = out, .start = out->len};
    put_number(&w, 0, 4);
    tui_put_u8(&w, kind);
    put_number(&w, number, 8);
    return w;
}

void tui_put_u8(tui_writer *w, uint8_t v) { put_number(w, v, 1); }
void tui_put_i32(tui_writer *w, int32_t v) { put_number(w, (uint32_t)v, 4); }
void tui_put_i64(tui_writer *w, int64_t v) { put_number(w, (uint64_t)v, 8); }

void tui_put_f64(tui_writer *w, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof(bits));
    put_number(w, bits, 8);
}

void tui_put_bytes(tui_writer *w, const void *p, size_t n)
{
    put_number(w, n, 4);
    put(w, p, n); /* refuses what does not fit 32 bits too */
}

void tui_put_text(tui_writer *w, const char *text)
{
    tui_put_bytes(w, text ? text : "", text ? strlen(text) : 0);
}

lt_status tui_frame_end(tui_writer *w, lt_error *err)
{
    lt_status status = w->status;
    if (!status && w->out->len - w->start > TUI_FRAME_MOST) status = LT_ELIMIT;
    if (!status) {
        store(w->out->data + w->start, w->out->len - w->start - 4, 4);
        return LT_OK;
    }
    w->out->len = w->start;
    if (status == LT_ELIMIT)
        return LT_FAIL(err, LT_ELIMIT, "an answer takes more than the %d MiB of a message",
                       TUI_FRAME_MOST >> 20);
    return lt_mem_refused(w->out->mem, 0, "a message", err);
}

/* ---- reading ---- */

/* The next n bytes, or NULL. */
static const uint8_t *take(tui_reader *r, size_t n)
{
    if (r->bad || n > r->left) {
        r->bad = true;
        return NULL;
    }
    const uint8_t *p = r->p;
    r->p += n;
    r->left -= n;
    return p;
}

static uint64_t load(const uint8_t *p, int bytes)
{
    uint64_t v = 0;
    for (int i = 0; i < bytes; i++) v |= (uint64_t)p[i] << 8 * i;
    return v;
}

static uint64_t get_number(tui_reader *r, int bytes)
{
    const uint8_t *p = take(r, (size_t)bytes);
    return p ? load(p, bytes) : 0;
}

uint8_t tui_get_u8(tui_reader *r) { return (uint8_t)get_number(r, 1); }
int32_t tui_get_i32(tui_reader *r) { return (int32_t)get_number(r, 4); }
int64_t tui_get_i64(tui_reader *r) { return (int64_t)get_number(r, 8); }

double tui_get_f64(tui_reader *r)
{
    double   v;
    uint64_t bits = get_number(r, 8);
    memcpy(&v, &bits, sizeof(v));
    return v;
}

bool tui_get_bool(tui_reader *r)
{
    uint8_t v = tui_get_u8(r);
    if (v > 1) r->bad = true;
    return v == 1;
}

tui_bytes tui_get_bytes(tui_reader *r)
{
    size_t         n = get_number(r, 4);
    const uint8_t *p = take(r, n);
    return p ? (tui_bytes){(const char *)p, n} : (tui_bytes){"", 0};
}

int32_t tui_get_count(tui_reader *r, size_t least)
{
    int32_t n = tui_get_i32(r);
    if (n < 0 || (size_t)n > r->left / (least ? least : 1)) r->bad = true;
    return r->bad ? 0 : n;
}

bool tui_read_all(const tui_reader *r) { return !r->bad && r->left == 0; }

lt_status tui_frame_next(tui_frame *out, size_t *used, const uint8_t *p, size_t n, lt_error *err)
{
    *used = 0;
    if (n < 4) return LT_OK;
    size_t len = load(p, 4);
    if (len < TUI_FRAME_LEAST || len > TUI_FRAME_MOST - 4)
        return LT_FAIL(err, LT_EPARSE, "a message of %zu bytes is none of lote's", len);
    if (n - 4 < len) return LT_OK;
    *out = (tui_frame){.kind = p[4],
                       .number = load(p + 5, 8),
                       .body = {.p = p + TUI_FRAME_HEAD, .left = len - TUI_FRAME_LEAST}};
    *used = len + 4;
    return LT_OK;
}
