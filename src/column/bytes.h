/* bytes.h — a run of bytes shared by count: what string views point into.
 *
 * Written by its maker, then frozen: from the second holder on nobody writes.
 * Threads  retain and release from any thread
 */
#ifndef LT_COLUMN_BYTES_H
#define LT_COLUMN_BYTES_H

#include "core/mem.h"
#include "core/status.h"

#include <stdatomic.h>
#include <stdint.h>

typedef struct lt_bytes lt_bytes;

struct lt_bytes {
    atomic_int refs;
    lt_mem    *mem;
    uint8_t   *data; /* aligned to 16; 64 readable bytes follow cap */
    size_t     len;  /* bytes in use */
    size_t     cap;
    /* When set, called instead of freeing by the last release: a pool takes the block back. */
    void (*recycle)(void *arg, lt_bytes *b);
    void *arg;
};

/* One holder, len 0. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_bytes_open(lt_bytes **out, lt_mem *mem, size_t cap, lt_error *err);
lt_bytes             *lt_bytes_retain(lt_bytes *b);  /* returns b */
void                  lt_bytes_release(lt_bytes *b); /* NULL is allowed */
void                  lt_bytes_free(lt_bytes *b);    /* for pools: frees whatever refs says */

#endif
