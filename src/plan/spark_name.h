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

/* How trim(characters, text) begins in words: "TRIM(BOTH "; NULL for another function. */
const char *lt_spark_trim(const char *name);

/* Spark leaves constants of some aggregates out of names, and shows defaults of others. */
typedef struct lt_spark_habit {
    const char *name;
    int32_t     shown;   /* arguments */
    const char *missing; /* what stands for the one behind them */
} lt_spark_habit;

const lt_spark_habit *lt_spark_habit_of(const char *name); /* NULL: none */

#endif
