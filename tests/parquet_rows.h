/* parquet_rows.h — tables to Parquet files and back, for the tests of reader and writer. */
#ifndef LT_TESTS_PARQUET_ROWS_H
#define LT_TESTS_PARQUET_ROWS_H

#include "tests/helper.h"

#include "column/table.h"
#include "format/format.h"

#include <string.h>

typedef lt_option pq_options[8];

static inline int32_t pq_option_count(const lt_option *options)
{
    int32_t n = 0;
    while (options && options[n].name) n++;
    return n;
}

static inline lt_status pq_run_job(lt_sink *s, lt_sink_job *job, lt_error *err)
{
    lt_status status = s->ops->encode(s, job, err);
    if (status) {
        s->ops->drop(s, job);
        return status;
    }
    return s->ops->commit(s, job, err);
}

static inline lt_status pq_write_rows(lt_sink *s, const lt_table *t, lt_mem *mem, lt_error *err)
{
    lt_sink_job *job;
    for (int32_t i = 0; i < t->batch_count; i++) {
        lt_batch *from = t->batches[i], *b;
        LT_TRY(lt_batch_open(&b, mem, from->rows, from->column_count, err));
        for (int32_t k = 0; k < from->column_count; k++)
            b->columns[k] = lt_column_retain(from->columns[k]);
        LT_TRY(s->ops->append(s, b, &job, err));
        if (job) LT_TRY(pq_run_job(s, job, err));
    }
    for (;;) {
        LT_TRY(s->ops->last(s, &job, err));
        if (!job) return LT_OK;
        LT_TRY(pq_run_job(s, job, err));
    }
}

static inline lt_status pq_write(lt_sink_result *result, lt_mem *mem, const char *path,
                                 const lt_table *t, const lt_option *options, lt_error *err)
{
    lt_sink *s;
    lt_run   run = {.mem = mem, .workers = 1};
    bool     skip = false;
    LT_TRY(lt_format_parquet.open_sink(&s, mem, path, options, pq_option_count(options), err));
    lt_status status = s->ops->begin(s, t->schema, &run, &skip, err);
    if (!status && !skip) status = pq_write_rows(s, t, mem, err);
    if (!status) status = s->ops->finish(s, result, err);
    s->ops->close(s);
    return status;
}

static inline lt_status pq_collect(void *arg, lt_batch *b, lt_error *err)
{
    return lt_table_add(arg, b, err);
}

/* Everything that the spec leaves, in part order. */
static inline lt_status pq_scan(lt_table **out, lt_mem *mem, lt_source *s, lt_scan_spec *spec,
                                lt_schema *schema, lt_error *err)
{
    lt_run run = {.mem = mem, .workers = 1};
    LT_TRY(lt_table_open(out, mem, schema, err));
    lt_status status = s->ops->prepare(s, spec, &run, err);
    for (int64_t p = 0; !status && p < s->ops->parts(s); p++)
        status = s->ops->read(s, p, 0, pq_collect, *out, err);
    if (status) {
        lt_table_release(*out);
        *out = NULL;
    }
    return status;
}

static inline lt_status pq_read_files(lt_table **out, lt_mem *mem, const char *const *paths,
                                      int32_t count, int32_t batch_rows, lt_error *err)
{
    lt_source   *s;
    lt_scan_spec spec = {.all_columns = true, .limit = -1, .batch_rows = batch_rows};
    LT_TRY(lt_format_parquet.open_source(&s, mem, paths, count, NULL, 0, err));
    lt_status status = pq_scan(out, mem, s, &spec, s->ops->schema(s), err);
    lt_source_release(s);
    return status;
}

static inline lt_status pq_read(lt_table **out, lt_mem *mem, const char *path, int32_t batch_rows,
                                lt_error *err)
{
    return pq_read_files(out, mem, &path, 1, batch_rows, err);
}

#endif
