#include "lua/engine.h"

#include "lua/sandbox.h"

#include <string.h>

static const char key; /* its address names the engine in the registry */

void lt_engine_bind(lua_State *L, lt_engine *e)
{
    lua_pushlightuserdata(L, e);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
    lt_bind_expr(L);
    lt_bind_frame(L);
    lt_bind_io(L);
    lt_bind_show(L);
    lt_bind_dates(L);
    lt_bind_list(L);
}

lt_engine *lt_engine_of(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
    lt_engine *e = lua_touserdata(L, -1);
    lua_pop(L, 1);
    e->running = L;
    return e;
}

void lt_engine_emit(lt_engine *e, lt_event event)
{
    event.cell = e->cell;
    if (e->sink) e->sink(e->arg, &event);
}

static void progressed(void *arg, const lt_progress *p)
{
    lt_engine_emit(arg, (lt_event){.kind = LT_EVENT_PROGRESS, .progress = p});
}

lt_query lt_engine_query(lt_engine *e)
{
    return (lt_query){.cancel = e->cancel, .progress = progressed, .arg = e};
}

/* The line of the innermost Lua function that has one. */
int32_t lt_engine_line(lua_State *L)
{
    lua_Debug at;
    for (int level = 0; lua_getstack(L, level, &at); level++) {
        if (!lua_getinfo(L, "Sl", &at) || at.currentline <= 0) continue;
        if (strcmp(at.source, "=prelude") == 0) continue;
        return at.currentline;
    }
    return 0;
}

void lt_bind_step(lua_State *L) { lt_sandbox_step(L, 20); }
