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
/* The number, text, boolean or constant at idx as a new literal. */
lt_expr *lt_literal_at(lua_State *L, int idx);
/* Whether there is a table of options at idx. Every name in it must be one of known (NULL-ended):
 * an error names the nearest. */
bool lt_check_options(lua_State *L, int idx, const char *method, const char *const *known);

/* Text made by the engine, as a Lua string on the stack; the buffer is cleared either way. */
void lt_push_text(lua_State *L, lt_buf *text);

/* NULL-ended lists of methods, a file each. */
extern const luaL_Reg lt_frame_rows[], lt_frame_nulls[], lt_frame_sets[], lt_frame_group[],
    lt_frame_schema[];
void lt_open_grouped(lua_State *L); /* the metatable of grouped rows */

#endif
