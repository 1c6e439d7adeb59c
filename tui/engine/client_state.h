/* client_state.h — what client.h hides: used by client*.c alone. */
#ifndef LT_TUI_ENGINE_CLIENT_STATE_H
#define LT_TUI_ENGINE_CLIENT_STATE_H

#include "tui/engine/client.h"
#include "tui/engine/place.h"

enum { TUI_SLOTS_MOST = 64 };

/* The newest window asked for a slot. */
typedef struct tui_newest {
    int32_t  slot;
    uint64_t number;
} tui_newest;

struct tui_client {
    lt_mem            *mem;
    tui_client_options opt;
    lt_arena           texts; /* of opt */
    tui_engine_place   place;
    tui_client_told   *told;
    void              *arg;
    int                fd;
    int64_t            pid; /* of a child; 0: the engine is none of ours, or is waited for */
    uint64_t           number;
    uint8_t            role;
    bool               greeted, was_refused, is_closing;
    int                retries; /* attempts left to attach to one that another screen starts */
    int64_t            retry_ns;
    lt_buf             in, out;
    size_t             out_at;
    lt_buf             early; /* requests before hello was answered: for the next engine too */
    tui_newest         slots[TUI_SLOTS_MOST];
    int32_t            slot_count;
};

/* Sends what can be sent without waiting. */
void tui_client_write(tui_client *c);

#endif
