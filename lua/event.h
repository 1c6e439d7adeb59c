/* event.h — what a session tells whoever watches it: a terminal, a log, a socket, a test.
 *
 * Events come in order from the thread that runs the session. Pointers are borrowed for the
 * call; a table and a plan may be retained.
 */
#ifndef LT_LUA_EVENT_H
#define LT_LUA_EVENT_H

#include "column/table.h"
#include "lote.h"

typedef enum lt_event_kind {
    LT_EVENT_CELL_BEGIN, /* cell */
    LT_EVENT_CELL_END,   /* cell, elapsed_ns, rows; error when it failed */
    LT_EVENT_PRINT,      /* text that the script printed, raw bytes */
    LT_EVENT_LOG,        /* text, one record */
    LT_EVENT_TABLE,      /* table: a result to show; name may say what it is */
    LT_EVENT_TEXT,       /* text: a plan, a help page, a value */
    LT_EVENT_PLAN,       /* text: a plan as one JSON object */
    LT_EVENT_WRITTEN,    /* text: the path; written */
    LT_EVENT_PROGRESS,   /* progress of the running query */
    LT_EVENT_READ        /* text: a path that a reader was given; only where asked for */
} lt_event_kind;

typedef struct lt_event_cell {
    int64_t     index; /* 0-based in the notebook */
    int64_t     count; /* cells in all */
    const char *title, *id;
    int64_t     line;
} lt_event_cell;

typedef struct lt_event {
    lt_event_kind        kind;
    const lt_event_cell *cell; /* NULL outside of cells */
    const char          *text;
    size_t               text_len;
    lt_table            *table;
    lt_plan             *plan; /* of a table that show made: all of its rows; may be retained */
    int64_t              elapsed_ns, rows;
    lt_written           written;
    const lt_progress   *progress;
    const lt_error      *error;
} lt_event;

typedef void lt_event_sink(void *arg, const lt_event *event);

#endif
