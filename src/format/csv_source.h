/* csv_source.h — the relation that read_csv opens, and one run of it.
 *
 * Parts    files are cut every part_bytes; a record belongs to the part its first byte lies in.
 * Chain    where a part begins (in quotes or not) is how the one before it ends. Whoever reads a
 *          part publishes its end before anything is passed on, so a reader waits only for
 *          readers of earlier parts, which wait for yet earlier ones: no order of reading blocks.
 *          An end nobody is working on is found by scanning that part on the spot.
 * Types    inferred from a sample first: the head of the files. A value outside the sample's type
 *          makes all readers finish the inference over every part together (csv_widen.c).
 * Threads  open, prepare, finish, close: one; read, fetch: any number, each with its worker's room
 */
#ifndef LT_FORMAT_CSV_SOURCE_H
#define LT_FORMAT_CSV_SOURCE_H

#include "format/csv.h"
#include "plan/sink.h"
#include "plan/source.h"

#include <pthread.h>

/* ---- blocks of bytes, used again and again ---- */

typedef struct lt_csv_pool lt_csv_pool;
LT_MUST_USE lt_status lt_csv_pool_open(lt_csv_pool **out, lt_mem *mem, int32_t keep, lt_error *err);
/* A block of at least cap bytes with one holder. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_csv_pool_get(lt_bytes **out, lt_csv_pool *p, size_t cap, lt_error *err);
/* Blocks still held elsewhere are freed by their last holder. NULL is allowed. */
void lt_csv_pool_close(lt_csv_pool *p);

/* ---- a run ---- */

typedef enum lt_csv_widening { LT_CSV_STEADY, LT_CSV_WIDENING, LT_CSV_WIDENED } lt_csv_widening;

typedef struct lt_csv_run {
    lt_run run;
    /* As they were when the run was prepared: a reader may still be at a batch when others have
     * settled wider types. The source keeps replaced schemas, so this one lives as long as it. */
    const lt_schema *schema;
    bool            *nothing; /* of each column of the schema: no value was seen yet */
    int32_t         *wanted;
    int32_t          wanted_count;
    bool             locators, text; /* text: a wanted column holds strings */
    int32_t          batch_rows;
    int64_t          part_count;
    lt_csv_scratch  *scratch; /* one a worker */
    int32_t          scratch_count;
    lt_csv_pool     *pool;

    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t  moved;
    uint8_t        *ends; /* of each part: 0 unknown, 1 somebody is at it, else 2 + lt_csv_state */

    _Atomic int  widening; /* lt_csv_widening; written under lock */
    int64_t      next_part;
    int32_t      helpers;
    lt_csv_kind *kinds; /* of every column of the schema, while widening */
    lt_status    widen_status;
    lt_error     widen_error;
} lt_csv_run;

typedef struct lt_csv_source {
    lt_source           base; /* first */
    lt_mem             *mem;
    lt_csv_options      o;
    const lt_csv_loops *loops;
    bool                regular; /* the fast index knows the dialect */
    lt_csv_file        *files;
    int32_t             file_count;
    lt_schema          *schema;
    lt_buf              old; /* lt_schema *: those before, still borrowed */
    lt_csv_kind        *kinds;
    bool               *exact; /* the kind is that of the whole relation */
    size_t              slots; /* of kinds and exact; 0 where neither is */
    lt_buf              notes; /* what a person should know of the data, for describe */
    lt_csv_run         *r;     /* NULL between runs */
} lt_csv_source;

LT_MUST_USE lt_status lt_csv_open_source(lt_source **out, lt_mem *mem, const char *const *paths,
                                         int32_t path_count, const lt_option *options,
                                         int32_t option_count, lt_error *err);
/* Frees what open made; the run is gone. */
void lt_csv_source_free(lt_csv_source *s);
/* The schema from names and kinds; names: of the present schema when NULL. */
LT_MUST_USE lt_status lt_csv_make_schema(lt_schema **out, const lt_csv_source *s,
                                         char *const *names, int32_t count, lt_error *err);
/* Adds the kinds of every row of a chunk; columns: of the schema, NULL for all of them. */
LT_MUST_USE lt_status lt_csv_infer_chunk(lt_csv_kind *kinds, const lt_csv_source *s,
                                         const lt_csv_chunk *c, const int32_t *columns,
                                         int32_t count, lt_error *err);

/* Bytes, marks and rows of a part, held by *c until lt_csv_chunk_close. */
LT_MUST_USE lt_status lt_csv_load(lt_csv_chunk *c, lt_csv_source *s, int64_t part,
                                  lt_csv_scratch *scratch, lt_csv_mended *mended, lt_error *err);
void                  lt_csv_chunk_close(lt_csv_chunk *c);
/* Marks of bytes that start a record and are all there is (a sample, fetched records). */
LT_MUST_USE lt_status lt_csv_load_bytes(lt_csv_chunk *c, const lt_csv_source *s,
                                        const lt_csv_file *f, bool whole, lt_csv_mended *mended,
                                        lt_error *err);

/* All columns of rows [row, row + n) as a batch. LT_EWIDEN, without a message: a value does not
 * fit its inferred type. */
LT_MUST_USE lt_status lt_csv_batch(lt_batch **out, lt_csv_source *s, const lt_csv_chunk *c,
                                   uint32_t row, uint32_t n, lt_csv_mended *mended, lt_error *err);

/* A value did not fit, or somebody else says so: LT_EWIDEN when the types are settled. */
LT_MUST_USE lt_status lt_csv_widen(lt_csv_source *s, lt_csv_scratch *scratch, lt_error *err);

/* A locator is the offset of the record in all the files, one behind the other. */
lt_status lt_csv_fetch(lt_source *s, const int64_t *locators, int32_t n, lt_batch **out,
                       lt_error *err);

LT_MUST_USE lt_status lt_csv_open_sink(lt_sink **out, lt_mem *mem, const char *path,
                                       const lt_option *options, int32_t option_count,
                                       lt_error *err);

#endif
