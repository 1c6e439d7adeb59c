/* bind_list.c — frames of lists: a row for each element. */
#include "lua/engine.h"

/* frame:explode("tags") */
static int explode(lua_State *L, bool positions, bool outer)
{
    lt_error    err;
    lt_plan    *in = lt_check_frame(L, 1);
    const char *name = luaL_checkstring(L, 2);
    lt_plan   **out = (lua_settop(L, 2), lt_box_frame(L));
    *out = lt_plan_at(lt_explode(lt_plan_retain(in), name, positions, outer), lt_engine_line(L));
    if (lt_plan_check(*out, &err)) return lt_bind_raise(L, &err);
    return 1;
}
static int l_explode(lua_State *L) { return explode(L, false, false); }
static int l_explode_outer(lua_State *L) { return explode(L, false, true); }
static int l_posexplode(lua_State *L) { return explode(L, true, false); }
static int l_posexplode_outer(lua_State *L) { return explode(L, true, true); }

void lt_bind_list(lua_State *L)
{
    static const luaL_Reg methods[] = {{"explode", l_explode},
                                       {"explode_outer", l_explode_outer},
                                       {"posexplode", l_posexplode},
                                       {"posexplode_outer", l_posexplode_outer},
                                       {NULL, NULL}};
    luaL_setfuncs(L, methods, 0);
    lua_getfield(L, LUA_REGISTRYINDEX, "lote.frame.methods");
    luaL_setfuncs(L, methods, 0);
    lua_pop(L, 1);
}
