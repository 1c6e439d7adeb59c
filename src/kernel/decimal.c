#include "kernel/decimal.h"

#include "core/number.h"
#include "kernel/wide.h"

#include <math.h>
#include <string.h>

#define E19 ((lt_i128)10000000000000000000ULL)
const lt_i128 lt_pow10[LT_DECIMAL_MAX + 1] = {
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
    E19,
    E19 * 10,
    E19 * 100,
    E19 * 1000,
    E19 * 10000,
    E19 * 100000,
    E19 * 1000000,
    E19 * 10000000,
    E19 * 100000000,
    E19 * 1000000000,
    E19 * 10000000000,
    E19 * 100000000000,
    E19 * 1000000000000,
    E19 * 10000000000000,
    E19 * 100000000000000,
    E19 * 1000000000000000,
    E19 * 10000000000000000,
    E19 * 100000000000000000,
    E19 * 1000000000000000000,
    E19 *E19,
};

static lt_u128 magnitude(lt_i128 v) { return v < 0 ? -(lt_u128)v : (lt_u128)v; }

/* A number of 256 bits with its sign apart. */
typedef struct wide {
    lt_u256 size;
    bool    negative;
} wide;

static wide widen(lt_i128 v) { return (wide){lt_u256_from(magnitude(v)), v < 0}; }

/* size * 10^n, n up to 76; false when it does not fit. */
static bool scale_up(lt_u256 *size, int n)
{
    if (n > LT_DECIMAL_MAX) {
        if (!lt_u256_multiply(size, size, (lt_u128)lt_pow10[LT_DECIMAL_MAX])) return false;
        n -= LT_DECIMAL_MAX;
    }
    return lt_u256_multiply(size, size, (lt_u128)lt_pow10[n]);
}

/* Whether the quotient's size grows by one, the rest being `rest` of `divisor`. */
static bool rounds_away(const lt_u256 *rest, const lt_u256 *divisor, bool odd, bool negative,
                        lt_rounding rounding)
{
    bool exact = lt_u256_is_narrow(rest) && lt_u256_low(rest) == 0;
    if (exact || rounding == LT_DOWN) return false;
    if (rounding == LT_CEILING) return !negative;
    if (rounding == LT_FLOOR) return negative;
    lt_u256 left = lt_u256_subtract(*divisor, *rest);
    int     half = lt_u256_compare(rest, &left);
    return half > 0 || (half == 0 && (rounding == LT_HALF_UP || odd));
}

/* a / divisor, rounded, when it has at most `precision` digits. */
static bool divide_wide(lt_i128 *out, const wide *a, const lt_u256 *divisor, lt_rounding rounding,
                        int precision)
{
    lt_u256 rest, quotient = lt_u256_divide(a->size, divisor, &rest);
    if (!lt_u256_is_narrow(&quotient)) return false;
    lt_u128 q = lt_u256_low(&quotient);
    if (q >= (lt_u128)lt_pow10[LT_DECIMAL_MAX]) return false;
    q += rounds_away(&rest, divisor, q & 1, a->negative, rounding);
    if (q >= (lt_u128)lt_pow10[precision]) return false;
    *out = a->negative ? -(lt_i128)q : (lt_i128)q;
    return true;
}

/* a at scale `from` to scale `to`; the scales may be up to 76 apart. */
static bool settle(lt_i128 *out, wide a, int from, int to, int precision, lt_rounding rounding)
{
    lt_u256 one = lt_u256_from(1);
    if (to >= from) {
        if (!scale_up(&a.size, to - from)) return false;
        return divide_wide(out, &a, &one, rounding, precision);
    }
    lt_u256 divisor = one;
    if (!scale_up(&divisor, from - to)) return false;
    return divide_wide(out, &a, &divisor, rounding, precision);
}

bool lt_decimal_rescale(lt_i128 *out, lt_i128 v, int from, int to, int precision,
                        lt_rounding rounding)
{
    lt_i128 up;
    if (from == to) {
        *out = v;
        return lt_decimal_fits(v, precision);
    }
    if (to > from) {
        if (__builtin_mul_overflow(v, lt_pow10[to - from], &up)) return false;
        *out = up;
        return lt_decimal_fits(up, precision);
    }
    return settle(out, widen(v), from, to, precision, rounding);
}

static bool add(lt_i128 *out, wide a, wide b, const lt_decimal_shape *shape)
{
    int scale = shape->left > shape->right ? shape->left : shape->right;
    if (!scale_up(&a.size, scale - shape->left)) return false;
    if (!scale_up(&b.size, scale - shape->right)) return false;
    wide sum = {.negative = a.negative};
    if (a.negative == b.negative) {
        sum.size = lt_u256_add(a.size, b.size); /* both below 10^76: no carry out */
    } else if (lt_u256_compare(&a.size, &b.size) >= 0) {
        sum.size = lt_u256_subtract(a.size, b.size);
    } else {
        sum.size = lt_u256_subtract(b.size, a.size);
        sum.negative = b.negative;
    }
    return settle(out, sum, scale, shape->scale, shape->precision, LT_HALF_UP);
}

/* v * 10^n, n up to 38. */
static inline bool scaled(lt_i128 *out, lt_i128 v, int n)
{
    *out = v;
    return n == 0 || !__builtin_mul_overflow(v, lt_pow10[n], out);
}

bool lt_decimal_add(lt_i128 *out, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape)
{
    lt_i128 x, y, sum;
    int     up_a = shape->scale - shape->left, up_b = shape->scale - shape->right;
    if (up_a >= 0 && up_b >= 0 && scaled(&x, a, up_a) && scaled(&y, b, up_b) &&
        !__builtin_add_overflow(x, y, &sum)) {
        *out = sum;
        return lt_decimal_fits(sum, shape->precision);
    }
    return add(out, widen(a), widen(b), shape);
}

bool lt_decimal_subtract(lt_i128 *out, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape)
{
    return lt_decimal_add(out, a, -b, shape);
}

bool lt_decimal_multiply(lt_i128 *out, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape)
{
    lt_i128 product;
    int     scale = shape->left + shape->right;
    if (scale == shape->scale && !__builtin_mul_overflow(a, b, &product)) {
        *out = product;
        return lt_decimal_fits(product, shape->precision);
    }
    wide    w = {.negative = (a < 0) != (b < 0)};
    lt_u256 x = lt_u256_from(magnitude(a));
    if (!lt_u256_multiply(&w.size, &x, magnitude(b))) return false;
    return settle(out, w, scale, shape->scale, shape->precision, LT_HALF_UP);
}

bool lt_decimal_divide(lt_i128 *out, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape)
{
    if (b == 0) return false;
    wide    x = {lt_u256_from(magnitude(a)), (a < 0) != (b < 0)};
    lt_u256 y = lt_u256_from(magnitude(b));
    int     up = shape->scale - shape->left + shape->right;
    /* A numerator past 256 bits makes a quotient past 38 digits, as b has at most 38. */
    if (!scale_up(up >= 0 ? &x.size : &y, up >= 0 ? up : -up)) return false;
    return divide_wide(out, &x, &y, LT_HALF_UP, shape->precision);
}

/* Both at the larger scale, which is returned. */
static int align(lt_u256 *x, lt_u256 *y, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape)
{
    int scale = shape->left > shape->right ? shape->left : shape->right;
    *x = lt_u256_from(magnitude(a));
    *y = lt_u256_from(magnitude(b));
    /* 38 digits and 38 more are below 2^256 */
    if (!scale_up(x, scale - shape->left) || !scale_up(y, scale - shape->right)) return -1;
    return scale;
}

bool lt_decimal_mod(lt_i128 *out, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape)
{
    lt_u256 x, y;
    wide    rest = {.negative = a < 0};
    if (b == 0) return false;
    int scale = align(&x, &y, a, b, shape);
    lt_u256_divide(x, &y, &rest.size);
    return settle(out, rest, scale, shape->scale, shape->precision, LT_HALF_UP);
}

bool lt_decimal_pmod(lt_i128 *out, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape)
{
    lt_u256 x, y;
    wide    rest = {.negative = a < 0};
    if (b == 0) return false;
    int scale = align(&x, &y, a, b, shape);
    lt_u256_divide(x, &y, &rest.size);
    bool zero = lt_u256_is_narrow(&rest.size) && lt_u256_low(&rest.size) == 0;
    if (a < 0 && b > 0 && !zero) {
        rest.size = lt_u256_subtract(y, rest.size);
        rest.negative = false;
    }
    return settle(out, rest, scale, shape->scale, shape->precision, LT_HALF_UP);
}

bool lt_decimal_div(lt_i128 *out, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape)
{
    lt_u256 x, y, rest;
    if (b == 0) return false;
    align(&x, &y, a, b, shape);
    lt_u256 q = lt_u256_divide(x, &y, &rest);
    bool    negative = (a < 0) != (b < 0);
    if (!lt_u256_is_narrow(&q) || q.w[1] || q.w[0] > (uint64_t)INT64_MAX + negative) return false;
    *out = negative ? -(lt_i128)q.w[0] : (lt_i128)q.w[0];
    return true;
}

bool lt_decimal_mean(lt_i128 *out, const uint64_t sum[3], int64_t count, int more, int precision)
{
    wide w = {.size = {{sum[0], sum[1], sum[2], 0}}, .negative = sum[2] >> 63};
    if (w.negative) {
        lt_u256 minus = lt_u256_subtract(lt_u256_from(0), w.size);
        minus.w[3] = 0;
        w.size = minus;
    }
    lt_u256 divisor = lt_u256_from((lt_u128)count);
    if (!scale_up(more >= 0 ? &w.size : &divisor, more >= 0 ? more : -more)) return false;
    return divide_wide(out, &w, &divisor, LT_HALF_UP, precision);
}

double lt_decimal_to_f64(lt_i128 v, int scale)
{
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    char                text[LT_DECIMAL_TEXT];
    double              out = 0;
    if (scale <= 22 && magnitude(v) <= (lt_u128)1 << 53) return (double)v / exact[scale];
    size_t n = lt_print_decimal(text, v, scale);
    return lt_parse_f64(text, n, &out) ? out : 0;
}

/* Spark goes through the shortest text, as java.math.BigDecimal.valueOf does. The exponent is
 * read apart: a text may have more than 38 places. */
bool lt_decimal_from_f64(lt_i128 *out, double v, int precision, int scale)
{
    char    text[LT_F64_TEXT];
    lt_i128 unscaled;
    int     digits, at;
    int64_t exponent = 0;
    if (!isfinite(v) || fabs(v) >= 1e39) return false;

    size_t      n = lt_print_f64(text, v);
    const char *e = memchr(text, 'E', n);
    size_t      head = e ? (size_t)(e - text) : n;
    if (e && !lt_parse_i64(e + 1, n - head - 1, &exponent)) return false;
    if (!lt_parse_decimal(text, head, &unscaled, &digits, &at)) return false;
    int64_t from = at - exponent;
    if (from > scale + 40) {
        *out = 0;
        return true;
    }
    return settle(out, widen(unscaled), (int)from, scale, precision, LT_HALF_UP);
}
