/* prelude.h — the Lua part of the API, embedded in the binary; made by embed.sh from lua/lote. */
#ifndef LT_LUA_PRELUDE_H
#define LT_LUA_PRELUDE_H

#include <stddef.h>

typedef struct lt_prelude {
    const char *name; /* of the file, without .lua; NULL ends the list */
    const char *text;
    size_t      len;
} lt_prelude;

extern const lt_prelude lt_preludes[];

#endif
