/* parquet.c — the Parquet format's row. */
#include "format/format.h"

#include "format/parquet_read.h"
#include "format/parquet_write.h"

static const char *option(bool writing, int32_t i)
{
    const lt_option_table *t = writing ? &lt_pq_write_table : &lt_pq_read_table;
    return i >= 0 && (size_t)i < t->count ? t->specs[i].name : NULL;
}

const lt_format_ops lt_format_parquet = {.name = "parquet",
                                         .suffixes = ".parquet",
                                         .open_source = lt_pq_source_open,
                                         .open_sink = lt_pq_sink_open,
                                         .option = option};
