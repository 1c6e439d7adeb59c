/* variables.h — what a session holds: its globals at a glance, one of them in full. */
#ifndef LT_LUA_VARIABLES_H
#define LT_LUA_VARIABLES_H

#include "core/arena.h"
#include "lua/session.h"

typedef struct lt_variable {
    const char *name, *type; /* "frame", "grouped", "expression", else Lua's word */
    const char *text;        /* one line of the value, at most 200 bytes */
    int64_t     rows;        /* entries of a table; of a frame -1: it was not run */
    int32_t     columns;     /* of a frame; else 0 */
    int64_t     bytes;       /* of a text; else -1: not known */
} lt_variable;

/* Every global of the session that has a name, in byte order, in out (lt_variable) and arena.
 * Nothing runs but __tostring of a script's own values. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_session_variables(lt_buf *out, lt_arena *arena, lt_session *s,
                                           lt_error *err);

/* Appends what is known of a name such as `city` or `options.delimiter`: a frame's columns, a
 * function's help, else the value. Errors: LT_ENOTFOUND, LT_EUSAGE (not a name), those of a frame's
 * plan. */
LT_MUST_USE lt_status lt_session_inspect(lt_buf *out, lt_session *s, const char *name, size_t len,
                                         lt_error *err);

/* The plan of the frame that a global holds, retained. Errors: LT_ENOTFOUND, LT_ETYPE. */
LT_MUST_USE lt_status lt_session_frame(lt_plan **out, lt_session *s, const char *name,
                                       lt_error *err);

#endif
