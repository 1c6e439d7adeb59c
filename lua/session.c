#include "lua/session.h"

#include "core/civil.h"
#include "core/clock.h"
#include "core/escape.h"
#include "core/zone.h"
#include "lua/inspect.h"
#include "lua/prelude.h"
#include "lua/sandbox.h"
#include "lua/session_state.h"
#include "notebook/param.h"

#include <stdio.h>
#include <string.h>

/* ---- opening ---- */

static int bind_all(lua_State *L)
{
    lt_engine *e = lua_touserdata(L, 1);
    lt_sandbox_push_api(L);
    lt_engine_bind(L, e);
    lt_prelude_run(L);
    /* lote.x is the same object as x. */
    lua_pushvalue(L, -1);
    lt_sandbox_lock(L);
    lua_setfield(L, -2, "lote");
    return 0;
}

static lt_status set_date(lt_engine *e, const char *date, lt_error *err)
{
    char    text[LT_DATE_TEXT];
    int32_t days;
    if (date && !lt_parse_date_strict(date, strlen(date), &days))
        return LT_FAIL(err, LT_EUSAGE, "\"%s\" is not a date such as 2026-07-01", date);
    if (!date) {
        int64_t local = lt_zone_to_local(lt_context_zone(e->ctx), lt_clock_now_us());
        days = lt_days_from_micros(local);
    }
    size_t n = lt_print_date(text, days);
    if (n >= sizeof(e->date)) n = sizeof(e->date) - 1;
    memcpy(e->date, text, n);
    e->date[n] = 0;
    return LT_OK;
}

lt_status lt_session_open(lt_session **out, const lt_session_options *opt, lt_cancel *cancel,
                          lt_event_sink *sink, void *arg, lt_error *err)
{
    lt_mem     *mem = lt_mem_default();
    lt_session *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a session", err);
    s->mem = mem;
    s->keeps_results = opt->keeps_results;
    s->engine = (lt_engine){.cancel = cancel,
                            .sink = sink,
                            .arg = arg,
                            .show_rows = opt->show_rows ? opt->show_rows : 20,
                            .plan_only = opt->plan_only,
                            .tells_reads = opt->tells_reads,
                            .plan = opt->plan,
                            .params.mem = mem};
    lt_sandbox_options box = {.folder = opt->folder ? opt->folder : ".",
                              .allow = opt->allow,
                              .allow_count = opt->allow_count};
    lt_status          status = lt_context_open(&s->engine.ctx, &opt->context, err);
    if (!status) status = set_date(&s->engine, opt->date, err);
    if (!status) status = lt_sandbox_open(&s->sandbox, mem, cancel, &box, err);
    if (!status) status = lt_sandbox_protect(s->sandbox, bind_all, &s->engine, err);
    if (status) {
        lt_session_close(s);
        return status;
    }
    *out = s;
    return LT_OK;
}

void lt_session_close(lt_session *s)
{
    if (!s) return;
    lt_sandbox_close(s->sandbox); /* frames first: they draw on the context's memory */
    lt_context_close(s->engine.ctx);
    lt_options_clear(&s->engine.params);
    lt_mem_free(s->mem, s, sizeof(*s));
}

lt_context *lt_session_context(lt_session *s) { return s->engine.ctx; }

lt_status lt_session_set_param(lt_session *s, const char *name, const char *value, lt_error *err)
{
    return lt_options_put(&s->engine.params, name, value, strlen(value), err);
}

/* ---- running text ---- */

static int show_one(lua_State *L)
{
    lt_sandbox_push_api(L);
    lua_getfield(L, -1, "show");
    lua_pushvalue(L, 1);
    lua_call(L, 1, 0);
    return 0;
}

/* At a prompt: a table is shown by what is in it, a text with its quotes; the value is `_` from
 * now on. */
static int show_kept(lua_State *L)
{
    if (!lua_isnil(L, 1)) {
        lt_sandbox_push_env(L);
        lua_pushvalue(L, 1);
        lua_setfield(L, -2, "_");
        lua_settop(L, 1);
    }
    if (lua_istable(L, 1) || lua_type(L, 1) == LUA_TSTRING) {
        lt_inspect(L, 1);
        lua_replace(L, 1);
    }
    return show_one(L);
}

/* Calls show for the n values on top of the stack; they are gone afterwards. */
static lt_status show_results(lt_session *s, int n, lt_tail tail, lt_error *err)
{
    lua_State *L = lt_sandbox_state(s->sandbox);
    lt_status  status = LT_OK;
    int        base = lua_gettop(L) - n;
    bool       tells_nil = s->keeps_results && tail == LT_TAIL_EXPRESSION;
    for (int i = 1; !status && i <= n; i++) {
        if (n == 1 && lua_isnil(L, base + i) && !tells_nil)
            break; /* print(x) as the last line shows nothing more */
        lua_pushcfunction(L, s->keeps_results ? show_kept : show_one);
        lua_pushvalue(L, base + i);
        status = lt_sandbox_call(s->sandbox, 1, 0, err);
    }
    lua_settop(L, base);
    return status;
}

lt_status lt_session_run_text(lt_session *s, const char *text, size_t len, const char *name,
                              int64_t first_line, lt_error *err)
{
    lua_State *L = lt_sandbox_state(s->sandbox);
    lt_tail    tail;
    int        base = lua_gettop(L);
    LT_TRY(lt_sandbox_load(s->sandbox, text, len, name, first_line, &tail, err));
    LT_TRY(lt_sandbox_call(s->sandbox, 0, tail ? LUA_MULTRET : 0, err));
    if (tail == LT_TAIL_CALL) lua_remove(L, base + 1);
    return tail ? show_results(s, lua_gettop(L) - base, tail, err) : LT_OK;
}

/* Whether compiling fails because the text ends. */
static bool ends_early(lt_session *s, const char *text, size_t len)
{
    lt_error   err;
    lt_tail    tail;
    lua_State *L = lt_sandbox_state(s->sandbox);
    int        base = lua_gettop(L);
    lt_status  status = lt_sandbox_load(s->sandbox, text, len, "prompt", 1, &tail, &err);
    lua_settop(L, base);
    if (status != LT_ESCRIPT) return false;
    size_t n = strlen(err.text);
    while (n && err.text[n - 1] == '\'') n--;
    return n >= 5 && memcmp(err.text + n - 5, "<eof>", 5) == 0;
}

bool lt_session_is_begun(lt_session *s, const char *text, size_t len)
{
    lt_buf value = {.mem = s->mem}; /* `1 +` begins no statement, but a value */
    bool   begun = ends_early(s, text, len);
    if (!begun && lt_buf_text(&value, "return ", NULL) == LT_OK &&
        lt_buf_add(&value, text, len, NULL) == LT_OK)
        begun = ends_early(s, (const char *)value.data, value.len);
    lt_buf_clear(&value);
    return begun;
}

/* ---- notebooks ---- */

static lt_event_cell describe(const lt_notebook *nb, size_t index)
{
    const lt_cell *c = lt_notebook_cell(nb, index);
    return (lt_event_cell){.index = (int64_t)index,
                           .count = (int64_t)lt_notebook_count(nb),
                           .title = c->title,
                           .id = c->id,
                           .line = c->line};
}

/* The name a user knows the cell by: its title, else its number. */
static const char *cell_name(char out[128], const lt_event_cell *cell)
{
    if (cell->title && *cell->title)
        snprintf(out, 128, "%s", cell->title);
    else
        snprintf(out, 128, "%lld", (long long)cell->index + 1);
    return out;
}

/* Whether some Lua cell says param("name"…). */
static bool asks_for(const lt_notebook *nb, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < lt_notebook_count(nb); i++) {
        const lt_cell *c = lt_notebook_cell(nb, i);
        const char    *p = c->body, *end = c->body + c->body_len;
        if (c->kind != LT_CELL_LUA) continue;
        while ((p = memmem(p, (size_t)(end - p), "param", 5))) {
            p += 5;
            const char *q = p;
            while (q < end && strchr(" (", *q)) q++;
            bool quoted = q < end && (*q == '"' || *q == '\'');
            if (quoted && (size_t)(end - q) > len + 1 && !memcmp(q + 1, name, len) &&
                q[len + 1] == *q)
                return true;
        }
    }
    return false;
}

/* Whether a parameters cell assigns name. Errors: LT_ENOMEM. */
static lt_status is_assigned(bool *out, const lt_notebook *nb, const char *name, lt_error *err)
{
    const lt_param *params;
    size_t          count;
    lt_arena        arena = {.mem = lt_mem_default()};
    lt_status       status = lt_notebook_params(&params, &count, nb, &arena, err);
    *out = false;
    for (size_t i = 0; !status && i < count; i++)
        if (strcmp(params[i].name, name) == 0) *out = true;
    lt_arena_clear(&arena);
    return status;
}

static lt_status inject_params(lt_session *s, const lt_notebook *nb, lt_error *err)
{
    const lt_options *given = &s->engine.params;
    if (given->count == 0) return LT_OK;
    lt_buf       text = {.mem = s->mem};
    size_t       bytes = given->count * sizeof(char *);
    const char **names = lt_mem_resize(s->mem, NULL, 0, 2 * bytes);
    if (!names) return lt_mem_refused(s->mem, 2 * bytes, "parameters", err);
    const char **values = names + given->count;
    size_t       n = 0;
    lt_status    status = LT_OK;
    for (size_t i = 0; !status && i < given->count; i++) {
        bool assigned;
        names[n] = lt_options_name(given, i);
        values[n] = lt_options_value(given, i);
        status = is_assigned(&assigned, nb, names[n], err);
        n += assigned;
    }
    if (!status && n) status = lt_notebook_override(&text, nb, names, values, n, err);
    if (!status && n)
        status = lt_session_run_text(s, (char *)text.data, text.len, "parameters", 1, err);
    lt_mem_free(s->mem, names, 2 * bytes);
    lt_buf_clear(&text);
    return status;
}

static lt_status run_body(lt_session *s, const lt_notebook *nb, const lt_cell *cell, lt_error *err)
{
    if (cell->kind == LT_CELL_MARKDOWN) return LT_OK;
    if (cell->kind == LT_CELL_RAW) {
        if (strcmp(cell->lang, "sql") != 0) return LT_OK;
        lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "an SQL cell cannot run yet");
        lt_error_hint(err, "write it as a Lua cell: frame:filter(…):group_by(…):agg{…}");
        return LT_EUNSUPPORTED;
    }
    return lt_session_run_text(s, cell->body, cell->body_len, lt_notebook_name(nb), cell->body_line,
                               err);
}

lt_status lt_session_run_cell(lt_session *s, const lt_notebook *nb, size_t index, lt_error *err)
{
    char           name[128];
    lt_error       own;
    const lt_cell *cell = lt_notebook_cell(nb, index);
    lt_event_cell  told = describe(nb, index);
    if (!err) err = &own;
    if (cell->kind == LT_CELL_MARKDOWN) return LT_OK;

    s->engine.cell = &told;
    s->engine.rows = -1;
    lt_engine_emit(&s->engine, (lt_event){.kind = LT_EVENT_CELL_BEGIN});
    int64_t   start = lt_clock_monotonic_ns();
    lt_status status = run_body(s, nb, cell, err);
    if (!status && lt_cell_is_tagged(cell, "parameters")) status = inject_params(s, nb, err);
    if (status) {
        lt_error_cell(err, cell_name(name, &told), 0);
        lt_error_cell(err, NULL, told.line);
    }
    lt_engine_emit(&s->engine, (lt_event){.kind = LT_EVENT_CELL_END,
                                          .elapsed_ns = lt_clock_monotonic_ns() - start,
                                          .rows = s->engine.rows,
                                          .error = status ? err : NULL});
    s->engine.cell = NULL;
    return status;
}

/* Wrong names are told before anything runs. */
static lt_status check_params(lt_session *s, const lt_notebook *nb, lt_error *err)
{
    lt_buf    text = {.mem = s->mem};
    lt_status status = LT_OK;
    for (size_t i = 0; !status && i < s->engine.params.count; i++) {
        const char *name = lt_options_name(&s->engine.params, i);
        const char *value = lt_options_value(&s->engine.params, i);
        bool        assigned;
        status = is_assigned(&assigned, nb, name, err);
        if (!status && (assigned || !asks_for(nb, name)))
            status = lt_notebook_override(&text, nb, &name, &value, 1, err);
    }
    lt_buf_clear(&text);
    return status;
}

lt_status lt_session_run(lt_session *s, const lt_notebook *nb, lt_error *err)
{
    LT_TRY(check_params(s, nb, err));
    for (size_t i = 0; i < lt_notebook_count(nb); i++) LT_TRY(lt_session_run_cell(s, nb, i, err));
    return LT_OK;
}
