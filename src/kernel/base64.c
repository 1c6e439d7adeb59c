#include "kernel/base64.h"

size_t lt_base64_put(uint8_t *to, const uint8_t *p, size_t n)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t *start = to;
    for (size_t i = 0; i < n; i += 3) {
        size_t   left = n - i;
        uint32_t unit = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
                        (left > 2 ? p[i + 2] : 0);
        *to++ = (uint8_t)letters[unit >> 18];
        *to++ = (uint8_t)letters[unit >> 12 & 63];
        *to++ = left > 1 ? (uint8_t)letters[unit >> 6 & 63] : '=';
        *to++ = left > 2 ? (uint8_t)letters[unit & 63] : '=';
    }
    return (size_t)(to - start);
}

enum { PADDING = 64, BLANK, STRANGE };

static int value_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    if (c == '=') return PADDING;
    return c == ' ' || (c >= '\t' && c <= '\r') ? BLANK : STRANGE;
}

bool lt_base64_get(uint8_t *to, size_t *made, const uint8_t *p, size_t n, bool strict)
{
    uint32_t unit = 0, digits = 0, padding = 0;
    size_t   len = 0;
    for (size_t i = 0; i < n; i++) {
        int v = value_of(p[i]);
        if (v == BLANK || (v == STRANGE && !strict)) continue;
        if (v == STRANGE || (padding && v != PADDING)) return false;
        if (v == PADDING) {
            padding++;
            continue;
        }
        unit = unit << 6 | (uint32_t)v;
        if (++digits < 4) continue;
        to[len++] = (uint8_t)(unit >> 16);
        to[len++] = (uint8_t)(unit >> 8);
        to[len++] = (uint8_t)unit;
        unit = digits = 0;
    }
    if (padding && digits + padding != 4) return false;
    if (digits == 1) return false;
    if (digits >= 2) to[len++] = (uint8_t)(unit >> (digits == 2 ? 4 : 10));
    if (digits == 3) to[len++] = (uint8_t)(unit >> 2);
    *made = len;
    return true;
}
