#include "lua/lint.h"

#include "core/nearest.h"
#include "lua/complete.h"
#include "lua/session_state.h"
#include "notebook/lua_scan.h"
#include "notebook/param.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_NAME = 128 };

/* A global's name and what is done with it. */
typedef struct use {
    char    name[MOST_NAME];
    int64_t line; /* of the first use of that kind */
    bool    is_write;
} use;

typedef struct linter {
    lt_session    *session;
    lt_notebook   *nb;
    lt_buf        *out;
    lt_buf         uses; /* use, each name at most once as read and once as written */
    lt_completions known;
    lt_status      status; /* of the first failure */
} linter;

const char *lt_severity_word(lt_severity severity)
{
    static const char *const words[] = {"error", "warning", "note"};
    return words[severity];
}

/* ---- findings ---- */

static lt_finding *add(linter *l, int64_t line, lt_severity severity, const char *rule)
{
    lt_finding made = {.line = line, .severity = severity, .rule = rule};
    if (!l->status) l->status = lt_buf_add(l->out, &made, sizeof(made), NULL);
    if (l->status) return NULL;
    return (lt_finding *)(void *)(l->out->data + l->out->len - sizeof(made));
}

LT_PRINTF(2, 3) static void say(lt_finding *f, const char *fmt, ...)
{
    va_list args;
    if (!f) return;
    va_start(args, fmt);
    vsnprintf(f->text, sizeof(f->text), fmt, args);
    va_end(args);
}

LT_PRINTF(2, 3) static void advise(lt_finding *f, const char *fmt, ...)
{
    va_list args;
    if (!f) return;
    va_start(args, fmt);
    vsnprintf(f->hint, sizeof(f->hint), fmt, args);
    va_end(args);
}

static int by_line(const void *a, const void *b)
{
    const lt_finding *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return strcmp(x->text, y->text);
}

/* ---- names ---- */

static use *uses_of(const linter *l, size_t *n)
{
    *n = l->uses.len / sizeof(use);
    return (use *)(void *)l->uses.data;
}

static bool is_used(const linter *l, const char *name, bool is_write)
{
    size_t     n;
    const use *list = uses_of(l, &n);
    for (size_t i = 0; i < n; i++)
        if (list[i].is_write == is_write && strcmp(list[i].name, name) == 0) return true;
    return false;
}

static void note_global(void *arg, const lt_token *name, int64_t line, bool is_write)
{
    linter *l = arg;
    use     u = {.line = line, .is_write = is_write};
    if (name->len >= sizeof(u.name) || l->status) return;
    memcpy(u.name, name->s, name->len);
    if (!is_used(l, u.name, is_write)) l->status = lt_buf_add(&l->uses, &u, sizeof(u), NULL);
}

static bool is_known(const linter *l, const char *name)
{
    size_t low = 0, high = lt_completions_count(&l->known);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int    order = strcmp(lt_completions_at(&l->known, mid)->text, name);
        if (order == 0) return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

/* The candidates of a near miss: what the notebook writes, then what the API has. */
static const char *candidate(const void *context, size_t i)
{
    const linter *l = context;
    size_t        n;
    const use    *list = uses_of(l, &n);
    if (i < n) return list[i].is_write ? list[i].name : NULL;
    return lt_completions_at(&l->known, i - n)->text;
}

static void judge_globals(linter *l)
{
    size_t     n;
    const use *list = uses_of(l, &n);
    for (size_t i = 0; i < n; i++) {
        const char *name = list[i].name;
        if (list[i].is_write || is_known(l, name) || is_used(l, name, true)) continue;
        const char *near = lt_nearest_of(name, candidate, l, n + lt_completions_count(&l->known));
        lt_finding *f = add(l, list[i].line, LT_LINT_ERROR, "undefined-global");
        say(f, "nothing defines %s", name);
        if (near) advise(f, "did you mean %s?", near);
    }
}

static void judge_params(linter *l)
{
    const lt_param *params;
    size_t          n = 0;
    lt_arena        arena = {.mem = l->session->mem};
    if (lt_notebook_params(&params, &n, l->nb, &arena, NULL) != LT_OK) n = 0;
    for (size_t i = 0; i < n; i++)
        if (!is_used(l, params[i].name, false))
            say(add(l, params[i].line, LT_LINT_WARNING, "unused-parameter"),
                "the parameter %s is never read", params[i].name);
    lt_arena_clear(&arena);
}

/* ---- calls ---- */

static bool starts(const lt_token *name, const char *with)
{
    size_t n = strlen(with);
    return name->len == n || (name->len > n && name->s[n] == '_') ? memcmp(name->s, with, n) == 0
                                                                  : false;
}

static bool has_option(const char *format, bool writing, const lt_token *key)
{
    const char *name;
    for (int32_t i = 0; (name = lt_format_option_at(format, writing, i)); i++)
        if (strlen(name) == key->len && strncasecmp(name, key->s, key->len) == 0) return true;
    return false;
}

/* The nearest option of any of the formats asked. */
static const char *near_option(const char *format, bool writing, const char *key)
{
    const char *names[64], *name;
    size_t      n = 0;
    for (int32_t i = 0; n < 64 && (name = lt_format_option_at(format, writing, i)); i++)
        names[n++] = name;
    return lt_nearest(key, names, n);
}

typedef struct io_call {
    const lt_lua_call *call;
    bool               writing;
    char               format[32];                     /* "" by suffix: any */
    bool               has_mode, has_table, has_other; /* the options: a constructor, or a value */
} io_call;

static bool is_option(const io_call *io, const lt_token *key)
{
    const char *name, *suffixes;
    if (io->format[0]) return has_option(io->format, io->writing, key);
    for (int32_t i = 0; lt_format_info_at(i, &name, &suffixes); i++)
        if (has_option(name, io->writing, key)) return true;
    return false;
}

static void judge_key(linter *l, io_call *io, const lt_token *key, int64_t line)
{
    char name[64];
    if (io->writing && key->len == 4 && memcmp(key->s, "mode", 4) == 0) io->has_mode = true;
    if (is_option(io, key) || key->len >= sizeof(name)) return;
    memcpy(name, key->s, key->len);
    name[key->len] = 0;
    lt_finding *f = add(l, line, LT_LINT_WARNING, "unknown-option");
    say(f, "%.*s has no option %s", (int)io->call->function.len, io->call->function.s, name);
    const char *near = near_option(io->format[0] ? io->format : "csv", io->writing, name);
    if (near) advise(f, "did you mean %s?", near);
}

static void judge_path(linter *l, const lt_token *text, int64_t line)
{
    if (text->len < 3 || *text->s == '[') return;
    if (text->s[1] == '/')
        say(add(l, line, LT_LINT_WARNING, "absolute-path"),
            "%.*s is there on this machine only: make it a parameter", (int)text->len, text->s);
    else if (text->s[1] == '~')
        say(add(l, line, LT_LINT_WARNING, "absolute-path"), "%.*s: ~ means nothing in a path",
            (int)text->len, text->s);
}

/* Lines of the call's arguments count from the line of its name. */
static int64_t line_at(const lt_lua_call *call, const char *at)
{
    int64_t line = call->line;
    for (const char *p = call->function.s; p < at; p++) line += *p == '\n';
    return line;
}

/* Walks over the arguments: texts outside of tables are paths, keys in a table of the call itself
 * are options. */
static void judge_arguments(linter *l, io_call *io)
{
    const lt_lua_call *call = io->call;
    lt_lexer           lex = {.s = call->args, .len = call->args_len};
    int                braces = 0, parens = 0, args = 1;
    lt_token           before = {.len = 0};
    for (lt_token t = lt_lex_next(&lex); t.kind != LT_TOKEN_END;
         before = t, t = lt_lex_next(&lex)) {
        int c = t.kind == LT_TOKEN_OTHER ? *t.s : 0;
        if (c == '{') braces++, io->has_table = io->has_table || (braces == 1 && args > 1);
        if (c == '}') braces--;
        if (c == '(' || c == '[') parens++;
        if (c == ')' || c == ']') parens--;
        if (c == ',' && braces == 0 && parens == 1) args++;
        bool first = before.kind != LT_TOKEN_NAME && !lt_token_is(&before, ".");
        if (t.kind == LT_TOKEN_STRING && parens <= 1 && first && !lt_token_is(&before, "="))
            judge_path(l, &t, line_at(call, t.s));
        bool key =
            before.kind == LT_TOKEN_NAME && c == '=' && lex.at < lex.len && lex.s[lex.at] != '=';
        if (key && braces == 1 && parens <= 1) judge_key(l, io, &before, line_at(call, before.s));
    }
    int wanted = io->writing && !call->is_method ? 3 : 2;
    io->has_other = args >= wanted && !io->has_table;
}

static void note_call(void *arg, const lt_lua_call *call)
{
    linter         *l = arg;
    const lt_token *f = &call->function;
    io_call         io = {.call = call, .writing = starts(f, "write")};
    if (!io.writing && !starts(f, "read")) return;
    size_t prefix = io.writing ? 6 : 5;
    if (f->len > prefix && f->len - prefix < sizeof(io.format))
        memcpy(io.format, f->s + prefix, f->len - prefix);
    if (io.format[0] && !lt_format_option_at(io.format, io.writing, 0)) return; /* not ours */
    judge_arguments(l, &io);
    if (!io.writing || io.has_mode || io.has_other) return;
    lt_finding *found = add(l, call->line, LT_LINT_WARNING, "write-without-mode");
    say(found, "%.*s without a mode fails when it is run twice", (int)f->len, f->s);
    advise(found,
           "say what is meant: { mode = \"overwrite\" }, or \"error\", \"append\", \"ignore\"");
}

static void note_bare(void *arg, int64_t line, bool is_last)
{
    linter *l = arg;
    if (is_last)
        say(add(l, line, LT_LINT_NOTE, "bare-expression"),
            "a bare expression: what it gives is shown, and stock Lua would not take it");
}

/* ---- cells ---- */

static void judge_marker(linter *l, const lt_cell *c)
{
    static const char *const known[] = {"id", "lang", "tags"};
    for (size_t i = 0; i < c->option_count; i++) {
        const char *key = c->options[i].key;
        bool        is = false;
        for (size_t k = 0; k < 3; k++) is = is || strcmp(known[k], key) == 0;
        if (is) continue;
        const char *near = lt_nearest(key, known, 3);
        lt_finding *f = add(l, c->line, LT_LINT_WARNING, "unknown-cell-option");
        say(f, "lote does nothing with the cell option %s", key);
        if (near) advise(f, "did you mean %s?", near);
    }
}

/* The only tag with a meaning is "parameters"; one that is nearly so is a slip. */
static void judge_tags(linter *l, const lt_cell *c)
{
    static const char *const known[] = {"parameters"};
    const char              *json = lt_cell_get(c, "tags");
    lt_lexer                 lex = {.s = json ? json : "", .len = json ? strlen(json) : 0};
    char                     tag[MOST_NAME];
    for (lt_token t = lt_lex_next(&lex); t.kind != LT_TOKEN_END; t = lt_lex_next(&lex)) {
        if (t.kind != LT_TOKEN_STRING || t.len + 1 > sizeof(tag)) continue;
        lt_token_unquote(tag, &t);
        if (strcmp(tag, known[0]) == 0) continue;
        const char *near = lt_nearest(tag, known, 1);
        lt_finding *f = add(l, c->line, near ? LT_LINT_WARNING : LT_LINT_NOTE, "unknown-tag");
        say(f, "the tag %s has no effect", tag);
        if (near) advise(f, "did you mean %s?", near);
    }
}

/* Whether the text compiles; tells where it does not. */
static bool compiles(linter *l, const lt_cell *c)
{
    lt_error   err;
    lt_tail    tail;
    lua_State *L = lt_sandbox_state(l->session->sandbox);
    int        base = lua_gettop(L);
    lt_status  status = lt_sandbox_load(l->session->sandbox, c->body, c->body_len,
                                        lt_notebook_name(l->nb), c->body_line, &tail, &err);
    lua_settop(L, base);
    if (status == LT_ESCRIPT)
        say(add(l, err.cell_line ? err.cell_line : c->line, LT_LINT_ERROR, "syntax"), "%s",
            err.text);
    else if (status)
        l->status = status;
    return status == LT_OK;
}

static void judge_cell(linter *l, const lt_cell *c)
{
    lt_lua_watch watch = {.global = note_global, .call = note_call, .bare = note_bare, .arg = l};
    judge_marker(l, c);
    judge_tags(l, c);
    if (c->kind == LT_CELL_LUA && compiles(l, c))
        lt_lua_scan(c->body, c->body_len, c->body_line, &watch);
}

static void judge_file(linter *l)
{
    const lt_notebook_warning *list;
    size_t                     n = 0;
    if (lt_notebook_warnings(&list, &n, l->nb, NULL) != LT_OK) l->status = LT_ENOMEM, n = 0;
    for (size_t i = 0; i < n; i++)
        say(add(l, list[i].line, LT_LINT_WARNING, "marker"), "%s", list[i].text);
}

lt_status lt_session_lint(lt_buf *out, lt_session *s, lt_notebook *nb, lt_error *err)
{
    linter l = {.session = s, .nb = nb, .out = out, .uses.mem = s->mem};
    size_t from = out->len;
    l.status = lt_session_complete(&l.known, s, "", 0, NULL);
    judge_file(&l);
    for (size_t i = 0; !l.status && i < lt_notebook_count(nb); i++)
        judge_cell(&l, lt_notebook_cell(nb, i));
    judge_globals(&l);
    judge_params(&l);
    lt_completions_clear(&l.known);
    lt_buf_clear(&l.uses);
    if (l.status) return LT_FAIL(err, LT_ENOMEM, "no memory to look at a notebook");
    if (out->len > from)
        qsort(out->data + from, (out->len - from) / sizeof(lt_finding), sizeof(lt_finding),
              by_line);
    return LT_OK;
}
