/* round.c — ceil, floor, round, bround.
 *
 * Doubles are rounded as Spark does: on their shortest decimal text, so that 2.675 becomes 2.68
 * although the double lies below. Most need no text: where the scaled value is away
 * from a tie, rounding it and dividing gives the same double.
 *
 * Source   Spark 4 RoundBase, Ceil, Floor
 */
#include "core/number.h"
#include "kernel/block.h"
#include "kernel/decimal.h"
#include "kernel/functions_number.h"
#include "kernel/work.h"

#include <math.h>
#include <string.h>

static lt_status refuse(const lt_call *call, lt_column *out, int32_t row, const char *name,
                        lt_error *err)
{
    lt_short_text text;
    lt_type_text  type;
    if (call->try_) return lt_result_null(out, row, err);
    return LT_FAIL(err, LT_EOVERFLOW, "%s(%s) is out of range for %s", name,
                   lt_short(text, call->args[0], row), lt_type_name(type, out->type));
}

static int64_t int_at(const lt_column *c, int32_t row)
{
    int32_t slot = lt_column_slot(c, row);
    switch ((lt_type_id)c->type.id) {
    case LT_I8: return ((const int8_t *)c->values)[slot];
    case LT_I16: return ((const int16_t *)c->values)[slot];
    case LT_I32: return ((const int32_t *)c->values)[slot];
    default: return ((const int64_t *)c->values)[slot];
    }
}

static bool put_int(lt_column *out, int32_t row, int64_t v)
{
    switch ((lt_type_id)out->type.id) {
    case LT_I8: return (((int8_t *)out->values)[row] = (int8_t)v) == v;
    case LT_I16: return (((int16_t *)out->values)[row] = (int16_t)v) == v;
    case LT_I32: return (((int32_t *)out->values)[row] = (int32_t)v) == v;
    default: ((int64_t *)out->values)[row] = v; return true;
    }
}

/* ---- ceil, floor ---- */

/* As Java's cast of a double to long: NaN is 0, the rest is clamped. */
static int64_t to_long(double v)
{
    if (v != v) return 0;
    if (v >= 0x1p63) return INT64_MAX;
    return v < -0x1p63 ? INT64_MIN : (int64_t)v;
}

static bool whole(const lt_call *call, lt_column *out, int32_t row, bool up)
{
    const lt_column *c = call->args[0];
    int32_t          slot = lt_column_slot(c, row);
    if (c->type.id == LT_DECIMAL)
        return lt_decimal_rescale((lt_i128 *)out->values + row, ((const lt_i128 *)c->values)[slot],
                                  c->type.scale, out->type.scale, out->type.precision,
                                  up ? LT_CEILING : LT_FLOOR);
    if (lt_type_is_int(c->type)) return put_int(out, row, int_at(c, row));
    double v = c->type.id == LT_F32 ? (double)((const float *)c->values)[slot]
                                    : ((const double *)c->values)[slot];
    return put_int(out, row, to_long(up ? ceil(v) : floor(v)));
}

static lt_status run_whole(const lt_call *call, lt_column **out, bool up, lt_error *err)
{
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    if (made->values_bytes) memset(made->values, 0, made->values_bytes);
    for (int32_t i = 0; !status && i < call->rows; i++)
        if (lt_wanted(call, i) && !whole(call, made, i, up))
            status = refuse(call, made, i, up ? "ceil" : "floor", err);
    return lt_done(out, made, status);
}

lt_status lt_kernel_ceil(const lt_call *call, lt_column **out, lt_error *err)
{
    return run_whole(call, out, true, err);
}

lt_status lt_kernel_floor(const lt_call *call, lt_column **out, lt_error *err)
{
    return run_whole(call, out, false, err);
}

/* ---- round, bround ---- */

static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* digits in [-15, 15] and a scaled value that is exact enough: true and the answer. */
static bool round_quickly(double *out, double v, int digits)
{
    if (digits < 0 || digits > 15) return false;
    double scaled = fabs(v) * powers[digits];
    if (!(scaled < 0x1p50)) return false;
    double below = floor(scaled), rest = scaled - below;
    /* the product is off by less than 2^-3 at 2^50, by far less where it matters */
    double doubt = scaled * 0x1p-50 + 0x1p-40;
    if (fabs(rest - 0.5) <= doubt) return false;
    double size = (rest > 0.5 ? below + 1 : below) / powers[digits];
    *out = v < 0 && size > 0 ? -size : size; /* decimals have no -0.0 */
    return true;
}

/* Through the text of the shortest digits. is_float: of a float32's text. */
static double round_text(double v, int digits, lt_rounding rounding, bool is_float)
{
    char    text[LT_F64_TEXT], made[LT_DECIMAL_TEXT];
    lt_i128 unscaled;
    int     precision, scale;
    double  r;
    size_t  n = is_float ? lt_print_f32(text, (float)v) : lt_print_f64(text, v);
    if (!lt_parse_decimal(text, n, &unscaled, &precision, &scale)) /* beyond 38 digits */
        return fabs(v) < 1 && digits <= 20 ? 0 : v;
    if (scale <= digits) return v;
    if (digits < -LT_DECIMAL_MAX || scale - digits > LT_DECIMAL_MAX) return 0;
    if (!lt_decimal_rescale(&unscaled, unscaled, scale - digits, 0, LT_DECIMAL_MAX, rounding))
        return v;
    if (digits >= 0) {
        n = lt_print_decimal(made, unscaled, digits);
        return lt_parse_f64(made, n, &r) ? r : v;
    }
    if (__builtin_mul_overflow(unscaled, lt_pow10[-digits], &unscaled)) return v;
    n = lt_print_decimal(made, unscaled, 0);
    return lt_parse_f64(made, n, &r) ? r : v;
}

static double round_float(double v, int digits, lt_rounding rounding, bool is_float)
{
    double r;
    if (v == 0) return 0;
    if (!isfinite(v)) return v;
    if (!is_float && round_quickly(&r, v, digits)) return r;
    return round_text(v, digits, rounding, is_float);
}

static bool round_int(int64_t *out, int64_t v, int digits, lt_rounding rounding)
{
    lt_i128 r;
    *out = v;
    if (digits >= 0) return true;
    *out = 0;
    if (digits < -20) return true;
    if (!lt_decimal_rescale(&r, v, -digits, 0, LT_DECIMAL_MAX, rounding)) return false;
    r *= lt_pow10[-digits];
    *out = (int64_t)r;
    return r == *out;
}

static bool round_decimal(lt_i128 *out, lt_i128 v, int from, lt_type to, int digits,
                          lt_rounding rounding)
{
    lt_i128 r = v;
    int     at = from;
    if (digits < from) { /* round at the digit, then give it the result's scale */
        if (digits < from - LT_DECIMAL_MAX) {
            *out = 0;
            return true;
        }
        if (!lt_decimal_rescale(&r, v, from - digits, 0, LT_DECIMAL_MAX, rounding)) return false;
        if (digits < 0 && __builtin_mul_overflow(r, lt_pow10[-digits], &r)) return false;
        at = digits < 0 ? 0 : digits;
    }
    return lt_decimal_rescale(out, r, at, to.scale, to.precision, rounding);
}

static bool round_cell(const lt_call *call, lt_column *out, int32_t row, lt_rounding rounding)
{
    const lt_column *c = call->args[0], *d = call->arg_count > 1 ? call->args[1] : NULL;
    int32_t          slot = lt_column_slot(c, row);
    int              digits = d ? ((const int32_t *)d->values)[lt_column_slot(d, row)] : 0;
    int64_t          whole_;
    if (c->type.id == LT_DECIMAL)
        return round_decimal((lt_i128 *)out->values + row, ((const lt_i128 *)c->values)[slot],
                             c->type.scale, out->type, digits, rounding);
    if (c->type.id == LT_F32) {
        double v = (double)((const float *)c->values)[slot];
        ((float *)out->values)[row] = (float)round_float(v, digits, rounding, true);
        return true;
    }
    if (c->type.id == LT_F64) {
        double v = ((const double *)c->values)[slot];
        ((double *)out->values)[row] = round_float(v, digits, rounding, false);
        return true;
    }
    return round_int(&whole_, int_at(c, row), digits, rounding) && put_int(out, row, whole_);
}

static lt_status run_round(const lt_call *call, lt_column **out, lt_rounding rounding,
                           lt_error *err)
{
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    if (made->values_bytes) memset(made->values, 0, made->values_bytes);
    for (int32_t i = 0; !status && i < call->rows; i++)
        if (lt_wanted(call, i) && !round_cell(call, made, i, rounding))
            status = refuse(call, made, i,
                            rounding == LT_CEILING ? "ceil"
                            : rounding == LT_FLOOR ? "floor"
                                                   : "round",
                            err);
    return lt_done(out, made, status);
}

lt_status lt_kernel_round(const lt_call *call, lt_column **out, lt_error *err)
{
    return run_round(call, out, LT_HALF_UP, err);
}

lt_status lt_kernel_bround(const lt_call *call, lt_column **out, lt_error *err)
{
    return run_round(call, out, LT_HALF_EVEN, err);
}

lt_status lt_kernel_ceil_digits(const lt_call *call, lt_column **out, lt_error *err)
{
    return run_round(call, out, LT_CEILING, err);
}

lt_status lt_kernel_floor_digits(const lt_call *call, lt_column **out, lt_error *err)
{
    return run_round(call, out, LT_FLOOR, err);
}
