/* session.h — a Lua state, an engine context and an event sink: the one way code runs.
 *
 * `lote run`, the engine process behind the screens and a job's child all use it.
 * Threads  one owner; any thread (or a signal handler) may set the cancel flag
 */
#ifndef LT_LUA_SESSION_H
#define LT_LUA_SESSION_H

#include "lua/event.h"
#include "notebook/notebook.h"

typedef struct lt_session lt_session;

typedef struct lt_session_options {
    lt_context_options context;
    const char *const *allow; /* what a trusted workspace allows (lua/workspace.h) */
    size_t             allow_count;
    const char        *folder; /* of the notebook, for require; NULL: "." */
    const char        *date; /* logical date "2026-07-01": today() answers it; NULL: the clock's */
    bool               plan_only;     /* writes and shows are planned, not run */
    lt_explain_options plan;          /* how plans are told: mode, JSON, without line art */
    int64_t            show_rows;     /* rows that show asks for; 0: 20 */
    bool               tells_reads;   /* LT_EVENT_READ for each path given to a reader */
    bool               keeps_results; /* for prompts: `_` is the last value shown, nil and what
                                         is in a table are shown */
} lt_session_options;

/* The flag is borrowed. Errors: LT_ENOMEM, and those of lt_context_open. */
LT_MUST_USE lt_status lt_session_open(lt_session **out, const lt_session_options *opt,
                                      lt_cancel *cancel, lt_event_sink *sink, void *arg,
                                      lt_error *err);
void                  lt_session_close(lt_session *s); /* NULL is allowed */
lt_context           *lt_session_context(lt_session *s);

/* A parameter's value, for param() and for the cell that lt_session_run injects. */
LT_MUST_USE lt_status lt_session_set_param(lt_session *s, const char *name, const char *value,
                                           lt_error *err);

/* Runs a piece of Lua; the values of a bare expression or call at its end are shown, but for the
 * row counts of write…. name and first_line
 * stand for the file in messages. Errors: all that code can raise; LT_ECANCELLED. */
LT_MUST_USE lt_status lt_session_run_text(lt_session *s, const char *text, size_t len,
                                          const char *name, int64_t first_line, lt_error *err);

/* Whether text is the beginning of something that goes on: "for i = 1, 3 do". */
bool lt_session_is_begun(lt_session *s, const char *text, size_t len);

/* Runs one cell (markdown does nothing; SQL is LT_EUNSUPPORTED naming the cell), or all of them in
 * order with the parameters injected after the parameters cell. Stops at the first error.
 * Errors: also LT_EUSAGE for a parameter that the notebook does not have. */
LT_MUST_USE lt_status lt_session_run_cell(lt_session *s, const lt_notebook *nb, size_t index,
                                          lt_error *err);
LT_MUST_USE lt_status lt_session_run(lt_session *s, const lt_notebook *nb, lt_error *err);

#endif
