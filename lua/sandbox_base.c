#include "lua/sandbox_lib.h"
#include "lua/watch.h"

#include <string.h>

/* ── calls that catch: a cancelled run passes through them ── */

static int finish_pcall(lua_State *L, int status, lua_KContext extra)
{
    lt_sandbox_poll(L);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        return 2;
    }
    return lua_gettop(L) - (int)extra;
}

static int l_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall);
    return finish_pcall(L, status, 0);
}

/* The script's handler does not see a cancel: it could go on for as long as it likes. */
static int l_handler(lua_State *L)
{
    if (lt_sandbox_is_cancelled(L)) return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

static int l_xpcall(lua_State *L)
{
    int n = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, l_handler, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    int status = lua_pcallk(L, n - 2, LUA_MULTRET, 2, 2, finish_pcall);
    return finish_pcall(L, status, 2);
}

/* ── tables ── */

static int l_next(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lt_watch_raw(L, 1);
    lt_sandbox_poll(L); /* in a table emptied of millions, one step is long */
    lua_settop(L, 2);
    if (lua_next(L, 1)) return 2;
    lua_pushnil(L);
    return 1;
}

static int finish_pairs(lua_State *L, int status, lua_KContext unused)
{
    (void)L, (void)status, (void)unused;
    return 3;
}

static int l_pairs(lua_State *L)
{
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") == LUA_TNIL) {
        luaL_checktype(L, 1, LUA_TTABLE);
        lua_pushcfunction(L, l_next);
        lua_pushvalue(L, 1);
        lua_pushnil(L);
    } else {
        lua_pushvalue(L, 1);
        lua_callk(L, 1, 3, 0, finish_pairs);
    }
    return 3;
}

static bool is_locked(lua_State *L, int idx)
{
    bool locked = luaL_getmetafield(L, idx, "__metatable") != LUA_TNIL;
    if (locked) lua_pop(L, 1);
    return locked;
}

/* The environment is locked against another metatable, but its names are the script's. */
static int l_rawset(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    luaL_checkany(L, 3);
    lua_settop(L, 3);
    lt_watch_raw(L, 1);
    lt_sandbox_push_env(L);
    if (!lua_rawequal(L, 1, -1) && is_locked(L, 1)) return luaL_error(L, "the table is locked");
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

static int l_rawget(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    lt_watch_raw(L, 1);
    lua_rawget(L, 1);
    return 1;
}

static int l_setmetatable(lua_State *L)
{
    int type = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
    lua_settop(L, 2);
    if (is_locked(L, 1)) return luaL_error(L, "cannot change a protected metatable");
    if (type == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "finalisers (__gc) are not available in a notebook");
        lua_pop(L, 1);
    }
    lua_setmetatable(L, 1);
    return 1;
}

/* Metatables of the engine's objects stay out of reach whether or not they say so. */
static int l_getmetatable(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_getmetatable(L, 1)) return lua_pushnil(L), 1;
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return 1;
    if (lua_type(L, 1) != LUA_TTABLE) lua_pushliteral(L, "locked");
    return 1;
}

/* ── load ── */

enum { PIECE = 256 };

static const char *next_piece(lua_State *L, void *ud, size_t *len)
{
    static const char lines[PIECE + 1] =
        "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
        "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
    lt_pieces *p = ud;
    lt_sandbox_poll(L);
    if (p->blank_lines > 0) {
        *len = strlen(lines);
        if ((int64_t)*len > p->blank_lines) *len = (size_t)p->blank_lines;
        p->blank_lines -= (int64_t)*len;
        return lines;
    }
    while (p->at < 3 && !p->lens[p->at]) p->at++;
    if (p->at == 3) return *len = 0, NULL;
    const char *piece = p->parts[p->at];
    *len = p->lens[p->at] < PIECE ? p->lens[p->at] : PIECE;
    p->parts[p->at] += *len;
    p->lens[p->at] -= *len;
    return piece;
}

int lt_sandbox_compile(lua_State *L, lt_pieces *pieces, const char *name)
{
    return lua_load(L, next_piece, pieces, name, "t");
}

enum { READ_SLOT = 5 }; /* keeps the piece that is being read alive */

static const char *call_reader(lua_State *L, void *ud, size_t *len)
{
    (void)ud;
    lt_sandbox_poll(L);
    luaL_checkstack(L, 2, "too many nested functions");
    lua_pushvalue(L, 1);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        return *len = 0, NULL;
    }
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "reader function must return a string");
    lua_replace(L, READ_SLOT);
    return lua_tolstring(L, READ_SLOT, len);
}

static int l_load(lua_State *L)
{
    size_t      len;
    int         status;
    bool        has_env = !lua_isnone(L, 4);
    const char *text = lua_tolstring(L, 1, &len);
    const char *name = luaL_optstring(L, 2, text ? text : "=(load)");
    if (!strchr(luaL_optstring(L, 3, "t"), 't')) {
        lua_pushnil(L);
        lua_pushliteral(L, "only text can be loaded in a notebook");
        return 2;
    }
    if (text) {
        lt_pieces pieces = {.parts = {text}, .lens = {len}};
        status = lt_sandbox_compile(L, &pieces, name);
    } else {
        luaL_checktype(L, 1, LUA_TFUNCTION);
        lua_settop(L, READ_SLOT);
        status = lua_load(L, call_reader, NULL, name, "t");
    }
    lt_sandbox_poll(L);
    if (status) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    if (has_env) {
        lua_pushvalue(L, 4);
        if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
    }
    return 1;
}

void lt_sandbox_add_base(lua_State *L)
{
    static const luaL_Reg functions[] = {{"pcall", l_pcall},
                                         {"xpcall", l_xpcall},
                                         {"next", l_next},
                                         {"pairs", l_pairs},
                                         {"rawset", l_rawset},
                                         {"rawget", l_rawget},
                                         {"setmetatable", l_setmetatable},
                                         {"getmetatable", l_getmetatable},
                                         {"load", l_load},
                                         {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
