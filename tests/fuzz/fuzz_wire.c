/* Any bytes as frames of both directions: no over-read, and what is understood says the same when
 * it is written and read again. */
#include "tui/engine/messages.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const lt_buf *first, lt_buf *second)
{
    if (first->len != second->len || (first->len && memcmp(first->data, second->data, first->len)))
        abort();
}

static void try_told(const tui_frame *frame, lt_arena *arena)
{
    tui_event_told e;
    tui_frame      again;
    size_t         used;
    lt_buf         one = {.mem = arena->mem}, two = {.mem = arena->mem};
    if (tui_told(&e, frame, arena, NULL) == LT_OK && tui_tell(&one, &e, NULL) == LT_OK) {
        if (tui_frame_next(&again, &used, one.data, one.len, NULL) || used != one.len) abort();
        if (tui_told(&e, &again, arena, NULL) || tui_tell(&two, &e, NULL)) abort();
        check_again(&one, &two);
    }
    lt_buf_clear(&one);
    lt_buf_clear(&two);
}

static void try_asked(const tui_frame *frame, lt_arena *arena)
{
    tui_request q;
    tui_frame   again;
    size_t      used;
    lt_buf      one = {.mem = arena->mem}, two = {.mem = arena->mem};
    if (tui_asked(&q, frame, arena, NULL) == LT_OK && tui_ask(&one, &q, NULL) == LT_OK) {
        if (tui_frame_next(&again, &used, one.data, one.len, NULL) || used != one.len) abort();
        if (tui_asked(&q, &again, arena, NULL) || tui_ask(&two, &q, NULL)) abort();
        check_again(&one, &two);
    }
    lt_buf_clear(&one);
    lt_buf_clear(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tui_frame frame;
    size_t    used = 1;
    lt_arena  arena = {.mem = lt_mem_default()};
    while (used && tui_frame_next(&frame, &used, data, size, NULL) == LT_OK && used) {
        try_told(&frame, &arena);
        try_asked(&frame, &arena);
        lt_arena_clear(&arena);
        data += used;
        size -= used;
    }
    return 0;
}
