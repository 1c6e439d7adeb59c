/* workspace.h — `.lote.lua`, the file by which a folder of notebooks asks for more than the sandbox
 * gives:
 *
 *     allow = { "os.getenv", "io.open" }
 *
 * It is data: it runs without any function, in a state of its own, and only once the user has
 * trusted exactly these bytes.
 *
 * Limits   64 KiB, 64 names
 */
#ifndef LT_LUA_WORKSPACE_H
#define LT_LUA_WORKSPACE_H

#include "core/arena.h"
#include "core/buf.h"

#define LT_WORKSPACE_FILE      ".lote.lua"
#define LT_WORKSPACE_MAX_BYTES ((size_t)64 << 10)

/* The names that text allows, as const char * in names, their bytes in arena. Errors: LT_EUSAGE: a
 * key or name that does not exist (with the nearest); LT_ESCRIPT; LT_ENOMEM. */
LT_MUST_USE lt_status lt_workspace_parse(lt_buf *names, lt_arena *arena, const char *text,
                                         size_t len, const char *path, lt_error *err);

#endif
