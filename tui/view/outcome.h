/* outcome.h — what running a cell gave, as far as the engine has told: state, texts, tables, error.
 *
 * Outcomes are fed with the engine's events (tui_outcomes_told) and know nothing of the screen. A
 * new run of a cell replaces what the last one gave once it begins. Of a table the first rows
 * are kept, asked for when the result is told; more is the table view's business.
 *
 * Memory   64 KiB of text, 20 rows and 40 columns of a table each; 200 items a cell
 * Threads  the UI thread
 */
#ifndef TUI_VIEW_OUTCOME_H
#define TUI_VIEW_OUTCOME_H

#include "core/arena.h"
#include "tui/engine/client.h"

typedef enum tui_run_state {
    TUI_RUN_NEVER,
    TUI_RUN_WAITS, /* in the queue */
    TUI_RUN_RUNS,
    TUI_RUN_GOOD,
    TUI_RUN_FAILED,
    TUI_RUN_STOPPED /* interrupted */
} tui_run_state;

typedef enum tui_item_kind { TUI_ITEM_TEXT, TUI_ITEM_TABLE, TUI_ITEM_NOTE } tui_item_kind;

/* One thing that a cell showed, in order. */
typedef struct tui_item {
    tui_item_kind kind;
    uint8_t       text_kind; /* tui_text_kind, of a text */
    lt_buf        bytes;     /* text, or the note: "wrote 12 rows to …" */
    /* a table */
    uint64_t          result;
    const char       *name; /* "" none */
    int64_t           total;
    bool              is_exact, has_window;
    int32_t           slot, rows, columns, all_columns;
    int64_t           mended[4];
    const tui_column *heads; /* `columns` of them */
    tui_window_cell  *cells; /* rows * columns */
    lt_arena          arena; /* holds them */
} tui_item;

typedef struct tui_outcome {
    uint64_t      cell;
    tui_run_state state;
    bool          is_folded;
    uint64_t      version; /* another number after any change */
    lt_buf        items;   /* tui_item * */
    uint64_t      source;  /* hash of the text that ran */
    int64_t       started_us, elapsed_ns, last_ns, rows, peak_bytes;
    /* a flood of text: head in the items, the end here */
    int64_t  flood_bytes, flood_lines;
    bool     flood_is_cut;
    lt_buf   tail;
    lt_error error; /* of FAILED and STOPPED */
    /* while it runs */
    int64_t progress_bytes, progress_total, progress_rows, progress_ns;
    lt_buf  ops; /* text: "scan 1.2M ▸ distinct 1.1M" */
    /* staleness as it was told last */
    uint8_t  stale; /* tui_stale_why */
    char     stale_name[128];
    uint64_t stale_by;
} tui_outcome;

typedef struct tui_outcomes {
    lt_mem  *mem;
    lt_buf   list; /* tui_outcome *, by cell uid */
    int32_t  next_slot;
    uint64_t running; /* cell; 0 none */
    int32_t  waiting;
    uint64_t version;
    int64_t  memory; /* bytes in use by the engine, as told last */
} tui_outcomes;

/* {.mem = m} has none. */
void tui_outcomes_clear(tui_outcomes *o);

/* The cell's outcome, NULL where nothing was ever told of it. */
tui_outcome *tui_outcome_of(const tui_outcomes *o, uint64_t cell);
/* As above, made when needed; NULL without memory. */
tui_outcome *tui_outcome_make(tui_outcomes *o, uint64_t cell);
/* Forgets what a cell gave ("clear output"). */
void tui_outcome_drop(tui_outcomes *o, uint64_t cell);

/* Takes an event in; true: something changed. c (NULL in tests) is asked for the first rows of
 * tables. What memory is refused for is left out, with a note among the items. */
bool tui_outcomes_told(tui_outcomes *o, const tui_event_told *e, tui_client *c);

static inline size_t tui_outcome_count(const tui_outcome *o)
{
    return o->items.len / sizeof(tui_item *);
}
static inline tui_item *tui_outcome_item(const tui_outcome *o, size_t k)
{
    return ((tui_item **)(void *)o->items.data)[k];
}

/* Nanoseconds the running cell has taken, to tenths of a second: what is shown changes no faster.
 */
int64_t tui_outcome_spent(const tui_outcome *o, int64_t now_us);

/* Whether what is shown may not be what running it now would give. */
bool tui_outcome_is_stale(const tui_outcome *o);

/* A sentence for it: "cell 2 changed `clean`"; number_of gives a cell's number for people. */
typedef int tui_cell_number(void *arg, uint64_t cell);
void tui_outcome_why(const tui_outcome *o, tui_cell_number *number_of, void *arg, char out[200]);

#endif
