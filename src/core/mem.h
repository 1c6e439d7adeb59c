/* mem.h — accounted memory.
 *
 * Every block is asked of an lt_mem, which knows the bytes in use and refuses
 * past its budget. Sizes are given back on free, so the account is exact: a test
 * may demand that it ends at zero. A child account draws on its parent too.
 * Blocks are aligned for any type (16 bytes). Thread-safe.
 */
#ifndef LT_CORE_MEM_H
#define LT_CORE_MEM_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct lt_mem lt_mem;

/* The process-wide memory, without a budget. */
lt_mem *lt_mem_default(void);

/* A child account of parent (NULL: the default) with its own budget in bytes.
 * Never fails: NULL means "no memory", which lt_mem_resize accepts and refuses.
 * After lt_mem_close nothing more may be asked of it; blocks still out may be given back, and the
 * last one ends it. */
lt_mem *lt_mem_open(lt_mem *parent, size_t budget);
void    lt_mem_close(lt_mem *mem);

/* realloc with both sizes: old == 0 allocates, new == 0 frees and returns NULL.
 * Returns NULL past the budget; the old block is then untouched. */
void *lt_mem_resize(lt_mem *mem, void *block, size_t old_bytes, size_t new_bytes);

/* As lt_mem_resize from nothing, filled with zeros; count * size is overflow-checked. */
void *lt_mem_zeroed(lt_mem *mem, size_t count, size_t size);

/* lt_mem_resize(mem, block, bytes, 0), for reading. */
void lt_mem_free(lt_mem *mem, void *block, size_t bytes);

/* Zeros for what lives as long as the process (interned types): never given back, in no account.
 * NULL: no memory. */
void *lt_mem_forever(size_t bytes);

size_t lt_mem_in_use(const lt_mem *mem); /* bytes */
size_t lt_mem_peak(const lt_mem *mem);   /* bytes */
size_t lt_mem_budget(const lt_mem *mem); /* bytes; SIZE_MAX: none */

/* The one message for refused memory: says the size, what for, and the budget. */
void lt_mem_tell(const lt_mem *mem, size_t bytes, const char *what_for, lt_error *err);
/* The same for `return`: inline, so that readers and analysers see that it never is LT_OK. */
static inline lt_status lt_mem_refused(const lt_mem *mem, size_t bytes, const char *what_for,
                                       lt_error *err)
{
    lt_mem_tell(mem, bytes, what_for, err);
    return LT_ENOMEM;
}

/* Tests only: refuse the n-th request from now (0 = the next); <0 turns it off.
 * `sticky` keeps refusing from then on. lt_mem_faulted tells whether that request came. */
void lt_mem_fail_at(lt_mem *mem, long n, bool sticky);
bool lt_mem_faulted(const lt_mem *mem);

#endif
