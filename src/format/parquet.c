/* parquet.c — the Parquet format's row. */
#include "format/format.h"

#include "format/parquet_read.h"
#include "format/parquet_write.h"

const lt_format_ops lt_format_parquet = {.name = "parquet",
                                         .suffixes = ".parquet",
                                         .open_source = lt_pq_source_open,
                                         .open_sink = lt_pq_sink_open};
