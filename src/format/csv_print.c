#include "format/csv_print.h"

#include "core/civil.h"
#include "core/number.h"

#include <string.h>

/* Room of any value that is not a string, with its delimiter; strings have theirs apart. */
enum { WIDEST = 64 };

/* ---- text ---- */

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Not zero when a byte of v is c. */
static inline uint64_t has_byte(uint64_t v, uint8_t c)
{
    uint64_t x = v ^ (ONES * c);
    return (x - ONES) & ~x & HIGHS;
}

static inline uint64_t has_special(uint64_t v, const lt_csv_dialect *d)
{
    return has_byte(v, d->delimiter) | has_byte(v, d->quote) | has_byte(v, '\n') |
           has_byte(v, '\r');
}

static inline bool is_special(uint8_t c, const lt_csv_dialect *d)
{
    return c == d->delimiter || c == d->quote || c == '\n' || c == '\r';
}

static bool needs_quotes(const uint8_t *p, size_t n, const lt_csv_options *o)
{
    uint64_t v;
    if (n == 0) return true;
    if (o->null_text.len == n && memcmp(p, o->null_text.data, n) == 0) return true;
    if (n < 8) {
        for (size_t i = 0; i < n; i++)
            if (is_special(p[i], &o->dialect)) return true;
        return false;
    }
    for (size_t i = 0; i + 8 <= n; i += 8) {
        memcpy(&v, p + i, 8);
        if (has_special(v, &o->dialect)) return true;
    }
    memcpy(&v, p + n - 8, 8); /* the last ones, some of them again */
    return has_special(v, &o->dialect) != 0;
}

static bool is_formula(const uint8_t *p, size_t n)
{
    return n > 0 && *p && strchr("=+-@\t\r", *p) != NULL;
}

static uint8_t *put_quoted(uint8_t *out, const uint8_t *p, size_t n, uint8_t quote)
{
    while (n) {
        const uint8_t *at = memchr(p, quote, n);
        size_t         len = at ? (size_t)(at - p) + 1 : n;
        memcpy(out, p, len);
        out += len;
        p += len;
        n -= len;
        if (at) *out++ = quote;
    }
    return out;
}

/* At most 2n + 3 bytes. */
static uint8_t *put_text(uint8_t *out, const uint8_t *p, size_t n, const lt_csv_options *o)
{
    bool guard = o->guard_formulas && is_formula(p, n);
    bool quoted = o->dialect.has_quote && (o->quote_all || needs_quotes(p, n, o));
    if (quoted) *out++ = o->dialect.quote;
    if (guard) *out++ = '\'';
    if (quoted) {
        out = put_quoted(out, p, n, o->dialect.quote);
        *out++ = o->dialect.quote;
    } else if (n) {
        memcpy(out, p, n);
        out += n;
    }
    return out;
}

/* ---- numbers and times ---- */

static uint8_t *put_2(uint8_t *out, int32_t v)
{
    out[0] = (uint8_t)('0' + v / 10);
    out[1] = (uint8_t)('0' + v % 10);
    return out + 2;
}

static uint8_t *put_digits(uint8_t *out, int32_t v, int n)
{
    for (int i = n - 1; i >= 0; i--, v /= 10) out[i] = (uint8_t)('0' + v % 10);
    return out + n;
}

static uint8_t *put_date(uint8_t *out, int32_t days)
{
    return out + lt_print_date((char *)out, days);
}

/* Milliseconds, or micros where there are any. */
static uint8_t *put_local(uint8_t *out, int64_t local_us)
{
    int32_t seconds = (int32_t)(lt_micros_of_day(local_us) / LT_US_PER_SECOND);
    int32_t micros = (int32_t)(lt_micros_of_day(local_us) % LT_US_PER_SECOND);
    out = put_date(out, lt_days_from_micros(local_us));
    *out++ = 'T';
    out = put_2(out, seconds / 3600);
    *out++ = ':';
    out = put_2(out, seconds / 60 % 60);
    *out++ = ':';
    out = put_2(out, seconds % 60);
    *out++ = '.';
    return micros % 1000 ? put_digits(out, micros, 6) : put_digits(out, micros / 1000, 3);
}

static uint8_t *put_offset(uint8_t *out, int32_t offset_s)
{
    int32_t size = offset_s < 0 ? -offset_s : offset_s;
    if (offset_s == 0) {
        *out++ = 'Z';
        return out;
    }
    *out++ = offset_s < 0 ? '-' : '+';
    out = put_2(out, size / 3600);
    *out++ = ':';
    out = put_2(out, size / 60 % 60);
    if (size % 60 == 0) return out;
    *out++ = ':';
    return put_2(out, size % 60);
}

/* ---- rows ---- */

typedef struct printer {
    const lt_csv_options *o;
    const lt_zone        *zone;
    lt_zone_span          span; /* that of the last instant */
    bool                  spanned;
} printer;

static uint8_t *put_instant(uint8_t *out, printer *w, int64_t utc_us)
{
    int64_t second = utc_us / LT_US_PER_SECOND - (utc_us % LT_US_PER_SECOND < 0);
    if (!w->spanned || second < w->span.from_s || second >= w->span.until_s) {
        w->span = lt_zone_at(w->zone, second);
        w->spanned = true;
    }
    int64_t local;
    if (__builtin_add_overflow(utc_us, w->span.offset_s * LT_US_PER_SECOND, &local)) local = utc_us;
    return put_offset(put_local(out, local), w->span.offset_s);
}

static uint8_t *put_number(uint8_t *out, const lt_column *base, int32_t i)
{
    char *text = (char *)out;
    switch ((lt_type_id)base->type.id) {
    case LT_I8: return out + lt_print_i64(text, ((const int8_t *)base->values)[i]);
    case LT_I16: return out + lt_print_i64(text, ((const int16_t *)base->values)[i]);
    case LT_I32: return out + lt_print_i64(text, ((const int32_t *)base->values)[i]);
    case LT_I64: return out + lt_print_i64(text, ((const int64_t *)base->values)[i]);
    case LT_F32: return out + lt_print_f32_plain(text, ((const float *)base->values)[i]);
    case LT_F64: return out + lt_print_f64_plain(text, ((const double *)base->values)[i]);
    case LT_DECIMAL:
        return out + lt_print_decimal(text, ((const lt_i128 *)base->values)[i], base->type.scale);
    default: return out;
    }
}

static uint8_t *put_bool(uint8_t *out, bool on)
{
    memcpy(out, on ? "true" : "false", 5);
    return out + (on ? 4 : 5);
}

static uint8_t *put_null(uint8_t *out, const lt_csv_options *o, bool alone)
{
    size_t n = o->null_text.len;
    if (n == 0 && alone && o->dialect.has_quote) {
        *out++ = o->dialect.quote;
        *out++ = o->dialect.quote;
    }
    if (n) memcpy(out, o->null_text.data, n);
    return out + n;
}

static uint8_t *put_plain(uint8_t *out, printer *w, const lt_column *base, int32_t i)
{
    switch ((lt_type_id)base->type.id) {
    case LT_BOOL: return put_bool(out, lt_bit(base->values, i));
    case LT_DATE: return put_date(out, ((const int32_t *)base->values)[i]);
    case LT_TIMESTAMP: return put_instant(out, w, ((const int64_t *)base->values)[i]);
    case LT_TIMESTAMP_NTZ: return put_local(out, ((const int64_t *)base->values)[i]);
    default: return put_number(out, base, i);
    }
}

static uint8_t *put_value(uint8_t *out, printer *w, const lt_column *c, int32_t row, bool alone)
{
    const lt_column *base = lt_column_base(c);
    int32_t          i = lt_column_slot(c, row);
    if (base->type.id == LT_VOID || !lt_column_valid(c, row)) return put_null(out, w->o, alone);
    if (lt_type_is_text(base->type)) {
        const lt_view *v = (const lt_view *)base->values + i;
        return put_text(out, lt_view_bytes(v), (size_t)v->len, w->o);
    }
    if (!w->o->quote_all || !w->o->dialect.has_quote) return put_plain(out, w, base, i);
    *out++ = w->o->dialect.quote;
    out = put_plain(out, w, base, i);
    *out++ = w->o->dialect.quote;
    return out;
}

/* Bytes that a row may take at most. */
static size_t row_room(const lt_batch *b, int32_t row, size_t plain)
{
    for (int32_t i = 0; i < b->column_count; i++) {
        const lt_column *c = b->columns[i], *base = lt_column_base(c);
        if (!lt_type_is_text(base->type) || !lt_column_valid(c, row)) continue;
        plain += 2 * (size_t)((const lt_view *)base->values)[lt_column_slot(c, row)].len;
    }
    return plain;
}

lt_status lt_csv_print(lt_buf *out, const lt_batch *b, const lt_csv_options *o, const lt_zone *zone,
                       lt_error *err)
{
    printer w = {.o = o, .zone = zone ? zone : lt_zone_utc()};
    size_t  plain = (size_t)b->column_count * (WIDEST + o->null_text.len) + 2;
    bool    alone = b->column_count == 1;
    for (int32_t i = 0; i < lt_batch_count(b); i++) {
        int32_t row = b->sel ? b->sel[i] : i;
        LT_TRY(lt_buf_reserve(out, row_room(b, row, plain), err));
        uint8_t *at = out->data + out->len;
        for (int32_t k = 0; k < b->column_count; k++) {
            at = put_value(at, &w, b->columns[k], row, alone);
            *at++ = o->dialect.delimiter;
        }
        if (b->column_count == 0) at++;
        at[-1] = '\n';
        out->len = (size_t)(at - out->data);
    }
    return LT_OK;
}

lt_status lt_csv_print_header(lt_buf *out, const lt_schema *schema, const lt_csv_options *o,
                              lt_error *err)
{
    for (int32_t i = 0; i < schema->count; i++) {
        const char *name = schema->fields[i].name;
        size_t      n = strlen(name);
        LT_TRY(lt_buf_reserve(out, 2 * n + 8, err));
        uint8_t *at = put_text(out->data + out->len, (const uint8_t *)name, n, o);
        *at++ = i + 1 == schema->count ? '\n' : o->dialect.delimiter;
        out->len = (size_t)(at - out->data);
    }
    return LT_OK;
}
