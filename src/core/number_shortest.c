/* Floats to the shortest text that reads back, by Schubfach.
 *
 * A float v = c * 2^q owns the interval of reals that round to it. Scaled by 10^-k, where
 * 10^k is at most the interval's width, it holds at least one integer; multiples of 10 are
 * tried first (at most one fits), then the two integers around v. The scaled bounds come
 * from one 64 x 128 bit product each, "rounded to odd": the last bit says whether anything
 * was cut, which is all a comparison needs.
 *
 * Like Java, at least two digits are kept before the shortest is sought, so the least
 * subnormal is 4.9E-324.
 *
 * Source   R. Giulietti, "The Schubfach way to render doubles" (2021); Java's
 *          Double.toString for the notation
 */
#include "core/number.h"

#include "core/number_power.h"

#include <math.h>
#include <string.h>

typedef struct decimal {
    uint64_t digits;
    int      power; /* value = digits * 10^power */
} decimal;

/* floor(g * cp / 2^128), the last bit set too when something was cut. g may be up to one unit
 * of 2^-127 too small, which is why it is taken as g + 1. */
static uint64_t round_to_odd(lt_power10 g, uint64_t cp)
{
    unsigned __int128 low = (unsigned __int128)g.low * cp;
    unsigned __int128 all = (unsigned __int128)g.high * cp + (uint64_t)(low >> 64);
    return (uint64_t)(all >> 64) | ((uint64_t)all > 1);
}

/* c > 0; is_power: the float below is nearer than the one above; tiny: c was multiplied by
 * 10 to have two digits. */
static decimal shortest(uint64_t c, int q, bool is_power, bool tiny)
{
    /* floor(log10(3/4 * 2^q)) where the lower gap is half as wide */
    int k = is_power ? (int)(((int64_t)q * 1262611 - 524031) >> 22) : lt_log10_power2(q);
    int h = q + lt_log2_power10(-k) + 1;

    lt_power10 g = lt_power10_get(-k);
    if (-k < 0 || -k > 55) {
        g.low++;
        g.high += g.low == 0;
    }
    bool     odd = c & 1;
    uint64_t vb = round_to_odd(g, 4 * c << h);
    uint64_t lower = round_to_odd(g, (4 * c - (is_power ? 1 : 2)) << h) + odd;
    uint64_t upper = round_to_odd(g, (4 * c + 2) << h) - odd;
    uint64_t s = vb / 4;
    int      power = tiny ? k - 1 : k;

    if (s >= 100) {
        uint64_t ten = s / 10;
        bool     down = lower <= 40 * ten, up = 40 * ten + 40 <= upper;
        if (down != up) return (decimal){ten + up, power + 1};
    }
    bool down = lower <= 4 * s, up = 4 * s + 4 <= upper;
    if (down == up) up = vb > 4 * s + 2 || (vb == 4 * s + 2 && (s & 1));
    return (decimal){s + up, power};
}

static decimal without_zeros(decimal d)
{
    while (d.digits >= 100000000 && d.digits % 100000000 == 0) {
        d.digits /= 100000000;
        d.power += 8;
    }
    while (d.digits >= 10 && d.digits % 10 == 0) {
        d.digits /= 10;
        d.power++;
    }
    return d;
}

/* value > 0 and finite. */
static decimal decimal_of_f64(double value)
{
    if (value < 9007199254740992.0 && value == floor(value))
        return without_zeros((decimal){(uint64_t)value, 0});

    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    uint64_t c = bits & UINT64_C(0xFFFFFFFFFFFFF);
    int      e = (int)(bits >> 52);
    if (e) return without_zeros(shortest(c | UINT64_C(1) << 52, e - 1075, c == 0 && e > 1, false));
    return without_zeros(shortest(c < 3 ? 10 * c : c, -1074, false, c < 3));
}

static decimal decimal_of_f32(float value)
{
    if (value < 16777216.0f && value == floorf(value))
        return without_zeros((decimal){(uint64_t)value, 0});

    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    uint32_t c = bits & 0x7FFFFF;
    int      e = (int)(bits >> 23);
    if (e) return without_zeros(shortest(c | 1u << 23, e - 150, c == 0 && e > 1, false));
    return without_zeros(shortest(c < 8 ? 10 * c : c, -149, false, c < 8));
}

/* ---- notation ---- */

typedef struct style {
    int         least, most;  /* exponents in [least, most) are shown plainly */
    const char *minus, *plus; /* what comes before a negative or positive exponent */
    bool        dot;          /* one digit behind the dot even in 1.0E7 */
} style;

static const style java = {-3, 7, "E-", "E", true};
static const style plain = {-5, 17, "e-", "e+", false};

static size_t print_plain(char *p, const char *digits, int n, int exponent)
{
    char *start = p;
    if (exponent < 0) {
        *p++ = '0';
        *p++ = '.';
        for (int i = -1; i > exponent; i--) *p++ = '0';
        memcpy(p, digits, (size_t)n);
        return (size_t)(p - start) + (size_t)n;
    }
    for (int i = 0; i <= exponent; i++) *p++ = (char)(i < n ? digits[i] : '0');
    *p++ = '.';
    if (n <= exponent + 1) *p++ = '0';
    for (int i = exponent + 1; i < n; i++) *p++ = digits[i];
    return (size_t)(p - start);
}

static size_t print_scientific(char *p, const char *digits, int n, int exponent, const style *s)
{
    char       *start = p;
    const char *mark = exponent < 0 ? s->minus : s->plus;
    *p++ = digits[0];
    if (n > 1 || s->dot) *p++ = '.';
    if (n == 1 && s->dot) *p++ = '0';
    memcpy(p, digits + 1, (size_t)n - 1);
    p += n - 1;
    while (*mark) *p++ = *mark++;
    p += lt_print_u64(p, (uint64_t)(exponent < 0 ? -exponent : exponent));
    return (size_t)(p - start);
}

static size_t print_decimal(char *out, decimal d, const style *s)
{
    char digits[LT_I64_TEXT];
    int  n = (int)lt_print_u64(digits, d.digits);
    int  exponent = n - 1 + d.power;
    if (exponent >= s->least && exponent < s->most) return print_plain(out, digits, n, exponent);
    return print_scientific(out, digits, n, exponent, s);
}

/* NaN, the infinities and zeros; 0 when value is another number. */
static size_t print_special(char *out, double value)
{
    const char *text = NULL;
    if (isnan(value))
        text = "NaN";
    else if (isinf(value))
        text = value < 0 ? "-Infinity" : "Infinity";
    else if (value == 0)
        text = signbit(value) ? "-0.0" : "0.0";
    size_t len = 0;
    for (; text && text[len]; len++) out[len] = text[len];
    return len;
}

static size_t print_f64(char *out, double value, const style *s)
{
    size_t len = print_special(out, value);
    if (len) return len;
    bool negative = value < 0;
    if (negative) *out++ = '-';
    return negative + print_decimal(out, decimal_of_f64(negative ? -value : value), s);
}

static size_t print_f32(char *out, float value, const style *s)
{
    size_t len = print_special(out, value);
    if (len) return len;
    bool negative = value < 0;
    if (negative) *out++ = '-';
    return negative + print_decimal(out, decimal_of_f32(negative ? -value : value), s);
}

size_t lt_print_f64(char out[LT_F64_TEXT], double value) { return print_f64(out, value, &java); }
size_t lt_print_f32(char out[LT_F64_TEXT], float value) { return print_f32(out, value, &java); }

size_t lt_print_f64_plain(char out[LT_F64_TEXT], double value)
{
    return print_f64(out, value, &plain);
}

size_t lt_print_f32_plain(char out[LT_F64_TEXT], float value)
{
    return print_f32(out, value, &plain);
}
