/* parquet_write.h — the pieces of the Parquet writer, for its own files only.
 *
 *     batches → pieces of a row group (parquet_write.c) → blocks (parquet_gather.c)
 *             → dictionary codes (parquet_dict.c) or dense values → pages (parquet_chunk_write.c)
 *             → a file with footer and page index (parquet_file.c)
 *
 * A column is always OPTIONAL, as Spark writes it: nobody downstream has to trust a promise
 * that a later append could break. Bytes depend on the rows, the options and this version only:
 * never on how rows came in batches, on dictionaries that the input had, or on threads.
 *
 * Threads  a job by one thread at a time, different jobs by different ones; the rest by one
 */
#ifndef LT_FORMAT_PARQUET_WRITE_H
#define LT_FORMAT_PARQUET_WRITE_H

#include "column/batch.h"
#include "core/cancel.h"
#include "core/options.h"
#include "format/parquet_meta.h"
#include "io/codec.h"
#include "io/publish.h"
#include "plan/sink.h"

enum {
    LT_PQ_BLOCK_ROWS = 1024,          /* rows gathered at a time */
    LT_PQ_PAGE_BYTES = 1 << 20,       /* of a page before compression, about */
    LT_PQ_DICTIONARY_BYTES = 2 << 20, /* a larger dictionary is given up */
    LT_PQ_CHECK_ROWS = 8192,          /* a row group may end after any multiple of it … */
    LT_PQ_GROUP_BYTES = 64 << 20,     /* … once its values take this much */
    LT_PQ_STAT_BYTES = 64             /* longer strings are cut in statistics */
};

/* ---- layout: how a column type lies in the file ---- */

/* A value between batch and page. */
typedef enum lt_pq_dense {
    LT_PQ_DENSE_NONE, /* void: no value ever */
    LT_PQ_DENSE_BOOL, /* uint8_t */
    LT_PQ_DENSE_I32,
    LT_PQ_DENSE_I64,
    LT_PQ_DENSE_F32,
    LT_PQ_DENSE_F64,
    LT_PQ_DENSE_I128, /* becomes big-endian bytes */
    LT_PQ_DENSE_VIEW  /* lt_view */
} lt_pq_dense;

typedef struct lt_pq_layout {
    lt_type     type;
    lt_pq_dense dense;
    int32_t     physical;   /* lt_pq_type */
    int32_t     width;      /* bytes of a dense value */
    int32_t     file_width; /* bytes of a PLAIN value; 0: bits, or a length before each */
} lt_pq_layout;

lt_pq_layout lt_pq_layout_of(lt_type type);

/* The schema part of a footer. Errors: LT_ENOMEM; LT_EINVAL: no columns, or two of one name. */
LT_MUST_USE lt_status lt_pq_schema_fill(lt_pq_meta *meta, lt_arena *arena, const lt_schema *schema,
                                        lt_error *err);

/* ---- row groups in the making ---- */

typedef struct lt_pq_held { /* a batch that several pieces may share */
    atomic_int refs;
    lt_mem    *mem;
    lt_batch  *batch;
} lt_pq_held;

typedef struct lt_pq_piece {
    lt_pq_held *held;
    int32_t     from, rows; /* counted in selected rows */
} lt_pq_piece;

LT_MUST_USE lt_status lt_pq_hold(lt_pq_held **out, lt_batch *batch, lt_error *err);
void                  lt_pq_unhold(lt_pq_held *held); /* NULL is allowed */

/* Bytes of the values themselves: the same however they are encoded. */
int64_t lt_pq_content_bytes(const lt_batch *b, int32_t from, int32_t rows);

/* ---- gathering ---- */

typedef struct lt_pq_cursor {
    const lt_pq_piece *pieces;
    int32_t            count, column, piece, at;
} lt_pq_cursor;

typedef struct lt_pq_block {
    const lt_column *column;
    int32_t          rows, count;                       /* count: not null */
    int32_t          first;                             /* >= 0: slots are first, first + 1, … */
    int32_t          slots[LT_PQ_BLOCK_ROWS];           /* of values, in lt_column_base(column) */
    int16_t          levels[LT_PQ_BLOCK_ROWS];          /* 0 null, 1 value; unset when all are 1 */
    _Alignas(16) uint8_t values[LT_PQ_BLOCK_ROWS * 16]; /* room for lt_pq_block_values */
} lt_pq_block;

bool lt_pq_block_next(lt_pq_block *out, lt_pq_cursor *c);

/* out[i] = the value in slot slots[i] of column, as layout->dense. */
void lt_pq_gather(void *out, const lt_pq_layout *layout, const lt_column *column,
                  const int32_t *slots, int32_t count);
/* The values of the block. */
void lt_pq_block_values(void *out, const lt_pq_layout *layout, lt_pq_block *b);

/* ---- dictionaries ---- */

typedef struct lt_pq_dict {
    lt_mem             *mem;
    const lt_pq_layout *layout;
    lt_buf              values; /* dense, by code */
    lt_buf              codes;  /* uint32_t, one for each value added */
    lt_buf           table; /* uint64_t: hash << 32 | code + 1; or uint32_t, by value: code + 1 */
    uint32_t         table_size, count;
    int64_t          bytes, plain_bytes; /* of the dictionary; of all values, PLAIN */
    bool             direct;             /* the table is by value, from `low` on */
    int64_t          low;
    lt_buf           remap; /* int32_t: code for each slot of remap_of */
    const lt_column *remap_of;
} lt_pq_dict;

/* Makes d an empty dictionary; room that it had stays. */
void lt_pq_dict_start(lt_pq_dict *d, lt_mem *mem, const lt_pq_layout *layout);
/* Integers that lie within [low, high], count of them to come: where that is narrow enough, they
 * are found by their value and not by a hash. Right after the start, or not at all. */
LT_MUST_USE lt_status lt_pq_dict_expect(lt_pq_dict *d, int64_t low, int64_t high, int64_t count,
                                        lt_error *err);
/* Adds n dense values. *fits: false once the dictionary is too large or does not pay. */
LT_MUST_USE lt_status lt_pq_dict_add(bool *fits, lt_pq_dict *d, const void *values, int32_t n,
                                     lt_error *err);
/* The same with the values of a block, of a column that may be a dictionary itself. */
LT_MUST_USE lt_status lt_pq_dict_add_block(bool *fits, lt_pq_dict *d, lt_pq_block *b,
                                           lt_error *err);
/* Whether dictionary and codes are smaller than the PLAIN values. */
bool lt_pq_dict_pays(const lt_pq_dict *d);
void lt_pq_dict_clear(lt_pq_dict *d);

/* ---- statistics ---- */

typedef union lt_pq_cell {
    int64_t i;
    double  f;
    lt_i128 d;
    lt_view v;
} lt_pq_cell;

typedef struct lt_pq_range {
    bool       any; /* min and max are there */
    lt_pq_cell min, max;
    int64_t    nulls, nans;
} lt_pq_range;

/* Takes n dense values in; NaN is counted but is no bound. */
void lt_pq_range_add(lt_pq_range *r, lt_pq_dense kind, const void *values, int64_t n);
void lt_pq_range_merge(lt_pq_range *into, lt_pq_dense kind, const lt_pq_range *from);
int  lt_pq_cell_compare(lt_pq_dense kind, const lt_pq_cell *a, const lt_pq_cell *b);

/* A bound in the bytes of an arena. */
typedef struct lt_pq_bound {
    lt_pq_bytes bytes;
    bool        is_there; /* false: none can be given (nothing is above a cut text of 0xFF) */
    bool        is_exact; /* false: it was cut */
} lt_pq_bound;
LT_MUST_USE lt_status lt_pq_bound_make(lt_pq_bound *out, lt_arena *arena,
                                       const lt_pq_layout *layout, const lt_pq_cell *cell,
                                       bool is_max, lt_error *err);

/* ---- chunks ---- */

typedef struct lt_pq_write_options {
    const lt_codec_ops *codec;
    int32_t             level; /* 0: the codec's default */
    int64_t             row_group_rows, page_rows, part_bytes;
    bool                dictionary;
    lt_write_mode       mode;
} lt_pq_write_options;

/* One column of one row group, while it is encoded; its room serves the next one too. */
typedef struct lt_pq_chunk_out {
    lt_mem                    *mem;
    lt_arena                  *arena; /* of what goes to the footer */
    const lt_pq_layout        *layout;
    const lt_pq_write_options *opt;
    const lt_cancel           *cancel;
    lt_codec_ctx              *codec;
    lt_buf                    *out;    /* pages are appended; offsets count from its start */
    lt_buf                     levels; /* int16_t a row; empty while no row was null */
    lt_buf                     dense;  /* the values; of texts only where no dictionary has them */
    lt_buf                     page, packed, pages;
    lt_pq_dict                 dict;
    bool                       has_dict;
    lt_buf                     marks; /* dictionary: page + 1 that a code was last seen in */
    lt_pq_range                all;
    int64_t                    rows, start, raw_bytes;
} lt_pq_chunk_out;

typedef struct lt_pq_chunk_result {
    lt_pq_chunk         chunk;
    lt_pq_offset_index *offsets;
    lt_pq_column_index *index; /* NULL: none can be given */
} lt_pq_chunk_result;

/* Encodes the column at the cursor. Offsets in *out count from the start of c->out. */
LT_MUST_USE lt_status lt_pq_chunk_write(lt_pq_chunk_result *out, lt_pq_chunk_out *c,
                                        lt_pq_cursor cursor, lt_error *err);
void                  lt_pq_chunk_out_clear(lt_pq_chunk_out *c);
/* The metadata of a chunk whose pages are written (parquet_chunk_meta.c). */
LT_MUST_USE lt_status lt_pq_chunk_finish(lt_pq_chunk_result *out, lt_pq_chunk_out *c, int64_t rows,
                                         lt_error *err);

/* What is kept of a page for the indexes. */
typedef struct lt_pq_page_note {
    int64_t     at, bytes, first_row;
    bool        is_null;
    lt_pq_range range;
} lt_pq_page_note;

/* ---- jobs and files ---- */

struct lt_sink_job {
    lt_mem             *mem;
    lt_buf              pieces; /* lt_pq_piece */
    int64_t             rows, content_bytes;
    lt_sink_job        *next; /* in the queue of full ones */
    lt_arena            arena;
    lt_buf              bytes;  /* the row group's pages */
    lt_pq_chunk_result *chunks; /* in the arena, once encoded */
    int64_t             raw_bytes;
};

typedef struct lt_pq_file_out {
    lt_mem     *mem;
    lt_outfile *out;    /* NULL: none is open */
    lt_buf      groups; /* lt_pq_row_group */
    lt_buf      arenas; /* lt_arena of each */
    lt_buf      chunks; /* lt_pq_chunk_result *, one a group */
    int64_t     rows;
} lt_pq_file_out;

/* The magic of a new file in f->out. */
LT_MUST_USE lt_status lt_pq_file_begin(lt_pq_file_out *f, lt_error *err);
/* Appends an encoded row group and takes over the job's arena. */
LT_MUST_USE lt_status lt_pq_file_add(lt_pq_file_out *f, lt_sink_job *job, int32_t columns,
                                     lt_error *err);
/* Page indexes and footer; then publishes f->out, which is gone whatever the answer. *bytes: the
 * file's. */
LT_MUST_USE lt_status lt_pq_file_finish(lt_pq_file_out *f, const lt_schema *schema, int64_t *bytes,
                                        lt_error *err);
void                  lt_pq_file_clear(lt_pq_file_out *f); /* aborts f->out */

/* Checks options, as lt_format_ops.open_sink gets them. Errors: LT_EUSAGE. */
LT_MUST_USE lt_status lt_pq_write_options_read(lt_pq_write_options *out, lt_mem *mem,
                                               const lt_option *options, int32_t count,
                                               lt_error *err);

LT_MUST_USE lt_status lt_pq_sink_open(lt_sink **out, lt_mem *mem, const char *path,
                                      const lt_option *options, int32_t option_count,
                                      lt_error *err);

extern const lt_option_table lt_pq_write_table; /* the options by name */

#endif
