/* messages_tell.c — events and answers as frames and back. */
#include "tui/engine/codec.h"

#include <string.h>

static void code_queue(tui_codec *c, tui_queue *q)
{
    tui_code_u64(c, &q->running);
    uint64_t *items = tui_code_items(c, q->waiting, &q->count, sizeof(uint64_t), 8);
    for (int32_t i = 0; i < q->count; i++) tui_code_u64(c, &items[i]);
    q->waiting = items;
}

static void code_begin(tui_codec *c, tui_cell_begin *b)
{
    tui_code_u64(c, &b->cell);
    tui_code_i64(c, &b->started_us);
    tui_code_i64(c, &b->last_ns);
    tui_code_u64(c, &b->source);
    tui_code_text(c, &b->id);
    tui_code_text(c, &b->title);
}

static void code_text(tui_codec *c, tui_printed *t)
{
    tui_code_u64(c, &t->cell);
    tui_code_u8(c, &t->kind, TUI_TEXT_VALUE);
    tui_code_bytes(c, &t->bytes);
}

static void code_flood(tui_codec *c, tui_flood *f)
{
    tui_code_u64(c, &f->cell);
    tui_code_i64(c, &f->bytes);
    tui_code_i64(c, &f->lines);
    tui_code_bool(c, &f->is_cut);
    tui_code_i64(c, &f->kept);
    tui_code_bytes(c, &f->tail);
}

static const tui_column *code_columns(tui_codec *c, const tui_column *list, int32_t *count)
{
    tui_column *items = tui_code_items(c, list, count, sizeof(tui_column), 10);
    for (int32_t i = 0; i < *count; i++) {
        tui_code_text(c, &items[i].name);
        tui_code_text(c, &items[i].type);
        tui_code_bool(c, &items[i].is_right);
        tui_code_bool(c, &items[i].is_tentative);
    }
    return items;
}

static void code_result(tui_codec *c, tui_result *t)
{
    tui_code_u64(c, &t->cell);
    tui_code_u64(c, &t->result);
    tui_code_text(c, &t->name);
    tui_code_i64(c, &t->rows);
    tui_code_bool(c, &t->is_exact);
    tui_code_i64(c, &t->shown);
    for (int i = 0; i < 4; i++) tui_code_i64(c, &t->mended[i]);
    t->columns = code_columns(c, t->columns, &t->column_count);
}

static void code_written(tui_codec *c, tui_written *w)
{
    tui_code_u64(c, &w->cell);
    tui_code_text(c, &w->path);
    tui_code_i64(c, &w->rows);
    tui_code_i64(c, &w->bytes);
    tui_code_i64(c, &w->files);
    tui_code_bool(c, &w->skipped);
}

static void code_progress(tui_codec *c, tui_progressed *p)
{
    tui_code_u64(c, &p->cell);
    tui_code_i64(c, &p->elapsed_ns);
    tui_code_i64(c, &p->last_ns);
    tui_code_i64(c, &p->bytes);
    tui_code_i64(c, &p->bytes_total);
    tui_code_i64(c, &p->rows);
    tui_code_i64(c, &p->memory);
    tui_op_progress *ops = tui_code_items(c, p->ops, &p->op_count, sizeof(*ops), 40);
    for (int32_t i = 0; i < p->op_count; i++) {
        tui_code_text(c, &ops[i].name);
        tui_code_i32(c, &ops[i].node);
        tui_code_i64(c, &ops[i].rows_in);
        tui_code_i64(c, &ops[i].rows_out);
        tui_code_i64(c, &ops[i].bytes);
        tui_code_i64(c, &ops[i].busy_ns);
    }
    p->ops = ops;
}

static const tui_name *code_names(tui_codec *c, const tui_name *list, int32_t *count)
{
    tui_name *items = tui_code_items(c, list, count, sizeof(tui_name), 4);
    for (int32_t i = 0; i < *count; i++) tui_code_text(c, &items[i].name);
    return items;
}

static void code_done(tui_codec *c, tui_cell_done *d)
{
    tui_code_u64(c, &d->cell);
    tui_code_u64(c, &d->source);
    tui_code_i64(c, &d->started_us);
    tui_code_i64(c, &d->elapsed_ns);
    tui_code_i64(c, &d->rows);
    tui_code_i64(c, &d->peak_bytes);
    tui_code_i32(c, &d->outputs);
    tui_code_bool(c, &d->has_error);
    if (d->has_error) tui_code_error(c, &d->error);
    d->reads = code_names(c, d->reads, &d->read_count);
    d->writes = code_names(c, d->writes, &d->write_count);
}

static void code_completions(tui_codec *c, tui_completions *k)
{
    tui_code_i64(c, &k->from);
    tui_code_bool(c, &k->is_path);
    tui_code_bool(c, &k->is_busy);
    tui_candidate *items = tui_code_items(c, k->items, &k->count, sizeof(*items), 8);
    for (int32_t i = 0; i < k->count; i++) {
        tui_code_text(c, &items[i].text);
        tui_code_text(c, &items[i].note);
    }
    k->items = items;
}

static void code_variables(tui_codec *c, tui_event_told *e)
{
    tui_code_bool(c, &e->variables.is_busy);
    tui_variable *v =
        tui_code_items(c, e->variables.items, &e->variables.count, sizeof(*v), 12 + 28);
    for (int32_t i = 0; i < e->variables.count; i++) {
        tui_code_text(c, &v[i].name);
        tui_code_text(c, &v[i].type);
        tui_code_text(c, &v[i].text);
        tui_code_i64(c, &v[i].rows);
        tui_code_i32(c, &v[i].columns);
        tui_code_i64(c, &v[i].bytes);
        tui_code_u64(c, &v[i].made_by);
    }
    e->variables.items = v;
}

static void code_choices(tui_codec *c, tui_param *p)
{
    int32_t      n = p->choice_count;
    const char **list = tui_code_items(c, p->choices, &n, sizeof(char *), 4);
    for (int32_t i = 0; i < n; i++) tui_code_text(c, &list[i]);
    if (!c->w) p->choices = list, p->choice_count = n;
}

static void code_params(tui_codec *c, tui_event_told *e)
{
    tui_param *p = tui_code_items(c, e->params.items, &e->params.count, sizeof(*p), 20 + 18);
    for (int32_t i = 0; i < e->params.count; i++) {
        tui_code_text(c, &p[i].name);
        tui_code_text(c, &p[i].type);
        tui_code_text(c, &p[i].lua);
        tui_code_text(c, &p[i].text);
        tui_code_text(c, &p[i].help);
        tui_code_bool(c, &p[i].is_expression);
        tui_code_i64(c, &p[i].line);
        tui_code_i32(c, &p[i].cell);
        code_choices(c, &p[i]);
        tui_code_maybe(c, &p[i].given);
    }
    e->params.items = p;
}

/* The cells are rows * columns: a count of its own would have to agree. */
static void code_window(tui_codec *c, tui_window *w)
{
    int32_t count = w->rows * w->columns;
    tui_code_u64(c, &w->result);
    tui_code_i32(c, &w->slot);
    tui_code_i64(c, &w->total);
    tui_code_bool(c, &w->is_exact);
    tui_code_bool(c, &w->is_waiting);
    tui_code_i64(c, &w->row);
    tui_code_i32(c, &w->rows);
    tui_code_i32(c, &w->column);
    w->heads = code_columns(c, w->heads, &w->columns);
    tui_window_cell *cells = tui_code_items(c, w->cells, &count, sizeof(*cells), 6);
    for (int32_t i = 0; i < count; i++) {
        tui_code_bytes(c, &cells[i].text);
        tui_code_bool(c, &cells[i].is_null);
        tui_code_bool(c, &cells[i].is_cut);
    }
    w->cells = cells;
    if (!c->w && (w->rows < 0 || (int64_t)w->rows * w->columns != count)) c->r->bad = true;
}

static void code_statistics(tui_codec *c, tui_statistics *s)
{
    int32_t bins = s->bin_count, top = s->top_count;
    tui_code_u64(c, &s->result);
    tui_code_i32(c, &s->column);
    tui_code_bool(c, &s->is_sample);
    tui_code_i64(c, &s->rows);
    tui_code_i64(c, &s->nulls);
    tui_code_i64(c, &s->distinct);
    tui_code_text(c, &s->least);
    tui_code_text(c, &s->most);
    tui_code_text(c, &s->mean);
    tui_code_i32(c, &bins);
    tui_code_i32(c, &top);
    if (bins < 0 || bins > TUI_BINS || top < 0 || top > TUI_TOP) {
        bins = top = 0;
        if (!c->w) c->r->bad = true;
    }
    for (int32_t i = 0; i < bins; i++) tui_code_i64(c, &s->bins[i]);
    for (int32_t i = 0; i < top; i++) {
        tui_code_text(c, &s->top[i]);
        tui_code_i64(c, &s->top_rows[i]);
    }
    s->bin_count = bins;
    s->top_count = top;
}

static void code_found(tui_codec *c, tui_found *f)
{
    tui_code_bool(c, &f->is_found);
    tui_code_bool(c, &f->is_partial);
    tui_code_i64(c, &f->row);
    tui_code_i32(c, &f->column);
}

static void code_output(tui_codec *c, tui_output *o)
{
    tui_code_u64(c, &o->cell);
    tui_code_i64(c, &o->from);
    tui_code_i64(c, &o->bytes);
    tui_code_bytes(c, &o->text);
}

static void code_stale(tui_codec *c, tui_event_told *e)
{
    tui_stale *items = tui_code_items(c, e->stale.items, &e->stale.count, sizeof(*items), 21);
    for (int32_t i = 0; i < e->stale.count; i++) {
        tui_code_u64(c, &items[i].cell);
        tui_code_u8(c, &items[i].why, TUI_STALE_KINDS - 1);
        tui_code_text(c, &items[i].name);
        tui_code_u64(c, &items[i].by);
    }
    e->stale.items = items;
}

static void code_state(tui_codec *c, tui_engine_state *s)
{
    tui_code_i64(c, &s->pid);
    tui_code_i64(c, &s->started_us);
    tui_code_i64(c, &s->memory);
    tui_code_i64(c, &s->memory_budget);
    tui_code_i64(c, &s->results);
    tui_code_i64(c, &s->result_bytes);
    tui_code_i32(c, &s->clients);
    tui_code_i32(c, &s->waiting);
    tui_code_i32(c, &s->threads);
    tui_code_u64(c, &s->running);
    tui_code_text(c, &s->notebook);
    tui_code_text(c, &s->log);
}

static void code_said(tui_codec *c, tui_event_told *e)
{
    tui_code_text(c, &e->said.text);
    tui_code_text(c, &e->said.hint);
}

static void code_answer(tui_codec *c, tui_event_told *e)
{
    switch (e->kind) {
    case TUI_TELL_FAILED: tui_code_error(c, &e->error); return;
    case TUI_TELL_COMPLETIONS: code_completions(c, &e->completions); return;
    case TUI_TELL_VARIABLES: code_variables(c, e); return;
    case TUI_TELL_PARAMS: code_params(c, e); return;
    case TUI_TELL_WINDOW: code_window(c, &e->window); return;
    case TUI_TELL_STATISTICS: code_statistics(c, &e->statistics); return;
    case TUI_TELL_DERIVED: code_result(c, &e->result); return;
    case TUI_TELL_FOUND: code_found(c, &e->found); return;
    case TUI_TELL_INSPECTED:
    case TUI_TELL_VALUE:
    case TUI_TELL_COPIED:
    case TUI_TELL_PLAN_TEXT: tui_code_bytes(c, &e->bytes); return;
    case TUI_TELL_OUTPUT: code_output(c, &e->output); return;
    case TUI_TELL_STALE: code_stale(c, e); return;
    case TUI_TELL_STATE: code_state(c, &e->state); return;
    default: return; /* SYNCED, DONE, RESTARTED have no fields */
    }
}

static void code_event(tui_codec *c, tui_event_told *e)
{
    switch (e->kind) {
    case TUI_TELL_HELLO: tui_code_hello(c, &e->hello); return;
    case TUI_TELL_REFUSED:
    case TUI_TELL_ENDED: code_said(c, e); return;
    case TUI_TELL_ROLE: tui_code_u8(c, &e->role, TUI_OBSERVER); return;
    case TUI_TELL_QUEUE: code_queue(c, &e->queue); return;
    case TUI_TELL_CELL_BEGIN: code_begin(c, &e->begin); return;
    case TUI_TELL_TEXT:
    case TUI_TELL_PLAN: code_text(c, &e->text); return;
    case TUI_TELL_FLOOD: code_flood(c, &e->flood); return;
    case TUI_TELL_RESULT: code_result(c, &e->result); return;
    case TUI_TELL_WRITTEN: code_written(c, &e->written); return;
    case TUI_TELL_PROGRESS: code_progress(c, &e->progress); return;
    case TUI_TELL_CELL_DONE: code_done(c, &e->done); return;
    default: code_answer(c, e); return;
    }
}

lt_status tui_tell(lt_buf *out, const tui_event_told *event, lt_error *err)
{
    tui_event_told e = *event;
    tui_writer     w = tui_frame_begin(out, (uint8_t)e.kind, e.number);
    code_event(&(tui_codec){.w = &w}, &e);
    return tui_frame_end(&w, err);
}

lt_status tui_told(tui_event_told *out, const tui_frame *frame, lt_arena *arena, lt_error *err)
{
    tui_reader r = frame->body;
    tui_codec  c = {.r = &r, .arena = arena};
    memset(out, 0, sizeof(*out));
    out->kind = (tui_tell_kind)frame->kind;
    out->number = frame->number;
    if (frame->kind < TUI_TELL_HELLO || frame->kind >= TUI_TELL_LAST)
        return LT_FAIL(err, LT_EPARSE, "no message of an engine has the kind %d", frame->kind);
    code_event(&c, out);
    if (c.no_memory) return lt_mem_refused(arena->mem, 0, "a message", err);
    if (!tui_read_all(&r))
        return LT_FAIL(err, LT_EPARSE, "the fields of a message of kind %d do not fit it",
                       frame->kind);
    return LT_OK;
}
