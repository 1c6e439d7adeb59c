#include "lua/sandbox_lib.h"

enum { MAX_CLOSINGS = 8 }; /* each starts Lua's count of C calls anew */

static lua_State *check_thread(lua_State *L)
{
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    return co;
}

static int l_create(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    return 1;
}

/* Leaves the results, or one error value, on L; answers their number, or -1. */
static int resume(lua_State *L, lua_State *co, int n)
{
    int results;
    lt_sandbox_poll(L);
    if (!lua_checkstack(co, n)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, co, n);
    int status = lt_sandbox_resume(co, L, n, &results);
    lt_sandbox_poll(L); /* a cancel inside goes on outside */
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);
        return -1;
    }
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(co, results);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, results);
    return results;
}

static int l_resume(lua_State *L)
{
    lua_State *co = check_thread(L);
    int        n = resume(L, co, lua_gettop(L) - 1);
    lua_pushboolean(L, n >= 0);
    if (n < 0) n = 1;
    lua_insert(L, -(n + 1));
    return n + 1;
}

/* Runs the pending __close handlers. */
static int reset(lua_State *L, lua_State *co)
{
    lt_sandbox *sb = lt_sandbox_of(L);
    lua_State  *before = sb->running;
    if (sb->closings >= MAX_CLOSINGS) return luaL_error(L, "C stack overflow");
    sb->closings++;
    sb->running = co;
    int status = lua_resetthread(co);
    sb->running = before;
    sb->closings--;
    lt_sandbox_poll(L);
    return status;
}

static int l_wrapped(lua_State *L)
{
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int        n = resume(L, co, lua_gettop(L));
    if (n >= 0) return n;
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD && reset(L, co) != LUA_OK)
        lua_xmove(co, L, 1); /* the error of a handler, or the first one again */
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int l_wrap(lua_State *L)
{
    l_create(L);
    lua_pushcclosure(L, l_wrapped, 1);
    return 1;
}

static int l_close(lua_State *L)
{
    lua_State *co = check_thread(L);
    lua_Debug  ar;
    if (lua_status(co) == LUA_OK && lua_getstack(co, 0, &ar))
        return luaL_error(L, "cannot close a coroutine that runs");
    if (reset(L, co) == LUA_OK) return lua_pushboolean(L, 1), 1;
    lua_pushboolean(L, 0);
    lua_xmove(co, L, 1);
    return 2;
}

void lt_sandbox_add_coroutine(lua_State *L)
{
    static const luaL_Reg functions[] = {{"create", l_create},
                                         {"resume", l_resume},
                                         {"wrap", l_wrap},
                                         {"close", l_close},
                                         {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
