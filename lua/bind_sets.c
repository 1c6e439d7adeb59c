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
    static const char *const known[] = {"allow_missing", NULL};
    bool                     missing = false;
    if (lt_check_options(L, 3, "union_by_name", known)) {
        lua_getfield(L, 3, "allow_missing");
        missing = lua_toboolean(L, -1);
    }
    lua_settop(L, 2);
    return unite(L, true, missing);
}

typedef lt_plan *set_maker(lt_plan *a, lt_plan *b, bool all);

static int set_operation(lua_State *L, set_maker *make, bool all)
{
    lt_plan  *a = lt_check_frame(L, 1), *b = lt_check_frame(L, 2);
    lt_plan **out = lt_box_frame(L);
    return lt_give_frame(L, out, make(lt_plan_retain(a), lt_plan_retain(b), all));
}
static int l_intersect(lua_State *L) { return set_operation(L, lt_intersect, false); }
static int l_intersect_all(lua_State *L) { return set_operation(L, lt_intersect, true); }
static int l_except(lua_State *L) { return set_operation(L, lt_except, false); }
static int l_except_all(lua_State *L) { return set_operation(L, lt_except, true); }

/* ---- statistics ---- */

static const char *const all_statistics[] = {"count", "mean", "stddev", "min",
                                             "25%",   "50%",  "75%",    "max"};
static const char *const described[] = {"count", "mean", "stddev", "min", "max"};

/* summary("count", "min", "90%") */
static int l_summary(lua_State *L)
{
    lt_plan           *in = lt_check_frame(L, 1);
    int                n = lt_spread(L, 2);
    const char *const *names = n ? lt_names_from(L, 2, n) : all_statistics;
    lt_plan          **out = lt_box_frame(L);
    return lt_give_frame(L, out, lt_summary(lt_plan_retain(in), names, n ? n : 8));
}

/* describe("price", "city"): of these columns; of all without any */
static int l_describe(lua_State *L)
{
    lt_plan     *in = lt_check_frame(L, 1);
    int          n = lt_spread(L, 2);
    const char **names = lt_names_from(L, 2, n);
    lt_expr    **list = lt_box_exprs(L, n);
    for (int i = 0; i < n; i++)
        list[i] = lt_need_expr(L, lt_expr_column(names[i], strlen(names[i])));
    lt_plan **out = lt_box_frame(L);
    lt_expr **moved = lua_newuserdatauv(L, ((size_t)n + 1) * sizeof(*moved), 0);
    for (int i = 0; i < n; i++) moved[i] = lt_take_expr(list + i);
    lt_plan *chosen = lt_plan_retain(in);
    if (n) chosen = lt_plan_at(lt_select(chosen, moved, n), lt_engine_line(L));
    lua_pop(L, 1);
    return lt_give_frame(L, out, lt_summary(chosen, described, 5));
}

const luaL_Reg lt_frame_sets[] = {{"distinct", l_distinct},
                                  {"drop_duplicates", l_distinct},
                                  {"sort", l_sort},
                                  {"order_by", l_sort},
                                  {"union", l_union},
                                  {"union_all", l_union},
                                  {"union_by_name", l_union_by_name},
                                  {"intersect", l_intersect},
                                  {"intersect_all", l_intersect_all},
                                  {"except", l_except},
                                  {"subtract", l_except},
                                  {"except_all", l_except_all},
                                  {"summary", l_summary},
                                  {"describe", l_describe},
                                  {NULL, NULL}};
