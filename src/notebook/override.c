#include "notebook/param.h"

#include "core/nearest.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

lt_status lt_lua_quote(lt_buf *out, const char *text, size_t len, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "\"", err));
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            LT_TRY(lt_buf_printf(out, err, "\\%c", c));
        else if (c == '\n')
            LT_TRY(lt_buf_text(out, "\\n", err));
        else if (c < 0x20 || c == 0x7F)
            LT_TRY(lt_buf_printf(out, err, "\\%03u", c));
        else
            LT_TRY(lt_buf_add(out, text + i, 1, err));
    }
    return lt_buf_text(out, "\"", err);
}

/* ── values, each as strict as its type ── */

static const char *digits(const char *s, int least, int most)
{
    int n = 0;
    while (n < most && is_digit(s[n])) n++;
    return n < least ? NULL : s + n;
}

static bool is_int(const char *s)
{
    static const char top[] =
        "9223372036854775807"; /* its negative: Lua reads one less as a float */
    if (*s == '-' || *s == '+') s++;
    size_t len = strspn(s, "0123456789");
    if (!len || s[len]) return false;
    while (*s == '0' && s[1]) s++, len--;
    if (len != sizeof(top) - 1) return len < sizeof(top) - 1;
    return strcmp(s, top) <= 0;
}

/* A decimal number that a double can hold: its size is told from the places of its digits. */
static bool is_float(const char *s)
{
    if (*s == '-' || *s == '+') s++;
    size_t whole = strspn(s, "0123456789"), zeros = strspn(s, "0");
    size_t fraction = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
    bool   has_point = s[whole] == '.';
    if (whole + fraction == 0) return false;
    long        size = (long)whole - (long)(zeros < whole ? zeros : whole), exponent = 0;
    const char *e = s + whole + has_point + fraction;
    if (*e == 'e' || *e == 'E') {
        bool negative = *++e == '-';
        if (*e == '-' || *e == '+') e++;
        if (!is_digit(*e)) return false;
        for (; is_digit(*e); e++)
            if (exponent < 100000) exponent = exponent * 10 + (*e - '0');
        if (negative) exponent = -exponent;
    }
    return !*e && size + exponent <= 308;
}

static int number_at(const char *s, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) value = value * 10 + (s[i] - '0');
    return value;
}

/* Past YYYY-MM-DD, or NULL. */
static const char *skip_date(const char *s)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const char      *m = digits(s, 4, 4), *d = NULL, *end = NULL;
    if (m && *m == '-') d = digits(m + 1, 2, 2);
    if (d && *d == '-') end = digits(d + 1, 2, 2);
    if (!end) return NULL;
    int  year = number_at(s, 4), month = number_at(m + 1, 2), day = number_at(d + 1, 2);
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (year < 1 || month < 1 || month > 12 || day < 1) return NULL;
    return day <= days[month - 1] + (leap && month == 2) ? end : NULL;
}

/* Past two digits that are at most `most`, or NULL. */
static const char *skip_pair(const char *s, int most)
{
    const char *end = s ? digits(s, 2, 2) : NULL;
    return end && number_at(s, 2) <= most ? end : NULL;
}

static const char *skip_zone(const char *s)
{
    if (*s == 'Z') return s + 1;
    if (*s != '+' && *s != '-') return s;
    s = skip_pair(s + 1, 18);
    if (s && *s == ':') return skip_pair(s + 1, 59);
    return s;
}

static bool is_timestamp(const char *s)
{
    s = skip_date(s);
    if (!s || !*s) return s != NULL;
    if (*s != 'T' && *s != ' ') return false;
    s = skip_pair(s + 1, 23);
    s = s && *s == ':' ? skip_pair(s + 1, 59) : NULL;
    if (s && *s == ':') {
        s = skip_pair(s + 1, 59);
        if (s && *s == '.') s = digits(s + 1, 1, 9);
    }
    if (s) s = skip_zone(s);
    return s && !*s;
}

static bool is_date(const char *s)
{
    s = skip_date(s);
    return s && !*s;
}

static const lt_param_choice *find_choice(const lt_param *p, const char *value)
{
    for (size_t i = 0; i < p->choice_count; i++)
        if (!strcmp(p->choices[i].text, value)) return &p->choices[i];
    return NULL;
}

static bool fits(const lt_param *p, const char *value)
{
    switch (p->type) {
    case LT_PARAM_INT: return is_int(value);
    case LT_PARAM_FLOAT: return is_float(value);
    case LT_PARAM_BOOL: return !strcmp(value, "true") || !strcmp(value, "false");
    case LT_PARAM_DATE: return is_date(value);
    case LT_PARAM_TIMESTAMP: return is_timestamp(value);
    case LT_PARAM_CHOICE: return find_choice(p, value) != NULL;
    case LT_PARAM_STRING: break;
    }
    return true;
}

/* Adds a name to a list for a hint, as far as there is room. */
static void list_name(char *list, size_t size, const char *name)
{
    size_t n = strlen(list);
    if (n + strlen(name) + 3 < size) snprintf(list + n, size - n, "%s%s", n ? ", " : "", name);
}

static void hint_value(const lt_param *p, lt_error *err)
{
    static const char *const forms[] = {
        [LT_PARAM_INT] = "a whole number, such as 42",
        [LT_PARAM_FLOAT] = "a number, such as 0.25",
        [LT_PARAM_BOOL] = "true or false",
        [LT_PARAM_DATE] = "a day that exists, such as 2026-07-01",
        [LT_PARAM_TIMESTAMP] = "a time, such as 2026-07-01T06:30:00Z",
    };
    char list[400] = "";
    if (p->type != LT_PARAM_CHOICE) {
        lt_error_hint(err, "give %s", forms[p->type]);
        return;
    }
    for (size_t i = 0; i < p->choice_count; i++) list_name(list, sizeof(list), p->choices[i].text);
    lt_error_hint(err, "give one of: %s", list);
}

static lt_status add_value(lt_buf *out, const lt_param *p, const char *value, lt_error *err)
{
    if (!fits(p, value)) {
        lt_fail(err, LT_EUSAGE, LT_HERE, "parameter %s: \"%s\" is not %s %s", p->name, value,
                p->type == LT_PARAM_INT ? "an" : "a", lt_param_type_word(p->type));
        hint_value(p, err);
        return LT_EUSAGE;
    }
    switch (p->type) {
    case LT_PARAM_INT: return lt_buf_text(out, value + (*value == '+'), err);
    case LT_PARAM_FLOAT:
        LT_TRY(lt_buf_text(out, value + (*value == '+'), err));
        return strpbrk(value, ".eE") ? LT_OK : lt_buf_text(out, ".0", err);
    case LT_PARAM_BOOL: return lt_buf_text(out, value, err);
    case LT_PARAM_CHOICE: return lt_buf_text(out, find_choice(p, value)->lua, err);
    case LT_PARAM_STRING:
    case LT_PARAM_DATE:
    case LT_PARAM_TIMESTAMP: break;
    }
    return lt_lua_quote(out, value, strlen(value), err);
}

/* ── names ── */

static const lt_param *find(const lt_param *params, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(params[i].name, name)) return &params[i];
    return NULL;
}

static const char *name_at(const void *params, size_t i)
{
    return ((const lt_param *)params)[i].name;
}

static lt_status unknown(const lt_param *params, size_t count, const char *name, lt_error *err)
{
    char list[400] = "";
    lt_fail(err, LT_EUSAGE, LT_HERE, "the notebook has no parameter %s", name);
    for (size_t i = 0; i < count; i++) list_name(list, sizeof(list), params[i].name);
    const char *near = lt_nearest_of(name, name_at, params, count);
    if (near)
        lt_error_hint(err, "did you mean %s? The parameters are: %s", near, list);
    else if (count)
        lt_error_hint(err, "the parameters are: %s", list);
    else
        lt_error_hint(err, "no cell is tagged tags=[\"parameters\"]");
    return LT_EUSAGE;
}

lt_status lt_notebook_override(lt_buf *out, const lt_notebook *nb, const char *const *names,
                               const char *const *values, size_t n, lt_error *err)
{
    lt_arena        arena = {.mem = out->mem};
    const lt_param *params, *p;
    size_t          count, before = out->len;
    lt_status       status = lt_notebook_params(&params, &count, nb, &arena, err);
    for (size_t i = 0; !status && i < n; i++) {
        if (!(p = find(params, count, names[i]))) {
            status = unknown(params, count, names[i], err);
            break;
        }
        status = lt_buf_printf(out, err, "%s = ", p->name);
        if (!status) status = add_value(out, p, values[i], err);
        if (!status) status = lt_buf_text(out, "\n", err);
    }
    lt_arena_clear(&arena);
    if (status) out->len = before;
    return status;
}
