/* client.h — the screen's side of an engine: asks without waiting, is told by a callback.
 *
 * tui_client_open attaches to the engine that runs for the notebook, or starts one; neither waits.
 * Poll tui_client_fd for tui_client_wants and call tui_client_work, which calls `told` for
 * each event. Requests before the engine has said hello are kept and sent then.
 *
 * Requests answer their number, 0 when there is no engine (its end was told) or no memory. Every
 * number is answered by exactly one event with it (an answer, or FAILED), but for windows: of
 * those with one `slot` only the newest is answered, the others are forgotten.
 *
 * When the engine dies, ENDED says in words what happened and what to do; the client then has no
 * engine until tui_client_again.
 *
 * Threads  one owner
 * Memory   pointers in an event are borrowed for the call
 */
#ifndef LT_TUI_ENGINE_CLIENT_H
#define LT_TUI_ENGINE_CLIENT_H

#include "tui/engine/messages.h"

typedef struct tui_client tui_client;

typedef void tui_client_told(void *arg, const tui_event_told *event);

typedef struct tui_client_options {
    const char        *notebook; /* path; may name no file yet */
    const char        *socket;   /* attach to this engine only, and start none; NULL: by notebook */
    bool               follow;   /* read only */
    const char        *program;  /* to start engines: NULL: /proc/self/exe */
    lt_context_options limits;   /* of an engine that is started */
    const char        *date;     /* its logical date; NULL: the clock's */
    int64_t            idle_s;   /* an engine without clients and work ends after this; 0: 12 h. One
                                                  that never ran a cell ends after 5 s */
} tui_client_options;

/* opt is copied. Errors: LT_ENOMEM, LT_EIO, LT_EBUSY (follow or socket: no engine there). */
LT_MUST_USE lt_status tui_client_open(tui_client **out, lt_mem *mem, const tui_client_options *opt,
                                      tui_client_told *told, void *arg, lt_error *err);
/* Leaves; the engine goes on. NULL is allowed. */
void tui_client_close(tui_client *c);
/* After ENDED (or with an engine: nothing): attaches, or starts another. */
LT_MUST_USE lt_status tui_client_again(tui_client *c, lt_error *err);

bool  tui_client_is_alive(const tui_client *c);
bool  tui_client_is_reader(const tui_client *c); /* follow, or another screen writes */
int   tui_client_fd(const tui_client *c);        /* -1: no engine */
short tui_client_wants(const tui_client *c);     /* POLLIN, POLLOUT */
/* Reads and writes what can be without waiting, tells what came. `told` may ask, and must not close
 * the client. Call also after
 * tui_client_timeout milliseconds (-1: none). Errors: none that tell does not tell. */
void tui_client_work(tui_client *c, short revents);
int  tui_client_timeout(const tui_client *c);

/* ---- requests ---- */

/* Runs a cell's text (kind LUA or what lt_cell says); it waits in the queue. A cell that waits
 * already takes the new text and keeps its place; a cell that fails takes all that wait out.
 * Answered by QUEUE events, CELL_BEGIN, …, CELL_DONE. */
uint64_t tui_client_execute(tui_client *c, const tui_execute *cell);
uint64_t tui_client_unqueue(tui_client *c, uint64_t cell);   /* 0: all that wait */
uint64_t tui_client_interrupt(tui_client *c, uint64_t cell); /* 0: whatever runs; queue stays */
uint64_t tui_client_restart(tui_client *c);                  /* variables go, outputs stay */
uint64_t tui_client_shutdown(tui_client *c, bool force);     /* force: also while a cell runs */

uint64_t tui_client_complete(tui_client *c, const char *text, size_t cursor); /* COMPLETIONS */
uint64_t tui_client_inspect(tui_client *c, const char *name, size_t len);     /* INSPECTED */
uint64_t tui_client_variables(tui_client *c);                                 /* VARIABLES */
uint64_t tui_client_set_param(tui_client *c, const char *name, const char *value);
/* Parameters of a notebook's text (that of the editor, saved or not): PARAMS. */
uint64_t tui_client_params(tui_client *c, const char *text, size_t len);

uint64_t tui_client_window(tui_client *c, const tui_window_ask *ask);           /* WINDOW */
uint64_t tui_client_statistics(tui_client *c, uint64_t result, int32_t column); /* STATISTICS */
uint64_t tui_client_derive(tui_client *c, const tui_derive *how);               /* DERIVED */
uint64_t tui_client_find(tui_client *c, const tui_find *what);                  /* FOUND */
uint64_t tui_client_value(tui_client *c, uint64_t result, int64_t row, int32_t column); /* VALUE */
uint64_t tui_client_copy(tui_client *c, const tui_copy *what);                          /* COPIED */
uint64_t tui_client_drop(tui_client *c, uint64_t result);  /* gives a derived result back */
uint64_t tui_client_stop(tui_client *c, uint64_t request); /* a statistics, derive, find, copy */
uint64_t tui_client_plan(tui_client *c, const tui_plan_ask *ask); /* PLAN_TEXT */

/* Bytes [from, from + most) of what a cell printed: OUTPUT. */
uint64_t tui_client_output(tui_client *c, uint64_t cell, int64_t from, int32_t most);
/* Which of these cells are stale and why, as they stand in the editor: STALE. */
uint64_t tui_client_stale(tui_client *c, const tui_source *cells, size_t count);
uint64_t tui_client_state(tui_client *c); /* ENGINE_STATE */

#endif
