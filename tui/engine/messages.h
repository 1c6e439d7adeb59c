/* messages.h — what screens and engines say to each other: each kind of frame and its fields.
 *
 * The structs below are what a frame holds, in the order of its fields; messages_ask.c (requests)
 * and messages_tell.c (events and answers) write and read them. README.md in this folder is the
 * protocol for other programs.
 *
 * A change of a kind's fields raises TUI_PROTOCOL. Engine and screen of different versions refuse
 * each other by name.
 */
#ifndef LT_TUI_ENGINE_MESSAGES_H
#define LT_TUI_ENGINE_MESSAGES_H

#include "core/arena.h"
#include "lote.h"
#include "tui/engine/wire.h"

#define TUI_WIRE_MAGIC 0x45544F4C /* "LOTE" */
enum { TUI_PROTOCOL = 1 };

/* ---- hello: the first frame of both sides ---- */

typedef enum tui_peer_role { TUI_WRITER, TUI_FOLLOWER, TUI_OBSERVER } tui_peer_role;

typedef struct tui_hello {
    int32_t     magic, protocol;
    const char *version;  /* LOTE_VERSION */
    const char *notebook; /* real path; "" from an observer */
    int64_t     pid;
    uint8_t     role; /* asked for; in the engine's answer: given */
} tui_hello;

/* ---- requests ---- */

typedef enum tui_ask_kind {
    TUI_ASK_HELLO = 1,
    TUI_ASK_EXECUTE,
    TUI_ASK_UNQUEUE,
    TUI_ASK_INTERRUPT,
    TUI_ASK_RESTART,
    TUI_ASK_SHUTDOWN,
    TUI_ASK_COMPLETE,
    TUI_ASK_INSPECT,
    TUI_ASK_VARIABLES,
    TUI_ASK_SET_PARAM,
    TUI_ASK_PARAMS,
    TUI_ASK_WINDOW,
    TUI_ASK_STATISTICS,
    TUI_ASK_DERIVE,
    TUI_ASK_FIND,
    TUI_ASK_VALUE,
    TUI_ASK_COPY,
    TUI_ASK_DROP,
    TUI_ASK_STOP,
    TUI_ASK_PLAN,
    TUI_ASK_OUTPUT,
    TUI_ASK_STALE,
    TUI_ASK_STATE,
    TUI_ASK_KINDS
} tui_ask_kind;

typedef struct tui_execute {
    uint64_t    cell; /* uid, not 0 */
    const char *id, *title;
    const char *lang; /* "lua"; of a raw cell what its lang says */
    const char *text;
    size_t      len;
    int64_t     line;       /* of the file, of the text's first line */
    bool        parameters; /* tagged so: values given by set_param follow it */
} tui_execute;

typedef struct tui_window_ask {
    uint64_t result;
    int32_t  slot; /* a view's own number: only its newest window is answered */
    int64_t  row;
    int32_t  rows, column, columns; /* rows <= 1,000; rows * columns <= 100,000 */
} tui_window_ask;

typedef enum tui_derive_kind { TUI_DERIVE_SORT, TUI_DERIVE_FILTER } tui_derive_kind;
typedef struct tui_derive {
    uint64_t    result;
    uint8_t     kind;
    const char *text; /* sort keys parted by commas: "-amount, city"; or a condition */
} tui_derive;

typedef struct tui_find {
    uint64_t    result;
    const char *text;   /* a piece of a cell's text, in any letter case */
    int64_t     row;    /* from here on, downwards or upwards, this row not included */
    int32_t     column; /* -1: any */
    bool        backwards;
} tui_find;

typedef struct tui_copy {
    uint64_t    result;
    int64_t     row, rows;
    int32_t     column, columns;
    const char *format; /* tsv csv json jsonl md lua */
    bool        header;
} tui_copy;

typedef struct tui_plan_ask {
    uint64_t    result; /* 0: by name */
    const char *name;   /* a global that holds a frame */
    const char *mode;   /* lt_explain_mode_find; "" rules */
    bool        json, ascii;
} tui_plan_ask;

typedef struct tui_source {
    uint64_t    cell;
    const char *text;
    size_t      len;
} tui_source;

/* ---- events and answers ---- */

typedef enum tui_tell_kind {
    TUI_TELL_HELLO = 64,
    TUI_TELL_REFUSED, /* text, hint: then the connection ends */
    TUI_TELL_SYNCED,  /* everything that was there before has been told again */
    TUI_TELL_ENDED,   /* text, hint: the engine is gone */
    TUI_TELL_DONE,    /* of a request without another answer */
    TUI_TELL_FAILED,  /* of a request: error */
    TUI_TELL_ROLE,    /* role changed: the writer left */
    /* of cells, in this order for each */
    TUI_TELL_QUEUE,
    TUI_TELL_CELL_BEGIN,
    TUI_TELL_TEXT,
    TUI_TELL_FLOOD,
    TUI_TELL_RESULT,
    TUI_TELL_PLAN,
    TUI_TELL_WRITTEN,
    TUI_TELL_PROGRESS,
    TUI_TELL_CELL_DONE,
    TUI_TELL_RESTARTED,
    /* answers */
    TUI_TELL_COMPLETIONS,
    TUI_TELL_INSPECTED,
    TUI_TELL_VARIABLES,
    TUI_TELL_PARAMS,
    TUI_TELL_WINDOW,
    TUI_TELL_STATISTICS,
    TUI_TELL_DERIVED,
    TUI_TELL_FOUND,
    TUI_TELL_VALUE,
    TUI_TELL_COPIED,
    TUI_TELL_PLAN_TEXT,
    TUI_TELL_OUTPUT,
    TUI_TELL_STALE,
    TUI_TELL_STATE,
    TUI_TELL_LAST
} tui_tell_kind;

/* What runs (0: nothing) and what waits, in order. */
typedef struct tui_queue {
    uint64_t        running;
    const uint64_t *waiting;
    int32_t         count;
} tui_queue;

typedef struct tui_cell_begin {
    uint64_t    cell;
    int64_t     started_us; /* since 1970 UTC */
    int64_t     last_ns;    /* how long its last good run took; 0: unknown */
    uint64_t    source;     /* tui_source_hash of the text that runs */
    const char *id, *title;
} tui_cell_begin;

typedef enum tui_text_kind { TUI_TEXT_PRINT, TUI_TEXT_LOG, TUI_TEXT_VALUE } tui_text_kind;

/* Bytes as they came, to be made safe by who shows them. The first TUI_TEXT_KEPT bytes of a cell
 * come so; what follows is only told of (FLOOD) and fetched by tui_client_output. */
enum { TUI_TEXT_KEPT = 64 << 10, TUI_TAIL_MOST = 4 << 10 };
typedef struct tui_printed {
    uint64_t  cell;
    uint8_t   kind;
    tui_bytes bytes;
} tui_printed;

typedef struct tui_flood {
    uint64_t  cell;
    int64_t   bytes, lines; /* printed so far in all */
    bool      is_cut;       /* the disk is full or too much came: later bytes were not kept */
    int64_t   kept;         /* bytes that tui_client_output can fetch */
    tui_bytes tail;         /* the last bytes, from a line's beginning where there is one */
} tui_flood;

typedef struct tui_column {
    const char *name, *type;
    bool        is_right, is_tentative;
} tui_column;

/* A table that the engine holds. */
typedef struct tui_result {
    uint64_t          cell, result;
    const char       *name; /* "" none */
    int64_t           rows; /* exact, or there are at least so many */
    bool              is_exact;
    int64_t           shown;     /* rows that the cell asked to see */
    int64_t           mended[4]; /* rows padded, cut, dropped; values replaced */
    const tui_column *columns;
    int32_t           column_count;
} tui_result;

typedef struct tui_written {
    uint64_t    cell;
    const char *path;
    int64_t     rows, bytes, files;
    bool        skipped;
} tui_written;

typedef struct tui_op_progress {
    const char *name;
    int32_t     node;
    int64_t     rows_in, rows_out, bytes, busy_ns;
} tui_op_progress;

typedef struct tui_progressed {
    uint64_t               cell;
    int64_t                elapsed_ns, last_ns;      /* of the cell; last_ns as in CELL_BEGIN */
    int64_t                bytes, bytes_total, rows; /* of the query that runs; total 0: unknown */
    int64_t                memory;                   /* bytes in use by the engine */
    const tui_op_progress *ops;
    int32_t                op_count;
} tui_progressed;

typedef struct tui_name {
    const char *name;
} tui_name;

typedef struct tui_cell_done {
    uint64_t cell;
    uint64_t source; /* hash of the text that ran */
    int64_t  started_us, elapsed_ns;
    int64_t  rows;       /* shown or written; -1: none */
    int64_t  peak_bytes; /* of the engine's memory while it ran */
    int32_t  outputs;    /* results and plans; more than were told when it is a flood */
    bool     has_error;
    lt_error error; /* code, text, hint, file, line, column, cell, cell_line, node, excerpt,
                       caret, caret_bytes */
    const tui_name *reads, *writes; /* globals */
    int32_t         read_count, write_count;
} tui_cell_done;

typedef struct tui_candidate {
    const char *text, *note;
} tui_candidate;
typedef struct tui_completions {
    int64_t from;             /* where the word begins in the text that was sent */
    bool    is_path, is_busy; /* busy: a cell runs, only what needs no values is told */
    const tui_candidate *items;
    int32_t              count;
} tui_completions;

typedef struct tui_variable {
    const char *name, *type; /* "frame", "number", … */
    const char *text;        /* a short text of the value */
    int64_t     rows;        /* of a frame: -1 not known; of a table: entries */
    int32_t     columns;     /* of a frame; else 0 */
    int64_t     bytes;       /* -1: not known */
    uint64_t    made_by;     /* cell; 0: none */
} tui_variable;

typedef struct tui_param {
    const char        *name, *type, *lua, *text, *help;
    bool               is_expression;
    int64_t            line;
    int32_t            cell;
    const char *const *choices;
    int32_t            choice_count;
    const char        *given; /* by set_param; NULL: not */
} tui_param;

typedef struct tui_window_cell {
    tui_bytes text; /* at most TUI_CELL_MOST bytes; raw */
    bool      is_null, is_cut;
} tui_window_cell;
enum { TUI_CELL_MOST = 512 };

typedef struct tui_window {
    uint64_t               result;
    int32_t                slot;
    int64_t                total; /* rows of the result, as far as is known */
    bool                   is_exact;
    bool                   is_waiting; /* the rest can be had when the cell that runs is done */
    int64_t                row;
    int32_t                rows, column, columns; /* those that are there */
    const tui_window_cell *cells;                 /* row by row */
    const tui_column      *heads;                 /* of these columns */
} tui_window;

enum { TUI_BINS = 16, TUI_TOP = 8 };
typedef struct tui_statistics {
    uint64_t    result;
    int32_t     column;
    bool        is_sample;             /* the time was over: of the first `rows` rows only */
    int64_t     rows, nulls, distinct; /* distinct: about; */
    const char *least, *most, *mean;   /* texts; "" none */
    int64_t     bins[TUI_BINS];        /* of numbers and times, equal widths from least to most */
    int32_t     bin_count;             /* 0: no histogram */
    const char *top[TUI_TOP];          /* the most frequent texts */
    int64_t     top_rows[TUI_TOP];
    int32_t     top_count;
} tui_statistics;

typedef struct tui_found {
    bool    is_found, is_partial; /* partial: rows were left that are not held */
    int64_t row;
    int32_t column;
} tui_found;

typedef struct tui_output {
    uint64_t  cell;
    int64_t   from, bytes; /* of all that was printed */
    tui_bytes text;
} tui_output;

typedef enum tui_stale_why {
    TUI_FRESH,
    TUI_NEVER_RUN,
    TUI_STALE_SOURCE, /* the text is another than the one that ran */
    TUI_STALE_GLOBAL, /* name: a global was set anew since (by: the cell) */
    TUI_STALE_FILE,   /* name: a file changed, came or went */
    TUI_STALE_PARAM,  /* name: a parameter's value */
    TUI_STALE_FAILED, /* it failed, or was interrupted */
    TUI_STALE_BEFORE, /* name: a global that another stale cell (by) will set */
    TUI_STALE_KINDS
} tui_stale_why;

typedef struct tui_stale {
    uint64_t    cell;
    uint8_t     why;
    const char *name; /* "" none */
    uint64_t    by;   /* 0 none */
} tui_stale;

typedef struct tui_engine_state {
    int64_t     pid, started_us, memory, memory_budget, results, result_bytes;
    int32_t     clients, waiting, threads;
    uint64_t    running;
    const char *notebook;
    const char *log; /* where the libraries' messages go */
} tui_engine_state;

/* One thing told; `kind` says which member holds. */
typedef struct tui_event_told {
    tui_tell_kind kind;
    uint64_t      number; /* of the request that is answered; 0 events */
    union {
        tui_hello hello; /* HELLO */
        struct {
            const char *text, *hint;
        } said;                      /* REFUSED, ENDED */
        uint8_t         role;        /* ROLE */
        lt_error        error;       /* FAILED */
        tui_queue       queue;       /* QUEUE */
        tui_cell_begin  begin;       /* CELL_BEGIN */
        tui_printed     text;        /* TEXT, PLAN (JSON) */
        tui_flood       flood;       /* FLOOD */
        tui_result      result;      /* RESULT, DERIVED */
        tui_written     written;     /* WRITTEN */
        tui_progressed  progress;    /* PROGRESS */
        tui_cell_done   done;        /* CELL_DONE */
        tui_completions completions; /* COMPLETIONS */
        tui_bytes       bytes;       /* INSPECTED, VALUE, COPIED, PLAN_TEXT */
        struct {
            const tui_variable *items;
            int32_t             count;
            bool                is_busy; /* a cell runs: they are those before it */
        } variables;                     /* VARIABLES */
        struct {
            const tui_param *items;
            int32_t          count;
        } params;                  /* PARAMS */
        tui_window     window;     /* WINDOW */
        tui_statistics statistics; /* STATISTICS */
        tui_found      found;      /* FOUND */
        tui_output     output;     /* OUTPUT */
        struct {
            const tui_stale *items;
            int32_t          count;
        } stale;                /* STALE */
        tui_engine_state state; /* STATE */
    };
} tui_event_told;

uint64_t tui_source_hash(const char *text, size_t len);

/* ---- frames ---- */

/* Each appends a frame. Errors: LT_ENOMEM, LT_ELIMIT; out is then as before. */
LT_MUST_USE lt_status tui_tell(lt_buf *out, const tui_event_told *event, lt_error *err);

/* What a frame tells; arrays and texts lie in arena, bytes in the frame.
 * Errors: LT_EPARSE: no such kind, or fields that do not fit; LT_ENOMEM. */
LT_MUST_USE lt_status tui_told(tui_event_told *out, const tui_frame *frame, lt_arena *arena,
                               lt_error *err);

/* One request; `kind` says which member holds. */
typedef struct tui_request {
    tui_ask_kind kind;
    uint64_t     number;
    union {
        tui_hello   hello;
        tui_execute execute;
        uint64_t    cell;   /* UNQUEUE, INTERRUPT */
        bool        force;  /* SHUTDOWN */
        uint64_t    result; /* DROP */
        uint64_t    target; /* STOP */
        struct {
            tui_bytes text;
        } complete; /* COMPLETE, INSPECT, PARAMS */
        struct {
            const char *name, *value;
        } param; /* SET_PARAM */
        tui_window_ask window;
        struct {
            uint64_t result;
            int64_t  row;
            int32_t  column;
        } at; /* STATISTICS, VALUE */
        tui_derive   derive;
        tui_find     find;
        tui_copy     copy;
        tui_plan_ask plan;
        struct {
            uint64_t cell;
            int64_t  from;
            int32_t  most;
        } output;
        struct {
            const tui_source *items;
            size_t            count;
        } stale;
    };
} tui_request;

LT_MUST_USE lt_status tui_ask(lt_buf *out, const tui_request *request, lt_error *err);
/* As tui_told, of requests. */
LT_MUST_USE lt_status tui_asked(tui_request *out, const tui_frame *frame, lt_arena *arena,
                                lt_error *err);

#endif
