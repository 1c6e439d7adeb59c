/* sort_run.h — the rows one worker has of a sort: stored as they come, then put in order.
 *
 * Row r of the run: its values are row r of `rows`, its key bytes lie one after the other in
 * `keys`. Entries are made when it is sorted: a row and a number that stands for its key
 * (sort_bits.h), so that comparisons touch nothing else but where numbers are equal and keys may
 * not be. Order: key, then ordinal, so no two rows are equal and the sort is stable.
 *
 * Threads  one writer; after lt_sort_run_sort any number of readers
 */
#ifndef LT_EXEC_SORT_RUN_H
#define LT_EXEC_SORT_RUN_H

#include "column/batch.h"
#include "exec/packed_rows.h"
#include "exec/sort_bits.h"
#include "exec/sort_keys.h"
#include "exec/sort_radix.h"

typedef struct lt_sort_run {
    lt_mem      *mem;
    lt_packed    rows;
    size_t       stride;    /* bytes of every key; 0: see ends */
    lt_buf       keys;      /* bytes, and 8 more that can be read */
    lt_buf       ends;      /* uint64_t a row, of keys of several lengths */
    lt_buf       ordinals;  /* int64_t a row */
    lt_buf       entries;   /* lt_sort_entry a row, once sorted */
    lt_buf       bar;       /* key of the last row that can still count; empty: none */
    lt_buf       room;      /* of lt_sort_keys_add */
    lt_sort_bits bits;      /* of the keys */
    bool         unordered; /* some row came before one with a smaller ordinal */
    bool         exact;     /* once sorted: equal numbers are equal keys */
} lt_sort_run;

LT_MUST_USE lt_status lt_sort_run_open(lt_sort_run *r, lt_mem *mem, const lt_type *types,
                                       int32_t count, lt_error *err);
void                  lt_sort_run_close(lt_sort_run *r);

static inline int64_t lt_sort_run_count(const lt_sort_run *r) { return r->rows.rows; }
/* Of a sorted run. */
static inline const lt_sort_entry *lt_sort_run_at(const lt_sort_run *r, int64_t i)
{
    return (const lt_sort_entry *)r->entries.data + i;
}

/* Appends those rows of the batch that are not past the bar.
 * Errors: LT_ENOMEM; the run is then good for closing only. */
LT_MUST_USE lt_status lt_sort_run_add(lt_sort_run *r, const lt_batch *b, const lt_sort_keys *keys,
                                      lt_error *err);

/* Makes the entries, in order. Runs that are to be compared with each other need one squeeze, made
 * of the bits of all. */
LT_MUST_USE lt_status lt_sort_run_sort(lt_sort_run *r, const lt_sort_squeeze *s,
                                       const lt_sort_watch *watch, lt_error *err);

/* Forgets all but the first n rows and raises the bar. */
LT_MUST_USE lt_status lt_sort_run_cut(lt_sort_run *r, int64_t n, const lt_sort_watch *watch,
                                      lt_error *err);

/* <0, 0, >0; 0 only for the same row. */
int lt_sort_compare(const lt_sort_run *x, const lt_sort_entry *a, const lt_sort_run *y,
                    const lt_sort_entry *b);

#endif
