/* functions_condition.c — values chosen by conditions. The engine evaluates an argument only on the
 * rows that need it; what is written in terms of another (nullif, nvl2) is turned into it when
 * a plan is resolved.
 */
#include "kernel/functions.h"
#include "plan/function_rules.h"

static lt_kernel *pick_greatest(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)count, (void)result;
    return lt_kernel_greatest;
}

static lt_kernel *pick_least(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)count, (void)result;
    return lt_kernel_least;
}

/* condition, value, condition, value, … [otherwise] */
static lt_status when_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type      common = LT_TYPE(VOID), texts = LT_TYPE(VOID);
    lt_type_text a, b;
    for (int32_t i = 0; i < count; i++) {
        bool condition = i % 2 == 0 && i + 1 < count;
        if (condition)
            LT_TRY(lt_want(args, i, LT_TYPE(BOOL), err));
        else if (args[i].id == LT_STRING)
            texts = args[i];
        else if (!lt_coerce_common(&common, common, args[i]))
            return LT_FAIL(err, LT_ETYPE, "the branches must be of one type, not %s and %s",
                           lt_type_name(a, common), lt_type_name(b, args[i]));
    }
    if (!lt_coerce_common(result, common, texts))
        return LT_FAIL(err, LT_ETYPE, "the branches must be of one type, not %s and string",
                       lt_type_name(a, common));
    for (int32_t i = 0; i < count; i++)
        if (i % 2 == 1 || i + 1 == count) args[i] = *result;
    return LT_OK;
}

static lt_status nvl2_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    return lt_want_common(result, args, 1, count, LT_TYPE(VOID), err);
}

static lt_status nullif_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type common, compared[2] = {args[0], args[1]};
    *result = args[0];
    return lt_want_common(&common, compared, 0, count, LT_TYPE(VOID), err);
}

static const lt_function rows[] = {
    {"when", "", 2, -1, false, false, LT_LENIENT, LT_LAZY_WHEN, when_types, NULL, false,
     "case when condition then value … [else value] end",
     "The value behind the first condition that is true; else the last, or null.",
     "case when 1 > 2 then 'a' else 'b' end  -- b", "condition"},
    {"if", "iff", 3, 3, false, false, LT_LENIENT, LT_LAZY_IF, when_types, NULL, false,
     "if(condition, a, b)", "a where the condition is true, else b.", "if(1 < 2, 'a', 'b')  -- a",
     "condition"},
    {"coalesce", "", 1, -1, false, false, LT_LENIENT, LT_LAZY_COALESCE, lt_types_common, NULL,
     false, "coalesce(a, b, …)", "The first value that is not null.", "coalesce(null, 2)  -- 2",
     "condition"},
    {"nvl", "ifnull", 2, 2, false, false, LT_LENIENT, LT_LAZY_COALESCE, lt_types_common, NULL,
     false, "nvl(a, b)", "a, or b where a is null.", "nvl(null, 2)  -- 2", "condition"},
    {"nvl2", "", 3, 3, false, false, LT_LENIENT, LT_LAZY_IF, nvl2_types, NULL, false,
     "nvl2(x, a, b)", "a where x is not null, else b.", "nvl2(null, 1, 2)  -- 2", "condition"},
    {"nullif", "", 2, 2, false, false, LT_LENIENT, LT_LAZY_IF, nullif_types, NULL, false,
     "nullif(a, b)", "null where a equals b, else a.", "nullif(2, 2)  -- NULL", "condition"},
    {"greatest", "", 2, -1, false, false, LT_LENIENT, LT_EAGER, lt_types_common, pick_greatest,
     false, "greatest(a, b, …)", "The largest value; nulls are skipped.", "greatest(1, 3, 2)  -- 3",
     "condition"},
    {"least", "", 2, -1, false, false, LT_LENIENT, LT_EAGER, lt_types_common, pick_least, false,
     "least(a, b, …)", "The smallest value; nulls are skipped.", "least(1, 3, 2)  -- 1",
     "condition"},
};

lt_function_group lt_functions_condition(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
