/* prints.h — a table of fingerprints of rows, 8 or 12 bytes a slot, for a great many rows.
 *
 * A slot holds the highest bits of a 64-bit fingerprint and, in its row_bits lowest, whatever the
 * owner wants to find: a row. Where too few bits are left for the fingerprint, 32 more of it lie
 * in an array of their own, which is looked at only when those in the slot agree.
 *
 * Open addressing, linear probing without wrapping: the home of a fingerprint is its share of
 * the capacity (print * cap / 2^64), so that order is kept when the table grows. Growing
 * therefore works in place, from the top down: the blocks are extended by the system without a
 * copy, and at no time is there a second table.
 *
 * Several slots may hold one fingerprint; who asks decides whether it is the same row.
 */
#ifndef LT_EXEC_PRINTS_H
#define LT_EXEC_PRINTS_H

#include "core/buf.h"

typedef struct lt_prints {
    lt_mem   *mem;
    int       row_bits;
    bool      wide;
    uint64_t  keeps; /* the bits of a fingerprint that are kept */
    uint64_t *slots; /* 0: free */
    uint32_t *more;  /* wide: the next bits of the fingerprint; else NULL */
    size_t    cap;   /* homes */
    size_t    room;  /* slots allocated: there is always a free one after the last taken */
    size_t    more_room;
    size_t    end;   /* past the last slot taken, at least cap */
    size_t    count; /* taken */
    lt_buf    moving;
} lt_prints;

/* An empty table for rows below 2^row_bits, 1 to 55; {0} is one too, fit for lt_prints_close only.
 * wide: 12 bytes a slot. Else 8, and one new row in 2^(64 - row_bits) / count agrees by chance. */
void lt_prints_open(lt_prints *t, lt_mem *mem, int row_bits, bool wide);
void lt_prints_close(lt_prints *t);

/* Afterwards `more` inserts cannot fail. Slots may move. Errors: LT_ENOMEM; t unchanged. */
LT_MUST_USE lt_status lt_prints_reserve(lt_prints *t, size_t more, lt_error *err);

/* Grows at once to what about `count` rows in all will need: growing step by step moves every slot
 * about three times (measured: 8 % of the CPU of a distinct of 10M rows). Errors: LT_ENOMEM; t
 * unchanged. */
LT_MUST_USE lt_status lt_prints_expect(lt_prints *t, size_t count, lt_error *err);

/* What the table keeps of a hash: what all below take as print. */
static inline uint64_t lt_print_of(const lt_prints *t, uint64_t hash)
{
    hash &= t->keeps;
    return hash >> t->row_bits ? hash : hash | (UINT64_C(1) << t->row_bits);
}

static inline size_t lt_prints_home(const lt_prints *t, uint64_t print)
{
    return (size_t)(((unsigned __int128)print * t->cap) >> 64);
}

static inline bool lt_prints_is_free(const lt_prints *t, size_t at) { return !t->slots[at]; }

static inline uint64_t lt_prints_row(const lt_prints *t, size_t at)
{
    return t->slots[at] & ((UINT64_C(1) << t->row_bits) - 1);
}

static inline void lt_prints_set_row(lt_prints *t, size_t at, uint64_t row)
{
    t->slots[at] = (t->slots[at] >> t->row_bits << t->row_bits) | row;
}

static inline uint32_t lt_print_rest(const lt_prints *t, uint64_t print)
{
    return (uint32_t)(print >> (t->row_bits - 32));
}

/* The first slot from `at` on that is free or holds print. */
static inline size_t lt_prints_probe(const lt_prints *t, size_t at, uint64_t print)
{
    uint64_t high = print >> t->row_bits;
    for (;; at++) {
        if (!t->slots[at]) return at;
        if (t->slots[at] >> t->row_bits != high) continue;
        if (!t->wide || t->more[at] == lt_print_rest(t, print)) return at;
    }
}

/* Takes the free slot that a probe for print ended at. */
static inline void lt_prints_take(lt_prints *t, size_t at, uint64_t print, uint64_t row)
{
    t->slots[at] = (print >> t->row_bits << t->row_bits) | row;
    if (t->wide) t->more[at] = lt_print_rest(t, print);
    t->count++;
    if (at >= t->end) t->end = at + 1;
}

#endif
