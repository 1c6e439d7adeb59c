/* Spark compares both zeros as equal and makes 0.0 of the keys of groups, and its distinct and set
 * operations are groups over their columns: whichever zero came first, the answer shows 0.0. */
#include "exec/zeros.h"

#include <string.h>

static bool any_f64(const uint64_t *bits, int32_t n)
{
    uint64_t any = 0;
    for (int32_t i = 0; i < n; i++) any |= (uint64_t)(bits[i] == UINT64_C(1) << 63);
    return any != 0;
}

static bool any_f32(const uint32_t *bits, int32_t n)
{
    uint32_t any = 0;
    for (int32_t i = 0; i < n; i++) any |= (uint32_t)(bits[i] == UINT32_C(1) << 31);
    return any != 0;
}

static bool has_negative_zero(const lt_column *c)
{
    const lt_column *values = c->encoding == LT_DICT ? c->dict : c;
    int32_t          n = c->encoding == LT_CONST ? 1 : values->rows;
    return c->type.id == LT_F32 ? any_f32(values->values, n) : any_f64(values->values, n);
}

static void add_zero(lt_column *c)
{
    double *d = c->values;
    float  *f = c->values;
    for (int32_t i = 0; i < c->rows; i++)
        if (c->type.id == LT_F32)
            f[i] += 0.0F;
        else
            d[i] += 0.0;
}

/* A flat copy of what c holds, without -0.0. */
static lt_status plain_copy(lt_column **out, lt_mem *mem, lt_column *c, lt_error *err)
{
    lt_column *flat, *copy;
    size_t     width = c->type.id == LT_F32 ? sizeof(float) : sizeof(double);
    LT_TRY(lt_column_flat(&flat, c, err));
    lt_status status = lt_column_open(&copy, mem, c->type, c->rows, err);
    if (!status && flat->valid && (status = lt_column_nullable(copy, err))) lt_column_release(copy);
    if (!status) {
        memcpy(copy->values, flat->values, (size_t)c->rows * width);
        if (flat->valid) memcpy(copy->valid, flat->valid, lt_bits_bytes(c->rows));
        add_zero(copy);
        *out = copy;
    }
    lt_column_release(flat);
    return status;
}

lt_status lt_plain_zeros(lt_batch *b, const int32_t *columns, int32_t count, lt_error *err)
{
    for (int32_t i = 0; i < count; i++) {
        int32_t    at = columns ? columns[i] : i;
        lt_column *plain, *c = b->columns[at];
        if (!lt_type_is_float(c->type) || !has_negative_zero(c)) continue;
        LT_TRY(plain_copy(&plain, b->mem, c, err));
        lt_column_release(c);
        b->columns[at] = plain;
    }
    return LT_OK;
}
