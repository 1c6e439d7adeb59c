#include "core/pages.h"

#include <stdint.h>
#include <sys/mman.h>

enum { PAGE = 1 << 16, HUGE_PAGE = 2 << 20 }; /* PAGE: a multiple of every system's page */

static size_t whole(size_t bytes) { return (bytes + PAGE - 1) & ~(size_t)(PAGE - 1); }

/* Address space without memory, aligned for huge pages. */
static uint8_t *reserve(size_t size, int protection)
{
    size_t   room = size + HUGE_PAGE;
    uint8_t *all = room < size ? MAP_FAILED
                               : mmap(NULL, room, protection,
                                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (all == MAP_FAILED) return NULL;
    size_t before = -(uintptr_t)all & (HUGE_PAGE - 1);
    if (before) munmap(all, before);
    if (before != HUGE_PAGE) munmap(all + before + size, HUGE_PAGE - before);
    return all + before;
}

void *lt_pages_open(size_t bytes)
{
    size_t size = whole(bytes);
    if (size < bytes) return NULL;
    uint8_t *block = reserve(size, PROT_READ | PROT_WRITE);
    if (block) madvise(block, size, MADV_HUGEPAGE); /* a wish */
    return block;
}

void lt_pages_close(void *block, size_t bytes)
{
    if (block) munmap(block, whole(bytes));
}

void *lt_pages_resize(void *block, size_t old_bytes, size_t new_bytes)
{
    size_t before = whole(old_bytes), after = whole(new_bytes);
    if (after < new_bytes) return NULL;
    if (after == before) return block;
    if (mremap(block, before, after, 0) != MAP_FAILED) return block;
    uint8_t *to = reserve(after, PROT_NONE);
    if (!to) return NULL;
    if (mremap(block, before, after, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED) return to;
    munmap(to, after);
    return NULL;
}

lt_status lt_pages_touch(void *block, size_t bytes, const lt_cancel *cancel, lt_error *err)
{
    for (size_t at = 0; at < bytes; at += HUGE_PAGE) {
        LT_TRY(lt_cancel_check(cancel, err));
        ((volatile uint8_t *)block)[at] = 0;
    }
    return LT_OK;
}
