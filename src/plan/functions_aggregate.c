/* functions_aggregate.c — one value of a group; kernel/aggregate.h has the loops, by name. The
 * statistics are in functions_statistic.c. */
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

/* x, by[, how many] -> the type of x, or a list of it */
static lt_status by_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = args[0];
    if (count < 3) return LT_OK;
    LT_TRY(lt_want(args, 2, LT_TYPE(I32), err));
    return lt_type_list(result, args[0], err);
}

/* x[, a flag] -> the type of x */
static lt_status flag_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = args[0];
    return count > 1 ? lt_want(args, 1, LT_TYPE(BOOL), err) : LT_OK;
}

static lt_status mode_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    if (count > 0) return flag_types(result, args, count, err);
    return LT_FAIL(err, LT_ETYPE, "needs a column, or within group (order by …) behind it");
}

static lt_status truth_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(BOOL);
    return lt_want(args, 0, LT_TYPE(BOOL), err);
}

static lt_status bit_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    lt_type_text have;
    if (args[0].id == LT_VOID) args[0] = LT_TYPE(I64);
    if (!lt_type_is_int(args[0]))
        return LT_FAIL(err, LT_ETYPE, "needs a whole number, not %s", lt_type_name(have, args[0]));
    *result = args[0];
    return LT_OK;
}

static lt_status sketch_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(I64);
    return count > 1 ? lt_want(args, 1, LT_TYPE(F64), err) : LT_OK;
}

/* x[, delimiter[, what orders it, descending, nulls first]]: the last three are what within group
 * becomes. */
static lt_status text_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    if (args[0].id != LT_BINARY) LT_TRY(lt_want(args, 0, LT_TYPE(STRING), err));
    *result = args[0];
    if (count > 1) LT_TRY(lt_want(args, 1, args[0], err));
    if (count < 3) return LT_OK;
    if (count != 5) return LT_FAIL(err, LT_ETYPE, "takes a text and a delimiter");
    LT_TRY(lt_want(args, 3, LT_TYPE(BOOL), err));
    return lt_want(args, 4, LT_TYPE(BOOL), err);
}

#define AGGREGATE(name, aliases, min, max, fails, types) \
    name, aliases, min, max, true, fails, LT_LENIENT, LT_EAGER, types, NULL, false

static const lt_function rows[] = {
    {AGGREGATE("count", "", 1, -1, false, count_types),
     "count(*) | count([distinct] x[, y…]) -> bigint",
     "How many rows; with x, how many where it (and y…) is not null; with distinct, how many "
     "different ones.",
     "count(*)", "aggregate"},
    {AGGREGATE("count_if", "", 1, 1, false, count_if_types), "count_if(condition) -> bigint",
     "How many rows where the condition is true.", "count_if(amount > 100)", "aggregate"},
    {AGGREGATE("approx_count_distinct", "", 1, 2, false, sketch_types),
     "approx_count_distinct(x[, relative error]) -> bigint",
     "About how many different values that are not null, in little memory; the error is 0.05 "
     "unless said.",
     "approx_count_distinct(customer)", "aggregate"},
    {AGGREGATE("sum", "", 1, 1, true, sum_types), "sum([distinct] x) -> number",
     "The sum of the values that are not null; null when there are none.", "sum(amount)",
     "aggregate"},
    {AGGREGATE("try_sum", "", 1, 1, false, sum_types), "try_sum(x) -> number",
     "As sum; null instead of an error when the sum is out of range.", "try_sum(amount)",
     "aggregate"},
    {AGGREGATE("avg", "mean", 1, 1, true, avg_types), "avg([distinct] x) -> double or decimal",
     "The mean of the values that are not null.", "avg(amount)", "aggregate"},
    {AGGREGATE("try_avg", "", 1, 1, false, avg_types), "try_avg(x) -> double or decimal",
     "As avg; null instead of an error when the mean is out of range.", "try_avg(amount)",
     "aggregate"},
    {AGGREGATE("min", "", 1, 1, false, same_type), "min(x)", "The smallest value that is not null.",
     "min(day)", "aggregate"},
    {AGGREGATE("max", "", 1, 1, false, same_type), "max(x)",
     "The largest value that is not null; NaN is the largest double.", "max(day)", "aggregate"},
    {AGGREGATE("max_by", "", 2, 3, false, by_types), "max_by(x, by[, k])",
     "x of the row where `by` is largest; of several such rows the first in input order. With k a "
     "list of x of the k best rows, best first.",
     "max_by(product, amount)", "aggregate"},
    {AGGREGATE("min_by", "", 2, 3, false, by_types), "min_by(x, by[, k])",
     "x of the row where `by` is smallest; of several such rows the first in input order. With k a "
     "list of x of the k best rows, best first.",
     "min_by(product, amount)", "aggregate"},
    {AGGREGATE("first", "first_value any_value", 1, 2, false, flag_types),
     "first(x[, ignore nulls])",
     "The value of the group's first row in input order, null or not; with true the first that is "
     "not null.",
     "first(name)", "aggregate"},
    {AGGREGATE("last", "last_value", 1, 2, false, flag_types), "last(x[, ignore nulls])",
     "The value of the group's last row in input order, null or not; with true the last that is "
     "not null.",
     "last(name)", "aggregate"},
    {AGGREGATE("mode", "", 0, 2, false, mode_types), "mode(x[, deterministic])",
     "The value that occurs most often, nulls apart; of several such values the lowest.",
     "mode(city)", "aggregate"},
    {AGGREGATE("bool_and", "every", 1, 1, false, truth_types), "bool_and(condition) -> boolean",
     "Whether the condition is true in every row where it is not null.", "bool_and(amount > 0)",
     "aggregate"},
    {AGGREGATE("bool_or", "any some", 1, 1, false, truth_types), "bool_or(condition) -> boolean",
     "Whether the condition is true in some row.", "bool_or(amount > 100)", "aggregate"},
    {AGGREGATE("bit_and", "", 1, 1, false, bit_types), "bit_and(x) -> whole number",
     "The bits that all values that are not null have.", "bit_and(flags)", "aggregate"},
    {AGGREGATE("bit_or", "", 1, 1, false, bit_types), "bit_or(x) -> whole number",
     "The bits that some value has.", "bit_or(flags)", "aggregate"},
    {AGGREGATE("bit_xor", "", 1, 1, false, bit_types), "bit_xor(x) -> whole number",
     "The bits that an odd number of values have.", "bit_xor(flags)", "aggregate"},
    {AGGREGATE("listagg", "string_agg", 1, 5, true, text_types),
     "listagg([distinct] x[, delimiter]) [within group (order by y)] -> string",
     "The texts that are not null, joined in the order of the input, or of y.",
     "listagg(name, ', ')", "aggregate"},
};

lt_function_group lt_functions_aggregate(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
