/* The loops of csv_index.h in plain C: the reference of the others, and for other CPUs. */
#include "format/csv_index_step.h"
#include "format/csv_values.h"

#include "core/escape.h"

LT_CSV_INLINE lt_csv_masks masks(const uint8_t *p, const lt_csv_dialect *d)
{
    lt_csv_masks m = {0, 0, 0, 0};
    for (unsigned i = 0; i < 64; i++) {
        m.quote |= (uint64_t)(p[i] == d->quote) << i;
        m.delimiter |= (uint64_t)(p[i] == d->delimiter) << i;
        m.newline |= (uint64_t)(p[i] == '\n') << i;
        m.cr |= (uint64_t)(p[i] == '\r') << i;
    }
    return m;
}

LT_CSV_INLINE uint64_t prefix(uint64_t q)
{
    for (unsigned shift = 1; shift < 64; shift *= 2) q ^= q << shift;
    return q;
}

LT_CSV_INLINE void store(uint32_t *out, uint64_t seps, uint32_t base)
{
    for (; seps; seps &= seps - 1) *out++ = base + (uint32_t)__builtin_ctzll(seps);
}

static bool index_scalar(const uint8_t *p, size_t n, uint32_t base, const lt_csv_dialect *d,
                         lt_csv_state *state, lt_csv_marks *m)
{
    return lt_csv_frame(p, n, base, d, state, m, masks, prefix, store);
}

static bool utf8_scalar(const uint8_t *p, size_t n)
{
    return lt_utf8_valid((const char *)p, n, NULL);
}

const lt_csv_values lt_csv_values_none;

const lt_csv_loops lt_csv_scalar = {index_scalar, utf8_scalar, &lt_csv_values_none};
