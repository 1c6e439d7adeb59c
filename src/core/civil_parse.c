/* Dates and timestamps from text: the strict form of dates, where position decides, and Spark's
 * casts, which are generous about digits and blanks. */
#include "core/civil.h"

#include <string.h>
#include <strings.h>

typedef struct cursor {
    const char *p, *end;
} cursor;

static bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

/* ---- strict ---- */

/* Two digits, or a number above 99. */
static unsigned two(const char *p)
{
    unsigned tens = (unsigned char)(p[0] - '0'), ones = (unsigned char)(p[1] - '0');
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

static bool strict_date(const char *p, int32_t *days)
{
    unsigned century = two(p), rest = two(p + 2), month = two(p + 5), day = two(p + 8);
    if (p[4] != '-' || p[7] != '-' || century > 99 || rest > 99) return false;
    int32_t year = (int32_t)(century * 100 + rest);
    if (year == 0 || !lt_is_date(year, month, day)) return false;
    *days = lt_days_from_date(year, (int)month, (int)day);
    return true;
}

bool lt_parse_date_strict(const char *p, size_t n, int32_t *days)
{
    return n == 10 && strict_date(p, days);
}

/* Up to six digits of a second; more are cut. */
static void take_fraction(cursor *c, int64_t *micros)
{
    int64_t value = 0;
    int     digits = 0;
    for (; c->p < c->end && is_digit(*c->p); c->p++, digits++)
        if (digits < 6) value = value * 10 + (*c->p - '0');
    for (int i = digits; i < 6; i++) value *= 10;
    *micros = value;
}

/* ---- Spark's casts ---- */

/* Spark trims blanks and ASCII control characters. */
static cursor trimmed(const char *p, size_t n)
{
    cursor c = {p, n ? p + n : p};
    while (c.p < c.end && (unsigned char)*c.p <= ' ') c.p++;
    while (c.p < c.end && (unsigned char)c.end[-1] <= ' ') c.end--;
    return c;
}

/* Between `least` and `most` digits; one more digit is a mismatch. */
static bool take_number(cursor *c, int least, int most, int32_t *out)
{
    int32_t value = 0;
    int     digits = 0;
    for (; c->p < c->end && is_digit(*c->p); c->p++) {
        if (++digits > most) return false;
        value = value * 10 + (*c->p - '0');
    }
    *out = value;
    return digits >= least;
}

static bool take_char(cursor *c, char wanted)
{
    if (c->p == c->end || *c->p != wanted) return false;
    c->p++;
    return true;
}

/* [+-]yyyy[y..][-[m]m[-[d]d]]; *parts is how many of the three were there. */
static bool take_date(cursor *c, lt_civil *t, int *parts)
{
    bool negative = take_char(c, '-');
    if (!negative) take_char(c, '+');
    t->month = t->day = *parts = 1;
    if (!take_number(c, 4, 7, &t->year)) return false;
    if (negative) t->year = -t->year;
    if (take_char(c, '-')) {
        if (!take_number(c, 1, 2, &t->month)) return false;
        *parts = 2;
        if (take_char(c, '-')) {
            if (!take_number(c, 1, 2, &t->day)) return false;
            *parts = 3;
        }
    }
    return lt_is_date(t->year, t->month, t->day);
}

bool lt_parse_date(const char *p, size_t n, int32_t *days)
{
    lt_civil t = {0};
    int      parts;
    cursor   c = trimmed(p, n);
    if (!take_date(&c, &t, &parts)) return false;
    if (c.p < c.end && (parts < 3 || (*c.p != ' ' && *c.p != 'T'))) return false;

    /* Seven digits of year reach past an int32 of days. */
    if (t.year > 5881580 || t.year < -5877641) return false;
    if (t.year == 5881580 && (t.month > 7 || (t.month == 7 && t.day > 11))) return false;
    if (t.year == -5877641 && (t.month < 6 || (t.month == 6 && t.day < 23))) return false;
    *days = lt_days_from_date(t.year, t.month, t.day);
    return true;
}

/* After a sign: hh:mm:ss with a colon or hhmm without, minutes and seconds optional. */
static bool take_offset(cursor *c, int32_t *seconds)
{
    const char *from = c->p;
    int32_t     h = 0, m = 0, s = 0;
    if (!take_number(c, 1, 4, &h)) return false;
    if (c->p - from > 2) {
        if (c->p - from == 3) return false;
        m = h % 100;
        h /= 100;
    } else if (take_char(c, ':')) {
        if (!take_number(c, 1, 2, &m)) return false;
        if (take_char(c, ':') && !take_number(c, 1, 2, &s)) return false;
    }
    *seconds = h * 3600 + m * 60 + s;
    return m < 60 && s < 60 && *seconds <= 18 * 3600 && c->p == c->end;
}

bool lt_parse_offset(const char *p, size_t n, int32_t *offset_s)
{
    cursor  c = {p, n ? p + n : p};
    int32_t seconds = 0;
    if (n == 1 && *p == 'Z') {
        *offset_s = 0;
        return true;
    }
    bool negative = take_char(&c, '-');
    if (!negative && !take_char(&c, '+')) return false;
    if (!take_offset(&c, &seconds)) return false;
    *offset_s = negative ? -seconds : seconds;
    return true;
}

/* UTC, GMT or UT, alone or before an offset; else the name of a region. */
static bool take_zone(cursor c, lt_timestamp_text *out)
{
    static const char *const names[] = {"UTC", "GMT", "UT"};
    size_t                   n = (size_t)(c.end - c.p);
    if (lt_parse_offset(c.p, n, &out->offset_s)) {
        out->has_offset = true;
        return true;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t len = strlen(names[i]);
        if (n < len || memcmp(c.p, names[i], len) != 0) continue;
        bool alone = n == len;
        if (!alone && !lt_parse_offset(c.p + len, n - len, &out->offset_s)) continue;
        if (!alone && c.p[len] == 'Z') continue;
        if (alone) out->offset_s = 0;
        out->has_offset = true;
        return true;
    }
    out->zone = c.p;
    out->zone_len = n;
    return n <= 64 && (unsigned char)((*c.p | 0x20) - 'a') < 26;
}

/* [h]h[:[m]m[:[s]s[.f…]]]; *whole tells whether seconds were there. */
static bool take_time(cursor *c, lt_civil *t, bool *whole)
{
    int64_t micros = 0;
    *whole = false;
    if (!take_number(c, 1, 2, &t->hour)) return false;
    if (!take_char(c, ':')) return true;
    if (!take_number(c, 1, 2, &t->minute)) return false;
    if (!take_char(c, ':')) return true;
    if (!take_number(c, 1, 2, &t->second)) return false;
    *whole = true;
    if (take_char(c, '.')) take_fraction(c, &micros);
    t->micro = (int32_t)micros;
    return true;
}

bool lt_parse_timestamp(const char *p, size_t n, lt_timestamp_text *out)
{
    int               parts;
    bool              whole;
    lt_civil          t = {0};
    lt_timestamp_text text = {0};
    cursor            c = trimmed(p, n);

    if (!take_date(&c, &t, &parts)) return false;
    if (c.p < c.end) {
        if (parts < 3 || (*c.p != ' ' && *c.p != 'T')) return false;
        c.p++;
        if (!take_time(&c, &t, &whole)) return false;
        while (c.p < c.end && *c.p == ' ') c.p++;
        if (c.p < c.end && (!whole || !take_zone(c, &text))) return false;
    }
    if (!lt_micros_from_civil(&t, &text.local_us)) return false;
    *out = text;
    return true;
}
