/* host.h — what a pane needs of the world around it: memory, an engine to ask, someone to tell.
 *
 * Panes (tables, pages of text, merges) are written against this and not against the app, so that a
 * test can be the world: an engine that answers late, out of order and partly.
 *
 * Threads  the UI thread
 */
#ifndef TUI_VIEW_HOST_H
#define TUI_VIEW_HOST_H

#include "tui/engine/client.h"

/* The requests of client.h that panes make; answers are numbers, 0: there is no engine. */
typedef struct tui_asks {
    uint64_t (*window)(tui_client *c, const tui_window_ask *ask);
    uint64_t (*statistics)(tui_client *c, uint64_t result, int32_t column);
    uint64_t (*derive)(tui_client *c, const tui_derive *how);
    uint64_t (*find)(tui_client *c, const tui_find *what);
    uint64_t (*value)(tui_client *c, uint64_t result, int64_t row, int32_t column);
    uint64_t (*copy)(tui_client *c, const tui_copy *what);
    uint64_t (*drop)(tui_client *c, uint64_t result);
    uint64_t (*stop)(tui_client *c, uint64_t request);
    uint64_t (*output)(tui_client *c, uint64_t cell, int64_t from, int32_t most);
} tui_asks;

extern const tui_asks tui_client_asks; /* client.h's own */

typedef struct tui_host {
    lt_mem         *mem;
    tui_client     *client; /* given to the asks */
    const tui_asks *asks;
    void           *arg;
    void (*dirty)(void *arg);
    void (*say)(void *arg, const char *text);
    void (*fail)(void *arg, const lt_error *err);
    void (*copy)(void *arg, const char *p, size_t n, const char *what);
    void (*show)(void *arg, const char *title, const char *p, size_t n); /* a page of text */
} tui_host;

struct tui_app;
/* The app as a host. */
tui_host tui_host_of(struct tui_app *app);

/* say, with a format. */
void tui_host_say(const tui_host *host, const char *fmt, ...) LT_PRINTF(2, 3);

#endif
