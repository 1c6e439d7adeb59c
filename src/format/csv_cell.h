/* csv_cell.h — one raw field as every conversion loop begins with it. */
#ifndef LT_FORMAT_CSV_CELL_H
#define LT_FORMAT_CSV_CELL_H

#include "format/csv.h"

#include <endian.h>
#include <string.h>

typedef enum lt_csv_cell_is { LT_CSV_NULL, LT_CSV_VALUE, LT_CSV_OOM } lt_csv_cell_is;

/* The quoted ones and those that may be the null text: seldom. */
static inline lt_csv_cell_is lt_csv_cell_rare(const lt_csv_cells *c, const uint8_t **p, size_t *n,
                                              bool *copied, lt_buf *scratch)
{
    size_t nulls = c->o->null_text.len;
    if (lt_csv_unquote(p, n, copied, &c->o->dialect, scratch, NULL)) return LT_CSV_OOM;
    return nulls && *n == nulls && memcmp(*p, c->o->null_text.data, nulls) == 0 ? LT_CSV_NULL
                                                                                : LT_CSV_VALUE;
}

static inline __attribute__((always_inline)) lt_csv_cell_is
lt_csv_cell_of(const lt_csv_cells *c, uint32_t i, const uint8_t **p, size_t *n, bool *copied,
               lt_buf *scratch)
{
    *n = c->len[i];
    *p = c->chunk->data + c->start[i];
    *copied = false;
    if (*n == 0) return LT_CSV_NULL;
    if (**p == c->o->dialect.quote || c->o->null_text.len)
        return lt_csv_cell_rare(c, p, n, copied, scratch);
    return LT_CSV_VALUE;
}

static inline void lt_csv_set_null(lt_csv_into *to, uint32_t i)
{
    lt_bit_clear(to->valid, i);
    to->nulls++;
}

/* The last n <= 8 bytes that end at `end`, first byte lowest, with '0' in front of them. */
static inline uint64_t lt_csv_load_tail(const uint8_t *end, size_t n)
{
    uint64_t v;
    memcpy(&v, end - 8, sizeof(v));
    v = le64toh(v);
    if (n >= 8) return v;
    unsigned keep = 8 * (unsigned)n;
    return n == 0 ? UINT64_C(0x3030303030303030)
                  : v >> (64 - keep) << (64 - keep) | UINT64_C(0x3030303030303030) >> keep;
}

static inline bool lt_csv_all_digits(uint64_t v)
{
    return ((v & UINT64_C(0xF0F0F0F0F0F0F0F0)) |
            ((v + UINT64_C(0x0606060606060606)) & UINT64_C(0xF0F0F0F0F0F0F0F0)) >> 4) ==
           UINT64_C(0x3333333333333333);
}

/* Pairs, fours, eight: three multiplications. */
static inline uint64_t lt_csv_digits_value(uint64_t v)
{
    v = (v & UINT64_C(0x0F0F0F0F0F0F0F0F)) * 2561 >> 8;
    v = (v & UINT64_C(0x00FF00FF00FF00FF)) * 6553601 >> 16;
    return (v & UINT64_C(0x0000FFFF0000FFFF)) * UINT64_C(42949672960001) >> 32;
}

#endif
