/* server_stale.c — which cells' outputs are no longer what their text and inputs would give.
 *
 * A run remembers the hash of its text, the content of each global that it read, the identity
 * (size, time, inode) of the files that it read and the version of the parameters. A cell is stale
 * when one of these is another now, or when a stale cell before it will write what it reads.
 */
#include "tui/engine/server_state.h"

#include "core/hash.h"
#include "io/store.h"
#include "notebook/lua_scan.h"
#include "notebook/param.h"

#include <string.h>

/* ---- files ---- */

static uint64_t mix_object(uint64_t hash, const lt_object *o)
{
    hash = lt_hash64(o->path, strlen(o->path), hash);
    hash = lt_hash_combine(hash, o->size);
    hash = lt_hash_combine(hash, (uint64_t)o->mtime_ns);
    return lt_hash_combine(hash, o->inode);
}

static uint64_t mix_list(uint64_t hash, const lt_objects *found)
{
    for (size_t i = 0; i < found->count; i++) hash = mix_object(hash, &found->at[i]);
    return hash;
}

/* Of everything that a reader would take for the path; 0 where nothing is there. */
uint64_t tui_file_identity(lt_mem *mem, const char *path)
{
    lt_uri     uri;
    lt_store  *store = NULL;
    lt_objects found;
    uint64_t   hash = 0;
    lt_status  status = lt_uri_parse(&uri, mem, path, NULL);
    if (!status) status = lt_store_open(&store, &uri, mem, NULL);
    const char *where = status ? "" : lt_uri_path(&uri);
    if (!status)
        status = lt_store_is_glob(where) ? lt_store_glob(&found, store, where, NULL)
                                         : lt_store_walk(&found, store, where, NULL);
    if (!status) {
        hash = mix_list(1, &found);
        lt_objects_clear(&found);
    }
    if (store) lt_store_close(store);
    lt_uri_clear(&uri);
    return hash;
}

/* ---- globals ---- */

static tui_known *known_of(tui_server *s, const char *name)
{
    tui_known *list = (tui_known *)(void *)s->known.data;
    for (size_t i = 0; i < s->known.len / sizeof(*list); i++)
        if (strcmp(list[i].name, name) == 0) return &list[i];
    return NULL;
}

/* No memory: the name is not known, and who reads it is stale once more. */
static void learn(tui_server *s, const lt_global *g, uint64_t by)
{
    tui_known *k = known_of(s, g->name);
    if (k) {
        k->content = g->content;
        k->by = by;
        return;
    }
    tui_known made = {lt_arena_text(&s->names, g->name, strlen(g->name)), g->content, by};
    if (made.name && lt_buf_add(&s->known, &made, sizeof(made), NULL)) return;
}

static lt_status keep_globals(lt_buf *out, tui_record *r, const lt_buf *from)
{
    const lt_global *list = (const lt_global *)(const void *)from->data;
    for (size_t i = 0; i < from->len / sizeof(*list); i++) {
        lt_global g = {lt_arena_text(&r->arena, list[i].name, strlen(list[i].name)),
                       list[i].content};
        if (!g.name) return LT_ENOMEM;
        LT_TRY(lt_buf_add(out, &g, sizeof(g), NULL));
    }
    return LT_OK;
}

/* What a table that was only read holds now is what it was changed to. */
void tui_known_update(tui_server *s, tui_record *r, const lt_watched *w)
{
    const lt_global *writes = (const lt_global *)(const void *)w->writes.data;
    const lt_global *reads = (const lt_global *)(const void *)w->reads.data;
    for (size_t i = 0; i < w->writes.len / sizeof(*writes); i++) learn(s, &writes[i], r->cell);
    for (size_t i = 0; i < w->reads.len / sizeof(*reads); i++) {
        const tui_known *k = known_of(s, reads[i].name);
        if (k && k->content != reads[i].content) learn(s, &reads[i], r->cell);
    }
    bool kept = keep_globals(&r->reads, r, &w->reads) == LT_OK &&
                keep_globals(&r->writes, r, &w->writes) == LT_OK;
    if (!kept) r->source = 0; /* stale, rather than wrong */
}

/* ---- one cell ---- */

typedef struct judging {
    tui_server *s;
    lt_arena   *arena;
    tui_stale  *out;
    int32_t     count;
    lt_buf      coming; /* tui_known: names that stale cells so far will write, by whom */
} judging;

static void say(judging *j, tui_stale *out, tui_stale_why why, const char *name, uint64_t by)
{
    out->why = (uint8_t)why;
    out->by = by;
    out->name = name ? lt_arena_text(j->arena, name, strlen(name)) : "";
    if (!out->name) out->name = "";
}

static bool judge_globals(judging *j, const tui_record *r, tui_stale *out)
{
    const lt_global *reads = (const lt_global *)(const void *)r->reads.data;
    for (size_t i = 0; i < r->reads.len / sizeof(*reads); i++) {
        const tui_known *k = known_of(j->s, reads[i].name);
        if ((k ? k->content : 0) == reads[i].content) continue;
        if (!k && reads[i].content) continue; /* nobody wrote it: a constant of the session */
        say(j, out, TUI_STALE_GLOBAL, reads[i].name, k ? k->by : 0);
        return true;
    }
    return false;
}

/* The files of a run, copied so that they can be looked at without the lock. */
typedef struct file_list {
    tui_seen_file *items;
    size_t         count;
} file_list;

static file_list copy_files(const judging *j, const tui_record *r)
{
    const tui_seen_file *files = (const tui_seen_file *)(const void *)r->files.data;
    size_t               n = r->files.len / sizeof(*files);
    file_list            out = {.items = n ? lt_arena_get(j->arena, n * sizeof(*files)) : NULL};
    for (; out.items && out.count < n; out.count++) {
        const char *path = files[out.count].path;
        out.items[out.count] = files[out.count];
        out.items[out.count].path = lt_arena_text(j->arena, path, strlen(path));
        if (!out.items[out.count].path) break;
    }
    return out;
}

static void judge_files(judging *j, file_list files, tui_stale *out)
{
    for (size_t i = 0; i < files.count; i++) {
        if (tui_file_identity(j->s->mem, files.items[i].path) == files.items[i].identity) continue;
        say(j, out, TUI_STALE_FILE, files.items[i].path, 0);
        return;
    }
}

/* Whether a name that is about to be written anew is read: by the last run, else by the text. */
typedef struct reading {
    judging   *j;
    tui_stale *out;
    bool       writes; /* the names that are written are wanted, not those that are read */
    uint64_t   cell;
} reading;

static const tui_known *coming(const judging *j, const char *name, size_t len)
{
    const tui_known *list = (const tui_known *)(const void *)j->coming.data;
    for (size_t i = 0; i < j->coming.len / sizeof(*list); i++)
        if (strlen(list[i].name) == len && memcmp(list[i].name, name, len) == 0) return &list[i];
    return NULL;
}

static void on_global(void *arg, const lt_token *name, int64_t line, bool is_write)
{
    reading *r = arg;
    (void)line;
    const tui_known *k = coming(r->j, name->s, name->len);
    if (r->writes && is_write && !k) {
        tui_known made = {lt_arena_text(r->j->arena, name->s, name->len), 0, r->cell};
        if (made.name && lt_buf_add(&r->j->coming, &made, sizeof(made), NULL)) return;
    }
    if (!r->writes && !is_write && k && k->by != r->cell && r->out->why == TUI_FRESH)
        say(r->j, r->out, TUI_STALE_BEFORE, k->name, k->by);
}

static void scan(judging *j, const tui_source *cell, tui_stale *out, bool writes)
{
    reading      r = {.j = j, .out = out, .writes = writes, .cell = cell->cell};
    lt_lua_watch watch = {.global = on_global, .arg = &r};
    (void)lt_lua_scan(cell->text, cell->len, 1, &watch);
}

static void judge_run(judging *j, const tui_source *cell, const tui_record *r, tui_stale *out)
{
    if (!r || !r->source || !r->is_done)
        say(j, out, TUI_NEVER_RUN, NULL, 0);
    else if (r->source != tui_source_hash(cell->text, cell->len))
        say(j, out, TUI_STALE_SOURCE, NULL, 0);
    else if (!r->is_good)
        say(j, out, TUI_STALE_FAILED, NULL, 0);
    else if (r->has_params && r->params != j->s->params_version)
        say(j, out, TUI_STALE_PARAM, NULL, 0);
    else
        (void)judge_globals(j, r, out);
}

/* What runs now is neither stale nor fresh: its record is not done, and it is told as running. */
static void judge(judging *j, const tui_source *cell)
{
    tui_stale *out = &j->out[j->count++];
    *out = (tui_stale){.cell = cell->cell, .why = TUI_FRESH, .name = ""};
    pthread_mutex_lock(&j->s->lock);
    const tui_record *r = tui_record_find(j->s, cell->cell);
    bool              runs = j->s->running == cell->cell;
    file_list         files = {.items = NULL};
    if (!runs) judge_run(j, cell, r, out);
    if (!runs && out->why == TUI_FRESH) files = copy_files(j, r);
    pthread_mutex_unlock(&j->s->lock);
    judge_files(j, files, out);
    if (out->why == TUI_FRESH && !runs) scan(j, cell, out, false);
    if (out->why != TUI_FRESH) scan(j, cell, out, true);
}

static lt_status answer_stale(tui_server *s, tui_job *job, lt_error *err)
{
    size_t         n = job->request.stale.count;
    judging        j = {.s = s, .arena = &job->arena, .coming.mem = s->mem};
    tui_event_told e = {.kind = TUI_TELL_STALE, .number = job->request.number};
    j.out = n ? lt_arena_get(&job->arena, n * sizeof(*j.out)) : NULL;
    if (n && !j.out) return lt_mem_refused(s->mem, 0, "what is stale", err);
    lt_status status = LT_OK;
    for (size_t i = 0; !status && i < n; i++) {
        judge(&j, &job->request.stale.items[i]);
        status = lt_cancel_check(&s->table_cancel, err);
    }
    e.stale.items = j.out;
    e.stale.count = j.count;
    if (!status) tui_server_tell(s, job->client, &e);
    lt_buf_clear(&j.coming);
    return status;
}

/* ---- parameters of a text ---- */

static const char *given_value(tui_server *s, const char *name)
{
    const char **pairs = (const char **)(void *)s->given.data;
    for (size_t i = 0; i < s->given.len / (2 * sizeof(*pairs)); i++)
        if (strcmp(pairs[2 * i], name) == 0) return pairs[2 * i + 1];
    return NULL;
}

static bool describe_param(tui_server *s, tui_param *out, const lt_param *p, lt_arena *arena)
{
    const char **choices =
        p->choice_count ? lt_arena_get(arena, p->choice_count * sizeof(*choices)) : NULL;
    if (p->choice_count && !choices) return false;
    for (size_t i = 0; i < p->choice_count; i++) choices[i] = p->choices[i].text;
    *out = (tui_param){.name = p->name,
                       .type = lt_param_type_word(p->type),
                       .lua = p->lua,
                       .text = p->text,
                       .help = p->help,
                       .is_expression = p->is_expression,
                       .line = p->line,
                       .cell = (int32_t)p->cell,
                       .choices = choices,
                       .choice_count = (int32_t)p->choice_count,
                       .given = given_value(s, p->name)};
    return true;
}

static lt_status tell_params(tui_server *s, tui_job *job, const lt_notebook *nb, lt_error *err)
{
    const lt_param *list;
    size_t          n = 0;
    tui_event_told  e = {.kind = TUI_TELL_PARAMS, .number = job->request.number};
    LT_TRY(lt_notebook_params(&list, &n, nb, &job->arena, err));
    tui_param *out = n ? lt_arena_get(&job->arena, n * sizeof(*out)) : NULL;
    bool       fits = out || !n;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; fits && i < n; i++) fits = describe_param(s, &out[i], &list[i], &job->arena);
    e.params.items = out;
    e.params.count = (int32_t)n;
    if (fits) tui_server_post(s, job->client, &e);
    pthread_mutex_unlock(&s->lock);
    return fits ? LT_OK : lt_mem_refused(s->mem, 0, "parameters", err);
}

lt_status tui_stale_answer(tui_server *s, tui_job *job, lt_error *err)
{
    lt_notebook *nb = NULL;
    tui_bytes    text = job->request.complete.text;
    if (job->request.kind == TUI_ASK_STALE) return answer_stale(s, job, err);
    LT_TRY(lt_notebook_parse(&nb, s->mem, text.p, text.len, "notebook", err));
    lt_status status = tell_params(s, job, nb, err);
    lt_notebook_close(nb);
    return status;
}
