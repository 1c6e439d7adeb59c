#include "tui/book/edit_lua.h"

#include "notebook/lua_lex.h"

#include <string.h>

enum { DEEPEST = 200 };

/* ── blocks ── */

typedef struct opener {
    char   kind; /* 'b' block, or the bracket */
    size_t at;
} opener;

typedef struct blocks {
    opener open[DEEPEST];
    int    depth;
} blocks;

static void push(blocks *b, char kind, size_t at)
{
    if (b->depth < DEEPEST) b->open[b->depth++] = (opener){kind, at};
}

/* Closes the innermost of that kind and all in it; without one nothing. */
static void pop(blocks *b, char kind)
{
    int d = b->depth;
    while (d > 0 && b->open[d - 1].kind != kind) d--;
    if (d > 0) b->depth = d - 1;
}

static bool is_one_of(const lt_token *t, const char *const *words)
{
    for (; *words; words++)
        if (lt_token_is(t, *words)) return true;
    return false;
}

static const char *const opening[] = {"then", "do", "function", "repeat", "else", NULL};
static const char *const closing[] = {"end", "until", "else", "elseif", NULL};

static void take(blocks *b, const lt_token *t, size_t at)
{
    if (t->kind == LT_TOKEN_NAME) {
        if (is_one_of(t, closing)) pop(b, 'b');
        if (is_one_of(t, opening)) push(b, 'b', at);
    } else if (t->kind == LT_TOKEN_OTHER) {
        char c = t->s[0];
        if (c == '(' || c == '[' || c == '{') push(b, c, at);
        if (c == ')') pop(b, '(');
        if (c == ']' || c == '}') pop(b, (char)(c - 2));
    }
}

bool tui_lua_closes(const char *s, size_t n)
{
    lt_token t = {.kind = LT_TOKEN_NAME, .s = s, .len = n};
    return is_one_of(&t, closing) || (n == 1 && strchr(")]}", s[0]) && s[0]);
}

/* Whether a place is in a token that holds text: behind its first byte and before its end. */
static tui_lua_place place_in(const lt_token *t, size_t from, size_t at, const tui_cell_text *text)
{
    size_t      end = from + t->len;
    bool        is_long = t->len >= 2 && (t->s[0] == '[' ||
                                   (t->kind == LT_TOKEN_COMMENT && t->len > 3 && t->s[2] == '['));
    const char *s = tui_text_bytes(text);
    if (at <= from) return TUI_LUA_CODE;
    if (t->kind == LT_TOKEN_COMMENT) {
        bool closed = is_long && s[end - 1] == ']';
        return at < end || (at == end && !closed) ? TUI_LUA_COMMENT : TUI_LUA_CODE;
    }
    if (t->kind != LT_TOKEN_STRING) return TUI_LUA_CODE;
    if (is_long) {
        bool open = at < end || (end == text->bytes.len && s[end - 1] != ']');
        return open ? TUI_LUA_LONG_STRING : TUI_LUA_CODE;
    }
    bool closed = t->len > 1 && s[end - 1] == t->s[0];
    return at < end || !closed ? TUI_LUA_STRING : TUI_LUA_CODE;
}

tui_lua_around tui_lua_look(const tui_cell_text *t, size_t at)
{
    tui_lua_around out = {.place = TUI_LUA_CODE};
    lt_lexer       lex = {tui_text_bytes(t), t->bytes.len, 0};
    blocks         b;
    b.depth = 0;
    for (;;) {
        lt_token token = lt_lex_next(&lex);
        size_t   from = (size_t)(token.s - lex.s);
        if (token.kind == LT_TOKEN_END || from >= at) break;
        out.place = place_in(&token, from, at, t);
        if (from + token.len <= at) take(&b, &token, from);
        if (from + token.len > at) break;
    }
    if (!b.depth) return out;
    out.has_block = true;
    out.block_start = tui_text_start(t, b.open[b.depth - 1].at);
    out.opens = out.block_start == tui_text_start(t, at);
    return out;
}

/* ── brackets ── */

typedef struct bracket_walk {
    lt_lexer lex;
    bool     is_lua;
    size_t   at; /* of the last one found */
} bracket_walk;

static bool next_bracket(bracket_walk *w)
{
    for (;;) {
        if (!w->is_lua) {
            while (w->lex.at < w->lex.len &&
                   (!strchr("()[]{}", w->lex.s[w->lex.at]) || !w->lex.s[w->lex.at]))
                w->lex.at++;
            w->at = w->lex.at++;
            return w->at < w->lex.len;
        }
        lt_token t = lt_lex_next(&w->lex);
        w->at = (size_t)(t.s - w->lex.s);
        if (t.kind == LT_TOKEN_END) return false;
        if (t.kind == LT_TOKEN_OTHER && strchr("()[]{}", t.s[0]) && t.s[0]) return true;
    }
}

static char partner_of(char c)
{
    static const char pairs[] = "()[]{}";
    const char       *found = c ? strchr(pairs, c) : NULL;
    if (!found) return 0;
    return pairs[(found - pairs) ^ 1];
}

/* The closing partner: the depth comes back to what it was. */
static size_t partner_behind(bracket_walk w, size_t at, char open, char close)
{
    int  depth = 0;
    bool seen = false;
    while (next_bracket(&w)) {
        if (w.at < at) continue;
        if (w.at == at) seen = true;
        if (!seen) return SIZE_MAX; /* in a string or comment */
        depth += w.lex.s[w.at] == open;
        depth -= w.lex.s[w.at] == close;
        if (depth == 0) return w.at;
    }
    return SIZE_MAX;
}

/* How many of this kind are open just before at; SIZE_MAX: at is no bracket here. */
static size_t depth_at(bracket_walk w, size_t at, char open, char close)
{
    size_t depth = 0;
    while (next_bracket(&w) && w.at <= at) {
        if (w.at == at) return depth;
        depth += w.lex.s[w.at] == open;
        depth -= w.lex.s[w.at] == close && depth;
    }
    return SIZE_MAX;
}

/* The opening partner: the last one that made the depth what it is at `at`. */
static size_t partner_before(bracket_walk w, size_t at, char open, char close)
{
    size_t want = depth_at(w, at, open, close), depth = 0, found = SIZE_MAX;
    if (want == SIZE_MAX || !want) return SIZE_MAX;
    while (next_bracket(&w) && w.at < at) {
        depth += w.lex.s[w.at] == open;
        if (w.lex.s[w.at] == open && depth == want) found = w.at;
        depth -= w.lex.s[w.at] == close && depth;
    }
    return found;
}

size_t tui_bracket_partner(const tui_cell_text *t, size_t at, bool is_lua)
{
    bracket_walk w = {{tui_text_bytes(t), t->bytes.len, 0}, is_lua, 0};
    if (at >= t->bytes.len || !partner_of(w.lex.s[at])) return SIZE_MAX;
    char c = w.lex.s[at], other = partner_of(c);
    if (strchr("([{", c)) return partner_behind(w, at, c, other);
    return partner_before(w, at, other, c);
}

/* ── comments ── */

typedef struct line_walk {
    const char *p;
    size_t      n, at;                   /* what is left begins at `at` */
    size_t      start, indent, end, len; /* the line: its text begins at indent */
} line_walk;

static bool next_line(line_walk *w)
{
    if (w->at > w->n) return false;
    const char *end = w->at < w->n ? memchr(w->p + w->at, '\n', w->n - w->at) : NULL;
    w->start = w->indent = w->at;
    w->end = end ? (size_t)(end - w->p) : w->n;
    while (w->indent < w->end && (w->p[w->indent] == ' ' || w->p[w->indent] == '\t')) w->indent++;
    w->len = w->end - w->indent;
    w->at = w->end + 1;
    return true;
}

static bool is_comment(const line_walk *w)
{
    return w->len >= 2 && w->p[w->indent] == '-' && w->p[w->indent + 1] == '-';
}

/* Whether every line that is not blank is a comment; *least: the smallest indentation. */
static bool all_commented(line_walk w, size_t *least)
{
    bool all = true, any = false;
    *least = SIZE_MAX;
    while (next_line(&w)) {
        if (!w.len) continue;
        any = true;
        all &= is_comment(&w);
        if (w.indent - w.start < *least) *least = w.indent - w.start;
    }
    return all && any;
}

lt_status tui_toggle_comment(lt_buf *out, const char *p, size_t n, lt_error *err)
{
    line_walk w = {.p = p, .n = n};
    size_t    least;
    bool      back_in = all_commented(w, &least), blank = least == SIZE_MAX;
    while (next_line(&w)) {
        size_t cut = w.indent, skip = 0;
        bool   touch = w.len || blank;
        if (touch && back_in)
            skip = w.len > 2 && p[w.indent + 2] == ' ' ? 3 : 2;
        else if (touch && !blank)
            cut = w.start + least;
        LT_TRY(lt_buf_add(out, p + w.start, cut - w.start, err));
        if (touch && !back_in) LT_TRY(lt_buf_text(out, "-- ", err));
        LT_TRY(lt_buf_add(out, p + cut + skip, w.end - cut - skip, err));
        if (w.end < n) LT_TRY(lt_buf_text(out, "\n", err));
    }
    return LT_OK;
}
