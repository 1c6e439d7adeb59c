#include "plan/lex_expr.h"

#include "core/escape.h"

#include <string.h>

typedef struct lexer {
    const char *text;
    int32_t     len, at;
    lt_buf     *tokens;
    lt_error   *err;
} lexer;

static bool is_digit(int c) { return c >= '0' && c <= '9'; }
static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}
static bool is_word(int c) { return is_letter(c) || is_digit(c); }
static bool is_blank(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The byte k places ahead; 0 behind the end. */
static int peek(const lexer *x, int32_t k)
{
    return x->at + k < x->len ? (unsigned char)x->text[x->at + k] : 0;
}

static lt_status fail(lexer *x, int32_t at, int32_t bytes, const char *what, const char *hint)
{
    lt_fail(x->err, LT_EPARSE, LT_HERE, "%s", what);
    lt_error_hint(x->err, "%s", hint);
    lt_error_caret(x->err, x->text, x->len, at, bytes);
    return LT_EPARSE;
}

static lt_status push(lexer *x, lt_token_kind kind, int32_t from)
{
    lt_token t = {.kind = (uint8_t)kind, .at = from, .bytes = x->at - from};
    if (kind == LT_TOKEN_WORD)
        t.keyword = (uint8_t)lt_keyword_find(x->text + from, (size_t)t.bytes);
    return lt_buf_add(x->tokens, &t, sizeof(t), x->err);
}

/* ---- blanks and comments ---- */

static lt_status skip_comment(lexer *x)
{
    int32_t from = x->at, open = 0;
    do {
        if (x->at >= x->len)
            return fail(x, from, 2, "the comment that begins here has no end", "close it with */");
        if (peek(x, 0) == '/' && peek(x, 1) == '*') {
            open++;
            x->at += 2;
        } else if (peek(x, 0) == '*' && peek(x, 1) == '/') {
            open--;
            x->at += 2;
        } else {
            x->at++;
        }
    } while (open);
    return LT_OK;
}

static lt_status skip_blanks(lexer *x)
{
    lt_status status = LT_OK;
    while (!status) {
        if (is_blank(peek(x, 0))) {
            x->at++;
        } else if (peek(x, 0) == '-' && peek(x, 1) == '-') {
            while (x->at < x->len && x->text[x->at] != '\n') x->at++;
        } else if (peek(x, 0) == '/' && peek(x, 1) == '*') {
            status = skip_comment(x);
        } else {
            break;
        }
    }
    return status;
}

/* ---- what is quoted ---- */

/* From the opening quote; a doubled quote stands for itself, as does \' unless raw. */
static lt_status skip_string(lexer *x, bool raw)
{
    int32_t from = x->at;
    int     quote = peek(x, 0);
    for (x->at++; x->at < x->len; x->at++) {
        int  c = peek(x, 0);
        bool pair = c == quote && !raw && peek(x, 1) == quote;
        if ((c == '\\' && !raw) || pair) {
            x->at++;
        } else if (c == quote) {
            x->at++;
            return LT_OK;
        }
    }
    x->at = x->len;
    return fail(x, from, 1, "the text that begins here has no closing quote",
                "close it with the quote it began with; a quote inside is doubled: 'it''s'");
}

static lt_status quoted_name(lexer *x)
{
    int32_t from = x->at;
    for (x->at++; x->at < x->len; x->at++) {
        if (peek(x, 0) != '`') continue;
        if (peek(x, 1) != '`') {
            x->at++;
            if (x->at - from == 2)
                return fail(x, from, 2, "an empty name", "write the name between the backticks");
            return push(x, LT_TOKEN_QUOTED, from);
        }
        x->at++;
    }
    return fail(x, from, 1, "the name that begins here has no closing backtick",
                "a quoted name ends with a backtick; one inside is doubled");
}

/* ---- numbers ---- */

static void skip_digits(lexer *x)
{
    while (is_digit(peek(x, 0))) x->at++;
}

static void skip_exponent(lexer *x)
{
    if ((peek(x, 0) | 0x20) != 'e') return;
    int32_t sign = peek(x, 1) == '+' || peek(x, 1) == '-';
    if (!is_digit(peek(x, 1 + sign))) return;
    x->at += 1 + sign;
    skip_digits(x);
}

static lt_status number(lexer *x)
{
    int32_t from = x->at;
    skip_digits(x);
    bool lua_dots = peek(x, 0) == '.' && peek(x, 1) == '.';
    if (peek(x, 0) == '.' && !lua_dots) {
        x->at++;
        skip_digits(x);
    }
    skip_exponent(x);
    if ((peek(x, 0) | 0x20) == 'b' && (peek(x, 1) | 0x20) == 'd')
        x->at += 2;
    else if (peek(x, 0) && strchr("lsydfLSYDF", peek(x, 0)))
        x->at++;
    if (!is_word(peek(x, 0))) return push(x, LT_TOKEN_NUMBER, from);
    while (is_word(peek(x, 0))) x->at++;
    return fail(x, from, x->at - from, "a number runs into letters",
                "a name that begins with a digit needs backticks: `2024_total`; the suffixes of "
                "numbers are L S Y D F BD");
}

/* ---- words and signs ---- */

static lt_status word(lexer *x)
{
    int32_t from = x->at;
    int     first = peek(x, 0) | 0x20, quote = peek(x, 1);
    bool    begins_text = quote == '\'' || quote == '"';
    if (begins_text && (first == 'r' || first == 'x')) {
        x->at++;
        LT_TRY(skip_string(x, true));
        return push(x, first == 'r' ? LT_TOKEN_STRING : LT_TOKEN_HEX, from);
    }
    while (is_word(peek(x, 0))) x->at++;
    return push(x, LT_TOKEN_WORD, from);
}

static lt_status sign(lexer *x)
{
    /* longest first */
    static const char *const signs[] = {
        ">>>", "<=>", "<=", ">=", "<>", "!=", "==", "||", "::", "->", "=>", "<<", ">>",
        "!<",  "!>",  "&&", "~=", "..", "(",  ")",  ",",  ".",  "+",  "-",  "*",  "/",
        "%",   "=",   "<",  ">",  "!",  "|",  "^",  "&",  "~",  "[",  "]"};
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        size_t  n = strlen(signs[i]);
        int32_t from = x->at;
        if ((size_t)(x->len - x->at) < n || memcmp(x->text + x->at, signs[i], n) != 0) continue;
        x->at += (int32_t)n;
        return push(x, LT_TOKEN_SIGN, from);
    }
    const char *hint = peek(x, 0) == ';'   ? "an expression has no ; at its end"
                       : peek(x, 0) == '{' ? "there are no braces in expressions"
                       : peek(x, 0) == '#' ? "the length of a text is length(text)"
                                           : "quote a name that holds it with backticks";
    return fail(x, x->at, 1, "a character that means nothing here", hint);
}

static lt_status token(lexer *x)
{
    int c = peek(x, 0);
    if (is_letter(c)) return word(x);
    if (is_digit(c) || (c == '.' && is_digit(peek(x, 1)))) return number(x);
    if (c == '`') return quoted_name(x);
    if (c != '\'' && c != '"') return sign(x);
    int32_t from = x->at;
    LT_TRY(skip_string(x, false));
    return push(x, LT_TOKEN_STRING, from);
}

lt_status lt_expr_lex(lt_buf *tokens, const char *text, size_t len, lt_error *err)
{
    size_t bad;
    if (len > LT_EXPR_TEXT)
        return LT_FAIL(err, LT_EPARSE, "an expression of %zu bytes: the limit is %d", len,
                       LT_EXPR_TEXT);
    lexer       x = {.text = text, .len = (int32_t)len, .tokens = tokens, .err = err};
    const char *nul = len ? memchr(text, 0, len) : NULL;
    if (nul)
        return fail(&x, (int32_t)(nul - text), 1, "a NUL byte in an expression",
                    "in a text it is written \\0");
    if (!lt_utf8_valid(text, len, &bad))
        return fail(&x, (int32_t)bad, 1, "the expression is not UTF-8 here",
                    "save the notebook as UTF-8");
    for (;;) {
        LT_TRY(skip_blanks(&x));
        if (x.at >= x.len) return push(&x, LT_TOKEN_END, x.at);
        LT_TRY(token(&x));
    }
}

/* ---- names ---- */

lt_keyword lt_keyword_find(const char *word_text, size_t len)
{
    static const char *const words[LT_KW_COUNT] = {
#define LT_KEYWORD_TEXT(id, text) [LT_KW_##id] = text,
        LT_KEYWORD_LIST(LT_KEYWORD_TEXT)
#undef LT_KEYWORD_TEXT
    };
    char lower[16];
    if (len >= sizeof(lower)) return LT_KW_NONE;
    for (size_t i = 0; i < len; i++) {
        char c = word_text[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    lower[len] = 0;
    for (int k = 1; k < LT_KW_COUNT; k++)
        if (strcmp(words[k], lower) == 0) return (lt_keyword)k;
    return LT_KW_NONE;
}

/* Keywords that the parser reads as an ordinary function when "(" follows. */
static bool is_call_word(lt_keyword k)
{
    return k == LT_KW_SUBSTRING || k == LT_KW_SUBSTR || k == LT_KW_POSITION || k == LT_KW_FIRST ||
           k == LT_KW_LAST || k == LT_KW_DATE || k == LT_KW_TIMESTAMP || k == LT_KW_ANY ||
           k == LT_KW_SOME || k == LT_KW_TRIM || k == LT_KW_LIKE || k == LT_KW_ILIKE ||
           k == LT_KW_RLIKE || k == LT_KW_REGEXP || k == LT_KW_TIMESTAMP_NTZ ||
           k == LT_KW_TIMESTAMP_LTZ || k == LT_KW_OVERLAY;
}

bool lt_expr_plain_name(const char *name, bool function)
{
    if (!*name || is_digit((unsigned char)*name)) return false;
    for (const char *p = name; *p; p++)
        if (!is_word((unsigned char)*p) || (*p & 0x80)) return false;
    lt_keyword k = lt_keyword_find(name, strlen(name));
    return k == LT_KW_NONE || (function && is_call_word(k));
}
