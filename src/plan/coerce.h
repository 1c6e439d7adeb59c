/* coerce.h — which types become which without being asked: Spark 4's ANSI rules.
 *
 * Source   Spark 4, AnsiTypeCoercion (implicitCast, findWiderTypeForTwo) and
 *          DecimalPrecisionTypeCoercion; spark.md §7.1
 */
#ifndef LT_PLAN_COERCE_H
#define LT_PLAN_COERCE_H

#include "column/types.h"

/* The type both become where values of two types meet: compared, in a list, in branches of a
 * case, in a union. A text becomes the other type: bigint for whole numbers, else double.
 * False where there is none. */
bool lt_coerce_common(lt_type *out, lt_type a, lt_type b);
/* The same of count > 0 types. */
bool lt_coerce_common_of(lt_type *out, const lt_type *types, int32_t count);

/* Whether a value of `from` may stand where a function wants `to`. */
bool lt_coerce_implicit(lt_type from, lt_type to);

/* The decimal that holds every value of an integer type. */
lt_type lt_coerce_decimal_of(lt_type integer);
/* At most 38 digits: fraction digits go first, but no further than six. */
lt_type lt_coerce_decimal(int precision, int scale);

#endif
