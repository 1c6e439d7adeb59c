/* bind_group.c — group_by and what must follow it: agg, count, an aggregate by name. */
#include "core/nearest.h"
#include "lua/frame.h"

#include <string.h>

/* The grouped box holds the input frame; its user value is the box of key expressions, counted. */
typedef struct grouped {
    lt_plan *in;
    int      count;
    lt_expr *keys[];
} grouped;

static int release_grouped(lua_State *L)
{
    grouped *g = lua_touserdata(L, 1);
    for (int i = 0; i < g->count; i++) lt_expr_release(g->keys[i]);
    g->count = 0;
    lt_plan_release(g->in);
    g->in = NULL;
    return 0;
}

static int l_group_by(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    int      n = lt_spread(L, 2);
    grouped *g = lua_newuserdatauv(L, sizeof(*g) + (size_t)n * sizeof(lt_expr *), 0);
    *g = (grouped){.in = NULL};
    luaL_setmetatable(L, LT_GROUPED_BOX);
    g->in = lt_plan_retain(in);
    for (int i = 0; i < n; i++) {
        size_t len;
        if (lua_type(L, 2 + i) == LUA_TSTRING) {
            const char *name = lua_tolstring(L, 2 + i, &len);
            g->keys[i] = lt_need_expr(L, lt_expr_column(name, len));
        } else {
            g->keys[i] = lt_expr_retain(lt_check_expr(L, 2 + i));
        }
        g->count++;
    }
    return 1;
}

/* {precio = "sum"}: Spark's dictionary form where the value is a bare function name, else an
 * expression named by the key. */
static lt_expr *aggregate_of(lua_State *L, int name_idx, int value_idx)
{
    lt_function_info info;
    size_t           len;
    const char      *name = lua_tolstring(L, name_idx, &len);
    const char *text = lua_type(L, value_idx) == LUA_TSTRING ? lua_tostring(L, value_idx) : NULL;
    if (text && lt_function_info_find(text, &info) && info.aggregate) {
        lt_expr *column = len == 1 && *name == '*' ? lt_expr_star() : lt_expr_column(name, len);
        return lt_need_expr(L, lt_expr_call(info.name, &column, 1, false));
    }
    return lt_need_expr(L, lt_expr_alias(lt_to_expr(L, value_idx, true), name, len));
}

/* The aggregates in the table at idx, in a list box pushed on the stack; their number in *n. */
static lt_expr **aggregates_from(lua_State *L, int idx, int *n)
{
    int listed = (int)luaL_len(L, idx);
    luaL_argcheck(L, listed <= 1000, idx, "more than 1000 aggregates");
    luaL_checkstack(L, listed + 16, "too many aggregates");
    for (int i = 1; i <= listed; i++) lua_geti(L, idx, i);
    int first = lua_gettop(L) - listed + 1;
    for (int i = 1; i <= listed; i++) { /* what is left in a copy are the named ones */
        if (lua_isnil(L, first + i - 1)) luaL_argerror(L, idx, "the list has a hole");
    }
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, idx);) {
        if (lua_type(L, -2) == LUA_TSTRING) {
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_settable(L, -5);
        }
        lua_pop(L, 1);
    }
    int pairs = lt_pairs_in_order(L, lua_gettop(L)), pair_at = lua_gettop(L) - 2 * pairs + 1;
    *n = listed + pairs;
    luaL_argcheck(L, *n > 0, idx, "at least one aggregate expected");
    lt_expr **list = lt_box_exprs(L, *n);
    for (int i = 0; i < listed; i++) list[i] = lt_to_expr(L, first + i, true);
    for (int i = 0; i < pairs; i++)
        list[listed + i] = aggregate_of(L, pair_at + 2 * i, pair_at + 2 * i + 1);
    return list;
}

static int finish_group(lua_State *L, grouped *g, lt_expr **list, int n)
{
    lt_plan **out = lt_box_frame(L);
    lt_expr **moved = lua_newuserdatauv(L, (size_t)(n + g->count + 1) * sizeof(*moved), 0);
    for (int i = 0; i < g->count; i++) moved[i] = lt_expr_retain(g->keys[i]);
    for (int i = 0; i < n; i++) moved[g->count + i] = lt_take_expr(list + i);
    lt_plan *made = lt_group(lt_plan_retain(g->in), moved, g->count, moved + g->count, n);
    lua_pop(L, 1);
    return lt_give_frame(L, out, made);
}

static int l_agg(lua_State *L)
{
    if (luaL_testudata(L, 1, LT_FRAME_BOX)) { /* frame:agg{…}: one group of all rows */
        lua_pushcfunction(L, l_group_by);
        lua_pushvalue(L, 1);
        lua_call(L, 1, 1);
        lua_replace(L, 1);
    }
    grouped *g = luaL_checkudata(L, 1, LT_GROUPED_BOX);
    int      n;
    if (!lua_istable(L, 2)) { /* agg("sum(a)", "count(*)") */
        lua_createtable(L, lua_gettop(L) - 1, 0);
        lua_insert(L, 2);
        for (int i = lua_gettop(L) - 2; i >= 1; i--) lua_seti(L, 2, i);
    }
    lua_settop(L, 2);
    lt_expr **list = aggregates_from(L, 2, &n);
    return finish_group(L, g, list, n);
}

static int l_group_count(lua_State *L)
{
    grouped  *g = luaL_checkudata(L, 1, LT_GROUPED_BOX);
    lt_expr **list = lt_box_exprs(L, 1);
    lt_expr  *star = lt_expr_star();
    lt_expr  *count = lt_expr_call("count", &star, 1, false);
    list[0] = lt_need_expr(L, lt_expr_alias(count, "count", 5));
    return finish_group(L, g, list, 1);
}

/* grouped:sum("a", "b") */
static int l_group_function(lua_State *L)
{
    grouped    *g = luaL_checkudata(L, 1, LT_GROUPED_BOX);
    const char *name = lua_tostring(L, lua_upvalueindex(1));
    int         n = lt_spread(L, 2);
    luaL_argcheck(L, n > 0, 2, "the columns to aggregate expected");
    lt_expr **list = lt_box_exprs(L, n);
    for (int i = 0; i < n; i++) {
        size_t      len;
        const char *column = luaL_checklstring(L, 2 + i, &len);
        lt_expr    *arg = lt_expr_column(column, len);
        list[i] = lt_need_expr(L, lt_expr_call(name, &arg, 1, false));
    }
    return finish_group(L, g, list, n);
}

/* agg and count, then every aggregate of the registry (NULL for the other functions). */
static const char *grouped_name(const void *context, size_t i)
{
    lt_function_info info;
    (void)context;
    if (i < 2) return i ? "count" : "agg";
    return lt_function_info_at((int32_t)i - 2, &info) && info.aggregate ? info.name : NULL;
}

static int no_method(lua_State *L, const char *name)
{
    lt_error         err;
    lt_function_info info;
    int32_t          n = 0;
    while (lt_function_info_at(n, &info)) n++;
    const char *near = lt_nearest_of(name, grouped_name, NULL, (size_t)n + 2);
    lt_fail(&err, LT_ENOTFOUND, LT_HERE, "grouped rows have no method \"%s\"", name);
    if (near)
        lt_error_hint(&err, "did you mean \"%s\"?", near);
    else
        lt_error_hint(&err, "use agg{…}, count() or an aggregate such as sum(\"column\")");
    return lt_bind_raise(L, &err);
}

static int l_grouped_index(lua_State *L)
{
    lt_function_info info;
    const char      *name = luaL_checkstring(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    if (!lt_function_info_find(name, &info) || !info.aggregate) return no_method(L, name);
    lua_pushstring(L, info.name);
    lua_pushcclosure(L, l_group_function, 1);
    return 1;
}

static const luaL_Reg grouped_methods[] = {{"agg", l_agg}, {"count", l_group_count}, {NULL, NULL}};

const luaL_Reg lt_frame_group[] = {{"group_by", l_group_by}, {"agg", l_agg}, {NULL, NULL}};

void lt_open_grouped(lua_State *L)
{
    luaL_newmetatable(L, LT_GROUPED_BOX);
    luaL_newlib(L, grouped_methods);
    lua_pushcclosure(L, l_grouped_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, release_grouped);
    lua_setfield(L, -2, "__gc");
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}
