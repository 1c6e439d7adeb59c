/* parquet_meta.h — the metadata of a Parquet file: what reader and writer share.
 *
 * The structs mirror parquet.thrift. In each, `has` holds a bit per field that is there:
 * test with lt_pq_has(s, LT_PQ_ID_…) or the literal id; a writer sets it with lt_pq_set. Absent
 * fields are zero. Enums are int32_t, because a file may hold any value: compare, never index.
 *
 * Ownership  everything parsed lives in the caller's arena
 * Errors     LT_EPARSE: not Parquet, cut, damaged; LT_EUNSUPPORTED: encrypted, unknown type
 * Source     parquet-format 2.11, parquet.thrift and README (file layout)
 */
#ifndef LT_FORMAT_PARQUET_META_H
#define LT_FORMAT_PARQUET_META_H

#include "format/parquet_thrift.h"
#include "io/store.h"

typedef enum lt_pq_type {
    LT_PQ_BOOLEAN,
    LT_PQ_INT32,
    LT_PQ_INT64,
    LT_PQ_INT96,
    LT_PQ_FLOAT,
    LT_PQ_DOUBLE,
    LT_PQ_BYTE_ARRAY,
    LT_PQ_FIXED,
    LT_PQ_TYPES
} lt_pq_type;

typedef enum lt_pq_converted {
    LT_PQ_CONV_UTF8,
    LT_PQ_CONV_MAP,
    LT_PQ_CONV_MAP_KEY_VALUE,
    LT_PQ_CONV_LIST,
    LT_PQ_CONV_ENUM,
    LT_PQ_CONV_DECIMAL,
    LT_PQ_CONV_DATE,
    LT_PQ_CONV_TIME_MILLIS,
    LT_PQ_CONV_TIME_MICROS,
    LT_PQ_CONV_TIMESTAMP_MILLIS,
    LT_PQ_CONV_TIMESTAMP_MICROS,
    LT_PQ_CONV_UINT_8,
    LT_PQ_CONV_UINT_16,
    LT_PQ_CONV_UINT_32,
    LT_PQ_CONV_UINT_64,
    LT_PQ_CONV_INT_8,
    LT_PQ_CONV_INT_16,
    LT_PQ_CONV_INT_32,
    LT_PQ_CONV_INT_64,
    LT_PQ_CONV_JSON,
    LT_PQ_CONV_BSON,
    LT_PQ_CONV_INTERVAL
} lt_pq_converted;

typedef enum lt_pq_repetition { LT_PQ_REQUIRED, LT_PQ_OPTIONAL, LT_PQ_REPEATED } lt_pq_repetition;

#define LT_PQ_ENCODING_LIST(_)                               \
    _(0, PLAIN, "PLAIN")                                     \
    _(2, PLAIN_DICTIONARY, "PLAIN_DICTIONARY")               \
    _(3, RLE, "RLE")                                         \
    _(4, BIT_PACKED, "BIT_PACKED")                           \
    _(5, DELTA_BINARY_PACKED, "DELTA_BINARY_PACKED")         \
    _(6, DELTA_LENGTH_BYTE_ARRAY, "DELTA_LENGTH_BYTE_ARRAY") \
    _(7, DELTA_BYTE_ARRAY, "DELTA_BYTE_ARRAY")               \
    _(8, RLE_DICTIONARY, "RLE_DICTIONARY")                   \
    _(9, BYTE_STREAM_SPLIT, "BYTE_STREAM_SPLIT")
typedef enum lt_pq_encoding {
#define LT_PQ_ENCODING_ENUM(id, name, word) LT_PQ_##name = id,
    LT_PQ_ENCODING_LIST(LT_PQ_ENCODING_ENUM)
#undef LT_PQ_ENCODING_ENUM
} lt_pq_encoding;

typedef enum lt_pq_page {
    LT_PQ_DATA_PAGE,
    LT_PQ_INDEX_PAGE,
    LT_PQ_DICTIONARY_PAGE,
    LT_PQ_DATA_PAGE_V2
} lt_pq_page;

typedef enum lt_pq_order { LT_PQ_UNORDERED, LT_PQ_ASCENDING, LT_PQ_DESCENDING } lt_pq_order;

/* Comments give the field ids. */
typedef struct lt_pq_statistics {
    uint32_t    has;
    lt_pq_bytes max, min;                   /* 1 2: deprecated, signed order */
    int64_t     null_count, distinct_count; /* 3 4 */
    lt_pq_bytes max_value, min_value;       /* 5 6 */
    bool        is_max_exact, is_min_exact; /* 7 8 */
    int64_t     nan_count;                  /* 9 */
} lt_pq_statistics;

typedef struct lt_pq_empty {
    uint32_t has;
} lt_pq_empty;

/* Which bit of `has` is set is the type; bit ids: */
typedef enum lt_pq_logical_id {
    LT_PQ_STRING = 1,
    LT_PQ_MAP = 2,
    LT_PQ_LISTS = 3,
    LT_PQ_ENUM = 4,
    LT_PQ_DECIMAL = 5,
    LT_PQ_DATE = 6,
    LT_PQ_TIME = 7,
    LT_PQ_TIMESTAMP = 8,
    LT_PQ_INTEGER = 10,
    LT_PQ_UNKNOWN = 11,
    LT_PQ_JSON = 12,
    LT_PQ_BSON = 13,
    LT_PQ_UUID = 14,
    LT_PQ_FLOAT16 = 15,
    LT_PQ_VARIANT = 16,
    LT_PQ_GEOMETRY = 17,
    LT_PQ_GEOGRAPHY = 18
} lt_pq_logical_id;
enum { LT_PQ_MILLIS = 1, LT_PQ_MICROS = 2, LT_PQ_NANOS = 3 };
typedef struct lt_pq_unit { /* a bit of LT_PQ_MILLIS … is set in has */
    uint32_t    has;
    lt_pq_empty any;
} lt_pq_unit;
typedef struct lt_pq_logical_time {
    uint32_t   has;
    bool       is_utc; /* 1 */
    lt_pq_unit unit;   /* 2 */
} lt_pq_logical_time;
typedef struct lt_pq_logical_decimal {
    uint32_t has;
    int32_t  scale, precision; /* 1 2 */
} lt_pq_logical_decimal;
typedef struct lt_pq_logical_integer {
    uint32_t has;
    int32_t  bits;      /* 1 */
    bool     is_signed; /* 2 */
} lt_pq_logical_integer;
typedef struct lt_pq_logical_geo {
    uint32_t    has;
    lt_pq_bytes crs;       /* 1 */
    int32_t     algorithm; /* 2: geography only */
} lt_pq_logical_geo;
typedef struct lt_pq_logical {
    uint32_t              has;
    lt_pq_empty           any; /* of the types without parameters */
    lt_pq_logical_decimal decimal;
    lt_pq_logical_time    time; /* TIME and TIMESTAMP */
    lt_pq_logical_integer integer;
    lt_pq_logical_geo     geo; /* GEOMETRY and GEOGRAPHY */
} lt_pq_logical;

typedef struct lt_pq_element {
    uint32_t       has;
    int32_t        type;             /* 1: absent for a group */
    int32_t        type_length;      /* 2 */
    int32_t        repetition;       /* 3: absent for the root */
    lt_pq_bytes    name;             /* 4 */
    int32_t        children;         /* 5 */
    int32_t        converted;        /* 6 */
    int32_t        scale, precision; /* 7 8 */
    int32_t        field_id;         /* 9 */
    lt_pq_logical *logical;          /* 10; NULL: none */
} lt_pq_element;

typedef struct lt_pq_key_value {
    uint32_t    has;
    lt_pq_bytes key, value; /* 1 2 */
} lt_pq_key_value;

typedef struct lt_pq_encoding_stats {
    uint32_t has;
    int32_t  page, encoding, count; /* 1 2 3 */
} lt_pq_encoding_stats;

typedef struct lt_pq_column_meta {
    uint32_t has;
    int32_t  type;                                      /* 1 */
    LT_PQ_LIST(int32_t) encodings;                      /* 2 */
    LT_PQ_LIST(lt_pq_bytes) path;                       /* 3 */
    int32_t codec;                                      /* 4: see lt_codec_find_parquet */
    int64_t values;                                     /* 5: nulls count */
    int64_t total_bytes, total_compressed_bytes;        /* 6 7: page headers count */
    LT_PQ_LIST(lt_pq_key_value) key_values;             /* 8 */
    int64_t           data_at, index_at, dictionary_at; /* 9 10 11 */
    lt_pq_statistics *statistics;                       /* 12 */
    LT_PQ_LIST(lt_pq_encoding_stats) encoding_stats;    /* 13 */
    int64_t bloom_at;                                   /* 14 */
    int32_t bloom_bytes;                                /* 15 */
} lt_pq_column_meta;

typedef struct lt_pq_crypto {
    uint32_t    has; /* 1: footer key, 2: column key */
    lt_pq_empty any;
} lt_pq_crypto;

typedef struct lt_pq_chunk {
    uint32_t           has;
    lt_pq_bytes        file_path;          /* 1 */
    int64_t            file_at;            /* 2 */
    lt_pq_column_meta *meta;               /* 3 */
    int64_t            offset_index_at;    /* 4 */
    int32_t            offset_index_bytes; /* 5 */
    int64_t            column_index_at;    /* 6 */
    int32_t            column_index_bytes; /* 7 */
    lt_pq_crypto      *crypto;             /* 8 */
    lt_pq_bytes        encrypted_meta;     /* 9 */
} lt_pq_chunk;

typedef struct lt_pq_sorting {
    uint32_t has;
    int32_t  column;                     /* 1 */
    bool     is_descending, nulls_first; /* 2 3 */
} lt_pq_sorting;

typedef struct lt_pq_row_group {
    uint32_t has;
    LT_PQ_LIST(lt_pq_chunk) columns;   /* 1 */
    int64_t total_bytes;               /* 2 */
    int64_t rows;                      /* 3 */
    LT_PQ_LIST(lt_pq_sorting) sorting; /* 4 */
    int64_t file_at;                   /* 5 */
    int64_t total_compressed_bytes;    /* 6 */
    int32_t ordinal;                   /* 7 */
} lt_pq_row_group;

typedef struct lt_pq_column_order {
    uint32_t    has; /* 1: the type's own order, 2: IEEE 754 total order */
    lt_pq_empty any;
} lt_pq_column_order;

typedef struct lt_pq_algorithm {
    uint32_t    has; /* 1: AES_GCM_V1, 2: AES_GCM_CTR_V1 */
    lt_pq_empty any;
} lt_pq_algorithm;

typedef struct lt_pq_meta { /* FileMetaData */
    uint32_t has;
    int32_t  version;                 /* 1 */
    LT_PQ_LIST(lt_pq_element) schema; /* 2: the tree in preorder, root first */
    int64_t rows; /* 3: parsed: the sum of the row groups, whatever the footer says */
    LT_PQ_LIST(lt_pq_row_group) row_groups;       /* 4 */
    LT_PQ_LIST(lt_pq_key_value) key_values;       /* 5 */
    lt_pq_bytes created_by;                       /* 6 */
    LT_PQ_LIST(lt_pq_column_order) column_orders; /* 7 */
    lt_pq_algorithm *algorithm;                   /* 8: columns may be encrypted */
    lt_pq_bytes      signing_key;                 /* 9 */
} lt_pq_meta;

typedef struct lt_pq_data_header {
    uint32_t          has;
    int32_t           values, encoding;           /* 1 2 */
    int32_t           def_encoding, rep_encoding; /* 3 4 */
    lt_pq_statistics *statistics;                 /* 5 */
} lt_pq_data_header;

typedef struct lt_pq_dictionary_header {
    uint32_t has;
    int32_t  values, encoding; /* 1 2 */
    bool     is_sorted;        /* 3 */
} lt_pq_dictionary_header;

typedef struct lt_pq_data_header_v2 {
    uint32_t          has;
    int32_t           values, nulls, rows, encoding; /* 1 2 3 4 */
    int32_t           def_bytes, rep_bytes;          /* 5 6 */
    bool              is_compressed;                 /* 7: true when absent */
    lt_pq_statistics *statistics;                    /* 8 */
} lt_pq_data_header_v2;

typedef struct lt_pq_page_header {
    uint32_t                has;
    int32_t                 type;             /* 1: lt_pq_page */
    int32_t                 bytes;            /* 2: uncompressed */
    int32_t                 compressed_bytes; /* 3 */
    int32_t                 crc;              /* 4: of the compressed bytes; compare as uint32_t */
    lt_pq_data_header       data;             /* 5 */
    lt_pq_empty             index;            /* 6 */
    lt_pq_dictionary_header dictionary;       /* 7 */
    lt_pq_data_header_v2    data_v2;          /* 8 */
} lt_pq_page_header;

typedef struct lt_pq_location {
    uint32_t has;
    int64_t  at;               /* 1: of the page header */
    int32_t  compressed_bytes; /* 2: with the header */
    int64_t  first_row;        /* 3 */
} lt_pq_location;

typedef struct lt_pq_offset_index {
    uint32_t has;
    LT_PQ_LIST(lt_pq_location) pages; /* 1 */
    LT_PQ_LIST(int64_t) bytes_bytes;  /* 2 */
} lt_pq_offset_index;

typedef struct lt_pq_column_index {
    uint32_t has;
    LT_PQ_LIST(bool) null_pages;                    /* 1 */
    LT_PQ_LIST(lt_pq_bytes) min_values, max_values; /* 2 3 */
    int32_t order;                                  /* 4: lt_pq_order */
    LT_PQ_LIST(int64_t) null_counts;                /* 5 */
} lt_pq_column_index;

extern const lt_thrift_shape lt_pq_meta_shape, lt_pq_page_header_shape, lt_pq_offset_index_shape,
    lt_pq_column_index_shape;

#define lt_pq_has(s, id) (((s)->has >> (id)) & 1u)
#define lt_pq_set(s, id) ((s)->has |= 1u << (id))

/* Reads and checks the footer of an open file; *out lives in the arena. Errors name the file. */
LT_MUST_USE lt_status lt_pq_footer_read(lt_pq_meta **out, lt_arena *arena, lt_file *f,
                                        lt_error *err);

/* The Thrift bytes of a footer, then lt_pq_meta_check. file_bytes bounds every offset. */
LT_MUST_USE lt_status lt_pq_meta_parse(lt_pq_meta **out, lt_arena *arena, const uint8_t *bytes,
                                       size_t len, uint64_t file_bytes, lt_error *err);

/* A page header at the start of bytes; *used: its own length. LT_ELIMIT: it is longer than len
 * (give more, up to what the chunk has). Sizes and counts are not negative afterwards, and the
 * part that the type needs is there. */
LT_MUST_USE lt_status lt_pq_page_header_parse(lt_pq_page_header *out, size_t *used, lt_arena *arena,
                                              const uint8_t *bytes, size_t len, lt_error *err);

/* Appends footer, length and magic. */
LT_MUST_USE lt_status lt_pq_footer_write(lt_buf *out, const lt_pq_meta *meta, lt_error *err);

/* Where the pages of a chunk lie (dictionary page included); inside the file after the check. */
void lt_pq_chunk_range(uint64_t *at, uint64_t *bytes, const lt_pq_column_meta *meta);

/* One primitive column: schema[element], with the levels of its path. */
typedef struct lt_pq_leaf {
    int32_t element;
    int16_t max_def, max_rep;
    int32_t parent; /* index in schema of the enclosing group; 0: the root */
} lt_pq_leaf;

/* The leaves in order: leaf i belongs to columns.at[i] of every row group. Needs a checked meta. */
LT_MUST_USE lt_status lt_pq_leaves(lt_pq_leaf **out, int32_t *count, lt_arena *arena,
                                   const lt_pq_meta *meta, lt_error *err);

/* The index of the element after the subtree of schema[i]. Needs a checked meta. */
int32_t lt_pq_schema_after(const lt_pq_meta *meta, int32_t i);

/* Whether the column's data cannot be read without a key. */
bool lt_pq_is_encrypted(const lt_pq_chunk *chunk);

const char *lt_pq_type_name(int32_t type);         /* "INT64"; "unknown" */
const char *lt_pq_encoding_name(int32_t encoding); /* "RLE"; "unknown" */

/* The id of the logical type that is set; 0: none that we know. */
int lt_pq_logical_type(const lt_pq_logical *logical);

#endif
