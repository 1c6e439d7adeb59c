/* parquet_write.c — the Parquet sink: rows into row groups, row groups into files.
 *
 * A row group ends after row_group_rows rows, or after a multiple of LT_PQ_CHECK_ROWS once its
 * values take LT_PQ_GROUP_BYTES. Both are counted by row and by value, not by batch, so
 * that the same rows make the same bytes however they arrive.
 *
 * Batches are kept, not copied, until their row group is encoded.
 */
#include "format/parquet_write.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

/* What one row group is encoded with and leaves to the next: fresh memory is dear. */
typedef struct encoder encoder;
struct encoder {
    encoder        *next;
    lt_codec_ctx    codec;
    lt_pq_chunk_out chunk;
};

typedef struct pq_sink {
    lt_sink             base; /* first */
    lt_mem             *mem;
    const lt_cancel    *cancel;
    char               *path;
    size_t              path_bytes;
    lt_pq_write_options opt;
    lt_output_kind      kind;
    lt_schema          *schema;
    lt_pq_layout       *layouts;
    lt_publish         *publish;
    lt_pq_file_out      file;
    lt_sink_job        *open;          /* being filled */
    lt_sink_job        *ready, **last; /* full ones that no call took yet */
    int64_t             rows, bytes, files;
    bool                skipped;
    pthread_mutex_t     idle_lock; /* of what follows */
    encoder            *idle;
    lt_buf              spare; /* of a row group that lies in the file */
} pq_sink;

/* ---- jobs ---- */

static lt_status job_open(lt_sink_job **out, lt_mem *mem, lt_error *err)
{
    lt_sink_job *job = lt_mem_resize(mem, NULL, 0, sizeof(*job));
    if (!job) return LT_FAIL(err, LT_ENOMEM, "no memory for a row group");
    *job = (lt_sink_job){.mem = mem, .pieces.mem = mem, .arena.mem = mem, .bytes.mem = mem};
    *out = job;
    return LT_OK;
}

static void job_forget_rows(lt_sink_job *job)
{
    lt_pq_piece *pieces = (lt_pq_piece *)job->pieces.data;
    for (size_t i = 0; i < job->pieces.len / sizeof(*pieces); i++) lt_pq_unhold(pieces[i].held);
    lt_buf_clear(&job->pieces);
}

static void job_close(lt_sink_job *job)
{
    if (!job) return;
    job_forget_rows(job);
    lt_buf_clear(&job->bytes);
    lt_arena_clear(&job->arena);
    lt_mem_free(job->mem, job, sizeof(*job));
}

static lt_status job_add(lt_sink_job *job, lt_pq_held *held, int32_t from, int32_t rows,
                         lt_error *err)
{
    lt_pq_piece *pieces = (lt_pq_piece *)job->pieces.data;
    size_t       n = job->pieces.len / sizeof(*pieces);
    if (n && pieces[n - 1].held == held) {
        pieces[n - 1].rows += rows;
    } else {
        lt_pq_piece piece = {held, from, rows};
        LT_TRY(lt_buf_add(&job->pieces, &piece, sizeof(piece), err));
        atomic_fetch_add(&held->refs, 1);
    }
    job->rows += rows;
    job->content_bytes += lt_pq_content_bytes(held->batch, from, rows);
    return LT_OK;
}

static bool job_is_full(const lt_sink_job *job, const lt_pq_write_options *opt)
{
    return job->rows >= opt->row_group_rows ||
           (job->rows % LT_PQ_CHECK_ROWS == 0 && job->content_bytes >= LT_PQ_GROUP_BYTES);
}

/* ---- life ---- */

static lt_status may_begin(pq_sink *s, const lt_schema *schema, bool *skip, lt_error *err)
{
    lt_arena scratch = {.mem = s->mem};
    LT_TRY(lt_publish_check(skip, s->path, s->kind, s->opt.mode, err));
    if (*skip) return LT_OK;
    lt_status status = lt_pq_schema_fill(&(lt_pq_meta){0}, &scratch, schema, err);
    lt_arena_clear(&scratch);
    return status;
}

static lt_status check(lt_sink *base, const lt_schema *schema, lt_error *err)
{
    bool skip;
    return may_begin((pq_sink *)base, schema, &skip, err);
}

static lt_status begin(lt_sink *base, lt_schema *schema, const lt_run *run, bool *skip,
                       lt_error *err)
{
    pq_sink *s = (pq_sink *)base;
    LT_TRY(may_begin(s, schema, skip, err));
    s->skipped = *skip;
    if (*skip) return LT_OK;
    s->layouts = lt_mem_zeroed(s->mem, (size_t)schema->count, sizeof(*s->layouts));
    if (!s->layouts)
        return lt_mem_refused(s->mem, (size_t)schema->count * sizeof(*s->layouts), "a Parquet file",
                              err);
    s->schema = lt_schema_retain(schema);
    for (int32_t i = 0; i < schema->count; i++)
        s->layouts[i] = lt_pq_layout_of(schema->fields[i].type);
    s->cancel = run ? run->cancel : NULL;
    LT_TRY(lt_publish_open(&s->publish, s->mem, s->path, s->kind, s->opt.mode, err));
    s->skipped = *skip = !s->publish;
    return LT_OK;
}

static void ready_push(pq_sink *s)
{
    *s->last = s->open;
    s->last = &s->open->next;
    s->open = NULL;
}

static lt_sink_job *ready_take(pq_sink *s)
{
    lt_sink_job *job = s->ready;
    if (!job) return NULL;
    s->ready = job->next;
    job->next = NULL;
    if (!s->ready) s->last = &s->ready;
    return job;
}

/* Rows of the batch that still fit before the next place where a row group may end. */
static int32_t room(const lt_sink_job *job, int64_t group_rows, int32_t left)
{
    int64_t to_end = group_rows - job->rows;
    int64_t to_check = LT_PQ_CHECK_ROWS - job->rows % LT_PQ_CHECK_ROWS;
    int64_t n = to_end < to_check ? to_end : to_check;
    return n < left ? (int32_t)n : left;
}

static lt_status open_job(lt_sink_job **out, pq_sink *s, lt_error *err)
{
    lt_sink_job *job = s->open;
    if (!job) LT_TRY(job_open(&job, s->mem, err));
    *out = s->open = job;
    return LT_OK;
}

static lt_status append_rows(pq_sink *s, lt_pq_held *held, lt_error *err)
{
    int32_t      rows = lt_batch_count(held->batch), from = 0;
    lt_sink_job *job = NULL;
    while (from < rows) {
        LT_TRY(open_job(&job, s, err));
        int32_t n = room(job, s->opt.row_group_rows, rows - from);
        LT_TRY(job_add(job, held, from, n, err));
        from += n;
        if (job_is_full(job, &s->opt)) ready_push(s);
    }
    return LT_OK;
}

static lt_status append(lt_sink *base, lt_batch *b, lt_sink_job **job, lt_error *err)
{
    pq_sink    *s = (pq_sink *)base;
    lt_pq_held *held;
    *job = NULL;
    if (b->column_count != s->schema->count) {
        lt_status status = LT_FAIL(err, LT_EINVAL, "a batch of %d columns for a file of %d",
                                   b->column_count, s->schema->count);
        lt_batch_close(b);
        return status;
    }
    lt_status status = lt_pq_hold(&held, b, err);
    if (status) {
        lt_batch_close(b);
        return status;
    }
    status = append_rows(s, held, err);
    lt_pq_unhold(held);
    if (!status) *job = ready_take(s);
    return status;
}

static lt_status last(lt_sink *base, lt_sink_job **job, lt_error *err)
{
    pq_sink *s = (pq_sink *)base;
    (void)err;
    *job = ready_take(s);
    if (*job) return LT_OK;
    *job = s->open;
    s->open = NULL;
    return LT_OK;
}

/* ---- the heavy part ---- */

static lt_status encode_columns(pq_sink *s, lt_sink_job *job, lt_pq_chunk_out *c, lt_error *err)
{
    int32_t columns = s->schema->count;
    job->chunks = lt_arena_get(&job->arena, (size_t)columns * sizeof(*job->chunks));
    if (!job->chunks) return LT_FAIL(err, LT_ENOMEM, "no memory for a row group");
    for (int32_t i = 0; i < columns; i++) {
        lt_pq_cursor cursor = {.pieces = (const lt_pq_piece *)job->pieces.data,
                               .count = (int32_t)(job->pieces.len / sizeof(lt_pq_piece)),
                               .column = i};
        c->layout = &s->layouts[i];
        lt_status status = lt_pq_chunk_write(&job->chunks[i], c, cursor, err);
        if (status) {
            lt_error_at(err, s->path, 0, s->schema->fields[i].name);
            return status;
        }
        job->raw_bytes += c->raw_bytes;
    }
    return LT_OK;
}

static void encoder_close(encoder *x)
{
    lt_pq_chunk_out_clear(&x->chunk);
    lt_codec_ctx_clear(&x->codec);
    lt_mem_free(x->chunk.mem, x, sizeof(*x));
}

static lt_status encoder_open(encoder **out, pq_sink *s, lt_error *err)
{
    encoder *x = lt_mem_zeroed(s->mem, 1, sizeof(*x));
    if (!x) return lt_mem_refused(s->mem, sizeof(*x), "a row group", err);
    lt_pq_chunk_out *c = &x->chunk;
    lt_buf *const    bufs[] = {&c->levels, &c->dense, &c->page, &c->packed, &c->pages, &c->marks};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++) bufs[i]->mem = s->mem;
    x->codec = (lt_codec_ctx){.mem = s->mem, .level = s->opt.level};
    c->mem = s->mem;
    c->opt = &s->opt;
    c->cancel = s->cancel;
    c->codec = &x->codec;
    lt_pq_dict_start(&c->dict, s->mem, NULL);
    *out = x;
    return LT_OK;
}

/* One that is idle, or a new one; room for the row group's bytes, if there is some. */
static lt_status encoder_take(encoder **out, pq_sink *s, lt_sink_job *job, lt_error *err)
{
    pthread_mutex_lock(&s->idle_lock);
    *out = s->idle;
    if (s->idle) s->idle = s->idle->next;
    if (s->spare.data) {
        job->bytes = s->spare;
        s->spare = (lt_buf){.mem = s->mem};
    }
    pthread_mutex_unlock(&s->idle_lock);
    return *out ? LT_OK : encoder_open(out, s, err);
}

static void encoder_give(pq_sink *s, encoder *x)
{
    pthread_mutex_lock(&s->idle_lock);
    x->next = s->idle;
    s->idle = x;
    pthread_mutex_unlock(&s->idle_lock);
}

/* The job's bytes lie in the file: their room serves another. */
static void room_give(pq_sink *s, lt_sink_job *job)
{
    pthread_mutex_lock(&s->idle_lock);
    if (!s->spare.data) {
        s->spare = job->bytes;
        s->spare.len = 0;
        job->bytes = (lt_buf){.mem = job->mem};
    }
    pthread_mutex_unlock(&s->idle_lock);
}

static lt_status encode(lt_sink *base, lt_sink_job *job, lt_error *err)
{
    pq_sink *s = (pq_sink *)base;
    encoder *x;
    LT_TRY(encoder_take(&x, s, job, err));
    x->chunk.arena = &job->arena;
    x->chunk.out = &job->bytes;
    lt_status status = encode_columns(s, job, &x->chunk, err);
    job_forget_rows(job);
    if (status)
        encoder_close(x);
    else
        encoder_give(s, x);
    return status;
}

/* ---- in order again ---- */

static lt_status file_open(pq_sink *s, lt_error *err)
{
    LT_TRY(lt_publish_part(&s->file.out, s->publish, NULL, s->files, ".parquet", err));
    s->files++;
    return lt_pq_file_begin(&s->file, err);
}

static lt_status file_close(pq_sink *s, lt_error *err)
{
    int64_t bytes = 0;
    LT_TRY(lt_pq_file_finish(&s->file, s->schema, &bytes, err));
    s->bytes += bytes;
    return LT_OK;
}

static lt_status commit(lt_sink *base, lt_sink_job *job, lt_error *err)
{
    pq_sink  *s = (pq_sink *)base;
    int64_t   rows = job->rows;
    lt_status status = s->file.out ? LT_OK : file_open(s, err);
    if (!status) status = lt_pq_file_add(&s->file, job, s->schema->count, err);
    room_give(s, job);
    job_close(job);
    LT_TRY(status);
    s->rows += rows;
    bool is_full = (int64_t)s->file.out->bytes >= s->opt.part_bytes;
    return s->kind == LT_OUTPUT_FOLDER && is_full ? file_close(s, err) : LT_OK;
}

static void drop(lt_sink *base, lt_sink_job *job)
{
    (void)base;
    job_close(job);
}

static lt_status finish(lt_sink *base, lt_sink_result *result, lt_error *err)
{
    pq_sink *s = (pq_sink *)base;
    *result = (lt_sink_result){.skipped = s->skipped};
    if (s->skipped) return LT_OK;
    if (!s->publish) return LT_FAIL(err, LT_EINVAL, "a write that has not begun cannot finish");
    if (!s->file.out && !s->files) LT_TRY(file_open(s, err));
    if (s->file.out) LT_TRY(file_close(s, err));
    lt_publish *publish = s->publish;
    s->publish = NULL;
    LT_TRY(lt_publish_commit(publish, err));
    *result = (lt_sink_result){.rows = s->rows, .bytes = s->bytes, .files = s->files};
    return LT_OK;
}

static void sink_close(lt_sink *base)
{
    pq_sink *s = (pq_sink *)base;
    if (!s) return;
    while (s->idle) {
        encoder *x = s->idle;
        s->idle = x->next;
        encoder_close(x);
    }
    lt_buf_clear(&s->spare);
    pthread_mutex_destroy(&s->idle_lock);
    while (s->ready) job_close(ready_take(s));
    job_close(s->open);
    lt_pq_file_clear(&s->file);
    lt_publish_abort(s->publish);
    if (s->schema) lt_mem_free(s->mem, s->layouts, (size_t)s->schema->count * sizeof(*s->layouts));
    lt_schema_release(s->schema);
    lt_mem_free(s->mem, s->path, s->path_bytes);
    lt_mem_free(s->mem, s, sizeof(*s));
}

static const char *target(lt_sink *base) { return ((pq_sink *)base)->path; }

static const lt_sink_ops ops = {.name = "parquet",
                                .check = check,
                                .begin = begin,
                                .append = append,
                                .last = last,
                                .encode = encode,
                                .commit = commit,
                                .drop = drop,
                                .finish = finish,
                                .close = sink_close,
                                .target = target};

static bool ends_in_suffix(const char *path)
{
    static const char suffix[] = ".parquet";
    size_t            len = strlen(path), n = sizeof(suffix) - 1;
    return len > n && strcasecmp(path + len - n, suffix) == 0;
}

lt_status lt_pq_sink_open(lt_sink **out, lt_mem *mem, const char *path, const lt_option *options,
                          int32_t option_count, lt_error *err)
{
    lt_pq_write_options opt;
    LT_TRY(lt_pq_write_options_read(&opt, mem, options, option_count, err));
    pq_sink *s = lt_mem_resize(mem, NULL, 0, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a Parquet write", err);
    *s = (pq_sink){.base.ops = &ops, .mem = mem, .opt = opt};
    s->spare.mem = mem;
    pthread_mutex_init(&s->idle_lock, NULL);
    s->last = &s->ready;
    s->kind = ends_in_suffix(path) ? LT_OUTPUT_FILE : LT_OUTPUT_FOLDER;
    s->file = (lt_pq_file_out){.mem = mem, .groups.mem = mem, .arenas.mem = mem, .chunks.mem = mem};
    s->path_bytes = strlen(path) + 1;
    s->path = lt_mem_resize(mem, NULL, 0, s->path_bytes);
    if (!s->path) {
        s->path_bytes = 0;
        sink_close(&s->base);
        return lt_mem_refused(mem, strlen(path) + 1, "a path", err);
    }
    memcpy(s->path, path, s->path_bytes);
    *out = &s->base;
    return LT_OK;
}
