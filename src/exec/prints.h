/* prints.h — a table of 64-bit fingerprints, 16 bytes a slot, for a great many rows.
 *
 * Open addressing, linear probing without wrapping: the home of a fingerprint is its share of
 * the capacity (print * cap / 2^64), so that order is kept when the table grows. Growing
 * therefore works in place, from the top down: the block is extended by the system without a
 * copy, and at no time is there a second table.
 *
 * Several slots may hold one fingerprint; who asks decides whether it is the same row.
 */
#ifndef LT_EXEC_PRINTS_H
#define LT_EXEC_PRINTS_H

#include "core/buf.h"

typedef struct lt_print_slot {
    uint64_t print; /* 0: free */
    uint64_t row;   /* whatever the owner wants to find */
} lt_print_slot;

typedef struct lt_prints {
    lt_mem        *mem;
    lt_print_slot *slots;
    size_t         cap;   /* homes */
    size_t         room;  /* slots allocated: there is always a free one after the last taken */
    size_t         end;   /* past the last slot taken, at least cap */
    size_t         count; /* taken */
    lt_buf         moving;
} lt_prints;

/* {.mem = m, .moving.mem = m} is an empty table. */
void lt_prints_close(lt_prints *t);

/* Afterwards `more` inserts cannot fail. Slots may move. Errors: LT_ENOMEM; t unchanged. */
LT_MUST_USE lt_status lt_prints_reserve(lt_prints *t, size_t more, lt_error *err);

/* Grows at once to what about `count` rows in all will need: growing step by step moves every slot
 * about three times (measured: 8 % of the CPU of a distinct of 10M rows). Errors: LT_ENOMEM; t
 * unchanged. */
LT_MUST_USE lt_status lt_prints_expect(lt_prints *t, size_t count, lt_error *err);

static inline uint64_t lt_print_of(uint64_t hash) { return hash ? hash : 1; }

static inline size_t lt_prints_home(const lt_prints *t, uint64_t print)
{
    return (size_t)(((unsigned __int128)print * t->cap) >> 64);
}

/* The first slot from `at` on that is free or holds print. */
static inline size_t lt_prints_probe(const lt_prints *t, size_t at, uint64_t print)
{
    while (t->slots[at].print && t->slots[at].print != print) at++;
    return at;
}

/* Takes the free slot that a probe for print ended at. */
static inline void lt_prints_take(lt_prints *t, size_t at, uint64_t print, uint64_t row)
{
    t->slots[at] = (lt_print_slot){print, row};
    t->count++;
    if (at >= t->end) t->end = at + 1;
}

#endif
