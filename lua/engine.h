/* engine.h — what the bindings of one Lua state share: context, cancel, events, dates.
 *
 * A session makes one; `require "lote"` under a stock interpreter makes its own.
 */
#ifndef LT_LUA_ENGINE_H
#define LT_LUA_ENGINE_H

#include "core/options.h"
#include "lua/bind.h"
#include "lua/event.h"

#include <lauxlib.h>
#include <lua.h>

typedef struct lt_engine {
    lt_context          *ctx;
    lt_cancel           *cancel;
    lt_event_sink       *sink;
    void                *arg;
    const lt_event_cell *cell; /* the one that runs */
    int64_t              rows; /* that the running cell has shown or written, for its summary */
    int64_t              show_rows;
    bool                 plan_only;
    bool                 tells_reads; /* LT_EVENT_READ is wanted */
    lt_explain_options   plan;        /* how plans are told, unless explain says otherwise */
    char                 date[16];    /* logical date, ISO */
    lt_options           params;      /* name = text, as given with -p */
    lua_State           *running;     /* the thread that asked for the engine last */
} lt_engine;

/* Registers every binding in the API table on top of the stack; e must outlive the state. */
void lt_engine_bind(lua_State *L, lt_engine *e);

/* The engine of a state. */
lt_engine *lt_engine_of(lua_State *L);

/* Emits with e's cell; fields that the kind does not use are zero. */
void lt_engine_emit(lt_engine *e, lt_event event);

/* The query every action runs with: cancel and progress events. */
lt_query lt_engine_query(lt_engine *e);

/* The line of the notebook that is running, for plan nodes and expressions; 0 unknown. */
int32_t lt_engine_line(lua_State *L);

/* ---- boxes ---- */

#define LT_FRAME_BOX   "lote.frame"
#define LT_GROUPED_BOX "lote.grouped"
#define LT_EXPR_BOX    "lote.expr"

/* Push an empty box, to be filled: its __gc releases what is in it. */
lt_plan **lt_box_frame(lua_State *L);
lt_expr **lt_box_expr(lua_State *L);
/* A box of n expressions, all NULL, to collect arguments in. */
lt_expr **lt_box_exprs(lua_State *L, int n);
/* For builders that consume: moves what the box holds out of it. */
lt_expr *lt_take_expr(lt_expr **box);

/* The frame or expression at idx, borrowed; an argument error names what was given instead. */
lt_plan *lt_check_frame(lua_State *L, int idx);
lt_expr *lt_check_expr(lua_State *L, int idx);
lt_expr *lt_test_expr(lua_State *L, int idx); /* NULL: not one */

/* The value at idx as a new expression: an expression, or a number, boolean, nil, text or, unless
 * is_code, list. A text is parsed when is_code, else it is a literal. Raises on errors. */
lt_expr *lt_to_expr(lua_State *L, int idx, bool is_code);

/* Runs a builder's answer through: NULL is no memory. */
lt_expr *lt_need_expr(lua_State *L, lt_expr *made);

void lt_bind_boxes(lua_State *L); /* the metatables of boxes; before any is made */
void lt_bind_expr(lua_State *L);  /* col lit fn expr sort keys: names into the table on top */
void lt_bind_frame(lua_State *L); /* frames and their methods */
void lt_bind_io(lua_State *L);    /* read_*, write_*, from_rows, range */
void lt_bind_show(lua_State *L);  /* show, print, log, display, explain */
void lt_bind_list(lua_State *L);  /* explode */
void lt_bind_dates(lua_State *L); /* today, yesterday, param */

/* Explains p as a text event (lt_emit_plan_only: as a plan event where e plans for a program), as e
 * plans or in a way of its own. Raise on errors. */
void lt_emit_plan(lua_State *L, lt_engine *e, lt_plan *p, const lt_explain_options *how);
void lt_emit_plan_only(lua_State *L, lt_engine *e, lt_plan *p);
/* Whether an action that needs rows must not run: plans are asked for, and not what they do. */
bool lt_engine_is_dry(const lt_engine *e);

/* For loops over rows in C: lets an interrupt in. */
void lt_bind_step(lua_State *L);

/* Pushes the value as Lua's own: decimals, dates and timestamps as text, lists as arrays. */
void lt_push_value(lua_State *L, lt_value v);

#endif
