#include "lua/variables.h"

#include "lua/inspect.h"
#include "lua/session_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 200, MOST_NAME = 256 };

/* ---- all of them ---- */

typedef struct gathering {
    lt_session *session;
    lt_buf     *out;
    lt_arena   *arena;
    bool        no_memory;
} gathering;

static const char *keep(gathering *g, const char *text, size_t len)
{
    char *copy = lt_arena_text(g->arena, text, len);
    if (!copy) g->no_memory = true;
    return copy ? copy : "";
}

static const char *type_of(lua_State *L, int idx)
{
    if (luaL_testudata(L, idx, LT_FRAME_BOX)) return "frame";
    if (luaL_testudata(L, idx, LT_GROUPED_BOX)) return "grouped";
    if (luaL_testudata(L, idx, LT_EXPR_BOX)) return "expression";
    return luaL_typename(L, idx);
}

static int32_t columns_of(lt_session *s, lua_State *L, int idx)
{
    lt_plan  **box = luaL_testudata(L, idx, LT_FRAME_BOX);
    lt_schema *schema;
    if (!box || !*box || lt_schema_of(&schema, s->engine.ctx, *box, NULL)) return 0;
    int32_t n = schema->count;
    lt_schema_release(schema);
    return n;
}

static int64_t entries_of(lua_State *L, int idx)
{
    int64_t n = 0;
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) n++;
    return n;
}

static int inspect_top(lua_State *L)
{
    lt_inspect(L, 1);
    return 1;
}

/* A value whose __tostring fails is still a variable. */
static const char *short_text(gathering *g, lua_State *L, int idx)
{
    size_t      len;
    const char *kept;
    lua_pushcfunction(L, inspect_top);
    lua_pushvalue(L, idx);
    if (lua_pcall(L, 1, 1, 0)) {
        lua_pop(L, 1);
        return "";
    }
    const char *text = lua_tolstring(L, -1, &len);
    while (len > MOST_TEXT || (len < MOST_TEXT && len && ((uint8_t)text[len] & 0xC0) == 0x80))
        len--;
    kept = keep(g, text, len);
    lua_pop(L, 1);
    return kept;
}

static void gather_one(gathering *g, lua_State *L, int key)
{
    size_t      len;
    const char *name = lua_tolstring(L, key, &len);
    int         type = lua_type(L, key + 1), idx = key + 1;
    if (len == 2 && memcmp(name, "_G", 2) == 0) return;
    lt_variable v = {.name = keep(g, name, len), .type = type_of(L, idx), .bytes = -1, .rows = -1};
    v.columns = columns_of(g->session, L, idx);
    v.text = short_text(g, L, idx);
    if (type == LUA_TTABLE) v.rows = entries_of(L, idx);
    if (type == LUA_TSTRING) v.bytes = (int64_t)lua_rawlen(L, idx);
    if (lt_buf_add(g->out, &v, sizeof(v), NULL)) g->no_memory = true;
}

static int gather(lua_State *L)
{
    gathering *g = lua_touserdata(L, 1);
    lt_sandbox_push_env(L);
    for (lua_pushnil(L); lua_next(L, 2); lua_settop(L, 3)) {
        luaL_checkstack(L, 20, NULL);
        if (lua_type(L, 3) == LUA_TSTRING) gather_one(g, L, 3);
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const lt_variable *x = a, *y = b;
    return strcmp(x->name, y->name);
}

lt_status lt_session_variables(lt_buf *out, lt_arena *arena, lt_session *s, lt_error *err)
{
    gathering g = {.session = s, .out = out, .arena = arena};
    LT_TRY(lt_sandbox_protect(s->sandbox, gather, &g, err));
    size_t n = out->len / sizeof(lt_variable);
    if (n) qsort(out->data, n, sizeof(lt_variable), by_name);
    return g.no_memory ? lt_mem_refused(s->mem, 0, "the list of variables", err) : LT_OK;
}

/* ---- one of them ---- */

typedef struct looking {
    const char *name;
    size_t      len;
    lt_plan    *plan; /* found: a frame's, retained */
    lt_buf     *out;  /* gets the text of what is no frame; NULL: not wanted */
    bool        is_found, is_function;
    lt_status   status;
} looking;

/* The piece of the name from *at to the next dot. */
static bool next_piece(const looking *k, size_t *at, const char **piece, size_t *len)
{
    if (*at >= k->len) return false;
    const char *dot = memchr(k->name + *at, '.', k->len - *at);
    *piece = k->name + *at;
    *len = dot ? (size_t)(dot - *piece) : k->len - *at;
    *at += *len + 1;
    return true;
}

/* Pushes the value of the name, or nil. */
static void find(lua_State *L, const looking *k)
{
    const char *piece;
    size_t      at = 0, len;
    lt_sandbox_push_env(L);
    while (next_piece(k, &at, &piece, &len)) {
        lua_pushlstring(L, piece, len);
        if (lua_istable(L, -2))
            lua_gettable(L, -2);
        else
            lua_pushnil(L);
        lua_remove(L, -2);
    }
}

static int look(lua_State *L)
{
    looking  *k = lua_touserdata(L, 1);
    size_t    len;
    lt_plan **box;
    find(L, k);
    k->is_found = !lua_isnil(L, -1);
    k->is_function = lua_isfunction(L, -1);
    if ((box = luaL_testudata(L, -1, LT_FRAME_BOX))) {
        k->plan = lt_plan_retain(*box);
        return 0;
    }
    if (!k->is_found || !k->out) return 0;
    lt_inspect(L, -1);
    const char *text = lua_tolstring(L, -1, &len);
    k->status = lt_buf_add(k->out, text, len, NULL);
    return 0;
}

static lt_status look_up(looking *k, lt_session *s, lt_error *err)
{
    LT_TRY(lt_sandbox_protect(s->sandbox, look, k, err));
    if (k->status) return lt_mem_refused(s->mem, k->len, "a value's text", err);
    if (k->is_found) return LT_OK;
    return LT_FAIL(err, LT_ENOTFOUND, "nothing has the name %.*s", (int)k->len, k->name);
}

static lt_status add_columns(lt_buf *out, lt_session *s, lt_plan *p, lt_error *err)
{
    lt_schema *schema;
    LT_TRY(lt_schema_of(&schema, s->engine.ctx, p, err));
    lt_status status = lt_buf_printf(out, err, "frame of %d columns\n", schema->count);
    for (int32_t i = 0; !status && i < schema->count; i++) {
        lt_type_text type;
        lt_type_name(type, schema->fields[i].type);
        status = lt_buf_printf(out, err, "  %s  %s%s\n", schema->fields[i].name, type,
                               schema->fields[i].tentative ? "~" : "");
    }
    lt_schema_release(schema);
    return status;
}

typedef struct capture {
    lt_buf   *out;
    lt_status status;
} capture;

static void catch_text(void *arg, const lt_event *e)
{
    capture *c = arg;
    if (!c->status && e->text) c->status = lt_buf_add(c->out, e->text, e->text_len, NULL);
}

/* help("name") into out; what it tells goes nowhere else. */
static lt_status add_help(lt_buf *out, lt_session *s, const looking *k, lt_error *err)
{
    char           code[MOST_NAME + 16];
    capture        caught = {.out = out};
    lt_event_sink *sink = s->engine.sink;
    void          *arg = s->engine.arg;
    int            n = snprintf(code, sizeof(code), "help(\"%.*s\")", (int)k->len, k->name);
    s->engine.sink = catch_text;
    s->engine.arg = &caught;
    lt_status status = lt_session_run_text(s, code, (size_t)n, "help", 1, err);
    s->engine.sink = sink;
    s->engine.arg = arg;
    return status ? status : caught.status;
}

static bool is_name(const char *name, size_t len)
{
    bool is = len > 0 && len < MOST_NAME && name[0] != '.';
    for (size_t i = 0; is && i < len; i++) {
        char c = name[i];
        is = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '_' || c == '.';
    }
    return is;
}

lt_status lt_session_inspect(lt_buf *out, lt_session *s, const char *name, size_t len,
                             lt_error *err)
{
    lt_buf  text = {.mem = out->mem};
    looking k = {.name = name, .len = len, .out = &text};
    if (!is_name(name, len)) return LT_FAIL(err, LT_EUSAGE, "that is no name of a value");
    lt_status status = look_up(&k, s, err);
    if (!status && k.plan) status = add_columns(out, s, k.plan, err);
    bool helped = !status && k.is_function && add_help(out, s, &k, NULL) == LT_OK;
    if (!status && !k.plan && !helped) status = lt_buf_add(out, text.data, text.len, err);
    lt_plan_release(k.plan);
    lt_buf_clear(&text);
    return status;
}

lt_status lt_session_frame(lt_plan **out, lt_session *s, const char *name, lt_error *err)
{
    looking k = {.name = name, .len = strlen(name)};
    LT_TRY(look_up(&k, s, err));
    if (!k.plan) return LT_FAIL(err, LT_ETYPE, "%s holds no frame", name);
    *out = k.plan;
    return LT_OK;
}
