#include "lua/complete_at.h"

#include "notebook/lua_lex.h"

#include <string.h>

enum { DEEPEST = 64 };

/* A chain of names, dots, colons and calls: `lote.data.tx:filter(…):agg`. */
typedef struct chain {
    lt_piece_of path;     /* the dotted names that it begins with */
    lt_piece_of function; /* the last name */
    bool        is_call;  /* something else came after the path */
    char        link;     /* '.' or ':' that waits for a name; 0 none */
    bool        is_open;  /* it may go on */
} chain;

typedef struct bracket {
    char  open;
    chain before; /* what is called, or a closed chain */
} bracket;

typedef struct scanner {
    chain   now;
    bracket stack[DEEPEST];
    int     depth;
} scanner;

static void end_chain(scanner *s) { s->now = (chain){.link = 0}; }

static void take_name(scanner *s, const lt_token *t)
{
    chain      *c = &s->now;
    lt_piece_of name = {t->s, t->len};
    if (lt_lua_is_keyword(t->s, t->len)) {
        end_chain(s);
        return;
    }
    if (!c->link)
        *c = (chain){.path = name};
    else if (c->link == '.' && !c->is_call)
        c->path.len = (size_t)(t->s + t->len - c->path.s);
    else
        c->is_call = true;
    c->function = name;
    c->link = 0;
    c->is_open = true;
}

/* A string behind a chain is its argument; any other stands alone. */
static void take_text(scanner *s)
{
    if (s->now.is_open && !s->now.link)
        s->now.is_call = true;
    else
        end_chain(s);
}

static void open_bracket(scanner *s, char c)
{
    if (s->depth < DEEPEST) s->stack[s->depth] = (bracket){c, s->now};
    s->depth++;
    end_chain(s);
}

static void close_bracket(scanner *s)
{
    if (s->depth == 0) {
        end_chain(s);
        return;
    }
    s->depth--;
    s->now = s->depth < DEEPEST ? s->stack[s->depth].before : (chain){.link = 0};
    s->now.is_call = true;
    s->now.link = 0;
    s->now.is_open = true;
}

static void take_other(scanner *s, char c)
{
    if (strchr("({[", c))
        open_bracket(s, c);
    else if (strchr(")}]", c))
        close_bracket(s);
    else if ((c == '.' || c == ':') && s->now.is_open && !s->now.link)
        s->now.link = c;
    else
        end_chain(s);
}

static void take(scanner *s, const lt_token *t)
{
    if (t->kind == LT_TOKEN_NAME)
        take_name(s, t);
    else if (t->kind == LT_TOKEN_STRING)
        take_text(s);
    else if (t->kind == LT_TOKEN_OTHER)
        take_other(s, *t->s);
    else if (t->kind == LT_TOKEN_NUMBER)
        end_chain(s);
}

/* Bytes of a string's opening; 0 where the string is closed. */
static size_t is_unfinished(const lt_token *t)
{
    size_t n = 0;
    if (*t->s != '[') {
        for (size_t i = 1; i < t->len; i++) {
            if (t->s[i] == *t->s) return 0;
            if (t->s[i] == '\\') i++;
        }
        return 1;
    }
    while (n + 1 < t->len && t->s[n + 1] == '=') n++;
    n += 2; /* [==[ */
    bool closed = t->len >= 2 * n && t->s[t->len - 1] == ']' && t->s[t->len - n] == ']';
    return closed || n > t->len ? 0 : n;
}

/* The innermost bracket that is a call's, if a table constructor at most lies within. */
static void find_call(lt_complete_at *out, const scanner *s)
{
    int at = s->depth - 1;
    if (at < 0 || at >= DEEPEST) return;
    const bracket *b = s->stack + at;
    out->in_table = b->open == '{';
    if (out->in_table && !b->before.is_open && at > 0) b--;
    if (!b->before.is_open || b->open == '[') return;
    out->chain = b->before.path;
    out->function = b->before.function;
}

static void look_at_text(lt_complete_at *out, const scanner *s, const lt_token *t, size_t opening)
{
    out->kind = LT_TYPING_TEXT;
    out->word = (lt_piece_of){t->s + opening, t->len - opening};
    if (s->now.is_open && !s->now.link) { /* tx:filter "… */
        out->chain = s->now.path;
        out->function = s->now.function;
    } else {
        find_call(out, s);
    }
}

static void look_at_word(lt_complete_at *out, const scanner *s)
{
    out->kind = s->now.link ? LT_TYPING_MEMBER : LT_TYPING_NAME;
    out->link = s->now.link;
    out->path = s->now.path;
    out->is_call = s->now.is_call;
    out->called = s->now.function;
    find_call(out, s);
}

void lt_complete_look(lt_complete_at *out, const char *text, size_t len)
{
    scanner     s = {.depth = 0};
    lt_lexer    lex = {.s = text, .len = len};
    const char *end = text + len;
    *out = (lt_complete_at){.word = {end, 0}};
    for (lt_token t = lt_lex_next(&lex); t.kind != LT_TOKEN_END; t = lt_lex_next(&lex)) {
        bool   is_last = t.s + t.len == end;
        size_t opening = t.kind == LT_TOKEN_STRING && is_last ? is_unfinished(&t) : 0;
        if (opening) {
            look_at_text(out, &s, &t, opening);
            return;
        }
        if (is_last && t.kind == LT_TOKEN_COMMENT) out->kind = LT_TYPING_COMMENT;
        if (is_last && t.kind == LT_TOKEN_NAME) out->word = (lt_piece_of){t.s, t.len};
        if (is_last && (t.kind == LT_TOKEN_NAME || t.kind == LT_TOKEN_COMMENT)) break;
        take(&s, &t);
    }
    if (out->kind != LT_TYPING_COMMENT) look_at_word(out, &s);
}
