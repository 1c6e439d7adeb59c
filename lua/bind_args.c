/* bind_args.c — arguments of frame methods: lists, names, pairs, options. */
#include "core/nearest.h"
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

lt_expr *lt_literal_at(lua_State *L, int idx)
{
    int type = lua_type(L, idx);
    if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN && !lt_test_expr(L, idx))
        luaL_typeerror(L, idx, "number, text or boolean");
    return lt_to_expr(L, idx, false);
}

static int wrong_option(lua_State *L, const char *method, const char *name,
                        const char *const *known)
{
    lt_error err;
    size_t   n = 0;
    while (known[n]) n++;
    const char *near = lt_nearest(name, known, n);
    lt_fail(&err, LT_EUSAGE, LT_HERE, "%s has no option \"%s\"", method, name);
    if (near)
        lt_error_hint(&err, "did you mean %s?", near);
    else
        lt_error_hint(&err, "help(\"%s\") lists the options", method);
    return lt_bind_raise(L, &err);
}

bool lt_check_options(lua_State *L, int idx, const char *method, const char *const *known)
{
    if (lua_isnoneornil(L, idx)) return false;
    luaL_checktype(L, idx, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) luaL_argerror(L, idx, "options are name = value");
        const char *name = lua_tostring(L, -2);
        size_t      i = 0;
        while (known[i] && strcmp(known[i], name) != 0) i++;
        if (!known[i]) wrong_option(L, method, name, known);
    }
    return true;
}
