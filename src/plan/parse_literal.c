/* parse_literal.c — literals of Spark SQL.
 *
 *   1 int, bigint or decimal by size   1Y 1S 1L   1.5 1.5BD decimal   1e3 1.5D double   1.5F float
 *   'text' "text" r'raw'   X'1F'   date'2024-01-31'   timestamp'…'   timestamp_ntz'…'
 *
 * A timestamp without an offset becomes a cast of its text, because only the session's zone says
 * which instant it is.
 */
#include "core/civil.h"
#include "core/escape.h"
#include "core/number.h"
#include "plan/parse_expr.h"
#include "plan/plan_mem.h"

#include <math.h>
#include <string.h>

static const char *text_of(const lt_expr_parser *p, const lt_token *t)
{
    return p->origin->text + t->at;
}

static lt_status literal(lt_expr_parser *p, int32_t from, lt_value v, lt_expr **out)
{
    return lt_parse_made(p, lt_expr_literal(v), from, out);
}

/* ---- numbers ---- */

enum { NUMBER_TEXT = 400 };

typedef struct number_text {
    char   digits[NUMBER_TEXT]; /* sign, digits, dot between digits, exponent; no suffix */
    size_t len;
    bool   dot, exponent;
    char   suffix; /* L S Y D F B or 0 */
} number_text;

/* Splits off the suffix and makes ".5" and "5." what the number readers take. */
static bool split_number(number_text *n, const char *text, size_t len, bool negative)
{
    static const char suffixes[] = "LSYDF";
    *n = (number_text){.len = 0};
    if (len + 3 > NUMBER_TEXT) return false;
    char last = (char)(text[len - 1] & ~0x20);
    if (len > 2 && last == 'D' && (text[len - 2] | 0x20) == 'b') {
        n->suffix = 'B';
        len -= 2;
    } else if (text[len - 1] > '9' && strchr(suffixes, last)) {
        n->suffix = last;
        len--;
    }
    if (negative) n->digits[n->len++] = '-';
    for (size_t i = 0; i < len; i++) {
        bool lone = text[i] == '.' && (i + 1 == len || (text[i + 1] | 0x20) == 'e');
        if (text[i] == '.') n->dot = true;
        if ((text[i] | 0x20) == 'e') n->exponent = true;
        if (text[i] == '.' && i == 0) n->digits[n->len++] = '0';
        if (!lone) n->digits[n->len++] = text[i];
    }
    return true;
}

static bool decimal_value(const number_text *n, lt_value *v)
{
    int     precision, scale;
    lt_i128 unscaled;
    if (!lt_parse_decimal(n->digits, n->len, &unscaled, &precision, &scale)) return false;
    *v = (lt_value){.type = lt_decimal(precision, scale), .d = unscaled};
    return true;
}

static bool float_value(const number_text *n, lt_value *v)
{
    float single = 0;
    if (n->suffix != 'F') {
        *v = (lt_value){.type = LT_TYPE(F64)};
        return lt_parse_f64(n->digits, n->len, &v->f) && isfinite(v->f);
    }
    if (!lt_parse_f32(n->digits, n->len, &single) || !isfinite(single)) return false;
    *v = (lt_value){.type = LT_TYPE(F32), .f = (double)single};
    return true;
}

static bool int_value(const number_text *n, lt_value *v)
{
    int64_t i;
    bool    small = lt_parse_i64(n->digits, n->len, &i);
    if (!small) return n->suffix == 0 && decimal_value(n, v);
    lt_type type = n->suffix == 'L'   ? LT_TYPE(I64)
                   : n->suffix == 'S' ? LT_TYPE(I16)
                   : n->suffix == 'Y' ? LT_TYPE(I8)
                   : i == (int32_t)i  ? LT_TYPE(I32)
                                      : LT_TYPE(I64);
    *v = (lt_value){.type = type, .i = i};
    if (n->suffix == 'S') return i == (int16_t)i;
    return n->suffix != 'Y' || i == (int8_t)i;
}

lt_status lt_parse_number(lt_expr_parser *p, int32_t from, bool negative, lt_expr **out)
{
    const lt_token *t = lt_parse_peek(p, 0);
    number_text     n;
    lt_value        v;
    p->at++;
    if (!split_number(&n, text_of(p, t), (size_t)t->bytes, negative))
        return lt_parse_fail(p, from, "no type has that many digits", "a number of %d characters",
                             t->bytes);
    bool whole = !n.dot && !n.exponent;
    bool floats = n.suffix == 'D' || n.suffix == 'F' || (n.exponent && n.suffix != 'B');
    if ((n.suffix == 'L' || n.suffix == 'S' || n.suffix == 'Y') && !whole)
        return lt_parse_fail(p, from, "the suffixes L, S and Y are for whole numbers",
                             "%.*s is not a whole number", t->bytes, text_of(p, t));
    bool fits = floats                     ? float_value(&n, &v)
                : n.suffix == 'B' || n.dot ? decimal_value(&n, &v)
                                           : int_value(&n, &v);
    if (fits) return literal(p, from, v, out);
    const char *type = n.suffix == 'L'   ? "bigint"
                       : n.suffix == 'S' ? "smallint"
                       : n.suffix == 'Y' ? "tinyint"
                       : n.suffix == 'F' ? "float"
                       : floats          ? "double"
                                         : "decimal";
    return lt_parse_fail(p, from, floats ? "" : "decimals hold 38 digits; 1e0 is a double",
                         "%s%.*s is out of range for %s", negative ? "-" : "", t->bytes,
                         text_of(p, t), type);
}

/* ---- texts ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* count hexadecimal digits at s[0, n) as a code point, or -1. */
static int32_t code_point(const char *s, int32_t n, int32_t count)
{
    int32_t code = 0;
    if (n < count) return -1;
    for (int32_t i = 0; i < count; i++) {
        int digit = hex_digit(s[i]);
        if (digit < 0 || code > 0x10FFFF) return -1;
        code = code * 16 + digit;
    }
    return code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? -1 : code;
}

/* \ooo with three octal digits up to \177 (a byte of its own in UTF-8). */
static int octal(const char *s, int32_t n)
{
    if (n < 3 || s[0] < '0' || s[0] > '1' || s[1] < '0' || s[1] > '7' || s[2] < '0' || s[2] > '7')
        return -1;
    return (s[0] - '0') * 64 + (s[1] - '0') * 8 + (s[2] - '0');
}

/* Appends what the escape s[0, n), behind its backslash, stands for; returns its bytes. */
static int32_t unescape_one(const char *s, int32_t n, char out[8], size_t *out_len)
{
    static const char letters[] = "0bnrtZ", values[] = "\0\b\n\r\t\x1A";
    int32_t           digits = s[0] == 'u' ? 4 : s[0] == 'U' ? 8 : 0;
    int32_t           code = digits ? code_point(s + 1, n - 1, digits) : -1;
    const char       *letter = strchr(letters, s[0]);
    int               byte = octal(s, n);
    *out_len = 1;
    if (code >= 0) {
        *out_len = lt_utf8_put(out, code);
        return 1 + digits;
    }
    if (byte >= 0 && byte < 0x80) {
        out[0] = (char)byte;
        return 3;
    }
    if (letter && *letter) {
        out[0] = values[letter - letters];
        return 1;
    }
    if (s[0] == '%' || s[0] == '_') {
        memcpy(out, (char[]){'\\', s[0]}, 2);
        *out_len = 2;
        return 1;
    }
    out[0] = s[0];
    return 1;
}

lt_status lt_parse_unescape(lt_expr_parser *p, const lt_token *t, lt_buf *out)
{
    const char *s = text_of(p, t);
    int32_t     at = 1, end = t->bytes - 1;
    bool        raw = (s[0] | 0x20) == 'r';
    if (raw) at++;
    while (at < end) {
        char   made[8];
        size_t n = 1;
        made[0] = s[at];
        if (raw) {
            at++;
        } else if (s[at] == '\\' && at + 1 < end) {
            at += 1 + unescape_one(s + at + 1, end - at - 1, made, &n);
        } else {
            at += s[at] == s[0] ? 2 : 1; /* a doubled quote is one */
        }
        LT_TRY(lt_buf_add(out, made, n, p->err));
    }
    return LT_OK;
}

lt_status lt_parse_string(lt_expr_parser *p, lt_expr **out)
{
    lt_buf    text = {.mem = lt_plan_mem()};
    int32_t   from = p->at;
    lt_status status = LT_OK;
    while (!status && lt_parse_peek(p, 0)->kind == LT_TOKEN_STRING) {
        status = lt_parse_unescape(p, lt_parse_peek(p, 0), &text);
        p->at++;
    }
    lt_value v = {.type = LT_TYPE(STRING), .s = {text.data, (int32_t)text.len}};
    if (!status) status = literal(p, from, v, out);
    lt_buf_clear(&text);
    return status;
}

lt_status lt_parse_hex(lt_expr_parser *p, lt_expr **out)
{
    const lt_token *t = lt_parse_peek(p, 0);
    const char     *s = text_of(p, t) + 2;
    int32_t         n = t->bytes - 3;
    lt_buf          bytes = {.mem = lt_plan_mem()};
    int32_t         from = p->at++;
    for (int32_t i = 0; i < n; i++)
        if (hex_digit(s[i]) < 0)
            return lt_parse_fail(p, from, "a binary literal is X'1F': digits 0-9 and A-F",
                                 "\"%c\" is not a hexadecimal digit", s[i]);
    lt_status status = lt_buf_reserve(&bytes, (size_t)n / 2 + 1, p->err);
    if (status) return status;
    int high = 0;
    for (int32_t i = 0; i < n; i++) { /* an odd first digit stands alone */
        int  digit = hex_digit(s[i]);
        bool low = (n - i) % 2 == 1;
        if (low) lt_buf_push(&bytes, &(uint8_t){(uint8_t)(high * 16 + digit)}, 1);
        high = low ? 0 : digit;
    }
    lt_value v = {.type = LT_TYPE(BINARY), .s = {bytes.data, (int32_t)bytes.len}};
    status = literal(p, from, v, out);
    lt_buf_clear(&bytes);
    return status;
}

/* ---- dates and timestamps ---- */

static lt_status timestamp(lt_expr_parser *p, int32_t from, const lt_buf *text, bool ntz,
                           lt_expr **out)
{
    lt_timestamp_text t;
    if (!lt_parse_timestamp((const char *)text->data, text->len, &t))
        return lt_parse_fail(p, from, "write it as '2024-01-31 12:30:00'",
                             "\"%.*s\" is not a timestamp", (int)text->len, (char *)text->data);
    lt_value v = {.type = ntz ? LT_TYPE(TIMESTAMP_NTZ) : LT_TYPE(TIMESTAMP), .i = t.local_us};
    if (ntz) return literal(p, from, v, out);
    if (t.has_offset) {
        int64_t shift = (int64_t)t.offset_s * LT_US_PER_SECOND;
        if (!__builtin_sub_overflow(t.local_us, shift, &v.i)) return literal(p, from, v, out);
    }
    lt_expr *whole = NULL;
    lt_value word = {.type = LT_TYPE(STRING), .s = {text->data, (int32_t)text->len}};
    LT_TRY(literal(p, from, word, &whole));
    return lt_parse_made(p, lt_expr_cast(whole, LT_TYPE(TIMESTAMP), false), from, out);
}

static lt_status typed(lt_expr_parser *p, int32_t from, lt_keyword type, const lt_buf *text,
                       lt_expr **out)
{
    int32_t days;
    if (type != LT_KW_DATE) return timestamp(p, from, text, type == LT_KW_TIMESTAMP_NTZ, out);
    if (!lt_parse_date((const char *)text->data, text->len, &days))
        return lt_parse_fail(p, from, "write it as '2024-01-31'", "\"%.*s\" is not a date",
                             (int)text->len, (char *)text->data);
    return literal(p, from, (lt_value){.type = LT_TYPE(DATE), .i = days}, out);
}

lt_status lt_parse_typed(lt_expr_parser *p, lt_expr **out)
{
    lt_buf     text = {.mem = lt_plan_mem()};
    int32_t    from = p->at;
    lt_keyword type = lt_parse_keyword(p);
    p->at++;
    lt_status status = lt_parse_unescape(p, lt_parse_peek(p, 0), &text);
    p->at++;
    if (!status) status = lt_buf_terminate(&text, p->err);
    if (!status) status = typed(p, from, type, &text, out);
    lt_buf_clear(&text);
    return status;
}
