#include "core/arena.h"

#include <string.h>

struct lt_arena_chunk {
    struct lt_arena_chunk *older;
    size_t                 bytes; /* of the whole chunk */
    size_t                 used;  /* the header counts */
    size_t                 pad;
};

void *lt_arena_get(lt_arena *a, size_t bytes)
{
    struct lt_arena_chunk *c = a->chunks;
    if (bytes > SIZE_MAX / 2) return NULL;
    size_t need = (bytes + 15) & ~(size_t)15;

    if (!c || c->bytes - c->used < need) {
        size_t                 want = need + sizeof(*c) > 4096 ? need + sizeof(*c) : 4096;
        struct lt_arena_chunk *fresh = lt_mem_resize(a->mem, NULL, 0, want);
        if (!fresh) return NULL;
        *fresh = (struct lt_arena_chunk){.older = c, .bytes = want, .used = sizeof(*c)};
        a->chunks = c = fresh;
    }
    void *block = (uint8_t *)c + c->used;
    c->used += need;
    return memset(block, 0, need);
}

char *lt_arena_text(lt_arena *a, const char *text, size_t len)
{
    char *copy = lt_arena_get(a, len + 1);
    if (copy && len) memcpy(copy, text, len);
    return copy;
}

void lt_arena_clear(lt_arena *a)
{
    for (struct lt_arena_chunk *c = a->chunks, *older; c; c = older) {
        older = c->older;
        lt_mem_free(a->mem, c, c->bytes);
    }
    a->chunks = NULL;
}
