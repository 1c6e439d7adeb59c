/* functions_check.c — functions about types and expectations, and short forms of conditions. Those
 * without a kernel of their own are turned into others when a plan is resolved (desugar.c).
 */
#include "kernel/functions_text.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) _(typeof) _(raise_error) _(assert_true)
/* clang-format on */
PICK_LIST(LT_PICK)

/* clang-format off */
#define RULE_LIST(_) \
    _(any_to_text, "a", LT_TYPE(STRING)) \
    _(text_to_void, "t", LT_TYPE(VOID)) \
    _(bool_text_to_void, "bt", LT_TYPE(VOID))
/* clang-format on */
RULE_LIST(LT_SHAPE_RULE)

static const lt_function rows[] = {
    {"typeof", "", 1, 1, false, false, LT_LENIENT, LT_EAGER, any_to_text, pick_typeof, false,
     "typeof(x) -> string", "The name of the type of x.", "typeof(1)  -- int", "condition"},
    {"assert_true", "", 1, 2, false, true, LT_LENIENT, LT_EAGER, bool_text_to_void,
     pick_assert_true, false, "assert_true(condition[, message])",
     "null, or an error where the condition is not true.", "assert_true(0 < 1)  -- NULL",
     "condition"},
    {"raise_error", "", 1, 1, false, true, LT_LENIENT, LT_EAGER, text_to_void, pick_raise_error,
     false, "raise_error(message)", "An error with that message, where a row comes to it.",
     "if(1 < 2, 'fine', raise_error('why'))  -- fine", "condition"},
    {"nullifzero", "", 1, 1, false, false, LT_LENIENT, LT_LAZY_IF, lt_types_same_number, NULL,
     false, "nullifzero(x) -> number", "null where x is 0, else x.", "nullifzero(0)  -- NULL",
     "condition"},
    {"zeroifnull", "", 1, 1, false, false, LT_LENIENT, LT_LAZY_IF, lt_types_same_number, NULL,
     false, "zeroifnull(x) -> number", "0 where x is null, else x.", "zeroifnull(null)  -- 0",
     "condition"},
};

lt_function_group lt_functions_check(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
