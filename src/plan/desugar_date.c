#include "plan/desugar_date.h"

#include "core/civil.h"
#include "plan/desugar.h"

#include <string.h>
#include <strings.h>

static lt_status no_memory(lt_error *err)
{
    return LT_FAIL(err, LT_ENOMEM, "no memory for an expression");
}

static lt_expr *arg(const lt_expr *e, int32_t i) { return lt_expr_retain(e->args[i]); }

static bool is_text(const lt_expr *e)
{
    return e->kind == LT_EXPR_LITERAL && e->value.type.id == LT_STRING && !e->value.null;
}

/* ---- fields ---- */

const char *lt_date_field(const char *field, size_t len)
{
    static const char *const fields[][2] = {{"year", " year y years yr yrs "},
                                            {"yearofweek", " yearofweek "},
                                            {"quarter", " quarter qtr "},
                                            {"month", " month mon mons months "},
                                            {"weekofyear", " week w weeks "},
                                            {"day", " day d days "},
                                            {"dayofweek", " dayofweek dow "},
                                            {"weekday", " dayofweek_iso dow_iso "},
                                            {"dayofyear", " doy dayofyear "},
                                            {"hour", " hour h hours hr hrs "},
                                            {"minute", " minute m min mins minutes "},
                                            {"secondwithfraction", " second s sec seconds secs "}};
    char                     word[20] = " ";
    if (len == 0 || len > sizeof(word) - 3) return NULL;
    for (size_t i = 0; i < len; i++) {
        char c = field[i];
        word[i + 1] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    word[len + 1] = ' ';
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
        if (strstr(fields[i][1], word)) return fields[i][0];
    return NULL;
}

static lt_status field(lt_expr **out, const lt_expr *e, lt_error *err)
{
    const lt_expr *word = e->args[0];
    if (!is_text(word)) return LT_OK; /* the row of the registry says what is wrong */
    const char *name = lt_date_field((const char *)word->value.s.bytes, (size_t)word->value.s.len);
    if (!name) {
        lt_fail(err, LT_EINVAL, LT_HERE, "\"%.*s\" is no field of a date", word->value.s.len,
                (const char *)word->value.s.bytes);
        lt_error_hint(err, "write %s", LT_DATE_FIELDS);
        return LT_EINVAL;
    }
    lt_expr *x = arg(e, 1);
    *out = lt_call_like(e, name, &x, 1);
    if (*out && strcmp(name, "weekday") == 0) { /* 1 Monday … 7 */
        lt_expr *one = lt_expr_literal((lt_value){.type = LT_TYPE(I32), .i = 1});
        *out = lt_call_like(e, "+", (lt_expr *[]){*out, one}, 2);
    }
    return *out ? LT_OK : no_memory(err);
}

/* ---- units ---- */

/* As written: a name, or a text. */
static const char *unit_word(const lt_expr *e, int32_t *len)
{
    const char *word = e->kind == LT_EXPR_COLUMN ? e->name : NULL;
    *len = word ? (int32_t)strlen(word) : 0;
    if (is_text(e)) {
        word = (const char *)e->value.s.bytes;
        *len = e->value.s.len;
    }
    return word;
}

static lt_status with_unit(lt_expr **out, const lt_expr *e, const char *name, lt_error *err)
{
    static const char *const units[] = {"YEAR",        "QUARTER",     "MONTH",    "WEEK",
                                        "DAY",         "HOUR",        "MINUTE",   "SECOND",
                                        "MILLISECOND", "MICROSECOND", "DAYOFYEAR"};
    int32_t                  len;
    const char              *word = unit_word(e->args[0], &len), *unit = NULL;
    for (size_t i = 0; word && i < sizeof(units) / sizeof(*units); i++)
        if ((size_t)len == strlen(units[i]) && strncasecmp(units[i], word, (size_t)len) == 0)
            unit = units[i];
    if (!unit) {
        lt_fail(err, LT_EINVAL, LT_HERE, "%s needs a unit first", e->name);
        lt_error_hint(err, "write year, quarter, month, week, day, hour, minute, second, "
                           "millisecond or microsecond");
        return LT_EINVAL;
    }
    if (strcmp(unit, "DAYOFYEAR") == 0) unit = "DAY";
    if (strcmp(name, e->name) == 0 && is_text(e->args[0]) && (size_t)len == strlen(unit) &&
        memcmp(word, unit, (size_t)len) == 0)
        return LT_OK;
    lt_value v = {.type = LT_TYPE(STRING), .s = {(const uint8_t *)unit, (int32_t)strlen(unit)}};
    *out = lt_call_like(e, name, (lt_expr *[]){lt_expr_literal(v), arg(e, 1), arg(e, 2)}, 3);
    return *out ? LT_OK : no_memory(err);
}

/* ---- intervals ---- */

typedef struct sum {
    const char *name;    /* of the function */
    lt_expr    *args[8]; /* [0] is for what is moved */
    int32_t     count;
} sum;

static bool is_call(const lt_expr *e, const char *name)
{
    return e->kind == LT_EXPR_CALL && strcmp(e->name, name) == 0;
}

/* The interval in e, past signs and factors; NULL: none. */
static const lt_expr *interval_in(const lt_expr *e)
{
    static const char *const names[] = {"interval", "make_interval", "make_ym_interval",
                                        "make_dt_interval"};
    if (e->kind == LT_EXPR_ALIAS) return interval_in(e->args[0]);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (is_call(e, names[i])) return e;
    if (is_call(e, "negative") || is_call(e, "positive")) return interval_in(e->args[0]);
    if (!is_call(e, "*") || e->arg_count != 2) return NULL;
    const lt_expr *left = interval_in(e->args[0]);
    return left ? left : interval_in(e->args[1]);
}

static lt_expr *number(const lt_expr *like, int64_t n)
{
    lt_expr *made = lt_expr_literal((lt_value){.type = LT_TYPE(I32), .i = n});
    if (made) lt_expr_place(made, like);
    return made;
}

static lt_expr *seconds(const lt_expr *like, int64_t us)
{
    lt_expr *made = lt_expr_literal((lt_value){.type = lt_decimal(18, 6), .d = us});
    if (made) lt_expr_place(made, like);
    return made;
}

static void add(sum *s, lt_expr *e) { s->args[s->count++] = e; }

static lt_status of_literal(sum *s, const lt_expr *e, lt_error *err)
{
    lt_interval v;
    bool        texts = e->arg_count == 2 && is_text(e->args[0]) && is_text(e->args[1]);
    if (!texts || !lt_interval_read(
                      &v, (const char *)e->args[0]->value.s.bytes, (size_t)e->args[0]->value.s.len,
                      (const char *)e->args[1]->value.s.bytes, (size_t)e->args[1]->value.s.len)) {
        lt_fail(err, LT_EINVAL, LT_HERE, "not an interval");
        lt_error_hint(err, "write interval 3 days or interval '2' hours");
        return LT_EINVAL;
    }
    int64_t days = v.amount / LT_US_PER_DAY, rest = v.amount % LT_US_PER_DAY;
    if (!lt_interval_is_months(&v) && days != (int32_t)days)
        return LT_FAIL(err, LT_EOVERFLOW, "an interval of %lld days is too long", (long long)days);
    if (lt_interval_is_months(&v)) {
        s->name = "+ interval year to month";
        add(s, number(e, 0));
        add(s, number(e, v.amount));
    } else if (v.to == LT_INTERVAL_DAY) {
        s->name = "+ interval day";
        add(s, number(e, days));
    } else {
        s->name = "+ interval day to second";
        add(s, number(e, days));
        add(s, number(e, 0));
        add(s, number(e, 0));
        add(s, seconds(e, rest));
    }
    return LT_OK;
}

static lt_status of_call(sum *s, const lt_expr *e, lt_error *err)
{
    bool    ym = is_call(e, "make_ym_interval"), dt = is_call(e, "make_dt_interval");
    int32_t most = ym ? 2 : dt ? 4 : 7;
    s->name = ym ? "+ interval year to month" : dt ? "+ interval day to second" : "+ interval";
    if (e->arg_count > most)
        return LT_FAIL(err, LT_ETYPE, "%s takes at most %d arguments, not %d", e->name, most,
                       e->arg_count);
    for (int32_t i = 0; i < most; i++) add(s, i < e->arg_count ? arg(e, i) : number(e, 0));
    return LT_OK;
}

static lt_status of_interval(sum *s, const lt_expr *e, lt_error *err)
{
    return is_call(e, "interval") ? of_literal(s, e, err) : of_call(s, e, err);
}

/* Turns the sign of every number, or multiplies it. */
static void scale(sum *s, const lt_expr *like, lt_expr *factor)
{
    for (int32_t i = 1; i < s->count; i++) {
        lt_expr *two[2] = {s->args[i], factor ? lt_expr_retain(factor) : NULL};
        s->args[i] = lt_call_like(like, factor ? "*" : "negative", two, factor ? 2 : 1);
    }
}

static lt_status collect(sum *s, const lt_expr *e, lt_error *err)
{
    if (e->kind == LT_EXPR_ALIAS || is_call(e, "positive")) return collect(s, e->args[0], err);
    if (is_call(e, "negative")) {
        LT_TRY(collect(s, e->args[0], err));
        scale(s, e, NULL);
        return LT_OK;
    }
    if (!is_call(e, "*")) return of_interval(s, e, err);
    int32_t at = interval_in(e->args[0]) ? 0 : 1;
    LT_TRY(collect(s, e->args[at], err));
    scale(s, e, e->args[1 - at]);
    return LT_OK;
}

static lt_status moved(lt_expr **out, const lt_expr *e, int32_t x, lt_error *err)
{
    sum       s = {.count = 1};
    lt_status status = collect(&s, e->args[1 - x], err);
    if (!status && *e->name == '-') scale(&s, e, NULL);
    bool whole = true;
    for (int32_t i = 1; i < s.count; i++) whole = whole && s.args[i];
    if (!status && !whole) status = no_memory(err);
    if (status) {
        for (int32_t i = 1; i < s.count; i++) lt_expr_release(s.args[i]);
        return status;
    }
    s.args[0] = arg(e, x);
    *out = lt_call_like(e, s.name, s.args, s.count);
    return *out ? LT_OK : no_memory(err);
}

static lt_status arithmetic(lt_expr **out, const lt_expr *e, lt_error *err)
{
    bool left = interval_in(e->args[0]) != NULL, right = interval_in(e->args[1]) != NULL;
    if (left && right) {
        lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "intervals are added to dates and timestamps only");
        lt_error_hint(err, "add them one after the other: d + interval 1 day + interval 2 hours");
        return LT_EUNSUPPORTED;
    }
    if (right) return moved(out, e, 0, err);
    if (left && *e->name == '+') return moved(out, e, 1, err);
    return LT_OK;
}

bool lt_interval_of_call(lt_interval *out, const lt_expr *e)
{
    static const int64_t clock[] = {86400, 3600, 60};
    if (e->kind != LT_EXPR_CALL || strncmp(e->name, "+ interval ", 11) != 0) return false;
    for (int32_t i = 1; i < e->arg_count; i++)
        if (e->args[i]->kind != LT_EXPR_LITERAL || e->args[i]->value.null) return false;
    if (e->arg_count == 3) {
        int64_t months = e->args[1]->value.i * 12 + e->args[2]->value.i;
        *out = (lt_interval){LT_INTERVAL_MONTH, LT_INTERVAL_MONTH, months};
        return true;
    }
    bool    whole = e->arg_count == 2;
    lt_i128 us = e->arg_count == 5 ? e->args[4]->value.d : 0;
    for (int32_t i = 1; i < e->arg_count && i < 4; i++)
        us += (lt_i128)e->args[i]->value.i * clock[i - 1] * LT_US_PER_SECOND;
    *out =
        (lt_interval){LT_INTERVAL_DAY, whole ? LT_INTERVAL_DAY : LT_INTERVAL_SECOND, (int64_t)us};
    return us == out->amount && (whole || e->arg_count == 5);
}

lt_status lt_desugar_date(lt_expr **out, const lt_expr *e, lt_error *err)
{
    static const char *const adds[] = {"dateadd", "date_add", "timestampadd"};
    static const char *const diffs[] = {"datediff", "date_diff", "timestampdiff"};
    const char              *name = e->name;
    if (e->arg_count == 2 && (strcmp(name, "+") == 0 || strcmp(name, "-") == 0))
        return arithmetic(out, e, err);
    if (e->arg_count == 2 && (strcmp(name, "extract") == 0 || strcmp(name, "date_part") == 0 ||
                              strcmp(name, "datepart") == 0))
        return field(out, e, err);
    for (int i = 0; i < 3 && e->arg_count == 3; i++) {
        if (strcmp(name, adds[i]) == 0) return with_unit(out, e, "timestampadd", err);
        if (strcmp(name, diffs[i]) == 0) return with_unit(out, e, "timestampdiff", err);
    }
    return LT_OK;
}
