/* engine_main.h — the engine as a process of its own: detached, alone for its notebook, quiet. */
#ifndef LT_TUI_ENGINE_ENGINE_MAIN_H
#define LT_TUI_ENGINE_ENGINE_MAIN_H

#include "tui/engine/client.h"

/* The file descriptor at which a started engine finds its first client. */
enum { TUI_ENGINE_FD = 3 };

/* Becomes the engine of opt->notebook and serves until nobody needs it; answers the exit code.
 * first_fd is a connected client, -1: none. Where another engine has the notebook the client is
 * told so. */
int tui_engine_main(const tui_client_options *opt, int first_fd);

/* Starts an engine: `program engine NOTEBOOK …`, a child of this process in its own session.
 * *fd is connected to it. Errors: LT_EIO, LT_ENOMEM. */
LT_MUST_USE lt_status tui_engine_start(int *fd, int64_t *pid, const tui_client_options *opt,
                                       const char *notebook, lt_error *err);

#endif
