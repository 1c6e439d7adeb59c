/* Compiling: the letters become items, with the widths that java.time gives them. */
#include "core/datetime_pattern.h"

#include <string.h>

const char *lt_month_name(int month)
{
    static const char *const names[] = {"",        "January",  "February", "March",  "April",
                                        "May",     "June",     "July",     "August", "September",
                                        "October", "November", "December"};
    return names[month >= 1 && month <= 12 ? month : 0];
}

const char *lt_weekday_name(int weekday)
{
    static const char *const names[] = {"",         "Monday", "Tuesday",  "Wednesday",
                                        "Thursday", "Friday", "Saturday", "Sunday"};
    return names[weekday >= 1 && weekday <= 7 ? weekday : 0];
}

typedef struct compiler {
    lt_pattern    *p;
    const char    *text;
    size_t         n, at;
    lt_pattern_use use;
    int            bytes; /* of literals so far */
    int            open;  /* [ without their ] */
    int            value; /* the number that digits right behind it are taken from; -1: none */
    lt_error      *err;
} compiler;

static lt_status bad(compiler *c, const char *hint, const char *what)
{
    lt_fail(c->err, LT_EINVAL, LT_HERE, "%s in the datetime pattern '%.*s'", what, (int)c->n,
            c->text);
    lt_error_hint(c->err, "%s", hint);
    return LT_EINVAL;
}

static lt_status too_many(compiler *c, char letter)
{
    char what[32] = "too many letters ? in a row";
    *strchr(what, '?') = letter;
    return bad(c, "yyyy-MM-dd HH:mm:ss.SSS is a pattern", what);
}

static lt_status add_item(compiler *c, lt_pattern_item item)
{
    if (c->p->count == LT_PATTERN_ITEMS) return bad(c, "write a shorter one", "too many parts");
    c->p->items[c->p->count++] = item;
    return LT_OK;
}

static lt_status add_literal(compiler *c, const char *p, size_t n)
{
    lt_pattern *to = c->p;
    c->value = -1;
    lt_pattern_item *last = to->count ? &to->items[to->count - 1] : NULL;
    if (n == 0) return LT_OK;
    memcpy(to->text + c->bytes, p, n);
    if (last && last->letter == '\'') {
        last->len = (uint8_t)(last->len + n);
    } else {
        lt_pattern_item item = {.letter = '\'', .from = (uint8_t)c->bytes, .len = (uint8_t)n};
        LT_TRY(add_item(c, item));
    }
    c->bytes += (int)n;
    return LT_OK;
}

/* 'text', in which '' is one quote; '' alone is one too. */
static lt_status add_quoted(compiler *c)
{
    size_t open = c->at++, from = c->at;
    for (; c->at < c->n; c->at++) {
        if (c->text[c->at] != '\'') continue;
        LT_TRY(add_literal(c, c->text + from, c->at - from));
        if (c->at + 1 == c->n || c->text[c->at + 1] != '\'') {
            bool empty = c->at == open + 1;
            c->at++;
            return empty ? add_literal(c, "'", 1) : LT_OK;
        }
        from = ++c->at; /* the second of two begins what follows */
    }
    return bad(c, "write '' for a quote", "a quote is not closed");
}

/* ---- numbers ---- */

/* Java lets a number give up digits to the fixed ones right behind it: yyyyMMdd. */
static lt_status add_number(compiler *c, lt_pattern_item item)
{
    lt_pattern *p = c->p;
    LT_TRY(add_item(c, item));
    if (c->value >= 0 && item.fixed)
        p->items[c->value].reserve = (uint8_t)(p->items[c->value].reserve + item.max);
    else
        c->value = p->count - 1;
    return LT_OK;
}

static lt_status number_of(compiler *c, char letter, int count)
{
    lt_pattern_item item = {.letter = letter, .count = (uint8_t)count};
    item.min = (uint8_t)count;
    item.max = count == 1 ? 19 : (uint8_t)count;
    item.fixed = count > 1;
    if (letter == 'y' && count != 2) {
        item.max = 19;
        item.fixed = false;
        item.pads = count > 3;
    }
    if (letter == 'D' && count > 1) {
        item.max = 3;
        item.fixed = count == 3;
    }
    return add_number(c, item);
}

/* ---- letters ---- */

static lt_status add_text(compiler *c, char letter, int count)
{
    lt_pattern_item item = {.letter = letter, .count = (uint8_t)count};
    c->value = -1;
    return add_item(c, item);
}

/* How many of a letter there may be in a row; 0: it is none of the letters. */
static int most_of(char letter)
{
    static const char most[] = "G4y6M4L4d2D3Q4q4E4F1a1h2k2K2H2m2s2S9V2z4O4X5x5Z5";
    for (const char *p = most; *p; p += 2)
        if (*p == letter) return p[1] - '0';
    return 0;
}

static lt_status refuse_letter(compiler *c, char letter)
{
    char what[] = "the letter ? has no meaning";
    *strchr(what, '?') = letter;
    if (strchr("YWwuec", letter))
        return bad(c, "weeks are not for patterns: use extract(week from …); years are y", what);
    if (strchr("EFQq", letter)) {
        char parse[] = "the letter ? is only for writing, not for reading,";
        *strchr(parse, '?') = letter;
        return bad(c, "cut that part off the text first, or leave it out with substring", parse);
    }
    return bad(c, "put text between quotes: yyyy-MM-dd'T'HH:mm", what);
}

static lt_status add_letters(compiler *c, char letter, int count)
{
    int most = most_of(letter);
    if (!most || (c->use == LT_PATTERN_PARSE && strchr("EFQq", letter)))
        return refuse_letter(c, letter);
    if (count > most) return too_many(c, letter);
    if (letter == 'V' && count != 2) return bad(c, "write VV", "a zone id has two letters V");
    if (letter == 'O' && count != 1 && count != 4)
        return bad(c, "write O or OOOO", "a localized offset has one or four letters O");
    if (letter == 'z' && count == 4) {
        lt_fail(c->err, LT_EUNSUPPORTED, LT_HERE, "the long names of zones (zzzz) are not known");
        lt_error_hint(c->err, "write z for the short name, VV for the id or XXX for the offset");
        return LT_EUNSUPPORTED;
    }
    if (letter == 'G') c->p->has_era = true;
    bool number = strchr("yDdhkKHms", letter) || (strchr("MLQq", letter) && count < 3);
    return number ? number_of(c, letter, count) : add_text(c, letter, count);
}

static lt_status add_bracket(compiler *c, char bracket)
{
    c->open += bracket == '[' ? 1 : -1;
    if (c->open < 0) return bad(c, "an optional part is [ ]", "a ] without its [");
    return add_text(c, bracket, 1);
}

static lt_status next_part(compiler *c)
{
    char   letter = c->text[c->at];
    size_t run = 1;
    if (letter == '\'') return add_quoted(c);
    if ((unsigned char)((letter | 0x20) - 'a') < 26) {
        while (c->at + run < c->n && c->text[c->at + run] == letter) run++;
        c->at += run;
        return add_letters(c, letter, (int)run);
    }
    c->at++;
    if (letter == '[' || letter == ']') return add_bracket(c, letter);
    if (letter == '{' || letter == '}' || letter == '#')
        return bad(c, "put it between quotes", "a reserved character");
    return add_literal(c, &letter, 1);
}

lt_status lt_pattern_compile(lt_pattern *out, const char *text, size_t n, lt_pattern_use use,
                             lt_error *err)
{
    compiler c = {.p = out, .text = text, .n = n, .use = use, .value = -1, .err = err};
    out->count = 0;
    out->has_era = false;
    if (n > LT_PATTERN_BYTES)
        return LT_FAIL(err, LT_EINVAL, "a datetime pattern of %zu bytes: the limit is %d", n,
                       LT_PATTERN_BYTES);
    while (c.at < n) LT_TRY(next_part(&c));
    /* Java closes what is open at the end */
    for (; c.open > 0; c.open--) LT_TRY(add_text(&c, ']', 1));
    return LT_OK;
}
