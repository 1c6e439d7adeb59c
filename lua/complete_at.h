/* complete_at.h — what is being typed at the end of a piece of Lua: the word, and what it belongs
 * to. Knows text only; complete.c knows values.
 */
#ifndef LT_LUA_COMPLETE_AT_H
#define LT_LUA_COMPLETE_AT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct lt_piece_of {
    const char *s;
    size_t      len;
} lt_piece_of;

typedef enum lt_typing {
    LT_TYPING_NAME,    /* a global, a local, a keyword */
    LT_TYPING_MEMBER,  /* behind a dot or a colon */
    LT_TYPING_TEXT,    /* inside a string */
    LT_TYPING_COMMENT, /* nothing to say */
} lt_typing;

typedef struct lt_complete_at {
    lt_typing   kind;
    lt_piece_of word; /* what is there of it; of a text, from its quote on */
    char        link; /* MEMBER: '.' or ':' */
    /* MEMBER: what stands before the link. path "" where that is no dotted name; is_call when the
     * path is only what a chain of calls began with: `tx:filter("a"):|` has path tx. */
    lt_piece_of path;
    bool        is_call;
    lt_piece_of called; /* the last function of that chain: filter */
    /* The innermost call around: of `tx:filter("a"):agg{ "|` chain is tx and function agg. */
    lt_piece_of chain, function;
    bool        in_table; /* directly within a table constructor of that call */
} lt_complete_at;

/* Looks at text[0, len), which ends at the cursor. */
void lt_complete_look(lt_complete_at *out, const char *text, size_t len);

#endif
