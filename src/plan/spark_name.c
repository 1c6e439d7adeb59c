#include "plan/spark_name.h"

#include <stddef.h>
#include <string.h>

bool lt_spark_is_capital(const char *name)
{
    static const char *const names[] = {
        "acos",        "acosh", "asin",  "asinh",  "atan",    "atan2", "atanh", "cbrt",    "ceil",
        "cos",         "cosh",  "cot",   "csc",    "degrees", "e",     "exp",   "expm1",   "floor",
        "hypot",       "log",   "log10", "log1p",  "log2",    "pi",    "power", "radians", "regexp",
        "regexp_like", "rlike", "sec",   "signum", "sin",     "sinh",  "sqrt",  "tan",     "tanh"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

const char *lt_spark_default(const char *name, int32_t k)
{
    static const struct {
        const char *name;
        int32_t     k;
        const char *text;
    } all[] = {{"locate", 2, "1"},
               {"lpad", 2, " "},
               {"mask", 1, "X"},
               {"mask", 2, "x"},
               {"mask", 3, "n"},
               {"mask", 4, "NULL"},
               {"overlay", 3, "-1"},
               {"position", 2, "1"},
               {"regexp_extract", 2, "1"},
               {"regexp_instr", 2, "0"},
               {"regexp_replace", 3, "1"},
               {"rpad", 2, " "},
               {"substr", 2, "2147483647"},
               {"substring", 2, "2147483647"}};
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (all[i].k == k && strcmp(all[i].name, name) == 0) return all[i].text;
    return NULL;
}

const char *lt_spark_trim(const char *name)
{
    return strcmp(name, "trim") == 0    ? "TRIM(BOTH "
           : strcmp(name, "ltrim") == 0 ? "TRIM(LEADING "
           : strcmp(name, "rtrim") == 0 ? "TRIM(TRAILING "
                                        : NULL;
}

const lt_spark_habit *lt_spark_habit_of(const char *name)
{
    static const lt_spark_habit habits[] = {{"first", 1, NULL},
                                            {"first_value", 1, NULL},
                                            {"last", 1, NULL},
                                            {"last_value", 1, NULL},
                                            {"any_value", 1, NULL},
                                            {"mode", 1, NULL},
                                            {"approx_count_distinct", 1, NULL},
                                            {"percentile", 3, "1"},
                                            {"percentile_approx", 3, "10000"},
                                            {"approx_percentile", 3, "10000"},
                                            {"listagg", 2, "NULL"},
                                            {"string_agg", 2, "NULL"}};
    for (size_t i = 0; i < sizeof(habits) / sizeof(*habits); i++)
        if (strcmp(habits[i].name, name) == 0) return &habits[i];
    return NULL;
}
