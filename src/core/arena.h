/* arena.h — many small blocks freed together: plans, parse trees, names.
 *
 * Blocks come from chunks of 4 KiB and up, are aligned to 16 bytes and live until
 * lt_arena_clear. One owner; not thread-safe.
 */
#ifndef LT_CORE_ARENA_H
#define LT_CORE_ARENA_H

#include "core/mem.h"

#include <stdint.h>

typedef struct lt_arena {
    lt_mem                *mem;
    struct lt_arena_chunk *chunks; /* newest first */
} lt_arena;

/* bytes of zeros, or NULL when memory runs out. */
void *lt_arena_get(lt_arena *a, size_t bytes);

/* A NUL-terminated copy of text[0, len), or NULL. */
char *lt_arena_text(lt_arena *a, const char *text, size_t len);

void lt_arena_clear(lt_arena *a);

#endif
