/* parse_tail.c — sort keys, and what stands behind the ")" of a call:
 *
 *   percentile_cont(p) within group (order by x desc)     the sort key becomes the last argument
 *   sum(x) filter (where c)                               the condition comes behind all of them
 *   first(x) ignore nulls                                 first(x, true)
 *
 * Source   Spark 4, SqlBaseParser: functionCall, sortItem
 */
#include "plan/parse_expr.h"
#include "plan/plan_mem.h"

#include <string.h>

/* ---- sort keys ---- */

/* "-name" alone: descending. */
static bool is_minus_name(const lt_expr_parser *p)
{
    if (!lt_parse_is(p, 0, "-")) return false;
    for (int32_t k = 1;; k += 2) {
        lt_token_kind kind = (lt_token_kind)lt_parse_peek(p, k)->kind;
        if (kind != LT_TOKEN_WORD && kind != LT_TOKEN_QUOTED) return false;
        if (lt_parse_peek(p, k + 1)->kind == LT_TOKEN_END) return true;
        if (!lt_parse_is(p, k + 1, ".")) return false;
    }
}

static lt_status parse_nulls(lt_expr_parser *p, bool *first)
{
    if (!lt_parse_word(p, LT_KW_NULLS)) return LT_OK;
    *first = lt_parse_word(p, LT_KW_FIRST);
    if (*first || lt_parse_word(p, LT_KW_LAST)) return LT_OK;
    return lt_parse_expected(p, "\"first\" or \"last\"");
}

/* Ascending puts nulls first, descending last, as Spark does. */
lt_status lt_parse_sort_key(lt_expr_parser *p, lt_expr **out)
{
    int32_t  from = p->at;
    bool     descending = is_minus_name(p), first;
    lt_expr *key = NULL;
    if (descending) p->at++;
    LT_TRY(lt_parse_expression(p, &key));
    if (!descending && lt_parse_word(p, LT_KW_DESC))
        descending = true;
    else if (!descending)
        (void)lt_parse_word(p, LT_KW_ASC);
    first = !descending;
    lt_status status = parse_nulls(p, &first);
    if (!status) return lt_parse_made(p, lt_expr_sort(key, descending, first), from, out);
    lt_expr_release(key);
    return status;
}

/* ---- behind a call ---- */

static bool is_among(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(names[i], name) == 0) return true;
    return false;
}

/* The k-th token ahead is this word, which is no keyword: columns may be called so. */
static bool is_word(const lt_expr_parser *p, int32_t k, const char *word)
{
    const lt_token *t = lt_parse_peek(p, k);
    return t->kind == LT_TOKEN_WORD && (size_t)t->bytes == strlen(word) &&
           strncasecmp(p->origin->text + t->at, word, (size_t)t->bytes) == 0;
}

static lt_status need_word(lt_expr_parser *p, const char *word, const char *what)
{
    if (!is_word(p, 0, word)) return lt_parse_expected(p, what);
    p->at++;
    return LT_OK;
}

static lt_status parse_within(lt_expr_parser *p, const char *name, lt_expr_list *args)
{
    static const char *const names[] = {"percentile_cont", "percentile_disc", "mode", "listagg",
                                        "string_agg"};
    int32_t                  from = p->at;
    lt_expr                 *key = NULL;
    if (!is_word(p, 0, "within") || !is_word(p, 1, "group")) return LT_OK;
    p->at += 2;
    if (!is_among(names, sizeof(names) / sizeof(*names), name))
        return lt_parse_fail(p, from, "sort the rows, or aggregate with max_by or min_by",
                             "%s has no order within its group", name);
    LT_TRY(lt_parse_need_sign(p, "("));
    LT_TRY(need_word(p, "order", "\"order by\" and a sort key"));
    LT_TRY(need_word(p, "by", "\"by\" and a sort key"));
    LT_TRY(lt_parse_sort_key(p, &key));
    LT_TRY(lt_expr_list_add(args, key, p->err));
    if (lt_parse_is(p, 0, ","))
        return lt_parse_fail(p, from, "", "within group has one sort key here");
    return lt_parse_need_sign(p, ")");
}

static lt_status parse_filter(lt_expr_parser *p, lt_expr **condition)
{
    if (lt_parse_keyword(p) != LT_KW_FILTER || !lt_parse_is(p, 1, "(")) return LT_OK;
    p->at += 2;
    LT_TRY(need_word(p, "where", "\"where\" and a condition"));
    LT_TRY(lt_parse_expression(p, condition));
    return lt_parse_need_sign(p, ")");
}

lt_status lt_parse_nulls_choice(lt_expr_parser *p, const char *name, lt_expr_list *args)
{
    static const char *const names[] = {"first", "first_value", "last", "last_value", "any_value"};
    lt_keyword               k = lt_parse_keyword(p);
    lt_expr                 *flag = NULL;
    if ((k != LT_KW_IGNORE && k != LT_KW_RESPECT) || !is_word(p, 1, "nulls")) return LT_OK;
    p->at += 2;
    if (!is_among(names, sizeof(names) / sizeof(*names), name))
        return lt_parse_fail(p, p->at - 2, "the other aggregates never see nulls",
                             "%s nulls belongs to first, last and any_value",
                             k == LT_KW_IGNORE ? "ignore" : "respect");
    if (lt_expr_list_count(args) != 1)
        return lt_parse_fail(p, p->at - 2, "", "ignore nulls is said twice");
    lt_value v = {.type = LT_TYPE(BOOL), .b = k == LT_KW_IGNORE};
    LT_TRY(lt_parse_made(p, lt_expr_literal(v), p->at - 2, &flag));
    return lt_expr_list_add(args, flag, p->err);
}

static lt_status refuse_window(lt_expr_parser *p)
{
    if (lt_parse_keyword(p) != LT_KW_OVER || !lt_parse_is(p, 1, "(")) return LT_OK;
    p->at++;
    return lt_parse_fail(p, p->at - 1, "", "window functions are not supported");
}

lt_status lt_parse_tail(lt_expr_parser *p, const char *name, lt_expr_list *args, bool *filtered)
{
    lt_expr *condition = NULL;
    LT_TRY(parse_within(p, name, args));
    lt_status status = parse_filter(p, &condition);
    if (!status) status = lt_parse_nulls_choice(p, name, args);
    if (!status) status = refuse_window(p);
    if (status || !condition) {
        lt_expr_release(condition);
        return status;
    }
    *filtered = true;
    return lt_expr_list_add(args, condition, p->err);
}
