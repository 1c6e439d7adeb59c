/* functions_aggregate.c — one value of a group; kernel/aggregate.h has the loops, by name. */
#include "plan/function_rules.h"

static lt_status sum_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(lt_want_number(args, 0, err));
    if (args[0].id == LT_F32) args[0] = LT_TYPE(F64);
    int digits = args[0].precision + 10;
    *result = args[0].id == LT_DECIMAL
                  ? lt_decimal(digits > LT_DECIMAL_MAX ? LT_DECIMAL_MAX : digits, args[0].scale)
              : args[0].id == LT_F64 ? args[0]
                                     : LT_TYPE(I64);
    return LT_OK;
}

static lt_status avg_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(sum_types(result, args, count, err));
    *result = args[0].id == LT_DECIMAL ? lt_coerce_decimal(args[0].precision + 4, args[0].scale + 4)
                                       : LT_TYPE(F64);
    return LT_OK;
}

static lt_status count_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)args, (void)count, (void)err;
    *result = LT_TYPE(I64);
    return LT_OK;
}

static lt_status count_if_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I64);
    return lt_want(args, 0, LT_TYPE(BOOL), err);
}

static lt_status same_type(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count, (void)err;
    *result = args[0];
    return LT_OK;
}

static const lt_function rows[] = {
    {"count", "", 1, 1, true, false, LT_LENIENT, LT_EAGER, count_types, NULL, false,
     "count(*) | count([distinct] x) -> bigint",
     "How many rows; with x, how many where x is not null; with distinct, how many values.",
     "count(*)", "aggregate"},
    {"count_if", "", 1, 1, true, false, LT_LENIENT, LT_EAGER, count_if_types, NULL, false,
     "count_if(condition) -> bigint", "How many rows where the condition is true.",
     "count_if(amount > 100)", "aggregate"},
    {"sum", "", 1, 1, true, true, LT_LENIENT, LT_EAGER, sum_types, NULL, false,
     "sum([distinct] x) -> number",
     "The sum of the values that are not null; null when there are none.", "sum(amount)",
     "aggregate"},
    {"avg", "mean", 1, 1, true, true, LT_LENIENT, LT_EAGER, avg_types, NULL, false,
     "avg([distinct] x) -> double or decimal", "The mean of the values that are not null.",
     "avg(amount)", "aggregate"},
    {"min", "", 1, 1, true, false, LT_LENIENT, LT_EAGER, same_type, NULL, false, "min(x)",
     "The smallest value that is not null.", "min(day)", "aggregate"},
    {"max", "", 1, 1, true, false, LT_LENIENT, LT_EAGER, same_type, NULL, false, "max(x)",
     "The largest value that is not null; NaN is the largest double.", "max(day)", "aggregate"},
    {"first", "first_value any_value", 1, 1, true, false, LT_LENIENT, LT_EAGER, same_type, NULL,
     false, "first(x)", "The value of the group's first row in input order, null or not.",
     "first(name)", "aggregate"},
    {"last", "last_value", 1, 1, true, false, LT_LENIENT, LT_EAGER, same_type, NULL, false,
     "last(x)", "The value of the group's last row in input order, null or not.", "last(name)",
     "aggregate"},
};

lt_function_group lt_functions_aggregate(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
