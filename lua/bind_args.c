/* bind_args.c — arguments of frame methods: lists, names, pairs, options. */
#include "lua/frame.h"

#include <string.h>

int lt_spread(lua_State *L, int idx)
{
    if (lua_gettop(L) == idx && lua_type(L, idx) == LUA_TTABLE) {
        lua_Integer n = luaL_len(L, idx);
        luaL_argcheck(L, n <= 1000, idx, "more than 1000 items");
        luaL_checkstack(L, (int)n + 16, "too many items");
        for (lua_Integer i = 1; i <= n; i++) lua_geti(L, idx, i);
        lua_remove(L, idx);
    }
    return lua_gettop(L) - idx + 1;
}

const char **lt_names_from(lua_State *L, int idx, int n)
{
    const char **names = lua_newuserdatauv(L, ((size_t)n + 1) * sizeof(*names), 0);
    for (int i = 0; i < n; i++) {
        if (lua_type(L, idx + i) != LUA_TSTRING) luaL_typeerror(L, idx + i, "column name");
        names[i] = lua_tostring(L, idx + i);
    }
    return names;
}

int lt_pairs_in_order(lua_State *L, int idx)
{
    int n = 0, base = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, idx); n++) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_argerror(L, idx, "a table of name = expression expected");
        luaL_checkstack(L, 8, "too many columns");
        lua_pushvalue(L, -2);
    }
    /* Now name, value alternate from base + 1; insertion sort by name. */
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0; k--) {
            int a = base + 2 * k - 1, b = base + 2 * k + 1;
            if (strcmp(lua_tostring(L, a), lua_tostring(L, b)) <= 0) break;
            lua_pushvalue(L, a), lua_pushvalue(L, b), lua_replace(L, a), lua_replace(L, b);
            lua_pushvalue(L, a + 1), lua_pushvalue(L, b + 1);
            lua_replace(L, a + 1), lua_replace(L, b + 1);
        }
    return n;
}
