#include "plan/interval.h"

#include "core/civil.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const unit_names[] = {"YEAR",   "MONTH", "DAY",         "HOUR",       "MINUTE",
                                         "SECOND", "WEEK",  "MILLISECOND", "MICROSECOND"};

/* Months, or micros. */
static const int64_t unit_size[] = {12,
                                    1,
                                    LT_US_PER_DAY,
                                    3600 * LT_US_PER_SECOND,
                                    60 * LT_US_PER_SECOND,
                                    LT_US_PER_SECOND,
                                    7 * LT_US_PER_DAY,
                                    1000,
                                    1};

lt_interval_unit lt_interval_unit_of(const char *p, size_t n)
{
    if (n > 1 && (p[n - 1] | 0x20) == 's') n--;
    for (int i = 0; i < LT_INTERVAL_NONE; i++)
        if (strlen(unit_names[i]) == n && strncasecmp(unit_names[i], p, n) == 0)
            return (lt_interval_unit)i;
    return LT_INTERVAL_NONE;
}

/* ---- numbers ---- */

typedef struct cursor {
    const char *p, *end;
} cursor;

static bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

static void skip_blanks(cursor *c)
{
    while (c->p < c->end && (unsigned char)*c->p <= ' ') c->p++;
}

static bool take_sign(cursor *c)
{
    bool minus = c->p < c->end && *c->p == '-';
    if (minus || (c->p < c->end && *c->p == '+')) c->p++;
    return minus;
}

/* Digits below `most`; at least one. */
static bool take_digits(cursor *c, int64_t most, int64_t *out)
{
    const char *from = c->p;
    int64_t     v = 0;
    for (; c->p < c->end && is_digit(*c->p); c->p++)
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *c->p - '0', &v))
            return false;
    *out = v;
    return c->p > from && v <= most;
}

/* .f as micros; past the sixth digit they are cut, past the ninth refused. */
static bool take_fraction(cursor *c, int64_t *us)
{
    int digits = 0;
    *us = 0;
    if (c->p == c->end || *c->p != '.') return true;
    for (c->p++; c->p < c->end && is_digit(*c->p); c->p++, digits++)
        if (digits < 6) *us = *us * 10 + (*c->p - '0');
    for (int i = digits; i < 6; i++) *us *= 10;
    return digits > 0 && digits <= 9;
}

static bool take_char(cursor *c, char wanted)
{
    if (c->p == c->end || *c->p != wanted) return false;
    c->p++;
    return true;
}

/* [±]n[.f] of a unit, of which only seconds have fractions. */
static bool take_amount(cursor *c, lt_interval_unit unit, int64_t *out)
{
    int64_t whole = 0, us = 0, sum;
    bool    minus = take_sign(c), dot = c->p < c->end && *c->p == '.';
    skip_blanks(c);
    if (!(dot && unit == LT_INTERVAL_SECOND) && !take_digits(c, INT64_MAX, &whole)) return false;
    if (unit == LT_INTERVAL_SECOND && !take_fraction(c, &us)) return false;
    if (__builtin_mul_overflow(whole, unit_size[unit], &sum) ||
        __builtin_add_overflow(sum, us, &sum))
        return false;
    *out = minus ? -sum : sum;
    return true;
}

/* ---- several units ---- */

static lt_interval_unit field_of(lt_interval_unit unit)
{
    if (unit == LT_INTERVAL_WEEK) return LT_INTERVAL_DAY;
    return unit > LT_INTERVAL_WEEK ? LT_INTERVAL_SECOND : unit;
}

static bool join(lt_interval *v, lt_interval_unit unit, int64_t amount, bool *mixed)
{
    lt_interval_unit field = field_of(unit);
    if (v->from == LT_INTERVAL_NONE) {
        *v = (lt_interval){field, field, 0};
    } else if ((field <= LT_INTERVAL_MONTH) != lt_interval_is_months(v)) {
        *mixed = true;
        return false;
    }
    if (field < v->from) v->from = field;
    if (field > v->to) v->to = field;
    if (__builtin_add_overflow(v->amount, amount, &v->amount)) return false;
    return !lt_interval_is_months(v) || v->amount == (int32_t)v->amount;
}

bool lt_interval_add(lt_interval *v, const char *p, size_t n, lt_interval_unit unit, bool *mixed)
{
    int64_t amount;
    cursor  c = {p, p + n};
    skip_blanks(&c);
    if (!take_amount(&c, unit, &amount)) return false;
    skip_blanks(&c);
    return c.p == c.end && join(v, unit, amount, mixed);
}

bool lt_interval_parse_units(lt_interval *out, const char *p, size_t n, bool *mixed)
{
    cursor c = {p, p + n};
    out->from = LT_INTERVAL_NONE;
    skip_blanks(&c);
    if (c.end - c.p > 8 && strncasecmp(c.p, "interval", 8) == 0) c.p += 8;
    skip_blanks(&c);
    while (c.p < c.end) {
        cursor number = {c.p, c.p};
        while (number.end < c.end && (unsigned char)((*number.end | 0x20) - 'a') >= 26)
            number.end++;
        c.p = number.end;
        while (c.p < c.end && (unsigned char)((*c.p | 0x20) - 'a') < 26) c.p++;
        lt_interval_unit unit = lt_interval_unit_of(number.end, (size_t)(c.p - number.end));
        if (unit == LT_INTERVAL_NONE || c.p == number.end) return false;
        if (!lt_interval_add(out, number.p, (size_t)(number.end - number.p), unit, mixed))
            return false;
        skip_blanks(&c);
    }
    return out->from != LT_INTERVAL_NONE;
}

/* ---- fields ---- */

/* Fields behind the first have the range of a clock. */
static int64_t most_of(lt_interval_unit field, bool first)
{
    if (first) return INT64_MAX;
    return field == LT_INTERVAL_MONTH ? 11 : field == LT_INTERVAL_HOUR ? 23 : 59;
}

static bool take_field(cursor *c, lt_interval_unit field, bool first, int64_t *sum)
{
    static const char before[] = {0, '-', 0, ' ', ':', ':'};
    int64_t           value, us = 0;
    if (!first && !take_char(c, before[field])) return false;
    if (!take_digits(c, most_of(field, first), &value)) return false;
    if (field == LT_INTERVAL_SECOND && !take_fraction(c, &us)) return false;
    return !__builtin_mul_overflow(value, unit_size[field], &value) &&
           !__builtin_add_overflow(*sum, value, sum) && !__builtin_add_overflow(*sum, us, sum);
}

bool lt_interval_parse_fields(lt_interval *out, const char *p, size_t n, lt_interval_unit from,
                              lt_interval_unit to)
{
    cursor  c = {p, p + n};
    int64_t sum = 0;
    if (from > to || to > LT_INTERVAL_SECOND) return false;
    if ((from <= LT_INTERVAL_MONTH) != (to <= LT_INTERVAL_MONTH)) return false;
    skip_blanks(&c);
    while (c.p < c.end && (unsigned char)c.end[-1] <= ' ') c.end--;
    bool minus = take_sign(&c);
    for (int field = from; field <= (int)to; field++)
        if (!take_field(&c, (lt_interval_unit)field, field == (int)from, &sum)) return false;
    *out = (lt_interval){from, to, minus ? -sum : sum};
    return c.p == c.end && (!lt_interval_is_months(out) || out->amount == (int32_t)out->amount);
}

/* ---- texts ---- */

static lt_status put_field(lt_buf *out, const lt_interval *v, int field, uint64_t *rest,
                           lt_error *err)
{
    static const char *const before[] = {"", "-", "", " ", ":", ":"};
    bool                     first = field == (int)v->from;
    uint64_t                 size = (uint64_t)unit_size[field], value = *rest / size;
    int                      width = field >= LT_INTERVAL_HOUR ? 2 : 1;
    *rest -= value * size;
    LT_TRY(lt_buf_printf(out, err, "%s%0*llu", first ? "" : before[field], width,
                         (unsigned long long)value));
    if (field != LT_INTERVAL_SECOND || *rest == 0) return LT_OK;
    LT_TRY(lt_buf_printf(out, err, ".%06llu", (unsigned long long)*rest));
    while (out->data[out->len - 1] == '0') out->len--;
    return LT_OK;
}

lt_status lt_interval_text(lt_buf *text, lt_buf *fields, const lt_interval *v, lt_error *err)
{
    uint64_t rest = v->amount < 0 ? 0 - (uint64_t)v->amount : (uint64_t)v->amount;
    if (v->amount < 0) LT_TRY(lt_buf_text(text, "-", err));
    for (int field = v->from; field <= (int)v->to; field++)
        LT_TRY(put_field(text, v, field, &rest, err));
    LT_TRY(lt_buf_text(fields, unit_names[v->from], err));
    if (v->to == v->from) return LT_OK;
    return lt_buf_printf(fields, err, " TO %s", unit_names[v->to]);
}

bool lt_interval_read(lt_interval *out, const char *text, size_t n, const char *fields,
                      size_t fields_n)
{
    size_t           word = 0;
    lt_interval_unit to;
    while (word < fields_n && fields[word] != ' ') word++;
    lt_interval_unit from = to = lt_interval_unit_of(fields, word);
    if (word < fields_n) {
        if (fields_n < word + 5 || strncasecmp(fields + word, " to ", 4) != 0) return false;
        to = lt_interval_unit_of(fields + word + 4, fields_n - word - 4);
    }
    return lt_interval_parse_fields(out, text, n, from, to);
}
