/* functions_operator.c — operators and comparisons: the functions behind signs and words. */
#include "kernel/functions.h"
#include "plan/function_rules.h"

/* ---- kernels by type: one function each, made from the list ---- */

/* clang-format off */
#define PICK_LIST(_) \
    _(multiply) _(divide) _(div) _(mod) _(pmod) _(negative) _(eq) _(ne) _(lt) _(le) _(gt) \
    _(ge) _(same) _(isnull) _(isnotnull) _(in) _(not) _(like) _(ilike)
/* clang-format on */
PICK_LIST(LT_PICK)

static lt_kernel *pick_add(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)count;
    return result.id == LT_DATE ? lt_kernel_date_add : lt_kernel_add;
}

static lt_kernel *pick_subtract(const lt_type *args, int32_t count, lt_type result)
{
    (void)count, (void)result;
    return args[0].id == LT_DATE ? lt_kernel_date_sub : lt_kernel_subtract;
}

/* ---- types ---- */

static lt_status any_to_bool(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)args, (void)count, (void)err;
    *result = LT_TYPE(BOOL);
    return LT_OK;
}

static lt_status texts_to_bool(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    for (int32_t i = 0; i < count; i++) LT_TRY(lt_want(args, i, LT_TYPE(STRING), err));
    *result = LT_TYPE(BOOL);
    return LT_OK;
}

/* ---- rows ---- */

static const lt_function rows[] = {
    {"+", "", 2, 2, false, true, LT_STRICT, LT_EAGER, lt_types_add, pick_add, false,
     "a + b -> number",
     "The sum. Past the range of the type is an error; a date plus days is a date.", "1 + 2  -- 3",
     "operator"},
    {"-", "", 2, 2, false, true, LT_STRICT, LT_EAGER, lt_types_subtract, pick_subtract, false,
     "a - b -> number", "The difference. A date minus days is a date.", "5 - 7  -- -2", "operator"},
    {"*", "", 2, 2, false, true, LT_STRICT, LT_EAGER, lt_types_multiply, pick_multiply, false,
     "a * b -> number", "The product.", "3 * 4  -- 12", "operator"},
    {"/", "", 2, 2, false, true, LT_STRICT, LT_EAGER, lt_types_divide, pick_divide, false,
     "a / b -> double or decimal",
     "The quotient: a double, or a decimal of decimals. "
     "Division by zero is an error; try_divide gives null.",
     "3 / 2  -- 1.5", "operator"},
    {"div", "", 2, 2, false, true, LT_STRICT, LT_EAGER, lt_types_div, pick_div, false,
     "a div b -> bigint", "The whole part of the quotient.", "7 div 2  -- 3", "operator"},
    {"%", "mod", 2, 2, false, true, LT_STRICT, LT_EAGER, lt_types_mod, pick_mod, false,
     "a % b -> number", "The remainder, with the sign of a.", "-7 % 3  -- -1", "operator"},
    {"pmod", "", 2, 2, false, true, LT_STRICT, LT_EAGER, lt_types_mod, pick_pmod, false,
     "pmod(a, b) -> number", "The remainder that is never negative for a positive b.",
     "pmod(-7, 3)  -- 2", "math"},
    {"negative", "", 1, 1, false, true, LT_STRICT, LT_EAGER, lt_types_same_number, pick_negative,
     false, "-x -> number", "The number with the other sign.", "-(2)  -- -2", "operator"},
    {"try_add", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_add, pick_add, true,
     "try_add(a, b) -> number", "As a + b, but null where that is an error.",
     "try_add(9223372036854775807, 1)  -- NULL", "math"},
    {"try_subtract", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_subtract, pick_subtract,
     true, "try_subtract(a, b) -> number", "As a - b, but null where that is an error.",
     "try_subtract(5, 7)  -- -2", "math"},
    {"try_multiply", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_multiply, pick_multiply,
     true, "try_multiply(a, b) -> number", "As a * b, but null where that is an error.",
     "try_multiply(3, 4)  -- 12", "math"},
    {"try_divide", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_divide, pick_divide, true,
     "try_divide(a, b) -> double or decimal", "As a / b, but null where that is an error.",
     "try_divide(1, 0)  -- NULL", "math"},
    {"try_mod", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_mod, pick_mod, true,
     "try_mod(a, b) -> number", "As a % b, but null where that is an error.",
     "try_mod(7, 0)  -- NULL", "math"},
    {"==", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_compare, pick_eq, false,
     "a = b -> bool", "Whether both are equal; null when either is null. NaN equals NaN.",
     "1 = 1.0  -- true", "comparison"},
    {"!=", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_compare, pick_ne, false,
     "a != b -> bool", "Whether both differ; null when either is null. Also written <>.",
     "1 != 2  -- true", "comparison"},
    {"<", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_compare, pick_lt, false,
     "a < b -> bool", "Whether a comes before b; texts by their bytes.", "'a' < 'b'  -- true",
     "comparison"},
    {"<=", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_compare, pick_le, false,
     "a <= b -> bool", "Whether a is not after b.", "2 <= 2  -- true", "comparison"},
    {">", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_compare, pick_gt, false,
     "a > b -> bool", "Whether a comes after b; NaN is larger than any number.", "3 > 2  -- true",
     "comparison"},
    {">=", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_compare, pick_ge, false,
     "a >= b -> bool", "Whether a is not before b.", "3 >= 4  -- false", "comparison"},
    {"<=>", "equal_null", 2, 2, false, false, LT_LENIENT, LT_EAGER, lt_types_compare, pick_same,
     false, "a <=> b -> bool", "As =, but two nulls are equal and the answer is never null.",
     "null <=> null  -- true", "comparison"},
    {"in", "", 2, -1, false, false, LT_LENIENT, LT_EAGER, lt_types_compare, pick_in, false,
     "x in (a, b, …) -> bool",
     "Whether x equals one of the list; null when it does not and a null is there.",
     "2 in (1, 2, 3)  -- true", "comparison"},
    {"isnull", "", 1, 1, false, false, LT_LENIENT, LT_EAGER, any_to_bool, pick_isnull, false,
     "x is null -> bool", "Whether x is null.", "null is null  -- true", "comparison"},
    {"isnotnull", "", 1, 1, false, false, LT_LENIENT, LT_EAGER, any_to_bool, pick_isnotnull, false,
     "x is not null -> bool", "Whether x is not null.", "1 is not null  -- true", "comparison"},
    {"like", "", 2, 3, false, true, LT_STRICT, LT_EAGER, texts_to_bool, pick_like, false,
     "text like pattern [escape 'c'] -> bool",
     "Whether the whole text has the pattern's shape: % any characters, _ one.",
     "'spark' like 'sp%'  -- true", "string"},
    {"ilike", "", 2, 3, false, true, LT_STRICT, LT_EAGER, texts_to_bool, pick_ilike, false,
     "text ilike pattern [escape 'c'] -> bool", "As like, without regard to case.",
     "'Spark' ilike 'sp%'  -- true", "string"},
    {"and", "", 2, -1, false, false, LT_LENIENT, LT_LAZY_AND, lt_types_all_bool, NULL, false,
     "a and b -> bool", "Whether both are true; b is not evaluated where a is false.",
     "true and false  -- false", "logic"},
    {"or", "", 2, -1, false, false, LT_LENIENT, LT_LAZY_OR, lt_types_all_bool, NULL, false,
     "a or b -> bool", "Whether one is true; b is not evaluated where a is true.",
     "true or false  -- true", "logic"},
    {"not", "", 1, 1, false, false, LT_LENIENT, LT_EAGER, lt_types_all_bool, pick_not, false,
     "not a -> bool", "True where a is false; null where it is null.", "not false  -- true",
     "logic"},
};

lt_function_group lt_functions_operator(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
