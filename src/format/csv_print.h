/* csv_print.h — rows of a batch as CSV text.
 *
 * A field is quoted when it holds a delimiter, quote or line end, when it is the empty string (an
 * unquoted empty field is null), or when it equals the null text. Numbers are as
 * lt_print_f64_plain gives them, dates yyyy-MM-dd, instants yyyy-MM-ddTHH:mm:ss.SSS[SSS]±hh:mm
 * (Z for UTC) in the session's zone, as Spark writes them.
 * A row of one null would be an empty line, which is no row: it is written as "".
 */
#ifndef LT_FORMAT_CSV_PRINT_H
#define LT_FORMAT_CSV_PRINT_H

#include "column/batch.h"
#include "format/csv.h"

/* Appends the rows of b. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_csv_print(lt_buf *out, const lt_batch *b, const lt_csv_options *o,
                                   const lt_zone *zone, lt_error *err);
LT_MUST_USE lt_status lt_csv_print_header(lt_buf *out, const lt_schema *schema,
                                          const lt_csv_options *o, lt_error *err);

#endif
