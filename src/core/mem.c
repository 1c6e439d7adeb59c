#include "core/mem.h"

#include "core/pages.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct lt_mem {
    lt_mem       *parent; /* NULL for the process's own */
    size_t        budget;
    atomic_size_t in_use;
    atomic_size_t peak;
    atomic_long   fail_in; /* requests until the injected fault; <0: none */
    atomic_bool   sticky;
    atomic_bool   faulted;
};

lt_mem *lt_mem_default(void)
{
    static lt_mem process = {.budget = SIZE_MAX, .fail_in = -1};
    return &process;
}

lt_mem *lt_mem_open(lt_mem *parent, size_t budget)
{
    lt_mem *mem = calloc(1, sizeof(*mem));
    if (!mem) return NULL;
    mem->parent = parent ? parent : lt_mem_default();
    mem->budget = budget ? budget : SIZE_MAX;
    atomic_init(&mem->fail_in, -1);
    return mem;
}

/* On top of in_use once the account is closed: whoever brings it down to this was the last. */
static const size_t closed = ~(SIZE_MAX >> 1);

void lt_mem_close(lt_mem *mem)
{
    if (mem && atomic_fetch_add(&mem->in_use, closed) == 0) free(mem);
}

void *lt_mem_forever(size_t bytes) { return calloc(1, bytes); }

size_t lt_mem_in_use(const lt_mem *mem) { return atomic_load(&mem->in_use) & ~closed; }
size_t lt_mem_peak(const lt_mem *mem) { return atomic_load(&mem->peak); }
size_t lt_mem_budget(const lt_mem *mem) { return mem->budget; }
bool   lt_mem_faulted(const lt_mem *mem) { return atomic_load(&mem->faulted); }

void lt_mem_fail_at(lt_mem *mem, long n, bool sticky)
{
    atomic_store(&mem->sticky, sticky);
    atomic_store(&mem->faulted, false);
    atomic_store(&mem->fail_in, n);
}

static bool fault_due(lt_mem *mem)
{
    if (atomic_load_explicit(&mem->fail_in, memory_order_relaxed) < 0) return false;
    if (atomic_load(&mem->faulted)) return atomic_load(&mem->sticky);
    if (atomic_fetch_sub(&mem->fail_in, 1) != 0) return false;
    atomic_store(&mem->faulted, true);
    if (atomic_load(&mem->sticky)) atomic_store(&mem->fail_in, 0);
    return true;
}

static void account_shrink(lt_mem *mem, size_t bytes)
{
    for (lt_mem *parent; mem; mem = parent) {
        parent = mem->parent;
        size_t before = atomic_fetch_sub_explicit(&mem->in_use, bytes, memory_order_acq_rel);
        if (before - bytes == closed) free(mem);
    }
}

static void raise_peak(lt_mem *mem, size_t used)
{
    size_t seen = atomic_load_explicit(&mem->peak, memory_order_relaxed);
    while (used > seen && !atomic_compare_exchange_weak_explicit(
                              &mem->peak, &seen, used, memory_order_relaxed, memory_order_relaxed))
        ;
}

/* Reserves bytes against every budget up the chain before they are taken from the system. */
static bool account_grow(lt_mem *mem, size_t bytes)
{
    for (lt_mem *m = mem; m; m = m->parent) {
        size_t used = atomic_fetch_add_explicit(&m->in_use, bytes, memory_order_relaxed);
        if (bytes <= m->budget && used <= m->budget - bytes) {
            raise_peak(m, used + bytes);
            continue;
        }
        for (lt_mem *undo = mem;; undo = undo->parent) {
            atomic_fetch_sub_explicit(&undo->in_use, bytes, memory_order_relaxed);
            if (undo == m) return false;
        }
    }
    return true;
}

/* ---- blocks: small ones of the C library, big ones of whole pages ---- */

/* A sanitizer watches only what malloc gives. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const size_t big = SIZE_MAX;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
static const size_t big = SIZE_MAX;
#else
static const size_t big = LT_PAGES_BIG;
#endif
#else
static const size_t big = LT_PAGES_BIG;
#endif

static void free_block(void *block, size_t bytes)
{
    if (bytes >= big)
        lt_pages_close(block, bytes);
    else
        free(block);
}

static void *resize_block(void *block, size_t old_bytes, size_t new_bytes)
{
    if (new_bytes < big && old_bytes < big) return realloc(block, new_bytes);
    if (new_bytes >= big && old_bytes >= big) return lt_pages_resize(block, old_bytes, new_bytes);
    void *moved = new_bytes >= big ? lt_pages_open(new_bytes) : malloc(new_bytes);
    if (!moved || !block) return moved;
    memcpy(moved, block, old_bytes < new_bytes ? old_bytes : new_bytes);
    free_block(block, old_bytes);
    return moved;
}

static void *zeroed_block(size_t count, size_t size)
{
    return count * size >= big ? lt_pages_open(count * size) : calloc(count, size);
}

void *lt_mem_resize(lt_mem *mem, void *block, size_t old_bytes, size_t new_bytes)
{
    if (!mem) return NULL;
    if (new_bytes == 0) {
        free_block(block, old_bytes);
        if (old_bytes) account_shrink(mem, old_bytes);
        return NULL;
    }
    if (fault_due(mem)) return NULL;
    if (new_bytes > old_bytes && !account_grow(mem, new_bytes - old_bytes)) return NULL;

    void *moved = resize_block(block, old_bytes, new_bytes);
    if (!moved) {
        if (new_bytes > old_bytes) account_shrink(mem, new_bytes - old_bytes);
        return NULL;
    }
    if (new_bytes < old_bytes) account_shrink(mem, old_bytes - new_bytes);
    return moved;
}

void *lt_mem_zeroed(lt_mem *mem, size_t count, size_t size)
{
    if (!mem || (size && count > SIZE_MAX / size)) return NULL;
    size_t bytes = count * size;
    if (bytes == 0 || fault_due(mem) || !account_grow(mem, bytes)) return NULL;
    void *block = zeroed_block(count, size); /* big blocks: untouched zero pages */
    if (!block) account_shrink(mem, bytes);
    return block;
}

void lt_mem_free(lt_mem *mem, void *block, size_t bytes)
{
    if (block) lt_mem_resize(mem, block, bytes, 0);
}

void lt_mem_tell(const lt_mem *mem, size_t bytes, const char *what_for, lt_error *err)
{
    while (mem && mem->budget == SIZE_MAX) mem = mem->parent;
    if (!mem) {
        lt_fail(err, LT_ENOMEM, LT_HERE, "no memory for %s (%zu bytes)", what_for, bytes);
        return;
    }
    lt_fail(err, LT_ENOMEM, LT_HERE,
            "no memory for %s (%zu bytes): %zu of the budget of %zu bytes are in use", what_for,
            bytes, lt_mem_in_use(mem), mem->budget);
    lt_error_hint(err, "raise --memory, or read fewer columns or rows");
}
