/* parquet_file.c — one file on its way out: row groups, page indexes, footer. */
#include "format/parquet_write.h"

#include <string.h>

static const char created_by[] = "lote version " LOTE_VERSION;

lt_status lt_pq_file_begin(lt_pq_file_out *f, lt_error *err)
{
    return lt_outfile_append(f->out, "PAR1", 4, err);
}

/* Offsets of a chunk count from the start of its row group until its place is known. */
static void shift(lt_pq_chunk_result *r, int64_t by)
{
    lt_pq_column_meta *m = r->chunk.meta;
    m->data_at += by;
    if (lt_pq_has(m, 11)) m->dictionary_at += by;
    for (int32_t i = 0; i < r->offsets->pages.count; i++) r->offsets->pages.at[i].at += by;
}

static lt_status group_make(lt_pq_row_group *out, lt_sink_job *job, int32_t columns, int64_t at,
                            int64_t ordinal, lt_error *err)
{
    lt_pq_chunk *chunks = lt_arena_get(&job->arena, (size_t)columns * sizeof(*chunks));
    if (!chunks) return LT_FAIL(err, LT_ENOMEM, "no memory for the metadata of a Parquet file");
    for (int32_t i = 0; i < columns; i++) {
        shift(&job->chunks[i], at);
        chunks[i] = job->chunks[i].chunk;
    }
    *out = (lt_pq_row_group){.has = 1u << 1 | 1u << 2 | 1u << 3 | 1u << 5 | 1u << 6,
                             .total_bytes = job->raw_bytes,
                             .rows = job->rows,
                             .file_at = at,
                             .total_compressed_bytes = (int64_t)job->bytes.len,
                             .ordinal = (int32_t)ordinal};
    if (ordinal <= INT16_MAX) lt_pq_set(out, 7);
    out->columns.at = chunks;
    out->columns.count = columns;
    return LT_OK;
}

lt_status lt_pq_file_add(lt_pq_file_out *f, lt_sink_job *job, int32_t columns, lt_error *err)
{
    int64_t         ordinal = (int64_t)(f->groups.len / sizeof(lt_pq_row_group));
    lt_pq_row_group group;
    LT_TRY(lt_buf_reserve(&f->groups, sizeof(group), err));
    LT_TRY(lt_buf_reserve(&f->arenas, sizeof(lt_arena), err));
    LT_TRY(lt_buf_reserve(&f->chunks, sizeof(job->chunks), err));
    LT_TRY(group_make(&group, job, columns, (int64_t)f->out->bytes, ordinal, err));
    LT_TRY(lt_outfile_append(f->out, job->bytes.data, job->bytes.len, err));

    lt_buf_push(&f->groups, &group, sizeof(group));
    lt_buf_push(&f->arenas, &job->arena, sizeof(job->arena));
    lt_buf_push(&f->chunks, &job->chunks, sizeof(job->chunks));
    f->rows += job->rows;
    job->arena = (lt_arena){.mem = job->mem};
    return LT_OK;
}

typedef struct footer {
    lt_arena         arena;
    lt_buf           bytes;
    lt_pq_meta       meta;
    lt_pq_row_group *groups;
    int32_t          group_count;
} footer;

static lt_status index_put(footer *w, lt_pq_file_out *f, lt_pq_chunk *c,
                           const lt_pq_chunk_result *r, bool offsets, lt_error *err)
{
    int64_t at = (int64_t)(f->out->bytes + w->bytes.len);
    size_t  before = w->bytes.len;
    if (!offsets && !r->index) return LT_OK;
    if (offsets)
        LT_TRY(lt_thrift_write(&w->bytes, &lt_pq_offset_index_shape, r->offsets, err));
    else
        LT_TRY(lt_thrift_write(&w->bytes, &lt_pq_column_index_shape, r->index, err));
    *(offsets ? &c->offset_index_at : &c->column_index_at) = at;
    *(offsets ? &c->offset_index_bytes : &c->column_index_bytes) = (int32_t)(w->bytes.len - before);
    c->has |= offsets ? 1u << 4 | 1u << 5 : 1u << 6 | 1u << 7;
    return LT_OK;
}

/* The column indexes of all chunks, then the offset indexes: each kind in one piece, so that a
 * reader gets those of a row group with one read. */
static lt_status indexes_put(footer *w, lt_pq_file_out *f, bool offsets, lt_error *err)
{
    lt_pq_chunk_result **results = (lt_pq_chunk_result **)f->chunks.data;
    for (int32_t g = 0; g < w->group_count; g++)
        for (int32_t i = 0; i < w->groups[g].columns.count; i++)
            LT_TRY(index_put(w, f, &w->groups[g].columns.at[i], &results[g][i], offsets, err));
    return LT_OK;
}

/* Chunks need their path in the schema. */
static lt_status paths_fill(footer *w, lt_error *err)
{
    int32_t      columns = w->meta.schema.count - 1;
    lt_pq_bytes *paths = lt_arena_get(&w->arena, (size_t)columns * sizeof(*paths));
    if (!paths) return LT_FAIL(err, LT_ENOMEM, "no memory for the metadata of a Parquet file");
    for (int32_t i = 0; i < columns; i++) paths[i] = w->meta.schema.at[i + 1].name;
    for (int32_t g = 0; g < w->group_count; g++) {
        for (int32_t i = 0; i < columns; i++) {
            lt_pq_column_meta *m = w->groups[g].columns.at[i].meta;
            m->path.at = &paths[i];
            m->path.count = 1;
            lt_pq_set(m, 3);
        }
    }
    return LT_OK;
}

static lt_status footer_put(footer *w, lt_pq_file_out *f, const lt_schema *schema, lt_error *err)
{
    lt_pq_meta *m = &w->meta;
    LT_TRY(lt_pq_schema_fill(m, &w->arena, schema, err));
    LT_TRY(paths_fill(w, err));
    LT_TRY(indexes_put(w, f, false, err));
    LT_TRY(indexes_put(w, f, true, err));
    m->version = 2;
    m->rows = f->rows;
    m->row_groups.at = w->groups;
    m->row_groups.count = w->group_count;
    m->created_by = (lt_pq_bytes){(const uint8_t *)created_by, sizeof(created_by) - 1};
    m->has |= 1u << 1 | 1u << 3 | 1u << 4 | 1u << 6;
    LT_TRY(lt_pq_footer_write(&w->bytes, m, err));
    return lt_outfile_append(f->out, w->bytes.data, w->bytes.len, err);
}

static void forget(lt_pq_file_out *f)
{
    lt_arena *arenas = (lt_arena *)f->arenas.data;
    for (size_t i = 0; i < f->arenas.len / sizeof(*arenas); i++) lt_arena_clear(&arenas[i]);
    f->groups.len = f->arenas.len = f->chunks.len = 0;
    f->rows = 0;
}

lt_status lt_pq_file_finish(lt_pq_file_out *f, const lt_schema *schema, int64_t *bytes,
                            lt_error *err)
{
    footer    w = {.arena.mem = f->mem,
                   .bytes.mem = f->mem,
                   .groups = (lt_pq_row_group *)f->groups.data,
                   .group_count = (int32_t)(f->groups.len / sizeof(lt_pq_row_group))};
    lt_status status = footer_put(&w, f, schema, err);
    *bytes = (int64_t)f->out->bytes;
    if (status)
        lt_outfile_abort(f->out);
    else
        status = lt_outfile_publish(f->out, err);
    f->out = NULL;
    lt_buf_clear(&w.bytes);
    lt_arena_clear(&w.arena);
    forget(f);
    return status;
}

void lt_pq_file_clear(lt_pq_file_out *f)
{
    lt_outfile_abort(f->out);
    f->out = NULL;
    forget(f);
    lt_buf_clear(&f->groups);
    lt_buf_clear(&f->arenas);
    lt_buf_clear(&f->chunks);
}
