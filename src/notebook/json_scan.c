#include "notebook/json_scan.h"

#include <stdint.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static size_t skip_blanks(const char *s, size_t len, size_t i)
{
    while (i < len && is_blank(s[i])) i++;
    return i;
}

static int hex_digit(char c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static size_t escape_extent(const char *s, size_t len)
{
    if (len < 2) return 0;
    if (s[1] != 'u') return s[1] && strchr("\"\\/bfnrt", s[1]) ? 2 : 0;
    if (len < 6) return 0;
    for (int i = 2; i < 6; i++)
        if (hex_digit(s[i]) < 0) return 0;
    return 6;
}

static size_t string_extent(const char *s, size_t len)
{
    for (size_t i = 1; i < len;) {
        if (s[i] == '"') return i + 1;
        if ((unsigned char)s[i] < 0x20) return 0;
        size_t step = s[i] == '\\' ? escape_extent(s + i, len - i) : 1;
        if (!step) return 0;
        i += step;
    }
    return 0;
}

static size_t digits(const char *s, size_t len, size_t i)
{
    while (i < len && is_digit(s[i])) i++;
    return i;
}

static size_t number_extent(const char *s, size_t len)
{
    size_t i = s[0] == '-', from = i;
    if ((i = digits(s, len, i)) == from) return 0;
    if (s[from] == '0' && i > from + 1) return 0;
    if (i < len && s[i] == '.') {
        from = i + 1;
        if ((i = digits(s, len, from)) == from) return 0;
    }
    if (i < len && (s[i] == 'e' || s[i] == 'E')) {
        from = i + 1;
        if (from < len && (s[from] == '+' || s[from] == '-')) from++;
        if ((i = digits(s, len, from)) == from) return 0;
    }
    return i;
}

static size_t value_extent(const char *s, size_t len, int depth);

/* Past `"key" :`, or 0. */
static size_t key_extent(const char *s, size_t len)
{
    size_t i = len && s[0] == '"' ? string_extent(s, len) : 0;
    if (!i) return 0;
    i = skip_blanks(s, len, i);
    return i < len && s[i] == ':' ? skip_blanks(s, len, i + 1) : 0;
}

static size_t list_extent(const char *s, size_t len, int depth)
{
    bool   is_object = s[0] == '{';
    char   close = is_object ? '}' : ']';
    size_t i = skip_blanks(s, len, 1);
    if (depth >= MAX_DEPTH) return 0;
    if (i < len && s[i] == close) return i + 1;
    while (i < len) {
        size_t step = is_object ? key_extent(s + i, len - i) : 0;
        if (is_object && !step) return 0;
        i += step;
        if (!(step = value_extent(s + i, len - i, depth + 1))) return 0;
        i = skip_blanks(s, len, i + step);
        if (i < len && s[i] == close) return i + 1;
        if (i >= len || s[i] != ',') return 0;
        i = skip_blanks(s, len, i + 1);
    }
    return 0;
}

static size_t value_extent(const char *s, size_t len, int depth)
{
    static const char *const words[] = {"true", "false", "null"};
    if (!len) return 0;
    if (s[0] == '"') return string_extent(s, len);
    if (s[0] == '[' || s[0] == '{') return list_extent(s, len, depth);
    for (int i = 0; i < 3; i++) {
        size_t n = strlen(words[i]);
        if (len >= n && !memcmp(s, words[i], n)) return n;
    }
    return number_extent(s, len);
}

size_t lt_json_extent(const char *text, size_t len) { return value_extent(text, len, 0); }

bool lt_json_is_value(const char *text, size_t len)
{
    return len && lt_json_extent(text, len) == len;
}

static uint32_t code_unit(const char *s)
{
    uint32_t unit = 0;
    for (int i = 2; i < 6; i++) unit = unit << 4 | (uint32_t)hex_digit(s[i]);
    return unit;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) return out[0] = (char)c, 1;
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* The character of a \u escape (a pair of them for surrogates) and the bytes it takes. */
static size_t unicode_escape(uint32_t *c, const char *s, size_t len)
{
    *c = code_unit(s);
    if (*c >= 0xD800 && *c < 0xDC00 && len >= 12 && s[6] == '\\' && s[7] == 'u') {
        uint32_t low = code_unit(s + 6);
        if (low >= 0xDC00 && low < 0xE000) {
            *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
            return 12;
        }
    }
    if (*c == 0 || (*c >= 0xD800 && *c < 0xE000)) *c = 0xFFFD;
    return 6;
}

size_t lt_json_unquote(char *out, const char *text, size_t len)
{
    static const char letters[] = "bfnrt", means[] = "\b\f\n\r\t";
    size_t            n = 0;
    for (size_t i = 1; i + 1 < len;) {
        if (text[i] != '\\') {
            out[n++] = text[i++];
            continue;
        }
        if (text[i + 1] == 'u') {
            uint32_t c;
            i += unicode_escape(&c, text + i, len - i);
            n += put_utf8(out + n, c);
            continue;
        }
        const char *at = strchr(letters, text[i + 1]);
        out[n] = text[i + 1];
        if (at) out[n] = means[at - letters];
        n++;
        i += 2;
    }
    out[n] = 0;
    return n;
}
