/* context.h — what a context holds: memory, workers, the session's zone. */
#ifndef LT_BACKEND_CONTEXT_H
#define LT_BACKEND_CONTEXT_H

#include "core/pool.h"
#include "core/zone.h"
#include "lote.h"

struct lt_context {
    lt_mem  *mem;
    lt_pool *pool;
    lt_zone *zone;
    int32_t  threads, batch_rows;
    int64_t  part_bytes;
};

#endif
