/* lex_expr.h — the words and signs of an expression's text.
 *
 * The whole text is cut before it is parsed, so that the parser may look ahead freely and only
 * this file knows about quotes and comments.
 *
 * Units    at, bytes: of the text
 * Limits   texts up to LT_EXPR_TEXT bytes
 * Source   Spark 4, SqlBaseLexer: identifiers, strings, numbers, comments
 */
#ifndef LT_PLAN_LEX_EXPR_H
#define LT_PLAN_LEX_EXPR_H

#include "core/buf.h"

#include <stdbool.h>

enum { LT_EXPR_TEXT = 1 << 24 };

typedef enum lt_token_kind {
    LT_TOKEN_END,
    LT_TOKEN_WORD,   /* an identifier, perhaps a keyword */
    LT_TOKEN_QUOTED, /* `an identifier` */
    LT_TOKEN_STRING, /* '…', "…", r'…' */
    LT_TOKEN_HEX,    /* X'…' */
    LT_TOKEN_NUMBER, /* with its suffix, without sign */
    LT_TOKEN_SIGN
} lt_token_kind;

/* Words with a meaning. Those of the first rows never are names; the others may be, where no
 * meaning fits. All of them are quoted when a tree is printed. */
/* clang-format off */
#define LT_KEYWORD_LIST(_) \
    _(AND, "and") _(OR, "or") _(NOT, "not") _(IN, "in") _(IS, "is") _(LIKE, "like") \
    _(ILIKE, "ilike") _(RLIKE, "rlike") _(REGEXP, "regexp") _(BETWEEN, "between") \
    _(CASE, "case") _(WHEN, "when") _(THEN, "then") _(ELSE, "else") _(AS, "as") \
    _(FROM, "from") _(DIV, "div") _(DISTINCT, "distinct") _(NULL, "null") _(TRUE, "true") \
    _(FALSE, "false") \
    _(END, "end") _(FOR, "for") _(ALL, "all") _(ANY, "any") _(SOME, "some") _(CAST, "cast") \
    _(TRY_CAST, "try_cast") _(EXTRACT, "extract") _(SUBSTRING, "substring") \
    _(SUBSTR, "substr") _(TRIM, "trim") _(POSITION, "position") _(ESCAPE, "escape") \
    _(BOTH, "both") _(LEADING, "leading") _(TRAILING, "trailing") _(ASC, "asc") \
    _(DESC, "desc") _(NULLS, "nulls") _(FIRST, "first") _(LAST, "last") \
    _(INTERVAL, "interval") _(EXISTS, "exists") _(UNKNOWN, "unknown") _(OVER, "over") \
    _(FILTER, "filter") _(IGNORE, "ignore") _(RESPECT, "respect") _(DATE, "date") \
    _(TIMESTAMP, "timestamp") _(TIMESTAMP_NTZ, "timestamp_ntz") _(TIMESTAMP_LTZ, "timestamp_ltz") \
    _(OVERLAY, "overlay") _(PLACING, "placing")
/* clang-format on */

typedef enum lt_keyword {
    LT_KW_NONE,
#define LT_KEYWORD_ENUM(id, text) LT_KW_##id,
    LT_KEYWORD_LIST(LT_KEYWORD_ENUM)
#undef LT_KEYWORD_ENUM
        LT_KW_COUNT
} lt_keyword;

enum { LT_KW_LAST_RESERVED = LT_KW_FALSE };

typedef struct lt_token {
    uint8_t kind;    /* lt_token_kind */
    uint8_t keyword; /* lt_keyword; of WORD only */
    int32_t at, bytes;
} lt_token;

/* Appends the tokens of text[0, len), END last, to a buf of lt_token.
 * Errors: LT_EPARSE with a caret, LT_ENOMEM. */
LT_MUST_USE lt_status lt_expr_lex(lt_buf *tokens, const char *text, size_t len, lt_error *err);

/* Any case; LT_KW_NONE for other words. */
lt_keyword lt_keyword_find(const char *word, size_t len);

/* Whether name needs no backticks in an expression: a word of ASCII letters, digits and _ that is
 * no keyword (with functions set, words that start calls are fine). */
bool lt_expr_plain_name(const char *name, bool function);

#endif
