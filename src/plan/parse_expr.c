/* parse_expr.c — expressions of Spark SQL: precedence, predicates, aliases and sort keys.
 *
 *   expression  or < and < not < predicate          predicate  value [is … | [not] in … ]
 *   value       = <> < … | ^ & << + - || * / % div, unary - + ~, primary, a[i], a::type
 *
 * Chains of and, or are balanced as Spark does, so that a thousand conditions stay shallow.
 *
 * Limits   LT_EXPR_DEPTH levels of parentheses and of the resulting tree
 * Source   Spark 4, SqlBaseParser: expression, booleanExpression, predicate, valueExpression
 */
#include "plan/parse_expr.h"

/* ---- values: signs by precedence ---- */

typedef struct infix {
    const char *sign, *name;
    int8_t      level;
} infix;

static const infix *find_infix(const lt_expr_parser *p)
{
    static const infix all[] = {
        {"=", "==", 1},  {"==", "==", 1},   {"<>", "!=", 1}, {"!=", "!=", 1}, {"<=>", "<=>", 1},
        {"<", "<", 1},   {"<=", "<=", 1},   {">", ">", 1},   {">=", ">=", 1}, {"!>", "<=", 1},
        {"!<", ">=", 1}, {"|", "|", 2},     {"^", "^", 3},   {"&", "&", 4},   {"<<", "<<", 5},
        {">>", ">>", 5}, {">>>", ">>>", 5}, {"+", "+", 6},   {"-", "-", 6},   {"||", "concat", 6},
        {"*", "*", 7},   {"/", "/", 7},     {"%", "%", 7}};
    static const infix div = {"div", "div", 7};
    const lt_token    *t = lt_parse_peek(p, 0);
    if (t->keyword == LT_KW_DIV) return &div;
    if (t->kind != LT_TOKEN_SIGN) return NULL;
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (lt_parse_is(p, 0, all[i].sign)) return &all[i];
    return NULL;
}

/* *out[index] */
static lt_status parse_index(lt_expr_parser *p, int32_t from, lt_expr **out)
{
    lt_expr *index = NULL, *list = *out;
    LT_TRY(lt_parse_value(p, &index));
    lt_status status = lt_parse_need_sign(p, "]");
    if (status) {
        lt_expr_release(index);
        return status;
    }
    *out = NULL;
    return lt_parse_call_two(p, from, "[]", list, index, out);
}

/* *out::type */
static lt_status parse_cast_to(lt_expr_parser *p, int32_t from, lt_expr **out)
{
    lt_type  type;
    lt_expr *arg = *out;
    LT_TRY(lt_parse_type(p, &type));
    *out = NULL;
    return lt_parse_made(p, lt_expr_cast(arg, type, false), from, out);
}

static lt_status parse_postfix(lt_expr_parser *p, int32_t from, lt_expr **out)
{
    lt_status status = LT_OK;
    while (!status)
        if (lt_parse_sign(p, "["))
            status = parse_index(p, from, out);
        else if (lt_parse_sign(p, "::"))
            status = parse_cast_to(p, from, out);
        else
            break;
    return status;
}

static lt_status parse_unary(lt_expr_parser *p, lt_expr **out)
{
    const char *name = lt_parse_is(p, 0, "-")   ? "negative"
                       : lt_parse_is(p, 0, "+") ? "positive"
                       : lt_parse_is(p, 0, "~") ? "~"
                                                : NULL;
    lt_expr    *arg = NULL;
    int32_t     from = p->at;
    if (!name || (*name == 'n' && lt_parse_peek(p, 1)->kind == LT_TOKEN_NUMBER)) {
        if (name) p->at++;
        lt_status status = name ? lt_parse_number(p, from, true, &arg) : lt_parse_primary(p, &arg);
        if (!status) status = parse_postfix(p, from, &arg);
        if (status)
            lt_expr_release(arg);
        else
            *out = arg;
        return status;
    }
    LT_TRY(lt_parse_enter(p));
    p->at++;
    lt_status status = parse_unary(p, &arg);
    p->nest--;
    return status ? status : lt_parse_call_one(p, from, name, arg, out);
}

static lt_status parse_infix(lt_expr_parser *p, int level, lt_expr **out)
{
    int32_t  from = p->at;
    lt_expr *left = NULL;
    LT_TRY(parse_unary(p, &left));
    for (;;) {
        const infix *op = find_infix(p);
        lt_expr     *right = NULL, *both = NULL;
        if (!op || op->level < level) break;
        p->at++;
        lt_status status = parse_infix(p, op->level + 1, &right);
        if (status) {
            lt_expr_release(left);
            return status;
        }
        LT_TRY(lt_parse_call_two(p, from, op->name, left, right, &both));
        left = both;
    }
    *out = left;
    return LT_OK;
}

lt_status lt_parse_value(lt_expr_parser *p, lt_expr **out) { return parse_infix(p, 1, out); }

/* ---- not, and, or ---- */

static lt_status parse_not(lt_expr_parser *p, lt_expr **out)
{
    int32_t  from = p->at;
    lt_expr *arg = NULL;
    if (!lt_parse_sign(p, "!") && !lt_parse_word(p, LT_KW_NOT)) return lt_parse_predicate(p, out);
    LT_TRY(lt_parse_enter(p));
    lt_status status = parse_not(p, &arg);
    p->nest--;
    return status ? status : lt_parse_call_one(p, from, "not", arg, out);
}

lt_expr *lt_parse_balance(lt_expr_parser *p, const char *name, lt_expr **terms, int32_t low,
                          int32_t high)
{
    if (low == high) return terms[low];
    int32_t  middle = low + (high - low) / 2;
    lt_expr *left = lt_parse_balance(p, name, terms, low, middle);
    lt_expr *right = lt_parse_balance(p, name, terms, middle + 1, high);
    int32_t  at = left ? left->at : 0;
    int32_t  bytes = right ? right->at + right->at_bytes - at : 0;
    lt_expr *both = lt_expr_call(name, (lt_expr *[]){left, right}, 2, false);
    if (!both) return NULL;
    both->origin = lt_origin_retain(p->origin);
    both->at = at;
    both->at_bytes = bytes;
    return both;
}

static lt_status parse_chain(lt_expr_parser *p, lt_keyword word, const char *name,
                             lt_status (*term)(lt_expr_parser *, lt_expr **), lt_expr **out)
{
    int32_t      from = p->at;
    lt_expr     *one = NULL;
    lt_expr_list list;
    LT_TRY(term(p, &one));
    if (lt_parse_keyword(p) != word) {
        *out = one;
        return LT_OK;
    }
    lt_expr_list_init(&list);
    lt_status status = lt_expr_list_add(&list, one, p->err);
    while (!status && lt_parse_word(p, word)) {
        status = term(p, &one);
        if (!status) status = lt_expr_list_add(&list, one, p->err);
    }
    if (status) {
        lt_expr_list_clear(&list);
        return status;
    }
    lt_expr *all =
        lt_parse_balance(p, name, lt_expr_list_items(&list), 0, lt_expr_list_count(&list) - 1);
    lt_expr_list_forget(&list);
    return lt_parse_made(p, all, from, out);
}

static lt_status parse_and(lt_expr_parser *p, lt_expr **out)
{
    return parse_chain(p, LT_KW_AND, "and", parse_not, out);
}

lt_status lt_parse_expression(lt_expr_parser *p, lt_expr **out)
{
    LT_TRY(lt_parse_enter(p));
    lt_status status = parse_chain(p, LT_KW_OR, "or", parse_and, out);
    p->nest--;
    return status;
}
