/* parse_expr.h — what the files of the expression parser share.
 *
 *   parse_top.c        whole texts: aliases, sort keys; the public functions
 *   parse_expr.c       precedence            parse_predicate.c  is, in, between, like
 *   parse_primary.c    names, calls, case    parse_literal.c    numbers, texts, dates
 *   parse_tail.c       what follows a call's )     parse_base.c  tokens, errors, new nodes
 *   parse_interval.c   interval literals
 *
 * Every function consumes its piece of the tokens and makes one tree in *out, owned by the
 * caller; on failure *out is untouched and the error has its caret.
 */
#ifndef LT_PLAN_PARSE_EXPR_H
#define LT_PLAN_PARSE_EXPR_H

#include "plan/expr.h"
#include "plan/lex_expr.h"

typedef struct lt_expr_parser {
    const lt_token *tokens; /* END is the last */
    int32_t         at;     /* the token to read next */
    int32_t         nest;   /* levels of recursion */
    lt_origin      *origin;
    lt_error       *err;
} lt_expr_parser;

static inline const lt_token *lt_parse_peek(const lt_expr_parser *p, int32_t k)
{
    const lt_token *t = &p->tokens[p->at];
    while (k-- > 0 && t->kind != LT_TOKEN_END) t++;
    return t;
}
static inline lt_keyword lt_parse_keyword(const lt_expr_parser *p)
{
    return (lt_keyword)p->tokens[p->at].keyword;
}
bool lt_parse_is(const lt_expr_parser *p, int32_t k, const char *sign); /* k tokens ahead */
/* Consume the token when it is that. */
bool lt_parse_sign(lt_expr_parser *p, const char *sign);
bool lt_parse_word(lt_expr_parser *p, lt_keyword word);
/* … or fail. */
LT_MUST_USE lt_status lt_parse_need_sign(lt_expr_parser *p, const char *sign);
LT_MUST_USE lt_status lt_parse_need_word(lt_expr_parser *p, lt_keyword word, const char *text);

/* `expected WHAT but found "…"` at the next token, with a hint for usual slips. */
lt_status lt_parse_expected(lt_expr_parser *p, const char *what);
/* An error about the tokens [from, the next to read). */
lt_status lt_parse_fail(lt_expr_parser *p, int32_t from, const char *hint, const char *fmt, ...)
    LT_PRINTF(4, 5);

/* e, just made of the tokens from `from` on (NULL: no memory), becomes *out. */
LT_MUST_USE lt_status lt_parse_made(lt_expr_parser *p, lt_expr *e, int32_t from, lt_expr **out);
/* A call; args are consumed. */
LT_MUST_USE lt_status lt_parse_call(lt_expr_parser *p, int32_t from, const char *name,
                                    lt_expr *const *args, int32_t count, lt_expr **out);

/* A call of one or two arguments, consumed. */
static inline lt_status lt_parse_call_one(lt_expr_parser *p, int32_t from, const char *name,
                                          lt_expr *arg, lt_expr **out)
{
    return lt_parse_call(p, from, name, &arg, 1, out);
}
static inline lt_status lt_parse_call_two(lt_expr_parser *p, int32_t from, const char *name,
                                          lt_expr *a, lt_expr *b, lt_expr **out)
{
    return lt_parse_call(p, from, name, (lt_expr *[]){a, b}, 2, out);
}
/* terms[low, high] joined by name, split in the middle; all of them are consumed. NULL: no memory.
 */
lt_expr *lt_parse_balance(lt_expr_parser *p, const char *name, lt_expr **terms, int32_t low,
                          int32_t high);
LT_MUST_USE lt_status lt_parse_predicate(lt_expr_parser *p, lt_expr **out);

/* One more level of recursion; each success is followed by p->nest--. */
LT_MUST_USE lt_status lt_parse_enter(lt_expr_parser *p);

LT_MUST_USE lt_status lt_parse_expression(lt_expr_parser *p, lt_expr **out); /* boolean level */
LT_MUST_USE lt_status lt_parse_value(lt_expr_parser *p, lt_expr **out); /* comparisons and up */
LT_MUST_USE lt_status lt_parse_primary(lt_expr_parser *p, lt_expr **out);
/* A sort key: an expression with its direction. */
LT_MUST_USE lt_status lt_parse_sort_key(lt_expr_parser *p, lt_expr **out);
LT_MUST_USE lt_status lt_parse_type(lt_expr_parser *p, lt_type *out);
/* A NUMBER, X'…', or texts standing side by side. */
LT_MUST_USE lt_status lt_parse_number(lt_expr_parser *p, int32_t from, bool negative,
                                      lt_expr **out);
LT_MUST_USE lt_status lt_parse_hex(lt_expr_parser *p, lt_expr **out);
LT_MUST_USE lt_status lt_parse_string(lt_expr_parser *p, lt_expr **out);
/* date'…', timestamp'…' …: the word is next. */
LT_MUST_USE lt_status lt_parse_typed(lt_expr_parser *p, lt_expr **out);
/* Whether the word interval, which is next, begins a literal; the literal. */
bool                  lt_parse_is_interval(const lt_expr_parser *p);
LT_MUST_USE lt_status lt_parse_interval(lt_expr_parser *p, lt_expr **out);
/* Appends what a STRING token stands for; what a WORD or QUOTED token names. */
LT_MUST_USE lt_status lt_parse_unescape(lt_expr_parser *p, const lt_token *t, lt_buf *out);
LT_MUST_USE lt_status lt_parse_name(lt_expr_parser *p, const lt_token *t, lt_buf *out);

/* A growing list of owned trees. */
typedef struct lt_expr_list {
    lt_buf buf; /* of lt_expr * */
} lt_expr_list;

void                  lt_expr_list_init(lt_expr_list *l);
static inline int32_t lt_expr_list_count(const lt_expr_list *l)
{
    return (int32_t)(l->buf.len / sizeof(lt_expr *));
}
static inline lt_expr **lt_expr_list_items(const lt_expr_list *l) { return (void *)l->buf.data; }
/* Consumes e, also on failure. */
LT_MUST_USE lt_status lt_expr_list_add(lt_expr_list *l, lt_expr *e, lt_error *err);
void                  lt_expr_list_forget(lt_expr_list *l); /* the trees went elsewhere */
void                  lt_expr_list_clear(lt_expr_list *l);

/* What may stand behind the ")" of a call of `name`: within group, filter, ignore nulls. It becomes
 * arguments behind those in args; *filtered: the last of them is a filter's condition. */
LT_MUST_USE lt_status lt_parse_tail(lt_expr_parser *p, const char *name, lt_expr_list *args,
                                    bool *filtered);
/* [ignore nulls | respect nulls], as the argument that first, last and any_value have for it. */
LT_MUST_USE lt_status lt_parse_nulls_choice(lt_expr_parser *p, const char *name,
                                            lt_expr_list *args);

#endif
