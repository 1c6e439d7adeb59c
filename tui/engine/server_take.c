/* server_take.c — requests as they come in, on the control thread: what takes no time is answered
 * at once, the rest is a job of the Lua thread or the tables thread.
 */
#include "tui/engine/server_state.h"

#include "core/clock.h"

#include <string.h>
#include <unistd.h>

static void answer(tui_server *s, const tui_peer *p, const tui_event_told *e)
{
    tui_server_tell(s, p->id, e);
}

static void deny(tui_server *s, const tui_peer *p, uint64_t number, const lt_error *err)
{
    answer(s, p, &(tui_event_told){.kind = TUI_TELL_FAILED, .number = number, .error = *err});
}

/* ---- hello ---- */

static bool has_writer(const tui_server *s)
{
    for (const tui_peer *p = s->peers; p; p = p->next)
        if (p->role == TUI_WRITER && !p->is_gone) return true;
    return false;
}

static void say_no(tui_server *s, tui_peer *p, const char *text, const char *hint)
{
    lt_buf         bytes = {.mem = s->mem};
    tui_event_told e = {.kind = TUI_TELL_REFUSED, .said = {.text = text, .hint = hint}};
    if (tui_tell(&bytes, &e, NULL) == LT_OK) tui_peer_send(s, p, bytes.data, bytes.len);
    lt_buf_clear(&bytes);
    p->is_last = true;
}

/* Everything that was put out before, then what runs and waits. */
static lt_status replay(lt_buf *out, tui_server *s)
{
    tui_record **list = (tui_record **)(void *)s->records.data;
    for (size_t i = 0; i < s->records.len / sizeof(*list); i++)
        LT_TRY(tui_record_replay(out, s, list[i]));
    return LT_OK;
}

static void greet(tui_server *s, tui_peer *p, const tui_hello *h)
{
    lt_buf         bytes = {.mem = s->mem};
    tui_event_told e = {.kind = TUI_TELL_HELLO, .hello = *h};
    p->wants_follow = h->role == TUI_FOLLOWER;
    p->role = h->role == TUI_WRITER && has_writer(s) ? TUI_FOLLOWER : h->role;
    e.hello.version = LOTE_VERSION;
    e.hello.notebook = s->opt.notebook;
    e.hello.pid = getpid();
    e.hello.role = p->role;
    lt_status status = tui_tell(&bytes, &e, NULL);
    pthread_mutex_lock(&s->lock);
    if (!status && p->role != TUI_OBSERVER) status = replay(&bytes, s);
    p->greeted = true;
    p->heard = s->post_count;
    tui_peer_send(s, p, bytes.data, bytes.len);
    if (status) p->is_gone = true;
    if (p->role != TUI_OBSERVER) {
        tui_server_post_queue(s);
        tui_server_post(s, p->id, &(tui_event_told){.kind = TUI_TELL_SYNCED});
    }
    pthread_mutex_unlock(&s->lock);
    lt_buf_clear(&bytes);
}

static void take_hello(tui_server *s, tui_peer *p, const tui_hello *h)
{
    if (h->magic != TUI_WIRE_MAGIC)
        say_no(s, p, "this is an engine of lote, and what came is none of its messages", "");
    else if (h->protocol != TUI_PROTOCOL || strcmp(h->version, LOTE_VERSION) != 0)
        say_no(s, p, "this notebook's engine is lote " LOTE_VERSION ", and another version asks",
               "lote kill ends the engine; outputs that are not saved go with it");
    else if (*h->notebook && strcmp(h->notebook, s->opt.notebook) != 0)
        say_no(s, p, "this engine belongs to another notebook", "");
    else
        greet(s, p, h);
}

/* ---- jobs ---- */

static tui_job *job_of(tui_server *s, const tui_peer *p, const tui_frame *frame, lt_error *err)
{
    tui_job *job = lt_mem_zeroed(s->mem, 1, sizeof(*job));
    if (!job) {
        (void)lt_mem_refused(s->mem, sizeof(*job), "a request", err);
        return NULL;
    }
    tui_frame copy = *frame;
    job->client = p->id;
    job->arena.mem = job->frame.mem = s->mem;
    lt_status status = lt_buf_add(&job->frame, frame->body.p, frame->body.left, err);
    copy.body.p = job->frame.data;
    if (!status) status = tui_asked(&job->request, &copy, &job->arena, err);
    if (!status) return job;
    tui_job_free(s, job);
    return NULL;
}

static void add_job(tui_job **list, tui_job *job)
{
    while (*list) list = &(*list)->next;
    *list = job;
}

/* A cell that waits takes the new text and keeps its place; true: it did. Lock held. */
static bool replace_waiting(tui_server *s, tui_job *job)
{
    for (tui_job **at = &s->lua_jobs; *at; at = &(*at)->next) {
        tui_job *old = *at;
        if (old->request.kind != TUI_ASK_EXECUTE ||
            old->request.execute.cell != job->request.execute.cell)
            continue;
        job->next = old->next;
        *at = job;
        tui_job_free(s, old);
        return true;
    }
    return false;
}

static void give_lua(tui_server *s, tui_job *job)
{
    bool is_cell = job->request.kind == TUI_ASK_EXECUTE;
    pthread_mutex_lock(&s->lock);
    if (!is_cell || !replace_waiting(s, job)) add_job(&s->lua_jobs, job);
    if (is_cell) {
        tui_event_told e = {.kind = TUI_TELL_DONE, .number = job->request.number};
        tui_server_post(s, job->client, &e);
        tui_server_post_queue(s);
    }
    if (s->tables_run_plan && is_cell) lt_cancel_set(&s->table_cancel, LT_EBUSY);
    pthread_cond_signal(&s->lua_wake);
    pthread_mutex_unlock(&s->lock);
}

/* Of the windows that one view of one client asks for only the newest counts. Lock held. */
static void forget_windows(tui_server *s, const tui_job *job)
{
    for (tui_job **at = &s->table_jobs; *at;) {
        tui_job *old = *at;
        if (old->request.kind == TUI_ASK_WINDOW && old->client == job->client &&
            old->request.window.slot == job->request.window.slot) {
            *at = old->next;
            tui_job_free(s, old);
        } else {
            at = &old->next;
        }
    }
}

static void give_tables(tui_server *s, tui_job *job)
{
    pthread_mutex_lock(&s->lock);
    if (job->request.kind == TUI_ASK_WINDOW) {
        forget_windows(s, job);
        job->next = s->table_jobs; /* who looks at a table waits for nothing else */
        s->table_jobs = job;
    } else {
        add_job(&s->table_jobs, job);
    }
    pthread_cond_signal(&s->table_wake);
    pthread_mutex_unlock(&s->lock);
}

/* ---- what is answered here ---- */

static void interrupt(tui_server *s, uint64_t cell)
{
    pthread_mutex_lock(&s->lock);
    if (s->running && (!cell || cell == s->running)) lt_cancel_set(&s->cell_cancel, LT_ECANCELLED);
    pthread_mutex_unlock(&s->lock);
}

/* Lock held. */
void tui_server_unqueue(tui_server *s, uint64_t cell)
{
    for (tui_job **at = &s->lua_jobs; *at;) {
        tui_job *old = *at;
        bool     goes =
            old->request.kind == TUI_ASK_EXECUTE && (!cell || cell == old->request.execute.cell);
        if (!goes) {
            at = &old->next;
            continue;
        }
        *at = old->next;
        tui_job_free(s, old);
    }
    tui_server_post_queue(s);
}

/* A table job that waits is answered as cancelled; one that is worked on is told to stop. */
static void stop_request(tui_server *s, const tui_peer *p, uint64_t number)
{
    lt_error err;
    tui_job *found = NULL;
    lt_fail(&err, LT_ECANCELLED, LT_HERE, "stopped");
    pthread_mutex_lock(&s->lock);
    if (s->table_request == number && s->table_client == p->id)
        lt_cancel_set(&s->table_cancel, LT_ECANCELLED);
    for (tui_job **at = &s->table_jobs; *at && !found; at = &(*at)->next) {
        if ((*at)->client != p->id || (*at)->request.number != number) continue;
        found = *at;
        *at = found->next;
        break;
    }
    pthread_mutex_unlock(&s->lock);
    if (!found) return;
    tui_server_fail(s, found, &err);
    tui_job_free(s, found);
}

static void restart(tui_server *s)
{
    pthread_mutex_lock(&s->lock);
    s->wants_restart = true;
    tui_server_unqueue(s, 0);
    if (s->running) lt_cancel_set(&s->cell_cancel, LT_ECANCELLED);
    if (s->tables_run_plan) lt_cancel_set(&s->table_cancel, LT_EBUSY);
    pthread_cond_signal(&s->lua_wake);
    pthread_mutex_unlock(&s->lock);
}

static bool shut_down(tui_server *s, const tui_peer *p, const tui_request *q)
{
    lt_error err;
    pthread_mutex_lock(&s->lock);
    bool works = s->running || s->lua_jobs;
    pthread_mutex_unlock(&s->lock);
    if (works && !q->force) {
        lt_fail(&err, LT_EBUSY, LT_HERE, "a cell runs in this engine");
        lt_error_hint(&err, "interrupt it first, or end the engine by force");
        deny(s, p, q->number, &err);
        return false;
    }
    tui_server_stop(s);
    return true;
}

static int64_t held_bytes(const tui_server *s)
{
    return s->tables ? (int64_t)lt_mem_in_use(lt_context_mem(s->tables)) : 0;
}

static void tell_state(tui_server *s, const tui_peer *p, uint64_t number)
{
    tui_event_told e = {.kind = TUI_TELL_STATE, .number = number};
    int32_t        clients = 0;
    for (const tui_peer *q = s->peers; q; q = q->next) clients += q->role != TUI_OBSERVER;
    pthread_mutex_lock(&s->lock);
    e.state = (tui_engine_state){.pid = getpid(),
                                 .started_us = s->started_us,
                                 .memory = (int64_t)lt_mem_in_use(lt_mem_default()),
                                 .memory_budget = s->memory_budget,
                                 .results = (int64_t)(s->kept.len / sizeof(tui_kept *)),
                                 .result_bytes = held_bytes(s),
                                 .clients = clients,
                                 .threads = s->threads,
                                 .running = s->running,
                                 .notebook = s->opt.notebook,
                                 .log = s->opt.log ? s->opt.log : ""};
    for (const tui_job *j = s->lua_jobs; j; j = j->next)
        e.state.waiting += j->request.kind == TUI_ASK_EXECUTE;
    tui_server_post(s, p->id, &e);
    pthread_mutex_unlock(&s->lock);
}

/* While a cell runs its values cannot be looked at: what can be said without them. True: said. */
static bool is_busy_answer(tui_server *s, const tui_peer *p, const tui_request *q)
{
    lt_error       err;
    tui_event_told e = {.number = q->number};
    pthread_mutex_lock(&s->lock);
    bool busy = s->running != 0;
    if (busy && q->kind == TUI_ASK_VARIABLES) {
        e.kind = TUI_TELL_VARIABLES;
        e.variables.items = (const tui_variable *)(const void *)s->variables.data;
        e.variables.count = (int32_t)(s->variables.len / sizeof(tui_variable));
        e.variables.is_busy = true;
        tui_server_post(s, p->id, &e);
    }
    pthread_mutex_unlock(&s->lock);
    if (!busy || q->kind == TUI_ASK_VARIABLES) return busy;
    if (q->kind == TUI_ASK_COMPLETE) {
        e.kind = TUI_TELL_COMPLETIONS;
        e.completions = (tui_completions){.from = (int64_t)q->complete.text.len, .is_busy = true};
        answer(s, p, &e);
        return true;
    }
    lt_fail(&err, LT_EBUSY, LT_HERE,
            "a cell runs, and only one thing at a time can use its values");
    lt_error_hint(&err, "ask again when it is done");
    deny(s, p, q->number, &err);
    return true;
}

/* ---- dispatch ---- */

static bool is_for_writers(tui_ask_kind kind)
{
    return kind == TUI_ASK_EXECUTE || kind == TUI_ASK_UNQUEUE || kind == TUI_ASK_INTERRUPT ||
           kind == TUI_ASK_RESTART || kind == TUI_ASK_SET_PARAM;
}

/* True: q was answered. */
static bool answer_now(tui_server *s, tui_peer *p, const tui_request *q)
{
    switch (q->kind) {
    case TUI_ASK_UNQUEUE:
        pthread_mutex_lock(&s->lock);
        tui_server_unqueue(s, q->cell);
        pthread_mutex_unlock(&s->lock);
        break;
    case TUI_ASK_INTERRUPT: interrupt(s, q->cell); break;
    case TUI_ASK_RESTART: restart(s); break;
    case TUI_ASK_STOP: stop_request(s, p, q->target); break;
    case TUI_ASK_SHUTDOWN:
        if (!shut_down(s, p, q)) return true;
        break;
    case TUI_ASK_STATE: tell_state(s, p, q->number); return true;
    case TUI_ASK_OUTPUT: tui_record_output(s, p->id, q); return true;
    case TUI_ASK_COMPLETE:
    case TUI_ASK_INSPECT:
    case TUI_ASK_VARIABLES:
    case TUI_ASK_PLAN: return is_busy_answer(s, p, q);
    default: return false;
    }
    answer(s, p, &(tui_event_told){.kind = TUI_TELL_DONE, .number = q->number});
    return true;
}

static bool is_lua_job(tui_ask_kind kind)
{
    return kind == TUI_ASK_EXECUTE || kind == TUI_ASK_COMPLETE || kind == TUI_ASK_INSPECT ||
           kind == TUI_ASK_VARIABLES || kind == TUI_ASK_PLAN || kind == TUI_ASK_SET_PARAM;
}

static bool may(tui_server *s, tui_peer *p, const tui_request *q)
{
    lt_error err;
    bool     observes = p->role == TUI_OBSERVER;
    if (observes && q->kind != TUI_ASK_STATE && q->kind != TUI_ASK_SHUTDOWN)
        lt_fail(&err, LT_EUSAGE, LT_HERE, "an observer may only ask for the state of an engine");
    else if (p->role == TUI_FOLLOWER && (is_for_writers(q->kind) || q->kind == TUI_ASK_SHUTDOWN))
        lt_fail(&err, LT_EBUSY, LT_HERE, "another screen writes in this notebook; here it is read");
    else
        return true;
    deny(s, p, q->number, &err);
    return false;
}

void tui_server_take(tui_server *s, tui_peer *p, const tui_frame *frame)
{
    lt_error err;
    tui_job *job = job_of(s, p, frame, &err);
    if (!job) {
        if (p->greeted && err.code == LT_ENOMEM)
            deny(s, p, frame->number, &err);
        else
            say_no(s, p, err.text, err.hint);
        return;
    }
    const tui_request *q = &job->request;
    bool               is_over = true;
    if (q->kind == TUI_ASK_HELLO && !p->greeted)
        take_hello(s, p, &q->hello);
    else if (!p->greeted || q->kind == TUI_ASK_HELLO)
        say_no(s, p, "the first message of a client, and no other, is its hello", "");
    else if (may(s, p, q))
        is_over = answer_now(s, p, q);
    if (is_over)
        tui_job_free(s, job);
    else if (is_lua_job(q->kind))
        give_lua(s, job);
    else
        give_tables(s, job);
}
