/* cancel.h — a flag that long loops poll once a batch. Set from any thread or a signal handler. */
#ifndef LT_CORE_CANCEL_H
#define LT_CORE_CANCEL_H

#include "core/status.h"

#include <stdatomic.h>
#include <stdbool.h>

typedef struct lt_cancel {
    atomic_int reason; /* 0 none; else the lt_status to end with: LT_ECANCELLED, LT_ETIMEOUT */
} lt_cancel;

static inline void lt_cancel_set(lt_cancel *c, lt_status reason)
{
    int none = 0;
    atomic_compare_exchange_strong(&c->reason, &none, (int)reason);
}

static inline void lt_cancel_reset(lt_cancel *c) { atomic_store(&c->reason, 0); }

/* NULL is never cancelled. */
static inline bool lt_cancelled(const lt_cancel *c)
{
    return c && atomic_load_explicit(&c->reason, memory_order_relaxed) != 0;
}

/* LT_OK, or the reason with its message. */
static inline lt_status lt_cancel_check(const lt_cancel *c, lt_error *err)
{
    if (!lt_cancelled(c)) return LT_OK;
    lt_status reason = (lt_status)atomic_load(&c->reason);
    return LT_FAIL(err, reason, reason == LT_ETIMEOUT ? "time limit reached" : "interrupted");
}

#endif
