#include "lua/sandbox_lib.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_NAME = 200, MAX_BYTES = 16 << 20 };

static char loaded_key;

/* `a.b` is a/b.lua: names of letters, digits, _ and -, so that no path leads elsewhere. */
static bool path_of(char *out, size_t size, const char *name)
{
    size_t len = strlen(name);
    bool   after_dot = true;
    if (len == 0 || len > MAX_NAME || len + 5 > size) return false;
    for (size_t i = 0; i < len; i++) {
        char c = name[i];
        bool dot = c == '.';
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '_' || c == '-';
        if (!word && !(dot && !after_dot)) return false;
        out[i] = c;
        if (dot) out[i] = '/';
        after_dot = dot;
    }
    memcpy(out + len, ".lua", 5);
    return !after_dot;
}

/* Opens below the folder one name after the other, following no link. */
static int open_beneath(const char *folder, char *path)
{
    int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (at >= 0) {
        char *slash = strchr(path, '/');
        if (slash) *slash = 0;
        int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (slash ? O_DIRECTORY : 0);
        int next = openat(at, path, flags), why = errno;
        close(at);
        errno = why;
        if (!slash) return next;
        at = next;
        path = slash + 1;
    }
    return at;
}

static bool read_file(lt_buf *out, int fd)
{
    struct stat st;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > MAX_BYTES) return false;
    while (out->len <= MAX_BYTES) {
        if (lt_buf_reserve(out, 4096, NULL)) return false;
        ssize_t n = read(fd, out->data + out->len, out->cap - out->len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n == 0;
        out->len += (size_t)n;
    }
    return false;
}

/* Leaves the compiled module on the stack, or raises when nothing is open or held any more. */
static void load_module(lua_State *L, const char *name)
{
    lt_sandbox *sb = lt_sandbox_of(L);
    lt_buf      text = {.mem = sb->heap};
    char        path[MAX_NAME + 8], title[MAX_NAME + 16];
    if (!path_of(path, sizeof(path), name))
        luaL_error(L, "require: '%s' is no module name (letters, digits, _ and -, parted by dots)",
                   name);
    snprintf(title, sizeof(title), "@%s", path);
    if (!sb->folder.len) luaL_error(L, "require: there is no folder to look for '%s' in", name);

    int fd = open_beneath((const char *)sb->folder.data, path);
    if (fd < 0)
        luaL_error(L, "require: there is no module '%s' beside the notebook (%s)", name, title + 1);
    bool ok = read_file(&text, fd);
    close(fd);
    lt_pieces pieces = {.parts = {(const char *)text.data}, .lens = {text.len}};
    int       status = ok ? lt_sandbox_compile(L, &pieces, title) : LUA_OK;
    lt_buf_clear(&text);
    lt_sandbox_poll(L);
    if (!ok)
        luaL_error(L, "require: '%s' cannot be read as a text file of at most 16 MiB", title + 1);
    if (status) lua_error(L);
}

static int l_require(lua_State *L)
{
    size_t      len;
    const char *name = luaL_checklstring(L, 1, &len);
    luaL_argcheck(L, strlen(name) == len, 1, "no module name");
    lua_settop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &loaded_key);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, 2) != LUA_TNIL) {
        if (lua_islightuserdata(L, -1)) return luaL_error(L, "require: '%s' requires itself", name);
        return 1;
    }
    lt_sandbox_push_api(L);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, -2) == LUA_TTABLE) return 1; /* a library of ours: "lote", "string" */
    lua_settop(L, 2);

    load_module(L, name);
    lua_pushvalue(L, 1);
    lua_pushlightuserdata(L, &loaded_key);
    lua_rawset(L, 2);
    lua_pushvalue(L, 1);
    int status = lua_pcall(L, 1, 1, 0);
    if (status == LUA_OK && lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, 1);
    if (status == LUA_OK)
        lua_pushvalue(L, -2);
    else
        lua_pushnil(L); /* may be tried again */
    lua_rawset(L, 2);
    lt_sandbox_poll(L);
    return status == LUA_OK ? 1 : lua_error(L);
}

void lt_sandbox_add_require(lua_State *L)
{
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &loaded_key);
    lua_pushcfunction(L, l_require);
    lua_setfield(L, -2, "require");
}
