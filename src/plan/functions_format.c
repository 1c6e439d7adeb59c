/* functions_format.c — numbers and texts by a format. The type that to_number gives depends on its
 * format, which the resolver knows (resolve_expr.c).
 */
#include "kernel/functions.h"
#include "kernel/functions_text.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) _(to_number) _(format_number) _(format_string)
/* clang-format on */
PICK_LIST(LT_PICK)

static lt_kernel *pick_to_char(const lt_type *args, int32_t count, lt_type result)
{
    (void)count, (void)result;
    return args[0].id == LT_TIMESTAMP ? lt_kernel_date_format : lt_kernel_to_char;
}

static lt_status to_number_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = lt_decimal(LT_DECIMAL_MAX, 0);
    return lt_want_shape(args, count, "t", err);
}

/* Numbers as decimals, as Spark makes them of each type; times as date_format has them. */
static lt_status to_char_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type have = args[0];
    *result = LT_TYPE(STRING);
    LT_TRY(lt_want_shape(args + 1, count - 1, "t", err));
    if (have.id == LT_DECIMAL || have.id == LT_BINARY) return LT_OK;
    if (lt_type_is_time(have)) return lt_want(args, 0, LT_TYPE(TIMESTAMP), err);
    lt_type want = lt_type_is_int(have) ? lt_coerce_decimal_of(have)
                   : have.id == LT_F32  ? lt_decimal(14, 7)
                   : have.id == LT_F64  ? lt_decimal(30, 15)
                                        : lt_decimal(38, 18);
    return lt_want(args, 0, want, err);
}

static lt_status format_number_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(STRING);
    LT_TRY(lt_want_number(args, 0, err));
    return args[1].id == LT_STRING ? LT_OK : lt_want(args, 1, LT_TYPE(I32), err);
}

static lt_status format_string_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(STRING);
    return lt_want_shape(args, count, "ta", err);
}

static const lt_function rows[] = {
    {"to_number", "", 2, 2, false, true, LT_STRICT, LT_EAGER, to_number_types, pick_to_number,
     false, "to_number(text, format) -> decimal",
     "The number that a text shows: 0 and 9 are digits, . or D the point, , or G a separator, $ a "
     "dollar, S or MI a sign, PR brackets for negative ones.",
     "to_number('12,454.8-', '99,999.9S')  -- -12454.8", "string"},
    {"try_to_number", "", 2, 2, false, false, LT_STRICT, LT_EAGER, to_number_types, pick_to_number,
     true, "try_to_number(text, format) -> decimal",
     "As to_number, but null where the text has another form.", "try_to_number('x', '9')  -- NULL",
     "string"},
    {"to_char", "to_varchar", 2, 2, false, true, LT_STRICT, LT_EAGER, to_char_types, pick_to_char,
     false, "to_char(x, format) -> string",
     "A number by a format of to_number, a date by a pattern of date_format, binary as 'base64', "
     "'hex' or 'utf-8'.",
     "to_char(-12454.8, '99G999D9S')  -- 12,454.8-", "string"},
    {"format_number", "", 2, 2, false, true, LT_PARTIAL, LT_EAGER, format_number_types,
     pick_format_number, false, "format_number(x, digits or format) -> string",
     "The number with separators and so many digits behind the point, or by a format such as "
     "'#,##0.00'.",
     "format_number(12332.123456, 4)  -- 12,332.1235", "string"},
    {"format_string", "printf", 1, -1, false, true, LT_LENIENT, LT_EAGER, format_string_types,
     pick_format_string, false, "format_string(format, a, b, …) -> string",
     "The format with its arguments in the places of %s, %d, %.2f and the like, as in Java.",
     "format_string('%s: %05.1f', 'a', 1.25)  -- a: 001.3", "string"},
};

lt_function_group lt_functions_format(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
