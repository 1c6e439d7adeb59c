#include "lua/bind.h"
#include "lua/sandbox_lib.h"
#include "notebook/lua_lex.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LEVELS = 32, MAX_TRIES = 64 };

/* ── where ── */

int64_t lt_sandbox_line(lua_State *L)
{
    lt_sandbox *sb = lt_sandbox_of(L);
    lua_Debug   ar;
    int64_t     any = 0;
    for (int level = 0; level < MAX_LEVELS && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline <= 0) continue;
        if (!sb || !strcmp(ar.short_src, sb->short_src)) return ar.currentline;
        if (!any) any = ar.currentline;
    }
    return any;
}

static void trace(lt_sandbox *sb, lua_State *L)
{
    lua_Debug ar;
    size_t    n = 0;
    for (int level = 0; level < MAX_LEVELS && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sln", &ar);
        if (ar.currentline <= 0) continue;
        int len = snprintf(sb->traceback + n, sizeof(sb->traceback) - n, "%s:%d: in %s%s\n",
                           ar.short_src, ar.currentline,
                           ar.name           ? "function "
                           : *ar.what == 'm' ? "the cell"
                                             : "a function",
                           ar.name ? ar.name : "");
        if (len < 0 || (size_t)len >= sizeof(sb->traceback) - n) break;
        n += (size_t)len;
    }
    sb->traceback[n] = 0;
}

/* ── what ── */

/* Takes `chunk:12: ` off a message of the notebook; a module's place stays in the text. */
static const char *strip_place(const lt_sandbox *sb, const char *text, int64_t *line)
{
    size_t n = strlen(sb->short_src);
    char  *end;
    if (!n || strncmp(text, sb->short_src, n) != 0 || text[n] != ':') return text;
    long long number = strtoll(text + n + 1, &end, 10);
    if (end == text + n + 1 || end[0] != ':' || end[1] != ' ') return text;
    *line = number;
    return end + 2;
}

/* The text of any error value, without calling what a script may have made of it. */
static void describe(lt_sandbox *sb, lua_State *L, int idx)
{
    int64_t line = 0;
    if (lt_bind_error(L, idx, &sb->error)) return;
    if (lua_type(L, idx) == LUA_TSTRING) {
        const char *text = strip_place(sb, lua_tostring(L, idx), &line);
        lt_fail(&sb->error, LT_ESCRIPT, LT_HERE, "%s", *text ? text : "an error without a text");
    } else if (lua_type(L, idx) == LUA_TNUMBER) {
        lt_fail(&sb->error, LT_ESCRIPT, LT_HERE, "the error %.14g", (double)lua_tonumber(L, idx));
    } else {
        lt_fail(&sb->error, LT_ESCRIPT, LT_HERE, "an error that is a %s value",
                luaL_typename(L, idx));
    }
    lt_error_cell(&sb->error, NULL, line);
}

int lt_sandbox_handle(lua_State *L)
{
    lt_sandbox *sb = lt_sandbox_of(L);
    describe(sb, L, 1);
    lt_error_cell(&sb->error, NULL, lt_sandbox_line(L));
    trace(sb, L);
    return 1;
}

/* The line of the cell, with the caret on `token` where that stands in it. */
static void add_excerpt(const lt_sandbox *sb, lt_error *err, const char *token, size_t token_len)
{
    const char *s = (const char *)sb->source.data, *end = s + sb->source.len;
    int64_t     line = sb->first_line;
    if (!s || err->cell_line < line) return;
    while (line < err->cell_line) {
        s = memchr(s, '\n', (size_t)(end - s));
        if (!s) return;
        s++;
        line++;
    }
    const char *stop = memchr(s, '\n', (size_t)(end - s));
    size_t      len = (size_t)((stop ? stop : end) - s);
    if (len && s[len - 1] == '\r') len--;
    const char *at = token_len ? memmem(s, len, token, token_len) : NULL;
    int64_t     from = 0;
    while (from < (int64_t)len && (s[from] == ' ' || s[from] == '\t')) from++;
    if (at) from = at - s;
    lt_error_caret(err, s, (int64_t)len, from, at ? (int64_t)token_len : (int64_t)len - from);
}

static void place_syntax(const lt_sandbox *sb, lt_error *err)
{
    const char *near = strstr(err->text, " near '");
    size_t      len = near ? strlen(near + 7) : 0;
    add_excerpt(sb, err, near ? near + 7 : "", len ? len - 1 : 0);
}

static lt_status refuse_memory(const lt_sandbox *sb, lt_error *err)
{
    lt_fail(err, LT_ENOMEM, LT_HERE, "Lua's values need more than the %zu MiB they may have",
            lt_mem_budget(sb->heap) >> 20);
    lt_error_hint(err, "let the engine do the work (filter, group_by, agg), or raise the limit");
    return LT_ENOMEM;
}

lt_status lt_sandbox_report(lt_sandbox *sb, int status, lt_error *err)
{
    lua_State *L = sb->L;
    lt_error   found;
    if (lt_cancelled(sb->cancel)) {
        lt_cancel_check(sb->cancel, &found);
        lt_error_cell(&found, NULL, sb->error.code ? sb->error.cell_line : 0);
    } else if (status == LUA_ERRMEM) {
        refuse_memory(sb, &found);
    } else {
        if (status == LUA_ERRSYNTAX || sb->error.code == LT_OK) describe(sb, L, lua_gettop(L));
        found = sb->error;
        if (status == LUA_ERRSYNTAX) place_syntax(sb, &found);
    }
    if (status != LUA_ERRSYNTAX) add_excerpt(sb, &found, "", 0);
    lua_pop(L, 1);
    if (found.code == LT_ENOMEM) lua_gc(L, LUA_GCCOLLECT);
    if (err) *err = found;
    return found.code;
}

const char *lt_sandbox_traceback(const lt_sandbox *sb) { return sb->traceback; }

/* ── load ── */

typedef struct chunk {
    lt_sandbox *sb;
    const char *text, *name;
    size_t      len, split; /* `give` goes before text[split]; SIZE_MAX: nowhere */
    const char *give;
    int64_t     first_line;
} chunk;

static int compile(const chunk *c, size_t len)
{
    size_t    split = c->split == SIZE_MAX ? len : c->split;
    lt_pieces p = {.blank_lines = c->first_line - 1,
                   .parts = {c->text, c->give, c->text + split},
                   .lens = {split, c->split == SIZE_MAX ? 0 : strlen(c->give), len - split}};
    return lt_sandbox_compile(c->sb->L, &p, c->name);
}

/* The start of the statement-like piece before `end`: after a line end or a `;`. */
static size_t piece_before(const chunk *c, size_t end)
{
    while (end > 0 && c->text[end - 1] != '\n' && c->text[end - 1] != ';') end--;
    return end;
}

/* Nothing that begins with a name goes on with the statement before it; a parenthesis, a string
 * or an operator does. */
static bool starts_with_name(const chunk *c, size_t at)
{
    while (at < c->len && isspace((unsigned char)c->text[at])) at++;
    return at < c->len && (isalpha((unsigned char)c->text[at]) || c->text[at] == '_');
}

/* Whether text[split, len) compiles behind `give` and what is before it is whole, or it would stand
 * within a block. True: the function is on the stack. */
static bool compile_split(chunk *c, size_t split, bool *no_memory)
{
    lua_State *L = c->sb->L;
    c->split = split;
    int status = compile(c, c->len);
    c->split = SIZE_MAX;
    *no_memory = status == LUA_ERRMEM;
    if (status == LUA_OK) {
        bool whole = compile(c, split) == LUA_OK;
        lua_pop(L, 1);
        if (whole) return true;
    }
    lua_pop(L, 1);
    return false;
}

/* Tries the last pieces, short ones first: *start is where the one found begins. */
static bool compile_tail(chunk *c, const char *give, bool names_only, size_t *start)
{
    size_t end = c->len;
    int    tries = c->len > 1 << 20 ? 4 : MAX_TRIES;
    bool   no_memory = false;
    c->give = give;
    while (tries-- > 0 && !no_memory && !lt_cancelled(c->sb->cancel)) {
        *start = piece_before(c, end);
        bool may = !names_only || starts_with_name(c, *start);
        if (may && compile_split(c, *start, &no_memory)) return true;
        if (*start == 0) break;
        end = *start - 1;
    }
    return false;
}

/* Whether the last call of text[at, len) is of write or write_…: its value is a count that says
 * nothing new. */
static bool is_write(const chunk *c, size_t at)
{
    lt_lexer lex = {.s = c->text + at, .len = c->len - at};
    int      depth = 0;
    bool     is = false;
    for (lt_token t = lt_lex_next(&lex); t.kind != LT_TOKEN_END; t = lt_lex_next(&lex)) {
        if (t.kind == LT_TOKEN_OTHER && strchr("({[", *t.s)) depth++;
        if (t.kind == LT_TOKEN_OTHER && strchr(")}]", *t.s)) depth--;
        if (t.kind == LT_TOKEN_NAME && depth == 0)
            is = t.len >= 5 && memcmp(t.s, "write", 5) == 0 && (t.len == 5 || t.s[5] == '_');
    }
    return is;
}

/* A valid chunk lies on the stack: puts one that also returns the values of the call at its end in
 * its place. `return nil, f()` is no tail call, so that errors still know the line. */
static bool compile_call(chunk *c)
{
    size_t start;
    if (!compile_tail(c, "return nil, ", true, &start)) return false;
    bool found = !is_write(c, start);
    if (found) lua_remove(c->sb->L, -2);
    if (!found) lua_pop(c->sb->L, 1);
    return found;
}

static lt_status remember(lt_sandbox *sb, const char *text, size_t len, int64_t first_line,
                          lt_error *err)
{
    sb->source.len = 0;
    sb->first_line = first_line;
    sb->traceback[0] = 0;
    sb->error.code = LT_OK;
    return lt_buf_add(&sb->source, text, len, err);
}

static void name_chunk(lt_sandbox *sb, char name[LUA_IDSIZE], const char *chunk_name)
{
    size_t name_len = strlen(chunk_name), room = LUA_IDSIZE - 2;
    bool   is_long = name_len > room;
    snprintf(name, LUA_IDSIZE, "=%s%s", is_long ? "..." : "",
             is_long ? chunk_name + name_len - (room - 3) : chunk_name);
    snprintf(sb->short_src, sizeof(sb->short_src), "%s", name + 1);
}

lt_status lt_sandbox_load(lt_sandbox *sb, const char *text, size_t len, const char *chunk_name,
                          int64_t first_line, lt_tail *tail, lt_error *err)
{
    char   name[LUA_IDSIZE];
    size_t start;
    chunk  c = {sb, text, name, len, SIZE_MAX, "", first_line < 1 ? 1 : first_line};
    if (!len) c.text = "";
    if (tail) *tail = LT_TAIL_NONE;
    LT_TRY(lt_cancel_check(sb->cancel, err));
    LT_TRY(remember(sb, text, len, c.first_line, err));
    if (!lua_checkstack(sb->L, 8)) return refuse_memory(sb, err);

    name_chunk(sb, name, chunk_name);
    int status = compile(&c, len);
    if (status == LUA_OK) {
        if (tail && compile_call(&c)) *tail = LT_TAIL_CALL;
        return LT_OK;
    }
    if (status != LUA_ERRSYNTAX || !compile_tail(&c, "return ", false, &start))
        return lt_sandbox_report(sb, status, err);
    lua_remove(sb->L, -2);
    if (tail) *tail = LT_TAIL_EXPRESSION;
    return LT_OK;
}

lt_status lt_sandbox_run(lt_sandbox *sb, const char *text, size_t len, const char *chunk_name,
                         int64_t first_line, int results, lt_error *err)
{
    LT_TRY(lt_sandbox_load(sb, text, len, chunk_name, first_line, NULL, err));
    return lt_sandbox_call(sb, 0, results, err);
}
