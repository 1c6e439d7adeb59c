/* encode.c — bytes as text and text as bytes: base64, hex, bin, conv, character sets, URLs.
 *
 * Source   Spark 4 stringExpressions.scala (Base64, UnBase64, Encode, StringDecode, ToBinary),
 *          mathExpressions.scala (Hex, Unhex, Bin, Conv), urlExpressions.scala
 */
#include "kernel/base64.h"
#include "kernel/charset.h"
#include "kernel/functions_text.h"
#include "kernel/strings.h"

#include "core/escape.h"

#include <strings.h>

#define KERNEL(name, fn, state, keep)                                               \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_make(call, out, (fn), (state), (keep), err);                      \
    }

/* "…" of args[0] is no WHAT: null with try_. */
static lt_status refuse(lt_maker *m, int32_t row, const char *what, lt_error *err)
{
    lt_short_text text;
    lt_status     why = LT_FAIL(m->call->try_ ? NULL : err, LT_EPARSE, "\"%s\" is not %s",
                            lt_short(text, m->call->args[0], row), what);
    return lt_refuse(m->call, m->out, row, why, err);
}

/* ---- base64 ---- */

static lt_status base64_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    uint8_t       *room;
    LT_TRY(lt_heap_room(&room, &m->heap, LT_BASE64_ROOM((size_t)v->len), err));
    lt_put_room(m, row, room, lt_base64_put(room, lt_view_bytes(v), (size_t)v->len));
    return LT_OK;
}

KERNEL(base64, base64_row, NULL, false)

static lt_status from_base64(lt_maker *m, int32_t row, bool strict, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    size_t         n;
    uint8_t       *room;
    LT_TRY(lt_heap_room(&room, &m->heap, (size_t)v->len + 2, err));
    if (!lt_base64_get(room, &n, lt_view_bytes(v), (size_t)v->len, strict))
        return refuse(m, row, "base 64", err);
    lt_put_room(m, row, room, n);
    return LT_OK;
}

static lt_status unbase64_row(lt_maker *m, int32_t row, lt_error *err)
{
    return from_base64(m, row, false, err);
}

KERNEL(unbase64, unbase64_row, NULL, false)

/* ---- hex and bin ---- */

static const char digits[] = "0123456789ABCDEF";

static lt_status hex_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_column *c = m->call->args[0];
    uint8_t         *room;
    if (c->type.id != LT_I64) {
        const lt_view *v = lt_arg(m, 0, row);
        const uint8_t *p = lt_view_bytes(v);
        size_t         len = (size_t)v->len;
        LT_TRY(lt_heap_room(&room, &m->heap, 2 * len, err));
        for (size_t i = 0; i < len; i++) {
            room[2 * i] = (uint8_t)digits[p[i] >> 4];
            room[2 * i + 1] = (uint8_t)digits[p[i] & 15];
        }
        lt_put_room(m, row, room, 2 * len);
        return LT_OK;
    }
    uint64_t x = (uint64_t)((const int64_t *)c->values)[c->encoding == LT_CONST ? 0 : row];
    size_t   n = 1;
    while (n < 16 && x >> 4 * n) n++;
    LT_TRY(lt_heap_room(&room, &m->heap, n, err));
    for (size_t i = 0; i < n; i++) room[i] = (uint8_t)digits[x >> 4 * (n - 1 - i) & 15];
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(hex, hex_row, NULL, false)

static lt_status bin_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_column *c = m->call->args[0];
    uint64_t         x = (uint64_t)((const int64_t *)c->values)[c->encoding == LT_CONST ? 0 : row];
    size_t           n = x ? 64 - (size_t)__builtin_clzll(x) : 1;
    uint8_t         *room;
    LT_TRY(lt_heap_room(&room, &m->heap, n, err));
    for (size_t i = 0; i < n; i++) room[i] = (uint8_t)('0' + (x >> (n - 1 - i) & 1));
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(bin, bin_row, NULL, false)

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = (uint8_t)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A first digit without its pair stands for itself. False: another character. */
static bool from_hex(uint8_t *to, size_t *made, const uint8_t *p, size_t n)
{
    size_t len = 0;
    int    high = 0;
    for (size_t i = 0; i < n; i++) {
        int  digit = hex_digit(p[i]);
        bool last = (n - i) % 2 == 1;
        if (digit < 0) return false;
        if (last)
            to[len++] = (uint8_t)(high << 4 | digit);
        else
            high = digit;
        if (last) high = 0;
    }
    *made = len;
    return true;
}

static lt_status unhex_room(lt_maker *m, int32_t row, bool *good, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    size_t         n = 0;
    uint8_t       *room;
    LT_TRY(lt_heap_room(&room, &m->heap, (size_t)v->len, err));
    *good = from_hex(room, &n, lt_view_bytes(v), (size_t)v->len);
    if (*good) lt_put_room(m, row, room, n);
    return LT_OK;
}

static lt_status unhex_row(lt_maker *m, int32_t row, lt_error *err)
{
    bool good;
    LT_TRY(unhex_room(m, row, &good, err));
    return good ? LT_OK : lt_result_null(m->out, row, err);
}

KERNEL(unhex, unhex_row, NULL, false)

/* ---- conv ---- */

/* The digits of a base at the beginning of p[0, n); false past 64 bits. */
static bool read_base(uint64_t *out, const uint8_t *p, size_t n, uint32_t base)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t  lower = (uint8_t)(p[i] | 0x20);
        uint32_t digit = (uint32_t)p[i] - '0';
        if (digit > 9) digit = lower >= 'a' && lower <= 'z' ? (uint32_t)lower - 'a' + 10 : base;
        if (digit >= base) break;
        if (__builtin_mul_overflow(value, base, &value)) return false;
        if (__builtin_add_overflow(value, digit, &value)) return false;
    }
    *out = value;
    return true;
}

static size_t put_base(uint8_t *to, uint64_t value, uint32_t base, bool minus)
{
    static const char all[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    uint8_t           text[65];
    size_t            n = 0, len = 0;
    do text[n++] = (uint8_t)all[value % base];
    while (value /= base);
    if (minus) to[len++] = '-';
    while (n) to[len++] = text[--n];
    return len;
}

static bool is_base(int64_t base) { return base >= 2 && base <= 36; }

static lt_status conv_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    int64_t        from = lt_int_arg(m, 1, row), into = lt_int_arg(m, 2, row);
    const uint8_t *p = lt_view_bytes(v), *end = p + v->len;
    uint64_t       value;
    uint8_t       *room;
    while (p < end && *p == ' ') p++;
    while (end > p && end[-1] == ' ') end--;
    if (!is_base(from) || !is_base(into < 0 ? -into : into) || p == end)
        return lt_result_null(m->out, row, err);
    bool minus = *p == '-';
    p += minus;
    bool fits = read_base(&value, p, (size_t)(end - p), (uint32_t)from);
    if (!fits) return refuse(m, row, "a number of 64 bits in that base", err);
    bool large = (int64_t)value < 0; /* as Spark: what has no negative becomes all ones */
    if (minus && into > 0) value = large ? UINT64_MAX : 0 - value;
    if (into < 0 && large) {
        value = 0 - value;
        minus = true;
    }
    LT_TRY(lt_heap_room(&room, &m->heap, 65, err));
    lt_put_room(m, row, room,
                put_base(room, value, (uint32_t)(into < 0 ? -into : into), minus && into < 0));
    return LT_OK;
}

KERNEL(conv, conv_row, NULL, false)

/* ---- character sets ---- */

static lt_status find_charset(lt_charset *out, const lt_view *name, lt_error *err)
{
    if (lt_charset_find(out, name)) return LT_OK;
    lt_fail(err, LT_EINVAL, LT_HERE, "\"%.*s\" is no character set",
            name->len < 40 ? name->len : 40, (const char *)lt_view_bytes(name));
    lt_error_hint(err, "there are US-ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-16BE, UTF-16LE and "
                       "UTF-32");
    return LT_EINVAL;
}

static lt_status charset_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    bool           decode = m->state != NULL;
    lt_charset     set;
    uint8_t       *room;
    size_t         n;
    LT_TRY(find_charset(&set, lt_arg(m, 1, row), err));
    LT_TRY(lt_heap_room(&room, &m->heap, LT_CHARSET_ROOM(v->len), err));
    bool good =
        (decode ? lt_charset_get : lt_charset_put)(room, &n, set, lt_view_bytes(v), (size_t)v->len);
    if (!good) return refuse(m, row, "of this character set", err);
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(encode, charset_row, NULL, false)
KERNEL(decode, charset_row, (void *)digits, false)

static bool is_word(const lt_view *v, const char *word)
{
    return (size_t)v->len == strlen(word) &&
           strncasecmp((const char *)lt_view_bytes(v), word, strlen(word)) == 0;
}

static lt_status to_binary_row(lt_maker *m, int32_t row, lt_error *err)
{
    static const lt_view hex = {.len = 3, .prefix = "hex"};
    const lt_view       *format = m->call->arg_count > 1 ? lt_arg(m, 1, row) : &hex;
    bool                 good;
    if (is_word(format, "base64")) return from_base64(m, row, true, err);
    if (is_word(format, "utf-8") || is_word(format, "utf8")) {
        lt_put_view(m, row, *lt_arg(m, 0, row));
        return LT_OK;
    }
    if (is_word(format, "hex")) {
        LT_TRY(unhex_room(m, row, &good, err));
        return good ? LT_OK : refuse(m, row, "hexadecimal", err);
    }
    lt_status why =
        LT_FAIL(m->call->try_ ? NULL : err, LT_EINVAL,
                "to_binary reads hex, base64 and utf-8, not \"%.*s\"",
                format->len < 40 ? format->len : 40, (const char *)lt_view_bytes(format));
    return lt_refuse(m->call, m->out, row, why, err);
}

KERNEL(to_binary, to_binary_row, NULL, true)

/* ---- URLs ---- */

static bool is_plain(uint8_t c)
{
    uint8_t lower = (uint8_t)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || (c && strchr(".-*_", c));
}

static lt_status url_encode_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    const uint8_t *p = lt_view_bytes(v);
    uint8_t       *room;
    size_t         n = 0;
    LT_TRY(lt_heap_room(&room, &m->heap, 3 * (size_t)v->len, err));
    for (int32_t i = 0; i < v->len; i++) {
        if (is_plain(p[i]) || p[i] == ' ') {
            room[n++] = p[i] == ' ' ? '+' : p[i];
            continue;
        }
        room[n++] = '%';
        room[n++] = (uint8_t)digits[p[i] >> 4];
        room[n++] = (uint8_t)digits[p[i] & 15];
    }
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(url_encode, url_encode_row, NULL, false)

static bool from_url(uint8_t *to, size_t *made, const uint8_t *p, size_t n)
{
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] != '%') {
            to[len++] = p[i] == '+' ? ' ' : p[i];
            continue;
        }
        int high = n - i > 2 ? hex_digit(p[i + 1]) : -1, low = high < 0 ? -1 : hex_digit(p[i + 2]);
        if (low < 0) return false;
        to[len++] = (uint8_t)(high << 4 | low);
        i += 2;
    }
    *made = len;
    return lt_utf8_valid((const char *)to, len, NULL);
}

static lt_status url_decode_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    uint8_t       *room;
    size_t         n;
    LT_TRY(lt_heap_room(&room, &m->heap, (size_t)v->len, err));
    if (!from_url(room, &n, lt_view_bytes(v), (size_t)v->len))
        return refuse(m, row, "an encoded URL", err);
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(url_decode, url_decode_row, NULL, false)
