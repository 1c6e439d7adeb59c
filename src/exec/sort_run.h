/* sort_run.h — the rows one worker has of a sort: stored as they come, then put in order.
 *
 * Row r of the run: its values are row r of `rows`, its key bytes lie at [ends[r-1], ends[r]) of
 * `keys`. An entry is a row and the first 16 bytes of its key,
 * so that most comparisons touch nothing else. Order: key, then ordinal, so no two
 * rows are equal and the sort is stable.
 *
 * Threads  one writer; after lt_sort_run_sort any number of readers
 */
#ifndef LT_EXEC_SORT_RUN_H
#define LT_EXEC_SORT_RUN_H

#include "column/batch.h"
#include "exec/packed_rows.h"
#include "exec/sort_key.h"

typedef struct lt_sort_entry {
    uint64_t prefix, more; /* the first 8 bytes, the next 8 */
    int64_t  row;
} lt_sort_entry;

typedef struct lt_sort_run {
    lt_mem   *mem;
    lt_packed rows;
    lt_buf    keys;      /* bytes */
    lt_buf    ends;      /* uint64_t a row */
    lt_buf    ordinals;  /* int64_t a row */
    lt_buf    entries;   /* lt_sort_entry a row */
    lt_buf    bar;       /* key of the last row that can still count; empty: none */
    bool      tall;      /* some key is longer than what an entry has of it */
    bool      unordered; /* some row came before one with a smaller ordinal */
} lt_sort_run;

/* Asked now and then while sorting; anything but LT_OK ends it. */
typedef lt_status lt_sort_poll(void *arg, lt_error *err);

LT_MUST_USE lt_status lt_sort_run_open(lt_sort_run *r, lt_mem *mem, const lt_type *types,
                                       int32_t count, lt_error *err);
void                  lt_sort_run_close(lt_sort_run *r);

static inline int64_t lt_sort_run_count(const lt_sort_run *r)
{
    return (int64_t)(r->entries.len / sizeof(lt_sort_entry));
}
static inline const lt_sort_entry *lt_sort_run_at(const lt_sort_run *r, int64_t i)
{
    return (const lt_sort_entry *)r->entries.data + i;
}

/* The keys of a batch's rows: count columns, dense. */
typedef struct lt_sort_keys {
    lt_column *const    *columns;
    const lt_sort_order *orders;
    int32_t              count;
} lt_sort_keys;

/* Appends those rows of the batch that are not past the bar.
 * Errors: LT_ENOMEM; the run is then good for closing only. */
LT_MUST_USE lt_status lt_sort_run_add(lt_sort_run *r, const lt_batch *b, const lt_sort_keys *keys,
                                      lt_error *err);

/* Puts the entries in order. */
LT_MUST_USE lt_status lt_sort_run_sort(lt_sort_run *r, lt_sort_poll *poll, void *arg,
                                       lt_error *err);

/* Sorts, forgets all but the first n rows and raises the bar. */
LT_MUST_USE lt_status lt_sort_run_cut(lt_sort_run *r, int64_t n, lt_sort_poll *poll, void *arg,
                                      lt_error *err);

/* <0, 0, >0; 0 only for the same row. */
int lt_sort_compare(const lt_sort_run *x, const lt_sort_entry *a, const lt_sort_run *y,
                    const lt_sort_entry *b);

#endif
