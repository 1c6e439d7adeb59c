#include "notebook/lua_lex.h"

#include <string.h>

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
static int hex_value(char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; }

static char peek(const lt_lexer *lex, size_t ahead)
{
    if (lex->at + ahead >= lex->len) return 0;
    return lex->s[lex->at + ahead];
}

/* The number of = in `[==[` at s, or -1. */
static int long_level(const char *s, size_t len)
{
    size_t i = 1;
    if (!len || s[0] != '[') return -1;
    while (i < len && s[i] == '=') i++;
    return i < len && s[i] == '[' && i < 1000 ? (int)i - 1 : -1;
}

/* Past the closing bracket of that level, or the end. */
static size_t long_extent(const char *s, size_t len, int level)
{
    for (size_t i = (size_t)level + 2; i < len; i++) {
        if (s[i] != ']') continue;
        size_t k = i + 1;
        while (k < len && s[k] == '=') k++;
        if (k < len && s[k] == ']' && k - i - 1 == (size_t)level) return k + 1;
        i = k - 1;
    }
    return len;
}

static size_t quoted_extent(const char *s, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        if (s[i] == s[0]) return i + 1;
        if (s[i] == '\n') return i;
        if (s[i] == '\\') i++;
    }
    return len;
}

static size_t comment_extent(const char *s, size_t len)
{
    int level = long_level(s + 2, len - 2);
    if (level >= 0) return 2 + long_extent(s + 2, len - 2, level);
    const char *end = memchr(s, '\n', len);
    return end ? (size_t)(end - s) : len;
}

static size_t number_extent(const char *s, size_t len)
{
    const char *exponent = len > 1 && (s[1] == 'x' || s[1] == 'X') ? "pP" : "eE";
    size_t      i = 0;
    while (i < len) {
        if (s[i] && strchr(exponent, s[i]) && i + 1 < len && (s[i + 1] == '-' || s[i + 1] == '+'))
            i += 2;
        else if (is_letter(s[i]) || is_digit(s[i]) || s[i] == '.')
            i++;
        else
            break;
    }
    return i;
}

static size_t name_extent(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len && (is_letter(s[i]) || is_digit(s[i]))) i++;
    return i;
}

lt_token lt_lex_next(lt_lexer *lex)
{
    bool is_first = lex->at == 0;
    while (lex->at < lex->len && is_blank(lex->s[lex->at])) is_first |= lex->s[lex->at++] == '\n';

    lt_token t = {.kind = LT_TOKEN_END, .s = lex->s + lex->at, .is_first = is_first};
    size_t   left = lex->len - lex->at;
    char     c = peek(lex, 0);
    if (!left) return t;
    if (is_letter(c)) {
        t.kind = LT_TOKEN_NAME;
        t.len = name_extent(t.s, left);
    } else if (is_digit(c) || (c == '.' && is_digit(peek(lex, 1)))) {
        t.kind = LT_TOKEN_NUMBER;
        t.len = number_extent(t.s, left);
    } else if (c == '"' || c == '\'') {
        t.kind = LT_TOKEN_STRING;
        t.len = quoted_extent(t.s, left);
    } else if (c == '-' && peek(lex, 1) == '-') {
        t.kind = LT_TOKEN_COMMENT;
        t.len = comment_extent(t.s, left);
    } else if (long_level(t.s, left) >= 0) {
        t.kind = LT_TOKEN_STRING;
        t.len = long_extent(t.s, left, long_level(t.s, left));
    } else {
        t.kind = LT_TOKEN_OTHER;
        t.len = 1;
    }
    lex->at += t.len;
    return t;
}

bool lt_token_is(const lt_token *t, const char *text)
{
    return t->kind != LT_TOKEN_STRING && t->len == strlen(text) && !memcmp(t->s, text, t->len);
}

bool lt_lua_is_keyword(const char *s, size_t len)
{
    static const char *const words[] = {"and",   "break", "do",       "else", "elseif", "end",
                                        "false", "for",   "function", "goto", "if",     "in",
                                        "local", "nil",   "not",      "or",   "repeat", "return",
                                        "then",  "true",  "until",    "while"};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strlen(words[i]) == len && !memcmp(words[i], s, len)) return true;
    return false;
}

static size_t put_code_point(char *out, uint32_t c)
{
    static const uint32_t limits[] = {0x80, 0x800, 0x10000, 0x200000, 0x4000000};
    size_t                n = 1;
    while (n < 6 && c >= limits[n - 1]) n++;
    if (n == 1) return out[0] = (char)c, 1;
    for (size_t i = n - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xFFu << (8 - n)) | c);
    return n;
}

/* The escape at s[0] == '\\'; returns the bytes it takes and adds what it says. */
static size_t unescape(char *out, size_t *n, const char *s, size_t len)
{
    static const char letters[] = "abfnrtv", means[] = "\a\b\f\n\r\t\v";
    uint32_t          c = 0;
    size_t            i = 1;
    const char       *at = len > 1 && s[1] ? strchr(letters, s[1]) : NULL;
    if (len < 2) return 1;
    if (at) return out[(*n)++] = means[at - letters], 2;
    if (s[1] == 'z') {
        for (i = 2; i < len && is_blank(s[i]);) i++;
        return i;
    }
    if (s[1] == 'x' && len >= 4 && is_hex(s[2]) && is_hex(s[3]))
        return out[(*n)++] = (char)(hex_value(s[2]) << 4 | hex_value(s[3])), 4;
    if (s[1] == 'u' && len >= 5 && s[2] == '{') {
        for (i = 3; i < len && is_hex(s[i]) && c < 0x8000000; i++)
            c = c << 4 | (uint32_t)hex_value(s[i]);
        *n += put_code_point(out + *n, c);
        return i < len && s[i] == '}' ? i + 1 : i;
    }
    if (is_digit(s[1])) {
        for (; i < len && i < 4 && is_digit(s[i]); i++) c = c * 10 + (uint32_t)(s[i] - '0');
        return out[(*n)++] = (char)c, i;
    }
    return out[(*n)++] = s[1], 2;
}

size_t lt_token_unquote(char *out, const lt_token *t)
{
    size_t n = 0;
    if (t->s[0] == '[') {
        size_t bracket = (size_t)long_level(t->s, t->len) + 2, from = bracket;
        if (from < t->len && t->s[from] == '\n') from++;
        if (t->len >= from + bracket) n = t->len - from - bracket;
        memcpy(out, t->s + from, n);
    } else {
        for (size_t i = 1; i + 1 < t->len;) {
            if (t->s[i] == '\\')
                i += unescape(out, &n, t->s + i, t->len - 1 - i);
            else
                out[n++] = t->s[i++];
        }
    }
    out[n] = 0;
    for (size_t i = 0; i < n; i++)
        if (!out[i]) out[i] = '?';
    return n;
}
