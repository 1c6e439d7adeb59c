/* source.h — what a scan needs of whatever holds the rows: files, a table, a database.
 *
 * Life     open by the maker; schema; prepare once per run (it removes from the spec what it
 *          will do itself); read each part, from several threads; close.
 * Parts    a part is read whole by one thread, batches in row order; parts are ordered.
 *          part p's batches carry ordinals p << LT_PART_SHIFT | rows before.
 * Widening a type was speculated and a value did not fit: read answers LT_EWIDEN, and when it
 *          does, the source's schema already is the final one. The caller binds and runs again.
 * Locators with spec->locators the batches have one more column at the end (int64, not null): where
 *          the row is, for fetch, from 0 to below locator_end. Only sources with fetch have them.
 */
#ifndef LT_PLAN_SOURCE_H
#define LT_PLAN_SOURCE_H

#include "column/batch.h"
#include "core/cancel.h"
#include "plan/expr.h"

typedef struct lt_source lt_source;

typedef struct lt_scan_spec {
    int32_t *
        columns; /* indexes into the source's schema, in output order; owned by the spec's holder */
    int32_t   column_count;
    bool      all_columns; /* columns not chosen yet */
    lt_expr **filters; /* conjuncts over the output columns; prepare takes out what it does exactly,
                          and may use the others to skip parts that cannot match */
    int32_t filter_count;
    int32_t filter_cap; /* slots allocated for filters: prepare may lower filter_count */
    int64_t limit;      /* rows that are enough in all; -1: every row */
    bool    locators;
    int32_t batch_rows; /* 0: LT_BATCH_ROWS */
} lt_scan_spec;

/* On the account of plans (plan_mem.h). */
void                  lt_scan_spec_clear(lt_scan_spec *spec);
LT_MUST_USE lt_status lt_scan_spec_copy(lt_scan_spec *out, const lt_scan_spec *from, lt_error *err);

/* Where a run lives: handed to sources and sinks. */
typedef struct lt_run {
    lt_mem               *mem;
    const lt_cancel      *cancel;
    const struct lt_zone *zone;
    int64_t               now_us; /* when the query began: what now() says in all of it */
    int32_t               workers;
    int32_t               batch_rows; /* rows of a batch; 0: LT_BATCH_ROWS */
} lt_run;

/* What a scan did so far; counters only grow. */
typedef struct lt_scan_stats {
    atomic_int_fast64_t bytes, bytes_total, rows;
    atomic_int_fast64_t padded, cut, dropped, replaced; /* what lenient reading mended */
    atomic_int_fast64_t parts_skipped;
} lt_scan_stats;

typedef struct lt_source_ops {
    const char *name;
    /* Borrowed until the next EWIDEN. */
    lt_schema *(*schema)(lt_source *s);
    lt_status (*prepare)(lt_source *s, lt_scan_spec *want, const lt_run *run, lt_error *err);
    int64_t (*parts)(lt_source *s); /* after prepare */
    lt_status (*read)(lt_source *s, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                      lt_error *err);
    /* optional: the rows at locators[0, n) with the columns of the spec. NULL: none */
    lt_status (*fetch)(lt_source *s, const int64_t *locators, int32_t n, lt_batch **out,
                       lt_error *err);
    int64_t (*locator_end)(lt_source *s); /* with fetch */
    /* For explain: "csv datalake/…/transacciones.csv  1 file, 912 MB". */
    lt_status (*describe)(lt_source *s, lt_buf *out, lt_error *err);
    int64_t (*row_count)(lt_source *s); /* optional: exact rows known without reading, else -1 */
    /* Forgets the state of the last run (open windows, readers); the next prepare starts anew. */
    void (*finish)(lt_source *s);
    void (*close)(lt_source *s);
} lt_source_ops;

struct lt_source {
    const lt_source_ops *ops;
    atomic_int           refs;
    lt_scan_stats        stats;
};

static inline lt_source *lt_source_retain(lt_source *s)
{
    atomic_fetch_add(&s->refs, 1);
    return s;
}
static inline void lt_source_release(lt_source *s)
{
    if (s && atomic_fetch_sub(&s->refs, 1) == 1) s->ops->close(s);
}

#endif
