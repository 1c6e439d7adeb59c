/* lua_lex.h — the tokens of Lua text, as far as parameters need them.
 *
 * Source   Lua 5.4 manual §3.1. Operators come one byte at a time.
 */
#ifndef LT_NOTEBOOK_LUA_LEX_H
#define LT_NOTEBOOK_LUA_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum lt_token_kind {
    LT_TOKEN_END,
    LT_TOKEN_NAME, /* keywords too */
    LT_TOKEN_NUMBER,
    LT_TOKEN_STRING,
    LT_TOKEN_COMMENT,
    LT_TOKEN_OTHER
} lt_token_kind;

typedef struct lt_token {
    lt_token_kind kind;
    const char   *s;
    size_t        len;
    bool          is_first; /* on its line */
} lt_token;

typedef struct lt_lexer {
    const char *s; /* not NUL-ended */
    size_t      len, at;
} lt_lexer;

lt_token lt_lex_next(lt_lexer *lex);
bool     lt_token_is(const lt_token *t, const char *text);
bool     lt_lua_is_keyword(const char *s, size_t len);

/* Writes what a string literal says, NUL-ended, into out, which has room for t->len + 1 bytes.
 * NULs in it become "?". Returns its length. */
size_t lt_token_unquote(char *out, const lt_token *t);

#endif
