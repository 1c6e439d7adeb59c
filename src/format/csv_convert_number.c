/* csv_convert_number.c — fields to integers, floats, decimals and booleans.
 *
 * Up to 16 digits are read as one or two words; a decimal point is squeezed out of such a word,
 * and mantissa / 10^k is then exact by Clinger's rule. Everything else goes the long way through
 * core/number.h.
 */
#include "format/csv_cell.h"
#include "format/csv_values.h"

#include "core/number.h"

#include <strings.h>

/* ---- integers ---- */

static inline __attribute__((always_inline)) bool parse_int(const uint8_t *p, size_t n,
                                                            int64_t *out)
{
    bool minus = *p == '-';
    if (minus || *p == '+') p++, n--;
    if (n - 1 > 15) { /* 0, or more than two words */
        if (n == 0 || !lt_parse_i64((const char *)p - (minus ? 1 : 0), n + minus, out))
            return false;
        return (uint8_t)(*p - '0') <= 9; /* not a second sign */
    }
    uint64_t low = lt_csv_load_tail(p + n, n < 8 ? n : 8);
    if (!lt_csv_all_digits(low)) return false;
    uint64_t value = lt_csv_digits_value(low);
    if (n > 8) {
        uint64_t high = lt_csv_load_tail(p + n - 8, n - 8);
        if (!lt_csv_all_digits(high)) return false;
        value += lt_csv_digits_value(high) * 100000000;
    }
    *out = minus ? -(int64_t)value : (int64_t)value;
    return true;
}

/* fast: the member of lt_csv_values that does several rows. */
#define INT_LOOP(name, ctype, fast)                                                          \
    static uint32_t name(const lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to) \
    {                                                                                        \
        ctype   *out = to->values;                                                           \
        uint32_t next = row;                                                                 \
        (void)type;                                                                          \
        for (uint32_t i = row; i < c->n; i++) {                                              \
            const uint8_t *p;                                                                \
            size_t         n;                                                                \
            bool           copied;                                                           \
            int64_t        v = 0;                                                            \
            i += lt_csv_try_block(fast, c, i, out, &next);                                   \
            if (i == c->n) break;                                                            \
            switch (lt_csv_cell_of(c, i, &p, &n, &copied, to->scratch)) {                    \
            case LT_CSV_VALUE:                                                               \
                if (n == 0 || !parse_int(p, n, &v) || v != (ctype)v) return i;               \
                break;                                                                       \
            case LT_CSV_NULL: lt_csv_set_null(to, i); break;                                 \
            case LT_CSV_OOM: return to->oom = true, i;                                       \
            }                                                                                \
            out[i] = (ctype)v;                                                               \
        }                                                                                    \
        return c->n;                                                                         \
    }

INT_LOOP(i8_loop, int8_t, NULL)
INT_LOOP(i16_loop, int16_t, NULL)
INT_LOOP(i32_loop, int32_t, c->loops->values->ints_32)
INT_LOOP(i64_loop, int64_t, c->loops->values->ints_64)

/* ---- floats ---- */

const double lt_csv_powers[17] = {1e0, 1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7, 1e8,
                                  1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};

/* The high bits of the bytes that are dots; right up to the first of them. */
static inline uint64_t find_dots(uint64_t v)
{
    uint64_t x = v ^ UINT64_C(0x2E2E2E2E2E2E2E2E);
    return (x - UINT64_C(0x0101010101010101)) & ~x & UINT64_C(0x8080808080808080);
}

/* v without byte `at`: those before it move on, and `first` goes in front. */
static inline uint64_t close_gap(uint64_t v, unsigned at, uint8_t first)
{
    uint64_t upto = ~UINT64_C(0) >> (56 - 8 * at);
    return ((v << 8 | first) & upto) | (v & ~upto);
}

/* [-]digits[.digits] of up to 8 bytes behind the sign. */
static inline bool parse_short(const uint8_t *p, size_t n, double *out)
{
    bool     minus = *p == '-';
    unsigned behind = 0;
    p += minus;
    n -= minus;
    if (n - 1 > 7) return false;
    uint64_t v = lt_csv_load_tail(p + n, n);
    uint64_t dots = find_dots(v);
    if (dots) {
        unsigned at = (unsigned)__builtin_ctzll(dots) >> 3;
        if (n == 1) return false;
        behind = 7 - at;
        v = close_gap(v, at, '0');
    }
    if (!lt_csv_all_digits(v)) return false;
    double value = (double)lt_csv_digits_value(v) / lt_csv_powers[behind];
    *out = minus ? -value : value;
    return true;
}

/* The same of 9 to 16 bytes, as two words; and the value is below 2^53. */
static bool parse_longer(const uint8_t *p, size_t n, double *out)
{
    bool     minus = *p == '-';
    unsigned behind = 0;
    p += minus;
    n -= minus;
    if (n < 9 || n > 16) return false;
    uint64_t low = lt_csv_load_tail(p + n, 8), high = lt_csv_load_tail(p + n - 8, n - 8);
    uint64_t dots = find_dots(low), more = find_dots(high);
    if (dots) {
        unsigned at = (unsigned)__builtin_ctzll(dots) >> 3;
        behind = 7 - at;
        low = close_gap(low, at, (uint8_t)(high >> 56));
        high = high << 8 | 0x30;
    } else if (more) {
        unsigned at = (unsigned)__builtin_ctzll(more) >> 3;
        behind = 15 - at;
        high = close_gap(high, at, '0');
    }
    if (!lt_csv_all_digits(low) || !lt_csv_all_digits(high)) return false;
    uint64_t value = lt_csv_digits_value(high) * 100000000 + lt_csv_digits_value(low);
    if (value >> 53) return false;
    double real = (double)value / lt_csv_powers[behind];
    *out = minus ? -real : real;
    return true;
}

static bool parse_any(const uint8_t *p, size_t n, double *out)
{
    while (n && *p <= ' ') p++, n--; /* as Java's parseDouble does */
    while (n && p[n - 1] <= ' ') n--;
    return lt_parse_f64((const char *)p, n, out) || lt_csv_is_special(p, n, out);
}

static uint32_t f64_loop(const lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to)
{
    double  *out = to->values;
    uint32_t next = row;
    (void)type;
    for (uint32_t i = row; i < c->n; i++) {
        const uint8_t *p;
        size_t         n;
        bool           copied;
        double         v = 0;
        i += lt_csv_try_block(c->loops->values->floats, c, i, out, &next);
        if (i == c->n) break;
        lt_csv_cell_is is = lt_csv_cell_of(c, i, &p, &n, &copied, to->scratch);
        if (is == LT_CSV_VALUE) {
            if (n == 0) return i;
            if (!parse_short(p, n, &v) && !parse_longer(p, n, &v) && !parse_any(p, n, &v)) return i;
        } else if (is == LT_CSV_NULL) {
            lt_csv_set_null(to, i);
        } else {
            return to->oom = true, i;
        }
        out[i] = v;
    }
    return c->n;
}

static uint32_t f32_loop(const lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to)
{
    float *out = to->values;
    (void)type;
    for (uint32_t i = row; i < c->n; i++) {
        const uint8_t *p;
        size_t         n;
        bool           copied;
        double         wide;
        out[i] = 0;
        lt_csv_cell_is is = lt_csv_cell_of(c, i, &p, &n, &copied, to->scratch);
        if (is == LT_CSV_OOM) return to->oom = true, i;
        if (is == LT_CSV_NULL) {
            lt_csv_set_null(to, i);
            continue;
        }
        while (n && *p <= ' ') p++, n--;
        while (n && p[n - 1] <= ' ') n--;
        if (lt_parse_f32((const char *)p, n, &out[i])) continue;
        if (!lt_csv_is_special(p, n, &wide)) return i;
        out[i] = (float)wide;
    }
    return c->n;
}

/* ---- decimals ---- */

/* Rounds half up to the type's scale, as Spark's Decimal does; false past its precision. */
static bool rescale(lt_i128 *value, int scale, lt_type type)
{
    lt_i128 limit = 1, v = *value;
    for (int i = 0; i < type.precision; i++) limit *= 10;
    for (; scale < type.scale; scale++) {
        if (v >= limit || v <= -limit) return false;
        v *= 10;
    }
    if (scale > type.scale) {
        lt_i128 unit = 1;
        if (scale - type.scale > LT_DECIMAL_MAX) return *value = 0, true;
        for (int i = scale; i > type.scale; i--) unit *= 10;
        lt_i128 rest = v % unit, whole = v / unit;
        if (rest < 0) rest = -rest;
        v = whole + (rest >= unit - rest ? (v < 0 ? -1 : 1) : 0);
    }
    if (v >= limit || v <= -limit) return false;
    return *value = v, true;
}

/* Inferred decimals hold the integers that are too long for int64; no dot, no exponent. */
static bool parse_decimal(const lt_csv_cells *c, const uint8_t *p, size_t n, lt_type type,
                          lt_i128 *out)
{
    int     precision, scale = 0;
    int64_t small;
    if (parse_int(p, n, &small))
        *out = small;
    else if (c->inferred ? !lt_parse_i128((const char *)p, n, out)
                         : !lt_parse_decimal((const char *)p, n, out, &precision, &scale))
        return false;
    return rescale(out, scale, type);
}

static uint32_t decimal_loop(const lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to)
{
    lt_i128 *out = to->values;
    for (uint32_t i = row; i < c->n; i++) {
        const uint8_t *p;
        size_t         n;
        bool           copied;
        out[i] = 0;
        lt_csv_cell_is is = lt_csv_cell_of(c, i, &p, &n, &copied, to->scratch);
        if (is == LT_CSV_OOM) return to->oom = true, i;
        if (is == LT_CSV_NULL) {
            lt_csv_set_null(to, i);
        } else if (n == 0 || !parse_decimal(c, p, n, type, &out[i])) {
            return i;
        }
    }
    return c->n;
}

/* ---- booleans, and the type of nothing ---- */

static uint32_t bool_loop(const lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to)
{
    uint64_t *out = to->values;
    (void)type;
    for (uint32_t i = row; i < c->n; i++) {
        const uint8_t *p;
        size_t         n;
        bool           copied;
        lt_csv_cell_is is = lt_csv_cell_of(c, i, &p, &n, &copied, to->scratch);
        if (is == LT_CSV_OOM) return to->oom = true, i;
        if (is == LT_CSV_NULL) {
            lt_csv_set_null(to, i);
        } else if (n == 4 && strncasecmp((const char *)p, "true", 4) == 0) {
            lt_bit_set(out, i);
        } else if (n != 5 || strncasecmp((const char *)p, "false", 5) != 0) {
            return i;
        }
    }
    return c->n;
}

static uint32_t void_loop(const lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to)
{
    (void)type;
    for (uint32_t i = row; i < c->n; i++) {
        const uint8_t *p;
        size_t         n;
        bool           copied;
        lt_csv_cell_is is = lt_csv_cell_of(c, i, &p, &n, &copied, to->scratch);
        if (is == LT_CSV_OOM) return to->oom = true, i;
        if (is == LT_CSV_VALUE) return i;
        lt_csv_set_null(to, i);
    }
    return c->n;
}

lt_csv_convert_fn *lt_csv_number_loop(lt_type type)
{
    switch ((lt_type_id)type.id) {
    case LT_I8: return i8_loop;
    case LT_I16: return i16_loop;
    case LT_I32: return i32_loop;
    case LT_I64: return i64_loop;
    case LT_F32: return f32_loop;
    case LT_F64: return f64_loop;
    case LT_DECIMAL: return decimal_loop;
    case LT_BOOL: return bool_loop;
    case LT_VOID: return void_loop;
    default: return NULL;
    }
}
