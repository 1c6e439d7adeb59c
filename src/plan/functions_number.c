/* functions_number.c — more functions of numbers: reals, bits, random numbers. */
#include "kernel/functions_number.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(expm1) _(log1p) _(sinh) _(cosh) _(tanh) _(asinh) _(acosh) _(atanh) _(cot) _(sec) _(csc) \
    _(rint) _(hypot) _(e) _(pi) _(nanvl) _(width_bucket) _(factorial) _(bit_and) _(bit_or) \
    _(bit_xor) _(bit_not) _(shift_left) _(shift_right) _(shift_right_unsigned) _(bit_count) \
    _(bit_get) _(rand) _(randn) _(uniform) _(uuid) _(randstr) _(row_id)
/* clang-format on */
PICK_LIST(LT_PICK)

/* ---- types ---- */

/* clang-format off */
#define RULE_LIST(_) \
    _(doubles, "d", LT_TYPE(F64)) \
    _(bucket_types, "dddl", LT_TYPE(I64)) \
    _(int_to_bigint, "n", LT_TYPE(I64)) \
    _(seed_to_double, "l", LT_TYPE(F64)) \
    _(seed_to_text, "l", LT_TYPE(STRING)) \
    _(length_and_seed, "nl", LT_TYPE(STRING)) \
    _(nothing_to_bigint, "a", LT_TYPE(I64))
/* clang-format on */
RULE_LIST(LT_SHAPE_RULE)

static lt_status want_int(lt_type *args, int32_t k, lt_error *err)
{
    if (lt_type_is_int(args[k])) return LT_OK;
    if (args[k].id == LT_STRING) return lt_want(args, k, LT_TYPE(I64), err);
    if (args[k].id == LT_VOID) return lt_want(args, k, LT_TYPE(I32), err);
    lt_type_text have;
    return LT_FAIL(err, LT_ETYPE, "needs whole numbers, not %s", lt_type_name(have, args[k]));
}

/* Whole numbers of one type, which is the result's. */
static lt_status ints(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    for (int32_t i = 0; i < count; i++) LT_TRY(want_int(args, i, err));
    return lt_want_common(result, args, 0, count, LT_TYPE(I32), err);
}

/* Java has shifts of int and bigint. */
static lt_status shifts(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(want_int(args, 0, err));
    if (args[0].id != LT_I64) args[0] = LT_TYPE(I32);
    *result = args[0];
    return lt_want(args, 1, LT_TYPE(I32), err);
}

static lt_status counted(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I32);
    return args[0].id == LT_BOOL ? LT_OK : want_int(args, 0, err);
}

static lt_status got(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(want_int(args, 0, err));
    *result = LT_TYPE(I8);
    return lt_want(args, 1, LT_TYPE(I32), err);
}

static lt_status between(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(lt_want_number(args, 0, err));
    LT_TRY(lt_want_number(args, 1, err));
    bool whole = lt_type_is_int(args[0]) && lt_type_is_int(args[1]);
    *result = !whole ? LT_TYPE(F64) : args[0].id > args[1].id ? args[0] : args[1];
    args[0] = args[1] = *result;
    return count > 2 ? lt_want(args, 2, LT_TYPE(I64), err) : LT_OK;
}

/* ---- rows ---- */

static const lt_function rows[] = {
    {"expm1", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_expm1, false,
     "expm1(x) -> double", "exp(x) - 1, exact for small x.", "expm1(0)  -- 0.0", "math"},
    {"log1p", "", 1, 1, false, false, LT_PARTIAL, LT_EAGER, doubles, pick_log1p, false,
     "log1p(x) -> double", "ln(1 + x), exact for small x; null at -1 and below.",
     "log1p(0)  -- 0.0", "math"},
    {"sinh", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_sinh, false,
     "sinh(x) -> double", "The hyperbolic sine.", "sinh(0)  -- 0.0", "math"},
    {"cosh", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_cosh, false,
     "cosh(x) -> double", "The hyperbolic cosine.", "cosh(0)  -- 1.0", "math"},
    {"tanh", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_tanh, false,
     "tanh(x) -> double", "The hyperbolic tangent.", "tanh(0)  -- 0.0", "math"},
    {"asinh", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_asinh, false,
     "asinh(x) -> double", "The number whose hyperbolic sine is x.", "asinh(0)  -- 0.0", "math"},
    {"acosh", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_acosh, false,
     "acosh(x) -> double", "The number whose hyperbolic cosine is x; NaN below 1.",
     "acosh(1)  -- 0.0", "math"},
    {"atanh", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_atanh, false,
     "atanh(x) -> double", "The number whose hyperbolic tangent is x; NaN beyond -1 and 1.",
     "atanh(0)  -- 0.0", "math"},
    {"cot", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_cot, false,
     "cot(x) -> double", "The cotangent of an angle in radians.", "cot(1)  -- 0.6420926159343306",
     "math"},
    {"sec", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_sec, false,
     "sec(x) -> double", "The secant of an angle in radians.", "sec(0)  -- 1.0", "math"},
    {"csc", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_csc, false,
     "csc(x) -> double", "The cosecant of an angle in radians.", "csc(1)  -- 1.1883951057781212",
     "math"},
    {"rint", "", 1, 1, false, false, LT_STRICT, LT_EAGER, doubles, pick_rint, false,
     "rint(x) -> double", "The nearest whole number as a double, halves to the even one.",
     "rint(12.3456)  -- 12.0", "math"},
    {"hypot", "", 2, 2, false, false, LT_STRICT, LT_EAGER, doubles, pick_hypot, false,
     "hypot(a, b) -> double", "The root of a*a + b*b, without overflow on the way.",
     "hypot(3, 4)  -- 5.0", "math"},
    {"e", "", 0, 0, false, false, LT_STRICT, LT_EAGER, doubles, pick_e, false, "e() -> double",
     "Euler's number.", "e()  -- 2.718281828459045", "math"},
    {"pi", "", 0, 0, false, false, LT_STRICT, LT_EAGER, doubles, pick_pi, false, "pi() -> double",
     "The number pi.", "pi()  -- 3.141592653589793", "math"},
    {"positive", "", 1, 1, false, false, LT_LENIENT, LT_LAZY_COALESCE, lt_types_same_number, NULL,
     false, "positive(x) -> number", "x itself. Also +x.", "positive(1)  -- 1", "math"},
    {"nanvl", "", 2, 2, false, false, LT_LENIENT, LT_EAGER, doubles, pick_nanvl, false,
     "nanvl(a, b) -> double", "a, or b where a is not a number.",
     "nanvl(double('NaN'), 123)  -- 123.0", "math"},
    {"width_bucket", "", 4, 4, false, false, LT_PARTIAL, LT_EAGER, bucket_types, pick_width_bucket,
     false, "width_bucket(x, low, high, n) -> bigint",
     "The number of the bucket x falls into, of n equal ones from low to high: 0 before the "
     "first, n + 1 behind the last.",
     "width_bucket(5.3, 0.2, 10.6, 5)  -- 3", "math"},
    {"factorial", "", 1, 1, false, false, LT_PARTIAL, LT_EAGER, int_to_bigint, pick_factorial,
     false, "factorial(n) -> bigint", "1 * 2 * … * n; null unless n is 0 to 20.",
     "factorial(5)  -- 120", "math"},

    {"&", "", 2, 2, false, false, LT_STRICT, LT_EAGER, ints, pick_bit_and, false,
     "a & b -> whole number", "The bits that both have.", "3 & 5  -- 1", "bits"},
    {"|", "", 2, 2, false, false, LT_STRICT, LT_EAGER, ints, pick_bit_or, false,
     "a | b -> whole number", "The bits that one of them has.", "3 | 5  -- 7", "bits"},
    {"^", "", 2, 2, false, false, LT_STRICT, LT_EAGER, ints, pick_bit_xor, false,
     "a ^ b -> whole number", "The bits that exactly one of them has.", "3 ^ 5  -- 6", "bits"},
    {"~", "", 1, 1, false, false, LT_STRICT, LT_EAGER, ints, pick_bit_not, false,
     "~a -> whole number", "The bits that a has not.", "~0  -- -1", "bits"},
    {"shiftleft", "<<", 2, 2, false, false, LT_STRICT, LT_EAGER, shifts, pick_shift_left, false,
     "shiftleft(a, n) -> int or bigint", "The bits moved up by n. Also a << n.",
     "shiftleft(2, 1)  -- 4", "bits"},
    {"shiftright", ">>", 2, 2, false, false, LT_STRICT, LT_EAGER, shifts, pick_shift_right, false,
     "shiftright(a, n) -> int or bigint", "The bits moved down by n, with the sign. Also a >> n.",
     "shiftright(4, 1)  -- 2", "bits"},
    {"shiftrightunsigned", ">>>", 2, 2, false, false, LT_STRICT, LT_EAGER, shifts,
     pick_shift_right_unsigned, false, "shiftrightunsigned(a, n) -> int or bigint",
     "The bits moved down by n, zeros behind them. Also a >>> n.", "shiftrightunsigned(4, 1)  -- 2",
     "bits"},
    {"bit_count", "", 1, 1, false, false, LT_STRICT, LT_EAGER, counted, pick_bit_count, false,
     "bit_count(a) -> int", "How many of the 64 bits of a are set.", "bit_count(7)  -- 3", "bits"},
    {"bit_get", "getbit", 2, 2, false, true, LT_STRICT, LT_EAGER, got, pick_bit_get, false,
     "bit_get(a, n) -> tinyint", "The n-th bit of a, counted from the lowest, which is 0.",
     "bit_get(11, 2)  -- 0", "bits"},

    /* can_fail: these must meet exactly the rows they were written for */
    {"rand", "random", 1, 1, false, true, LT_STRICT, LT_EAGER, seed_to_double, pick_rand, false,
     "rand([seed]) -> double",
     "A number from 0 up to, without, 1. With a seed the same in each run.",
     "rand(0) >= 0 and rand(0) < 1  -- true", "random"},
    {"randn", "", 1, 1, false, true, LT_STRICT, LT_EAGER, seed_to_double, pick_randn, false,
     "randn([seed]) -> double", "A number of the standard normal distribution.",
     "abs(randn(0)) < 10  -- true", "random"},
    {"uniform", "", 3, 3, false, true, LT_STRICT, LT_EAGER, between, pick_uniform, false,
     "uniform(low, high[, seed]) -> number",
     "A number from low up to, without, high; a whole one between whole numbers.",
     "uniform(10, 20, 0) between 10 and 19  -- true", "random"},
    {"randstr", "", 2, 2, false, true, LT_STRICT, LT_EAGER, length_and_seed, pick_randstr, false,
     "randstr(length[, seed]) -> string", "A text of that many digits and letters.",
     "length(randstr(3, 0))  -- 3", "random"},
    {"uuid", "", 1, 1, false, true, LT_STRICT, LT_EAGER, seed_to_text, pick_uuid, false,
     "uuid([seed]) -> string", "A universally unique identifier, version 4.",
     "length(uuid())  -- 36", "random"},
    {"monotonically_increasing_id", "", 0, 0, false, true, LT_STRICT, LT_EAGER, nothing_to_bigint,
     pick_row_id, false, "monotonically_increasing_id() -> bigint",
     "A number that grows from row to row, with gaps.", "monotonically_increasing_id()  -- 0",
     "random"},
};

lt_function_group lt_functions_number(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
