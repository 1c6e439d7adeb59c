#include "tui/view/outcome.h"

#include "column/show.h"
#include "core/options.h"
#include "tui/view/texts.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ITEMS = 200, KEPT_ROWS = 20, KEPT_COLUMNS = 40 };

/* ---- the list, in order of cells ---- */

static tui_outcome **list_of(const tui_outcomes *o) { return (tui_outcome **)(void *)o->list.data; }
static size_t        count_of(const tui_outcomes *o) { return o->list.len / sizeof(tui_outcome *); }

/* The place of the cell, or where it would be. */
static size_t place_of(const tui_outcomes *o, uint64_t cell)
{
    size_t low = 0, high = count_of(o);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list_of(o)[middle]->cell < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

tui_outcome *tui_outcome_of(const tui_outcomes *o, uint64_t cell)
{
    size_t at = place_of(o, cell);
    return at < count_of(o) && list_of(o)[at]->cell == cell ? list_of(o)[at] : NULL;
}

tui_outcome *tui_outcome_make(tui_outcomes *o, uint64_t cell)
{
    tui_outcome *made = tui_outcome_of(o, cell);
    if (made) return made;
    size_t at = place_of(o, cell), count = count_of(o);
    if (lt_buf_reserve(&o->list, (count + 1) * sizeof(made), NULL)) return NULL;
    made = lt_mem_zeroed(o->mem, 1, sizeof(*made));
    if (!made) return NULL;
    made->cell = cell;
    made->stale = TUI_NEVER_RUN;
    made->items.mem = made->tail.mem = made->ops.mem = o->mem;
    memmove(list_of(o) + at + 1, list_of(o) + at, (count - at) * sizeof(made));
    list_of(o)[at] = made;
    o->list.len += sizeof(made);
    return made;
}

static void close_item(lt_mem *mem, tui_item *i)
{
    lt_buf_clear(&i->bytes);
    lt_arena_clear(&i->arena);
    lt_mem_free(mem, i, sizeof(*i));
}

static void clear_items(tui_outcomes *o, tui_outcome *c)
{
    for (size_t k = 0; k < tui_outcome_count(c); k++) close_item(o->mem, tui_outcome_item(c, k));
    c->items.len = 0;
    c->tail.len = c->ops.len = 0;
    c->flood_bytes = c->flood_lines = 0;
    c->flood_is_cut = false;
}

static void close_outcome(tui_outcomes *o, tui_outcome *c)
{
    clear_items(o, c);
    lt_buf_clear(&c->items);
    lt_buf_clear(&c->tail);
    lt_buf_clear(&c->ops);
    lt_mem_free(o->mem, c, sizeof(*c));
}

void tui_outcomes_clear(tui_outcomes *o)
{
    for (size_t k = 0; k < count_of(o); k++) close_outcome(o, list_of(o)[k]);
    lt_buf_clear(&o->list);
    *o = (tui_outcomes){.mem = o->mem};
}

void tui_outcome_drop(tui_outcomes *o, uint64_t cell)
{
    size_t at = place_of(o, cell), count = count_of(o);
    if (at == count || list_of(o)[at]->cell != cell) return;
    close_outcome(o, list_of(o)[at]);
    memmove(list_of(o) + at, list_of(o) + at + 1, (count - at - 1) * sizeof(tui_outcome *));
    o->list.len -= sizeof(tui_outcome *);
    o->version++;
}

/* ---- items ---- */

static tui_item *add_item(tui_outcomes *o, tui_outcome *c, tui_item_kind kind)
{
    if (tui_outcome_count(c) >= MOST_ITEMS) return NULL;
    if (lt_buf_reserve(&c->items, c->items.len + sizeof(tui_item *), NULL)) return NULL;
    tui_item *made = lt_mem_zeroed(o->mem, 1, sizeof(*made));
    if (!made) return NULL;
    made->kind = kind;
    made->name = "";
    made->bytes.mem = made->arena.mem = o->mem;
    lt_buf_push(&c->items, &made, sizeof(made));
    return made;
}

/* Texts of one kind that follow one another are one item. */
static void take_text(tui_outcomes *o, const tui_printed *t)
{
    tui_outcome *c = tui_outcome_make(o, t->cell);
    if (!c) return;
    size_t    count = tui_outcome_count(c);
    tui_item *last = count ? tui_outcome_item(c, count - 1) : NULL;
    if (!last || last->kind != TUI_ITEM_TEXT || last->text_kind != t->kind)
        last = add_item(o, c, TUI_ITEM_TEXT);
    if (!last) return;
    last->text_kind = t->kind;
    (void)!lt_buf_add(&last->bytes, t->bytes.p, t->bytes.len, NULL);
    c->version++;
}

static void take_flood(tui_outcomes *o, const tui_flood *f)
{
    tui_outcome *c = tui_outcome_make(o, f->cell);
    if (!c) return;
    c->flood_bytes = f->bytes;
    c->flood_lines = f->lines;
    c->flood_is_cut = f->is_cut;
    c->tail.len = 0;
    (void)!lt_buf_add(&c->tail, f->tail.p, f->tail.len, NULL);
    c->version++;
}

static void take_note(tui_outcomes *o, const tui_written *w)
{
    char         rows[32], bytes[LT_SIZE_TEXT];
    tui_outcome *c = tui_outcome_make(o, w->cell);
    tui_item    *i = c ? add_item(o, c, TUI_ITEM_NOTE) : NULL;
    if (!i) return;
    if (w->skipped)
        (void)!lt_buf_printf(&i->bytes, NULL, "left %s as it was: it exists", w->path);
    else
        (void)!lt_buf_printf(&i->bytes, NULL, "wrote %s rows, %s to %s",
                             lt_show_count(rows, w->rows), (lt_print_size(bytes, w->bytes), bytes),
                             w->path);
    c->version++;
}

static const char *keep_text(lt_arena *a, const char *text)
{
    size_t n = strlen(text) + 1;
    char  *kept = lt_arena_get(a, n);
    return kept ? memcpy(kept, text, n) : "";
}

static void take_result(tui_outcomes *o, const tui_result *r, tui_client *client)
{
    tui_outcome *c = tui_outcome_make(o, r->cell);
    tui_item    *i = c ? add_item(o, c, TUI_ITEM_TABLE) : NULL;
    if (!i) return;
    i->result = r->result;
    i->name = keep_text(&i->arena, r->name);
    i->total = r->rows;
    i->is_exact = r->is_exact;
    i->all_columns = r->column_count;
    memcpy(i->mended, r->mended, sizeof(i->mended));
    i->slot = --o->next_slot;
    c->version++;
    if (!client) return;
    int32_t        rows = r->shown > 0 && r->shown < KEPT_ROWS ? (int32_t)r->shown : KEPT_ROWS;
    tui_window_ask ask = {.result = r->result, .slot = i->slot, .rows = rows};
    ask.columns = r->column_count < KEPT_COLUMNS ? r->column_count : KEPT_COLUMNS;
    tui_client_window(client, &ask);
}

static tui_item *item_of_slot(const tui_outcomes *o, int32_t slot, tui_outcome **of)
{
    for (size_t k = 0; slot < 0 && k < count_of(o); k++) {
        tui_outcome *c = list_of(o)[k];
        for (size_t n = 0; n < tui_outcome_count(c); n++)
            if (tui_outcome_item(c, n)->slot == slot) return *of = c, tui_outcome_item(c, n);
    }
    return NULL;
}

static bool keep_cells(tui_item *i, const tui_window *w)
{
    size_t           n = (size_t)w->rows * (size_t)w->columns;
    tui_window_cell *cells = lt_arena_get(&i->arena, (n + 1) * sizeof(*cells));
    tui_column      *heads = lt_arena_get(&i->arena, ((size_t)w->columns + 1) * sizeof(*heads));
    if (!cells || !heads) return false;
    for (size_t k = 0; k < n; k++) {
        cells[k] = w->cells[k];
        char *text = lt_arena_get(&i->arena, w->cells[k].text.len + 1);
        if (!text) return false;
        if (cells[k].text.len) memcpy(text, w->cells[k].text.p, cells[k].text.len);
        cells[k].text.p = text;
    }
    for (int32_t k = 0; k < w->columns; k++) {
        heads[k] = w->heads[k];
        heads[k].name = keep_text(&i->arena, w->heads[k].name);
        heads[k].type = keep_text(&i->arena, w->heads[k].type);
    }
    i->cells = cells;
    i->heads = heads;
    return true;
}

static bool take_window(tui_outcomes *o, const tui_window *w)
{
    tui_outcome *c;
    tui_item    *i = item_of_slot(o, w->slot, &c);
    if (!i || i->result != w->result || !keep_cells(i, w)) return false;
    i->has_window = true;
    i->rows = w->rows;
    i->columns = w->columns;
    i->total = w->total;
    i->is_exact = w->is_exact;
    c->version++;
    return true;
}

/* ---- a run ---- */

static void take_begin(tui_outcomes *o, const tui_cell_begin *b)
{
    tui_outcome *c = tui_outcome_make(o, b->cell);
    if (!c) return;
    clear_items(o, c);
    c->state = TUI_RUN_RUNS;
    c->source = b->source;
    c->started_us = b->started_us;
    c->last_ns = b->last_ns;
    c->elapsed_ns = c->rows = c->peak_bytes = 0;
    c->progress_bytes = c->progress_total = c->progress_rows = c->progress_ns = 0;
    c->error = (lt_error){0};
    c->stale = TUI_FRESH;
    c->version++;
    o->running = b->cell;
}

static void take_progress(tui_outcomes *o, const tui_progressed *p)
{
    tui_outcome *c = tui_outcome_of(o, p->cell);
    o->memory = p->memory;
    if (!c) return;
    c->progress_bytes = p->bytes;
    c->progress_total = p->bytes_total;
    c->progress_rows = p->rows;
    c->progress_ns = p->elapsed_ns;
    c->last_ns = p->last_ns;
    c->ops.len = 0;
    for (int32_t k = p->op_count; k > 0; k--) { /* from the source on */
        char rows[TUI_SHORT_TEXT];
        (void)!lt_buf_printf(&c->ops, NULL, "%s%s %s", k < p->op_count ? " ▸ " : "",
                             p->ops[k - 1].name, tui_about(rows, p->ops[k - 1].rows_out));
    }
    c->version++;
}

static void take_done(tui_outcomes *o, const tui_cell_done *d)
{
    tui_outcome *c = tui_outcome_make(o, d->cell);
    if (o->running == d->cell) o->running = 0;
    if (!c) return;
    bool stopped = d->has_error && d->error.code == LT_ECANCELLED;
    c->state = stopped ? TUI_RUN_STOPPED : d->has_error ? TUI_RUN_FAILED : TUI_RUN_GOOD;
    c->source = d->source;
    c->started_us = d->started_us;
    c->elapsed_ns = d->elapsed_ns;
    c->rows = d->rows;
    c->peak_bytes = d->peak_bytes;
    c->stale = d->has_error ? TUI_STALE_FAILED : TUI_FRESH;
    if (d->has_error) c->error = d->error;
    c->version++;
}

/* Who waited and no more does, and does not run, was taken out of the queue. */
static void take_queue(tui_outcomes *o, const tui_queue *q)
{
    for (size_t k = 0; k < count_of(o); k++)
        if (list_of(o)[k]->state == TUI_RUN_WAITS) {
            list_of(o)[k]->state = tui_outcome_count(list_of(o)[k]) ? TUI_RUN_GOOD : TUI_RUN_NEVER;
            list_of(o)[k]->version++;
        }
    for (int32_t k = 0; k < q->count; k++) {
        tui_outcome *c = tui_outcome_make(o, q->waiting[k]);
        if (!c) continue;
        c->state = TUI_RUN_WAITS;
        c->version++;
    }
    o->running = q->running;
    o->waiting = q->count;
}

static void take_stale(tui_outcomes *o, const tui_stale *items, int32_t count)
{
    for (int32_t k = 0; k < count; k++) {
        tui_outcome *c = tui_outcome_make(o, items[k].cell);
        if (!c || (c->stale == items[k].why && strcmp(c->stale_name, items[k].name) == 0)) continue;
        c->stale = items[k].why;
        c->stale_by = items[k].by;
        snprintf(c->stale_name, sizeof(c->stale_name), "%s", items[k].name);
        c->version++;
    }
}

/* The engine is gone: nothing runs or waits any more; tables cannot be opened. */
static void take_end(tui_outcomes *o)
{
    for (size_t k = 0; k < count_of(o); k++) {
        tui_outcome *c = list_of(o)[k];
        if (c->state == TUI_RUN_RUNS || c->state == TUI_RUN_WAITS) {
            c->state = TUI_RUN_STOPPED;
            lt_fail(&c->error, LT_ECANCELLED, LT_HERE, "the engine ended while this ran or waited");
        }
        if (c->state != TUI_RUN_NEVER) c->stale = TUI_STALE_FAILED;
        for (size_t n = 0; n < tui_outcome_count(c); n++) tui_outcome_item(c, n)->result = 0;
        c->version++;
    }
    o->running = 0;
    o->waiting = 0;
    o->memory = 0;
}

bool tui_outcomes_told(tui_outcomes *o, const tui_event_told *e, tui_client *client)
{
    switch (e->kind) {
    case TUI_TELL_QUEUE: take_queue(o, &e->queue); break;
    case TUI_TELL_CELL_BEGIN: take_begin(o, &e->begin); break;
    case TUI_TELL_TEXT: take_text(o, &e->text); break;
    case TUI_TELL_FLOOD: take_flood(o, &e->flood); break;
    case TUI_TELL_RESULT: take_result(o, &e->result, client); break;
    case TUI_TELL_WRITTEN: take_note(o, &e->written); break;
    case TUI_TELL_PROGRESS: take_progress(o, &e->progress); break;
    case TUI_TELL_CELL_DONE: take_done(o, &e->done); break;
    case TUI_TELL_WINDOW:
        if (!take_window(o, &e->window)) return false;
        break;
    case TUI_TELL_STALE: take_stale(o, e->stale.items, e->stale.count); break;
    case TUI_TELL_STATE: o->memory = e->state.memory; break;
    case TUI_TELL_RESTARTED:
    case TUI_TELL_ENDED: take_end(o); break;
    default: return false;
    }
    o->version++;
    return true;
}

int64_t tui_outcome_spent(const tui_outcome *o, int64_t now_us)
{
    int64_t ns = (now_us - o->started_us) * 1000;
    if (ns < o->progress_ns) ns = o->progress_ns;
    return ns / 100000000 * 100000000;
}

/* ---- staleness ---- */

bool tui_outcome_is_stale(const tui_outcome *o)
{
    return o->state != TUI_RUN_NEVER && o->stale != TUI_FRESH && o->stale != TUI_NEVER_RUN;
}

void tui_outcome_why(const tui_outcome *o, tui_cell_number *number_of, void *arg, char out[200])
{
    int  by = o->stale_by ? number_of(arg, o->stale_by) : 0;
    char cell[32] = "";
    if (by > 0) snprintf(cell, sizeof(cell), "cell %d", by);
    switch ((tui_stale_why)o->stale) {
    case TUI_STALE_SOURCE: snprintf(out, 200, "edited since it ran"); return;
    case TUI_STALE_GLOBAL:
        snprintf(out, 200, "%s changed `%s` after this ran", by > 0 ? cell : "another cell",
                 o->stale_name);
        return;
    case TUI_STALE_FILE: snprintf(out, 200, "%s changed on disk", o->stale_name); return;
    case TUI_STALE_PARAM: snprintf(out, 200, "parameter `%s` changed", o->stale_name); return;
    case TUI_STALE_FAILED: snprintf(out, 200, "its last run did not end well"); return;
    case TUI_STALE_BEFORE:
        snprintf(out, 200, "%s, which sets `%s`, is stale", by > 0 ? cell : "a cell",
                 o->stale_name);
        return;
    default: out[0] = 0; return;
    }
}
