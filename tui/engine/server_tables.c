/* server_tables.c — results that are held, and windows on them, on the tables thread.
 *
 * A shown frame is held as its head and its plan. A window past the head runs the plan: once for
 * the page around it, then, when nobody asks for anything, for all of its rows, which are kept
 * where they fit the budget; else pages of them are fetched as they are looked at. A plan runs
 * while no cell does: they share sources.
 */
#include "tui/engine/server_state.h"

#include "column/show.h"
#include "core/clock.h"

#include <string.h>

enum { PAGE = 4000, PAGE_BEFORE = 1000, WINDOW_ROWS = 1000, WINDOW_CELLS = 100000 };

/* ---- running ---- */

typedef struct deadline {
    lt_cancel *cancel;
    int64_t    at_ns;
} deadline;

static void check_deadline(void *arg, const lt_progress *p)
{
    deadline *d = arg;
    (void)p;
    if (d->at_ns && lt_clock_monotonic_ns() > d->at_ns) lt_cancel_set(d->cancel, LT_ETIMEOUT);
}

/* Whether the session's plans may run now; ends with end_plan. */
static bool begin_plan(tui_server *s)
{
    if (pthread_mutex_trylock(&s->exec)) return false;
    pthread_mutex_lock(&s->lock);
    bool may = !s->running && !s->is_stopping;
    for (const tui_job *j = s->lua_jobs; may && j; j = j->next)
        may = j->request.kind != TUI_ASK_EXECUTE;
    s->tables_run_plan = may;
    pthread_mutex_unlock(&s->lock);
    if (!may) pthread_mutex_unlock(&s->exec);
    return may;
}

static void end_plan(tui_server *s)
{
    pthread_mutex_lock(&s->lock);
    s->tables_run_plan = false;
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_unlock(&s->exec);
}

static lt_status busy(lt_error *err)
{
    lt_fail(err, LT_EBUSY, LT_HERE,
            "the rest of this result can be had when the cell that runs is done");
    return LT_EBUSY;
}

/* rows < 0: all of them. is_own: the plan reads nothing but tables that are held. most_ns 0: no
 * limit of time; past it LT_ETIMEOUT. */
lt_status tui_tables_run(lt_table **out, tui_server *s, lt_plan *plan, int64_t rows, bool is_own,
                         int64_t most_ns, lt_error *err)
{
    deadline d = {&s->table_cancel, most_ns ? lt_clock_monotonic_ns() + most_ns : 0};
    lt_query query = {.cancel = &s->table_cancel, .progress = check_deadline, .arg = &d};
    if (!is_own && !begin_plan(s)) return busy(err);
    lt_status status = rows < 0 ? lt_collect(out, s->tables, plan, &query, err)
                                : lt_head(out, s->tables, plan, rows, &query, err);
    if (!is_own) end_plan(s);
    return status;
}

/* ---- more of a result ---- */

static lt_plan *plan_of(tui_server *s, tui_kept *k)
{
    pthread_mutex_lock(&s->lock);
    lt_plan *p = k->plan ? lt_plan_retain(k->plan) : NULL;
    pthread_mutex_unlock(&s->lock);
    return p;
}

/* What was held goes; t is consumed. */
static void hold(tui_server *s, tui_kept *k, lt_table *t)
{
    pthread_mutex_lock(&s->lock);
    lt_table *old = k->held;
    k->held = t;
    k->is_exact = !t->partial;
    if (k->is_exact || t->rows > k->total) k->total = t->rows;
    pthread_mutex_unlock(&s->lock);
    lt_table_release(old);
}

lt_status tui_kept_widen(tui_server *s, tui_kept *k, int64_t rows, int64_t most_ns, lt_error *err)
{
    lt_table *t;
    if (!k->held->partial || (rows >= 0 && k->held->rows >= rows)) return LT_OK;
    lt_plan *p = plan_of(s, k);
    if (!p) return LT_OK; /* the session that could tell more is gone */
    lt_status status = tui_tables_run(&t, s, p, rows, false, most_ns, err);
    lt_plan_release(p);
    if (status == LT_ENOMEM && rows < 0) k->is_big = true;
    if (!status) hold(s, k, t);
    return status;
}

/* The page around a row that is not held. */
static lt_status fetch_page(tui_server *s, tui_kept *k, int64_t row, lt_error *err)
{
    lt_table *t = NULL;
    int64_t   from = row > PAGE_BEFORE ? row - PAGE_BEFORE : 0;
    lt_plan  *p = plan_of(s, k);
    if (!p) return LT_OK;
    p = lt_limit(p, PAGE + 1, from);
    if (!p) return lt_mem_refused(s->mem, 0, "a plan", err);
    lt_status status = tui_tables_run(&t, s, p, -1, false, 0, err);
    lt_plan_release(p);
    if (status) return status;
    lt_table_release(k->page);
    k->page = t;
    k->page_row = from;
    if (t->rows <= PAGE && (t->rows > 0 || from == 0)) {
        k->total = from + t->rows;
        k->is_exact = true;
    } else if (from + t->rows - 1 > k->total) {
        k->total = from + t->rows - 1;
    }
    return LT_OK;
}

/* ---- windows ---- */

typedef struct window {
    tui_server      *s;
    tui_kept        *k;
    tui_window       w;
    tui_window_cell *cells;
    lt_buf           text;
    lt_arena        *arena;
} window;

static lt_status fill_cell(window *x, tui_window_cell *cell, lt_value v, lt_error *err)
{
    x->text.len = 0;
    *cell = (tui_window_cell){.text = {"", 0}, .is_null = v.null};
    if (v.null) return LT_OK;
    if (v.type.id == LT_STRING && v.s.len > 4 * TUI_CELL_MOST) {
        v.s.len = 4 * TUI_CELL_MOST;
        cell->is_cut = true;
    }
    LT_TRY(lt_show_value(&x->text, v, x->s->zone, err));
    size_t n = x->text.len;
    if (n > TUI_CELL_MOST) {
        for (n = TUI_CELL_MOST; n > TUI_CELL_MOST - 4 && (x->text.data[n] & 0xC0) == 0x80;) n--;
        cell->is_cut = true;
    }
    const char *kept = lt_arena_text(x->arena, (const char *)x->text.data, n);
    if (!kept) return lt_mem_refused(x->s->mem, n, "a window", err);
    cell->text = (tui_bytes){kept, n};
    return LT_OK;
}

/* The rows [row, row + rows) of t, whose first row has the number first. */
static lt_status fill(window *x, const lt_table *t, int64_t first, lt_error *err)
{
    tui_window *w = &x->w;
    int64_t     have = first + t->rows - w->row;
    if (have < w->rows) w->rows = have > 0 ? (int32_t)have : 0;
    size_t count = (size_t)w->rows * (size_t)w->columns;
    x->cells = count ? lt_arena_get(x->arena, count * sizeof(*x->cells)) : NULL;
    if (count && !x->cells) return lt_mem_refused(x->s->mem, count, "a window", err);
    w->cells = x->cells;
    for (size_t i = 0; i < count; i++) {
        int64_t row = w->row - first + (int64_t)(i / (size_t)w->columns);
        int32_t column = w->column + (int32_t)(i % (size_t)w->columns);
        LT_TRY(fill_cell(x, &x->cells[i], lt_table_value(t, row, column), err));
    }
    return LT_OK;
}

static bool is_held(const tui_kept *k, int64_t row, int64_t rows)
{
    return row + rows <= k->held->rows || !k->held->partial;
}

static bool is_paged(const tui_kept *k, int64_t row, int64_t rows)
{
    if (!k->page || row < k->page_row) return false;
    return row + rows <= k->page_row + k->page->rows || (k->is_exact && k->page->rows <= PAGE);
}

/* Past the end the last rows are answered. */
static lt_status fill_window(window *x, lt_error *err)
{
    tui_kept   *k = x->k;
    tui_window *w = &x->w;
    lt_error    waits;
    if (k->is_exact && w->row + w->rows > k->total)
        w->row = k->total > w->rows ? k->total - w->rows : 0;
    if (is_held(k, w->row, w->rows)) return fill(x, k->held, 0, err);
    if (!is_paged(k, w->row, w->rows)) {
        lt_status status = fetch_page(x->s, k, w->row, &waits);
        w->is_waiting = status == LT_EBUSY;
        if (status && !w->is_waiting) {
            if (err) *err = waits;
            return status;
        }
        if (k->is_exact && w->row + w->rows > k->total)
            w->row = k->total > w->rows ? k->total - w->rows : 0;
    }
    if (is_paged(k, w->row, 1)) return fill(x, k->page, k->page_row, err);
    return fill(x, k->held, 0, err);
}

static lt_status check_ask(const tui_window_ask *a, const lt_schema *schema, lt_error *err)
{
    if (a->row >= 0 && a->rows >= 0 && a->rows <= WINDOW_ROWS && a->column >= 0 &&
        a->columns >= 0 && a->column <= schema->count &&
        (int64_t)a->rows * a->columns <= WINDOW_CELLS)
        return LT_OK;
    return LT_FAIL(err, LT_EUSAGE, "no window of a table is so large, or there");
}

static lt_status answer_window(window *x, tui_job *job, lt_error *err)
{
    const tui_window_ask *a = &job->request.window;
    const lt_schema      *schema = x->k->held->schema;
    tui_event_told        e = {.kind = TUI_TELL_WINDOW, .number = job->request.number};
    LT_TRY(check_ask(a, schema, err));
    x->w = (tui_window){.result = a->result,
                        .slot = a->slot,
                        .row = a->row,
                        .rows = a->rows,
                        .column = a->column,
                        .columns = a->columns};
    if (x->w.columns > schema->count - x->w.column) x->w.columns = schema->count - x->w.column;
    LT_TRY(fill_window(x, err));
    int32_t     n = x->w.columns;
    tui_column *heads = n ? lt_arena_get(x->arena, (size_t)n * sizeof(*heads)) : NULL;
    if (n && !heads) return lt_mem_refused(x->s->mem, 0, "a window", err);
    tui_columns_describe(heads, schema, x->w.column, n, x->arena);
    x->w.heads = heads;
    x->w.total = x->k->total;
    x->w.is_exact = x->k->is_exact;
    e.window = x->w;
    tui_server_tell(x->s, job->client, &e);
    return LT_OK;
}

lt_status tui_table_window(tui_server *s, tui_job *job, lt_error *err)
{
    window x = {.s = s, .arena = &job->arena, .text.mem = s->mem};
    x.k = tui_kept_find(s, job->request.window.result);
    if (!x.k) return LT_FAIL(err, LT_ENOTFOUND, "that result is not held any more");
    lt_status status = answer_window(&x, job, err);
    lt_buf_clear(&x.text);
    tui_kept_release(s, x.k);
    return status;
}

/* ---- the thread ---- */

static lt_status drop_result(tui_server *s, tui_job *job)
{
    tui_kept_drop_derived(s, job->request.result);
    tui_server_done(s, job);
    return LT_OK;
}

static lt_status work(tui_server *s, tui_job *job, lt_error *err)
{
    switch (job->request.kind) {
    case TUI_ASK_WINDOW: return tui_table_window(s, job, err);
    case TUI_ASK_STATISTICS: return tui_table_statistics(s, job, err);
    case TUI_ASK_DERIVE: return tui_table_derive(s, job, err);
    case TUI_ASK_FIND: return tui_table_find(s, job, err);
    case TUI_ASK_VALUE:
    case TUI_ASK_COPY: return tui_table_copy(s, job, err);
    case TUI_ASK_DROP: return drop_result(s, job);
    default: return tui_stale_answer(s, job, err); /* STALE, PARAMS */
    }
}

/* A result that was looked at past its head, of which all rows could be held. Lock held. */
static tui_kept *to_settle(tui_server *s)
{
    size_t     n;
    tui_kept **list = tui_kept_list(s, &n);
    if (s->running || s->lua_jobs) return NULL;
    for (size_t i = 0; i < n; i++)
        if (list[i]->page && list[i]->plan && list[i]->held->partial && !list[i]->is_big)
            return list[i];
    return NULL;
}

static void settle(tui_server *s, tui_kept *k)
{
    lt_error  err;
    lt_status status = tui_kept_widen(s, k, -1, 0, &err);
    if (status && status != LT_EBUSY && status != LT_ECANCELLED) k->is_big = true;
    if (!status) {
        lt_table_release(k->page);
        k->page = NULL;
    }
}

/* Waits for a job; NULL with *kept: there is time to hold more of it. False: it is over. */
static bool next_job(tui_server *s, tui_job **job, tui_kept **kept)
{
    pthread_mutex_lock(&s->lock);
    s->table_request = s->table_client = 0;
    *kept = NULL;
    while (!s->is_stopping && !s->table_jobs && !(*kept = to_settle(s)))
        pthread_cond_wait(&s->table_wake, &s->lock);
    *job = s->table_jobs;
    if (*job) {
        s->table_jobs = (*job)->next;
        s->table_request = (*job)->request.number;
        s->table_client = (*job)->client;
        *kept = NULL;
    }
    if (*kept) (*kept)->refs++;
    if (!s->is_stopping) lt_cancel_reset(&s->table_cancel);
    bool goes_on = !s->is_stopping;
    pthread_mutex_unlock(&s->lock);
    return goes_on;
}

static void serve(tui_server *s)
{
    tui_job  *job;
    tui_kept *kept;
    lt_error  err;
    while (next_job(s, &job, &kept)) {
        if (kept) {
            settle(s, kept);
            tui_kept_release(s, kept);
            continue;
        }
        if (work(s, job, &err)) tui_server_fail(s, job, &err);
        tui_job_free(s, job);
    }
    if (job) tui_job_free(s, job);
    if (kept) tui_kept_release(s, kept);
}

void *tui_server_tables(void *server)
{
    tui_server        *s = server;
    lt_error           err;
    lt_context_options opt = s->opt.limits;
    lt_context        *ctx = NULL;
    opt.memory = (uint64_t)s->opt.result_bytes;
    opt.threads = opt.threads > 2 ? opt.threads / 2 : 1;
    lt_status status = lt_context_open(&ctx, &opt, &err);
    pthread_mutex_lock(&s->lock);
    s->tables = ctx;
    if (ctx) s->zone = lt_context_zone(ctx);
    pthread_mutex_unlock(&s->lock);
    if (!status) serve(s);
    pthread_mutex_lock(&s->lock);
    s->tables = NULL;
    pthread_mutex_unlock(&s->lock);
    lt_context_close(ctx);
    return NULL;
}
