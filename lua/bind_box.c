/* bind_box.c — expressions held by Lua, and Lua values as expressions.
 *
 * A box is filled by who made it and empties itself when Lua collects it, so that nothing leaks
 * when an error jumps out. Numbers, texts, booleans and nil are literals, {1, 2, 3} is a list.
 */
#include "lua/engine.h"

static int release_expr(lua_State *L)
{
    lt_expr **box = luaL_checkudata(L, 1, LT_EXPR_BOX);
    lt_expr_release(*box);
    *box = NULL;
    return 0;
}

lt_expr **lt_box_expr(lua_State *L)
{
    lt_expr **box = lua_newuserdatauv(L, sizeof(*box), 0);
    *box = NULL;
    luaL_setmetatable(L, LT_EXPR_BOX);
    return box;
}

typedef struct expr_list {
    int      count;
    lt_expr *items[];
} expr_list;

#define LIST_BOX "lote.expressions"

static int release_list(lua_State *L)
{
    expr_list *list = luaL_checkudata(L, 1, LIST_BOX);
    for (int i = 0; i < list->count; i++) lt_expr_release(list->items[i]);
    list->count = 0;
    return 0;
}

lt_expr **lt_box_exprs(lua_State *L, int n)
{
    expr_list *list = lua_newuserdatauv(L, sizeof(*list) + (size_t)n * sizeof(lt_expr *), 0);
    list->count = n;
    for (int i = 0; i < n; i++) list->items[i] = NULL;
    luaL_setmetatable(L, LIST_BOX);
    return list->items;
}

lt_expr *lt_take_expr(lt_expr **box)
{
    lt_expr *e = *box;
    *box = NULL;
    return e;
}

lt_expr *lt_test_expr(lua_State *L, int idx)
{
    lt_expr **box = luaL_testudata(L, idx, LT_EXPR_BOX);
    return box ? *box : NULL;
}

lt_expr *lt_check_expr(lua_State *L, int idx)
{
    lt_expr *e = lt_test_expr(L, idx);
    if (!e) luaL_typeerror(L, idx, "expression");
    return e;
}

lt_expr *lt_need_expr(lua_State *L, lt_expr *made)
{
    if (made) return made;
    lt_error err;
    lt_fail(&err, LT_ENOMEM, LT_HERE, "no memory for an expression");
    lt_bind_raise(L, &err);
    return NULL;
}

static lt_value value_of(lua_State *L, int idx)
{
    lt_value v = {.type = LT_TYPE(VOID), .null = true};
    if (lua_isinteger(L, idx)) {
        lua_Integer i = lua_tointeger(L, idx);
        bool        narrow = i >= INT32_MIN && i <= INT32_MAX;
        v = (lt_value){.type = narrow ? LT_TYPE(I32) : LT_TYPE(I64), .i = i};
    } else if (lua_type(L, idx) == LUA_TNUMBER) {
        v = (lt_value){.type = LT_TYPE(F64), .f = lua_tonumber(L, idx)};
    } else if (lua_isboolean(L, idx)) {
        v = (lt_value){.type = LT_TYPE(BOOL), .b = lua_toboolean(L, idx)};
    } else if (lua_type(L, idx) == LUA_TSTRING) {
        size_t      len;
        const char *text = lua_tolstring(L, idx, &len);
        v = (lt_value){.type = LT_TYPE(STRING)};
        v.s.bytes = (const uint8_t *)text;
        v.s.len = len > INT32_MAX ? INT32_MAX : (int32_t)len;
    }
    return v;
}

static lt_expr *to_expr(lua_State *L, int idx, bool is_code, int depth);

/* The array at idx as a list of its values. */
static lt_expr *list_of(lua_State *L, int idx, int depth)
{
    lua_Unsigned n = lua_rawlen(L, idx);
    luaL_argcheck(L, depth <= LT_TYPE_DEPTH, idx, "lists in lists go 8 levels deep at most");
    luaL_argcheck(L, n <= 10000, idx, "a list of more than 10000 values");
    lua_pushnil(L);
    if (n == 0 && lua_next(L, idx))
        luaL_argerror(L, idx, "a table with names is no value; a list is {1, 2, 3}");
    luaL_checkstack(L, 8, "lists in lists");
    lt_expr **args = lt_box_exprs(L, (int)n);
    for (lua_Unsigned i = 0; i < n; i++) {
        lua_rawgeti(L, idx, (lua_Integer)i + 1);
        args[i] = to_expr(L, lua_gettop(L), false, depth);
        lua_pop(L, 1);
    }
    lt_expr *made = lt_expr_call("array", args, (int32_t)n, false); /* consumes them */
    for (lua_Unsigned i = 0; i < n; i++) args[i] = NULL;
    lua_pop(L, n ? 2 : 1);
    return lt_need_expr(L, made);
}

static lt_expr *to_expr(lua_State *L, int idx, bool is_code, int depth)
{
    lt_error err;
    lt_expr *e = lt_test_expr(L, idx);
    if (e) return lt_expr_retain(e);
    int type = lua_type(L, idx);
    if (type == LUA_TSTRING && is_code) {
        size_t      len;
        const char *text = lua_tolstring(L, idx, &len);
        if (lt_expr_parse(&e, text, len, lt_engine_line(L), &err)) lt_bind_raise(L, &err);
        return e;
    }
    if (type == LUA_TTABLE && !is_code) return list_of(L, idx, depth + 1);
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN && type != LUA_TNIL)
        luaL_typeerror(L, idx,
                       is_code ? "expression, text, number, boolean or nil"
                               : "expression, text, number, boolean, list or nil");
    return lt_need_expr(L, lt_expr_literal(value_of(L, idx)));
}

lt_expr *lt_to_expr(lua_State *L, int idx, bool is_code)
{
    return to_expr(L, lua_absindex(L, idx), is_code, 0);
}

static void make_box(lua_State *L, const char *name, lua_CFunction release)
{
    luaL_newmetatable(L, name);
    lua_pushcfunction(L, release);
    lua_setfield(L, -2, "__gc");
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

void lt_bind_boxes(lua_State *L)
{
    make_box(L, LIST_BOX, release_list);
    make_box(L, LT_EXPR_BOX, release_expr);
}
