/* parse_predicate.c — what stands behind a value: is, in, between, like. between becomes two
 * comparisons, is true and is distinct from become <=>, as in Spark.
 */
#include "plan/parse_expr.h"

#include <string.h>
#include <strings.h>

/* Each consumes the left side. */

static lt_status parse_between(lt_expr_parser *p, int32_t from, lt_expr *left, lt_expr **out)
{
    lt_expr  *low = NULL, *high = NULL, *above = NULL, *below = NULL;
    lt_status status = lt_parse_value(p, &low);
    if (!status) status = lt_parse_need_word(p, LT_KW_AND, "and");
    if (!status) status = lt_parse_value(p, &high);
    if (status) goto fail;
    lt_expr_retain(left);
    status = lt_parse_call_two(p, from, ">=", left, low, &above);
    low = NULL;
    if (!status) {
        lt_expr *again = left;
        left = NULL;
        status = lt_parse_call_two(p, from, "<=", again, high, &below);
        high = NULL;
    }
    if (!status) return lt_parse_call_two(p, from, "and", above, below, out);
fail:
    lt_expr_release(left);
    lt_expr_release(low);
    lt_expr_release(high);
    lt_expr_release(above);
    return status;
}

static bool at_select(const lt_expr_parser *p)
{
    const lt_token *t = lt_parse_peek(p, 0);
    return t->kind == LT_TOKEN_WORD && t->bytes == 6 &&
           strncasecmp(p->origin->text + t->at, "select", 6) == 0 &&
           lt_parse_peek(p, 1)->kind != LT_TOKEN_SIGN;
}

static lt_status parse_in(lt_expr_parser *p, int32_t from, lt_expr *left, lt_expr **out)
{
    lt_expr_list list;
    lt_expr_list_init(&list);
    lt_status status = lt_expr_list_add(&list, left, p->err);
    if (!status) status = lt_parse_need_sign(p, "(");
    if (!status && at_select(p))
        status = lt_parse_fail(p, p->at, "join the frames instead", "subqueries are not supported");
    while (!status) {
        lt_expr *item = NULL;
        status = lt_parse_expression(p, &item);
        if (!status) status = lt_expr_list_add(&list, item, p->err);
        if (status || !lt_parse_sign(p, ",")) break;
    }
    if (!status) status = lt_parse_need_sign(p, ")");
    if (status) {
        lt_expr_list_clear(&list);
        return status;
    }
    status =
        lt_parse_call(p, from, "in", lt_expr_list_items(&list), lt_expr_list_count(&list), out);
    lt_expr_list_forget(&list);
    return status;
}

/* One pattern of a list: left like pattern, or not. */
static lt_status add_pattern(lt_expr_parser *p, const char *name, lt_expr *left, bool negate,
                             lt_expr_list *list)
{
    lt_expr *pattern = NULL, *test = NULL;
    int32_t  from = p->at;
    LT_TRY(lt_parse_expression(p, &pattern));
    LT_TRY(lt_parse_call_two(p, from, name, lt_expr_retain(left), pattern, &test));
    if (negate) LT_TRY(lt_parse_call_one(p, from, "not", test, &test));
    return lt_expr_list_add(list, test, p->err);
}

/* left [not] like any (a, b, …): each pattern by itself, joined by or; all: by and. */
static lt_status parse_like_list(lt_expr_parser *p, int32_t from, const char *name, lt_expr *left,
                                 bool *negate, lt_expr **out)
{
    const char  *join = lt_parse_keyword(p) == LT_KW_ALL ? "and" : "or";
    lt_expr_list list;
    lt_status    status = LT_OK;
    lt_expr_list_init(&list);
    p->at += 2;
    do status = add_pattern(p, name, left, *negate, &list);
    while (!status && lt_parse_sign(p, ","));
    if (!status) status = lt_parse_need_sign(p, ")");
    lt_expr_release(left);
    *negate = false;
    if (status) {
        lt_expr_list_clear(&list);
        return status;
    }
    int32_t  last = lt_expr_list_count(&list) - 1;
    lt_expr *all = lt_parse_balance(p, join, lt_expr_list_items(&list), 0, last);
    lt_expr_list_forget(&list);
    return lt_parse_made(p, all, from, out);
}

static bool at_list(const lt_expr_parser *p)
{
    lt_keyword k = lt_parse_keyword(p);
    return (k == LT_KW_ANY || k == LT_KW_ALL || k == LT_KW_SOME) && lt_parse_is(p, 1, "(");
}

/* left, pattern and perhaps its escape character as a text */
static lt_status parse_like(lt_expr_parser *p, int32_t from, const char *name, lt_expr *left,
                            bool *negate, lt_expr **out)
{
    lt_expr *args[3] = {left, NULL, NULL};
    int32_t  count = 2;
    if (name[0] != 'r' && at_list(p)) return parse_like_list(p, from, name, left, negate, out);
    lt_status status = lt_parse_value(p, &args[1]);
    if (!status && name[0] != 'r' && lt_parse_word(p, LT_KW_ESCAPE)) {
        bool text = lt_parse_peek(p, 0)->kind == LT_TOKEN_STRING;
        status = text ? lt_parse_string(p, &args[2]) : lt_parse_expected(p, "an escape character");
        if (!status && (args[2]->value.s.len != 1))
            status = lt_parse_fail(p, p->at - 1, "such as: like '50!%' escape '!'",
                                   "an escape is one character");
        count = 3;
    }
    if (!status) return lt_parse_call(p, from, name, args, count, out);
    for (int i = 0; i < 3; i++) lt_expr_release(args[i]);
    return status;
}

/* is [not] distinct from right: not (left <=> right) */
static lt_status parse_is_distinct(lt_expr_parser *p, int32_t from, lt_expr *left, bool *negate,
                                   lt_expr **out)
{
    lt_expr  *right = NULL;
    lt_status status = lt_parse_need_word(p, LT_KW_FROM, "from");
    if (!status) status = lt_parse_value(p, &right);
    if (status) {
        lt_expr_release(left);
        return status;
    }
    *negate = !*negate;
    return lt_parse_call_two(p, from, "<=>", left, right, out);
}

static lt_status parse_is(lt_expr_parser *p, int32_t from, lt_expr *left, bool *negate,
                          lt_expr **out)
{
    *negate = lt_parse_word(p, LT_KW_NOT);
    lt_keyword k = lt_parse_keyword(p);
    p->at++;
    if (k == LT_KW_NULL || k == LT_KW_UNKNOWN) {
        const char *name = *negate ? "isnotnull" : "isnull";
        *negate = false;
        return lt_parse_call_one(p, from, name, left, out);
    }
    if (k == LT_KW_DISTINCT) return parse_is_distinct(p, from, left, negate, out);
    if (k == LT_KW_TRUE || k == LT_KW_FALSE) {
        lt_value  v = {.type = LT_TYPE(BOOL), .b = k == LT_KW_TRUE};
        lt_expr  *truth = NULL;
        lt_status status = lt_parse_made(p, lt_expr_literal(v), p->at - 1, &truth);
        if (!status) return lt_parse_call_two(p, from, "<=>", left, truth, out);
        lt_expr_release(left);
        return status;
    }
    p->at--;
    lt_expr_release(left);
    return lt_parse_expected(p, "null, true, false or distinct from");
}

static lt_status parse_test(lt_expr_parser *p, int32_t from, lt_expr *left, bool *negate,
                            lt_expr **out)
{
    lt_keyword k = lt_parse_keyword(p);
    p->at++;
    switch (k) {
    case LT_KW_BETWEEN: return parse_between(p, from, left, out);
    case LT_KW_IN: return parse_in(p, from, left, out);
    case LT_KW_LIKE: return parse_like(p, from, "like", left, negate, out);
    case LT_KW_ILIKE: return parse_like(p, from, "ilike", left, negate, out);
    case LT_KW_RLIKE:
    case LT_KW_REGEXP: return parse_like(p, from, "rlike", left, negate, out);
    case LT_KW_IS: return parse_is(p, from, left, negate, out);
    default: break;
    }
    p->at--;
    lt_expr_release(left);
    return lt_parse_expected(p, "between, in, like, ilike or rlike");
}

static bool is_test(lt_keyword k)
{
    return k == LT_KW_NOT || k == LT_KW_BETWEEN || k == LT_KW_IN || k == LT_KW_LIKE ||
           k == LT_KW_ILIKE || k == LT_KW_RLIKE || k == LT_KW_REGEXP || k == LT_KW_IS;
}

lt_status lt_parse_predicate(lt_expr_parser *p, lt_expr **out)
{
    int32_t  from = p->at;
    lt_expr *left = NULL, *test = NULL;
    LT_TRY(lt_parse_value(p, &left));
    if (!is_test(lt_parse_keyword(p))) {
        *out = left;
        return LT_OK;
    }
    bool negate = lt_parse_word(p, LT_KW_NOT);
    LT_TRY(parse_test(p, from, left, &negate, &test));
    if (negate) return lt_parse_call_one(p, from, "not", test, out);
    *out = test;
    return LT_OK;
}
