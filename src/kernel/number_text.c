/* number_text.c — to_number, to_char, format_number: numbers as people write them.
 *
 * Source   Spark 4 numberFormatExpressions.scala, FormatNumber; java.text.DecimalFormat rounds
 *          halves to the even digit, doubles by their exact value
 */
#include "core/number.h"
#include "kernel/base64.h"
#include "kernel/block.h"
#include "kernel/decimal.h"
#include "kernel/functions_text.h"
#include "kernel/number_format.h"
#include "kernel/strings.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

/* ---- to_number, to_char ---- */

/* The format of a row: args[1], read again only where it changes. */
typedef struct formats {
    lt_view          text;
    bool             known;
    lt_number_format format;
} formats;

static lt_status format_of(lt_maker *m, int32_t row, const lt_number_format **out, lt_error *err)
{
    formats       *s = m->state;
    const lt_view *v = lt_arg(m, 1, row);
    *out = &s->format;
    if (s->known && lt_view_same(&s->text, v)) return LT_OK;
    s->known = false;
    LT_TRY(lt_number_format_parse(&s->format, lt_view_bytes(v), (size_t)v->len, err));
    s->text = *v;
    s->known = true;
    return LT_OK;
}

static lt_status to_number_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view          *v = lt_arg(m, 0, row), *format = lt_arg(m, 1, row);
    const lt_number_format *f;
    LT_TRY(format_of(m, row, &f, err));
    if (lt_number_format_read((lt_i128 *)m->out->values + row, f, lt_view_bytes(v), (size_t)v->len))
        return LT_OK;
    lt_short_text text;
    lt_status     why = LT_FAIL(
            m->call->try_ ? NULL : err, LT_EPARSE, "\"%s\" is not written as \"%.*s\"",
        lt_short(text, m->call->args[0], row), format->len, (const char *)lt_view_bytes(format));
    return lt_refuse(m->call, m->out, row, why, err);
}

lt_status lt_kernel_to_number(const lt_call *call, lt_column **out, lt_error *err)
{
    formats s = {.known = false};
    return lt_make(call, out, to_number_row, &s, false, err);
}

static lt_status number_to_char_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_column        *c = m->call->args[0];
    lt_i128                 value = ((const lt_i128 *)c->values)[lt_column_slot(c, row)];
    char                    text[2 * LT_FORMAT_MOST];
    lt_view                 made;
    const lt_number_format *f;
    LT_TRY(format_of(m, row, &f, err));
    size_t n = lt_number_format_write(text, f, value, c->type.scale);
    LT_TRY(lt_heap_add(&made, &m->heap, text, n, err));
    lt_put_view(m, row, made);
    return LT_OK;
}

/* Binary: the format names an encoding. */
static lt_kernel *encoding_kernel(const lt_view *v)
{
    const char *p = (const char *)lt_view_bytes(v), *end = p + v->len;
    while (p < end && *p == ' ') p++;
    while (end > p && end[-1] == ' ') end--;
    size_t n = (size_t)(end - p);
    if (n == 6 && strncasecmp(p, "base64", 6) == 0) return lt_kernel_base64;
    if (n == 3 && strncasecmp(p, "hex", 3) == 0) return lt_kernel_hex;
    if (n == 5 && strncasecmp(p, "utf-8", 5) == 0) return lt_kernel_validate_utf8;
    return NULL;
}

lt_status lt_kernel_to_char(const lt_call *call, lt_column **out, lt_error *err)
{
    formats s = {.known = false};
    if (call->args[0]->type.id == LT_DECIMAL)
        return lt_make(call, out, number_to_char_row, &s, false, err);
    const lt_column *format = call->args[1];
    lt_kernel       *kernel = NULL;
    if (format->encoding == LT_CONST) kernel = encoding_kernel(lt_view_at(format, 0));
    if (!kernel)
        return LT_FAIL(err, LT_EINVAL, "the format of binary is 'base64', 'hex' or 'utf-8'");
    lt_call inner = *call;
    inner.arg_count = 1;
    return kernel(&inner, out, err);
}

/* ---- format_number ---- */

/* How many digits on each side of the point, and how many between separators (0: none). */
typedef struct shape {
    int whole, fraction_least, fraction_most, group;
} shape;

enum { FRACTION_MOST = 340, TEXT_MOST = 1400 };

static lt_status shape_of_pattern(shape *s, const lt_view *v, lt_error *err)
{
    const uint8_t *p = lt_view_bytes(v), *end = p + v->len;
    int            since = -1, digits = 0;
    *s = (shape){.group = 0};
    for (; p < end && (*p == '#' || *p == '0' || *p == ','); p++) {
        if (*p == ',') {
            since = 0;
            continue;
        }
        digits++;
        s->whole += *p == '0';
        if (since >= 0) since++;
    }
    s->group = since > 0 ? since : 0;
    bool point = p < end && *p == '.';
    for (p += point; point && p < end && (*p == '#' || *p == '0'); p++) {
        s->fraction_most++;
        if (*p == '0') s->fraction_least = s->fraction_most;
    }
    if (point && s->whole + s->fraction_least == 0) s->whole = 1;
    bool fits = digits <= FRACTION_MOST && s->fraction_most <= FRACTION_MOST;
    if (p == end && fits && digits + s->fraction_most) return LT_OK;
    lt_fail(err, LT_EINVAL, LT_HERE, "\"%.*s\" is no format of format_number",
            v->len < 80 ? v->len : 80, (const char *)lt_view_bytes(v));
    lt_error_hint(err, "it is made of # 0 , and . such as '#,##0.00'");
    return LT_EINVAL;
}

/* Digits of |value| with `digits` places behind the point: their number before the point. */
static int decimal_digits(char *out, lt_i128 v, int scale, int digits)
{
    char    text[LT_DECIMAL_TEXT];
    int     keep = digits < scale ? digits : scale;
    lt_i128 power = lt_pow10[scale - keep], half = v % power, rounded = v / power;
    if (half > power - half || (half == power - half && rounded % 2 != 0)) rounded++;
    size_t      n = lt_print_decimal(text, rounded, keep);
    const char *point = memchr(text, '.', n);
    int         whole = point ? (int)(point - text) : (int)n;
    memcpy(out, text, (size_t)whole);
    if (point) memcpy(out + whole, point + 1, n - (size_t)whole - 1);
    memset(out + whole + keep, '0', (size_t)(digits - keep));
    return whole;
}

/* The C library rounds exactly; its point depends on the locale and is left out. */
static int double_digits(char *out, double v, int digits)
{
    char text[TEXT_MOST];
    int  n = snprintf(text, sizeof(text), "%.*f", digits, v);
    int  whole = digits ? (int)strspn(text, "0123456789") : n;
    memcpy(out, text, (size_t)whole);
    memcpy(out + whole, text + n - digits, (size_t)digits);
    return whole;
}

static size_t group_digits(char *out, const char *digits, int whole, const shape *s)
{
    size_t n = 0;
    int    shown = whole;
    if (whole == 1 && digits[0] == '0') shown = 0; /* a zero alone is what the shape asks for */
    int width = shown > s->whole ? shown : s->whole;
    for (int left = width; left > 0; left--) {
        out[n++] = (char)(left > shown ? '0' : digits[whole - left]);
        if (s->group && left > 1 && (left - 1) % s->group == 0) out[n++] = ',';
    }
    return n;
}

static size_t show_number(char *out, const char *digits, int whole, bool minus, const shape *s)
{
    size_t n = 0;
    int    fraction = s->fraction_most;
    while (fraction > s->fraction_least && digits[whole + fraction - 1] == '0') fraction--;
    if (minus) out[n++] = '-';
    size_t made = group_digits(out + n, digits, whole, s);
    n += made;
    if (!made && !fraction) out[n++] = '0';
    if (fraction) out[n++] = '.';
    memcpy(out + n, digits + whole, (size_t)fraction);
    return n + (size_t)fraction;
}

static size_t show_double(char *out, char *digits, double v, const shape *s)
{
    if (isnan(v)) return (size_t)(stpcpy(out, "NaN") - out);
    if (isinf(v)) return (size_t)(stpcpy(out, v < 0 ? "-∞" : "∞") - out);
    int whole = double_digits(digits, fabs(v), s->fraction_most);
    return show_number(out, digits, whole, signbit(v), s);
}

static size_t show_value(char *out, const lt_column *c, int32_t row, const shape *s)
{
    char    digits[TEXT_MOST];
    double  f[1];
    int64_t i[1];
    lt_i128 v;
    if (lt_type_is_float(c->type)) return show_double(out, digits, *lt_block_f64(f, c, row, 1), s);
    if (c->type.id == LT_DECIMAL)
        v = ((const lt_i128 *)c->values)[lt_column_slot(c, row)];
    else
        v = *lt_block_i64(i, c, row, 1);
    int whole = decimal_digits(digits, v < 0 ? -v : v, c->type.scale, s->fraction_most);
    return show_number(out, digits, whole, v < 0, s);
}

static lt_status format_number_row(lt_maker *m, int32_t row, lt_error *err)
{
    char    text[2 * TEXT_MOST];
    lt_view made;
    shape   s = {.whole = 1, .group = 3};
    if (m->call->args[1]->type.id == LT_STRING) {
        LT_TRY(shape_of_pattern(&s, lt_arg(m, 1, row), err));
    } else {
        int32_t digits = lt_int_arg(m, 1, row);
        if (digits < 0) return lt_result_null(m->out, row, err);
        if (digits > FRACTION_MOST) digits = FRACTION_MOST;
        s.fraction_least = s.fraction_most = digits;
    }
    size_t n = show_value(text, m->call->args[0], row, &s);
    LT_TRY(lt_heap_add(&made, &m->heap, text, n, err));
    lt_put_view(m, row, made);
    return LT_OK;
}

lt_status lt_kernel_format_number(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make(call, out, format_number_row, NULL, false, err);
}
