/* inspect.h — a Lua value as text that shows what is in it, bounded. */
#ifndef LT_LUA_INSPECT_H
#define LT_LUA_INSPECT_H

#include <lua.h>

/* Pushes the text of the value at idx: texts quoted, tables with their first 50 entries, three
 * levels deep; values with a __tostring of their own by that. May raise. */
void lt_inspect(lua_State *L, int idx);

#endif
