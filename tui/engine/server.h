/* server.h — the engine process: one session, its clients, what its cells have put out.
 *
 * Threads  control (the caller of tui_server_run: poll, clients), Lua (one cell at a time), tables
 *          (windows, statistics, sorts of what is held). One mutex guards what they share; none of
 *          them holds it while it works.
 * Faults   a client that does not read is dropped at 64 MiB; memory refused anywhere is an answer
 */
#ifndef LT_TUI_ENGINE_SERVER_H
#define LT_TUI_ENGINE_SERVER_H

#include "lote.h"
#include "tui/engine/messages.h"

typedef struct tui_server tui_server;

typedef struct tui_server_options {
    const char        *notebook; /* real path */
    const char        *log;      /* told to clients; NULL: "" */
    const char        *date;
    lt_context_options limits;
    int64_t            idle_s;       /* 0: 12 h; < 0: ends with its last client and work */
    int64_t            result_bytes; /* of results held beyond their heads; 0: 256 MiB */
    const char *const *allow;        /* of a trusted workspace */
    size_t             allow_count;
    const char        *folder;    /* of the notebook */
    int                listen_fd; /* -1: none; owned by the server from now on */
    int                first_fd;  /* a client that is connected already; -1: none; owned too */
    /* Whether who is at the other end may come in; NULL: the same user. */
    bool (*may_enter)(void *arg, int fd);
    void *arg;
} tui_server_options;

/* Errors: LT_ENOMEM, LT_EIO, those of lt_session_open. */
LT_MUST_USE lt_status tui_server_open(tui_server **out, lt_mem *mem, const tui_server_options *opt,
                                      lt_error *err);
/* Serves until it is told to end, or nobody needs it. */
void tui_server_run(tui_server *s);
/* Another thread (or a signal handler) asks it to end. */
void tui_server_stop(tui_server *s);
void tui_server_close(tui_server *s); /* NULL is allowed */

#endif
