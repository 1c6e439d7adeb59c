/* bind_rows.c — methods that look at rows one by one: columns chosen, made, named; the first, some.
 */
#include "lua/frame.h"

#include <string.h>

static int l_select(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    int      n = lt_spread(L, 2);
    luaL_argcheck(L, n > 0, 2, "at least one column expected");
    lt_expr **list = lt_box_exprs(L, n);
    for (int i = 0; i < n; i++) list[i] = lt_to_expr(L, 2 + i, true);
    lt_plan **out = lt_box_frame(L);
    lt_expr **moved = lua_newuserdatauv(L, (size_t)n * sizeof(*moved), 0);
    for (int i = 0; i < n; i++) moved[i] = lt_take_expr(list + i);
    lt_plan *made = lt_select(lt_plan_retain(in), moved, n);
    lua_pop(L, 1);
    return lt_give_frame(L, out, made);
}

static int l_filter(lua_State *L)
{
    lt_plan  *in = lt_check_frame(L, 1);
    lt_plan **out = (lua_settop(L, 2), lt_box_frame(L));
    if (lua_isboolean(L, 2))
        luaL_argerror(
            L, 2, "Lua compared the values itself: write col.a:gt(b), or the condition as text");
    lt_expr *keep = lt_to_expr(L, 2, true);
    return lt_give_frame(L, out, lt_filter(lt_plan_retain(in), keep));
}

/* names[i] from stack slot first + 2i, expressions from the slot after. */
static int with_pairs(lua_State *L, lt_plan *in, int first, int n)
{
    lt_expr    **list = lt_box_exprs(L, n);
    const char **names = lua_newuserdatauv(L, ((size_t)n + 1) * sizeof(*names), 0);
    for (int i = 0; i < n; i++) {
        names[i] = lua_tostring(L, first + 2 * i);
        list[i] = lt_to_expr(L, first + 2 * i + 1, true);
    }
    lt_plan **out = lt_box_frame(L);
    lt_expr **moved = lua_newuserdatauv(L, ((size_t)n + 1) * sizeof(*moved), 0);
    for (int i = 0; i < n; i++) moved[i] = lt_take_expr(list + i);
    lt_plan *made = lt_with(lt_plan_retain(in), names, moved, n);
    lua_pop(L, 1);
    return lt_give_frame(L, out, made);
}

static int l_with_column(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    luaL_checktype(L, 2, LUA_TSTRING);
    luaL_checkany(L, 3);
    lua_settop(L, 3);
    return with_pairs(L, in, 2, 1);
}

static int l_with_columns(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    int n = lt_pairs_in_order(L, 2);
    luaL_argcheck(L, n > 0, 2, "a table of name = expression expected");
    return with_pairs(L, in, 3, n);
}

/* cast{amount = "decimal(12,2)"} or cast("amount", "decimal(12,2)") */
static int l_cast(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    int      n = 1;
    if (lua_istable(L, 2)) {
        lua_settop(L, 2);
        n = lt_pairs_in_order(L, 2);
        lua_remove(L, 2);
    }
    lua_settop(L, 1 + 2 * n);
    for (int i = 0; i < n; i++) {
        size_t      len, name_len;
        lt_type     to;
        lt_error    err;
        const char *name = luaL_checklstring(L, 2 + 2 * i, &name_len);
        const char *type = luaL_checklstring(L, 3 + 2 * i, &len);
        if (lt_type_parse(&to, type, len, &err)) return lt_bind_raise(L, &err);
        lt_expr **e = lt_box_expr(L);
        *e = lt_need_expr(L, lt_expr_cast(lt_expr_column(name, name_len), to, false));
        lua_replace(L, 3 + 2 * i);
    }
    return with_pairs(L, in, 2, n);
}

static int l_drop(lua_State *L)
{
    lt_plan     *in = lt_check_frame(L, 1);
    int          n = lt_spread(L, 2);
    const char **names = lt_names_from(L, 2, n);
    lt_plan    **out = lt_box_frame(L);
    return lt_give_frame(L, out, lt_drop(lt_plan_retain(in), names, n));
}

/* rename{old = "new"} or rename("old", "new") */
static int l_rename(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    int      n = 1;
    if (lua_istable(L, 2)) {
        lua_settop(L, 2);
        n = lt_pairs_in_order(L, 2);
        lua_remove(L, 2);
    }
    lua_settop(L, 1 + 2 * n);
    const char **names = lt_names_from(L, 2, 2 * n);
    lt_plan    **out = lt_box_frame(L);
    return lt_give_frame(L, out, lt_rename(lt_plan_retain(in), names, n));
}

static int l_limit(lua_State *L)
{
    lt_plan    *in = lt_check_frame(L, 1);
    lua_Integer rows = luaL_checkinteger(L, 2), offset = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, rows >= 0, 2, "a number of rows that is not negative expected");
    luaL_argcheck(L, offset >= 0, 3, "a number of rows that is not negative expected");
    lt_plan **out = lt_box_frame(L);
    return lt_give_frame(L, out, lt_limit(lt_plan_retain(in), rows, offset));
}

static int l_offset(lua_State *L)
{
    lt_plan    *in = lt_check_frame(L, 1);
    lua_Integer rows = luaL_checkinteger(L, 2);
    luaL_argcheck(L, rows >= 0, 2, "a number of rows that is not negative expected");
    lt_plan **out = lt_box_frame(L);
    return lt_give_frame(L, out, lt_limit(lt_plan_retain(in), -1, rows));
}

/* to_df("a", "b"): new names for every column */
static int l_to_df(lua_State *L)
{
    lt_plan     *in = lt_check_frame(L, 1);
    int          n = lt_spread(L, 2);
    const char **names = lt_names_from(L, 2, n);
    lt_plan    **out = lt_box_frame(L);
    return lt_give_frame(L, out, lt_to_df(lt_plan_retain(in), names, n));
}

/* ---- samples ---- */

typedef struct sampling {
    double      fraction;
    lua_Integer seed;
    bool        replacement;
} sampling;

/* {fraction = 0.1, seed = 7, with_replacement = true} in place of the arguments one by one */
static void spread_sampling(lua_State *L)
{
    static const char *const known[] = {"fraction", "seed", "with_replacement", NULL};
    if (!lua_istable(L, 2)) return;
    lt_check_options(L, 2, "sample", known);
    for (int i = 0; known[i]; i++) lua_getfield(L, 2, known[i]);
    lua_remove(L, 2);
    lua_settop(L, 4);
}

static int l_sample(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    spread_sampling(L);
    sampling s = {.fraction = luaL_checknumber(L, 2),
                  .seed = luaL_optinteger(L, 3, 0),
                  .replacement = lua_toboolean(L, 4)};
    if (lua_gettop(L) >= 4 && !lua_isboolean(L, 4) && !lua_isnil(L, 4))
        luaL_typeerror(L, 4, "boolean");
    lt_plan **out = lt_box_frame(L);
    return lt_give_frame(L, out,
                         lt_sample(lt_plan_retain(in), 0, s.fraction, s.replacement, s.seed));
}

/* The weights in the list at idx; their sum. */
static double sum_weights(lua_State *L, int idx, lua_Integer n)
{
    double sum = 0;
    for (lua_Integer i = 1; i <= n; i++) {
        double w = lua_geti(L, idx, i) == LUA_TNUMBER ? lua_tonumber(L, -1) : -1;
        if (!(w >= 0)) luaL_argerror(L, idx, "a list of weights that are not negative expected");
        sum += w;
        lua_pop(L, 1);
    }
    luaL_argcheck(L, sum > 0 && sum < 1e300, idx, "weights with a sum above 0 expected");
    return sum;
}

/* random_split({8, 2}, seed): a list of frames that share out the rows */
static int l_random_split(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_Integer n = luaL_len(L, 2), seed = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, n > 0 && n <= 1000, 2, "a list of 1 to 1000 weights expected");
    double sum = sum_weights(L, 2, n), below = 0, lower = 0;
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_geti(L, 2, i);
        below += lua_tonumber(L, -1);
        lua_pop(L, 1);
        double    upper = i == n ? 1 : below / sum < 1 ? below / sum : 1;
        lt_plan **out = lt_box_frame(L);
        lt_give_frame(L, out, lt_sample(lt_plan_retain(in), lower, upper, false, seed));
        lua_rawseti(L, -2, i);
        lower = upper;
    }
    return 1;
}

/* ---- transform(f, …): f(frame, …) ---- */

static int transformed(lua_State *L, int status, lua_KContext context)
{
    (void)status, (void)context;
    return lua_gettop(L);
}

static int l_transform(lua_State *L)
{
    lt_check_frame(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_remove(L, 2);
    lua_insert(L, 1);
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, transformed);
    return transformed(L, LUA_OK, 0);
}

const luaL_Reg lt_frame_rows[] = {{"select", l_select},
                                  {"select_expr", l_select},
                                  {"filter", l_filter},
                                  {"where", l_filter},
                                  {"with_column", l_with_column},
                                  {"with_columns", l_with_columns},
                                  {"cast", l_cast},
                                  {"drop", l_drop},
                                  {"rename", l_rename},
                                  {"with_column_renamed", l_rename},
                                  {"with_columns_renamed", l_rename},
                                  {"to_df", l_to_df},
                                  {"limit", l_limit},
                                  {"offset", l_offset},
                                  {"sample", l_sample},
                                  {"random_split", l_random_split},
                                  {"transform", l_transform},
                                  {NULL, NULL}};
