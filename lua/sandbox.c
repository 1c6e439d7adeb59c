#include "lua/sandbox_lib.h"

#include "lua/bind.h"

#include <lualib.h>
#include <string.h>

enum {
    INTERVAL = 10000,          /* instructions: 30 µs of the fast ones */
    LONG_STRING = 64 << 10,    /* bytes from which on one instruction may take long */
    INTERVAL_BYTES = 32 << 20, /* bytes that all instructions of an interval may look at */
    MEMORY = 512 << 20,
    STRING = 64 << 20
};

static char api_key, cancel_key;

/* ── memory ── */

static void hook(lua_State *L, lua_Debug *ar);

/* `a < b` and `a == b` look at whole strings and are one instruction each, so the interval
 * shrinks as strings grow. Setting a hook touches three fields: it is made for signal handlers,
 * hence fit to be called from an allocator. */
static void note_string(lt_sandbox *sb, size_t bytes)
{
    if (bytes < LONG_STRING || bytes <= sb->longest) return;
    sb->longest = bytes;
    sb->interval = bytes >= INTERVAL_BYTES ? 1 : (int)(INTERVAL_BYTES / bytes);
    if (sb->running) lua_sethook(sb->running, hook, LUA_MASKCOUNT, sb->interval);
}

/* A refusal while cancelled ends loops of the core that make big things, such as `a .. a`. */
static void *allocate(void *ud, void *block, size_t old_bytes, size_t new_bytes)
{
    lt_sandbox *sb = ud;
    int         kind = block ? 0 : (int)old_bytes;
    if (!block) old_bytes = 0;
    if (new_bytes > old_bytes && !sb->is_closing) {
        if (new_bytes - old_bytes > 1 << 20 && lt_cancelled(sb->cancel)) return NULL;
        if (kind == LUA_TSTRING) {
            if (new_bytes > sb->string_bytes + 64) return NULL;
            note_string(sb, new_bytes);
        }
    }
    return lt_mem_resize(sb->heap, block, old_bytes, new_bytes);
}

lt_sandbox *lt_sandbox_of(lua_State *L)
{
    void *ud;
    return lua_getallocf(L, &ud) == allocate ? ud : NULL;
}

lua_State *lt_sandbox_state(lt_sandbox *sb) { return sb->L; }
lt_mem    *lt_sandbox_mem(lt_sandbox *sb) { return sb->heap; }

/* ── interrupt ── */

bool lt_sandbox_is_cancelled(lua_State *L)
{
    lt_sandbox *sb = lt_sandbox_of(L);
    return sb && lt_cancelled(sb->cancel);
}

/* The error value was made when the state was opened: there may be no memory for one now. */
static void raise_cancel(lua_State *L)
{
    if (!lua_checkstack(L, 1)) lua_settop(L, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &cancel_key);
    lua_error(L);
}

void lt_sandbox_poll(lua_State *L)
{
    if (lt_sandbox_is_cancelled(L)) raise_cancel(L);
}

void lt_sandbox_step(lua_State *L, size_t done)
{
    lt_sandbox *sb = lt_sandbox_of(L);
    if (!sb || (sb->steps += done) < 4096) return;
    sb->steps = 0;
    if (lt_cancelled(sb->cancel)) raise_cancel(L);
}

/* Once cancelled, each instruction raises: thousands of pending __close handlers end at once. */
static void hook(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    lt_sandbox *sb = lt_sandbox_of(L);
    bool        is_over = lt_cancelled(sb->cancel);
    int         want = is_over ? 1 : sb->interval;
    if (lua_gethookcount(L) != want) lua_sethook(L, hook, LUA_MASKCOUNT, want);
    if (is_over) raise_cancel(L);
}

int lt_sandbox_resume(lua_State *co, lua_State *from, int n, int *results)
{
    lt_sandbox *sb = lt_sandbox_of(from);
    lua_State  *before = sb->running;
    if (lua_gethookcount(co) != sb->interval) lua_sethook(co, hook, LUA_MASKCOUNT, sb->interval);
    sb->running = co;
    int status = lua_resume(co, from, n, results);
    sb->running = before;
    return status;
}

/* Arms the hook for a call from outside; strings longer than all of the heap are gone. */
static void arm(lt_sandbox *sb)
{
    size_t used = lt_mem_in_use(sb->heap);
    if (used < sb->longest) {
        sb->longest = 0;
        sb->interval = INTERVAL;
        note_string(sb, used);
    }
    if (lua_gethookcount(sb->L) != sb->interval)
        lua_sethook(sb->L, hook, LUA_MASKCOUNT, sb->interval);
}

/* ── tables ── */

void lt_sandbox_push_env(lua_State *L) { lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); }
void lt_sandbox_push_api(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &api_key); }

static int l_refuse_change(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TSTRING)
        return luaL_error(L, "'%s' is part of a library table, which cannot be changed",
                          lua_tostring(L, 2));
    return luaL_error(L, "a library table cannot be changed");
}

static int l_next_of(lua_State *L)
{
    lua_settop(L, 2);
    if (lua_next(L, lua_upvalueindex(1))) return 2;
    lua_pushnil(L);
    return 1;
}

/* The table itself stays hidden: pairs' second value would give it away. */
static int l_pairs_of(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushcclosure(L, l_next_of, 1);
    return 1;
}

static int l_len_of(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
    return 1;
}

void lt_sandbox_lock(lua_State *L)
{
    int table = lua_gettop(L);
    luaL_checkstack(L, 5, NULL);
    lua_newtable(L);
    lua_createtable(L, 0, 6);
    lua_pushvalue(L, table);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, l_refuse_change);
    lua_setfield(L, -2, "__newindex");
    lua_pushvalue(L, table);
    lua_pushcclosure(L, l_pairs_of, 1);
    lua_setfield(L, -2, "__pairs");
    lua_pushvalue(L, table);
    lua_pushcclosure(L, l_len_of, 1);
    lua_setfield(L, -2, "__len");
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_replace(L, table);
}

/* ── opening ── */

/* The functions of a stock library that are named in list, put into the table on the top. */
static void add_stock(lua_State *L, lua_CFunction open, const char *const *list)
{
    lua_pushcfunction(L, open);
    lua_call(L, 0, 1);
    for (; *list; list++) {
        lua_getfield(L, -1, *list);
        lua_setfield(L, -3, *list);
    }
    lua_pop(L, 1);
}

static void add_library(lua_State *L, const char *name, lua_CFunction open, const char *const *list,
                        void (*own)(lua_State *))
{
    lua_newtable(L);
    if (open) add_stock(L, open, list);
    if (own) own(L);
    lt_sandbox_lock(L);
    lua_setfield(L, -2, name);
}

/* What the stock library gives to strings (arithmetic) stays; the methods are ours. */
static void lock_strings(lua_State *L)
{
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_getfield(L, -3, "string");
    lua_getmetatable(L, -1);
    lua_getfield(L, -1, "__index");
    lua_setfield(L, -4, "__index");
    lua_pop(L, 2);
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}

static void make_env(lua_State *L)
{
    lua_newtable(L);
    lua_createtable(L, 0, 2);
    lt_sandbox_push_api(L);
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "_G");
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

static void make_cancel_value(lua_State *L)
{
    lt_error err;
    lt_fail(&err, LT_ECANCELLED, LT_HERE, "interrupted");
    lt_bind_push_error(L, &err);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &cancel_key);
}

static int build(lua_State *L)
{
    static const char *const base[] = {"assert", "error",    "ipairs",   "rawequal",
                                       "rawlen", "select",   "tonumber", "tostring",
                                       "type",   "_VERSION", NULL};
    static const char *const string[] = {"byte",    "char", "format", "len",      "lower", "pack",
                                         "reverse", "sub",  "unpack", "packsize", "upper", NULL};
    static const char *const coroutine[] = {"isyieldable", "running", "status", "yield", NULL};
    static const char *const os[] = {"clock", "date", "difftime", "time", NULL};
    static const char *const utf8[] = {"char", "charpattern", "codes", "codepoint",
                                       "len",  "offset",      NULL};
    static const char *const math[] = {
        "abs", "acos",       "asin", "atan",      "ceil", "cos",    "deg",
        "exp", "floor",      "fmod", "huge",      "log",  "max",    "maxinteger",
        "min", "mininteger", "modf", "pi",        "rad",  "random", "randomseed",
        "sin", "sqrt",       "tan",  "tointeger", "type", "ult",    NULL};

    lt_bind_open(L);
    make_cancel_value(L);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &api_key);
    add_stock(L, luaopen_base, base);
    lt_sandbox_add_base(L);
    lt_sandbox_add_require(L);
    add_library(L, "string", luaopen_string, string, lt_sandbox_add_string);
    add_library(L, "coroutine", luaopen_coroutine, coroutine, lt_sandbox_add_coroutine);
    add_library(L, "table", NULL, NULL, lt_sandbox_add_table);
    add_library(L, "os", luaopen_os, os, lt_sandbox_add_allowed_os);
    if (lt_sandbox_allows(L, "io")) add_library(L, "io", NULL, NULL, lt_sandbox_add_allowed_io);
    add_library(L, "utf8", luaopen_utf8, utf8, NULL);
    add_library(L, "math", luaopen_math, math, NULL);
    lock_strings(L);
    make_env(L);
    return 0;
}

lt_status lt_sandbox_open(lt_sandbox **out, lt_mem *mem, lt_cancel *cancel,
                          const lt_sandbox_options *opt, lt_error *err)
{
    static const lt_sandbox_options none;
    lt_status                       status;
    if (!opt) opt = &none;
    lt_sandbox *sb = lt_mem_zeroed(mem, 1, sizeof(*sb));
    if (!sb) return lt_mem_refused(mem, sizeof(*sb), "a Lua state", err);
    sb->mem = mem;
    sb->cancel = cancel;
    sb->folder.mem = sb->source.mem = mem;
    sb->string_bytes = opt->string_bytes ? opt->string_bytes : STRING;
    sb->interval = INTERVAL;
    sb->allow = opt->allow;
    sb->allow_count = opt->allow_count;
    if (opt->folder) {
        if ((status = lt_buf_text(&sb->folder, opt->folder, err))) goto fail;
        if ((status = lt_buf_terminate(&sb->folder, err))) goto fail;
    }
    sb->heap = lt_mem_open(mem, opt->memory_bytes ? opt->memory_bytes : MEMORY);
    if (!sb->heap || !(sb->L = lua_newstate(allocate, sb))) {
        status = lt_mem_refused(mem, sizeof(*sb), "a Lua state", err);
        goto fail;
    }
    sb->running = sb->L;
    arm(sb);
    if ((status = lt_sandbox_protect(sb, build, NULL, err))) goto fail;
    sb->allow = NULL;
    *out = sb;
    return LT_OK;
fail:
    lt_sandbox_close(sb);
    return status;
}

void lt_sandbox_close(lt_sandbox *sb)
{
    if (!sb) return;
    sb->is_closing = true;
    if (sb->L) {
        lua_sethook(sb->L, NULL, 0, 0);
        lua_close(sb->L);
    }
    if (sb->heap) lt_mem_close(sb->heap);
    lt_buf_clear(&sb->folder);
    lt_buf_clear(&sb->source);
    lt_mem_free(sb->mem, sb, sizeof(*sb));
}

/* ── calling ── */

lt_status lt_sandbox_call(lt_sandbox *sb, int n, int results, lt_error *err)
{
    lua_State *L = sb->L;
    int        function = lua_gettop(L) - n;
    sb->traceback[0] = 0;
    sb->error.code = LT_OK;
    if (!lua_checkstack(L, 4)) {
        lua_settop(L, function - 1);
        lua_pushnil(L);
        return lt_sandbox_report(sb, LUA_ERRMEM, err);
    }
    arm(sb);
    lua_pushcfunction(L, lt_sandbox_handle);
    lua_insert(L, function);
    int status = lua_pcall(L, n, results, function);
    lua_remove(L, function);
    return status ? lt_sandbox_report(sb, status, err) : LT_OK;
}

lt_status lt_sandbox_protect(lt_sandbox *sb, lua_CFunction run, void *ud, lt_error *err)
{
    if (!lua_checkstack(sb->L, 4)) return lt_mem_refused(sb->heap, 64, "Lua's stack", err);
    lua_pushcfunction(sb->L, run);
    lua_pushlightuserdata(sb->L, ud);
    return lt_sandbox_call(sb, 1, 0, err);
}
