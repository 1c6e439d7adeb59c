/* bind.h — errors of the engine as Lua values.
 *
 * A binding that fails raises a userdata holding the lt_error. Scripts see its fields: kind (the
 * word of the code), text, hint, file, line, column, cell, cell_line, node; tostring gives the
 * text. Nothing that must be released may be live when lt_bind_raise jumps.
 */
#ifndef LT_LUA_BIND_H
#define LT_LUA_BIND_H

#include "core/status.h"

#include <stdbool.h>

#include <lua.h>

#define LT_BIND_ERROR "lote.error"

/* Raises a copy of err, with the line of the calling Lua code where it has none; never returns.
 * `return lt_bind_raise(L, &err);` */
int lt_bind_raise(lua_State *L, const lt_error *err);

/* Pushes a copy of err, without raising. May raise LT_ENOMEM's Lua error. */
void lt_bind_push_error(lua_State *L, const lt_error *err);

/* Whether the value at idx is such an error; fills out (may be NULL). Never raises. */
bool lt_bind_error(lua_State *L, int idx, lt_error *out);

/* Makes the metatable; called once by whoever opens the state (the sandbox does). */
void lt_bind_open(lua_State *L);

#endif
