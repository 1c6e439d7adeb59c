#include "lua/watch.h"

#include "core/hash.h"
#include "lua/session_state.h"

#include <stdlib.h>
#include <string.h>

/* The registry holds, under this key, the list of a watch's tables. */
static char watch_key;

enum { STORE = 1, BEFORE, READS, PLAIN, WATCH_TABLES = PLAIN };

enum { MOST_ENTRIES = 10000, DEEPEST = 6 };

/* ---- the metamethods; upvalues: store, before, reads, the API ---- */

static void note_read(lua_State *L, int key)
{
    lua_pushvalue(L, key);
    lua_pushboolean(L, true);
    lua_rawset(L, lua_upvalueindex(READS));
}

/* Moves the store's value of the key to `before`; it is on the top afterwards. */
static int take_over(lua_State *L, int key)
{
    lua_pushvalue(L, key);
    int type = lua_rawget(L, lua_upvalueindex(STORE));
    if (type == LUA_TNIL) return type;
    lua_pushvalue(L, key);
    lua_pushvalue(L, -2);
    lua_rawset(L, lua_upvalueindex(BEFORE));
    lua_pushvalue(L, key);
    lua_pushnil(L);
    lua_rawset(L, lua_upvalueindex(STORE));
    return type;
}

static int l_index(lua_State *L)
{
    lua_settop(L, 2);
    if (take_over(L, 2) != LUA_TNIL) {
        note_read(L, 2);
        lua_pushvalue(L, 2);
        lua_pushvalue(L, 3);
        lua_rawset(L, 1);
        return 1;
    }
    lua_pushvalue(L, 2);
    if (lua_gettable(L, lua_upvalueindex(PLAIN)) == LUA_TNIL && !lua_isnil(L, 2)) note_read(L, 2);
    return 1;
}

static int l_newindex(lua_State *L)
{
    lua_settop(L, 3);
    if (lua_isnil(L, 2)) return luaL_error(L, "index is nil");
    take_over(L, 2);
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 0;
}

/* Every name of the store into the environment at 1. */
static void take_all(lua_State *L)
{
    lua_pushnil(L);
    while (lua_next(L, lua_upvalueindex(STORE))) {
        int key = lua_gettop(L) - 1;
        note_read(L, key);
        lua_pushvalue(L, key);
        lua_pushvalue(L, key + 1);
        lua_rawset(L, lua_upvalueindex(BEFORE));
        lua_pushvalue(L, key);
        lua_pushvalue(L, key + 1);
        lua_rawset(L, 1);
        lua_pushvalue(L, key);
        lua_pushnil(L);
        lua_rawset(L, lua_upvalueindex(STORE));
        lua_settop(L, key);
    }
}

static int l_all(lua_State *L)
{
    lua_settop(L, 1);
    take_all(L);
    return 0;
}

static int l_pairs(lua_State *L)
{
    lua_settop(L, 1);
    take_all(L);
    lua_getfield(L, lua_upvalueindex(PLAIN), "next");
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

void lt_watch_raw(lua_State *L, int idx)
{
    idx = lua_absindex(L, idx);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &watch_key) == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    luaL_checkstack(L, 4, NULL);
    lt_sandbox_push_env(L);
    if (lua_rawequal(L, idx, -1)) {
        lua_getfield(L, -2, "all");
        lua_pushvalue(L, idx);
        lua_call(L, 1, 0);
    }
    lua_pop(L, 2);
}

/* ---- begin ---- */

/* A closure over the four tables of the watch at idx and the API. */
static void push_closure(lua_State *L, int watch, lua_CFunction f)
{
    for (int i = STORE; i <= READS; i++) lua_rawgeti(L, watch, i);
    lt_sandbox_push_api(L);
    lua_pushcclosure(L, f, PLAIN);
}

static void push_metatable(lua_State *L, int watch)
{
    lua_createtable(L, 0, 4);
    push_closure(L, watch, l_index);
    lua_setfield(L, -2, "__index");
    push_closure(L, watch, l_newindex);
    lua_setfield(L, -2, "__newindex");
    push_closure(L, watch, l_pairs);
    lua_setfield(L, -2, "__pairs");
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
}

/* All pairs of the table at `from` into that at `to`. */
static void copy_all(lua_State *L, int from, int to)
{
    for (lua_pushnil(L); lua_next(L, from); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, to);
    }
}

static void empty(lua_State *L, int table)
{
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushnil(L);
        lua_rawset(L, table);
    }
}

/* What may fail comes first; then the names change over, which takes no memory. */
static int begin(lua_State *L)
{
    lua_settop(L, 0);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &watch_key) != LUA_TNIL) return 0; /* it goes on */
    lua_settop(L, 0);
    lt_sandbox_push_env(L);
    lua_createtable(L, WATCH_TABLES, 1);
    for (int i = STORE; i <= READS; i++) {
        lua_newtable(L);
        lua_rawseti(L, 2, i);
    }
    lua_getmetatable(L, 1);
    lua_rawseti(L, 2, PLAIN);
    push_closure(L, 2, l_all);
    lua_setfield(L, 2, "all");
    push_metatable(L, 2);
    lua_rawgeti(L, 2, STORE);
    copy_all(L, 1, 4);
    lua_pushvalue(L, 2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &watch_key);
    empty(L, 1);
    lua_settop(L, 3);
    lua_setmetatable(L, 1);
    return 0;
}

lt_status lt_session_watch(lt_session *s, lt_error *err)
{
    return lt_sandbox_protect(s->sandbox, begin, NULL, err);
}

/* ---- contents ---- */

typedef struct content {
    uint64_t hash;
    int      left; /* entries that may still be looked at */
} content;

static void mix_bytes(content *c, const void *p, size_t n) { c->hash = lt_hash64(p, n, c->hash); }

static void mix_value(lua_State *L, content *c, int idx, int depth);

static int mix_code(lua_State *L, const void *p, size_t n, void *ud)
{
    (void)L;
    mix_bytes(ud, p, n);
    return 0;
}

static void mix_pointer(lua_State *L, content *c, int idx)
{
    const void *p = lua_topointer(L, idx);
    mix_bytes(c, &p, sizeof(p));
}

static void mix_function(lua_State *L, content *c, int idx, int depth)
{
    if (lua_iscfunction(L, idx)) {
        mix_pointer(L, c, idx);
        return;
    }
    lua_pushvalue(L, idx);
    lua_dump(L, mix_code, c, 1);
    for (int i = 1; lua_getupvalue(L, -1, i); i++) {
        lt_sandbox_push_env(L);
        bool is_env = lua_rawequal(L, -1, -2);
        lua_pop(L, 1);
        if (!is_env) mix_value(L, c, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* Entries come in no order that means anything: their hashes are added. */
static void mix_table(lua_State *L, content *c, int idx, int depth)
{
    uint64_t sum = 0;
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        content entry = {.hash = 1, .left = c->left - 1};
        int     key = lua_gettop(L) - 1;
        mix_value(L, &entry, key, depth + 1);
        mix_value(L, &entry, key + 1, depth + 1);
        c->left = entry.left;
        sum += entry.hash;
        if (c->left <= 0) {
            lua_pop(L, 2);
            break;
        }
    }
    mix_bytes(c, &sum, sizeof(sum));
}

static void mix_text(lua_State *L, content *c, int idx)
{
    size_t      len;
    const char *text = lua_tolstring(L, idx, &len);
    mix_bytes(c, text, len);
}

static void mix_value(lua_State *L, content *c, int idx, int depth)
{
    int         type = lua_type(L, idx);
    lua_Number  number;
    lua_Integer whole;
    luaL_checkstack(L, 8, "a value too deep");
    mix_bytes(c, &type, sizeof(type));
    if (depth > DEEPEST || c->left <= 0) {
        mix_pointer(L, c, idx);
        return;
    }
    switch (type) {
    case LUA_TNIL: return;
    case LUA_TBOOLEAN: whole = lua_toboolean(L, idx); break;
    case LUA_TNUMBER:
        if (!lua_isinteger(L, idx)) {
            number = lua_tonumber(L, idx);
            mix_bytes(c, &number, sizeof(number));
            return;
        }
        whole = lua_tointeger(L, idx);
        break;
    case LUA_TSTRING: mix_text(L, c, idx); return;
    case LUA_TTABLE: mix_table(L, c, idx, depth); return;
    case LUA_TFUNCTION: mix_function(L, c, idx, depth); return;
    default: mix_pointer(L, c, idx); return;
    }
    mix_bytes(c, &whole, sizeof(whole));
}

static uint64_t content_at(lua_State *L, int idx)
{
    content c = {.hash = 0, .left = MOST_ENTRIES};
    if (lua_isnil(L, idx)) return 0;
    mix_value(L, &c, lua_absindex(L, idx), 0);
    if (c.left <= 0) mix_pointer(L, &c, idx);
    return c.hash ? c.hash : 1;
}

/* ---- end ---- */

typedef struct ending {
    lt_watched *out;
    lt_status   status;
} ending;

static void add_global(lua_State *L, ending *e, lt_buf *list, int key, uint64_t now)
{
    size_t      len;
    const char *name = lua_tolstring(L, key, &len);
    lt_global   g = {lt_arena_text(&e->out->arena, name, len), now};
    if (!g.name || lt_buf_add(list, &g, sizeof(g), NULL)) e->status = LT_ENOMEM;
}

/* The content of the environment's (at 1) value of the key. */
static uint64_t now_of(lua_State *L, int key)
{
    lua_pushvalue(L, key);
    lua_rawget(L, 1);
    uint64_t now = content_at(L, -1);
    lua_pop(L, 1);
    return now;
}

static void tell_write(lua_State *L, ending *e, int before, int key)
{
    if (lua_type(L, key) != LUA_TSTRING) return;
    uint64_t now = now_of(L, key);
    lua_pushvalue(L, key);
    lua_rawget(L, before);
    uint64_t then = content_at(L, -1);
    lua_pop(L, 1);
    if (now != then) add_global(L, e, &e->out->writes, key, now);
}

/* Names that are there now, then those that went. */
static void tell_writes(lua_State *L, ending *e, int before)
{
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) tell_write(L, e, before, lua_gettop(L) - 1);
    for (lua_pushnil(L); lua_next(L, before); lua_pop(L, 1)) {
        int key = lua_gettop(L) - 1;
        lua_pushvalue(L, key);
        bool gone = lua_rawget(L, 1) == LUA_TNIL;
        lua_pop(L, 1);
        if (gone) tell_write(L, e, before, key);
    }
}

static void tell_reads(lua_State *L, ending *e, int reads)
{
    for (lua_pushnil(L); lua_next(L, reads); lua_pop(L, 1)) {
        int key = lua_gettop(L) - 1;
        if (lua_type(L, key) == LUA_TSTRING) add_global(L, e, &e->out->reads, key, now_of(L, key));
    }
}

static int end(lua_State *L)
{
    ending *e = lua_touserdata(L, 1);
    lua_settop(L, 0);
    lt_sandbox_push_env(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &watch_key) == LUA_TNIL) return 0;
    for (int i = STORE; i <= PLAIN; i++) lua_rawgeti(L, 2, i);
    tell_writes(L, e, 2 + BEFORE);
    tell_reads(L, e, 2 + READS);
    copy_all(L, 2 + STORE, 1);
    lua_settop(L, 2 + PLAIN);
    lua_setmetatable(L, 1);
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &watch_key);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const lt_global *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static void sort_names(lt_buf *list)
{
    size_t n = list->len / sizeof(lt_global);
    if (n) qsort(list->data, n, sizeof(lt_global), by_name);
}

/* The run may have been cancelled: what ends the watch must not be. */
lt_status lt_session_watched(lt_watched *out, lt_session *s, lt_error *err)
{
    lt_cancel *cancel = s->engine.cancel;
    int        reason = cancel ? atomic_exchange(&cancel->reason, 0) : 0;
    ending     e = {.out = out};
    *out = (lt_watched){.arena.mem = s->mem, .reads.mem = s->mem, .writes.mem = s->mem};
    lt_status status = lt_sandbox_protect(s->sandbox, end, &e, err);
    if (status == LT_ENOMEM) status = lt_sandbox_protect(s->sandbox, end, &e, err);
    if (reason) lt_cancel_set(cancel, (lt_status)reason);
    sort_names(&out->reads);
    sort_names(&out->writes);
    if (!status && e.status) return lt_mem_refused(s->mem, 0, "the names of globals", err);
    return status;
}

void lt_watched_clear(lt_watched *w)
{
    lt_arena_clear(&w->arena);
    lt_buf_clear(&w->reads);
    lt_buf_clear(&w->writes);
}

/* ---- one content ---- */

typedef struct asked_name {
    const char *name;
    uint64_t    content;
} asked_name;

static int ask_content(lua_State *L)
{
    asked_name *a = lua_touserdata(L, 1);
    lt_sandbox_push_env(L);
    lua_pushstring(L, a->name);
    lua_rawget(L, -2);
    a->content = content_at(L, -1);
    return 0;
}

uint64_t lt_session_content(lt_session *s, const char *name)
{
    asked_name a = {.name = name};
    return lt_sandbox_protect(s->sandbox, ask_content, &a, NULL) ? 0 : a.content;
}
