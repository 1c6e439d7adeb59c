/* parse_base.c — what the files of the expression parser stand on: tokens, errors, new nodes. */
#include "plan/parse_expr.h"
#include "plan/plan_mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- lists ---- */

void lt_expr_list_init(lt_expr_list *l) { *l = (lt_expr_list){.buf = {.mem = lt_plan_mem()}}; }

lt_status lt_expr_list_add(lt_expr_list *l, lt_expr *e, lt_error *err)
{
    lt_status status = lt_buf_add(&l->buf, &e, sizeof(e), err);
    if (status) lt_expr_release(e);
    return status;
}

void lt_expr_list_forget(lt_expr_list *l) { lt_buf_clear(&l->buf); }

void lt_expr_list_clear(lt_expr_list *l)
{
    for (int32_t i = 0; i < lt_expr_list_count(l); i++) lt_expr_release(lt_expr_list_items(l)[i]);
    lt_buf_clear(&l->buf);
}

/* ---- tokens ---- */

static bool token_is(const lt_expr_parser *p, const lt_token *t, const char *sign)
{
    return t->kind == LT_TOKEN_SIGN && strlen(sign) == (size_t)t->bytes &&
           memcmp(p->origin->text + t->at, sign, (size_t)t->bytes) == 0;
}

bool lt_parse_is(const lt_expr_parser *p, int32_t k, const char *sign)
{
    return token_is(p, lt_parse_peek(p, k), sign);
}

bool lt_parse_sign(lt_expr_parser *p, const char *sign)
{
    if (!lt_parse_is(p, 0, sign)) return false;
    p->at++;
    return true;
}

bool lt_parse_word(lt_expr_parser *p, lt_keyword word)
{
    if (lt_parse_keyword(p) != word) return false;
    p->at++;
    return true;
}

lt_status lt_parse_need_sign(lt_expr_parser *p, const char *sign)
{
    char what[16];
    if (lt_parse_sign(p, sign)) return LT_OK;
    snprintf(what, sizeof(what), "\"%s\"", sign);
    return lt_parse_expected(p, what);
}

lt_status lt_parse_need_word(lt_expr_parser *p, lt_keyword word, const char *text)
{
    char what[32];
    if (lt_parse_word(p, word)) return LT_OK;
    snprintf(what, sizeof(what), "\"%s\"", text);
    return lt_parse_expected(p, what);
}

/* ---- errors ---- */

/* What a sign of another language means here. */
static const char *slip(const lt_expr_parser *p)
{
    static const char *const slips[][2] = {
        {"&&", "conditions are joined with \"and\""},
        {"||", "texts are joined with ||, conditions with \"or\""},
        {"~=", "not equal is != or <>"},
        {"..", "texts are joined with ||"},
        {"->", "lambda functions are not supported"},
        {"=>", "arguments have no names: give them in order; at least is >="},
        {"[", "a list is written array(1, 2), its first element a[0]"},
        {"(", "a name before ( is a function; a column has none"},
        {"==", "give a value on both sides of a comparison"},
        {"=", "give a value on both sides of a comparison"},
        {"*", "* stands for all columns only alone in select and in count(*)"},
    };
    const lt_token *t = lt_parse_peek(p, 0);
    for (size_t i = 0; i < sizeof(slips) / sizeof(*slips); i++)
        if (token_is(p, t, slips[i][0])) return slips[i][1];
    if (t->keyword && t->keyword <= LT_KW_LAST_RESERVED)
        return "a column named like a keyword is quoted with backticks";
    return NULL;
}

lt_status lt_parse_expected(lt_expr_parser *p, const char *what)
{
    const lt_token *t = lt_parse_peek(p, 0);
    const char     *text = p->origin->text, *hint = slip(p);
    if (t->kind == LT_TOKEN_END)
        lt_fail(p->err, LT_EPARSE, LT_HERE, "expected %s but the expression ends here", what);
    else
        lt_fail(p->err, LT_EPARSE, LT_HERE, "expected %s but found %s%.*s%s", what,
                t->kind == LT_TOKEN_STRING ? "" : "\"", t->bytes, text + t->at,
                t->kind == LT_TOKEN_STRING ? "" : "\"");
    if (hint) lt_error_hint(p->err, "%s", hint);
    lt_error_caret(p->err, text, p->origin->bytes, t->at, t->bytes);
    return LT_EPARSE;
}

static int32_t end_of_last(const lt_expr_parser *p)
{
    const lt_token *last = &p->tokens[p->at > 0 ? p->at - 1 : 0];
    return last->at + last->bytes;
}

lt_status lt_parse_fail(lt_expr_parser *p, int32_t from, const char *hint, const char *fmt, ...)
{
    char    text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    int32_t at = p->tokens[from].at, end = end_of_last(p);
    lt_fail(p->err, LT_EPARSE, LT_HERE, "%s", text);
    if (hint && *hint) lt_error_hint(p->err, "%s", hint);
    lt_error_caret(p->err, p->origin->text, p->origin->bytes, at, end - at);
    return LT_EPARSE;
}

static lt_status too_deep(lt_expr_parser *p, int32_t from)
{
    lt_fail(p->err, LT_EPARSE, LT_HERE, "an expression nested deeper than %d levels",
            LT_EXPR_DEPTH);
    lt_error_hint(p->err, "split it into several columns");
    lt_error_caret(p->err, p->origin->text, p->origin->bytes, p->tokens[from].at, 1);
    return LT_EPARSE;
}

lt_status lt_parse_enter(lt_expr_parser *p)
{
    if (p->nest >= LT_EXPR_DEPTH) return too_deep(p, p->at);
    p->nest++;
    return LT_OK;
}

/* ---- making nodes ---- */

lt_status lt_parse_made(lt_expr_parser *p, lt_expr *e, int32_t from, lt_expr **out)
{
    if (!e) return LT_FAIL(p->err, LT_ENOMEM, "no memory for an expression");
    if (e->depth > LT_EXPR_DEPTH) {
        lt_expr_release(e);
        return too_deep(p, from);
    }
    lt_origin_release(e->origin);
    e->origin = lt_origin_retain(p->origin);
    e->at = p->tokens[from].at;
    e->at_bytes = end_of_last(p) - e->at;
    *out = e;
    return LT_OK;
}

lt_status lt_parse_call(lt_expr_parser *p, int32_t from, const char *name, lt_expr *const *args,
                        int32_t count, lt_expr **out)
{
    return lt_parse_made(p, lt_expr_call(name, args, count, false), from, out);
}
