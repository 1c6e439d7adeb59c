#include "lua/complete.h"

#include "lua/complete_at.h"
#include "lua/prelude.h"
#include "lua/session_state.h"
#include "notebook/lua_lex.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CANDIDATES = 2000, MOST_FRAMES = 50, MOST_NAME = 256 };

/* ---- the list ---- */

/* A name that comes from data may hold anything; nobody types a control character. */
static bool can_be_typed(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F) return false;
    return true;
}

void lt_complete_add(lt_completer *c, const char *text, const char *note)
{
    size_t len = strlen(text);
    if (c->status || lt_completions_count(c->out) >= MOST_CANDIDATES) return;
    if (len < c->prefix_len || memcmp(text, c->prefix, c->prefix_len) != 0) return;
    if (!can_be_typed(text)) return;
    if (!note) note = "";
    lt_candidate made = {lt_arena_text(&c->out->arena, text, len),
                         lt_arena_text(&c->out->arena, note, strlen(note))};
    c->status =
        made.text && made.note ? lt_buf_add(&c->out->items, &made, sizeof(made), NULL) : LT_ENOMEM;
}

static int by_text(const void *a, const void *b)
{
    const lt_candidate *x = a, *y = b;
    int                 order = strcmp(x->text, y->text);
    return order ? order : (*y->note != 0) - (*x->note != 0); /* the one with a note first */
}

static void sort_once(lt_completions *out)
{
    size_t        n = lt_completions_count(out), kept = 0;
    lt_candidate *list = (lt_candidate *)(void *)out->items.data;
    if (!n) return;
    qsort(list, n, sizeof(*list), by_text);
    for (size_t i = 0; i < n; i++)
        if (!kept || strcmp(list[kept - 1].text, list[i].text) != 0) list[kept++] = list[i];
    out->items.len = kept * sizeof(*list);
}

void lt_completions_clear(lt_completions *c)
{
    lt_buf_clear(&c->items);
    lt_arena_clear(&c->arena);
}

/* ---- notes ---- */

/* The signature of a name of the API on the page of help, or NULL. Leaves three values on the
 * stack while it is in use: the caller resets the top. */
static const char *signature_of(lua_State *L, const char *name)
{
    if (lua_getfield(L, LUA_REGISTRYINDEX, LT_HELP_PAGES) != LUA_TTABLE) return NULL;
    lua_pushstring(L, name);
    if (lua_rawget(L, -2) != LUA_TTABLE) return NULL;
    lua_pushliteral(L, "signature");
    return lua_rawget(L, -2) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}

static void add_documented(lua_State *L, lt_completer *c, const char *name, const char *otherwise)
{
    lt_function_info info;
    int              top = lua_gettop(L);
    const char      *note = signature_of(L, name);
    if (!note && lt_function_info_find(name, &info)) note = info.signature;
    lt_complete_add(c, name, note ? note : otherwise);
    lua_settop(L, top);
}

static void add_functions(lt_completer *c, bool aggregates_only)
{
    lt_function_info f;
    for (int32_t i = 0; lt_function_info_at(i, &f); i++)
        if (f.aggregate || !aggregates_only) lt_complete_add(c, f.name, f.signature);
}

/* ---- columns ---- */

static void add_columns(lt_completer *c, lt_plan *frame)
{
    lt_schema   *s;
    lt_type_text type;
    if (lt_schema_of(&s, c->session->engine.ctx, frame, NULL) != LT_OK) return;
    for (int32_t i = 0; i < s->count; i++)
        lt_complete_add(c, s->fields[i].name, lt_type_name(type, s->fields[i].type));
    lt_schema_release(s);
}

/* Those of every frame that a global names. */
static void add_all_columns(lua_State *L, lt_completer *c)
{
    int frames = 0;
    lt_sandbox_push_env(L);
    int env = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, env) && frames < MOST_FRAMES; lua_pop(L, 1)) {
        if (!luaL_testudata(L, -1, LT_FRAME_BOX)) continue;
        add_columns(c, lt_check_frame(L, -1));
        frames++;
    }
    lua_settop(L, env - 1);
}

/* ---- values ---- */

static const char *kind_of(lua_State *L, int idx)
{
    if (luaL_testudata(L, idx, LT_FRAME_BOX)) return "frame";
    if (luaL_testudata(L, idx, LT_GROUPED_BOX)) return "grouped rows";
    if (lt_test_expr(L, idx)) return "expression";
    return luaL_typename(L, idx);
}

/* Pushes what a dotted name holds without calling anything of a script's; nil where there is
 * nothing. */
static void push_path(lua_State *L, lt_piece_of path)
{
    lt_lexer lex = {.s = path.s, .len = path.len};
    lt_sandbox_push_env(L);
    for (lt_token t = lt_lex_next(&lex); t.kind != LT_TOKEN_END; t = lt_lex_next(&lex)) {
        if (t.kind != LT_TOKEN_NAME) continue;
        if (!lua_istable(L, -1)) lua_newtable(L);
        int table = lua_gettop(L);
        lua_pushlstring(L, t.s, t.len);
        if (lua_rawget(L, table) == LUA_TNIL && luaL_getmetafield(L, table, "__index")) {
            lua_pushlstring(L, t.s, t.len);
            if (lua_istable(L, -2))
                lua_rawget(L, -2);
            else
                lua_pushnil(L); /* a function: not ours to call */
        }
    }
}

/* The texts that are keys of the table at idx, and of the one that it falls back to. */
static void add_keys(lua_State *L, lt_completer *c, int idx, const char *note)
{
    idx = lua_absindex(L, idx);
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) continue;
        lua_pushvalue(L, -2);
        add_documented(L, c, lua_tostring(L, -1), note ? note : kind_of(L, -2));
        lua_pop(L, 1);
    }
    if (luaL_getmetafield(L, idx, "__index") == LUA_TNIL) return;
    if (lua_istable(L, -1)) add_keys(L, c, -1, note);
    lua_pop(L, 1);
}

/* The methods behind a metatable whose __index is a function over them. */
static void add_methods(lua_State *L, lt_completer *c, const char *kind)
{
    int top = lua_gettop(L);
    luaL_getmetatable(L, kind);
    if (lua_istable(L, -1) && lua_getfield(L, -1, "__index") == LUA_TFUNCTION &&
        lua_getupvalue(L, -1, 1) && lua_istable(L, -1))
        add_keys(L, c, -1, "method");
    lua_settop(L, top);
}

static bool is_api(lua_State *L, int idx, const char *name)
{
    idx = lua_absindex(L, idx);
    lt_sandbox_push_api(L);
    lua_pushstring(L, name);
    lua_rawget(L, -2);
    bool same = lua_rawequal(L, -1, idx);
    lua_pop(L, 2);
    return same;
}

/* Members of the value on top. */
static void add_members(lua_State *L, lt_completer *c)
{
    if (luaL_testudata(L, -1, LT_FRAME_BOX)) {
        add_methods(L, c, LT_FRAME_BOX);
    } else if (luaL_testudata(L, -1, LT_GROUPED_BOX)) {
        add_methods(L, c, LT_GROUPED_BOX);
        add_functions(c, true);
    } else if (lt_test_expr(L, -1)) {
        add_methods(L, c, LT_EXPR_BOX);
        add_functions(c, false);
    } else if (is_api(L, -1, "col")) {
        add_all_columns(L, c);
    } else if (is_api(L, -1, "fn")) {
        add_functions(c, false);
    } else if (lua_type(L, -1) == LUA_TSTRING) {
        push_path(L, (lt_piece_of){"string", 6});
        add_keys(L, c, -1, NULL);
    } else if (lua_istable(L, -1)) {
        add_keys(L, c, -1, NULL);
    }
}

static bool is_called(lt_piece_of name, const char *as)
{
    return name.len == strlen(as) && memcmp(name.s, as, name.len) == 0;
}

/* Whether a chain begins with col.name, fn.name or an expression. */
static bool is_column(lua_State *L, lt_piece_of path)
{
    int         top = lua_gettop(L);
    const char *dot = path.len ? memchr(path.s, '.', path.len) : NULL;
    push_path(L, (lt_piece_of){path.s, dot ? (size_t)(dot - path.s) : path.len});
    bool is = is_api(L, -1, "col") || is_api(L, -1, "fn") || lt_test_expr(L, -1);
    lua_settop(L, top);
    return is && path.len;
}

/* What a chain of calls gives is known by its last function alone. */
static void add_call_members(lua_State *L, lt_completer *c, const lt_complete_at *at)
{
    if (is_column(L, at->path)) {
        add_methods(L, c, LT_EXPR_BOX);
        add_functions(c, false);
        return;
    }
    if (is_called(at->called, "group_by")) {
        add_methods(L, c, LT_GROUPED_BOX);
        add_functions(c, true);
    } else {
        add_methods(L, c, LT_FRAME_BOX);
    }
}

/* ---- names ---- */

/* Names that the text itself holds: locals, parameters, fields. */
static void add_text_names(lt_completer *c, const char *text, size_t len)
{
    char     name[MOST_NAME];
    lt_lexer lex = {.s = text, .len = len - c->prefix_len};
    for (lt_token t = lt_lex_next(&lex); t.kind != LT_TOKEN_END; t = lt_lex_next(&lex)) {
        if (t.kind != LT_TOKEN_NAME || t.len >= sizeof(name)) continue;
        memcpy(name, t.s, t.len);
        name[t.len] = 0;
        lt_complete_add(c, name, NULL);
    }
}

static void add_globals(lua_State *L, lt_completer *c)
{
    static const char *const keywords[] = {"and",  "break", "do",       "else", "elseif", "end",
                                           "for",  "false", "function", "goto", "if",     "in",
                                           "nil",  "local", "not",      "or",   "repeat", "return",
                                           "then", "true",  "until",    "while"};
    lt_sandbox_push_env(L);
    add_keys(L, c, -1, NULL);
    for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
        lt_complete_add(c, keywords[i], "keyword");
}

/* ---- options and texts ---- */

static bool begins(lt_piece_of name, const char *with)
{
    size_t n = strlen(with);
    return name.len >= n && memcmp(name.s, with, n) == 0;
}

static bool is_reader(lt_piece_of name) { return begins(name, "read_") || is_called(name, "read"); }
static bool is_writer(lt_piece_of name)
{
    return begins(name, "write_") || is_called(name, "write");
}

/* Options of read_csv, of write_parquet, and of read or write those of every format. */
static void add_options(lt_completer *c, lt_piece_of function)
{
    const char *name, *suffixes, *option, *under = memchr(function.s, '_', function.len);
    for (int32_t i = 0; lt_format_info_at(i, &name, &suffixes); i++) {
        size_t after = under ? (size_t)(function.s + function.len - under - 1) : 0;
        if (under && (strlen(name) != after || memcmp(name, under + 1, after) != 0)) continue;
        for (int32_t k = 0; (option = lt_format_option_at(name, is_writer(function), k)); k++)
            lt_complete_add(c, option, "option");
    }
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* A text of expressions or column names: its last word is completed. */
static void add_for_text(lua_State *L, lt_completer *c, const lt_complete_at *at)
{
    static const char *const expressions[] = {"filter",      "where",        "select",
                                              "with_column", "with_columns", "agg",
                                              "expr",        "sort",         "order_by"};
    size_t                   word = 0;
    while (word < at->word.len && is_word_byte(at->word.s[at->word.len - word - 1])) word++;
    c->prefix = at->word.s + at->word.len - word;
    c->prefix_len = word;
    push_path(L, at->chain);
    if (luaL_testudata(L, -1, LT_FRAME_BOX))
        add_columns(c, lt_check_frame(L, -1));
    else
        add_all_columns(L, c);
    for (size_t i = 0; i < sizeof(expressions) / sizeof(*expressions); i++)
        if (is_called(at->function, expressions[i])) add_functions(c, false);
}

static void add_help_names(lua_State *L, lt_completer *c)
{
    if (lua_getfield(L, LUA_REGISTRYINDEX, LT_HELP_PAGES) == LUA_TTABLE) add_keys(L, c, -1, NULL);
    add_functions(c, false);
}

static void add_in_text(lua_State *L, lt_completer *c, const lt_complete_at *at)
{
    bool io = is_reader(at->function) || is_writer(at->function);
    bool looks = at->word.len && (memchr(at->word.s, '/', at->word.len) || *at->word.s == '.');
    if (io || looks) {
        c->out->is_path = true;
        lt_complete_files(c, at->word.s, at->word.len, at->word.s[-1]);
    } else if (is_called(at->function, "help")) {
        add_help_names(L, c);
    } else {
        add_for_text(L, c, at);
    }
}

/* ---- one question ---- */

typedef struct question {
    lt_completer completer;
    const char  *text;
    size_t       len;
} question;

static int answer(lua_State *L)
{
    question      *q = lua_touserdata(L, 1);
    lt_completer  *c = &q->completer;
    lt_complete_at at;
    lt_complete_look(&at, q->text, q->len);
    c->prefix = at.word.s;
    c->prefix_len = at.word.len;
    switch (at.kind) {
    case LT_TYPING_TEXT: add_in_text(L, c, &at); break;
    case LT_TYPING_MEMBER:
        if (at.is_call ||
            (at.path.len && memchr(at.path.s, '.', at.path.len) && is_column(L, at.path))) {
            add_call_members(L, c, &at);
        } else {
            push_path(L, at.path);
            add_members(L, c);
        }
        break;
    case LT_TYPING_NAME:
        if (at.in_table && (is_reader(at.function) || is_writer(at.function)))
            add_options(c, at.function);
        if (lt_completions_count(c->out)) break;
        add_globals(L, c);
        add_text_names(c, q->text, q->len);
        break;
    case LT_TYPING_COMMENT: break;
    }
    c->out->from = (size_t)(c->prefix - q->text);
    return 0;
}

lt_status lt_session_complete(lt_completions *out, lt_session *s, const char *text, size_t len,
                              lt_error *err)
{
    question q = {.completer = {.out = out, .session = s}, .text = text, .len = len};
    *out = (lt_completions){.arena.mem = s->mem, .items.mem = s->mem, .from = len};
    LT_TRY(lt_sandbox_protect(s->sandbox, answer, &q, err));
    if (q.completer.status) return lt_mem_refused(s->mem, 0, "completions", err);
    sort_once(out);
    return LT_OK;
}
