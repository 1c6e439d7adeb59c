/* csv.h — what the files of the CSV format share.
 *
 *   csv_options   the words of read_csv and write_csv         csv_index*, csv_slow   marks
 *   csv_dialect   delimiter and columns from the head         csv_chunk   a part's bytes and rows
 *   csv_kind      the type a value could have                 csv_convert*  columns from fields
 *   csv_file      one input                                   csv_read, csv_widen, csv_fetch source
 *   csv_mend      errors with their line                      csv_write   sink
 *
 * Semantics: Spark 4's with RFC 4180 as dialect. Fields as Spark reads them: an empty unquoted one
 * is null, "" is the empty string; empty lines are no rows.
 */
#ifndef LT_FORMAT_CSV_H
#define LT_FORMAT_CSV_H

#include "column/column.h"
#include "column/schema.h"
#include "core/zone.h"
#include "format/csv_index.h"
#include "lote.h"

#include <sys/stat.h>

/* ---- options ---- */

typedef enum lt_csv_mode { LT_CSV_PERMISSIVE, LT_CSV_FAILFAST, LT_CSV_DROP } lt_csv_mode;

typedef struct lt_csv_options {
    lt_csv_dialect dialect;
    bool           sniff; /* the delimiter was not given */
    bool           header, infer, reference;
    bool           quote_all, guard_formulas; /* writing */
    lt_csv_mode    mode;
    lt_schema     *schema; /* given, or NULL */
    lt_buf         null_text;
    int64_t        part_bytes, max_record_bytes, sample_bytes;
} lt_csv_options;

/* Fills *out, to be cleared also after an error. Errors: LT_EUSAGE (unknown name, bad value),
 * LT_EUNSUPPORTED (an encoding), LT_EPARSE (a schema), LT_ENOMEM. */
LT_MUST_USE lt_status lt_csv_read_options(lt_csv_options *out, lt_mem *mem,
                                          const lt_option *options, int32_t count, lt_error *err);
LT_MUST_USE lt_status lt_csv_write_options(lt_csv_options *out, lt_mem *mem,
                                           const lt_option *options, int32_t count, lt_error *err);
void                  lt_csv_options_clear(lt_csv_options *o);
/* Name of the i-th option, as lt_format_ops.option. */
const char *lt_csv_option(bool writing, int32_t i);
/* LT_OK, or LT_EUNSUPPORTED naming the column that CSV cannot hold. */
LT_MUST_USE lt_status lt_csv_types_check(const lt_schema *schema, lt_error *err);

/* ---- files ---- */

typedef struct lt_csv_file {
    char       *path; /* owned */
    size_t      path_bytes;
    int         fd;   /* -1: opened for each read */
    struct stat seen; /* at the opening */
    int64_t     size;
    int64_t     data_at;    /* where the rows start: behind BOM and header */
    int64_t     first_part; /* number of its first part in the run */
    int64_t     place;      /* bytes of the files before it: what its locators start at */
    int32_t    *columns;    /* schema column -> column of the file, -1 missing */
    int32_t     field_count;
} lt_csv_file;

LT_MUST_USE lt_status lt_csv_file_open(lt_csv_file *f, lt_mem *mem, const char *path, bool keep,
                                       lt_error *err);
/* Up to len bytes from `at`; fewer only at the end of the file as it was when opened.
 * Errors: LT_ECONFLICT when the file has become shorter, LT_EIO. */
LT_MUST_USE lt_status lt_csv_file_read(const lt_csv_file *f, int64_t at, size_t len, uint8_t *into,
                                       size_t *got, lt_error *err);
/* LT_ECONFLICT, naming the file, when size, time or inode are no longer those of the opening. */
LT_MUST_USE lt_status lt_csv_file_changed(const lt_csv_file *f, lt_error *err);
void                  lt_csv_file_close(lt_csv_file *f, lt_mem *mem, int32_t column_count);

/* ---- the head: dialect and names ---- */

typedef struct lt_csv_head {
    lt_mem  *mem;
    uint8_t *bytes; /* with 64 readable bytes in front and behind */
    size_t   block_bytes;
    size_t   len;   /* of the text, behind the BOM */
    size_t   bom;   /* bytes of it */
    bool     whole; /* the file ends here */
} lt_csv_head;

/* Reads the first bytes of f: at least len and a whole record, or the file.
 * Errors: LT_EUNSUPPORTED: UTF-16 or UTF-32; LT_ELIMIT: a first record past the limit. */
LT_MUST_USE lt_status lt_csv_head_read(lt_csv_head *out, lt_mem *mem, const lt_csv_file *f,
                                       size_t len, lt_error *err);
void                  lt_csv_head_clear(lt_csv_head *h);

/* The most consistent delimiter of , ; tab |. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_csv_sniff(uint8_t *delimiter, const lt_csv_head *h,
                                   const lt_csv_dialect *d, lt_error *err);

/* The first record of h as texts, and the offset of the second. */
typedef struct lt_csv_names {
    lt_arena arena;
    char   **at;
    int32_t  count;
    size_t   end; /* bytes of h->bytes taken */
    bool     cut; /* the record does not end within the head */
} lt_csv_names;
LT_MUST_USE lt_status lt_csv_first_record(lt_csv_names *out, lt_mem *mem, const lt_csv_head *h,
                                          const lt_csv_dialect *d, lt_error *err);
/* Spark's names: _c0 for empty ones, the index behind those that occur twice; header false: _cN. */
LT_MUST_USE lt_status lt_csv_safe_names(lt_csv_names *n, bool header, const char *null_text,
                                        lt_error *err);
void                  lt_csv_names_clear(lt_csv_names *n);

/* ---- what a value could be ---- */

enum {
    LT_CSV_I32 = 1,
    LT_CSV_I64 = 2,
    LT_CSV_WIDE = 4, /* an integer of up to 38 digits */
    LT_CSV_F64 = 8,
    LT_CSV_DATE = 16,
    LT_CSV_TIME = 32, /* timestamp */
    LT_CSV_BOOL = 64,
    LT_CSV_TEXT = 128
};

/* Joined by or and max: the result depends on no order. Nothing seen: all null so far. */
typedef struct lt_csv_kind {
    uint8_t seen;   /* LT_CSV_… */
    uint8_t digits; /* most of an integer */
} lt_csv_kind;

void    lt_csv_kind_add(lt_csv_kind *k, const uint8_t *p, size_t n); /* n > 0, no quotes */
void    lt_csv_kind_join(lt_csv_kind *k, lt_csv_kind other);
lt_type lt_csv_kind_type(lt_csv_kind k);
bool    lt_csv_is_special(const uint8_t *p, size_t n, double *out); /* NaN Inf -Inf … */

/* 12,5 or 1.234,5: text to Spark, a number to whoever wrote it. */
bool lt_csv_is_decimal_comma(const uint8_t *p, size_t n);

/* ---- a part's bytes and rows ---- */

enum { LT_CSV_FRONT = 64 /* readable bytes before the first */ };

/* One worker's room, kept from part to part. */
typedef struct lt_csv_scratch {
    lt_csv_marks marks;
    lt_buf       first, last; /* uint32 a row: indexes into seps (rows of odd lengths) */
    lt_buf       start, len;  /* uint32 a row of the batch: one column's fields */
    lt_buf       valid;       /* bitmap of the batch */
    lt_buf       text;        /* one unescaped field */
} lt_csv_scratch;

typedef struct lt_csv_chunk {
    const lt_csv_file *file;
    lt_csv_scratch    *s;
    lt_bytes          *bytes;
    uint8_t           *data;          /* = bytes->data; every offset below counts in it */
    int64_t            origin;        /* offset in the file of data[0]; may be negative */
    uint32_t           from, to, end; /* the part is [from, to), bytes are there up to end */
    lt_csv_state       before, after;
    bool               irregular; /* walked by csv_slow.c: fields need a second look */
    bool               unclosed;  /* the last row ends inside quotes at the end of the file */
    bool               cut_cr;    /* the file ends in a lone \r */
    int64_t            odd;
    bool               uniform; /* row r's fields end at seps[first_sep + r * columns] … */
    uint32_t           first_sep;
    uint32_t           row_count;
} lt_csv_chunk;

/* Counts of what was mended, and the first mistake where mode failfast wants to stop. */
typedef struct lt_csv_mended {
    int64_t padded, cut, dropped, replaced;
} lt_csv_mended;

/* Rows from the marks; failfast fails at the first that is not as it should be. */
LT_MUST_USE lt_status lt_csv_rows(lt_csv_chunk *c, const lt_csv_options *o, int32_t columns,
                                  lt_csv_mended *mended, lt_error *err);

/* Fields of file column `column` (-1: missing) of rows [row, row + n) into s->start and s->len. */
LT_MUST_USE lt_status lt_csv_gather(const lt_csv_chunk *c, int32_t columns, int32_t column,
                                    uint32_t row, uint32_t n, lt_error *err);
/* Offset in data of a row's first byte. */
uint32_t lt_csv_row_start(const lt_csv_chunk *c, int32_t columns, uint32_t row);

/* A field without its quotes: *p, *n are moved; unescaped into scratch where needed (*copied).
 * Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_csv_unquote(const uint8_t **p, size_t *n, bool *copied,
                                     const lt_csv_dialect *d, lt_buf *scratch, lt_error *err);

void lt_csv_scratch_init(lt_csv_scratch *s, lt_mem *mem);
void lt_csv_scratch_clear(lt_csv_scratch *s);

/* ---- conversion ---- */

typedef struct lt_csv_cells {
    const lt_csv_chunk   *chunk;
    const lt_csv_loops   *loops;
    const lt_csv_options *o;
    const lt_zone        *zone;
    const uint32_t       *start, *len; /* raw fields, quotes and all */
    uint32_t              n;
    bool                  inferred; /* the type was: what is not of its kind does not fit */
    bool                  utf8;     /* every byte of the chunk is known to be */
    bool                  nothing;  /* only nulls were seen: any value does not fit */
    uint64_t             *bad;      /* mode dropmalformed: rows with a value that does not fit */
    lt_mem               *mem;
    int64_t               replaced;
} lt_csv_cells;

/* Converts cells to a column of type. *misfit is n, or the first row whose value does not fit:
 * then *out is not made unless the type was given and the mode lenient (null, counted).
 * Errors: LT_ENOMEM, LT_EPARSE (failfast: invalid UTF-8 at *misfit). */
LT_MUST_USE lt_status lt_csv_convert(lt_column **out, lt_csv_cells *cells, lt_type type,
                                     uint32_t *misfit, lt_error *err);

/* Values: [row, n) into values; stops at one that does not fit and answers its row. Null rows are
 * cleared in valid. */
typedef struct lt_csv_into {
    void     *values;
    uint64_t *valid;
    uint32_t  nulls;
    lt_buf   *scratch;
    bool      oom;
} lt_csv_into;
typedef uint32_t   lt_csv_convert_fn(const lt_csv_cells *c, lt_type type, uint32_t row,
                                     lt_csv_into *to);
lt_csv_convert_fn *lt_csv_number_loop(lt_type type); /* csv_convert_number.c; NULL: not its type */
lt_csv_convert_fn *lt_csv_time_loop(lt_type type);   /* csv_convert_time.c */

/* ---- errors with a place ---- */

/* Adds file, line (1-based, by counting line ends before `at`) and column to err. */
void lt_csv_blame(lt_error *err, const lt_csv_file *f, int64_t at, const char *column);

#endif
