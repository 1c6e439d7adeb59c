/* functions_math.c — functions of numbers. */
#include "kernel/functions.h"
#include "kernel/functions_number.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(abs) _(round) _(bround) _(sign) _(sqrt) _(cbrt) _(exp) _(ln) _(log10) \
    _(log2) _(pow) _(sin) _(cos) _(tan) _(asin) _(acos) _(atan) _(atan2) _(degrees) \
    _(radians) _(isnan)
/* clang-format on */
PICK_LIST(LT_PICK)

static lt_kernel *pick_ceil(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)result;
    return count == 1 ? lt_kernel_ceil : lt_kernel_ceil_digits;
}

static lt_kernel *pick_floor(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)result;
    return count == 1 ? lt_kernel_floor : lt_kernel_floor_digits;
}

static lt_kernel *pick_log_any(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)result;
    return count == 1 ? lt_kernel_ln : lt_kernel_log;
}

static lt_status doubles(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    for (int32_t i = 0; i < count; i++) LT_TRY(lt_want(args, i, LT_TYPE(F64), err));
    *result = LT_TYPE(F64);
    return LT_OK;
}

/* With digits: a decimal, as Spark makes one of each type. The digits' value, which the resolver
 * knows, tells its scale. */
static lt_status whole_digits(lt_type *result, lt_type *args, lt_error *err)
{
    if (lt_type_is_int(args[0])) args[0] = lt_coerce_decimal_of(args[0]);
    if (args[0].id == LT_F32) args[0] = lt_decimal(14, 7);
    if (args[0].id == LT_F64) args[0] = lt_decimal(30, 15);
    *result = args[0];
    return lt_want(args, 1, LT_TYPE(I32), err);
}

/* Whole numbers: bigint, or a decimal without fraction. */
static lt_status whole(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(lt_want_number(args, 0, err));
    if (count == 2) return whole_digits(result, args, err);
    if (args[0].id == LT_F32) args[0] = LT_TYPE(F64);
    *result = LT_TYPE(I64);
    if (args[0].id == LT_DECIMAL)
        *result = lt_coerce_decimal(args[0].precision - args[0].scale + 1, 0);
    return LT_OK;
}

/* A decimal's digits depend on the second argument's value, which the resolver knows; without it
 * the scale is kept. */
static lt_status rounded(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(lt_want_number(args, 0, err));
    if (count == 2) LT_TRY(lt_want(args, 1, LT_TYPE(I32), err));
    *result = args[0];
    if (args[0].id != LT_DECIMAL) return LT_OK;
    int scale = count == 2 ? args[0].scale : 0, digits = args[0].precision - args[0].scale + 1;
    *result = lt_decimal(digits + scale > LT_DECIMAL_MAX ? LT_DECIMAL_MAX : digits + scale, scale);
    return LT_OK;
}

static lt_status floats_to_bool(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(BOOL);
    return args[0].id == LT_F32 ? LT_OK : lt_want(args, 0, LT_TYPE(F64), err);
}

static const lt_function rows[] = {
    {"abs", "", 1, 1, false, true, LT_STRICT, LT_EAGER, lt_types_same_number, pick_abs, false,
     "abs(x) -> number", "The number without its sign.", "abs(-3)  -- 3", "math"},
    {"ceil", "ceiling", 1, 2, false, true, LT_STRICT, LT_EAGER, whole, pick_ceil, false,
     "ceil(x[, digits]) -> bigint or decimal",
     "The smallest whole number, or number of that many digits, that is not less than x.",
     "ceil(1.2)  -- 2", "math"},
    {"floor", "", 1, 2, false, true, LT_STRICT, LT_EAGER, whole, pick_floor, false,
     "floor(x[, digits]) -> bigint or decimal",
     "The largest whole number, or number of that many digits, that is not greater than x.",
     "floor(-1.2)  -- -2", "math"},
    {"round", "", 1, 2, false, true, LT_STRICT, LT_EAGER, rounded, pick_round, false,
     "round(x[, digits]) -> number",
     "x with that many digits behind the dot, halves away from zero.", "round(2.5)  -- 3", "math"},
    {"bround", "", 1, 2, false, true, LT_STRICT, LT_EAGER, rounded, pick_bround, false,
     "bround(x[, digits]) -> number", "As round, but halves go to the even digit.",
     "bround(2.5)  -- 2", "math"},
    {"sign", "signum", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_sign, false,
     "sign(x) -> double", "-1, 0 or 1.", "sign(-2)  -- -1.0", "math"},
    {"sqrt", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_sqrt, false,
     "sqrt(x) -> double", "The square root; NaN of negative numbers.", "sqrt(9)  -- 3.0", "math"},
    {"cbrt", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_cbrt, false,
     "cbrt(x) -> double", "The cube root.", "cbrt(8)  -- 2.0", "math"},
    {"exp", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_exp, false,
     "exp(x) -> double", "e to the power of x.", "exp(0)  -- 1.0", "math"},
    {"ln", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_ln, false, "ln(x) -> double",
     "The natural logarithm; null unless x is positive.", "ln(1)  -- 0.0", "math"},
    {"log", "", 1, 2, false, false, LT_STRICT, LT_EAGER, doubles, pick_log_any, false,
     "log([base,] x) -> double",
     "The logarithm to a base, the natural one without; null unless both are positive.",
     "log(2, 8)  -- 3.0", "math"},
    {"log10", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_log10, false,
     "log10(x) -> double", "The logarithm to base 10.", "log10(1000)  -- 3.0", "math"},
    {"log2", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_log2, false,
     "log2(x) -> double", "The logarithm to base 2.", "log2(8)  -- 3.0", "math"},
    {"pow", "power", 2, 2, false, false, LT_STRICT, LT_EAGER, doubles, pick_pow, false,
     "pow(x, y) -> double", "x to the power of y.", "pow(2, 10)  -- 1024.0", "math"},
    {"sin", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_sin, false,
     "sin(x) -> double", "The sine of an angle in radians.", "sin(0)  -- 0.0", "math"},
    {"cos", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_cos, false,
     "cos(x) -> double", "The cosine of an angle in radians.", "cos(0)  -- 1.0", "math"},
    {"tan", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_tan, false,
     "tan(x) -> double", "The tangent of an angle in radians.", "tan(0)  -- 0.0", "math"},
    {"asin", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_asin, false,
     "asin(x) -> double", "The angle whose sine is x.", "asin(0)  -- 0.0", "math"},
    {"acos", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_acos, false,
     "acos(x) -> double", "The angle whose cosine is x.", "acos(1)  -- 0.0", "math"},
    {"atan", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_atan, false,
     "atan(x) -> double", "The angle whose tangent is x.", "atan(0)  -- 0.0", "math"},
    {"atan2", "", 2, 2, false, false, LT_STRICT, LT_EAGER, doubles, pick_atan2, false,
     "atan2(y, x) -> double", "The angle of the point (x, y).", "atan2(0, 1)  -- 0.0", "math"},
    {"degrees", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_degrees, false,
     "degrees(x) -> double", "An angle in radians as degrees.", "degrees(0)  -- 0.0", "math"},
    {"radians", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_radians, false,
     "radians(x) -> double", "An angle in degrees as radians.", "radians(0)  -- 0.0", "math"},
    {"isnan", "", 1, 1, false, false, LT_LENIENT, LT_EAGER, floats_to_bool, pick_isnan, false,
     "isnan(x) -> bool", "Whether x is not a number; false for null.", "isnan(1.5)  -- false",
     "math"},
};

lt_function_group lt_functions_math(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
