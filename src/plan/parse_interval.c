/* parse_interval.c — interval literals.
 *
 *   interval 1 day   interval -2 hours 30 minutes   interval '1' day   interval '1 day 2 hours'
 *   interval '1-2' year to month   interval '1 02:03:04.5' day to second
 */
#include "plan/interval.h"
#include "plan/parse_expr.h"
#include "plan/plan_mem.h"

#include <string.h>
#include <strings.h>

static const char *text_of(const lt_expr_parser *p, const lt_token *t)
{
    return p->origin->text + t->at;
}

static lt_interval_unit unit_at(const lt_expr_parser *p, int32_t k)
{
    const lt_token *t = lt_parse_peek(p, k);
    if (t->kind != LT_TOKEN_WORD) return LT_INTERVAL_NONE;
    return lt_interval_unit_of(text_of(p, t), (size_t)t->bytes);
}

/* [sign] number or text, k tokens ahead: how many tokens; 0: none. */
static int32_t value_at(const lt_expr_parser *p, int32_t k)
{
    int32_t sign = lt_parse_is(p, k, "-") || lt_parse_is(p, k, "+");
    uint8_t kind = lt_parse_peek(p, k + sign)->kind;
    return kind == LT_TOKEN_NUMBER || kind == LT_TOKEN_STRING ? sign + 1 : 0;
}

bool lt_parse_is_interval(const lt_expr_parser *p)
{
    int32_t n = value_at(p, 1);
    if (n == 1 && lt_parse_peek(p, 1)->kind == LT_TOKEN_STRING) return true;
    return n > 0 && unit_at(p, n + 1) != LT_INTERVAL_NONE;
}

static lt_status unreadable(lt_expr_parser *p, int32_t from, bool mixed)
{
    if (mixed)
        return lt_parse_fail(p, from,
                             "add them one after the other: d + interval 1 month + interval 3 days",
                             "an interval cannot mix years and months with days and hours");
    return lt_parse_fail(
        p, from, "write interval 3 days, interval '2' hours or interval '1-6' year to month",
        "not an interval");
}

/* [sign] value, in text: what a text holds, or the digits. */
static lt_status take_value(lt_expr_parser *p, lt_buf *text)
{
    if (lt_parse_is(p, 0, "-")) LT_TRY(lt_buf_text(text, "-", p->err));
    if (lt_parse_is(p, 0, "-") || lt_parse_is(p, 0, "+")) p->at++;
    const lt_token *t = lt_parse_peek(p, 0);
    p->at++;
    if (t->kind == LT_TOKEN_STRING) return lt_parse_unescape(p, t, text);
    return lt_buf_add(text, text_of(p, t), (size_t)t->bytes, p->err);
}

static bool is_to(const lt_expr_parser *p, int32_t k)
{
    const lt_token *t = lt_parse_peek(p, k);
    return t->kind == LT_TOKEN_WORD && t->bytes == 2 && !strncasecmp(text_of(p, t), "to", 2) &&
           unit_at(p, k + 1) != LT_INTERVAL_NONE;
}

/* Two minus signs, one before the text and one in it, are none. */
static bool read_fields(lt_interval *v, const char *s, size_t n, lt_interval_unit from,
                        lt_interval_unit to)
{
    bool twice = n > 1 && s[0] == '-' && s[1] == '-';
    return lt_interval_parse_fields(v, twice ? s + 2 : s, twice ? n - 2 : n, from, to);
}

/* value unit [to unit], or one more value unit of several; *v has what came before. */
static lt_status parse_part(lt_expr_parser *p, int32_t from, lt_interval *v, lt_buf *text,
                            bool *range)
{
    bool mixed = false, good;
    text->len = 0;
    LT_TRY(take_value(p, text));
    const char      *s = text->len ? (const char *)text->data : "";
    lt_interval_unit unit = unit_at(p, 0);
    if (unit == LT_INTERVAL_NONE) {
        good = v->from == LT_INTERVAL_NONE && lt_interval_parse_units(v, s, text->len, &mixed);
        *range = true;
    } else if (is_to(p, 1)) {
        good = v->from == LT_INTERVAL_NONE && read_fields(v, s, text->len, unit, unit_at(p, 2));
        *range = true;
        p->at += 3;
    } else {
        good = lt_interval_add(v, s, text->len, unit, &mixed);
        p->at++;
    }
    return good ? LT_OK : unreadable(p, from, mixed);
}

static lt_status make_literal(lt_expr_parser *p, const lt_buf *b, int32_t from, lt_expr **out)
{
    lt_value v = {.type = LT_TYPE(STRING), .s = {b->data, (int32_t)b->len}};
    return lt_parse_made(p, lt_expr_literal(v), from, out);
}

static lt_status make_call(lt_expr_parser *p, int32_t from, const lt_interval *v, lt_expr **out)
{
    lt_buf    text = {.mem = lt_plan_mem()}, fields = {.mem = lt_plan_mem()};
    lt_expr  *a = NULL, *b = NULL;
    lt_status status = lt_interval_text(&text, &fields, v, p->err);
    if (!status) status = make_literal(p, &text, from, &a);
    if (!status) status = make_literal(p, &fields, from, &b);
    lt_buf_clear(&text);
    lt_buf_clear(&fields);
    if (!status) return lt_parse_call_two(p, from, "interval", a, b, out);
    lt_expr_release(a);
    return status;
}

lt_status lt_parse_interval(lt_expr_parser *p, lt_expr **out)
{
    int32_t     from = p->at++;
    lt_interval v = {.from = LT_INTERVAL_NONE};
    lt_buf      text = {.mem = lt_plan_mem()};
    bool        range = false;
    lt_status   status;
    do {
        status = parse_part(p, from, &v, &text, &range);
        int32_t n = value_at(p, 0);
        range = range || n == 0 || unit_at(p, n) == LT_INTERVAL_NONE;
    } while (!status && !range);
    lt_buf_clear(&text);
    return status ? status : make_call(p, from, &v, out);
}
