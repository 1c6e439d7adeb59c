#include "lua/prelude.h"

#include "lote.h"
#include "lua/sandbox.h"

#include <lauxlib.h>

/* functions(): the registry as a list of {name, group, signature, help, example}. */
static int l_functions(lua_State *L)
{
    lt_function_info f;
    lua_newtable(L);
    for (int32_t i = 0; lt_function_info_at(i, &f); i++) {
        lua_createtable(L, 0, 5);
        const char *const pairs[][2] = {{"name", f.name},
                                        {"group", f.group},
                                        {"signature", f.signature},
                                        {"help", f.help},
                                        {"example", f.example}};
        for (size_t k = 0; k < sizeof(pairs) / sizeof(*pairs); k++) {
            lua_pushstring(L, pairs[k][1]);
            lua_setfield(L, -2, pairs[k][0]);
        }
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* keep(pages): where completion finds the signatures. */
static int l_keep(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, LT_HELP_PAGES);
    return 0;
}

void lt_prelude_run(lua_State *L)
{
    for (const lt_prelude *p = lt_preludes; p->name; p++) {
        if (luaL_loadbufferx(L, p->text, p->len, "=prelude", "t")) lua_error(L);
        if (lt_sandbox_of(L)) {
            lt_sandbox_push_env(L);
            if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
        }
        lua_pushvalue(L, -2);
        lua_pushcfunction(L, l_functions);
        lua_pushcfunction(L, l_keep);
        lua_call(L, 3, 0);
    }
}
