/* Values of options from text, and sizes for people. */
#include "core/options.h"

#include "core/number.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

bool lt_parse_bool(const char *p, size_t n, bool *out)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strlen(words[i]) == n && strncasecmp(words[i], p, n) == 0) {
            *out = i & 1;
            return true;
        }
    return false;
}

/* "", b, k, kb, ki, kib … p, pb, pi, pib; 0 when it is none. */
static int64_t unit_of(const char *p, size_t n)
{
    static const char letters[] = "kmgtp";
    if (n == 0) return 1;
    if ((p[0] | 0x20) == 'b') return n == 1;
    const char *letter = memchr(letters, p[0] | 0x20, sizeof(letters) - 1);
    if (!letter) return 0;

    bool   binary = n > 1 && (p[1] | 0x20) == 'i';
    size_t read = 1 + (size_t)binary;
    if (n > read && (p[read] | 0x20) == 'b') read++;
    if (read != n) return 0;
    int64_t unit = 1;
    for (const char *l = letters; l <= letter; l++) unit *= binary ? 1024 : 1000;
    return unit;
}

bool lt_parse_size(const char *p, size_t n, int64_t *out)
{
    size_t   digits = 0;
    __int128 value;
    int      precision, scale;
    while (digits < n && ((unsigned char)(p[digits] - '0') < 10 || p[digits] == '.')) digits++;
    if (!lt_parse_decimal(p, digits, &value, &precision, &scale) || precision > 19) return false;

    while (digits < n && p[digits] == ' ') digits++;
    int64_t unit = unit_of(p + digits, n - digits);
    if (unit == 0 || (n > 0 && p[n - 1] == ' ')) return false;
    value *= unit;
    for (; scale > 0; scale--) value /= 10;
    if (value > INT64_MAX) return false;
    *out = (int64_t)value;
    return true;
}

size_t lt_print_size(char out[LT_SIZE_TEXT], int64_t bytes)
{
    static const char letters[] = "KMGTPE";
    const char       *sign = bytes < 0 ? "-" : "";
    uint64_t          size = bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes;
    if (size < 1024)
        return (size_t)snprintf(out, LT_SIZE_TEXT, "%s%llu B", sign, (unsigned long long)size);

    int               unit = 0;
    unsigned __int128 tenths = 0;
    for (;; unit++) {
        int bits = 10 * (unit + 1);
        tenths = ((unsigned __int128)size * 10 + ((unsigned __int128)1 << (bits - 1))) >> bits;
        if (tenths < 10240 || unit == 5) break;
    }
    unsigned long long t = (unsigned long long)tenths;
    return (size_t)snprintf(out, LT_SIZE_TEXT, "%s%llu.%llu %ciB", sign, t / 10, t % 10,
                            letters[unit]);
}
