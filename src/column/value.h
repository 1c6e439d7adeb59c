/* value.h — one value outside a column: literals, statistics, cells to show. */
#ifndef LT_COLUMN_VALUE_H
#define LT_COLUMN_VALUE_H

#include "column/column.h"
#include "column/types.h"
#include "core/buf.h"

struct lt_zone; /* core/zone.h */

typedef struct lt_value {
    lt_type type;
    bool    null;
    union {
        bool    b;
        int64_t i; /* int8 to int64, date, timestamp, timestamp_ntz */
        double  f; /* float32 too */
        lt_i128 d; /* unscaled */
        struct {
            const uint8_t *bytes; /* borrowed */
            int32_t        len;
        } s;
        struct {
            lt_column *items; /* borrowed; FLAT */
            int32_t    start, len;
        } list;
    };
} lt_value;

/* The value of a row; strings and lists borrow from c. */
lt_value lt_column_value(const lt_column *c, int32_t row);

/* The i-th element of a list. */
static inline lt_value lt_value_item(lt_value v, int32_t i)
{
    return lt_column_value(v.list.items, v.list.start + i);
}

/* A CONST column of rows copies of v; a list's elements are retained. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_column_constant(lt_column **out, lt_mem *mem, lt_value v, int32_t rows,
                                         lt_error *err);

/* Total order within one type: null first, NaN last and equal to itself, -0.0 = 0.0; lists by
 * their first elements that differ, then by length. */
int lt_value_compare(lt_value a, lt_value b);

/* Appends v as Spark's cast to string gives it; null as "NULL", within a
 * list as "null"; zone NULL is UTC. Not escaped. */
LT_MUST_USE lt_status lt_value_text(lt_buf *out, lt_value v, const struct lt_zone *zone,
                                    lt_error *err);

#endif
