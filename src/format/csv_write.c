/* csv_write.c — the CSV sink: batches to text in parallel, text to one output in order.
 *
 * A path that ends in .csv, .tsv or .tab is one file, any other a folder of parts.
 */
#include "format/csv_print.h"
#include "format/csv_source.h"

#include "io/publish.h"

#include <string.h>
#include <strings.h>

enum { JOB_ROWS = 4096, PART_BYTES = 1 << 28 /* of one file in a folder */ };

struct lt_sink_job {
    lt_mem *mem;
    lt_buf  batches; /* lt_batch * */
    int64_t rows;
    lt_buf  text;
};

typedef struct csv_sink {
    lt_sink        base; /* first */
    lt_mem        *mem;
    lt_csv_options o;
    char          *path;
    size_t         path_bytes;
    lt_write_mode  mode;
    lt_output_kind kind;
    lt_run         run;
    lt_schema     *schema;
    lt_publish    *publish;
    lt_outfile    *out; /* the part being written */
    int64_t        part;
    lt_sink_job   *filling;
    int64_t        rows, bytes, files;
    bool           skipped;
} csv_sink;

static csv_sink *of(lt_sink *s) { return (csv_sink *)s; }

/* ---- jobs ---- */

static void close_job(lt_sink_job *job)
{
    if (!job) return;
    for (size_t i = 0; i < job->batches.len / sizeof(lt_batch *); i++)
        lt_batch_close(((lt_batch **)job->batches.data)[i]);
    lt_buf_clear(&job->batches);
    lt_buf_clear(&job->text);
    lt_mem_free(job->mem, job, sizeof(*job));
}

static void drop(lt_sink *base, lt_sink_job *job)
{
    (void)base;
    close_job(job);
}

static lt_status add_batch(csv_sink *s, lt_batch *b, lt_error *err)
{
    if (!s->filling) {
        s->filling = lt_mem_zeroed(s->mem, 1, sizeof(*s->filling));
        if (!s->filling) return lt_mem_refused(s->mem, sizeof(*s->filling), "rows of CSV", err);
        *s->filling = (lt_sink_job){.mem = s->mem, .batches.mem = s->mem, .text.mem = s->mem};
    }
    LT_TRY(lt_buf_add(&s->filling->batches, &b, sizeof(b), err));
    s->filling->rows += lt_batch_count(b);
    return LT_OK;
}

static lt_status append(lt_sink *base, lt_batch *b, lt_sink_job **job, lt_error *err)
{
    csv_sink *s = of(base);
    lt_status status = add_batch(s, b, err);
    *job = NULL;
    if (status) {
        lt_batch_close(b);
        return status;
    }
    if (s->filling->rows >= JOB_ROWS) {
        *job = s->filling;
        s->filling = NULL;
    }
    return LT_OK;
}

static lt_status last(lt_sink *base, lt_sink_job **job, lt_error *err)
{
    (void)err;
    *job = of(base)->filling;
    of(base)->filling = NULL;
    return LT_OK;
}

static lt_status encode(lt_sink *base, lt_sink_job *job, lt_error *err)
{
    csv_sink *s = of(base);
    for (size_t i = 0; i < job->batches.len / sizeof(lt_batch *); i++) {
        lt_batch **b = (lt_batch **)job->batches.data + i;
        LT_TRY(lt_cancel_check(s->run.cancel, err));
        LT_TRY(lt_csv_print(&job->text, *b, &s->o, s->run.zone, err));
        lt_batch_close(*b);
        *b = NULL;
    }
    return LT_OK;
}

/* ---- output ---- */

static const char *suffix_of(const csv_sink *s)
{
    return s->o.dialect.delimiter == '\t' ? ".tsv" : ".csv";
}

static lt_status open_part(csv_sink *s, lt_error *err)
{
    lt_buf    names = {.mem = s->mem};
    lt_status status = lt_publish_part(&s->out, s->publish, NULL, s->part, suffix_of(s), err);
    if (status) return status;
    s->part++;
    s->files++;
    if (s->o.header) status = lt_csv_print_header(&names, s->schema, &s->o, err);
    if (!status && names.len) status = lt_outfile_append(s->out, names.data, names.len, err);
    lt_buf_clear(&names);
    return status;
}

static lt_status end_part(csv_sink *s, lt_error *err)
{
    if (!s->out) return LT_OK;
    lt_outfile *out = s->out;
    s->out = NULL;
    s->bytes += (int64_t)out->bytes;
    return lt_outfile_publish(out, err);
}

static lt_status write_job(csv_sink *s, const lt_sink_job *job, lt_error *err)
{
    if (s->out && s->kind == LT_OUTPUT_FOLDER && s->out->bytes >= PART_BYTES)
        LT_TRY(end_part(s, err));
    if (!s->out) LT_TRY(open_part(s, err));
    LT_TRY(lt_outfile_append(s->out, job->text.data, job->text.len, err));
    s->rows += job->rows;
    return LT_OK;
}

static lt_status commit(lt_sink *base, lt_sink_job *job, lt_error *err)
{
    lt_status status = write_job(of(base), job, err);
    close_job(job);
    return status;
}

/* ---- life ---- */

static lt_status check(lt_sink *base, const lt_schema *schema, lt_error *err)
{
    const csv_sink *s = of(base);
    bool            skip;
    LT_TRY(lt_csv_types_check(schema, err));
    return lt_publish_check(&skip, s->path, s->kind, s->mode, err);
}

static lt_status begin(lt_sink *base, lt_schema *schema, const lt_run *run, bool *skip,
                       lt_error *err)
{
    csv_sink *s = of(base);
    LT_TRY(lt_csv_types_check(schema, err));
    LT_TRY(lt_publish_check(skip, s->path, s->kind, s->mode, err));
    s->skipped = *skip;
    if (*skip) return LT_OK;
    s->schema = lt_schema_retain(schema);
    s->run = *run;
    LT_TRY(lt_publish_open(&s->publish, s->mem, s->path, s->kind, s->mode, err));
    s->skipped = *skip = s->publish == NULL;
    return LT_OK;
}

static lt_status finish(lt_sink *base, lt_sink_result *result, lt_error *err)
{
    csv_sink *s = of(base);
    if (!s->skipped) {
        if (!s->out && s->part == 0) LT_TRY(open_part(s, err)); /* no rows: a header all the same */
        LT_TRY(end_part(s, err));
        lt_publish *publish = s->publish;
        s->publish = NULL;
        LT_TRY(lt_publish_commit(publish, err));
    }
    *result = (lt_sink_result){
        .rows = s->rows, .bytes = s->bytes, .files = s->files, .skipped = s->skipped};
    return LT_OK;
}

static void close_sink(lt_sink *base)
{
    csv_sink *s = of(base);
    close_job(s->filling);
    lt_outfile_abort(s->out);
    lt_publish_abort(s->publish);
    lt_schema_release(s->schema);
    lt_csv_options_clear(&s->o);
    if (s->path) lt_mem_free(s->mem, s->path, s->path_bytes);
    lt_mem_free(s->mem, s, sizeof(*s));
}

static const char *target(lt_sink *base) { return of(base)->path; }

static const lt_sink_ops ops = {
    .name = "csv",
    .check = check,
    .begin = begin,
    .append = append,
    .last = last,
    .encode = encode,
    .commit = commit,
    .drop = drop,
    .finish = finish,
    .close = close_sink,
    .target = target,
};

/* ---- opening ---- */

static lt_status read_mode(lt_write_mode *out, const lt_option *options, int32_t count,
                           lt_error *err)
{
    static const char *const names[] = {"error", "overwrite", "append", "ignore"};
    *out = LT_WRITE_ERROR;
    for (int32_t i = 0; i < count; i++) {
        if (strcasecmp(options[i].name, "mode") != 0) continue;
        int k = 0;
        while (k < 4 && strcasecmp(options[i].value, names[k]) != 0) k++;
        if (strcasecmp(options[i].value, "errorifexists") == 0) k = 0;
        if (k == 4)
            return LT_FAIL(err, LT_EUSAGE,
                           "mode = \"%s\" is not error, overwrite, append or ignore",
                           options[i].value);
        *out = (lt_write_mode)k;
    }
    return LT_OK;
}

static lt_output_kind kind_of(const char *path)
{
    static const char *const suffixes[] = {".csv", ".tsv", ".tab"};
    size_t                   n = strlen(path);
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
        if (n > 4 && strcasecmp(path + n - 4, suffixes[i]) == 0) return LT_OUTPUT_FILE;
    return LT_OUTPUT_FOLDER;
}

static void default_tabs(csv_sink *s)
{
    size_t n = strlen(s->path);
    bool   tabs = n > 4 && (strcasecmp(s->path + n - 4, ".tsv") == 0 ||
                          strcasecmp(s->path + n - 4, ".tab") == 0);
    if (s->o.sniff && tabs) s->o.dialect.delimiter = '\t';
}

static lt_status copy_path(csv_sink *s, const char *path, lt_error *err)
{
    s->path_bytes = strlen(path) + 1;
    s->path = lt_mem_resize(s->mem, NULL, 0, s->path_bytes);
    if (!s->path) return lt_mem_refused(s->mem, s->path_bytes, "a path", err);
    memcpy(s->path, path, s->path_bytes);
    return LT_OK;
}

lt_status lt_csv_open_sink(lt_sink **out, lt_mem *mem, const char *path, const lt_option *options,
                           int32_t option_count, lt_error *err)
{
    csv_sink *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a CSV file", err);
    *s = (csv_sink){.base.ops = &ops, .mem = mem, .kind = kind_of(path)};
    lt_status status = lt_csv_write_options(&s->o, mem, options, option_count, err);
    if (!status) status = read_mode(&s->mode, options, option_count, err);
    if (!status) status = copy_path(s, path, err);
    if (status) {
        close_sink(&s->base);
        return status;
    }
    default_tabs(s);
    *out = &s->base;
    return LT_OK;
}
