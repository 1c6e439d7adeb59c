/* bind_expr.c — expressions as Lua objects: col, lit, expr, fn and their operators.
 *
 *     col.price * col.quantity     col("unit price")     lit(5)     fn.upper(col.city)
 *     col.price:gt(10) & col.city:is_not_null()          sum(col.price):alias "total"
 *
 * A text given to an operator or a comparison is a literal; given to expr, filter, select … it
 * is Spark SQL.
 */
#include "lua/engine.h"

#include <string.h>

/* Which argument, when it is a text, names a column: the first, but for functions that begin with
 * a text of their own, as in Spark's concat_ws("-", col.a, col.b). */
static int column_place(const char *name, int count)
{
    static const struct {
        const char *name;
        int         count, place; /* count 0: any number of arguments */
    } later[] = {{"concat_ws", 0, 1},     {"date_trunc", 0, 1},       {"locate", 0, 1},
                 {"position", 0, 1},      {"extract", 0, 1},          {"date_part", 0, 1},
                 {"datepart", 0, 1},      {"dateadd", 3, 2},          {"date_add", 3, 2},
                 {"timestampadd", 3, 2},  {"datediff", 3, 1},         {"date_diff", 3, 1},
                 {"timestampdiff", 3, 1}, {"convert_timezone", 2, 1}, {"convert_timezone", 3, 2}};
    for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++)
        if (strcmp(later[i].name, name) == 0 && (!later[i].count || later[i].count == count))
            return later[i].place;
    return 0;
}

/* name(arguments from stack slot `first` on), as a new box on the stack. */
static int call_function(lua_State *L, const char *name, int first, bool names_are_columns)
{
    int       n = lua_gettop(L) - first + 1;
    lt_expr **args = lt_box_exprs(L, n), **out = lt_box_expr(L);
    for (int i = 0; i < n; i++) {
        bool text = lua_type(L, first + i) == LUA_TSTRING;
        if (text && names_are_columns && strcmp(lua_tostring(L, first + i), "*") == 0)
            args[i] = lt_need_expr(L, lt_expr_star());
        else if (text && names_are_columns && i == column_place(name, n)) {
            size_t      len;
            const char *column = lua_tolstring(L, first + i, &len);
            args[i] = lt_need_expr(L, lt_expr_column(column, len));
        } else
            args[i] = lt_to_expr(L, first + i, false);
    }
    lt_expr *moved[64];
    luaL_argcheck(L, n <= 64, first, "more than 64 arguments");
    for (int i = 0; i < n; i++) moved[i] = lt_take_expr(args + i);
    *out = lt_need_expr(L, lt_expr_call(name, moved, n, false));
    return 1;
}

/* ---- operators and methods ---- */

static int binary(lua_State *L, const char *name)
{
    lua_settop(L, 2);
    return call_function(L, name, 1, false);
}

#define OPERATOR(id, name) \
    static int l_##id(lua_State *L) { return binary(L, name); }
OPERATOR(add, "+")
OPERATOR(sub, "-")
OPERATOR(mul, "*")
OPERATOR(div, "/")
OPERATOR(mod, "%")
OPERATOR(idiv, "div")
OPERATOR(and, "and")
OPERATOR(or, "or")
OPERATOR(concat, "concat")
OPERATOR(eq, "==")
OPERATOR(ne, "!=")
OPERATOR(lt, "<")
OPERATOR(le, "<=")
OPERATOR(gt, ">")
OPERATOR(ge, ">=")
OPERATOR(eq_null_safe, "<=>")
OPERATOR(like, "like")
OPERATOR(ilike, "ilike")
OPERATOR(contains, "contains")
OPERATOR(startswith, "startswith")
OPERATOR(endswith, "endswith")

static int unary(lua_State *L, const char *name)
{
    lua_settop(L, 1);
    return call_function(L, name, 1, false);
}
static int l_unm(lua_State *L) { return unary(L, "negative"); }
static int l_not(lua_State *L) { return unary(L, "not"); }
static int l_is_null(lua_State *L) { return unary(L, "isnull"); }
static int l_is_not_null(lua_State *L) { return unary(L, "isnotnull"); }

static int l_isin(lua_State *L)
{
    lt_check_expr(L, 1);
    if (lua_istable(L, 2)) {
        lua_Integer n = luaL_len(L, 2);
        luaL_argcheck(L, n > 0 && n < 60, 2, "a list of 1 to 59 values expected");
        luaL_checkstack(L, (int)n + 8, "too many values");
        for (lua_Integer i = 1; i <= n; i++) lua_geti(L, 2, i);
        lua_remove(L, 2);
    }
    return call_function(L, "in", 1, false);
}

static int l_between(lua_State *L)
{
    lua_settop(L, 3);
    lt_expr **parts = lt_box_exprs(L, 4), **out = lt_box_expr(L);
    parts[0] = lt_expr_retain(lt_check_expr(L, 1));
    parts[1] = lt_to_expr(L, 2, false);
    parts[2] = lt_expr_retain(parts[0]);
    parts[3] = lt_to_expr(L, 3, false);
    lt_expr *low[2] = {lt_take_expr(parts), lt_take_expr(parts + 1)};
    lt_expr *high[2] = {lt_take_expr(parts + 2), lt_take_expr(parts + 3)};
    lt_expr *both[2] = {lt_expr_call(">=", low, 2, false), lt_expr_call("<=", high, 2, false)};
    *out = lt_need_expr(L, lt_expr_call("and", both, 2, false));
    return 1;
}

static int l_alias(lua_State *L)
{
    size_t      len;
    lt_expr    *e = lt_check_expr(L, 1);
    const char *name = luaL_checklstring(L, 2, &len);
    lt_expr   **out = lt_box_expr(L);
    *out = lt_need_expr(L, lt_expr_alias(lt_expr_retain(e), name, len));
    return 1;
}

static int cast(lua_State *L, bool try_)
{
    size_t      len;
    lt_error    err;
    lt_type     to;
    lt_expr    *e = lt_check_expr(L, 1);
    const char *name = luaL_checklstring(L, 2, &len);
    if (lt_type_parse(&to, name, len, &err)) return lt_bind_raise(L, &err);
    lt_expr **out = lt_box_expr(L);
    *out = lt_need_expr(L, lt_expr_cast(lt_expr_retain(e), to, try_));
    return 1;
}
static int l_cast(lua_State *L) { return cast(L, false); }
static int l_try_cast(lua_State *L) { return cast(L, true); }

static int sorted(lua_State *L, bool descending, bool nulls_first)
{
    lt_expr  *e = lt_check_expr(L, 1);
    lt_expr **out = lt_box_expr(L);
    *out = lt_need_expr(L, lt_expr_sort(lt_expr_retain(e), descending, nulls_first));
    return 1;
}
static int l_asc(lua_State *L) { return sorted(L, false, true); }
static int l_desc(lua_State *L) { return sorted(L, true, false); }
static int l_asc_nulls_last(lua_State *L) { return sorted(L, false, false); }
static int l_desc_nulls_first(lua_State *L) { return sorted(L, true, true); }

static int l_text(lua_State *L)
{
    lt_error    err;
    lt_expr    *e = lt_check_expr(L, 1);
    luaL_Buffer b;
    lt_buf      text = {.mem = lt_mem_default()};
    if (lt_expr_text(&text, e, &err)) {
        lt_buf_clear(&text);
        return lt_bind_raise(L, &err);
    }
    char *room = luaL_buffinitsize(L, &b, text.len + 1);
    if (text.len) memcpy(room, text.data, text.len);
    size_t len = text.len;
    lt_buf_clear(&text);
    luaL_pushresultsize(&b, len);
    return 1;
}

static int l_compare(lua_State *L)
{
    return luaL_error(L,
                      "an expression has no value yet: write a:gt(b), a:le(b), a:eq(b) …, or the "
                      "condition as text");
}

/* An unknown method is any function of the registry: col.city:upper(). */
static int l_method(lua_State *L)
{
    return call_function(L, lua_tostring(L, lua_upvalueindex(1)), 1, false);
}

static int l_index(lua_State *L)
{
    lt_function_info info;
    if (lua_isinteger(L, 2)) return binary(L, "[]"); /* col.tags[0] */
    const char *name = luaL_checkstring(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    if (!lt_function_info_find(name, &info))
        return luaL_error(L, "an expression has no method \"%s\"", name);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, l_method, 1);
    return 1;
}

/* ---- col, lit, expr, fn ---- */

static int push_column(lua_State *L, int idx)
{
    size_t      len;
    const char *name = luaL_checklstring(L, idx, &len);
    lt_expr   **out = lt_box_expr(L);
    *out = lt_need_expr(L, len == 1 && *name == '*' ? lt_expr_star() : lt_expr_column(name, len));
    return 1;
}
static int l_col(lua_State *L) { return push_column(L, 2); }

static int l_lit(lua_State *L)
{
    lt_expr **out = (lua_settop(L, 1), lt_box_expr(L));
    *out = lt_to_expr(L, 1, false);
    return 1;
}

static int l_expr(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    lt_expr **out = (lua_settop(L, 1), lt_box_expr(L));
    *out = lt_to_expr(L, 1, true);
    return 1;
}

/* fn.name(...) and the functions among the globals: a text as first argument names a column, as
 * in sum("amount"); further texts are literals. */
static int l_call(lua_State *L)
{
    return call_function(L, lua_tostring(L, lua_upvalueindex(1)), 1, true);
}

static int l_fn(lua_State *L)
{
    lt_function_info info;
    const char      *name = luaL_checkstring(L, 2);
    if (!lt_function_info_find(name, &info)) {
        lt_error err;
        lt_fail(&err, LT_ENOTFOUND, LT_HERE, "no function \"%s\"", name);
        lt_error_hint(&err, "help() lists the functions");
        return lt_bind_raise(L, &err);
    }
    lua_pushstring(L, info.name);
    lua_pushcclosure(L, l_call, 1);
    return 1;
}

static int l_is_expr(lua_State *L)
{
    lua_pushboolean(L, lt_test_expr(L, 1) != NULL);
    return 1;
}

static const luaL_Reg methods[] = {{"eq", l_eq},
                                   {"ne", l_ne},
                                   {"lt", l_lt},
                                   {"le", l_le},
                                   {"gt", l_gt},
                                   {"ge", l_ge},
                                   {"eq_null_safe", l_eq_null_safe},
                                   {"like", l_like},
                                   {"ilike", l_ilike},
                                   {"contains", l_contains},
                                   {"startswith", l_startswith},
                                   {"endswith", l_endswith},
                                   {"isin", l_isin},
                                   {"between", l_between},
                                   {"is_null", l_is_null},
                                   {"is_not_null", l_is_not_null},
                                   {"alias", l_alias},
                                   {"as", l_alias},
                                   {"name", l_alias},
                                   {"cast", l_cast},
                                   {"try_cast", l_try_cast},
                                   {"asc", l_asc},
                                   {"desc", l_desc},
                                   {"asc_nulls_last", l_asc_nulls_last},
                                   {"desc_nulls_first", l_desc_nulls_first},
                                   {"text", l_text},
                                   {NULL, NULL}};

static const luaL_Reg operators[] = {
    {"__add", l_add},    {"__sub", l_sub},       {"__mul", l_mul},
    {"__div", l_div},    {"__mod", l_mod},       {"__idiv", l_idiv},
    {"__unm", l_unm},    {"__band", l_and},      {"__bor", l_or},
    {"__bnot", l_not},   {"__concat", l_concat}, {"__lt", l_compare},
    {"__le", l_compare}, {"__tostring", l_text}, {NULL, NULL}};

static void add_operators(lua_State *L)
{
    luaL_getmetatable(L, LT_EXPR_BOX);
    luaL_setfuncs(L, operators, 0);
    luaL_newlib(L, methods);
    lua_pushcclosure(L, l_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

/* An empty table whose fields are made by index and whose call is call (may be NULL), as `name` of
 * the table below. */
static void add_maker(lua_State *L, const char *name, lua_CFunction index, lua_CFunction call)
{
    lua_newtable(L);
    lua_createtable(L, 0, 4);
    lua_pushcfunction(L, index);
    lua_setfield(L, -2, "__index");
    if (call) {
        lua_pushcfunction(L, call);
        lua_setfield(L, -2, "__call");
    }
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, name);
}

/* Every function of the registry whose name is free becomes a global of the API. */
static void add_functions(lua_State *L)
{
    lt_function_info info;
    for (int32_t i = 0; lt_function_info_at(i, &info); i++) {
        if (lua_getfield(L, -1, info.name) != LUA_TNIL) {
            lua_pop(L, 1);
            continue;
        }
        lua_pop(L, 1);
        lua_pushstring(L, info.name);
        lua_pushcclosure(L, l_call, 1);
        lua_setfield(L, -2, info.name);
    }
}

void lt_bind_expr(lua_State *L)
{
    static const char *const kept[] = {"log",   "range",  "select", "first",  "repeat", "if",
                                       "not",   "in",     "and",    "or",     "count",  "like",
                                       "date",  "type",   "next",   "string", "table",  "math",
                                       "error", "assert", "load"};
    lt_bind_boxes(L);
    add_operators(L);
    /* Names of Lua and of our own API are reached as fn.name only. */
    for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
        if (lua_getfield(L, -1, kept[i]) == LUA_TNIL) {
            lua_pushboolean(L, false);
            lua_setfield(L, -3, kept[i]);
        }
        lua_pop(L, 1);
    }
    add_functions(L);
    for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
        lua_getfield(L, -1, kept[i]);
        bool held = lua_isboolean(L, -1);
        lua_pop(L, 1);
        if (!held) continue;
        lua_pushnil(L);
        lua_setfield(L, -2, kept[i]);
    }
    add_maker(L, "col", l_col, l_col);
    add_maker(L, "fn", l_fn, NULL);
    lua_pushcfunction(L, l_lit);
    lua_setfield(L, -2, "lit");
    lua_pushcfunction(L, l_expr);
    lua_setfield(L, -2, "expr");
    lua_pushcfunction(L, l_is_expr);
    lua_setfield(L, -2, "is_expression");
}
