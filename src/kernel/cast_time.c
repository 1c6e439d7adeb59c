/* cast_time.c — casts among dates and both timestamps, and between timestamps and numbers
 * (seconds since 1970). */
#include "core/civil.h"
#include "core/zone.h"
#include "kernel/block.h"
#include "kernel/cast.h"
#include "kernel/decimal.h"

#include <math.h>

/* Micros of v, of type `from`, as those of type `to`. */
static int64_t convert(const lt_zone *zone, int64_t v, lt_type_id from, lt_type_id to)
{
    int64_t us = from == LT_DATE ? v * LT_US_PER_DAY : v;
    if (from == LT_TIMESTAMP) return lt_zone_to_local(zone, us); /* to a date or a wall clock */
    return to == LT_TIMESTAMP ? lt_zone_to_utc(zone, us) : us;
}

static lt_status cast_time_row(const lt_call *call, lt_column *out, int32_t row, int64_t v,
                               lt_error *err)
{
    int64_t        us;
    const lt_zone *zone = call->zone ? call->zone : lt_zone_utc();
    lt_type_id     from = call->args[0]->type.id, to = out->type.id;
    if (!lt_cast_wanted(call, row)) return LT_OK;
    if (from == LT_DATE && __builtin_mul_overflow(v, LT_US_PER_DAY, &us))
        return lt_cast_bad(call, out, row, err);
    us = convert(zone, v, from, to);
    if (to == LT_DATE)
        ((int32_t *)out->values)[row] = lt_days_from_micros(us);
    else
        ((int64_t *)out->values)[row] = us;
    return LT_OK;
}

lt_status lt_cast_time(const lt_call *call, lt_column *out, lt_error *err)
{
    int64_t   buf[LT_BLOCK];
    lt_status status = LT_OK;
    for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {
        int32_t        n = call->rows - start < LT_BLOCK ? call->rows - start : LT_BLOCK;
        const int64_t *v = lt_block_i64(buf, call->args[0], start, n);
        for (int32_t k = 0; !status && k < n; k++)
            status = cast_time_row(call, out, start + k, v[k], err);
    }
    return status;
}

static bool put_seconds(lt_column *out, int32_t row, int64_t us)
{
    int64_t s = us / LT_US_PER_SECOND - (us % LT_US_PER_SECOND < 0);
    switch ((lt_type_id)out->type.id) {
    case LT_I8: return (((int8_t *)out->values)[row] = (int8_t)s) == s;
    case LT_I16: return (((int16_t *)out->values)[row] = (int16_t)s) == s;
    case LT_I32: return (((int32_t *)out->values)[row] = (int32_t)s) == s;
    case LT_I64: ((int64_t *)out->values)[row] = s; return true;
    case LT_F32: ((float *)out->values)[row] = (float)((double)us / 1e6); return true;
    case LT_F64: ((double *)out->values)[row] = (double)us / 1e6; return true;
    default:
        return lt_decimal_rescale((lt_i128 *)out->values + row, us, 6, out->type.scale,
                                  out->type.precision, LT_HALF_UP);
    }
}

lt_status lt_cast_timestamp_to_number(const lt_call *call, lt_column *out, lt_error *err)
{
    const int64_t *v = call->args[0]->values;
    for (int32_t i = 0; i < call->rows; i++)
        if (lt_cast_wanted(call, i) && !put_seconds(out, i, v[i]))
            LT_TRY(lt_cast_bad(call, out, i, err));
    return LT_OK;
}

static bool get_micros(int64_t *us, lt_value v)
{
    lt_i128 wide;
    if (lt_type_is_float(v.type)) {
        double d = v.f * 1e6;
        if (!(d >= -0x1p63 && d < 0x1p63)) return false;
        *us = (int64_t)d;
        return true;
    }
    if (v.type.id != LT_DECIMAL) return !__builtin_mul_overflow(v.i, LT_US_PER_SECOND, us);
    if (!lt_decimal_rescale(&wide, v.d, v.type.scale, 6, LT_DECIMAL_MAX, LT_DOWN)) return false;
    *us = (int64_t)wide;
    return *us == wide;
}

lt_status lt_cast_number_to_timestamp(const lt_call *call, lt_column *out, lt_error *err)
{
    int64_t *to = out->values;
    for (int32_t i = 0; i < call->rows; i++)
        if (lt_cast_wanted(call, i) && !get_micros(to + i, lt_column_value(call->args[0], i)))
            LT_TRY(lt_cast_bad(call, out, i, err));
    return LT_OK;
}
