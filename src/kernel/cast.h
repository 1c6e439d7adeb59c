/* cast.h — how the parts of cast plug together: one function a pair of kinds.
 *
 * A part gets args[0] FLAT (a constant has become one row) and a result whose validity is
 * already that of the argument; it fills values and refuses rows with lt_cast_bad.
 */
#ifndef LT_KERNEL_CAST_H
#define LT_KERNEL_CAST_H

#include "kernel/work.h"

typedef lt_status lt_cast_fn(const lt_call *call, lt_column *out, lt_error *err);

/* '"12,5" is not a float64', or null with try_. */
lt_status lt_cast_bad(const lt_call *call, lt_column *out, int32_t row, lt_error *err);

static inline bool lt_cast_wanted(const lt_call *call, int32_t row)
{
    return lt_valid(call->args[0]->valid, row) && lt_valid(call->valid, row);
}

/* cast_number.c: bool, ints, floats, decimals among each other */
lt_cast_fn lt_cast_int_to_int;
lt_cast_fn lt_cast_int_to_float;
lt_cast_fn lt_cast_int_to_decimal;
lt_cast_fn lt_cast_float_to_int;
lt_cast_fn lt_cast_float_to_float;
lt_cast_fn lt_cast_float_to_decimal;
lt_cast_fn lt_cast_decimal_to_int;
lt_cast_fn lt_cast_decimal_to_float;
lt_cast_fn lt_cast_decimal_to_decimal;
lt_cast_fn lt_cast_number_to_bool;
lt_cast_fn lt_cast_bool_to_number;

/* cast_parse.c, cast_print.c */
lt_cast_fn lt_cast_parse;        /* string to anything but binary */
lt_cast_fn lt_cast_print;        /* anything but text to string */
lt_cast_fn lt_cast_text_to_text; /* the same bytes; to string they must be UTF-8 */

/* cast_list.c */
lt_cast_fn lt_cast_list;       /* list to list */
lt_cast_fn lt_cast_list_print; /* list to string */

/* cast_time.c: date, timestamp, timestamp_ntz among each other; timestamp and numbers */
lt_cast_fn lt_cast_time;
lt_cast_fn lt_cast_timestamp_to_number;
lt_cast_fn lt_cast_number_to_timestamp;

#endif
