/* reals.c — functions of doubles a block at a time: hyperbolic, reciprocal, constants, buckets.
 *
 * Source   Spark 4 mathExpressions.scala (ToDegrees to WidthBucket), nullExpressions.scala (NaNvl)
 */
#include "kernel/block.h"
#include "kernel/functions_number.h"
#include "kernel/work.h"

#include <math.h>

/* ---- of one or two doubles ---- */

typedef double unary_fn(double);

static lt_status run_unary(const lt_call *call, lt_column **out, unary_fn *fn, lt_error *err)
{
    double     buf[LT_BLOCK];
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    double *to = made->values;
    for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {
        int32_t       n = lt_block_rows(call->rows, start);
        const double *v = lt_block_f64(buf, call->args[0], start, n);
        for (int32_t k = 0; k < n; k++) to[start + k] = fn(v[k]);
    }
    *out = made;
    return LT_OK;
}

static double cot(double x) { return 1 / tan(x); }
static double sec(double x) { return 1 / cos(x); }
static double csc(double x) { return 1 / sin(x); }

#define UNARY(name, fn)                                                             \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run_unary(call, out, (fn), err);                                     \
    }

UNARY(expm1, expm1)
UNARY(sinh, sinh)
UNARY(cosh, cosh)
UNARY(tanh, tanh)
UNARY(asinh, asinh)
UNARY(acosh, acosh)
UNARY(atanh, atanh)
UNARY(cot, cot)
UNARY(sec, sec)
UNARY(csc, csc)
UNARY(rint, rint)

lt_status lt_kernel_log1p(const lt_call *call, lt_column **out, lt_error *err)
{
    double     one[1];
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(run_unary(call, &made, log1p, err));
    for (int32_t i = 0; !status && i < call->rows; i++)
        if (lt_wanted(call, i) && *lt_block_f64(one, call->args[0], i, 1) <= -1)
            status = lt_result_null(made, i, err);
    return lt_done(out, made, status);
}

lt_status lt_kernel_hypot(const lt_call *call, lt_column **out, lt_error *err)
{
    double     x_buf[LT_BLOCK], y_buf[LT_BLOCK];
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    double *to = made->values;
    for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {
        int32_t       n = lt_block_rows(call->rows, start);
        const double *x = lt_block_f64(x_buf, call->args[0], start, n);
        const double *y = lt_block_f64(y_buf, call->args[1], start, n);
        for (int32_t k = 0; k < n; k++) to[start + k] = hypot(x[k], y[k]);
    }
    *out = made;
    return LT_OK;
}

static lt_status run_constant(const lt_call *call, lt_column **out, double value, lt_error *err)
{
    lt_value v = {.type = LT_TYPE(F64), .f = value};
    return lt_column_constant(out, call->mem, v, call->rows, err);
}

lt_status lt_kernel_e(const lt_call *call, lt_column **out, lt_error *err)
{
    return run_constant(call, out, M_E, err);
}

lt_status lt_kernel_pi(const lt_call *call, lt_column **out, lt_error *err)
{
    return run_constant(call, out, M_PI, err);
}

static bool is_given(const lt_column *c, int32_t row)
{
    return c->type.id != LT_VOID && lt_column_valid(c, row);
}

lt_status lt_kernel_nanvl(const lt_call *call, lt_column **out, lt_error *err)
{
    const lt_column *a = call->args[0], *b = call->args[1];
    double           x_buf[LT_BLOCK], y_buf[LT_BLOCK];
    lt_column       *made;
    lt_status        status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    double *to = made->values;
    for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {
        int32_t       n = lt_block_rows(call->rows, start);
        const double *x = lt_block_f64(x_buf, a, start, n), *y = lt_block_f64(y_buf, b, start, n);
        for (int32_t k = 0; !status && k < n; k++) {
            int32_t row = start + k;
            bool    other = isnan(x[k]), null = !is_given(a, row) || (other && !is_given(b, row));
            to[row] = other ? y[k] : x[k];
            if (null) status = lt_result_null(made, row, err);
        }
    }
    return lt_done(out, made, status);
}

/* ---- whole numbers ---- */

/* The bucket of v among n equal ones between low and high, 0 before and n + 1 behind them. */
static int64_t bucket(double v, double low, double high, int64_t n)
{
    double width = fabs(high - low);
    bool   up = low < high;
    if (up ? v < low : v > low) return 0;
    if (up ? v >= high : v <= high) return n + 1;
    return (int64_t)((double)n * fabs(v - low) / width) + 1;
}

lt_status lt_kernel_width_bucket(const lt_call *call, lt_column **out, lt_error *err)
{
    double     x[3][1];
    int64_t    whole[1];
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; !status && i < call->rows; i++) {
        double  v = *lt_block_f64(x[0], call->args[0], i, 1);
        double  low = *lt_block_f64(x[1], call->args[1], i, 1);
        double  high = *lt_block_f64(x[2], call->args[2], i, 1);
        int64_t n = *lt_block_i64(whole, call->args[3], i, 1);
        if (!lt_wanted(call, i)) continue;
        bool none = n <= 0 || n == INT64_MAX || isnan(v) || low == high || !isfinite(low) ||
                    !isfinite(high);
        if (none)
            status = lt_result_null(made, i, err);
        else
            ((int64_t *)made->values)[i] = bucket(v, low, high, n);
    }
    return lt_done(out, made, status);
}

lt_status lt_kernel_factorial(const lt_call *call, lt_column **out, lt_error *err)
{
    int64_t    products[21] = {1}, one[1];
    lt_column *made;
    lt_status  status = LT_OK;
    for (int64_t k = 1; k <= 20; k++) products[k] = products[k - 1] * k;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; !status && i < call->rows; i++) {
        int64_t n = *lt_block_i64(one, call->args[0], i, 1);
        if (!lt_wanted(call, i)) continue;
        if (n < 0 || n > 20)
            status = lt_result_null(made, i, err);
        else
            ((int64_t *)made->values)[i] = products[n];
    }
    return lt_done(out, made, status);
}
