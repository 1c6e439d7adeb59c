#include "lua/pattern.h"
#include "lua/sandbox_lib.h"

#include <string.h>

/* ── rep ── */

/* Copies from what is there already, so that many copies of little are few big ones. */
static void fill(lua_State *L, char *out, size_t unit, size_t total)
{
    for (size_t have = unit; have < total;) {
        size_t phase = have % unit, n = have - phase;
        if (n > total - have) n = total - have;
        if (n > 1 << 20) n = 1 << 20;
        memcpy(out + have, out + phase, n);
        have += n;
        lt_sandbox_step(L, n / 64 + 1);
    }
}

static int l_rep(lua_State *L)
{
    size_t      len, sep_len;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer n = luaL_checkinteger(L, 2);
    const char *sep = luaL_optlstring(L, 3, "", &sep_len);
    lt_sandbox_poll(L);
    size_t unit = len + sep_len, limit = lt_sandbox_of(L)->string_bytes;
    if (n <= 0 || unit == 0) return lua_pushliteral(L, ""), 1;
    if (unit > limit || (lua_Unsigned)n > limit / unit)
        return luaL_error(L, "resulting string too large");

    luaL_Buffer b;
    size_t      total = unit * (size_t)n - sep_len;
    char       *out = luaL_buffinitsize(L, &b, unit * (size_t)n);
    memcpy(out, s, len);
    memcpy(out + len, sep, sep_len);
    fill(L, out, unit, unit * (size_t)n);
    luaL_pushresultsize(&b, total);
    return 1;
}

/* ── find, match ── */

/* A 1-based position from the end where negative, as an offset. */
static size_t offset_of(lua_Integer at, size_t len)
{
    if (at > 0) return (size_t)at - 1;
    if (at == 0 || at < -(lua_Integer)len) return 0;
    return len - (size_t)-at;
}

static bool is_plain(const char *pattern, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (pattern[i] && strchr("^$*+?.([%-", pattern[i])) return false;
    return true;
}

static int find_plain(lua_State *L, const char *s, size_t len, const char *pattern,
                      size_t pattern_len, size_t from)
{
    const char *at = pattern_len ? memmem(s + from, len - from, pattern, pattern_len) : s + from;
    if (!at) return lua_pushnil(L), 1;
    lua_pushinteger(L, at - s + 1);
    lua_pushinteger(L, at - s + (lua_Integer)pattern_len);
    return 2;
}

static int find_pattern(lua_State *L, lt_pattern *m, const char *p, const char *s, bool is_find)
{
    bool anchored = p < m->pattern_end && *p == '^';
    p += anchored;
    do {
        const char *end = lt_pattern_match(m, s, p);
        if (!end) continue;
        if (!is_find) return lt_pattern_push_all(m, s, end);
        lua_pushinteger(L, s - m->text + 1);
        lua_pushinteger(L, end - m->text);
        return lt_pattern_push_all(m, NULL, NULL) + 2;
    } while (s++ < m->text_end && !anchored);
    lua_pushnil(L);
    return 1;
}

static int find(lua_State *L, bool is_find)
{
    size_t      len, pattern_len;
    const char *s = luaL_checklstring(L, 1, &len), *p = luaL_checklstring(L, 2, &pattern_len);
    size_t      from = offset_of(luaL_optinteger(L, 3, 1), len);
    lt_sandbox_poll(L);
    if (from > len) return lua_pushnil(L), 1;
    if (is_find && (lua_toboolean(L, 4) || is_plain(p, pattern_len)))
        return find_plain(L, s, len, p, pattern_len, from);
    lt_pattern m = {.L = L, .text = s, .text_end = s + len, .pattern_end = p + pattern_len};
    return find_pattern(L, &m, p, s + from, is_find);
}

static int l_find(lua_State *L) { return find(L, true); }
static int l_match(lua_State *L) { return find(L, false); }

/* ── gmatch: upvalues are text, pattern, next offset, end of the last match (-1 none) ── */

static int l_gmatch_next(lua_State *L)
{
    size_t      len, pattern_len;
    const char *s = lua_tolstring(L, lua_upvalueindex(1), &len);
    const char *p = lua_tolstring(L, lua_upvalueindex(2), &pattern_len);
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(3)),
                last = lua_tointeger(L, lua_upvalueindex(4));
    lt_pattern m = {.L = L, .text = s, .text_end = s + len, .pattern_end = p + pattern_len};
    lt_sandbox_poll(L);
    for (; at <= (lua_Integer)len; at++) {
        const char *end = lt_pattern_match(&m, s + at, p);
        if (!end || end - s == last) continue;
        lua_pushinteger(L, end - s);
        lua_copy(L, -1, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return lt_pattern_push_all(&m, s + at, end);
    }
    return 0;
}

static int l_gmatch(lua_State *L)
{
    size_t len;
    luaL_checklstring(L, 1, &len);
    luaL_checkstring(L, 2);
    size_t from = offset_of(luaL_optinteger(L, 3, 1), len);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(from > len ? len + 1 : from));
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, l_gmatch_next, 4);
    return 1;
}

/* ── gsub ── */

static void add_template(lt_pattern *m, luaL_Buffer *b, const char *s, const char *end)
{
    lua_State  *L = m->L;
    size_t      len;
    const char *r = lua_tolstring(L, 3, &len), *r_end = r + len;
    while (r < r_end) {
        const char *mark = memchr(r, '%', (size_t)(r_end - r));
        luaL_addlstring(b, r, (size_t)((mark ? mark : r_end) - r));
        lt_sandbox_step(L, len / 64 + 1);
        if (!mark) return;
        char c = 0;
        if (mark + 1 < r_end) c = mark[1];
        r = mark + 2;
        if (c == '%') {
            luaL_addchar(b, '%');
        } else if (c == '0') {
            luaL_addlstring(b, s, (size_t)(end - s));
        } else if (c >= '1' && c <= '9') {
            lt_pattern_push(m, c - '1', s, end);
            luaL_tolstring(L, -1, NULL);
            lua_remove(L, -2);
            luaL_addvalue(b);
        } else {
            luaL_error(L, "invalid use of '%%' in replacement string");
        }
    }
}

/* Adds what stands for the match; answers whether that differs. */
static bool add_replacement(lt_pattern *m, luaL_Buffer *b, const char *s, const char *end, int type)
{
    lua_State *L = m->L;
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, lt_pattern_push_all(m, s, end), 1);
    } else if (type == LUA_TTABLE) {
        lt_pattern_push(m, 0, s, end);
        lua_gettable(L, 3);
    } else {
        add_template(m, b, s, end);
        return true;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(b, s, (size_t)(end - s));
        return false;
    }
    if (!lua_isstring(L, -1))
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    luaL_addvalue(b);
    return true;
}

static int l_gsub(lua_State *L)
{
    size_t      len, pattern_len;
    const char *s = luaL_checklstring(L, 1, &len), *p = luaL_checklstring(L, 2, &pattern_len);
    const char *last = NULL;
    int         type = lua_type(L, 3);
    lua_Integer n = 0, most = luaL_optinteger(L, 4, (lua_Integer)len + 1);
    bool        anchored = pattern_len && *p == '^', changed = false;
    luaL_argexpected(L,
                     type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION ||
                         type == LUA_TTABLE,
                     3, "string/function/table");
    lt_pattern  m = {.L = L, .text = s, .text_end = s + len, .pattern_end = p + pattern_len};
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    lt_sandbox_poll(L);
    p += anchored;
    while (n < most) {
        lt_sandbox_step(L, 8);
        const char *end = lt_pattern_match(&m, s, p);
        if (end && end != last) {
            n++;
            changed |= add_replacement(&m, &b, s, end, type);
            s = last = end;
        } else if (s < m.text_end) {
            luaL_addchar(&b, *s++);
        } else {
            break;
        }
        if (anchored) break;
    }
    if (changed) {
        luaL_addlstring(&b, s, (size_t)(m.text_end - s));
        luaL_pushresult(&b);
    } else {
        lua_pushvalue(L, 1);
    }
    lua_pushinteger(L, n);
    return 2;
}

void lt_sandbox_add_string(lua_State *L)
{
    static const luaL_Reg functions[] = {{"rep", l_rep},       {"find", l_find}, {"match", l_match},
                                         {"gmatch", l_gmatch}, {"gsub", l_gsub}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
