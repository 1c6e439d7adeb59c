/* function_rules.h — type rules that rows of the registry share; the tables of its groups.
 *
 * Every rule has the shape of lt_function.types. Their errors do not name the function: the
 * resolver puts its name before them.
 */
#ifndef LT_PLAN_FUNCTION_RULES_H
#define LT_PLAN_FUNCTION_RULES_H

#include "plan/coerce.h"
#include "plan/function.h"

typedef lt_status lt_type_rule(lt_type *result, lt_type *args, int32_t count, lt_error *err);

typedef struct lt_function_group {
    const lt_function *rows;
    int32_t            count;
} lt_function_group;

lt_function_group lt_functions_operator(void), lt_functions_math(void), lt_functions_string(void),
    lt_functions_date(void), lt_functions_date_make(void), lt_functions_date_move(void),
    lt_functions_condition(void), lt_functions_aggregate(void), lt_functions_statistic(void),
    lt_functions_list(void), lt_functions_number(void), lt_functions_check(void),
    lt_functions_regex(void), lt_functions_text(void), lt_functions_binary(void),
    lt_functions_format(void);

/* args[k] becomes `to`. Errors: LT_ETYPE where Spark does not coerce. */
LT_MUST_USE lt_status lt_want(lt_type *args, int32_t k, lt_type to, lt_error *err);
/* args[from …] become their common type, which is *common (a lone null: `fallback`). */
LT_MUST_USE lt_status lt_want_common(lt_type *common, lt_type *args, int32_t from, int32_t count,
                                     lt_type fallback, lt_error *err);
/* Each argument becomes what its letter says, the last letter standing for the rest, too:
 *   t text   x text, but binary stays   n int   l bigint   d double   b bool   a anything   */
LT_MUST_USE lt_status lt_want_shape(lt_type *args, int32_t count, const char *shape, lt_error *err);
/* args[k] becomes a number: a text or null a double. */
LT_MUST_USE lt_status lt_want_number(lt_type *args, int32_t k, lt_error *err);

lt_type_rule lt_types_add, lt_types_subtract, lt_types_multiply, lt_types_divide, lt_types_div,
    lt_types_mod;                                 /* arithmetic */
lt_type_rule lt_types_compare, lt_types_all_bool; /* -> bool */
lt_type_rule lt_types_same_number;                /* number T -> T */
lt_type_rule lt_types_lists;                      /* lists of one type -> that type */
lt_type_rule lt_types_common;                     /* T, T, … -> T */

/* pick_<name>, for a row whose kernel is lt_kernel_<name> whatever the types. */
#define LT_PICK(name)                                                                 \
    static lt_kernel *pick_##name(const lt_type *args, int32_t count, lt_type result) \
    {                                                                                 \
        (void)args, (void)count, (void)result;                                        \
        return lt_kernel_##name;                                                      \
    }

/* A type rule: arguments of a shape (lt_want_shape), a result of one type. */
#define LT_SHAPE_RULE(name, shape, type)                                                \
    static lt_status name(lt_type *result, lt_type *args, int32_t count, lt_error *err) \
    {                                                                                   \
        LT_TRY(lt_want_shape(args, count, shape, err));                                 \
        *result = type;                                                                 \
        return LT_OK;                                                                   \
    }

#endif
