/* arith.c — arithmetic of ints and floats, with the errors of ANSI mode.
 *
 * A loop computes every row and tells whether any was at fault (overflow, zero divisor); the
 * rare second pass finds which, skipping nulls. Overflow is found without branches, so that
 * compilers vectorise what the machine can.
 *
 * Source   Spark 4 arithmetic.scala: Add, IntegralDivide, Remainder, Pmod
 */
#include "kernel/decimal.h"
#include "kernel/work.h"

#include <math.h>
#include <string.h>

/* Fills out[0, n) and answers whether some row was at fault. Steps are 0 or 1, not both 0
 * unless n is 1. */
typedef bool binary_loop(void *out, const void *left, int32_t left_step, const void *right,
                         int32_t right_step, int32_t n);

/* One loop: STEP computes to[i] from x and y and adds to bad. */
#define BINARY(name, R, T, STEP)                                                              \
    static bool name(void *out, const void *left, int32_t left_step, const void *right,       \
                     int32_t right_step, int32_t n)                                           \
    {                                                                                         \
        R       *to = out;                                                                    \
        const T *a = left, *b = right;                                                        \
        T        x = a[0], y = b[0];                                                          \
        int      bad = 0;                                                                     \
        if (left_step && right_step)                                                          \
            for (int32_t i = 0; i < n; i++) x = a[i], y = b[i], bad |= STEP(R, to + i, x, y); \
        else if (left_step)                                                                   \
            for (int32_t i = 0; i < n; i++) x = a[i], bad |= STEP(R, to + i, x, y);           \
        else if (right_step)                                                                  \
            for (int32_t i = 0; i < n; i++) y = b[i], bad |= STEP(R, to + i, x, y);           \
        else                                                                                  \
            bad = STEP(R, to, x, y);                                                          \
        return bad != 0;                                                                      \
    }

/* The small ints compute in 64 bits. */
#define NARROW(T, to, wide)  \
    ({                       \
        int64_t w_ = (wide); \
        *(to) = (T)w_;       \
        w_ != (T)w_;         \
    })
#define ADD(T, to, x, y) NARROW(T, to, (int64_t)(x) + (y))
#define SUB(T, to, x, y) NARROW(T, to, (int64_t)(x) - (y))
#define MUL(T, to, x, y) NARROW(T, to, (int64_t)(x) * (y))

#define ADD64(T, to, x, y)                                          \
    ({                                                              \
        uint64_t r_ = (uint64_t)(x) + (uint64_t)(y);                \
        *(to) = (T)r_;                                              \
        (int)((((uint64_t)(x) ^ r_) & ((uint64_t)(y) ^ r_)) >> 63); \
    })
#define SUB64(T, to, x, y)                                                     \
    ({                                                                         \
        uint64_t r_ = (uint64_t)(x) - (uint64_t)(y);                           \
        *(to) = (T)r_;                                                         \
        (int)((((uint64_t)(x) ^ (uint64_t)(y)) & ((uint64_t)(x) ^ r_)) >> 63); \
    })
#define MUL64(T, to, x, y) __builtin_mul_overflow((x), (y), (to))

#define FADD(T, to, x, y) (*(to) = (x) + (y), 0)
#define FSUB(T, to, x, y) (*(to) = (x) - (y), 0)
#define FMUL(T, to, x, y) (*(to) = (x) * (y), 0)
#define FDIV(T, to, x, y) (*(to) = (y) == 0 ? 0 : (x) / (y), (y) == 0)
#define FMOD(T, to, x, y) (*(to) = (y) == 0 ? 0 : (T)fmod((double)(x), (double)(y)), (y) == 0)
#define FPMOD(T, to, x, y) \
    (*(to) = (y) == 0 ? 0 : (T)float_pmod((double)(x), (double)(y)), (y) == 0)

/* -1 is set apart because the least int has no positive. */
static inline int64_t int_mod(int64_t x, int64_t y) { return y == 0 || y == -1 ? 0 : x % y; }
static inline int64_t int_pmod(int64_t x, int64_t y)
{
    int64_t r = int_mod(x, y);
    return r < 0 && y > 0 ? r + y : r;
}
#define IMOD(T, to, x, y)  (*(to) = (T)int_mod((x), (y)), (y) == 0)
#define IPMOD(T, to, x, y) (*(to) = (T)int_pmod((x), (y)), (y) == 0)

static double float_pmod(double x, double y)
{
    double r = fmod(x, y);
    return r < 0 ? fmod(r + y, y) : r;
}

/* x div -1 overflows for the least int64 alone. */
static inline int int_div(int64_t *to, int64_t x, int64_t y)
{
    if (y == -1) return __builtin_sub_overflow(INT64_C(0), x, to);
    *to = y == 0 ? 0 : x / y;
    return y == 0;
}
#define IDIV(T, to, x, y) int_div((to), (x), (y))

#define SMALL_INTS(_) _(i8, int8_t) _(i16, int16_t) _(i32, int32_t)
#define FLOATS(_)     _(f32, float) _(f64, double)
#define DEFINE_SMALL(t, T) \
    BINARY(add_##t, T, T, ADD) BINARY(sub_##t, T, T, SUB) BINARY(mul_##t, T, T, MUL)
#define DEFINE_INT(t, T) \
    BINARY(div_##t, int64_t, T, IDIV) BINARY(mod_##t, T, T, IMOD) BINARY(pmod_##t, T, T, IPMOD)
#define DEFINE_FLOAT(t, T)      \
    BINARY(add_##t, T, T, FADD) \
    BINARY(sub_##t, T, T, FSUB) \
    BINARY(mul_##t, T, T, FMUL) \
    BINARY(divide_##t, T, T, FDIV) BINARY(mod_##t, T, T, FMOD) BINARY(pmod_##t, T, T, FPMOD)

SMALL_INTS(DEFINE_SMALL)
SMALL_INTS(DEFINE_INT)
FLOATS(DEFINE_FLOAT)
BINARY(add_i64, int64_t, int64_t, ADD64)
BINARY(sub_i64, int64_t, int64_t, SUB64)
BINARY(mul_i64, int64_t, int64_t, MUL64)
BINARY(div_i64, int64_t, int64_t, IDIV)
BINARY(mod_i64, int64_t, int64_t, IMOD)
BINARY(pmod_i64, int64_t, int64_t, IPMOD)

#define INT_LOOPS(op) \
    [LT_I8] = op##_i8, [LT_I16] = op##_i16, [LT_I32] = op##_i32, [LT_I64] = op##_i64
#define FLOAT_LOOPS(op) [LT_F32] = op##_f32, [LT_F64] = op##_f64

typedef struct binary_op {
    const char    *sign;
    const char    *instead; /* what gives null where this is an error */
    lt_decimal_fn *decimal;
    binary_loop   *loops[LT_SCALAR_COUNT];
} binary_op;

static bool is_zero(const lt_column *c, int32_t row)
{
    lt_value v = lt_column_value(c, row);
    if (v.type.id == LT_DECIMAL) return v.d == 0;
    return lt_type_is_float(v.type) ? v.f == 0 : v.i == 0;
}

/* The error of a row, or null with try_. */
static lt_status fault(const lt_call *call, const binary_op *op, lt_column *out, int32_t row,
                       lt_error *err)
{
    lt_short_text a, b;
    lt_type_text  type;
    if (call->try_) return lt_result_null(out, row, err);

    lt_short(a, call->args[0], row);
    lt_short(b, call->args[1], row);
    lt_status status;
    if (strchr("/d%p", op->sign[0]) && is_zero(call->args[1], row))
        status = op->sign[0] == 'p'
                     ? LT_FAIL(err, LT_EINVAL, "pmod(%s, %s): division by zero", a, b)
                     : LT_FAIL(err, LT_EINVAL, "%s %s %s: division by zero", a, op->sign, b);
    else
        status = LT_FAIL(err, LT_EOVERFLOW, "%s %s %s is out of range for %s", a, op->sign, b,
                         lt_type_name(type, call->result));
    lt_error_hint(err, "%s gives null instead", op->instead);
    return status;
}

/* Computes the rows that count one by one. */
static lt_status run_rows(const lt_call *call, const binary_op *op, lt_column *out, lt_error *err)
{
    const uint8_t *a = call->args[0]->values, *b = call->args[1]->values;
    binary_loop   *loop = op->loops[call->args[0]->type.id];
    size_t         width = lt_type_bytes(call->args[0]->type), to = lt_type_bytes(call->result);
    size_t         a_step = width * (size_t)lt_step(call->args[0]);
    size_t         b_step = width * (size_t)lt_step(call->args[1]);
    for (int32_t i = 0; i < call->rows; i++) {
        uint8_t *slot = (uint8_t *)out->values + (size_t)i * to;
        if (!lt_wanted(call, i)) continue;
        if (loop(slot, a + (size_t)i * a_step, 0, b + (size_t)i * b_step, 0, 1))
            LT_TRY(fault(call, op, out, i, err));
    }
    return LT_OK;
}

static lt_status run_decimals(const lt_call *call, const binary_op *op, lt_column *out,
                              lt_error *err)
{
    const lt_column *a = call->args[0], *b = call->args[1];
    const lt_i128   *x = a->values, *y = b->values;
    lt_decimal_shape shape = {a->type.scale, b->type.scale, out->type.precision, out->type.scale};
    int32_t          a_step = lt_step(a), b_step = lt_step(b);
    bool             is_int = out->type.id == LT_I64;
    for (int32_t i = 0; i < call->rows; i++) {
        lt_i128 r;
        if (!lt_wanted(call, i)) continue;
        if (!op->decimal(&r, x[(size_t)i * (size_t)a_step], y[(size_t)i * (size_t)b_step], &shape))
            LT_TRY(fault(call, op, out, i, err));
        else if (is_int)
            ((int64_t *)out->values)[i] = (int64_t)r;
        else
            ((lt_i128 *)out->values)[i] = r;
    }
    return LT_OK;
}

static lt_status run(const lt_call *call, lt_column **out, const binary_op *op, lt_error *err)
{
    const lt_column *a = call->args[0], *b = call->args[1];
    binary_loop     *loop = op->loops[a->type.id];
    bool             decimal = a->type.id == LT_DECIMAL && b->type.id == LT_DECIMAL;
    if (!(decimal && op->decimal) && (!loop || a->type.id != b->type.id)) {
        lt_type_text x, y;
        return LT_FAIL(err, LT_ETYPE, "%s has no form for %s and %s", op->sign,
                       lt_type_name(x, a->type), lt_type_name(y, b->type));
    }
    lt_status  status = LT_OK;
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    if (decimal || (!lt_step(a) && !lt_step(b))) {
        if (made->values_bytes) memset(made->values, 0, made->values_bytes);
        status = decimal ? run_decimals(call, op, made, err) : run_rows(call, op, made, err);
    } else if (loop(made->values, a->values, lt_step(a), b->values, lt_step(b), call->rows)) {
        status = run_rows(call, op, made, err);
    }
    return lt_done(out, made, status);
}

#define KERNEL(name, op)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run(call, out, &(op), err);                                          \
    }

static const binary_op op_add = {
    "+", "try_add", lt_decimal_add, {INT_LOOPS(add), FLOAT_LOOPS(add)}};
static const binary_op op_sub = {
    "-", "try_subtract", lt_decimal_subtract, {INT_LOOPS(sub), FLOAT_LOOPS(sub)}};
static const binary_op op_mul = {
    "*", "try_multiply", lt_decimal_multiply, {INT_LOOPS(mul), FLOAT_LOOPS(mul)}};
static const binary_op op_divide = {"/", "try_divide", lt_decimal_divide, {FLOAT_LOOPS(divide)}};
static const binary_op op_div = {"div", "nullif(divisor, 0)", lt_decimal_div, {INT_LOOPS(div)}};
static const binary_op op_mod = {
    "%", "try_mod", lt_decimal_mod, {INT_LOOPS(mod), FLOAT_LOOPS(mod)}};
static const binary_op op_pmod = {
    "pmod", "nullif(divisor, 0)", lt_decimal_pmod, {INT_LOOPS(pmod), FLOAT_LOOPS(pmod)}};

KERNEL(add, op_add)
KERNEL(subtract, op_sub)
KERNEL(multiply, op_mul)
KERNEL(divide, op_divide)
KERNEL(div, op_div)
KERNEL(mod, op_mod)
KERNEL(pmod, op_pmod)
