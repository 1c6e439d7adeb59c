#include "kernel/block.h"

#include <string.h>

/* Reads values of type T of any encoding into buf. */
#define READ(T, R)                                                    \
    do {                                                              \
        const T *v = base->values;                                    \
        if (codes)                                                    \
            for (int32_t i = 0; i < n; i++) buf[i] = (R)v[codes[i]];  \
        else if (c->encoding == LT_CONST)                             \
            for (int32_t i = 0; i < n; i++) buf[i] = (R)v[0];         \
        else                                                          \
            for (int32_t i = 0; i < n; i++) buf[i] = (R)v[start + i]; \
    } while (0)

/* Codes of rows from start, NULL unless a dictionary is there to be read. */
static const int32_t *codes_of(const lt_column *c, int32_t start)
{
    return c->encoding == LT_DICT ? (const int32_t *)c->values + start : NULL;
}

/* A dictionary without entries: every row is null, and its codes must not be followed. */
static bool is_hollow(const lt_column *c)
{
    return c->type.id == LT_VOID || (c->encoding == LT_DICT && c->dict->rows == 0);
}

static void read_bools(int64_t *buf, const lt_column *c, int32_t start, int32_t n)
{
    const uint64_t *bits = lt_column_base(c)->values;
    for (int32_t i = 0; i < n; i++) buf[i] = lt_bit(bits, lt_column_slot(c, start + i));
}

const int64_t *lt_block_i64(int64_t *buf, const lt_column *c, int32_t start, int32_t n)
{
    const lt_column *base = lt_column_base(c);
    const int32_t   *codes = codes_of(c, start);
    if (is_hollow(c)) {
        memset(buf, 0, (size_t)n * sizeof(*buf));
        return buf;
    }
    switch ((lt_type_id)c->type.id) {
    case LT_BOOL: read_bools(buf, c, start, n); break;
    case LT_I8: READ(int8_t, int64_t); break;
    case LT_I16: READ(int16_t, int64_t); break;
    case LT_I32:
    case LT_DATE: READ(int32_t, int64_t); break;
    default:
        if (c->encoding == LT_FLAT) return (const int64_t *)c->values + start;
        READ(int64_t, int64_t);
    }
    return buf;
}

const double *lt_block_f64(double *buf, const lt_column *c, int32_t start, int32_t n)
{
    const lt_column *base = lt_column_base(c);
    const int32_t   *codes = codes_of(c, start);
    if (is_hollow(c)) {
        memset(buf, 0, (size_t)n * sizeof(*buf));
    } else if (c->type.id == LT_F32) {
        READ(float, double);
    } else {
        if (c->encoding == LT_FLAT) return (const double *)c->values + start;
        READ(double, double);
    }
    return buf;
}

const lt_i128 *lt_block_i128(lt_i128 *buf, const lt_column *c, int32_t start, int32_t n)
{
    const lt_column *base = lt_column_base(c);
    const int32_t   *codes = codes_of(c, start);
    if (c->encoding == LT_FLAT) return (const lt_i128 *)c->values + start;
    if (is_hollow(c))
        memset(buf, 0, (size_t)n * sizeof(*buf));
    else
        READ(lt_i128, lt_i128);
    return buf;
}

const lt_view *lt_block_views(lt_view *buf, const lt_column *c, int32_t start, int32_t n)
{
    const lt_column *base = lt_column_base(c);
    const int32_t   *codes = codes_of(c, start);
    const lt_view   *v = base->values;
    if (c->encoding == LT_FLAT) return v + start;
    if (is_hollow(c))
        memset(buf, 0, (size_t)n * sizeof(*buf));
    else
        for (int32_t i = 0; i < n; i++) buf[i] = v[codes ? codes[i] : 0];
    return buf;
}
