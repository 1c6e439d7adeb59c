/* lua_scan.h — what a piece of Lua does with names, without running it: globals it reads and
 * writes, functions it calls, expressions that stand alone.
 *
 * Follows blocks, locals and function bodies, so that a local hides a global of its name. The text
 * should compile (a bare expression at the end is fine); of what does not, the part up to the first
 * surprise is told.
 *
 * Limits   200 levels deep, 1,000 locals at a time
 * Source   Lua 5.4 manual §9, the complete syntax
 */
#ifndef LT_NOTEBOOK_LUA_SCAN_H
#define LT_NOTEBOOK_LUA_SCAN_H

#include "notebook/lua_lex.h"

typedef struct lt_lua_call {
    lt_token    function;  /* the last name: write_csv */
    bool        is_method; /* with a colon: the frame is no argument */
    const char *args;      /* from ( to ), or the single string or table */
    size_t      args_len;
    int64_t     line;
} lt_lua_call;

/* Each may be NULL. */
typedef struct lt_lua_watch {
    void (*global)(void *arg, const lt_token *name, int64_t line, bool is_write);
    void (*call)(void *arg, const lt_lua_call *call);
    void (*bare)(void *arg, int64_t line, bool is_last); /* an expression as a statement */
    void *arg;
} lt_lua_watch;

/* first_line: the number of the text's first line. False: it stopped before the end. */
bool lt_lua_scan(const char *text, size_t len, int64_t first_line, const lt_lua_watch *watch);

#endif
