/* watch.h — which globals a run reads and writes, exactly.
 *
 * While watched, the environment begins empty and takes each name over from a store at its first
 * use: the first read or write of a name goes through a metamethod, every later one is a plain
 * table access. A function of another cell shares the environment, so what it reads counts too.
 * pairs(_G), next, rawget and rawset on _G read every name.
 *
 * A value has a `content`: equal for equal numbers, texts, functions of the same code over equal
 * upvalues and tables of equal entries; a frame's is its own. What is assigned its old content
 * is not written; a table changed in place is read with another content than before.
 *
 * Cost     a global's first use 100 ns; the beginning and end of a run are O(globals)
 * Limits   10,000 entries and 6 levels of a value decide its content, a larger one's is its own
 */
#ifndef LT_LUA_WATCH_H
#define LT_LUA_WATCH_H

#include "core/arena.h"
#include "core/buf.h"
#include "lua/session.h"

#include <lua.h>

typedef struct lt_global {
    const char *name;
    uint64_t    content; /* after the run; 0: nil */
} lt_global;

typedef struct lt_watched {
    lt_arena arena;
    lt_buf   reads, writes; /* lt_global, in byte order of the names */
} lt_watched;

/* Errors: LT_ENOMEM: nothing is watched. */
LT_MUST_USE lt_status lt_session_watch(lt_session *s, lt_error *err);
/* Ends the watch. Errors: LT_ENOMEM; what is known by then is in out. Release out in any case. */
LT_MUST_USE lt_status lt_session_watched(lt_watched *out, lt_session *s, lt_error *err);
void                  lt_watched_clear(lt_watched *w);

/* The content of a global now; 0 where there is none. */
uint64_t lt_session_content(lt_session *s, const char *name);

/* For raw access to the table at idx: where it is a watched environment, all names come into it. */
void lt_watch_raw(lua_State *L, int idx);

#endif
