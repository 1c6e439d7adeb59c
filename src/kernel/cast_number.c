/* cast_number.c — casts among bools, ints, floats and decimals. */
#include "kernel/block.h"
#include "kernel/cast.h"
#include "kernel/decimal.h"

#include <math.h>
#include <string.h>

/* Writes v as an int of type id; false when it does not fit. */
static inline bool put_int(void *values, int32_t row, lt_type_id id, int64_t v)
{
    switch (id) {
    case LT_I8: return (((int8_t *)values)[row] = (int8_t)v) == v;
    case LT_I16: return (((int16_t *)values)[row] = (int16_t)v) == v;
    case LT_I32: return (((int32_t *)values)[row] = (int32_t)v) == v;
    default: ((int64_t *)values)[row] = v; return true;
    }
}

/* Runs body over blocks of args[0]: v is the block, i the row, v[k] its value. */
#define EACH_BLOCK(T, read, body)                                                       \
    do {                                                                                \
        T buf[LT_BLOCK];                                                                \
        for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {                \
            int32_t  n = call->rows - start < LT_BLOCK ? call->rows - start : LT_BLOCK; \
            const T *v = read(buf, call->args[0], start, n);                            \
            for (int32_t k = 0; k < n; k++) {                                           \
                int32_t i = start + k;                                                  \
                body                                                                    \
            }                                                                           \
        }                                                                               \
    } while (0)

/* NOLINTBEGIN(readability-function-size): the levels of nesting are those of EACH_BLOCK */

lt_status lt_cast_int_to_int(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_type_id id = out->type.id;
    EACH_BLOCK(int64_t, lt_block_i64, {
        if (!put_int(out->values, i, id, v[k]) && lt_cast_wanted(call, i))
            LT_TRY(lt_cast_bad(call, out, i, err));
    });
    return LT_OK;
}

lt_status lt_cast_int_to_float(const lt_call *call, lt_column *out, lt_error *err)
{
    (void)err;
    if (out->type.id == LT_F32)
        EACH_BLOCK(int64_t, lt_block_i64, { ((float *)out->values)[i] = (float)v[k]; });
    else
        EACH_BLOCK(int64_t, lt_block_i64, { ((double *)out->values)[i] = (double)v[k]; });
    return LT_OK;
}

lt_status lt_cast_int_to_decimal(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_i128 *to = out->values;
    int      precision = out->type.precision, scale = out->type.scale;
    EACH_BLOCK(int64_t, lt_block_i64, {
        if (!lt_cast_wanted(call, i)) continue;
        if (!lt_decimal_rescale(to + i, v[k], 0, scale, precision, LT_HALF_UP))
            LT_TRY(lt_cast_bad(call, out, i, err));
    });
    return LT_OK;
}

/* Towards zero; the bounds are exact as doubles. */
static bool truncate_float(int64_t *to, double v, lt_type_id id)
{
    double limit = id == LT_I8 ? 0x1p7 : id == LT_I16 ? 0x1p15 : id == LT_I32 ? 0x1p31 : 0x1p63;
    double whole = trunc(v);
    if (!(whole >= -limit && whole < limit)) return false; /* NaN too */
    *to = (int64_t)whole;
    return true;
}

lt_status lt_cast_float_to_int(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_type_id id = out->type.id;
    EACH_BLOCK(double, lt_block_f64, {
        int64_t whole;
        if (!lt_cast_wanted(call, i)) continue;
        if (truncate_float(&whole, v[k], id))
            put_int(out->values, i, id, whole);
        else
            LT_TRY(lt_cast_bad(call, out, i, err));
    });
    return LT_OK;
}

lt_status lt_cast_float_to_float(const lt_call *call, lt_column *out, lt_error *err)
{
    (void)err;
    EACH_BLOCK(double, lt_block_f64, { lt_put_float(out, i, v[k]); });
    return LT_OK;
}

lt_status lt_cast_float_to_decimal(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_i128 *to = out->values;
    EACH_BLOCK(double, lt_block_f64, {
        if (!lt_cast_wanted(call, i)) continue;
        if (!lt_decimal_from_f64(to + i, v[k], out->type.precision, out->type.scale))
            LT_TRY(lt_cast_bad(call, out, i, err));
    });
    return LT_OK;
}

lt_status lt_cast_decimal_to_int(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_type_id id = out->type.id;
    lt_i128    unit = lt_pow10[call->args[0]->type.scale];
    EACH_BLOCK(lt_i128, lt_block_i128, {
        lt_i128 whole = v[k] / unit;
        if (!lt_cast_wanted(call, i)) continue;
        if (whole != (int64_t)whole || !put_int(out->values, i, id, (int64_t)whole))
            LT_TRY(lt_cast_bad(call, out, i, err));
    });
    return LT_OK;
}

lt_status lt_cast_decimal_to_float(const lt_call *call, lt_column *out, lt_error *err)
{
    int scale = call->args[0]->type.scale;
    (void)err;
    EACH_BLOCK(lt_i128, lt_block_i128, { lt_put_float(out, i, lt_decimal_to_f64(v[k], scale)); });
    return LT_OK;
}

lt_status lt_cast_decimal_to_decimal(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_i128 *to = out->values;
    int      from = call->args[0]->type.scale;
    EACH_BLOCK(lt_i128, lt_block_i128, {
        if (!lt_cast_wanted(call, i)) continue;
        if (!lt_decimal_rescale(to + i, v[k], from, out->type.scale, out->type.precision,
                                LT_HALF_UP))
            LT_TRY(lt_cast_bad(call, out, i, err));
    });
    return LT_OK;
}

lt_status lt_cast_number_to_bool(const lt_call *call, lt_column *out, lt_error *err)
{
    uint64_t *to = out->values;
    (void)err;
    switch (lt_kind_of(call->args[0]->type)) {
    case LT_KIND_F64: /* NaN is not zero, hence true, as in Spark */
        EACH_BLOCK(double, lt_block_f64, { lt_bit_put(to, i, v[k] != 0); });
        break;
    case LT_KIND_I128: EACH_BLOCK(lt_i128, lt_block_i128, { lt_bit_put(to, i, v[k] != 0); }); break;
    default: EACH_BLOCK(int64_t, lt_block_i64, { lt_bit_put(to, i, v[k] != 0); });
    }
    return LT_OK;
}

/* NOLINTEND(readability-function-size) */

lt_status lt_cast_bool_to_number(const lt_call *call, lt_column *out, lt_error *err)
{
    if (lt_type_is_float(out->type)) return lt_cast_int_to_float(call, out, err);
    if (out->type.id == LT_DECIMAL) return lt_cast_int_to_decimal(call, out, err);
    return lt_cast_int_to_int(call, out, err);
}
