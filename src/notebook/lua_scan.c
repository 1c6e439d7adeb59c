#include "notebook/lua_scan.h"

#include <string.h>

enum { DEEPEST = 200, MOST_LOCALS = 1000, MOST_TARGETS = 64 };

typedef struct scan {
    lt_lexer            lex;
    const lt_lua_watch *watch;
    lt_token            now, next;
    const char         *end_of_last; /* token */
    const char         *counted;     /* lines up to here are in line */
    int64_t             line;
    lt_token            locals[MOST_LOCALS];
    int                 local_count, depth;
    bool                failed;
} scan;

static void take_expression(scan *s);
static void take_block(scan *s);
static void take_statement(scan *s);
static bool ends_block(const scan *s);

/* ---- tokens ---- */

static lt_token read_token(scan *s)
{
    lt_token t;
    do {
        t = lt_lex_next(&s->lex);
    } while (t.kind == LT_TOKEN_COMMENT);
    return t;
}

static void advance(scan *s)
{
    s->end_of_last = s->now.s + s->now.len;
    s->now = s->next;
    s->next = read_token(s);
}

static int64_t line_of(scan *s, const char *at)
{
    for (; s->counted < at; s->counted++) s->line += *s->counted == '\n';
    int64_t line = s->line;
    for (const char *p = at; p < s->counted; p++) line -= *p == '\n';
    return line;
}

static bool sees(const scan *s, const char *text)
{
    return s->now.kind != LT_TOKEN_END && lt_token_is(&s->now, text);
}

static bool accept(scan *s, const char *text)
{
    if (!sees(s, text)) return false;
    advance(s);
    return true;
}

static void expect(scan *s, const char *text)
{
    if (!accept(s, text)) s->failed = true;
}

static bool sees_name(const scan *s)
{
    return s->now.kind == LT_TOKEN_NAME && !lt_lua_is_keyword(s->now.s, s->now.len);
}

/* Two operator bytes side by side: == .. :: // */
static bool sees_pair(const scan *s, const char *pair)
{
    return s->now.kind == LT_TOKEN_OTHER && s->next.kind == LT_TOKEN_OTHER &&
           *s->now.s == pair[0] && *s->next.s == pair[1] && s->now.s + 1 == s->next.s;
}

static bool enter(scan *s)
{
    if (s->depth >= DEEPEST) s->failed = true;
    s->depth++;
    return !s->failed;
}

/* ---- names ---- */

static bool same(const lt_token *a, const lt_token *b)
{
    return a->len == b->len && memcmp(a->s, b->s, a->len) == 0;
}

static bool is_local(const scan *s, const lt_token *name)
{
    for (int i = s->local_count - 1; i >= 0; i--)
        if (same(&s->locals[i], name)) return true;
    return false;
}

static void add_local(scan *s, lt_token name)
{
    if (s->local_count < MOST_LOCALS)
        s->locals[s->local_count++] = name;
    else
        s->failed = true;
}

static void tell_name(scan *s, const lt_token *name, bool is_write)
{
    if (s->watch->global && !is_local(s, name))
        s->watch->global(s->watch->arg, name, line_of(s, name->s), is_write);
}

static lt_token take_name(scan *s)
{
    lt_token name = s->now;
    if (!sees_name(s)) s->failed = true;
    advance(s);
    return name;
}

/* ---- expressions ---- */

static void take_list(scan *s)
{
    do {
        take_expression(s);
    } while (!s->failed && accept(s, ","));
}

/* (a, b, ...) block end */
static void take_body(scan *s, bool has_self)
{
    static const char self[] = "self";
    int               outer = s->local_count;
    if (has_self) add_local(s, (lt_token){.kind = LT_TOKEN_NAME, .s = self, .len = 4});
    expect(s, "(");
    while (!s->failed && !sees(s, ")")) {
        if (sees_name(s)) add_local(s, s->now);
        if (s->now.kind == LT_TOKEN_END) s->failed = true;
        advance(s);
    }
    expect(s, ")");
    take_block(s);
    expect(s, "end");
    s->local_count = outer;
}

static void take_field(scan *s)
{
    if (sees(s, "[")) {
        advance(s);
        take_expression(s);
        expect(s, "]");
        expect(s, "=");
    } else if (sees_name(s) && lt_token_is(&s->next, "=")) {
        bool compares = s->next.s + 1 < s->lex.s + s->lex.len && s->next.s[1] == '=';
        if (!compares) { /* `a = 1` is a field, `a == 1` an expression */
            advance(s);
            advance(s);
        }
    }
    take_expression(s);
}

static void take_table(scan *s)
{
    expect(s, "{");
    while (!s->failed && !sees(s, "}")) {
        take_field(s);
        if (!accept(s, ",") && !accept(s, ";")) break;
    }
    expect(s, "}");
}

/* The arguments of a call; false: there are none here. */
static bool take_args(scan *s, const lt_token *function, bool is_method)
{
    const char *from = s->now.s;
    bool        is_text = s->now.kind == LT_TOKEN_STRING;
    if (!is_text && !sees(s, "(") && !sees(s, "{")) return false;
    if (is_text) {
        advance(s);
    } else if (sees(s, "{")) {
        take_table(s);
    } else {
        advance(s);
        if (!sees(s, ")")) take_list(s);
        expect(s, ")");
    }
    lt_lua_call call = {.function = *function,
                        .is_method = is_method,
                        .args = from,
                        .args_len = (size_t)(s->end_of_last - from),
                        .line = line_of(s, function->len ? function->s : from)};
    if (s->watch->call && function->len && !s->failed) s->watch->call(s->watch->arg, &call);
    return true;
}

/* What an expression that begins with a name or a parenthesis turned out to be. */
typedef struct chain {
    lt_token name; /* a name alone: not told yet */
    bool     is_plain, is_call;
} chain;

/* One more part of a chain; false: it has ended. last is the name that a call would be of. */
static bool take_part(scan *s, chain *c, lt_token *last)
{
    bool is_method = false;
    if (sees(s, ".") && !sees_pair(s, "..")) {
        advance(s);
        *last = take_name(s);
        c->is_call = false;
        return true;
    }
    if (sees(s, "[")) {
        advance(s);
        take_expression(s);
        expect(s, "]");
        *last = (lt_token){.len = 0};
        c->is_call = false;
        return true;
    }
    if (sees(s, ":") && !sees_pair(s, "::")) {
        advance(s);
        *last = take_name(s);
        is_method = true;
    }
    if (!take_args(s, last, is_method)) {
        s->failed = s->failed || is_method;
        return false;
    }
    c->is_call = true;
    return true;
}

static chain take_chain(scan *s)
{
    chain    c = {.is_plain = false};
    lt_token last = {.len = 0};
    if (accept(s, "(")) {
        take_expression(s);
        expect(s, ")");
    } else {
        last = c.name = s->now;
        c.is_plain = true;
        advance(s);
    }
    while (!s->failed) {
        bool was_plain = c.is_plain;
        if (was_plain &&
            (sees(s, ".") || sees(s, "[") || sees(s, ":") || sees(s, "(") || sees(s, "{") ||
             s->now.kind == LT_TOKEN_STRING) &&
            !sees_pair(s, "..") && !sees_pair(s, "::")) {
            tell_name(s, &c.name, false);
            c.is_plain = false;
        }
        if (!take_part(s, &c, &last)) break;
    }
    return c;
}

static void take_simple(scan *s)
{
    if (s->now.kind == LT_TOKEN_NUMBER || s->now.kind == LT_TOKEN_STRING || sees(s, "nil") ||
        sees(s, "true") || sees(s, "false")) {
        advance(s);
    } else if (sees_pair(s, "..")) {
        while (accept(s, ".")) continue;
    } else if (sees(s, "{")) {
        take_table(s);
    } else if (accept(s, "function")) {
        take_body(s, false);
    } else if (sees_name(s) || sees(s, "(")) {
        chain c = take_chain(s);
        if (c.is_plain) tell_name(s, &c.name, false);
    } else {
        s->failed = true;
    }
}

/* An operator between two operands, taken; false: there is none. */
static bool accept_operator(scan *s)
{
    static const char *const pairs[] = {"==", "~=", "<=", ">=", "//", "..", "<<", ">>"};
    if (accept(s, "and") || accept(s, "or")) return true;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        if (sees_pair(s, pairs[i])) {
            advance(s);
            advance(s);
            return true;
        }
    if (s->now.kind != LT_TOKEN_OTHER || !strchr("+-*/%^&|~<>", *s->now.s)) return false;
    advance(s);
    return true;
}

/* Operators and operands in a row: precedence does not matter here. */
static void take_rest(scan *s)
{
    while (!s->failed && accept_operator(s)) take_expression(s);
}

static void take_expression(scan *s)
{
    if (enter(s)) {
        while (accept(s, "not") || accept(s, "-") || accept(s, "#") || accept(s, "~")) continue;
        take_simple(s);
        take_rest(s);
    }
    s->depth--;
}

/* ---- statements ---- */

static void take_if(scan *s)
{
    do {
        take_expression(s);
        expect(s, "then");
        take_block(s);
    } while (!s->failed && accept(s, "elseif"));
    if (accept(s, "else")) take_block(s);
    expect(s, "end");
}

static void take_for(scan *s)
{
    lt_token names[MOST_TARGETS];
    int      n = 0, outer = s->local_count;
    do {
        lt_token name = take_name(s);
        if (n < MOST_TARGETS) names[n++] = name;
    } while (!s->failed && accept(s, ","));
    if (!accept(s, "=")) expect(s, "in");
    take_list(s);
    for (int i = 0; i < n; i++) add_local(s, names[i]);
    expect(s, "do");
    take_block(s);
    expect(s, "end");
    s->local_count = outer;
}

static void take_repeat(scan *s)
{
    int outer = s->local_count;
    if (enter(s))
        while (!s->failed && !ends_block(s)) take_statement(s);
    s->depth--;
    expect(s, "until");
    take_expression(s); /* which sees the locals of the block */
    s->local_count = outer;
}

static void take_local(scan *s)
{
    lt_token names[MOST_TARGETS];
    int      n = 0;
    if (accept(s, "function")) {
        add_local(s, take_name(s));
        take_body(s, false);
        return;
    }
    do {
        lt_token name = take_name(s);
        if (n < MOST_TARGETS) names[n++] = name;
        if (accept(s, "<")) { /* <const> */
            advance(s);
            expect(s, ">");
        }
    } while (!s->failed && accept(s, ","));
    if (accept(s, "=")) take_list(s);
    for (int i = 0; i < n; i++) add_local(s, names[i]);
}

/* function a.b:c() … end: the first name is written when it is the only one, else read. */
static void take_function(scan *s)
{
    lt_token name = take_name(s);
    bool     has_self = false, is_field = false;
    while (sees(s, ".") || sees(s, ":")) {
        has_self = sees(s, ":");
        is_field = true;
        advance(s);
        (void)take_name(s);
    }
    tell_name(s, &name, !is_field);
    take_body(s, has_self);
}

/* Further targets of an assignment, then its values. */
static void take_assignment(scan *s, const chain *first)
{
    lt_token plain[MOST_TARGETS];
    int      n = 0;
    if (first->is_plain) plain[n++] = first->name;
    while (!s->failed && accept(s, ",")) {
        chain c = take_chain(s);
        if (c.is_plain && n < MOST_TARGETS) plain[n++] = c.name;
    }
    expect(s, "=");
    take_list(s);
    for (int i = 0; i < n; i++) tell_name(s, &plain[i], true);
}

static void take_expression_statement(scan *s)
{
    const char *from = s->now.s;
    if (sees_name(s) || sees(s, "(")) {
        chain c = take_chain(s);
        if (sees(s, ",") || (sees(s, "=") && !sees_pair(s, "=="))) {
            take_assignment(s, &c);
            return;
        }
        if (c.is_plain) tell_name(s, &c.name, false);
        const char *end = s->end_of_last;
        take_rest(s);
        if (c.is_call && end == s->end_of_last) return;
    } else {
        take_expression(s);
    }
    if (s->watch->bare && !s->failed)
        s->watch->bare(s->watch->arg, line_of(s, from), s->now.kind == LT_TOKEN_END);
}

static bool ends_block(const scan *s)
{
    return s->now.kind == LT_TOKEN_END || sees(s, "end") || sees(s, "else") || sees(s, "elseif") ||
           sees(s, "until");
}

static void take_return(scan *s)
{
    if (!ends_block(s) && !sees(s, ";")) take_list(s);
}

static void take_label(scan *s)
{
    for (int i = 0; i < 5; i++) advance(s); /* :: name :: */
}

static void take_goto(scan *s) { advance(s); }
static void take_nothing(scan *s) { (void)s; }

static void take_do(scan *s)
{
    take_block(s);
    expect(s, "end");
}

static void take_while(scan *s)
{
    take_expression(s);
    expect(s, "do");
    take_do(s);
}

static void take_statement(scan *s)
{
    static const struct {
        const char *word;
        void (*take)(scan *s);
    } words[] = {{";", take_nothing},         {"if", take_if},
                 {"while", take_while},       {"do", take_do},
                 {"for", take_for},           {"repeat", take_repeat},
                 {"function", take_function}, {"local", take_local},
                 {"return", take_return},     {"break", take_nothing},
                 {"goto", take_goto}};
    bool is_value = sees(s, "function") && lt_token_is(&s->next, "("); /* a bare function */
    if (sees_pair(s, "::")) {
        take_label(s);
        return;
    }
    for (size_t i = 0; !is_value && i < sizeof(words) / sizeof(*words); i++)
        if (accept(s, words[i].word)) {
            words[i].take(s);
            return;
        }
    take_expression_statement(s);
}

static void take_block(scan *s)
{
    int outer = s->local_count;
    if (enter(s))
        while (!s->failed && !ends_block(s)) take_statement(s);
    s->depth--;
    s->local_count = outer;
}

bool lt_lua_scan(const char *text, size_t len, int64_t first_line, const lt_lua_watch *watch)
{
    scan s = {.lex = {.s = text, .len = len}, .watch = watch, .line = first_line, .counted = text};
    s.next = read_token(&s);
    advance(&s);
    take_block(&s);
    return !s.failed && s.now.kind == LT_TOKEN_END;
}
