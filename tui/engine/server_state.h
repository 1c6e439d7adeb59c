/* server_state.h — what the threads of an engine share. Used inside tui/engine/server*.c only. */
#ifndef LT_TUI_ENGINE_SERVER_STATE_H
#define LT_TUI_ENGINE_SERVER_STATE_H

#include "core/arena.h"
#include "lua/session.h"
#include "lua/watch.h"
#include "tui/engine/server.h"
#include "tui/spool.h"

#include <pthread.h>

enum {
    TUI_CELL_FRAMES = 8 << 20, /* bytes of a cell's events that are kept */
    TUI_CELL_OUTPUTS = 1000,   /* results and plans of one run of a cell */
    TUI_CLIENT_MOST = 64 << 20 /* bytes that wait for one client */
};

typedef struct tui_seen_file {
    const char *path;     /* as a reader was given it */
    uint64_t    identity; /* of all that it matches */
} tui_seen_file;

/* What a cell's last run was and put out. */
typedef struct tui_record {
    uint64_t  cell;
    lt_buf    frames; /* its events, to be told again */
    lt_buf    head;   /* the first bytes it printed */
    tui_spool spool;  /* all bytes, once they are more */
    lt_buf    block;  /* on the way to the spool */
    char      tail[TUI_TAIL_MOST];
    int32_t   tail_len, outputs;
    int64_t   bytes, lines, kept, flooded_ns; /* flooded_ns: when it was last told of */
    bool      is_cut, is_done, is_good;
    uint64_t  source;
    int64_t   started_us, last_ns, elapsed_ns;
    uint64_t  params; /* version of the parameters it ran with */
    bool      has_params;
    lt_arena  arena;         /* of names and paths */
    lt_buf    reads, writes; /* lt_global */
    lt_buf    files;         /* tui_seen_file */
} tui_record;

typedef struct tui_known {
    const char *name; /* in the server's arena */
    uint64_t    content, by;
} tui_known;

/* A table that is held, with its plan where there is more of it. */
typedef struct tui_kept {
    int       refs; /* under the server's lock */
    uint64_t  id, cell;
    uint64_t  owner; /* of a derived one: the client that asked for it, and takes it along */
    bool      is_derived, is_big; /* big: it did not fit, only pages of it are held */
    lt_table *held;               /* from its first row on */
    lt_plan  *plan;               /* NULL: held is all there is */
    lt_table *page;               /* some rows from page_row on */
    int64_t   page_row, total, shown;
    bool      is_exact; /* total is */
} tui_kept;

typedef struct tui_job {
    struct tui_job *next;
    uint64_t        client;
    tui_request     request;
    lt_arena        arena; /* of the request, and of its answer */
    lt_buf          frame; /* the bytes of the request */
} tui_job;

typedef struct tui_peer {
    struct tui_peer *next;
    uint64_t         id;
    int              fd;
    uint8_t          role;
    bool             greeted, wants_follow;
    bool             is_gone, is_last; /* last: gone when all is written */
    uint64_t         heard; /* posts up to this number are not for it: the replay had them */
    lt_buf           in, out;
    size_t           in_at, out_at;
} tui_peer;

/* An answer or an event on its way; client 0: to all that watch. */
typedef struct tui_post {
    uint64_t client, number;
    size_t   from, len; /* in the outbox's bytes */
} tui_post;

struct tui_server {
    lt_mem            *mem;
    tui_server_options opt;
    int64_t            started_us;
    /* control thread only */
    tui_peer *peers;
    uint64_t  next_peer;
    int       wake_fd;
    int64_t   idle_since_ns;

    pthread_mutex_t lock;
    pthread_cond_t  lua_wake, table_wake;
    bool            has_lock, has_lua, has_tables;
    pthread_t       lua_thread, table_thread;
    /* under lock */
    bool          lost_posts; /* no memory for one: who attaches anew is told everything */
    bool          is_stopping, wants_restart, lua_runs, tables_run_plan;
    tui_job      *lua_jobs, *table_jobs;
    uint64_t      running;                     /* cell; 0 none */
    uint64_t      table_request, table_client; /* what the tables thread does */
    lt_buf        outbox, posts;
    uint64_t      post_count;
    lt_buf        records; /* tui_record * */
    lt_buf        kept;    /* tui_kept * */
    uint64_t      next_result;
    lt_arena      names;
    lt_buf        known; /* tui_known */
    uint64_t      params_version;
    lt_buf        given; /* const char *: name, value, name, value … in names */
    lt_event_cell event_cell;
    lt_arena      variables_arena;
    lt_buf        variables; /* tui_variable, of the last time they were asked for */
    int64_t       memory, memory_budget;
    int32_t       threads;
    /* cancel flags: any thread */
    lt_cancel   cell_cancel, table_cancel;
    atomic_bool stop;
    /* the Lua thread and, where exec is held, the tables thread */
    pthread_mutex_t exec; /* who runs plans of the session */
    /* Lua thread only */
    lt_session *session;
    tui_record *record; /* of the cell that runs */
    int64_t     peak, rows, cell_began_ns, progress_ns;
    /* tables thread only */
    lt_context           *tables;
    const struct lt_zone *zone;
};

/* ---- server.c ---- */
/* Posts an event to all or (client) an answer; never fails the caller: where there is no memory the
 * clients are left, and attach anew. With the lock held. */
void tui_server_post(tui_server *s, uint64_t client, const tui_event_told *event);
/* The same without it. */
void tui_server_tell(tui_server *s, uint64_t client, const tui_event_told *event);
void tui_server_fail(tui_server *s, const tui_job *job, const lt_error *err);
void tui_server_done(tui_server *s, const tui_job *job);
void tui_server_wake(tui_server *s);
void tui_job_free(tui_server *s, tui_job *job);
void tui_server_post_queue(tui_server *s); /* lock held */
/* Takes a cell out of the queue, 0: all that wait. Lock held. */
void tui_server_unqueue(tui_server *s, uint64_t cell);

/* ---- server_peer.c: clients, on the control thread ---- */
void tui_peer_add(tui_server *s, int fd);
void tui_peer_read(tui_server *s, tui_peer *p);
void tui_peer_write(tui_server *s, tui_peer *p);
void tui_peer_send(tui_server *s, tui_peer *p, const void *bytes, size_t n);
void tui_peer_sweep(tui_server *s, bool all);
void tui_server_take(tui_server *s, tui_peer *p, const tui_frame *frame); /* server_take.c */

/* ---- server_cells.c: what cells put out, on the Lua thread ---- */
tui_record *tui_record_find(tui_server *s, uint64_t cell); /* lock held; NULL none */
tui_record *tui_record_begin(tui_server *s, const tui_execute *cell);
void        tui_record_free(tui_server *s, tui_record *r);
void        tui_record_sink(void *arg, const lt_event *event); /* arg: the server */
/* Everything of a record as frames; lock held. */
lt_status tui_record_replay(lt_buf *out, tui_server *s, tui_record *r);
void      tui_record_output(tui_server *s, uint64_t client, const tui_request *q); /* control */
void      tui_record_put(tui_server *s, const tui_event_told *event); /* keeps and posts */
void      tui_record_flush(tui_server *s, tui_record *r);

/* ---- server_lua.c ---- */
void *tui_server_lua(void *server);
/* ---- server_tables.c, server_statistics.c, server_stale.c ---- */
void      *tui_server_tables(void *server);
tui_kept  *tui_kept_add(tui_server *s, lt_table *t, lt_plan *plan, uint64_t cell, int64_t shown);
tui_kept  *tui_kept_find(tui_server *s, uint64_t id); /* retained; takes the lock */
void       tui_kept_release(tui_server *s, tui_kept *k);
void       tui_kept_drop_cell(tui_server *s, uint64_t cell); /* lock held */
void       tui_kept_drop_owner(tui_server *s, uint64_t client);
void       tui_kept_drop_derived(tui_server *s, uint64_t id);
tui_kept **tui_kept_list(tui_server *s, size_t *n); /* lock held */
/* n columns of a schema, from one on; out has room. */
void tui_columns_describe(tui_column *out, const lt_schema *schema, int32_t from, int32_t n,
                          lt_arena *arena);
void tui_kept_drop_all(tui_server *s); /* when no thread is left that makes some */
void tui_kept_describe(tui_result *out, const tui_kept *k, lt_arena *arena);
/* Holds at least `rows` rows of k, if they can be had now: LT_EBUSY while a cell runs. */
lt_status tui_kept_widen(tui_server *s, tui_kept *k, int64_t rows, int64_t most_ns, lt_error *err);
lt_status tui_tables_run(lt_table **out, tui_server *s, lt_plan *plan, int64_t rows, bool is_own,
                         int64_t most_ns, lt_error *err);
lt_status tui_table_statistics(tui_server *s, tui_job *job, lt_error *err);
lt_status tui_table_find(tui_server *s, tui_job *job, lt_error *err);
lt_status tui_table_copy(tui_server *s, tui_job *job, lt_error *err);
lt_status tui_table_derive(tui_server *s, tui_job *job, lt_error *err);
lt_status tui_table_window(tui_server *s, tui_job *job, lt_error *err);
lt_status tui_stale_answer(tui_server *s, tui_job *job, lt_error *err);
uint64_t  tui_file_identity(lt_mem *mem, const char *path);
void      tui_known_update(tui_server *s, tui_record *r, const lt_watched *w); /* lock held */

#endif
