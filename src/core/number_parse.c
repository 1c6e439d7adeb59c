/* Text to numbers. A float goes through three doors, each exact and slower than the last:
 *
 *   1. mantissa and power of ten both exact in the format: one multiplication or division
 *      rounds correctly (Clinger 1990); most data ends here.
 *   2. up to 19 digits: mantissa times a 128-bit power lies between two bounds; when both
 *      round to the same float, so does the value (after Eisel and Lemire 2021).
 *   3. else strtod_l in the C locale over at most 800 digits; a digit 1 stands for whatever
 *      non-zero follows, as no midpoint between doubles has more than 767.
 */
#include "core/number.h"

#include "core/number_power.h"

#include <endian.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { EXACT_DIGITS = 800, EXPONENT_CAP = 1000000 };

/* ---- digits ---- */

static bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

static uint64_t load_8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof(v));
    return le64toh(v);
}

static bool are_8_digits(uint64_t v)
{
    uint64_t high = UINT64_C(0xF0F0F0F0F0F0F0F0);
    uint64_t six = UINT64_C(0x0606060606060606);
    return ((v & high) | ((v + six) & high) >> 4) == UINT64_C(0x3333333333333333);
}

/* Pairs, then fours, then eight: three multiplications for eight digits. */
static uint32_t value_of_8(uint64_t v)
{
    v -= UINT64_C(0x3030303030303030);
    v = v * 10 + (v >> 8);
    uint64_t mask = UINT64_C(0x000000FF000000FF);
    uint64_t low = (v & mask) * UINT64_C(0x000F424000000064);
    uint64_t high = (v >> 16 & mask) * UINT64_C(0x0000271000000001);
    return (uint32_t)((low + high) >> 32);
}

/* Adds the digits at p to *value (which may wrap: the caller counts them); returns their end. */
static const char *take_digits(const char *p, const char *end, uint64_t *value)
{
    uint64_t v = *value;
    while (end - p >= 8) {
        uint64_t eight = load_8(p);
        if (!are_8_digits(eight)) break;
        v = v * 100000000 + value_of_8(eight);
        p += 8;
    }
    while (p < end && is_digit(*p)) v = v * 10 + (uint64_t)(*p++ - '0');
    *value = v;
    return p;
}

static const char *take_sign(const char *p, const char *end, bool *negative)
{
    *negative = p < end && *p == '-';
    return *negative || (p < end && *p == '+') ? p + 1 : p;
}

static const char *skip_zeros(const char *p, const char *end)
{
    while (p < end && *p == '0') p++;
    return p;
}

/* ---- integers ---- */

bool lt_parse_i64(const char *p, size_t n, int64_t *out)
{
    bool        negative;
    const char *end = n ? p + n : p;
    const char *first = take_sign(p, end, &negative);
    if (first == end) return false;

    uint64_t    value = 0;
    const char *digits = end - first > 19 ? skip_zeros(first, end) : first;
    if (end - digits > 19 || take_digits(digits, end, &value) != end) return false;
    if (value > (uint64_t)INT64_MAX + negative) return false;
    *out = (int64_t)(negative ? -value : value);
    return true;
}

/* At most 38 digits, which fit; false when there are others than digits. */
static bool take_wide(const char *p, const char *end, unsigned __int128 *value)
{
    for (; p < end; p++) {
        uint64_t    part = 0, scale = 1;
        const char *stop = end - p > 18 ? p + 18 : end;
        const char *at = take_digits(p, stop, &part);
        for (const char *q = p; q < at; q++) scale *= 10;
        *value = *value * scale + part;
        if (at != stop) return false;
        p = at - 1;
    }
    return true;
}

bool lt_parse_i128(const char *p, size_t n, __int128 *out)
{
    bool        negative;
    const char *end = n ? p + n : p;
    const char *first = take_sign(p, end, &negative);
    const char *digits = skip_zeros(first, end);
    if (first == end || end - digits > 39) return false;

    unsigned __int128 value = 0, max = ((unsigned __int128)1 << 127) - !negative;
    const char       *last = end - digits == 39 ? end - 1 : end;
    if (!take_wide(digits, last, &value)) return false;
    if (last != end) {
        if (!is_digit(*last)) return false;
        unsigned __int128 more = (unsigned __int128)(*last - '0');
        if (value > (max - more) / 10) return false;
        value = value * 10 + more;
    }
    *out = (__int128)(negative ? -value : value);
    return true;
}

/* ---- the parts of a decimal ---- */

typedef struct parts {
    bool        negative;
    const char *digits; /* from the first non-zero digit (or the end of the digits) … */
    const char *end;    /* … to the end of the digits; one dot may lie between */
    int64_t     count;  /* digits there */
    int64_t     power;  /* the value is those digits as an integer times 10^power */
    uint64_t    first;  /* that integer when count <= 19; else wrapped */
} parts;

/* Reads E[+-]digits up to end; beyond ±EXPONENT_CAP the value is the cap. */
static bool take_exponent(const char *p, const char *end, int64_t *power)
{
    if (p == end) return true;
    if (*p != 'e' && *p != 'E') return false;
    bool     negative;
    uint64_t value = 0;
    p = take_sign(p + 1, end, &negative);
    if (p == end) return false;

    const char *digits = skip_zeros(p, end);
    if (take_digits(digits, end, &value) != end) return false;
    if (end - digits > 9 || value > EXPONENT_CAP) value = EXPONENT_CAP;
    *power += negative ? -(int64_t)value : (int64_t)value;
    return true;
}

static bool split(const char *p, size_t n, parts *out)
{
    const char *end = n ? p + n : p;
    p = take_sign(p, end, &out->negative);
    const char *start = p;
    uint64_t    value = 0;

    const char *whole = skip_zeros(p, end);
    p = take_digits(whole, end, &value);
    bool any = p > start;
    out->digits = whole;
    out->count = p - whole;
    out->power = 0;
    if (p < end && *p == '.') {
        const char *fraction = p + 1;
        const char *from = out->count ? fraction : skip_zeros(fraction, end);
        p = take_digits(from, end, &value);
        any = any || p > fraction;
        if (!out->count) out->digits = from;
        out->count += p - from;
        out->power = -(p - fraction);
    }
    out->end = p;
    out->first = value;
    return any && take_exponent(p, end, &out->power);
}

/* ---- decimals ---- */

static const uint64_t small_powers[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
    10000000000000000000u,
};

static unsigned __int128 power_of_10(int64_t k)
{
    return k < 20 ? small_powers[k] : (unsigned __int128)small_powers[19] * small_powers[k - 19];
}

bool lt_parse_decimal(const char *p, size_t n, __int128 *unscaled, int *precision, int *scale)
{
    parts t;
    if (!split(p, n, &t) || t.count > 38 || t.power < -38) return false;
    if (t.count == 0 && t.power > 0) t.power = 0;
    if (t.count + (t.power > 0 ? t.power : 0) > 38) return false;

    unsigned __int128 value = t.first;
    if (t.count > 19) {
        value = 0;
        const char *dot = memchr(t.digits, '.', (size_t)(t.end - t.digits));
        take_wide(t.digits, dot ? dot : t.end, &value);
        if (dot) take_wide(dot + 1, t.end, &value);
    }
    if (t.power > 0) value *= power_of_10(t.power);

    int64_t digits = t.count + (t.power > 0 ? t.power : 0);
    *scale = t.power < 0 ? (int)-t.power : 0;
    *precision = digits > *scale ? (int)digits : *scale;
    if (*precision == 0) *precision = 1;
    *unscaled = (__int128)(t.negative ? -value : value);
    return true;
}

/* ---- floats ---- */

/* A binary format: significand bits, the exponent of its smallest unit, the bits of its exponent.
 */
typedef struct format {
    int bits, least, exponent_bits;
} format;

static const format binary64 = {53, -1074, 11};
static const format binary32 = {24, -149, 8};

/* The bits of m * 2^e rounded to nearest even, where m has its top bit set and `more` says
 * that the value is a little above. */
static uint64_t round_to(const format *f, uint64_t m, bool more, int e)
{
    int drop = 64 - f->bits;
    if (e + drop < f->least) drop = f->least - e;
    if (drop > 64) return 0;

    uint64_t kept = drop == 64 ? 0 : m >> drop;
    uint64_t rest = drop == 64 ? m : m & ((UINT64_C(1) << drop) - 1);
    uint64_t half = UINT64_C(1) << (drop - 1);
    kept += rest > half || (rest == half && (more || (kept & 1)));

    int unit = e + drop;
    if (kept >> f->bits) {
        kept >>= 1;
        unit++;
    }
    uint64_t hidden = UINT64_C(1) << (f->bits - 1);
    if (kept < hidden) return kept;
    int64_t infinite = (1 << f->exponent_bits) - 1;
    int64_t biased = unit - f->least + 1;
    if (biased >= infinite) return (uint64_t)infinite << (f->bits - 1);
    return (uint64_t)biased << (f->bits - 1) | (kept & (hidden - 1));
}

/* (high, low) * 2^e with the low part only as "a little above". */
static uint64_t round_wide(const format *f, uint64_t high, uint64_t low, bool more, int e)
{
    if (high >> 63) return round_to(f, high, low || more, e);
    return round_to(f, high << 1 | low >> 63, low << 1 || more, e - 1);
}

/* Door 2. False when the bounds round to different floats. */
static bool scale_by_power(const format *f, uint64_t w, int64_t power, uint64_t *bits)
{
    if (w == 0 || power < LT_POWER10_MIN) {
        *bits = 0;
        return true;
    }
    if (power > 308) {
        *bits = (((uint64_t)1 << f->exponent_bits) - 1) << (f->bits - 1);
        return true;
    }
    int        shift = __builtin_clzll(w);
    lt_power10 ten = lt_power10_get((int)power);
    w <<= shift;

    unsigned __int128 top = (unsigned __int128)w * ten.high;
    unsigned __int128 low = (unsigned __int128)w * ten.low;
    top += (uint64_t)(low >> 64);
    int      e = lt_log2_power10((int)power) - 127 - shift + 128;
    uint64_t below = round_wide(f, (uint64_t)(top >> 64), (uint64_t)top, (uint64_t)low != 0, e);
    *bits = below;
    if (power >= 0 && power <= 55) return true;

    /* The power is short by less than one unit, hence the product by less than w. */
    top += (uint64_t)low > UINT64_MAX - w;
    uint64_t above = round_wide(f, (uint64_t)(top >> 64), (uint64_t)top, true, e);
    return below == above;
}

static locale_t       c_locale;
static pthread_once_t c_locale_made = PTHREAD_ONCE_INIT;

/* libc answers "C" with a locale of its own that needs no memory. */
static void make_c_locale(void) { c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0); }

/* Door 3: the digits without dot or sign and their exponent, as strtod reads them. */
static void write_plain(const parts *t, char out[EXACT_DIGITS + 32])
{
    int64_t power = t->power + t->count;
    int     len = 0;
    bool    more = false;
    for (const char *p = t->digits; p < t->end; p++) {
        if (*p == '.') continue;
        if (len < EXACT_DIGITS)
            out[len++] = *p;
        else
            more = more || *p != '0';
    }
    if (more) out[len++] = '1';
    if (len == 0) out[len++] = '0';
    power -= len;
    if (power > EXPONENT_CAP) power = EXPONENT_CAP;
    if (power < -EXPONENT_CAP) power = -EXPONENT_CAP;
    snprintf(out + len, 32, "e%d", (int)power);
}

static double exact_f64(const parts *t)
{
    char text[EXACT_DIGITS + 32];
    write_plain(t, text);
    pthread_once(&c_locale_made, make_c_locale);
    return strtod_l(text, NULL, c_locale);
}

static float exact_f32(const parts *t)
{
    char text[EXACT_DIGITS + 32];
    write_plain(t, text);
    pthread_once(&c_locale_made, make_c_locale);
    return strtof_l(text, NULL, c_locale);
}

bool lt_parse_f64(const char *p, size_t n, double *out)
{
    static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                          1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                          1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    parts               t;
    double              value;
    uint64_t            bits;

    if (!split(p, n, &t)) return false;
    if (t.count <= 19 && t.first <= UINT64_C(1) << 53 && t.power >= -22 && t.power <= 22) {
        value = (double)t.first;
        value = t.power < 0 ? value / exact_powers[-t.power] : value * exact_powers[t.power];
    } else if (t.count <= 19 && scale_by_power(&binary64, t.first, t.power, &bits)) {
        memcpy(&value, &bits, sizeof(value));
    } else {
        value = exact_f64(&t);
    }
    *out = t.negative ? -value : value;
    return true;
}

bool lt_parse_f32(const char *p, size_t n, float *out)
{
    parts    t;
    float    value;
    uint64_t bits;

    if (!split(p, n, &t)) return false;
    if (t.count <= 19 && scale_by_power(&binary32, t.first, t.power, &bits)) {
        uint32_t narrow = (uint32_t)bits;
        memcpy(&value, &narrow, sizeof(value));
    } else {
        value = exact_f32(&t);
    }
    *out = t.negative ? -value : value;
    return true;
}

bool lt_parse_f64_words(const char *p, size_t n, double *out)
{
    static const struct {
        const char *word;
        size_t      len;
        double      value;
    } words[] = {{"nan", 3, NAN}, {"inf", 3, INFINITY}, {"infinity", 8, INFINITY}};
    bool        negative;
    const char *end = n ? p + n : p;
    p = take_sign(p, end, &negative);

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if ((size_t)(end - p) != words[i].len || strncasecmp(p, words[i].word, words[i].len) != 0)
            continue;
        *out = negative ? -words[i].value : words[i].value;
        return true;
    }
    return false;
}
