/* messages_ask.c — requests as frames and back. */
#include "tui/engine/codec.h"

#include "core/hash.h"

#include <string.h>

uint64_t tui_source_hash(const char *text, size_t len) { return lt_hash64(text, len, 0); }

static void code_execute(tui_codec *c, tui_execute *e)
{
    tui_bytes text = {e->text, e->len};
    tui_code_u64(c, &e->cell);
    tui_code_text(c, &e->id);
    tui_code_text(c, &e->title);
    tui_code_text(c, &e->lang);
    tui_code_bytes(c, &text);
    tui_code_i64(c, &e->line);
    tui_code_bool(c, &e->parameters);
    e->text = text.p, e->len = text.len;
}

static void code_window(tui_codec *c, tui_window_ask *w)
{
    tui_code_u64(c, &w->result);
    tui_code_i32(c, &w->slot);
    tui_code_i64(c, &w->row);
    tui_code_i32(c, &w->rows);
    tui_code_i32(c, &w->column);
    tui_code_i32(c, &w->columns);
}

static void code_derive(tui_codec *c, tui_derive *d)
{
    tui_code_u64(c, &d->result);
    tui_code_u8(c, &d->kind, TUI_DERIVE_FILTER);
    tui_code_text(c, &d->text);
}

static void code_find(tui_codec *c, tui_find *f)
{
    tui_code_u64(c, &f->result);
    tui_code_text(c, &f->text);
    tui_code_i64(c, &f->row);
    tui_code_i32(c, &f->column);
    tui_code_bool(c, &f->backwards);
}

static void code_copy(tui_codec *c, tui_copy *k)
{
    tui_code_u64(c, &k->result);
    tui_code_i64(c, &k->row);
    tui_code_i64(c, &k->rows);
    tui_code_i32(c, &k->column);
    tui_code_i32(c, &k->columns);
    tui_code_text(c, &k->format);
    tui_code_bool(c, &k->header);
}

static void code_plan(tui_codec *c, tui_plan_ask *p)
{
    tui_code_u64(c, &p->result);
    tui_code_text(c, &p->name);
    tui_code_text(c, &p->mode);
    tui_code_bool(c, &p->json);
    tui_code_bool(c, &p->ascii);
}

static void code_stale(tui_codec *c, tui_request *q)
{
    int32_t     count = (int32_t)q->stale.count;
    tui_source *items = tui_code_items(c, q->stale.items, &count, sizeof(tui_source), 12);
    for (int32_t i = 0; i < count; i++) {
        tui_bytes text = {items[i].text, items[i].len};
        tui_code_u64(c, &items[i].cell);
        tui_code_bytes(c, &text);
        if (!c->w) items[i].text = text.p, items[i].len = text.len;
    }
    q->stale.items = items;
    q->stale.count = (size_t)count;
}

void tui_code_hello(tui_codec *c, tui_hello *h)
{
    tui_code_i32(c, &h->magic);
    tui_code_i32(c, &h->protocol);
    tui_code_text(c, &h->version);
    tui_code_text(c, &h->notebook);
    tui_code_i64(c, &h->pid);
    tui_code_u8(c, &h->role, TUI_OBSERVER);
}

static void code_at(tui_codec *c, tui_request *q)
{
    tui_code_u64(c, &q->at.result);
    tui_code_i64(c, &q->at.row);
    tui_code_i32(c, &q->at.column);
}

static void code_output(tui_codec *c, tui_request *q)
{
    tui_code_u64(c, &q->output.cell);
    tui_code_i64(c, &q->output.from);
    tui_code_i32(c, &q->output.most);
}

static void code_param(tui_codec *c, tui_request *q)
{
    tui_code_text(c, &q->param.name);
    tui_code_text(c, &q->param.value);
}

static void code_request(tui_codec *c, tui_request *q)
{
    switch (q->kind) {
    case TUI_ASK_HELLO: tui_code_hello(c, &q->hello); return;
    case TUI_ASK_EXECUTE: code_execute(c, &q->execute); return;
    case TUI_ASK_UNQUEUE:
    case TUI_ASK_INTERRUPT: tui_code_u64(c, &q->cell); return;
    case TUI_ASK_SHUTDOWN: tui_code_bool(c, &q->force); return;
    case TUI_ASK_COMPLETE:
    case TUI_ASK_INSPECT:
    case TUI_ASK_PARAMS: tui_code_bytes(c, &q->complete.text); return;
    case TUI_ASK_SET_PARAM: code_param(c, q); return;
    case TUI_ASK_WINDOW: code_window(c, &q->window); return;
    case TUI_ASK_STATISTICS:
    case TUI_ASK_VALUE: code_at(c, q); return;
    case TUI_ASK_DERIVE: code_derive(c, &q->derive); return;
    case TUI_ASK_FIND: code_find(c, &q->find); return;
    case TUI_ASK_COPY: code_copy(c, &q->copy); return;
    case TUI_ASK_DROP: tui_code_u64(c, &q->result); return;
    case TUI_ASK_STOP: tui_code_u64(c, &q->target); return;
    case TUI_ASK_PLAN: code_plan(c, &q->plan); return;
    case TUI_ASK_OUTPUT: code_output(c, q); return;
    case TUI_ASK_STALE: code_stale(c, q); return;
    default: return; /* VARIABLES, RESTART, STATE have no fields */
    }
}

lt_status tui_ask(lt_buf *out, const tui_request *request, lt_error *err)
{
    tui_request q = *request;
    tui_writer  w = tui_frame_begin(out, (uint8_t)q.kind, q.number);
    code_request(&(tui_codec){.w = &w}, &q);
    return tui_frame_end(&w, err);
}

lt_status tui_asked(tui_request *out, const tui_frame *frame, lt_arena *arena, lt_error *err)
{
    tui_reader r = frame->body;
    tui_codec  c = {.r = &r, .arena = arena};
    memset(out, 0, sizeof(*out));
    out->kind = (tui_ask_kind)frame->kind;
    out->number = frame->number;
    if (frame->kind < TUI_ASK_HELLO || frame->kind >= TUI_ASK_KINDS)
        return LT_FAIL(err, LT_EPARSE, "no request has the kind %d", frame->kind);
    code_request(&c, out);
    if (c.no_memory) return lt_mem_refused(arena->mem, 0, "a request", err);
    if (!tui_read_all(&r))
        return LT_FAIL(err, LT_EPARSE, "the fields of a request of kind %d do not fit it",
                       frame->kind);
    return LT_OK;
}
