/* parse_primary.c — names, calls, case, casts, and calls with words between their arguments.
 *
 *   a.b `a b`   f(x, y) count(*) count(distinct x)   case … end   cast(x as t)   (x)
 *   extract(f from x)   substring(s from a for b)   trim(both c from s)   position(a in s)
 *   overlay(s placing r from a for b)
 */
#include "plan/desugar_date.h"
#include "plan/parse_expr.h"
#include "plan/plan_mem.h"

#include <string.h>

static const char *text_of(const lt_expr_parser *p, const lt_token *t)
{
    return p->origin->text + t->at;
}

static bool is_name(const lt_token *t)
{
    return t->kind == LT_TOKEN_QUOTED ||
           (t->kind == LT_TOKEN_WORD && (!t->keyword || t->keyword > LT_KW_LAST_RESERVED));
}

lt_status lt_parse_name(lt_expr_parser *p, const lt_token *t, lt_buf *out)
{
    const char *s = text_of(p, t);
    if (t->kind == LT_TOKEN_WORD) return lt_buf_add(out, s, (size_t)t->bytes, p->err);
    for (int32_t i = 1; i < t->bytes - 1; i++) {
        LT_TRY(lt_buf_add(out, s + i, 1, p->err));
        if (s[i] == '`') i++;
    }
    return LT_OK;
}

/* a.b.c as one name; parts are joined by dots. */
static lt_status parse_path(lt_expr_parser *p, lt_buf *name)
{
    LT_TRY(lt_parse_name(p, lt_parse_peek(p, 0), name));
    p->at++;
    while (lt_parse_is(p, 0, ".")) {
        if (lt_parse_is(p, 1, "*")) {
            p->at += 2;
            return lt_parse_fail(p, p->at - 2, "write * alone: a frame's columns have no prefix",
                                 "a star behind a name is not supported");
        }
        p->at++;
        const lt_token *t = lt_parse_peek(p, 0);
        if (t->kind != LT_TOKEN_WORD && t->kind != LT_TOKEN_QUOTED)
            return lt_parse_expected(p, "a name after the dot");
        LT_TRY(lt_buf_add(name, ".", 1, p->err));
        LT_TRY(lt_parse_name(p, t, name));
        p->at++;
    }
    return LT_OK;
}

/* ---- types ---- */

/* How a token changes the number of open brackets; < and > only in list<…>. */
static int brackets_of(const char *s, int32_t n, bool angles)
{
    int open = 0;
    for (int32_t i = 0; i < n; i++) {
        open += s[i] == '(' || (angles && s[i] == '<');
        open -= s[i] == ')' || (angles && s[i] == '>');
    }
    return open;
}

static bool is_list_word(const lt_expr_parser *p, const lt_token *t)
{
    const char *s = text_of(p, t);
    return (t->bytes == 4 && !strncasecmp(s, "list", 4)) ||
           (t->bytes == 5 && !strncasecmp(s, "array", 5));
}

/* decimal(12, 3), array<array<int>>: a word, and what its brackets enclose. */
lt_status lt_parse_type(lt_expr_parser *p, lt_type *out)
{
    char    text[256];
    size_t  n = 0;
    int32_t from = p->at;
    int     open = 0;
    if (lt_parse_peek(p, 0)->kind != LT_TOKEN_WORD) return lt_parse_expected(p, "a type");
    bool angles = is_list_word(p, lt_parse_peek(p, 0)) && lt_parse_is(p, 1, "<");
    do {
        const lt_token *t = lt_parse_peek(p, 0);
        if (t->kind == LT_TOKEN_END)
            return lt_parse_expected(p, angles ? "\">\" behind the type" : "\")\" behind the type");
        if (n + (size_t)t->bytes >= sizeof(text)) break;
        memcpy(text + n, text_of(p, t), (size_t)t->bytes);
        n += (size_t)t->bytes;
        open += brackets_of(text_of(p, t), t->bytes, angles);
        p->at++;
    } while (open > 0 || (n && p->at == from + 1 && (angles || lt_parse_is(p, 0, "("))));
    lt_status status = lt_type_parse(out, text, n, p->err);
    if (!status) return LT_OK;
    int32_t end = p->tokens[p->at - 1].at + p->tokens[p->at - 1].bytes;
    lt_error_caret(p->err, p->origin->text, p->origin->bytes, p->tokens[from].at,
                   end - p->tokens[from].at);
    return status;
}

static lt_status parse_cast(lt_expr_parser *p, lt_expr **out)
{
    int32_t  from = p->at;
    bool     try_ = lt_parse_keyword(p) == LT_KW_TRY_CAST;
    lt_expr *arg = NULL;
    lt_type  type = {.id = LT_VOID};
    p->at += 2;
    LT_TRY(lt_parse_expression(p, &arg));
    lt_status status = lt_parse_word(p, LT_KW_AS)
                           ? lt_parse_type(p, &type)
                           : lt_parse_expected(p, "\"as\" and a type: cast(x as int)");
    if (!status) status = lt_parse_need_sign(p, ")");
    if (!status) return lt_parse_made(p, lt_expr_cast(arg, type, try_), from, out);
    lt_expr_release(arg);
    return status;
}

/* ---- case ---- */

/* when condition [operand = condition] then value, added to list as two. */
static lt_status parse_branch(lt_expr_parser *p, lt_expr *operand, lt_expr_list *list)
{
    int32_t  from = p->at;
    lt_expr *condition = NULL, *value = NULL;
    LT_TRY(lt_parse_expression(p, &condition));
    if (operand) {
        lt_expr *pair[2] = {lt_expr_retain(operand), condition};
        condition = NULL;
        LT_TRY(lt_parse_call(p, from, "==", pair, 2, &condition));
    }
    LT_TRY(lt_expr_list_add(list, condition, p->err));
    LT_TRY(lt_parse_need_word(p, LT_KW_THEN, "then"));
    LT_TRY(lt_parse_expression(p, &value));
    return lt_expr_list_add(list, value, p->err);
}

static lt_status parse_branches(lt_expr_parser *p, lt_expr *operand, lt_expr_list *list)
{
    lt_expr *otherwise = NULL;
    LT_TRY(lt_parse_need_word(p, LT_KW_WHEN, "when"));
    do LT_TRY(parse_branch(p, operand, list));
    while (lt_parse_word(p, LT_KW_WHEN));
    if (lt_parse_word(p, LT_KW_ELSE)) {
        LT_TRY(lt_parse_expression(p, &otherwise));
        LT_TRY(lt_expr_list_add(list, otherwise, p->err));
    }
    return lt_parse_need_word(p, LT_KW_END, "end");
}

static lt_status parse_case(lt_expr_parser *p, lt_expr **out)
{
    int32_t      from = p->at++;
    lt_expr     *operand = NULL;
    lt_expr_list list;
    lt_expr_list_init(&list);
    lt_status status = lt_parse_keyword(p) == LT_KW_WHEN ? LT_OK : lt_parse_expression(p, &operand);
    if (!status) status = parse_branches(p, operand, &list);
    lt_expr_release(operand);
    if (status) {
        lt_expr_list_clear(&list);
        return status;
    }
    status =
        lt_parse_call(p, from, "when", lt_expr_list_items(&list), lt_expr_list_count(&list), out);
    lt_expr_list_forget(&list);
    return status;
}

/* ---- calls ---- */

typedef struct call {
    int32_t      from;
    const char  *name;
    bool         distinct, filtered;
    lt_expr_list args;
} call;

static lt_status add_expression(lt_expr_parser *p, call *c)
{
    lt_expr *arg = NULL;
    LT_TRY(lt_parse_expression(p, &arg));
    return lt_expr_list_add(&c->args, arg, p->err);
}

static lt_status add_value(lt_expr_parser *p, call *c)
{
    lt_expr *arg = NULL;
    LT_TRY(lt_parse_value(p, &arg));
    return lt_expr_list_add(&c->args, arg, p->err);
}

static lt_status add_rest(lt_expr_parser *p, call *c)
{
    while (lt_parse_sign(p, ",")) LT_TRY(add_expression(p, c));
    return LT_OK;
}

/* s from a [for b], or a plain list */
static lt_status parse_substring(lt_expr_parser *p, call *c)
{
    LT_TRY(add_expression(p, c));
    if (!lt_parse_word(p, LT_KW_FROM)) return add_rest(p, c);
    LT_TRY(add_expression(p, c));
    return lt_parse_word(p, LT_KW_FOR) ? add_expression(p, c) : LT_OK;
}

/* s placing r from a [for b], or a plain list */
static lt_status parse_overlay(lt_expr_parser *p, call *c)
{
    LT_TRY(add_expression(p, c));
    if (!lt_parse_word(p, LT_KW_PLACING)) return add_rest(p, c);
    LT_TRY(add_expression(p, c));
    LT_TRY(lt_parse_need_word(p, LT_KW_FROM, "from"));
    LT_TRY(add_expression(p, c));
    return lt_parse_word(p, LT_KW_FOR) ? add_expression(p, c) : LT_OK;
}

static lt_status parse_position(lt_expr_parser *p, call *c)
{
    LT_TRY(add_value(p, c));
    if (lt_parse_word(p, LT_KW_IN)) {
        c->name = "locate";
        return add_value(p, c);
    }
    return add_rest(p, c);
}

/* [both|leading|trailing] [characters] from s, or a plain list. Spark's functions, too,
 * take the characters first. */
static lt_status parse_trim(lt_expr_parser *p, call *c)
{
    lt_keyword k = lt_parse_keyword(p);
    bool       side = (k == LT_KW_BOTH || k == LT_KW_LEADING || k == LT_KW_TRAILING) &&
                !lt_parse_is(p, 1, ")") && !lt_parse_is(p, 1, ",");
    if (side) {
        p->at++;
        c->name = k == LT_KW_LEADING ? "ltrim" : k == LT_KW_TRAILING ? "rtrim" : "trim";
    }
    if (!side || lt_parse_keyword(p) != LT_KW_FROM) LT_TRY(add_expression(p, c));
    if (!side && lt_parse_keyword(p) != LT_KW_FROM) return add_rest(p, c);
    LT_TRY(lt_parse_need_word(p, LT_KW_FROM, "from"));
    return add_expression(p, c);
}

/* field from x: as extract('field', x) */
static lt_status parse_extract(lt_expr_parser *p, call *c)
{
    const lt_token *t = lt_parse_peek(p, 0);
    lt_expr        *field = NULL;
    if (t->kind == LT_TOKEN_STRING && lt_parse_is(p, 1, ",")) {
        LT_TRY(add_expression(p, c));
        return add_rest(p, c);
    }
    const char *name = text_of(p, t);
    if (t->kind != LT_TOKEN_WORD || !lt_date_field(name, (size_t)t->bytes))
        return lt_parse_expected(p, LT_DATE_FIELDS);
    lt_value v = {.type = LT_TYPE(STRING), .s = {(const uint8_t *)name, t->bytes}};
    LT_TRY(lt_parse_made(p, lt_expr_literal(v), p->at++, &field));
    LT_TRY(lt_expr_list_add(&c->args, field, p->err));
    LT_TRY(lt_parse_need_word(p, LT_KW_FROM, "from"));
    return add_expression(p, c);
}

static lt_status parse_star_arg(lt_expr_parser *p, call *c)
{
    lt_expr *star = NULL;
    int32_t  from = p->at++;
    if (strcasecmp(c->name, "count") != 0 || c->distinct)
        return lt_parse_fail(p, from, "name the columns",
                             "* stands for all columns only alone in select and in count(*)");
    LT_TRY(lt_parse_made(p, lt_expr_star(), from, &star));
    return lt_expr_list_add(&c->args, star, p->err);
}

static lt_status parse_plain_args(lt_expr_parser *p, call *c)
{
    const lt_token *next = lt_parse_peek(p, 1);
    bool            operand = next->kind != LT_TOKEN_SIGN || lt_parse_is(p, 1, "(");
    c->distinct = lt_parse_word(p, LT_KW_DISTINCT);
    if (!c->distinct && lt_parse_keyword(p) == LT_KW_ALL && operand && next->kind != LT_TOKEN_END)
        p->at++;
    if (lt_parse_is(p, 0, "*")) return parse_star_arg(p, c);
    if (lt_parse_is(p, 0, ")") && !c->distinct) return LT_OK;
    LT_TRY(add_expression(p, c));
    LT_TRY(lt_parse_nulls_choice(p, c->name, &c->args));
    return add_rest(p, c);
}

static lt_status parse_args(lt_expr_parser *p, lt_keyword word, call *c)
{
    switch (word) {
    case LT_KW_EXTRACT: return parse_extract(p, c);
    case LT_KW_SUBSTRING:
    case LT_KW_SUBSTR: return parse_substring(p, c);
    case LT_KW_OVERLAY: return parse_overlay(p, c);
    case LT_KW_POSITION: return parse_position(p, c);
    case LT_KW_TRIM: return parse_trim(p, c);
    default: return parse_plain_args(p, c);
    }
}

static lt_status parse_call_of(lt_expr_parser *p, lt_keyword word, call *c, lt_expr **out)
{
    lt_expr *made = NULL;
    LT_TRY(parse_args(p, word, c));
    LT_TRY(lt_parse_need_sign(p, ")"));
    LT_TRY(lt_parse_tail(p, c->name, &c->args, &c->filtered));
    lt_expr *const *args = lt_expr_list_items(&c->args);
    lt_status       status =
        lt_parse_call(p, c->from, c->name, args, lt_expr_list_count(&c->args), &made);
    lt_expr_list_forget(&c->args);
    LT_TRY(status);
    made->distinct = c->distinct;
    made->filtered = c->filtered;
    *out = made;
    return LT_OK;
}

/* A name, or a call when "(" follows. */
static lt_status parse_named(lt_expr_parser *p, lt_expr **out)
{
    lt_buf     name = {.mem = lt_plan_mem()};
    int32_t    from = p->at;
    lt_keyword word = lt_parse_keyword(p);
    lt_status  status = parse_path(p, &name);
    if (!status) status = lt_buf_terminate(&name, p->err);
    const char *text = (const char *)name.data;
    if (!status && !lt_parse_is(p, 0, "(")) {
        status = lt_parse_made(p, lt_expr_column(text, name.len), from, out);
    } else if (!status && p->at > from + 1) {
        status = lt_parse_fail(p, from, "functions have one name without dots",
                               "no function is called %s", text);
    } else if (!status) {
        call c = {.from = from, .name = text};
        lt_expr_list_init(&c.args);
        p->at++;
        status = parse_call_of(p, word, &c, out);
        lt_expr_list_clear(&c.args);
    }
    lt_buf_clear(&name);
    return status;
}

/* ---- primary ---- */

static lt_status parse_parens(lt_expr_parser *p, lt_expr **out)
{
    int32_t         from = p->at++;
    lt_expr        *inner = NULL;
    const lt_token *t = lt_parse_peek(p, 0);
    if (t->kind == LT_TOKEN_WORD && t->bytes == 6 && !strncasecmp(text_of(p, t), "select", 6) &&
        lt_parse_peek(p, 1)->kind == LT_TOKEN_WORD) {
        p->at++;
        return lt_parse_fail(p, from, "join the frames instead", "subqueries are not supported");
    }
    LT_TRY(lt_parse_expression(p, &inner));
    lt_status status = LT_OK;
    if (lt_parse_is(p, 0, ","))
        status = lt_parse_fail(p, from, "compare the columns one by one",
                               "lists in parentheses are not supported");
    else
        status = lt_parse_need_sign(p, ")");
    if (status)
        lt_expr_release(inner);
    else
        *out = inner;
    return status;
}

static lt_status parse_constant(lt_expr_parser *p, lt_expr **out)
{
    lt_keyword k = lt_parse_keyword(p);
    lt_value   v = {.type = LT_TYPE(BOOL), .b = k == LT_KW_TRUE};
    if (k == LT_KW_NULL) v = (lt_value){.type = LT_TYPE(VOID), .null = true};
    p->at++;
    return lt_parse_made(p, lt_expr_literal(v), p->at - 1, out);
}

static lt_status parse_word_primary(lt_expr_parser *p, lt_expr **out)
{
    lt_keyword      k = lt_parse_keyword(p);
    const lt_token *next = lt_parse_peek(p, 1);
    bool            text = next->kind == LT_TOKEN_STRING, paren = lt_parse_is(p, 1, "(");
    switch (k) {
    case LT_KW_NULL:
    case LT_KW_TRUE:
    case LT_KW_FALSE: return parse_constant(p, out);
    case LT_KW_CASE: return parse_case(p, out);
    case LT_KW_CAST:
    case LT_KW_TRY_CAST: return paren ? parse_cast(p, out) : parse_named(p, out);
    case LT_KW_DATE:
    case LT_KW_TIMESTAMP:
    case LT_KW_TIMESTAMP_LTZ:
    case LT_KW_TIMESTAMP_NTZ: return text ? lt_parse_typed(p, out) : parse_named(p, out);
    case LT_KW_LIKE:
    case LT_KW_ILIKE:
    case LT_KW_RLIKE:
    case LT_KW_REGEXP:
        if (paren) return parse_named(p, out);
        break;
    case LT_KW_INTERVAL:
        if (lt_parse_is_interval(p)) return lt_parse_interval(p, out);
        break;
    case LT_KW_EXISTS:
        if (!paren) break;
        p->at++;
        return lt_parse_fail(p, p->at - 1, "join the frames instead", "exists is not supported");
    default: break;
    }
    if (!is_name(lt_parse_peek(p, 0))) return lt_parse_expected(p, "an expression");
    return parse_named(p, out);
}

lt_status lt_parse_primary(lt_expr_parser *p, lt_expr **out)
{
    const lt_token *t = lt_parse_peek(p, 0);
    switch ((lt_token_kind)t->kind) {
    case LT_TOKEN_NUMBER: return lt_parse_number(p, p->at, false, out);
    case LT_TOKEN_STRING: return lt_parse_string(p, out);
    case LT_TOKEN_HEX: return lt_parse_hex(p, out);
    case LT_TOKEN_QUOTED: return parse_named(p, out);
    case LT_TOKEN_WORD: return parse_word_primary(p, out);
    case LT_TOKEN_SIGN:
        if (lt_parse_is(p, 0, "(")) return parse_parens(p, out);
        break;
    case LT_TOKEN_END: break;
    }
    return lt_parse_expected(p, "an expression");
}
