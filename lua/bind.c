#include "lua/bind.h"

#include "lua/sandbox_lib.h"

#include <string.h>

static char metatable_key;

void lt_bind_push_error(lua_State *L, const lt_error *err)
{
    lt_error *box = lua_newuserdatauv(L, sizeof(*box), 0);
    *box = *err;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &metatable_key);
    lua_setmetatable(L, -2);
}

int lt_bind_raise(lua_State *L, const lt_error *err)
{
    lt_error placed = *err;
    lt_error_cell(&placed, NULL, lt_sandbox_line(L));
    lt_bind_push_error(L, &placed);
    return lua_error(L);
}

/* Asks no memory of Lua: a name would have to be made a string. */
bool lt_bind_error(lua_State *L, int idx, lt_error *out)
{
    lt_error *box = lua_touserdata(L, idx);
    if (!box || lua_islightuserdata(L, idx) || !lua_getmetatable(L, idx)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &metatable_key);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    if (same && out) *out = *box;
    return same;
}

static const lt_error *check_error(lua_State *L) { return luaL_checkudata(L, 1, LT_BIND_ERROR); }

static int l_tostring(lua_State *L)
{
    lua_pushstring(L, check_error(L)->text);
    return 1;
}

static void push_text(lua_State *L, const char *text)
{
    if (*text)
        lua_pushstring(L, text);
    else
        lua_pushnil(L);
}

static void push_line(lua_State *L, int64_t line)
{
    if (line > 0)
        lua_pushinteger(L, line);
    else
        lua_pushnil(L);
}

static int l_index(lua_State *L)
{
    const lt_error *e = check_error(L);
    const char     *key = luaL_checkstring(L, 2);
    if (!strcmp(key, "kind")) return lua_pushstring(L, lt_status_word(e->code)), 1;
    if (!strcmp(key, "line")) return push_line(L, e->line), 1;
    if (!strcmp(key, "cell_line")) return push_line(L, e->cell_line), 1;
    const struct {
        const char *key, *text;
    } texts[] = {{"text", e->text},     {"hint", e->hint}, {"file", e->file},
                 {"column", e->column}, {"cell", e->cell}, {"node", e->node}};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (!strcmp(key, texts[i].key)) return push_text(L, texts[i].text), 1;
    lua_pushnil(L);
    return 1;
}

void lt_bind_open(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"__tostring", l_tostring}, {"__index", l_index}, {NULL, NULL}};
    luaL_newmetatable(L, LT_BIND_ERROR);
    luaL_setfuncs(L, functions, 0);
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &metatable_key);
}
