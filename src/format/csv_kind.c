/* csv_kind.c — which type Spark's inference would give a column.
 *
 * A value has one kind, the first that takes it: int, bigint, an integer of up to 38 digits,
 * double, date (yyyy-MM-dd exactly), timestamp, boolean, string. A column's type is a function of
 * the set of its values' kinds, so it depends on neither their order nor how they were shared
 * out among threads (Spark's own, folded from left to right, does in corner cases).
 * Source   Spark 4 CSVInferSchema.inferField, compatibleType
 */
#include "format/csv.h"

#include "core/civil.h"
#include "core/number.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static bool is_digits(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((uint8_t)(p[i] - '0') > 9) return false;
    return n > 0;
}

bool lt_csv_is_special(const uint8_t *p, size_t n, double *out)
{
    static const struct {
        const char *text;
        double      value;
    } words[] = {{"NaN", NAN},
                 {"Inf", INFINITY},
                 {"+Inf", INFINITY},
                 {"-Inf", -INFINITY},
                 {"Infinity", INFINITY},
                 {"+Infinity", INFINITY},
                 {"-Infinity", -INFINITY}};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strlen(words[i].text) == n && memcmp(words[i].text, p, n) == 0)
            return *out = words[i].value, true;
    return false;
}

/* An integer too long for int64. */
static bool add_wide(lt_csv_kind *k, const uint8_t *p, size_t n)
{
    size_t sign = *p == '-' || *p == '+';
    p += sign;
    n -= sign;
    while (n > 1 && *p == '0') p++, n--;
    if (n > LT_DECIMAL_MAX || !is_digits(p, n)) return false;
    k->seen |= LT_CSV_WIDE;
    if (n > k->digits) k->digits = (uint8_t)n;
    return true;
}

static uint8_t digits_of(int64_t v)
{
    uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
    uint8_t  digits = 1;
    for (; u >= 10; u /= 10) digits++;
    return digits;
}

static bool add_number(lt_csv_kind *k, const uint8_t *p, size_t n)
{
    int64_t     whole;
    double      real;
    const char *text = (const char *)p;
    if (lt_parse_i64(text, n, &whole)) {
        uint8_t digits = digits_of(whole);
        k->seen |= whole == (int32_t)whole ? LT_CSV_I32 : LT_CSV_I64;
        if (digits > k->digits) k->digits = digits;
        return true;
    }
    if (add_wide(k, p, n)) return true;
    while (n && (uint8_t)text[0] <= ' ') text++, n--; /* as Java's parseDouble does */
    while (n && (uint8_t)text[n - 1] <= ' ') n--;
    if (!lt_parse_f64(text, n, &real) && !lt_csv_is_special((const uint8_t *)text, n, &real))
        return false;
    k->seen |= LT_CSV_F64;
    return true;
}

static bool add_time(lt_csv_kind *k, const uint8_t *p, size_t n)
{
    int32_t           days;
    lt_timestamp_text t;
    if (lt_parse_date_strict((const char *)p, n, &days))
        k->seen |= LT_CSV_DATE;
    else if (lt_parse_timestamp((const char *)p, n, &t))
        k->seen |= LT_CSV_TIME;
    else
        return false;
    return true;
}

static bool is_word(const uint8_t *p, size_t n)
{
    return (n == 4 && strncasecmp((const char *)p, "true", 4) == 0) ||
           (n == 5 && strncasecmp((const char *)p, "false", 5) == 0);
}

void lt_csv_kind_add(lt_csv_kind *k, const uint8_t *p, size_t n)
{
    uint8_t c = *p;
    if (k->seen & LT_CSV_TEXT) return;
    /* Most texts start with a letter that starts nothing else. */
    bool maybe = c <= '9' || c == 'N' || c == 'I';
    if (maybe && (add_number(k, p, n) || add_time(k, p, n))) return;
    k->seen |= is_word(p, n) ? LT_CSV_BOOL : LT_CSV_TEXT;
}

void lt_csv_kind_join(lt_csv_kind *k, lt_csv_kind other)
{
    k->seen |= other.seen;
    if (other.digits > k->digits) k->digits = other.digits;
}

lt_type lt_csv_kind_type(lt_csv_kind k)
{
    enum { INTS = LT_CSV_I32 | LT_CSV_I64 | LT_CSV_WIDE, TIMES = LT_CSV_DATE | LT_CSV_TIME };
    uint8_t seen = k.seen;
    if (seen == 0) return LT_TYPE(STRING);
    if (seen == LT_CSV_I32) return LT_TYPE(I32);
    if ((seen & ~(LT_CSV_I32 | LT_CSV_I64)) == 0) return LT_TYPE(I64);
    if ((seen & ~INTS) == 0) return lt_decimal(k.digits, 0);
    if ((seen & ~(INTS | LT_CSV_F64)) == 0) return LT_TYPE(F64);
    if (seen == LT_CSV_DATE) return LT_TYPE(DATE);
    if ((seen & ~TIMES) == 0) return LT_TYPE(TIMESTAMP);
    if (seen == LT_CSV_BOOL) return LT_TYPE(BOOL);
    return LT_TYPE(STRING);
}

bool lt_csv_is_decimal_comma(const uint8_t *p, size_t n)
{
    size_t commas = 0, digits = 0;
    size_t i = n && (*p == '-' || *p == '+');
    for (; i < n; i++) {
        bool digit = (uint8_t)(p[i] - '0') <= 9;
        if (!digit && p[i] != ',' && (p[i] != '.' || commas)) return false;
        commas += p[i] == ',';
        digits += digit;
    }
    return commas == 1 && digits > 0;
}
