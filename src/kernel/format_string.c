/* format_string.c — printf as java.util.Formatter has it.
 *
 *   %[n$][-+ 0,(#][width][.precision] with b c d e E f g n o s S x X and %
 *
 * Doubles are rounded half up on their shortest decimal digits, as Java does.
 *
 * Source   java.util.Formatter; Spark 4 FormatString (arguments count from 1)
 */
#include "core/buf.h"
#include "core/escape.h"
#include "core/number.h"
#include "kernel/functions_text.h"
#include "kernel/strings.h"

#include <math.h>
#include <stdio.h>

enum { WIDTH_MOST = 1 << 20, PRECISION_MOST = 1000 };

typedef struct directive {
    bool    left, plus, blank, zero, group, brackets, alternate;
    int32_t width, precision; /* -1: none */
    int32_t argument;         /* from 1; 0: the next */
    char    conversion;
} directive;

typedef struct printer {
    lt_maker *m;
    int32_t   row;
    lt_buf    body; /* one argument, before it is padded */
    lt_buf    out;
    directive d;
    int32_t   next; /* ordinary arguments used so far */
} printer;

/* ---- reading a format ---- */

static lt_status wrong(const printer *p, const char *what, lt_error *err)
{
    lt_short_text text;
    return LT_FAIL(err, LT_EINVAL, "format \"%s\": %s", lt_short(text, p->m->call->args[0], p->row),
                   what);
}

static int32_t read_number(const uint8_t **p, const uint8_t *end)
{
    int64_t n = 0;
    for (; *p < end && **p >= '0' && **p <= '9'; (*p)++)
        if (n <= INT32_MAX) n = n * 10 + (**p - '0');
    return n > INT32_MAX ? INT32_MAX : (int32_t)n;
}

static bool read_flag(directive *d, uint8_t c)
{
    switch (c) {
    case '-': return d->left = true;
    case '+': return d->plus = true;
    case ' ': return d->blank = true;
    case '0': return d->zero = true;
    case ',': return d->group = true;
    case '(': return d->brackets = true;
    case '#': return d->alternate = true;
    default: return false;
    }
}

/* From behind the % to behind the conversion. */
static lt_status read_directive(printer *p, const uint8_t **at, const uint8_t *end, lt_error *err)
{
    const uint8_t *c = *at;
    p->d = (directive){.width = -1, .precision = -1};
    int32_t number = c < end && *c != '0' ? read_number(&c, end) : 0;
    if (c > *at && c < end && *c == '$') {
        p->d.argument = number;
        *at = ++c;
    }
    c = *at;
    while (c < end && read_flag(&p->d, *c)) c++;
    const uint8_t *digits = c;
    number = read_number(&c, end);
    if (c > digits) p->d.width = number;
    if (c < end && *c == '.') {
        digits = ++c;
        p->d.precision = read_number(&c, end);
        if (c == digits) return wrong(p, "a precision has no digits", err);
    }
    if (c >= end) return wrong(p, "a % has no conversion", err);
    p->d.conversion = (char)*c++;
    *at = c;
    if (p->d.width > WIDTH_MOST || p->d.precision > PRECISION_MOST)
        return wrong(p, "a width or precision is too large", err);
    if (p->d.left && (p->d.zero || p->d.width < 0))
        return wrong(p, "the flag - needs a width and excludes 0", err);
    return LT_OK;
}

/* ---- whole numbers ---- */

/* Sign, separators and zeros around digits[0, n); point: where the fraction begins. */
static lt_status put_number(printer *p, bool negative, const char *digits, int n, int point,
                            lt_error *err)
{
    const directive *d = &p->d;
    int              commas = d->group && point > 0 ? (point - 1) / 3 : 0;
    const char *sign = negative ? d->brackets ? "(" : "-" : d->plus ? "+" : d->blank ? " " : "";
    int         closing = negative && d->brackets, length = n + commas + (*sign != 0) + closing;
    LT_TRY(lt_buf_text(&p->body, sign, err));
    for (int i = length; d->zero && i < d->width; i++) LT_TRY(lt_buf_text(&p->body, "0", err));
    for (int i = 0; i < n; i++) {
        bool comma = commas && i > 0 && i < point && (point - i) % 3 == 0;
        if (comma) LT_TRY(lt_buf_text(&p->body, ",", err));
        LT_TRY(lt_buf_add(&p->body, digits + i, 1, err));
    }
    return closing ? lt_buf_text(&p->body, ")", err) : LT_OK;
}

static lt_status mismatch(const printer *p, lt_value v, lt_error *err)
{
    lt_type_text type;
    char         what[64];
    snprintf(what, sizeof(what), "%%%c is not for %s", p->d.conversion, lt_type_name(type, v.type));
    return wrong(p, what, err);
}

static lt_status put_whole(printer *p, lt_value v, lt_error *err)
{
    char text[LT_I64_TEXT];
    if (!lt_type_is_int(v.type)) return mismatch(p, v, err);
    int n = (int)lt_print_i64(text, v.i), minus = text[0] == '-';
    return put_number(p, minus, text + minus, n - minus, n - minus, err);
}

/* %x and %o show the bits of the type. */
static lt_status put_bits(printer *p, lt_value v, lt_error *err)
{
    char     text[24];
    int      n = 0, shift = p->d.conversion == 'o' ? 3 : 4;
    uint64_t x = (uint64_t)v.i;
    if (!lt_type_is_int(v.type)) return mismatch(p, v, err);
    size_t bytes = lt_type_bytes(v.type);
    if (bytes < 8) x &= (UINT64_C(1) << 8 * bytes) - 1;
    do
        text[sizeof(text) - 1 - (size_t)n++] =
            (p->d.conversion == 'X' ? "0123456789ABCDEF"
                                    : "0123456789abcdef")[x & ((1u << shift) - 1)];
    while (x >>= shift);
    if (p->d.alternate) LT_TRY(lt_buf_text(&p->body, shift == 3 ? "0" : "0x", err));
    for (int32_t i = n; p->d.zero && i < p->d.width; i++) LT_TRY(lt_buf_text(&p->body, "0", err));
    return lt_buf_add(&p->body, text + sizeof(text) - (size_t)n, (size_t)n, err);
}

/* ---- numbers with a point ---- */

/* 0.d1d2d3… * 10^exponent */
typedef struct digits {
    char d[64];
    int  n, exponent;
} digits;

static void add_digit(digits *x, char c)
{
    if (x->n == 0 && c == '0') {
        x->exponent--;
        return;
    }
    x->d[x->n++] = c;
}

/* The digits of "12.5", "1.25E-7": leading zeros count as exponent. */
static void digits_of(digits *x, const char *text, size_t n)
{
    bool point = false;
    int  before = 0;
    *x = (digits){.n = 0};
    for (size_t i = 0; i < n; i++) {
        if (text[i] == 'E') {
            int64_t exponent = 0;
            if (lt_parse_i64(text + i + 1, n - i - 1, &exponent)) x->exponent += (int)exponent;
            break;
        }
        if (text[i] == '.') point = true;
        if (text[i] < '0' || text[i] > '9') continue;
        before += !point;
        add_digit(x, text[i]);
    }
    x->exponent += before;
    if (x->n == 0) x->exponent = 0;
}

/* Keeps `keep` digits, rounding half up; keep may be below 0. */
static void round_digits(digits *x, int keep)
{
    if (keep >= x->n) return;
    bool up = keep >= 0 && x->d[keep] >= '5';
    x->n = keep > 0 ? keep : 0;
    if (!up) return;
    int i = x->n - 1;
    while (i >= 0 && x->d[i] == '9') x->d[i--] = '0';
    if (i >= 0) {
        x->d[i]++;
        return;
    }
    memmove(x->d + 1, x->d, (size_t)x->n);
    x->d[0] = '1';
    x->n++;
    x->exponent++;
}

static char digit_at(const digits *x, int i) { return (char)(i >= 0 && i < x->n ? x->d[i] : '0'); }

/* Plain notation with that many places, in p->body. */
static lt_status put_plain(printer *p, bool negative, digits *x, int places, lt_error *err)
{
    lt_buf text = {.mem = p->body.mem};
    round_digits(x, x->exponent + places);
    int       whole = x->n && x->exponent > 0 ? x->exponent : 1;
    int       first = x->n && x->exponent > 0 ? 0 : x->exponent - 1;
    lt_status status = LT_OK;
    if (!x->n) first = 0;
    for (int i = 0; !status && i < whole + places; i++) {
        char c = digit_at(x, first + i);
        if (i == whole) status = lt_buf_text(&text, ".", err);
        if (!status) status = lt_buf_add(&text, &c, 1, err);
    }
    if (!status)
        status = put_number(p, negative, (const char *)text.data, (int)text.len, whole, err);
    lt_buf_clear(&text);
    return status;
}

static lt_status put_scientific(printer *p, bool negative, digits *x, int places, lt_error *err)
{
    lt_buf text = {.mem = p->body.mem};
    round_digits(x, places + 1);
    int       exponent = x->n ? x->exponent - 1 : 0;
    lt_status status = LT_OK;
    for (int i = 0; !status && i <= places; i++) {
        char c = digit_at(x, i);
        if (i == 1) status = lt_buf_text(&text, ".", err);
        if (!status) status = lt_buf_add(&text, &c, 1, err);
    }
    if (!status)
        status = lt_buf_printf(&text, err, "%c%c%02d", p->d.conversion == 'E' ? 'E' : 'e',
                               exponent < 0 ? '-' : '+', exponent < 0 ? -exponent : exponent);
    if (!status) status = put_number(p, negative, (const char *)text.data, (int)text.len, 1, err);
    lt_buf_clear(&text);
    return status;
}

static lt_status put_general(printer *p, bool negative, digits *x, lt_error *err)
{
    int precision = p->d.precision < 0 ? 6 : p->d.precision ? p->d.precision : 1;
    round_digits(x, precision);
    int exponent = x->n ? x->exponent - 1 : 0;
    p->d.conversion = 'e';
    if (x->n && (exponent < -4 || exponent >= precision))
        return put_scientific(p, negative, x, precision - 1, err);
    return put_plain(p, negative, x, precision - 1 - exponent, err);
}

static lt_status put_real(printer *p, lt_value v, lt_error *err)
{
    char   text[LT_DECIMAL_TEXT];
    size_t n;
    digits x;
    bool   real = lt_type_is_float(v.type);
    if (!real && v.type.id != LT_DECIMAL) return mismatch(p, v, err);
    if (real && !isfinite(v.f)) {
        p->d.zero = false;
        if (v.f != v.f) return lt_buf_text(&p->body, "NaN", err);
        return put_number(p, v.f < 0, "Infinity", 8, 0, err);
    }
    n = !real                 ? lt_print_decimal(text, v.d, v.type.scale)
        : v.type.id == LT_F32 ? lt_print_f32(text, (float)v.f)
                              : lt_print_f64(text, v.f);
    digits_of(&x, text, n);
    bool negative = text[0] == '-';
    int  places = p->d.precision < 0 ? 6 : p->d.precision;
    if (p->d.conversion == 'f') return put_plain(p, negative, &x, places, err);
    if (p->d.conversion == 'g') return put_general(p, negative, &x, err);
    return put_scientific(p, negative, &x, places, err);
}

/* ---- texts ---- */

static lt_status put_character(printer *p, lt_value v, lt_error *err)
{
    char bytes[4];
    if (!lt_type_is_int(v.type)) return mismatch(p, v, err);
    if (v.i < 0 || v.i > 0x10FFFF) return wrong(p, "%c is not a code point", err);
    return lt_buf_add(&p->body, bytes, lt_utf8_put(bytes, (int32_t)v.i), err);
}

static lt_status cut_body(printer *p)
{
    if (p->d.precision >= 0)
        p->body.len = (size_t)lt_skip_chars(p->body.data, (int32_t)p->body.len, p->d.precision);
    return LT_OK;
}

static lt_status raise_body(printer *p, lt_error *err)
{
    lt_buf raised = {.mem = p->body.mem};
    LT_TRY(lt_buf_reserve(&raised, LT_FOLD_ROOM(p->body.len), err));
    if (p->body.len)
        raised.len = lt_fold_case(raised.data, p->body.data, (int32_t)p->body.len, true);
    lt_buf_clear(&p->body);
    p->body = raised;
    return LT_OK;
}

static lt_status put_text(printer *p, lt_value v, lt_error *err)
{
    if (v.null)
        LT_TRY(lt_buf_text(&p->body, "null", err));
    else
        LT_TRY(lt_value_text(&p->body, v, p->m->call->zone, err));
    LT_TRY(cut_body(p));
    return p->d.conversion == 'S' ? raise_body(p, err) : LT_OK;
}

static lt_status put_truth(printer *p, lt_value v, lt_error *err)
{
    bool yes = !v.null && (v.type.id != LT_BOOL || v.b);
    LT_TRY(lt_buf_text(&p->body, yes ? "true" : "false", err));
    return cut_body(p);
}

static lt_status put_value(printer *p, lt_value v, lt_error *err)
{
    char c = p->d.conversion;
    if (c == 'b' || c == 'B') return put_truth(p, v, err);
    if (c == 's' || c == 'S' || v.null) return put_text(p, v, err);
    if (c == 'd') return put_whole(p, v, err);
    if (c == 'x' || c == 'X' || c == 'o') return put_bits(p, v, err);
    if (c == 'c') return put_character(p, v, err);
    return put_real(p, v, err);
}

/* ---- a row ---- */

static lt_status pad(printer *p, lt_error *err)
{
    int32_t have = lt_count_chars(p->body.data, (int32_t)p->body.len);
    if (p->d.left) LT_TRY(lt_buf_add(&p->out, p->body.data, p->body.len, err));
    for (int32_t i = have; i < p->d.width; i++) LT_TRY(lt_buf_text(&p->out, " ", err));
    return p->d.left ? LT_OK : lt_buf_add(&p->out, p->body.data, p->body.len, err);
}

static lt_status put_argument(printer *p, lt_error *err)
{
    char what[48];
    int  k = p->d.argument ? p->d.argument : ++p->next;
    if (p->d.conversion == 0 || !strchr("bBcdeEfgosSxX", p->d.conversion)) {
        snprintf(what, sizeof(what), "%%%c is no conversion", p->d.conversion);
        return wrong(p, what, err);
    }
    if (k >= p->m->call->arg_count) {
        snprintf(what, sizeof(what), "there is no argument %d", k);
        return wrong(p, what, err);
    }
    const lt_column *c = p->m->call->args[k];
    lt_value         v = {.null = true};
    if (c->type.id != LT_VOID) v = lt_column_value(c, p->row);
    p->body.len = 0;
    LT_TRY(put_value(p, v, err));
    return pad(p, err);
}

static lt_status put_directive(printer *p, lt_error *err)
{
    p->body.len = 0;
    if (p->d.conversion == 'n') return lt_buf_text(&p->out, "\n", err);
    if (p->d.conversion != '%') return put_argument(p, err);
    LT_TRY(lt_buf_text(&p->body, "%", err));
    return pad(p, err);
}

static lt_status put_format(printer *p, const lt_view *format, lt_error *err)
{
    const uint8_t *at = lt_view_bytes(format), *end = at + format->len;
    while (at < end) {
        const uint8_t *percent = memchr(at, '%', (size_t)(end - at));
        size_t         plain = (size_t)((percent ? percent : end) - at);
        LT_TRY(lt_buf_add(&p->out, at, plain, err));
        if (!percent) break;
        at = percent + 1;
        LT_TRY(read_directive(p, &at, end, err));
        LT_TRY(put_directive(p, err));
    }
    return LT_OK;
}

static lt_status format_row(lt_maker *m, int32_t row, lt_error *err)
{
    printer         *p = m->state;
    const lt_column *format = m->call->args[0];
    lt_view          made;
    if (!lt_column_valid(format, row)) return lt_result_null(m->out, row, err);
    p->m = m;
    p->row = row;
    p->next = 0;
    p->out.len = 0;
    LT_TRY(put_format(p, lt_arg(m, 0, row), err));
    LT_TRY(lt_heap_add(&made, &m->heap, p->out.data, p->out.len, err));
    lt_put_view(m, row, made);
    return LT_OK;
}

lt_status lt_kernel_format_string(const lt_call *call, lt_column **out, lt_error *err)
{
    printer   p = {.body = {.mem = call->mem}, .out = {.mem = call->mem}};
    lt_status status = lt_make(call, out, format_row, &p, false, err);
    lt_buf_clear(&p.body);
    lt_buf_clear(&p.out);
    return status;
}
