/* bind_frame.c — frames: lazy, immutable plans with the methods of the API table.
 *
 * Every method makes a new frame and leaves its own untouched. A method's function may also be
 * called with the frame as first argument: filter(tx, "amount > 0").
 */
#include "core/nearest.h"
#include "lua/frame.h"

#include <string.h>

static int release_frame(lua_State *L)
{
    lt_plan **box = lua_touserdata(L, 1);
    lt_plan_release(*box);
    *box = NULL;
    return 0;
}

static lt_plan **box_as(lua_State *L, const char *kind)
{
    lt_plan **box = lua_newuserdatauv(L, sizeof(*box), 1);
    *box = NULL;
    luaL_setmetatable(L, kind);
    return box;
}

lt_plan **lt_box_frame(lua_State *L) { return box_as(L, LT_FRAME_BOX); }

lt_plan *lt_check_frame(lua_State *L, int idx)
{
    lt_plan **box = luaL_testudata(L, idx, LT_FRAME_BOX);
    if (!box && luaL_testudata(L, idx, LT_GROUPED_BOX))
        luaL_argerror(L, idx, "grouped rows need an aggregate first: :agg{…}, :count(), :sum(…)");
    if (!box)
        return luaL_typeerror(L, idx, "frame (call methods with a colon: frame:method())"), NULL;
    return *box;
}

int lt_give_frame(lua_State *L, lt_plan **box, lt_plan *made)
{
    lt_error err;
    *box = lt_plan_at(made, lt_engine_line(L));
    if (lt_plan_check(*box, &err)) return lt_bind_raise(L, &err);
    return 1;
}

/* ---- the frame itself ---- */

static int l_frame_text(lua_State *L)
{
    lt_check_frame(L, 1);
    lua_pushliteral(L, "frame (not run: show it, or ask for its schema())");
    return 1;
}

static int l_frame_index(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    lt_error    err;
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    lt_fail(&err, LT_ENOTFOUND, LT_HERE, "a frame has no method \"%s\"", name);
    /* The near miss comes from the method table itself. */
    const char *near = NULL;
    size_t      best = 4;
    for (lua_pushnil(L); lua_next(L, lua_upvalueindex(1)); lua_pop(L, 1)) {
        const char *have = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
        size_t      far = lt_edit_distance(name, strlen(name), have, strlen(have));
        if (far < best) best = far, near = have;
    }
    if (near)
        lt_error_hint(&err, "did you mean \"%s\"?", near);
    else
        lt_error_hint(&err, "help(\"frame\") lists the methods");
    return lt_bind_raise(L, &err);
}

static const luaL_Reg *const methods[] = {lt_frame_rows, lt_frame_nulls, lt_frame_sets,
                                          lt_frame_group};

enum { METHOD_LISTS = sizeof(methods) / sizeof(*methods) };

/* Methods are functions of the API too, but for those whose names are Lua's or a function's of
 * expressions: replace(text, …). */
static void add_globals(lua_State *L)
{
    lt_function_info info;
    for (int k = 0; k < METHOD_LISTS; k++)
        for (const luaL_Reg *m = methods[k]; m->name; m++) {
            if (strcmp(m->name, "select") == 0 || lt_function_info_find(m->name, &info)) continue;
            lua_pushcfunction(L, m->func);
            lua_setfield(L, -2, m->name);
        }
}

void lt_bind_frame(lua_State *L)
{
    add_globals(L);
    luaL_newmetatable(L, LT_FRAME_BOX);
    lua_newtable(L);
    for (int k = 0; k < METHOD_LISTS; k++) luaL_setfuncs(L, methods[k], 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, "lote.frame.methods"); /* io and show add theirs */
    lua_pushcclosure(L, l_frame_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, release_frame);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, l_frame_text);
    lua_setfield(L, -2, "__tostring");
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    lt_open_grouped(L);
}
