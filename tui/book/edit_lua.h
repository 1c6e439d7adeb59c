/* edit_lua.h — what an editor knows of Lua: indentation, brackets, comments.
 *
 * Unfinished text is the normal case: an unclosed string reaches to the end of its line, an
 * unclosed long bracket or comment to the end of the text.
 *
 * Limits   200 levels of blocks and brackets; deeper ones are taken as the 200th
 * Cost     linear in the text before (indent) or all of it (brackets)
 */
#ifndef LT_TUI_BOOK_EDIT_LUA_H
#define LT_TUI_BOOK_EDIT_LUA_H

#include "tui/book/cell_text.h"

typedef enum tui_lua_place {
    TUI_LUA_CODE,
    TUI_LUA_STRING,
    TUI_LUA_LONG_STRING,
    TUI_LUA_COMMENT
} tui_lua_place;

typedef struct tui_lua_around {
    tui_lua_place place;
    bool          opens;       /* the line so far leaves something open */
    bool          has_block;   /* something is open at all */
    size_t        block_start; /* beginning of the line that opened the innermost */
} tui_lua_around;

/* What is around a place between two bytes. */
tui_lua_around tui_lua_look(const tui_cell_text *t, size_t at);

/* Whether s[0, n) is a word or bracket that closes a block, as the first thing on a line: end,
 * else, elseif, until, }, ), ]. */
bool tui_lua_closes(const char *s, size_t n);

/* The partner of the bracket at `at`; SIZE_MAX: none, or it is no bracket. is_lua false: strings
 * and comments are nothing special. */
size_t tui_bracket_partner(const tui_cell_text *t, size_t at, bool is_lua);

/* Appends lines p[0, n) commented out, or in again where each that is not blank is out. Errors:
 * LT_ENOMEM. */
LT_MUST_USE lt_status tui_toggle_comment(lt_buf *out, const char *p, size_t n, lt_error *err);

#endif
