/* block.h — a column read a block at a time as one of four kinds of value.
 *
 * Ints of every width, dates, timestamps and bools are int64; both floats are double; decimals
 * 128 bits; text views. What already lies so is pointed at, the rest goes through the
 * caller's buffer, which stays in the first-level cache: one loop a kind serves all types
 * and encodings.
 *
 * Shapes   blocks start at multiples of LT_BLOCK, so validity is read by whole words
 */
#ifndef LT_KERNEL_BLOCK_H
#define LT_KERNEL_BLOCK_H

#include "column/column.h"

enum { LT_BLOCK = 512 };

/* Lists have no blocks: who meets LT_KIND_LIST goes row by row. */
typedef enum lt_kind { LT_KIND_I64, LT_KIND_F64, LT_KIND_I128, LT_KIND_VIEW, LT_KIND_LIST } lt_kind;

static inline lt_kind lt_kind_of(lt_type t)
{
    if (lt_type_is_float(t)) return LT_KIND_F64;
    if (t.id == LT_DECIMAL) return LT_KIND_I128;
    if (t.id == LT_LIST) return LT_KIND_LIST;
    return lt_type_is_text(t) ? LT_KIND_VIEW : LT_KIND_I64;
}

/* Values of rows [start, start + n) of c, n at most LT_BLOCK, in buf or where they are. Null rows
 * hold something defined. */
const int64_t *lt_block_i64(int64_t *buf, const lt_column *c, int32_t start, int32_t n);
const double  *lt_block_f64(double *buf, const lt_column *c, int32_t start, int32_t n);
const lt_i128 *lt_block_i128(lt_i128 *buf, const lt_column *c, int32_t start, int32_t n);
const lt_view *lt_block_views(lt_view *buf, const lt_column *c, int32_t start, int32_t n);

/* Word w of c's validity as if it were FLAT. A void column is all null. */
static inline uint64_t lt_valid_word(const lt_column *c, size_t w)
{
    if (c->type.id == LT_VOID) return 0;
    if (!c->valid) return ~UINT64_C(0);
    if (c->encoding == LT_CONST) return c->valid[0] & 1 ? ~UINT64_C(0) : 0;
    return c->valid[w];
}

/* Word w of a bool column's values; FLAT or CONST. */
static inline uint64_t lt_bool_word(const lt_column *c, size_t w)
{
    const uint64_t *bits = c->values;
    if (c->type.id == LT_VOID) return 0;
    if (c->encoding == LT_CONST) return bits[0] & 1 ? ~UINT64_C(0) : 0;
    return bits[w];
}

/* Rows of the block that starts at `start`. */
static inline int32_t lt_block_rows(int32_t rows, int32_t start)
{
    return rows - start < LT_BLOCK ? rows - start : LT_BLOCK;
}

/* v, which fits, as the value of a row of an int column. */
static inline void lt_put_int(lt_column *out, int32_t row, int64_t v)
{
    switch ((lt_type_id)out->type.id) {
    case LT_I8: ((int8_t *)out->values)[row] = (int8_t)v; break;
    case LT_I16: ((int16_t *)out->values)[row] = (int16_t)v; break;
    case LT_I32: ((int32_t *)out->values)[row] = (int32_t)v; break;
    default: ((int64_t *)out->values)[row] = v;
    }
}

/* The same for a float column. */
static inline void lt_put_float(lt_column *out, int32_t row, double v)
{
    if (out->type.id == LT_F32)
        ((float *)out->values)[row] = (float)v;
    else
        ((double *)out->values)[row] = v;
}

#endif
