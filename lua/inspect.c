#include "lua/inspect.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

enum { MOST_ENTRIES = 50, MOST_TEXT = 200, DEEPEST = 3 };

static void add_value(lua_State *L, luaL_Buffer *b, int idx, int depth);

/* Lua's own quoting writes an end of line as \ and a real one; control bytes are made safe by who
 * shows the text. */
static void add_text(lua_State *L, luaL_Buffer *b, int idx)
{
    size_t      len;
    const char *s = lua_tolstring(L, idx, &len);
    luaL_addchar(b, '"');
    for (size_t i = 0; i < len && i < MOST_TEXT; i++) {
        if (s[i] == '\n') {
            luaL_addstring(b, "\\n");
            continue;
        }
        if (s[i] == '"' || s[i] == '\\') luaL_addchar(b, '\\');
        luaL_addchar(b, s[i]);
    }
    luaL_addstring(b, len > MOST_TEXT ? "…\"" : "\"");
}

static bool is_name(const char *s, size_t len)
{
    if (!len || (s[0] >= '0' && s[0] <= '9')) return false;
    for (size_t i = 0; i < len; i++) {
        int c = s[i] | 0x20;
        if (!(c >= 'a' && c <= 'z') && !(s[i] >= '0' && s[i] <= '9') && s[i] != '_') return false;
    }
    return true;
}

/* "name = " or "[key] = " of the key below the top. */
static void add_key(lua_State *L, luaL_Buffer *b, int idx, int depth)
{
    size_t      len = 0;
    const char *s = lua_type(L, idx) == LUA_TSTRING ? lua_tolstring(L, idx, &len) : NULL;
    if (s && is_name(s, len)) {
        luaL_addlstring(b, s, len);
    } else {
        luaL_addchar(b, '[');
        add_value(L, b, idx, depth);
        luaL_addchar(b, ']');
    }
    luaL_addstring(b, " = ");
}

/* One entry whose key and value are at idx and idx + 1. */
static void add_entry(lua_State *L, luaL_Buffer *b, int idx, lua_Integer *at, int depth)
{
    bool listed = lua_isinteger(L, idx) && lua_tointeger(L, idx) == *at + 1;
    if (listed)
        ++*at;
    else
        add_key(L, b, idx, depth);
    add_value(L, b, idx + 1, depth);
}

/* A luaL_Buffer may keep a value on the stack, so entries are addressed from the table up: it is
 * at idx, key and value are moved right above. Each level has a buffer of its own. */
static void push_table(lua_State *L, int idx, int depth)
{
    luaL_Buffer b;
    lua_Integer at = 0;
    int         n = 0;
    luaL_checkstack(L, 20, "table too deep");
    lua_pushvalue(L, idx);
    int table = lua_gettop(L);
    lua_newtable(L); /* the texts of entries */
    int list = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, table) && n < MOST_ENTRIES; n++) {
        int key = lua_gettop(L) - 1;
        luaL_buffinit(L, &b);
        add_entry(L, &b, key, &at, depth);
        luaL_pushresult(&b);
        lua_rawseti(L, list, n + 1);
        lua_settop(L, key);
    }
    bool more = lua_gettop(L) > list;
    lua_settop(L, list);
    luaL_buffinit(L, &b);
    luaL_addchar(&b, '{');
    for (int i = 1; i <= n; i++) {
        luaL_addstring(&b, i > 1 ? ", " : " ");
        lua_rawgeti(L, list, i);
        luaL_addvalue(&b);
    }
    luaL_addstring(&b, more ? ", … }" : n ? " }" : "}");
    luaL_pushresult(&b);
    lua_replace(L, table);
    lua_settop(L, table);
}

static void add_value(lua_State *L, luaL_Buffer *b, int idx, int depth)
{
    int  type = lua_type(L, idx);
    bool own = luaL_getmetafield(L, idx, "__tostring") != LUA_TNIL;
    if (own) lua_pop(L, 1);
    if (type == LUA_TSTRING) {
        add_text(L, b, idx);
        return;
    }
    if (type == LUA_TTABLE && !own && depth < DEEPEST)
        push_table(L, idx, depth + 1);
    else
        luaL_tolstring(L, idx, NULL);
    luaL_addvalue(b);
}

void lt_inspect(lua_State *L, int idx)
{
    luaL_Buffer b;
    idx = lua_absindex(L, idx);
    luaL_buffinit(L, &b);
    add_value(L, &b, idx, 0);
    luaL_pushresult(&b);
}
