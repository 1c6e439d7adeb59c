/* bind_nulls.c — fill_nulls, drop_nulls, replace: values in the place of nulls and of other values.
 */
#include "lua/frame.h"

#include <string.h>

/* ---- fill_nulls(value[, columns]) | fill_nulls{column = value} ---- */

static int fill_each(lua_State *L, lt_plan *in)
{
    luaL_argcheck(L, lua_isnoneornil(L, 3), 3, "the table names the columns already");
    lua_settop(L, 2);
    int n = lt_pairs_in_order(L, 2);
    luaL_argcheck(L, n > 0, 2, "a value, or a table of column = value expected");
    lt_expr    **list = lt_box_exprs(L, n);
    const char **names = lua_newuserdatauv(L, (size_t)n * sizeof(*names), 0);
    for (int i = 0; i < n; i++) {
        names[i] = lua_tostring(L, 3 + 2 * i);
        list[i] = lt_literal_at(L, 4 + 2 * i);
    }
    lt_plan **out = lt_box_frame(L);
    lt_expr **moved = lua_newuserdatauv(L, (size_t)n * sizeof(*moved), 0);
    for (int i = 0; i < n; i++) moved[i] = lt_take_expr(list + i);
    lt_plan *made = lt_fill_each(lt_plan_retain(in), names, moved, n);
    lua_pop(L, 1);
    return lt_give_frame(L, out, made);
}

static int l_fill_nulls(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    luaL_checkany(L, 2);
    if (lua_istable(L, 2)) return fill_each(L, in);
    int          n = lt_spread(L, 3);
    const char **names = lt_names_from(L, 3, n);
    lt_expr    **value = lt_box_exprs(L, 1);
    value[0] = lt_literal_at(L, 2);
    lt_plan **out = lt_box_frame(L);
    lt_expr  *moved = lt_take_expr(value);
    return lt_give_frame(L, out, lt_fill_nulls(lt_plan_retain(in), moved, names, n));
}

/* ---- drop_nulls() | drop_nulls("all", columns) | drop_nulls{how =, thresh =, subset =} ---- */

/* "any": -1, a value in every column; "all": 1, one somewhere. */
static lua_Integer least_of(lua_State *L, int idx)
{
    const char *how = luaL_optstring(L, idx, "any");
    if (strcmp(how, "any") == 0) return -1;
    if (strcmp(how, "all") == 0) return 1;
    lt_error err;
    lt_fail(&err, LT_EINVAL, LT_HERE, "drop_nulls knows \"any\" and \"all\", not \"%s\"", how);
    lt_error_hint(&err, "for columns give a list: drop_nulls{\"%.40s\"}", how);
    return lt_bind_raise(L, &err);
}

/* Reads {how =, thresh =, subset =}; the columns of subset then are the arguments from 3 on. */
static lua_Integer read_options(lua_State *L)
{
    static const char *const known[] = {"how", "thresh", "subset", NULL};
    lt_check_options(L, 2, "drop_nulls", known);
    lua_getfield(L, 2, "how");
    lua_Integer least = least_of(L, -1);
    if (lua_getfield(L, 2, "thresh") != LUA_TNIL) {
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 0)
            luaL_argerror(L, 2, "thresh is a number of values that is not negative");
        least = lua_tointeger(L, -1);
    }
    int subset = lua_getfield(L, 2, "subset");
    lua_replace(L, 3);
    lua_settop(L, subset == LUA_TNIL ? 2 : 3);
    return least;
}

static int l_drop_nulls(lua_State *L)
{
    lt_plan    *in = lt_check_frame(L, 1);
    lua_Integer least = -1;
    if (lua_istable(L, 2) && luaL_len(L, 2) > 0) { /* {"a", "b"} */
        lua_settop(L, 2);
        lua_pushnil(L);
        lua_insert(L, 2);
    } else if (lua_istable(L, 2)) {
        lua_settop(L, 3);
        least = read_options(L);
    } else {
        least = least_of(L, 2);
    }
    int          n = lua_gettop(L) > 2 ? lt_spread(L, 3) : 0;
    const char **names = lt_names_from(L, 3, n);
    lt_plan    **out = lt_box_frame(L);
    return lt_give_frame(L, out, lt_drop_nulls(lt_plan_retain(in), least, names, n));
}

/* ---- replace{[old] = new}, columns | replace(old, new, columns) ---- */

static bool is_before(lua_State *L, int a, int b)
{
    int x = lua_type(L, a), y = lua_type(L, b);
    if (x != y) return x < y;
    if (x == LUA_TSTRING) return strcmp(lua_tostring(L, a), lua_tostring(L, b)) < 0;
    if (x == LUA_TNUMBER) return lua_tonumber(L, a) < lua_tonumber(L, b);
    return lua_toboolean(L, a) < lua_toboolean(L, b);
}

/* The pairs of the table at idx, pushed one after another in the order of the old values. */
static int push_replacements(lua_State *L, int idx)
{
    int n = 0, base = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, idx); n++) {
        luaL_argcheck(L, n < 1000, idx, "more than 1000 replacements");
        luaL_checkstack(L, 8, "too many replacements");
        lua_pushvalue(L, -2);
    }
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0 && is_before(L, base + 2 * k + 1, base + 2 * k - 1); k--)
            for (int half = 0; half < 2; half++) {
                int a = base + 2 * k - 1 + half, b = a + 2;
                lua_pushvalue(L, a), lua_pushvalue(L, b);
                lua_replace(L, a), lua_replace(L, b);
            }
    return n;
}

static int l_replace(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    bool     map = lua_istable(L, 2);
    luaL_checkany(L, 2);
    if (!map) luaL_checkany(L, 3);
    int          n = lua_gettop(L) > (map ? 2 : 3) ? lt_spread(L, map ? 3 : 4) : 0;
    const char **names = lt_names_from(L, map ? 3 : 4, n);
    int          first = map ? lua_gettop(L) + 1 : 2, pairs = map ? push_replacements(L, 2) : 1;
    luaL_argcheck(L, pairs > 0, 2, "a table of [old] = new expected");
    lt_expr **list = lt_box_exprs(L, 2 * pairs);
    for (int i = 0; i < 2 * pairs; i++) list[i] = lt_literal_at(L, first + i);
    lt_plan **out = lt_box_frame(L);
    lt_expr **moved = lua_newuserdatauv(L, 2 * (size_t)pairs * sizeof(*moved), 0);
    for (int i = 0; i < 2 * pairs; i++) moved[i] = lt_take_expr(list + i);
    lt_plan *made = lt_replace(lt_plan_retain(in), moved, pairs, names, n);
    lua_pop(L, 1);
    return lt_give_frame(L, out, made);
}

const luaL_Reg lt_frame_nulls[] = {{"fill_nulls", l_fill_nulls}, {"fillna", l_fill_nulls},
                                   {"drop_nulls", l_drop_nulls}, {"dropna", l_drop_nulls},
                                   {"replace", l_replace},       {NULL, NULL}};
