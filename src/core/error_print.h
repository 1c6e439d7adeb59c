/* error_print.h — an lt_error as people read it.
 *
 *   error: sales.csv:1042: "12,5" is not a float64 (column amount)
 *     in cell Transform, line 12, Filter #3
 *     cantidad > O and x
 *                ^
 *   hint: write 0 for the digit zero
 */
#ifndef LT_CORE_ERROR_PRINT_H
#define LT_CORE_ERROR_PRINT_H

#include "core/buf.h"
#include "core/status.h"

/* Appends shown as the lines above, each ended by \n, safe for a terminal. out and err are the
 * buffer and the place for a failure of printing itself. Errors: LT_ENOMEM; out as it was. */
LT_MUST_USE lt_status lt_error_print(lt_buf *out, const lt_error *shown, lt_error *err);

/* Appends the first line only, without "error: " and \n; for status lines and logs. */
LT_MUST_USE lt_status lt_error_line(lt_buf *out, const lt_error *shown, lt_error *err);

#endif
