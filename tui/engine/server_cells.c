/* server_cells.c — what cells put out: told as it comes, kept for who attaches later.
 *
 * The first TUI_TEXT_KEPT bytes that a run prints are events. What follows goes to a nameless file,
 * and ten times a second an event tells how much there is and how it ends: 100 MB cost neither
 * memory nor a busy screen.
 */
#include "tui/engine/server_state.h"

#include "core/clock.h"
#include "io/sys.h"

#include <string.h>

enum { SPOOL_BLOCK = 256 << 10, OUTPUT_MOST = 1 << 20 };

#define SPOOL_MOST INT64_C(4294967296)
#define TELL_NS    INT64_C(100000000)

/* ---- records ---- */

static tui_record **records(tui_server *s, size_t *n)
{
    *n = s->records.len / sizeof(tui_record *);
    return (tui_record **)(void *)s->records.data;
}

tui_record *tui_record_find(tui_server *s, uint64_t cell)
{
    size_t       n;
    tui_record **list = records(s, &n);
    for (size_t i = 0; i < n; i++)
        if (list[i]->cell == cell) return list[i];
    return NULL;
}

static void empty(tui_record *r)
{
    lt_buf_clear(&r->frames);
    lt_buf_clear(&r->head);
    lt_buf_clear(&r->block);
    lt_buf_clear(&r->reads);
    lt_buf_clear(&r->writes);
    lt_buf_clear(&r->files);
    lt_arena_clear(&r->arena);
    tui_spool_close(&r->spool);
    r->tail_len = r->outputs = 0;
    r->bytes = r->lines = r->kept = r->flooded_ns = 0;
    r->is_cut = r->is_done = r->is_good = false;
}

void tui_record_free(tui_server *s, tui_record *r)
{
    empty(r);
    lt_mem_free(s->mem, r, sizeof(*r));
}

/* NULL: no memory. Lock held. */
static tui_record *record_for(tui_server *s, uint64_t cell)
{
    tui_record *r = tui_record_find(s, cell);
    if (r || lt_buf_reserve(&s->records, sizeof(r), NULL)) return r;
    r = lt_mem_zeroed(s->mem, 1, sizeof(*r));
    if (!r) return NULL;
    r->cell = cell;
    r->spool = TUI_SPOOL_NONE;
    r->frames.mem = r->head.mem = r->block.mem = r->arena.mem = s->mem;
    r->reads.mem = r->writes.mem = r->files.mem = s->mem;
    lt_buf_push(&s->records, &r, sizeof(r));
    return r;
}

tui_record *tui_record_begin(tui_server *s, const tui_execute *cell)
{
    pthread_mutex_lock(&s->lock);
    tui_record *r = record_for(s, cell->cell);
    if (r) {
        empty(r);
        tui_kept_drop_cell(s, cell->cell);
        r->source = tui_source_hash(cell->text, cell->len);
        r->started_us = lt_clock_now_us();
        r->has_params = cell->parameters;
        r->params = s->params_version;
    }
    pthread_mutex_unlock(&s->lock);
    return r;
}

/* An event of the cell that runs: kept, as long as there is room, and posted. */
static void put_locked(tui_server *s, const tui_event_told *event)
{
    tui_record *r = s->record;
    if (r && r->frames.len < TUI_CELL_FRAMES && tui_tell(&r->frames, event, NULL) == LT_OK)
        tui_server_post(s, 0, event);
}

void tui_record_put(tui_server *s, const tui_event_told *event)
{
    pthread_mutex_lock(&s->lock);
    put_locked(s, event);
    pthread_mutex_unlock(&s->lock);
}

/* ---- printed text ---- */

static int64_t count_lines(const char *p, size_t n)
{
    int64_t lines = 0;
    for (const char *end = p + n; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++) lines++;
    return lines;
}

static void keep_tail(tui_record *r, const char *p, size_t n)
{
    if (n >= TUI_TAIL_MOST) {
        memcpy(r->tail, p + n - TUI_TAIL_MOST, TUI_TAIL_MOST);
        r->tail_len = TUI_TAIL_MOST;
        return;
    }
    size_t stays = (size_t)r->tail_len;
    if (stays + n > TUI_TAIL_MOST) stays = TUI_TAIL_MOST - n;
    memmove(r->tail, r->tail + r->tail_len - stays, stays);
    memcpy(r->tail + stays, p, n);
    r->tail_len = (int32_t)(stays + n);
}

/* The tail from the beginning of a line, where one begins in it. */
static tui_event_told flood_of(const tui_record *r)
{
    const char *from = r->tail, *end = r->tail + r->tail_len, *line = NULL;
    if (r->tail_len == TUI_TAIL_MOST) line = memchr(from, '\n', (size_t)(end - from));
    if (line && line + 1 < end) from = line + 1;
    return (tui_event_told){.kind = TUI_TELL_FLOOD,
                            .flood = {.cell = r->cell,
                                      .bytes = r->bytes,
                                      .lines = r->lines,
                                      .is_cut = r->is_cut,
                                      .kept = r->kept,
                                      .tail = {from, (size_t)(end - from)}}};
}

static void flush_block(tui_record *r)
{
    if (r->block.len && tui_spool_add(&r->spool, r->block.data, r->block.len, NULL)) {
        r->is_cut = true;
        r->kept -= (int64_t)r->block.len;
    }
    r->block.len = 0;
}

static void spool(tui_record *r, const char *p, size_t n)
{
    if (r->is_cut) return;
    if (r->kept + (int64_t)n > SPOOL_MOST || lt_buf_add(&r->block, p, n, NULL)) {
        r->is_cut = true;
        return;
    }
    r->kept += (int64_t)n;
    if (r->block.len >= SPOOL_BLOCK) flush_block(r);
}

/* The first bytes go to the spool too: it then holds all of them from 0 on. */
static void begin_flood(tui_record *r)
{
    if (tui_spool_open(&r->spool, NULL)) {
        r->is_cut = true;
        r->kept = (int64_t)r->head.len;
        return;
    }
    r->kept = 0;
    spool(r, (const char *)r->head.data, r->head.len);
}

static void add_flood(tui_server *s, tui_record *r, const char *p, size_t n)
{
    if (r->spool.fd < 0 && !r->is_cut) begin_flood(r);
    spool(r, p, n);
    int64_t now = lt_clock_monotonic_ns();
    if (now - r->flooded_ns < TELL_NS) return;
    r->flooded_ns = now;
    tui_event_told e = flood_of(r);
    tui_server_post(s, 0, &e);
}

static void add_text(tui_server *s, uint8_t kind, const char *p, size_t n)
{
    tui_record *r = s->record;
    if (!r || !n) return;
    pthread_mutex_lock(&s->lock);
    size_t room = r->head.len < TUI_TEXT_KEPT ? TUI_TEXT_KEPT - r->head.len : 0;
    size_t first = n < room ? n : room;
    r->bytes += (int64_t)n;
    r->lines += count_lines(p, n);
    keep_tail(r, p, n);
    if (first && lt_buf_add(&r->head, p, first, NULL) == LT_OK) {
        tui_event_told e = {.kind = TUI_TELL_TEXT,
                            .text = {.cell = r->cell, .kind = kind, .bytes = {p, first}}};
        put_locked(s, &e);
    }
    if (n > first)
        add_flood(s, r, p + first, n - first);
    else
        r->kept = (int64_t)r->head.len;
    pthread_mutex_unlock(&s->lock);
}

void tui_record_flush(tui_server *s, tui_record *r)
{
    pthread_mutex_lock(&s->lock);
    flush_block(r);
    lt_buf_clear(&r->block);
    if (r->bytes > (int64_t)r->head.len) {
        tui_event_told e = flood_of(r);
        tui_server_post(s, 0, &e);
    }
    pthread_mutex_unlock(&s->lock);
}

/* On the control thread. */
void tui_record_output(tui_server *s, uint64_t client, const tui_request *q)
{
    tui_event_told e = {.kind = TUI_TELL_OUTPUT, .number = q->number};
    lt_buf         text = {.mem = s->mem};
    size_t         got = 0;
    int64_t        from = q->output.from < 0 ? 0 : q->output.from;
    int32_t        most = q->output.most < 0             ? 0
                          : q->output.most > OUTPUT_MOST ? OUTPUT_MOST
                                                         : q->output.most;
    lt_status      status = lt_buf_reserve(&text, (size_t)most + 1, &e.error);
    pthread_mutex_lock(&s->lock);
    tui_record *r = tui_record_find(s, q->output.cell);
    if (r && !status && r->spool.fd >= 0) {
        flush_block(r);
        status = lt_sys_pread(&got, r->spool.fd, text.data, (size_t)most, (uint64_t)from,
                              "the output of a cell", &e.error);
    } else if (r && !status && from < (int64_t)r->head.len) {
        got = r->head.len - (size_t)from;
        if (got > (size_t)most) got = (size_t)most;
        memcpy(text.data, r->head.data + from, got);
    }
    if (status)
        e.kind = TUI_TELL_FAILED;
    else
        e.output = (tui_output){.cell = q->output.cell,
                                .from = from,
                                .bytes = r ? r->bytes : 0,
                                .text = {(const char *)text.data, got}};
    tui_server_post(s, client, &e);
    pthread_mutex_unlock(&s->lock);
    lt_buf_clear(&text);
}

lt_status tui_record_replay(lt_buf *out, tui_server *s, tui_record *r)
{
    (void)s;
    LT_TRY(lt_buf_add(out, r->frames.data, r->frames.len, NULL));
    if (r->bytes <= (int64_t)r->head.len) return LT_OK;
    tui_event_told e = flood_of(r);
    return tui_tell(out, &e, NULL);
}

/* ---- events of the session ---- */

static void put_table(tui_server *s, const lt_event *event)
{
    tui_record *r = s->record;
    lt_arena    arena = {.mem = s->mem};
    if (!r || r->outputs++ >= TUI_CELL_OUTPUTS) return;
    tui_kept *k = tui_kept_add(s, event->table, event->plan, r->cell, event->table->rows);
    if (k) {
        tui_event_told e = {.kind = TUI_TELL_RESULT};
        tui_kept_describe(&e.result, k, &arena);
        if (event->text) e.result.name = event->text;
        tui_record_put(s, &e);
        tui_kept_release(s, k);
    }
    lt_arena_clear(&arena);
}

static void put_plan(tui_server *s, const lt_event *event)
{
    tui_record *r = s->record;
    if (!r || r->outputs++ >= TUI_CELL_OUTPUTS) return;
    tui_record_put(
        s, &(tui_event_told){.kind = TUI_TELL_PLAN,
                             .text = {.cell = r->cell, .bytes = {event->text, event->text_len}}});
}

static void put_written(tui_server *s, const lt_event *event)
{
    if (!s->record) return;
    tui_event_told e = {.kind = TUI_TELL_WRITTEN,
                        .written = {.cell = s->record->cell,
                                    .path = event->text,
                                    .rows = event->written.rows,
                                    .bytes = event->written.bytes,
                                    .files = event->written.files,
                                    .skipped = event->written.skipped}};
    if (event->written.rows > s->rows) s->rows = event->written.rows;
    tui_record_put(s, &e);
}

static void note_memory(tui_server *s)
{
    int64_t now = (int64_t)lt_mem_in_use(lt_mem_default());
    if (now > s->peak) s->peak = now;
}

static void put_progress(tui_server *s, const lt_progress *p)
{
    enum { MOST = 24 };
    tui_op_progress ops[MOST];
    int64_t         now = lt_clock_monotonic_ns();
    note_memory(s);
    if (!s->record || now - s->progress_ns < TELL_NS / 2) return;
    s->progress_ns = now;
    tui_event_told e = {.kind = TUI_TELL_PROGRESS,
                        .progress = {.cell = s->record->cell,
                                     .elapsed_ns = now - s->cell_began_ns,
                                     .last_ns = s->record->last_ns,
                                     .bytes = p->bytes,
                                     .bytes_total = p->bytes_total,
                                     .rows = p->rows,
                                     .memory = (int64_t)lt_mem_in_use(lt_mem_default()),
                                     .ops = ops}};
    for (int32_t i = 0; i < p->op_count && i < MOST; i++) {
        const lt_op_stats *from = &p->ops[p->op_count - 1 - i]; /* sources first */
        ops[e.progress.op_count++] = (tui_op_progress){.name = from->name,
                                                       .node = from->node,
                                                       .rows_in = from->rows_in,
                                                       .rows_out = from->rows_out,
                                                       .bytes = from->bytes,
                                                       .busy_ns = from->busy_ns};
    }
    tui_server_tell(s, 0, &e);
}

/* The same path is noted once a run; a run that ends by cancel has what it read until then. */
static void note_file(tui_server *s, const char *path)
{
    tui_record *r = s->record;
    if (!r) return;
    const tui_seen_file *list = (const tui_seen_file *)(const void *)r->files.data;
    for (size_t i = 0; i < r->files.len / sizeof(*list); i++)
        if (strcmp(list[i].path, path) == 0) return;
    tui_seen_file seen = {.identity = tui_file_identity(s->mem, path)};
    pthread_mutex_lock(&s->lock);
    seen.path = lt_arena_text(&r->arena, path, strlen(path));
    lt_status status = seen.path ? lt_buf_add(&r->files, &seen, sizeof(seen), NULL) : LT_ENOMEM;
    pthread_mutex_unlock(&s->lock);
    (void)status; /* no memory: the file is not watched */
}

void tui_record_sink(void *arg, const lt_event *event)
{
    tui_server *s = arg;
    switch (event->kind) {
    case LT_EVENT_PRINT: add_text(s, TUI_TEXT_PRINT, event->text, event->text_len); return;
    case LT_EVENT_LOG:
        add_text(s, TUI_TEXT_LOG, event->text, event->text_len);
        add_text(s, TUI_TEXT_LOG, "\n", 1);
        return;
    case LT_EVENT_TEXT: add_text(s, TUI_TEXT_VALUE, event->text, event->text_len); return;
    case LT_EVENT_PLAN: put_plan(s, event); return;
    case LT_EVENT_TABLE:
        if (event->rows > s->rows) s->rows = event->rows;
        note_memory(s);
        put_table(s, event);
        return;
    case LT_EVENT_WRITTEN: put_written(s, event); return;
    case LT_EVENT_PROGRESS: put_progress(s, event->progress); return;
    case LT_EVENT_READ: note_file(s, event->text); return;
    case LT_EVENT_CELL_BEGIN:
    case LT_EVENT_CELL_END: return; /* the engine tells them itself */
    }
}
