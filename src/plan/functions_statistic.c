/* functions_statistic.c — aggregates of statistics: moments, pairs, percentiles. */
#include "plan/function_rules.h"

/* Every argument [0, columns) a double. */
static lt_status want_doubles(lt_type *args, int32_t columns, lt_error *err)
{
    for (int32_t i = 0; i < columns; i++) {
        LT_TRY(lt_want_number(args, i, err));
        args[i] = LT_TYPE(F64);
    }
    return LT_OK;
}

static lt_status doubles(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(F64);
    return want_doubles(args, count, err);
}

static lt_status regr_count_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(I64);
    return want_doubles(args, count, err);
}

/* args[1], a percentage or a list of them; *result becomes a list for a list. */
static lt_status want_shares(lt_type *result, lt_type *args, lt_error *err)
{
    if (!lt_type_is_list(args[1])) return want_doubles(args + 1, 1, err);
    LT_TRY(lt_type_list(&args[1], LT_TYPE(F64), err));
    return lt_type_list(result, *result, err);
}

/* x, percentage[, frequency] */
static lt_status percentile_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(F64);
    LT_TRY(want_doubles(args, 1, err));
    LT_TRY(want_shares(result, args, err));
    return count > 2 ? lt_want(args, 2, LT_TYPE(I64), err) : LT_OK;
}

/* x, percentage[, accuracy] -> an element */
static lt_status element_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    bool time =
        args[0].id == LT_DATE || args[0].id == LT_TIMESTAMP || args[0].id == LT_TIMESTAMP_NTZ;
    if (!time) LT_TRY(lt_want_number(args, 0, err));
    *result = args[0];
    LT_TRY(want_shares(result, args, err));
    return count > 2 ? lt_want(args, 2, LT_TYPE(I64), err) : LT_OK;
}

/* What is written with it has become another function before types are asked for. */
static lt_status within_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)result, (void)args, (void)count;
    lt_fail(err, LT_ETYPE, LT_HERE, "needs within group (order by …) behind it");
    lt_error_hint(err, "percentile(x, p) takes the column as an argument");
    return LT_ETYPE;
}

#define STATISTIC(name, aliases, min, max, types) \
    name, aliases, min, max, true, false, LT_LENIENT, LT_EAGER, types, NULL, false

static const lt_function rows[] = {
    {STATISTIC("var_samp", "variance", 1, 1, doubles), "var_samp(x) -> double",
     "The sample variance; null for a single value.", "var_samp(amount)", "statistic"},
    {STATISTIC("var_pop", "", 1, 1, doubles), "var_pop(x) -> double", "The population variance.",
     "var_pop(amount)", "statistic"},
    {STATISTIC("stddev_samp", "stddev std", 1, 1, doubles), "stddev_samp(x) -> double",
     "The sample standard deviation; null for a single value.", "stddev_samp(amount)", "statistic"},
    {STATISTIC("stddev_pop", "", 1, 1, doubles), "stddev_pop(x) -> double",
     "The population standard deviation.", "stddev_pop(amount)", "statistic"},
    {STATISTIC("skewness", "", 1, 1, doubles), "skewness(x) -> double",
     "How lopsided the values are: the third standardised moment; null when all are equal.",
     "skewness(amount)", "statistic"},
    {STATISTIC("kurtosis", "", 1, 1, doubles), "kurtosis(x) -> double",
     "How heavy the tails are: the fourth standardised moment less 3; null when all are equal.",
     "kurtosis(amount)", "statistic"},
    {STATISTIC("covar_pop", "", 2, 2, doubles), "covar_pop(x, y) -> double",
     "The population covariance of the rows where neither is null.", "covar_pop(price, amount)",
     "statistic"},
    {STATISTIC("covar_samp", "", 2, 2, doubles), "covar_samp(x, y) -> double",
     "The sample covariance; null for a single row.", "covar_samp(price, amount)", "statistic"},
    {STATISTIC("corr", "", 2, 2, doubles), "corr(x, y) -> double",
     "Pearson's correlation, -1 to 1; null when one of them is constant.", "corr(price, amount)",
     "statistic"},
    {STATISTIC("regr_count", "", 2, 2, regr_count_types), "regr_count(y, x) -> bigint",
     "How many rows where neither is null.", "regr_count(amount, price)", "statistic"},
    {STATISTIC("regr_avgx", "", 2, 2, doubles), "regr_avgx(y, x) -> double",
     "The mean of x where neither is null.", "regr_avgx(amount, price)", "statistic"},
    {STATISTIC("regr_avgy", "", 2, 2, doubles), "regr_avgy(y, x) -> double",
     "The mean of y where neither is null.", "regr_avgy(amount, price)", "statistic"},
    {STATISTIC("regr_sxx", "", 2, 2, doubles), "regr_sxx(y, x) -> double",
     "The sum of squares of x about its mean.", "regr_sxx(amount, price)", "statistic"},
    {STATISTIC("regr_syy", "", 2, 2, doubles), "regr_syy(y, x) -> double",
     "The sum of squares of y about its mean.", "regr_syy(amount, price)", "statistic"},
    {STATISTIC("regr_sxy", "", 2, 2, doubles), "regr_sxy(y, x) -> double",
     "The sum of products of x and y about their means.", "regr_sxy(amount, price)", "statistic"},
    {STATISTIC("regr_slope", "", 2, 2, doubles), "regr_slope(y, x) -> double",
     "The slope of the line through the points (x, y).", "regr_slope(amount, price)", "statistic"},
    {STATISTIC("regr_intercept", "", 2, 2, doubles), "regr_intercept(y, x) -> double",
     "Where the line through the points (x, y) meets x = 0.", "regr_intercept(amount, price)",
     "statistic"},
    {STATISTIC("regr_r2", "", 2, 2, doubles), "regr_r2(y, x) -> double",
     "How much of y the line explains: the square of the correlation.", "regr_r2(amount, price)",
     "statistic"},
    {STATISTIC("median", "", 1, 1, doubles), "median(x) -> double",
     "The middle value; between the two middle ones when their number is even.", "median(amount)",
     "statistic"},
    {STATISTIC("percentile", "", 2, 3, percentile_types),
     "percentile(x, percentage[, frequency]) -> double or list",
     "The value that the percentage (0 to 1) of the values lies below, interpolated; for a list of "
     "percentages a list; with a frequency each value counts so often.",
     "percentile(amount, 0.9)", "statistic"},
    {STATISTIC("percentile_approx", "approx_percentile", 2, 3, element_types),
     "percentile_approx(x, percentage[, accuracy])",
     "The least value that at least the percentage (0 to 1) of the values do not exceed: an "
     "element, exact whatever the accuracy; for a list of percentages a list.",
     "percentile_approx(amount, 0.9)", "statistic"},
    {STATISTIC("percentile_cont", "", 1, 1, within_types),
     "percentile_cont(percentage) within group (order by x) -> double", "As percentile.",
     "percentile_cont(0.9) within group (order by amount)", "statistic"},
    {STATISTIC("percentile_disc", "", 1, 1, within_types),
     "percentile_disc(percentage) within group (order by x) -> double",
     "As percentile_approx, as a double.", "percentile_disc(0.9) within group (order by amount)",
     "statistic"},
};

lt_function_group lt_functions_statistic(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
