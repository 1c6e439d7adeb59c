#include "lua/workspace.h"

#include "core/nearest.h"
#include "lua/sandbox.h"

#include <lauxlib.h>
#include <string.h>

enum { MOST_NAMES = 64 };

typedef struct reading {
    lt_buf     *names;
    lt_arena   *arena;
    const char *path;
    lt_error   *err;
    lt_status   status;
} reading;

static lt_status refuse(reading *r, const char *what, const char *name, const char *near)
{
    lt_fail(r->err, LT_EUSAGE, LT_HERE, "%s: %s \"%.200s\"", r->path, what, name);
    if (near) lt_error_hint(r->err, "did you mean %s?", near);
    return LT_EUSAGE;
}

static const char *allowable(const void *context, size_t i)
{
    (void)context;
    return lt_sandbox_allowable(i);
}

static lt_status add_name(reading *r, const char *name)
{
    size_t n = 0;
    while (lt_sandbox_allowable(n)) n++;
    if (!lt_sandbox_can_allow(name))
        return refuse(r, "nothing that can be allowed is called", name,
                      lt_nearest_of(name, allowable, NULL, n));
    if (r->names->len / sizeof(name) >= MOST_NAMES)
        return LT_FAIL(r->err, LT_EUSAGE, "%s: more than %d names", r->path, MOST_NAMES);
    const char *copy = lt_arena_text(r->arena, name, strlen(name));
    if (!copy) return lt_mem_refused(r->arena->mem, strlen(name), "a name", r->err);
    return lt_buf_add(r->names, &copy, sizeof(copy), r->err);
}

static lt_status read_list(lua_State *L, reading *r)
{
    if (!lua_istable(L, -1))
        return LT_FAIL(r->err, LT_EUSAGE, "%s: allow is a list of names", r->path);
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= n; i++) {
        bool is_text = lua_rawgeti(L, -1, i) == LUA_TSTRING;
        if (!is_text) return LT_FAIL(r->err, LT_EUSAGE, "%s: allow is a list of names", r->path);
        LT_TRY(add_name(r, lua_tostring(L, -1)));
        lua_pop(L, 1);
    }
    return LT_OK;
}

/* The globals that the file made. Nothing here may raise while something is held: nothing is. */
static int read_globals(lua_State *L)
{
    static const char *const known[] = {"allow"};
    reading                 *r = lua_touserdata(L, 1);
    lt_sandbox_push_env(L);
    int env = lua_gettop(L);
    for (lua_pushnil(L); !r->status && lua_next(L, env); lua_settop(L, env + 1)) {
        lua_pushvalue(L, -2);
        const char *key = lua_tostring(L, -1);
        lua_pop(L, 1);
        if (key && strcmp(key, "_G") == 0) continue;
        if (!key || strcmp(key, "allow") != 0)
            r->status = refuse(r, "there is no setting", key ? key : "?",
                               key ? lt_nearest(key, known, 1) : NULL);
        else
            r->status = read_list(L, r);
    }
    return 0;
}

/* Takes away what a script could call: the file is data. */
static int strip_api(lua_State *L)
{
    lt_sandbox_push_api(L);
    int api = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, api); lua_pushnil(L)) {
        lua_pop(L, 1);
        lua_pushnil(L);
        lua_rawset(L, api);
    }
    return 0;
}

lt_status lt_workspace_parse(lt_buf *names, lt_arena *arena, const char *text, size_t len,
                             const char *path, lt_error *err)
{
    lt_sandbox        *sb;
    lt_sandbox_options opt = {.memory_bytes = 16 << 20};
    reading            r = {names, arena, path, err, LT_OK};
    LT_TRY(lt_sandbox_open(&sb, arena->mem, NULL, &opt, err));
    lt_status status = lt_sandbox_protect(sb, strip_api, NULL, err);
    if (!status) status = lt_sandbox_run(sb, text, len, path, 1, 0, err);
    if (!status) status = lt_sandbox_protect(sb, read_globals, &r, err);
    lt_sandbox_close(sb);
    return status ? status : r.status;
}
