#include "lua/sandbox_lib.h"

#include <limits.h>

enum { CAN_READ = 1, CAN_WRITE = 2, HAS_LENGTH = 4 };

static bool has_field(lua_State *L, int metatable, const char *name)
{
    lua_pushstring(L, name);
    bool has = lua_rawget(L, metatable) != LUA_TNIL;
    lua_pop(L, 1);
    return has;
}

/* A table, or an object whose metatable lets it do what is wanted. */
static void check_table(lua_State *L, int arg, int wanted)
{
    if (lua_type(L, arg) == LUA_TTABLE) return;
    if (!lua_getmetatable(L, arg)) luaL_checktype(L, arg, LUA_TTABLE);
    int mt = lua_gettop(L);
    if (((wanted & CAN_READ) && !has_field(L, mt, "__index")) ||
        ((wanted & CAN_WRITE) && !has_field(L, mt, "__newindex")) ||
        ((wanted & HAS_LENGTH) && !has_field(L, mt, "__len")))
        luaL_checktype(L, arg, LUA_TTABLE);
    lua_settop(L, mt - 1);
}

static lua_Integer length(lua_State *L, int arg, int wanted)
{
    check_table(L, arg, wanted | HAS_LENGTH);
    lt_sandbox_poll(L);
    return luaL_len(L, arg);
}

static int l_insert(lua_State *L)
{
    lua_Integer n = length(L, 1, CAN_READ | CAN_WRITE), end = (lua_Integer)((lua_Unsigned)n + 1);
    int         args = lua_gettop(L);
    if (args == 2) return lua_seti(L, 1, end), 0;
    if (args != 3) return luaL_error(L, "wrong number of arguments to 'insert'");
    lua_Integer at = luaL_checkinteger(L, 2);
    luaL_argcheck(L, (lua_Unsigned)at - 1u < (lua_Unsigned)end, 2, "position out of bounds");
    for (lua_Integer i = end; i > at; i--) {
        lua_geti(L, 1, i - 1);
        lua_seti(L, 1, i);
        lt_sandbox_step(L, 4);
    }
    lua_seti(L, 1, at);
    return 0;
}

static int l_remove(lua_State *L)
{
    lua_Integer n = length(L, 1, CAN_READ | CAN_WRITE), at = luaL_optinteger(L, 2, n);
    if (at != n)
        luaL_argcheck(L, (lua_Unsigned)n + 1u - (lua_Unsigned)at <= (lua_Unsigned)n, 2,
                      "position out of bounds");
    lua_geti(L, 1, at);
    for (; at < n; at++) {
        lua_geti(L, 1, at + 1);
        lua_seti(L, 1, at);
        lt_sandbox_step(L, 4);
    }
    lua_pushnil(L);
    lua_seti(L, 1, at);
    return 1;
}

static void copy_at(lua_State *L, lua_Integer from, lua_Integer to, int target)
{
    lua_geti(L, 1, from);
    lua_seti(L, target, to);
    lt_sandbox_step(L, 4);
}

static int l_move(lua_State *L)
{
    lua_Integer from = luaL_checkinteger(L, 2), end = luaL_checkinteger(L, 3);
    lua_Integer to = luaL_checkinteger(L, 4);
    int         target = lua_isnoneornil(L, 5) ? 1 : 5;
    check_table(L, 1, CAN_READ);
    check_table(L, target, CAN_WRITE);
    lt_sandbox_poll(L);
    if (end >= from) {
        luaL_argcheck(L, from > 0 || end < LUA_MAXINTEGER + from, 3, "too many elements to move");
        lua_Integer n = end - from + 1;
        luaL_argcheck(L, to <= LUA_MAXINTEGER - n + 1, 4, "destination wrap around");
        bool is_other = target != 1 && !lua_compare(L, 1, target, LUA_OPEQ);
        if (to > end || to <= from || is_other)
            for (lua_Integer i = 0; i < n; i++) copy_at(L, from + i, to + i, target);
        else
            for (lua_Integer i = n - 1; i >= 0; i--) copy_at(L, from + i, to + i, target);
    }
    lua_pushvalue(L, target);
    return 1;
}

static void add_text(lua_State *L, luaL_Buffer *b, lua_Integer i)
{
    lua_geti(L, 1, i);
    if (!lua_isstring(L, -1))
        luaL_error(L, "invalid value (a %s) at index %I in table for 'concat'",
                   luaL_typename(L, -1), (LUAI_UACINT)i);
    luaL_addvalue(b);
}

static int l_concat(lua_State *L)
{
    lua_Integer n = length(L, 1, CAN_READ);
    size_t      sep_len;
    const char *sep = luaL_optlstring(L, 2, "", &sep_len);
    lua_Integer i = luaL_optinteger(L, 3, 1);
    luaL_Buffer b;
    n = luaL_optinteger(L, 4, n);
    luaL_buffinit(L, &b);
    for (; i < n; i++) {
        add_text(L, &b, i);
        luaL_addlstring(&b, sep, sep_len);
        lt_sandbox_step(L, 4 + sep_len / 64);
    }
    if (i == n) add_text(L, &b, i);
    luaL_pushresult(&b);
    return 1;
}

static int l_pack(lua_State *L)
{
    int n = lua_gettop(L);
    lua_createtable(L, n, 1);
    lua_insert(L, 1);
    for (int i = n; i >= 1; i--) lua_seti(L, 1, i);
    lua_pushinteger(L, n);
    lua_setfield(L, 1, "n");
    return 1;
}

static int l_unpack(lua_State *L)
{
    lua_Integer  i = luaL_optinteger(L, 2, 1);
    lua_Integer  end = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
    lua_Unsigned n = (lua_Unsigned)end - (lua_Unsigned)i;
    lt_sandbox_poll(L);
    if (i > end) return 0;
    if (n >= INT_MAX || !lua_checkstack(L, (int)n + 1))
        return luaL_error(L, "too many results to unpack");
    for (lua_Unsigned k = 0; k <= n; k++) {
        lua_geti(L, 1, i + (lua_Integer)k);
        lt_sandbox_step(L, 4);
    }
    return (int)n + 1;
}

/* ── sort: merging runs in two copies. It ends whatever the order function answers, is stable, and
 * leaves the table as it was when that function raises. Stack: 1 table, 2 order, 3 and 4 copies ──
 */

static bool is_less(lua_State *L, int a, int b)
{
    lt_sandbox_step(L, 8);
    if (lua_isnil(L, 2)) return lua_compare(L, a, b, LUA_OPLT);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a - 1);
    lua_pushvalue(L, b - 2);
    lua_call(L, 2, 1);
    bool less = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return less;
}

/* [low, middle) and [middle, high) of `from`, each in order, become one run of `to`. */
static void merge(lua_State *L, int from, int to, const lua_Integer at[3])
{
    lua_Integer a = at[0], b = at[1], out = at[0];
    while (a < at[1] && b < at[2]) {
        lua_rawgeti(L, from, a);
        lua_rawgeti(L, from, b);
        if (is_less(L, -1, -2)) {
            lua_rawseti(L, to, out++);
            lua_pop(L, 1);
            b++;
        } else {
            lua_pop(L, 1);
            lua_rawseti(L, to, out++);
            a++;
        }
    }
    for (lua_Integer rest = a < at[1] ? a : b; out < at[2]; rest++) {
        lua_rawgeti(L, from, rest);
        lua_rawseti(L, to, out++);
        lt_sandbox_step(L, 4);
    }
}

static lua_Integer least(lua_Integer a, lua_Integer b) { return a < b ? a : b; }

static int l_sort(lua_State *L)
{
    lua_Integer n = length(L, 1, CAN_READ | CAN_WRITE);
    int         from = 3, to = 4;
    if (n < 2) return 0;
    luaL_argcheck(L, n < INT_MAX, 1, "array too big");
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    lua_newtable(L);
    lua_newtable(L);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_geti(L, 1, i);
        lua_rawseti(L, from, i);
        lt_sandbox_step(L, 4);
    }
    for (lua_Integer run = 1; run < n; run *= 2) {
        for (lua_Integer low = 1; low <= n; low += 2 * run)
            merge(L, from, to,
                  (lua_Integer[]){low, least(low + run, n + 1), least(low + 2 * run, n + 1)});
        int other = from;
        from = to;
        to = other;
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, from, i);
        lua_seti(L, 1, i);
        lt_sandbox_step(L, 4);
    }
    return 0;
}

void lt_sandbox_add_table(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"concat", l_concat}, {"insert", l_insert}, {"move", l_move},     {"pack", l_pack},
        {"remove", l_remove}, {"sort", l_sort},     {"unpack", l_unpack}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
