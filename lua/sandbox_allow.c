/* sandbox_allow.c — what stock Lua has and a notebook has not, unless its workspace is trusted and
 * allows it by name. C modules, bytecode and debug cannot be allowed: they end the sandbox.
 *
 * A call that waits in the operating system (io.popen, os.execute) is not interrupted.
 */
#include "lua/sandbox_lib.h"

#include <lualib.h>
#include <string.h>

static const char *const names[] = {"io.lines",  "io.open",    "io.popen",  "io.tmpfile",
                                    "io.type",   "os.execute", "os.getenv", "os.remove",
                                    "os.rename", "os.tmpname"};
enum { NAMES = sizeof(names) / sizeof(*names) };

const char *lt_sandbox_allowable(size_t k) { return k < NAMES ? names[k] : NULL; }

bool lt_sandbox_can_allow(const char *name)
{
    for (size_t i = 0; i < NAMES; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static bool is_of(const char *name, const char *library)
{
    size_t n = strlen(library);
    return strncmp(name, library, n) == 0 && name[n] == '.';
}

bool lt_sandbox_allows(lua_State *L, const char *library)
{
    const lt_sandbox *sb = lt_sandbox_of(L);
    for (size_t i = 0; i < sb->allow_count; i++)
        if (is_of(sb->allow[i], library) && lt_sandbox_can_allow(sb->allow[i])) return true;
    return false;
}

/* The allowed names of a stock library into the table on the top. */
static void add(lua_State *L, const char *library, lua_CFunction open)
{
    const lt_sandbox *sb = lt_sandbox_of(L);
    if (!lt_sandbox_allows(L, library)) return;
    lua_pushcfunction(L, open);
    lua_call(L, 0, 1);
    for (size_t i = 0; i < sb->allow_count; i++) {
        const char *name = sb->allow[i];
        if (!is_of(name, library) || !lt_sandbox_can_allow(name)) continue;
        lua_getfield(L, -1, name + strlen(library) + 1);
        lua_setfield(L, -3, name + strlen(library) + 1);
    }
    lua_pop(L, 1);
}

void lt_sandbox_add_allowed_os(lua_State *L) { add(L, "os", luaopen_os); }

void lt_sandbox_add_allowed_io(lua_State *L)
{
    add(L, "io", luaopen_io);
    luaL_getmetatable(L, LUA_FILEHANDLE);
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}
