/* server_kit.h — an engine in this process, on a thread of its own, and screens that talk to it. */
#ifndef LT_TESTS_SERVER_KIT_H
#define LT_TESTS_SERVER_KIT_H

#include "tui/engine/client.h"
#include "tui/engine/server.h"

#include <pthread.h>

/* What a screen was told last, of each kind, and how often. */
typedef struct kit_screen {
    tui_client    *client;
    int            counts[TUI_TELL_LAST];
    lt_arena       arena;
    lt_buf         text; /* of cells */
    uint64_t       last_number[TUI_TELL_LAST];
    lt_error       error; /* of the last FAILED or failed cell */
    uint64_t       result;
    char           result_name[64];
    int64_t        rows, flood_bytes, flood_lines;
    bool           is_exact, has_error;
    tui_window     window;
    char           cells[64][64]; /* the first texts of the last window */
    bool           nulls[64];
    lt_buf         bytes;       /* of the last INSPECTED, VALUE, COPIED, PLAN_TEXT, OUTPUT */
    char           names[2048]; /* of the last VARIABLES, COMPLETIONS, PARAMS: "a b c " */
    char           reads[512], writes[512];
    tui_stale      stale[16];
    char           stale_names[16][32];
    int32_t        stale_count;
    tui_statistics statistics;
    tui_found      found;
    char           said[256];
    int64_t        elapsed_ns;
    int32_t        most_ops; /* seen in a progress */
} kit_screen;

typedef struct kit_engine {
    tui_server *server;
    pthread_t   thread;
    char        socket[108];
} kit_engine;

void      kit_open(kit_engine *e, const tui_server_options *more); /* NULL: none */
lt_status kit_open_in(kit_engine *e, lt_mem *mem, const tui_server_options *more, lt_error *err);
void      kit_close(kit_engine *e);
void      kit_attach(kit_screen *s, const kit_engine *e, bool follow);
void      kit_leave(kit_screen *s);
/* Works until `count` of the kind came in all; fails the test after ten seconds. */
void kit_wait(kit_screen *s, tui_tell_kind kind, int count);
/* Works until the request is answered: its kind. */
tui_tell_kind kit_answer(kit_screen *s, uint64_t number);
uint64_t      kit_execute(kit_screen *s, uint64_t cell, const char *text);
void          kit_run(kit_screen *s, uint64_t cell, const char *text); /* until it is done */
/* What is stale of n cells with these texts, uids from 1 on, in s->stale. */
void kit_stale(kit_screen *s, const char *const *texts, size_t n);

#endif
