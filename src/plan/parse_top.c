/* parse_top.c — whole texts: an expression with its alias, a sort key. */
#include "plan/parse_expr.h"
#include "plan/plan_mem.h"

#include <string.h>
#include <strings.h>

static bool at_end(const lt_expr_parser *p) { return lt_parse_peek(p, 0)->kind == LT_TOKEN_END; }

/* What follows a whole expression has no place there. */
static lt_status refuse_rest(lt_expr_parser *p)
{
    if (at_end(p)) return LT_OK;
    const lt_token *t = lt_parse_peek(p, 0);
    bool            name = t->kind == LT_TOKEN_QUOTED || t->kind == LT_TOKEN_STRING ||
                (t->kind == LT_TOKEN_WORD && t->keyword == LT_KW_NONE);
    lt_status status = lt_parse_expected(p, "an operator or the end");
    if (lt_parse_is(p, 0, ")")) lt_error_hint(p->err, "there is no ( that it closes");
    if (name && p->err)
        lt_error_hint(p->err, "a result is named with \"as\": … as %.*s", t->bytes,
                      p->origin->text + t->at);
    return status;
}

/* A name stands behind the expression and ends it. */
static bool at_bare_alias(const lt_expr_parser *p)
{
    const lt_token *t = lt_parse_peek(p, 0);
    bool word = t->kind == LT_TOKEN_WORD && (!t->keyword || t->keyword > LT_KW_LAST_RESERVED);
    return (word || t->kind == LT_TOKEN_QUOTED) && lt_parse_peek(p, 1)->kind == LT_TOKEN_END;
}

/* e [[as] name] */
static lt_status parse_alias(lt_expr_parser *p, lt_expr *e, lt_expr **out)
{
    lt_buf name = {.mem = lt_plan_mem()};
    *out = e;
    if (!lt_parse_word(p, LT_KW_AS) && !at_bare_alias(p)) return LT_OK;
    const lt_token *t = lt_parse_peek(p, 0);
    if (t->kind != LT_TOKEN_WORD && t->kind != LT_TOKEN_QUOTED) {
        lt_status status = lt_parse_expected(p, "a name after \"as\"");
        lt_error_hint(p->err, "a name with blanks or signs is quoted with backticks");
        return status;
    }
    lt_status status = lt_parse_name(p, t, &name);
    p->at++;
    if (!status) {
        *out = NULL;
        status = lt_parse_made(p, lt_expr_alias(e, (const char *)name.data, name.len), 0, out);
    }
    lt_buf_clear(&name);
    return status;
}

static bool is_except(const lt_expr_parser *p, int32_t k)
{
    const lt_token *t = lt_parse_peek(p, k);
    return t->kind == LT_TOKEN_WORD && t->bytes == 6 &&
           strncasecmp(p->origin->text + t->at, "except", 6) == 0 && lt_parse_is(p, k + 1, "(");
}

/* name, onto list */
static lt_status parse_left_out(lt_expr_parser *p, lt_expr_list *list)
{
    lt_buf          name = {.mem = lt_plan_mem()};
    lt_expr        *column = NULL;
    int32_t         from = p->at;
    const lt_token *t = lt_parse_peek(p, 0);
    if (t->kind != LT_TOKEN_WORD && t->kind != LT_TOKEN_QUOTED)
        return lt_parse_expected(p, "the name of a column");
    lt_status status = lt_parse_name(p, t, &name);
    p->at++;
    if (!status)
        status = lt_parse_made(p, lt_expr_column((const char *)name.data, name.len), from, &column);
    lt_buf_clear(&name);
    return status ? status : lt_expr_list_add(list, column, p->err);
}

/* * or * except (name, …) */
static lt_status parse_star(lt_expr_parser *p, lt_expr **out)
{
    p->at++;
    if (!is_except(p, 0)) return lt_parse_made(p, lt_expr_star(), 0, out);
    lt_expr_list list;
    lt_status    status;
    lt_expr_list_init(&list);
    do {
        p->at += lt_expr_list_count(&list) ? 1 : 2;
        status = parse_left_out(p, &list);
    } while (!status && lt_parse_is(p, 0, ","));
    if (!status) status = lt_parse_need_sign(p, ")");
    if (!status) {
        lt_expr *star = lt_expr_star_except(lt_expr_list_items(&list), lt_expr_list_count(&list));
        lt_expr_list_forget(&list);
        status = lt_parse_made(p, star, 0, out);
    }
    lt_expr_list_clear(&list);
    return status ? status : refuse_rest(p);
}

static lt_status parse_named(lt_expr_parser *p, lt_expr **out)
{
    lt_expr *e = NULL;
    if (lt_parse_is(p, 0, "*") && (lt_parse_peek(p, 1)->kind == LT_TOKEN_END || is_except(p, 1)))
        return parse_star(p, out);
    LT_TRY(lt_parse_expression(p, &e));
    lt_status status = parse_alias(p, e, out);
    if (!status) status = refuse_rest(p);
    return status;
}

static lt_status parse_sort(lt_expr_parser *p, lt_expr **out)
{
    LT_TRY(lt_parse_sort_key(p, out));
    return refuse_rest(p);
}

static lt_status parse_whole(lt_expr **out, const char *text, size_t len, int32_t line,
                             lt_status (*parse)(lt_expr_parser *, lt_expr **), lt_error *err)
{
    lt_buf         tokens = {.mem = lt_plan_mem()};
    lt_expr       *e = NULL;
    lt_expr_parser p = {.err = err};
    lt_status      status = lt_expr_lex(&tokens, text, len, err);
    if (!status && !(p.origin = lt_origin_make(text, len, line)))
        status = LT_FAIL(err, LT_ENOMEM, "no memory for an expression");
    p.tokens = (const lt_token *)(const void *)tokens.data;
    if (!status && at_end(&p)) {
        status = LT_FAIL(err, LT_EPARSE, "an empty expression");
        lt_error_hint(err, "write a column, a number or a formula");
        lt_error_caret(err, text, (int64_t)len, (int64_t)len, 1);
    }
    if (!status) status = parse(&p, &e);
    lt_origin_release(p.origin);
    lt_buf_clear(&tokens);
    if (!status) {
        *out = e;
        return LT_OK;
    }
    lt_expr_release(e);
    lt_error_cell(err, NULL, line);
    return status;
}

lt_status lt_expr_parse(lt_expr **out, const char *text, size_t len, int32_t line, lt_error *err)
{
    return parse_whole(out, text, len, line, parse_named, err);
}

lt_status lt_expr_parse_sort(lt_expr **out, const char *text, size_t len, int32_t line,
                             lt_error *err)
{
    return parse_whole(out, text, len, line, parse_sort, err);
}
