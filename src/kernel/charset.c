#include "kernel/charset.h"

#include "column/column.h"
#include "core/escape.h"

#include <string.h>
#include <strings.h>

bool lt_charset_find(lt_charset *out, const lt_view *name)
{
    static const char *const names[] = {
        [LT_CHARSET_UTF8] = "UTF-8",        [LT_CHARSET_ASCII] = "US-ASCII",
        [LT_CHARSET_LATIN1] = "ISO-8859-1", [LT_CHARSET_UTF16] = "UTF-16",
        [LT_CHARSET_UTF16BE] = "UTF-16BE",  [LT_CHARSET_UTF16LE] = "UTF-16LE",
        [LT_CHARSET_UTF32] = "UTF-32"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        size_t len = strlen(names[i]);
        if (len != (size_t)name->len) continue;
        if (strncasecmp(names[i], (const char *)lt_view_bytes(name), len) != 0) continue;
        *out = (lt_charset)i;
        return true;
    }
    return false;
}

static size_t put_16(uint8_t *to, uint32_t unit, bool little)
{
    to[little] = (uint8_t)(unit >> 8);
    to[!little] = (uint8_t)unit;
    return 2;
}

/* One code point in a set; 0: the set has it not. */
static size_t put_code(uint8_t *to, lt_charset set, uint32_t code)
{
    bool little = set == LT_CHARSET_UTF16LE;
    switch (set) {
    case LT_CHARSET_ASCII:
    case LT_CHARSET_LATIN1:
        *to = (uint8_t)code;
        return code < (set == LT_CHARSET_ASCII ? 0x80u : 0x100u) ? 1 : 0;
    case LT_CHARSET_UTF32:
        put_16(to, code >> 16, false);
        put_16(to + 2, code & 0xFFFF, false);
        return 4;
    case LT_CHARSET_UTF8: return lt_utf8_put((char *)to, (int32_t)code);
    default: break;
    }
    if (code < 0x10000) return put_16(to, code, little);
    code -= 0x10000;
    put_16(to, 0xD800 + (code >> 10), little);
    put_16(to + 2, 0xDC00 + (code & 0x3FF), little);
    return 4;
}

bool lt_charset_put(uint8_t *to, size_t *made, lt_charset set, const uint8_t *p, size_t n)
{
    size_t len = set == LT_CHARSET_UTF16 && n ? put_16(to, 0xFEFF, false) : 0;
    for (size_t i = 0; i < n;) {
        int32_t code;
        i += lt_utf8_next((const char *)p + i, n - i, &code);
        size_t step = code < 0 ? 0 : put_code(to + len, set, (uint32_t)code);
        if (!step) return false;
        len += step;
    }
    *made = len;
    return true;
}

static uint32_t get_16(const uint8_t *p, bool little)
{
    return little ? (uint32_t)(p[1] << 8 | p[0]) : (uint32_t)(p[0] << 8 | p[1]);
}

static bool get_utf16(uint8_t *to, size_t *made, const uint8_t *p, size_t n, bool little)
{
    size_t len = 0;
    if (n % 2) return false;
    for (size_t i = 0; i < n; i += 2) {
        uint32_t code = get_16(p + i, little);
        if (code >= 0xDC00 && code < 0xE000) return false;
        if (code >= 0xD800 && code < 0xDC00) {
            i += 2;
            uint32_t low = i < n ? get_16(p + i, little) : 0;
            if (low < 0xDC00 || low > 0xDFFF) return false;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        len += lt_utf8_put((char *)to + len, (int32_t)code);
    }
    *made = len;
    return true;
}

static bool get_utf32(uint8_t *to, size_t *made, const uint8_t *p, size_t n)
{
    size_t len = 0;
    if (n % 4) return false;
    for (size_t i = 0; i < n; i += 4) {
        uint32_t code = get_16(p + i, false) << 16 | get_16(p + i + 2, false);
        if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
        len += lt_utf8_put((char *)to + len, (int32_t)code);
    }
    *made = len;
    return true;
}

static bool get_bytes(uint8_t *to, size_t *made, const uint8_t *p, size_t n, uint8_t most)
{
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] > most) return false;
        len += lt_utf8_put((char *)to + len, p[i]);
    }
    *made = len;
    return true;
}

bool lt_charset_get(uint8_t *to, size_t *made, lt_charset set, const uint8_t *p, size_t n)
{
    bool marked = set == LT_CHARSET_UTF16 && n >= 2 &&
                  (get_16(p, false) == 0xFEFF || get_16(p, true) == 0xFEFF);
    switch (set) {
    case LT_CHARSET_ASCII: return get_bytes(to, made, p, n, 0x7F);
    case LT_CHARSET_LATIN1: return get_bytes(to, made, p, n, 0xFF);
    case LT_CHARSET_UTF16BE: return get_utf16(to, made, p, n, false);
    case LT_CHARSET_UTF16LE: return get_utf16(to, made, p, n, true);
    case LT_CHARSET_UTF16:
        if (!marked) return get_utf16(to, made, p, n, false);
        return get_utf16(to, made, p + 2, n - 2, get_16(p, true) == 0xFEFF);
    case LT_CHARSET_UTF32: return get_utf32(to, made, p, n);
    case LT_CHARSET_UTF8: break;
    }
    if (n) memcpy(to, p, n);
    *made = n;
    return lt_utf8_valid((const char *)p, n, NULL);
}
