/* sandbox_lib.h — what the parts of the sandbox share. Used inside lua/sandbox* only. */
#ifndef LT_LUA_SANDBOX_LIB_H
#define LT_LUA_SANDBOX_LIB_H

#include "core/buf.h"
#include "lua/sandbox.h"

#include <lauxlib.h>

struct lt_sandbox {
    lt_mem    *mem;  /* of the struct itself */
    lt_mem    *heap; /* of Lua's objects, with the budget */
    lt_cancel *cancel;
    lua_State *L;
    lua_State *running; /* the coroutine that runs, or L */
    size_t     string_bytes;
    size_t     longest;  /* string there may be */
    int        interval; /* instructions between two looks at the flag */
    size_t     steps;
    int        closings;   /* coroutine.close inside of each other */
    bool       is_closing; /* the state: nothing is refused any more */
    lt_buf     folder;     /* NUL-ended; empty: none */
    /* only while it is opened */
    const char *const *allow;
    size_t             allow_count;
    /* the chunk that was loaded last, for messages */
    lt_buf  source;
    int64_t first_line;
    char    short_src[LUA_IDSIZE];
    /* what the message handler found out */
    lt_error error;
    char     traceback[4096];
};

/* Raises when the run is cancelled. */
void lt_sandbox_poll(lua_State *L);
bool lt_sandbox_is_cancelled(lua_State *L);

/* Runs a thread so that hook and cancel reach it; as lua_resume. */
int lt_sandbox_resume(lua_State *co, lua_State *from, int n, int *results);

/* The line of the notebook that runs (else of any Lua code), 0: none. */
int64_t lt_sandbox_line(lua_State *L);

/* Compiles; as lua_load. Pieces are short so that a long compilation sees the cancel. */
typedef struct lt_pieces {
    int64_t     blank_lines; /* before the text */
    const char *parts[3];
    size_t      lens[3];
    int         at;
} lt_pieces;
int lt_sandbox_compile(lua_State *L, lt_pieces *pieces, const char *name);

/* Each adds its functions to the table on the top. */
void lt_sandbox_add_base(lua_State *L);
void lt_sandbox_add_coroutine(lua_State *L);
void lt_sandbox_add_string(lua_State *L);
void lt_sandbox_add_table(lua_State *L);
void lt_sandbox_add_require(lua_State *L);
/* What a trusted workspace may use of os and io. */
void lt_sandbox_add_allowed_os(lua_State *L);
void lt_sandbox_add_allowed_io(lua_State *L);
/* Whether any name of that library is allowed. */
bool lt_sandbox_allows(lua_State *L, const char *library);

/* Errors of lt_sandbox_call, after the fact: err from the status of lua_pcall or lua_load and the
 * value on the top, which is popped. */
lt_status lt_sandbox_report(lt_sandbox *sb, int status, lt_error *err);
/* The message handler: keeps what the error is and where, without asking for memory. */
int lt_sandbox_handle(lua_State *L);

#endif
