/* parquet_read.c — the Parquet source: a part is a row group.
 *
 * Only the chunks of the columns wanted are read. With a limit and no filter, row groups past it
 * are no parts at all. A part's order and number do not depend on what was skipped before it.
 */
#include "format/parquet_read.h"

#include "core/options.h"

#include <string.h>

typedef struct pq_part {
    int32_t file, group;
    int64_t rows; /* that are wanted of it */
} pq_part;

typedef struct pq_source {
    lt_source   base; /* first */
    lt_mem     *mem;
    lt_pq_file *files;
    int32_t     file_count;
    lt_schema  *schema;
    bool        uses_statistics;
    /* since prepare */
    lt_mem          *run_mem;
    const lt_cancel *cancel;
    lt_buf           parts, columns; /* pq_part, int32_t */
    int32_t          batch_rows;
} pq_source;

static lt_schema *schema_of(lt_source *base) { return ((pq_source *)base)->schema; }

/* ---- before a run ---- */

static lt_status names_list(lt_buf *out, const pq_source *s, bool refused, lt_error *err)
{
    const lt_pq_file *f = &s->files[0];
    int32_t           count = 0;
    for (int32_t i = 0; i < f->column_count; i++) {
        if (!f->types[i].refused == refused) continue;
        if (count++) LT_TRY(lt_buf_text(out, ", ", err));
        LT_TRY(lt_buf_text(out, f->names[i], err));
    }
    if (!count) LT_TRY(lt_buf_text(out, "none", err));
    return lt_buf_terminate(out, err);
}

/* The error of a column that cannot be read; the hint says which can. */
static lt_status refuse(const pq_source *s, int32_t column, bool all, lt_error *err)
{
    const lt_pq_file *f = &s->files[0];
    lt_buf            bad = {.mem = s->mem}, good = {.mem = s->mem};
    lt_status         status = names_list(&bad, s, true, err);
    if (!status) status = names_list(&good, s, false, err);
    if (!status) {
        status = LT_FAIL(err, LT_EUNSUPPORTED, "column %s %s, which cannot be read",
                         f->names[column], f->types[column].refused);
        if (all)
            lt_error_hint(err, "select the columns that can be read: %s (these cannot: %s)",
                          (const char *)good.data, (const char *)bad.data);
        lt_error_at(err, f->path, 0, f->names[column]);
    }
    lt_buf_clear(&bad);
    lt_buf_clear(&good);
    return status;
}

static lt_status columns_choose(pq_source *s, const lt_scan_spec *want, lt_error *err)
{
    int32_t count = want->all_columns ? s->schema->count : want->column_count;
    s->columns.len = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t column = want->all_columns ? i : want->columns[i];
        if (s->files[0].types[column].refused)
            return refuse(s, column, count == s->schema->count, err);
        LT_TRY(lt_buf_add(&s->columns, &column, sizeof(column), err));
    }
    return LT_OK;
}

static bool is_skipped(const pq_source *s, const lt_scan_spec *want, const lt_pq_file *f,
                       const lt_pq_row_group *g)
{
    if (g->rows == 0) return true;
    for (int32_t i = 0; i < want->filter_count && s->uses_statistics; i++)
        if (lt_pq_cannot_match(want->filters[i], f, g, (const int32_t *)s->columns.data))
            return true;
    return false;
}

static int64_t packed_bytes(const pq_source *s, const lt_pq_file *f, const lt_pq_row_group *g)
{
    const int32_t *columns = (const int32_t *)s->columns.data;
    int64_t        sum = 0;
    for (size_t i = 0; i < s->columns.len / sizeof(*columns); i++) {
        int32_t leaf = f->leaves[columns[i]];
        if (leaf >= 0 && leaf < g->columns.count && g->columns.at[leaf].meta)
            sum += g->columns.at[leaf].meta->total_compressed_bytes;
    }
    return sum;
}

/* *left: rows that a limit still wants. */
static lt_status group_choose(pq_source *s, const lt_scan_spec *want, int32_t file, int32_t group,
                              int64_t *left, lt_error *err)
{
    const lt_pq_file      *f = &s->files[file];
    const lt_pq_row_group *g = &f->meta->row_groups.at[group];
    if (*left == 0) return LT_OK;
    if (is_skipped(s, want, f, g)) {
        atomic_fetch_add(&s->base.stats.parts_skipped, 1);
        return LT_OK;
    }
    pq_part part = {file, group, g->rows < *left ? g->rows : *left};
    LT_TRY(lt_buf_add(&s->parts, &part, sizeof(part), err));
    atomic_fetch_add(&s->base.stats.bytes_total, packed_bytes(s, f, g));
    if (!want->filter_count && want->limit >= 0) *left -= part.rows;
    return LT_OK;
}

static lt_status parts_choose(pq_source *s, const lt_scan_spec *want, lt_error *err)
{
    int64_t left = want->limit >= 0 ? want->limit : INT64_MAX;
    s->parts.len = 0;
    for (int32_t i = 0; i < s->file_count; i++)
        for (int32_t k = 0; k < s->files[i].meta->row_groups.count; k++)
            LT_TRY(group_choose(s, want, i, k, &left, err));
    return LT_OK;
}

static lt_status prepare(lt_source *base, lt_scan_spec *want, const lt_run *run, lt_error *err)
{
    pq_source *s = (pq_source *)base;
    s->run_mem = run && run->mem ? run->mem : s->mem;
    s->cancel = run ? run->cancel : NULL;
    s->batch_rows = want->batch_rows > 0 ? want->batch_rows : LT_BATCH_ROWS;
    LT_TRY(columns_choose(s, want, err));
    return parts_choose(s, want, err);
}

static int64_t parts(lt_source *base)
{
    return (int64_t)(((pq_source *)base)->parts.len / sizeof(pq_part));
}

/* ---- reading a part ---- */

typedef struct part_reader {
    pq_source             *source;
    const lt_pq_file      *file;
    const lt_pq_row_group *group;
    const int32_t         *columns;
    int32_t                column_count, group_number;
    lt_file               *in;
    lt_codec_ctx           codec;
    lt_pq_reader          *readers;
    int64_t                bytes_told;
} part_reader;

/* Adds the row group and the column to an error about its data. */
static lt_status blame(const part_reader *p, int32_t i, lt_status status, lt_error *err)
{
    if (status == LT_ENOMEM || status == LT_ECANCELLED || status == LT_ETIMEOUT) return status;
    lt_error_prefix(err, "row group %d, column %s", p->group_number, p->file->names[p->columns[i]]);
    lt_error_at(err, p->file->path, 0, p->file->names[p->columns[i]]);
    return status;
}

static lt_status readers_open(part_reader *p, lt_error *err)
{
    lt_mem *mem = p->source->run_mem;
    p->readers = lt_mem_zeroed(mem, (size_t)p->column_count + 1, sizeof(*p->readers));
    if (!p->readers)
        return lt_mem_refused(mem, (size_t)p->column_count * sizeof(*p->readers), "a Parquet file",
                              err);
    for (int32_t i = 0; i < p->column_count; i++) {
        int32_t       leaf = p->file->leaves[p->columns[i]];
        lt_pq_reader *r = &p->readers[i];
        *r = (lt_pq_reader){.mem = mem,
                            .file = p->in,
                            .type = &p->file->types[p->columns[i]],
                            .codec_ctx = &p->codec};
        lt_status status =
            leaf < 0 || leaf >= p->group->columns.count
                ? LT_FAIL(err, LT_EPARSE, "the row group has no such column")
                : lt_pq_reader_open(r, &p->group->columns.at[leaf], p->group->rows, err);
        if (status) return blame(p, i, status, err);
    }
    return LT_OK;
}

static void part_close(part_reader *p)
{
    for (int32_t i = 0; p->readers && i < p->column_count; i++) lt_pq_reader_close(&p->readers[i]);
    lt_mem_free(p->source->run_mem, p->readers,
                ((size_t)p->column_count + 1) * sizeof(*p->readers));
    lt_codec_ctx_clear(&p->codec);
    lt_file_close(p->in);
}

static lt_status batch_read(lt_batch **out, part_reader *p, int32_t rows, lt_error *err)
{
    lt_batch *b;
    LT_TRY(lt_batch_open(&b, p->source->run_mem, rows, p->column_count, err));
    for (int32_t i = 0; i < p->column_count; i++) {
        lt_status status = lt_pq_column_read(&b->columns[i], &p->readers[i], rows, err);
        if (!status) continue;
        lt_batch_close(b);
        return blame(p, i, status, err);
    }
    *out = b;
    return LT_OK;
}

/* Every row of a group must have been in the pages: none are left over either. */
static lt_status end_check(const part_reader *p, lt_error *err)
{
    for (int32_t i = 0; i < p->column_count; i++) {
        int64_t left = p->readers[i].rows_left + p->readers[i].page.left;
        if (left)
            return blame(p, i, LT_FAIL(err, LT_EPARSE, "%lld rows are left over", (long long)left),
                         err);
    }
    return LT_OK;
}

static void tell(part_reader *p, int32_t rows)
{
    int64_t bytes = 0;
    for (int32_t i = 0; i < p->column_count; i++) {
        uint64_t start, all;
        lt_pq_chunk_range(&start, &all, p->readers[i].meta);
        bytes += (int64_t)(p->readers[i].at - start);
    }
    atomic_fetch_add(&p->source->base.stats.rows, rows);
    atomic_fetch_add(&p->source->base.stats.bytes, bytes - p->bytes_told);
    p->bytes_told = bytes;
}

static lt_status part_read(part_reader *p, const pq_part *part, int64_t number, lt_emit *emit,
                           void *arg, lt_error *err)
{
    pq_source *s = p->source;
    for (int64_t done = 0, n; done < part->rows; done += n) {
        lt_batch *b = NULL;
        LT_TRY(lt_cancel_check(s->cancel, err));
        n = part->rows - done < s->batch_rows ? part->rows - done : s->batch_rows;
        LT_TRY(batch_read(&b, p, (int32_t)n, err));
        b->ordinal = number << LT_PART_SHIFT | done;
        tell(p, (int32_t)n);
        LT_TRY(emit(arg, b, err));
    }
    return part->rows == p->group->rows ? end_check(p, err) : LT_OK;
}

static lt_status read_part(lt_source *base, int64_t number, int32_t worker, lt_emit *emit,
                           void *arg, lt_error *err)
{
    pq_source     *s = (pq_source *)base;
    const pq_part *part = (const pq_part *)s->parts.data + number;
    part_reader    p = {.source = s,
                        .file = &s->files[part->file],
                        .columns = (const int32_t *)s->columns.data,
                        .column_count = (int32_t)(s->columns.len / sizeof(int32_t)),
                        .group_number = part->group,
                        .codec.mem = s->run_mem};
    (void)worker;
    p.group = &p.file->meta->row_groups.at[part->group];
    lt_status status = lt_pq_file_reopen(&p.in, p.file, err);
    if (!status) status = readers_open(&p, err);
    if (!status) status = part_read(&p, part, number, emit, arg, err);
    part_close(&p);
    return status;
}

/* ---- the rest ---- */

static int64_t row_count(lt_source *base)
{
    pq_source *s = (pq_source *)base;
    int64_t    sum = 0;
    for (int32_t i = 0; i < s->file_count; i++)
        for (int32_t k = 0; k < s->files[i].meta->row_groups.count; k++)
            if (__builtin_add_overflow(sum, s->files[i].meta->row_groups.at[k].rows, &sum))
                return -1;
    return sum;
}

static lt_status describe(lt_source *base, lt_buf *out, lt_error *err)
{
    pq_source        *s = (pq_source *)base;
    const lt_pq_file *f = &s->files[0];
    char              size[LT_SIZE_TEXT];
    int64_t           bytes = 0, groups = 0;
    bool              is_cut = false;
    for (int32_t i = 0; i < s->file_count; i++) {
        bytes += (int64_t)s->files[i].seen.size;
        groups += s->files[i].meta->row_groups.count;
    }
    for (int32_t i = 0; i < f->column_count; i++) is_cut |= f->types[i].is_cut;
    lt_print_size(size, bytes);
    return lt_buf_printf(out, err, "parquet %s%s  %d file%s, %s, %lld row group%s%s", f->path,
                         s->file_count > 1 ? " …" : "", s->file_count,
                         s->file_count == 1 ? "" : "s", size, (long long)groups,
                         groups == 1 ? "" : "s", is_cut ? ", nanoseconds cut to microseconds" : "");
}

static void forget_run(lt_source *base)
{
    pq_source *s = (pq_source *)base;
    s->parts.len = s->columns.len = 0;
    s->run_mem = NULL;
    s->cancel = NULL;
}

static void source_close(lt_source *base)
{
    pq_source *s = (pq_source *)base;
    for (int32_t i = 0; i < s->file_count; i++) lt_pq_file_close(&s->files[i]);
    lt_mem_free(s->mem, s->files, (size_t)s->file_count * sizeof(*s->files));
    lt_buf_clear(&s->parts);
    lt_buf_clear(&s->columns);
    lt_schema_release(s->schema);
    lt_mem_free(s->mem, s, sizeof(*s));
}

static const lt_source_ops ops = {.name = "parquet",
                                  .schema = schema_of,
                                  .prepare = prepare,
                                  .parts = parts,
                                  .read = read_part,
                                  .describe = describe,
                                  .row_count = row_count,
                                  .finish = forget_run,
                                  .close = source_close};

static const lt_option_spec specs[] = {
    {"statistics", LT_OPTION_BOOL, NULL, "true", "skip row groups by their statistics"},
};
const lt_option_table lt_pq_read_table = {"read_parquet", specs, sizeof(specs) / sizeof(specs[0])};

static lt_status options_read(pq_source *s, const lt_option *options, int32_t count, lt_error *err)
{
    lt_options o = {.mem = s->mem};
    lt_status  status = LT_OK;
    for (int32_t i = 0; i < count && !status; i++)
        status =
            lt_options_put(&o, options[i].name, options[i].value, strlen(options[i].value), err);
    if (!status) status = lt_options_check(&o, &lt_pq_read_table, err);
    if (!status) s->uses_statistics = lt_options_bool(&o, &lt_pq_read_table, "statistics");
    lt_options_clear(&o);
    return status;
}

static lt_status files_open(pq_source *s, const char *const *paths, int32_t count, lt_error *err)
{
    s->files = lt_mem_zeroed(s->mem, (size_t)count, sizeof(*s->files));
    if (!s->files)
        return lt_mem_refused(s->mem, (size_t)count * sizeof(*s->files), "Parquet files", err);
    s->file_count = count;
    for (int32_t i = 0; i < count; i++) {
        LT_TRY(lt_pq_file_open(&s->files[i], s->mem, paths[i], err));
        if (i > 0) LT_TRY(lt_pq_file_align(&s->files[i], &s->files[0], err));
    }
    return lt_pq_file_schema(&s->schema, s->mem, &s->files[0], err);
}

lt_status lt_pq_source_open(lt_source **out, lt_mem *mem, const char *const *paths,
                            int32_t path_count, const lt_option *options, int32_t option_count,
                            lt_error *err)
{
    if (path_count < 1) return LT_FAIL(err, LT_EINVAL, "no path to read");
    pq_source *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a Parquet file", err);
    s->base.ops = &ops;
    atomic_init(&s->base.refs, 1);
    s->mem = s->parts.mem = s->columns.mem = mem;
    lt_status status = options_read(s, options, option_count, err);
    if (!status) status = files_open(s, paths, path_count, err);
    if (status) {
        source_close(&s->base);
        return status;
    }
    *out = &s->base;
    return LT_OK;
}
