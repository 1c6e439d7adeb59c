/* The calendar repeats every 400 years, so instants are moved into 2000..2399 first and the
 * answer is moved back: any int64 of seconds works. */
#include "core/zone_rule.h"

#include "core/civil.h"

#include <string.h>

#define CYCLE_S (INT64_C(146097) * 86400)
#define Y2000_S INT64_C(946684800)

typedef struct cursor {
    const char *p, *end;
} cursor;

/* ---- reading ---- */

static bool is_letter(char c) { return (unsigned char)((c | 0x20) - 'a') < 26; }
static bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

static bool take_char(cursor *c, char wanted)
{
    if (c->p == c->end || *c->p != wanted) return false;
    c->p++;
    return true;
}

static bool take_number(cursor *c, int32_t least, int32_t most, int32_t *out)
{
    int32_t     value = 0;
    const char *from = c->p;
    while (c->p < c->end && is_digit(*c->p) && value <= most) value = value * 10 + (*c->p++ - '0');
    *out = value;
    return c->p > from && value >= least && value <= most;
}

/* CET, or <+03>. */
static bool take_name(cursor *c, char out[LT_ZONE_ABBREVIATION])
{
    bool        quoted = take_char(c, '<');
    const char *from = c->p;
    while (c->p < c->end && (quoted ? *c->p != '>' : is_letter(*c->p))) c->p++;
    size_t len = (size_t)(c->p - from);
    if (len < 1 || len >= LT_ZONE_ABBREVIATION) return false;
    memcpy(out, from, len);
    out[len] = 0;
    return !quoted || take_char(c, '>');
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool take_time(cursor *c, int32_t most_hours, int32_t *seconds)
{
    bool    negative = take_char(c, '-');
    int32_t h, m = 0, s = 0;
    if (!negative) take_char(c, '+');
    if (!take_number(c, 0, most_hours, &h)) return false;
    if (take_char(c, ':')) {
        if (!take_number(c, 0, 59, &m)) return false;
        if (take_char(c, ':') && !take_number(c, 0, 59, &s)) return false;
    }
    *seconds = (h * 3600 + m * 60 + s) * (negative ? -1 : 1);
    return true;
}

static bool take_day(cursor *c, lt_zone_day *d)
{
    *d = (lt_zone_day){.kind = 'N', .time_s = 2 * 3600};
    if (take_char(c, 'M')) {
        d->kind = 'M';
        if (!take_number(c, 1, 12, &d->month) || !take_char(c, '.')) return false;
        if (!take_number(c, 1, 5, &d->week) || !take_char(c, '.')) return false;
        if (!take_number(c, 0, 6, &d->day)) return false;
    } else if (take_char(c, 'J')) {
        d->kind = 'J';
        if (!take_number(c, 1, 365, &d->day)) return false;
    } else if (!take_number(c, 0, 365, &d->day)) {
        return false;
    }
    return !take_char(c, '/') || take_time(c, 167, &d->time_s);
}

bool lt_zone_rule_parse(const char *p, size_t n, lt_zone_rule *out)
{
    lt_zone_rule r = {0};
    cursor       c = {p, p + n};
    int32_t      west;

    if (!take_name(&c, r.standard_name) || !take_time(&c, 24, &west)) return false;
    r.standard_s = -west;
    r.has_dst = c.p < c.end;
    if (r.has_dst) {
        if (!take_name(&c, r.dst_name)) return false;
        r.dst_s = r.standard_s + 3600;
        if (c.p < c.end && *c.p != ',') {
            if (!take_time(&c, 24, &west)) return false;
            r.dst_s = -west;
        }
        if (!take_char(&c, ',') || !take_day(&c, &r.start)) return false;
        if (!take_char(&c, ',') || !take_day(&c, &r.end)) return false;
    }
    if (c.p != c.end) return false;
    *out = r;
    return true;
}

/* ---- using ---- */

/* The day in a year, in seconds since 1970 as if the wall clock were UTC. */
static int64_t wall_of_day(const lt_zone_day *d, int32_t year)
{
    int32_t day = lt_days_from_date(year, 1, 1);
    if (d->kind == 'N') {
        day += d->day;
    } else if (d->kind == 'J') {
        day += d->day - 1 + (d->day >= 60 && lt_is_leap_year(year));
    } else {
        int32_t first = lt_days_from_date(year, d->month, 1);
        int     ahead = (d->day - lt_weekday(first) % 7 + 7) % 7;
        day = first + ahead + 7 * (d->week - 1);
        if (day >= first + lt_days_in_month(year, d->month)) day -= 7;
    }
    return (int64_t)day * 86400 + d->time_s;
}

typedef struct change {
    int64_t at;
    bool    to_dst;
} change;

/* Both changes of three years, in order. Of two at one instant the one written first stays
 * first, so DST that ends as the next year's begins lasts all year. */
static int changes_around(const lt_zone_rule *r, int32_t year, change out[6])
{
    int n = 0;
    for (int32_t y = year - 1; y <= year + 1; y++) {
        out[n++] = (change){wall_of_day(&r->start, y) - r->standard_s, true};
        out[n++] = (change){wall_of_day(&r->end, y) - r->dst_s, false};
    }
    for (int i = 1; i < n; i++)
        for (int j = i; j > 0; j--) {
            change a = out[j - 1], b = out[j];
            if (a.at <= b.at) break;
            out[j - 1] = b;
            out[j] = a;
        }
    return n;
}

static int64_t moved(int64_t t, int64_t cycles)
{
    int64_t by, sum;
    if (__builtin_mul_overflow(cycles, CYCLE_S, &by) || __builtin_add_overflow(t, by, &sum))
        return cycles < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

lt_zone_span lt_zone_rule_at(const lt_zone_rule *r, int64_t utc_s)
{
    lt_zone_span span = {INT64_MIN, INT64_MAX, r->standard_s, false, r->standard_name};
    if (!r->has_dst) return span;

    int64_t cycles = utc_s / CYCLE_S - (utc_s % CYCLE_S < 0);
    int64_t t = utc_s - cycles * CYCLE_S;
    if (t < Y2000_S) {
        t += CYCLE_S;
        cycles--;
    }
    int32_t year;
    int     month, day, i = 0;
    change  all[6] = {0};
    lt_date_from_days((int32_t)(t / 86400), &year, &month, &day);
    int n = changes_around(r, year, all);
    while (i + 1 < n && all[i + 1].at <= t) i++;

    span.from_s = moved(all[i].at, cycles);
    span.until_s = i + 1 < n ? moved(all[i + 1].at, cycles) : INT64_MAX;
    span.is_dst = all[i].to_dst;
    if (span.is_dst) {
        span.offset_s = r->dst_s;
        span.abbreviation = r->dst_name;
    }
    return span;
}
