/* frame.h — what the files that bind frames share: arguments, results, lists of methods. */
#ifndef LT_LUA_FRAME_H
#define LT_LUA_FRAME_H

#include "lua/engine.h"

/* Puts a builder's answer in the box on top; the first mistake is raised at once, where it was
 * made. */
int lt_give_frame(lua_State *L, lt_plan **box, lt_plan *made);

/* Replaces the arguments from idx on by those of a single list, if one list is all there is;
 * answers how many there are. */
int lt_spread(lua_State *L, int idx);
/* Stack slots idx … idx + n - 1 as names, in a block pushed on the stack. */
const char **lt_names_from(lua_State *L, int idx, int n);
/* Pushes the pairs name, value of the table at idx one after another, in name order; answers how
 * many pairs there are. */
int lt_pairs_in_order(lua_State *L, int idx);
/* NULL-ended lists of methods, a file each. */
extern const luaL_Reg lt_frame_rows[], lt_frame_sets[], lt_frame_group[];
void                  lt_open_grouped(lua_State *L); /* the metatable of grouped rows */

#endif
