/* session_state.h — what a session holds. Used inside lua/ only. */
#ifndef LT_LUA_SESSION_STATE_H
#define LT_LUA_SESSION_STATE_H

#include "lua/engine.h"
#include "lua/sandbox.h"
#include "lua/session.h"

struct lt_session {
    lt_mem     *mem;
    lt_sandbox *sandbox;
    lt_engine   engine;
    bool        keeps_results;
};

#endif
