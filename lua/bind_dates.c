/* bind_dates.c — the logical date and the parameters of a run. */
#include "lua/engine.h"

#include "core/civil.h"

#include <string.h>

/* The logical date moved by some days, as ISO text. */
static int push_date(lua_State *L, lua_Integer move)
{
    int32_t    days;
    char       text[LT_DATE_TEXT];
    lt_engine *e = lt_engine_of(L);
    if (!lt_parse_date_strict(e->date, strlen(e->date), &days))
        return luaL_error(L, "the logical date \"%s\" is not a date", e->date);
    luaL_argcheck(L, move > -4000000 && move < 4000000, 1, "too many days");
    lua_pushlstring(L, text, lt_print_date(text, days + (int32_t)move));
    return 1;
}
static int l_today(lua_State *L) { return push_date(L, luaL_optinteger(L, 1, 0)); }
static int l_yesterday(lua_State *L) { return push_date(L, -1); }

/* param("name", default): what was given with -p, read as the default's type. */
static int l_param(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    const char *given = lt_options_find(&lt_engine_of(L)->params, name);
    lua_settop(L, 2);
    if (!given) {
        if (!lua_isnil(L, 2)) return 1;
        lt_error err;
        lt_fail(&err, LT_EUSAGE, LT_HERE, "parameter \"%s\" has no value", name);
        lt_error_hint(&err, "give it with -p %s=VALUE, or a default: param(\"%s\", default)", name,
                      name);
        return lt_bind_raise(L, &err);
    }
    if (lua_type(L, 2) == LUA_TNUMBER) {
        if (lua_stringtonumber(L, given) == 0)
            return luaL_error(L, "parameter %s: \"%s\" is not a number", name, given);
        return 1;
    }
    if (lua_isboolean(L, 2)) {
        bool on;
        if (!lt_parse_bool(given, strlen(given), &on))
            return luaL_error(L, "parameter %s: \"%s\" is not true or false", name, given);
        lua_pushboolean(L, on);
        return 1;
    }
    lua_pushstring(L, given);
    return 1;
}

void lt_bind_dates(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"today", l_today}, {"yesterday", l_yesterday}, {"param", l_param}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
