/* parquet_read.h — the pieces of the Parquet reader, for its own files only.
 *
 *     files and schema (parquet_open.c, parquet_type.c) → parts that may match (parquet_prune.c)
 *       → pages (parquet_page.c) → values (parquet_values.c, parquet_convert.c)
 *       → columns (parquet_column.c) → batches (parquet_read.c)
 *
 * What a file's type becomes here:
 *   INT(8..64)             int8 … int64          UINT_8, 16, 32   the next wider signed integer
 *   UINT_64                decimal(20,0)         DECIMAL          the same, up to 38 digits
 *   FLOAT16                float32               DATE             date
 *   TIMESTAMP, INT96       timestamp, or timestamp_ntz when not adjusted to UTC; nanoseconds
 *                          are cut towards the past
 *   TIME                   int64: microseconds of the day (there is no type for it)
 *   STRING, ENUM, JSON     string, as the bytes are
 *   UNKNOWN                void                  BSON, UUID, INTERVAL and all others: binary,
 *                                                or the physical type
 * Lists, maps and structs are columns of the schema too, but selecting one is an error.
 */
#ifndef LT_FORMAT_PARQUET_READ_H
#define LT_FORMAT_PARQUET_READ_H

#include "column/batch.h"
#include "column/value.h"
#include "core/options.h"
#include "format/parquet_encoding.h"
#include "format/parquet_meta.h"
#include "io/codec.h"
#include "lote.h"
#include "plan/source.h"

/* ---- types ---- */

typedef enum lt_pq_conv {
    LT_PQ_AS_IS, /* the physical value is ours */
    LT_PQ_BITS,  /* booleans, a byte each */
    LT_PQ_NOTHING,
    LT_PQ_I8_OF_I32,
    LT_PQ_I16_OF_I32,
    LT_PQ_I16_OF_U8,
    LT_PQ_I32_OF_U16,
    LT_PQ_I64_OF_U32,
    LT_PQ_DECIMAL_OF_U64,
    LT_PQ_DECIMAL_OF_I32,
    LT_PQ_DECIMAL_OF_I64,
    LT_PQ_DECIMAL_OF_FIXED,
    LT_PQ_DECIMAL_OF_BYTES,
    LT_PQ_MICROS_OF_MILLIS,
    LT_PQ_MICROS_OF_NANOS,
    LT_PQ_MICROS_OF_MILLIS32,
    LT_PQ_MICROS_OF_INT96,
    LT_PQ_F32_OF_HALF,
    LT_PQ_VIEW_OF_FIXED,
    LT_PQ_VIEW_OF_BYTES
} lt_pq_conv;

typedef struct lt_pq_read_type {
    lt_type     type;
    lt_pq_conv  conv;
    int32_t     physical;    /* lt_pq_type */
    int32_t     width;       /* bytes of a PLAIN value; 0: bits, or a length before each */
    bool        is_optional; /* has definition levels */
    bool        is_unsigned; /* its statistics are ordered so */
    bool        is_cut;      /* nanoseconds */
    const char *refused;     /* why it cannot be read, "is a list, …"; NULL: it can */
} lt_pq_read_type;

/* The type of a leaf right below the root. */
lt_pq_read_type lt_pq_type_of(const lt_pq_element *e);

/* n values of the file, packed (AS_IS … HALF, VIEW_OF_FIXED: width bytes each; of BYTES:
 * lt_pq_bytes), become n of ours. *points: a view points into src's bytes.
 * Errors: LT_EPARSE, LT_EOVERFLOW for a value that its type has not. */
LT_MUST_USE lt_status lt_pq_convert(void *out, bool *points, const lt_pq_read_type *t,
                                    const void *src, int64_t n, lt_error *err);

/* ---- files ---- */

typedef struct lt_pq_file {
    const char      *path;
    lt_store        *store;
    lt_object        seen; /* as it was when its footer was read */
    lt_arena         arena;
    lt_pq_meta      *meta;
    int32_t          column_count; /* as in the schema */
    int32_t         *leaves;       /* column → chunk of a row group; -1: nested */
    lt_pq_read_type *types;
    const char     **names;
} lt_pq_file;

/* Reads the footer of path and finds its columns. *f is zeroed; clear it also after an error. */
LT_MUST_USE lt_status lt_pq_file_open(lt_pq_file *f, lt_mem *mem, const char *path, lt_error *err);
void                  lt_pq_file_close(lt_pq_file *f);
LT_MUST_USE lt_status lt_pq_file_schema(lt_schema **out, lt_mem *mem, const lt_pq_file *f,
                                        lt_error *err);
/* Orders f's columns as first's. Errors: LT_ETYPE naming the file and the column. */
LT_MUST_USE lt_status lt_pq_file_align(lt_pq_file *f, const lt_pq_file *first, lt_error *err);
/* Opens it again for reading. Errors: LT_ECONFLICT when it is not what it was. */
LT_MUST_USE lt_status lt_pq_file_reopen(lt_file **out, const lt_pq_file *f, lt_error *err);

/* ---- skipping ---- */

/* Whether no row of the group can make e true; columns: output column → schema column. */
bool lt_pq_cannot_match(const lt_expr *e, const lt_pq_file *f, const lt_pq_row_group *g,
                        const int32_t *columns);

/* ---- a column chunk being read ---- */

typedef struct lt_pq_page_in {
    int64_t        at;       /* of the header in the file: for messages */
    int32_t        left;     /* rows not given yet */
    int32_t        encoding; /* lt_pq_encoding */
    bool           is_open;  /* the values' decoder is set up (on the first value) */
    bool           is_dict;
    bool           is_made; /* values (and what views point into) are reader.made */
    const uint8_t *values;  /* what is left of them, for PLAIN */
    size_t         bytes;
    int64_t        bool_at; /* PLAIN booleans given */
    lt_pq_rle      levels;
    int32_t        level_at; /* BIT_PACKED levels given, all are in old_levels */
    bool           has_old_levels;
    lt_pq_rle      ids; /* also booleans */
    lt_pq_delta    delta;
    int64_t        string_at, string_count; /* in reader.strings */
} lt_pq_page_in;

typedef struct lt_pq_reader {
    lt_mem                  *mem;
    lt_file                 *file;
    const lt_pq_column_meta *meta;
    const lt_pq_read_type   *type;
    lt_codec_ctx            *codec_ctx;
    const lt_codec_ops      *codec;
    uint64_t                 at, end; /* the chunk's bytes not read as pages yet */
    lt_buf                   window;  /* bytes of the file from window_at */
    uint64_t                 window_at;
    lt_arena                 header;
    int64_t                  rows_left; /* of pages not loaded */
    lt_column               *dict;
    lt_bytes                *bytes; /* the page, unpacked */
    lt_bytes                *made;  /* its values, when they had to be built */
    lt_pq_page_in            page;
    lt_buf                   old_levels, levels, scratch, strings, store;
} lt_pq_reader;

/* Fills *r, whose mem, file and type are set. Errors: LT_EUNSUPPORTED. */
LT_MUST_USE lt_status lt_pq_reader_open(lt_pq_reader *r, const lt_pq_chunk *chunk, int64_t rows,
                                        lt_error *err);
void                  lt_pq_reader_close(lt_pq_reader *r);

/* Makes r->page one with rows left. Errors: LT_EPARSE also where the chunk ends. */
LT_MUST_USE lt_status lt_pq_page_load(lt_pq_reader *r, lt_error *err);
/* Makes *b bytes of len that nobody else holds: the same, or new ones. */
LT_MUST_USE lt_status lt_pq_bytes_room(lt_bytes **b, lt_mem *mem, size_t len, lt_error *err);
/* r->dict from the PLAIN values of a dictionary page in r->bytes. */
LT_MUST_USE lt_status lt_pq_dictionary_load(lt_pq_reader *r, int32_t count, lt_error *err);

/* The next n values of the page, as lt_pq_convert takes them (booleans: bytes). n > 0. */
LT_MUST_USE lt_status lt_pq_values_next(const void **src, lt_pq_reader *r, int64_t n,
                                        lt_error *err);
/* The next n codes of a page with is_dict. */
LT_MUST_USE lt_status lt_pq_codes_next(uint32_t *out, lt_pq_reader *r, int64_t n, lt_error *err);

/* The next rows of the column. Errors are those of the page, whose place they name. */
LT_MUST_USE lt_status lt_pq_column_read(lt_column **out, lt_pq_reader *r, int32_t rows,
                                        lt_error *err);

LT_MUST_USE lt_status lt_pq_source_open(lt_source **out, lt_mem *mem, const char *const *paths,
                                        int32_t path_count, const lt_option *options,
                                        int32_t option_count, lt_error *err);

extern const lt_option_table lt_pq_read_table; /* the options by name */

#endif
