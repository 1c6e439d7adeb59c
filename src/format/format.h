/* format.h — file formats: one row each in format.c.
 *
 * open_source gets every file of the relation (a glob's result, in name order; hive keys are not
 * its business) and the options as text; open_sink the target and the options. Options a format
 * does not know are errors that name the nearest one.
 */
#ifndef LT_FORMAT_FORMAT_H
#define LT_FORMAT_FORMAT_H

#include "io/store.h"
#include "lote.h" /* lt_option */
#include "plan/sink.h"
#include "plan/source.h"

typedef struct lt_format_ops {
    const char *name;     /* "csv" */
    const char *suffixes; /* ".csv .tsv" */
    lt_status (*open_source)(lt_source **out, lt_mem *mem, const char *const *paths,
                             int32_t path_count, const lt_option *options, int32_t option_count,
                             lt_error *err);
    lt_status (*open_sink)(lt_sink **out, lt_mem *mem, const char *path, const lt_option *options,
                           int32_t option_count, lt_error *err);
    /* Name of the i-th option of reading (or writing), NULL past the end. */
    const char *(*option)(bool writing, int32_t i);
} lt_format_ops;

extern const lt_format_ops lt_format_csv, lt_format_parquet;

const lt_format_ops *lt_format_find(const char *name);    /* by name; NULL */
const lt_format_ops *lt_format_of_path(const char *path); /* by suffix; NULL */
const lt_format_ops *lt_format_at(int32_t i);             /* NULL past the end */

#endif
