/* csv_values.h — loops that convert several plain fields at once, where the CPU has them.
 *
 * Each converts rows [row, …) into out as long as all of a few rows are of the plain form, and
 * answers how many rows it did: perhaps none. What it leaves is the scalar loops'
 * (csv_convert_*.c), and what it does is exactly theirs.
 *
 * Limits   16 bytes in front of a field and 8 behind it are readable; no null text
 * Threads  any
 */
#ifndef LT_FORMAT_CSV_VALUES_H
#define LT_FORMAT_CSV_VALUES_H

#include "format/csv.h"

typedef uint32_t lt_csv_block_fn(const lt_csv_cells *c, uint32_t row, void *values);

typedef struct lt_csv_values {
    lt_csv_block_fn *ints_32, *ints_64; /* [-]digits */
    lt_csv_block_fn *floats;            /* [-]digits[.digits] */
    lt_csv_block_fn *instants;          /* yyyy-MM-dd HH:mm:ss: seconds of the wall clock */
} lt_csv_values;

extern const lt_csv_values lt_csv_values_avx2, lt_csv_values_none;

extern const double lt_csv_powers[17]; /* 10^k (csv_convert_number.c) */

enum { LT_CSV_RETRY = 16 /* rows done one by one before several are tried again */ };

/* Rows from `row` on that fast has done; *next: the row to try again at. fast: NULL for none. */
static inline uint32_t lt_csv_try_block(lt_csv_block_fn *fast, const lt_csv_cells *c, uint32_t row,
                                        void *values, uint32_t *next)
{
    if (!fast || row < *next || c->o->null_text.len) return 0;
    uint32_t done = fast(c, row, values);
    *next = row + done + LT_CSV_RETRY;
    return done;
}

#endif
