/* Reading a text by a compiled pattern: first the parts, then the date and time they make.
 *
 * Two parts that say the same must agree: dd and DDD, HH and hh a. */
#include "core/datetime_pattern.h"

#include "core/zone_alias.h"

#include <string.h>
#include <strings.h>

typedef enum part {
    ERA, /* 0 BC, 1 AD */
    YEAR,
    MONTH,
    DAY,
    DAY_OF_YEAR,
    HOUR,       /* 0..23 */
    CLOCK_HOUR, /* 1..24 */
    HALF_HOUR,  /* 0..11 */
    HALF_CLOCK, /* 1..12 */
    HALF,       /* 0 AM, 1 PM */
    MINUTE,
    SECOND,
    MICRO,
    OFFSET,
    PARTS
} part;

typedef struct reader {
    const char *text;
    size_t      n, at;
    uint32_t    has; /* a bit a part */
    int64_t     value[PARTS];
    const char *zone;
    size_t      zone_len;
} reader;

static bool has(const reader *r, part k) { return r->has >> k & 1; }
static int  digit_at(const reader *r, size_t i)
{
    unsigned digit = i < r->n ? (unsigned char)(r->text[i] - '0') : 10;
    return digit < 10 ? (int)digit : -1;
}

/* The next byte; NUL at the end. */
static char peek(const reader *r)
{
    if (r->at < r->n) return r->text[r->at];
    return 0;
}

/* A part said twice must be the same. */
static bool put(reader *r, part k, int64_t value)
{
    if (has(r, k)) return r->value[k] == value;
    r->has |= 1U << k;
    r->value[k] = value;
    return true;
}

/* ---- numbers ---- */

/* How many digits stand at the next place, at most `most`. */
static size_t digits_from(const reader *r, size_t most)
{
    size_t n = 0;
    while (n < most && digit_at(r, r->at + n) >= 0) n++;
    return n;
}

/* The sign of a number, and whether its width allows it. */
static bool take_number(reader *r, const lt_pattern_item *item, int64_t *out)
{
    char   sign = peek(r);
    bool   free = !item->fixed && item->letter != 'D';
    bool   negative = sign == '-' && (free || item->count == 1);
    bool   positive = sign == '+' && item->pads;
    size_t most = (size_t)item->max + item->reserve;
    if (negative || positive) r->at++;
    size_t n = digits_from(r, most);
    if (item->reserve) {
        size_t left = n > item->reserve ? n - item->reserve : 0;
        n = left > item->min ? left : item->min;
    }
    if (n < item->min || digits_from(r, n) < n || n > 18) return false;
    if (item->pads && (positive ? n <= item->min : !negative && n > item->min)) return false;
    int64_t value = 0;
    for (size_t i = 0; i < n; i++) value = value * 10 + digit_at(r, r->at + i);
    r->at += n;
    *out = negative ? -value : value;
    return !negative || value != 0;
}

static part part_of(char letter)
{
    switch (letter) {
    case 'y': return YEAR;
    case 'M':
    case 'L': return MONTH;
    case 'd': return DAY;
    case 'D': return DAY_OF_YEAR;
    case 'H': return HOUR;
    case 'k': return CLOCK_HOUR;
    case 'K': return HALF_HOUR;
    case 'h': return HALF_CLOCK;
    case 'm': return MINUTE;
    default: return SECOND;
    }
}

static bool read_number(reader *r, const lt_pattern_item *item)
{
    int64_t value;
    if (!take_number(r, item, &value)) return false;
    if (item->letter == 'y' && item->count == 2) value += 2000;
    return put(r, part_of(item->letter), value);
}

/* One digit to as many as there are letters. */
static bool read_fraction(reader *r, size_t most)
{
    int64_t micro = 0;
    size_t  n = digits_from(r, most);
    for (size_t i = 0; i < 6; i++) micro = micro * 10 + (i < n ? digit_at(r, r->at + i) : 0);
    r->at += n;
    return n > 0 && put(r, MICRO, micro);
}

/* ---- words ---- */

static bool take_word(reader *r, const char *word, size_t n)
{
    if (r->n - r->at < n || strncasecmp(r->text + r->at, word, n) != 0) return false;
    r->at += n;
    return true;
}

static bool read_month(reader *r, int count)
{
    for (int m = 1; m <= 12; m++) {
        const char *name = lt_month_name(m);
        if (take_word(r, name, count == 4 ? strlen(name) : 3)) return put(r, MONTH, m);
    }
    return false;
}

static bool read_era(reader *r, int count)
{
    static const char *const names[2][2] = {{"BC", "AD"}, {"Before Christ", "Anno Domini"}};
    for (int era = 0; era < 2; era++) {
        const char *name = names[count == 4][era];
        if (take_word(r, name, strlen(name))) return put(r, ERA, era);
    }
    return false;
}

static bool read_half(reader *r)
{
    if (take_word(r, "AM", 2)) return put(r, HALF, 0);
    return take_word(r, "PM", 2) && put(r, HALF, 1);
}

/* ---- zones ---- */

static bool take_two(reader *r, int32_t most, int32_t *out)
{
    if (digits_from(r, 2) < 2) return false;
    *out = digit_at(r, r->at) * 10 + digit_at(r, r->at + 1);
    if (*out > most) return false;
    r->at += 2;
    return true;
}

/* [:]MM or [:]ss, of which the second is as optional as said. */
static bool take_sixty(reader *r, bool colon, bool optional, int32_t *out)
{
    size_t before = r->at;
    *out = 0;
    if ((!colon || take_word(r, ":", 1)) && take_two(r, 59, out)) return true;
    r->at = before;
    return optional;
}

/* Forms as in datetime_print.c: +HH[mm] +HHMM +HH:MM +HHMM[ss] +HH:MM[:ss]. */
static bool read_offset(reader *r, int form, const char *zero)
{
    bool    colon = form == 3 || form == 5;
    int32_t h, m, s = 0;
    if (take_word(r, zero, strlen(zero))) return put(r, OFFSET, 0);
    char sign = peek(r);
    if (sign != '+' && sign != '-') return false;
    r->at++;
    if (!take_two(r, 18, &h) || !take_sixty(r, colon, form == 1, &m)) return false;
    if (form > 3 && !take_sixty(r, colon, true, &s)) return false;
    int32_t size = h * 3600 + m * 60 + s;
    return size <= 18 * 3600 && put(r, OFFSET, sign == '-' ? -size : size);
}

/* GMT, GMT+8, GMT+8:30; full: GMT+08:00. */
static bool read_localized(reader *r, bool full)
{
    int32_t h, m = 0, s = 0;
    if (!take_word(r, "GMT", 3)) return false;
    char sign = peek(r);
    if (sign != '+' && sign != '-') return put(r, OFFSET, 0);
    r->at++;
    if (full || digits_from(r, 2) == 2) {
        if (!take_two(r, 18, &h)) return false;
    } else {
        if ((h = digit_at(r, r->at)) < 0) return false;
        r->at++;
    }
    if (!take_sixty(r, true, !full, &m) || !take_sixty(r, true, true, &s)) return false;
    int32_t size = h * 3600 + m * 60 + s;
    return size <= 18 * 3600 && put(r, OFFSET, sign == '-' ? -size : size);
}

static bool in_zone(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10 || c == '+' ||
           c == '-' || c == '_' || c == '/' || c == ':';
}

/* An id: a region, an offset, or UTC, GMT, UT before one. */
static bool read_zone(reader *r)
{
    size_t from = r->at;
    while (r->at < r->n && in_zone(r->text[r->at])) r->at++;
    if (r->at == from || r->zone) return false;
    r->zone = r->text + from;
    r->zone_len = r->at - from;
    return true;
}

static bool read_zone_item(reader *r, const lt_pattern_item *item)
{
    static const char *const zeros[] = {"+00", "+0000", "+00:00", "+0000", "+00:00"};
    switch (item->letter) {
    case 'O': return read_localized(r, item->count == 4);
    case 'X': return read_offset(r, item->count, "Z");
    case 'x': return read_offset(r, item->count, zeros[item->count - 1]);
    case 'Z':
        if (item->count == 4) return read_localized(r, true);
        return item->count == 5 ? read_offset(r, 5, "Z") : read_offset(r, 2, "+0000");
    default: return read_zone(r);
    }
}

/* ---- items ---- */

static bool read_item(reader *r, const lt_pattern *p, const lt_pattern_item *item)
{
    switch (item->letter) {
    case '\'': return take_word(r, p->text + item->from, item->len);
    case 'G': return read_era(r, item->count);
    case 'a': return read_half(r);
    case 'S': return read_fraction(r, item->count);
    case 'V':
    case 'z':
    case 'O':
    case 'X':
    case 'x':
    case 'Z': return read_zone_item(r, item);
    default: return item->max ? read_number(r, item) : read_month(r, item->count);
    }
}

/* The item behind the ] of the [ at i. */
static int32_t past_optional(const lt_pattern *p, int32_t i)
{
    int depth = 0;
    do {
        if (p->items[i].letter == '[') depth++;
        if (p->items[i].letter == ']') depth--;
        i++;
    } while (depth > 0 && i < p->count);
    return i;
}

/* An optional part that does not fit is as if it were not there. Patterns hold at most
 * LT_PATTERN_ITEMS parts, so states of [ fit a small stack; deeper ones are refused. */
enum { NEST_MAX = 16 };

static bool read_items(reader *r, const lt_pattern *p)
{
    reader  saved[NEST_MAX];
    int32_t open[NEST_MAX];
    int     depth = 0;
    for (int32_t i = 0; i < p->count;) {
        char letter = p->items[i].letter;
        bool good = letter != '[' || depth < NEST_MAX;
        if (letter == '[' && good) {
            saved[depth] = *r;
            open[depth++] = i;
        } else if (letter == ']') {
            depth--;
        } else if (good) {
            good = read_item(r, p, &p->items[i]);
        }
        i++;
        if (good) continue;
        if (depth == 0) return false;
        *r = saved[--depth];
        i = past_optional(p, open[depth]);
    }
    return r->at == r->n;
}

/* ---- what the parts make ---- */

static bool within(const reader *r, part k, int64_t least, int64_t most)
{
    return !has(r, k) || (r->value[k] >= least && r->value[k] <= most);
}

static bool in_range(const reader *r)
{
    return within(r, YEAR, -999999, 999999) && within(r, MONTH, 1, 12) && within(r, DAY, 1, 31) &&
           within(r, DAY_OF_YEAR, 1, 366) && within(r, HOUR, 0, 23) &&
           within(r, CLOCK_HOUR, 1, 24) && within(r, HALF_HOUR, 0, 11) &&
           within(r, HALF_CLOCK, 1, 12) && within(r, MINUTE, 0, 59) && within(r, SECOND, 0, 59);
}

static int64_t value_or(const reader *r, part k, int64_t otherwise)
{
    return has(r, k) ? r->value[k] : otherwise;
}

static bool agrees(const reader *r, part k, int64_t value)
{
    return !has(r, k) || r->value[k] == value;
}

/* Year and day of the year make a date unless month and day do; all that is said must agree. */
static bool make_date(const reader *r, bool era, lt_civil *t)
{
    int64_t year = value_or(r, YEAR, 1970);
    int     month, day;
    if (era && has(r, YEAR) && year < 1) return false; /* a year of an era */
    if (has(r, ERA) && r->value[ERA] == 0) year = 1 - year;
    bool by_month = has(r, MONTH) && has(r, DAY) && has(r, YEAR);
    t->year = (int32_t)year;
    t->month = (int32_t)value_or(r, MONTH, 1);
    t->day = (int32_t)value_or(r, DAY, 1);
    if (has(r, DAY_OF_YEAR) && !by_month) {
        int32_t first = lt_days_from_date((int32_t)year, 1, 1), same;
        lt_date_from_days(first + (int32_t)r->value[DAY_OF_YEAR] - 1, &same, &month, &day);
        if (same != year) return false;
        t->month = month;
        t->day = day;
        return agrees(r, MONTH, month) && agrees(r, DAY, day);
    }
    if (!lt_is_date(t->year, t->month, t->day)) return false;
    return agrees(r, DAY_OF_YEAR, lt_day_of_year(lt_days_from_date(t->year, t->month, t->day)));
}

static bool make_hour(const reader *r, lt_civil *t)
{
    bool    half = has(r, HALF_HOUR) || has(r, HALF_CLOCK);
    int64_t in_half = value_or(r, HALF_HOUR, value_or(r, HALF_CLOCK, 0) % 12);
    int64_t hour = value_or(r, CLOCK_HOUR, 0) % 24;
    if (has(r, HALF_HOUR) && !agrees(r, HALF_CLOCK, in_half ? in_half : 12)) return false;
    if (has(r, HOUR)) {
        if (has(r, CLOCK_HOUR) && hour != r->value[HOUR]) return false;
        hour = r->value[HOUR];
    }
    if (has(r, HOUR) || has(r, CLOCK_HOUR)) {
        t->hour = (int32_t)hour;
        return (!half || in_half == hour % 12) && agrees(r, HALF, hour / 12);
    }
    /* no am or pm: am; pm alone: noon */
    t->hour = (int32_t)(in_half + 12 * value_or(r, HALF, 0));
    return true;
}

bool lt_pattern_parse(const lt_pattern *p, const char *text, size_t n, lt_timestamp_text *out)
{
    reader            r = {.text = text, .n = n};
    lt_civil          t = {0};
    lt_timestamp_text made = {0};
    if (!read_items(&r, p) || !in_range(&r)) return false;
    if (!make_date(&r, p->has_era, &t) || !make_hour(&r, &t)) return false;
    t.minute = (int32_t)value_or(&r, MINUTE, 0);
    t.second = (int32_t)value_or(&r, SECOND, 0);
    t.micro = (int32_t)value_or(&r, MICRO, 0);
    if (!lt_micros_from_civil(&t, &made.local_us)) return false;
    made.has_offset = has(&r, OFFSET);
    made.offset_s = (int32_t)value_or(&r, OFFSET, 0);
    if (!made.has_offset) {
        made.zone = r.zone;
        made.zone_len = r.zone_len;
    }
    *out = made;
    return true;
}

bool lt_pattern_parse_instant(const lt_pattern *p, const lt_zone *z, const char *text, size_t n,
                              int64_t *utc_us)
{
    lt_timestamp_text t;
    lt_zone          *named = NULL;
    if (!lt_pattern_parse(p, text, n, &t)) return false;
    if (t.has_offset)
        return !__builtin_sub_overflow(t.local_us, t.offset_s * LT_US_PER_SECOND, utc_us);
    if (t.zone) {
        const char *name = lt_zone_of_abbreviation(t.zone, &t.zone_len);
        if (lt_zone_open(&named, lt_mem_default(), name, t.zone_len, NULL)) return false;
    }
    *utc_us = lt_zone_to_utc(named ? named : z, t.local_us);
    lt_zone_close(named);
    return true;
}
