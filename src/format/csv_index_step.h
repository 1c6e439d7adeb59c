/* csv_index_step.h — what every loop of csv_index.h does with the masks of 64 bytes.
 *
 * A quote that opens must follow a delimiter, a newline or (as half of a pair) a quote; a byte
 * after a closing quote must be a delimiter, newline, \r or quote; a \r outside quotes must be
 * followed by \n. Under those three rules the parity of quotes is RFC 4180's state.
 */
#ifndef LT_FORMAT_CSV_INDEX_STEP_H
#define LT_FORMAT_CSV_INDEX_STEP_H

#include "format/csv_index.h"

#define LT_CSV_INLINE static inline __attribute__((always_inline))

/* Carries from block to block: inside is 0 or all ones, the others bit 0 of the next mask. */
typedef struct lt_csv_carry {
    uint64_t inside, may_open, closed, cr, bad;
} lt_csv_carry;

typedef struct lt_csv_masks {
    uint64_t quote, delimiter, newline, cr;
} lt_csv_masks;

LT_CSV_INLINE lt_csv_carry lt_csv_carry_of(lt_csv_state s)
{
    return (lt_csv_carry){
        .inside = s == LT_CSV_QUOTED ? ~UINT64_C(0) : 0,
        .may_open = s == LT_CSV_RECORD || s == LT_CSV_FIELD || s == LT_CSV_CLOSING,
        .closed = s == LT_CSV_CLOSING,
        .cr = s == LT_CSV_CR,
        .bad = s > LT_CSV_CR,
    };
}

LT_CSV_INLINE lt_csv_state lt_csv_state_of(const lt_csv_carry *c, uint8_t last, uint8_t delimiter)
{
    if (c->inside) return LT_CSV_QUOTED;
    if (c->cr) return LT_CSV_CR;
    if (c->closed) return LT_CSV_CLOSING;
    return last == '\n' ? LT_CSV_RECORD : last == delimiter ? LT_CSV_FIELD : LT_CSV_BARE;
}

/* inside: prefix xor of m.quote, carried in. Bits past the end are zero in every mask but live,
 * which has the bytes there are. Returns the separators; *newlines are those that end records. */
LT_CSV_INLINE uint64_t lt_csv_step(lt_csv_carry *c, lt_csv_masks m, uint64_t live, uint64_t inside,
                                   uint64_t *newlines)
{
    uint64_t stop = m.delimiter | m.newline;
    uint64_t open = m.quote & inside;
    uint64_t close = m.quote & ~inside;
    uint64_t may_open = stop | m.quote;
    uint64_t cr = m.cr & ~inside;
    uint64_t bad = (open & ~(may_open << 1 | c->may_open)) |
                   (live & (close << 1 | c->closed) & ~(may_open | m.cr)) |
                   (live & (cr << 1 | c->cr) & ~m.newline);
    c->bad |= bad;
    c->may_open = may_open >> 63;
    c->closed = close >> 63;
    c->cr = cr >> 63;
    c->inside = (uint64_t)((int64_t)inside >> 63);
    *newlines = m.newline & ~inside;
    return stop & ~inside;
}

/* The carries after a block of fewer than 64 bytes. */
LT_CSV_INLINE void lt_csv_step_last(lt_csv_carry *c, lt_csv_masks m, uint64_t inside, unsigned n)
{
    uint64_t bit = UINT64_C(1) << (n - 1);
    c->may_open = ((m.delimiter | m.newline | m.quote) & bit) != 0;
    c->closed = (m.quote & ~inside & bit) != 0;
    c->cr = (m.cr & ~inside & bit) != 0;
    c->inside = inside & bit ? ~UINT64_C(0) : 0;
}

/* Notes which separators end records: few a block. */
LT_CSV_INLINE void lt_csv_note_ends(lt_csv_marks *m, uint64_t seps, uint64_t newlines)
{
    uint32_t *out = m->ends + m->end_count;
    uint32_t  first = (uint32_t)m->sep_count;
    while (newlines) {
        uint64_t below = (newlines & -newlines) - 1;
        *out++ = first + (uint32_t)__builtin_popcountll(seps & below);
        newlines &= newlines - 1;
    }
    m->end_count = (size_t)(out - m->ends);
}

/* The frame of every loop: 64 bytes a turn, then the rest under a mask. `masks`, `prefix` and
 * `store` are the loop's own and are inlined. */
typedef lt_csv_masks lt_csv_masks_fn(const uint8_t *p, const lt_csv_dialect *d);
typedef uint64_t     lt_csv_prefix_fn(uint64_t quotes);
typedef void         lt_csv_store_fn(uint32_t *out, uint64_t seps, uint32_t base);

LT_CSV_INLINE bool lt_csv_frame(const uint8_t *p, size_t n, uint32_t base, const lt_csv_dialect *d,
                                lt_csv_state *state, lt_csv_marks *m, lt_csv_masks_fn *masks,
                                lt_csv_prefix_fn *prefix, lt_csv_store_fn *store)
{
    lt_csv_carry c = lt_csv_carry_of(*state);
    uint64_t     newlines;
    size_t       i = 0;
    if (n == 0) return true;
    for (; i + 64 <= n; i += 64) {
        lt_csv_masks k = masks(p + i, d);
        uint64_t     inside = prefix(k.quote) ^ c.inside;
        uint64_t     seps = lt_csv_step(&c, k, ~UINT64_C(0), inside, &newlines);
        lt_csv_note_ends(m, seps, newlines);
        store(m->seps + m->sep_count, seps, base + (uint32_t)i);
        m->sep_count += (size_t)__builtin_popcountll(seps);
    }
    if (i < n) {
        unsigned     rest = (unsigned)(n - i);
        uint64_t     live = (UINT64_C(1) << rest) - 1;
        lt_csv_masks k = masks(p + i, d);
        k = (lt_csv_masks){k.quote & live, k.delimiter & live, k.newline & live, k.cr & live};
        uint64_t inside = prefix(k.quote) ^ c.inside;
        uint64_t seps = lt_csv_step(&c, k, live, inside, &newlines);
        lt_csv_step_last(&c, k, inside, rest);
        lt_csv_note_ends(m, seps, newlines);
        store(m->seps + m->sep_count, seps, base + (uint32_t)i);
        m->sep_count += (size_t)__builtin_popcountll(seps);
    }
    *state = lt_csv_state_of(&c, p[n - 1], d->delimiter);
    return c.bad == 0;
}

#endif
