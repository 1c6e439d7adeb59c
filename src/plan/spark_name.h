/* spark_name.h — what Spark writes into a result's name besides what was written by the user: some
 * functions in capitals, arguments that were left out.
 *
 * Source   Spark 4, sql-expression-schema.md
 */
#ifndef LT_PLAN_SPARK_NAME_H
#define LT_PLAN_SPARK_NAME_H

#include <stdbool.h>
#include <stdint.h>

/* Whether Spark shows the function (lower case) in capitals. */
bool lt_spark_is_capital(const char *name);
/* The text of argument k, from 0, where it was left out; NULL: nothing is shown. */
const char *lt_spark_default(const char *name, int32_t k);

#endif
