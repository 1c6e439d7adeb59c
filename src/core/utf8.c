/* UTF-8, read strictly (Unicode 15, table 3-7); the second byte's range depends on the first. */
#include "core/escape.h"

#include <endian.h>
#include <string.h>

/* Bytes of a sequence that begins so (0: none does), and the range of its second byte. */
static size_t begin(unsigned char first, unsigned char *least, unsigned char *most)
{
    *least = 0x80;
    *most = 0xBF;
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    if (first < 0xE0) return 2;
    if (first == 0xE0) *least = 0xA0;
    if (first == 0xED) *most = 0x9F;
    if (first < 0xF0) return 3;
    if (first == 0xF0) *least = 0x90;
    if (first == 0xF4) *most = 0x8F;
    return 4;
}

size_t lt_utf8_next(const char *p, size_t n, int32_t *code)
{
    const unsigned char *u = (const unsigned char *)p;
    unsigned char        least, most;
    size_t               want = begin(u[0], &least, &most);
    if (want == 1) {
        *code = u[0];
        return 1;
    }
    int32_t value = want ? u[0] & (0x7F >> want) : 0;
    for (size_t i = 1; i < want; i++) {
        if (i == n || u[i] < least || u[i] > most) {
            *code = -1;
            return i;
        }
        value = value << 6 | (u[i] & 0x3F);
        least = 0x80;
        most = 0xBF;
    }
    *code = want ? value : -1;
    return want ? want : 1;
}

size_t lt_utf8_put(char out[4], int32_t code)
{
    uint32_t c = (uint32_t)code;
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xF00 >> n & 0xFF) | c);
    return n;
}

/* Bytes at p that are ASCII, all of them unless fewer than 8 bytes are left. */
static size_t skip_ascii(const char *p, size_t n)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    uint64_t       v[4];
    size_t         i = 0;
    for (; n - i >= sizeof(v); i += sizeof(v)) {
        memcpy(v, p + i, sizeof(v));
        if ((v[0] | v[1] | v[2] | v[3]) & high) break;
    }
    for (; n - i >= 8; i += 8) {
        memcpy(v, p + i, 8);
        if (v[0] & high) return i + (size_t)__builtin_ctzll(le64toh(v[0]) & high) / 8;
    }
    return i;
}

bool lt_utf8_valid(const char *p, size_t n, size_t *bad_at)
{
    for (size_t i = 0; i < n;) {
        int32_t code;
        if ((unsigned char)p[i] < 0x80) {
            size_t ascii = skip_ascii(p + i, n - i);
            i += ascii ? ascii : 1;
            continue;
        }
        if ((unsigned char)(p[i] - 0xC2) < 0x1E && n - i > 1 &&
            ((unsigned char)p[i + 1] & 0xC0) == 0x80) {
            i += 2; /* most letters of Europe */
            continue;
        }
        size_t len = lt_utf8_next(p + i, n - i, &code);
        if (code < 0) {
            if (bad_at) *bad_at = i;
            return false;
        }
        i += len;
    }
    return true;
}
