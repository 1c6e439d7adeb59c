/* Writing a wall clock by a compiled pattern. */
#include "core/datetime_pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct printer {
    lt_buf                 *out;
    const lt_pattern_clock *t;
    lt_civil                civil;
    int32_t                 days;
    bool                    has_era;
    lt_error               *err;
} printer;

static lt_status put(printer *p, const char *text, size_t n)
{
    return lt_buf_add(p->out, text, n, p->err);
}

static lt_status put_text(printer *p, const char *text) { return put(p, text, strlen(text)); }

/* value >= 0, in at least width digits. */
static lt_status put_number(printer *p, int64_t value, int width)
{
    char  digits[24];
    char *end = digits + sizeof(digits), *at = end;
    for (; value > 0 || width > 0; value /= 10, width--) *--at = (char)('0' + value % 10);
    return put(p, at, (size_t)(end - at));
}

/* yy is the last two digits; a year past yyyy has a sign. */
static lt_status put_year(printer *p, const lt_pattern_item *item)
{
    int64_t year = p->civil.year;
    if (p->has_era && year < 1) year = 1 - year;
    if (item->count == 2) return put_number(p, llabs(year) % 100, 2);
    int64_t most = 1;
    for (int i = 0; i < item->count; i++) most *= 10;
    if (item->pads && year >= most) LT_TRY(put(p, "+", 1));
    if (year < 0) LT_TRY(put(p, "-", 1));
    return put_number(p, llabs(year), item->count);
}

static lt_status put_quarter(printer *p, int count)
{
    static const char *const words[] = {"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};
    int                      quarter = (p->civil.month - 1) / 3;
    if (count < 3) return put_number(p, quarter + 1, count);
    return count == 3 ? lt_buf_printf(p->out, p->err, "Q%d", quarter + 1)
                      : put_text(p, words[quarter]);
}

static lt_status put_name(printer *p, const char *name, int count)
{
    return put(p, name, count == 4 ? strlen(name) : 3);
}

static lt_status put_fraction(printer *p, int count)
{
    char digits[16];
    snprintf(digits, sizeof(digits), "%06d000", p->civil.micro);
    return put(p, digits, (size_t)count);
}

/* ---- offsets ---- */

/* Forms of X and x by count: +HH[mm] +HHMM +HH:MM +HHMM[ss] +HH:MM[:ss]. */
static lt_status put_offset(printer *p, int form, const char *zero)
{
    int32_t s = p->t->offset_s, size = s < 0 ? -s : s;
    bool    colon = form == 3 || form == 5;
    if (s == 0) return put_text(p, zero);
    LT_TRY(lt_buf_printf(p->out, p->err, "%c%02d", s < 0 ? '-' : '+', size / 3600));
    if (form == 1 && size / 60 % 60 == 0) return LT_OK;
    LT_TRY(lt_buf_printf(p->out, p->err, colon ? ":%02d" : "%02d", size / 60 % 60));
    if (form < 4 || size % 60 == 0) return LT_OK;
    return lt_buf_printf(p->out, p->err, colon ? ":%02d" : "%02d", size % 60);
}

static lt_status put_localized(printer *p, bool full)
{
    int32_t s = p->t->offset_s, size = s < 0 ? -s : s;
    LT_TRY(put_text(p, "GMT"));
    if (s == 0) return LT_OK;
    LT_TRY(lt_buf_printf(p->out, p->err, full ? "%c%02d" : "%c%d", s < 0 ? '-' : '+', size / 3600));
    if (full || size % 3600) LT_TRY(lt_buf_printf(p->out, p->err, ":%02d", size / 60 % 60));
    return size % 60 ? lt_buf_printf(p->out, p->err, ":%02d", size % 60) : LT_OK;
}

/* A zone whose periods have no names shows its offset. */
static lt_status put_zone_name(printer *p)
{
    const char *name = p->t->abbreviation;
    if (*name != '+' && *name != '-') return put_text(p, name);
    return strchr("+-", *p->t->zone) ? put_text(p, p->t->zone) : put_localized(p, true);
}

static lt_status put_zone(printer *p, const lt_pattern_item *item)
{
    static const char *const zeros[] = {"+00", "+0000", "+00:00", "+0000", "+00:00"};
    switch (item->letter) {
    case 'V': return put_text(p, p->t->zone);
    case 'z': return put_zone_name(p);
    case 'O': return put_localized(p, item->count == 4);
    case 'X': return put_offset(p, item->count, "Z");
    case 'x': return put_offset(p, item->count, zeros[item->count - 1]);
    default: break; /* Z */
    }
    if (item->count == 4) return put_localized(p, true);
    return item->count == 5 ? put_offset(p, 5, "Z") : put_offset(p, 2, "+0000");
}

/* ---- items ---- */

static lt_status put_date(printer *p, const lt_pattern_item *item)
{
    const lt_civil *t = &p->civil;
    int             count = item->count;
    switch (item->letter) {
    case 'G':
        if (count == 4) return put_text(p, t->year < 1 ? "Before Christ" : "Anno Domini");
        return put_text(p, t->year < 1 ? "BC" : "AD");
    case 'y': return put_year(p, item);
    case 'M':
    case 'L':
        return count < 3 ? put_number(p, t->month, count)
                         : put_name(p, lt_month_name(t->month), count);
    case 'd': return put_number(p, t->day, count);
    case 'D': return put_number(p, lt_day_of_year(p->days), count);
    case 'Q':
    case 'q': return put_quarter(p, count);
    case 'E': return put_name(p, lt_weekday_name(lt_weekday(p->days)), count);
    default: return put_number(p, (t->day - 1) % 7 + 1, 1); /* F */
    }
}

static lt_status put_item(printer *p, const lt_pattern *pattern, const lt_pattern_item *item)
{
    const lt_civil *t = &p->civil;
    int             count = item->count;
    switch (item->letter) {
    case '\'': return put(p, pattern->text + item->from, item->len);
    case '[':
    case ']': return LT_OK;
    case 'a': return put_text(p, t->hour < 12 ? "AM" : "PM");
    case 'h': return put_number(p, (t->hour + 11) % 12 + 1, count);
    case 'K': return put_number(p, t->hour % 12, count);
    case 'k': return put_number(p, (t->hour + 23) % 24 + 1, count);
    case 'H': return put_number(p, t->hour, count);
    case 'm': return put_number(p, t->minute, count);
    case 's': return put_number(p, t->second, count);
    case 'S': return put_fraction(p, count);
    case 'V':
    case 'z':
    case 'O':
    case 'X':
    case 'x':
    case 'Z': return put_zone(p, item);
    default: return put_date(p, item);
    }
}

lt_status lt_pattern_print(lt_buf *out, const lt_pattern *p, const lt_pattern_clock *t,
                           lt_error *err)
{
    printer to = {.out = out, .t = t, .has_era = p->has_era, .err = err};
    to.civil = lt_civil_from_micros(t->local_us);
    to.days = lt_days_from_micros(t->local_us);
    for (int32_t i = 0; i < p->count; i++) LT_TRY(put_item(&to, p, &p->items[i]));
    return LT_OK;
}
