/* Java's pattern, construct by construct, as PCRE2's. Literal text goes through; every escape,
 * class and group is known by name or refused, so that nothing is silently taken for something
 * else. */
#include "core/escape.h"
#include "kernel/regex.h"

#include <string.h>

typedef struct translator {
    const uint8_t *p;
    size_t         n, at;
    lt_buf        *out;
    bool           in_class;
    int32_t        groups; /* opened so far */
    int32_t        total;  /* in the whole pattern; -1: not known yet */
    bool           refers; /* has a back reference */
    lt_error      *err;
} translator;

/* The byte k places ahead; 0 behind the end. */
static int  peek(const translator *t, size_t k) { return t->at + k < t->n ? t->p[t->at + k] : 0; }
static bool is_digit(int c) { return c >= '0' && c <= '9'; }
static bool is_letter(int c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

static lt_status put(translator *t, const char *text) { return lt_buf_text(t->out, text, t->err); }

/* The next n bytes go through. */
static lt_status copy(translator *t, size_t n)
{
    if (n > t->n - t->at) n = t->n - t->at;
    t->at += n;
    return lt_buf_add(t->out, t->p + t->at - n, n, t->err);
}

static lt_status put_code(translator *t, uint32_t code)
{
    return lt_buf_printf(t->out, t->err, "\\x{%x}", code);
}

static lt_status wrong(translator *t, const char *what)
{
    lt_fail(t->err, LT_EPARSE, LT_HERE, "regular expression \"%.*s\": %s",
            t->n < 80 ? (int)t->n : 80, (const char *)t->p, what);
    return LT_EPARSE;
}

/* A construct of Java's, or of another dialect, that is not available. */
static lt_status refuse(translator *t, size_t from, size_t bytes, const char *what)
{
    if (bytes > t->n - from) bytes = t->n - from;
    lt_fail(t->err, LT_EPARSE, LT_HERE, "regular expression \"%.*s\": %s (%.*s) is not supported",
            t->n < 80 ? (int)t->n : 80, (const char *)t->p, what, bytes < 40 ? (int)bytes : 40,
            (const char *)t->p + from);
    lt_error_hint(t->err, "patterns are those of java.util.regex without set operations, blocks "
                          "and the flags d, x and U");
    return LT_EPARSE;
}

/* ---- escapes ---- */

/* Up to most digits of base from the next byte on; how many there were. */
static int read_digits(translator *t, int base, int most, uint32_t *value)
{
    int count = 0;
    for (*value = 0; count < most; count++, t->at++) {
        int c = peek(t, 0), digit = is_digit(c)    ? c - '0'
                                    : is_letter(c) ? (c | 0x20) - 'a' + 10
                                                   : 99;
        if (digit >= base) break;
        *value = *value * (uint32_t)base + (uint32_t)digit;
    }
    return count;
}

static lt_status octal(translator *t)
{
    uint32_t value;
    int      most = peek(t, 0) >= '0' && peek(t, 0) <= '3' ? 3 : 2;
    if (!read_digits(t, 8, most, &value)) return wrong(t, "\\0 needs octal digits behind it");
    return put_code(t, value);
}

static lt_status hexadecimal(translator *t)
{
    uint32_t value;
    if (peek(t, 0) != '{') {
        if (read_digits(t, 16, 2, &value) != 2) return wrong(t, "\\x needs two hexadecimal digits");
        return put_code(t, value);
    }
    t->at++;
    int count = read_digits(t, 16, 8, &value);
    if (!count || value > 0x10FFFF || peek(t, 0) != '}')
        return wrong(t, "\\x{…} needs a code point in hexadecimal digits");
    t->at++;
    return put_code(t, value);
}

/* \uXXXX; two surrogates are one character. */
static lt_status utf16(translator *t)
{
    uint32_t high, low;
    if (read_digits(t, 16, 4, &high) != 4) return wrong(t, "\\u needs four hexadecimal digits");
    bool pair = high >= 0xD800 && high < 0xDC00 && peek(t, 0) == '\\' && peek(t, 1) == 'u';
    if (!pair) return put_code(t, high);
    t->at += 2;
    if (read_digits(t, 16, 4, &low) != 4 || low < 0xDC00 || low > 0xDFFF)
        return wrong(t, "\\u needs the second half of a pair");
    return put_code(t, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
}

/* \Q…\E: as it stands. */
static lt_status quoted(translator *t)
{
    while (t->at < t->n) {
        if (peek(t, 0) == '\\' && peek(t, 1) == 'E') {
            t->at += 2;
            return LT_OK;
        }
        int c = peek(t, 0);
        if (c < 0x80 && !is_letter(c) && !is_digit(c)) LT_TRY(put(t, "\\"));
        LT_TRY(copy(t, 1));
    }
    return LT_OK;
}

/* \12 is group 12 where there are so many groups before it, else group 1 and a 2. */
static lt_status back_reference(translator *t)
{
    int32_t group = peek(t, 0) - '0';
    for (t->at++; is_digit(peek(t, 0)); t->at++) {
        int32_t longer = group * 10 + peek(t, 0) - '0';
        if (longer > t->groups) break;
        group = longer;
    }
    t->refers = true;
    if (t->total >= 0 && group > t->total) return put(t, "(?!)");
    return lt_buf_printf(t->out, t->err, "\\g{%d}", group);
}

/* ---- \p{…} ---- */

static bool same(const uint8_t *p, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(p, word, n) == 0;
}

static bool begins(const uint8_t *p, size_t n, const char *word)
{
    return n > strlen(word) && memcmp(p, word, strlen(word)) == 0;
}

/* Java's ASCII classes, which PCRE2 has under POSIX's names. */
static const char *posix_class(const uint8_t *p, size_t n)
{
    static const char *const names[][2] = {
        {"Lower", "lower"}, {"Upper", "upper"}, {"ASCII", "ascii"}, {"Alpha", "alpha"},
        {"Digit", "digit"}, {"Alnum", "alnum"}, {"Punct", "punct"}, {"Graph", "graph"},
        {"Print", "print"}, {"Blank", "blank"}, {"Cntrl", "cntrl"}, {"XDigit", "xdigit"},
        {"Space", "space"}};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (same(p, n, names[i][0])) return names[i][1];
    return NULL;
}

/* Binary properties of Java's that are categories in PCRE2; others have the same name. */
static const char *category_of(const uint8_t *p, size_t n)
{
    static const char *const names[][2] = {{"Letter", "L"},
                                           {"Titlecase", "Lt"},
                                           {"Punctuation", "P"},
                                           {"Control", "Cc"},
                                           {"Digit", "Nd"}};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (same(p, n, names[i][0])) return names[i][1];
    return NULL;
}

static lt_status put_property(translator *t, bool negated, const uint8_t *p, size_t n)
{
    return lt_buf_printf(t->out, t->err, "\\%c{%.*s}", negated ? 'P' : 'p', (int)n,
                         (const char *)p);
}

static lt_status named_property(translator *t, size_t from, bool negated, const uint8_t *p,
                                size_t n)
{
    static const char *const prefixes[] = {"Is", "script=", "sc=", "general_category=", "gc="};
    const char              *posix = posix_class(p, n);
    if (posix)
        return lt_buf_printf(t->out, t->err, t->in_class ? "[:%s%s:]" : "[[:%s%s:]]",
                             negated ? "^" : "", posix);
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
        if (!begins(p, n, prefixes[i])) continue;
        p += strlen(prefixes[i]);
        n -= strlen(prefixes[i]);
        const char *category = i == 0 ? category_of(p, n) : NULL;
        if (i == 0 && same(p, n, "Assigned"))
            return put_property(t, !negated, (const void *)"Cn", 2);
        if (category) return put_property(t, negated, (const void *)category, strlen(category));
        return put_property(t, negated, p, n);
    }
    if (n <= 2) return put_property(t, negated, p, n);
    return refuse(t, from, t->at - from, "this property");
}

/* Behind \p or \P, which begins at from. */
static lt_status property(translator *t, size_t from, bool negated)
{
    if (peek(t, 0) != '{') {
        if (!is_letter(peek(t, 0))) return wrong(t, "\\p needs a property behind it");
        t->at++;
        return put_property(t, negated, t->p + t->at - 1, 1);
    }
    const uint8_t *name = t->p + t->at + 1;
    const uint8_t *end = memchr(name, '}', t->n - t->at - 1);
    if (!end || end == name) return wrong(t, "\\p{ needs a name and a }");
    for (const uint8_t *c = name; c < end; c++)
        if (!is_letter(*c) && !is_digit(*c) && *c != '_' && *c != '=')
            return wrong(t, "\\p{ needs the name of a property");
    t->at += (size_t)(end - name) + 2;
    return named_property(t, from, negated, name, (size_t)(end - name));
}

static lt_status escape(translator *t)
{
    size_t from = t->at;
    int    c = peek(t, 1);
    if (from + 1 >= t->n) return wrong(t, "nothing follows the \\ at its end");
    t->at += 2;
    switch (c) {
    case 'Q': return quoted(t);
    case '0': return octal(t);
    case 'x': return hexadecimal(t);
    case 'u': return utf16(t);
    case 'p':
    case 'P': return property(t, from, c == 'P');
    case 'c':
        if (t->at >= t->n) return wrong(t, "\\c needs a character behind it");
        t->at++;
        return put_code(t, (uint32_t)t->p[t->at - 1] ^ 64);
    default: break;
    }
    bool anywhere = c >= 0x80 || (!is_letter(c) && !is_digit(c)) || strchr("tnrfaedDsSwWhHvV", c);
    bool outside = c >= '1' && (is_digit(c) || strchr("RXbBAGZzk", c));
    bool grapheme = c == 'b' && peek(t, 0) == '{';
    t->at = from;
    if (!anywhere && (!outside || t->in_class || grapheme))
        return refuse(t, from, 2, "this escape");
    if (is_digit(c)) {
        t->at++;
        return back_reference(t);
    }
    return copy(t, 2);
}

/* ---- classes ---- */

static lt_status class_item(translator *t)
{
    int c = peek(t, 0);
    if (c == '[') return refuse(t, t->at, 1, "a class in a class");
    if (c == '&' && peek(t, 1) == '&') return refuse(t, t->at, 2, "the intersection of classes");
    return c == '\\' ? escape(t) : copy(t, 1);
}

static lt_status class(translator *t)
{
    size_t from = t->at;
    LT_TRY(copy(t, peek(t, 1) == '^' ? 2 : 1));
    t->in_class = true;
    if (peek(t, 0) == ']') {
        LT_TRY(put(t, "\\"));
        LT_TRY(copy(t, 1));
    }
    while (t->at < t->n && peek(t, 0) != ']') LT_TRY(class_item(t));
    t->in_class = false;
    if (t->at < t->n) return copy(t, 1);
    t->at = from;
    return wrong(t, "a [ has no ]");
}

/* ---- groups and repetitions ---- */

/* (?i-s) and (?i-s:…) */
static lt_status flags(translator *t, size_t from)
{
    LT_TRY(put(t, "(?"));
    for (;; t->at++) {
        int c = peek(t, 0);
        if (c == ')' || c == ':') return copy(t, 1);
        if (c == 'u') continue; /* every case is Unicode's */
        if (c != '-' && c != 'i' && c != 'm' && c != 's')
            return refuse(t, from, t->at + 1 - from, is_letter(c) ? "this flag" : "this group");
        LT_TRY(lt_buf_add(t->out, &(uint8_t){(uint8_t)c}, 1, t->err));
    }
}

static lt_status group(translator *t)
{
    size_t from = t->at;
    int    kind = peek(t, 2), look = peek(t, 3);
    if (peek(t, 1) == '*') return refuse(t, from, 2, "a verb");
    if (peek(t, 1) != '?') {
        t->groups++;
        return copy(t, 1);
    }
    if (kind == ':' || kind == '=' || kind == '!' || kind == '>') return copy(t, 3);
    if (kind == '<' && (look == '=' || look == '!')) return copy(t, 4);
    if (kind == '<' && is_letter(look)) {
        t->groups++;
        return copy(t, 3);
    }
    t->at += 2;
    return flags(t, from);
}

/* {n}, {n,} or {n,m}: any other brace is an error in Java. */
static lt_status repetition(translator *t)
{
    size_t end = t->at + 1, digits = 0;
    while (end < t->n && is_digit(t->p[end])) end++, digits++;
    if (end < t->n && t->p[end] == ',') end++;
    while (end < t->n && is_digit(t->p[end])) end++;
    if (!digits || end >= t->n || t->p[end] != '}')
        return wrong(t, "a { that is no {n}, {n,} or {n,m} is written \\{");
    return copy(t, end + 1 - t->at);
}

static lt_status construct(translator *t)
{
    switch (peek(t, 0)) {
    case '\\': return escape(t);
    case '[': return class(t);
    case '(': return group(t);
    case '{': return repetition(t);
    default: return copy(t, 1);
    }
}

static lt_status translate(translator *t)
{
    while (t->at < t->n) LT_TRY(construct(t));
    return LT_OK;
}

lt_status lt_regex_translate(lt_buf *out, const uint8_t *pattern, size_t n, lt_error *err)
{
    size_t     before = out->len;
    translator t = {.p = pattern, .n = n, .out = out, .total = -1, .err = err};
    if (!lt_utf8_valid((const char *)pattern, n, NULL))
        return LT_FAIL(err, LT_EPARSE, "a regular expression that is not UTF-8");
    LT_TRY(translate(&t));
    if (!t.refers) return LT_OK;
    out->len = before; /* once more, knowing which groups there are */
    t = (translator){.p = pattern, .n = n, .out = out, .total = t.groups, .err = err};
    return translate(&t);
}
