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
