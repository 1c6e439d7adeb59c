/* bind_frame.c — frames: lazy, immutable plans with the methods of the API table.
 *
 * Every method makes a new frame and leaves its own untouched. A method's function may also be
 * called with the frame as first argument: filter(tx, "amount > 0").
 */
#include "core/nearest.h"
#include "lua/engine.h"

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

/* Puts a builder's answer in the box on top; the first mistake is raised at once, where it was
 * made. */
static int give(lua_State *L, lt_plan **box, lt_plan *made)
{
    lt_error err;
    *box = lt_plan_at(made, lt_engine_line(L));
    if (lt_plan_check(*box, &err)) return lt_bind_raise(L, &err);
    return 1;
}

/* ---- arguments ---- */

/* Replaces the arguments from idx on by those of a single list, if one list is all there is. */
static int spread(lua_State *L, int idx)
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

enum { MAX_NAMES = 1000 };

static const char **names_from(lua_State *L, int idx, int n)
{
    const char **names = lua_newuserdatauv(L, ((size_t)n + 1) * sizeof(*names), 0);
    for (int i = 0; i < n; i++) {
        if (lua_type(L, idx + i) != LUA_TSTRING) luaL_typeerror(L, idx + i, "column name");
        names[i] = lua_tostring(L, idx + i);
    }
    return names;
}

/* The pairs name = value of the table at idx in name order, as a list {name, value, name, value}
 * in the registry-free way: pushed on the stack one after another. Returns the pairs. */
static int pairs_in_order(lua_State *L, int idx)
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

/* ---- row-wise methods ---- */

static int l_select(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    int      n = spread(L, 2);
    luaL_argcheck(L, n > 0, 2, "at least one column expected");
    lt_expr **list = lt_box_exprs(L, n);
    for (int i = 0; i < n; i++) list[i] = lt_to_expr(L, 2 + i, true);
    lt_plan **out = lt_box_frame(L);
    lt_expr **moved = lua_newuserdatauv(L, (size_t)n * sizeof(*moved), 0);
    for (int i = 0; i < n; i++) moved[i] = lt_take_expr(list + i);
    lt_plan *made = lt_select(lt_plan_retain(in), moved, n);
    lua_pop(L, 1);
    return give(L, out, made);
}

static int l_filter(lua_State *L)
{
    lt_plan  *in = lt_check_frame(L, 1);
    lt_plan **out = (lua_settop(L, 2), lt_box_frame(L));
    if (lua_isboolean(L, 2))
        luaL_argerror(
            L, 2, "Lua compared the values itself: write col.a:gt(b), or the condition as text");
    lt_expr *keep = lt_to_expr(L, 2, true);
    return give(L, out, lt_filter(lt_plan_retain(in), keep));
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
    return give(L, out, made);
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
    int n = pairs_in_order(L, 2);
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
        n = pairs_in_order(L, 2);
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
    int          n = spread(L, 2);
    const char **names = names_from(L, 2, n);
    lt_plan    **out = lt_box_frame(L);
    return give(L, out, lt_drop(lt_plan_retain(in), names, n));
}

/* rename{old = "new"} or rename("old", "new") */
static int l_rename(lua_State *L)
{
    lt_plan *in = lt_check_frame(L, 1);
    int      n = 1;
    if (lua_istable(L, 2)) {
        lua_settop(L, 2);
        n = pairs_in_order(L, 2);
        lua_remove(L, 2);
    }
    lua_settop(L, 1 + 2 * n);
    const char **names = names_from(L, 2, 2 * n);
    lt_plan    **out = lt_box_frame(L);
    return give(L, out, lt_rename(lt_plan_retain(in), names, n));
}

static int l_limit(lua_State *L)
{
    lt_plan    *in = lt_check_frame(L, 1);
    lua_Integer rows = luaL_checkinteger(L, 2), offset = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, rows >= 0, 2, "a number of rows that is not negative expected");
    luaL_argcheck(L, offset >= 0, 3, "a number of rows that is not negative expected");
    lt_plan **out = lt_box_frame(L);
    return give(L, out, lt_limit(lt_plan_retain(in), rows, offset));
}

static int l_offset(lua_State *L)
{
    lt_plan    *in = lt_check_frame(L, 1);
    lua_Integer rows = luaL_checkinteger(L, 2);
    luaL_argcheck(L, rows >= 0, 2, "a number of rows that is not negative expected");
    lt_plan **out = lt_box_frame(L);
    return give(L, out, lt_limit(lt_plan_retain(in), -1, rows));
}

/* ---- whole-frame methods ---- */

static int l_distinct(lua_State *L)
{
    lt_plan     *in = lt_check_frame(L, 1);
    int          n = spread(L, 2);
    const char **names = names_from(L, 2, n);
    lt_plan    **out = lt_box_frame(L);
    return give(L, out, lt_distinct(lt_plan_retain(in), names, n));
}

static int l_sort(lua_State *L)
{
    lt_error err;
    lt_plan *in = lt_check_frame(L, 1);
    int      n = spread(L, 2);
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
    return give(L, out, lt_sort(lt_plan_retain(in), moved, n));
}

static int unite(lua_State *L, bool by_name, bool allow_missing)
{
    lt_plan  *a = lt_check_frame(L, 1), *b = lt_check_frame(L, 2);
    lt_plan **out = lt_box_frame(L);
    return give(L, out, lt_union(lt_plan_retain(a), lt_plan_retain(b), by_name, allow_missing));
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

/* ---- grouping ---- */

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
    int      n = spread(L, 2);
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
    luaL_argcheck(L, listed <= MAX_NAMES, idx, "more than 1000 aggregates");
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
    int pairs = pairs_in_order(L, lua_gettop(L)), pair_at = lua_gettop(L) - 2 * pairs + 1;
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
    return give(L, out, made);
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
    int         n = spread(L, 2);
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

static int l_grouped_index(lua_State *L)
{
    lt_function_info info;
    const char      *name = luaL_checkstring(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    if (!lt_function_info_find(name, &info) || !info.aggregate)
        return luaL_error(L,
                          "grouped rows have no method \"%s\": use agg{…}, count() or an aggregate "
                          "such as sum(\"column\")",
                          name);
    lua_pushstring(L, info.name);
    lua_pushcclosure(L, l_group_function, 1);
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

static const luaL_Reg frame_methods[] = {{"select", l_select},
                                         {"filter", l_filter},
                                         {"where", l_filter},
                                         {"with_column", l_with_column},
                                         {"with_columns", l_with_columns},
                                         {"cast", l_cast},
                                         {"drop", l_drop},
                                         {"rename", l_rename},
                                         {"limit", l_limit},
                                         {"offset", l_offset},
                                         {"distinct", l_distinct},
                                         {"drop_duplicates", l_distinct},
                                         {"sort", l_sort},
                                         {"order_by", l_sort},
                                         {"union", l_union},
                                         {"union_all", l_union},
                                         {"union_by_name", l_union_by_name},
                                         {"group_by", l_group_by},
                                         {"agg", l_agg},
                                         {NULL, NULL}};

static const luaL_Reg grouped_methods[] = {{"agg", l_agg}, {"count", l_group_count}, {NULL, NULL}};

/* Frames: the API's methods table is the metatable's, and its functions are globals too, but for
 * those whose names are Lua's or an aggregate's. */
static void add_globals(lua_State *L)
{
    for (const luaL_Reg *m = frame_methods; m->name; m++) {
        if (strcmp(m->name, "select") == 0) continue;
        lua_pushcfunction(L, m->func);
        lua_setfield(L, -2, m->name);
    }
}

void lt_bind_frame(lua_State *L)
{
    add_globals(L);
    luaL_newmetatable(L, LT_FRAME_BOX);
    luaL_newlib(L, frame_methods);
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
