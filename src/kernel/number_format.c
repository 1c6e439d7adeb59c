#include "kernel/number_format.h"

#include "core/number.h"

#include <string.h>

static bool is_digit(int c) { return c >= '0' && c <= '9'; }

/* ---- formats ---- */

static lt_status wrong(const uint8_t *p, size_t n, const char *why, lt_error *err)
{
    lt_fail(err, LT_EINVAL, LT_HERE, "\"%.*s\" is no number format: %s", n < 80 ? (int)n : 80,
            (const char *)p, why);
    lt_error_hint(err, "a format is such as 'S$99,999.00': 0 and 9 are digits, S and MI signs, PR "
                       "brackets");
    return LT_EINVAL;
}

/* The next letters in capitals; what is read is cut off. */
static bool take(const uint8_t **p, const uint8_t *end, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(end - *p) < n) return false;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = (*p)[i];
        if ((c >= 'a' && c <= 'z' ? c & ~0x20 : c) != (uint8_t)word[i]) return false;
    }
    *p += n;
    return true;
}

static uint8_t take_sign(const uint8_t **p, const uint8_t *end)
{
    if (take(p, end, "S")) return 'S';
    return take(p, end, "MI") ? 'M' : 0;
}

static void take_whole(lt_number_format *f, const uint8_t **p, const uint8_t *end)
{
    while (*p < end) {
        bool digit = **p == '0' || **p == '9';
        if (!digit && **p != ',' && **p != 'G' && **p != 'g') break;
        f->whole[f->whole_len++] = (char)(digit ? **p : ',');
        f->whole_digits += digit;
        (*p)++;
    }
}

static const char *fault(const lt_number_format *f)
{
    if (f->whole_digits + f->fraction_digits == 0) return "it has no digits";
    if (f->whole_digits + f->fraction_digits > LT_DECIMAL_MAX) return "it has more than 38 digits";
    for (int i = 0; i < f->whole_len; i++) {
        if (f->whole[i] != ',') continue;
        if (i == 0 || i + 1 == f->whole_len || f->whole[i + 1] == ',')
            return "a separator needs a digit on either side";
    }
    return NULL;
}

lt_status lt_number_format_parse(lt_number_format *out, const uint8_t *p, size_t n, lt_error *err)
{
    const uint8_t *at = p, *end = p + n;
    *out = (lt_number_format){.whole_len = 0};
    if (n > LT_FORMAT_MOST) return wrong(p, n, "it is too long", err);
    out->before = take_sign(&at, end);
    out->dollar = take(&at, end, "$");
    take_whole(out, &at, end);
    out->point = take(&at, end, ".") || take(&at, end, "D");
    while (out->point && at < end && (*at == '0' || *at == '9')) at++, out->fraction_digits++;
    out->after = take(&at, end, "PR") ? 'P' : take_sign(&at, end);
    bool        twice = out->before && (out->after == out->before || out->after == 'P');
    const char *why = at < end ? "a sign has no place there"
                      : twice  ? "a number has one sign"
                               : fault(out);
    return why ? wrong(p, n, why, err) : LT_OK;
}

lt_type lt_number_format_type(const lt_number_format *f)
{
    return lt_decimal(f->whole_digits + f->fraction_digits, f->fraction_digits);
}

/* ---- reading ---- */

typedef struct reader {
    const uint8_t *p, *end;
    lt_i128        value;
    int            digits;
    bool           negative, open;
} reader;

static bool is_blank(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool take_char(reader *r, uint8_t c)
{
    if (r->p >= r->end || *r->p != c) return false;
    r->p++;
    return true;
}

/* Digits up to the next other character; blanks between them do not count. */
static int read_group(reader *r)
{
    int count = 0;
    for (; r->p < r->end && (is_blank(*r->p) || is_digit(*r->p)); r->p++) {
        if (!is_digit(*r->p)) continue;
        if (++count + r->digits > LT_DECIMAL_MAX) return count;
        r->value = r->value * 10 + (*r->p - '0');
    }
    r->digits += count;
    return count;
}

/* How many digits the group of the format that ends before `end` has; *exact: all must be there. */
static int format_group(const lt_number_format *f, int end, bool *exact)
{
    int start = end;
    while (start > 0 && f->whole[start - 1] != ',') start--;
    *exact = start < end && f->whole[start] == '0';
    return end - start;
}

/* The groups of the text fill those of the format from the right. */
static bool read_whole(reader *r, const lt_number_format *f)
{
    int sizes[LT_FORMAT_MOST], count = 0;
    do {
        if (count == LT_FORMAT_MOST) return false;
        sizes[count++] = read_group(r);
        if (r->digits > LT_DECIMAL_MAX) return false;
    } while (take_char(r, ','));
    for (int end = f->whole_len; end >= 0;) {
        bool exact;
        int  want = format_group(f, end, &exact), have = count > 0 ? sizes[--count] : 0;
        if (exact ? have != want : have > want) return false;
        end -= want + 1;
    }
    return count == 0;
}

static void read_sign(reader *r, uint8_t kind)
{
    if (kind == 'S' && take_char(r, '+')) return;
    if (kind != 'P' && kind && take_char(r, '-')) r->negative = !r->negative;
}

static bool read_fraction(reader *r, const lt_number_format *f)
{
    bool point = f->point && take_char(r, '.');
    int  have = point ? read_group(r) : 0;
    if (have > f->fraction_digits) return false;
    for (; have < f->fraction_digits; have++) r->value *= 10;
    return true;
}

bool lt_number_format_read(lt_i128 *out, const lt_number_format *f, const uint8_t *p, size_t n)
{
    reader r = {.p = p, .end = p + n};
    bool   bracket = f->after == 'P' && take_char(&r, '<');
    read_sign(&r, f->before);
    if (f->dollar && r.p < r.end && !take_char(&r, '$')) return false;
    if (f->whole_len && !read_whole(&r, f)) return false;
    if (!read_fraction(&r, f)) return false;
    read_sign(&r, f->after);
    if (bracket && !take_char(&r, '>')) return false;
    if (r.p < r.end || r.digits == 0) return false;
    *out = r.negative != bracket ? -r.value : r.value;
    return true;
}

/* ---- writing ---- */

typedef struct writer {
    char *out;
    int   len;
    bool  negative;
} writer;

static void put(writer *w, char c) { w->out[w->len++] = c; }
static char last(const writer *w) { return (char)(w->len ? w->out[w->len - 1] : 0); }

/* A blank goes before the signs it follows. */
static void put_blank(writer *w)
{
    int i = w->len++;
    for (; i > 0 && strchr("+-<", w->out[i - 1]); i--) w->out[i] = w->out[i - 1];
    w->out[i] = ' ';
}

/* A sign goes before the blanks it follows. */
static void put_sign(writer *w, char sign)
{
    int i = w->len++;
    for (; i > 0 && w->out[i - 1] == ' '; i--) w->out[i] = ' ';
    w->out[i] = sign;
}

/* A point without digits behind it becomes a blank. */
static void drop_point(writer *w)
{
    char *point = memchr(w->out, '.', (size_t)w->len);
    if (point && (point + 1 == w->out + w->len || point[1] == ' ')) *point = ' ';
}

static void write_sign(writer *w, uint8_t kind)
{
    if (kind == 'M' && !w->negative) put(w, ' ');
    if (kind == 'P' && !w->negative) put(w, ' '), put(w, ' ');
    bool shown = kind == 'S' || (kind && w->negative);
    if (shown || kind == 'P') drop_point(w);
    if (shown) put_sign(w, (char)(kind == 'P' ? '>' : w->negative ? '-' : '+'));
}

/* digits[0, n) stand at the right of the format's; before them are blanks or zeros. */
static void write_whole(writer *w, const lt_number_format *f, const char *digits, int n)
{
    int  skip = f->whole_digits - n, at = 0;
    bool exact = false;
    for (int i = 0; i < f->whole_len; i++) {
        bool first = i == 0 || f->whole[i - 1] == ',';
        if (f->whole[i] == ',') {
            if (is_digit(last(w)))
                put(w, ',');
            else
                put_blank(w);
            continue;
        }
        if (first) exact = f->whole[i] == '0';
        if (at >= skip)
            put(w, digits[at - skip]);
        else if (exact)
            put(w, '0');
        else
            put_blank(w);
        at++;
    }
}

size_t lt_number_format_write(char *out, const lt_number_format *f, lt_i128 value, int scale)
{
    char        text[LT_DECIMAL_TEXT + 1], hashes[LT_FORMAT_MOST];
    writer      w = {.out = out, .negative = value < 0};
    int         n = (int)lt_print_decimal(text, value < 0 ? -value : value, scale);
    const char *whole = text, *point = memchr(text, '.', (size_t)n);
    int         whole_len = point ? (int)(point - text) : n;
    const char *fraction = point ? point + 1 : text + n;
    int         fraction_len = n - (int)(fraction - text);
    while (whole_len && *whole == '0') whole++, whole_len--;
    while (fraction_len && fraction[fraction_len - 1] == '0') fraction_len--;
    memset(hashes, '#', sizeof(hashes));
    if (whole_len > f->whole_digits || fraction_len > f->fraction_digits) {
        whole = fraction = hashes;
        whole_len = f->whole_digits;
        fraction_len = f->fraction_digits;
    }
    if (f->after == 'P' && w.negative) put(&w, '<');
    write_sign(&w, f->before);
    if (f->dollar) put(&w, '$');
    write_whole(&w, f, whole, whole_len);
    if (f->point && last(&w) == ' ') w.out[w.len - 1] = '0';
    if (f->point) put(&w, '.');
    for (int i = 0; i < f->fraction_digits; i++)
        put(&w, (char)(i < fraction_len ? fraction[i] : '0'));
    write_sign(&w, f->after);
    drop_point(&w);
    bool bare = w.len == 0 || (w.len == 1 && (out[0] == '+' || out[0] == '-'));
    if (bare) out[0] = '0', w.len = 1;
    return (size_t)w.len;
}
