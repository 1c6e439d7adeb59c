/* csv_read.c — the source: prepare, parts, batches, stats. */
#include "format/csv_source.h"
#include "format/format.h"

#include <stdio.h>
#include <string.h>

enum { SPARE_BLOCKS = 4 /* a worker */ };

static lt_csv_source *of(lt_source *s) { return (lt_csv_source *)s; }

static lt_schema *schema(lt_source *base) { return of(base)->schema; }

/* ---- a run ---- */

static void close_run(lt_csv_run *r)
{
    lt_mem *mem = r->run.mem;
    for (int32_t i = 0; i < r->scratch_count; i++) lt_csv_scratch_clear(&r->scratch[i]);
    if (r->scratch) lt_mem_free(mem, r->scratch, (size_t)r->scratch_count * sizeof(*r->scratch));
    if (r->ends) lt_mem_free(mem, r->ends, (size_t)r->part_count + 1);
    lt_csv_pool_close(r->pool);
    pthread_cond_destroy(&r->moved);
    pthread_mutex_destroy(&r->lock);
}

static void finish(lt_source *base)
{
    lt_csv_source *s = of(base);
    lt_csv_run    *r = s->r;
    if (!r) return;
    lt_mem *mem = r->run.mem;
    size_t  columns = (size_t)s->schema->count;
    close_run(r);
    if (r->wanted) lt_mem_free(mem, r->wanted, ((size_t)r->wanted_count + 1) * sizeof(int32_t));
    if (r->kinds) lt_mem_free(mem, r->kinds, (columns + 1) * sizeof(*r->kinds));
    lt_mem_free(mem, r->nothing, columns + 1);
    lt_mem_free(mem, r, sizeof(*r));
    s->r = NULL;
}

static lt_status choose_columns(lt_csv_source *s, lt_csv_run *r, const lt_scan_spec *want,
                                lt_error *err)
{
    int32_t count = want->all_columns ? s->schema->count : want->column_count;
    size_t  bytes = ((size_t)count + 1) * sizeof(int32_t);
    r->wanted = lt_mem_zeroed(r->run.mem, (size_t)count + 1, sizeof(int32_t));
    if (!r->wanted) return lt_mem_refused(r->run.mem, bytes, "columns", err);
    r->wanted_count = count;
    for (int32_t i = 0; i < count; i++) {
        int32_t column = want->all_columns ? i : want->columns[i];
        if (column < 0 || column >= s->schema->count)
            return LT_FAIL(err, LT_EINVAL, "no column %d in %s", column, s->files[0].path);
        r->wanted[i] = column;
        r->text |= s->schema->fields[column].type.id == LT_STRING;
    }
    return LT_OK;
}

static lt_status make_rooms(lt_csv_source *s, lt_csv_run *r, lt_error *err)
{
    int32_t workers = r->run.workers < 1 ? 2 : r->run.workers + 1;
    size_t  columns = (size_t)s->schema->count;
    r->scratch = lt_mem_zeroed(r->run.mem, (size_t)workers, sizeof(*r->scratch));
    r->ends = lt_mem_zeroed(r->run.mem, (size_t)r->part_count + 1, 1);
    r->kinds = lt_mem_zeroed(r->run.mem, columns + 1, sizeof(*r->kinds));
    r->nothing = lt_mem_zeroed(r->run.mem, columns + 1, 1);
    if (r->scratch) r->scratch_count = workers;
    if (!r->scratch || !r->ends || !r->kinds || !r->nothing)
        return lt_mem_refused(r->run.mem, (size_t)r->part_count, "the parts of a scan", err);
    r->schema = s->schema;
    for (size_t i = 0; i < columns; i++) r->nothing[i] = s->o.infer && s->kinds[i].seen == 0;
    for (int32_t i = 0; i < workers; i++) lt_csv_scratch_init(&r->scratch[i], r->run.mem);
    return lt_csv_pool_open(&r->pool, r->run.mem, SPARE_BLOCKS * workers, err);
}

static int64_t count_parts(const lt_csv_source *s)
{
    const lt_csv_file *last = &s->files[s->file_count - 1];
    int64_t            own = last->size - last->data_at + s->o.part_bytes - 1;
    return last->first_part + (last->field_count > 0 ? own / s->o.part_bytes : 0);
}

static void expect_bytes(lt_csv_source *s)
{
    int64_t total = 0;
    for (int32_t i = 0; i < s->file_count; i++) total += s->files[i].size - s->files[i].data_at;
    atomic_fetch_add(&s->base.stats.bytes_total, total);
}

static lt_status prepare(lt_source *base, lt_scan_spec *want, const lt_run *run, lt_error *err)
{
    lt_csv_source *s = of(base);
    finish(base);
    for (int32_t i = 0; i < s->file_count; i++) LT_TRY(lt_csv_file_changed(&s->files[i], err));
    lt_csv_run *r = lt_mem_zeroed(run->mem, 1, sizeof(*r));
    if (!r) return lt_mem_refused(run->mem, sizeof(*r), "a scan", err);
    r->run = *run;
    r->locators = want->locators;
    r->batch_rows = want->batch_rows  ? want->batch_rows
                    : run->batch_rows ? run->batch_rows
                                      : LT_BATCH_ROWS;
    r->part_count = count_parts(s);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->moved, NULL);
    s->r = r;
    lt_status status = choose_columns(s, r, want, err);
    if (!status) status = make_rooms(s, r, err);
    if (status) finish(base);
    if (!status) expect_bytes(s);
    return status;
}

static int64_t parts(lt_source *base) { return of(base)->r ? of(base)->r->part_count : 0; }

/* ---- reading ---- */

static void add_mended(lt_scan_stats *t, const lt_csv_mended *m)
{
    atomic_fetch_add(&t->padded, m->padded);
    atomic_fetch_add(&t->cut, m->cut);
    atomic_fetch_add(&t->dropped, m->dropped);
    atomic_fetch_add(&t->replaced, m->replaced);
}

typedef struct reading {
    lt_csv_source *s;
    int64_t        ordinal; /* of the next row */
    lt_emit       *emit;
    void          *arg;
    bool           refused; /* the status is that of emit */
} reading;

static lt_status emit_rows(reading *to, const lt_csv_chunk *c, lt_csv_mended *mended, lt_error *err)
{
    lt_csv_source *s = to->s;
    lt_csv_run    *r = s->r;
    for (uint32_t row = 0, n; row < c->row_count; row += n) {
        lt_batch *b;
        n = c->row_count - row < (uint32_t)r->batch_rows ? c->row_count - row
                                                         : (uint32_t)r->batch_rows;
        LT_TRY(lt_cancel_check(r->run.cancel, err));
        if (atomic_load_explicit(&r->widening, memory_order_relaxed) != LT_CSV_STEADY)
            return LT_EWIDEN;
        LT_TRY(lt_csv_batch(&b, s, c, row, n, mended, err));
        b->ordinal = to->ordinal;
        to->ordinal += b->rows;
        atomic_fetch_add(&s->base.stats.rows, b->rows);
        if (b->rows == 0) {
            lt_batch_close(b);
            continue;
        }
        lt_status status = to->emit(to->arg, b, err);
        to->refused = status != LT_OK;
        if (status) return status;
    }
    return LT_OK;
}

static lt_status read_part(lt_source *base, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                           lt_error *err)
{
    lt_csv_source *s = of(base);
    lt_csv_run    *r = s->r;
    lt_csv_chunk   c;
    lt_csv_mended  mended = {0, 0, 0, 0};
    reading        to = {s, part << LT_PART_SHIFT, emit, arg, false};
    if (!r || part < 0 || part >= r->part_count || worker < 0 || worker >= r->scratch_count)
        return LT_FAIL(err, LT_EINVAL, "no part %lld of the scan", (long long)part);
    lt_csv_scratch *scratch = &r->scratch[worker];
    if (atomic_load(&r->widening) != LT_CSV_STEADY) return lt_csv_widen(s, scratch, err);
    LT_TRY(lt_cancel_check(r->run.cancel, err));
    LT_TRY(lt_csv_load(&c, s, part, scratch, &mended, err));
    lt_status status = lt_csv_file_changed(c.file, err);
    if (!status) status = emit_rows(&to, &c, &mended, err);
    atomic_fetch_add(&base->stats.bytes, c.to - c.from);
    lt_csv_chunk_close(&c);
    if (status == LT_EWIDEN && !to.refused) return lt_csv_widen(s, scratch, err);
    add_mended(&base->stats, &mended);
    return status;
}

/* ---- the rest ---- */

static lt_status describe(lt_source *base, lt_buf *out, lt_error *err)
{
    lt_csv_source *s = of(base);
    int64_t        bytes = 0;
    for (int32_t i = 0; i < s->file_count; i++) bytes += s->files[i].size;
    LT_TRY(lt_buf_printf(out, err, "csv %s  ", s->files[0].path));
    LT_TRY(lt_buf_printf(out, err, s->file_count == 1 ? "%d file, " : "%d files, ", s->file_count));
    if (bytes < 1000000)
        LT_TRY(lt_buf_printf(out, err, "%lld bytes", (long long)bytes));
    else
        LT_TRY(lt_buf_printf(out, err, "%.1f MB", (double)bytes / 1e6));
    if (s->o.dialect.delimiter == '\t')
        LT_TRY(lt_buf_text(out, ", tabs", err));
    else if (s->o.dialect.delimiter != ',')
        LT_TRY(lt_buf_printf(out, err, ", delimiter %c", s->o.dialect.delimiter));
    return s->notes.len ? lt_buf_add(out, s->notes.data, s->notes.len, err) : LT_OK;
}

static int64_t locator_end(lt_source *base)
{
    const lt_csv_source *s = of(base);
    const lt_csv_file   *last = &s->files[s->file_count - 1];
    return last->place + last->size;
}

static int64_t row_count(lt_source *base) { return of(base)->r && parts(base) == 0 ? 0 : -1; }

static void close_source(lt_source *base)
{
    finish(base);
    lt_csv_source_free(of(base));
}

static const lt_source_ops ops = {
    .name = "csv",
    .schema = schema,
    .prepare = prepare,
    .parts = parts,
    .read = read_part,
    .fetch = lt_csv_fetch,
    .locator_end = locator_end,
    .describe = describe,
    .row_count = row_count,
    .finish = finish,
    .close = close_source,
};

static lt_status open_source(lt_source **out, lt_mem *mem, const char *const *paths,
                             int32_t path_count, const lt_option *options, int32_t option_count,
                             lt_error *err)
{
    LT_TRY(lt_csv_open_source(out, mem, paths, path_count, options, option_count, err));
    (*out)->ops = &ops;
    return LT_OK;
}

const lt_format_ops lt_format_csv = {
    .name = "csv",
    .suffixes = ".csv .tsv .tab",
    .open_source = open_source,
    .open_sink = lt_csv_open_sink,
    .option = lt_csv_option,
};
