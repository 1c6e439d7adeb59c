/* prelude.h — the Lua part of the API, embedded in the binary; made by embed.sh from lua/lote. */
#ifndef LT_LUA_PRELUDE_H
#define LT_LUA_PRELUDE_H

#include <lua.h>
#include <stddef.h>

typedef struct lt_prelude {
    const char *name; /* of the file, without .lua; NULL ends the list */
    const char *text;
    size_t      len;
} lt_prelude;

extern const lt_prelude lt_preludes[];

/* Runs each file with the API table, which lies on top of the stack, functions() and keep(pages)
 * as arguments; Lua's own libraries are in the environment. May raise. */
void lt_prelude_run(lua_State *L);

/* The registry's table of help pages: name = {signature = …, text = …}. */
#define LT_HELP_PAGES "lote.help"

#endif
