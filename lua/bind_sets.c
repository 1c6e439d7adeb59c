/* bind_sets.c — methods that need every row: duplicates, order, unions and the like. */
#include "lua/frame.h"

#include <string.h>

static int l_distinct(lua_State *L)
{
    lt_plan     *in = lt_check_frame(L, 1);
    int          n = lt_spread(L, 2);
    const char **names = lt_names_from(L, 2, n);
    lt_plan    **out = lt_box_frame(L);
    return lt_give_frame(L, out, lt_distinct(lt_plan_retain(in), names, n));
}

static int l_sort(lua_State *L)
{
    lt_error err;
    lt_plan *in = lt_check_frame(L, 1);
    int      n = lt_spread(L, 2);
    luaL_argcheck(L, n > 0 && n <= 64, 2, "1 to 64 sort keys expected");
    lt_expr **list = lt_box_exprs(L, n);
    for (int i = 0; i < n; i++) {
        size_t      len;
        const char *text = lua_type(L, 2 + i) == LUA_TSTRING ? lua_tolstring(L, 2 + i, &len) : NULL;
        if (!text)
            list[i] = lt_expr_retain(lt_check_expr(L, 2 + i));
        else if (lt_expr_parse_sort(list + i, text, len, lt_engine_line(L), &err))
            return lt_bind_raise(L, &err);
    }
    lt_plan **out = lt_box_frame(L);
    lt_expr  *moved[64];
    for (int i = 0; i < n; i++) moved[i] = lt_take_expr(list + i);
    return lt_give_frame(L, out, lt_sort(lt_plan_retain(in), moved, n));
}

static int unite(lua_State *L, bool by_name, bool allow_missing)
{
    lt_plan  *a = lt_check_frame(L, 1), *b = lt_check_frame(L, 2);
    lt_plan **out = lt_box_frame(L);
    return lt_give_frame(L, out,
                         lt_union(lt_plan_retain(a), lt_plan_retain(b), by_name, allow_missing));
}
static int l_union(lua_State *L) { return unite(L, false, false); }
static int l_union_by_name(lua_State *L)
{
    bool missing = false;
    if (lua_istable(L, 3)) {
        lua_getfield(L, 3, "allow_missing");
        missing = lua_toboolean(L, -1);
        lua_settop(L, 2);
    }
    return unite(L, true, missing);
}

const luaL_Reg lt_frame_sets[] = {{"distinct", l_distinct},
                                  {"drop_duplicates", l_distinct},
                                  {"sort", l_sort},
                                  {"order_by", l_sort},
                                  {"union", l_union},
                                  {"union_all", l_union},
                                  {"union_by_name", l_union_by_name},
                                  {NULL, NULL}};
