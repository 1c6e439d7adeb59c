/* math.c — functions of one or two doubles; signs and absolute values of any number.
 *
 * Source   Spark 4 mathExpressions.scala (logarithms of what is not positive are null)
 */
#include "kernel/block.h"
#include "kernel/work.h"

#include <math.h>
#include <string.h>

static lt_status wrong_type(const lt_call *call, const char *name, lt_error *err)
{
    lt_type_text type;
    return LT_FAIL(err, LT_ETYPE, "%s has no form for %s", name,
                   lt_type_name(type, call->args[0]->type));
}

/* ---- doubles ---- */

typedef double unary_fn(double);
typedef double binary_fn(double, double);

static double value_at(const lt_column *c, int32_t row)
{
    int32_t slot = lt_column_slot(c, row);
    if (c->type.id == LT_F32) return (double)((const float *)c->values)[slot];
    return ((const double *)c->values)[slot];
}

/* of_positive: null where the (last) argument is not positive. */
static lt_status run_unary(const lt_call *call, lt_column **out, unary_fn *fn, bool of_positive,
                           lt_error *err)
{
    const lt_column *c = call->args[0];
    lt_column       *made;
    lt_status        status = LT_OK;
    if (!lt_type_is_float(c->type)) return wrong_type(call, "this function", err);
    LT_TRY(lt_call_result(call, &made, err));
    if (made->values_bytes) memset(made->values, 0, made->values_bytes);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        if (!lt_wanted(call, i)) continue;
        double x = value_at(c, i);
        if (of_positive && x <= 0)
            status = lt_result_null(made, i, err);
        else
            lt_put_float(made, i, fn(x));
    }
    return lt_done(out, made, status);
}

static lt_status run_binary(const lt_call *call, lt_column **out, binary_fn *fn, bool of_positive,
                            lt_error *err)
{
    const lt_column *a = call->args[0], *b = call->args[1];
    lt_column       *made;
    lt_status        status = LT_OK;
    if (!lt_type_is_float(a->type) || !lt_type_is_float(b->type))
        return wrong_type(call, "this function", err);
    LT_TRY(lt_call_result(call, &made, err));
    if (made->values_bytes) memset(made->values, 0, made->values_bytes);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        if (!lt_wanted(call, i)) continue;
        double x = value_at(a, i), y = value_at(b, i);
        if (of_positive && (x <= 0 || y <= 0))
            status = lt_result_null(made, i, err);
        else
            lt_put_float(made, i, fn(x, y));
    }
    return lt_done(out, made, status);
}

static double degrees(double x) { return x * (180 / M_PI); }
static double radians(double x) { return x * (M_PI / 180); }
/* The C library's cbrt(27) is not 3; rounded from more bits it is, as in Java. */
static double cube_root(double x) { return (double)cbrtl((long double)x); }
static double log_base(double base, double x) { return log(x) / log(base); }

#define UNARY(name, fn, of_positive)                                                \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run_unary(call, out, (fn), (of_positive), err);                      \
    }
#define BINARY(name, fn, of_positive)                                               \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run_binary(call, out, (fn), (of_positive), err);                     \
    }

UNARY(sqrt, sqrt, false)
UNARY(cbrt, cube_root, false)
UNARY(exp, exp, false)
UNARY(ln, log, true)
UNARY(log10, log10, true)
UNARY(log2, log2, true)
UNARY(sin, sin, false)
UNARY(cos, cos, false)
UNARY(tan, tan, false)
UNARY(asin, asin, false)
UNARY(acos, acos, false)
UNARY(atan, atan, false)
UNARY(degrees, degrees, false)
UNARY(radians, radians, false)
BINARY(pow, pow, false)
BINARY(atan2, atan2, false)
BINARY(log, log_base, true)

/* ---- negative, abs, sign: of any number ---- */

typedef enum sign_op { NEGATIVE, ABS, SIGN } sign_op;

static inline int64_t sign_int(int64_t x, sign_op op)
{
    uint64_t minus = 0 - (uint64_t)x; /* the least int64 stays itself: found by its caller */
    if (op == SIGN) return (x > 0) - (x < 0);
    return op == NEGATIVE || x < 0 ? (int64_t)minus : x;
}

static double sign_float(double x, sign_op op)
{
    if (op == NEGATIVE) return -x;
    if (op == ABS) return fabs(x);
    return x > 0 ? 1 : x < 0 ? -1 : x;
}

static bool fits(int64_t v, lt_type_id id)
{
    if (id == LT_I8) return v == (int8_t)v;
    if (id == LT_I16) return v == (int16_t)v;
    return id != LT_I32 || v == (int32_t)v;
}

static lt_status refuse_sign(const lt_call *call, lt_column *out, sign_op op, int32_t row,
                             lt_error *err)
{
    lt_short_text text;
    lt_type_text  type;
    lt_status why = LT_FAIL(call->try_ ? NULL : err, LT_EOVERFLOW, "%s(%s) is out of range for %s",
                            op == ABS ? "abs" : "-", lt_short(text, call->args[0], row),
                            lt_type_name(type, out->type));
    return lt_refuse(call, out, row, why, err);
}

static lt_status sign_ints(const lt_call *call, lt_column *out, sign_op op, lt_error *err)
{
    int64_t    buf[LT_BLOCK];
    lt_type_id id = out->type.id;
    lt_status  status = LT_OK;
    for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {
        int32_t        n = call->rows - start < LT_BLOCK ? call->rows - start : LT_BLOCK;
        const int64_t *v = lt_block_i64(buf, call->args[0], start, n);
        for (int32_t k = 0; !status && k < n; k++) {
            int64_t r = sign_int(v[k], op);
            lt_put_int(out, start + k, r);
            bool good = fits(r, id) && (op == SIGN || v[k] != INT64_MIN);
            if (!good && lt_wanted(call, start + k))
                status = refuse_sign(call, out, op, start + k, err);
        }
    }
    return status;
}

static lt_status sign_any(const lt_call *call, lt_column **out, sign_op op, lt_error *err)
{
    const lt_column *c = call->args[0];
    lt_column       *made;
    lt_status        status = LT_OK;
    if (!lt_type_is_numeric(c->type)) return wrong_type(call, "a sign", err);
    LT_TRY(lt_call_result(call, &made, err));
    if (lt_type_is_int(c->type)) return lt_done(out, made, sign_ints(call, made, op, err));
    for (int32_t i = 0; i < call->rows; i++) {
        if (lt_type_is_float(c->type)) {
            lt_put_float(made, i, sign_float(value_at(c, i), op));
            continue;
        }
        lt_i128 x = ((const lt_i128 *)c->values)[lt_column_slot(c, i)], *to = made->values;
        to[i] = op == SIGN ? (x > 0) - (x < 0) : op == NEGATIVE || x < 0 ? -x : x;
    }
    return lt_done(out, made, status);
}

#define SIGNED(name, op)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return sign_any(call, out, (op), err);                                      \
    }

SIGNED(negative, NEGATIVE)
SIGNED(abs, ABS)
SIGNED(sign, SIGN)
