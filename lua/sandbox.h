/* sandbox.h — the Lua state that notebooks run in: an allow-list, a memory cap, an interrupt.
 *
 * What is there: assert error getmetatable ipairs load next pairs pcall rawequal rawget rawlen
 * rawset require select setmetatable tonumber tostring type xpcall; string table math utf8
 * coroutine; os.time os.clock os.date os.difftime; _G and _VERSION. Nothing else of Lua's own
 * library: no io, debug, package, print (a session adds its own), collectgarbage, string.dump.
 *
 * Interrupt: when the lt_cancel is set, whatever Lua does ends with LT_ECANCELLED or LT_ETIMEOUT
 * and no pcall, coroutine, __close or message handler of a script can catch that. A count hook
 * sees pure Lua; string and table functions, whose loops run in C, are our own and poll.
 *
 * Cost     the hook, armed for good, makes arithmetic loops 2.1 times and call-heavy code 1.9
 *          times slower, and code that allocates no slower (measured; its interval does not
 *          matter, since Lua 5.4 tests for it at each instruction). Nothing but a signal could
 *          arm it later, and signals would end the system calls of every library in the thread.
 * Limits   memory_bytes for all Lua objects; 64 MiB a string; C calls 200 deep; patterns 200 deep
 *          One thing cannot be interrupted: a collection. It is as long as the heap is large, and
 *          chains through many weak-keyed tables make it longer; a job's time limit ends that.
 * Threads  one owner; any thread may set the lt_cancel
 */
#ifndef LT_LUA_SANDBOX_H
#define LT_LUA_SANDBOX_H

#include "core/cancel.h"
#include "core/mem.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

#include <lua.h>

typedef struct lt_sandbox lt_sandbox;

typedef struct lt_sandbox_options {
    size_t             memory_bytes; /* 0: 512 MiB */
    size_t             string_bytes; /* longest string; 0: 64 MiB */
    const char *const *allow;        /* names of sandbox_allow.c that a trusted workspace may use */
    size_t             allow_count;
    const char        *folder; /* where `require` looks for text .lua files; NULL: nowhere */
} lt_sandbox_options;

/* Whether a workspace can be allowed the name; the k-th such name, NULL past the end. */
bool        lt_sandbox_can_allow(const char *name);
const char *lt_sandbox_allowable(size_t k);

/* opt may be NULL; cancel is borrowed and may be NULL. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_sandbox_open(lt_sandbox **out, lt_mem *mem, lt_cancel *cancel,
                                      const lt_sandbox_options *opt, lt_error *err);
void                  lt_sandbox_close(lt_sandbox *sb); /* runs no script code; NULL is allowed */

/* Its main thread. Calls that may raise belong inside lt_sandbox_protect. */
lua_State *lt_sandbox_state(lt_sandbox *sb);
/* The sandbox of a running state, NULL for one that is not ours (stock lua5.4). */
lt_sandbox *lt_sandbox_of(lua_State *L);
lt_mem     *lt_sandbox_mem(lt_sandbox *sb); /* bytes in use by Lua are those of this account */

/* Runs a C function in protected mode with ud as its only argument (light userdata).
 * Errors: as lt_sandbox_call; nothing stays on the stack. */
LT_MUST_USE lt_status lt_sandbox_protect(lt_sandbox *sb, lua_CFunction run, void *ud,
                                         lt_error *err);

/* Push, inside protected code: the environment that all cells share (also `_G`), which falls
 * back to the API table; and that API table, where bindings put their names. */
void lt_sandbox_push_env(lua_State *L);
void lt_sandbox_push_api(lua_State *L);
/* Replaces the table on the top by a read-only view of it: for tables that are put in the API. */
void lt_sandbox_lock(lua_State *L);

/* Raises when the run is cancelled. For C loops that bindings run: `done` units of some ten
 * nanoseconds since the last call; cheap. Outside of a sandbox it does nothing. */
void lt_sandbox_step(lua_State *L, size_t done);

/* How a text ends: what its function returns. */
typedef enum lt_tail {
    LT_TAIL_NONE,       /* what its own return says */
    LT_TAIL_EXPRESSION, /* the values of the bare expression at the end */
    LT_TAIL_CALL        /* nil, then the values of the call at the end (but for write…) */
} lt_tail;

/* Compiles text and leaves the function on the stack. Its first line has the number first_line in
 * messages, chunk_name stands for the file. tail tells how the text ends; where it is NULL, a
 * call at the end is a statement as any other.
 * Errors: LT_ESCRIPT (cell_line, excerpt, caret), LT_ENOMEM, LT_ECANCELLED, LT_ETIMEOUT. */
LT_MUST_USE lt_status lt_sandbox_load(lt_sandbox *sb, const char *text, size_t len,
                                      const char *chunk_name, int64_t first_line, lt_tail *tail,
                                      lt_error *err);

/* Calls the function below its n arguments; leaves `results` values (LUA_MULTRET: all of them).
 * Errors: those of bindings as they were raised (with the Lua line added), LT_ESCRIPT,
 * LT_ENOMEM, LT_ECANCELLED, LT_ETIMEOUT; function and arguments are then gone. */
LT_MUST_USE lt_status lt_sandbox_call(lt_sandbox *sb, int n, int results, lt_error *err);

/* Load and call; the values of a trailing bare expression are among the results. */
LT_MUST_USE lt_status lt_sandbox_run(lt_sandbox *sb, const char *text, size_t len,
                                     const char *chunk_name, int64_t first_line, int results,
                                     lt_error *err);

/* Where the last failed call was, one function a line; "" none. Borrowed until the next call. */
const char *lt_sandbox_traceback(const lt_sandbox *sb);

#endif
