/* server_lua.c — the Lua thread: runs cells one at a time, and answers what needs a session's
 * values between them.
 */
#include "tui/engine/server_state.h"

#include "core/clock.h"
#include "lua/complete.h"
#include "lua/variables.h"
#include "notebook/param.h"

#include <string.h>

/* ---- the session ---- */

static lt_status open_session(tui_server *s, lt_error *err)
{
    lt_session_options opt = {.context = s->opt.limits,
                              .allow = s->opt.allow,
                              .allow_count = s->opt.allow_count,
                              .folder = s->opt.folder,
                              .date = s->opt.date,
                              .tells_reads = true};
    LT_TRY(lt_session_open(&s->session, &opt, &s->cell_cancel, tui_record_sink, s, err));
    lt_context *ctx = lt_session_context(s->session);
    pthread_mutex_lock(&s->lock);
    s->memory_budget = (int64_t)lt_mem_budget(lt_context_mem(ctx));
    s->threads = lt_context_threads(ctx);
    pthread_mutex_unlock(&s->lock);
    return LT_OK;
}

/* Plans of the session that goes draw on its memory; tables outlive it. Lock held. */
static void forget_plans(tui_server *s)
{
    tui_kept **list = (tui_kept **)(void *)s->kept.data;
    for (size_t i = 0; i < s->kept.len / sizeof(*list); i++) {
        lt_plan_release(list[i]->plan);
        list[i]->plan = NULL;
    }
    s->known.len = s->variables.len = 0;
    lt_arena_clear(&s->variables_arena);
}

static void forget_runs(tui_server *s)
{
    tui_record **list = (tui_record **)(void *)s->records.data;
    for (size_t i = 0; i < s->records.len / sizeof(*list); i++) list[i]->source = 0;
}

static void restart(tui_server *s)
{
    pthread_mutex_lock(&s->exec);
    pthread_mutex_lock(&s->lock);
    s->wants_restart = false;
    forget_plans(s);
    forget_runs(s);
    lt_cancel_reset(&s->cell_cancel);
    pthread_mutex_unlock(&s->lock);
    lt_session_close(s->session);
    s->session = NULL;
    lt_error       err;
    tui_event_told e = {.kind = TUI_TELL_RESTARTED};
    if (open_session(s, &err)) e = (tui_event_told){.kind = TUI_TELL_FAILED, .error = err};
    tui_server_tell(s, 0, &e);
    pthread_mutex_unlock(&s->exec);
}

static lt_status need_session(tui_server *s, lt_error *err)
{
    return s->session ? LT_OK : open_session(s, err);
}

/* ---- parameters ---- */

static const char **given(tui_server *s, size_t *pairs)
{
    *pairs = s->given.len / (2 * sizeof(char *));
    return (const char **)(void *)s->given.data;
}

/* Text that gives the parameters the values that were set, into out. */
static lt_status override(lt_buf *out, tui_server *s, const tui_execute *cell, lt_error *err)
{
    size_t       n;
    lt_notebook *nb = NULL;
    lt_buf       text = {.mem = s->mem};
    const char **pairs = given(s, &n);
    lt_status    status = lt_buf_text(&text, "-- %% p tags=[\"parameters\"]\n", err);
    if (!status) status = lt_buf_add(&text, cell->text, cell->len, err);
    if (!status) status = lt_notebook_parse(&nb, s->mem, text.data, text.len, "parameters", err);
    for (size_t i = 0; !status && i < n; i++) {
        lt_error told;
        status = lt_notebook_override(out, nb, &pairs[2 * i], &pairs[2 * i + 1], 1, &told);
        if (status == LT_EUSAGE && strstr(told.text, "no parameter")) status = LT_OK;
        if (status && err) *err = told;
    }
    lt_notebook_close(nb);
    lt_buf_clear(&text);
    return status;
}

static lt_status keep_pair(tui_server *s, const char *name, const char *value)
{
    size_t       n;
    const char **pairs = given(s, &n);
    const char  *kept = lt_arena_text(&s->names, value, strlen(value));
    for (size_t i = 0; kept && i < n; i++)
        if (strcmp(pairs[2 * i], name) == 0) {
            pairs[2 * i + 1] = kept;
            return LT_OK;
        }
    const char *pair[2] = {lt_arena_text(&s->names, name, strlen(name)), kept};
    if (!pair[0] || !pair[1]) return LT_ENOMEM;
    return lt_buf_add(&s->given, pair, sizeof(pair), NULL);
}

static lt_status set_param(tui_server *s, tui_job *job, lt_error *err)
{
    LT_TRY(need_session(s, err));
    const tui_request *q = &job->request;
    LT_TRY(lt_session_set_param(s->session, q->param.name, q->param.value, err));
    pthread_mutex_lock(&s->lock);
    lt_status status = keep_pair(s, q->param.name, q->param.value);
    s->params_version++;
    pthread_mutex_unlock(&s->lock);
    if (status) return lt_mem_refused(s->mem, 0, "a parameter", err);
    tui_server_done(s, job);
    return LT_OK;
}

/* ---- running a cell ---- */

static lt_status run_text(tui_server *s, const tui_execute *cell, lt_error *err)
{
    lt_buf    text = {.mem = s->mem};
    lt_status status = LT_OK;
    if (strcmp(cell->lang, "lua") != 0) {
        lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "a cell of the language %s cannot run", cell->lang);
        lt_error_hint(err, "write it as a Lua cell: frame:filter(…):group_by(…):agg{…}");
        return LT_EUNSUPPORTED;
    }
    LT_TRY(need_session(s, err));
    const char *slash = strrchr(s->opt.notebook, '/');
    status = lt_session_run_text(s->session, cell->text, cell->len,
                                 slash ? slash + 1 : s->opt.notebook, cell->line, err);
    if (!status && cell->parameters && s->given.len) {
        status = override(&text, s, cell, err);
        if (!status && text.len)
            status =
                lt_session_run_text(s->session, (char *)text.data, text.len, "parameters", 1, err);
    }
    lt_buf_clear(&text);
    return status;
}

static void tell_begin(tui_server *s, const tui_execute *cell)
{
    tui_record    *r = s->record;
    tui_event_told e = {.kind = TUI_TELL_CELL_BEGIN,
                        .begin = {.cell = cell->cell,
                                  .started_us = r->started_us,
                                  .last_ns = r->last_ns,
                                  .source = r->source,
                                  .id = cell->id,
                                  .title = cell->title}};
    tui_record_put(s, &e);
}

static const tui_name *copy_names(lt_arena *arena, const lt_buf *globals, int32_t *count)
{
    const lt_global *list = (const lt_global *)(const void *)globals->data;
    *count = (int32_t)(globals->len / sizeof(lt_global));
    tui_name *out = *count ? lt_arena_get(arena, (size_t)*count * sizeof(*out)) : NULL;
    if (!out) *count = 0;
    for (int32_t i = 0; i < *count; i++) out[i].name = list[i].name;
    return out;
}

/* How a run ended, until it is told. */
typedef struct ending {
    tui_execute *cell;
    lt_error     err;
    bool         has_error;
    lt_watched   watched;
    lt_arena     arena;
} ending;

/* Lock held. */
static void tell_done(tui_server *s, ending *end)
{
    tui_record    *r = s->record;
    tui_event_told e = {.kind = TUI_TELL_CELL_DONE};
    if (r->is_good) r->last_ns = r->elapsed_ns;
    e.done = (tui_cell_done){.cell = r->cell,
                             .source = r->source,
                             .started_us = r->started_us,
                             .elapsed_ns = r->elapsed_ns,
                             .rows = s->rows,
                             .peak_bytes = s->peak,
                             .outputs = r->outputs,
                             .has_error = end->has_error};
    if (end->has_error) e.done.error = end->err;
    e.done.reads = copy_names(&end->arena, &end->watched.reads, &e.done.read_count);
    e.done.writes = copy_names(&end->arena, &end->watched.writes, &e.done.write_count);
    r->is_done = true;
    tui_known_update(s, r, &end->watched);
    if (tui_tell(&r->frames, &e, NULL) == LT_OK) tui_server_post(s, 0, &e);
}

static void end_watch(tui_server *s, lt_watched *w)
{
    lt_error err;
    *w = (lt_watched){.arena.mem = s->mem, .reads.mem = s->mem, .writes.mem = s->mem};
    if (s->session && lt_session_watched(w, s->session, &err)) return; /* told without names */
}

static void name_error(const tui_execute *cell, lt_error *err)
{
    if (*cell->title) lt_error_cell(err, cell->title, 0);
    if (err->code == LT_ECANCELLED)
        lt_error_hint(
            err, "variables are as they were left; an output that was being written is as before");
}

static void run_cell(tui_server *s, ending *e)
{
    const tui_execute *cell = e->cell;
    s->record = tui_record_begin(s, cell);
    if (!s->record) return;
    s->rows = -1;
    s->peak = (int64_t)lt_mem_in_use(lt_mem_default());
    s->cell_began_ns = lt_clock_monotonic_ns();
    s->progress_ns = 0;
    tell_begin(s, cell);
    bool watched = need_session(s, NULL) == LT_OK && lt_session_watch(s->session, NULL) == LT_OK;
    e->has_error = run_text(s, cell, &e->err) != LT_OK;
    if (e->has_error) name_error(cell, &e->err);
    s->record->elapsed_ns = lt_clock_monotonic_ns() - s->cell_began_ns;
    s->record->is_good = !e->has_error;
    if (watched) end_watch(s, &e->watched);
    tui_record_flush(s, s->record);
}

/* A run for which there is not even a record is told as failed. Lock held. */
static void tell_refused(tui_server *s, const ending *end)
{
    tui_event_told e = {.kind = TUI_TELL_CELL_DONE, .done.cell = end->cell->cell};
    e.done.has_error = true;
    (void)lt_mem_refused(s->mem, sizeof(tui_record), "a cell's output", &e.done.error);
    tui_server_post(s, 0, &e);
}

/* Plans may run again before the end is told: a screen asks for rows as soon as it hears of it. */
static void execute(tui_server *s, tui_execute *cell)
{
    ending e = {.cell = cell, .arena.mem = s->mem, .watched.arena.mem = s->mem};
    pthread_mutex_lock(&s->exec);
    run_cell(s, &e);
    pthread_mutex_unlock(&s->exec);
    pthread_mutex_lock(&s->lock);
    s->running = 0;
    lt_cancel_reset(&s->cell_cancel);
    if (s->is_stopping) lt_cancel_set(&s->cell_cancel, LT_ECANCELLED);
    if (s->record)
        tell_done(s, &e);
    else
        tell_refused(s, &e);
    s->record = NULL;
    if (e.has_error && e.err.code != LT_ECANCELLED)
        tui_server_unqueue(s, 0); /* what waits may need what failed */
    tui_server_post_queue(s);
    pthread_cond_signal(&s->table_wake); /* there is time to hold more of what was looked at */
    pthread_mutex_unlock(&s->lock);
    lt_watched_clear(&e.watched);
    lt_arena_clear(&e.arena);
}

/* ---- questions ---- */

static lt_status complete(tui_server *s, tui_job *job, lt_error *err)
{
    lt_completions c;
    tui_bytes      text = job->request.complete.text;
    tui_event_told e = {.kind = TUI_TELL_COMPLETIONS, .number = job->request.number};
    lt_status      status = lt_session_complete(&c, s->session, text.p, text.len, err);
    int32_t        n = status ? 0 : (int32_t)lt_completions_count(&c);
    tui_candidate *items = n ? lt_arena_get(&job->arena, (size_t)n * sizeof(*items)) : NULL;
    if (n && !items) status = lt_mem_refused(s->mem, 0, "completions", err);
    for (int32_t i = 0; !status && i < n; i++) {
        const lt_candidate *from = lt_completions_at(&c, (size_t)i);
        items[i] = (tui_candidate){from->text, from->note};
    }
    if (!status) {
        e.completions = (tui_completions){
            .from = (int64_t)c.from, .is_path = c.is_path, .items = items, .count = n};
        tui_server_tell(s, job->client, &e);
    }
    lt_completions_clear(&c);
    return status;
}

static lt_status inspect(tui_server *s, tui_job *job, lt_error *err)
{
    lt_buf         text = {.mem = s->mem};
    tui_bytes      name = job->request.complete.text;
    tui_event_told e = {.kind = TUI_TELL_INSPECTED, .number = job->request.number};
    lt_status      status = lt_session_inspect(&text, s->session, name.p, name.len, err);
    e.bytes = (tui_bytes){(const char *)text.data, text.len};
    if (!status) tui_server_tell(s, job->client, &e);
    lt_buf_clear(&text);
    return status;
}

static uint64_t maker_of(const tui_server *s, const char *name)
{
    const tui_known *list = (const tui_known *)(const void *)s->known.data;
    for (size_t i = 0; i < s->known.len / sizeof(*list); i++)
        if (strcmp(list[i].name, name) == 0) return list[i].by;
    return 0;
}

/* The list stays, for who asks while a cell runs. */
static lt_status variables(tui_server *s, tui_job *job, lt_error *err)
{
    lt_buf             found = {.mem = s->mem};
    lt_arena           arena = {.mem = s->mem};
    tui_event_told     e = {.kind = TUI_TELL_VARIABLES, .number = job->request.number};
    lt_status          status = lt_session_variables(&found, &arena, s->session, err);
    const lt_variable *list = (const lt_variable *)(const void *)found.data;
    pthread_mutex_lock(&s->lock);
    s->variables.len = 0;
    lt_arena_clear(&s->variables_arena);
    s->variables_arena = arena;
    for (size_t i = 0; !status && i < found.len / sizeof(*list); i++) {
        tui_variable v = {.name = list[i].name,
                          .type = list[i].type,
                          .text = list[i].text,
                          .rows = list[i].rows,
                          .columns = list[i].columns,
                          .bytes = list[i].bytes,
                          .made_by = maker_of(s, list[i].name)};
        status = lt_buf_add(&s->variables, &v, sizeof(v), err);
    }
    e.variables.items = (const tui_variable *)(const void *)s->variables.data;
    e.variables.count = (int32_t)(s->variables.len / sizeof(tui_variable));
    if (!status) tui_server_post(s, job->client, &e);
    pthread_mutex_unlock(&s->lock);
    lt_buf_clear(&found);
    return status;
}

static lt_status plan_of(lt_plan **out, tui_server *s, const tui_plan_ask *ask, lt_error *err)
{
    if (!ask->result) return lt_session_frame(out, s->session, ask->name, err);
    tui_kept *k = tui_kept_find(s, ask->result);
    if (!k) return LT_FAIL(err, LT_ENOTFOUND, "that result is not held any more");
    pthread_mutex_lock(&s->lock);
    *out = k->plan ? lt_plan_retain(k->plan) : lt_from_table(k->held);
    pthread_mutex_unlock(&s->lock);
    tui_kept_release(s, k);
    return *out ? LT_OK : lt_mem_refused(s->mem, 0, "a plan", err);
}

static lt_status plan(tui_server *s, tui_job *job, lt_error *err)
{
    const tui_plan_ask *ask = &job->request.plan;
    lt_explain_options  how = {.json = ask->json, .ascii = ask->ascii};
    lt_buf              text = {.mem = s->mem};
    lt_plan            *p = NULL;
    tui_event_told      e = {.kind = TUI_TELL_PLAN_TEXT, .number = job->request.number};
    lt_query            query = {.cancel = &s->cell_cancel};
    if (*ask->mode && !lt_explain_mode_find(ask->mode, &how.mode))
        return LT_FAIL(err, LT_EUSAGE, "a plan is not told in the mode \"%s\"", ask->mode);
    LT_TRY(plan_of(&p, s, ask, err));
    pthread_mutex_lock(&s->exec);
    lt_status status = lt_explain(&text, lt_session_context(s->session), p, &how, &query, err);
    lt_plan_release(p);
    pthread_mutex_unlock(&s->exec);
    e.bytes = (tui_bytes){(const char *)text.data, text.len};
    if (!status) tui_server_tell(s, job->client, &e);
    lt_buf_clear(&text);
    return status;
}

static void answer(tui_server *s, tui_job *job)
{
    lt_error  err;
    lt_status status = need_session(s, &err);
    if (!status) switch (job->request.kind) {
        case TUI_ASK_COMPLETE: status = complete(s, job, &err); break;
        case TUI_ASK_INSPECT: status = inspect(s, job, &err); break;
        case TUI_ASK_VARIABLES: status = variables(s, job, &err); break;
        case TUI_ASK_SET_PARAM: status = set_param(s, job, &err); break;
        default: status = plan(s, job, &err); break;
        }
    if (status) tui_server_fail(s, job, &err);
}

/* ---- the thread ---- */

/* Questions come before cells; NULL: it is over, or the session begins anew. Lock held. */
static tui_job *next_job(tui_server *s)
{
    tui_job **at;
    while (!s->is_stopping && !s->wants_restart && !s->lua_jobs)
        pthread_cond_wait(&s->lua_wake, &s->lock);
    if (s->is_stopping || s->wants_restart) return NULL;
    for (at = &s->lua_jobs; *at; at = &(*at)->next)
        if ((*at)->request.kind != TUI_ASK_EXECUTE) break;
    if (!*at) at = &s->lua_jobs;
    tui_job *job = *at;
    *at = job->next;
    job->next = NULL;
    if (job->request.kind != TUI_ASK_EXECUTE) return job;
    s->running = job->request.execute.cell;
    lt_cancel_reset(&s->cell_cancel);
    if (s->is_stopping) lt_cancel_set(&s->cell_cancel, LT_ECANCELLED);
    tui_server_post_queue(s);
    return job;
}

static bool work(tui_server *s)
{
    pthread_mutex_lock(&s->lock);
    tui_job *job = next_job(s);
    bool     is_over = s->is_stopping;
    pthread_mutex_unlock(&s->lock);
    if (job) {
        if (job->request.kind == TUI_ASK_EXECUTE)
            execute(s, &job->request.execute);
        else
            answer(s, job);
        tui_job_free(s, job);
    } else if (!is_over) {
        restart(s);
    }
    return !is_over;
}

void *tui_server_lua(void *server)
{
    tui_server *s = server;
    lt_error    err;
    if (open_session(s, &err)) {
        tui_event_told e = {.kind = TUI_TELL_FAILED, .error = err};
        tui_server_tell(s, 0, &e);
    }
    while (work(s)) {
    }
    pthread_mutex_lock(&s->exec);
    pthread_mutex_lock(&s->lock);
    forget_plans(s);
    pthread_mutex_unlock(&s->lock);
    lt_session_close(s->session);
    s->session = NULL;
    pthread_mutex_unlock(&s->exec);
    return NULL;
}
